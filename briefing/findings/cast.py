"""Actors while their names are being learnt: who there is, of which type, under which aliases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast, get_args

from briefing.findings import lexicon
from briefing.findings.mentions import Finder
from briefing.model import ActorType


class Given(Protocol):
    """An actor as the analyst gives it."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str | None: ...  # noqa: D102
    @property
    def aliases(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def part_of(self) -> str | None: ...  # noqa: D102


@dataclass
class Cast:
    """Everyone who may act. An alias belongs to whoever claims it first; names that are `barred` are nobody's."""

    types: dict[str, ActorType] = field(default_factory=dict)
    part_of: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    acting: set[str] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)

    def add(self, name: str, kind: ActorType, aliases: Iterable[str] = (), part_of: str = "") -> None:
        """A new actor, or more aliases of one that is known."""
        self.types.setdefault(name, kind)
        if part_of and part_of != name:
            self.part_of.setdefault(name, part_of)
        for alias in (name, *aliases):
            self.owners.setdefault(alias, name)

    def finder(self) -> Finder:
        """Finds everyone known so far."""
        return Finder.of(self.owners)

    def owner(self, name: str) -> str:
        """Whose name or alias it is, with or without its article, or ""."""
        bare = re.sub("^[Tt]he ", "", name)
        return next((self.owners[n] for n in (name, bare, f"the {bare}") if n in self.owners), "")


def known(given: Sequence[Given], text: str) -> Cast:
    """The analyst's actors, who win every alias, and those of the data files that the text may name."""
    found = Cast()
    listed = {actor.name: actor for actor in lexicon.known()}
    for actor in given:
        own = listed.get(actor.name)
        kind = actor.type if actor.type in get_args(ActorType) else (own.type if own else "organisation")
        found.add(actor.name, cast("ActorType", kind), actor.aliases, actor.part_of or "")
        found.given.add(actor.name)
    tokens = set(re.findall(r"\w+", text))
    for own in listed.values():
        clues = lexicon.ambiguous().get(own.name)
        if clues and not clues & tokens and own.name not in found.given:
            continue
        names = [name for name in (own.name, *own.aliases) if tokens.issuperset(re.findall(r"\w+", name))]
        if names:
            found.types.setdefault(own.name, own.type)
            found.listed.add(own.name)
            if own.part_of:
                found.part_of.setdefault(own.name, own.part_of)
            for name in names:
                found.owners.setdefault(name, own.name)
    return found
