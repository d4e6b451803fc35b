"""Source -> Document: a PDF, its pages read as a person reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.errors import SourceError
from briefing.readers import prose
from briefing.readers.blocks import Parsed
from briefing.readers.boilerplate import Fact
from briefing.readers.languages import language_of
from briefing.readers.pdf.flow import assembled, pieces
from briefing.readers.pdf.pages import opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.model import Document, Source
    from briefing.readers.pdf.flow import Piece

_JUNK = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b.*|(?:untitled|document|layout|presentation|slide|title)\W*\d*|"
    r".*\.(?:docx?|pdf|indd|qxd|tex|dvi|pptx?|rtf|odt|xlsx?|pub|html?)|[\W\d_]*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:microsoft )?(?:office )?(?:user|author|admin(?:istrator)?|owner|unknown)\W*\d*", re.IGNORECASE
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SAID = 0.6  # of a title's words stand in the document that it is the title of
_SURE = -1  # a rank: said in so many words
_BEGINNING = 10_000  # characters in which a title is looked for


def read(source: Source, language: str) -> Document:
    """The document that a PDF holds, its sentences with the numbers of their pages.

    `language`: its BCP 47 tag, "" where nobody has said: then the PDF's own tag tells, else the text. Title and author
    are the information dictionary's where they are no program's, else the largest words of the first page.
    Raises SourceError for what is no PDF or holds no text, LimitError for too many pages or characters.
    """
    held = opened(source)
    found = pieces(held.pages)
    turned = [(number, words) for number, page in enumerate(held.pages, 1) for words in page.turned]
    text, blocks = assembled(found, turned)
    if all(block.dropped for block in blocks):
        raise SourceError("no text in the PDF but heads and feet", source.location, "read it by OCR (ocrmypdf)")
    said = held.language if _TAG.fullmatch(held.language) else ""
    language = language or _trusted(said, text) or language_of(text)
    empty = sum(not page.fragments for page in held.pages)
    guesses = (f"pages without text: {empty}",) if empty else ()
    title = _title(held.told.get("Title", ""), found, text)
    facts = [Fact("title", title, _SURE)] if title else []
    laid = prose.Laid(text, Parsed(blocks, {}, marked=False), facts, guesses)
    document = prose.document(source, laid, language)
    author = " ".join(held.told.get("Author", "").split())
    if author and not document.authors and not _NOBODY.fullmatch(author) and " " in author:
        names = tuple(name.strip() for name in re.split(r"[;,]| and ", author) if name.strip())
        document = document.model_copy(update={"authors": names})
    return document


def _trusted(said: str, text: str) -> str:
    """The PDF's own language tag, unless it is the English that programs put there of themselves."""
    return said if not said.lower().startswith("en") or language_of(text) == "en" else ""


def _title(told: str, found: Sequence[Piece], text: str) -> str:
    """The title: the PDF's own where the text says it too or has no other, else the largest words of its first page."""
    told = " ".join(told.split())
    large = next((" ".join(piece.text.split()) for piece in found if piece.level == 1), "")
    if _JUNK.fullmatch(told):
        return large
    words = re.findall(r"\w+", told.casefold())
    beginning = set(re.findall(r"\w+", text[:_BEGINNING].casefold()))
    return told if not large or sum(word in beginning for word in words) >= _SAID * len(words) else large
