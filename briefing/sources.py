"""Location -> Source: files, folders, patterns, archives and files of articles to bytes with a key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from briefing import containers
from briefing.errors import BackendError, BriefingError, Diagnostic, LimitError, SourceError
from briefing.model import Source
from briefing.spec import SourceSpec
from briefing.workers import Call, File, Pool

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".epub": "application/epub+zip",
    ".eml": "message/rfc822",
    ".json": "application/json",
    ".jsonl": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".xht": "text/html",
    ".mhtml": "multipart/related",
    ".mht": "multipart/related",
    ".webarchive": "application/x-webarchive",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""The readable suffixes, in lower case."""

MOST_SOURCES = 500
MOST_BYTES = 20_000_000
"""Of one source."""
MOST_BYTES_IN_ALL = 200_000_000

_OLD = {".doc": ".docx", ".dot": ".docx", ".wpd": ".docx", ".pages": ".docx", ".sxw": ".odt", ".msg": ".eml"}
_PATTERN = re.compile(r"[*?\[]")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_NO_KEY = re.compile(r"[^a-z0-9]+")
_SAMPLE = 65_536  # bytes looked at to tell a text from other files
_ODD = bytes({*range(0x20)} - set(b"\t\n\v\f\r\x1b"))  # control characters that no text file holds
_MOST_ODD = 0.01  # of the sample; the odd stray one is the reader's to repair
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 and UTF-32, in which zero bytes are at home
_FORMATS = ((b"%PDF-", "a PDF"), (b"PK\x03\x04", "an archive or an office file"), (b"{\\rtf", "rich text"))


class Found(NamedTuple):
    """A file of an entry: `location` is its path as a person would write it, `named` that the entry names just it."""

    entry: SourceSpec
    path: Path
    location: str
    named: bool


class Unread(NamedTuple):
    """A source whose content cannot be read, and why."""

    key: str
    location: str
    error: BriefingError


Loaded = tuple[Source | Unread, SourceSpec]
"""A source, and the entry that it came from."""


class _Piece(NamedTuple):
    """What becomes one source, or ought to: a file, a member of an archive, an article of a file of articles."""

    entry: SourceSpec
    location: str
    name: str
    content: bytes | BriefingError
    named: bool


def _untold(_: Diagnostic) -> None:
    """Nobody listens."""


def find(entries: Sequence[SourceSpec], folder: Path) -> tuple[Found, ...]:
    """The files that the entries name, in the specification's order; a folder's and a pattern's by name.

    Paths are taken from `folder`. A folder gives its own readable files (not its folders'), a pattern those it fits;
    both leave out hidden files and files that another entry names. Raises SourceError with every mistake at once;
    LimitError above MOST_SOURCES or MOST_BYTES_IN_ALL.
    """
    mistakes: list[BriefingError] = []
    found: list[Found] = []
    for entry in entries:
        try:
            found += _files(entry, folder)
        except BriefingError as error:
            mistakes.append(error)
    found = _once(found, mistakes)
    if len(found) > MOST_SOURCES:
        raise _too_many(len(found))
    if mistakes:
        raise BriefingError.of(mistakes)
    size = 0
    for file in found:
        size += min(_size(file.path), MOST_BYTES)
        _within(size, file.location)
    return tuple(found)


def media_type(file: Found) -> str:
    """What the file's name says that it is."""
    return MEDIA_TYPES[file.path.suffix.lower()]


def load(found: Iterable[Found], pool: Pool, tell: Callable[[Diagnostic], None] = _untold) -> Iterator[Loaded]:
    """Each file's source, one after another, so that one is held at a time.

    An archive gives its members (`a.zip!/b/c.docx`), a file of articles its articles (`a.jsonl#3`); they are opened in
    a child. What is empty, no text, damaged, shut or above a limit is Unread; `tell` hears of members that no reader
    knows. Raises LimitError above MOST_SOURCES or MOST_BYTES_IN_ALL.
    """
    found = tuple(found)
    keys = _Keys(file.entry.key for file in found if file.named)
    number, size = 0, 0
    for file in found:
        whole = _Piece(file.entry, file.location, file.path.name, _content(file), file.named)
        for piece in _expanded(whole, pool, tell, [containers.MOST_UNPACKED]):
            number += 1
            if number > MOST_SOURCES:
                raise _too_many(number, file.location)
            key = keys.next(piece)
            if isinstance(piece.content, BriefingError):
                yield Unread(key, piece.location, piece.content), piece.entry
                continue
            size += len(piece.content)
            _within(size, piece.location)
            kind = MEDIA_TYPES[Path(piece.name).suffix.lower()]
            yield Source(key=key, location=piece.location, media_type=kind, content=piece.content), piece.entry


def digests(folder: Path, pool: Pool) -> frozenset[str]:
    """The SHA-256 of every file under a folder, and of every source in those that hold others.

    Files are hashed as they are read, and what holds others is opened in a child. Raises SourceError for a file that
    cannot be read, LimitError where opening one takes more than a call may.
    """
    found: set[str] = set()
    opened = []
    for path in sorted(folder.rglob("*")):
        try:
            if not path.is_file():
                continue
            with path.open("rb") as stream:
                found.add(hashlib.file_digest(stream, "sha256").hexdigest())
            size = path.stat().st_size
        except OSError as error:
            raise SourceError(f"cannot be read: {_reason(error)}", str(path), "check the path") from error
        if path.suffix.lower() in containers.HOLDERS and size <= MOST_BYTES:
            file = File(str(path.absolute()), str(path), MOST_BYTES)
            opened.append(pool.submit(Call(containers.digests, (file, path.name), "opening", str(path))))
    for one in opened:
        answer = one.result()
        if isinstance(answer, BriefingError):
            raise answer
        try:
            found |= containers.digested(answer)
        except ValueError as error:
            raise BackendError("opening failed: what came back is no list of digests") from error
    return frozenset(found)


def _too_many(number: int, location: str = "") -> LimitError:
    hint = "name fewer, or a narrower pattern"
    return LimitError(f"{number} sources, at most {MOST_SOURCES} are read", location, hint)


def _within(size: int, location: str) -> None:
    """Raises LimitError where this source makes it more bytes than are read."""
    if size > MOST_BYTES_IN_ALL:
        message = f"more than {MOST_BYTES_IN_ALL // 10**6} MB of sources: this one would make it {size / 1e6:.1f} MB"
        raise LimitError(message, location, "name fewer sources")


def _expanded(
    piece: _Piece, pool: Pool, tell: Callable[[Diagnostic], None], left: list[int], depth: int = 1
) -> Iterator[_Piece]:
    """The sources that a file holds: itself, or its members, or its articles; itself with the error where it fails.

    `left`: the bytes that may still be unpacked.
    """
    suffix, where = Path(piece.name).suffix.lower(), piece.location
    if isinstance(piece.content, BriefingError) or suffix not in containers.HOLDERS:
        yield piece
        return
    if suffix == ".xml" and not piece.named and not containers.is_feed(piece.content):
        tell(Diagnostic("unread-member", "XML, but no feed", piece.location, f"readable: {_readable()}"))
        return
    if depth > containers.MOST_NESTING:
        message = f"archives in archives more than {containers.MOST_NESTING} deep"
        yield piece._replace(content=LimitError(message, piece.location, "unpack it, and name the files"))
        return
    try:
        if suffix in containers.FEEDS:
            yield from _articles(piece, Call(containers.feed_packed, (piece.content, where), "reading", where), pool)
        elif suffix in containers.ARTICLES:
            order = (piece.content, where, suffix == ".jsonl")
            yield from _articles(piece, Call(containers.articles_packed, order, "reading", where), pool)
        else:
            yield from _members(piece, piece.content, pool, tell, left, depth)
    except BriefingError as error:
        yield piece._replace(content=error)
    except (ValueError, TypeError, KeyError):  # a child that was taken over
        yield piece._replace(content=BackendError("unpacking failed: what came back is no list", piece.location))


def _articles(piece: _Piece, call: Call, pool: Pool) -> Iterator[_Piece]:
    found = list(containers.pieces(pool.call(call)))
    stem = Path(piece.name).stem
    if len(found) == 1:
        yield piece._replace(content=found[0], name=f"{stem}.json")
        return
    for number, one in enumerate(found, 1):
        location = f"{piece.location}#{number}"
        yield piece._replace(location=location, name=f"{stem}-{number}.json", content=one, named=False)


def _members(  # noqa: PLR0913, PLR0917 - what an archive in an archive depends on
    piece: _Piece, content: bytes, pool: Pool, tell: Callable[[Diagnostic], None], left: list[int], depth: int
) -> Iterator[_Piece]:
    """What the members of an archive hold, unpacked a few at a time. Raises SourceError, LimitError."""
    where = piece.location
    names = containers.listed(pool.call(Call(containers.listing, (content, where), "unpacking", where)))
    names = [(name, size) for name, size in names if not _is_by_the_way(Path(name))]
    for name, _ in names:
        if (suffix := Path(name).suffix.lower()) not in MEDIA_TYPES:
            message, location = "no reader for this member of the archive", f"{where}!/{name}"
            tell(Diagnostic("unread-member", message, location, _way_out(suffix)))
    readable = [(name, size) for name, size in names if Path(name).suffix.lower() in MEDIA_TYPES]
    if not readable:
        raise SourceError("no readable file in this archive", where, f"readable: {_readable()}")
    for batch in _batches(readable):
        left[0] -= sum(size for _, size in batch if size <= MOST_BYTES)
        if left[0] < 0:
            message = f"more than {containers.MOST_UNPACKED // 10**6} MB unpacked"
            raise LimitError(message, where, "unpack it, and name the files that matter")
        asked = [name for name, size in batch if size <= MOST_BYTES]
        answer = pool.call(Call(containers.unpack_packed, (content, where, asked), "unpacking", where))
        unpacked = dict(zip(asked, containers.pieces(answer), strict=True))
        for name, size in batch:
            location = f"{where}!/{name}"
            inner = unpacked.pop(name) if name in unpacked else _too_large(size, location)
            checked = inner if isinstance(inner, BriefingError) else _checked(inner, Path(name), location)
            one = piece._replace(location=location, name=Path(name).name, content=checked, named=False)
            yield from _expanded(one, pool, tell, left, depth + 1)


def _is_by_the_way(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or "__MACOSX" in path.parts


def _batches(members: Sequence[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Members in their order, as many at once as have the bytes of one source together."""
    batch: list[tuple[str, int]] = []
    for name, size in members:
        if batch and sum(one for _, one in batch) + size > MOST_BYTES:
            yield batch
            batch = []
        batch.append((name, size))
    yield batch


def _checked(content: bytes, path: Path, location: str) -> bytes | BriefingError:
    """The content, or what is wrong with it: nothing in it, too much, or no text where there should be one."""
    if not content.strip():
        return SourceError("the file is empty", location, "leave it out, or fill it")
    if len(content) > MOST_BYTES:
        return _too_large(len(content), location)
    if MEDIA_TYPES[path.suffix.lower()].startswith("text/") and (kind := _other_kind(content[:_SAMPLE])):
        hint = "name it .pdf" if kind == "a PDF" else "save its text as .txt (UTF-8) or .md"
        return SourceError(f"not a text but {kind}", location, hint)
    return content


def _too_large(size: int, location: str) -> LimitError:
    message = f"{size / 1e6:.1f} MB, at most {MOST_BYTES // 10**6} MB of one source are read"
    return LimitError(message, location, "split it, or name the part that matters")


def _way_out(suffix: str) -> str:
    to = _OLD.get(suffix.lower())
    return f"save it as {to}" if to else f"readable: {_readable()}"


def _files(entry: SourceSpec, folder: Path) -> list[Found]:
    written = entry.path
    if not written.strip():
        raise SourceError("a source's path is empty", hint=f"name a file: {_readable()}")
    if written == "-":
        raise SourceError("standard input is not read", written, "save the text to a .txt or .md file and name that")
    if _ADDRESS.match(written):
        raise SourceError(
            "fetching is off", written, "save the page as .html or .mhtml, name that, and give its address as url"
        )
    path = folder / written
    try:
        if path.is_dir():
            return _in_folder(entry, path)
        if not path.exists():
            return _fitting(entry, folder)
        if not path.is_file():
            raise SourceError("not a file or a folder", written, f"name a file: {_readable()}")
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot be read: {_reason(error)}", written, "check the path") from error
    if path.suffix.lower() not in MEDIA_TYPES:
        suffix = path.suffix or "without a suffix"
        raise SourceError(f"no reader for files {suffix}", written, _way_out(path.suffix))
    return [Found(entry, path, written, named=True)]


def _in_folder(entry: SourceSpec, path: Path) -> list[Found]:
    files = [file for file in sorted(path.iterdir()) if _is_readable(file)]
    if not files:
        raise SourceError("no readable files in this folder", entry.path, f"readable: {_readable()}")
    stem = "" if entry.path in (".", "./") else f"{entry.path.rstrip('/')}/"
    return [Found(entry, file, f"{stem}{file.name}", named=False) for file in files]


def _fitting(entry: SourceSpec, folder: Path) -> list[Found]:
    """The files that a pattern fits; a path that is no pattern fits nothing."""
    pattern = Path(entry.path)
    if not _PATTERN.search(entry.path):
        raise SourceError("no such file", entry.path, _neighbour(folder / pattern))
    root = Path(pattern.anchor) if pattern.anchor else folder
    files = sorted(file for file in root.glob(str(pattern.relative_to(pattern.anchor))) if _is_readable(file))
    if not files:
        raise SourceError("no readable file fits this pattern", entry.path, f"readable: {_readable()}")
    return [
        Found(entry, file, str(file if pattern.anchor else file.relative_to(folder)), named=False) for file in files
    ]


def _is_readable(file: Path) -> bool:
    return not file.name.startswith(".") and file.suffix.lower() in MEDIA_TYPES and file.is_file()


def _neighbour(path: Path) -> str:
    """A hint with the name that was probably meant."""
    names = sorted(file.name for file in path.parent.iterdir()) if path.parent.is_dir() else []
    near = get_close_matches(path.name, names, 1)
    return f"did you mean {near[0]}?" if near else "paths are taken from the specification's folder"


def _once(found: list[Found], mistakes: list[BriefingError]) -> list[Found]:
    """Each file once: named ones where they are named, the others where they come first."""
    seen = {file.path.resolve() for file in found if file.named}
    named: set[Path] = set()
    kept = []
    for file in found:
        path = file.path.resolve()
        if file.named and path in named:
            mistakes.append(SourceError("named twice", file.location, "name each source once"))
        elif file.named or path not in seen:
            kept.append(file)
        (named if file.named else seen).add(path)
    return kept


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _content(file: Found) -> bytes | BriefingError:
    try:
        with file.path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        return SourceError(f"cannot be read: {_reason(error)}", file.location, "check the file and its permissions")
    if len(content) > MOST_BYTES:
        return _too_large(_size(file.path), file.location)
    return _checked(content, file.path, file.location)


def _other_kind(sample: bytes) -> str:
    """What a file holds in place of text; empty for a text."""
    for mark, kind in _FORMATS:
        if sample.startswith(mark):
            return kind
    if sample.startswith(_UNICODE_MARKS) or _may_be_utf_16(sample):
        return ""
    odd = len(sample) - len(sample.translate(None, _ODD))
    return "binary content" if b"\0" in sample or odd > _MOST_ODD * len(sample) else ""


def _may_be_utf_16(sample: bytes) -> bool:
    """Whether zero bytes stand as in UTF-16 without a mark: in one half of every pair, and often."""
    zeros = sorted((sample[::2].count(0), sample[1::2].count(0)))
    return len(sample) % 2 == 0 and zeros[1] * 50 >= len(sample) and zeros[0] * 20 <= zeros[1]


class _Keys:
    """A key for each source: given ones as given, the others from the file's stem; -2, -3 ... on a clash."""

    def __init__(self, given: Iterable[str]) -> None:
        self._given = {key for key in given if key}
        self._taken: set[str] = set()

    def next(self, piece: _Piece) -> str:
        wanted = piece.entry.key or _key(Path(piece.name).stem)
        is_given = piece.named and bool(piece.entry.key)
        key, number = wanted, 1
        while key in self._taken or (key in self._given and not is_given):
            number += 1
            key = f"{wanted}-{number}"
        self._taken.add(key)
        return key


def _key(stem: str) -> str:
    key = _NO_KEY.sub("-", stem.lower()).strip("-")
    return key if key[:1].isalpha() else f"s{key}"


def _readable() -> str:
    return ", ".join(MEDIA_TYPES)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
