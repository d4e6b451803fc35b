"""Documents -> points: the sentences that say most, for one summary or for all sections of a brief at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from briefing.errors import Diagnostic
from briefing.findings.cohesion import STRONGLY, announces
from briefing.findings.routing import Request, bearing, relevance
from briefing.findings.salience import (
    DIGITS,
    Line,
    Numbers,
    Pool,
    Values,
    is_printable,
    is_timeline,
    pool,
    salience,
    voices,
)
from briefing.model import Document, Evidence, Point

Unit: TypeAlias = tuple[int, ...]
NOTHING: frozenset[str] = frozenset()


class Summariser(Protocol):
    """For each request the points that answer it, in reading order, none twice, none of the sentences `taken` (ids)."""

    def __call__(  # noqa: D102
        self, documents: tuple[Document, ...], requests: tuple[Request, ...], taken: frozenset[str] = NOTHING
    ) -> tuple[tuple[Point, ...], ...]: ...


# What a chosen sentence adds for every twenty words of it, beside its salience.
ASKED, HEADLINE = 9.0, 4.0
"""A question's relevance in one summary, where position no longer counts; the same in a time line, where a question is
the headline of its day."""
LEANS = 0.8
"""A sentence that leans on one that does not stand before it."""
COVERED, COVERED_ASKED = 1.2, 0.4
"""The pairs of stems that several texts share, a third of what the fullest sentence may add; the same where a question
is asked."""
EXPONENTS = (0.0, 0.3, 0.6, 1.0)
"""Powers of the cost that the greedy search of a summary divides by (Lin & Bilmes 2010)."""
ROUNDS = 4
"""How often the best exchange is sought."""
UNITS = 1_000_000
"""Worths are counted in whole millionths: sums of them are the same in any order."""

# A section's sentences: by relevance over a power of the length.
LENGTH = 0.5
BESIDE, BRIEF = 0.5, 0.4
"""What is left of a sentence's relevance where the one beside it is chosen, which likely makes the same point; and of
one of fewer than `SPEAKS` words."""
SPEAKS = 9
TOLD = 0.5
"""The cosine from which a sentence says nothing that the section has not from another text; less counts in part."""
ENOUGH = 0.1
"""How likely a sentence must serve its section: rather a short section than one that strays."""
LEAST = 3
"""Points that a section needs: a text may fill more than its share to make them up."""
CHAIN = 3
"""A sentence may bring at most two others that it leans on."""
CANDIDATES = 120
"""How many units a summary or a section looks at, the most promising of all."""
ALIKE = 0.5
"""Jaccard of stems from which two sentences say the same."""
LARGEST_SHARE = 0.6
"""Of all words, what one text may fill while others have something to say, unless one question is asked."""


def cover(
    documents: tuple[Document, ...], requests: tuple[Request, ...], taken: frozenset[str] = NOTHING
) -> tuple[tuple[Point, ...], ...]:
    """For each request the points that fit in its words, in reading order; no sentence stands twice.

    One request is a summary: salience, and coverage of the pairs of stems that several texts share, weighted
    log(df + 1) (Gillick & Favre 2009); greedy by gain over a power of the cost, the best of several powers, then swaps
    while they improve. Several requests are a brief: the sentence that serves any section best goes first, to that
    section. A sentence that leans on the one before brings it along.
    """
    pooled = pool(documents)
    if not pooled.lines or not requests:
        return tuple(() for _ in requests)
    chosen = [_summary(pooled, requests[0], taken)] if len(requests) == 1 else _sections(pooled, requests, taken)
    return tuple(points_of(pooled, members) for members in chosen)


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


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Says whether sentences of these stems say the same: half of them in common, or one within the other."""
    both = len(one & other)
    fewer = min(len(one), len(other))
    return both >= ALIKE * len(one | other) or (both > 4 and both >= 0.75 * fewer)  # noqa: PLR2004


def is_announcing(lines: Sequence[Line], number: int) -> bool:
    """Says whether a line promises what the next of its text gives."""
    after = lines[number + 1 : number + 2]
    return any(line.position > 0 and announces(lines[number].sentence.text, line.sentence.text) for line in after)


def _unit(lines: Sequence[Line], last: int) -> Unit:
    """A line, those that it leans on and those that it announces; () where they cannot be had or are no sentences."""
    first = last
    while lines[first].lean >= STRONGLY and lines[first].position > 0:
        first -= 1
        if last - first >= CHAIN:
            return ()
    while is_announcing(lines, last):
        last += 1
    unit = tuple(range(first, last + 1))
    stands = len(unit) <= CHAIN and lines[first].lean < STRONGLY
    return unit if stands and all(is_printable(lines[i]) for i in unit) else ()


def _units(pooled: Pool, promise: Values, room: int, taken: frozenset[str]) -> list[Unit]:
    """The most promising units that fit, in the order of the lines; only as many lines are looked at as it takes."""
    found: set[Unit] = set()
    for i in np.lexsort((np.arange(len(promise)), -promise)).tolist():
        unit = _unit(pooled.lines, i)
        fits = sum(pooled.lines[j].length for j in unit) <= room
        if unit and fits and not any(pooled.lines[j].sentence.id in taken for j in unit):
            found.add(unit)
        if len(found) == CANDIDATES:
            break
    return sorted(found, key=lambda unit: unit[::-1])


# One summary


def _summary(pooled: Pool, request: Request, taken: frozenset[str]) -> list[int]:
    values = _values(pooled, request)
    line, pair, weight = _pairs(pooled, request)
    length = np.array([one.length for one in pooled.lines])
    worth = values * length / 20 + np.bincount(line, weights=weight[pair], minlength=len(length))
    units = _units(pooled, np.round(worth / np.sqrt(np.maximum(1, length)), DIGITS), request.words, taken)
    if not units:
        return []
    answers = bool(request.question) and not is_timeline(pooled.documents)
    cap = request.words if answers else _cap(pooled.lines, request.words)
    search = _search(pooled, units, values, (line, pair, weight), (request.words, cap))
    return search.lines_of(search.best())


def _values(pooled: Pool, request: Request) -> Values:
    if not request.question or request.role:  # the one section of a short outline is a summary of all
        return salience(pooled)
    weight = HEADLINE if is_timeline(pooled.documents) else ASKED
    return salience(pooled, position=0.0) + weight * bearing(pooled, request)


def _pairs(pooled: Pool, request: Request) -> tuple[Numbers, Numbers, Values]:
    """Rows of a line and a pair of stems that several texts share, and the weight of each pair."""
    at = np.repeat(np.arange(len(pooled.lines)), np.diff(pooled.starts))
    near = (at[1:] == at[:-1]) & (pooled.counted[1:] | pooled.counted[:-1])
    both = (pooled.words[:-1] * len(pooled.vocabulary.numbers) + pooled.words[1:])[near]
    pairs, number = np.unique(both, return_inverse=True)
    rows = np.unique(at[:-1][near] * max(1, len(pairs)) + number)
    line, pair = rows // max(1, len(pairs)), rows % max(1, len(pairs))
    heard = voices(pooled, line, pair)
    logs = np.array([0.0, 0.0, *(log(1 + n) for n in range(2, int(heard.max(initial=1)) + 1))])
    weight = logs[heard]
    shared = weight[pair] > 0
    line, pair = line[shared], pair[shared]
    fullest = np.bincount(line, weights=weight[pair], minlength=1).max()
    full = COVERED if not request.question or is_timeline(pooled.documents) else COVERED_ASKED
    return line, pair, weight * (3 * full / fullest) if fullest else weight


class _Search(NamedTuple):
    """The candidate units of a summary and what a choice of them is worth, in millionths of a score.

    Matrices have a row a unit; columns are the lines that stand in any unit (`places`), or the pairs of stems. `held`:
    unit has line; `leaning`: the same without lines that have their predecessor in the unit; `covers`: unit has pair;
    `same`: two lines say the same; `before`: the column of the line before, its own where that is in no unit;
    `origin`: the text of each unit.
    """

    places: Numbers
    length: Numbers
    value: Numbers
    lean: Numbers
    before: Numbers
    held: NDArray[np.int64]
    leaning: NDArray[np.int64]
    covers: NDArray[np.int64]
    weight: Numbers
    same: NDArray[np.bool_]
    origin: Numbers
    origins: Numbers
    room: int
    cap: int

    def best(self) -> tuple[int, ...]:
        """The best choice that greedy search and exchanges find."""
        filled = max((self._filled(power) for power in EXPONENTS), key=lambda choice: (self.worth(choice), choice))
        for _ in range(ROUNDS):
            swapped = self._swapped(filled)
            if swapped == filled:
                break
            filled = swapped
        return filled

    def lines_of(self, choice: Iterable[int]) -> list[int]:
        """The lines of a choice of units."""
        lines: list[int] = self.places[self._chosen(choice)].tolist()
        return lines

    def worth(self, choice: Sequence[int]) -> int:
        """What a choice is worth together."""
        chosen = self._chosen(choice)
        leans = chosen & ~self._preceded(chosen)
        covered = self._covered(choice)
        return int(self.value[chosen].sum() - self.lean[leans].sum() + self.weight[covered].sum())

    def _filled(self, power: float) -> tuple[int, ...]:
        choice: tuple[int, ...] = ()
        while True:
            gain, cost = self._gains(choice)
            if gain.max() <= 0:
                return choice
            rate = np.array([g / c**power if g > 0 else 0.0 for g, c in zip(gain.tolist(), cost.tolist(), strict=True)])
            choice = (*choice, int(rate.argmax()))

    def _swapped(self, choice: tuple[int, ...]) -> tuple[int, ...]:
        """The choice after the best single exchange, or as it was."""
        worth = self.worth(choice)
        best, most = choice, worth
        for out in (None, *choice):
            rest = tuple(unit for unit in choice if unit != out)
            gain, _ = self._gains(rest)
            if out is not None:
                gain[out] = 0
            total = self.worth(rest) + int(gain.max())
            if gain.max() > 0 and total > most:
                best, most = (*rest, int(gain.argmax())), total
        return best

    def _gains(self, choice: Sequence[int]) -> tuple[Numbers, Numbers]:
        """What each unit adds to a choice, 0 where it does not fit, and the words that it costs."""
        chosen = self._chosen(choice)
        new = self.held * ~chosen
        cost = new @ self.length
        bare = chosen & ~self._preceded(chosen)  # chosen lines that lack the one before
        relief = np.zeros(len(chosen), dtype=np.int64)
        np.add.at(relief, self.before[bare], self.lean[bare])
        gain = new @ (self.value + relief) - (new * self.leaning) @ (self.lean * ~self._preceded(chosen))
        gain += self.covers @ (self.weight * ~self._covered(choice))
        filled = np.bincount(self.origins[chosen], weights=self.length[chosen], minlength=self.origin.max() + 1)
        fits = (cost > 0) & (cost + self.length[chosen].sum() <= self.room)
        fits &= (chosen.sum() < LEAST) | (cost + filled[self.origin] <= self.cap)
        fits &= new @ (self.same @ chosen).astype(np.int64) == 0
        return np.where(fits, gain, 0), cost

    def _chosen(self, choice: Iterable[int]) -> NDArray[np.bool_]:
        chosen: NDArray[np.bool_] = np.any(self.held[list(choice)] > 0, axis=0)
        return chosen

    def _covered(self, choice: Iterable[int]) -> NDArray[np.bool_]:
        covered: NDArray[np.bool_] = np.any(self.covers[list(choice)] > 0, axis=0)
        return covered

    def _preceded(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        preceded: NDArray[np.bool_] = chosen[self.before] & (self.before != np.arange(len(chosen)))
        return preceded


def _search(
    pooled: Pool, units: Sequence[Unit], values: Values, pairs: tuple[Numbers, Numbers, Values], limits: tuple[int, int]
) -> _Search:
    places = sorted({i for unit in units for i in unit})
    column = {i: number for number, i in enumerate(places)}
    lines = [pooled.lines[i] for i in places]
    length = np.array([line.length for line in lines])
    before = np.array([column.get(i - 1, n) if pooled.lines[i].position else n for n, i in enumerate(places)])
    held = np.zeros((len(units), len(places)), dtype=np.int64)
    for number, unit in enumerate(units):
        held[number, [column[i] for i in unit]] = 1
    inside = held * held[:, before] * (before != np.arange(len(places)))
    line, pair, weight = pairs
    known = np.array([column.get(i, -1) for i in line.tolist()], dtype=np.int64)
    met, kept = np.unique(pair[known >= 0], return_inverse=True)
    has = np.zeros((len(places), len(met)), dtype=np.int64)
    has[known[known >= 0], kept] = 1
    terms = pooled.terms()
    same = np.array([[i != j and alike(terms[i], terms[j]) for j in places] for i in places])
    return _Search(
        np.array(places),
        length,
        np.rint(UNITS * values[places] * length / 20).astype(np.int64),
        np.rint(UNITS * LEANS * np.array([line.lean for line in lines]) * length / 20).astype(np.int64),
        before,
        held,
        held - inside,
        np.array([has[held[n] > 0].any(axis=0) for n in range(len(units))], dtype=np.int64).reshape(len(units), -1),
        np.rint(UNITS * weight[met]).astype(np.int64),
        same,
        np.array([pooled.lines[unit[-1]].origin for unit in units]),
        np.array([line.origin for line in lines]),
        *limits,
    )


# The sections of a brief


def _sections(pooled: Pool, requests: Sequence[Request], taken: frozenset[str]) -> list[list[int]]:
    """The lines of each section: the best of all units first, to the section that it serves and tells something new."""
    lines, terms = pooled.lines, pooled.terms()
    served = relevance(pooled, requests)
    short = np.array([BRIEF if line.length < SPEAKS else 1.0 for line in lines])
    served = [np.round(row * short, DIGITS) for row in served]
    waiting = [
        [unit for unit in _units(pooled, row, request.words, taken) if max(row[i] for i in unit) >= ENOUGH]
        for row, request in zip(served, requests, strict=True)
    ]
    cap = _cap(lines, sum(request.words for request in requests))
    chosen: list[list[int]] = [[] for _ in requests]
    fresh = [np.ones(len(lines)) for _ in requests]
    gone: dict[int, frozenset[int]] = {}
    filled: dict[int, int] = {}

    def rate(k: int, unit: Unit) -> float:
        new = [i for i in unit if i not in chosen[k]]
        beside = len(new) == 1 and not {new[0] - 1, new[0] + 1}.isdisjoint(chosen[k])
        worth = sum(float(served[k][i] * fresh[k][i]) for i in new) / len(new) * (BESIDE if beside else 1.0)
        return worth / float(sum(lines[i].length for i in new) ** LENGTH)

    def fits(k: int, unit: Unit) -> bool:
        new = [i for i in unit if i not in chosen[k]]
        cost = sum(lines[i].length for i in new)
        if not new or any(i in gone for i in new) or cost + sum(lines[i].length for i in chosen[k]) > requests[k].words:
            return False
        if len(chosen[k]) >= LEAST and filled.get(lines[new[0]].origin, 0) + cost > cap:
            return False
        return not any(alike(terms[i], other) for i in new for other in gone.values())

    rates = [[(rate(k, unit), unit) for unit in units] for k, units in enumerate(waiting)]
    while True:
        rates = [[(each, unit) for each, unit in row if fits(k, unit)] for k, row in enumerate(rates)]
        best = [max(row, key=lambda pair: (pair[0], pair[1][::-1])) if row else (0.0, ()) for row in rates]
        k = max(range(len(best)), key=lambda k: (best[k][0], -k))
        if not best[k][1]:
            return chosen
        new = [i for i in best[k][1] if i not in chosen[k]]
        chosen[k] += new
        for i in new:
            gone[i] = terms[i]
            filled[lines[i].origin] = filled.get(lines[i].origin, 0) + lines[i].length
            fresh[k] *= 1 - np.minimum(1.0, _echoes(pooled, i) / TOLD)
        rates[k] = [(rate(k, unit), unit) for _, unit in rates[k] if fits(k, unit)]


def _echoes(pooled: Pool, number: int) -> Values:
    """The cosine of each line of other texts with one line."""
    own = np.bincount(
        pooled.term, weights=np.where(pooled.line == number, pooled.weight, 0.0), minlength=len(pooled.holders)
    )
    elsewhere = np.array([line.document != pooled.lines[number].document for line in pooled.lines])
    echoes: Values = np.round(pooled.on_lines(pooled.weight * own[pooled.term]), DIGITS) * elsewhere
    return echoes


def _cap(lines: Sequence[Line], words: int) -> int:
    """The words that one text may fill: `LARGEST_SHARE`, or more where the others have less to give."""
    sizes: dict[int, int] = {}
    for line in lines:
        sizes[line.origin] = sizes.get(line.origin, 0) + line.length
    others = sum(sizes.values()) - max(sizes.values())
    return max(int(LARGEST_SHARE * words), words - others // 3)
