"""Source -> Document: fragments of type to lines, columns by columns in the order in which they are read."""

from __future__ import annotations

import unicodedata
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from briefing.readers.pdf.pages import notes_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.readers.pdf.pages import Fragment

_EDGE = 3.0  # points by which the left edges of a column's lines differ at most
_FEWEST = 3  # lines that make a column
_WIDE = 12.0  # em: as wide are the lines of a column of prose
_FULL, _MOSTLY = 0.75, 0.7  # of the longest lines, of all that is set: prose fills its column
_NARROW = 7.0  # em: as wide at least, where the lines beside it stand on other base lines
_ALIGNED = 0.7  # of the lines: base lines that answer each other are rows
_ROW = 0.3  # em: base lines that differ by less are one row
_SMALLER, _RAISED = 0.85, 0.15
_CELLS, _SPARSE = 3, 0.6  # in a row, of the width: cells, not columns
_CELL = 1.8  # em: a wider gap parts the cells of a row
_TOUCH = 0.15  # em: fragments nearer than this are one word


class Line(NamedTuple):
    """A line of a column. `text` has no margins; `cells` counts the parts that wide gaps make of it."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    notes: tuple[tuple[int, int], ...]
    cells: int
    first: float  # points that its first word takes


def columns(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """The fragments parted into columns, and what spans them, in reading order.

    A gutter is a left edge that lines share and few lines cross. What crosses it parts the page into bands; in each
    band with prose on both sides the left column comes before the right one.
    """
    fragments = sorted(fragments, key=lambda fragment: (fragment.base, fragment.left))
    best: list[tuple[bool, list[Fragment]]] = []
    most = 0
    for gutter in _edges(fragments):
        bands, score = _banded(fragments, gutter)
        if score > most:
            best, most = bands, score
    if not best:
        return [fragments] if fragments else []
    backwards = _runs_left(fragments)
    parted: list[list[Fragment]] = []
    run: list[Fragment] = []
    for is_side, part in _ordered(best, backwards=backwards):
        if is_side:
            parted += columns(run) if run else []
            parted += columns(part)
            run = []
        else:
            run += part
    return parted + (columns(run) if run else [])


def _ordered(bands: Iterable[tuple[bool, list[Fragment]]], *, backwards: bool) -> Iterator[tuple[bool, list[Fragment]]]:
    """The bands, with the two columns of each the other way round where writing runs to the left."""
    held: list[Fragment] | None = None
    for is_side, part in bands:
        if not (is_side and backwards):
            yield is_side, part
        elif held is None:
            held = part
        else:
            yield True, part
            yield True, held
            held = None


def _edges(fragments: Sequence[Fragment]) -> list[float]:
    """Left edges that several fragments share."""
    edges: list[float] = []
    run: list[float] = []
    for left in sorted(fragment.left for fragment in fragments):
        if run and left - run[0] > _EDGE:
            edges += run[:1] if len(run) >= _FEWEST else []
            run = []
        run.append(left)
    edges += run[:1] if len(run) >= _FEWEST else []
    return edges[1:] if edges and edges[0] == min(fragment.left for fragment in fragments) else edges


def _banded(fragments: Sequence[Fragment], gutter: float) -> tuple[list[tuple[bool, list[Fragment]]], int]:
    """Bands of fragments, (True, column) for the columns of prose, and how many lines stand beside others."""
    bands: list[tuple[bool, list[Fragment]]] = []
    score = 0
    band: list[Fragment] = []
    for fragment in [*fragments, None]:
        if fragment and not fragment.left < gutter - 1 < gutter + 1 < fragment.right:
            band.append(fragment)
            continue
        above, middle, below = _without_cells(band)
        left = [each for each in middle if each.left < gutter - 1]
        right = [each for each in middle if each.left >= gutter - 1]
        if _are_columns(left, right):
            bands += [(False, above), (True, left), (True, right), (False, below)]
            score += min(len(left), len(right))
        else:
            bands.append((False, band))
        bands.append((False, [fragment] if fragment else []))
        band = []
    return [(is_side, part) for is_side, part in bands if part], score


def _without_cells(band: Sequence[Fragment]) -> tuple[list[Fragment], list[Fragment], list[Fragment]]:
    """A band without the rows of cells at its head and foot: those, what is between, those."""
    rows: list[list[Fragment]] = []
    for each in band:
        if rows and each.base - rows[-1][0].base <= 1:
            rows[-1].append(each)
        else:
            rows.append([each])
    width = max((each.right for each in band), default=0) - min((each.left for each in band), default=0)
    sparse = [len(row) >= _CELLS and sum(each.right - each.left for each in row) < _SPARSE * width for row in rows]
    low, high = 0, len(rows)
    while low < high and sparse[low]:
        low += 1
    while low < high and sparse[high - 1]:
        high -= 1
    low = low if low > 1 else 0
    high = high if len(rows) - high > 1 else len(rows)
    above, middle, below = (
        [each for row in part for each in row] for part in (rows[:low], rows[low:high], rows[high:])
    )
    return above, middle, below


def _are_columns(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Whether two sides are prose set side by side, not the cells of a table."""
    if min(len(left), len(right)) < _FEWEST:
        return False
    low, high = max(left[0].base, right[0].base), min(left[-1].base, right[-1].base)
    if low >= high:
        return False
    prose = sum(map(_is_prose, (left, right)))
    if prose != 1:
        return prose > 1
    few, many = sorted((left, right), key=len)
    bases = [each.base for each in many]
    aligned = sum(any(abs(each.base - base) < 1 for base in bases) for each in few)
    return aligned < _ALIGNED * len(few) and min(map(_row_width, (left, right))) >= _NARROW


def _is_prose(side: Sequence[Fragment]) -> bool:
    """Whether the lines of a side are long and mostly full, as those of paragraphs are and those of cells are not."""
    widths = sorted((each.right - each.left) / each.size for each in side if each.right - each.left > each.size)
    if not widths or widths[len(widths) * 2 // 3] < _WIDE:
        return False
    full = _FULL * widths[len(widths) * 9 // 10]
    return sum(width for width in widths if width >= full) >= _MOSTLY * sum(widths)


def _row_width(side: Sequence[Fragment]) -> float:
    """The usual width of a side's rows, gaps among them, in em."""
    rows: dict[int, list[Fragment]] = {}
    for each in side:
        rows.setdefault(round(each.base), []).append(each)
    return median(
        (max(each.right for each in row) - min(each.left for each in row)) / row[0].size for row in rows.values()
    )


def lines(column: Iterable[Fragment]) -> Iterator[Line]:
    """The lines of a column from its head to its foot."""
    row: list[Fragment] = []
    for fragment in sorted(column, key=lambda each: each.base):
        if row and not _same_row(row, fragment):
            yield _line(row)
            row = []
        row.append(fragment)
    if row:
        yield _line(row)


def _same_row(row: Sequence[Fragment], fragment: Fragment) -> bool:
    tallest = max(row, key=lambda each: each.size)
    small, large = sorted((tallest, fragment), key=lambda each: each.size)
    is_small = small.size < _SMALLER * large.size
    return abs(tallest.base - fragment.base) <= large.size * (_ROW if not is_small else 0.5)


def _line(row: list[Fragment]) -> Line:
    backwards = _runs_left(row)
    row = sorted(row, key=lambda each: -each.right if backwards else each.left)
    weights: dict[float, int] = {}
    for each in row:
        weights[each.size] = weights.get(each.size, 0) + len(each.text)
    size = max(weights, key=lambda each: (weights[each], each))
    base = next(each.base for each in row if each.size == size)
    text, cells = "", 1
    notes: list[tuple[int, int]] = []
    before: Fragment | None = None
    for each in row:
        if before:
            gap = max(each.left - before.right, before.left - each.right)
            cells += gap > _CELL * size
            text += "\t" if gap > _CELL * size else " " if gap > _TOUCH * size else ""
        start = len(text)
        text += each.text
        notes += [(low + start, high + start) for low, high in each.notes]
        if each.size < _SMALLER * size and base - each.base > _RAISED * size:
            notes += notes_among(text, [(start, len(text))])
        before = each
    width = max(each.right for each in row) - min(each.left for each in row)
    bold = sum(len(each.text) for each in row if each.bold) > 0.9 * sum(len(each.text) for each in row)
    first = width * len(text.split(maxsplit=1)[0]) / len(text)
    left, right = min(each.left for each in row), max(each.right for each in row)
    if backwards:
        left, right = -right, -left
    return Line(text, left, right, base, size, bold, tuple(notes), cells, first)


def _runs_left(fragments: Iterable[Fragment]) -> bool:
    """Whether most of the letters are of a script that is written to the left."""
    sides = [unicodedata.bidirectional(c) for each in fragments for c in each.text[:40]]
    return sum(side in ("R", "AL") for side in sides) > sides.count("L")
