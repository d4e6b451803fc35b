"""Draft, machine's entries, documents -> what holds: a three-way merge in which no analyst's word is lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from briefing.findings import terms
from briefing.findings.draft.quotes import Shelf
from briefing.findings.draft.rows import FIELDS, OWN, POINTS, WORDS, Cite, Draft, Entry, Home, Value, actor_key, highest
from briefing.model import Document, Status
from briefing.strict_yaml import suggest

_LIKE = 0.6
"""Share of words from which a reworded sentence, or value, is taken for the one that it was."""
_SAME_QUOTE = 0.3
"""How like two values must be that rest on the same words."""
_SAME = 0.9
"""How like two values must be that rest on other words."""
_ASKED = 8
"""How many of the machine's rows, those that share most words, a row is compared with."""
_SHOWN = 160
_NO_ACTOR: Value = ("", "", (), "")


class Note(NamedTuple):
    """Something to tell of a row: `field` and `word` say where in it."""

    code: str
    entry: Entry
    message: str
    hint: str = ""
    field: str = ""
    word: str = ""


class Merged(NamedTuple):
    """Every list as it holds now, and what to tell."""

    lists: Draft
    notes: tuple[Note, ...]


def merge(draft: Draft, machine: Draft, documents: Sequence[Document], *, outlined: bool) -> Merged:
    """The draft after the machine has read the sources anew.

    Untouched rows follow the machine; a touched one keeps its words and its place, the machine's new words become its
    base and are told; one whose evidence is gone becomes an orphan until it comes back. Rows are known again by their
    evidence and what they say, never by their place. `outlined`: the sections are the machine's own, and one that an
    analyst wrote in may stay when the machine has it no more.
    """
    return _Merge(draft, machine, documents, outlined=outlined).merged()


class _Merge:
    """One merge: `homes` are the lists that there are now, `notes` what was found to tell."""

    def __init__(self, draft: Draft, machine: Draft, documents: Sequence[Document], *, outlined: bool) -> None:
        self.draft = draft
        self.machine = machine
        self.shelf = Shelf(documents)
        self.texts = [d.text for d in documents]
        self.outlined = outlined
        self.notes: list[Note] = []
        self.point_homes = [home for home in {**draft, **machine} if home[0] in POINTS]

    def merged(self) -> Merged:
        lists: dict[Home, list[Entry]] = {home: [] for home in {**self.machine, **self.draft}}
        for kind in (*(k for k in FIELDS if k != "actors"), "actors"):
            rows = [_judged(e, self.point_homes) for rows in self.draft.values() for e in rows if e.kind == kind]
            said = [e for rows in self.machine.values() for e in rows if e.kind == kind]
            matched = _matches(rows, said)
            named = {name for out in lists.values() for e in out if e.status != "auto" for _, name in e.names}
            named |= {name for row in rows if row.status != "auto" and kind == "actors" for name in _owners(row)}
            placed: dict[int, Entry] = {}  # where the machine's rows stand now, by their place in `said`
            for n, row in enumerate(rows):
                one = said[matched[n]] if n in matched else None
                kept = self.actor(row, one, named) if kind == "actors" else self.row(row, one)
                if kept:
                    lists[kept.home].append(kept)
                    if n in matched:
                        placed[matched[n]] = kept
            absorbed = _rejected_again(rows, said)
            _add(lists, said, placed, absorbed - placed.keys())
        self.tell_sections(lists)
        return Merged({home: tuple(rows) for home, rows in lists.items() if rows or home in self.machine}, self.told())

    def told(self) -> tuple[Note, ...]:
        return tuple(self.notes)

    # one row

    def row(self, row: Entry, said: Entry | None) -> Entry | None:
        """A row as it holds now, None where it follows the machine out of its list."""
        if row.status == "auto":
            return replace(said, path=row.path) if said and said.home == row.home else None
        home = row.home if row.home in self.machine or not said else said.home
        base = _base(row, said)
        cites, missing, standing = self.cites(row, said)
        kept = replace(row, home=home, cites=cites, id=row.id or _own_id(row), base=said.value if said else base)
        if said:
            kept = replace(kept, said=said.said, marking=highest((row.marking, said.marking)))
        if row.status == "rejected":
            return kept
        uncited = row.status == "manual" and not row.cites
        kept = replace(kept, status=_revived(row) if standing or uncited else "orphan")
        self.tell(row, kept, missing)
        if kept.status in ("edited", "pinned") and said and base is not None and said.value != base:
            hint = "its words stand as 'base'; delete your row to have the compiler's"
            self.notes.append(
                Note("draft-conflict", kept, f"the compiler now says {_shown(said)}; yours stay", hint, WORDS[row.kind])
            )
        return kept

    def cites(self, row: Entry, said: Entry | None) -> tuple[tuple[Cite, ...], list[Cite], bool]:
        """A touched row's citations as they stand now, those that do not, and whether any does.

        One that is gone gives way to the machine's that is like it; if none is left, the machine's stand in.
        """
        now: list[Cite] = []
        missing: list[Cite] = []
        standing = False
        for cite in row.cites:
            found = self.shelf.find(cite)
            like = None if found or not said else max(said.cites, key=lambda c: dice(c.quote, cite.quote))
            if found or (like and dice(like.quote, cite.quote) >= _LIKE):
                standing = True
                now.append(found.cite if found else like or cite)
            else:
                now.append(cite)
                missing.append(cite)
        if not standing and said and not (row.status == "manual" and not row.cites):
            now, standing = [*now, *said.cites], True
        return tuple(dict.fromkeys(now)), missing, standing

    def tell(self, row: Entry, kept: Entry, missing: Sequence[Cite]) -> None:
        """Note what is wrong with a touched row's citations."""
        if kept.status == "orphan":
            if not row.cites:
                message, hint = (
                    "this row has no evidence",
                    "cite a sentence, or say 'status: manual' to judge so yourself",
                )
            else:
                message, hint = (
                    "this row's words are kept, but not printed: its evidence is gone",
                    self.way_out(row.cites),
                )
            self.notes.append(Note("draft-orphan", kept, message, hint, "evidence" if row.cites else ""))
            return
        for cite in missing:
            message = (
                f"“{cut(cite.quote)}” stands in no sentence of {cite.key}" if cite.quote else f"there is no {cite}"
            )
            self.notes.append(Note("draft-quote", kept, message, self.way_out((cite,)), "evidence", str(cite)))
        for cite in row.cites:
            if (found := self.shelf.find(cite)) and not cite.quote:
                message, hint = (
                    f"the citation {cite} has no words to check",
                    f"briefing draft writes them: {found.cite}",
                )
                self.notes.append(Note("draft-number", kept, cut(message), cut(hint), "evidence", str(cite)))
            elif found and (found.cite.key, found.cite.number) != (cite.key, cite.number):
                message = f"“{cut(cite.quote)}” stands in {found.sentence.id}, not in {cite.key}:{cite.number}"
                self.notes.append(
                    Note("draft-number", kept, message, "briefing draft mends the number", "evidence", str(cite))
                )

    def way_out(self, cites: Sequence[Cite]) -> str:
        """Say what comes nearest to citations that do not stand."""
        cite = cites[0]
        if cite.key not in self.shelf.documents:
            return f"there is no source '{cite.key}'; {suggest(cite.key, self.shelf.documents)}"
        near = self.shelf.closest(cite)
        return f"the closest is {near.id}: {cut(near.text)}" if near else 'write key:9 "words of sentence 9"'

    # actors

    def actor(self, row: Entry, said: Entry | None, named: set[str]) -> Entry | None:
        """An actor's row as it holds now: a field that the analyst left alone follows the machine."""
        if row.status == "auto":
            if said:
                return replace(said, path=row.path)
            return replace(row, status="pinned") if row.get("name") in named else None
        kept = replace(row, id=row.id or _own_id(row))
        if row.status == "orphan" and (said or self.is_named(row)):
            kept = replace(kept, status=_revived(row))
        if not said:
            lost = row.status in ("edited", "pinned") and row.get("name") not in named and not self.is_named(row)
            kept = replace(kept, status="orphan") if lost else kept
            if kept.status == "orphan":
                message, hint = f"no source names '{row.get('name')}' any more", "reject the row, or leave it"
                self.notes.append(Note("draft-orphan", kept, message, hint, "name"))
            return kept
        base = row.base or (said.value if said.id == row.id else None)
        kept = replace(kept, base=said.value, said=said.said)
        if row.status == "pinned":
            return kept
        if base is None:  # no telling which field is whose: all stay, and names are added
            return replace(kept, value=tuple(map(_field, row.value, _NO_ACTOR, said.value)))
        fields = tuple(map(_field, row.value, base, said.value))
        for field, mine, old, new in zip(FIELDS["actors"], row.value, base, said.value, strict=True):
            if isinstance(new, str) and len({mine, old, new}) == len((mine, old, new)):
                message = f"the compiler now says {field} '{new}'; yours, '{mine}', stays"
                self.notes.append(Note("draft-conflict", kept, message, "", field))
        return replace(kept, value=fields)

    def is_named(self, row: Entry) -> bool:
        names = {row.get("name"), *row.value[2], *((str(row.base[0]),) if row.base else ())}
        return any(name and name in text for name in names for text in self.texts)

    # sections

    def tell_sections(self, lists: dict[Home, list[Entry]]) -> None:
        """Note rows in sections that the specification does not have."""
        titles = [home[1] for home in self.machine if home[0] == "sections"]
        for home, rows in lists.items():
            mine = [row for row in rows if row.status not in ("rejected", "orphan")]
            if home[0] == "sections" and home not in self.machine and mine and not self.outlined:
                message = f"brief.yaml has no section '{home[1]}' that the compiler writes: its rows are not printed"
                self.notes.append(Note("draft-section", mine[0], message, suggest(home[1], titles)))


def _add(lists: dict[Home, list[Entry]], said: Sequence[Entry], placed: dict[int, Entry], absorbed: set[int]) -> None:
    """Put the machine's new rows behind the ones that it says before them."""
    before: dict[Home, Entry] = {}
    for n, entry in enumerate(said):
        if n in absorbed:
            continue
        now = placed.get(n)
        if now is None:
            rows = lists[entry.home]
            after = before.get(entry.home)
            rows.insert(next((i + 1 for i, e in enumerate(rows) if e is after), 0) if after else 0, entry)
            now = entry
        if now.home == entry.home:
            before[entry.home] = now


def _judged(row: Entry, homes: Sequence[Home]) -> Entry:
    """A row with the status that it has, whatever it says: its value against its base or, without one, its id."""
    if row.status != "auto":
        return row
    stem = row.id.partition(".")[0]
    status: Status = "edited"
    if not row.id or row.id.startswith(OWN):
        status = "manual"
    elif row.same_as:
        status = "edited"
    elif row.base is not None:
        status = "auto" if row.base == row.value else "edited"
    elif row.digest() == stem:
        status = "auto"
    elif row.kind == "points" and any(row.digest(home) == stem for home in homes):
        status = "pinned"  # the machine's words in another list: only moved
    return replace(row, status=status)


def _base(row: Entry, said: Entry | None) -> Value | None:
    """What the machine said when the row was written; as the row says, where that is not known otherwise."""
    if row.status == "manual" or row.id.startswith(OWN):
        return None
    if row.base is not None:
        return row.base
    return said.value if said and said.id == row.id else row.value


def _revived(row: Entry) -> Status:
    """The status of a row whose evidence stands: an orphan's is told by what it has."""
    if row.status != "orphan":
        return row.status
    if row.id.startswith(OWN) or not row.id:
        return "manual"
    return "pinned" if row.base in (None, row.value) else "edited"


def _own_id(row: Entry) -> str:
    return f"{OWN}-{row.digest()}"


def _owners(row: Entry) -> Iterator[str]:
    yield from (name for name in (row.same_as, row.get("part_of")) if name)


def _field(
    mine: str | tuple[str, ...], old: str | tuple[str, ...], new: str | tuple[str, ...]
) -> str | tuple[str, ...]:
    """A field after a three-way merge; of a list, each entry for itself."""
    if isinstance(mine, str) or isinstance(old, str) or isinstance(new, str):
        return new if mine == old else mine
    return (*(one for one in mine if one in new or one not in old), *(o for o in new if o not in old and o not in mine))


# Which row is which


def _matches(rows: Sequence[Entry], said: Sequence[Entry]) -> dict[int, int]:
    """The machine's row for each row of the draft that has one, by their places."""
    ids = {entry.id: n for n, entry in enumerate(said)}
    same = {(entry.value, cite.quote): n for n, entry in reversed([*enumerate(said)]) for cite in entry.cites}
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for n, row in enumerate(rows):
        alike = (same.get((row.value, cite.quote)) for cite in row.cites)
        found = ids.get(row.id) if row.id else next((one for one in alike if one is not None), None)
        if found is not None and found not in taken:
            matched[n] = found
            taken.add(found)
    asked = _Index([(n, entry) for n, entry in enumerate(said) if n not in taken])
    pairs = [
        (-likeness, n, other)
        for n, row in enumerate(rows)
        if n not in matched
        for other in asked.nearest(row)
        if (likeness := _likeness(row, said[other])) > 0
    ]
    for _, n, other in sorted(pairs):
        if n not in matched and other not in taken:
            matched[n] = other
            taken.add(other)
    return matched


def _rejected_again(rows: Sequence[Entry], said: Sequence[Entry]) -> set[int]:
    """The machine's rows that say what was rejected, be it from other words."""
    refused = {value for row in rows if row.status == "rejected" for value in (row.value, row.base) if value}
    return {n for n, entry in enumerate(said) if entry.kind != "actors" and entry.value in refused}


class _Index:
    """Entries by their words, so that each row is compared with few."""

    def __init__(self, entries: Sequence[tuple[int, Entry]]) -> None:
        self.holding: dict[str, list[int]] = defaultdict(list)
        for n, entry in entries:
            for word in _told(entry):
                self.holding[word].append(n)

    def nearest(self, row: Entry) -> list[int]:
        shared = Counter(n for word in _told(row) for n in self.holding.get(word, ()))
        return sorted(shared, key=lambda n: (-shared[n], n))[:_ASKED]


def _told(entry: Entry) -> set[str]:
    if entry.kind == "actors":
        return {actor_key(entry), entry.get("name"), *((str(entry.base[0]),) if entry.base else ())}
    texts = [entry.words, *(cite.quote for cite in entry.cites), *(name for _, name in entry.names)]
    texts += [" ".join(map(str, entry.base))] if entry.base else []
    return {word for text in texts for word in terms.content(text)}


def _likeness(row: Entry, said: Entry) -> float:
    """How like a row of the machine's is to one of the draft, 0 where they are two."""
    values = [value for value in (row.value, row.base) if value is not None]
    if row.kind == "actors":
        names = {value[0] for value in values}
        return 1.0 if actor_key(row) == actor_key(said) or said.value[0] in names else 0.0
    quoted = [(cite.quote,) for cite in row.cites] if row.kind == "points" else []  # a point is its quote as a rule
    value = max(_closeness(row.kind, value, said.value) for value in (*values, *quoted))
    if row.status == "manual":
        return value if said.value in values else 0.0
    quote = max((dice(c.quote, other.quote) for c in row.cites for other in said.cites), default=0.0)
    if row.kind == "relations":
        return quote + value if value > _LIKE and (value == 1 or quote >= _LIKE) else 0.0
    on_the_same = quote == 1 and (value >= _SAME_QUOTE or row.kind == "points")
    return quote + value if on_the_same or (quote >= _LIKE and value >= _LIKE) or value >= _SAME else 0.0


def _closeness(kind: str, one: Value, other: Value) -> float:
    """How like two values are, 0 to 1."""
    parts: dict[str, Callable[[], float]] = {
        "points": lambda: dice(str(one[0]), str(other[0])),
        "interests": lambda: (
            0.5 * dice(str(one[2]), str(other[2])) + 0.3 * (one[0] == other[0]) + 0.2 * (one[1] == other[1])
        ),
        "relations": lambda: 0.6 * (one[0] == other[0]) + 0.4 * (one[1] == other[1]),
        "events": lambda: 0.6 * dice(str(one[1]), str(other[1])) + 0.4 * (one[0] == other[0]),
    }
    return parts[kind]()


def dice(one: str, other: str) -> float:
    """The share of words that two texts have in common (Dice 1945), 1 for the same text."""
    if one == other:
        return 1.0
    mine, theirs = Counter(terms.words(one)), Counter(terms.words(other))
    both = (mine & theirs).total()
    return min(2 * both / max(1, mine.total() + theirs.total()), 0.99)


def cut(text: str) -> str:
    """A text, shortened for a message."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rsplit(" ", 1)[0] + "…"


def _shown(said: Entry) -> str:
    told = [" and ".join(part) if isinstance(part, tuple) else part for part in said.value]
    return f"“{cut(', '.join(filter(None, told)))}”"
