"""Typewriter marks -> the marks a typesetter would set, by language; words stay the source's."""

from __future__ import annotations

import re
from functools import cache

from briefing import labels as languages
from briefing.labels import primary
from briefing.model import Labels

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_BEFORE = r"(?P<before>^|[\s(\[—–“‘«„‚/])"

_EVERYWHERE = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"\s--\s"), " – "),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\b\d{4})-(?=\d{4}\b)"), "–"),
)
_OF_LANGUAGES = {
    "en": (
        (re.compile(r"'(?=\d0s\b)"), "’"),
        (re.compile(r"(?<=\w)--(?=\w)"), "—"),
        (re.compile(r"(?<=\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.) (?=\d)"), "\u00a0"),
        (re.compile(rf"(?<=\d) (?=(?:billion|million|trillion|per cent|percent|km|{_MONTHS})\b)"), "\u00a0"),
    ),
    "fr": (
        (re.compile(r"(?<=\S) (?=[;!?](?:\s|$))"), "\u202f"),
        (re.compile(r"(?<=\S) (?=:(?:\s|$))"), "\u00a0"),
        (re.compile(r"(?<=«) (?=\S)|(?<=\S) (?=»)"), "\u00a0"),
        (re.compile(r"(?<=\d) (?=%)"), "\u202f"),
    ),
    "ru": (
        (re.compile(r"(?<=\S) (?=[–—] )"), "\u00a0"),
        (re.compile(r"(?<=№) (?=\d)|(?<=\d) (?=%|гг?\.)"), "\u00a0"),
    ),
}  # fmt: skip
"""What a language sets beside its quotation marks: apostrophes, dashes, spaces that do not break."""
_QUOTES = (
    (re.compile(rf'{_BEFORE}"(?=\S)'), "quote_open"),
    (re.compile(r'(?P<before>)"'), "quote_close"),
    (re.compile(rf"{_BEFORE}'(?=\S)"), "quote_open_inner"),
)
_LONE = re.compile(r"'")


def typeset(text: str, tag: str, labels: Labels | None = None) -> str:
    """`text` in the language of `tag` with its quotation marks, dashes and unbreakable spaces.

    `labels` have other marks than the language's own. Words of a language that does not ship are left alone.
    """
    if not languages.ships(tag):
        return text
    labels = labels or _own(primary(tag))
    for pattern, mark in (*_EVERYWHERE, *_OF_LANGUAGES.get(primary(tag), ())):
        text = pattern.sub(mark, text)
    for pattern, key in _QUOTES:
        text = pattern.sub(rf"\g<before>{getattr(labels, key)}", text)
    return _LONE.sub(labels.quote_close_inner if labels.quote_open_inner in text else "’", text)


@cache
def _own(language: str) -> Labels:
    return languages.load(language)


def capitalised(text: str) -> str:
    """`text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]
