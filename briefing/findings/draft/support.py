"""Corrected rows against their evidence: what an analyst wrote and the cited sentences do not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from briefing.findings import terms
from briefing.findings.draft.merge import Merged, Note, cut
from briefing.findings.draft.quotes import Shelf
from briefing.findings.draft.rows import WORDS, Entry
from briefing.findings.grounding import akin
from briefing.model import Actor, Sentence

_LEAST = 0.5
"""Share of a row's content words that the cited sentences must hold."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"(?<![.?!:] )(?<!^)(?<![\w’'-])[A-ZÀ-Þ][\w’'-]*\w")
_NOT = re.compile(r"n['’]t\b")


def check(merged: Merged, shelf: Shelf, actors: Sequence[Actor]) -> Iterator[Note]:
    """A note for each number, name or negation that a touched row's evidence lacks, and for words that are mostly not
    in it. It is a check of words: a good paraphrase may be told of, and a clever falsehood not (FEVER-like checks by
    overlap reach an AUC of .6 to .8).
    """
    aliases = {word: actor.name for actor in actors for name in (actor.name, *actor.aliases) for word in name.split()}
    for row in (row for rows in merged.lists.values() for row in rows):
        if row.kind in ("actors", "relations") or row.status not in ("edited", "pinned", "manual"):
            continue
        cited = [found.sentence for cite in row.cites if (found := shelf.find(cite))]
        if cited:
            yield from _lacks(row, cited, aliases)


def _lacks(row: Entry, cited: Sequence[Sentence], aliases: dict[str, str]) -> Iterator[Note]:
    held = " ".join(sentence.text for sentence in cited)
    hint = f"{cited[0].id} says: {cut(cited[0].text)}"
    field = WORDS[row.kind]

    def note(what: str, word: str) -> Note:
        return Note("draft-support", row, what, hint, field, word)

    known = {number.replace(",", "") for number in _NUMBER.findall(held)}
    for number in dict.fromkeys(_NUMBER.findall(row.words)):
        if number.replace(",", "") not in known:
            yield note(f"the number {number} does not stand in what is cited", number)
    have = set(terms.words(held))
    here = {name for sentence in cited for name in sentence.actors} | {name for _, name in row.names}
    for name in dict.fromkeys(_NAME.findall(row.words)):
        if aliases.get(name) not in here and not _holds(have, name):
            yield note(f"the name {name} does not stand in what is cited", name)
    if row.base == row.value or row.words in held:
        return
    mine, theirs = _negated(row.words), _negated(held)
    if mine and not theirs:
        yield note(f"“{mine}” turns round what is cited", mine)
    elif theirs and not mine and row.kind == "points":
        yield note(f"what is cited says “{theirs}”, and this row does not", "")
    stems = terms.content(row.words)
    there = set(terms.content(held))
    missing = [stem for stem in stems if stem not in there and not any(akin(stem, other) for other in there)]
    if len(missing) > (1 - _LEAST) * len(stems):
        yield note("most of these words do not stand in what is cited", "")


def _holds(have: set[str], name: str) -> bool:
    return all(word in have or any(akin(word, other) for other in have) for word in terms.words(name))


def _negated(text: str) -> str:
    """The first word that turns a text round; "" where there is none."""
    return next((word for word in terms.words(text) if word in _negations() or _NOT.search(word)), "")


@cache
def _negations() -> frozenset[str]:
    return frozenset(terms.lexicon("draft-support")["negation"])
