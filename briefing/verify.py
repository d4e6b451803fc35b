"""What a finished PDF claims, checked again from its bytes alone.

It is consistency that is proven: the pages draw what was drawn when the brief was made, they print what brief.json
says, and what that says stands in the sentences that it carries. Who changed both alike leaves no contradiction: who
made a file, a signature tells.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from briefing import enclosures, printed, validator
from briefing import record as records
from briefing.errors import BackendError
from briefing.model import Record, Reference
from briefing.printed import letters


class Failure(NamedTuple):
    """What does not hold: where (a page, a note, a file), and what is wrong."""

    where: str
    message: str


class Check(NamedTuple):
    """One check: its name, what holds where nothing fails, and what failed."""

    name: str
    holds: str
    failures: tuple[Failure, ...] = ()


def check(content: bytes, where: str, sources: Collection[str] | None = None) -> tuple[Check, ...]:
    """Every check of a PDF that briefing has made; against the SHA-256 of source files too, if any are given.

    A brief that was appended to another document is checked on its own pages; the rest is then not its own.
    Raises SourceError where the bytes are no PDF, or one without a brief.json that can be read.
    """
    opened = enclosures.opened(content, where)
    record = records.of(opened, where)
    drawn, whole = enclosures.prints(content, where)
    first = _first_page(record, drawn)
    longer = len(drawn) > len(record.drawn)
    joined = first >= 0 and longer and letters(opened.title) != letters(record.brief.title)
    pages = printed.texts(content, where)
    if joined:
        pages = pages[first : first + len(record.drawn)]
    checks = [
        Check("files", f"{len(opened.files)} embedded, whole", tuple(_files(record, opened, joined=joined))),
        Check("quotes", f"{_quotes(record)} quotes stand in their sentences", tuple(_misquoted(record))),
        Check("markers", f"{len(record.brief.notes)} notes, every marker leads to one", tuple(_markers(record))),
        Check("drawing", _as_drawn(record, first, joined=joined), tuple(_drawing(record, drawn, joined=joined))),
        Check("words", "what brief.json says is printed", tuple(_unprinted(record, pages))),
        Check("marking", f"{record.brief.marking or 'none'}, on every page", tuple(_marking(record, pages))),
    ]
    if not joined:
        checks.append(Check("title", "the document's title is the brief's", tuple(_title(record, opened))))
        checks.append(Check("whole", "nothing else was changed", tuple(_changed(record, whole))))
    checks.append(Check("claims", _claimed(opened), tuple(_unkept(content, opened))))
    held = {file.name: file.content for file in opened.files if file.name.startswith(records.SOURCES)}
    if held:
        checks.append(Check("texts", f"{len(held)} clean texts hold what is cited", tuple(_uncited(record, held))))
    if sources is not None:
        checks.append(
            Check("sources", f"{len(record.origins)} sources as they were read", tuple(_sources(record, sources)))
        )
    return tuple(checks)


def told(content: bytes, where: str, sources: Collection[str] | None) -> bytes:
    """What `check` finds, as a child answers it. Raises as it."""
    return json.dumps(check(content, where, sources)).encode()


def heard(answer: bytes) -> tuple[Check, ...]:
    """The checks that `told` tells. Raises BackendError for anything else."""
    try:
        return tuple(
            Check(str(name), str(holds), tuple(Failure(str(where), str(message)) for where, message in failures))
            for name, holds, failures in json.loads(answer)
        )
    except (ValueError, TypeError) as error:
        raise BackendError("checking failed: what came back are no checks") from error


def _first_page(record: Record, there: tuple[str, ...]) -> int:
    """Where the pages of the brief begin in the document, from 0; -1 where they do not stand there in turn."""
    drawn = record.drawn
    runs = range(len(there) - len(drawn) + 1)
    return next((at for at in runs if there[at : at + len(drawn)] == drawn), -1)


def _files(record: Record, opened: enclosures.Opened, *, joined: bool) -> Iterator[Failure]:
    of_ours = [file for file in opened.files if file.name == records.NAME]
    known = {records.NAME} | {own.path for own in record.look}
    for file in opened.files:
        ours = file.name in known or file.name.startswith(records.SOURCES)
        if not ours and joined:
            continue  # the other document's
        if not ours:
            yield Failure(file.name, "is not a file that briefing puts into a brief")
        if not file.is_whole():
            yield Failure(file.name, "is not the file whose checksum the PDF tells")
        elif not file.checksum:
            yield Failure(file.name, "has no checksum")
    if len(of_ours) > 1:
        yield Failure(records.NAME, "is there more than once")
    if not records.is_sealed(of_ours[0].content, record):
        yield Failure(records.NAME, "was changed after it was sealed")
    held = {file.name: hashlib.sha256(file.content).hexdigest() for file in opened.files}
    for own in record.look:
        if held.get(own.path, own.sha256) != own.sha256:
            yield Failure(own.path, "is not the file that the pages were made with")


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
    said = letters(sentence)
    return all(letters(part) in said for part in quote.split("…"))


def _markers(record: Record) -> Iterator[Failure]:
    numbers = [note.number for note in record.brief.notes]
    if len(numbers) != len(set(numbers)):
        yield Failure("notes", "two notes have one number")
    if not numbers:
        return  # an edition without notes has markers that nothing prints
    known = set(numbers)
    anchors = {anchor for note in record.brief.notes for anchor in note.back}
    printed: set[str] = set()
    for reference in record.brief.every(Reference):
        printed.add(reference.anchor)
        if reference.number not in known:
            yield Failure(f"marker {reference.figure}", "leads to no note")
    for anchor in sorted(anchors - printed):
        yield Failure("notes", f"a note leads back to a marker that is not there: {anchor}")


def _title(record: Record, opened: enclosures.Opened) -> Iterator[Failure]:
    if letters(opened.title) != letters(record.brief.title):
        yield Failure("title", f"the document's title is '{opened.title}', the brief's '{record.brief.title}'")


def _as_drawn(record: Record, first: int, *, joined: bool) -> str:
    count = len(record.drawn)
    place = f", from page {first + 1} of a longer document" if joined else ""
    return f"{count} {'page' if count == 1 else 'pages'} as drawn{place}"


def _drawing(record: Record, there: tuple[str, ...], *, joined: bool) -> Iterator[Failure]:
    if joined:
        return
    if len(record.drawn) != len(there):
        yield Failure(
            "pages", f"{len(record.drawn)} were drawn, and they do not stand in turn among the {len(there)} here"
        )
    for number, (then, now) in enumerate(zip(record.drawn, there, strict=False), 1):
        if then != now:
            yield Failure(f"page {number}", "is not what was drawn")


def _changed(record: Record, whole: str) -> Iterator[Failure]:
    if record.whole != whole:
        yield Failure("document", "its tags, links, bookmarks, properties or pages are not those that were written")


def _claimed(opened: enclosures.Opened) -> str:
    named = [f"PDF/UA-{claim[2:]}" if claim.startswith("ua") else f"PDF/A-{claim}" for claim in opened.claims]
    return f"{' and '.join(named)}, kept" if named else "none"


def _unkept(content: bytes, opened: enclosures.Opened) -> Iterator[Failure]:
    for claim in opened.claims:
        if not validator.PROFILES.fullmatch(claim):
            yield Failure(claim, "is no profile that can be tried")
            continue
        for rule in validator.failures(content, claim):
            yield Failure(claim, f"fails {rule}")


def _uncited(record: Record, held: Mapping[str, bytes]) -> Iterator[Failure]:
    """What is wrong with the clean texts of a full bundle."""
    texts = {}
    for origin in record.origins:
        content = held.get(f"{records.SOURCES}{origin.key}.txt")
        if content is None:
            yield Failure(f"source {origin.key}", "its text is not there")
        elif hashlib.sha256(content).hexdigest() != origin.text_sha256:
            yield Failure(f"source {origin.key}", "its text is not the one that was read")
        else:
            texts[origin.key] = letters(content.decode("utf-8", "replace"))
    for one in record.sentences:
        key = one.id.rsplit(":", 1)[0]
        if key in texts and letters(one.text) not in texts[key]:
            yield Failure(f"sentence {one.id}", "does not stand in its source")


def _unprinted(record: Record, pages: tuple[str, ...]) -> Iterator[Failure]:
    """What the record says and no page prints, though a page did when the brief was made."""
    for where, text in printed.missing(record.brief, pages):
        if where not in record.unprinted:
            yield Failure(where, f"is not printed: {text[:70]}")


def _marking(record: Record, pages: tuple[str, ...]) -> Iterator[Failure]:
    if not record.brief.marking:
        return
    words = re.findall(r"\w+", record.brief.marking)
    turned = {letters(" ".join(order)) for order in (words, words[::-1])}  # on a page from the right, the words are
    for number, page in enumerate(pages, 1):
        said = letters(page)
        if sum(map(said.count, turned)) < _BORNE and not _bears_parted(page, record.brief.marking, words):
            yield Failure(f"page {number}", f"does not bear {record.brief.marking} at its head and foot")


_BORNE = 2  # times that a page bears its marking: over the text and under it
_LONG = 40  # characters of a marking that takes several lines, between which those beside it are told


def _bears_parted(page: str, marking: str, words: list[str]) -> bool:
    """Whether a page has each word of a long marking as often as that is to be borne."""
    if len(marking) <= _LONG:
        return False
    said, wanted = Counter(re.findall(r"\w+", page)), Counter(words)
    return all(said[word] >= _BORNE * count for word, count in wanted.items())


def _sources(record: Record, sources: Collection[str]) -> Iterator[Failure]:
    for origin in record.origins:
        if origin.sha256 not in sources:
            yield Failure(f"source {origin.key}", f"no file is the one that was read: {origin.title[:60]}")
