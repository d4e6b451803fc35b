"""Sentences -> parses: tags, heads, labels and names, by a small network that answers alike on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing.findings.syntax.tokens import Tokens, tokens

_BATCH = 3_000  # tokens that are parsed at once, so that the arrays stay small


class Parse(NamedTuple):
    """A sentence and its structure, a value a token: Penn tags, heads (a root's is itself), ClearNLP labels; names.

    `names`: first token, the one after the last, and a type as in OntoNotes (PERSON, NORP, ORG, GPE, LOC, DATE ...).
    """

    text: str
    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    tags: tuple[str, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]
    names: tuple[tuple[int, int, str], ...]


def parse(texts: Sequence[str]) -> tuple[Parse, ...]:
    """The parse of each sentence; a text that has been parsed before is remembered."""
    unknown = sorted({text for text in texts if text not in _PARSED}, key=lambda text: (len(text), text))
    if len(_PARSED) + len(unknown) > _MOST_REMEMBERED:
        _PARSED.clear()
        unknown = sorted(set(texts), key=lambda text: (len(text), text))
    for batch in _batches(unknown):
        _PARSED.update(zip((sentence.text for sentence in batch), _parsed(batch), strict=True))
    return tuple(_PARSED[text] for text in texts)


_PARSED: dict[str, Parse] = {}
_MOST_REMEMBERED = 20_000


def _batches(texts: Sequence[str]) -> Iterator[list[Tokens]]:
    """The sentences as tokens, in runs of about `_BATCH`."""
    batch: list[Tokens] = []
    size = 0
    for text in texts:
        batch.append(tokens(text))
        size += len(batch[-1].forms)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _parsed(batch: Sequence[Tokens]) -> Iterator[Parse]:
    import numpy as np

    from briefing.findings.syntax import transitions
    from briefing.findings.syntax.network import weights

    full = [sentence for sentence in batch if sentence.forms]
    found = {}
    if full:
        network = weights()
        lengths = np.array([len(sentence.forms) for sentence in full])
        starts = np.concatenate(([0], lengths.cumsum()[:-1]))
        features = [feature for sentence in full for feature in sentence.features]
        vectors = network.syntax(features, starts)
        best = network.tagger(vectors).argmax(axis=1).tolist()
        trees = transitions.trees(vectors, starts, lengths)
        names = transitions.entities(network.names(features, starts), starts, lengths)
        for n, (sentence, start) in enumerate(zip(full, starts.tolist(), strict=True)):
            tags = tuple(network.tags[tag] for tag in best[start : start + len(sentence.forms)])
            heads, labels = trees[n]
            found[id(sentence)] = Parse(
                sentence.text, sentence.forms, sentence.spans, tags, tuple(heads), tuple(labels), tuple(names[n])
            )
    for sentence in batch:
        yield found.get(id(sentence)) or Parse(sentence.text, (), (), (), (), (), ())
