"""Source -> Document: a PDF, its pages read as a person reads them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from briefing.errors import SourceError
from briefing.readers import prose
from briefing.readers.about import opinion
from briefing.readers.blocks import Parsed
from briefing.readers.boilerplate import Fact
from briefing.readers.languages import language_of
from briefing.readers.pdf.flow import assembled, pieces
from briefing.readers.pdf.pages import opened
from briefing.readers.pdf.scans import merged
from briefing.readers.pdf.scans import told as pages_told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.model import Document, Source
    from briefing.readers.pdf.flow import Piece
    from briefing.readers.pdf.pages import Read

_JUNK = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|(?:untitled|document|layout|presentation|slide|title)\W*\d*|"
    r".*\.(?:docx?|pdf|indd|qxd|tex|dvi|pptx?|rtf|odt|xlsx?|pub|html?)|[\W\d_]*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:microsoft )?(?:office )?(?:user|author|admin(?:istrator)?|owner|unknown)\W*\d*", re.IGNORECASE
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DATES = ("ModDate", "CreationDate")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_SAID = 0.6  # of a title's words stand in the document that it is the title of
_SURE = -1  # a rank: said in so many words
_BEGINNING = 10_000  # characters in which a title is looked for


_ANEW = (
    "scan it anew, straight and at 300 dots an inch; or install the data of its language: "
    "briefing doctor tells which Tesseract has"
)
OCR = "pages read by OCR"
SURE = "mean confidence of the OCR, in per cent"
LACKING = "read by OCR without the data of its language"


def read(source: Source, language: str) -> Document:
    """The document that a PDF holds, its sentences with the numbers of their pages.

    `language`: its BCP 47 tag, "" where nobody has said: then the PDF's own tag tells, else the text. Title and author
    are the information dictionary's where they are no program's, else the largest words of the first page.
    Raises SourceError for what is no PDF or holds no text, LimitError for too many pages or characters.
    """
    return _alone(source, opened(source), language)


def attempted(source: Source, language: str) -> tuple[tuple[int, ...], Document | SourceError]:
    """The pages of a PDF that are to be read by OCR, and the document without them. Raises as `read`."""
    held = opened(source)
    try:
        return held.scans, _alone(source, held, language)
    except SourceError as error:
        if not held.scans:
            raise
        return held.scans, error


def _alone(source: Source, held: Read, language: str) -> Document:
    """The document that a PDF's own characters tell. Raises SourceError where they tell none."""
    if held.fault:
        raise held.fault
    return _document(source, held, language, _silence(held))


def read_scanned(source: Source, language: str, answers: Mapping[int, bytes], read_in: str) -> Document:
    """The document with the pages that a program has read: `answers` are its hOCR by page, `read_in` the language.

    `read_in` is a BCP 47 tag, "" where the language's own data were not at hand. Raises as `read`.
    """
    found = merged(opened(source), answers)
    if not any(page.fragments for page in found.held.pages):
        message = "no text in the PDF: a scan, in which OCR reads nothing"
        raise SourceError(message, source.location, _ANEW)
    told = [f"{OCR}: {pages_told(found.read)}", f"{SURE}: {found.confidence:.0f}"] if found.read else []
    held = found.held
    if found.read:  # a scan is made when it is made, whatever the date of its text
        held = held._replace(told={name: said for name, said in held.told.items() if name not in _DATES})
    document = _document(source, held, language, (*_silence(held), *told))
    if found.read and read_in.partition("-")[0].lower() != document.language.partition("-")[0].lower():
        document = document.model_copy(update={"notices": (*document.notices, f"{LACKING}: {document.language}")})
    return document


def _silence(held: Read) -> tuple[str, ...]:
    silent = sum(not page.fragments for page in held.pages)
    return (f"pages without text: {silent}",) if silent else ()


def _document(source: Source, held: Read, language: str, guesses: tuple[str, ...]) -> Document:
    found = pieces(held.pages)
    turned = [(number, words) for number, page in enumerate(held.pages, 1) for words in page.turned]
    text, blocks = assembled(found, turned)
    if all(block.dropped for block in blocks):
        raise SourceError("no text in the PDF but heads and feet", source.location, "read it by OCR (ocrmypdf)")
    said = held.language if _TAG.fullmatch(held.language) else ""
    language = language or _trusted(said, text) or language_of(text)
    title = _title(held.told.get("Title", ""), found, text)
    facts = [Fact("title", title, _SURE)] if title else []
    facts += [Fact("made", day) for name in _DATES if (day := _day(held.told.get(name, "")))]
    facts += [Fact("notice", said) for said in (opinion(held.told.get("Subject", "")),) if said]
    laid = prose.Laid(text, Parsed(blocks, {}, marked=False), facts, guesses)
    document = prose.document(source, laid, language)
    author = " ".join(held.told.get("Author", "").split())
    if author and not document.authors and not _NOBODY.fullmatch(author) and " " in author:
        names = tuple(name.strip() for name in re.split(r"[;,]| and ", author) if name.strip())
        document = document.model_copy(update={"authors": names})
    return document


def _day(written: str) -> str:
    """The day of a PDF's date (ISO 32000-1, 7.9.4), "" for none."""
    found = _DATE.match(written)
    try:
        return dt.date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _trusted(said: str, text: str) -> str:
    """The PDF's own language tag, unless it is the English that programs put there of themselves."""
    return said if not said.lower().startswith("en") or language_of(text) == "en" else ""


def _title(told: str, found: Sequence[Piece], text: str) -> str:
    """The title: the PDF's own where the text says it too or has no other, else the largest words of its first page."""
    told = " ".join(told.split())
    large = next((" ".join(piece.text.split()) for piece in found if piece.level == 1), "")
    if _JUNK.fullmatch(told):
        return large
    words = re.findall(r"\w+", told.casefold())
    beginning = set(re.findall(r"\w+", text[:_BEGINNING].casefold()))
    return told if not large or sum(word in beginning for word in words) >= _SAID * len(words) else large
