"""Documents -> lines with a score: what every sentence is worth before anybody asks a question.

Scores are rounded where they are made, and sums are taken in the order of the lines: the same on every machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import log
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from briefing.findings.cohesion import leaning
from briefing.findings.terms import Vocabulary, content, lexicon, words
from briefing.model import Document, Sentence

Numbers: TypeAlias = NDArray[np.int64]
Values: TypeAlias = NDArray[np.float64]

# Parts of a sentence's score, each of 0..1. Found by search on news round-ups and crisis time lines.
CENTRAL, POSITION, SHARED, DENSITY = 1.0, 1.2, 0.5, 0.2
RECENT = 7.0
"""Recency outweighs all else where dated texts form a time line; 1/n for the n-th newest day."""
SHORT, QUESTION, QUOTATION = 0.5, 0.8, 0.3
"""What a sentence loses: too short to say much, a question, somebody's words."""

TITLED = 1.5
"""What a sentence shares with the titles; each third of 150 news round-ups gained by it."""

FEWEST_WORDS = 5
"""Shorter sentences are datelines, by-lines and cries; they are not chosen."""
DIGITS = 9
"""Decimals that scores are rounded to, so that no machine's arithmetic decides."""
SHINGLE, COPIED = 6, 0.5
"""Words in a row by which copies of a text are told, and the share of the shorter text's that copies have in common."""


class Line(NamedTuple):
    """A sentence and its place: `origin` is the number of its text, which copies of one text share."""

    sentence: Sentence
    document: int
    origin: int
    position: int
    length: int

    @property
    def lean(self) -> float:
        """How far it needs the line before."""
        return leaning(self.sentence.text)


class Pool(NamedTuple):
    """All lines in document order, and their words counted.

    `words`: the stem of each word, line after line (`starts`: where each line's begin, and the end); `counted` tells
    content words. A row of `line`, `term`, `times` and `weight` is a content stem of a line, actors' names included,
    in the order of lines; weights are log tf x idf, of length 1 for each line. `holders`: how many lines have a stem.
    """

    documents: tuple[Document, ...]
    lines: tuple[Line, ...]
    vocabulary: Vocabulary
    words: Numbers
    counted: NDArray[np.bool_]
    starts: Numbers
    line: Numbers
    term: Numbers
    times: Numbers
    weight: Values
    holders: Numbers

    def on_lines(self, values: Values | Numbers) -> Values:
        """The sum of a value for each row, by line."""
        return np.bincount(self.line, weights=values, minlength=len(self.lines)).astype(np.float64)

    def terms(self) -> list[frozenset[int]]:
        """The content stems of each line."""
        cuts = np.searchsorted(self.line, np.arange(len(self.lines) + 1)).tolist()
        every = self.term.tolist()
        return [frozenset(every[low:high]) for low, high in pairwise(cuts)]


def pool(documents: tuple[Document, ...]) -> Pool:
    """Counts every sentence once."""
    vocabulary = Vocabulary()
    sentences = [sentence for document in documents for sentence in document.sentences]
    codes = [vocabulary.codes(sentence.text) for sentence in sentences]
    flat = np.array([code for each in codes for code in each], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum([len(each) for each in codes], dtype=np.int64)))
    named = [_names_of(sentence, vocabulary) for sentence in sentences]
    stems, counted = flat >> 1, flat & 1 == 1
    line, term, count = _rows(np.repeat(np.arange(len(sentences)), np.diff(starts))[counted], stems[counted], named)
    holders = np.bincount(term, minlength=len(vocabulary.numbers))
    origins = origins_of(documents, stems, starts)
    lines = tuple(
        Line(sentence, number, origins[number], position, len(sentence.text.split()))
        for number, document in enumerate(documents)
        for position, sentence in enumerate(document.sentences)
    )
    weight = _weights(line, term, count, holders, len(lines))
    return Pool(documents, lines, vocabulary, stems, counted, starts, line, term, count, weight, holders)


def salience(pooled: Pool, position: float = POSITION) -> Values:
    """The worth of each line by itself: centrality, position, shared, weighty and titles' words, recency, less flaws.

    `position` is the weight of standing first. Centrality is the summed cosine to every other line (degree centrality:
    Erkan & Radev 2004), in linear time by the sum vector.
    """
    lines = pooled.lines
    places = np.array([line.position for line in lines])
    recent = _recency(pooled.documents)
    worth = (
        CENTRAL * scaled(centrality(pooled))
        + position / (1 + places)
        + SHARED * _shared(pooled)
        + DENSITY * scaled(_density(pooled))
        + RECENT * np.array([recent[line.document] for line in lines])
        + TITLED * scaled(_titled(pooled))
        - flaws(lines)
    )
    return np.round(worth, DIGITS)


def centrality(pooled: Pool) -> Values:
    """The sum of each line's products with all others."""
    total = np.bincount(pooled.term, weights=pooled.weight, minlength=len(pooled.holders))
    return pooled.on_lines(pooled.weight * (total[pooled.term] - pooled.weight))


def flaws(lines: Sequence[Line]) -> Values:
    """What speaks against printing each sentence, whatever it says."""
    return np.array(
        [
            SHORT * (line.length < 8)  # noqa: PLR2004 - a clause with its subject has about eight words
            + QUESTION * line.sentence.text.rstrip("\"'”’)").endswith("?")
            + QUOTATION * line.sentence.text.startswith(("“", '"', "‘"))
            for line in lines
        ]
    )


def is_printable(line: Line) -> bool:
    """Says whether a sentence is one, and not about its own page: long enough, and with words in lower case."""
    text = line.sentence.text
    return line.length >= FEWEST_WORDS and bool(_PROSE.search(text)) and not _notices().search(text.lower())


def scaled(values: Values) -> Values:
    """The values divided by their largest."""
    top = values.max(initial=0.0)
    return values / top if top > 0 else np.zeros(len(values))


def origins_of(documents: Sequence[Document], stems: Numbers, starts: Numbers) -> list[int]:
    """A number for each document; copies, which share half of the shorter one's runs of six words, share a number.

    `stems` are those of all words of all documents, `starts` where each sentence's begin. Linear in the words.
    """
    heads: list[int] = []  # how many runs each origin has
    holding: dict[int, int] = {}  # the origin that had a run first
    origins, at = [], 0
    for document in documents:
        said = stems[starts[at] : starts[at := at + len(document.sentences)]]
        runs = np.unique(_hashes(said)).tolist()
        shared = Counter(holding[run] for run in runs if run in holding)
        copied = (n for n, both in sorted(shared.items()) if SHINGLE < both >= COPIED * min(heads[n], len(runs)))
        number = next(copied, len(heads))
        if number == len(heads):
            heads.append(len(runs))
        for run in runs:
            holding.setdefault(run, number)
        origins.append(number)
    return origins


def _hashes(stems: Numbers) -> Numbers:
    """A number for each run of `SHINGLE` stems."""
    total = np.zeros(max(0, len(stems) - SHINGLE + 1), dtype=np.int64)
    for place in range(SHINGLE):
        total = total * 1_000_003 + stems[place : place + len(total)]  # overflow is meant
    return total


def voices(pooled: Pool, line: Numbers, term: Numbers) -> Numbers:
    """How many texts have each term, of rows of a line and a term; a sentence copied word for word is one voice."""
    said: dict[bytes, int] = {}
    bounds = pairwise(pooled.starts.tolist())
    origin = [
        said.setdefault(pooled.words[low:high].tobytes(), each.origin)
        for each, (low, high) in zip(pooled.lines, bounds, strict=True)
    ]
    heard = np.unique(term * (len(pooled.documents) + 1) + np.array(origin, dtype=np.int64)[line])
    return np.bincount(heard // (len(pooled.documents) + 1), minlength=term.max(initial=-1) + 1)


_PROSE = re.compile(r"\b[a-z]{2,} .*\b[a-z]{2,}")


def _names_of(sentence: Sentence, vocabulary: Vocabulary) -> list[int]:
    """The stems of the names of a sentence's actors, which count once where the sentence does not say them."""
    return [vocabulary[word] >> 1 for name in sentence.actors for word in words(name)]


def _rows(line: Numbers, term: Numbers, named: list[list[int]]) -> tuple[Numbers, Numbers, Numbers]:
    """Each line's terms with how often it has them, in order; `named` are further terms of each line."""
    wide = int(max(term.max(initial=0), max((max(each, default=0) for each in named), default=0))) + 1
    keys, count = np.unique(line * wide + term, return_counts=True)
    extra = np.array([number * wide + one for number, each in enumerate(named) for one in each], dtype=np.int64)
    if len(extra):
        every, first = np.unique(np.concatenate((keys, extra)), return_index=True)
        count = np.concatenate((count, np.ones(len(extra), dtype=np.int64)))[first]
        keys = every
    return keys // wide, keys % wide, count


def _weights(line: Numbers, term: Numbers, count: Numbers, holders: Numbers, size: int) -> Values:
    often = np.array([0.0, *(1 + log(n) for n in range(1, int(count.max(initial=0)) + 1))])
    rare = rarity(holders, size)
    raw = often[count] * rare[term]
    norm = np.sqrt(np.bincount(line, weights=raw * raw, minlength=size))
    return raw / norm[line]


def rarity(holders: Numbers, size: int) -> Values:
    """How much each term tells lines apart: log(1 + size / holders), 0 where nobody has it."""
    known = {n: log(1 + size / n) for n in set(holders.tolist()) if n}
    return np.array([known.get(n, 0.0) for n in holders.tolist()])


def _shared(pooled: Pool) -> Values:
    heard = voices(pooled, pooled.line, pooled.term)
    have = np.bincount(pooled.line, minlength=len(pooled.lines))
    return pooled.on_lines((heard[pooled.term] > 1).astype(float)) / np.maximum(1, have)


def _titled(pooled: Pool) -> Values:
    """What each line shares with all titles; 0 in a time line; titles made of a text's first words do not count."""
    own = [d.title for d in pooled.documents if not d.text.startswith(d.title.rstrip("…"))]
    said = Counter(term for title in own for term in sorted(set(content(title))))
    values = np.zeros(len(pooled.holders))
    if not is_timeline(pooled.documents):
        numbers = pooled.vocabulary.numbers
        for term, titles in said.items():
            if (number := numbers.get(term)) is not None:
                values[number] = titles
    return pooled.on_lines(pooled.weight * values[pooled.term])


def _density(pooled: Pool) -> Values:
    total = np.bincount(pooled.term, weights=pooled.times, minlength=len(pooled.holders))
    often = np.array([log(1 + n) for n in total.tolist()])
    worth = often * rarity(pooled.holders, len(pooled.lines))
    have = np.bincount(pooled.line, minlength=len(pooled.lines))
    return pooled.on_lines(worth[pooled.term]) / np.maximum(1, have)


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
    rank = {day: number for number, day in enumerate(days, 1)}
    return [1 / rank[d.published] if d.published else 0.0 for d in documents]


@cache
def _notices() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, lexicon('summary-notices')['']))})")
