"""Merged draft + findings -> findings as the analyst has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from briefing.errors import Diagnostic
from briefing.findings import grounding, outline
from briefing.findings.draft.merge import Merged, Note
from briefing.findings.draft.quotes import Shelf
from briefing.findings.draft.rows import Entry, highest
from briefing.model import (
    Actor,
    Assessment,
    Claim,
    Document,
    Event,
    Evidence,
    Findings,
    Interest,
    Point,
    Relation,
    Section,
)

ADDED = "Added by the authors"
"""The section of rows without evidence that no table, matrix or timeline may show: those hold findings only."""

C = TypeVar("C", bound=Claim)


def apply(
    merged: Merged, findings: Findings, *, outlined: bool
) -> tuple[Findings, tuple[Note, ...], tuple[Diagnostic, ...]]:
    """What is printed: rejected rows and orphans are not, touched ones are in the analyst's words and order.

    An analyst's row without evidence is an assessment. Actors that were renamed, rejected or found to be the same are
    so everywhere. Evidence is checked again (`grounding.check`), markings are the highest of row and sources.
    """
    return _Applied(merged, findings, outlined=outlined).findings()


class _Applied:
    def __init__(self, merged: Merged, findings: Findings, *, outlined: bool) -> None:
        self.rows = {home: tuple(filter(_is_printed, rows)) for home, rows in merged.lists.items()}
        self.found = findings
        self.shelf = Shelf(findings.documents)
        self.outlined = outlined
        self.notes: list[Note] = []
        self.names = _Names(merged.lists.get(("actors",), ()), findings.actors)

    def findings(self) -> tuple[Findings, tuple[Note, ...], tuple[Diagnostic, ...]]:
        lists = {name: self.claims(name) for name in ("interests", "relations", "events")}
        claims = {name: tuple(c for c in said if isinstance(c, Claim)) for name, said in lists.items()}
        own = tuple(one for said in lists.values() for one in said if isinstance(one, Assessment))
        further = (Section(title=ADDED, judgement=(own,)),) if own else ()
        update = {
            "bottom_line": self.bottom_line(),
            "key_points": self.points(("key_points",)),
            "disagreements": self.points(("disagreements",)),
            "sections": (*self.sections(), *further),
            "actors": self.names.all,
            **claims,
        }
        checked, told = grounding.check(self.found.model_copy(update=update))
        named = self.named(checked)
        gaps = outline.gaps(named.documents, named.actors, named.interests, named.sections)
        whole = named.model_copy(update={"gaps": gaps})
        return Findings.model_validate(dict(whole)), tuple(self.notes), told

    def bottom_line(self) -> Point | Assessment | None:
        line = self.found.bottom_line
        if isinstance(line, Assessment):
            for row in self.rows.get(("bottom_line",), ()):
                message = "brief.yaml has a bottom line of its own: this row is not printed"
                self.notes.append(Note("draft-bottom-line", row, message, "keep one of the two"))
            return line
        return next(iter(self.points(("bottom_line",))), None)

    def sections(self) -> tuple[Section, ...]:
        sections = self.found.sections
        kept = [
            s if s.judgement else s.model_copy(update={"points": self.points(("sections", s.title))}) for s in sections
        ]
        titles = {section.title for section in sections}
        homes = (h for h in self.rows if self.outlined and h[0] == "sections" and h[1] not in titles)
        return (*kept, *(Section(title=home[1], points=points) for home in homes if (points := self.points(home))))

    def points(self, home: tuple[str, ...]) -> tuple[Point | Assessment, ...]:
        said = [self.claim(row) for row in self.rows.get(home, ())]
        return tuple(one for one in said if isinstance(one, Point | Assessment))

    def claims(self, name: str) -> list[Claim | Assessment]:
        return [said for row in self.rows.get((name,), ()) if (said := self.claim(row))]

    def claim(self, row: Entry) -> Claim | Assessment | None:
        """A row as a claim, the machine's own where nobody touched it; as an assessment, where it cites nothing."""
        if row.status == "auto" and isinstance(row.said, Claim):
            return row.said
        proofs = [found.evidence for cite in row.cites if (found := self.shelf.find(cite))]
        evidence = tuple(dict.fromkeys(proofs))
        marking = highest((row.marking, *(self.shelf.markings[piece.sentence] for piece in evidence)))
        if not row.cites:
            return Assessment(text=_sentence(row), marking=marking)
        return _MAKERS[row.kind](row, evidence, marking) if evidence else None

    # names

    def named(self, findings: Findings) -> Findings:
        """The findings with every actor under the name that the analyst gives it."""
        to = self.names.now
        interests = [i.model_copy(update={"actor": to(i.actor)}) for i in findings.interests if to(i.actor)]
        self.tell_refused()
        return findings.model_copy(
            update={
                "documents": tuple(map(self.names.document, findings.documents)),
                "actors": self.names.actors,
                "interests": tuple(interests),
                "relations": _one_a_pair(findings.relations, to),
            }
        )

    def tell_refused(self) -> None:
        for row in (row for rows in self.rows.values() for row in rows if row.status != "auto"):
            if refused := [name for _, name in row.names if not self.names.now(name)]:
                message = f"this row is not printed: the actor '{refused[0]}' is rejected"
                self.notes.append(Note("draft-actor", row, message, "reject the row too, or name another actor"))


class _Names:
    """Who is who: `actors` as the analyst has them, `all` these and the machine's, which claims still name."""

    def __init__(self, rows: Sequence[Entry], machine: Sequence[Actor]) -> None:
        self.target: dict[str, str] = {}
        same: dict[str, str] = {}
        names: dict[str, list[str]] = {}  # each kept actor's names, its own first
        kept: dict[str, Entry] = {}
        for row in rows:
            name, former = row.get("name"), [str(row.base[0])] if row.base else []
            spellings = [name, *former, *(row.said.name for _ in "_" if isinstance(row.said, Actor))]
            if row.status in ("rejected", "orphan"):
                self.target |= dict.fromkeys(spellings, "")
            elif row.same_as and row.same_as != name:
                same |= dict.fromkeys(spellings, row.same_as)
                names.setdefault(name, []).extend([*spellings, *row.value[2]])
            else:
                kept.setdefault(name, row)
                self.target |= dict.fromkeys(spellings, name)
                names.setdefault(name, []).extend([*spellings, *row.value[2]])
        for name in same:
            self.target[name] = self._end(name, same)
            names.setdefault(self.target[name], []).extend(names.get(name, ()))
        self.all = (*machine, *(self._actor(row, ()) for name, row in kept.items()))
        self.actors = tuple(self._actor(row, names[name]) for name, row in kept.items())

    def _end(self, name: str, same: dict[str, str]) -> str:
        while name in same:
            name = same[name]
        return self.target.get(name, name)

    def _actor(self, row: Entry, names: Iterable[str]) -> Actor:
        name = row.get("name")
        aliases = tuple(alias for alias in dict.fromkeys(names) if alias != name)
        owner = self.now(row.get("part_of"))
        given = {"name": name, "type": row.get("type"), "aliases": aliases, "part_of": "" if owner == name else owner}
        return Actor.model_validate(given)

    def now(self, name: str) -> str:
        """The name that an actor bears now, "" for one that is rejected."""
        return self.target.get(name, name)

    def document(self, document: Document) -> Document:
        changed = {old for old, new in self.target.items() if old != new}
        if not changed or not any(changed & set(s.actors) for s in document.sentences):
            return document
        sentences = []
        for sentence in document.sentences:
            actors = tuple(dict.fromkeys(now for name in sentence.actors if (now := self.now(name))))
            sentences.append(sentence.model_copy(update={"actors": actors}))
        return document.model_copy(update={"sentences": tuple(sentences)})


def _one_a_pair(relations: Iterable[Relation], to: Callable[[str], str]) -> tuple[Relation, ...]:
    """One relation a pair and sign, after actors became one; none of an actor to itself or to one that is rejected."""
    merged: dict[tuple[str, str, str], Relation] = {}
    for relation in relations:
        one, other = sorted(map(to, relation.actors))
        if not one or not other or one == other:
            continue
        now = relation.model_copy(update={"actors": (one, other)})
        before = merged.get((one, other, relation.sign))
        if before:
            evidence = tuple(dict.fromkeys((*before.evidence, *now.evidence)))
            marking = highest((before.marking, now.marking))
            now = before.model_copy(update={"evidence": evidence, "marking": marking})
        merged[one, other, relation.sign] = now
    return tuple(merged.values())


def _is_printed(row: Entry) -> bool:
    return row.status not in ("rejected", "orphan")


def _sentence(row: Entry) -> str:
    """A row without evidence in a sentence of its own."""
    match row.kind:
        case "interests":
            return f"{row.get('actor')}, {row.get('kind')}: {row.words}"
        case "relations":
            return f"{' and '.join(row.value[0])}: {row.get('sign')}"
        case "events":
            return f"{row.get('date')}: {row.words}"
    return row.words


def _point(row: Entry, evidence: tuple[Evidence, ...], marking: str) -> Point:
    return Point(id=row.id, status=row.status, marking=marking, evidence=evidence, text=row.words)


def _interest(row: Entry, evidence: tuple[Evidence, ...], marking: str) -> Interest:
    actor, kind, statement, theatre = row.value
    confidence = row.said.confidence if isinstance(row.said, Interest) else "high"  # a person stands for it
    given = {"actor": actor, "kind": kind, "statement": statement, "theatre": theatre, "confidence": confidence}
    return Interest.model_validate(given | _common(row, evidence, marking))


def _relation(row: Entry, evidence: tuple[Evidence, ...], marking: str) -> Relation:
    actors, sign, theatre = row.value
    given = {"actors": actors, "sign": sign, "theatre": theatre}
    return Relation.model_validate(given | _common(row, evidence, marking))


def _event(row: Entry, evidence: tuple[Evidence, ...], marking: str) -> Event:
    return Event(id=row.id, status=row.status, marking=marking, evidence=evidence, date=row.get("date"), text=row.words)


def _common(row: Entry, evidence: tuple[Evidence, ...], marking: str) -> dict[str, object]:
    return {"id": row.id, "status": row.status, "marking": marking, "evidence": evidence}


_MAKERS: dict[str, Callable[[Entry, tuple[Evidence, ...], str], Claim]] = {
    "points": _point,
    "interests": _interest,
    "relations": _relation,
    "events": _event,
}
