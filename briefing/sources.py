"""Location -> Source: files, folders and patterns to bytes with a key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from briefing.errors import BriefingError, LimitError, SourceError
from briefing.model import Source
from briefing.spec import SourceSpec

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".pdf": "application/pdf",
}
"""The readable suffixes, in lower case."""

MOST_SOURCES = 500
MOST_BYTES = 20_000_000
"""Of one source."""
MOST_BYTES_IN_ALL = 200_000_000

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


class Unread(NamedTuple):
    """A source whose content cannot be read, and why."""

    key: str
    location: str
    error: BriefingError


def load(entries: Sequence[SourceSpec], folder: Path) -> tuple[tuple[Source | Unread, SourceSpec], ...]:
    """Every source with the entry it came from, in the specification's order; a folder's and a pattern's by name.

    Paths are taken from `folder`. A folder gives its own readable files (not its folders'), a pattern those it fits;
    both leave out hidden files and files that another entry names. A file that is empty, no text, above MOST_BYTES or
    shut is Unread. Raises SourceError with every mistake of the entries at once; LimitError above MOST_SOURCES or
    MOST_BYTES_IN_ALL.
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
    if mistakes:
        raise BriefingError.of(mistakes)
    left = MOST_BYTES_IN_ALL
    loaded: list[tuple[Source | Unread, SourceSpec]] = []
    for file, key in zip(found, _keys(found), strict=True):
        kind = MEDIA_TYPES[file.path.suffix.lower()]
        try:
            content = _content(file)
        except BriefingError as error:
            loaded.append((Unread(key, file.location, error), file.entry))
        else:
            left -= len(content)
            if left < 0:
                message = f"more than {MOST_BYTES_IN_ALL // 10**6} MB of sources: this one would make it"
                total = f"{(MOST_BYTES_IN_ALL - left) / 1e6:.1f} MB"
                raise LimitError(f"{message} {total}", file.location, "name fewer sources")
            source = Source(key=key, location=file.location, media_type=kind, content=content)
            loaded.append((source, file.entry))
    return tuple(loaded)


def _files(entry: SourceSpec, folder: Path) -> list[_Found]:
    written = entry.path
    if not written.strip():
        raise SourceError("a source's path is empty", hint=f"name a file: {_readable()}")
    if written == "-":
        raise SourceError("standard input is not read", written, "save the text to a .txt or .md file and name that")
    if _ADDRESS.match(written):
        raise SourceError(
            "fetching is off", written, "save the page's text to a .txt or .md file and give its address as url"
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
        raise SourceError(f"no reader for files {suffix}", written, f"readable: {_readable()}")
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


def _content(file: _Found) -> bytes:
    try:
        with file.path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        size = file.path.stat().st_size
    except OSError as error:
        raise SourceError(
            f"cannot be read: {_reason(error)}", file.location, "check the file and its permissions"
        ) from error
    if len(content) > MOST_BYTES:
        message = f"{size / 1e6:.1f} MB, at most {MOST_BYTES // 10**6} MB of one source are read"
        raise LimitError(message, file.location, "split it, or name the part that matters")
    if not content.strip():
        raise SourceError("the file is empty", file.location, "leave it out, or fill it")
    is_text = MEDIA_TYPES[file.path.suffix.lower()].startswith("text/")
    if is_text and (kind := _other_kind(content[:_SAMPLE])):
        hint = "name it .pdf" if kind == "a PDF" else "save its text as .txt (UTF-8) or .md"
        raise SourceError(f"not a text but {kind}", file.location, hint)
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


def _keys(found: list[_Found]) -> Iterator[str]:
    """A key for each file: given ones as given, the others from the file's stem; -2, -3 ... on a clash."""
    given = {file.entry.key for file in found if file.named and file.entry.key}
    taken: set[str] = set()
    for file in found:
        wanted = file.entry.key or _key(file.path.stem)
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
