"""Documents -> Interests: what each actor is said to seek, fear, hold, lack or believe, as cells of a table.

Every predicate that an actor holds is weighed (stance.py), and what is likelier than not to be told of the actor becomes a cell
(cells.py), if it reads alone. Confidence is the fitted probability, in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import NamedTuple, cast

from briefing.findings import clauses, lexicon, patterns, stance, weights
from briefing.findings.actors import index
from briefing.findings.cells import Cell, cells
from briefing.findings.frames import frames
from briefing.findings.mentions import Finder, mentions
from briefing.findings.passages import Passage, passages
from briefing.findings.stance import Reading
from briefing.model import Actor, Confidence, Document, Evidence, Interest, Kind

LEAST = 0.5
"""The probability from which a row is printed: benchmarks/README.md has the share of right rows by it."""
_HIGH, _MODERATE = 0.8, 0.65  # probabilities from which a row is told with that confidence
_SAME = 0.7  # share of a cell's words that make it the same as a longer one


class _Row(NamedTuple):
    """A row before it is a claim: the actors, the cell and how likely it is."""

    actors: tuple[str, ...]
    kind: Kind
    cell: Cell
    probability: float


def extract(documents: Sequence[Document], actors: Sequence[Actor]) -> tuple[Interest, ...]:
    """One interest an actor, kind and statement, with all its evidence, in the order of the documents."""
    found: dict[tuple[str, Kind, str], Interest] = {}
    for document in documents:
        for passage, readings, told in read(document, actors):
            rows = list(_rows(passage, readings))
            for row in _best([*rows, *_left(passage, readings, told, rows)]):
                for actor in row.actors:
                    claim = _claim(passage, _shared(row), actor)
                    same = (actor, row.kind, claim.statement.casefold())
                    found[same] = _merged(found.get(same), claim)
    return tuple(found.values())


def read(
    document: Document, actors: Sequence[Actor]
) -> Iterator[tuple[Passage, list[Reading], list[patterns.Row]]]:
    """Every sentence of a document, what there is to weigh of its predicates, and what patterns of words tell of it."""
    types = {actor.name: actor.type for actor in actors}
    finder, memory = index(actors), clauses.Memory()
    for passage in passages(document, actors):
        words = clauses.words(passage.sentence.text)
        named = finder.find(words)
        rows = patterns.rows(words, named, memory)
        memory = patterns.remember(words, named, memory)
        readings = [
            stance.read(passage.tree, frame, types.get(frame.holder.actors[0], ""), rows)
            for frame in frames(passage.tree, passage.holders)
        ]
        yield passage, readings, rows


def _rows(passage: Passage, readings: Sequence[Reading]) -> Iterator[_Row]:
    for reading in readings:
        likely = weights.probabilities("stance", reading.features)
        best = max(range(len(likely)), key=lambda n: likely[n])
        if likely[best] < LEAST:
            continue
        kind = cast("Kind", stance.KINDS[best])
        made = cells(passage.tree, passage.holders, reading, kind)
        told = reading.told
        if not made and told and told.kind == kind:
            yield _Row(told.actors, kind, _by_pattern(passage, told), likely[best])
        for cell in made:
            yield _Row(reading.frame.holder.actors, kind, cell, likely[best])


def _left(
    passage: Passage, readings: Sequence[Reading], told: Sequence[patterns.Row], rows: Sequence[_Row]
) -> Iterator[_Row]:
    """What patterns tell that hangs on no predicate of the tree: the items of "its objectives: keeping X, ..."."""
    taken = {id(reading.told) for reading in readings if reading.told}
    for one in told:
        row = _Row(one.actors, one.kind, _by_pattern(passage, one), LEAST)
        if id(one) not in taken and not any(_repeats(row.cell, other.cell) for other in rows):
            yield row


def _by_pattern(passage: Passage, told: patterns.Row) -> Cell:
    """A pattern's cell, with the tokens that its words are of."""
    spans = clauses.words(passage.sentence.text).spans
    first, last = spans[told.start][0], spans[min(told.end, len(spans)) - 1][1]
    inside = [n for n, (start, end) in enumerate(passage.tree.parse.spans) if start < last and end > first]
    return Cell(told.statement, inside[0], inside[-1] + 1)


def _shared(row: _Row) -> _Row:
    """The row of several actors without "their", which would be no single one's: plain before a plural, else "the"."""
    pieces = row.cell.statement.split()
    if len(row.actors) == 1 or "their" not in pieces:
        return row
    at = pieces.index("their")
    after = pieces[at + 1 :][pieces[at + 1 : at + 2] == ["own"] :]
    return row._replace(cell=row.cell._replace(statement=" ".join([*pieces[:at], "the", *after])))


def _merged(before: Interest | None, now: Interest) -> Interest:
    if before is None:
        return now
    return before.model_copy(update={"evidence": tuple(dict.fromkeys((*before.evidence, *now.evidence)))})


def _claim(passage: Passage, row: _Row, actor: str) -> Interest:
    key = f"{actor}\0{row.kind}\0{passage.sentence.text}\0{row.cell.statement}"
    sure: Confidence = "high" if row.probability >= _HIGH else "moderate" if row.probability >= _MODERATE else "low"
    return Interest(
        id=f"interest-{sha256(key.encode()).hexdigest()[:8]}",
        evidence=(Evidence(sentence=passage.sentence.id, quote=_quote(passage, row.cell)),),
        actor=actor,
        kind=row.kind,
        statement=row.cell.statement,
        theatre=theatre(passage, row.cell, actor),
        confidence=sure,
    )


def _quote(passage: Passage, cell: Cell) -> str:
    """The words that show the cell, verbatim, with the mark that closes a quotation."""
    tree, end = passage.tree, cell.end
    while (
        end < len(tree)
        and tree.forms[end] in ('"', "”", ")", "’")
        and tree.between(cell.start, end).count({"”": "“", ")": "(", "’": "‘"}.get(tree.forms[end], '"'))
        > tree.between(cell.start, end).count(tree.forms[end]) * (tree.forms[end] != '"')
    ):
        end += 1
    return tree.between(cell.start, end)


def _best(rows: list[_Row]) -> list[_Row]:
    """The rows without those whose cell says what a likelier or longer one of the same actors and kind says."""
    kept: list[_Row] = []
    for row in sorted(rows, key=lambda row: (-len(row.cell.statement), -row.probability, row.cell.start, row.kind)):
        if not any(set(row.actors) <= set(k.actors) and row.kind == k.kind and _repeats(row.cell, k.cell) for k in kept):
            kept.append(row)
    return sorted(kept, key=lambda row: (row.cell.start, row.cell.end, row.kind, row.cell.statement))


def _repeats(short: Cell, long: Cell) -> bool:
    ours, theirs = set(short.statement.lower().split()), set(long.statement.lower().split())
    return len(ours & theirs) >= _SAME * min(len(ours), len(theirs))


# Theatres


@cache
def _places() -> Finder:
    """Finds places: regions, and states by their names."""
    states = {actor.name: actor.name for actor in lexicon.known() if actor.type == "state"}
    return Finder.of({**{state: state for state in lexicon.states()}, **states, **{p: p for p in lexicon.phrases("places")}})


def theatre(passage: Passage, said: Cell, actor: str) -> str:
    """The first place that "in", "over" or "across" names within the words said or at the sentence's head, or ""."""
    tree = passage.tree
    for mention in mentions(tree.parse, _places()):
        at = mention.start - 1
        while at > 0 and (tree.lows[at] == "the" or tree.tags[at].startswith("JJ")):
            at -= 1
        inside = said.start <= mention.start < said.end
        if (inside or at == 0) and not mention.modifier and mention.actor != actor and tree.lows[at] in ("in", "over", "across", "inside"):
            return mention.actor
    return ""
