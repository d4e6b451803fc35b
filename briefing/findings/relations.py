"""Documents -> Relations: which actors a sentence shows as aligned or opposed, by weighed evidence between them.

Each pair that a sentence brings together is weighed by a logistic regression over the path between the two in the tree
and the words of alliance and conflict on it and beside it (ties.py); its weights, in `ties.txt`, are fitted to
annotated texts. What patterns of words show (bonds.py) stands as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from briefing.findings import bonds, clauses, encoder, lexicon, patterns, stance, ties, weights
from briefing.findings.actors import index
from briefing.findings.cells import Cell
from briefing.findings.encoder import heads
from briefing.findings.interests import theatre
from briefing.findings.passages import Passage, passages
from briefing.findings.ties import Pair
from briefing.model import Actor, Document, Evidence, Relation, Sign

LEAST = 0.4
"""The probability of any tie from which one is told: benchmarks/README.md has the share of right ones by it."""


def extract(documents: Sequence[Document], actors: Sequence[Actor]) -> tuple[Relation, ...]:
    """One relation a pair and sign; its evidence are the sentences that show that sign, in order.

    A sentence that makes the relation depend on something shows `conditional`. A pair of an actor and its own part is
    left out, and so is what is only supposed, alleged or thought desirable.
    """
    part_of = {actor.name: actor.part_of for actor in actors}
    found: dict[tuple[tuple[str, str], Sign], dict[Evidence, str]] = {}
    for document in documents:
        for (passage, ties_told), state in zip(read(document, actors), encoder.of(document), strict=True):
            likely = heads.signs(
                state,
                [(*pair.tokens, pair.top) for pair, _ in ties_told],
                [weights.sums("ties", pair.features) for pair, _ in ties_told],
            )
            for (pair, told), chances in zip(ties_told, likely, strict=True):
                a, b = pair.actors
                sign = None if part_of.get(a) == b or part_of.get(b) == a else _sign(passage, pair, told, chances)
                if sign:
                    span = _shown(passage, pair)
                    quote = passage.tree.between(span.start, span.end)
                    if told:
                        quote = clauses.words(passage.sentence.text).between(told.start, told.end) or quote
                    place = theatre(passage, span, a)
                    proof = Evidence(sentence=passage.sentence.id, quote=quote)
                    found.setdefault((pair.actors, sign), {})[proof] = place if place != b else ""
    return tuple(_relation(pair, sign, told) for (pair, sign), told in sorted(found.items()))


def read(
    document: Document, actors: Sequence[Actor]
) -> Iterator[tuple[Passage, list[tuple[Pair, bonds.Shown | None]]]]:
    """Every sentence of a document with its pairs, what there is to weigh of them, and what patterns of words show."""
    types = {actor.name: actor.type for actor in actors}
    part_of = {actor.name: actor.part_of for actor in actors}
    finder, memory = index(actors), clauses.Memory()
    for passage in passages(document, actors):
        words = clauses.words(passage.sentence.text)
        named = finder.find(words)
        told = bonds.told(words, named, memory, part_of)
        memory = patterns.remember(words, named, memory)
        found = []
        for pair in ties.pairs(passage.tree, passage.holders, passage.mentions, types):
            shown = told.get(pair.actors)
            features = (*pair.features, f"pattern={shown.sign}" if shown else "no pattern")
            found.append((pair._replace(features=features), shown))
        yield passage, found


def _sign(passage: Passage, pair: Pair, told: bonds.Shown | None, chances: Sequence[float]) -> Sign | None:
    aligned, opposed = chances
    if told:
        return told.sign
    if max(chances) < LEAST or _only_thought(passage, pair):
        return None
    lows = f" {' '.join(passage.tree.lows)} "
    if any(f" {' '.join(condition)} " in lows for condition in lexicon.conditions()):
        return "conditional"
    return "aligned" if aligned >= opposed else "opposed"


def _only_thought(passage: Passage, pair: Pair) -> bool:
    """Whether what joins the two is only supposed ("if", "whether"), alleged, or what an author thinks should be."""
    tree = passage.tree
    steps = ties.path(tree, *pair.tokens)
    if any(tree.lemmas[t] in lexicon.word_class("disowning") for t in steps if tree.is_verb(t)):
        return True
    above = [pair.top]
    while tree.heads[above[-1]] not in above:
        above.append(tree.heads[above[-1]])
    return stance.only_thought(tree, pair.top) or any(
        {tree.lows[t], tree.lemmas[t]} & lexicon.word_class("allegations") for t in (*steps, *above)
    )


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
