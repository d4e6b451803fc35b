"""States -> judgements: who is named, what the holder of a predicate is told to want, how two actors stand.

Each is a small layer over the states of the tokens that matter, with what grammar and lexicons tell (stance.py,
ties.py) added to it; all are fitted together with the encoder by `scripts/fit.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from typing import NamedTuple

import numpy as np

from briefing.findings.encoder.network import Floats, Layer, State, arrays

_STEP, _FLAT = 256, 4  # entries of the table of tanh for one unit; units beyond which it is flat
_FAINT = -6.0  # log odds of a kind where no predicate tells it
_MOST = 50.0  # beyond which a sum is as sure as can be
_DULL = -1.0  # what stands for the predicates of an actor that holds none


class _Heads(NamedTuple):
    """The layers, by what they judge."""

    named: Layer
    predicate: Layer
    predicate_kinds: Layer
    actor: Layer
    predicates: Layer
    actor_kinds: Layer
    share: Floats
    pair: Layer
    pair_signs: Layer


@cache
def _heads() -> _Heads:
    names = [name for name in _Heads._fields if name != "share"]
    held = arrays("heads.")
    layers = {name: Layer.of(held, f"heads.{name}") for name in names}
    return _Heads(**layers, share=held["heads.share"].astype(np.float32))


def named(state: State) -> list[float]:
    """How likely each token of a sentence heads the name of somebody who acts."""
    if not len(state.whole):
        return []
    sums = _heads().named(state.values(range(len(state.whole))))[:, 1]
    return [_chance(value) for value in sums.tolist()]


class Judged(NamedTuple):
    """How likely each predicate tells each kind, and how likely each actor is told to have each kind."""

    predicates: list[tuple[float, ...]]
    actors: dict[str, tuple[float, ...]]


def kinds(
    state: State,
    predicates: Sequence[tuple[int, int, int]],
    told: Sequence[Sequence[float]],
    actors: Mapping[str, tuple[Sequence[int], Sequence[int]]],
) -> Judged:
    """What a sentence tells.

    `predicates`: the tokens of each one's head, holder and complement (-1: none). `told`: for each of them, what
    grammar and lexicons add to each kind. `actors`: for each, the numbers of the predicates that it holds, and the
    tokens that stand for it.
    """
    heads = _heads()
    units: Floats = np.zeros((0, heads.predicate.outputs), dtype=np.float32)
    odds: list[list[float]] = []
    likely: list[tuple[float, ...]] = []
    if predicates:
        points = state.values([token for one in predicates for token in one]).reshape(len(predicates), -1)
        units = _squashed(heads.predicate(points))
        for sums, added in zip(heads.predicate_kinds(units).tolist(), told, strict=True):
            powers = [exp(min(a + b, _MOST)) for a, b in zip(sums, added, strict=True)]
            whole = 1 + sum(powers)
            likely.append(tuple(round(power / whole, 4) for power in powers))
            odds.append([log(max(power / whole, 1e-9)) for power in powers])
    if not actors:
        return Judged(likely, {})
    faint, dull = [_FAINT] * len(heads.share), np.full((1, units.shape[1]), _DULL, dtype=np.float32)
    best, standing, loudest = [], [], []
    for held, tokens in actors.values():
        best.append(units[list(held)].max(axis=0, keepdims=True) if held else dull)
        loudest.append([max(odds[n][kind] for n in held) if held else faint[kind] for kind in range(len(faint))])
        standing.append(state.values(tokens).max(axis=0, keepdims=True))
    mixed = _squashed(heads.actor(np.concatenate(standing)) + heads.predicates(np.concatenate(best)))
    sums = heads.actor_kinds(mixed).tolist()
    share = heads.share.tolist()
    return Judged(likely, {
        actor: tuple(_chance(value + w * o) for value, w, o in zip(row, share, loud, strict=True))
        for actor, row, loud in zip(actors, sums, loudest, strict=True)
    })  # fmt: skip


def signs(
    state: State, pairs: Sequence[tuple[int, int, int]], told: Sequence[Sequence[float]]
) -> list[tuple[float, ...]]:
    """How likely each pair of actors is told to be aligned, and opposed.

    `pairs`: the tokens that stand for the two, and the one that joins them. `told`: for each pair, what grammar and
    lexicons add to either sign.
    """
    if not pairs:
        return []
    first, second, joint = (state.values([pair[side] for pair in pairs]) for side in range(3))
    joined = np.concatenate((first + second, first * second, np.abs(first - second), joint), axis=1)
    sums = _heads().pair_signs(_squashed(_heads().pair(joined))).tolist()
    return [
        tuple(_chance(a + b) for a, b in zip(row, added, strict=True)) for row, added in zip(sums, told, strict=True)
    ]


def _chance(value: float) -> float:
    return round(1 / (1 + exp(-max(-_MOST, min(_MOST, value)))), 3)


@cache
def _tanh() -> Floats:
    units = np.arange(-_FLAT * _STEP, _FLAT * _STEP + 1) / _STEP
    table: Floats = (np.rint(np.tanh(units) * 2**20) / 2**20).astype(np.float32)
    return table


def _squashed(values: Floats) -> Floats:
    """The hyperbolic tangent, from a table."""
    limited = np.clip(values, np.float32(-_FLAT), np.float32(_FLAT))
    found: Floats = _tanh()[np.rint((limited + np.float32(_FLAT)) * np.float32(_STEP)).astype(np.int32)]
    return found
