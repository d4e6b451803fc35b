"""Pieces -> states: the arithmetic of a small transformer, on whole numbers, so that it is the same on every machine.

The architecture is that of BERT (Devlin et al. 2019), the weights grew from those of `all-MiniLM-L6-v2` (Wang et al.
2020; Apache 2.0; data/en/encoder-LICENSE.txt), tuned by `scripts/fit.py` to tell who wants what. Weights are rounded to
8 bits and what a product takes in to 9, row by row, so that every sum is one of whole numbers that a float holds
exactly, and curves are read from tables: neither the order of the additions nor the processor changes a result.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # several builds at once, and the parser's small products

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Arrays: TypeAlias = dict[str, NDArray[Any]]

_FILE = Path(__file__).parent.parent / "data" / "en" / "encoder.npz"
_EPSILON = 1e-12  # under the root of the variance, as in the model
_MOST = np.float32(255)  # the largest whole number that goes into a product: 255 x 127 x `_EXACT` < 2^24
_EXACT = 512  # numbers that are summed in one product
_FINE = 2048.0  # steps of one unit under a layer normalisation
_STEP = 128  # entries of the table of a curve for one unit
_BEND = 6  # units from zero beyond which GELU is flat, or straight
_SMALL = 12  # units under the largest score beyond which attention is none


class Layer:
    """A weight matrix of whole numbers (outputs x inputs), what a step of each output is worth, and the bias."""

    def __init__(self, weights: NDArray[np.int8], scale: Floats, bias: Floats) -> None:
        """As the file holds them."""
        columns = range(0, weights.shape[1], _EXACT)
        self.blocks = [np.ascontiguousarray(weights[:, at : at + _EXACT].T, dtype=np.float32) for at in columns]
        self.outputs = len(scale)
        self._scale, self._bias = scale.astype(np.float32), bias.astype(np.float32)

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Layer:
        """The layer of that name in the file."""
        return cls(arrays[f"{name}.weights"], arrays[f"{name}.scale"], arrays[f"{name}.bias"])

    def __call__(self, values: Floats) -> Floats:
        """The outputs for each row of values."""
        whole, steps = _rounded(values)
        if len(self.blocks) == 1:
            outputs: Floats = whole @ self.blocks[0]
        else:
            parts = (whole[:, n * _EXACT : n * _EXACT + len(block)] @ block for n, block in enumerate(self.blocks))
            wide = sum((part.astype(np.float64) for part in parts), np.zeros((len(values), len(self._scale))))
            outputs = wide.astype(np.float32)
        outputs *= steps
        outputs *= self._scale
        outputs += self._bias
        return outputs


def _rounded(values: Floats) -> tuple[Floats, Floats]:
    """Each row as whole numbers up to `_MOST`, and what a step of each row is worth."""
    steps = np.abs(values).max(axis=-1, keepdims=True) / _MOST
    np.maximum(steps, np.float32(1e-30), out=steps)
    return np.rint(values / steps), steps


class State(NamedTuple):
    """What a sentence's tokens mean, tokens x width: whole numbers, and what a step of each token is worth."""

    whole: NDArray[np.int8]
    steps: Floats

    def at(self, rows: Sequence[int]) -> State:
        """The state of these rows; -1 is a token of which nothing is known."""
        known = np.asarray(rows, dtype=np.int64)
        steps = np.where(known < 0, np.float32(0), self.steps[known])
        return State(self.whole[known], steps)

    def values(self, rows: Sequence[int]) -> Floats:
        """The values of these tokens; -1 is none, and zero."""
        known = np.asarray(rows, dtype=np.int64)
        values = self.whole[known].astype(np.float32)
        values *= np.where(known < 0, np.float32(0), self.steps[known])[:, None]
        return values


class Block(NamedTuple):
    """One layer of the transformer."""

    query: Layer
    key: Layer
    value: Layer
    output: Layer
    first_norm: tuple[Floats, Floats]
    inner: Layer
    outer: Layer
    second_norm: tuple[Floats, Floats]


class Encoder:
    """The network: numbers of pieces in, a state for each of them out."""

    def __init__(self, arrays: Arrays) -> None:
        """`arrays`: the file's, by name."""
        self._words = arrays["words"]
        self._word_scale = arrays["words.scale"].astype(np.float32)
        self._places = arrays["places"].astype(np.float32)
        self._norm = _norm(arrays, "norm")
        self._heads = int(arrays["heads"])
        self._blocks = [
            Block(
                Layer.of(arrays, f"{n}.query"),
                Layer.of(arrays, f"{n}.key"),
                Layer.of(arrays, f"{n}.value"),
                Layer.of(arrays, f"{n}.output"),
                _norm(arrays, f"{n}.norm1"),
                Layer.of(arrays, f"{n}.inner"),
                Layer.of(arrays, f"{n}.outer"),
                _norm(arrays, f"{n}.norm2"),
            )
            for n in range(int(arrays["depth"]))
        ]
        self._narrow = Layer.of(arrays, "narrow")

    def __call__(self, texts: Sequence[Sequence[int]]) -> list[State]:
        """The state of each text's pieces; the texts are worked on together."""
        lengths = [len(text) for text in texts]
        ends = np.cumsum(lengths).tolist()
        rows = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        numbers = np.concatenate([np.asarray(text, dtype=np.int64) for text in texts])
        places = np.concatenate([np.arange(length) for length in lengths])
        states = self._words[numbers].astype(np.float32) * self._word_scale[numbers][:, None]
        states = _normalised(states + self._places[places], *self._norm)
        for block in self._blocks:
            states = _normalised(states + self._attended(block, states, rows), *block.first_norm)
            inner = _curved(block.inner(states))
            states = _normalised(states + block.outer(inner), *block.second_norm)
        narrow = self._narrow(states)
        steps = np.abs(narrow).max(axis=1) / np.float32(127)
        np.maximum(steps, np.float32(1e-30), out=steps)
        whole = np.rint(narrow / steps[:, None]).astype(np.int8)
        return [State(whole[one], steps[one]) for one in rows]

    def _attended(self, block: Block, states: Floats, rows: Sequence[slice]) -> Floats:
        """What each piece takes from the others of its text."""
        width = states.shape[1] // self._heads
        split = (len(states), self._heads, width)
        query, query_steps = _rounded(block.query(states).reshape(split))
        key, key_steps = _rounded(block.key(states).reshape(split))
        query_steps /= np.float32(np.sqrt(width))
        value = block.value(states).reshape(split)
        mixed = np.empty(split, dtype=np.float32)
        for one in rows:
            scores = query[one].transpose(1, 0, 2) @ key[one].transpose(1, 2, 0)
            scores *= query_steps[one].transpose(1, 0, 2)
            scores *= key_steps[one].transpose(1, 2, 0)
            scores -= scores.max(axis=-1, keepdims=True)
            shares = _powers()[np.rint(np.maximum(scores, -_SMALL) * np.float32(-_STEP)).astype(np.int32)]
            whole = np.rint(shares * (_MOST / shares.sum(axis=-1, keepdims=True)))
            ours = value[one].transpose(1, 0, 2)
            steps = np.abs(ours).max(axis=(1, 2), keepdims=True) / np.float32(127)
            np.maximum(steps, np.float32(1e-30), out=steps)
            taken = whole @ np.rint(ours / steps)
            taken *= steps / _MOST
            mixed[one] = taken.transpose(1, 0, 2)
        return block.output(mixed.reshape(len(states), -1))


@cache
def encoder() -> Encoder:
    """The network, read once."""
    return Encoder(arrays())


def arrays(beginning: str = "") -> Arrays:
    """What the file holds under names that begin so; read anew, for nobody needs the whole numbers of weights twice."""
    with np.load(_FILE, allow_pickle=False) as file:
        return {name: file[name] for name in file.files if name.startswith(beginning)}


def _norm(arrays: Arrays, name: str) -> tuple[Floats, Floats]:
    return arrays[f"{name}.gain"].astype(np.float32), arrays[f"{name}.shift"].astype(np.float32)


def _normalised(values: Floats, gain: Floats, shift: Floats) -> Floats:
    """Layer normalisation, on whole numbers until the root is drawn."""
    whole = np.rint(values * np.float32(_FINE)).astype(np.float64)
    count = values.shape[1]
    total = whole.sum(axis=1, keepdims=True)
    spread = count * np.einsum("ij,ij->i", whole, whole)[:, None] - total * total
    whole *= count
    whole -= total
    whole /= np.sqrt(spread + _EPSILON * (count * _FINE) ** 2)
    normal: Floats = whole.astype(np.float32)
    normal *= gain
    normal += shift
    return normal


@cache
def _powers() -> Floats:
    """The powers of e, from 0 downwards by steps, as whole numbers."""
    powers: Floats = np.rint(4095 * np.exp(-np.arange(_SMALL * _STEP + 1) / _STEP)).astype(np.float32)
    return powers


@cache
def _bends() -> Floats:
    """GELU less its straight part, max(x, 0), by the distance of x from zero, to 20 bits."""
    from math import erf

    distance = np.arange(_BEND * _STEP + 1) / _STEP
    tail = [x * 0.5 * (1 - erf(x / 2**0.5)) for x in distance.tolist()]
    bends: Floats = (np.rint(np.array(tail) * 2**20) / 2**20).astype(np.float32)
    return bends


def _curved(values: Floats) -> Floats:
    """GELU (Hendrycks and Gimpel 2016): for x of either sign it is max(x, 0) less a tail that depends on |x| alone."""
    steps = np.abs(values)
    steps *= np.float32(_STEP)
    np.minimum(steps, np.float32(_BEND * _STEP), out=steps)
    tail = _bends()[np.rint(steps, out=steps).astype(np.int32)]
    curved: Floats = np.maximum(values, np.float32(0))
    curved -= tail
    return curved
