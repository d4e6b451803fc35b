"""Stems -> kin: how near the meaning of a word that is asked for is to that of a word that is said.

The vectors are whole numbers (scripts/kin.py), so that a likeness is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FILE = Path(__file__).parent / "data" / "en" / "kin.npz"

STRANGE = 0.5
"""The cosine up to which two words have nothing to do with each other."""
NEAREST = 0.7
"""What a word counts that means the same without being of the same stem."""


def likeness(asked: Sequence[str], said: Sequence[str]) -> NDArray[np.float64]:
    """A row for each stem asked for, a column for each said: 1 for the same, up to `NEAREST` for kin, 0 for others."""
    left, right = vectors(asked), vectors(said)
    products = (left.astype(np.int64) @ right.astype(np.int64).T).astype(np.float64)
    cosines = products / np.maximum(1.0, np.outer(_lengths(left), _lengths(right)))
    near = NEAREST * np.maximum(0.0, (cosines - STRANGE) / (1 - STRANGE))
    column = {stem: number for number, stem in enumerate(said)}
    for row, stem in enumerate(asked):
        if stem in column:
            near[row, column[stem]] = 1.0
    return near


def vectors(stems: Sequence[str]) -> NDArray[np.int8]:
    """The vector of each stem, a row each, of whole numbers; of one that is not known, noughts."""
    known, table = _kin()
    return table[[known.get(stem, len(known)) for stem in stems]]


def _lengths(rows: NDArray[np.int8]) -> NDArray[np.float64]:
    lengths: NDArray[np.float64] = np.sqrt((rows.astype(np.int64) ** 2).sum(axis=1).astype(np.float64))
    return lengths


@cache
def _kin() -> tuple[dict[str, int], NDArray[np.int8]]:
    """The row of each stem, and the rows, the last of them nought."""
    with np.load(_FILE, allow_pickle=False) as file:
        stems, table = bytes(file["stems"]).decode().split("\n"), file["vectors"]
    return {stem: row for row, stem in enumerate(stems)}, np.vstack([table, np.zeros_like(table[:1])])
