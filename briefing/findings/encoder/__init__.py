"""Sentences -> states: what each token means where it stands, by a small transformer that answers alike everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from briefing.findings.encoder.pieces import Pieces, pieces
from briefing.findings.syntax import Parse, parse
from briefing.model import Document

if TYPE_CHECKING:
    from briefing.findings.encoder.network import State

_BATCH = 1_000  # pieces that are worked on at once, so that the arrays stay small
_MOST_REMEMBERED = 20_000

_STATES: dict[str, State] = {}


def states(parses: Sequence[Parse]) -> tuple[State, ...]:
    """The state of each sentence's tokens; that of a sentence that was read before is remembered."""
    unknown = {one.text: one for one in parses if one.text not in _STATES}
    if len(_STATES) + len(unknown) > _MOST_REMEMBERED:
        _STATES.clear()
        unknown = {one.text: one for one in parses}
    _STATES.update(_read(sorted(unknown.values(), key=lambda one: (len(one.forms), one.text))))
    return tuple(_STATES[one.text] for one in parses)


def of(document: Document) -> tuple[State, ...]:
    """The states of a document's sentences."""
    return states(parse([sentence.text for sentence in document.sentences]))


def _read(parses: Sequence[Parse]) -> Iterator[tuple[str, State]]:
    from briefing.findings.encoder.network import encoder

    for batch in _batches(parses):
        for (one, cut), found in zip(batch, encoder()([cut.numbers for _, cut in batch]), strict=True):
            yield one.text, found.at(firsts(one, cut))


def _batches(parses: Sequence[Parse]) -> Iterator[list[tuple[Parse, Pieces]]]:
    batch: list[tuple[Parse, Pieces]] = []
    size = 0
    for one in parses:
        batch.append((one, pieces(one.text)))
        size += len(batch[-1][1].numbers)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def firsts(parse: Parse, cut: Pieces) -> list[int]:
    """The first piece of each token, -1 for a token that is not read."""
    found, at = [], 1
    last = len(cut.spans) - 1
    for start, end in parse.spans:
        while at < last and cut.spans[at][1] <= start:
            at += 1
        found.append(at if at < last and cut.spans[at][0] < end else -1)
    return found
