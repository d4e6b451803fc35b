"""Trees -> pairs: which two actors a sentence brings together, by which words, and what there is to weigh of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple, TypeAlias

from briefing.findings import lexicon
from briefing.findings.frames import Frame, frames
from briefing.findings.holders import Holder, Holders
from briefing.findings.mentions import Mention
from briefing.findings.syntax.tree import Tree

_LONGEST_PATH = 7  # labels of a path that are spelt out
_PRONOUNS = frozenset(["PRP", "PRP$"])

Signs: TypeAlias = Mapping[int, tuple[str, str]]
"""The sign of the bond whose words begin at a token, and the words, by token."""


class Pair(NamedTuple):
    """Two actors of a sentence, in alphabetical order, the tokens that stand for them, and their features.

    `top`: the token at which the two ways up the tree meet, a verb as a rule.
    """

    actors: tuple[str, str]
    tokens: tuple[int, int]
    top: int
    features: tuple[str, ...]


def pairs(tree: Tree, holders: Holders, mentions: Sequence[Mention], types: Mapping[str, str]) -> list[Pair]:
    """Every pair of different actors, by the two tokens that stand closest in the tree."""
    places = _places(tree, holders, mentions)
    if len(places) <= 1:
        return []
    signs = _signs(tree)
    acts = _acts(tree, holders, signs)
    found = []
    for one, other in combinations(sorted(places), 2):
        best = min(
            ((len(steps), a.token, b.token, a, b, steps) for a in places[one] for b in places[other]
             if a.token != b.token and (steps := path(tree, a.token, b.token))),
            default=None, key=lambda entry: entry[:3],
        )  # fmt: skip
        if best:
            *_, a, b, steps = best
            features = dict.fromkeys(_features(tree, a, b, steps, (types.get(one, ""), types.get(other, ""))))
            features |= dict.fromkeys(_cues(tree, signs, steps, sorted((a.token, b.token))))
            found.append(
                Pair((one, other), (a.token, b.token), top(tree, steps), (*features, *acts.get((one, other), ())))
            )
    return found


def _acts(tree: Tree, holders: Holders, signs: Signs) -> dict[tuple[str, str], tuple[str, ...]]:
    """What one does to the other: verbs whose subject, by whatever clauses, and whose object or partner they are."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for frame in frames(tree, holders):
        if frame.role != "verb" or frame.part == "recipient":
            continue
        verb = frame.head
        denied = "not " if tree.negated(verb) else ""
        told = [f"act={denied}{_senses(tree, 'verb', verb)[0]}"]
        if verb in signs:
            told.append(f"act={denied}{signs[verb][0]}")
        others = {actor for noun in _others(tree, frame) for holder in holders.of(noun) for actor in holder.actors}
        for actor, other in product(frame.holder.actors, sorted(others)):
            if actor != other:
                key = (actor, other) if actor < other else (other, actor)
                found.setdefault(key, {}).update(dict.fromkeys(told))
    return {key: tuple(told) for key, told in found.items()}


def _others(tree: Tree, frame: Frame) -> list[int]:
    """The nouns to whom the holder of a verb does it, or who do it to him."""
    verb = frame.head
    if frame.part == "object":
        return [noun for agent in tree.having(verb, "agent") for noun in tree.having(agent, "pobj")]
    partners = [noun for prep in tree.having(verb, "prep", "dative") for noun in tree.having(prep, "pobj")]
    return [*tree.having(verb, "dobj", "dative"), *partners]


def _senses(tree: Tree, part: str, token: int) -> tuple[str, ...]:
    """A word's headings in senses.txt, its class in WordNet for want of one."""
    lemma = tree.lemmas[token]
    return lexicon.senses(part).get(lemma) or (lexicon.classes(part).get(lemma, "none"),)


def _places(tree: Tree, holders: Holders, mentions: Sequence[Mention]) -> dict[str, list[Holder]]:
    """Where each actor stands in the sentence: its names, and pronouns and phrases that speak of it."""
    places: dict[str, list[Holder]] = {}
    for mention in mentions:
        if _only_where(tree, mention) or _over(tree, mention):
            continue
        places.setdefault(mention.actor, []).append(Holder((mention.actor,), "name", mention.head))
    for token in range(len(tree)):
        if tree.tags[token] in _PRONOUNS or (
            tree.is_noun(token) and tree.labels[token] in ("nsubj", "dobj", "pobj", "nsubjpass")
        ):
            for holder in holders.of(token, joined=False):
                if holder.how in ("pronoun", "noun", "both", "speaker"):
                    for actor in holder.actors:
                        places.setdefault(actor, []).append(holder._replace(token=token))
    return places


def _over(tree: Tree, mention: Mention) -> bool:
    """Whether a name is of what has come to its end: "since the collapse of the Soviet Union"."""
    of = tree.heads[mention.head]
    return (
        tree.labels[mention.head] == "pobj"
        and tree.lows[of] == "of"
        and tree.lemmas[tree.heads[of]] in (lexicon.word_class("endings"))
    )


def _only_where(tree: Tree, mention: Mention) -> bool:
    """Whether an actor's name tells only where or about what: "in Syria", "its Syria policy"."""
    at = mention.head
    while tree.labels[at] == "conj":
        at = tree.heads[at]
    above = tree.heads[at]
    if tree.labels[at] == "pobj" and tree.lows[above] in lexicon.word_class("where"):
        return True
    owned = any(tree.labels[c] == "poss" for c in tree.children[above])
    return mention.modifier and owned and tree.labels[at] in ("compound", "amod", "nmod")


def top(tree: Tree, steps: Sequence[int]) -> int:
    """The token of a path from which both its ends hang."""
    inside = set(steps)
    return next((t for t in steps if tree.heads[t] == t or tree.heads[t] not in inside), steps[0])


def path(tree: Tree, a: int, b: int) -> tuple[int, ...]:
    """The tokens from `a` up to the lowest common head and down to `b`."""
    above = [a]
    while tree.heads[above[-1]] != above[-1] and tree.heads[above[-1]] not in above:
        above.append(tree.heads[above[-1]])
    below = [b]
    while below[-1] not in above:
        if tree.heads[below[-1]] == below[-1] or tree.heads[below[-1]] in below:
            return ()
        below.append(tree.heads[below[-1]])
    return (*above[: above.index(below[-1]) + 1], *reversed(below[:-1]))


def _features(tree: Tree, a: Holder, b: Holder, between: tuple[int, ...], types: tuple[str, str]) -> Iterator[str]:
    steps = between if a.token < b.token else tuple(reversed(between))
    top = min(range(len(steps)), key=lambda n: _depth(tree, steps[n]))
    yield "types=" + "~".join(sorted(types))
    yield "how=" + "~".join(sorted((a.how, b.how)))
    up = [tree.labels[token] for token in steps[:top]]
    down = [tree.labels[token] for token in steps[top + 1 :]]
    links = [tree.lows[t] for t in steps if tree.labels[t] in ("prep", "agent")]
    shape = ">".join(up) + "<" + ">".join(down)
    if len(steps) <= _LONGEST_PATH:
        yield f"shape={shape}"
    yield f"length={min(len(steps), 10)}"
    yield f"links={'+'.join(links)}"
    head = steps[top]
    part = "verb" if tree.is_verb(head) else "noun"
    senses = _senses(tree, part, head)
    up_role, down_role = (up[-1] if up else "self"), (down[0] if down else "self")
    for sense in senses[:2]:
        yield f"top={sense}/{up_role}/{down_role}"
        yield f"top={sense}/{'+'.join(links[-1:])}"
    yield f"top={tree.lemmas[head]}"
    yield f"roles={up_role}/{down_role}"
    if tree.negated(head):
        yield "negated"
        yield f"negated/{senses[0]}"
    if tree.modal(head):
        yield f"modal={tree.modal(head)}"


def _depth(tree: Tree, token: int) -> int:
    depth = 0
    while tree.heads[token] != token and depth < len(tree):
        token = tree.heads[token]
        depth += 1
    return depth


def _cues(tree: Tree, signs: Signs, steps: Sequence[int], ends: Sequence[int]) -> Iterator[str]:
    """Words of alignment and opposition on the path, beside it, between the two and in the sentence."""
    on_path = set(steps)
    beside = {child for token in steps for child in tree.children[token]} - on_path
    met: dict[str, set[str]] = {}  # the signs met in each place
    for token, (sign, words) in signs.items():
        place = "path" if token in on_path else "beside" if token in beside else (
            "between" if ends[0] < token < ends[1] else "sentence")  # fmt: skip
        no = tree.negated(token) or any(tree.lows[c] in ("no", "without") for c in tree.children[token])
        denied = "not " if no else ""
        yield f"bond={denied}{sign}/{place}"
        if place in ("path", "beside"):
            yield f"bond={denied}{sign}/{words}"
            yield f"bond={denied}{sign}/{place}/{'verb' if tree.is_verb(token) else 'noun'}"
        met.setdefault(place, set()).add(sign)
    yield from (f"both signs/{place}" for place, found in met.items() if len(found) > 1)
    if not signs:
        yield "no bond"
    yield from _near(tree, on_path, beside, ends)


def _near(tree: Tree, on_path: set[int], beside: set[int], ends: Sequence[int]) -> Iterator[str]:
    """The nouns and verbs on the path, and the senses of those beside it too."""
    for token in (*on_path, *beside):
        part = "noun" if tree.is_noun(token) else "verb" if tree.is_verb(token) else ""
        if part and token not in ends:
            for sense in lexicon.senses(part).get(tree.lemmas[token], ())[:1]:
                yield f"near={sense}/{'path' if token in on_path else 'beside'}"
            if token in on_path:
                yield f"word={tree.lemmas[token]}"


def _signs(tree: Tree) -> Signs:
    """The signs of a sentence, worked out once for all its pairs."""
    return {token: told for token in range(len(tree)) if (told := _sign(tree, token))[0]}


def _sign(tree: Tree, token: int) -> tuple[str, str]:
    """The sign of the bond whose words begin at a token, and the words; ("", "") where there is none."""
    part = "verb" if tree.is_verb(token) else "noun" if tree.is_noun(token) else ""
    if not part and tree.lows[token] in lexicon.bond_words("backed"):
        return "aligned", "backed"
    for bond in lexicon.bonds(part).get(tree.lemmas[token], ()) if part else ():
        if _follows(tree, token + 1, bond.words[1:]):
            return bond.sign, " ".join(bond.words)
    if part == "verb":
        for bond in lexicon.bonds("both").get(tree.lemmas[token], ()):
            if _follows(tree, token + 1, bond.words[1:]):
                return bond.sign, " ".join(bond.words)
    return "", ""


def _follows(tree: Tree, at: int, rest: Sequence[str]) -> bool:
    gap = 0
    for word in rest:
        if word == "~":
            gap = 3
            continue
        while at < len(tree) and tree.lows[at] != word and tree.lemmas[at] != word and gap:
            at, gap = at + 1, gap - 1
        if at >= len(tree) or word not in (tree.lows[at], tree.lemmas[at]):
            return False
        at, gap = at + 1, 0
    return True
