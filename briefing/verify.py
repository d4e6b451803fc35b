"""What a finished PDF claims, checked again from its bytes alone.

It is consistency that is proven: the pages draw what was drawn when the brief was made, they print what brief.json
says, and what that says stands in the sentences that it carries. Who changed both alike leaves no contradiction: who
made a file, a signature tells.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from briefing import enclosures
from briefing import record as records
from briefing.errors import SourceError
from briefing.model import Fact, Note, Passage, Record, Reference, SourceEntry

_WORD = re.compile(r"[^\W_]+")
_SOFT = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_RIGHT_TO_LEFT = ("R", "AL")
_FEWEST = 2  # words of a part that a page break may part from the rest


class Failure(NamedTuple):
    """What does not hold: where (a page, a note, a file), and what is wrong."""

    where: str
    message: str


class Check(NamedTuple):
    """One check: its name, what holds where nothing fails, and what failed."""

    name: str
    holds: str
    failures: tuple[Failure, ...] = ()


def check(content: bytes, where: str, sources: Mapping[str, bytes] | None = None) -> tuple[Check, ...]:
    """Every check of a PDF that briefing has made; of the given source files too, if there are any.

    Raises SourceError where the bytes are no PDF, or one without a brief.json that can be read.
    """
    opened = enclosures.opened(content, where)
    record = records.of(opened, where)
    pages = _texts(content, where)
    checks = [
        Check("files", f"{len(opened.files)} embedded, whole", tuple(_files(opened))),
        Check("quotes", f"{_quotes(record)} quotes stand in their sentences", tuple(_misquoted(record))),
        Check("markers", f"{len(record.brief.notes)} notes, every marker leads to one", tuple(_markers(record))),
        Check("title", "the document's title is the brief's", tuple(_title(record, opened))),
        Check("drawing", f"{len(opened.drawn)} pages as they were drawn", tuple(_drawing(record, opened))),
        Check("words", "what brief.json says is printed", tuple(_unprinted(record, pages))),
        Check("marking", f"{record.brief.marking or 'none'}, on every page", tuple(_marking(record, pages))),
    ]
    if sources is not None:
        checks.append(
            Check("sources", f"{len(record.origins)} sources as they were read", tuple(_sources(record, sources)))
        )
    return tuple(checks)


def _files(opened: enclosures.Opened) -> Iterator[Failure]:
    for file in opened.files:
        if not file.is_whole():
            yield Failure(file.name, "is not the file whose checksum the PDF tells")
        elif not file.checksum:
            yield Failure(file.name, "has no checksum")
        if file.name != records.NAME:
            yield Failure(file.name, "is not a file that briefing puts into a brief")
    if sum(file.name == records.NAME for file in opened.files) > 1:
        yield Failure(records.NAME, "is there more than once")


def _quotes(record: Record) -> int:
    return len(record.brief.notes) + sum(len(proof.evidence) for proof in record.proofs)


def _misquoted(record: Record) -> Iterator[Failure]:
    sentences = {one.id: one.text for one in record.sentences}
    keys = {origin.key for origin in record.origins}
    quoted = [(f"note {note.number}", note.sentence, note.quote) for note in record.brief.notes]
    quoted += [(f"claim {proof.claim}", one.sentence, one.quote) for proof in record.proofs for one in proof.evidence]
    for where, sentence, quote in quoted:
        if sentence not in sentences:
            yield Failure(where, f"cites sentence {sentence}, which is not there")
        elif not _holds(sentences[sentence], quote):
            yield Failure(where, f"its words do not stand in sentence {sentence}: {quote[:60]}")
        elif sentence.rsplit(":", 1)[0] not in keys:
            yield Failure(where, f"cites a source that is not listed: {sentence}")


def _holds(sentence: str, quote: str) -> bool:
    """Whether a sentence holds a quote, but for how it is typeset; "…" stands for what is left out."""
    said = _letters(sentence)
    return all(_letters(part) in said for part in quote.split("…"))


def _markers(record: Record) -> Iterator[Failure]:
    numbers = [note.number for note in record.brief.notes]
    if len(numbers) != len(set(numbers)):
        yield Failure("notes", "two notes have one number")
    if not numbers:
        return  # an edition without notes has markers that nothing prints
    known = set(numbers)
    anchors = {anchor for note in record.brief.notes for anchor in note.back}
    printed: set[str] = set()
    for reference in records.of_kind(record.brief, Reference):
        printed.add(reference.anchor)
        if reference.number not in known:
            yield Failure(f"marker {reference.figure}", "leads to no note")
    for anchor in sorted(anchors - printed):
        yield Failure("notes", f"a note leads back to a marker that is not there: {anchor}")


def _title(record: Record, opened: enclosures.Opened) -> Iterator[Failure]:
    if _letters(opened.title) != _letters(record.brief.title):
        yield Failure("title", f"the document's title is '{opened.title}', the brief's '{record.brief.title}'")


def _drawing(record: Record, opened: enclosures.Opened) -> Iterator[Failure]:
    if len(record.drawn) != len(opened.drawn):
        yield Failure("pages", f"there are {len(opened.drawn)}, and {len(record.drawn)} were drawn")
    for number, (then, now) in enumerate(zip(record.drawn, opened.drawn, strict=False), 1):
        if then != now:
            yield Failure(f"page {number}", "is not what was drawn")


def _unprinted(record: Record, pages: tuple[str, ...]) -> Iterator[Failure]:
    """What the record says and no page prints."""
    whole = " ".join(pages)
    streams = [_letters(page) for page in pages]
    words = set(_WORD.findall(_plain(whole)))
    for where, text in _said(record):
        if not _is_printed(text, streams, words):
            yield Failure(where, f"is not printed: {text[:70]}")


def _said(record: Record) -> Iterator[tuple[str, str]]:
    brief = record.brief
    yield "title", brief.title
    for passage in records.of_kind(brief.model_copy(update={"changes": None}), Passage):
        yield f"claim {passage.id}" if passage.id else "the authors' words", passage.text
    for section in brief.sections:
        yield "section", section.title
    for note in records.of_kind(brief, Note):
        yield f"note {note.number}", note.quote
    for source in records.of_kind(brief, SourceEntry):
        yield f"source {source.key}", source.title
    for row in brief.table.rows if brief.table else ():
        yield "actor", row.actor
    for fact in (*brief.glance, *brief.imprint):
        yield from (("facts", text) for text in _fact(fact))


def _fact(fact: Fact) -> Iterator[str]:
    yield from (text for text in fact.texts({"value"}) if text)


def _is_printed(text: str, streams: Collection[str], words: Collection[str]) -> bool:
    """Whether some page prints a text, or two in turn do; of a script that is drawn from the right, each of its words."""
    letters = _letters(text)
    if not letters or any(letters in stream for stream in streams):
        return True
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text):
        return all(word in words or word[::-1] in words for word in _WORD.findall(_plain(text)))
    parts = _WORD.findall(_plain(text))
    pages = list(streams)
    for cut in range(1, len(parts)):
        head, tail = "".join(parts[:cut]), "".join(parts[cut:])
        if any(head in one and tail in other for one, other in zip(pages, pages[1:], strict=False)):
            return True
        if any(head in one and tail in one for one in pages) and min(cut, len(parts) - cut) >= _FEWEST:
            return True
    return False


def _marking(record: Record, pages: tuple[str, ...]) -> Iterator[Failure]:
    if not record.brief.marking:
        return
    marking = _letters(record.brief.marking)
    for number, page in enumerate(pages, 1):
        if _letters(page).count(marking) < 2:  # noqa: PLR2004 - over the text and under it
            yield Failure(f"page {number}", f"does not bear {record.brief.marking} at its head and foot")


def _sources(record: Record, sources: Mapping[str, bytes]) -> Iterator[Failure]:
    hashes = {hashlib.sha256(content).hexdigest() for content in sources.values()}
    for origin in record.origins:
        if origin.sha256 not in hashes:
            yield Failure(f"source {origin.key}", f"no file is the one that was read: {origin.title[:60]}")


def _texts(content: bytes, where: str) -> tuple[str, ...]:
    """The words of each page."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(io.BytesIO(content)) as pdf:
            return tuple(page.get_textpage().get_text_bounded() for page in pdf)
    except pypdfium2.PdfiumError as error:
        raise SourceError(f"its pages cannot be read: {error}", where) from error


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", _SOFT.sub("", text.replace("\ufffe", ""))).casefold()


def _letters(text: str) -> str:
    """The letters and digits of a text alone: how it is broken, spaced and punctuated does not count."""
    return "".join(_WORD.findall(_plain(text)))
