"""Documents -> lines with a score: what every sentence is worth before anybody asks a question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple

from briefing.findings.cohesion import leaning
from briefing.findings.terms import content, lexicon, stem, stems, words
from briefing.model import Document, Sentence

Vector = dict[str, float]

# Parts of a sentence's score, each of 0..1. Found by search on news round-ups and crisis time lines.
CENTRAL, POSITION, SHARED, DENSITY = 1.0, 1.2, 0.5, 0.2
RECENT = 7.0
"""Recency outweighs all else where dated texts form a time line; 1/n for the n-th newest day."""
SHORT, QUESTION, QUOTATION, NOTICE = 0.5, 0.8, 0.3, 2.0
"""What a sentence loses: too short to say much, a question, somebody's words, about its own text."""

FEWEST_WORDS = 5
"""Shorter sentences are datelines, by-lines and cries; they are not chosen."""


class Line(NamedTuple):
    """A sentence with what is counted of it: `terms` are the stems of its content words and its actors, `stems` all.

    `origin` is the number of its text, copies of one text sharing it; `lean` says how far it needs the line before.
    """

    sentence: Sentence
    document: int
    origin: int
    position: int
    terms: frozenset[str]
    stems: frozenset[str]
    counts: Counter[str]
    pairs: frozenset[tuple[str, str]]
    length: int
    lean: float


class Pool(NamedTuple):
    """All lines in document order; `vectors`: log tf x idf, of length 1; `holders[t]`: how many lines have term t."""

    documents: tuple[Document, ...]
    lines: tuple[Line, ...]
    vectors: tuple[Vector, ...]
    holders: Counter[str]


def pool(documents: tuple[Document, ...]) -> Pool:
    """Counts every sentence once."""
    origins = origins_of(documents)
    lines = tuple(
        _line(sentence, number, origins[number], position)
        for number, document in enumerate(documents)
        for position, sentence in enumerate(document.sentences)
    )
    holders = Counter(term for line in lines for term in line.terms)
    return Pool(documents, lines, tuple(_vector(line.counts, holders, len(lines)) for line in lines), holders)


def salience(pooled: Pool, position: float = POSITION) -> list[float]:
    """The worth of each line by itself: centrality, position, shared and weighty words, recency, less its flaws.

    `position` is the weight of standing first. Centrality is the summed cosine to every other line (degree centrality:
    Erkan & Radev 2004), in linear time by the sum vector.
    """
    lines = pooled.lines
    central = scaled(centrality(pooled.vectors))
    shared = _shared(lines)
    density = scaled(_density(pooled))
    recent = _recency(pooled.documents)
    return [
        CENTRAL * central[i]
        + position / (1 + line.position)
        + SHARED * shared[i]
        + DENSITY * density[i]
        + RECENT * recent[line.document]
        - flaws(line)
        for i, line in enumerate(lines)
    ]


def centrality(vectors: Sequence[Vector]) -> list[float]:
    """The sum of each vector's products with all others."""
    total: dict[str, float] = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return [sum(weight * (total[term] - weight) for term, weight in vector.items()) for vector in vectors]


def flaws(line: Line) -> float:
    """What speaks against printing a sentence, whatever it says."""
    text = line.sentence.text
    lost: float = SHORT * (line.length < 8)  # noqa: PLR2004 - a clause with its subject has about eight words
    lost += QUESTION * text.rstrip("\"'”’)").endswith("?")
    lost += QUOTATION * text.startswith(("“", '"', "‘"))
    return lost + NOTICE * (_notices().search(text.lower()) is not None)


def is_printable(line: Line) -> bool:
    """Says whether a sentence is one: long enough, and with words in lower case."""
    return line.length >= FEWEST_WORDS and re.search(r"\b[a-z]{2,} .*\b[a-z]{2,}", line.sentence.text) is not None


def scaled(values: Sequence[float]) -> list[float]:
    """The values divided by their largest."""
    top = max(values, default=0.0)
    return [value / top for value in values] if top > 0 else [0.0] * len(values)


def origins_of(documents: Iterable[Document]) -> list[int]:
    """A number for each document; copies, which share half of the shorter one's sentences, share a number."""
    heads: list[frozenset[str]] = []
    origins = []
    for document in documents:
        mine = frozenset(" ".join(content(s.text)) for s in document.sentences)
        number = next((n for n, theirs in enumerate(heads) if _is_copy(mine, theirs)), len(heads))
        if number == len(heads):
            heads.append(mine)
        origins.append(number)
    return origins


def _is_copy(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return fewer >= 3 and 2 * len(one & other) >= fewer  # noqa: PLR2004 - of one or two sentences nothing follows


def _line(sentence: Sentence, document: int, origin: int, position: int) -> Line:
    counts = Counter(content(sentence.text))
    for term in sorted({stem(word) for name in sentence.actors for word in words(name)} - counts.keys()):
        counts[term] = 1
    every = stems(sentence.text)
    pairs = frozenset((a, b) for a, b in pairwise(every) if a in counts or b in counts)
    length = len(sentence.text.split())
    lean = leaning(sentence.text)
    return Line(sentence, document, origin, position, frozenset(counts), frozenset(every), counts, pairs, length, lean)


def _vector(counts: Counter[str], holders: Counter[str], size: int) -> Vector:
    raw = {term: (1 + log(count)) * log(1 + size / holders[term]) for term, count in counts.items()}
    norm = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {term: weight / norm for term, weight in raw.items()}


def _shared(lines: Sequence[Line]) -> list[float]:
    voices: dict[str, set[int]] = {}
    for line in lines:
        for term in line.terms:
            voices.setdefault(term, set()).add(line.origin)
    return [sum(len(voices[term]) > 1 for term in line.terms) / (len(line.terms) or 1) for line in lines]


def _density(pooled: Pool) -> list[float]:
    total: Counter[str] = Counter()
    for line in pooled.lines:
        total.update(line.counts)
    size = len(pooled.lines)
    worth = {term: log(1 + count) * log(1 + size / pooled.holders[term]) for term, count in total.items()}
    return [sum(worth[term] for term in line.counts) / (len(line.counts) or 1) for line in pooled.lines]


def is_timeline(documents: Sequence[Document]) -> bool:
    """Says whether documents are entries of a time line: five days or more, nearly all dated, a few sentences each."""
    dates = {d.published for d in documents if d.published}
    dated = sum(d.published is not None for d in documents)
    brief = sum(len(d.sentences) for d in documents) <= 12 * len(documents)
    return len(dates) >= 5 and dated >= 0.8 * len(documents) and brief  # noqa: PLR2004


def _recency(documents: Sequence[Document]) -> list[float]:
    """1 for the newest day, 1/2 for the day of reporting before, 1/3, ...; 0 for all where there is no time line."""
    if not is_timeline(documents):
        return [0.0] * len(documents)
    days = sorted({d.published for d in documents if d.published}, reverse=True)
    return [1 / (1 + days.index(d.published)) if d.published else 0.0 for d in documents]


@cache
def _notices() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(words)}" for words in lexicon("summary-notices")[""]))
