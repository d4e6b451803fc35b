"""Documents -> Interests: what each actor is said to seek, fear, hold, lack or believe, as cells of a table.

Every predicate that an actor holds is weighed (stance.py), and so is how it stands in its sentence; what is likely
enough to be told of the actor becomes a cell (cells.py), if it reads alone. Confidence is the fitted probability, in
words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import NamedTuple, cast

from briefing.findings import clauses, encoder, lexicon, patterns, phrases, stance, weights
from briefing.findings.actors import index
from briefing.findings.cells import Cell, cells, deeds, sound
from briefing.findings.encoder import heads
from briefing.findings.encoder.network import State
from briefing.findings.frames import frames
from briefing.findings.mentions import Finder, mentions
from briefing.findings.passages import Passage, passages
from briefing.findings.stance import Reading
from briefing.model import Actor, Confidence, Document, Evidence, Interest, Kind

LEAST = 0.45
"""The probability from which a row is printed: benchmarks/README.md has the share of right rows by it."""
_HIGH, _MODERATE = 0.75, 0.55  # probabilities from which a row is told with that confidence
_FIRST, _AGAIN = 0.15, 0.5  # how likely a reading must tell a kind to give its first cell, and a further one
_AGAINST = 0.6  # how likely a reading must tell a kind if its own words are a cue of another
_DEED = 0.3  # how likely a reading must tell a kind to give what is done, for want of a better cell
_HELPING = ("aux", "auxpass")
_STEM = 5  # letters by which two words are taken for forms of one
_SAME = 0.7  # share of a cell's words that make it the same as a longer one


class _Weighed(NamedTuple):
    """A reading, and how likely it tells each kind."""

    reading: Reading
    likely: tuple[float, ...]


class _Row(NamedTuple):
    """A row before it is a claim: the actor, the cell, how likely it is, and whether a cue of the kind heads it."""

    actor: str
    kind: Kind
    cell: Cell
    probability: float
    cued: bool


def extract(documents: Sequence[Document], actors: Sequence[Actor]) -> tuple[Interest, ...]:
    """One interest an actor, kind and statement, with all its evidence, in the order of the documents."""
    found: dict[tuple[str, Kind, str], Interest] = {}
    for document in documents:
        for (passage, readings, told), state in zip(read(document, actors), encoder.of(document), strict=True):
            rows = list(_rows(passage, readings, state))
            for row in _shared(_telling(_best([*rows, *_left(passage, readings, told, rows)]))):
                claim = _claim(passage, row)
                same = (row.actor, row.kind, claim.statement.casefold())
                found[same] = _merged(found.get(same), claim)
    return tuple(found.values())


def read(document: Document, actors: Sequence[Actor]) -> Iterator[tuple[Passage, list[Reading], list[patterns.Row]]]:
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
            if not stance.only_thought(passage.tree, frame.head)
        ]
        yield passage, readings, rows


def weigh(
    passage: Passage, readings: Sequence[Reading], state: State
) -> dict[tuple[str, Kind], tuple[list[_Weighed], float]]:
    """For each actor and kind the readings that might tell it, the likeliest first, and how likely they do."""
    held: dict[str, list[int]] = {}
    tokens: dict[str, set[int]] = {}
    for n, reading in enumerate(readings):
        for actor in reading.frame.holder.actors:
            held.setdefault(actor, []).append(n)
            tokens.setdefault(actor, set()).add(reading.frame.holder.token)
    for mention in passage.mentions:
        if mention.actor in held:
            tokens[mention.actor].add(mention.head)
    judged = heads.kinds(
        state,
        [(r.frame.head, r.frame.holder.token, r.complement.head if r.complement else -1) for r in readings],
        [weights.sums("stance", reading.features) for reading in readings],
        {actor: (held[actor], sorted(tokens[actor])) for actor in held},
    )
    found = {}
    for actor, numbers in held.items():
        mine = [_Weighed(readings[n], judged.predicates[n]) for n in numbers]
        for n, kind in enumerate(stance.KINDS):
            ranked = sorted(mine, key=lambda one: -round(one.likely[n], 3))
            found[actor, cast("Kind", kind)] = (ranked, judged.actors[actor][n])
    return found


def _rows(passage: Passage, readings: Sequence[Reading], state: State) -> Iterator[_Row]:
    for (actor, kind), (ranked, sure) in weigh(passage, readings, state).items():
        by_pattern = any(one.reading.told and one.reading.told.kind == kind for one in ranked)
        if sure < LEAST and not by_pattern:
            continue
        number, made = stance.KINDS.index(kind), 0
        for one in ranked:
            likely = one.likely[number]
            told, match = one.reading.told, one.reading.match
            patterned = told is not None and told.kind == kind
            least = max(_AGAIN if made else _FIRST, _AGAINST if one.reading.speaks_against(kind) else 0.0)
            if not patterned and likely < least:
                continue
            whole = told if told and patterned and not _overrun(passage, _by_pattern(passage, told)) else None
            printed = (
                [] if whole and _better_told(one.reading) else cells(passage.tree, passage.holders, one.reading, kind)
            )
            if not printed and whole:
                printed = [_by_pattern(passage, whole)]
            for cell in printed:
                yield _Row(actor, kind, cell, sure, patterned or (match is not None and match.cue.kind == kind))
            made += bool(printed)
        if not made:
            told_at_least = (
                deeds(passage.tree, passage.holders, one.reading, kind) for one in ranked if one.likely[number] >= _DEED
            )
            for cell in next((printed for printed in told_at_least if printed), []):
                yield _Row(actor, kind, cell, sure, cued=False)


def _left(
    passage: Passage, readings: Sequence[Reading], told: Sequence[patterns.Row], rows: Sequence[_Row]
) -> Iterator[_Row]:
    """What patterns tell that hangs on no predicate of the tree: the items of "its objectives: keeping X, ..."."""
    taken = {id(reading.told) for reading in readings if reading.told}
    for one in told:
        cell = _by_pattern(passage, one)
        known = one.pattern != "pronoun" or _agrees(passage, readings, one)
        fit = known and sound(cell.statement) and not _overrun(passage, cell)
        if id(one) not in taken and fit and not any(_repeats(cell, other.cell) for other in rows):
            yield from (_Row(actor, one.kind, cell, LEAST, cued=True) for actor in one.actors)


def _agrees(passage: Passage, readings: Sequence[Reading], told: patterns.Row) -> bool:
    """Whether the tree too finds whose a pronoun is that a pattern's words hang on."""
    cell = _by_pattern(passage, told)
    return any(
        r.frame.role == "noun"
        and cell.start - 1 <= r.frame.head <= cell.start + 1
        and set(told.actors) & set(r.frame.holder.actors)
        for r in readings
    )


def _overrun(passage: Passage, cell: Cell) -> bool:
    """Whether a cell's tokens run into a verb whose subject stands before them: "to leave and its wish to talk led"."""
    tree = passage.tree
    opener = cell.statement.split(maxsplit=1)[0]
    begin = next((token for token in range(cell.start, cell.end) if tree.forms[token] == opener), cell.start)
    return any(
        tree.is_verb(token)
        and tree.finite(token)
        and any(subject < begin for subject in tree.having(token, "nsubj", "nsubjpass"))
        and any(tree.is_verb(earlier) for earlier in range(begin, token) if tree.labels[earlier] not in _HELPING)
        for token in range(begin + 1, cell.end)
    )


def _better_told(reading: Reading) -> bool:
    """Whether a pattern's words read better than the tree's: of nouns, of "X as Y", of what is done by somebody."""
    follows = reading.complement
    return (
        reading.frame.role == "noun"
        or reading.frame.part == "agent"
        or (follows is not None and follows.code in ("npas", "npto"))
    )


def _by_pattern(passage: Passage, told: patterns.Row) -> Cell:
    """A pattern's cell, with the tokens that its words are of."""
    spans = clauses.words(passage.sentence.text).spans
    first, last = spans[told.start][0], spans[min(told.end, len(spans)) - 1][1]
    inside = [n for n, (start, end) in enumerate(passage.tree.parse.spans) if start < last and end > first]
    return Cell(told.statement, inside[0], inside[-1] + 1)


def _shared(rows: Sequence[_Row]) -> Iterator[_Row]:
    """The rows; those of several actors without "their", which would be no single one's: nothing or "the"."""
    owners = Counter((row.kind, row.cell.statement) for row in rows)
    for row in rows:
        pieces = row.cell.statement.split()
        if owners[row.kind, row.cell.statement] == 1 or "their" not in pieces:
            yield row
            continue
        at = pieces.index("their")
        after = pieces[at + 1 :][pieces[at + 1 : at + 2] == ["own"] :]
        noun = next((n for n, word in enumerate(after) if word.lower() in clauses.function_words()), len(after))
        plural = after[noun - 1 : noun] and phrases.plural(after[noun - 1].strip(",").lower())
        said = " ".join([*pieces[:at], *([] if plural else ["the"]), *after])
        yield row._replace(cell=row.cell._replace(statement=said))


def _merged(before: Interest | None, now: Interest) -> Interest:
    if before is None:
        return now
    return before.model_copy(update={"evidence": tuple(dict.fromkeys((*before.evidence, *now.evidence)))})


def _claim(passage: Passage, row: _Row) -> Interest:
    key = f"{row.actor}\0{row.kind}\0{passage.sentence.text}\0{row.cell.statement}"
    sure: Confidence = "high" if row.probability >= _HIGH else "moderate" if row.probability >= _MODERATE else "low"
    return Interest(
        id=f"interest-{sha256(key.encode()).hexdigest()[:8]}",
        evidence=(Evidence(sentence=passage.sentence.id, quote=_quote(passage, row.cell)),),
        actor=row.actor,
        kind=row.kind,
        statement=row.cell.statement,
        theatre=theatre(passage, row.cell, row.actor),
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
    """The rows without those whose cell says what one by a cue, or a longer one, of the same actor and kind says.

    What is told of an actor as two kinds stays as the likelier one.
    """
    kept: list[_Row] = []
    for row in sorted(rows, key=lambda row: (not row.cued, -len(row.cell.statement), row.cell.start, row.kind)):
        if not any(row.actor == k.actor and row.kind == k.kind and _repeats(row.cell, k.cell) for k in kept):
            kept.append(row)
    likelier = sorted(kept, key=lambda row: (not row.cued, -row.probability, row.cell.start, row.kind))
    single = [
        row
        for n, row in enumerate(likelier)
        if not any(row.actor == k.actor and _repeats(row.cell, k.cell) for k in likelier[:n])
    ]
    return sorted(single, key=lambda row: (row.cell.start, row.cell.end, row.actor, row.kind, row.cell.statement))


_THIN = re.compile(r"\w+ing(?: \w+)? (?:the|an?) [a-z-]+")


def _telling(rows: list[_Row]) -> list[_Row]:
    """The rows without deeds that say too little ("lifting a ban") where the sentence tells more of the actor."""
    return [
        row
        for row in rows
        if row.cued
        or not _THIN.fullmatch(row.cell.statement)
        or not any(row.actor == other.actor and row is not other for other in rows)
    ]


def _repeats(short: Cell, long: Cell) -> bool:
    ours, theirs = ({word[:_STEM] for word in cell.statement.lower().split()} for cell in (short, long))
    return len(ours & theirs) >= _SAME * min(len(ours), len(theirs))


# Theatres


@cache
def _places() -> Finder:
    """Finds places: regions, and states by their names."""
    states = {actor.name: actor.name for actor in lexicon.known() if actor.type == "state"}
    return Finder.of(
        {**{state: state for state in lexicon.states()}, **states, **{p: p for p in lexicon.phrases("places")}}
    )


def theatre(passage: Passage, said: Cell, actor: str) -> str:
    """The first place that "in", "over" or "across" names within the words said or at the sentence's head, or ""."""
    tree = passage.tree
    for mention in mentions(tree.parse, _places()):
        at = mention.start - 1
        while at > 0 and (tree.lows[at] == "the" or tree.tags[at].startswith("JJ")):
            at -= 1
        inside = said.start <= mention.start < said.end
        if (
            (inside or at == 0)
            and not mention.modifier
            and mention.actor != actor
            and tree.lows[at] in ("in", "over", "across", "inside")
        ):
            return mention.actor
    return ""
