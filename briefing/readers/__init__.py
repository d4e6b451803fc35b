"""Source -> Document: one reader for each media type."""

from __future__ import annotations

from collections.abc import Callable

from briefing.errors import SourceError
from briefing.model import Document, Source
from briefing.readers import articles, docx, eml, epub, markdown, mhtml, odt, page, rtf, text
from briefing.readers.prose import DATED_BY_FILE, UNDATED
from briefing.spec import SourceSpec

Reader = Callable[[Source, str], Document]

READERS: dict[str, Reader] = {
    "text/plain": text.read,
    "text/markdown": markdown.read,
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
    """The document that a source holds: clean text, sentences, and the ledger of every edit between the two.

    What the specification gives wins over what the source tells of itself. Raises SourceError where no reader knows
    the media type or the bytes are no text.
    """
    reader = READERS.get(source.media_type)
    if reader is None:
        known = ", ".join(READERS)
        raise SourceError(f"no reader for {source.media_type}", source.location, f"readable: {known}")
    document = reader(source, given.language if given else "")
    if given is None:
        return document
    fields = ("title", "authors", "publisher", "published", "url", "marking")
    update = {field: said for field in fields if (said := getattr(given, field))}
    if "published" in update:
        update["notices"] = tuple(notice for notice in document.notices if notice not in (UNDATED, DATED_BY_FILE))
    return document.model_copy(update=update)
