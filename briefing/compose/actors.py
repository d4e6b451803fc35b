"""Findings -> who has a row of the table, who is silent, and how each pair stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from briefing.model import Actor, Evidence, Findings, Interest, Kind, Relation, Sign

Pair = tuple[str, str]

_FIXED = ("pinned", "manual", "edited")
_LIGHT, _TELLING = 3, 3  # letters of a word that tells little; longer words that a statement needs to tell much
_OFTEN = 3  # sentences that must name a state for the table to say that nothing was found of it


class Profile(NamedTuple):
    """An actor and what was found for it: an analyst's rows first, then the surer ones, then those of a list."""

    actor: Actor
    found: tuple[Interest, ...]

    def of(self, kinds: Container[Kind]) -> Profile:
        """The same of some kinds only."""
        return self._replace(found=tuple(i for i in self.found if i.kind in kinds))


def ranked(findings: Findings) -> tuple[Profile, ...]:
    """The actors of whom something was found, each sub-actor after the actor that it is part of."""
    place = findings.places()
    named = _named(findings)
    listed = Counter((i.actor, i.kind, i.evidence[0].sentence) for i in findings.interests)

    def certainty(interest: Interest) -> tuple[bool, bool, bool, int, int]:
        fixed, sentence = interest.status in _FIXED, interest.evidence[0].sentence
        rich = listed[interest.actor, interest.kind, sentence]  # where a text lists several, it states a programme
        bare = sum(len(word) > _LIGHT for word in interest.statement.split()) < _TELLING
        return not fixed, bare, interest.confidence == "low", -rich, place[sentence]

    def weight(row: Profile) -> tuple[int, int, str]:
        return -len(row.found), -named[row.actor.name], row.actor.name

    rows: dict[str, Profile] = {}
    for actor in findings.actors:
        if mine := sorted((i for i in findings.interests if i.actor == actor.name), key=certainty):
            rows[actor.name] = Profile(actor, tuple(mine))
    ordered: list[Profile] = []
    for top in sorted((row for row in rows.values() if row.actor.part_of not in rows), key=weight):
        under = (row for row in rows.values() if row.actor.part_of == top.actor.name)
        ordered += [top, *sorted(under, key=weight)]
    return (*ordered, *(row for row in rows.values() if row not in ordered))


def first(profiles: Sequence[Profile], limit: int) -> list[Profile]:
    """At most `limit` profiles in their order; one that is part of another gives way before one that stands alone."""
    names = {profile.actor.name for profile in profiles}
    kept = sorted(range(len(profiles)), key=lambda i: (profiles[i].actor.part_of in names, i))[:limit]
    return [profiles[i] for i in sorted(kept)]


def silent(findings: Findings, given: Container[str]) -> tuple[str, ...]:
    """The actors of whom one would expect something, and nothing was found: those named most often first.

    Expected are the states that are named often, and whoever is in `given`.
    """
    named = _named(findings)
    spoken = {interest.actor for interest in findings.interests}
    expected = (
        actor.name
        for actor in findings.actors
        if actor.name not in spoken and (actor.name in given or (actor.type == "state" and named[actor.name] >= _OFTEN))
    )
    return tuple(sorted(expected, key=lambda name: (-named[name], name)))


def _named(findings: Findings) -> Counter[str]:
    return Counter(name for d in findings.documents for s in d.sentences for name in s.actors)


class Sum(NamedTuple):
    """All relations of a pair as one: `mixed` where the signs differ."""

    actors: Pair
    sign: Sign
    number: int
    evidence: tuple[Evidence, ...]


def sums(relations: Sequence[Relation]) -> dict[Pair, Sum]:
    """Each pair's relations as one; a mere condition does not outweigh a sign."""
    pairs: dict[Pair, list[Relation]] = {}
    for relation in relations:
        pairs.setdefault(pair(*relation.actors), []).append(relation)
    summed = {}
    for names, rows in sorted(pairs.items()):
        plain = {row.sign for row in rows} - {"conditional"}
        sign: Sign = "conditional" if not plain else "mixed" if len(plain) > 1 else next(iter(plain))
        shown = [row for row in rows if sign in ("mixed", row.sign)]
        evidence = tuple({e.sentence: e for row in shown for e in row.evidence}.values())
        summed[names] = Sum(names, sign, len(evidence), evidence)
    return summed


def pair(one: str, other: str) -> Pair:
    """Two names in alphabetical order."""
    return (one, other) if one <= other else (other, one)


def most_tied(pairs: Mapping[Pair, Sum], order: Sequence[str], limit: int) -> tuple[str, ...]:
    """At most `limit` actors with the most relations, of equals the first in `order`; each has one among them.

    Empty if no two have one.
    """
    ties = Counter(name for names, one in pairs.items() for name in names for _ in range(one.number))
    chosen = sorted(ties, key=lambda name: (-ties[name], order.index(name)))[:limit]
    inside = [names for names in pairs if set(names) <= set(chosen)]
    return tuple(name for name in chosen if any(name in names for names in inside))
