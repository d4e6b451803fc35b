"""Findings + audience -> Brief: choose, order, number references."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from briefing import labels as languages
from briefing.audiences import Audience
from briefing.compose.actors import Pair, Profile, Sum, first, most_tied, pair, ranked, silent, sums
from briefing.compose.changes import comparable, compare
from briefing.compose.cleaning import summed
from briefing.compose.clearance import Clearance, clear
from briefing.compose.figures import MOST_IN_MATRIX, grid
from briefing.compose.former import Former
from briefing.compose.names import file_name, slug
from briefing.compose.notes import Notes
from briefing.compose.typography import capitalised, typeset
from briefing.compose.voice import Voice
from briefing.errors import Diagnostic, SpecificationError
from briefing.labels import primary
from briefing.model import (
    Assessment,
    Brief,
    BriefSection,
    Changes,
    Claim,
    Cleaned,
    Document,
    Event,
    Evidence,
    Fact,
    Findings,
    Grid,
    Interest,
    Kind,
    Labels,
    Matrix,
    MatrixCell,
    Network,
    Option,
    Passage,
    Point,
    Reference,
    Rewording,
    Row,
    SourceEntry,
    Table,
    TimelineEvent,
    Work,
    filled,
)
from briefing.spec import BriefSpec

_RUNNING_TITLE = 52  # characters of a title that fit at the foot of a page
_SHORT_TITLE = 36  # characters of a title that stands for its source in the notes
_PARAGRAPH_WORDS = 60  # a paragraph closes once it has this many
_SOURCES_OWN = ("auto", "pinned")  # claims in a source's words, shortened or not; in others an analyst's may stand
_MOST_AUTHORS, _FIRST_AUTHORS = 5, 3  # of a source: all are named, or the first


def compose(
    findings: Findings, spec: BriefSpec, audience: Audience, former: Former | None = None, fullest: str = ""
) -> tuple[Brief, tuple[Diagnostic, ...]]:
    """The brief that `audience` sees of `findings`, and what was withheld from it for its marking, or not compared.

    Nothing is shown that is marked above the audience's ceiling or above the brief's own marking. Raises
    SpecificationError if that leaves no source.

    `former` is the edition that this one updates, and says its changes from; `fullest` is the audience to whose edition
    a reader is sent for more.

    References are numbered in the order of the page: bottom line, ask, key points, sections, table, timeline, matrix.
    """
    cleared = clear(findings, spec, audience)
    if not cleared.findings.documents:
        raise SpecificationError(
            f"every source is marked above {cleared.ceiling}, the most that the edition for '{audience.name}' may show",
            spec.where("marking"),
            "raise the marking of the brief, or name an audience that may see more",
        )
    date = spec.date.isoformat() if spec.date else _newest(cleared.findings)
    title = spec.title or cleared.findings.documents[0].title
    told: tuple[Diagnostic, ...] = ()
    if former:
        former, told = comparable(former, spec, date, title, cleared)
    composer = _Composer(cleared.findings, spec, audience, former, fullest)
    brief = composer.brief(title, date)
    if former and audience.elements.changes and primary(former.language) == primary(spec.language):
        brief = brief.model_copy(update={"changes": composer.changes(former, brief, cleared)})
    return brief, (*cleared.diagnostics, *told)


class _Composer:
    """One composition: the notes grow while the elements are made in the order of the page."""

    def __init__(
        self, findings: Findings, spec: BriefSpec, audience: Audience, former: Former | None, fullest: str
    ) -> None:
        self._former, self._fullest = former, fullest
        self._findings = findings
        self._spec = spec
        self._audience = audience
        self._elements = audience.elements
        said = languages.load(spec.language, audience.lineage, audience.labels, spec.labels)
        self._labels = said
        self._voice = Voice(spec.language, said, (actor.name for actor in spec.actors))
        self._languages = {d.key: d.language for d in findings.documents}
        self._apart = {s.id: s.language for d in findings.documents for s in d.sentences if s.language}
        self._notes = Notes(findings.documents, self._voice)
        self._position = findings.places()
        self._cells: dict[Pair, MatrixCell] = {}
        self._points_left = self._rows_left = self._events_left = 0

    def brief(self, title: str, date: str) -> Brief:
        """Every element, in the order of the page: the order decides the numbers of the notes."""
        findings, spec, elements = self._findings, self._spec, self._elements
        line = findings.bottom_line
        bottom_line = self._passage(line) if line and elements.bottom_line else None
        ask = tuple(map(self._passage, findings.ask)) if elements.ask else ()
        key_points = tuple(map(self._passage, self._first(findings.key_points, elements.key_points)))
        sections = self._sections()
        table = self._table()
        timeline = self._timeline()
        disagreements = tuple(map(self._passage, findings.disagreements[: elements.disagreements]))
        matrix = self._matrix()
        network = self._network()
        drawn = self._drawn(matrix, timeline)
        glossary = tuple(
            Fact(label=self._set(g.term), value=self._set(g.meaning)) for g in spec.glossary[: elements.glossary]
        )
        return Brief(
            name=file_name(spec, title, self._audience.name, date),
            title=self._set(title),
            running_title=textwrap.shorten(self._set(title), _RUNNING_TITLE, placeholder=" …"),
            series=self._series(),
            subtitle=self._set(spec.subtitle),
            audience=self._audience.name,
            rewording=findings.rewording,
            template=self._audience.template,
            style=self._audience.style,
            page_size=spec.page_size or self._audience.page_size,
            spacing=self._audience.spacing,
            language=spec.language,
            direction=self._voice.direction,
            figures=self._voice.figures,
            date=date,
            dateline=self._voice.date(date),
            marking=spec.marking,
            embargo=self._embargo(),
            draft=spec.draft,
            accent=spec.brand.accent,
            logo=spec.brand.logo,
            reference=spec.brand.reference,
            logo_alt=self._set(spec.brand.logo_alt),
            fonts=spec.brand.fonts,
            sizes=spec.brand.sizes,
            organisation=spec.brand.organisation or spec.imprint.organisation,
            labels=self._printed_labels(),
            bottom_line=bottom_line,
            ask=ask,
            key_points=key_points,
            sections=sections,
            table=table,
            matrix=matrix,
            timeline=timeline,
            network=network,
            grid=self._grid(),
            pairs=self._pairs(matrix if "matrix" in drawn else None, network),
            drawn=drawn,
            options=tuple(map(self._option, spec.options[: elements.options])),
            indicators=tuple(map(self._set, spec.indicators[: elements.indicators])),
            glossary=glossary,
            disagreements=disagreements,
            gaps=tuple(self._set(self._voice.retold(gap, findings.actors)) for gap in findings.gaps[: elements.gaps]),
            cautions=self._cautions(),
            glance=self._glance()[: elements.glance],
            cleaning=self._cleaning(),
            sources=self._sources(),
            notes=self._notes.collect(self._short_names()) if elements.notes else (),
            imprint=self._imprint(date)[: elements.imprint],
            left_out=(left_out := self._left_out()),
            see_edition=self._see_edition() if left_out else "",
            works=self._works(title, date),
            known=tuple(sorted({claim.id for claim in findings.claims()})),
        )

    def _printed_labels(self) -> Labels:
        """The labels as a page of this brief says them."""
        labels, sources = self._labels, self._voice.figure(len(self._read()))
        said = {"sources_in_all": filled(labels.sources_in_all, n=sources)}
        if self._findings.rewording:
            said |= dict.fromkeys(("method", "method_without_notes"), labels.method_reworded)
        return labels.model_copy(update=said)

    def _series(self) -> str:
        return self._set(self._spec.imprint.series) or self._labels.series

    def _embargo(self) -> str:
        day = self._spec.embargo
        return filled(self._labels.embargo, date=self._voice.date(day.isoformat())) if day else ""

    def _passage(self, said: Point | Assessment) -> Passage:
        if isinstance(said, Point):
            return self._claimed(said, said.text)
        spoken = self._voice.authors(said.text)
        return Passage(text=self._set(said.text), references=self._cite(said.evidence), judgement=True, **spoken)

    def _claimed(self, claim: Claim, text: str, at_most: int = 99) -> Passage:
        """A claim's words: in the language of its source, unless an analyst has written others."""
        references = self._cite(claim.evidence, at_most)
        if claim.status not in _SOURCES_OWN and not any(text in piece.quote for piece in claim.evidence):
            return Passage(text=self._set(text), id=claim.id, references=references, **self._voice.authors(text))
        tag = self._apart.get(claim.evidence[0].sentence) or self._languages[_key(claim.evidence)]
        spoken = self._voice.foreign(tag)
        words = typeset(text, tag) if spoken else self._set(text)
        return Passage(text=words, id=claim.id, references=references, **spoken)

    def _cite(self, evidence: Sequence[Evidence], at_most: int = 99) -> tuple[Reference, ...]:
        return self._notes.cite(evidence, at_most) if self._elements.notes else ()

    def _option(self, option: Option) -> Option:
        return Option(name=self._set(option.name), for_=self._set(option.for_), against=self._set(option.against))

    def changes(self, former: Former, brief: Brief, cleared: Clearance) -> Changes:
        """What is new, dropped and changed since `former`."""
        return compare(former, brief, cleared, self._audience, self._voice)

    def _set(self, text: str) -> str:
        return self._voice.set_(text)

    def _first(self, points: Sequence[Point | Assessment], limit: int) -> Sequence[Point | Assessment]:
        """The first `limit` points, those whose sentences the audience takes before longer ones, in their order.

        A point stays with those right after it that lean on it, even beyond the limit.
        """
        runs: list[list[Point | Assessment]] = []
        for point in points:
            if not runs or not getattr(point, "leans", False):
                runs.append([])
            runs[-1].append(point)
        chosen: list[int] = []
        for n in sorted(range(len(runs)), key=lambda n: any(map(self._is_long, runs[n]))):
            if sum(len(runs[one]) for one in chosen) < limit:
                chosen.append(n)
        kept = [point for n in sorted(chosen) for point in runs[n]]
        self._points_left += len(points) - len(kept)
        return kept

    def _is_long(self, point: Point | Assessment) -> bool:
        """Whether a sentence of the compiler's choice has more words than the audience takes."""
        most = self._audience.sentence_words
        return isinstance(point, Point) and point.status == "auto" and 0 < most < len(point.text.split())

    # sections

    def _sections(self) -> tuple[BriefSection, ...]:
        made: list[BriefSection] = []
        for number, section in enumerate(self._findings.sections, 1):
            allowed = self._elements.judgement if section.judgement else self._elements.sections
            if len(made) >= allowed:
                self._points_left += len(section.points)
                continue
            if section.judgement:
                paragraphs = tuple(tuple(map(self._passage, run)) for run in section.judgement)
            else:
                paragraphs = self._paragraphs(self._first(section.points, self._elements.points))
            if paragraphs:
                made.append(
                    BriefSection(
                        anchor=f"s{number}-{slug(section.title)}",
                        title=self._section_title(section.title),
                        paragraphs=paragraphs,
                        judgement=bool(section.judgement),
                    )
                )
        return tuple(made)

    def _section_title(self, title: str) -> str:
        """An author's title as it stands, and one of the compiler's own outline in the brief's language."""
        return self._set(title if self._spec.sections else self._voice.retold(title, self._findings.actors))

    def _paragraphs(self, points: Sequence[Point | Assessment]) -> tuple[tuple[Passage, ...], ...]:
        """Points in runs: a paragraph closes when it is long enough or the next point comes from another source.

        It has one language.
        """
        runs: list[list[Passage]] = []
        before: Point | Assessment | None = None
        for point in points:
            passage = self._passage(point)
            last = runs[-1] if runs else []
            words = sum(len(p.text.split()) for p in last)
            if (
                before is None
                or last[-1].language != passage.language
                or (
                    not self._follows(before, point)
                    and (_document(before) != _document(point) or words >= _PARAGRAPH_WORDS)
                )
            ):
                runs.append([])
            runs[-1].append(passage)
            before = point
        return tuple(map(tuple, runs))

    def _follows(self, one: Point | Assessment, other: Point | Assessment) -> bool:
        """Whether `other` is the sentence right after `one` in their source."""
        if not one.evidence or not other.evidence:
            return False
        place = self._position[other.evidence[0].sentence] - self._position[one.evidence[0].sentence]
        return place == 1 and _document(one) == _document(other)

    # actors

    def _table(self) -> Table | None:
        every = ranked(self._findings)
        rows = [row.of(self._audience.columns) for row in every]
        self._rows_left += sum(len(one.found) - len(row.found) for one, row in zip(every, rows, strict=True))
        rows = [row for row in rows if row.found]
        shown = first(rows, self._elements.actors)
        self._rows_left += sum(len(row.found) for row in rows if row not in shown)
        if not shown:
            return None
        columns = tuple(kind for kind in self._audience.columns if any(i.kind == kind for r in shown for i in r.found))
        given = {actor.name for actor in self._spec.actors}
        return Table(
            columns=columns,
            rows=tuple(self._row(row, columns) for row in shown),
            silent=tuple(map(self._voice.name, silent(self._findings, given)[: self._elements.silent])),
        )

    def _row(self, row: Profile, columns: Sequence[Kind]) -> Row:
        cells = []
        for kind in columns:
            said = [i for i in row.found if i.kind == kind]
            shown = sorted(said[: self._elements.statements], key=lambda i: self._position[i.evidence[0].sentence])
            self._rows_left += len(said) - len(shown)
            cells.append(tuple(self._statement(i) for i in shown))
        kind_of = self._voice.joined((self._voice.type_(row.actor.type), self._voice.name(row.actor.part_of)))
        return Row(actor=self._voice.name(row.actor.name), type=kind_of, cells=tuple(cells))

    def _statement(self, interest: Interest) -> Passage:
        passage = self._claimed(interest, interest.statement, self._elements.cell_references)
        return passage.model_copy(update={"text": capitalised(passage.text)})

    def _matrix(self) -> Matrix | None:
        pairs = sums(self._findings.relations)
        most = min(self._elements.matrix, MOST_IN_MATRIX) if self._elements.drawn_matrix else self._elements.matrix
        chosen = most_tied(pairs, self._prominence(), most)
        if not chosen:
            return None
        cells = tuple(
            tuple(self._cell(pairs.get(pair(row, column))) for column in chosen[:i]) for i, row in enumerate(chosen)
        )
        return Matrix(actors=tuple(map(self._voice.name, chosen)), cells=cells)

    def _network(self) -> Network | None:
        pairs, order = sums(self._findings.relations), self._prominence()
        chosen = most_tied(pairs, order, self._elements.network)
        if not chosen:
            return None
        inside = (one for names, one in pairs.items() if set(names) <= set(chosen))
        tied = {name for names in pairs for name in names}
        return Network(
            actors=tuple(map(self._voice.name, chosen)),
            ties=tuple(filter(None, map(self._cell, inside))),
            left_out=tuple(self._voice.name(name) for name in order if name in tied and name not in chosen),
        )

    def _grid(self) -> Grid | None:
        pairs = sums(self._findings.relations).values()
        return grid(ranked(self._findings), pairs, self._spec.actors, self._elements.grid, self._voice.name)

    def _drawn(
        self, matrix: Matrix | None, timeline: Sequence[TimelineEvent]
    ) -> tuple[Literal["matrix", "timeline"], ...]:
        """What is drawn: a matrix where there is one, an axis where there are two dates."""
        drawn: list[Literal["matrix", "timeline"]] = []
        if matrix and self._elements.drawn_matrix:
            drawn.append("matrix")
        if self._elements.drawn_timeline and len({event.date for event in timeline}) > 1:
            drawn.append("timeline")
        return tuple(drawn)

    def _pairs(self, matrix: Matrix | None, network: Network | None) -> tuple[MatrixCell, ...]:
        """What stands behind the figures of pairs, those with the most sentences first."""
        cells = [cell for row in matrix.cells for cell in row if cell] if matrix else []
        cells += network.ties if network else ()
        return tuple(sorted(dict.fromkeys(cells), key=lambda cell: (-cell.count, cell.actors)))

    def _prominence(self) -> list[str]:
        """The actors' names, states before others, each in the order of the findings."""
        actors = sorted(self._findings.actors, key=lambda actor: actor.type != "state")
        return [actor.name for actor in actors]

    def _cell(self, cell: Sum | None) -> MatrixCell | None:
        if cell is None:
            return None
        if cell.actors not in self._cells:
            at_most = self._elements.matrix_references
            references = self._cite(cell.evidence, at_most) if at_most else ()
            one, other = map(self._voice.name, cell.actors)
            self._cells[cell.actors] = MatrixCell(
                actors=(one, other),
                sign=cell.sign,
                count=cell.number,
                figure=self._voice.figure(cell.number),
                references=references,
            )
        return self._cells[cell.actors]

    # time

    def _timeline(self) -> tuple[TimelineEvent, ...]:
        limit = self._elements.timeline
        events = self._findings.events
        latest = sorted(events, key=_moment)[-limit:] if limit and len(events) > 1 else []
        if len(latest) == 1:
            latest = []  # one event is no line
        self._events_left += len(events) - len(latest) if len(events) > 1 else 0
        return tuple(
            TimelineEvent(when=self._voice.date(event.date), date=event.date, passage=self._claimed(event, event.text))
            for event in latest
        )

    # what the page says about itself

    def _short_names(self) -> dict[str, str]:
        """A short name for each source, by its key: authors' last names or publisher, told apart by the year or key."""
        short = {d.key: self._short(d) for d in self._findings.documents}
        years = {d.key: self._voice.figure((d.published or "")[:4]) or d.key for d in self._findings.documents}
        dated = {key: f"{name} ({years[key]})" for key, name in short.items()}
        once, still = Counter(short.values()), Counter(dated.values())
        return {
            key: name if once[name] == 1 else dated[key] if still[dated[key]] == 1 else f"{name} ({key})"
            for key, name in short.items()
        }

    def _short(self, document: Document) -> str:
        """The authors' last names, else the publisher, else the title."""
        last = [name.split()[-1] for name in document.authors if name.split()]
        match last:
            case []:
                return document.publisher or textwrap.shorten(document.title, _SHORT_TITLE, placeholder=" …")
            case [_] | [_, _]:
                return self._voice.listed(last)
        return filled(self._labels.and_others, name=last[0])

    def _read(self) -> list[Document]:
        """The documents that hold anything."""
        return [document for document in self._findings.documents if document.text]

    def _notices(self, document: Document) -> tuple[str, ...]:
        return tuple(self._voice.retold(notice, ()) for notice in document.notices)

    def _cautions(self) -> tuple[str, ...]:
        names = self._short_names()
        told = {d.key: self._voice.joined(self._notices(d)) for d in self._findings.documents if d.notices}
        said = [filled(self._labels.notices_of, name=names[key], notices=notices) for key, notices in told.items()]
        return tuple(map(self._set, said[: self._elements.cautions]))

    def _cleaning(self) -> tuple[Cleaned, ...]:
        names, figure, labels = self._short_names(), self._voice.figure, self._labels.model_dump()
        shown = [(document.key, summed(document)) for document in self._read()[: self._elements.cleaning]]
        return tuple(
            Cleaned(
                source=self._set(names[key]),
                words=figure(found.words),
                aside=tuple(Fact(label=labels[f"cleaned_{kind}"], value=figure(n)) for kind, n in found.aside),
                repairs=figure(found.repairs) if found.repairs else "",
            )
            for key, found in shown
        )

    def _sources(self) -> tuple[SourceEntry, ...]:
        shown = self._findings.documents[: self._elements.sources]
        entries = []
        for document in shown:
            spoken = self._voice.foreign(document.language)
            title = typeset(document.title, document.language) if spoken else self._set(document.title)
            comma = "، " if spoken.get("direction", self._voice.direction) == "rtl" else ", "
            entries.append(
                SourceEntry(
                    key=document.key,
                    title=title,
                    authors=self._signed(document.authors, comma),
                    publisher=document.publisher,
                    published=self._voice.date(document.published or ""),
                    url=document.url,
                    notices=self._notices(document),
                    **spoken,
                )
            )
        return tuple(entries)

    def _signed(self, authors: Sequence[str], comma: str) -> str:
        """The authors as a list of sources names them: all of a few, the first of many."""
        if len(authors) <= _MOST_AUTHORS:
            return comma.join(authors)
        return filled(self._labels.and_others, name=comma.join(authors[:_FIRST_AUTHORS]))

    def _glance(self) -> tuple[Fact, ...]:
        findings = self._findings
        undated = sum(not d.published for d in self._read())
        years = sorted({e.date[:4] for e in findings.events})
        states = sum(a.type == "state" for a in findings.actors)
        others = len(findings.actors) - states
        said = [*findings.key_points, *(point for section in findings.sections for point in section.points)]
        claims = len(findings.interests) + sum(isinstance(one, Point) for one in said)
        own = sum(len(run) for s in findings.sections for run in s.judgement) + len(findings.ask)
        own += sum(isinstance(one, Assessment) for one in said)
        own += isinstance(findings.bottom_line, Assessment)
        labels, voice = self._labels, self._voice
        period = "–".join(dict.fromkeys([years[0], years[-1]])) if years else ""
        facts = [
            (
                labels.glance_sources,
                voice.joined((voice.figure(len(self._read())), voice.count(labels.count_undated, undated))),
            ),
            (
                labels.glance_actors,
                voice.joined((voice.count(labels.count_states, states), voice.count(labels.count_others, others))),
            ),
            (labels.glance_period, voice.figure(period)),
            (labels.glance_findings, voice.count(labels.count_findings, claims)),
            (labels.glance_judgement, voice.count(labels.count_own, own)),
        ]
        return tuple(Fact(label=label, value=value) for label, value in facts if value)

    def _left_out(self) -> tuple[str, ...]:
        labels = self._labels
        counts = (
            (labels.count_points, self._points_left),
            (labels.count_statements, self._rows_left),
            (labels.count_events, self._events_left),
            (labels.count_sources, max(0, len(self._findings.documents) - self._elements.sources)),
        )
        return tuple(self._voice.count(words, number) for words, number in counts if number)

    def _see_edition(self) -> str:
        return filled(self._labels.see_edition, name=self._fullest) if self._fullest else ""

    def _imprint(self, date: str) -> tuple[Fact, ...]:
        imprint, former, labels = self._spec.imprint, self._former, self._labels
        edition = self._voice.date(former.date) if former else ""
        facts = [
            (labels.published_by, imprint.organisation or self._spec.brand.organisation),
            (labels.authors, self._voice.joined(imprint.authors)),
            (labels.contact, imprint.contact),
            (labels.issue, imprint.number),
            (labels.version, imprint.version),
            (labels.updates, filled(labels.former, date=edition) if edition else ""),
            (labels.cite, imprint.cite or self._citation(date)),
            (labels.licence, imprint.licence),
            (labels.language_model, self._reworded(self._findings.rewording)),
            (labels.disclaimer, imprint.disclaimer),
        ]
        return tuple(Fact(label=label, value=self._set(value)) for label, value in facts if value)

    def _works(self, title: str, date: str) -> tuple[Work, ...]:
        """The brief, and every source that this audience may see."""
        spec, documents = self._spec, self._findings.documents
        imprint, marks = spec.imprint, (spec.marking, self._labels.draft if spec.draft else "", self._embargo())
        keys = {document.key for document in documents}
        key = slug(file_name(spec, title, self._audience.name, date))
        while key in keys:
            key += "-brief"
        itself = Work(
            key=key,
            title=title,
            authors=imprint.authors,
            publisher=imprint.organisation or spec.brand.organisation,
            date=date,
            language=spec.language,
            series=imprint.series,
            number=imprint.number,
            version=imprint.version,
            licence=imprint.licence,
            note=". ".join(mark.rstrip(".") for mark in marks if mark),
        )
        return itself, *(
            Work(
                key=document.key,
                title=document.title,
                authors=document.authors,
                publisher=document.publisher,
                date=document.published or "",
                url=document.url,
                language=document.language,
            )
            for document in documents
        )

    def _citation(self, date: str) -> str:
        """How to cite the brief: who, when, its title, its series; "" where nobody is named."""
        imprint, labels, voice = self._spec.imprint, self._labels, self._voice
        who = voice.joined(imprint.authors) or imprint.organisation
        series = (
            self._series(),
            filled(labels.cited_issue, n=imprint.number) if imprint.number else "",
            filled(labels.cited_version, n=imprint.version) if imprint.version else "",
            imprint.organisation if imprint.authors else "",
        )
        title = self._spec.title or self._findings.documents[0].title
        values = {"authors": who, "title": title, "series": voice.joined(series)}
        if not who:
            return ""
        if not date:
            return filled(labels.cited_undated, **values)
        return filled(labels.cited, year=voice.figure(date[:4]), **values)

    def _reworded(self, rewording: Rewording | None) -> str:
        if not rewording:
            return ""
        kept, figure = len(rewording.kept), self._voice.figure
        given = figure(kept + len(rewording.refused))
        return filled(self._labels.reworded, model=rewording.model, kept=figure(kept), of=given)


def _newest(findings: Findings) -> str:
    return max((d.published for d in findings.documents if d.published), default="")


def _key(evidence: Sequence[Evidence]) -> str:
    """The key of the source that a claim rests on first."""
    return evidence[0].sentence.rpartition(":")[0]


def _document(point: Point | Assessment) -> str:
    """The key of the source that a point rests on first; "" for an assessment that rests on none."""
    return _key(point.evidence) if point.evidence else ""


def _moment(event: Event) -> tuple[str, str]:
    return event.date, event.id
