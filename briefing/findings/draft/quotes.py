"""Citations -> the sentences that hold them: the words decide, the number is a hint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing.findings import terms
from briefing.findings.draft.rows import Cite, flat
from briefing.findings.judgement import word_pattern
from briefing.model import Document, Evidence, Sentence

_SHAPES = str.maketrans({**dict.fromkeys("“”„‟«»’‘‚‛‹›`´'", '"'), **dict.fromkeys("‐‑‒–—―−", "-")})
_SPACED_DASH = re.compile(r" ?-+ ?")


class Found(NamedTuple):
    """A citation as it stands now, its sentence, and the words as the source spells them."""

    cite: Cite
    sentence: Sentence
    quote: str

    @property
    def evidence(self) -> Evidence:
        """The same as a claim holds it."""
        return Evidence(sentence=self.sentence.id, quote=self.quote)


class Shelf:
    """The sentences of all documents, ready to be asked for words."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = {d.key: tuple((s, _folded(s.text)) for s in d.sentences) for d in documents}
        self.markings = {s.id: d.marking for d in documents for s in d.sentences}

    def find(self, cite: Cite) -> Found | None:
        """The sentence that holds the words, of several the nearest to the number; None if none does.

        Words are looked for in the source that is named, and in all where no source has that name (any more).
        """
        keys = (cite.key,) if cite.key in self.documents else tuple(self.documents)
        named = keys[0] == cite.key
        if not cite.quote:
            return next((f for f in self._at(cite) if named), None)
        wanted = _folded(cite.quote)
        for key in keys:
            order = self.documents[key]
            hits = [n for n in self._nearest(cite, len(order)) if wanted in order[n][1]]
            for number in sorted(hits, key=lambda n: abs(n + 1 - cite.number)):
                if quote := _spelt(cite.quote, order[number][0].text):
                    sentence = order[number][0]
                    return Found(Cite(key, _number(sentence), flat(quote)), sentence, quote)
        return None

    def _nearest(self, cite: Cite, length: int) -> Iterator[int]:
        """The places to look at: the named one alone if it holds the words, else all."""
        at = cite.number - 1
        order = self.documents.get(cite.key, ())
        if 0 <= at < len(order) and _folded(cite.quote) in order[at][1]:
            yield at
        else:
            yield from range(length)

    def _at(self, cite: Cite) -> Iterator[Found]:
        for sentence, _ in self.documents.get(cite.key, ())[cite.number - 1 : cite.number] if cite.number else ():
            yield Found(Cite(cite.key, cite.number, flat(sentence.text)), sentence, sentence.text)

    def closest(self, cite: Cite) -> Sentence | None:
        """The sentence of the named source that shares most words with the citation."""
        wanted = set(terms.words(cite.quote))
        shared = [(len(wanted & set(terms.words(s.text))), s) for s, _ in self.documents.get(cite.key, ())]
        most, nearest = max(shared, key=lambda pair: pair[0], default=(0, None))
        return nearest if most else None


def _number(sentence: Sentence) -> int:
    return int(sentence.id.rpartition(":")[2])


def _folded(text: str) -> str:
    """A text blind to white space and the shapes of quotation marks and dashes."""
    return _SPACED_DASH.sub("-", flat(text).translate(_SHAPES)).replace("…", "...")


def _spelt(quote: str, text: str) -> str:
    """The quote as the text spells it; "" where it is not there as whole words."""
    if quote in text:
        return quote
    found = word_pattern(quote).search(text)
    return found[0] if found else ""
