"""The nouns, in the order a brief comes to be: Source, Document, Findings, Brief, Artifact.

Values are frozen, closed and whole. Offsets count Unicode code points. Dates are ISO 8601, possibly partial
("2015", "2020-01", "2020-01-03").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import accumulate
from typing import Annotated, Literal, Self, TypeAlias, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Status = Literal["auto", "edited", "pinned", "rejected", "manual", "orphan"]
Kind = Literal["interest", "concern", "leverage", "constraint", "belief"]
Sign = Literal["aligned", "opposed", "mixed", "conditional"]
SIGNS: dict[Sign, str] = {"aligned": "+", "opposed": "−", "mixed": "±", "conditional": "?"}
"""Each sign as it is printed."""
LEVELS = 5
"""Of power and of interest, from 1, the lowest."""
Level = Annotated[int, Field(ge=1, le=LEVELS)]
Confidence = Literal["low", "moderate", "high"]
ActorType = Literal[
    "state", "group of states", "government", "ministry", "agency", "legislature", "court", "central bank",
    "party", "armed group", "company", "lobby", "union", "church", "organisation", "movement", "population",
    "leader",
]  # fmt: skip
Fault = Literal[
    "unanswered", "form", "citation", "quotes", "numbers", "names", "negation", "modality", "attribution", "limits",
    "words", "structure", "grounding",
]  # fmt: skip
"""What can be wrong with a model's answer, in the order in which it is looked for."""


Tlp = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
MARKINGS: tuple[str, ...] = get_args(Tlp)
"""TLP 2.0 (FIRST, 2022), from the freest to the most restricted."""


def rank(marking: str) -> int:
    """How restricted a marking is: its place in TLP 2.0; free text and none count as the freest."""
    return MARKINGS.index(marking) if marking in MARKINGS else 0


class Noun(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def texts(self, fields: set[str] | None = None) -> Iterator[str]:
        """Every text in it, in the order of its fields; of some fields alone, if they are named."""
        yield from _texts(self.model_dump(include=fields))

    def every(self, kind: type[N]) -> Iterator[N]:
        """Every noun of a kind in it, itself among them, in the order of the fields."""
        if isinstance(self, kind):
            yield self
        for field in type(self).model_fields:
            yield from _every(getattr(self, field), kind)


N = TypeVar("N", bound=Noun)


def _every(value: object, kind: type[N]) -> Iterator[N]:
    if isinstance(value, Noun):
        yield from value.every(kind)
    elif isinstance(value, tuple):
        for one in value:
            yield from _every(one, kind)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


# Sources and documents


class Source(Noun):
    """Bytes as they were loaded. `location` is the path or URL as a person would write it."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    location: str
    media_type: str
    content: bytes


class LedgerEntry(Noun):
    """One edit of the cleaning: at `start` of the source as read, `was` became `now` ("" = removed), for `reason`."""

    start: int
    was: str
    now: str
    reason: str


class Sentence(Noun):
    """`document.text[start:end] == text`, always. `paragraph` and `page` count from 1; `actors` are canonical names.

    `language` is its BCP 47 tag where it is not the document's.
    """

    id: str
    text: str
    start: int
    end: int
    paragraph: int
    page: int | None = None
    language: str = ""
    actors: tuple[str, ...] = ()


class Heading(Noun):
    """A heading inside the text (the title is a field of its own); `document.text[start:end] == text`."""

    text: str
    start: int
    end: int
    level: int


class Document(Noun):
    """A source made readable. Between two entries of `ledger` the text and the source as read are the same.

    `sha256` is that of the source's bytes, hexadecimal.
    """

    key: str
    location: str
    sha256: str = ""
    title: str
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: PartialDate | None = None
    url: str = ""
    language: str = "en"
    marking: str = ""
    text: str
    sentences: tuple[Sentence, ...] = ()
    headings: tuple[Heading, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    notices: tuple[str, ...] = ()

    def source_text(self) -> str:
        """The source as read: the text with every edit of the ledger undone."""
        pieces, at, taken = [], 0, 0  # at: offset in the source; taken: offset in the text
        for entry in self.ledger:
            same = entry.start - at
            pieces += [self.text[taken : taken + same], entry.was]
            taken += same + len(entry.now)
            at = entry.start + len(entry.was)
        return "".join([*pieces, self.text[taken:]])

    def source_pages(self) -> tuple[tuple[int, int], ...]:
        """Where pages begin to be read: offset in the source as read, and page; () where there are no pages."""
        shifts = [(entry.start, len(entry.was) - len(entry.now)) for entry in self.ledger]
        found: list[tuple[int, int]] = []
        at = drift = 0
        for sentence in self.sentences:
            while at < len(shifts) and shifts[at][0] <= sentence.start + drift:
                drift += shifts[at][1]
                at += 1
            if sentence.page and (not found or found[-1][1] != sentence.page):
                found.append((sentence.start + drift, sentence.page))
        return tuple(found)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source as read from which `text[start:end]` came, repaired spans taken whole."""
        drift = [0, *accumulate(len(e.was) - len(e.now) for e in self.ledger)]
        first, last = None, None
        for entry, shift in zip(self.ledger, drift, strict=False):
            low = entry.start - shift  # where the entry stands in the text
            high = low + len(entry.now)
            if high <= start:
                continue
            if first is None:
                first = start + shift if start < low else entry.start
            if end <= low:
                last = end + shift
                break
            if end <= high:
                last = entry.start + len(entry.was)
                break
        if first is None:
            first = start + drift[-1]
        return first, end + drift[-1] if last is None else last


# Findings


class Evidence(Noun):
    """`quote` is a verbatim substring of the sentence with id `sentence` ("egic:14")."""

    sentence: str
    quote: Annotated[str, StringConstraints(min_length=1)]


class Claim(Noun):
    """What the sources are said to say; it cannot be built without evidence."""

    id: str
    status: Status = "auto"
    marking: str = ""
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]


class Point(Claim):
    """One sentence of a summary; `leans` says that it is read with the point before it, and not without."""

    text: str
    leans: bool = False


class Interest(Claim):
    """A cell of the actor-interests table: what `actor` seeks, fears, holds, lacks or believes."""

    actor: str
    kind: Kind
    statement: str
    theatre: str = ""
    confidence: Confidence = "low"


class Relation(Claim):
    """Two actors and a sign; one per pair and sign. `actors` are in alphabetical order."""

    actors: tuple[str, str]
    sign: Sign
    theatre: str = ""


class Event(Claim):
    """Something that happened, or is to happen, on a date."""

    date: PartialDate
    text: str


class Refusal(Noun):
    """A claim whose rewording was refused, and the check that it failed."""

    claim: str
    reason: Fault


class Rewording(Noun):
    """What a language model was asked to reword: the claims that now are in its words, and those that it got wrong.

    `host` tells whether it ran on this machine; `prompt` is the SHA-256 of its instructions and their schema.
    """

    model: str
    host: Literal["loopback", "remote"]
    prompt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    kept: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()

    def of(self, claims: Collection[str]) -> Rewording:
        """What there is to say of these claims alone."""
        kept = tuple(one for one in self.kept if one in claims)
        return self.model_copy(
            update={"kept": kept, "refused": tuple(one for one in self.refused if one.claim in claims)}
        )


class Actor(Noun):
    """Someone who acts. `aliases` are the surface forms met in the documents; `part_of` is a canonical name."""

    name: str
    type: ActorType
    aliases: tuple[str, ...] = ()
    part_of: str = ""


class Assessment(Noun):
    """An analyst's own sentence: printed as the authors' judgement, never as a finding.

    It may be marked, where it was made of a row of the draft that is.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()
    marking: str = ""


class Section(Noun):
    """Points in reading order, or the analyst's own paragraphs (each a run of assessments).

    An assessment among the points is one that an analyst added to them in the draft.
    """

    title: str
    question: str = ""
    points: tuple[Point | Assessment, ...] = ()
    judgement: tuple[tuple[Assessment, ...], ...] = ()


class Findings(Noun):
    """Everything that was found, for every audience, and what the analyst said beside it.

    `bottom_line` is an Assessment where the analyst wrote it; `gaps` are sentences of ours on what was not found.
    """

    version: Literal[1] = 1
    rewording: Rewording | None = None
    documents: tuple[Document, ...]
    bottom_line: Point | Assessment | None = None
    ask: tuple[Assessment, ...] = ()
    key_points: tuple[Point | Assessment, ...] = ()
    sections: tuple[Section, ...] = ()
    actors: tuple[Actor, ...] = ()
    interests: tuple[Interest, ...] = ()
    relations: tuple[Relation, ...] = ()
    events: tuple[Event, ...] = ()
    disagreements: tuple[Point | Assessment, ...] = ()
    gaps: tuple[str, ...] = ()

    def places(self) -> dict[str, int]:
        """The place of each sentence, by id, in the order of the documents."""
        return {s.id: place for place, s in enumerate(s for d in self.documents for s in d.sentences)}

    def claims(self) -> tuple[Claim, ...]:
        """Every claim, in the order of `with_claims`."""
        found: list[Claim] = []

        def keep(claim: Claim) -> Claim:
            found.append(claim)
            return claim

        self.with_claims(keep)
        return tuple(found)

    def with_claims(self, keep: Callable[[Claim], Claim | None]) -> Findings:
        """These findings with every claim as `keep` returns it, and without those for which it returns None.

        Assessments are no claims, and stay.
        """

        def kept(said: Sequence[Claim | Assessment]) -> tuple[Claim | Assessment, ...]:
            now = (keep(one) if isinstance(one, Claim) else one for one in said)
            return tuple(one for one in now if one is not None)

        line = self.bottom_line
        return self.model_copy(
            update={
                "bottom_line": keep(line) if isinstance(line, Point) else line,
                "sections": tuple(s.model_copy(update={"points": kept(s.points)}) for s in self.sections),
                "key_points": kept(self.key_points),
                "interests": kept(self.interests),
                "relations": kept(self.relations),
                "events": kept(self.events),
                "disagreements": kept(self.disagreements),
            }
        )

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        known = {actor.name for actor in self.actors}
        named = {i.actor for i in self.interests} | {n for r in self.relations for n in r.actors}
        if unknown := sorted(named - known):
            raise ValueError(f"claims name actors that are not listed: {', '.join(unknown)}")
        return self


# The brief


_FIELD = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")


def fields_of(pattern: str) -> tuple[str, ...]:
    """The names in braces of a pattern: ("n",) of "{n} points". Raises ValueError where a brace stands alone."""
    if _BRACE.search(_FIELD.sub("", pattern)):
        raise ValueError("a brace stands alone")
    return tuple(_FIELD.findall(pattern))


def filled(pattern: str, **values: str) -> str:
    """A pattern with the values of its fields; what stands in a value is no pattern."""
    return _FIELD.sub(lambda field: values[field[1]], pattern)


def of_fields(*known: str) -> AfterValidator:
    """A validator of patterns: text that has no other fields than these."""

    def check(pattern: str) -> str:
        shown = ", ".join(f"{{{name}}}" for name in known)
        try:
            unknown = [name for name in fields_of(pattern) if name not in known]
        except ValueError:
            raise _wrong("has a brace that stands alone", f"write fields in braces: {shown}") from None
        if unknown:
            near = get_close_matches(unknown[0].lower(), known, 1)
            hint = f"did you mean {{{near[0]}}}?" if near else f"known: {shown}"
            raise _wrong(f"has no field {{{unknown[0]}}}", hint)
        return pattern

    return AfterValidator(check)


def _wrong(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{message}", {"message": message, "hint": hint})


_Counting = Annotated[str, of_fields("n")]
_Naming = Annotated[str, of_fields("name")]
_Listing = Annotated[str, of_fields("names")]
_Titling = Annotated[str, of_fields("title")]
_Dating = Annotated[str, of_fields("date")]


Numerals: TypeAlias = Literal["decimal", "arabic-indic", "persian"]
"""The CSS counter styles of the digits that a brief is written in."""


class Plural(Noun):
    """What is said of a number, in the plural categories of CLDR; a language has `other` and those that it needs."""

    zero: _Counting = ""
    one: _Counting = ""
    two: _Counting = ""
    few: _Counting = ""
    many: _Counting = ""
    other: _Counting


_UNSAID = Plural(other="")


class Labels(Noun):
    """Every word that a brief prints of its own accord, by language (briefing/labels/); "" is what nobody has said.

    Words in braces are fields: {n} is a number, {name} and {names} are names, {date} is a date.
    """

    # elements of the page
    series: str = ""
    key_points: str = ""
    at_a_glance: str = ""
    who_stands_where: str = ""
    who_wants_what: str = ""
    actor: str = ""
    interest: str = ""
    concern: str = ""
    leverage: str = ""
    constraint: str = ""
    belief: str = ""
    no_evidence: str = ""
    timeline: str = ""
    ask: str = ""
    options: str = ""
    option: str = ""
    option_for: str = ""
    option_against: str = ""
    indicators: str = ""
    glossary: str = ""
    contents: str = ""
    skip: str = ""
    gaps: str = ""
    cautions: str = ""
    disagreements: str = ""
    cleaning: str = ""
    cleaning_words: str = ""
    cleaning_aside: str = ""
    cleaning_repairs: str = ""
    cleaning_caption: str = ""
    cleaned_page: str = ""
    cleaned_round: str = ""
    cleaned_notes: str = ""
    cleaned_head: str = ""
    cleaned_beside: str = ""
    cleaned_hidden: str = ""
    cleaned_other: str = ""
    judgement: str = ""
    own_line: str = ""
    own_point: str = ""
    sources: str = ""
    sources_in_all: _Counting = ""
    notes: str = ""
    quote: str = ""
    imprint: str = ""
    number: str = ""
    source: str = ""
    matrix_caption: str = ""
    method: str = ""
    method_without_notes: str = ""
    method_reworded: str = ""
    left_out: str = ""
    see_edition: _Naming = ""
    draft: str = ""
    embargo: _Dating = ""

    # marks and joints
    quote_open: str = ""
    quote_close: str = ""
    quote_open_inner: str = ""
    quote_close_inner: str = ""
    comma: str = ""
    semicolon: str = ""
    joint: str = ""
    and_others: _Naming = ""
    page: _Counting = ""
    paragraph: _Counting = ""

    # at a glance
    glance_sources: str = ""
    glance_actors: str = ""
    glance_period: str = ""
    glance_findings: str = ""
    glance_judgement: str = ""
    count_undated: Plural = _UNSAID
    count_states: Plural = _UNSAID
    count_others: Plural = _UNSAID
    count_findings: Plural = _UNSAID
    count_own: Plural = _UNSAID
    count_points: Plural = _UNSAID
    count_statements: Plural = _UNSAID
    count_events: Plural = _UNSAID
    count_sources: Plural = _UNSAID

    # the imprint
    published_by: str = ""
    authors: str = ""
    contact: str = ""
    issue: str = ""
    version: str = ""
    updates: str = ""
    former: _Dating = ""
    cite: str = ""
    cited: Annotated[str, of_fields("authors", "year", "title", "series")] = ""
    cited_undated: Annotated[str, of_fields("authors", "title", "series")] = ""
    cited_issue: _Counting = ""
    cited_version: _Counting = ""
    licence: str = ""
    disclaimer: str = ""
    language_model: str = ""
    reworded: Annotated[str, of_fields("model", "kept", "of")] = ""

    # types of actors
    type_state: str = ""
    type_group_of_states: str = ""
    type_government: str = ""
    type_ministry: str = ""
    type_agency: str = ""
    type_legislature: str = ""
    type_court: str = ""
    type_central_bank: str = ""
    type_party: str = ""
    type_armed_group: str = ""
    type_company: str = ""
    type_lobby: str = ""
    type_union: str = ""
    type_church: str = ""
    type_organisation: str = ""
    type_movement: str = ""
    type_population: str = ""
    type_leader: str = ""

    # what a reader of sources tells of one
    notices_of: Annotated[str, of_fields("name", "notices")] = ""
    notice_undated: str = ""
    notice_opinion: str = ""
    notice_syndicated: _Naming = ""
    notice_translated: str = ""
    notice_sponsored: str = ""
    notice_corrected: str = ""
    notice_encoding: _Naming = ""
    notice_unread_damaged: str = ""
    notice_unread_failed: str = ""
    notice_unread_limited: str = ""
    notice_lost: _Counting = ""
    notice_dated_by_file: str = ""
    notice_tracked: str = ""
    notice_attachments: _Naming = ""
    notice_silent_pages: _Counting = ""
    notice_dates: _Naming = ""
    notice_dates_of_file: _Naming = ""
    notice_by_address: str = ""
    notice_summary: str = ""
    notice_passages: _Naming = ""
    notice_ocr: _Naming = ""
    notice_ocr_sure: _Counting = ""
    notice_ocr_lacking: _Naming = ""
    notice_lacking: _Counting = ""

    # what was not found
    gap_unmentioned: _Listing = ""
    gap_nothing: _Titling = ""
    gap_one: _Titling = ""
    gap_two: _Titling = ""
    gap_date: _Titling = ""
    gap_figure: _Titling = ""
    gap_silent: _Listing = ""

    # titles of an outline of the compiler's own
    outline_change: str = ""
    outline_bond: _Listing = ""
    outline_divergence: _Listing = ""
    outline_supporters: str = ""
    outline_opponents: str = ""
    outline_others: _Listing = ""
    outline_outlook: str = ""

    # figures
    matrix_title: Plural = _UNSAID
    network_title: Plural = _UNSAID
    network_heading: str = ""
    count_pairs: Plural = _UNSAID
    pairs_shown: Annotated[str, of_fields("counted", "pairs")] = ""
    no_pairs: str = ""
    pair: Annotated[str, of_fields("one", "other", "sign", "n")] = ""
    more_pairs: _Counting = ""
    sign_aligned: str = ""
    sign_opposed: str = ""
    sign_mixed: str = ""
    sign_conditional: str = ""
    signs_caption: str = ""
    actors_left_out: _Listing = ""
    actors_left_out_more: Annotated[str, of_fields("names", "n")] = ""
    pairs_heading: str = ""
    column_pair: str = ""
    column_sign: str = ""
    column_sentences: str = ""
    column_notes: str = ""
    grid_title: Plural = _UNSAID
    grid_heading: str = ""
    grid_caption_placed: str = ""
    grid_caption_suggested: str = ""
    grid_caption_both: str = ""
    grid_place: Annotated[str, of_fields("names", "power", "interest")] = ""
    grid_power: str = ""
    grid_interest: str = ""
    keep_satisfied: str = ""
    manage_closely: str = ""
    monitor: str = ""
    keep_informed: str = ""
    column_placed: str = ""
    placed_by_analyst: str = ""
    placed_by_count: str = ""
    timeline_title: Annotated[str, of_fields("counted", "one", "other")] = ""
    timeline_title_one: Annotated[str, of_fields("counted", "one")] = ""
    timeline_shown: Annotated[str, of_fields("events")] = ""
    timeline_caption: str = ""
    timeline_caption_days: str = ""

    # what has changed since the last edition
    changes: _Dating = ""
    changes_line: Annotated[str, of_fields("date", "changes")] = ""
    changes_none: str = ""
    changes_further: _Counting = ""
    changes_before: str = ""
    changes_now: str = ""
    change_new: str = ""
    change_dropped: str = ""
    change_changed: str = ""
    changes_new: Plural = _UNSAID
    changes_dropped: Plural = _UNSAID
    changes_changed: Plural = _UNSAID
    change_bottom_line: str = ""
    change_key_point: str = ""
    line_part: Annotated[str, of_fields("element", "changes")] = ""
    line_bottom_line: str = ""
    line_key_points: str = ""
    line_sections: str = ""
    line_actors: str = ""
    line_relations: str = ""
    sign_turned: Annotated[str, of_fields("was", "now")] = ""


class Spoken(Noun):
    """Words with their language and direction where these are not the brief's, "" where they are."""

    language: str = ""
    direction: Literal["", "ltr", "rtl"] = ""


class Reference(Noun):
    """A marker in the text: the number of the note that it leads to, as printed too, and the marker's own anchor."""

    number: int
    figure: str
    anchor: str


class Passage(Spoken):
    """Words as printed, with the markers of the notes that prove them; `judgement` says that they are the authors'.

    `id` is that of the claim that they say, "" for the authors' own.
    """

    text: str
    id: str = ""
    references: tuple[Reference, ...] = ()
    judgement: bool = False


class BriefSection(Noun):
    """A titled run of paragraphs; `judgement` says that they are the authors' own."""

    anchor: str
    title: str
    paragraphs: tuple[tuple[Passage, ...], ...]
    judgement: bool = False


class Row(Noun):
    """An actor's row of the table: one cell for each column, each a list of statements."""

    actor: str
    type: str
    cells: tuple[tuple[Passage, ...], ...]


class Table(Noun):
    """The actor-interests table.

    `columns` are the kinds of which something was found; `silent` are the actors of whom nothing was.
    """

    columns: tuple[Kind, ...]
    rows: tuple[Row, ...]
    silent: tuple[str, ...]


class MatrixCell(Noun):
    """How two actors stand to each other: the sum of the signs, the number of sentences, the notes.

    `figure` is the number as printed.
    """

    actors: tuple[str, str]
    sign: Sign
    count: int
    figure: str
    references: tuple[Reference, ...] = ()


class Matrix(Noun):
    """Half a matrix: `cells[i][j]`, j < i, is how actor i stands to actor j, None where nothing was found."""

    actors: tuple[str, ...]
    cells: tuple[tuple[MatrixCell | None, ...], ...]

    def of(self, number: int) -> Matrix:
        """The same of its first actors only."""
        return self.model_copy(update={"actors": self.actors[:number], "cells": self.cells[:number]})


class Network(Noun):
    """Who is tied to whom: a tie for each two of `actors` of whom something was found; `left_out` have ties too."""

    actors: tuple[str, ...]
    ties: tuple[MatrixCell, ...]
    left_out: tuple[str, ...] = ()


class Placement(Noun):
    """An actor's power and interest; `suggested` says that findings were counted, and no analyst placed it."""

    actor: str
    power: Level
    interest: Level
    suggested: bool = False


class Grid(Noun):
    """Who has how much power, and how much interest in the matter; `left_out` were found too."""

    placements: tuple[Placement, ...]
    left_out: tuple[str, ...] = ()

    def caption(self) -> Literal["grid_caption_placed", "grid_caption_suggested", "grid_caption_both"]:
        """Which caption says how the actors came to their places."""
        ways = {one.suggested for one in self.placements}
        return (
            "grid_caption_both"
            if len(ways) > 1
            else "grid_caption_suggested"
            if True in ways
            else "grid_caption_placed"
        )


class TimelineEvent(Noun):
    """An event with its date as printed, and as a figure needs it."""

    when: str
    passage: Passage
    date: PartialDate = "0001"


class SourceEntry(Spoken):
    """A source as the brief lists it; the language is its title's, authors' and publisher's."""

    key: str
    title: str
    authors: str
    publisher: str
    published: str
    url: str
    notices: tuple[str, ...]


class Fact(Noun):
    """A line of a small list: a label and its value."""

    label: str
    value: str


class Cleaned(Noun):
    """What the cleaning of a source came to: words as read, words set aside by kind, spots mended, as they are printed.

    `repairs` is "" for none.
    """

    source: str
    words: str
    aside: tuple[Fact, ...]
    repairs: str

    def cells(self, joint: str) -> tuple[str, str, str, str]:
        """A row of a table that has no more than words."""
        aside = joint.join(f"{fact.label} {fact.value}" for fact in self.aside)
        return self.source, self.words, aside or "—", self.repairs or "—"


class Work(Noun):
    """A work as a reference manager knows it, in its own words: the brief itself, or one of its sources.

    `date` is ISO 8601, possibly partial; `series` to `note` are the brief's alone.
    """

    key: str
    title: str
    authors: tuple[str, ...] = ()
    publisher: str = ""
    date: str = ""
    url: str = ""
    language: str = ""
    series: str = ""
    number: str = ""
    version: str = ""
    licence: str = ""
    note: str = ""


class Note(Spoken):
    """A numbered note: the verbatim words that prove a claim, where they stand, and how to get there.

    The language is the quote's. `back` are the anchors of the markers that lead here, in the order of the page.
    """

    number: int
    figure: str
    sentence: str
    quote: str
    source: str
    place: str
    url: str
    back: tuple[str, ...]


class Option(Noun):
    """A course of action, with what speaks for and against it."""

    name: str
    for_: str = Field(default="", alias="for")
    against: str = ""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


ChangeKind = Literal["new", "dropped", "changed"]


class Change(Noun):
    """What something was in the former edition and is now, "" where it was not or is not; `told` is the kind printed.

    `of` names the thing: an element, a section, an actor and a column, a pair of actors.
    """

    kind: ChangeKind
    told: str
    of: str
    was: str
    now: str


class Changes(Noun):
    """What has changed since the former edition: in a line, and row by row where there is room for it.

    `before` and `now` head the columns; `further` counts the rows that are not shown.
    """

    title: str
    before: str
    now: str
    line: str
    rows: tuple[Change, ...]
    further: str


class Fonts(Noun):
    """Whose letters: a family that ships, or a folder of faces; "" is the style's own."""

    text: str = Field(default="", description="of running text and titles: Briefing Serif, Inter, or a folder of TTFs")
    labels: str = Field(
        default="", description="of tables, labels and notes: Briefing Serif, Inter, or a folder of TTFs"
    )


class Sizes(Noun):
    """How large the letters are, in points; None is the style's own."""

    text: Annotated[float, Field(ge=8, le=16)] | None = Field(default=None, description="of running text, in points")
    small: Annotated[float, Field(ge=7, le=13)] | None = Field(
        default=None, description="of tables and the side, in points"
    )
    title: Annotated[float, Field(ge=14, le=40)] | None = Field(default=None, description="of the title, in points")


class Brief(Noun):
    """What one audience sees, complete: a template only loops over it.

    `name` is its files' name without a suffix; `figures` is the CSS counter style of its numbers; `embargo` is the
    whole line; `spacing` is the space between lines and elements, in per cent of the style's; `left_out` counts what
    this audience does not see of the findings, `see_edition` says who does, and `known` are the ids of all of them
    that it may see: what a later edition finds beside these is new. `drawn` are the elements that are drawn beside or
    in place of their text; `pairs` is what is behind the figures of pairs, each with its notes.
    """

    name: str
    title: str
    running_title: str
    series: str
    audience: str
    rewording: Rewording | None = None
    template: str
    style: str
    page_size: Literal["A4", "Letter"]
    spacing: int = 100
    language: str
    direction: Literal["ltr", "rtl"]
    figures: Numerals
    date: str
    dateline: str
    marking: str
    embargo: str
    draft: bool
    accent: str
    logo: str
    reference: str = ""
    logo_alt: str = ""
    fonts: Fonts = Fonts()
    sizes: Sizes = Sizes()
    organisation: str
    labels: Labels
    subtitle: str
    bottom_line: Passage | None
    ask: tuple[Passage, ...]
    key_points: tuple[Passage, ...]
    sections: tuple[BriefSection, ...]
    table: Table | None
    matrix: Matrix | None
    timeline: tuple[TimelineEvent, ...]
    network: Network | None = None
    grid: Grid | None = None
    pairs: tuple[MatrixCell, ...] = ()
    drawn: tuple[Literal["matrix", "timeline"], ...] = ()
    options: tuple[Option, ...]
    indicators: tuple[str, ...]
    glossary: tuple[Fact, ...]
    disagreements: tuple[Passage, ...]
    gaps: tuple[str, ...]
    cautions: tuple[str, ...]
    glance: tuple[Fact, ...]
    cleaning: tuple[Cleaned, ...] = ()
    sources: tuple[SourceEntry, ...]
    notes: tuple[Note, ...]
    imprint: tuple[Fact, ...]
    left_out: tuple[str, ...]
    changes: Changes | None = None
    known: tuple[str, ...] = ()
    see_edition: str = ""
    works: tuple[Work, ...] = Field(default=(), exclude=True)
    """The brief and its sources for a reference manager; templates and JSON have `sources`."""


# What a PDF carries


class Cited(Noun):
    """A sentence that the brief cites, whole, with its id."""

    id: str
    text: str


class Origin(Noun):
    """A source that the brief rests on: the SHA-256 of its bytes and of its clean text, hexadecimal; no path."""

    key: str
    title: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    url: str
    language: str
    marking: str
    sha256: str
    text_sha256: str


class Proof(Noun):
    """A claim that is printed, by its id, and the evidence that it rests on."""

    claim: str
    evidence: tuple[Evidence, ...]


class Question(Noun):
    """What the specification asks for under a section's title."""

    title: str
    question: str


class OwnFile(Noun):
    """A template, style sheet, face or picture of the project's own: its path in the project, its SHA-256."""

    path: str
    sha256: str


class Record(Noun):
    """What a brief's PDF carries as brief.json: the brief as printed, and all that it takes to check it.

    `tool` and `engine` are programs with their versions, `look` is what the project adds to the program's own look.
    `drawn` is a SHA-256 of what each page shows, in order, `whole` one of all that the PDF is but for its files.
    `seal` is the SHA-256 of the JSON with an empty seal. `questions` are left out where a source may not be shown.
    `unprinted` are places of the brief that the project's own look does not print.
    """

    version: Literal[1] = 1
    seal: str = ""
    tool: str
    engine: str = ""
    brief: Brief
    questions: tuple[Question, ...] = ()
    proofs: tuple[Proof, ...]
    sentences: tuple[Cited, ...]
    origins: tuple[Origin, ...]
    look: tuple[OwnFile, ...] = ()
    drawn: tuple[str, ...] = ()
    whole: str = ""
    unprinted: tuple[str, ...] = ()


# Artifacts


class Artifact(Noun):
    """A finished file: its name, its bytes, and how many pages it has (0 where it has none)."""

    name: str
    media_type: str
    content: bytes
    pages: int = 0
