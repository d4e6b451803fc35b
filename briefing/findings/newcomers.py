"""Parses -> those who act though no rule knows them: nouns and names that the encoder reads as somebody's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from briefing.findings import bodies, collectives, lexicon
from briefing.findings.cast import Cast
from briefing.findings.mentions import between, mentions
from briefing.findings.syntax import Parse
from briefing.model import ActorType

SURE = 0.55
"""How likely a noun must head an actor's name at its best place to be taken for one."""
_NAMES = ("NNP", "NNPS")
_NOUNS = ("NN", "NNS")
_WITHIN = ("compound", "amod", "nmod", "punct", "poss")


def learn(cast: Cast, parses: Sequence[Parse], chances: Sequence[Sequence[float]]) -> None:
    """Add them; `chances`: for each token of each sentence how likely it heads an actor's name."""
    finder = cast.finder()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    types: dict[str, ActorType] = {}
    best: Counter[str] = Counter()
    for parse, likely in zip(parses, chances, strict=True):
        taken = {token for mention in mentions(parse, finder) for token in range(mention.start, mention.end)}
        for start, at in _phrases(parse, likely):
            if taken & set(range(start, at + 1)):
                continue
            text = between(parse, start, at + 1)
            key = text[0].upper() + text[1:]
            forms[key][text] += 1
            types.setdefault(key, _type(parse, at))
            best[key] = max(best[key], round(1000 * likely[at]))
    heads = {**{alias.lower(): owner for alias, owner in cast.owners.items() if owner}, **_single_heads(cast)}
    for name in sorted(best, key=lambda name: (-best[name], name)):
        if best[name] < 1000 * SURE or cast.owner(name) or _nobodys_name(cast, name):
            continue
        owner = heads.setdefault(name.lower(), name)
        cast.add(owner, cast.types.get(owner, types[name]), sorted(forms[name]))


def _nobodys_name(cast: Cast, name: str) -> bool:
    """Whether a name is a law's, a treaty's or a place's."""
    last = bodies.head_noun(name)
    return name in cast.barred or last in lexicon.word_class("no bodies") or name in lexicon.places()


def _single_heads(cast: Cast) -> dict[str, str]:
    """The nouns that head the name of one body alone, and whose: "bank" where there is one Central Bank."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name, kind in cast.types.items():
        if " " in name and kind not in ("state", "group of states", "population", "leader"):
            owners[bodies.head_noun(name).lower()].add(name)
    return {noun: names.pop() for noun, names in owners.items() if len(names) == 1}


def _phrases(parse: Parse, likely: Sequence[float]) -> Iterator[tuple[int, int]]:
    """The nouns that may head an actor's name, each with where its phrase begins."""
    for at, tag in enumerate(parse.tags):
        if likely[at] < SURE / 2 or "HYPH" in (*parse.tags[max(0, at - 1) : at], *parse.tags[at + 1 : at + 2]):
            continue  # half of a hyphened word is nobody's name
        if tag in _NAMES:
            start = at
            while start and parse.tags[start - 1] in _NAMES and parse.heads[start - 1] <= at:
                start -= 1
            if at or any(first == 0 for first, _, _ in parse.names):  # a capital that only opens a sentence is no name
                yield start, at
        elif tag in _NOUNS and len(parse.forms[at]) > 2:  # noqa: PLR2004 - no name is so short
            start = collectives.role_start(parse, at)
            if _is_a_deed(parse, at):
                continue
            if start < at or not {parse.forms[at].lower(), parse.forms[at].lower().removesuffix("s")} & _nobodys():
                yield start, at


def _is_a_deed(parse: Parse, at: int) -> bool:
    """Whether a noun of no role, one and possessed, says what its owner did or has ("Ankara's demarche")."""
    owned = any(label == "poss" and head == at for label, head in zip(parse.labels, parse.heads, strict=True))
    return parse.tags[at] == "NN" and owned and not _bearer(parse, at)


@cache
def _nobodys() -> frozenset[str]:
    """Nouns that alone say nobody's name ("leaders", "allies")."""
    return frozenset().union(*(lexicon.shape(h) for h in ("representatives", "companions", "wide roles")))


def _type(parse: Parse, at: int) -> ActorType:
    """What a noun tells of the one whom it heads."""
    if parse.tags[at] in _NAMES:
        person = any(kind == "PERSON" and start <= at < end for start, end, kind in parse.names)
        return bodies.body_type(parse.forms[at]) or ("leader" if person else "organisation")
    return _bearer(parse, at) or ("population" if parse.tags[at] == "NNS" else "organisation")


def _bearer(parse: Parse, at: int) -> ActorType | None:
    """The type of those whom the lexicon knows to bear a noun for a role or a body."""
    low = parse.forms[at].lower()
    return lexicon.shape_types("role: ").get(low) or lexicon.shape_types("head: ").get(low.capitalize())
