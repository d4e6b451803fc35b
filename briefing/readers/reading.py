"""Sources -> Documents: each read where it is safe to, several at once, and what was read before is remembered."""

from __future__ import annotations

import importlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from briefing import ocr, readers
from briefing.cache import Cache, fingerprint, key
from briefing.errors import BackendError, BriefingError, Diagnostic, LimitError, SourceError
from briefing.model import Document, Source
from briefing.ocr import Recogniser
from briefing.readers import pdf, recognising
from briefing.workers import Call, Pool

Report = Callable[[str], None]
Given = TypeVar("Given")

NOTHING: Mapping[str, str] = MappingProxyType({})
_PDF = "application/pdf"
_TELLING = 1000  # characters of text beside scans tell their language

HERE: frozenset[str] = frozenset({"text/plain", "text/markdown"})
"""The media types whose readers are this program's own Python alone: a few of them are read in its own process.

Every other source is read in a child (briefing/workers), whatever its size.
"""

FEW = 200_000
"""Bytes of such sources that are not worth a process: the worst that so many can hold takes some seconds."""

DAMAGED = "not read: damaged, protected or not what its name says"
FAILED = "not read: the program that reads its format failed"
LIMITED = "not read: more than the limits allow"


def read_all(
    wanted: Iterable[tuple[Source | BriefingError, str, Given]],
    pool: Pool,
    remembered: Cache,
    report: Report,
    environment: Mapping[str, str] = NOTHING,
) -> Iterator[tuple[Document | BriefingError, Given]]:
    """The document of each source, or why there is none, in their order, as soon as it is there.

    A source comes with the language that is given for it, "" for none, and with whatever its caller knows it by; an
    error in its place comes out as it is. Few more sources are held at once than are read at once. `report` is told of
    every one. `environment` tells where a program is that reads scans.
    """
    desk = _Desk(pool, remembered, report, environment)
    ahead: deque[tuple[_Begun, Given]] = deque()
    left, is_new = FEW, False
    for source, language, given in wanted:
        begun = _begin(source, language, pool, remembered, left)
        left -= len(begun.source.content) if begun.is_here and begun.source else 0
        is_new = is_new or bool(begun.name)
        ahead.append((begun, given))
        while len(ahead) > pool.ahead:
            yield desk.end(*ahead.popleft())
    while ahead:
        yield desk.end(*ahead.popleft())
    if is_new:
        remembered.trim()


class _Begun(NamedTuple):
    """A source that is read: what came of it, or will. `name` is what it is to be remembered by, "" for not at all."""

    source: Source | None
    outcome: _Read | Document | BriefingError | Future[bytes | BriefingError]
    name: str = ""
    is_here: bool = False
    language: str = ""


def _begin(source: Source | BriefingError, language: str, pool: Pool, remembered: Cache, left: int) -> _Begun:
    if isinstance(source, BriefingError):
        return _Begun(None, source)
    name = _name(source, language)
    if (held := remembered.get(name)) and (known := _sound(held, source)):
        return _Begun(source, known, language=language)
    if source.media_type in HERE and len(source.content) <= left:
        return _Begun(source, _read_here(source, language), name, is_here=True, language=language)
    call = Call(_read, (source, language), "reading", source.location)
    return _Begun(source, pool.submit(call), name, language=language)


class _Desk:
    """Where what was read comes back, and scans are sent on to a program that reads them, which is asked for once."""

    def __init__(self, pool: Pool, remembered: Cache, report: Report, environment: Mapping[str, str]) -> None:
        self._pool = pool
        self._remembered = remembered
        self._report = report
        self._environment = environment
        self._known: Recogniser | BriefingError | None = None
        self._is_known = False

    def end(self, begun: _Begun, given: Given) -> tuple[Document | BriefingError, Given]:
        """What came of a source."""
        source, outcome, name, _, language = begun
        if source:
            self._report(f"reading {source.location}")
        content = outcome.result() if isinstance(outcome, Future) else b""
        if isinstance(content, BriefingError):
            return content, given
        if isinstance(outcome, BriefingError) or not source:
            assert isinstance(outcome, BriefingError)  # noqa: S101 - only a source is read
            return outcome, given
        if isinstance(outcome, Document):
            content, outcome = _dumped(outcome), _Read(outcome)
        read = outcome if isinstance(outcome, _Read) else _sound(content, source)
        if read is None:
            return BackendError("reading failed: what came back is no document", source.location), given
        if name:
            self._remembered.put(name, content)
        return self._recognised(source, language, read) if read.scans else read.document, given

    def _recognised(self, source: Source, language: str, read: _Read) -> Document | BriefingError:
        """The document with its scans read, if they can be; what there is without them, if not."""
        program = self._program()
        if not isinstance(program, ocr.Recogniser):
            return program if program and isinstance(read.document, BriefingError) else read.document
        rests = ("recognised", program.version, *program.data)
        name = key(*rests, _name(source, language))
        if (held := self._remembered.get(name)) and (known := _sound(held, source)):
            return known.document
        words = read.document if isinstance(read.document, Document) else None
        tag = language or (words.language if words and len(words.text) > _TELLING else "")
        answers = recognising.read(source, tag, read.scans, program, self._pool, self._environment, self._report)
        if isinstance(answers, BriefingError):
            return answers if words is None else words
        order = (source, language, answers.pages, answers.read_in)
        outcome = self._pool.submit(Call(_read_scanned, order, "reading", source.location)).result()
        if isinstance(outcome, BriefingError):
            return outcome if words is None else words
        made = _sound(outcome, source)
        if made is None:
            return BackendError("reading failed: what came back is no document", source.location)
        self._remembered.put(name, outcome)
        return made.document

    def _program(self) -> Recogniser | BriefingError | None:
        if not self._is_known:
            self._is_known = True
            try:
                self._known = ocr.recogniser(self._pool, self._environment)
            except BriefingError as error:
                self._known = error
        return self._known


def cautions(document: Document) -> Iterator[Diagnostic]:
    """What the person who builds should know of how a document was read."""
    told = dict(notice.partition(": ")[::2] for notice in document.notices)
    if pages := told.get(pdf.OCR):
        message = f"pages read by OCR: {pages}; mean confidence {told.get(pdf.SURE, '?')} %"
        yield Diagnostic("read-by-ocr", message, document.location, "compare what is quoted with the pages")
    if language := told.get(pdf.LACKING):
        message = f"read by OCR without the data of its language, {language}"
        yield Diagnostic("read-by-ocr", message, document.location, ocr.way_out(language))


def unread(key: str, location: str, language: str, error: BriefingError) -> Document:
    """What stands for a source that cannot be read: no text, and a notice."""
    notice = LIMITED if isinstance(error, LimitError) else FAILED if isinstance(error, BackendError) else DAMAGED
    return Document(
        key=key, location=location, title=Path(location).name, language=language, text="", notices=(notice,)
    )


_SAMPLE = b"# A title\n\nBy A. Writer, 3 January 2020\n\nThe dam is ours. Mr. Smith, who built it in 1990, has left.\n"


def warm_up(media_types: Iterable[str], languages: Iterable[str]) -> Call:
    """Loads the readers' modules and word lists, those of the media types and languages that are to be read."""
    read_by = {readers.READERS[one].__module__ for one in media_types if one in readers.READERS}
    return Call(_warm, (sorted(read_by), sorted({"en", *(language for language in languages if language)})), "reading")


def _warm(modules: Sequence[str], languages: Sequence[str]) -> bytes:
    for module in modules:
        importlib.import_module(module)
    for language in languages:
        for number, media_type in enumerate(sorted(HERE)):
            source = Source(key=f"s{number}", location="sample", media_type=media_type, content=_SAMPLE)
            _dumped(readers.parse(source, language))
    readers.parse(source)
    return b""


def _read(source: Source, language: str) -> bytes:
    """What runs in the child: a document; before that of a PDF with scans a line of JSON with their numbers."""
    if source.media_type != _PDF:
        return _dumped(readers.parse(source, language))
    scans, made = pdf.attempted(source, language)
    if isinstance(made, Document):
        made = readers.signed(made, source)
    if not scans:
        assert isinstance(made, Document)  # noqa: S101 - without scans it is read or raises
        return _dumped(made)
    error = None if isinstance(made, Document) else (made.message, made.hint)
    head = json.dumps((scans, error)).encode()
    return head + b"\n" + (_dumped(made) if isinstance(made, Document) else b"")


def _read_scanned(source: Source, language: str, answers: Mapping[int, bytes], read_in: str) -> bytes:
    """What runs in the child for a PDF whose scans a program has read."""
    return _dumped(readers.signed(pdf.read_scanned(source, language, answers, read_in), source))


def _read_here(source: Source, language: str) -> Document | BriefingError:
    try:
        return readers.parse(source, language)
    except BriefingError as error:
        return error


def _dumped(document: Document) -> bytes:
    return document.model_dump_json().encode("utf-8", "surrogatepass")


class _Read(NamedTuple):
    """What came back: a document, or why there is none without OCR; the pages that it would read."""

    document: Document | BriefingError
    scans: tuple[int, ...] = ()


def _sound(content: bytes, source: Source) -> _Read | None:
    """What a child or the cache tells of a source, if it can be that."""
    if not content.startswith(b"["):
        document = _whole(content, source)
        return _Read(document) if document else None
    head, _, rest = content.partition(b"\n")
    try:
        scans, error = json.loads(head)
        numbers = tuple(int(number) for number in scans)
        if error is None:
            document = _whole(rest, source)
            return _Read(document, numbers) if document else None
        message, hint = map(str, error)
    except (ValueError, TypeError):
        return None
    return _Read(SourceError(message, source.location, hint), numbers)


def _whole(content: bytes, source: Source) -> Document | None:
    """The document, if it is whole and this source's: its sentences stand in its text under its own key."""
    try:
        document = Document.model_validate_json(content)
    except ValidationError:
        return None
    stands = all(document.text[one.start : one.end] == one.text for one in document.sentences)
    stands &= all(document.text[one.start : one.end] == one.text for one in document.headings)
    ids = [sentence.id for sentence in document.sentences]
    numbered = ids == [f"{source.key}:{number}" for number in range(1, len(ids) + 1)]
    is_own = document.key == source.key and document.location == source.location
    return _lightened(document) if stands and numbered and is_own else None


def _lightened(document: Document) -> Document:
    """The same, in half the memory: pieces for which the same fields were given share the set of their names."""
    sets: dict[frozenset[str], set[str]] = {}
    for one in (*document.sentences, *document.headings, *document.ledger):
        names = one.model_fields_set
        object.__setattr__(one, "__pydantic_fields_set__", sets.setdefault(frozenset(names), names))
    return document


def _name(source: Source, language: str) -> str:
    return key("document", _version(), source.media_type, source.key, source.location, language, source.content)


@cache
def _version() -> str:
    """The fingerprint of all that reads."""
    package = Path(str(files(readers)))
    own = [file for file in package.rglob("*") if file.suffix in (".py", ".txt")]
    return fingerprint([*own, *(package.parent / name for name in ("model.py", "errors.py", "ocr.py"))])
