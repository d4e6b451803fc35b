"""Text -> terms: words, stems, and what is worth counting; and the line-based lexicons under data/."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "en"
_WORD = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,}|(?<!\w['’])[^\W_]+(?:['’](?!s\b)[^\W\d_]+)?")


@cache
def lexicon(name: str) -> dict[str, tuple[str, ...]]:
    """The entries of `data/en/<name>.txt` by `[heading]` ("" before the first), in file order; `#` starts a comment."""
    entries: dict[str, list[str]] = {"": []}
    heading = ""
    for line in (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        entry = line.partition("#")[0].strip()
        if entry.startswith("["):
            heading = entry.strip("[]")
            entries.setdefault(heading, [])
        elif entry:
            entries[heading].append(entry)
    return {key: tuple(found) for key, found in entries.items()}


def words(text: str) -> list[str]:
    """The words and numbers of a text in lower case, without the possessive `'s`."""
    return [word.rstrip(".") for word in _WORD.findall(text.lower())]


def stems(text: str) -> list[str]:
    """The stem of every word of a text, function words too, in order."""
    return [stem(word) for word in words(text)]


def content(text: str) -> list[str]:
    """The stems of a text's content words, in order: no function words, no single letters."""
    common = stop_words()
    return [stem(word) for word in words(text) if word not in common and (len(word) > 1 or word.isdigit())]


class Vocabulary(dict[str, int]):
    """Words to codes: twice the number of the word's stem, and one more where the word is worth counting.

    Stems are numbered from 0 in the order in which they are met; `numbers` are theirs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        word = written.rstrip(".")
        number = self.numbers.setdefault(stem(word), len(self.numbers))
        self[written] = code = 2 * number + (word not in stop_words() and (len(word) > 1 or word.isdigit()))
        return code

    def codes(self, text: str) -> list[int]:
        """The codes of the words of a text, in order."""
        return [self[written] for written in _WORD.findall(text.lower())]

    def numbers_of(self, stemmed: Iterable[str]) -> list[int]:
        """The numbers of those stems that have one, in order."""
        return [number for one in stemmed if (number := self.numbers.get(one)) is not None]


@cache
def stop_words() -> frozenset[str]:
    """English function words and the verbs of saying's like that carry no topic (`summary-stopwords.txt`)."""
    return frozenset(" ".join(lexicon("summary-stopwords")[""]).split())


# The English stemmer after M. F. Porter, "The English (Porter2) stemming algorithm" (2001). A capital Y is a consonant.

_R1 = re.compile(r"^(?:gener|commun|arsen|[^aeiouy]*[aeiouy]+[^aeiouy])")
_R2 = re.compile(r"^[^aeiouy]*[aeiouy]+[^aeiouy]")
_VOWEL = re.compile(r"[aeiouy]")
_SHORT = re.compile(r"(?:^|.*[^aeiouy])[aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$")
_AS_THEY_ARE = frozenset({"news", "texas", "howe", "atlas", "cosmos", "bias", "andes", "only", "early"})
_STEP_2 = {
    "ational": "ate", "ization": "ize", "fulness": "ful", "ousness": "ous", "iveness": "ive", "tional": "tion",
    "biliti": "ble", "lessli": "less", "entli": "ent", "ation": "ate", "alism": "al", "aliti": "al", "ousli": "ous",
    "iviti": "ive", "fulli": "ful", "enci": "ence", "anci": "ance", "abli": "able", "izer": "ize", "ator": "ate",
    "alli": "al", "logi": "log", "bli": "ble",
}  # fmt: skip
_STEP_3 = {
    "ational": "ate", "tional": "tion", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic", "ness": "",
    "ful": "",
}  # fmt: skip
_STEP_4 = {
    "ement": "", "able": "", "ible": "", "ance": "", "ence": "", "ment": "", "ant": "", "ent": "", "ism": "", "ate": "",
    "iti": "", "ous": "", "ive": "", "ize": "", "al": "", "er": "", "ic": "",
}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a lower-case English word; very short words, numbers and abbreviations stay as they are."""
    if len(word) <= 2 or not word.isalpha() or word in _AS_THEY_ARE:  # noqa: PLR2004 - the algorithm's own bound
        return word
    word = re.sub(r"^y|(?<=[aeiouy])y", "Y", word)
    first = _region(_R1, word, 0)
    second = _region(_R2, word, first)
    word = _inflection(_plural(word), first)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in "aeiouy":  # noqa: PLR2004
        word = word[:-1] + "i"
    word = _exchange(_STEP_2, word, first)
    word = re.sub(r"(?<=[cdeghkmnrt])li$", "", word) if len(word) - 2 >= first else word
    word = _exchange(_STEP_3, word, first)
    word = word[:-5] if word.endswith("ative") and len(word) - 5 >= second else word
    shorter = _exchange(_STEP_4, word, second)
    if shorter == word and word.endswith(("sion", "tion")) and len(word) - 3 >= second:
        shorter = word[:-3]
    return _final(shorter, first, second).lower()


def _region(pattern: re.Pattern[str], word: str, start: int) -> int:
    found = pattern.match(word[start:])
    return start + found.end() if found else len(word)


def _exchange(table: dict[str, str], word: str, region: int) -> str:
    for size in range(7, 1, -1):
        if (ending := word[-size:]) in table and len(ending) == size:
            return word[:-size] + table[ending] if len(word) - size >= region else word
    return word


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]  # noqa: PLR2004
    if word.endswith("s") and not word.endswith(("us", "ss")) and _VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _inflection(word: str, first: int) -> str:
    if word.endswith("ceed"):
        return word
    if found := re.search(r"eed(?:ly)?$", word):
        return word[: found.start()] + "ee" if found.start() >= first else word
    found = re.search(r"(?:ed|ing)(?:ly)?$", word)
    if not found or not _VOWEL.search(word[: found.start()]):
        return word
    word = word[: found.start()]
    if word.endswith(("at", "bl", "iz")) or (len(word) <= first and _SHORT.match(word)):
        return word + "e"
    return word[:-1] if re.search(r"(bb|dd|ff|gg|mm|nn|pp|rr|tt)$", word) else word


def _final(word: str, first: int, second: int) -> str:
    size = len(word) - 1
    if word.endswith("e") and (size >= second or (size >= first and not _SHORT.match(word[:-1]))):
        return word[:-1]
    return word[:-1] if word.endswith("ll") and size >= second else word
