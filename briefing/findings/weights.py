"""Features -> sums: what grammar and lexicons add to a judgement, by data files of whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from briefing.findings.terms import lexicon

UNIT = 100
"""What a weight of one is in a file."""


@cache
def _table(name: str) -> tuple[int, dict[str, tuple[int, ...]]]:
    """How many outcomes a file tells apart, and each feature's weight for each."""
    entries = lexicon(name)
    (outcomes,) = entries["outcomes"]
    count = len(outcomes.split())
    table = {}
    for line in entries["weights"]:
        feature, *numbers = line.rsplit(None, count)
        table[feature] = tuple(map(int, numbers))
    return count, table


def sums(name: str, features: Iterable[str]) -> tuple[float, ...]:
    """What features add to each outcome of `data/en/<name>.txt`, in its order; one that is not listed adds nothing."""
    count, table = _table(name)
    total = [0] * count
    for feature in features:
        for n, weight in enumerate(table.get(feature, ())):
            total[n] += weight
    return tuple(one / UNIT for one in total)
