"""What the pages of a PDF print, and what of a brief they do not."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from briefing.errors import SourceError
from briefing.model import Brief, Note, Passage

_WORD = re.compile(r"[^\W_]+")
_SOFT = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_RIGHT_TO_LEFT = ("R", "AL")
_FEWEST = 2  # words of a part that a page break may part from the rest


def texts(content: bytes, where: str) -> tuple[str, ...]:
    """The words of each page."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(io.BytesIO(content)) as pdf:
            return tuple(page.get_textpage().get_text_bounded() for page in pdf)
    except pypdfium2.PdfiumError as error:
        raise SourceError(f"its pages cannot be read: {error}", where) from error


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", _SOFT.sub("", text.replace("\ufffe", ""))).casefold()


def letters(text: str) -> str:
    """The letters and digits of a text alone: how it is broken, spaced and punctuated does not count."""
    return "".join(_WORD.findall(_plain(text)))


def missing(brief: Brief, pages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a brief says and no page of `pages` prints, each with where it is said.

    Its title, points, cells, judgements, section titles, actors and quotes are looked for; of what an edition may print
    a part of (the sources' titles, the imprint), all where it prints most.
    """
    streams = [letters(page) for page in pages]
    words = {_spelling(word) for word in _WORD.findall(_plain(" ".join(pages)))}
    for where, text in _said(brief):
        if not _is_printed(text, streams, words):
            yield where, text
    titles = [(f"source {source.key}", source.title) for source in brief.sources]
    facts = [("imprint", text) for fact in brief.imprint for text in fact.texts({"value"}) if text]
    for kind in (titles, facts):
        lost = [one for one in kind if not _is_printed(one[1], streams, words)]
        if 2 * len(lost) < len(kind):
            yield from lost


def _said(brief: Brief) -> Iterator[tuple[str, str]]:
    yield "title", brief.title
    for passage in brief.model_copy(update={"changes": None}).every(Passage):
        yield f"claim {passage.id}" if passage.id else "the authors' words", passage.text
    for section in brief.sections:
        yield "section", section.title
    for note in brief.every(Note):
        yield f"note {note.number}", note.quote
    for row in brief.table.rows if brief.table else ():
        yield f"actor {row.actor}", row.actor


def _is_printed(text: str, streams: Collection[str], words: Collection[str]) -> bool:
    """Whether a page prints a text, or two in turn do; where pages are drawn from the right, each of its words."""
    run = letters(text)
    if not run or any(run in stream for stream in streams):
        return True
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for stream in streams for c in stream):
        return all(_spelling(word) in words for word in _WORD.findall(_plain(text)))
    parts = _WORD.findall(_plain(text))
    pages = list(streams)
    for cut in range(1, len(parts)):
        head, tail = "".join(parts[:cut]), "".join(parts[cut:])
        if any(head in one and tail in other for one, other in pairwise(pages)):
            return True
        if any(head in one and tail in one for one in pages) and min(cut, len(parts) - cut) >= _FEWEST:
            return True
    return False


def _spelling(word: str) -> str:
    """The letters of a word whichever way it was drawn: readers of pages turn words, or parts of them, about."""
    return "".join(sorted(word))
