"""Source -> Document: the language of a text, by its script and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from briefing.readers.lexicon import sections

_SAMPLE = 20_000  # characters that are read
_LEAST = 0.08  # of the words: in running text of its language the words of a list are a fifth or more
_WORD = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_SCRIPTS = {
    "ja": "\u3041-\u30fa\u30fc", "ko": "\u1100-\u11ff\uac00-\ud7a3", "zh": "\u3400-\u9fff", "th": "\u0e01-\u0e5b",
    "hi": "\u0900-\u097f", "bn": "\u0980-\u09ff", "pa": "\u0a00-\u0a7f", "gu": "\u0a80-\u0aff", "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f", "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "si": "\u0d80-\u0dff", "lo": "\u0e80-\u0eff",
    "bo": "\u0f00-\u0fff", "my": "\u1000-\u109f", "ka": "\u10a0-\u10ff", "am": "\u1200-\u139f", "km": "\u1780-\u17ff",
    "mn": "\u1800-\u18af", "hy": "\u0530-\u058f", "el": "\u0370-\u03ff\u1f00-\u1fff", "he": "\u0590-\u05ff",
    "ar": "\u0600-\u06ff\u0750-\u077f", "ru": "\u0400-\u052f",
}  # fmt: skip
"""The letters of a script (Unicode's blocks) under the language that most writes it."""
_SCRIPT_OF = {tag: re.compile(f"[{letters}]") for tag, letters in _SCRIPTS.items()}
_WORDS, _LETTERS = 12, 12  # a shorter passage tells no language: by its words, by its script
_PLAIN = 0.2  # of the words
_TIMES = 4  # as many of the other language's commonest words as of the document's own
_KINDS = 3  # different words
_KANA = 0.05  # of the letters: Japanese has a third or more, a Chinese text none
_MOSTLY = 0.5  # of the letters


def language_of(text: str) -> str:
    """The BCP 47 tag of the language that a text is in; "en" where nothing tells.

    Of the languages that write in the script of most of its letters the one whose commonest words it has most of; where
    it has few of any's, the language that most writes that script.
    """
    sample = text[:_SAMPLE]
    script = _script(sample)
    words = _WORD.findall(sample.lower())
    shares = {
        tag: sum(word in known for word in words) / max(1, len(words))
        for tag, known in _common().items()
        if _written_in(tag) == script
    }
    best = max(shares, key=lambda tag: shares[tag], default="")
    return best if best and shares[best] >= _LEAST else script or "en"


def passage(text: str, own: str) -> str:
    """The BCP 47 tag of a passage of a document in the language `own`: another only where its words plainly are.

    It is where most letters are of a script that `own` is not written in, or where a fifth of a dozen words or more are
    another language's commonest, and hardly any are its own.
    """
    home = own.partition("-")[0].lower()
    script = _script(text)
    if script and script != (_written_in(home) if home in _common() else home):
        return language_of(text) if sum(map(str.isalpha, text)) >= _LETTERS else own
    words = _WORD.findall(text.lower())
    if len(words) < _WORDS or home not in _common():
        return own
    known = _languages_by_word()
    counts = Counter(tag for word in words for tag in known.get(word, ()))
    best, count = max(counts.items(), key=lambda one: one[1], default=("", 0))
    if not best or best == home or _written_in(best) != script or count < _PLAIN * len(words):
        return own
    kinds = {word for word in words if best in known.get(word, ())}
    return best if counts[home] * _TIMES <= count and len(kinds) >= _KINDS else own


@cache
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for tag, words in _common().items():
        for word in words:
            found.setdefault(word, []).append(tag)
    return {word: tuple(tags) for word, tags in found.items()}


def _script(text: str) -> str:
    """The language that most writes in the script of most of a text's letters; "" for Latin and for no letters."""
    if text.isascii():
        return ""
    letters = sum(map(str.isalpha, text))
    counts = Counter({tag: len(script.findall(text)) for tag, script in _SCRIPT_OF.items()})
    if counts["ja"] > _KANA * letters:
        counts["ja"] += counts.pop("zh")
    tag, count = counts.most_common(1)[0]
    return tag if count > _MOSTLY * letters else ""


@cache
def _written_in(tag: str) -> str:
    """The script of a language, as `_script` tells it, by its commonest words."""
    return _script("".join(_common()[tag]))


@cache
def _common() -> dict[str, frozenset[str]]:
    return {tag: frozenset(" ".join(lines).split()) for tag, lines in sections("languages").items()}
