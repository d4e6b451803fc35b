"""Tokens -> vectors: the arithmetic of the parser's network, on whole numbers, so that it is the same on every machine.

The architecture and the weights are those of spaCy's `en_core_web_sm` (Explosion, MIT licence; `scripts/parser.py`
rounds and packs them): hashed embeddings of a word's norm, prefix, suffix and shape (Serrà and Karatzoglou 2017), and a
convolution over three tokens, four deep, with maxout and layer normalisation. Weights are rounded to 8 bits and what
passes between layers to a grid, so that every sum is one of whole numbers that a float holds exactly: neither the order
of the additions nor the processor changes a result.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the products are small: threads would wait for each other

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]

GRID = 32.0
"""Steps of one unit of what passes between layers."""

_FINE = 256.0  # steps of one unit inside a layer
_EPSILON = 1e-8  # under the root of the variance, as in the model
_WINDOW = 3  # tokens that a convolution sees
_WIDTH = 96
_PIECES = 3  # linear pieces of a unit, of which the largest counts
_FILE = Path(__file__).parent.parent / "data" / "en" / "parser.npz"
_MOST_WORDS = 50_000  # words whose vectors are remembered
_BLOCK = 512  # rows that are worked on at once


class Layer(NamedTuple):
    """A weight matrix of whole numbers (outputs x inputs), what a step of each output is worth, and the bias."""

    weights: Floats
    scale: Floats
    bias: Floats

    def __call__(self, values: Floats) -> Floats:
        """Values on `GRID` to outputs on the fine grid, not yet rounded to whole numbers."""
        outputs = values @ self.weights.T
        outputs *= self.scale
        outputs += self.bias
        return outputs

    def maxout(self, values: Floats, pieces: int) -> Floats:
        """The largest of the pieces of each unit, whole numbers; outputs go piece by piece."""
        outputs = self(values)
        units = outputs.shape[1] // pieces
        largest = outputs[:, :units]
        for piece in range(1, pieces):
            np.maximum(largest, outputs[:, piece * units : (piece + 1) * units], out=largest)
        return np.rint(largest)


class Encoder:
    """The part of the network that turns the words of a text into vectors in their context."""

    def __init__(self, weights: dict[str, NDArray[np.generic]], prefix: str) -> None:
        """`prefix` names the encoder's arrays among the weights: there is one for syntax and one for names."""
        self._tables = [
            (
                weights[f"{prefix}.table{n}"].astype(np.float32)
                * weights[f"{prefix}.table{n}.scale"].astype(np.float32)[:, None],
                int(seed),
            )
            for n, seed in enumerate(weights[f"{prefix}.seeds"])
        ]
        depth = int(weights[f"{prefix}.depth"])
        self._mix = _layer(weights, f"{prefix}.mix", pieces=_PIECES)
        self._convolutions = [_layer(weights, f"{prefix}.layer{n}", pieces=_PIECES) for n in range(depth)]
        self._norms = [
            tuple(weights[f"{prefix}.{part}{n}"].astype(np.float64) * GRID for part in ("gain", "shift"))
            for n in range(len(self._convolutions) + 1)
        ]
        self._known: dict[tuple[int, ...], int] = {}
        self._vectors: Floats = np.zeros((0, _WIDTH), dtype=np.float32)

    def __call__(self, features: Sequence[tuple[int, ...]], starts: Integers) -> Floats:
        """The vector of each token, on `GRID`, by the hashes of its features; `starts`: each sentence's first."""
        vectors = self._embedded(features)
        first = np.zeros(len(features), dtype=bool)
        first[starts] = True
        last = np.roll(first, -1)
        window = np.zeros((len(features), _WINDOW * _WIDTH), dtype=np.float32)
        for layer, norm in zip(self._convolutions, self._norms[1:], strict=True):
            window[1:, :_WIDTH] = vectors[:-1]
            window[first, :_WIDTH] = 0
            window[:, _WIDTH : 2 * _WIDTH] = vectors
            window[:-1, 2 * _WIDTH :] = vectors[1:]
            window[last, 2 * _WIDTH :] = 0
            for rows in _blocks(len(features)):
                vectors[rows] += _normalised(layer.maxout(window[rows], _PIECES), *norm)
        return vectors

    def _embedded(self, features: Sequence[tuple[int, ...]]) -> Floats:
        """The vector of each token out of context, remembered by word."""
        if len(self._known) > _MOST_WORDS:
            self._known, self._vectors = {}, self._vectors[:0]
        known = self._known
        new = [feature for feature in dict.fromkeys(features) if feature not in known]
        if new:
            at = len(known)
            known.update({feature: at + n for n, feature in enumerate(new)})
            hashes = np.array(new, dtype=np.uint64)[:, : len(self._tables)]
            rows = [
                table[_keys(hashes[:, n], seed) % np.uint64(len(table))].sum(axis=1, dtype=np.float64)
                for n, (table, seed) in enumerate(self._tables)
            ]
            joined = np.rint(np.concatenate(rows, axis=1) * GRID).astype(np.float32)
            mixed = _normalised(self._mix.maxout(joined, _PIECES), *self._norms[0])
            self._vectors = np.concatenate((self._vectors, mixed))
        return self._vectors[[known[feature] for feature in features]]


class Steps:
    """Scores the next step of a transition system by a few tokens: precomputed per token, summed per state."""

    def __init__(self, weights: dict[str, NDArray[np.generic]], prefix: str) -> None:
        """`prefix` names the arrays among the weights."""
        self._narrow = _layer(weights, f"{prefix}.narrow")
        self._lower = _layer(weights, f"{prefix}.lower")
        self._upper = _layer(weights, f"{prefix}.upper")
        shared = weights[f"{prefix}.lower.shared"].astype(np.float32)
        missing = weights[f"{prefix}.missing"].astype(np.float32)
        self._bias = np.concatenate((shared[0::2], shared[1::2]))
        self._missing = np.concatenate((missing[:, 0::2], missing[:, 1::2]), axis=1)
        self._lower = _paired(self._lower, self._missing.shape)

    def prepared(self, vectors: Floats) -> Floats:
        """What each token adds to a state in each place, (tokens + 1) x places x units; row 0: no token."""
        prepared = np.empty((len(vectors) + 1, self._missing.size), dtype=np.float32)
        prepared[0] = self._missing.reshape(-1)
        for rows in _blocks(len(vectors)):
            narrow = np.rint(self._narrow(vectors[rows]) * (GRID / _FINE))
            np.rint(self._lower(narrow), out=prepared[1:][rows])
        return prepared.reshape(-1, *self._missing.shape)

    def scores(self, prepared: Floats, tokens: Integers) -> Floats:
        """Scores of each move for each state, by its context tokens (states x places; -1: none)."""
        _, places, units = prepared.shape
        rows = (tokens + 1) * places + np.arange(places)
        summed = prepared.reshape(-1, units)[rows].sum(axis=1) + self._bias
        half = units // 2
        hidden = np.rint(np.maximum(summed[:, :half], summed[:, half:]) * (GRID / _FINE))
        return self._upper(hidden)


class Weights(NamedTuple):
    """The whole network, and the names of what it tells apart."""

    syntax: Encoder
    names: Encoder
    tagger: Layer
    parser: Steps
    entities: Steps
    tags: tuple[str, ...]
    moves: tuple[str, ...]
    entity_moves: tuple[str, ...]
    norms: dict[int, str]


@cache
def weights() -> Weights:
    """The network, read once."""
    with np.load(_FILE, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}

    def listed(name: str) -> tuple[str, ...]:
        return tuple(bytes(arrays[name]).decode().split("\n"))

    return Weights(
        Encoder(arrays, "syntax"),
        Encoder(arrays, "names"),
        _layer(arrays, "tagger"),
        Steps(arrays, "parser"),
        Steps(arrays, "entities"),
        listed("tags"),
        listed("moves"),
        listed("entity_moves"),
        {int(key): norm for key, norm in (line.split("\t") for line in listed("norms"))},
    )


def _layer(arrays: dict[str, NDArray[np.generic]], name: str, pieces: int = 1) -> Layer:
    """A layer of the file; its rows, unit by unit there, go piece by piece."""
    size = len(arrays[f"{name}.scale"])
    order = np.arange(size).reshape(-1, pieces).T.reshape(-1)
    return Layer(
        arrays[f"{name}.weights"].astype(np.float32)[order],
        arrays[f"{name}.scale"].astype(np.float32)[order] * np.float32(_FINE / GRID),
        np.rint(arrays[f"{name}.bias"].astype(np.float32) * _FINE)[order],
    )


def _paired(layer: Layer, shape: tuple[int, ...]) -> Layer:
    """A layer of places x (units x 2 pieces) with the first pieces of a place before its second ones."""
    order = np.arange(len(layer.scale)).reshape(shape[0], -1, 2).transpose(0, 2, 1).reshape(-1)
    return Layer(layer.weights[order], layer.scale[order], layer.bias[order])


def _blocks(count: int) -> Iterator[slice]:
    """Rows in blocks that a processor's cache holds: every row's result is its own."""
    return (slice(at, at + _BLOCK) for at in range(0, count, _BLOCK))


def _normalised(values: Floats, gain: NDArray[np.float64], shift: NDArray[np.float64]) -> Floats:
    """Layer normalisation of whole numbers, exact until the root is drawn, back on the grid of `gain` and `shift`."""
    wide = values.astype(np.float64)
    mean = wide.sum(axis=1) / _WIDTH
    variance = np.einsum("ij,ij->i", wide, wide) / _WIDTH - mean * mean
    wide -= mean[:, None]
    wide /= np.sqrt(np.maximum(variance, 0.0) + _EPSILON * _FINE * _FINE)[:, None]
    wide *= gain
    wide += shift
    normal: Floats = np.rint(wide, out=wide).astype(np.float32)
    return normal


# Hashes: A. Appleby's MurmurHash2 (64A) of a word's bytes and MurmurHash3 (128 bits) of the result; both public domain.

_M = 0xC6A4A7935BD1E995
_MASK = (1 << 64) - 1


@cache
def word_hash(word: str) -> int:
    """The 64-bit hash under which the model knows a string."""
    raw = word.encode("utf-8", "surrogatepass")
    if not raw:
        return 0
    value = (1 ^ (len(raw) * _M)) & _MASK
    whole = len(raw) - len(raw) % 8
    for at in range(0, whole, 8):
        block = (int.from_bytes(raw[at : at + 8], "little") * _M) & _MASK
        block = ((block ^ (block >> 47)) * _M) & _MASK
        value = ((value ^ block) * _M) & _MASK
    if whole < len(raw):
        value = ((value ^ int.from_bytes(raw[whole:], "little")) * _M) & _MASK
    value = ((value ^ (value >> 47)) * _M) & _MASK
    return value ^ (value >> 47)


def _keys(hashes: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Four 32-bit keys for each hash (n x 4): the rows of a table that are summed."""
    s = np.uint64(seed ^ 8)
    first = hashes * np.uint64(0x87C37B91114253D5)
    first = (first << np.uint64(31)) | (first >> np.uint64(33))
    first = (first * np.uint64(0x4CF5AD432745937F)) ^ s
    first = first + s
    second = s + first
    first, second = _mixed(first), _mixed(second)
    first = first + second
    second = second + first
    low = np.uint64(0xFFFFFFFF)
    return np.stack((first & low, first >> np.uint64(32), second & low, second >> np.uint64(32)), axis=1)


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = (value ^ (value >> np.uint64(33))) * np.uint64(factor)
    return value ^ (value >> np.uint64(33))
