"""How pairs of actors stand, said by the matrix and the network alike: the key to the signs, and the pairs in words."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.figures.drawing import Label, Mark, height, tie, written
from briefing.figures.lettering import ASCENT, Pen
from briefing.figures.tokens import Tokens
from briefing.figures.words import Words
from briefing.model import SIGNS, MatrixCell, Sign

_SAMPLE = 18.0  # points of a line in the key
_GAP, _APART = 4.0, 14.0  # after a sample, between two entries
_TOLD = 12  # pairs that a description names; more stand in the table


def told(cell: MatrixCell) -> str:
    """A sign with its number of sentences, as a cell prints it."""
    return f"{SIGNS[cell.sign]}\u00a0{cell.figure}"


def key(
    cells: Sequence[MatrixCell], top: float, width: float, tokens: Tokens, words: Words
) -> tuple[list[Mark], float]:
    """A sample of each sign's line with its letter and name, in as many rows as it needs; and where it ends."""
    pen = Pen(tokens, tokens.length("note"))
    marks: list[Mark] = []
    x, y = 0.0, top
    shown: list[Sign] = [sign for sign in SIGNS if any(cell.sign == sign for cell in cells)]
    for sign in shown:
        (entry,) = pen.lines(f"{SIGNS[sign]} {words[f'sign_{sign}']}", width - _SAMPLE - _GAP, 1)
        room = _SAMPLE + _GAP + pen.width(entry)
        if x and x + room > width:
            x, y = 0.0, y + height(1, pen)
        middle = y + (ASCENT - 0.36) * pen.size
        marks += tie(sign, ((x, middle), (x + _SAMPLE, middle)), 1.2)
        marks += written([entry], (x + _SAMPLE + _GAP, y), pen, "soft")
        x += room + _APART
    return marks, y + height(1, pen) if shown else top


def described(cells: Sequence[MatrixCell], words: Words) -> str:
    """The pairs in words, those with the most sentences first."""
    if not cells:
        return words["no_pairs"]
    strongest = sorted(cells, key=lambda cell: (-cell.count, cell.actors))
    said = [
        words.say("pair", one=cell.actors[0], other=cell.actors[1], sign=words[f"sign_{cell.sign}"], n=cell.figure)
        for cell in strongest[:_TOLD]
    ]
    if len(cells) > _TOLD:
        said.append(words.say("more_pairs", n=len(cells) - _TOLD))
    counted = words.count("count_pairs", len(cells))
    return words.say("pairs_shown", counted=counted, pairs=words.listed(said, apart=True))


def badge(cell: MatrixCell, x: float, y: float, pen: Pen) -> Label:
    """A cell's sign and number, centred on a point."""
    return Label(x, y + 0.36 * pen.size, told(cell), pen, anchor="middle")
