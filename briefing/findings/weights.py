"""Features -> probabilities: logistic regressions whose weights are data files of whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import exp

from briefing.findings.terms import lexicon

UNIT = 100
"""What a weight of one is in a file."""
_MOST = 50  # beyond which a sum is as sure as can be


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


def probabilities(name: str, features: Iterable[str]) -> tuple[float, ...]:
    """How likely each outcome of `data/en/<name>.txt` is, in its order; what they lack to one is the chance of none.

    A feature that the file does not list weighs nothing.
    """
    count, table = _table(name)
    sums = list(table["bias"])
    for feature in features:
        for n, weight in enumerate(table.get(feature, ())):
            sums[n] += weight
    powers = [exp(min(total / UNIT, _MOST)) for total in sums[:count]]
    return tuple(power / (1 + sum(powers)) for power in powers)


def probability(name: str, values: Mapping[str, float]) -> float:
    """How likely the one outcome of `data/en/<name>.txt` is, by features that have values. A feature must be listed."""
    _, table = _table(name)
    total = table["bias"][0] + sum(table[feature][0] * value for feature, value in values.items())
    return 1 / (1 + exp(-max(-_MOST, min(_MOST, total / UNIT))))
