"""Source -> Document: one reader for each media type."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.errors import SourceError
from briefing.model import Document, Source
from briefing.readers import articles, docx, eml, epub, markdown, mhtml, odt, page, pdf, rtf, text
from briefing.readers.prose import DATED_BY_FILE, UNDATED

if TYPE_CHECKING:
    from briefing.spec import SourceSpec

Reader = Callable[[Source, str], Document]

READERS: dict[str, Reader] = {
    "text/plain": text.read,
    "text/markdown": markdown.read,
    "application/pdf": pdf.read,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": docx.read,
    "application/vnd.oasis.opendocument.text": odt.read,
    "application/rtf": rtf.read,
    "application/epub+zip": epub.read,
    "message/rfc822": eml.read,
    "application/json": articles.read,
    "text/html": page.read,
    "multipart/related": mhtml.read,
    "application/x-webarchive": mhtml.read_archive,
}


def read(source: Source, given: SourceSpec | None = None) -> Document:
    """The document that a source holds, as the specification gives it. Raises as `parse`."""
    document = parse(source, given.language if given else "")
    return document if given is None else as_given(document, given)


def parse(source: Source, language: str = "") -> Document:
    """The document that a source holds: clean text, sentences, and the ledger of every edit between the two.

    `language` is its BCP 47 tag, "" where nobody has said. Raises SourceError where no reader knows the media type or
    the bytes are not what it says.
    """
    reader = READERS.get(source.media_type)
    if reader is None:
        known = ", ".join(READERS)
        raise SourceError(f"no reader for {source.media_type}", source.location, f"readable: {known}")
    return signed(reader(source, language), source)


def signed(document: Document, source: Source) -> Document:
    """The document with the sum of the bytes that it was read from."""
    return document.model_copy(update={"sha256": hashlib.sha256(source.content).hexdigest()})


def as_given(document: Document, given: SourceSpec) -> Document:
    """The document with what the specification says of it, which wins over what the source tells of itself."""
    fields = ("title", "authors", "publisher", "published", "url", "marking")
    update = {field: said for field in fields if (said := getattr(given, field))}
    if "published" in update:
        update["notices"] = tuple(notice for notice in document.notices if notice not in (UNDATED, DATED_BY_FILE))
    return document.model_copy(update=update)
