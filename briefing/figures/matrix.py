"""Matrix -> half a matrix: a name at the end of each row and over the column that begins under it."""

from __future__ import annotations

from briefing.figures.drawing import Box, Drawing, Frame, Label, Mark, height, tie, written
from briefing.figures.lettering import Pen
from briefing.figures.signs import described, key, told
from briefing.figures.tokens import Tokens
from briefing.figures.words import Words
from briefing.model import SIGNS, Matrix, MatrixCell

_NAME_SHARE = 0.3  # of the width that the last row's name keeps
_PAD, _GAP = 4.0, 1.4  # inside a cell, between two
_WIDE = 34.0  # points that a cell is wide where there is room
_NAME_LINES = 2
_UNDER = 4.0  # points at the foot of a cell, for its sign's line


def draw(matrix: Matrix, tokens: Tokens, words: Words) -> Drawing:
    """How each two actors stand: sign, number of sentences, tint and a line in the sign's pattern.

    Where many actors leave no room for both beside each other, the number stands under its sign; where they leave none
    for that, the last ones are not drawn.
    """
    width = tokens.length("figure-matrix")
    pen = Pen(tokens, tokens.length("note"), 600)
    names = Pen(tokens, tokens.length("small"), 600)
    matrix = matrix.of(fitting(matrix, tokens))
    cells = [cell for row in matrix.cells for cell in row if cell]
    room = width * (1 - _NAME_SHARE) / max(1, len(matrix.actors) - 1)
    wanted = max([pen.width(told(cell)) for cell in cells], default=0.0) + _PAD
    beside = wanted <= room
    across = min(room, max(wanted, _WIDE)) if beside else room
    down = max(height(_NAME_LINES, names), height(1 if beside else 2, pen) + _UNDER + 1) + _GAP
    marks: list[Mark] = []
    for row, (actor, stands) in enumerate(zip(matrix.actors, matrix.cells, strict=True)):
        top = row * down
        for column, cell in enumerate(stands):
            frame = Frame(column * across, top, (column + 1) * across - _GAP, top + down - _GAP)
            marks += _cell(cell, frame, pen, beside=beside)
        start = len(stands) * across + _PAD / 2
        lines = names.lines(actor, width - start, _NAME_LINES)
        marks += written(lines, (start, top + (down - _GAP - height(len(lines), names)) / 2), names)
    foot, end = key(cells, len(matrix.actors) * down + _PAD, width, tokens, words)
    title = words.count("matrix_title", len(matrix.actors))
    return Drawing(width, end, (*marks, *foot), title, described(cells, words))


def fitting(matrix: Matrix, tokens: Tokens) -> int:
    """How many of a matrix's actors its figure has room for."""
    pen = Pen(tokens, tokens.length("note"), 600)
    counts = [cell.figure for row in matrix.cells for cell in row if cell]
    least = max([pen.width(one) for one in (*counts, *SIGNS.values())]) + 2 * _GAP
    return min(len(matrix.actors), 1 + int(tokens.length("figure-matrix") * (1 - _NAME_SHARE) / least))


def _cell(cell: MatrixCell | None, frame: Frame, pen: Pen, *, beside: bool) -> list[Mark]:
    middle = (frame.left + frame.right) / 2
    if cell is None:
        return [Box(frame, "nothing")]
    lines = [told(cell)] if beside else [SIGNS[cell.sign], cell.figure]
    top = frame.top + (frame.bottom - _UNDER - frame.top - height(len(lines), pen)) / 2
    said: list[Label] = written(lines, (middle, top), pen, anchor="middle")
    foot = frame.bottom - _UNDER / 2 - 0.4
    inset = min(_PAD, (frame.right - frame.left) / 6)
    return [
        Box(frame, cell.sign),
        *tie(cell.sign, ((frame.left + inset, foot), (frame.right - inset, foot)), 1.0),
        *said,
    ]
