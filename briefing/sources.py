"""Location -> Source: files, folders, patterns, archives and files of articles to bytes with a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from briefing import containers
from briefing.errors import BriefingError, Diagnostic, LimitError, SourceError
from briefing.model import Source
from briefing.spec import SourceSpec

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
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

_ARCHIVES = (".zip",)
_ARTICLES = (".json", ".jsonl")
_FEEDS = (".rss", ".atom", ".xml")
_OLD = {".doc": ".docx", ".dot": ".docx", ".wpd": ".docx", ".pages": ".docx", ".sxw": ".odt", ".msg": ".eml"}
_PATTERN = re.compile(r"[*?\[]")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_NO_KEY = re.compile(r"[^a-z0-9]+")
_SAMPLE = 65_536  # bytes looked at to tell a text from other files
_ODD = bytes({*range(0x20)} - set(b"\t\n\v\f\r\x1b"))  # control characters that no text file holds
_MOST_ODD = 0.01  # of the sample; the odd stray one is the reader's to repair
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 and UTF-32, in which zero bytes are at home
_FORMATS = ((b"%PDF-", "a PDF"), (b"PK\x03\x04", "an archive or an office file"), (b"{\\rtf", "rich text"))


class _Found(NamedTuple):
    """A file of an entry: `location` is its path as a person would write it, `named` that the entry names just it."""

    entry: SourceSpec
    path: Path
    location: str
    named: bool


class _Piece(NamedTuple):
    """What becomes one source: a file, a member of an archive, an article of a file of articles."""

    entry: SourceSpec
    location: str
    name: str
    content: bytes
    named: bool


def _untold(_: Diagnostic) -> None:
    """Nobody listens."""


def load(
    entries: Sequence[SourceSpec], folder: Path, tell: Callable[[Diagnostic], None] = _untold
) -> tuple[tuple[Source, SourceSpec], ...]:
    """Every source with the entry it came from, in the specification's order; a folder's and a pattern's by name.

    Paths are taken from `folder`. A folder gives its own readable files (not its folders'), a pattern those it fits;
    both leave out hidden files and files that another entry names. An archive gives its members (`a.zip!/b/c.docx`), a
    file of articles or a feed its articles (`a.jsonl#3`); `tell` hears of members that no reader knows. Raises
    SourceError with every mistake at once; LimitError above MOST_SOURCES, MOST_BYTES or MOST_BYTES_IN_ALL.
    """
    mistakes: list[BriefingError] = []
    found: list[_Found] = []
    for entry in entries:
        try:
            found += _files(entry, folder)
        except BriefingError as error:
            mistakes.append(error)
    found = _once(found, mistakes)
    if len(found) > MOST_SOURCES:
        raise LimitError(
            f"{len(found)} sources, at most {MOST_SOURCES} are read", hint="name fewer, or a narrower pattern"
        )
    contents: list[bytes] = []
    for file in found:
        try:
            contents.append(_content(file, MOST_BYTES_IN_ALL - sum(map(len, contents))))
        except LimitError as error:
            raise BriefingError.of([error, *mistakes]) from error
        except BriefingError as error:
            mistakes.append(error)
    if mistakes:
        raise BriefingError.of(mistakes)
    pieces: list[_Piece] = []
    for file, content in zip(found, contents, strict=True):
        try:
            whole = _Piece(file.entry, file.location, file.path.name, content, file.named)
            pieces += _expanded(whole, tell, [containers.MOST_UNPACKED])
        except BriefingError as error:
            mistakes.append(error)
    if len(pieces) > MOST_SOURCES:
        mistakes.insert(0, LimitError(f"{len(pieces)} sources, at most {MOST_SOURCES} are read", hint="name fewer"))
    if (whole_size := sum(len(piece.content) for piece in pieces)) > MOST_BYTES_IN_ALL:
        message = f"{whole_size / 1e6:.1f} MB of sources unpacked, at most {MOST_BYTES_IN_ALL // 10**6} MB are read"
        mistakes.insert(0, LimitError(message, hint="name fewer sources"))
    if mistakes:
        raise BriefingError.of(mistakes)
    return tuple(
        (
            Source(
                key=key,
                location=piece.location,
                media_type=MEDIA_TYPES[Path(piece.name).suffix.lower()],
                content=piece.content,
            ),
            piece.entry,
        )
        for piece, key in zip(pieces, _keys(pieces), strict=True)
    )


def _expanded(piece: _Piece, tell: Callable[[Diagnostic], None], left: list[int], depth: int = 1) -> list[_Piece]:
    """The sources that a file holds: itself, or its members, or its articles.

    `left`: the bytes that may still be unpacked. Raises SourceError, LimitError.
    """
    suffix = Path(piece.name).suffix.lower()
    if suffix in (*_ARTICLES, *_FEEDS):
        return _articles(piece, suffix, tell)
    return _members(piece, tell, left, depth) if suffix in _ARCHIVES else [piece]


def _articles(piece: _Piece, suffix: str, tell: Callable[[Diagnostic], None]) -> list[_Piece]:
    """The articles of a file or feed of them; none of XML that is no feed, unless it was named."""
    if suffix == ".xml" and not piece.named and not containers.is_feed(piece.content):
        tell(Diagnostic("unread-member", "XML, but no feed", piece.location, f"readable: {_readable()}"))
        return []
    if suffix in _FEEDS:
        found = containers.feed(piece.content, piece.location)
    else:
        found = containers.articles(piece.content, piece.location, lines=suffix == ".jsonl")
    stem = Path(piece.name).stem
    if len(found) == 1:
        return [piece._replace(content=found[0], name=f"{stem}.json")]
    return [
        piece._replace(location=f"{piece.location}#{number}", name=f"{stem}-{number}.json", content=one, named=False)
        for number, one in enumerate(found, 1)
    ]


def _members(piece: _Piece, tell: Callable[[Diagnostic], None], left: list[int], depth: int) -> list[_Piece]:
    """The readable members of an archive."""
    if depth > containers.MOST_NESTING:
        message = f"archives in archives more than {containers.MOST_NESTING} deep"
        raise LimitError(message, piece.location, "unpack it, and name the files")
    pieces: list[_Piece] = []
    for member in containers.members(piece.content, piece.location):
        left[0] -= len(member.content)
        if left[0] < 0:
            message = f"more than {containers.MOST_UNPACKED // 10**6} MB unpacked"
            raise LimitError(message, piece.location, "unpack it, and name the files that matter")
        path = Path(member.name)
        if any(part.startswith(".") for part in path.parts) or "__MACOSX" in path.parts:
            continue
        location = f"{piece.location}!/{member.name}"
        if path.suffix.lower() not in MEDIA_TYPES:
            tell(
                Diagnostic("unread-member", "no reader for this member of the archive", location, _way_out(path.suffix))
            )
        elif not member.content.strip():
            tell(Diagnostic("unread-member", "the file is empty", location))
        else:
            _check(member.content, path, location)
            inner = piece._replace(location=location, name=path.name, content=member.content, named=False)
            pieces += _expanded(inner, tell, left, depth + 1)
        if len(pieces) > MOST_SOURCES:
            message = f"more than {MOST_SOURCES} sources in it, at most {MOST_SOURCES} are read"
            raise LimitError(message, piece.location, "unpack it, and name the files that matter")
    if not pieces and depth == 1:
        raise SourceError("no readable file in this archive", piece.location, f"readable: {_readable()}")
    return pieces


def _check(content: bytes, path: Path, location: str) -> None:
    """Raises LimitError for a source that is too long, SourceError for a text that is none."""
    if len(content) > MOST_BYTES:
        message = f"{len(content) / 1e6:.1f} MB, at most {MOST_BYTES // 10**6} MB of one source are read"
        raise LimitError(message, location, "split it, or name the part that matters")
    if MEDIA_TYPES[path.suffix.lower()].startswith("text/") and (kind := _other_kind(content[:_SAMPLE])):
        raise SourceError(f"not a text but {kind}", location, "save its text as .txt (UTF-8) or .md")


def _way_out(suffix: str) -> str:
    to = _OLD.get(suffix.lower())
    return f"save it as {to}" if to else f"readable: {_readable()}"


def _files(entry: SourceSpec, folder: Path) -> list[_Found]:
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
    return [_Found(entry, path, written, named=True)]


def _in_folder(entry: SourceSpec, path: Path) -> list[_Found]:
    files = [file for file in sorted(path.iterdir()) if _is_readable(file)]
    if not files:
        raise SourceError("no readable files in this folder", entry.path, f"readable: {_readable()}")
    stem = "" if entry.path in (".", "./") else f"{entry.path.rstrip('/')}/"
    return [_Found(entry, file, f"{stem}{file.name}", named=False) for file in files]


def _fitting(entry: SourceSpec, folder: Path) -> list[_Found]:
    """The files that a pattern fits; a path that is no pattern fits nothing."""
    pattern = Path(entry.path)
    if not _PATTERN.search(entry.path):
        raise SourceError("no such file", entry.path, _neighbour(folder / pattern))
    root = Path(pattern.anchor) if pattern.anchor else folder
    files = sorted(file for file in root.glob(str(pattern.relative_to(pattern.anchor))) if _is_readable(file))
    if not files:
        raise SourceError("no readable file fits this pattern", entry.path, f"readable: {_readable()}")
    return [
        _Found(entry, file, str(file if pattern.anchor else file.relative_to(folder)), named=False) for file in files
    ]


def _is_readable(file: Path) -> bool:
    return not file.name.startswith(".") and file.suffix.lower() in MEDIA_TYPES and file.is_file()


def _neighbour(path: Path) -> str:
    """A hint with the name that was probably meant."""
    names = sorted(file.name for file in path.parent.iterdir()) if path.parent.is_dir() else []
    near = get_close_matches(path.name, names, 1)
    return f"did you mean {near[0]}?" if near else "paths are taken from the specification's folder"


def _once(found: list[_Found], mistakes: list[BriefingError]) -> list[_Found]:
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


def _content(file: _Found, left: int) -> bytes:
    try:
        with file.path.open("rb") as stream:
            content = stream.read(min(MOST_BYTES, left) + 1)
        size = file.path.stat().st_size
    except OSError as error:
        raise SourceError(
            f"cannot be read: {_reason(error)}", file.location, "check the file and its permissions"
        ) from error
    if len(content) > MOST_BYTES:
        message = f"{size / 1e6:.1f} MB, at most {MOST_BYTES // 10**6} MB of one source are read"
        raise LimitError(message, file.location, "split it, or name the part that matters")
    if len(content) > left:
        message = f"more than {MOST_BYTES_IN_ALL // 10**6} MB of sources: this one would make it"
        total = (MOST_BYTES_IN_ALL - left + size) / 1e6
        raise LimitError(f"{message} {total:.1f} MB", file.location, "name fewer sources")
    if not content.strip():
        raise SourceError("the file is empty", file.location, "leave it out, or fill it")
    _check(content, file.path, file.location)
    return content


def _other_kind(sample: bytes) -> str:
    """What a file holds in place of text; empty for a text."""
    for mark, kind in _FORMATS:
        if sample.startswith(mark):
            return kind
    if sample.startswith(_UNICODE_MARKS):
        return ""
    odd = len(sample) - len(sample.translate(None, _ODD))
    return "binary content" if b"\0" in sample or odd > _MOST_ODD * len(sample) else ""


def _keys(found: list[_Piece]) -> Iterator[str]:
    """A key for each file: given ones as given, the others from the file's stem; -2, -3 ... on a clash."""
    given = {file.entry.key for file in found if file.named and file.entry.key}
    taken: set[str] = set()
    for file in found:
        wanted = file.entry.key or _key(Path(file.name).stem)
        is_given = file.named and bool(file.entry.key)
        key, number = wanted, 1
        while key in taken or (key in given and not is_given):
            number += 1
            key = f"{wanted}-{number}"
        taken.add(key)
        yield key


def _key(stem: str) -> str:
    key = _NO_KEY.sub("-", stem.lower()).strip("-")
    return key if key[:1].isalpha() else f"s{key}"


def _readable() -> str:
    return ", ".join(MEDIA_TYPES)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
