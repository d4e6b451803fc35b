"""Source -> Document: lines of type to paragraphs, headings, list items, tables and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from briefing.readers.blocks import APART, Block
from briefing.readers.ledger import Draft, Edit
from briefing.readers.pdf.furniture import judged
from briefing.readers.pdf.layout import columns, lines
from briefing.readers.repairs import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.readers.blocks import Kind
    from briefing.readers.pdf.layout import Line
    from briefing.readers.pdf.pages import Fragment, Page

_LARGE = 1.12  # of the body's size: a heading
_MUCH = 0.4  # of the characters of the commonest size: the largest size that has so many is the body's
_SMALL = 0.93  # of the body's size: a footnote
_RESIZED = 0.07  # of the size: where it changes by more, a block ends
_LOOSE = 1.18  # of the usual distance between lines: a wider one parts paragraphs
_INDENT = 0.8  # em
_ROOM = 1.5  # em left over behind the next word: the line was ended, not full
_SHORT = 0.7  # of the column: a line that ends before it was ended, whatever it ends with
_HEADING_WORDS, _LARGE_WORDS, _FEW_WORDS = 25, 40, 8
_ASIDE = 60  # pieces: how much may stand between two parts of a paragraph
_BOLD_LINES = 3
_SYLLABLE = 3  # letters
_ROWS = 3  # rows of cells make a table
_ITEM = re.compile(r"(?:[-*•‣▪◦●·■□➢–—]|o(?=\t)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})\)|\d{1,2}\.)[ \t]+(?=\S)")
_NOTE = re.compile(r"(?:(\d{1,3})[.)]?|[*†‡§]{1,3}|\[\d{1,3}\])[ \t]*(?=\S)")
_STOP = re.compile(r"[.!?:;…][\"”’)\]»]*\d{0,3}$")
_ANEW = re.compile(r"[\"'“‘«(\[¿¡]*[^\W_a-zß-öø-ÿ]")
_LEADER = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,})\s*(?:\d{1,4}|[ivxl]{1,7})$")
_ENTRY = re.compile(r"\D*[^\W\d_].*[\t .]\d{1,4}$|\d[\d.]*[\t ].*[^\W\d_].*[\t .]\d{1,4}$")
_BROKEN = re.compile(r"(?<![\w-])([^\W\d_]+)-\n([^\W\d_A-ZÀ-ÞŒŠŽ]{2,})(?![\w-])")
_FIRST = re.compile(r"^[a-zß-öø-ÿ]\w*")  # what may be the end of a word that a column broke
_CONTENTS = re.compile(
    r"(?:table of )?contents|in this (?:report|issue|paper)|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|"
    r"sumário|indice|inhoud(?:sopgave)?|spis treści|innehåll",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """Lines that belong together; `dropped` says why they are no part of the text, `goes_on` that it began above."""

    kind: Kind
    lines: tuple[Line, ...]
    page: int
    level: int = 0
    dropped: str = ""
    goes_on: bool = False

    @property
    def size(self) -> float:
        """Points of its type."""
        return self.lines[0].size

    @property
    def text(self) -> str:
        """Its lines, one under another."""
        return "\n".join(line.text for line in self.lines)


class _Type(NamedTuple):
    """How the body of a document is set: its size, its usual distances between lines by size, whether it is bold."""

    size: float
    leading: dict[float, float]
    bold: bool


class _Column(NamedTuple):
    """Where the lines of a column begin and end."""

    left: float
    right: float


def pieces(pages: Sequence[Page]) -> list[Piece]:
    """Everything that stands on the pages, in reading order; nothing is left out, what is no text is dropped."""
    furniture = judged(pages)
    laid = [
        [list(lines(column)) for column in columns([each for each in page.fragments if each not in odd])]
        for page, odd in zip(pages, furniture, strict=True)
    ]
    body = _body([line for page in laid for column in page for line in column])
    found: list[Piece] = []
    for number, (page, odd, parts) in enumerate(zip(pages, furniture, laid, strict=True), 1):
        middle = page.height / 2
        found += _margin([(each, odd[each]) for each in odd if each.base < middle], number)
        notes: list[Piece] = []
        has_body = any(abs(line.size - body.size) <= _RESIZED * body.size for column in parts for line in column)
        marks = {mark for column in parts for line in column for mark in _marks(line)}
        for column in parts:
            above, below = _without_notes(column, body, marks) if has_body else (column, [])
            found += _listed(list(_grouped(above, number, body)) if above else [])
            notes += _noted(below, number, marks)
        found += notes
        found += _margin([(each, odd[each]) for each in odd if each.base >= middle], number)
    return _titled(_joined(found, body), body)


def _margin(odd: Iterable[tuple[Fragment, str]], page: int) -> Iterator[Piece]:
    for fragment, reason in odd:
        yield Piece("none", tuple(lines([fragment])), page, dropped=reason)


def _body(every: Sequence[Line]) -> _Type:
    sizes: Counter[float] = Counter()
    bold = 0
    for line in every:
        sizes[round(line.size, 1)] += len(line.text)
        bold += len(line.text) if line.bold else 0
    distances: dict[float, Counter[float]] = {}
    for above, below in pairwise(every):
        apart = below.base - above.base
        if abs(above.size - below.size) < _RESIZED * above.size and 0.8 * above.size < apart < 2.5 * above.size:
            distances.setdefault(round(above.size), Counter())[round(apart * 2) / 2] += 1
    most = max(sizes.values(), default=0)
    size = max((each for each, often in sizes.items() if often >= _MUCH * most), default=10.0)
    leading = {each: min(found, key=lambda d: (-found[d], d)) for each, found in distances.items()}
    return _Type(size, leading, bold * 2 > sizes.total())


def _marks(line: Line) -> Iterator[str]:
    """The marks of notes in a line, but for one that begins it."""
    for start, end in line.notes:
        if start:
            yield from re.split(r"[,–-]", line.text[start:end].strip("[]"))


def _without_notes(column: list[Line], body: _Type, marks: set[str]) -> tuple[list[Line], list[Line]]:
    """The column without the footnotes at its foot, and those; `marks` are the page's."""
    at = len(column)
    while at and column[at - 1].size < _SMALL * body.size and column[at - 1].cells <= 2:  # noqa: PLR2004
        at -= 1
    first = next((n for n in range(at, len(column)) if _begins_note(column[n], marks)), None)
    return (column, []) if first is None else (column[:first], column[first:])


def _begins_note(line: Line, marks: set[str]) -> bool:
    """Whether a line begins a footnote: with a raised mark, a sign, or a figure that is a mark on the page."""
    if line.notes and line.notes[0][0] == 0:
        return True
    found = _NOTE.match(line.text)
    return found is not None and (found[1] is None or found[1] in marks)


def _noted(below: Sequence[Line], page: int, marks: set[str]) -> Iterator[Piece]:
    run: list[Line] = []
    for line in below:
        if run and _begins_note(line, marks):
            yield Piece("none", tuple(run), page, dropped="footnote")
            run = []
        run.append(line)
    if run:
        yield Piece("none", tuple(run), page, dropped="footnote")


def _grouped(column: Sequence[Line], page: int, body: _Type) -> Iterator[Piece]:
    """The lines of a column as tables, headings, items and paragraphs."""
    prose = [line for line in column if line.cells == 1 and abs(line.size - body.size) <= _RESIZED * body.size]
    widest = prose or column
    edges = _Column(_commonest([line.left for line in widest]), max(line.right for line in widest))
    rows = _tabular(column)
    run: list[Line] = []
    for at, line in enumerate(column):
        if run and (rows[at] != rows[at - 1] or (not rows[at] and _ends(run, line, edges, body))):
            yield _piece(run, page, body, is_table=rows[at - 1])
            run = []
        run.append(line)
    yield _piece(run, page, body, is_table=rows[-1])


def _commonest(edges: Sequence[float]) -> float:
    times = Counter(round(edge) for edge in edges)
    best = max(times, key=lambda edge: (times[edge], -edge))
    return min(edge for edge in edges if round(edge) == best)


def _tabular(column: Sequence[Line]) -> list[bool]:
    """For each line whether it is a row of a table: three rows of cells together, or two of three cells."""
    cells = [line.cells - bool(_ITEM.match(line.text) and "\t" in line.text[:5]) for line in column]
    rows = [count > 1 and not _LEADER.search(line.text) for count, line in zip(cells, column, strict=True)]
    for at in range(1, len(rows) - 1):  # a cell's second line
        near = column[at + 1].base - column[at - 1].base < 4 * column[at].size
        rows[at] = rows[at] or (rows[at - 1] and cells[at + 1] > 1 and near)
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end]:
            end += 1
        least = _ROWS if max(cells[at:end], default=0) < _ROWS else _ROWS - 1
        if end - at < least:
            rows[at:end] = [False] * (end - at)
        at = max(end, at + 1)
    return rows


def _ends(run: Sequence[Line], line: Line, column: _Column, body: _Type) -> bool:
    """Whether a block ends before a line."""
    above = run[-1]
    em = above.size
    leading = body.leading.get(round(em), 1.2 * em)
    apart = line.base - above.base
    if abs(em - line.size) > _RESIZED * em or apart < 0 or apart > _LOOSE * leading + 0.5:
        return True
    room = column.right - above.right - line.first - _ROOM * em
    if above.bold and not line.bold and not body.bold and (room > 0 or len(run) <= _BOLD_LINES) and _is_new(line):
        return True
    if _ITEM.match(line.text) and (_STOP.search(above.text) or room > 0 or _ITEM.match(run[0].text)):
        return True
    if em > _LARGE * body.size:
        return False
    ended = _STOP.search(above.text) is not None or above.right - column.left < _SHORT * (column.right - column.left)
    return _is_indented(run, line, column) or (room > 0 and ended and _is_new(line))


def _is_new(line: Line) -> bool:
    return _ANEW.match(line.text) is not None


def _is_indented(run: Sequence[Line], line: Line, column: _Column) -> bool:
    """Whether a line opens a paragraph by where it begins: set in after lines at the edge, or out after an item."""
    above, em = run[-1], line.size
    is_item = _ITEM.match(run[0].text) is not None
    if line.left - above.left > _INDENT * em:
        return (
            not is_item and abs(above.left - column.left) < em / 2 and len(run) > 1 and line.left - above.left < 4 * em
        )
    if above.left - line.left > _INDENT * em:
        return (len(run) > 1 or is_item) and _is_new(line)
    return False


def _piece(run: Sequence[Line], page: int, body: _Type, *, is_table: bool) -> Piece:
    words = sum(len(line.text.split()) for line in run)
    text = run[-1].text
    if is_table:
        return Piece("table", tuple(run), page)
    has_letters = any(map(str.isalpha, "".join(line.text for line in run)))
    is_said = text[-1] in ".;," and words > _FEW_WORDS
    if has_letters and run[0].size > _LARGE * body.size and words <= _LARGE_WORDS and not is_said:
        return Piece("heading", tuple(run), page, level=2)
    is_bold = all(line.bold for line in run) and not body.bold and len(run) <= _BOLD_LINES
    if has_letters and is_bold and words <= _HEADING_WORDS and text[-1] not in ".;,":
        return Piece("heading", tuple(run), page, level=3)
    return Piece("item" if _ITEM.match(run[0].text) else "paragraph", tuple(run), page)


def _listed(live: Sequence[Piece]) -> list[Piece]:
    """The pieces with a table of contents dropped: lines that lead to a page, or that stand under its heading."""
    made: list[Piece] = []
    under = False
    for piece in live:
        leads = sum(_LEADER.search(line.text) is not None for line in piece.lines)
        entries = sum(_ENTRY.match(line.text) is not None for line in piece.lines)
        is_title = _CONTENTS.fullmatch(piece.text.strip(" :")) is not None
        under = is_title or (under and entries * 2 >= len(piece.lines))
        if leads * 2 > len(piece.lines) or under:
            made.append(piece._replace(kind="none", dropped="contents"))
        else:
            made.append(piece)
    return made


def _joined(found: Sequence[Piece], body: _Type) -> list[Piece]:
    """The pieces, a paragraph that a column or page ended going on; what stood between its parts follows it.

    Between them may stand what was dropped, and boxes, tables and captions: nothing of the body's size.
    """
    made: list[Piece] = []
    held = list(found)
    at = 0
    while at < len(held):
        made.append(held[at])
        end = _continuation(held, at, body)
        if end:
            between = held[at + 1 : end]
            goes_on = not held[at].lines[-1].text.endswith("-")
            held[at + 1 : end + 1] = [held[end]._replace(goes_on=goes_on), *between]
        at += 1
    return made


def _continuation(held: Sequence[Piece], at: int, body: _Type) -> int:
    """Where the paragraph goes on that a piece leaves unfinished at the end of its column; 0 if it is finished."""
    above = held[at]
    if above.kind not in ("paragraph", "item") or above.dropped or not _is_of(above, body):
        return 0
    last = above.lines[-1].text
    if _STOP.search(last) or not (last[-1].isalnum() or last[-1] in ",—–-(%)”’\"'"):
        return 0
    seen = False  # something of the text stands between
    for end in range(at + 1, min(len(held), at + 1 + _ASIDE)):
        below = held[end]
        if below.dropped or (not _is_of(below, body) or below.kind == "table"):
            seen = seen or not below.dropped
            continue
        if below.kind != "paragraph" or below.page > above.page + 1 or not (seen or _leaves(above, below)):
            return 0
        if below.text[:1].islower():
            return end
        return end if not seen and _is_full(above, below) else 0
    return 0


def _leaves(above: Piece, below: Piece) -> bool:
    """Whether one piece begins in another column or on another page than the other ends."""
    return above.page != below.page or below.lines[0].base < above.lines[-1].base


def _is_of(piece: Piece, body: _Type) -> bool:
    return abs(piece.size - body.size) <= _RESIZED * body.size


def _is_full(above: Piece, below: Piece) -> bool:
    """Whether the next word would not have fitted on the last line."""
    last = above.lines[-1]
    widest = max(line.right - line.left for line in (*above.lines, *below.lines))
    return last.right - last.left > widest - below.lines[0].first - _ROOM * last.size


def _titled(found: list[Piece], body: _Type) -> list[Piece]:
    """The pieces with the largest heading of the first page made the title."""
    heads = [at for at, piece in enumerate(found) if piece.page == 1 and piece.kind == "heading" and not piece.dropped]
    large = [at for at in heads if found[at].size > _LARGE * body.size]
    if large:
        at = max(large, key=lambda each: (found[each].size, -each))
        found[at] = found[at]._replace(level=1)
    return found


def assembled(found: Iterable[Piece], turned: Iterable[tuple[int, str]] = ()) -> tuple[str, list[Block]]:
    """The text of all pieces, blank lines between them, and its blocks; `turned` words come last, dropped."""
    found = list(found)
    known = vocabulary(_FIRST.sub("", piece.text) for piece in found if not piece.dropped)
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in found:
        source = piece.text
        joint = " " if piece.goes_on else APART
        blocks.append(Block(piece.kind, at, _draft(piece, known), piece.level, piece.dropped, piece.page, joint))
        parts.append(source)
        at += len(source) + len(APART)
    for page, words in turned:
        blocks.append(Block("none", at, Draft.of(words), dropped="turned text", page=page))
        parts.append(words)
        at += len(words) + len(APART)
    return APART.join(parts), blocks


def _draft(piece: Piece, known: Counter[str]) -> Draft:
    """The piece without the marks of notes and items, its words whole that the typesetter broke.

    A word is whole if it stands so elsewhere, or if it was broken behind its first syllable and what follows is no word
    of the document (ex-traordinary). The rest stays broken, for the repairs to judge.
    """
    draft = Draft.of(piece.text)
    if piece.dropped:
        return draft
    edits: list[Edit] = []
    at = 0
    for line in piece.lines:
        edits += (Edit(at + start, at + end, "", "footnote mark") for start, end in line.notes)
        at += len(line.text) + 1
    marker = _ITEM.match(piece.text) if piece.kind == "item" else None
    if marker and not (edits and edits[0].start < marker.end()):
        edits.insert(0, Edit(0, marker.end(), "", "list marker"))
    draft = draft.edited(edits)
    if piece.kind == "table":
        return draft
    return draft.edited(
        Edit(broken.end(1), broken.start(2), "", "word broken across lines")
        for broken in _BROKEN.finditer(draft.text)
        if known[(broken[1] + broken[2]).casefold()] > known[f"{broken[1]}-{broken[2]}".casefold()]
        or (len(broken[1]) <= _SYLLABLE and not known[broken[2].casefold()])
    )
