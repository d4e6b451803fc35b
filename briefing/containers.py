"""Location -> Source: what holds other files (ZIP, JSON of articles), opened within limits that are checked first."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import struct
import zipfile
import zlib
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import TYPE_CHECKING

from briefing.errors import BriefingError, LimitError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

ARCHIVES = (".zip",)
ARTICLES = (".json", ".jsonl")
FEEDS = (".rss", ".atom", ".xml")
HOLDERS = (*ARCHIVES, *ARTICLES, *FEEDS)
"""The suffixes of files that hold sources."""

MOST_MEMBERS = 500
MOST_PARTS = 20_000
"""Entries of one office file or book: a long book with pictures has some thousands."""
MOST_MEMBER_BYTES = 50_000_000
MOST_UNPACKED = 200_000_000
"""Bytes of one archive's members together, nested archives' included."""
MOST_RATIO = 200
"""Unpacked to packed; Deflate of running text reaches 5, of a spreadsheet's XML 50, its own bound is 1032."""
MOST_NESTING = 3
MOST_PATH = 400
"""Characters of a member's name."""

_FREE_BYTES = 1_000_000  # an archive below this size unpacked needs no look at its ratio
_ENCRYPTED = 0x1
_LOCKED = b"\xd0\xcf\x11\xe0"  # of the files of old Word, in which an encrypted package comes too
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError,
    IndexError, KeyError, OverflowError, MemoryError,
)  # fmt: skip
_TEXTS = ("text", "body", "content", "article_text", "articleBody", "article", "fulltext", "full_text", "maintext",
    "content_text", "content_html", "html", "body_html", "raw_html")  # fmt: skip
_LISTS = ("articles", "items", "documents", "data", "results", "records", "docs")


class Package:
    """A ZIP file whose directory has been checked: nothing of it is unpacked before it is asked for."""

    def __init__(self, content: bytes, where: str, *, most: int = MOST_PARTS, unpacked: int = MOST_UNPACKED) -> None:
        """Raises SourceError for no ZIP file, a damaged or a deceitful one, LimitError above a limit."""
        self.where = where
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _DAMAGED as error:
            raise SourceError("damaged: its directory cannot be read", where, "pack or save it again") from error
        self.entries = [entry for entry in self._zip.infolist() if entry.filename.rpartition("/")[2]]
        self._check(most, unpacked, len(content))
        self.names = {entry.filename: entry for entry in self.entries}

    def _check(self, most: int, unpacked: int, size: int) -> None:
        if len(self.entries) > most:
            raise LimitError(f"{len(self.entries)} members, at most {most} are read", self.where, "pack fewer files")
        for entry in self.entries:
            if len(entry.filename) > MOST_PATH:
                message = f"a member's name of {len(entry.filename)} characters, at most {MOST_PATH} are read"
                raise LimitError(message, self.where, "shorten its folders' names")
        whole = sum(entry.file_size for entry in self.entries)
        if whole > unpacked:
            message = f"{whole / 1e6:.0f} MB unpacked, at most {unpacked // 10**6} MB are read"
            raise LimitError(message, self.where, "pack fewer files")
        if whole > _FREE_BYTES and whole > MOST_RATIO * size:
            message = f"unpacks to {whole // max(1, size)} times its size, at most {MOST_RATIO} times are read"
            raise LimitError(message, self.where, "name the files themselves")
        spans = sorted((entry.header_offset, entry.compress_size) for entry in self.entries)
        reach = 0
        for offset, length in spans:
            if offset < reach:
                raise SourceError("members overlap, as in a ZIP bomb", self.where, "pack it again")
            reach = offset + length

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises SourceError where it is missing, encrypted or damaged, LimitError."""
        entry = self.names.get(name)
        if entry is None:
            raise SourceError(f"damaged: {name} is missing", self.where, "open it in its program and save it again")
        if entry.flag_bits & _ENCRYPTED:
            raise SourceError(f"{name} is encrypted", self.where, "save it without a password")
        if entry.compress_type not in _METHODS:
            raise SourceError(f"{name} is packed by an unusual method", self.where, "pack it again with Deflate")
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(MOST_MEMBER_BYTES + 1)
        except _DAMAGED as error:
            raise SourceError(f"damaged: {name} cannot be unpacked", self.where, "get or save it again") from error
        if len(content) > MOST_MEMBER_BYTES:
            message = f"{name} is {entry.file_size / 1e6:.0f} MB unpacked, at most {MOST_MEMBER_BYTES // 10**6} MB are"
            raise LimitError(f"{message} read", self.where, "split it")
        return content


def word_parts(content: bytes, where: str, *, most: int, unpacked: int) -> dict[str, bytes]:
    """The parts of a Word document by name, at most so many of so many bytes together.

    Raises SourceError where it is none, LimitError.
    """
    if content.startswith(_LOCKED):
        message = "is a .doc of an old Word, or locked with a password"
        raise SourceError(message, where, "save it in Word as .docx, without a password")
    try:
        package = Package(content, where, most=most, unpacked=unpacked)
        parts = {entry.filename: package.read(entry.filename) for entry in package.entries if not entry.is_dir()}
    except SourceError as error:
        raise SourceError(f"is no Word document: {error.message}", where, "name a .docx file") from error
    if "[Content_Types].xml" not in parts:
        raise SourceError("is no Word document", where, "name a .docx file")
    return parts


def members(content: bytes, where: str) -> list[tuple[str, int]]:
    """The files of an archive, by name, each with its bytes unpacked as it says; nothing is unpacked yet.

    Raises SourceError for members that are encrypted, links, named twice or out of the archive; LimitError.
    """
    package = Package(content, where, most=MOST_MEMBERS)
    seen: dict[str, int] = {}
    for entry in package.entries:
        name = entry.filename
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or not name.isprintable():
            raise SourceError(f"a member's name leads out of the archive: {name!r}", where, "pack it again")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise SourceError(f"{name} is a link", where, "pack the file itself")
        if entry.flag_bits & _ENCRYPTED:
            raise SourceError(f"{name} is encrypted", where, "pack it without a password")
        if name in seen:
            raise SourceError(f"{name} stands in the archive twice", where, "pack it again")
        seen[name] = entry.file_size
    return sorted(seen.items())


def unpack(content: bytes, where: str, names: Sequence[str]) -> list[bytes | BriefingError]:
    """The bytes of an archive's members, or why there are none. Raises SourceError, LimitError, as `members`."""
    package = Package(content, where, most=MOST_MEMBERS)
    return [_or_error(package, name) for name in names]


def _or_error(package: Package, name: str) -> bytes | BriefingError:
    try:
        return package.read(name)
    except (SourceError, LimitError) as error:
        return error


def articles(content: bytes, where: str, *, lines: bool) -> list[bytes | BriefingError]:
    """The articles of a JSON file, each as a JSON object of its own: one object, an array, or an object of an array.

    With `lines`, one object on each line. An article that is no object is an error in its place. Raises SourceError
    for what is no JSON or holds no article, LimitError.
    """
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8, as JSON must be", where, "save it as UTF-8") from error
    found: list[object] = []
    if lines:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                found.append(_line(line, f"{where}:{number}"))
            if len(found) > MOST_MEMBERS:
                raise LimitError(f"more than {MOST_MEMBERS} articles", where, "split it")
    else:
        whole = _parsed(text, where)
        found = whole if isinstance(whole, list) else [whole]
        if isinstance(whole, dict) and not any(isinstance(whole.get(name), str) for name in _TEXTS):
            found = next((whole[name] for name in _LISTS if isinstance(whole.get(name), list)), found)
    if len(found) > MOST_MEMBERS:
        raise LimitError(f"{len(found)} articles, at most {MOST_MEMBERS} are read", where, "split it")
    if not found:
        raise SourceError("no article in this file", where, "give an object, or an array of objects, with a text")
    return [_article(one, where, number) for number, one in enumerate(found, 1)]


def _article(one: object, where: str, number: int) -> bytes | BriefingError:
    if isinstance(one, BriefingError):
        return one
    if not isinstance(one, dict):
        message = f"article {number} is no object but {type(one).__name__}"
        return SourceError(message, where, 'write {"title": ..., "text": ...}')
    return json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _line(text: str, where: str) -> object:
    try:
        return _parsed(text, where)
    except SourceError as error:
        return error


def is_feed(content: bytes) -> bool:
    """Whether XML looks like a feed."""
    return re.search(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]", content[:4096]) is not None


def feed(content: bytes, where: str) -> list[bytes]:
    """The entries of a feed (RSS 0.9 to 2.0, Atom), each as a JSON object with the names of JSON Feed 1.1.

    Raises SourceError for what is no feed, declares entities or holds no entry, LimitError.
    """
    from lxml import etree

    if b"<!ENTITY" in content or content.count(b"<") > MOST_PARTS * 50:
        raise SourceError("declares entities, or has too many tags", where, "save the articles themselves")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, recover=True
    )
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"no sound XML ({str(error)[:100]})", where, "save it again") from error
    if root is None or _name(root) not in ("rss", "feed", "RDF"):
        raise SourceError("no feed: neither RSS nor Atom", where, "save the page as .html, or its text as .txt")
    entries = [at for at in root.iter() if _name(at) in ("item", "entry")]
    if len(entries) > MOST_MEMBERS:
        raise LimitError(f"{len(entries)} entries, at most {MOST_MEMBERS} are read", where, "split it")
    channel = next((at for at in root if _name(at) == "channel"), root)
    publisher = next((_inner(at) for at in channel if _name(at) == "title"), "")
    language = next((_inner(at) for at in channel if _name(at) == "language"), "") or str(root.get(_LANG) or "")
    found = [_entry(at, publisher, language) for at in entries]
    found = [one for one in found if one.get("content_html")]
    if not found:
        raise SourceError("no entry with a text in this feed", where, "save the articles themselves")
    return [json.dumps(one, ensure_ascii=True).encode() for one in found]


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTRY = {
    "title": "title", "pubDate": "date_published", "published": "date_published", "issued": "date_published",
    "date": "date_published", "updated": "date_updated", "modified": "date_updated", "language": "language",
}  # fmt: skip


def _name(at: object) -> str:
    tag = getattr(at, "tag", "")
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _inner(at: etree._Element) -> str:
    return " ".join("".join(at.itertext()).split())


def _entry(entry: etree._Element, publisher: str, language: str) -> dict[str, object]:
    """What an entry says, its longest text as HTML."""
    told: dict[str, object] = {"publisher": publisher, "language": language}
    authors: list[str] = []
    tags: list[str] = []
    texts: list[tuple[str, str]] = []
    for at in entry:
        name = _name(at)
        if name in ("encoded", "content", "description", "summary"):
            texts.append((name, _markup(at)))
        elif name in ("author", "creator", "contributor"):
            written = next((_inner(one) for one in at if _name(one) == "name"), "") or _inner(at)
            authors.append(re.sub(r"^\S+@\S+ \((.+)\)$", r"\1", written))
        elif name == "link" and at.get("rel", "alternate") == "alternate" and (link := at.get("href") or _inner(at)):
            told.setdefault("url", link)
        elif name == "category" and (said := _inner(at) or at.get("term") or ""):
            tags.append(said)
        elif name in _ENTRY and (said := _inner(at)):
            told.setdefault(_ENTRY[name], _day(said) if "date" in _ENTRY[name] else said)
    name, text = max(texts, key=lambda one: len(one[1]), default=("", ""))
    if text:
        told["content_html"] = text
        told["is_summary"] = name in ("summary", "description") and len(text) < _SUMMARY
    told["authors"], told["tags"] = authors, tags
    return {key: value for key, value in told.items() if value}


_SUMMARY = 600  # characters: a longer one is the article itself


def _markup(at: etree._Element) -> str:
    """The HTML in an element: escaped, or as elements of its own (Atom's type xhtml)."""
    from lxml import etree

    if len(at):
        return "".join(etree.tostring(one, encoding="unicode", method="html") for one in at)
    return (at.text or "").strip()


def _day(written: str) -> str:
    """A date of RFC 822 as ISO 8601; another as it is."""
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return written


def _parsed(text: str, where: str) -> object:
    try:
        parsed: object = json.loads(text)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        place = f"line {error.lineno}, " if isinstance(error, json.JSONDecodeError) else ""
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply, or too long a number"
        raise SourceError(f"no JSON: {place}{reason}", where, "one object a line makes .jsonl, else .json") from error
    return parsed


# what a child answers


def articles_packed(content: bytes, where: str, lines: bool) -> bytes:  # noqa: FBT001 - called by place
    """`articles`, packed. Raises as it."""
    return packed(articles(content, where, lines=lines))


def feed_packed(content: bytes, where: str) -> bytes:
    """`feed`, packed. Raises as it."""
    return packed(feed(content, where))


def unpack_packed(content: bytes, where: str, names: Sequence[str]) -> bytes:
    """`unpack`, packed. Raises as it."""
    return packed(unpack(content, where, names))


def digests(content: bytes, name: str) -> bytes:
    """The SHA-256 of each source that a file holds, whatever it is in, as JSON; what cannot be read holds none."""
    return json.dumps(sorted(_digests(content, name, [MOST_UNPACKED], 1))).encode()


def _digests(content: bytes, name: str, left: list[int], depth: int) -> set[str]:
    found = {hashlib.sha256(content).hexdigest()}
    suffix = name[name.rfind(".") :].lower()
    try:
        if suffix in ARCHIVES and depth <= MOST_NESTING:
            package = Package(content, name, most=MOST_MEMBERS)
            for entry in package.entries:
                left[0] -= min(entry.file_size, MOST_MEMBER_BYTES)
                member = _or_error(package, entry.filename) if left[0] >= 0 else b""
                found |= _digests(member, entry.filename, left, depth + 1) if isinstance(member, bytes) else set()
        elif suffix in ARTICLES or suffix in FEEDS:
            held = feed(content, name) if suffix in FEEDS else articles(content, name, lines=suffix == ".jsonl")
            found |= {hashlib.sha256(one).hexdigest() for one in held if isinstance(one, bytes)}
    except (SourceError, LimitError):
        pass  # as no source, then
    return found


def digested(answer: bytes) -> frozenset[str]:
    """What `digests` told. Raises ValueError for anything else."""
    said = json.loads(answer)
    if not isinstance(said, list):
        raise ValueError("no digests")  # noqa: TRY004 - what came back is wrong, not a type
    return frozenset(map(str, said))


def listing(content: bytes, where: str) -> bytes:
    """`members`, as JSON. Raises as it."""
    return json.dumps(members(content, where)).encode()


def listed(answer: bytes) -> list[tuple[str, int]]:
    """What `listing` told. Raises ValueError for anything else."""
    said = json.loads(answer)
    if not isinstance(said, list) or len(said) > MOST_MEMBERS:
        raise ValueError("no listing")
    return [(str(name), int(size)) for name, size in said]


def packed(pieces: Sequence[bytes | BriefingError]) -> bytes:
    """Contents and errors in one: a line of JSON with their lengths and words, then the contents."""
    head = [len(one) if isinstance(one, bytes) else _told(one) for one in pieces]
    return b"\n".join([json.dumps(head).encode(), b"".join(one for one in pieces if isinstance(one, bytes))])


def pieces(answer: bytes) -> Iterator[bytes | BriefingError]:
    """What `packed` holds, one after another. Raises ValueError for anything else."""
    end = answer.index(b"\n")
    said, rest = json.loads(answer[:end]), memoryview(answer)[end + 1 :]
    if not isinstance(said, list) or len(said) > MOST_MEMBERS:
        raise ValueError("no pieces")
    at = 0
    for one in said:
        if isinstance(one, int):
            yield bytes(rest[at : at + one])
            at += one
        else:
            is_limit, message, where, hint = one
            yield (LimitError if is_limit else SourceError)(str(message), str(where), str(hint))


def _told(error: BriefingError) -> tuple[bool, str, str, str]:
    return isinstance(error, LimitError), error.message, error.where, error.hint
