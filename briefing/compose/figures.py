"""Findings -> who has how much power, and how much interest: as an analyst says, else as evidence is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from briefing.compose.actors import Profile, Sum
from briefing.model import LEVELS, Grid, Kind, Placement
from briefing.spec import ActorSpec

MOST_IN_MATRIX = 30
"""Actors for whose cells a page is wide enough."""

_FEWEST = 4  # actors of whom enough was found that their order says something
_POWER: tuple[Kind, ...] = ("leverage",)
_INTEREST: tuple[Kind, ...] = ("interest", "concern")


def grid(
    profiles: Sequence[Profile],
    pairs: Iterable[Sum],
    given: Sequence[ActorSpec],
    limit: int,
    called: Callable[[str], str],
) -> Grid | None:
    """At most `limit` actors by power and interest, those first whom an analyst placed; None where there are none.

    `called` says how the brief names an actor.

    What an analyst does not say of one is suggested, if enough actors can be compared: power by its findings on
    leverage and the sentences on its ties, interest by its findings on interests and concerns. A level is a fifth of
    the actors in the order of that number.
    """
    ties: Counter[str] = Counter()
    for summed in pairs:
        ties.update(dict.fromkeys(summed.actors, summed.number))
    power_of = {p.actor.name: ties[p.actor.name] + _of(p, _POWER) for p in profiles}
    interest_of = {p.actor.name: _of(p, _INTEREST) for p in profiles}
    placed = {one.name: one for one in given if one.power or one.interest}
    found = [profile.actor.name for profile in profiles] if len(profiles) >= _FEWEST else []
    names = list(dict.fromkeys([*placed, *found]))
    placements = []
    for name in names[:limit]:
        one = placed.get(name)
        power, interest = (one.power, one.interest) if one else (None, None)
        placements.append(
            Placement(
                actor=called(name),
                power=power or _level(power_of, name),
                interest=interest or _level(interest_of, name),
                suggested=not (power and interest),
            )
        )
    return Grid(placements=tuple(placements), left_out=tuple(map(called, names[limit:]))) if placements else None


def _of(profile: Profile, kinds: tuple[Kind, ...]) -> int:
    return sum(found.kind in kinds for found in profile.found)


def _level(counts: Mapping[str, int], name: str) -> int:
    own = counts.get(name, 0)
    return 1 + LEVELS * sum(count < own for count in counts.values()) // max(1, len(counts))
