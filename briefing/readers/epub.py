"""Source -> Document: books (EPUB 2 and 3), chapter by chapter as their spine orders them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.errors import SourceError
from briefing.readers.languages import language_of
from briefing.readers.laying import Sheet
from briefing.readers.markup import Walk
from briefing.readers.package import opened, told
from briefing.readers.prose import Laid, document
from briefing.readers.xml import attribute, child, every, local, parse, words

if TYPE_CHECKING:
    from lxml import etree

    from briefing.containers import Package
    from briefing.model import Document, Source
    from briefing.readers.boilerplate import Fact

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # fonts made unreadable, not texts
_FIELDS = {"title": "title", "creator": "author", "publisher": "publisher", "date": "published"}
_SURE = -1


def read(source: Source, language: str) -> Document:
    """The document of an .epub. Raises SourceError for a locked or damaged book, LimitError."""
    package = opened(source, "EPUB book", ".epub", _CONTAINER)
    if _ENCRYPTION in package.names:
        root = parse(package.read(_ENCRYPTION), source.location, _ENCRYPTION)
        if any(attribute(at, "Algorithm") not in _FONTS for at in _methods(root)):
            raise SourceError(
                "locked by digital rights management", source.location, "ask its publisher for a free copy"
            )
    root = parse(package.read(_CONTAINER), source.location, _CONTAINER)
    name = next((attribute(at, "full-path") for at in every(root, "rootfile")), "")
    book = parse(package.read(name), source.location, name)
    sheet = Sheet(source.location)
    missing = _lay(package, posixpath.dirname(name), book, sheet)
    facts, tag = _facts(child(book, "metadata"))
    guesses = (f"parts of the book that it lacks: {missing}",) if missing else ()
    text = sheet.text
    known = language or (tag if tag else language_of(text))
    return document(source, Laid(text, sheet.parsed, facts, guesses), known)


def _methods(root: etree._Element) -> list[etree._Element]:
    return [at for one in every(root, "EncryptedData") if (at := child(one, "EncryptionMethod")) is not None]


def _lay(package: Package, folder: str, book: etree._Element, sheet: Sheet) -> int:
    """Lay out every part of the spine; how many are missing."""
    manifest, spine = child(book, "manifest"), child(book, "spine")
    if manifest is None or spine is None:
        raise SourceError("damaged: the book lists no chapters", package.where, "get it again")
    parts = {attribute(at, "id"): at for at in manifest}
    missing = 0
    done: set[str] = set()
    for place in spine:
        at = parts.get(attribute(place, "idref"))
        if at is None or "html" not in attribute(at, "media-type"):
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(attribute(at, "href").partition("#")[0])))
        if name in done:
            continue
        done.add(name)
        if name not in package.names:
            missing += 1
            continue
        body = child(parse(package.read(name), package.where, name, lenient=True), "body")
        if body is not None:
            contents = "nav" in attribute(at, "properties").split()
            Walk(sheet).lay(body, dropped="contents" if contents else "")
    return missing


def _facts(metadata: etree._Element | None) -> tuple[list[Fact], str]:
    facts: list[Fact] = []
    tag = ""
    for at in metadata if metadata is not None else ():
        name, value = local(at), words(at)
        if name == "language" and not tag:
            tag = value if value.replace("-", "").isalnum() and value.isascii() and len(value) <= 12 else ""  # noqa: PLR2004
        elif name in _FIELDS and attribute(at, "event") not in ("modification", "conversion"):
            facts += told(_FIELDS[name], value, _SURE)
    return facts, tag
