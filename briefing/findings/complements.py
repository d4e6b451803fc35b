"""A predicate -> what it is said of: cues matched on a tree, and the complement that follows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from briefing.findings import lexicon
from briefing.findings.lexicon import Cue
from briefing.findings.syntax.tree import Tree

_GAP = 3  # words that "~" of a cue stands for, at most
_SKIPPED = 2  # adverbs that may stand between the words of a cue


class Match(NamedTuple):
    """A cue met at a predicate; its words end before token `end`."""

    cue: Cue
    end: int


class Complement(NamedTuple):
    """What a predicate is said of: `code` as in cues.txt (to, ing, that, np, npto, npas), and its head token."""

    code: str
    head: int


def matches(tree: Tree, head: int, role: str) -> list[Match]:
    """The cues of a class ("verb", "adjective", "noun") whose words begin at a predicate, the longest first."""
    candidates = lexicon.cues("noun" if role == "noun" else "verb").get(tree.lemmas[head], ())
    found = [Match(cue, end) for cue in candidates if (end := _end(tree, head, cue.words[1:])) is not None]
    if role != "noun":
        found += _as_state(tree, head)
        state = tree.first(head, "acomp") if tree.lemmas[head] == "be" else None
        found += _as_state(tree, state) if state is not None else ()
    return sorted(found, key=lambda match: (-len(match.cue.words), -match.end))


def _as_state(tree: Tree, head: int) -> Iterator[Match]:
    """Cues with "be" at a participle or an adjective: "is opposed to", "remains wary of", "lawmakers wary of"."""
    low = tree.lows[head]
    for cue in lexicon.being().get(low, ()):
        if (end := _end(tree, head, cue.words[2:])) is not None:
            yield Match(cue, end)
    for cue in lexicon.cues("adj").get(low, ()):
        if (end := _end(tree, head, cue.words[1:])) is not None:
            yield Match(cue._replace(words=("be", *cue.words)), end)


def _end(tree: Tree, head: int, rest: tuple[str, ...]) -> int | None:
    """Where the words of a cue end that go on behind its first one, None where they do not follow."""
    at, gap = head + 1, 0
    for word in rest:
        if word == "~":
            gap = _GAP
            continue
        skipped = 0
        while at < len(tree) and not _is(tree, at, word):
            if gap:
                gap -= 1
            elif skipped < _SKIPPED and tree.tags[at] in ("RB", "RBR", "RBS"):
                skipped += 1
            else:
                return None
            at += 1
        if at >= len(tree):
            return None
        at, gap = at + 1, 0
    return at


def _is(tree: Tree, at: int, word: str) -> bool:
    return tree.lows[at] == word or tree.lemmas[at] == word


def complement(tree: Tree, head: int, end: int) -> Complement | None:
    """What follows the words of a predicate that end before token `end`: the head of the phrase and its kind."""
    if told := _said_before(tree, head) or _told_of(tree, head, end):
        return told
    at = end
    while at < len(tree) and tree.lows[at] not in _NOT and (
        tree.tags[at] in ("RB", "RBR", "RBS", "``", "''", ":") or tree.lows[at] in ("both", "also")
    ):  # fmt: skip
        at += 1
    if at >= len(tree) or tree.tags[at] in (",", "."):
        return _inherited(tree, head, at)
    if tree.tags[at] == "TO" or tree.lows[at] in _NOT:
        return _infinitive(tree, at)
    if clause := _clause(tree, head, at):
        return clause
    if tree.tags[at] == "VBG" and tree.labels[at] not in ("amod", "compound"):
        return Complement("ing", at)
    return _later(tree, head, at) or _noun_phrase(tree, head, at)


_NOT = frozenset(["not", "n't"])


def _told_of(tree: Tree, head: int, end: int) -> Complement | None:
    """What a noun is said to be: "its aim is to", "the fear is that", "the goal was peace"."""
    copula = tree.heads[head]
    if tree.labels[head] != "nsubj" or tree.lemmas[copula] != "be" or copula < end or not tree.is_noun(head):
        return None
    after = (c for c in tree.children[copula] if c > copula and tree.labels[c] in ("ccomp", "xcomp", "attr"))
    told = next(after, None)
    return None if told is None else Complement(_code_of(tree, told) if tree.is_verb(told) else "is", told)


def _infinitive(tree: Tree, at: int) -> Complement | None:
    """The verb behind "to" or "not to", or the noun behind a "to" that is a preposition."""
    above = tree.heads[at]
    if tree.is_verb(above) and above > at and tree.infinitive(above):
        return Complement("to", above)
    return Complement("np", above) if tree.tags[at] == "TO" and above > at else None


def _later(tree: Tree, head: int, at: int) -> Complement | None:
    """The clause behind a day or a place: "warned on Tuesday that"."""
    if tree.labels[at] not in ("prep", "npadvmod", "advmod") or tree.heads[at] != head or not tree.is_verb(head):
        return None
    later = next((c for c in tree.children[head] if c > at and tree.labels[c] == "ccomp" and tree.is_verb(c)), None)
    return None if later is None else Complement(_code_of(tree, later), later)


def _said_before(tree: Tree, head: int) -> Complement | None:
    """The clause before an inverted verb of saying: "The law is unjust, said X"."""
    if lexicon.senses("verb").get(tree.lemmas[head], ("",))[0] not in ("say", "argue", "criticise"):
        return None
    before = [c for c in tree.children[head] if c < head and tree.labels[c] == "ccomp" and tree.is_verb(c)]
    return Complement("that", before[0]) if before else None


def _inherited(tree: Tree, head: int, at: int) -> Complement | None:
    """Over a comma or a colon: "its aims: keeping X, ..."."""
    if at + 1 < len(tree) and tree.lows[at] in (":", ","):
        for child in tree.children[head]:
            if child > at and tree.labels[child] in ("xcomp", "ccomp") and tree.is_verb(child):
                return Complement(_code_of(tree, child), child)
    return None


def _clause(tree: Tree, head: int, at: int) -> Complement | None:
    """The clause that begins at token `at` and hangs on the predicate."""
    for child in tree.children[head]:
        if child <= head or tree.labels[child] not in ("ccomp", "xcomp", "advcl", "acl", "relcl", "dep", "parataxis"):
            continue
        if tree.labels[child] in ("advcl", "acl", "relcl") and not any(
            tree.lows[c] == "that" for c in tree.children[child]
        ):
            continue
        if tree.subtree(child)[0] <= at <= child or tree.subtree(child)[0] == at:
            return Complement(_code_of(tree, child), child)
    return None


def _code_of(tree: Tree, verb: int) -> str:
    own = any(tree.labels[c] in ("nsubj", "nsubjpass", "expl") for c in tree.children[verb])
    if tree.infinitive(verb):
        return "npto" if own else "to"
    if tree.tags[verb] == "VBG" and not tree.finite(verb):
        return "ing"
    return "that"


def _noun_phrase(tree: Tree, head: int, at: int) -> Complement | None:
    noun = at
    seen = set()
    while (
        noun not in seen and tree.heads[noun] > noun and tree.heads[noun] != noun and not tree.is_verb(tree.heads[noun])
    ):
        seen.add(noun)
        noun = tree.heads[noun]
    if not (tree.is_noun(noun) or tree.tags[noun] in ("CD", "DT", "PRP", "JJ", "WP", "JJS", "VBG", "PRP$")):
        return None
    verb = tree.heads[noun]
    if tree.labels[noun] in ("nsubj", "nsubjpass") and verb > noun and tree.is_verb(verb):
        return Complement(_code_of(tree, verb), verb)
    asks = lexicon.senses("verb").get(tree.lemmas[head], ("",))[0] == "demand"
    for child in tree.children[head]:
        if child > noun and tree.labels[child] == "xcomp" and tree.infinitive(child):
            return Complement("npto", child)
        if asks and child > noun and tree.labels[child] in ("advcl", "ccomp") and tree.infinitive(child):
            return Complement("npto", child)
        if child > noun and tree.labels[child] == "prep" and tree.lows[child] == "as":
            return Complement("npas", noun)
    return Complement("np", noun)
