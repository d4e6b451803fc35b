"""Documents -> passages: each sentence as a tree, with whom it names and whom its pronouns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing.findings import lexicon, syntax
from briefing.findings.holders import Holders, Memory
from briefing.findings.mentions import Finder, Mention, mentions
from briefing.findings.syntax.tree import Tree
from briefing.model import Actor, Document, Sentence

_MANY = frozenset(["party", "population", "movement", "lobby"])


class Passage(NamedTuple):
    """A sentence, its tree, the actors that it names, and the answers to whom its words mean."""

    sentence: Sentence
    tree: Tree
    mentions: tuple[Mention, ...]
    holders: Holders


def passages(document: Document, actors: Sequence[Actor]) -> Iterator[Passage]:
    """The sentences of a document in order, each with what the ones before it leave to refer to.

    A passage's `holders` must be asked before the next passage is taken: a pronoun looks back from where it stands.
    """
    finder = Finder(actors)
    types = {actor.name: actor.type for actor in actors}
    memory = Memory({actor.name: _many(actor) for actor in actors})
    parses = syntax.parse([sentence.text for sentence in document.sentences])
    for sentence, parse in zip(document.sentences, parses, strict=True):
        tree = Tree(parse)
        named = mentions(parse, finder)
        memory.add(tree, named)
        holders = Holders(tree, named, types, memory)
        memory.speaker = _speaker(tree, holders) or memory.speaker
        yield Passage(sentence, tree, named, holders)
        memory.close()


def _speaker(tree: Tree, holders: Holders) -> tuple[str, ...]:
    """Who says something in a sentence: whom "we" and "I" of a quotation mean."""
    for token in range(len(tree)):
        sense = lexicon.senses("verb").get(tree.lemmas[token], ("",))[0] if tree.is_verb(token) else ""
        subject = tree.first(token, "nsubj") if sense in ("say", "argue", "criticise") else None
        if subject is not None and tree.tags[subject] not in ("PRP", "WP", "WDT"):
            found = holders.of(subject)
            if found:
                return found[0].actors
    return ()


def _many(actor: Actor) -> bool:
    """Whether an actor is spoken of as "they"."""
    singular = actor.name.endswith(("States", "Emirates", "Nations", "ss", "us", "is")) or actor.name[-1] != "s"
    return actor.type in _MANY or (actor.type != "state" and not singular)
