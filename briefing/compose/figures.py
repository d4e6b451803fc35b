"""Findings -> who has how much power, and how much interest: as an analyst says, else as findings are counted."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.compose.actors import Profile
from briefing.model import LEVELS, Grid, Kind, Placement
from briefing.spec import ActorSpec

MOST_IN_MATRIX = 30
"""Actors for whose cells a page is wide enough."""

_FEWEST = 4  # actors of whom enough was found that their order says something
_POWER: tuple[Kind, ...] = ("leverage",)
_INTEREST: tuple[Kind, ...] = ("interest", "concern")


def grid(profiles: Sequence[Profile], given: Sequence[ActorSpec], limit: int) -> Grid | None:
    """At most `limit` actors by power and interest, those first whom an analyst placed; None where there are none.

    What an analyst does not say of one is suggested, if findings on enough actors can be compared: its place among all
    by their number, in fifths, is a level.
    """
    counts = {
        kinds: [sum(i.kind in kinds for i in profile.found) for profile in profiles] for kinds in (_POWER, _INTEREST)
    }

    def level(name: str, kinds: tuple[Kind, ...]) -> int:
        own = sum(i.kind in kinds for profile in profiles if profile.actor.name == name for i in profile.found)
        return 1 + LEVELS * sum(count < own for count in counts[kinds]) // max(1, len(profiles))

    placed = {one.name: one for one in given if one.power or one.interest}
    found = [profile.actor.name for profile in profiles] if len(profiles) >= _FEWEST else []
    names = list(dict.fromkeys([*placed, *found]))
    placements = []
    for name in names[:limit]:
        one = placed.get(name)
        power, interest = (one.power, one.interest) if one else (None, None)
        placements.append(
            Placement(
                actor=name,
                power=power or level(name, _POWER),
                interest=interest or level(name, _INTEREST),
                suggested=not (power and interest),
            )
        )
    return Grid(placements=tuple(placements), left_out=tuple(names[limit:])) if placements else None
