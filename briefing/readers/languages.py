"""Source -> Document: the language of a text, by its commonest words."""

from __future__ import annotations

import re
from functools import cache

from briefing.readers.lexicon import sections

_SAMPLE = 20_000  # characters that are read
_LEAST = 0.08  # of the words: in running text of its language the words of a list are a fifth or more
_WORD = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")


def language_of(text: str) -> str:
    """The BCP 47 tag of the language whose commonest words a text has most of; "en" where it has few of any's."""
    words = _WORD.findall(text[:_SAMPLE].lower())
    shares = {tag: sum(word in known for word in words) / max(1, len(words)) for tag, known in _common().items()}
    best = max(shares, key=lambda tag: shares[tag])
    return best if shares[best] >= _LEAST else "en"


@cache
def _common() -> dict[str, frozenset[str]]:
    return {tag: frozenset(" ".join(lines).split()) for tag, lines in sections("languages").items()}
