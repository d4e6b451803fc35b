"""Grid -> a field of five by five, each actor in the square of its power and interest (Mendelow 1991).

Squares hold lists, so names never meet; a row is as high as its fullest square, and of a crowd the first are named.
"""

from __future__ import annotations

from briefing.figures.drawing import Box, Dot, Drawing, Frame, Line, Mark, height, written
from briefing.figures.lettering import ASCENT, Pen
from briefing.figures.tokens import Tokens
from briefing.figures.words import Words
from briefing.model import LEVELS, Grid, Placement

_AXIS = 14.0  # points left of the squares, for the numbers of power
_PAD = 3.0
_LEAST = 24.0  # points that a row is high
_BULLET = 1.7
_NAME_LINES = 2
_MOST_NAMED = 10  # actors of a square; the table behind the figure has them all
_HIGH, _LOW = (LEVELS + 3) // 2, (LEVELS - 1) // 2  # levels of a quadrant; the middle one belongs to none


def draw(grid: Grid, tokens: Tokens, words: Words) -> Drawing:
    """Who has how much power and how much interest; a hollow dot is a place that no analyst gave."""
    width = tokens.length("figure")
    pen = Pen(tokens, tokens.length("small"))
    note, strong = Pen(tokens, tokens.length("note")), Pen(tokens, tokens.length("note"), 600)
    across = (width - _AXIS) / LEVELS
    line = height(1, note)
    marks: list[Mark] = [*written(note.lines(f"↑ {words['grid_power']}", width, 1), (0, 0), note, "soft")]
    marks += _quadrants(("keep_satisfied", "manage_closely"), line, width, strong, words)
    top = 2 * line + 1
    for power in range(LEVELS, 0, -1):
        held = [
            [one for one in grid.placements if (one.power, one.interest) == (power, interest)]
            for interest in range(1, LEVELS + 1)
        ]
        squares = [_square(inside, _AXIS + n * across, top, across, pen, words) for n, inside in enumerate(held)]
        tall = max([_LEAST, *(tall for _, tall in squares)])
        for number in range(LEVELS):
            frame = Frame(_AXIS + number * across, top, _AXIS + (number + 1) * across - 1, top + tall - 1)
            marks.append(Box(frame, _ground(power, number + 1)))
        marks += written([words.figure(power)], (0, top + tall / 2 - line / 2), note, "soft")
        marks += [mark for made, _ in squares for mark in made]
        top += tall
    marks.append(Line(((_AXIS - 1, 2 * line), (_AXIS - 1, top), (width, top)), "soft", 0.6))
    for number in range(LEVELS):
        marks += written([words.figure(number + 1)], (_AXIS + (number + 0.5) * across, top + 1), note, "soft", "middle")
    marks += _quadrants(("monitor", "keep_informed"), top + line + 1, width, strong, words)
    end = top + 2 * line + 1
    marks += written(note.lines(f"{words['grid_interest']} →", width, 1), (width, end), note, "soft", "end")
    title = words.count("grid_title", len(grid.placements))
    return Drawing(width, end + line, tuple(marks), title, _described(grid, words))


def _quadrants(keys: tuple[str, str], top: float, width: float, pen: Pen, words: Words) -> list[Mark]:
    room = (width - _AXIS) / 2 - _PAD
    left, right = (pen.lines(words[key], room, 1) for key in keys)
    return [*written(left, (_AXIS, top), pen, "accent"), *written(right, (width, top), pen, "accent", "end")]


def _ground(power: int, interest: int) -> str:
    """The corner that asks for most attention is tinted; the middle cross between quadrants is blank."""
    if power >= _HIGH and interest >= _HIGH:
        return "tint"
    between = _LOW < power < _HIGH or _LOW < interest < _HIGH
    return "paper" if between else "nothing"


def _square(  # noqa: PLR0913, PLR0917 - where it lies, and what it is written with
    inside: list[Placement], left: float, top: float, across: float, pen: Pen, words: Words
) -> tuple[list[Mark], float]:
    """The names in a square, one under the other, how many more there are, and how high it must be."""
    marks: list[Mark] = []
    start = left + _PAD + 2 * _BULLET + 3
    y = top + _PAD
    named = inside if len(inside) <= _MOST_NAMED else inside[: _MOST_NAMED - 1]
    for one in named:
        lines = pen.lines(one.actor, left + across - 2 * _PAD - start, _NAME_LINES)
        marks.append(Dot(left + _PAD + _BULLET, y + (ASCENT - 0.36) * pen.size, _BULLET, hollow=one.suggested))
        marks += written(lines, (start, y), pen)
        y += height(len(lines), pen)
    if more := len(inside) - len(named):
        marks += written([f"+ {words.figure(more)}"], (start, y), pen, "soft")
        y += height(1, pen)
    return marks, y + _PAD - top


def _described(grid: Grid, words: Words) -> str:
    """Each square that holds somebody, the most powerful and most interested first."""
    squares: dict[tuple[int, int], list[str]] = {}
    for one in grid.placements:
        squares.setdefault((one.power, one.interest), []).append(one.actor)
    said = [
        words.say("grid_place", names=words.listed(names), power=power, interest=interest)
        for (power, interest), names in sorted(squares.items(), reverse=True)
    ]
    return f"{words.listed(said, apart=True)}." if said else ""
