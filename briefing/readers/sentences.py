"""Text -> sentences: where one ends and the next begins."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from briefing.readers.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENERS = "\"'“‘«„‚([{¿¡"
_CLOSERS = "\"'”’»“)]}"
_CANDIDATE = re.compile(  # a mark, its closing quotes, a footnote's figures; then a space, or none where none is needed
    rf"(?<![.!?…؟۔।])(?P<mark>\.++(?:[ ]\.++){{1,7}}+|[.!?…؟۔।]++)(?P<close>[{re.escape(_CLOSERS)}]*+)"
    rf"(?P<note>[0-9]{{1,3}}(?=\s+[{re.escape(_OPENERS)}]*[^\W\d_])|[¹²³⁰⁴-⁹]+)?"
    r"(?:(?P<gap>\s++)|(?=[^\W\d_a-z]))"
    r"|(?P<wide>[。！？｡]++[」』”’）〉》]*+)"
)
_MARK = re.compile("[.!?…؟۔।。！？｡]")  # what a candidate begins with
_NEXT = re.compile(rf"[{re.escape(_OPENERS)}]*(?P<word>[^\W_][\w'’-]*|)")
_TOKEN_REACH = 48  # characters looked back for the word before a mark
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}")
_LIST_NUMBER = re.compile(r"(?<![^\s(:;,—–])(?:\d{1,2}|[a-z]|[ivx]{1,4})\Z")
_TAIL = re.compile(r"[^\W_][\w.'’]*\Z")  # "Va" of "D-Va", "Sen" of "(CNN)Sen"
_NOTED = re.compile(r"[^\W\d_]{3,}|(?:1[89]|20)\d\d")  # a whole word or a year, not a decimal, a page, a section
_ELIDED = re.compile(r"^[^\W\d_]{1,2}['’]")  # "l’art.": the article before a word
_LIST_REACH = 8  # characters
_FIRST_PERSON = re.compile(r"I(?:['’]\w{1,2})?")
_WHOLE_WORD = 3  # letters: shorter ones before a mark are likely abbreviations
_FIGURE = re.compile(r"[0-9][\w-]*|[IVXLC]+")


class _Words(NamedTuple):
    open: frozenset[str]
    numbered: frozenset[str]
    perhaps: frozenset[str]
    ends: frozenset[str]
    starters: frozenset[str]
    exclaimed: frozenset[str]
    ordinal: frozenset[str]
    saying: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    def section(name: str) -> frozenset[str]:
        return words("abbreviations", language, name)

    sayers = "|".join(sorted(section("sayers"))) or r"(?!)"
    return _Words(
        section("title") | section("never"),
        section("number") | section("month"),
        section("perhaps"),
        section("ends"),
        section("starters"),
        section("exclaimed"),
        section("ordinal"),
        re.compile(rf"(?:[^\W\d_][\w.'’-]*,? ){{1,4}}(?:{sayers})\b"),
    )


def split(text: str, language: str = "en") -> list[tuple[int, int]]:
    """The spans of a paragraph's sentences, in order, without the space between them; linear in its length.

    Every character but white space lies in exactly one span. A colon or a semicolon ends nothing; a quotation of
    several sentences is several sentences.
    """
    known = _words(language)
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for found in _candidates(text, start):
        end = found.start("gap") if found["gap"] else found.end()
        if found.end() >= len(text) or end <= start:
            continue
        if found["wide"] or _ends(text, start, found, known):
            spans.append((start, end))
            start = found.end()
            if found["wide"]:
                start += len(text[start : start + 64]) - len(text[start : start + 64].lstrip())
    stop = len(text.rstrip())
    if start < stop:
        spans.append((start, stop))
    return spans


def _candidates(text: str, at: int) -> Iterator[re.Match[str]]:
    while mark := _MARK.search(text, at):
        found = _CANDIDATE.match(text, mark.start())
        at = found.end() if found else mark.end()
        if found:
            yield found


def _ends(text: str, start: int, found: re.Match[str], known: _Words) -> bool:
    """Whether a sentence that began at `start` ends with the candidate."""
    following = _NEXT.match(text, found.end())
    word = following["word"] if following else ""
    if not word and not _opens_oddly(text, found.end()):
        return False
    if word[:1].islower() and not word[1:2].isupper():
        return False
    before = _token(text, max(start, found.start() - _TOKEN_REACH), found.start())
    if found["note"] and found["note"].isascii() and not _NOTED.fullmatch(before):
        return False
    if not found["gap"]:
        return _space_is_missing(text, found, before, word)
    if found["mark"] != ".":
        return _exclamation_ends(text, found, before, word, known)
    return not _opens_list(text, start, found.start()) and _stop_ends(found["close"], before, word, known)


def _opens_oddly(text: str, at: int) -> bool:
    """Whether something that is no word begins a sentence here: a sum, a handle, a quotation of marks."""
    character = text[at : at + 1]
    return character in "$€£¥#@§" or (character in _OPENERS and not text[at + 1 : at + 2].isspace())


def _token(text: str, low: int, high: int) -> str:
    """The word that stands before `high`, with its inner stops."""
    return text[max(text.rfind(" ", low, high) + 1, low) : high].lstrip(_OPENERS + "—–")


def _space_is_missing(text: str, found: re.Match[str], before: str, word: str) -> bool:
    """Whether a mark without a space after it ends a sentence: "the end.The next", not "Node.JS" or "U.S.Army"."""
    if len(word) < _WHOLE_WORD - 1 or not word[1:].islower() or found["mark"] == "…":
        return False
    stop = found.end() + len(word)
    return (
        text[stop : stop + 1] in (" ", ",", "") and len(before) >= _WHOLE_WORD and before.isalpha() and before.islower()
    )


def _exclamation_ends(text: str, found: re.Match[str], before: str, word: str, known: _Words) -> bool:
    """The marks other than one stop: a saying after a quotation goes on, so does a name like Yahoo!"""
    if before in known.exclaimed and found["mark"] == "!":
        return word in known.starters
    if found["close"] and found["mark"][-1] in "!?":
        return known.saying.match(text, found.end()) is None
    return not (found["mark"][0] in ".…" and _FIRST_PERSON.fullmatch(word))


def _opens_list(text: str, start: int, stop: int) -> bool:
    """Whether a number or letter before the stop counts an item: first in its sentence, or after a colon or comma."""
    if not _LIST_NUMBER.search(text, max(start, stop - _LIST_REACH), stop):
        return False
    low = stop
    while low > start and text[low - 1].isalnum():
        low -= 1
    above = text[start:low] if low - start < _LIST_REACH else text[low - _LIST_REACH : low]
    return not above.strip(_OPENERS + " ") or above.rstrip(" (")[-1:] in ":;,—–"


def _stop_ends(close: str, before: str, word: str, known: _Words) -> bool:
    """One full stop: what the word before it allows."""
    tail = _TAIL.search(before)
    part = tail[0] if tail else before
    bare = _ELIDED.sub("", part)
    if {part, before, bare} & known.open:
        return False
    if close and not close.startswith(")"):
        return True
    if part.isdigit() and word in known.ordinal:
        return False
    if {part, bare} & known.numbered and _FIGURE.fullmatch(word):
        return False
    initial = len(part) == 1 and part.isalpha()
    if initial or part in known.perhaps or _DOTTED.fullmatch(part):
        return word in known.starters
    return True
