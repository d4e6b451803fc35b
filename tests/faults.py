"""What a typesetter would mark on laid-out pages, told from the engine's boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from briefing.writers.pdf import Layout

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption")
SLACK = 1.0  # points by which ink may stand out
MOST_EMPTY = 1 / 3  # of a page that is not the last
FEWEST_LINES = 2  # of a paragraph on either side of a page break
Box = Any  # the engine's boxes have no types


class Fault(NamedTuple):
    """What is wrong on a page, counted from 1, and the words where it is."""

    kind: str
    page: int
    words: str

    def __str__(self) -> str:
        return f"{self.kind} on page {self.page}: {self.words[:80]}"


class Line(NamedTuple):
    """A line of text with the boxes that hold it, the outermost first; lengths in points from the page's corner."""

    box: Box
    held: tuple[Box, ...]
    left: float
    top: float
    right: float
    foot: float

    @property
    def words(self) -> str:
        return words(self.box)


def faults(layout: Layout) -> list[Fault]:
    """Every fault of the pages, in their order."""
    sheets = [page._page_box for page in layout.document.pages]  # noqa: SLF001 - the engine tells no other way
    pages = [list(lines(sheet.children[0])) for sheet in sheets]
    found = [
        fault
        for number, (sheet, drawn) in enumerate(zip(sheets, pages, strict=True), 1)
        for tell in (_headings, _outside, _overlaps, _empty_boxes, _table_heads)
        for fault in tell(number, sheet, drawn)
    ]
    return sorted([*found, *_split(sheets, pages), *_gaps(sheets, pages)], key=lambda fault: fault.page)


def lines(box: Box, held: tuple[Box, ...] = ()) -> Iterator[Line]:
    """The lines of a box that hold words; those of an inline block stand for themselves."""
    children = getattr(box, "children", ())
    if type(box).__name__ == "LineBox":
        texts = [one for one in _inline(box) if one.text.strip()]
        if texts:
            yield Line(
                box,
                held,
                min(one.position_x for one in texts),
                box.position_y,
                max(one.position_x + one.width for one in texts),
                box.position_y + box.height,
            )
        for one in box.descendants():
            if type(one).__name__ in ("InlineBlockBox", "InlineTableBox", "InlineFlexBox"):
                yield from lines_of(one, (*held, box))
        return
    for child in children:
        yield from lines(child, (*held, box))


def lines_of(box: Box, held: tuple[Box, ...]) -> Iterator[Line]:
    for child in box.children:
        yield from lines(child, (*held, box))


def words(box: Box) -> str:
    """The text of a box, in its order."""
    return "".join(one.text for one in _texts(box))


def _texts(box: Box) -> Iterator[Box]:
    if type(box).__name__ == "TextBox":
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _inline(box: Box) -> Iterator[Box]:
    """The texts of a line, but those of blocks in it."""
    for child in box.children:
        if type(child).__name__ == "TextBox":
            yield child
        elif type(child).__name__ == "InlineBox":
            yield from _inline(child)


def boxes(box: Box) -> Iterator[Box]:
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def _headings(number: int, page: Box, drawn: list[Line]) -> Iterator[Fault]:
    """Headings under which their column holds nothing more on the page."""
    for box in boxes(page.children[0]):
        if box.element_tag not in HEADINGS or box.element_tag.endswith("caption") or not words(box).strip():
            continue
        if type(box).__name__ == "TextBox" or not hasattr(box, "border_height"):
            continue
        foot = box.border_box_y() + box.border_height()
        left, right = box.border_box_x(), box.border_box_x() + box.border_width()
        below = [ln for ln in drawn if ln.top >= foot - SLACK and ln.left < right and ln.right > left]
        inked = [
            one
            for one in boxes(page.children[0])
            if type(one).__name__ in ("BlockReplacedBox", "InlineReplacedBox") and one.position_y >= foot - SLACK
        ]
        if not below and not inked:
            yield Fault("orphaned heading", number, words(box))


def _table_heads(number: int, page: Box, _: list[Line]) -> Iterator[Fault]:
    """Heads of tables with no row under them."""
    for table in boxes(page.children[0]):
        if type(table).__name__ != "TableBox":
            continue
        rows = [row for row in boxes(table) if type(row).__name__ == "TableRowBox"]
        bodies = [row for row in rows if not any(c.element_tag == "th" and _is_column(c) for c in row.children)]
        if rows and not bodies and len(table.children) and not _whole(table, rows):
            yield Fault("head without rows", number, words(table))


def _is_column(cell: Box) -> bool:
    return cell.element is not None and cell.element.get("scope") == "col"


def _whole(table: Box, rows: list[Box]) -> bool:
    """Whether a table has these rows alone."""
    return table.element is not None and len(table.element.findall(".//tr")) == len(rows)


def _outside(number: int, page: Box, drawn: list[Line]) -> Iterator[Fault]:
    """Lines that stand out of the page's margins, of their cell or of their block."""
    for line in drawn:
        holders = [page, *(one for one in line.held if type(one).__name__ == "TableCellBox"), line.held[-1]]
        for holder in holders:
            left, right = holder.content_box_x(), holder.content_box_x() + holder.width
            if holder is not page:
                left, right = holder.border_box_x(), holder.border_box_x() + holder.border_width()
            if line.left < left - SLACK or line.right > right + SLACK:
                yield Fault("overfull", number, line.words)
                break
        else:
            if line.foot > page.content_box_y() + page.height + SLACK and not _in_footnotes(line):
                yield Fault("overfull", number, line.words)


def _in_footnotes(line: Line) -> bool:
    return any(type(one).__name__ == "FootnoteAreaBox" for one in line.held)


def _overlaps(number: int, _: Box, drawn: list[Line]) -> Iterator[Fault]:
    """Lines that are printed over one another."""
    for one, other in combinations(drawn, 2):
        if one.box in other.held or other.box in one.held:
            continue
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.foot, other.foot) - max(one.top, other.top)
        if across > SLACK and down > min(one.foot - one.top, other.foot - other.top) / 3:
            yield Fault("overlap", number, f"{one.words[:40]} | {other.words[:38]}")


def _empty_boxes(number: int, page: Box, _: list[Line]) -> Iterator[Fault]:
    """Boxes with a border or a ground of their own around nothing."""
    for box in boxes(page.children[0]):
        if type(box).__name__ not in ("BlockBox", "FlexBox", "GridBox", "TableBox") or not box.element_tag:
            continue
        if box.element_tag.endswith(("::before", "::after", "::marker")) or box.element_tag in ("html", "body", "hr"):
            continue
        style = box.style
        drawn = any(
            style[f"border_{side}_width"] and style[f"border_{side}_style"] != "none" for side in ("top", "left")
        )
        ground = style["background_color"].alpha if hasattr(style["background_color"], "alpha") else 0
        if (drawn or ground) and not words(box).strip() and not _pictured(box) and box.border_height() > 2:
            yield Fault("empty box", number, f"{box.element_tag}.{box.element.get('class', '')}")


def _pictured(box: Box) -> bool:
    return any("Replaced" in type(one).__name__ for one in boxes(box))


def _split(sheets: list[Box], pages: list[list[Line]]) -> Iterator[Fault]:
    """Rows on two pages, and paragraphs with a single line on one of two."""
    rows: dict[Any, set[int]] = defaultdict(set)
    named: dict[Any, str] = {}
    for number, sheet in enumerate(sheets, 1):
        for box in boxes(sheet.children[0]):
            if type(box).__name__ == "TableRowBox" and box.element is not None and words(box).strip():
                if any(_is_column(cell) for cell in box.children):
                    continue
                rows[box.element].add(number)
                named.setdefault(box.element, words(box))
    yield from (Fault("split row", min(on), named[element]) for element, on in rows.items() if len(on) > 1)
    counts: dict[Any, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for number, drawn in enumerate(pages, 1):
        for line in drawn:
            holder = line.held[-1]
            if holder.element is not None and holder.element_tag not in (*HEADINGS, "th"):
                counts[holder.element][number] += 1
                named.setdefault(holder.element, line.words)
    for element, on in counts.items():
        if len(on) > 1 and min(on.values()) < FEWEST_LINES:
            yield Fault("single line", min(on, key=lambda number: on[number]), named[element])


def _gaps(sheets: list[Box], pages: list[list[Line]]) -> Iterator[Fault]:
    """Pages that are left with their lower part empty though another follows."""
    for (number, drawn), _ in pairwise(enumerate(pages, 1)):
        page = sheets[number - 1]
        feet = [line.foot for line in drawn] + [
            one.position_y + one.margin_height() for one in boxes(page.children[0]) if "Replaced" in type(one).__name__
        ]
        empty = 1 - (max(feet, default=page.content_box_y()) - page.content_box_y()) / page.height
        if empty > MOST_EMPTY:
            yield Fault("gap", number, f"{empty:.0%} of the page is empty")
