"""Sources -> Documents: each read where it is safe to, several at once, and what was read before is remembered."""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from briefing import readers
from briefing.cache import Cache, fingerprint, key
from briefing.errors import BackendError, BriefingError, LimitError
from briefing.model import Document, Source
from briefing.workers import Call, Pool

Report = Callable[[str], None]
Given = TypeVar("Given")

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
    wanted: Iterable[tuple[Source | BriefingError, str, Given]], pool: Pool, remembered: Cache, report: Report
) -> Iterator[tuple[Document | BriefingError, Given]]:
    """The document of each source, or why there is none, in their order, as soon as it is there.

    A source comes with the language that is given for it, "" for none, and with whatever its caller knows it by; an
    error in its place comes out as it is. Few more sources are held at once than are read at once. `report` is told of
    every one.
    """
    ahead: deque[tuple[_Begun, Given]] = deque()
    left, is_new = FEW, False
    for source, language, given in wanted:
        begun = _begin(source, language, pool, remembered, left)
        left -= len(begun.source.content) if begun.is_here and begun.source else 0
        is_new = is_new or bool(begun.name)
        ahead.append((begun, given))
        while len(ahead) > pool.ahead:
            yield _end(*ahead.popleft(), remembered, report)
    while ahead:
        yield _end(*ahead.popleft(), remembered, report)
    if is_new:
        remembered.trim()


class _Begun(NamedTuple):
    """A source that is read: what came of it, or will. `name` is what it is to be remembered by, "" for not at all."""

    source: Source | None
    outcome: Document | BriefingError | Future[bytes | BriefingError]
    name: str = ""
    is_here: bool = False


def _begin(source: Source | BriefingError, language: str, pool: Pool, remembered: Cache, left: int) -> _Begun:
    if isinstance(source, BriefingError):
        return _Begun(None, source)
    name = _name(source, language)
    if document := _recalled(remembered, name, source):
        return _Begun(source, document)
    if source.media_type in HERE and len(source.content) <= left:
        return _Begun(source, _read_here(source, language), name, is_here=True)
    return _Begun(source, pool.submit(Call(_read, (source, language), "reading", source.location)), name)


def _end(begun: _Begun, given: Given, remembered: Cache, report: Report) -> tuple[Document | BriefingError, Given]:
    source, outcome, name, _ = begun
    if source:
        report(f"reading {source.location}")
    if isinstance(outcome, Future):
        assert source  # noqa: S101 - only a source is read
        outcome = _received(outcome.result(), source)
    if name and isinstance(outcome, Document):
        remembered.put(name, _dumped(outcome))
    return outcome, given


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
    """What runs in the child."""
    return _dumped(readers.parse(source, language))


def _read_here(source: Source, language: str) -> Document | BriefingError:
    try:
        return readers.parse(source, language)
    except BriefingError as error:
        return error


def _received(outcome: bytes | BriefingError, source: Source) -> Document | BriefingError:
    """The document that a child tells of, if it is one of this source."""
    if isinstance(outcome, BriefingError):
        return outcome
    return _sound(outcome, source) or BackendError("reading failed: what came back is no document", source.location)


def _recalled(remembered: Cache, name: str, source: Source) -> Document | None:
    held = remembered.get(name)
    return _sound(held, source) if held else None


def _dumped(document: Document) -> bytes:
    return document.model_dump_json().encode("utf-8", "surrogatepass")


def _sound(content: bytes, source: Source) -> Document | None:
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
    return fingerprint([*own, package.parent / "model.py", package.parent / "errors.py"])
