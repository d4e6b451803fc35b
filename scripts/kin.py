"""Makes briefing/findings/data/en/kin.npz: how near the meanings of common English words are.

    python scripts/kin.py glove.6B.50d.txt

The vectors are GloVe's (Pennington, Socher & Manning 2014; Wikipedia 2014 and Gigaword 5), which Stanford has given
into the public domain (PDDL 1.0): kin-LICENSE.txt. Words are ordered by how common they are. Words of one stem share a
vector, the more common ones count more. Without their mean and their first two components, which all words share (Mu &
Viswanath 2018); rounded to 8 bits, each to its largest number, so that products are whole numbers.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import numpy as np

from briefing.findings.terms import stem, stop_words

OUT = Path(__file__).parent.parent / "briefing" / "findings" / "data" / "en" / "kin.npz"
MOST = 20_000
"""Words that are read, the most common first."""
RANK = 10
"""A word counts 1 / (its rank + this) for its stem."""
SHARED = 2
"""Components that are taken away."""
GRID = 127


def main(source: Path) -> None:
    """Read the words, write the stems."""
    sums: dict[str, np.ndarray] = {}
    with source.open(encoding="utf-8") as lines:
        for rank, line in enumerate(islice(lines, MOST)):
            word, *numbers = line.split(" ")
            if word.isalpha() and len(word) > 1 and word not in stop_words():
                vector = np.array(numbers, dtype=np.float64) / (rank + RANK)
                sums[stem(word)] = sums.get(stem(word), 0) + vector
    vectors = _unit(np.array(list(sums.values())))
    vectors -= vectors.mean(axis=0)
    _, _, components = np.linalg.svd(vectors, full_matrices=False)
    vectors -= vectors @ components[:SHARED].T @ components[:SHARED]
    rounded = np.rint(vectors * (GRID / np.abs(vectors).max(axis=1, keepdims=True))).astype(np.int8)
    np.savez_compressed(OUT, stems=np.frombuffer("\n".join(sums).encode(), dtype=np.uint8), vectors=rounded)


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


if __name__ == "__main__":
    main(Path(sys.argv[1]))
