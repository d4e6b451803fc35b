"""Documents -> points: the sentences that say most, for one summary or for all sections of a brief at once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum, log
from typing import Protocol, TypeAlias

from briefing.errors import Diagnostic
from briefing.findings.cohesion import STRONGLY, announces
from briefing.findings.routing import Request, relevance
from briefing.findings.salience import Line, Pool, centrality, flaws, is_printable, is_timeline, pool, salience, scaled
from briefing.model import Document, Evidence, Point

Unit: TypeAlias = tuple[int, ...]
NOTHING: frozenset[str] = frozenset()


class Summariser(Protocol):
    """For each request the points that answer it, in reading order, none twice, none of the sentences `taken` (ids)."""

    def __call__(  # noqa: D102
        self, documents: tuple[Document, ...], requests: tuple[Request, ...], taken: frozenset[str] = NOTHING
    ) -> tuple[tuple[Point, ...], ...]: ...


# What a chosen sentence adds for every twenty words of it, beside its salience or relevance.
ASKED, HEADLINE, CENTRAL = 9.0, 4.0, 0.15
"""A question's relevance in one summary, where position no longer counts; the same in a time line, where a question is
the headline of its day; centrality in a section of several."""
LEANS = 0.8
"""A sentence that leans on one that does not stand before it."""
COVERED_PAIRS, COVERED_PAIRS_ASKED, COVERED_TERMS = 1.2, 0.4, 1.0
"""The pairs of stems that several texts share, a third of what the fullest sentence may add; the same where a question
is asked; a section's own words."""
FEW, LEAST = 0.6, 3
"""What each point adds to a section of several that has not yet `LEAST`."""
EXPONENTS = (0.0, 0.3, 0.6, 1.0)
"""Powers of the cost that the greedy search divides by (Lin & Bilmes 2010), for a summary; a brief takes the last."""
CHAIN = 3
"""A sentence may bring at most two others that it leans on."""
CANDIDATES = 120
"""How many units a section looks at, the most promising of all."""
ALIKE = 0.5
"""Jaccard of stems from which two sentences say the same."""
LARGEST_SHARE = 0.6
"""Of all words, what one text may fill while others have something to say, unless one question is asked."""


def cover(
    documents: tuple[Document, ...], requests: tuple[Request, ...], taken: frozenset[str] = NOTHING
) -> tuple[tuple[Point, ...], ...]:
    """For each request the points that fit in its words, in reading order; no sentence stands twice.

    One request is a summary: salience, and coverage of the pairs of stems that several texts share, weighted
    log(df + 1) (Gillick & Favre 2009). Several requests are a brief: relevance by contrast, and coverage of each
    section's own words. A sentence that leans on the one before brings it along. Greedy by gain over a power of the
    cost, the best of several powers, then swaps while they improve.
    """
    pooled = pool(documents)
    if not pooled.lines or not requests:
        return tuple(() for _ in requests)
    plan = _Plan(pooled, requests, taken)
    powers = EXPONENTS if len(requests) == 1 else EXPONENTS[-1:]
    best = max((plan.filled(power) for power in powers), key=plan.worth_of_all)
    return tuple(points_of(pooled, members) for members in map(plan.members, plan.swapped(best)))


def lead(
    documents: tuple[Document, ...], requests: tuple[Request, ...], taken: frozenset[str] = NOTHING
) -> tuple[tuple[Point, ...], ...]:
    """The first sentences of the documents in turn, shared out over the requests: the baseline."""
    pooled = pool(documents)
    free = (i for i, line in enumerate(pooled.lines) if line.sentence.id not in taken)
    waiting = sorted(free, key=lambda i: (pooled.lines[i].position, i))
    shares: list[tuple[Point, ...]] = []
    for request in requests:
        room, mine = request.words, []
        for i in waiting:
            if pooled.lines[i].length <= room:
                room -= pooled.lines[i].length
                mine.append(i)
        waiting = [i for i in waiting if i not in mine]
        shares.append(points_of(pooled, mine))
    return tuple(shares)


def summarise(
    documents: tuple[Document, ...], words: int, question: str = ""
) -> tuple[tuple[Point, ...], tuple[Diagnostic, ...]]:
    """At most `words` words of whole sentences in reading order, on `question` if there is one.

    If no sentence fits, the shortest, and a diagnostic; if there is none at all, no points and a diagnostic.
    """
    (points,) = cover(documents, (Request("", question, words),))
    if points:
        return points, ()
    pooled = pool(documents)
    if not pooled.lines:
        return (), (Diagnostic("no-sentences", "the sources hold no sentences", hint="briefing findings --sentences"),)
    order = range(len(pooled.lines))
    shortest = min(order, key=lambda i: (not is_printable(pooled.lines[i]), pooled.lines[i].length, i))
    length = pooled.lines[shortest].length
    if length <= words:
        return points_of(pooled, [shortest]), ()
    message = f"no sentence fits in {words} words: the shortest has {length}"
    return points_of(pooled, [shortest]), (Diagnostic("too-few-words", message, hint=f"allow {length} words or more"),)


def point_of(pooled: Pool, number: int) -> Point:
    """A sentence as a point: its own words, the whole of it as evidence, its document's marking, an id by its words."""
    line = pooled.lines[number]
    text = line.sentence.text
    return Point(
        id=f"point-{hashlib.sha256(text.encode()).hexdigest()[:8]}",
        text=text,
        leans=line.lean >= STRONGLY,
        marking=pooled.documents[line.document].marking,
        evidence=(Evidence(sentence=line.sentence.id, quote=text),),
    )


def points_of(pooled: Pool, members: Iterable[int]) -> tuple[Point, ...]:
    """Points in reading order: texts by date, those without one where they were given, sentences as they stand."""
    order = reading_order(pooled.documents)
    return tuple(point_of(pooled, i) for i in sorted(members, key=lambda i: (order[pooled.lines[i].document], i)))


def reading_order(documents: Sequence[Document]) -> list[int]:
    """The place of each document in reading order: by date; one without a date keeps to the one given before it."""
    dates, latest = [], ""
    for document in documents:
        latest = document.published or latest
        dates.append(latest)
    ranked = sorted(range(len(documents)), key=lambda i: (dates[i], i))
    return [ranked.index(i) for i in range(len(documents))]


def alike(one: Line, other: Line) -> bool:
    """Says whether two sentences say the same: half of their stems in common, or one within the other."""
    both = len(one.terms & other.terms)
    fewer = min(len(one.terms), len(other.terms))
    return both >= ALIKE * len(one.terms | other.terms) or (both > 4 and both >= 0.75 * fewer)  # noqa: PLR2004


Sections: TypeAlias = tuple[tuple[Unit, ...], ...]


class _Plan:
    """What each sentence is worth in each section, and what a choice of units is worth together.

    A unit is a sentence with those before it that it leans on; a choice is a tuple of units for each section.
    """

    def __init__(self, pooled: Pool, requests: Sequence[Request], taken: frozenset[str]) -> None:
        self.lines = pooled.lines
        self.room = [request.words for request in requests]
        alone = len(requests) == 1
        self.few = 0.0 if alone else FEW
        self.value = _summary_values(pooled, requests[0]) if alone else _section_values(pooled, requests)
        self.weights = (
            [_pair_weights(pooled, requests[0])] if alone else [_term_weights(pooled, row) for row in self.value]
        )
        self.concepts = [
            [w.keys() & (line.pairs if alone else line.terms) for line in self.lines] for w in self.weights
        ]
        units = [unit for i in range(len(self.lines)) if (unit := _unit(self.lines, i))]
        units = [unit for unit in units if not any(self.lines[i].sentence.id in taken for i in unit)]
        self.units = [self._candidates(k, units) for k in range(len(requests))]
        answers = alone and bool(requests[0].question) and not is_timeline(pooled.documents)
        self.cap = self.room[0] if answers else _cap(self.lines, sum(self.room))

    def members(self, units: Iterable[Unit]) -> frozenset[int]:
        return frozenset(i for unit in units for i in unit)

    def worth_of_all(self, sections: Sections) -> float:
        return sum(self.worth(k, self.members(units)) for k, units in enumerate(sections))

    def worth(self, k: int, members: Iterable[int]) -> float:
        """The worth of a set of lines as section k."""
        chosen = sorted(members)
        covered: set[object] = set()
        total = self.few * min(LEAST, len(chosen))
        before = -2
        for i in chosen:
            line = self.lines[i]
            leans = LEANS * line.lean if line.position == 0 or before != i - 1 else 0.0
            total += (self.value[k][i] - leans) * line.length / 20
            covered |= self.concepts[k][i]
            before = i
        return total + fsum(self.weights[k][concept] for concept in covered)

    def filled(self, power: float) -> Sections:
        """A choice made greedily, the best gain over cost ** power first."""
        sections: list[tuple[Unit, ...]] = [() for _ in self.room]
        gains = [self._gains(k, sections, power) for k in range(len(sections))]
        while any(gains):
            k = max((k for k in range(len(gains)) if gains[k]), key=lambda k: (gains[k][0], -k))
            sections[k] = (*sections[k], gains[k][0][2])
            gains = [
                self._gains(j, sections, power) if j == k else [g for g in gains[j] if self._fits(j, g[2], sections)]
                for j in range(len(gains))
            ]
        return tuple(sections)

    def swapped(self, sections: Sections) -> Sections:
        """The choice after the best single exchanges, section by section, until none improves it."""
        for _ in range(4):
            before = sections
            for k in range(len(sections)):
                sections = self._swapped_in(k, sections)
            if sections == before:
                break
        return sections

    def _candidates(self, k: int, units: Iterable[Unit]) -> list[Unit]:
        def promise(unit: Unit) -> tuple[float, Unit]:
            return (-self.worth(k, unit) / sum(self.lines[i].length for i in unit) ** 0.5, unit)

        fitting = (unit for unit in units if sum(self.lines[i].length for i in unit) <= self.room[k])
        return sorted(fitting, key=promise)[:CANDIDATES]

    def _gains(self, k: int, sections: Sequence[tuple[Unit, ...]], power: float) -> list[tuple[float, int, Unit]]:
        members = self.members(sections[k])
        worth = self.worth(k, members)
        gains = []
        for unit in self.units[k]:
            if self._fits(k, unit, sections):
                cost = sum(self.lines[i].length for i in unit if i not in members)
                gain = self.worth(k, members.union(unit)) - worth
                if gain > 0:
                    gains.append((gain / cost**power, -unit[-1], unit))
        return sorted(gains, reverse=True)

    def _swapped_in(self, k: int, sections: Sections) -> Sections:
        best, gain = sections, 1e-9
        worth = self.worth(k, self.members(sections[k]))
        for out in (None, *sections[k]):
            rest = tuple(unit for unit in sections[k] if unit != out)
            without = (*sections[:k], rest, *sections[k + 1 :])
            for unit in self.units[k]:
                if unit != out and self._fits(k, unit, without):
                    more = self.worth(k, self.members((*rest, unit))) - worth
                    if more > gain:
                        best, gain = (*without[:k], (*rest, unit), *without[k + 1 :]), more
        return best

    def _fits(self, k: int, unit: Unit, sections: Sequence[tuple[Unit, ...]]) -> bool:
        """Says whether a unit adds something to section k that nobody has and that there is room for."""
        mine = self.members(sections[k])
        new = [i for i in unit if i not in mine]
        if not new or sum(self.lines[i].length for i in (*mine, *new)) > self.room[k]:
            return False
        taken = mine.union(*(self.members(units) for units in sections))
        if any(i in taken for i in new) or any(alike(self.lines[i], self.lines[j]) for i in new for j in taken):
            return False
        origin = self.lines[new[0]].origin
        filled = sum(self.lines[i].length for i in taken if self.lines[i].origin == origin)
        return len(mine) < LEAST or filled + sum(self.lines[i].length for i in new) <= self.cap


def is_announcing(lines: Sequence[Line], number: int) -> bool:
    """Says whether a line promises what the next of its text gives."""
    after = lines[number + 1 : number + 2]
    return any(line.position > 0 and announces(lines[number].sentence.text, line.sentence.text) for line in after)


def _unit(lines: Sequence[Line], last: int) -> Unit:
    """A line, those that it leans on and those that it announces; () where they cannot be had or are no sentences."""
    first = last
    while lines[first].lean >= STRONGLY and lines[first].position > 0:
        first -= 1
    while is_announcing(lines, last):
        last += 1
    unit = tuple(range(first, last + 1))
    stands = len(unit) <= CHAIN and lines[first].lean < STRONGLY
    return unit if stands and all(is_printable(lines[i]) for i in unit) else ()


def _summary_values(pooled: Pool, request: Request) -> list[list[float]]:
    if not request.question:
        return [salience(pooled)]
    (asked,) = relevance(pooled, [request])
    general = salience(pooled, position=0.0)
    weight = HEADLINE if is_timeline(pooled.documents) else ASKED
    return [[value + weight * answer for value, answer in zip(general, asked, strict=True)]]


def _section_values(pooled: Pool, requests: Sequence[Request]) -> list[list[float]]:
    central = scaled(centrality(pooled.vectors))
    return [
        [r + CENTRAL * c - 0.5 * flaws(line) for r, c, line in zip(row, central, pooled.lines, strict=True)]
        for row in relevance(pooled, requests)
    ]


def _pair_weights(pooled: Pool, request: Request) -> dict[object, float]:
    full = COVERED_PAIRS if not request.question or is_timeline(pooled.documents) else COVERED_PAIRS_ASKED
    voices: dict[tuple[str, str], set[int]] = {}
    for line in pooled.lines:
        for pair in line.pairs:
            voices.setdefault(pair, set()).add(line.origin)
    weights = {pair: log(1 + len(heard)) for pair, heard in voices.items() if len(heard) > 1}
    fullest = max((fsum(weights.get(pair, 0.0) for pair in line.pairs) for line in pooled.lines), default=0.0) or 1.0
    return {pair: 3 * full * weight / fullest for pair, weight in weights.items()}


def _term_weights(pooled: Pool, values: Sequence[float]) -> dict[object, float]:
    model: dict[str, float] = {}
    for value, vector in zip(values, pooled.vectors, strict=True):
        if value > 0:
            for term, weight in vector.items():
                model[term] = model.get(term, 0.0) + value * weight
    best = sorted(model.items(), key=lambda entry: (-entry[1], entry[0]))[:60]
    top = sum(weight for _, weight in best[:10]) or 1.0
    return {term: COVERED_TERMS * weight / top for term, weight in best}


def _cap(lines: Sequence[Line], words: int) -> int:
    """The words that one text may fill: `LARGEST_SHARE`, or more where the others have less to give."""
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[line.origin] += line.length
    others = sum(sizes.values()) - max(sizes.values())
    return max(int(LARGEST_SHARE * words), words - others // 3)
