"""Source -> Document: pages that are pictures, drawn for a program that reads them, and what it read laid on the page.

The program answers hOCR 1.2: lines with their boxes, base lines and sizes, words with their confidence.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2

from briefing.errors import SourceError
from briefing.readers.pdf.pages import Fragment, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml import etree

    from briefing.readers.pdf.pages import Read

DPI = 300
MOST_PIXELS = 25_000_000
"""Of one page: A3 at 300 dots an inch has 17 million; a larger page is drawn coarser."""
LEAST_SURE = 80
"""Per cent: a page read with a lower mean confidence is as if it had not been read."""
_INCH = 72  # points
_LINES = frozenset(("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocr_footer"))
_MORE = 2  # times as many characters as its own text has: what is read of a page replaces it
_ALIKE = 0.14  # of a size: the program's measure of one type varies by as much
_DEEP = 0.25  # of the size, below the base line, where the program tells no base line


class Recognised(NamedTuple):
    """What a program read on a page, and its mean confidence in it, in per cent of its characters."""

    page: Page
    confidence: float
    characters: int


def drawn(content: bytes, number: int, where: str) -> bytes:
    """A page, from 1, as a grey picture (PGM). Raises SourceError where it cannot be drawn."""
    try:
        document = pypdfium2.PdfDocument(content)
        page = document[number - 1]
        bitmap = page.render(scale=_scale(*page.get_size()), grayscale=True, may_draw_forms=False)
        row = bitmap.width
        held = bytes(bitmap.buffer)
        if bitmap.stride != row:
            held = b"".join(held[at : at + row] for at in range(0, len(held), bitmap.stride))
        return b"P5\n%d %d\n255\n" % (row, bitmap.height) + held
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise SourceError(f"page {number} cannot be drawn", where) from error


def _scale(width: float, height: float) -> float:
    """Pixels to a point."""
    wanted = DPI / _INCH
    pixels = width * height * wanted**2
    return wanted if pixels <= MOST_PIXELS else wanted * (MOST_PIXELS / pixels) ** 0.5


def recognised(answer: bytes, size: tuple[float, float]) -> Recognised:
    """What hOCR tells of a page of this size in points; nothing where it is damaged."""
    lines = [line for line in _lines(answer) if line.words]
    turns = Counter(line.turn for line in lines for _ in line.words)
    turn = max(turns, key=lambda one: turns[one], default=0)
    scale = _scale(*size)
    width, height = (round(side * scale) for side in size)
    upright = [_upright(line, width, height) for line in lines if line.turn == turn]
    fragments = tuple(_sized([_fragment(line, 1 / scale) for line in upright]))
    sides = size if turn % 180 == 0 else size[::-1]
    weights = [(len(word), sure) for line in upright for word, sure in line.words]
    count = sum(length for length, _ in weights)
    sure = sum(length * sure for length, sure in weights) / count if count else 0.0
    turned = tuple(" ".join(word for word, _ in line.words) for line in lines if line.turn != turn)
    return Recognised(Page(*sides, fragments, turned), sure, count)


def words(answer: bytes) -> str:
    """The words that hOCR tells, a line a line."""
    return "\n".join(" ".join(word for word, _ in line.words) for line in _lines(answer))


class _Line(NamedTuple):
    """A line in pixels: its box, its base line over the foot of the box, its size; `turn` counts degrees."""

    box: tuple[int, int, int, int]
    base: float
    size: float
    turn: int
    words: tuple[tuple[str, float], ...]


_BOX = re.compile(r"\bbbox (-?\d{1,6}) (-?\d{1,6}) (-?\d{1,6}) (-?\d{1,6})")
_BASE = re.compile(r"\bbaseline (-?[\d.]{1,12}) (-?[\d.]{1,12})")
_SIZE = re.compile(r"\bx_size ([\d.]{1,12})")
_TURN = re.compile(r"\btextangle (\d{1,3})")
_SURE = re.compile(r"\bx_wconf (\d{1,3})")


def _lines(answer: bytes) -> list[_Line]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(answer, parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    return list(_among(root)) if root is not None else []


def _among(root: etree._Element) -> Iterator[_Line]:
    for at in root.iter():
        if at.get("class") not in _LINES or not (box := _BOX.search(at.get("title", ""))):
            continue
        told = at.get("title", "")
        left, top, right, bottom = map(int, box.groups())
        turn = _TURN.search(told)
        angle = int(turn[1]) % 360 if turn else 0
        high = (right - left) if angle % 180 else (bottom - top)
        size, base = _SIZE.search(told), _BASE.search(told)
        tall = _number(size[1] if size else "") or float(high)
        slope, rise = (_number(base[1]), _number(base[2])) if base else (0.0, -_DEEP * tall)
        words = []
        for word in at.iter():
            text = " ".join("".join(word.itertext()).split())
            if word.get("class") == "ocrx_word" and text:
                sure = _SURE.search(word.get("title", ""))
                words.append((text, float(sure[1]) if sure else 0.0))
        yield _Line((left, top, right, bottom), -(rise + slope * (right - left) / 2), tall, angle, tuple(words))


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0


def _upright(line: _Line, width: int, height: int) -> _Line:
    """The line on the page turned so that it is read."""
    left, top, right, bottom = line.box
    match line.turn:
        case 90:
            box = (height - bottom, left, height - top, right)
        case 180:
            box = (width - right, height - bottom, width - left, height - top)
        case 270:
            box = (top, width - right, bottom, width - left)
        case _:
            box = line.box
    return line._replace(box=box)


def _fragment(line: _Line, point: float) -> Fragment:
    left, _, right, bottom = line.box
    text = " ".join(word for word, _ in line.words)
    return Fragment(text, left * point, right * point, (bottom - line.base) * point, line.size * point, bold=False)


def _sized(fragments: Sequence[Fragment]) -> Iterator[Fragment]:
    """The fragments with their sizes evened out: of sizes that are nearly alike the commonest stands for all."""
    often: Counter[float] = Counter()
    for one in fragments:
        often[round(one.size, 1)] += len(one.text)
    kept: list[float] = []
    for size, _ in often.most_common():
        if not any(abs(size - other) <= _ALIKE * other for other in kept):
            kept.append(size)
    for one in fragments:
        near = min(kept, key=lambda other: abs(one.size - other))
        yield one._replace(size=near if abs(one.size - near) <= _ALIKE * near else round(one.size, 1))


class Merged(NamedTuple):
    """A PDF with what was read on its pictures: which pages that were, how sure the program is, which stay without."""

    held: Read
    read: tuple[int, ...]
    confidence: float
    unread: tuple[int, ...]


def merged(held: Read, answers: Mapping[int, bytes]) -> Merged:
    """The pages of a PDF, those that a program has read in its words where it read more than they tell themselves."""
    pages = list(held.pages)
    read: list[int] = []
    unread: list[int] = []
    weights: list[tuple[int, float]] = []
    for number in held.scans:
        page = pages[number - 1]
        found = recognised(answers.get(number, b""), held.sizes[number - 1])
        own = sum(len(one.text) for one in page.fragments)
        if found.confidence < LEAST_SURE or found.characters < _MORE * own or not found.characters:
            unread += [number] if not own else []
            continue
        pages[number - 1] = found.page
        read.append(number)
        weights.append((found.characters, found.confidence))
    count = sum(weight for weight, _ in weights)
    sure = sum(weight * one for weight, one in weights) / count if count else 0.0
    return Merged(held._replace(pages=tuple(pages), fault=None), tuple(read), sure, tuple(unread))


def told(numbers: Iterable[int]) -> str:
    """Numbers of pages as a person writes them: "1–3, 7"."""
    runs = []
    for _, group in groupby(enumerate(sorted(numbers)), lambda one: one[1] - one[0]):
        run = [number for _, number in group]
        runs.append(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]))
    return ", ".join(runs)
