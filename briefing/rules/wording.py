"""Rules on the words of an analyst's sentences: how likely, how sure, how long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from briefing import strict_yaml
from briefing.errors import Diagnostic
from briefing.model import Noun
from briefing.rules.texts import Edition, Said
from briefing.strict_yaml import Line

_DATA = Path(__file__).parent / "data"


class Band(Noun):
    """A band of probability, and the words of either row of the standard for it."""

    percent: Line
    first: tuple[Line, ...]
    second: tuple[Line, ...]


class Likelihood(Noun):
    """A language's words for how likely something is, and for how sure one is of it."""

    bands: tuple[Band, ...]
    confidence: tuple[Line, ...]


class Term(NamedTuple):
    """Words of likelihood where they stand: their row, 0 or 1, and what the other row says for them."""

    said: Said
    words: str
    row: int
    other: str
    percent: str


@cache
def likelihood(language: str) -> Likelihood | None:
    """The words of a BCP 47 tag's language, None where there are none."""
    file = _DATA / language.partition("-")[0].lower() / "likelihood.yaml"
    return strict_yaml.validate(strict_yaml.read(file, file.name), Likelihood) if file.is_file() else None


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some phrases as whole words, the longest first: "very unlikely" is no "unlikely"."""
    longest = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest)})\b".replace(r"\ ", r"\s+"), re.IGNORECASE)


def _terms(said: Said, known: Likelihood) -> Iterator[Term]:
    entries = {
        phrase: (row, (band.second, band.first)[row][0], band.percent)
        for band in known.bands
        for row, phrases in enumerate((band.first, band.second))
        for phrase in phrases
    }
    for match in _pattern(tuple(entries)).finditer(said.text):
        row, other, percent = entries[" ".join(match[0].lower().split())]
        yield Term(said, match[0], row, other, percent)


def mixed_rows(editions: Sequence[Edition]) -> Iterator[Diagnostic]:
    """A warning for each probability word of the row that a brief uses less; of equals, the row that it uses later."""
    readers: dict[Term, list[str]] = {}
    beside: dict[Term, Term] = {}
    for edition in editions:
        known = likelihood(edition.brief.language)
        terms = [term for said in edition.said if said.own for term in _terms(said, known)] if known else []
        rows = [[term for term in terms if term.row == row] for row in (0, 1)]
        if all(rows):
            more, fewer = sorted(rows, key=lambda row: (-len(row), terms.index(row[0])))
            for term in fewer:
                readers.setdefault(term, []).append(edition.audience)
                beside.setdefault(term, more[0])
    for term, names in readers.items():
        other = beside[term]
        place = f"{other.said.what}, {other.said.where}" if other.said.where else other.said.what
        yield Diagnostic(
            "likelihood-rows",
            f"{term.said.what}, for {listed(names)}: “{term.words}” is of another row of ICD 203 than "
            f"“{other.words}” ({place})",
            term.said.where,
            f"write “{term.other}” ({term.percent})",
        )


def likely_and_sure(editions: Sequence[Edition]) -> Iterator[Diagnostic]:
    """A warning for each sentence that says how likely something is, and how sure one is of it."""
    readers: dict[tuple[Said, str, str], list[str]] = {}
    for edition in editions:
        if known := likelihood(edition.brief.language):
            for said in (one for one in edition.said if one.own):
                confident = _pattern(known.confidence).search(said.text)
                if confident and (term := next(_terms(said, known), None)):
                    readers.setdefault((said, term.words, confident[0]), []).append(edition.audience)
    for (said, likely, sure), names in readers.items():
        yield Diagnostic(
            "likelihood-confidence",
            f"{said.what}, for {listed(names)}: one sentence says how likely (“{likely}”) and how sure (“{sure}”)",
            said.where,
            "say how sure you are in a sentence of its own",
        )


def long_sentences(editions: Sequence[Edition]) -> Iterator[Diagnostic]:
    """A warning for each sentence with more words than the audiences that read it take."""
    readers: dict[Said, list[str]] = {}
    for edition in editions:
        for said in edition.said:
            if 0 < edition.sentence_words < len(said.text.split()):
                readers.setdefault(said, []).append(f"{edition.sentence_words} for {edition.audience}")
    for said, limits in readers.items():
        in_draft = "" if said.own or said.drafted else ": briefing draft writes it"
        yield Diagnostic(
            "long-sentence",
            f"{said.what}: a sentence of {len(said.text.split())} words, at most {listed(limits)}",
            said.where,
            "make two of it, or say less" if said.own else f"reword it in findings.yaml{in_draft}",
        )


def listed(names: Sequence[str]) -> str:
    """Names in a row: "a", "a and b", "a, b and c"."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
