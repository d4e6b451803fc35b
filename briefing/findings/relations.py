"""Documents -> Relations: which actors a sentence shows as aligned or opposed, by weighed evidence between them.

Each pair that a sentence brings together is weighed by a logistic regression over the path between the two in the tree and the
words of alliance and conflict on it and beside it (ties.py); its weights, in `ties.txt`, are fitted to annotated texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from briefing.findings import lexicon, ties, weights
from briefing.findings.cells import Cell
from briefing.findings.interests import theatre
from briefing.findings.passages import Passage, passages
from briefing.findings.ties import Pair
from briefing.model import Actor, Document, Evidence, Relation, Sign

LEAST = 0.3
"""The probability of any tie from which one is told: benchmarks/README.md has the share of right ones by it."""


def extract(documents: Sequence[Document], actors: Sequence[Actor]) -> tuple[Relation, ...]:
    """One relation a pair and sign; its evidence are the sentences that show that sign, in order.

    A sentence that makes the relation depend on something shows `conditional`. A pair of an actor and its own part is
    left out.
    """
    types = {actor.name: actor.type for actor in actors}
    part_of = {actor.name: actor.part_of for actor in actors}
    found: dict[tuple[tuple[str, str], Sign], dict[Evidence, str]] = {}
    for document in documents:
        for passage in passages(document, actors):
            for pair in ties.pairs(passage.tree, passage.holders, passage.mentions, types):
                a, b = pair.actors
                sign = None if part_of.get(a) == b or part_of.get(b) == a else _sign(passage, pair)
                if sign:
                    span = _shown(passage, pair)
                    proof = Evidence(sentence=passage.sentence.id, quote=passage.tree.between(span.start, span.end))
                    place = theatre(passage, span, a)
                    found.setdefault((pair.actors, sign), {})[proof] = place if place != b else ""
    return tuple(_relation(pair, sign, told) for (pair, sign), told in sorted(found.items()))


def _sign(passage: Passage, pair: Pair) -> Sign | None:
    aligned, opposed = weights.probabilities("ties", pair.features)
    if aligned + opposed < LEAST:
        return None
    lows = " ".join(passage.tree.lows)
    if any(f" {' '.join(condition)} " in f" {lows} " for condition in lexicon.conditions()):
        return "conditional"
    return "aligned" if aligned >= opposed else "opposed"


def _shown(passage: Passage, pair: Pair) -> Cell:
    """The words from the first of the two to the second, and to the end of the phrase that joins them."""
    tree = passage.tree
    first, last = sorted(pair.tokens)
    between = ties.path(tree, first, last)
    start, end = min(first, *between), max(last, *between)
    while end + 1 < len(tree) and (tree.heads[end + 1] == end and tree.labels[end + 1] in ("case", "prt")):
        end += 1
    while start and tree.labels[start - 1] in ("det", "compound", "amod", "poss") and tree.heads[start - 1] <= end:
        start -= 1
    following = [
        child for child in tree.children[end] if child > end and tree.labels[child] in ("pobj", "dobj", "prep")
    ]
    return Cell("", start, max([end, *(max(tree.subtree(child)) for child in following[:1])]) + 1)


def _relation(pair: tuple[str, str], sign: Sign, told: dict[Evidence, str]) -> Relation:
    places = [place for place in told.values() if place]
    return Relation(
        id=f"relation-{sha256(f'{pair}{sign}'.encode()).hexdigest()[:8]}",
        evidence=tuple(told),
        actors=pair,
        sign=sign,
        theatre=places[0] if places and len(set(places)) == 1 else "",
    )
