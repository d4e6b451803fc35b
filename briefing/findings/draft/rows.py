"""findings.yaml -> entries: what its rows may hold, what the machine says in the same form, and how a row is known."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias, get_args

from pydantic import Field

from briefing import strict_yaml
from briefing.errors import BriefingError, SpecificationError
from briefing.model import (
    MARKINGS,
    Actor,
    ActorType,
    Assessment,
    Claim,
    Event,
    Findings,
    Interest,
    Kind,
    Noun,
    Point,
    Relation,
    Sign,
    Status,
    rank,
)
from briefing.spec import Marking
from briefing.strict_yaml import CONTROL, Line, PartialDay, Step, Tree, suggest, validate

NAME = "findings.yaml"
MOST_BYTES, MOST_NODES = 8_000_000, 400_000
"""Of a draft: it repeats the words of every finding, and a brief's worth of sources is some hundreds of them."""

Home: TypeAlias = tuple[str, ...]
"""The list that a row stands in: ("key_points",), ("sections", "What has changed") ..."""
Value: TypeAlias = tuple[str | tuple[str, ...], ...]
"""What a row says, in the order of FIELDS."""

POINTS = ("bottom_line", "key_points", "sections", "disagreements")
LISTS = (*POINTS, "actors", "interests", "relations", "events")
FIELDS: dict[str, tuple[str, ...]] = {
    "points": ("text",),
    "actors": ("name", "type", "aliases", "part_of"),
    "interests": ("actor", "kind", "statement", "theatre"),
    "relations": ("actors", "sign", "theatre"),
    "events": ("date", "text"),
}
WORDS = {"points": "text", "actors": "name", "interests": "statement", "relations": "sign", "events": "text"}
"""The field of each kind of row that holds its words."""
OWN = "own"
"""Begins the id of a row that an analyst wrote."""

_CITATION = re.compile(
    r"""\[? @? (?P<key>[^\s:"]+) : (?P<number>\d{1,9}) \s* (?:["“](?P<quote>.+)["”])? \]?""", re.VERBOSE
)


# What a person may write


class Row(Noun):
    """What every row has beside its value."""

    status: Status = Field(
        default="auto",
        description="auto, edited, pinned (stays as it is), rejected (never printed), manual (your own), orphan",
    )
    evidence: tuple[Line, ...] = Field(default=(), description='where it stands: key:9 "words of sentence 9"')
    id: Line = Field(default="", description="knows the row again; a row of your own needs none")
    marking: Marking = Field(default="", description="the highest marking of its sources")


class PointRow(Row):
    """A sentence of a summary."""

    text: Line
    base: Line = Field(default="", description="what the compiler said")


class InterestValue(Noun):
    """A cell of the actor-interests table."""

    actor: Line
    kind: Kind
    statement: Line
    theatre: Line = ""


class InterestRow(Row, InterestValue):
    """A cell of the table, and where it stands."""

    base: InterestValue | None = None


class RelationValue(Noun):
    """Two actors and how they stand to each other."""

    actors: tuple[Line, Line]
    sign: Sign
    theatre: Line = ""


class RelationRow(Row, RelationValue):
    """A relation, and where it stands."""

    base: RelationValue | None = None


class EventValue(Noun):
    """A dated event."""

    date: PartialDay
    text: Line


class EventRow(Row, EventValue):
    """An event, and where it stands."""

    base: EventValue | None = None


class ActorValue(Noun):
    """An actor under its canonical name."""

    name: Line
    type: ActorType = "organisation"
    aliases: tuple[Line, ...] = ()
    part_of: Line = ""


class ActorRow(ActorValue):
    """An actor; `same_as` names the one that it is after all."""

    same_as: Line = Field(default="", description="the actor that this one is: their rows become one")
    status: Status = "auto"
    id: Line = ""
    base: ActorValue | None = None


AnyRow: TypeAlias = PointRow | InterestRow | RelationRow | EventRow | ActorRow


class Rows(Noun):
    """findings.yaml as a person may write it."""

    bottom_line: tuple[PointRow, ...] = ()
    key_points: tuple[PointRow, ...] = ()
    sections: dict[str, tuple[PointRow, ...]] = Field(default={})
    disagreements: tuple[PointRow, ...] = ()
    actors: tuple[ActorRow, ...] = ()
    interests: tuple[InterestRow, ...] = ()
    relations: tuple[RelationRow, ...] = ()
    events: tuple[EventRow, ...] = ()


# What rows and claims have in common


class Cite(NamedTuple):
    """A citation: the words decide, the number is a hint; no words: the whole sentence is meant."""

    key: str
    number: int
    quote: str

    def __str__(self) -> str:
        return f'{self.key}:{self.number} "{self.quote}"' if self.quote else f"{self.key}:{self.number}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the draft, or a claim of the machine in the same form.

    `base` is what the machine said; None: as the row says. `path` is the row's place in the file, () for one that is
    not there yet; `said` is the machine's own claim or actor.
    """

    home: Home
    value: Value
    id: str = ""
    status: Status = "auto"
    cites: tuple[Cite, ...] = ()
    marking: str = ""
    base: Value | None = None
    same_as: str = ""
    path: tuple[Step, ...] = ()
    said: Claim | Actor | None = None

    @property
    def kind(self) -> str:
        """The key of FIELDS that tells what the value holds."""
        return "points" if self.home[0] in POINTS else self.home[0]

    def get(self, field: str) -> str:
        """A field of the value that is one text."""
        return str(self.value[FIELDS[self.kind].index(field)])

    @property
    def words(self) -> str:
        """The words that an analyst would correct."""
        return self.get(WORDS[self.kind])

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The paths, inside the row, and names of the actors that it speaks of."""
        if self.kind == "interests":
            return (("actor", self.get("actor")),)
        return tuple(("actors", name) for name in self.value[0]) if self.kind == "relations" else ()

    def digest(self, home: Home | None = None) -> str:
        """An id that holds while nobody changes the row: by its kind, value, quotes and marking, a point's home too."""
        where = (home or self.home) if self.kind == "points" else (self.kind,)
        told = json.dumps([where, self.value, [c.quote for c in self.cites], self.marking], ensure_ascii=False)
        name = f"-{_slug(self.get('name'))}" if self.kind == "actors" else ""
        return f"{self.kind.removesuffix('s')}{name}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


Draft: TypeAlias = dict[Home, tuple[Entry, ...]]
"""The rows of each list, in the order of the file."""


def flat(text: str) -> str:
    """A text as the draft holds it: single spaces, and no character that YAML cannot hold."""
    return " ".join(CONTROL.sub("", text).split())


def highest(markings: Iterable[str]) -> str:
    """The most restricted of some markings; words of a house are above all labels."""
    return max(markings, key=lambda m: rank(m) if not m or m in MARKINGS else len(MARKINGS), default="")


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "x"


def actor_key(entry: Entry) -> str:
    """The part of an actor's id that its machine name makes."""
    return entry.id.rpartition("-")[0]


# The machine's findings as entries


def entries(findings: Findings) -> Draft:
    """What the machine says, list by list; an analyst's own sections are not the draft's."""
    lists: dict[Home, list[Entry]] = {(name,): [] for name in LISTS if name != "sections"}
    lists |= {("sections", s.title): [] for s in findings.sections if not s.judgement}
    for home, claim in _claims(findings):
        lists[home].append(_entry(home, claim))
    lists["actors",] = [Entry(("actors",), _actor_value(actor), said=actor) for actor in findings.actors]
    seen: Counter[str] = Counter()
    return {home: tuple(_numbered(entry, seen) for entry in rows) for home, rows in lists.items()}


def _numbered(entry: Entry, seen: Counter[str]) -> Entry:
    digest = entry.digest()
    seen[digest] += 1
    return replace(entry, id=digest if seen[digest] == 1 else f"{digest}.{seen[digest]}")


def _claims(findings: Findings) -> Iterator[tuple[Home, Claim]]:
    if isinstance(findings.bottom_line, Point):
        yield ("bottom_line",), findings.bottom_line
    points: list[tuple[Home, tuple[Point | Assessment, ...]]] = [(("key_points",), findings.key_points)]
    points += [(("sections", section.title), section.points) for section in findings.sections]
    points += [(("disagreements",), findings.disagreements)]
    for home, said in points:
        yield from ((home, one) for one in said if isinstance(one, Point))
    for name in ("interests", "relations", "events"):
        yield from (((name,), claim) for claim in getattr(findings, name))


def _entry(home: Home, claim: Claim) -> Entry:
    cites = []
    for piece in claim.evidence:
        key, _, number = piece.sentence.rpartition(":")
        cites.append(Cite(key, int(number), flat(piece.quote)))
    return Entry(home, _claim_value(claim), cites=tuple(cites), marking=claim.marking, said=claim)


def _claim_value(claim: Claim) -> Value:
    match claim:
        case Point():
            return (flat(claim.text),)
        case Interest():
            return claim.actor, claim.kind, flat(claim.statement), claim.theatre
        case Relation():
            return claim.actors, claim.sign, claim.theatre
        case Event():
            return claim.date, flat(claim.text)
    raise TypeError(type(claim))


def _actor_value(actor: Actor) -> Value:
    return flat(actor.name), actor.type, tuple(map(flat, actor.aliases)), actor.part_of


# The file as entries


def read(path: Path, name: str) -> tuple[Draft, Tree]:
    """The draft at `path`, told as `name`. Raises SpecificationError with every mistake, LimitError."""
    tree = strict_yaml.read(path, name, MOST_BYTES, MOST_NODES)
    return parse(tree), tree


def load(text: str, name: str) -> tuple[Draft, Tree]:
    """The draft that a text holds. Raises SpecificationError with every mistake, LimitError."""
    tree = strict_yaml.load(text, name, MOST_BYTES, MOST_NODES)
    return parse(tree), tree


def parse(tree: Tree) -> Draft:
    """The rows of a tree. Raises SpecificationError with every mistake."""
    rows = validate(tree, Rows)
    mistakes: list[BriefingError] = []
    lists: dict[Home, tuple[Entry, ...]] = {}
    for home, group in _groups(rows):
        lists[home] = tuple(_read_row(row, (*home, n), tree, mistakes) for n, row in enumerate(group))
    mistakes += _repeated_ids(lists, tree)
    mistakes += _flow_lists(lists, tree)
    if mistakes:
        raise BriefingError.of(mistakes)
    return lists


def _groups(rows: Rows) -> Iterator[tuple[Home, Sequence[AnyRow]]]:
    for name in LISTS:
        if name == "sections":
            yield from ((("sections", title), group) for title, group in rows.sections.items())
        else:
            yield (name,), getattr(rows, name)


def _read_row(
    row: AnyRow,
    path: tuple[Step, ...],
    tree: Tree,
    mistakes: list[BriefingError],
) -> Entry:
    home = tuple(str(step) for step in path[:-1])
    cites = []
    if not isinstance(row, ActorRow):
        for n, written in enumerate(row.evidence):
            if found := cite(flat(written)):
                cites.append(found)
            else:
                where = tree.where(*path, "evidence", n)
                mistakes.append(SpecificationError("this citation cannot be read", where, 'write key:9 "words of it"'))
    if isinstance(row, RelationRow) and row.actors[0] == row.actors[1]:
        where = tree.where(*path, "actors")
        mistakes.append(SpecificationError(f"'{row.actors[0]}' stands here twice", where, "name two actors"))
    base = row.base or None
    return Entry(
        home,
        _plain(row),
        id=row.id,
        status=row.status,
        cites=tuple(cites),
        marking="" if isinstance(row, ActorRow) else row.marking,
        base=(flat(base),) if isinstance(base, str) else None if base is None else _plain(base),
        same_as=row.same_as if isinstance(row, ActorRow) else "",
        path=path,
    )


def cite(written: str) -> Cite | None:
    """A citation as a person writes it; None where it cannot be read."""
    found = _CITATION.fullmatch(written)
    return Cite(found["key"], int(found["number"]), flat(found["quote"] or "")) if found else None


def _plain(row: PointRow | InterestValue | RelationValue | EventValue | ActorValue) -> Value:
    match row:
        case PointRow():
            return (flat(row.text),)
        case InterestValue():
            return flat(row.actor), row.kind, flat(row.statement), flat(row.theatre)
        case RelationValue():
            return tuple(sorted(map(flat, row.actors))), row.sign, flat(row.theatre)
        case EventValue():
            return row.date, flat(row.text)
        case ActorValue():
            return flat(row.name), row.type, tuple(map(flat, row.aliases)), flat(row.part_of)


def _repeated_ids(lists: Draft, tree: Tree) -> Iterator[SpecificationError]:
    first: dict[str, Entry] = {}
    for entry in (entry for rows in lists.values() for entry in rows if entry.id):
        before = first.setdefault(entry.id, entry)
        if before is not entry:
            hint = f"it stands first at {tree.where(*before.path, 'id')}; a row of your own needs no id"
            yield SpecificationError(f"the id '{entry.id}' stands twice", tree.where(*entry.path, "id"), hint)


def _flow_lists(lists: Draft, tree: Tree) -> Iterator[SpecificationError]:
    """Lists of rows that stand in brackets, where no line is a row's own."""
    for home, rows in lists.items():
        node = tree.find(*home)
        if rows and isinstance(node, strict_yaml.Sequence) and node.flow:
            yield SpecificationError(
                "rows cannot stand in brackets", tree.where(*home), "begin each in its own line: '- '"
            )


# The schema


def json_schema() -> str:
    """The JSON Schema (draft 2020-12) of what a person may write in a draft, for an editor's hints."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema = dialect | Rows.model_json_schema() | {"title": NAME, "description": "What was found, for correction"}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


# Names


def check_names(lists: Draft, known: Sequence[str], tree: Tree) -> None:
    """Raise one SpecificationError for all names of actors that nobody bears: in rows, `same_as` and `part_of`.

    `known` are the machine's and the specification's; the draft's own, old and new, are added to them.
    """
    names = dict.fromkeys(known)
    keys = {actor_key(entry) for entry in lists.get(("actors",), ())}
    for entry in lists.get(("actors",), ()):
        names |= dict.fromkeys((entry.get("name"), *((str(entry.base[0]),) if entry.base else ())))
    mistakes: list[BriefingError] = []

    def check(path: tuple[Step, ...], name: str) -> None:
        if name and name not in names and f"actor-{_slug(name)}" not in keys:
            hint = suggest(name, names) if len(names) <= 12 or strict_yaml.nearest(name, names) else ""  # noqa: PLR2004
            where = tree.where(*path)
            mistakes.append(
                SpecificationError(f"there is no actor '{name}'", where, hint or "give it a row in 'actors'")
            )

    for entry in (entry for rows in lists.values() for entry in rows if entry.path):
        if entry.kind == "actors":
            check((*entry.path, "same_as"), entry.same_as)
            if entry.get("part_of") and entry.base is None and not entry.id:
                check((*entry.path, "part_of"), entry.get("part_of"))
        elif entry.status != "rejected":
            for field, name in entry.names:
                check((*entry.path, field), name)
    mistakes += _circles(lists.get(("actors",), ()), tree)
    if mistakes:
        raise BriefingError.of(mistakes)


def _circles(actors: Sequence[Entry], tree: Tree) -> Iterator[SpecificationError]:
    same = {entry.get("name"): entry for entry in actors if entry.same_as}
    for start, entry in same.items():
        at, seen = entry.same_as, {start}
        while at in same and at not in seen:
            seen.add(at)
            at = same[at].same_as
        if at == start:
            where = tree.where(*entry.path, "same_as")
            yield SpecificationError(f"'{start}' is the same as itself", where, "take one 'same_as' away")


STATUSES: tuple[Status, ...] = get_args(Status)
