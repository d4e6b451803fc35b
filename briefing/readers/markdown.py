"""Source -> Document: Markdown (CommonMark 0.31 as far as prose needs it; tables and code hold no sentences)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.readers import prose

if TYPE_CHECKING:
    from briefing.model import Document, Source


def read(source: Source, language: str) -> Document:
    """The document of a text/markdown source; raises SourceError for bytes that are no text."""
    return prose.read(source, language, marked=True, wrapped=False)
