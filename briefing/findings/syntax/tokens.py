"""Text -> tokens, cut as the network has learnt them: marks apart, "can't" in two, "Russian-led" in three."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from briefing.findings.syntax.network import weights, word_hash

MOST_TOKENS = 120
"""Tokens of a sentence that are looked at; what is longer is a list or a table."""

_TOKEN = re.compile(
    r"""(?:[^\W\d_]\.){2,}(?=\W|$)|"""  # U.S., e.g.
    r"""(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Prof|Rev|Hon|St|Jr|Sr|Inc|Corp|Ltd|Co|vs|No|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec)\.(?=\s)|"""
    r"""\w+(?=n['’]t\b)|n['’]t\b|(?:['’](?:s|re|ve|ll|d|m)\b)|(?i:can(?=not\b))|"""
    r"""\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’](?!(?:s|re|ve|ll|d|m)\b)[^\W\d_]+)*\d*|_+|\w|"""
    r"""\.{2,}|--+|[^\w\s]"""
)
_CONTRACTED = {"ca": "can", "wo": "will", "n't": "not", "'ll": "will", "'ve": "have", "'re": "are", "'m": "am"}
_LONGEST_RUN = 4  # characters of one kind that a shape shows


class Tokens(NamedTuple):
    """A sentence as tokens: `forms` as written, `spans` in the text, `features` the hashes that the network sees."""

    text: str
    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    features: tuple[tuple[int, ...], ...]


def tokens(text: str) -> Tokens:
    """The tokens of a sentence, of a monstrous one the first `MOST_TOKENS`."""
    found = []
    for match in _TOKEN.finditer(text):
        found.append(match)
        if len(found) == MOST_TOKENS:
            break
    forms = tuple(match[0] for match in found)
    spans = tuple(match.span() for match in found)
    spaced = [spans[n][1] < spans[n + 1][0] for n in range(len(spans) - 1)] + [False] * bool(spans)
    return Tokens(text, forms, spans, tuple(_features(f, spaced=s) for f, s in zip(forms, spaced, strict=True)))


@lru_cache(maxsize=65536)
def _features(form: str, *, spaced: bool) -> tuple[int, ...]:
    """Hashes of a token's norm, first letter, last three letters and shape; whether a space follows it."""
    plain = form.replace("’", "'")
    lower = plain.lower()
    norm = _CONTRACTED.get(lower) or weights().norms.get(word_hash(plain)) or lower
    hashes = (word_hash(norm), word_hash(plain[0]), word_hash(plain[-3:]), word_hash(_shape(plain)))
    return (*hashes, int(spaced), 0)


def _shape(form: str) -> str:
    """The kinds of a word's letters, at most four of a kind in a row: "Moscow" is Xxxxx, "5bn" dxx."""
    if len(form) >= 100:  # noqa: PLR2004 - as the model was trained
        return "LONG"
    kinds: list[str] = []
    for letter in form:
        kind = ("X" if letter.isupper() else "x") if letter.isalpha() else "d" if letter.isdigit() else letter
        if kinds[-_LONGEST_RUN:] != [kind] * _LONGEST_RUN:
            kinds.append(kind)
    return "".join(kinds)
