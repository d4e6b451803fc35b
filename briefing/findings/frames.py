"""Trees -> frames: who holds which predicate, and in which part: the places where an interest can be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from briefing.findings import lexicon
from briefing.findings.holders import Holder, Holders
from briefing.findings.syntax.tree import Tree

_DEEPEST = 6  # clauses through which a subject is looked for
_JOINED = frozenset(["conj", "xcomp", "advcl", "dep", "ccomp", "parataxis"])  # clauses that may share a subject


class Frame(NamedTuple):
    """A predicate said of somebody: its head token, the holder's part in it, and how far away the holder was found.

    `part`: subject, agent (of a passive), object, recipient, owner (of a noun) or the light verb that gives a noun its
    subject. `path`: the labels of the clauses between the holder's verb and the predicate; `role` is "verb",
    "adjective" or "noun".
    """

    head: int
    role: str
    part: str
    holder: Holder
    path: tuple[str, ...]


def frames(tree: Tree, holders: Holders) -> Iterator[Frame]:
    """Every frame of a sentence that a known actor holds, in the order of the predicates."""
    subjects = _Subjects(tree)
    for token in range(len(tree)):
        if (
            tree.is_verb(token)
            and tree.lows[token].replace("-", "").isalpha()
            and tree.labels[token] not in ("aux", "auxpass", "amod", "compound")
        ):
            if tree.lemmas[token] in lexicon.word_class("aspectual") and tree.first(token, "xcomp") is not None:
                continue  # what one begins to do is what one does
            yield from _of_verb(tree, holders, subjects, token)
        elif tree.is_noun(token):
            yield from _of_noun(tree, holders, subjects, token)
        elif tree.tags[token] in ("JJ", "VBN", "VBD") and tree.labels[token] in ("acl", "advcl", "appos", "relcl"):
            yield from _of_feeling(tree, holders, subjects, token)


def _of_verb(tree: Tree, holders: Holders, subjects: _Subjects, verb: int) -> Iterator[Frame]:
    passive = tree.passive(verb) or (tree.tags[verb] == "VBN" and tree.labels[verb] == "acl")
    for subject, path in subjects.of(verb, passive=passive):
        for holder in holders.of(subject):
            yield Frame(verb, "verb", "object" if passive else "subject", holder, path)
    for agent in tree.having(verb, "agent"):
        for doer in (c for c in tree.children[agent] if tree.labels[c] == "pobj"):
            for holder in holders.of(doer):
                yield Frame(verb, "verb", "agent", holder, ())
    for label, part in (("dobj", "object"), ("dative", "recipient")):
        for child in tree.having(verb, label):
            noun = (tree.first(child, "pobj") or child) if label == "dative" else child
            for holder in holders.of(noun):
                yield Frame(verb, "verb", part, holder, ())


def _of_noun(tree: Tree, holders: Holders, subjects: _Subjects, noun: int) -> Iterator[Frame]:
    for owner in holders.owners(noun):
        yield Frame(noun, "noun", "owner", owner, ())
    verb = tree.heads[noun]
    label = tree.labels[noun]
    if label in ("dobj", "attr") and tree.is_verb(verb) and tree.lemmas[verb] in lexicon.word_class("having"):
        for subject, path in subjects.of(verb, passive=tree.passive(verb)):
            for holder in holders.of(subject):
                yield Frame(noun, "noun", tree.lemmas[verb], holder, path)


def _of_feeling(tree: Tree, holders: Holders, subjects: _Subjects, adjective: int) -> Iterator[Frame]:
    """As in "lawmakers wary of X", "Frustrated over X, A ..."."""
    head = tree.heads[adjective]
    if tree.is_verb(head):
        for subject, path in subjects.of(head, passive=tree.passive(head)):
            for holder in holders.of(subject):
                yield Frame(adjective, "adjective", "subject", holder, (*path, tree.labels[adjective]))
    else:
        for holder in holders.of(head):
            yield Frame(adjective, "adjective", "subject", holder, (tree.labels[adjective],))


class _Subjects:
    """Finds the subjects of a verb: its own, or by control, coordination and relative clauses another's."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def of(self, verb: int, *, passive: bool) -> list[tuple[int, tuple[str, ...]]]:
        """The tokens that head the subjects, each with the labels that led to it."""
        return self._of(verb, (), passive=passive)

    def _of(  # noqa: PLR0911 - a list of cases
        self, verb: int, path: tuple[str, ...], *, passive: bool
    ) -> list[tuple[int, tuple[str, ...]]]:
        tree = self._tree
        own = tree.having(verb, "nsubj", "nsubjpass", "csubj", "csubjpass")
        label, head = tree.labels[verb], tree.heads[verb]
        if own:
            return [(self._antecedent(verb, token), path) for token in own[-1:]]
        if len(path) > _DEEPEST or head == verb:
            return []
        if (filing := self._filing(verb)) is not None:
            return self._of(filing, (*path, label), passive=passive)
        if label == "relcl" or (label == "acl" and tree.tags[verb] in ("VBG", "VBN")):
            return [(head, (*path, label))]
        if label in _JOINED and (tree.is_verb(head) or tree.tags[head] == "MD"):
            return self._shared(verb, path, passive=passive)
        if label in ("xcomp", "advcl") and tree.labels[head] in ("acomp", "attr", "oprd"):
            return self._of(tree.heads[head], (*path, label, tree.labels[head]), passive=passive)
        if label == "conj" and tree.labels[head] in ("acomp", "attr"):
            return self._of(tree.heads[head], (*path, label), passive=passive)
        if label == "pcomp" and (clause := self._governing(verb)) is not None:
            return self._of(clause, (*path, f"pcomp:{tree.lows[head]}"), passive=passive)
        return []

    def _shared(self, verb: int, path: tuple[str, ...], *, passive: bool) -> list[tuple[int, tuple[str, ...]]]:
        """What a verb shares with the one that it hangs on: its subject, or its object ("forced X to")."""
        tree = self._tree
        label, head = tree.labels[verb], tree.heads[verb]
        if tree.finite(verb) and (label in ("ccomp", "parataxis") or (label == "dep" and not tree.finite(head))):
            return []
        controlled = self._asked(verb, head)
        if controlled is not None and tree.lemmas[head] not in lexicon.word_class("subject control"):
            return [(controlled, (*path, f"{label}:object"))]
        if label == "advcl" and tree.tags[verb] not in ("VBG", "VBN", "VB"):
            return []
        if label == "xcomp" and tree.passive(head):
            return self._of(head, (*path, f"{label}:passive"), passive=True)
        return self._of(head, (*path, label), passive=passive)

    def _filing(self, verb: int) -> int | None:
        """The verb whose subject says what a gerund says behind whom it goes to: "filed a suit with X saying that"."""
        tree = self._tree
        head = tree.heads[verb]
        says = lexicon.senses("verb").get(tree.lemmas[verb], ("",))[0] in ("say", "argue", "criticise", "believe")
        if tree.labels[verb] != "acl" or tree.tags[verb] != "VBG" or not says or tree.labels[head] != "pobj":
            return None
        to = tree.heads[head]
        while tree.lows[to] == "of" and tree.labels[tree.heads[to]] == "pobj":
            to = tree.heads[tree.heads[to]]
        above = tree.heads[to]
        if tree.lows[to] not in ("with", "to", "against", "before", "at") or not tree.is_verb(above):
            return None
        return above if tree.first(above, "dobj") is not None else None

    def _governing(self, verb: int) -> int | None:
        """The verb whose subject does what a preposition governs: "by threatening", "a plan for leaving"."""
        tree = self._tree
        clause = tree.heads[tree.heads[verb]]
        kept = tree.labels[clause] == "dobj" or tree.first(clause, "dobj") is not None
        if tree.lows[tree.heads[verb]] == "from" and kept:
            return None  # "to keep X from spreading": X would
        while not tree.is_verb(clause) and tree.heads[clause] != clause and tree.labels[clause] in (
            "prep", "pobj", "dobj", "attr", "acomp"
        ):  # fmt: skip
            clause = tree.heads[clause]
        return clause if tree.is_verb(clause) and clause != verb else None

    def _asked(self, verb: int, head: int) -> int | None:
        """Who is made or asked to do what a verb says: "forced X to", "called on X to"."""
        tree = self._tree
        if tree.labels[verb] in ("xcomp", "ccomp") and (thing := tree.first(head, "dobj")) is not None:
            return thing
        asks = lexicon.senses("verb").get(tree.lemmas[head], ("",))[0] == "demand"
        if tree.labels[verb] in ("xcomp", "advcl") and asks and tree.infinitive(verb):
            nouns = (n for prep in tree.having(head, "prep") for n in tree.having(prep, "pobj") if n < verb)
            return next(nouns, None)
        return None

    def _antecedent(self, verb: int, subject: int) -> int:
        """What a relative pronoun stands for."""
        tree = self._tree
        if tree.tags[subject] not in ("WDT", "WP") and tree.lows[subject] != "that":
            return subject
        at = verb
        while tree.labels[at] == "conj" and tree.heads[at] != at:
            at = tree.heads[at]
        return tree.heads[at] if tree.labels[at] == "relcl" else subject
