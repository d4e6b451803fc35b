"""Ledgers -> what the cleaning of each source came to, in words and spots, by kinds that a reader knows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from briefing.model import Document, LedgerEntry

Kind = Literal["page", "round", "notes", "head", "beside", "hidden", "other"]

REASONS: dict[Kind, tuple[str, ...]] = {
    "page": (
        "running head", "running header", "running footer", "page number", "series label", "turned text", "contents",
        "foot", "index",
    ),
    "round": (
        "navigation", "share prompt", "related article", "newsletter prompt", "promotion", "advertisement",
        "cookie notice", "comments", "tags", "sidebar", "form", "player", "follow prompt", "list of links",
        "web address", "outside the article", "scrap", "heading over nothing", "link definition", "original address",
    ),
    "notes": ("footnote", "endnote", "footnote mark", "note"),
    "head": ("title", "byline", "date line", "dateline", "deck", "front matter"),
    "beside": (
        "photo caption", "caption", "image", "reporting credit", "contact block", "copyright line",
        "opinion disclaimer", "syndication line", "translation note", "sponsor note", "correction note", "disclaimer",
        "quoted letter", "signature", "code",
    ),
    "hidden": ("hidden text", "comment", "deleted text", "invisible character", "control character"),
    "other": (),
}  # fmt: skip
"""What the ledger's reasons are counted under; whatever is in no row is `other`."""
_KINDS: dict[str, Kind] = {reason: kind for kind, reasons in REASONS.items() for reason in reasons}


class Sum(NamedTuple):
    """Words of a source as it was read, words set aside by kind (none without any), spots that were mended."""

    words: int
    aside: tuple[tuple[Kind, int], ...]
    repairs: int


def summed(document: Document) -> Sum:
    """What the ledger of a document comes to. White space alone is no repair."""
    aside: Counter[Kind] = Counter()
    repairs = 0
    for entry in document.ledger:
        gone = _words(entry)
        if gone and not entry.now.strip():
            aside[_KINDS.get(entry.reason, "other")] += gone
        else:
            repairs += "".join(entry.was.split()) != "".join(entry.now.split())
    words = len(document.source_text().split())
    return Sum(words, tuple((kind, aside[kind]) for kind in get_args(Kind) if aside[kind]), repairs)


def _words(entry: LedgerEntry) -> int:
    """The words that an edit takes away; marks and parts of words are none."""
    return sum(any(map(str.isalnum, word)) for word in entry.was.split()) if len(entry.was) > 1 else 0
