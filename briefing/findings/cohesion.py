"""Sentences -> what they lean on: which of them can be read alone, and which need the sentence before."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from briefing.findings.terms import lexicon, stop_words

ALONE: Final = 0.0
WEAKLY: Final = 0.6
STRONGLY: Final = 1.0

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")
_BOUNDARY = r"(?![\w-]|['’](?!(?:s|d|ll|re|ve)\b))"  # "that" opens "that’s" too
_OPENING_MARKS = "\"'“”‘’([*_—–- "
_HE_OR_THEY = re.compile(r"\b(he|she|his|her|him|they|their|them)\b", re.IGNORECASE)
_DEMONSTRATIVE = re.compile(
    r"\b(?:these|those|such) (?!who\b|as\b|an?\b|of\b|in\b|that\b|days\b)[a-z]+"
    r"|\bthis (?!week|month|year|summer|spring|autumn|fall|winter|morning|afternoon|evening|decade|century|time)[a-z]+"
    r"|, that [a-z]+ (?:is|was|has|had|will|would|could|may|might|can)\b"
)
_BARE_BOTH = re.compile(r"^(?!.* and .*\bboth\b).*\bboth(?=[,.;]| (?:as|in|but|while|since)\b)", re.DOTALL)
_HERE = re.compile(r"\bhere(?=[:,.;])")
_BARE_THIS = re.compile(
    r"\bthis(?=[,.;]| (?:as|is|was|has|had|will|would|could|may|might|can|to|in|for|and|or|by|at|with|on)\b)"
)
_DAY = re.compile(
    r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]*day|[a-z]*ber|uary"
    r"|ruary|ust)?\b"
)
_NUMBER = re.compile(r"\b(?:two|three|four|five|six|several|some|many|a few|a number of) [a-z ]*?[a-z]+s\b")
_FIRST = re.compile(r"(?:the )?(?:first|one)(?:,| of| was| is)|the(?:se|y) (?:are|were|include)\b|among them\b")
_SECOND = re.compile(r"(?:the )?(?:second|other|another)\b")
_FIRST_PERSON = re.compile(r"\b(I|I['’]m|I['’]ve|we|We|our|Our|us|my|My)\b(?!\.)")
_NAME = re.compile(r"\b[A-Z][\w’'.-]*")
_NAMED_NEXT = re.compile(r"^[^,]*, (?:the )?[A-Z]")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SPEAKER_BY_NOUN = re.compile(r"[”\"] (?:the|its|their) [a-z ]{3,30}? (?:said|says|added|told|wrote|noted|argued)\b")


@lru_cache(maxsize=1 << 14)
def leaning(text: str) -> float:
    """How far a sentence leans on the one before it: ALONE, WEAKLY (reads alone, but not well) or STRONGLY.

    STRONGLY: opens on a pronoun, connective or proform of `summary-openers.txt`; has a "he", "she" or "they" whose
    name does not stand in the sentence; is a quotation without its speaker, or a part of one.
    """
    bare = _QUOTED.sub(" ", text)
    if _broken_quotation(text) or _speakerless(text, bare) or _orphaned_pronoun(bare):
        return STRONGLY
    if _BARE_THIS.search(bare) or _BARE_BOTH.search(bare) or _FIRST_PERSON.search(bare):
        return STRONGLY
    opening = text.lstrip(_OPENING_MARKS).lower()
    if _opens(opening, "alone"):
        return ALONE
    if _opens(opening, "weak"):
        return WEAKLY
    if any(_opens(opening, kind) for kind in ("pronoun", "connective", "proform")) and not _coordinates(opening):
        return STRONGLY
    return WEAKLY if _has_aside(opening) or _names_again(text) else ALONE


def announces(text: str, following: str) -> bool:
    """Says whether a sentence promises what only the following one gives: "two events", then "The first was ..."."""
    told, next_told = text.lower(), following.lower()
    if _FIRST.match(told):
        return _SECOND.match(next_told) is not None
    return _NUMBER.search(told) is not None and _FIRST.match(next_told) is not None


@cache
def _openings(kind: str) -> re.Pattern[str]:
    listed = sorted(lexicon("summary-openers")[kind], key=len, reverse=True)
    return re.compile("|".join(re.escape(words) + (_BOUNDARY if words[-1].isalnum() else "") for words in listed))


def _opens(opening: str, kind: str) -> bool:
    return _openings(kind).match(opening) is not None


def _coordinates(opening: str) -> bool:
    """Says whether "both" or "neither" holds its own two names: "Both Moscow and Tehran ..."."""
    listed = _openings("proform").match(opening)
    bare = listed is None or " " not in listed.group()
    return bare and re.match(r"(?:both|neither|either) (?:\S+ ){1,3}?(?:and|nor|or) ", opening) is not None


def _has_aside(opening: str) -> bool:
    head = opening[:90]
    if re.match(r"(?:\S+ ){1,6}?also\b", head):
        return True
    return re.search(rf", (?:{_openings('aside').pattern})\b(?:[^,]*,| *[—–-])", head) is not None or " too," in head


def _names_again(text: str) -> bool:
    """Says whether a definite noun of the list stands early without a complement ("the ministry said"), or a "such"."""
    return _anaphor().match(text) is not None or (_DEMONSTRATIVE.search(text) or _HERE.search(text)) is not None


@cache
def _anaphor() -> re.Pattern[str]:
    nouns = "|".join(lexicon("summary-openers")["anaphor"])
    return re.compile(
        rf"(?:\S+ ){{0,6}}?[Tt]he (?:[A-Za-z-]+ )?(?:{nouns})\b(?! (?:of|for|to|in|on|between|against)\b)"
    )


def _orphaned_pronoun(bare: str) -> bool:
    """Says whether a personal pronoun comes before every name or noun that it could stand for."""
    found = _HE_OR_THEY.search(bare)
    if found is None:
        return False
    before, after = bare[: found.start()], bare[found.end() :]
    names = [name for name in _NAME.findall(before) if not _DAY.match(name)]
    first = _WORD.search(bare)
    if names and first and names[0] == first.group() and first.group().lower() in stop_words():
        names = names[1:]
    if names:
        return False
    if found.group().lower() in {"they", "their", "them"} and len(_WORD.findall(before)) > 1:
        return False
    is_cataphor = found.group().lower() in {"his", "her", "their"} and _NAMED_NEXT.search(after) is not None
    return not is_cataphor


def _broken_quotation(text: str) -> bool:
    return text.count("“") != text.count("”") or text.count('"') % 2 == 1


def _speakerless(text: str, bare: str) -> bool:
    """Says whether the sentence is a quotation and nothing else, or its speaker is a mere "the ministry"."""
    if text[:1] in '“"‘' and len(_WORD.findall(bare)) <= 1:
        return True
    return _SPEAKER_BY_NOUN.search(text) is not None
