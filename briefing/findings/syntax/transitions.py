"""Vectors -> trees and names: transition systems that step through many sentences at once.

Trees: arc-eager with unshift (Nivre 2003; Honnibal and Johnson 2015), non-projective arcs lifted and put back by their
decorated labels (Nivre and Nilsson 2005). Names: begin, in, last, unit, out. A sentence is never broken in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.findings.syntax.network import Floats, Integers, Steps, weights

_NONE = -1
_NEVER = np.float32(-1e30)
_SHIFT, _REDUCE, _LEFT, _RIGHT, _BREAK = range(5)


class _Moves(NamedTuple):
    kinds: Integers  # of each move: shift, reduce, left, right or break
    labels: tuple[str, ...]


@cache
def _moves() -> _Moves:
    names = weights().moves
    kinds = np.array(["SDLRB".index(name[0]) for name in names])
    return _Moves(kinds, tuple(name[2:] for name in names))


class _States:
    """The states of some sentences: stacks, buffers, arcs. Tokens are numbered within each sentence."""

    def __init__(self, lengths: Integers) -> None:
        n, longest = len(lengths), int(lengths.max())
        self.lengths = lengths
        self.stack = np.full((n, longest + 1), _NONE)
        self.depth = np.zeros(n, dtype=np.int64)
        self.next = np.zeros(n, dtype=np.int64)  # the first token that was never shifted
        self.back = np.full((n, longest + 1), _NONE)  # tokens put back before it, the last one first
        self.backed = np.zeros(n, dtype=np.int64)
        self.heads = np.full((n, longest), _NONE)
        self.labels = np.full((n, longest), _NONE)
        self.stuck = np.zeros((n, longest), dtype=bool)  # put back once, so not to be shifted again
        self.left = np.full((n, longest), _NONE)  # the last child attached on each side
        self.right = np.full((n, longest), _NONE)
        self.before = np.full((n, longest), _NONE)  # the right child that its head had before this one

    def on_stack(self, rows: Integers, at: int) -> Integers:
        """The token `at` places below the top of the stack, -1 for none."""
        place = self.depth[rows] - 1 - at
        return np.where(place >= 0, self.stack[rows, np.maximum(place, 0)], _NONE)

    def in_buffer(self, rows: Integers, at: int) -> Integers:
        """The token `at` places into the buffer, -1 for none."""
        backed = self.backed[rows]
        own = self.next[rows] + at - backed
        own = np.where(own < self.lengths[rows], own, _NONE)
        return np.where(at < backed, self.back[rows, np.maximum(backed - 1 - at, 0)], own)

    def left_in_buffer(self, rows: Integers) -> Integers:
        """How many tokens the buffer holds."""
        return self.lengths[rows] - self.next[rows] + self.backed[rows]

    def push(self, rows: Integers) -> None:
        """The first token of the buffer onto the stack."""
        first = self.in_buffer(rows, 0)
        self.stack[rows, self.depth[rows]] = first
        self.depth[rows] += 1
        again = self.backed[rows] > 0
        self.backed[rows[again]] -= 1
        self.next[rows[~again]] += 1

    def reduce(self, rows: Integers) -> None:
        """Off the stack; back into the buffer if it has no head and is not alone."""
        top = self.on_stack(rows, 0)
        done = (self.heads[rows, top] != _NONE) | (self.depth[rows] == 1)
        self.depth[rows] -= 1
        again, tops = rows[~done], top[~done]
        self.stuck[again, tops] = True
        self.back[again, self.backed[again]] = tops
        self.backed[again] += 1

    def attach_left(self, rows: Integers, labels: Integers) -> None:
        """The first token of the buffer becomes the head of the top of the stack, which goes."""
        top, first = self.on_stack(rows, 0), self.in_buffer(rows, 0)
        former = self.heads[rows, top]
        had = former != _NONE
        self.right[rows[had], former[had]] = self.before[rows[had], top[had]]
        self.heads[rows, top], self.labels[rows, top] = first, labels
        self.left[rows, first] = top
        self.stuck[rows, first] = False
        self.depth[rows] -= 1

    def attach_right(self, rows: Integers, labels: Integers) -> None:
        """The top of the stack becomes the head of the first token of the buffer, which goes onto the stack."""
        top, first = self.on_stack(rows, 0), self.in_buffer(rows, 0)
        self.heads[rows, first], self.labels[rows, first] = top, labels
        self.before[rows, first] = self.right[rows, top]
        self.right[rows, top] = first
        self.push(rows)


def trees(vectors: Floats, starts: Integers, lengths: Integers) -> list[tuple[list[int], list[str]]]:
    """Of each sentence the head of each token (itself for a root) and its label, Universal-like (ClearNLP) names."""
    network, moves = weights().parser, _moves()
    prepared = network.prepared(vectors)
    states = _States(lengths)
    rows = np.arange(len(lengths))
    for _ in range(4 * int(lengths.max()) + 8):
        rows = rows[(states.depth[rows] > 0) | (states.left_in_buffer(rows) > 0)]
        if not len(rows):
            break
        _step(states, rows, starts, network, prepared, moves)
    return [_lifted(states, n, int(length), moves.labels) for n, length in enumerate(lengths)]


def _step(  # noqa: PLR0913, PLR0917 - what a step rests on
    states: _States, rows: Integers, starts: Integers, network: Steps, prepared: Floats, moves: _Moves
) -> None:
    top, first = states.on_stack(rows, 0), states.in_buffer(rows, 0)
    context = np.stack(
        (
            first,
            states.in_buffer(rows, 1),
            top,
            states.on_stack(rows, 1),
            states.on_stack(rows, 2),
            _child(states.left, rows, first),
            _child(states.left, rows, top),
            _child(states.right, rows, top),
        ),
        axis=1,
    )
    context = np.where(context >= 0, context + starts[rows][:, None], _NONE)
    scores = network.scores(prepared, context)
    depth, held = states.depth[rows], states.left_in_buffer(rows)
    stuck = states.stuck[rows, np.maximum(first, 0)] & (first >= 0)
    valid = np.zeros((len(rows), 5), dtype=bool)
    valid[:, _SHIFT] = (depth == 0) | ((held > 1) & ~stuck)
    valid[:, _REDUCE] = (depth > 0) & ((held == 0) | (depth > 1))
    valid[:, _LEFT] = valid[:, _RIGHT] = (depth > 0) & (held > 0)
    chosen = np.where(valid[:, moves.kinds], scores, _NEVER).argmax(axis=1)
    kinds = moves.kinds[chosen]
    states.push(rows[kinds == _SHIFT])
    states.reduce(rows[kinds == _REDUCE])
    states.attach_left(rows[kinds == _LEFT], chosen[kinds == _LEFT])
    states.attach_right(rows[kinds == _RIGHT], chosen[kinds == _RIGHT])


def _child(children: Integers, rows: Integers, heads: Integers) -> Integers:
    return np.where(heads >= 0, children[rows, np.maximum(heads, 0)], _NONE)


def _lifted(states: _States, row: int, length: int, names: Sequence[str]) -> tuple[list[int], list[str]]:
    """A sentence's heads and labels, with decorated arcs ("prep||nsubj") hung on the nearest head so labelled."""
    heads = [int(head) if head >= 0 else n for n, head in enumerate(states.heads[row, :length])]
    labels = ["ROOT" if head == n else names[states.labels[row, n]] for n, head in enumerate(heads)]
    for n, label in enumerate(labels):
        if "||" in label:
            own, _, wanted = label.partition("||")
            labels[n] = own
            heads[n] = _below(heads, labels, n, wanted)
    return heads, labels


def _below(heads: Sequence[int], labels: Sequence[str], token: int, wanted: str) -> int:
    """Breadth first among what hangs on the token's head: the first one so labelled, or the head itself."""
    level = [heads[token]]
    while level:
        below = [n for n, head in enumerate(heads) if head in level and n not in (head, token)]
        found = next((n for n in below if labels[n] == wanted), None)
        if found is not None:
            return found
        level = below
    return heads[token]


# Names


class _EntityMoves(NamedTuple):
    kinds: NDArray[np.str_]
    types: Integers  # of each move: which type of name, -1 for "out"
    names: tuple[str, ...]


@cache
def _entity_moves() -> _EntityMoves:
    moves = weights().entity_moves
    names = tuple(dict.fromkeys(move[2:] for move in moves if move[2:]))
    types = np.array([names.index(move[2:]) if move[2:] else _NONE for move in moves])
    return _EntityMoves(np.array(["-" if move == "U-" else move[0] for move in moves]), types, names)


def entities(vectors: Floats, starts: Integers, lengths: Integers) -> list[list[tuple[int, int, str]]]:
    """Of each sentence the names found: the first token, the one after the last, the type (OntoNotes' 18)."""
    network, moves = weights().entities, _entity_moves()
    prepared = network.prepared(vectors)
    opened = np.full(len(lengths), _NONE)
    kind = np.full(len(lengths), _NONE)
    found: list[list[tuple[int, int, str]]] = [[] for _ in lengths]
    begins, inside = moves.kinds == "B", (moves.kinds == "I") | (moves.kinds == "L")
    for at in range(int(lengths.max())):
        rows = np.flatnonzero(lengths > at)
        is_open = opened[rows] != _NONE
        first = np.where(is_open, opened[rows], _NONE)
        context = np.stack((np.full(len(rows), at), first, np.where(is_open, at - 1, _NONE)), axis=1)
        context = np.where(context >= 0, context + starts[rows][:, None], _NONE)
        scores = network.scores(prepared, context)
        final = np.equal(lengths[rows] - 1, at)[:, None]
        valid = np.where(is_open[:, None], inside & (moves.types == kind[rows][:, None]), ~inside)
        valid &= ~(final & (begins | (moves.kinds == "I"))) & (moves.kinds != "-")  # "-" blocks a name in training
        chosen = np.where(valid, scores, _NEVER).argmax(axis=1)
        for row, move in zip(rows.tolist(), chosen.tolist(), strict=True):
            letter = moves.kinds[move]
            if letter == "B":
                opened[row], kind[row] = at, moves.types[move]
            elif letter in "UL":
                start = at if letter == "U" else int(opened[row])
                found[row].append((start, at + 1, moves.names[moves.types[move]]))
                opened[row] = kind[row] = _NONE
    return found
