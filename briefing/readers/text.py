"""Source -> Document: plain text, in which Markdown's marks are read where they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.readers import prose

if TYPE_CHECKING:
    from briefing.model import Document, Source


def read(source: Source, language: str) -> Document:
    """The document of a text/plain source; raises SourceError for bytes that are no text."""
    return prose.read(source, language, marked=False, wrapped=True)
