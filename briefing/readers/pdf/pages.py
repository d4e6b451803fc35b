"""Source -> Document: a PDF's pages to fragments of type, each where it stands and as large as it is."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from briefing import ocr
from briefing.errors import LimitError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model import Source

MOST_PAGES = 2_000
MOST_CHARACTERS = 20_000_000
_HEADER = 1_024  # bytes in which %PDF- stands, as readers of the format have always taken it (ISO 32000-1, annex H)
_APART = 1.0  # em: a wider gap parts two fragments
_SPACE = 0.3  # em: a wider gap is a space, drawn or not
_NARROW = 0.12  # em: a narrower gap never is one
_EVEN, _FEWEST_EVEN = 0.02, 12  # em that letters stand apart in the middle, and pairs of them, to tell their gaps by
_LIKE_OTHERS = 0.6  # of the gap that words of the same run have, where it is told
_SMALLER = 0.85  # of the size beside it: a raised figure is set smaller
_RAISED = 0.15  # em over the base line
_LEVEL = 0.15  # em: base lines that differ by less are one
_BOLD = 600  # weight, of 100-900
_BOLD_NAME = re.compile(r"bold|black|heavy|[-,]bd\b", re.IGNORECASE)
_MARK = re.compile(r"(?:\d{1,3}|[*†‡§¶]{1,3}|[a-z])(?:[,–-]\d{1,3})*,?|\[\d{1,3}\]")
_UNITS = re.compile(r"(?:^|[\s\d/])(?:[kcdm]?m|ft|in|s|10)$")
_HYPHENS = dict.fromkeys(
    (0x02, 0xAD, 0xFFFE, 0x2010, 0x2011), "-"
)  # PDFium tells a hyphen at a line's end as 2 or FFFE
_STAMP = 400  # characters that may stand on a scan
_ALL_OVER = 0.7  # of the page
_DEEP = 3  # forms in forms
_PRIVATE = (0xE000, 0xF8FF)
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "▪", 0xF076: "•", 0xF0FC: "•", 0xF02D: "–"}  # of Symbol and Wingdings
_SURROGATES = (0xD800, 0xDBFF, 0xDFFF)
_SPACES = " \t\r\n\u00a0\u2002\u2003\u2009\u202f"


class Fragment(NamedTuple):
    """Characters on one base line without a wide gap. Lengths in points, `base` down from the head of the page.

    `notes` are the spans of `text` that are marks of notes, raised and small.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    notes: tuple[tuple[int, int], ...] = ()


class Page(NamedTuple):
    """A page's fragments in the order of its content; `turned` are the words set across them."""

    width: float
    height: float
    fragments: tuple[Fragment, ...]
    turned: tuple[str, ...]


class Read(NamedTuple):
    """What a PDF holds: its pages, its information dictionary and its language tag ("" where it tells none).

    `sizes` are its pages' as they are drawn, in points. `scans` are the pages, from 1, that show more than they tell in
    characters; `fault` says why what they all tell is not worth reading.
    """

    pages: tuple[Page, ...]
    told: dict[str, str]
    language: str
    sizes: tuple[tuple[float, float], ...] = ()
    scans: tuple[int, ...] = ()
    fault: SourceError | None = None


class _Told(NamedTuple):
    """How many characters a page has, how many of them without a known meaning, its size, whether it shows more."""

    characters: int
    unknown: int
    size: tuple[float, float]
    is_scan: bool


class _Character(NamedTuple):
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    spaced: bool


class _Style(NamedTuple):
    """How a run of characters is set; `turn` counts quarter turns against the clock."""

    size: float
    bold: bool
    turn: int


def opened(source: Source) -> Read:
    """The pages of a PDF.

    Raises SourceError for what is no PDF, is broken or asks for a password; LimitError above MOST_PAGES or
    MOST_CHARACTERS.
    """
    if b"%PDF-" not in source.content[:_HEADER]:
        raise SourceError("not a PDF, though its name says so", source.location, "give it the suffix of what it is")
    try:
        document = pypdfium2.PdfDocument(source.content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            hint = "save a copy without the password (qpdf --decrypt --password=... in.pdf out.pdf) and name that"
            raise SourceError("the PDF asks for a password", source.location, hint) from error
        raise _broken(source) from error
    try:
        return _read(source, document)
    except pypdfium2.PdfiumError as error:
        raise _broken(source) from error
    finally:
        document.close()


def _broken(source: Source) -> SourceError:
    return SourceError("the PDF is broken", source.location, "open it in a viewer and save or print it again as PDF")


def _read(source: Source, document: Any) -> Read:
    count = len(document)
    if not count:
        raise SourceError("the PDF has no pages", source.location, "leave it out, or save it again")
    if count > MOST_PAGES:
        message = f"{count} pages, at most {MOST_PAGES} of one source are read"
        raise LimitError(message, source.location, "name a PDF of the part that matters")
    pages: list[Page] = []
    every: list[_Told] = []
    total = 0
    for number in range(count):
        page, told = _page(document[number], MOST_CHARACTERS - total)
        if page is None:
            message = f"more than {MOST_CHARACTERS // 10**6} million characters"
            raise LimitError(message, source.location, "name a PDF of the part that matters")
        total += told.characters
        every.append(told)
        pages.append(page)
    fault = None
    if not total or not any(page.fragments for page in pages):
        shows = any(told.is_scan for told in every)
        message = f"no text in the PDF: {'a scan, it needs OCR' if shows else 'its pages are empty'}"
        fault = SourceError(message, source.location, ocr.way_out() if shows else "leave it out, or save it again")
    elif sum(told.unknown for told in every) * 2 > total:
        fault = SourceError(
            "the PDF's fonts do not tell their characters", source.location, ocr.way_out(how="--force-ocr ")
        )
    return Read(
        tuple(pages),
        _metadata(document),
        _language(document),
        tuple(told.size for told in every),
        tuple(number for number, told in enumerate(every, 1) if told.is_scan),
        fault,
    )


def _language(document: Any) -> str:
    if not hasattr(pdfium, "FPDFCatalog_GetLanguage"):
        return ""
    size = pdfium.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if size <= 2:  # noqa: PLR2004 - the end of a UTF-16 string alone
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore").strip("\0 ")


def _metadata(document: pypdfium2.PdfDocument) -> dict[str, str]:
    """What the file says of itself; an entry that is no text is left out."""
    found = {}
    for name in document.METADATA_KEYS:
        with suppress(UnicodeDecodeError):
            found[name] = document.get_metadata_value(name)
    return {name: said for name, said in found.items() if said}


def _page(page: Any, left: int) -> tuple[Page | None, _Told]:
    """A page, and what can be told of its characters; None where they are more than `left`."""
    size = page.get_size()
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > left:
            return None, _Told(count, 0, size, is_scan=False)
        low, bottom, high, top = page.get_bbox()
        styled, unknown = _characters(text.raw, count, (low, bottom, high, top))
        is_scan = _is_scan(page, len(styled), unknown, (high - low) * (top - bottom))
    finally:
        text.close()
        page.close()
    turns = Counter(style.turn for _, style in styled)
    turn = turns.most_common(1)[0][0] if turns else 0
    width, height = (high - low, top - bottom) if turn % 2 == 0 else (top - bottom, high - low)
    upright = [character for character, style in styled if style.turn == turn]
    turned = [[character for character, style in styled if style.turn == other] for other in turns if other != turn]
    fragments = tuple(fragment for run in _runs(upright) if (fragment := _fragment(run)))
    words = tuple(fragment.text for other in turned for run in _runs(other) if (fragment := _fragment(run)))
    return Page(width, height, fragments, words), _Told(count, unknown, size, is_scan)


def _is_scan(page: Any, known: int, unknown: int, area: float) -> bool:
    """Whether a page shows words that it does not tell: no character, or none that is known, or a picture all over.

    A stamp or a page number over a scan is text: of a page that is a picture and tells but little more is expected.
    """
    if known < unknown:
        return True
    if known > _STAMP:
        return False
    pictures = shown = 0.0
    for one in page.get_objects(max_depth=_DEEP):
        shown = 1
        if one.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = one.get_bounds()
            pictures += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(shown) if not known else pictures >= _ALL_OVER * area


def _characters(
    text: Any,
    count: int,
    box: tuple[float, float, float, float],
) -> tuple[list[tuple[_Character, _Style]], int]:
    """The characters that stand inside the page's box, and how many had no meaning."""
    found: list[tuple[_Character, _Style]] = []
    rectangle, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    style, last, spaced, unknown, half = _Style(1.0, bold=False, turn=0), None, False, 0, 0
    low, bottom, high, top = box
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if pdfium.FPDFText_IsGenerated(text, at) == 1 or chr(min(code, 0x10FFFF)) in _SPACES:
            spaced = True
            continue
        if _SURROGATES[0] <= code <= _SURROGATES[1]:
            half = code
            continue
        if _SURROGATES[1] < code <= _SURROGATES[2]:
            code = 0x10000 + ((half - _SURROGATES[0]) << 10) + code - 0xDC00 if half else 0
        half = 0
        character = _HYPHENS.get(code) or _BULLETS.get(code) or (chr(code) if 0x20 <= code <= 0x10FFFF else "")  # noqa: PLR2004
        if not character or code == 0xFFFD or (_PRIVATE[0] <= code <= _PRIVATE[1] and code not in _BULLETS):  # noqa: PLR2004
            unknown += 1
            spaced = spaced or not character
            continue
        owner = ctypes.cast(pdfium.FPDFText_GetTextObject(text, at), ctypes.c_void_p).value
        if owner is None or owner != last:
            style, last = _style(text, at), owner
        pdfium.FPDFText_GetLooseCharBox(text, at, rectangle)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        if not (low - 1 <= x.value <= high + 1 and bottom - 1 <= y.value <= top + 1):
            continue
        edges = _placed(
            style.turn, (rectangle.left, rectangle.right, rectangle.bottom, rectangle.top), x.value, y.value
        )
        first, second, base = _from_head(style.turn, edges, box)
        found.append((_Character(character, first, second, base, style.size, style.bold, spaced), style))
        spaced = False
    return found, unknown


def _placed(turn: int, edges: tuple[float, float, float, float], x: float, y: float) -> tuple[float, float, float]:
    """Left, right and height of a character, along and over its own base line."""
    left, right, bottom, top = edges
    return ((left, right, y), (bottom, top, -x), (-right, -left, -y), (-top, -bottom, x))[turn]


def _from_head(
    turn: int, placed: tuple[float, float, float], box: tuple[float, float, float, float]
) -> tuple[float, float, float]:
    """The same from the page's left edge and head, as its reader turns it."""
    low, bottom, high, top = box
    edge, head = ((low, top), (bottom, -low), (-high, -bottom), (-top, high))[turn]
    left, right, height = placed
    return left - edge, right - edge, head - height


def _style(text: Any, at: int) -> _Style:
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text, at)
    turn = 0
    if pdfium.FPDFText_GetMatrix(text, at, matrix):
        size *= math.hypot(matrix.c, matrix.d)
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
    bold = pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD
    if not bold:
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(text, at, name, len(name), flags)
        bold = _BOLD_NAME.search(name.value.decode("utf-8", "ignore")) is not None
    return _Style(max(size, 0.1) if math.isfinite(size) else 0.1, bold, turn)


def _runs(characters: Iterable[_Character]) -> Iterable[list[_Character]]:
    """Characters that follow each other along a base line, small raised ones among them."""
    run: list[_Character] = []
    level = 0.0
    largest = 0.0
    for character in characters:
        if run:
            em = max(largest, character.size)
            is_small = min(largest, character.size) < _SMALLER * em
            gap = max(character.left - run[-1].right, run[-1].left - character.right)
            near = abs(character.base - level) <= em * (0.5 if is_small else _LEVEL)
            if not near or gap > _APART * (character.size if not is_small else em):
                yield run
                run, largest = [], 0.0
        run.append(character)
        if character.size > largest:
            level, largest = character.base, character.size
    if run:
        yield run


def _gap(before: _Character, character: _Character) -> float:
    return max(character.left - before.right, before.left - character.right)


def _narrow(run: list[_Character], size: float) -> float:
    """The gap above which two letters of a run are of two words, though nobody says so: in set solid type alone."""
    letters = [_gap(one, other) for one, other in pairwise(run) if not other.spaced]
    if len(letters) < _FEWEST_EVEN or median(letters) > _EVEN * size:
        return _SPACE * size
    words = [_gap(one, other) for one, other in pairwise(run) if other.spaced]
    return min(_SPACE * size, max(_NARROW * size, _LIKE_OTHERS * median(words))) if words else _SPACE * size


def _fragment(run: list[_Character]) -> Fragment | None:
    """The fragment of a run; None if it is all spaces."""
    sizes = Counter(round(character.size, 1) for character in run)
    size = max(sizes, key=lambda each: (sizes[each], each))
    base = next(character.base for character in run if round(character.size, 1) == size)
    text = ""
    spans: list[tuple[int, int]] = []
    before: _Character | None = None
    narrow = _narrow(run, size)
    for character in run:
        if before:
            gap = _gap(before, character)
            is_word = gap > narrow and before.text[-1:].isalnum() and character.text[:1].isalnum()
            if gap > _SPACE * size or is_word or (character.spaced and gap > -_LEVEL * size):
                text += " "
        start = len(text)
        text += character.text
        if character.size < _SMALLER * size and base - character.base > _RAISED * size:
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], len(text))
            else:
                spans.append((start, len(text)))
        before = character
    if not text.strip():
        return None
    left, right = min(character.left for character in run), max(character.right for character in run)
    bold = sum(character.bold for character in run) * 2 > len(run)
    return Fragment(text, left, right, base, size, bold, tuple(notes_among(text, spans)))


def notes_among(text: str, raised: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Those of the raised spans of a text that are marks of notes: no power of a unit, no "st" of 1st."""
    for start, end in raised:
        if not _MARK.fullmatch(text[start:end]) or (text[start:end].isalpha() and text[start - 1 : start].isdigit()):
            continue
        if not (text[start:end] in ("2", "3") and _UNITS.search(text[:start])):
            yield start, end
