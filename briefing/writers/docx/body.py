"""Brief -> the text of a Word document and its footnotes, on a house's paper.

Elements come in the order in which the brief numbers its notes, so that a note has the number that it has on the page.
A note is a footnote where it is first referred to, and a reference to that footnote from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from briefing.labels import figure
from briefing.model import (
    Brief,
    BriefSection,
    Fact,
    Kind,
    Matrix,
    MatrixCell,
    Note,
    Passage,
    Reference,
    Spoken,
    Table,
    TimelineEvent,
)
from briefing.writers.docx.house import House
from briefing.writers.docx.look import TWIPS
from briefing.writers.docx.package import OFFICE, WORD, Relation
from briefing.writers.docx.pictures import Picture
from briefing.writers.docx.prose import (
    INSET,
    NOTHING,
    Cell,
    field,
    language,
    own_tongue,
    paragraph,
    pictured,
    properties,
    run,
    table,
    tongue_of,
)

_SIGNS = {"aligned": "+", "opposed": "−", "mixed": "±", "conditional": "?"}
_ABREAST = 4  # kinds of findings that a sheet has room for, beside the actor
_ROOMY = 7  # columns of a matrix that have room for names and notes
_FIRST_NOTE = 2  # ids 0 and 1 are the rules between the text and its notes
_WIDEST_SIGN = 22 * TWIPS["mm"]
_WIDEST_NAME = 34 * TWIPS["mm"]
_HEAD = Markup('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')


class Figure(NamedTuple):
    """A figure as a picture, and the line under it."""

    picture: Picture
    caption: str


class Body:
    """One document: its footnotes and links grow while its text is made, once, by `document`."""

    def __init__(
        self,
        brief: Brief,
        house: House,
        colours: dict[str, str],
        logo: Picture | None,
        figures: Mapping[str, Figure],
    ) -> None:
        self._brief = brief
        self._house = house
        self._colours = colours
        self._logo = logo
        self._figures = figures
        self._own = own_tongue(brief)
        self._room = house.sheet.line + 2 * INSET
        self._notes = {note.number: note for note in brief.notes}
        self._noted: list[int] = []
        self._headings: list[tuple[str, str]] = []
        self._links: list[str] = []
        self._note_links: list[str] = []

    def document(self) -> bytes:
        """The XML of the text."""
        masthead = [*self._masthead()]
        main = [*self._ask(), *self._key_points(), *self._changes(), *self._glance()]
        for section in self._brief.sections:
            main += self._section(section)
        main += [*self._disagreements(), *self._options(), *self._actors(), *self._timeline(), *self._matrix()]
        main += [*self._network(), *self._grid(), *self._lists(), *self._cleaning(), *self._end()]
        contents = self._contents() if self._is_dossier() else ()
        text = NOTHING.join([*masthead, *contents, *main, self._sheet()])
        return (
            _HEAD
            + Markup('<w:document xmlns:w="{}" xmlns:r="{}"><w:body>{}</w:body></w:document>').format(
                WORD, OFFICE, text
            )
        ).encode()

    def footnotes(self) -> bytes:
        """The XML of the notes that the text refers to, after `document`."""
        rules = NOTHING.join(
            Markup('<w:footnote w:type="{}" w:id="{}"><w:p><w:r><w:{}/></w:r></w:p></w:footnote>').format(
                kind, number, kind
            )
            for number, kind in enumerate(("separator", "continuationSeparator"))
        )
        notes = NOTHING.join(self._footnote(self._notes[number]) for number in self._noted)
        return (
            _HEAD
            + Markup('<w:footnotes xmlns:w="{}" xmlns:r="{}">{}{}</w:footnotes>').format(WORD, OFFICE, rules, notes)
        ).encode()

    def links(self) -> tuple[Relation, ...]:
        """What the text links to, after `document`."""
        return _linked(self._links)

    def note_links(self) -> tuple[Relation, ...]:
        """What the notes link to, after `footnotes`."""
        return _linked(self._note_links)

    # words and paragraphs

    def _words(self, words: str, style: str = "", said: Spoken | None = None) -> Markup:
        tongue = tongue_of(said, self._brief) if said else self._own
        return run(words, tongue, self._house.style(style) if style else "") if words else NOTHING

    def _paragraph(self, style: str, content: Markup, said: Spoken | None = None, *, keep: bool = False) -> Markup:
        number = {"List Number": self._house.ordered, "List Bullet": self._house.bulleted}.get(style, 0)
        tongue = tongue_of(said, self._brief) if said else self._own
        return paragraph(self._house.style(style), content, tongue, keep=keep, number=number)

    def _said(self, style: str, passage: Passage) -> Markup:
        return self._paragraph(style, self._say_whose(passage), passage)

    def _heading(self, title: str) -> Markup:
        name = f"_Toc{len(self._headings) + 1:06}"
        self._headings.append((name, title))
        mark = Markup('<w:bookmarkStart w:id="{0}" w:name="{1}"/>{2}<w:bookmarkEnd w:id="{0}"/>').format(
            len(self._headings), name, self._words(title)
        )
        return self._paragraph("heading 1", mark)

    def _say(self, passage: Passage) -> Markup:
        return self._words(passage.text, said=passage) + self._markers(passage.references)

    def _say_whose(self, passage: Passage) -> Markup:
        """A passage in a list of findings: an analyst's own sentence says so."""
        own = self._words(f" ({self._brief.labels.own_point})") if passage.judgement else NOTHING
        return self._say(passage) + own

    def _markers(self, references: Sequence[Reference]) -> Markup:
        style = self._house.style("footnote reference")
        comma = run(",", self._own, style)
        return comma.join(self._marker(one, style) for one in references if one.number in self._notes)

    def _marker(self, reference: Reference, style: str) -> Markup:
        number = reference.number
        if number in self._noted:
            return field(f"NOTEREF _Note{number:06} \\f \\h", str(self._noted.index(number) + 1), self._own, style)
        self._noted.append(number)
        return Markup(
            '<w:bookmarkStart w:id="{0}" w:name="_Note{1:06}"/><w:r>{2}<w:footnoteReference w:id="{3}"/></w:r>'
            '<w:bookmarkEnd w:id="{0}"/>'
        ).format(_MARKS + number, number, properties(self._own, style), len(self._noted) - 1 + _FIRST_NOTE)

    def _link(self, content: Markup, url: str, links: list[str]) -> Markup:
        address = _address(url)
        if not address:
            return content
        if address not in links:
            links.append(address)
        return Markup('<w:hyperlink r:id="rIdLink{}" w:history="1">{}</w:hyperlink>').format(
            links.index(address) + 1, content
        )

    # elements

    def _masthead(self) -> Iterator[Markup]:
        brief, labels = self._brief, self._brief.labels
        if self._logo:
            yield self._paragraph("Date", Markup(self._logo.run), keep=True)  # noqa: S704 - our own drawing
        yield self._paragraph("Title", self._words(brief.title))
        if brief.subtitle:
            yield self._paragraph("Subtitle", self._words(brief.subtitle))
        if brief.bottom_line:
            yield self._paragraph("Standfirst", self._say(brief.bottom_line), brief.bottom_line)
        own_line = labels.own_line if brief.bottom_line and brief.bottom_line.judgement else ""
        told = (brief.organisation, brief.dateline, own_line, labels.draft if brief.draft else "")
        if any(told):
            yield self._paragraph("Date", self._words(" · ".join(filter(None, told))))
        if brief.embargo:
            yield self._paragraph("Date", self._words(brief.embargo, "Strong"))

    def _contents(self) -> Iterator[Markup]:
        """A table of contents whose pages Word counts when it opens the document."""
        last = len(self._headings) - 1
        yield self._paragraph("TOC Heading", self._words(self._brief.labels.contents))
        for place, (name, title) in enumerate(self._headings):
            begin = _BEGIN if place == 0 else NOTHING
            entry = Markup('<w:hyperlink w:anchor="{}" w:history="1">{}</w:hyperlink>').format(name, self._words(title))
            yield self._paragraph("toc 1", begin + entry + (_END if place == last else NOTHING))

    def _ask(self) -> Iterator[Markup]:
        if self._brief.ask:
            yield self._heading(self._brief.labels.ask)
            yield self._paragraph("Body Text", _SPACE.join(map(self._say, self._brief.ask)), self._brief.ask[0])

    def _key_points(self) -> Iterator[Markup]:
        yield from self._listed(self._brief.labels.key_points, self._brief.key_points, "List Number")

    def _changes(self) -> Iterator[Markup]:
        """What has changed since the former edition: a line, or a table."""
        changes = self._brief.changes
        if not changes:
            return
        yield self._heading(changes.title)
        if not changes.rows:
            yield self._paragraph("Body Text", self._words(changes.line))
            return
        name = round(self._room * 0.22)
        rest = (self._room - name) // 2
        rows = [
            (self._cell(f"{one.of} ({one.told})", "Strong"), self._cell(one.was or "—"), self._cell(one.now or "—"))
            for one in changes.rows
        ]
        head = [self._head_cell(one) for one in ("", changes.before, changes.now)]
        yield self._table(changes.title, (name, rest, rest), head, rows)
        if changes.further:
            yield self._paragraph("Body Text", self._words(changes.further))

    def _listed(self, title: str, passages: Sequence[Passage], style: str = "List Bullet") -> Iterator[Markup]:
        if passages:
            yield self._heading(title)
            yield from (self._said(style, passage) for passage in passages)

    def _plain_list(self, title: str, lines: Sequence[str]) -> Iterator[Markup]:
        if lines:
            yield self._heading(title)
            yield from (self._paragraph("List Bullet", self._words(line)) for line in lines)

    def _facts(self, title: str, facts: Sequence[Fact]) -> Iterator[Markup]:
        if facts:
            yield self._heading(title)
            for fact in facts:
                words = self._words(fact.label, "Strong") + self._words(f"  {fact.value}")
                yield self._paragraph("List Bullet", words)

    def _glance(self) -> Iterator[Markup]:
        yield from self._facts(self._brief.labels.at_a_glance, self._brief.glance)

    def _section(self, section: BriefSection) -> Iterator[Markup]:
        yield self._heading(section.title)
        style, say = ("Judgement", self._say) if section.judgement else ("Body Text", self._say_whose)
        if section.judgement:
            yield self._paragraph("Voice", self._words(self._brief.labels.judgement))
        for passages in section.paragraphs:
            yield self._paragraph(style, _SPACE.join(map(say, passages)), passages[0])

    def _disagreements(self) -> Iterator[Markup]:
        yield from self._listed(self._brief.labels.disagreements, self._brief.disagreements)

    def _options(self) -> Iterator[Markup]:
        brief, labels = self._brief, self._brief.labels
        if not brief.options:
            return
        yield self._heading(labels.options)
        line = self._room
        name = round(line * 0.28)
        rest = (line - name) // 2
        rows = [
            (self._cell(one.name, "Strong"), self._cell(one.for_ or "—"), self._cell(one.against or "—"))
            for one in brief.options
        ]
        head = [self._head_cell(one) for one in (labels.option, labels.option_for, labels.option_against)]
        yield self._table(labels.options, (name, rest, rest), head, rows)

    def _actors(self) -> Iterator[Markup]:
        found = self._brief.table
        if not found:
            return
        title, line = self._brief.labels.who_wants_what, self._room
        yield self._heading(title)
        if self._is_dossier():
            yield from self._profiles(found, line)
            return
        head = [self._head_cell(self._brief.labels.actor), *(self._head_cell(self._kind(k)) for k in found.columns)]
        yield self._table(title, _widths(line, len(found.columns)), head, list(self._actor_rows(found)))

    def _is_dossier(self) -> bool:
        """Whether there are more kinds of findings than a sheet is wide: then each actor has a table of its own."""
        return bool(self._brief.table and len(self._brief.table.columns) > _ABREAST)

    def _profiles(self, found: Table, line: int) -> Iterator[Markup]:
        """The table of actors turned: an actor a table, a kind a row."""
        labels = self._brief.labels
        widths = _widths(line, 1)
        for row in found.rows:
            yield self._paragraph("heading 2", self._words(row.actor))
            rows = [
                (self._cell(self._kind(kind), "Strong"), Cell(self._statements(cell)))
                for kind, cell in zip(found.columns, row.cells, strict=True)
                if cell
            ]
            named = self._head_cell(labels.comma.join(filter(None, (row.actor, row.type))))
            yield self._table(row.actor, widths, (self._head_cell(labels.actor), named), rows)
        if found.silent:
            yield self._paragraph("caption", self._words(f"{labels.comma.join(found.silent)}: {labels.no_evidence}"))

    def _kind(self, kind: Kind) -> str:
        said: str = getattr(self._brief.labels, kind)
        return said

    def _statements(self, cell: Sequence[Passage]) -> Markup:
        return NOTHING.join(self._text(self._say(one), one) for one in cell)

    def _actor_rows(self, found: Table) -> Iterator[list[Cell]]:
        for row in found.rows:
            name = self._text(self._words(row.actor, "Strong")) + self._text(self._words(row.type))
            yield [Cell(name), *(Cell(self._statements(c)) if c else self._cell("—") for c in row.cells)]
        if found.silent:
            names = self._brief.labels.comma.join(found.silent)
            nothing = self._text(self._words(self._brief.labels.no_evidence))
            yield [self._cell(names, "Strong"), Cell(nothing, span=len(found.columns))]

    def _timeline(self) -> Iterator[Markup]:
        if self._brief.timeline:
            yield self._heading(self._brief.labels.timeline)
            yield from self._drawn("timeline")
            yield from starmap(self._event, enumerate(self._brief.timeline, 1))

    def _event(self, number: int, event: TimelineEvent) -> Markup:
        numbered = f"{figure(number, self._brief.figures)} · " if "timeline" in self._figures else ""
        when = self._words(f"{numbered}{event.when}  ", "Strong")
        return self._paragraph("List Bullet", when + self._say(event.passage))

    def _matrix(self) -> Iterator[Markup]:
        """Half a matrix on one page; of many actors the notes stand beneath it, pair by pair."""
        matrix, labels = self._brief.matrix, self._brief.labels
        if not matrix:
            return
        line, across = self._room, len(matrix.actors) - 1
        many = across > _ROOMY
        first = round(min(_WIDEST_NAME, line / (across + 1) * 2))
        each = round(min(_WIDEST_SIGN, (line - first) / across))
        head = [self._head_cell(""), *map(self._head_cell, matrix.actors[:-1])]
        rows = [self._matrix_row(actor, cells, across, noted=not many) for actor, cells in _below(matrix)]
        yield self._heading(labels.who_stands_where)
        widths = (first, *[each] * across)
        yield self._table(labels.who_stands_where, widths, head, rows, "Briefing Matrix", upright=many)
        yield self._paragraph("caption", self._words(labels.matrix_caption))
        pairs = [cell for _, cells in _below(matrix) for cell in cells if cell and cell.references] if many else []
        if pairs:
            yield self._paragraph("caption", self._words(labels.semicolon).join(map(self._pair, pairs)))

    def _matrix_row(
        self, actor: str, cells: Sequence[MatrixCell | None], across: int, *, noted: bool
    ) -> tuple[Cell, ...]:
        made = [Cell(self._text(self._words(actor, "Strong"), keep=True))]
        for cell in cells:
            marks = self._markers(cell.references) if cell and noted else NOTHING
            words = self._words(_sign(cell), "Strong") if cell else self._words("·")
            ground = self._colours[cell.sign if cell else "nothing"]
            made.append(Cell(self._text(words + marks, keep=True), ground=ground))
        return (*made, *[Cell(self._text(NOTHING, keep=True))] * (across + 1 - len(made)))

    def _network(self) -> Iterator[Markup]:
        """The figure of ties, and the notes of those that the matrix does not show."""
        labels = self._brief.labels
        if "network" not in self._figures:
            return
        yield self._heading(labels.network_heading)
        yield from self._drawn("network")
        shown = {cell for row in self._brief.matrix.cells for cell in row if cell} if self._brief.matrix else set()
        further = [cell for cell in self._brief.pairs if cell not in shown and cell.references]
        if further:
            yield self._paragraph("caption", self._words(labels.semicolon).join(map(self._pair, further)))

    def _grid(self) -> Iterator[Markup]:
        """The figure of power and interest, and the table behind it."""
        grid, labels = self._brief.grid, self._brief.labels
        if not grid or "grid" not in self._figures:
            return
        yield self._heading(labels.grid_heading)
        yield from self._drawn("grid")
        name, number = round(self._room * 0.4), round(self._room * 0.16)
        head = [
            self._head_cell(w) for w in (labels.actor, labels.grid_power, labels.grid_interest, labels.column_placed)
        ]
        rows = [
            (
                self._cell(one.actor, "Strong"),
                self._cell(figure(one.power, self._brief.figures)),
                self._cell(figure(one.interest, self._brief.figures)),
                self._cell(labels.placed_by_count if one.suggested else labels.placed_by_analyst),
            )
            for one in grid.placements
        ]
        yield self._table(labels.grid_heading, (name, number, number, self._room - name - 2 * number), head, rows)

    def _drawn(self, name: str) -> Iterator[Markup]:
        if one := self._figures.get(name):
            style = self._house.style("Table Text")
            yield pictured(style, Markup(one.picture.run), self._own)  # noqa: S704 - our own drawing
            yield self._paragraph("caption", self._words(one.caption))

    def _pair(self, cell: MatrixCell) -> Markup:
        return self._words(f"{'–'.join(cell.actors)} {_sign(cell)}: ") + self._markers(cell.references)

    def _lists(self) -> Iterator[Markup]:
        brief, labels = self._brief, self._brief.labels
        yield from self._plain_list(labels.indicators, brief.indicators)
        yield from self._plain_list(labels.gaps, brief.gaps)
        yield from self._plain_list(labels.cautions, brief.cautions)
        yield from self._facts(labels.glossary, brief.glossary)

    def _cleaning(self) -> Iterator[Markup]:
        labels, every = self._brief.labels, self._brief.cleaning
        if not every:
            return
        yield self._heading(labels.cleaning)
        head = (labels.source, labels.cleaning_words, labels.cleaning_aside, labels.cleaning_repairs)
        rows = [tuple(map(self._cell, one.cells(labels.semicolon))) for one in every]
        name, figure = round(self._room * 0.26), round(self._room * 0.14)
        widths = (name, figure, self._room - name - 2 * figure, figure)
        yield self._table(labels.cleaning, widths, [self._head_cell(one) for one in head], rows)
        yield self._paragraph("caption", self._words(labels.cleaning_caption))

    def _end(self) -> Iterator[Markup]:
        brief, labels = self._brief, self._brief.labels
        if brief.sources:
            yield self._heading(labels.sources)
            yield from (self._paragraph("List Bullet", source) for source in self._sources())
        if brief.imprint:
            yield self._heading(labels.imprint)
            facts = [self._words(one.label, "Strong") + self._words(f" {one.value}") for one in brief.imprint]
            yield self._paragraph("Table Text", self._words(" · ").join(facts))
        yield self._paragraph("caption", self._words(labels.method if brief.notes else labels.method_without_notes))
        if brief.left_out:
            words = f"{labels.left_out} {labels.comma.join(brief.left_out)}."
            yield self._paragraph("caption", self._words(words))

    def _sources(self) -> Iterator[Markup]:
        comma = self._words(self._brief.labels.comma)
        for source in self._brief.sources:
            title = self._link(
                self._words(source.title, "Hyperlink" if source.url else "", source), source.url, self._links
            )
            known = (
                self._words(source.authors, said=source),
                title,
                self._words(source.publisher, said=source),
                self._words(source.published),
            )
            notices = self._brief.labels.comma.join(source.notices)
            yield comma.join(filter(None, known)) + self._words(f" ({notices})" if notices else "")

    def _footnote(self, note: Note) -> Markup:
        labels = self._brief.labels
        tongue = tongue_of(note, self._brief)
        quoted = f"{labels.quote_open}{note.quote}{labels.quote_close}"
        upright = tongue.rtl or language(tongue.language, rtl=False).startswith("w:eastAsia")  # no such hand slants
        place = self._words(f"{note.source}{labels.comma}{note.place}", "Hyperlink" if _address(note.url) else "")
        content = (
            Markup("<w:r>{}<w:footnoteRef/></w:r>").format(
                properties(self._own, self._house.style("footnote reference"))
            )
            + _SPACE
            + run(quoted, tongue, "" if upright else self._house.style("Quote Char"))
            + _SPACE
            + self._link(place, note.url, self._note_links)
        )
        made = paragraph(self._house.style("footnote text"), content, tongue)
        return Markup('<w:footnote w:id="{}">{}</w:footnote>').format(
            self._noted.index(note.number) + _FIRST_NOTE, made
        )

    # tables and sheets

    def _text(self, content: Markup, said: Spoken | None = None, *, keep: bool = False) -> Markup:
        return self._paragraph("Table Text", content, said, keep=keep)

    def _cell(self, words: str, style: str = "") -> Cell:
        return Cell(self._text(self._words(words, style)))

    def _head_cell(self, words: str) -> Cell:
        return Cell(self._paragraph("Table Heading", self._words(words)))

    def _table(  # noqa: PLR0913 - what a table says of itself
        self,
        title: str,
        widths: Sequence[int],
        head: Sequence[Cell],
        rows: Sequence[Sequence[Cell]],
        style: str = "Briefing Table",
        *,
        upright: bool = False,
    ) -> Markup:
        told = self._brief.labels.comma.join(_words_of(cell) for cell in head if _words_of(cell))
        identity, rtl = self._house.style(style), self._own.rtl
        return table(identity, widths, head, rows, name=title, told=told, rtl=rtl, upright=upright)

    def _sheet(self) -> Markup:
        """The sheet that the text stands on, with its heads and feet."""
        house, sheet = self._house, self._house.sheet
        return Markup(
            '<w:sectPr>{}<w:pgSz w:w="{}" w:h="{}"{}/><w:pgMar w:top="{}" w:right="{}" w:bottom="{}" w:left="{}"'
            ' w:header="{}" w:footer="{}" w:gutter="0"/>{}{}{}</w:sectPr>'
        ).format(
            Markup(house.heads),  # noqa: S704 - our own references
            sheet.width,
            sheet.height,
            Markup(' w:orient="landscape"') if sheet.width > sheet.height else NOTHING,
            sheet.top,
            sheet.right,
            sheet.foot,
            sheet.left,
            sheet.above,
            sheet.below,
            Markup("<w:titlePg/>") if house.first_differs else NOTHING,
            Markup("<w:bidi/>") if self._own.rtl else NOTHING,
            Markup(house.edges),  # noqa: S704 - XML that was parsed
        )


_MARKS = 100_000  # ids of the bookmarks of notes, after those of headings
_SPACE = Markup('<w:r><w:t xml:space="preserve"> </w:t></w:r>')
_BEGIN = Markup(
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve">'
    ' TOC \\o "1-1" \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_END = Markup('<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def _widths(line: int, columns: int) -> tuple[int, ...]:
    """The actor's column and those beside it."""
    first = round(line * (0.22 if columns < 3 else 0.15))  # noqa: PLR2004 - fewer leave room
    each = (line - first) // columns
    return (first, *[each] * columns)


def _below(matrix: Matrix) -> list[tuple[str, tuple[MatrixCell | None, ...]]]:
    """The actors that have others before them, with how they stand to these."""
    return list(zip(matrix.actors, matrix.cells, strict=True))[1:]


def _sign(cell: MatrixCell) -> str:
    return f"{_SIGNS[cell.sign]}\N{NO-BREAK SPACE}{cell.figure}"


def _words_of(cell: Cell) -> str:
    return cell.content.striptags()


def _address(url: str) -> str:
    """A web address as a relation may hold it, "" for what is none."""
    if not re.match(r"https?://[^\s/]", url):
        return ""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(url, safe="%/:?#[]@!$&'()*+,;=~-._"))


def _linked(links: Sequence[str]) -> tuple[Relation, ...]:
    return tuple(
        Relation(id=f"rIdLink{number}", kind="hyperlink", target=address, outside=True)
        for number, address in enumerate(links, 1)
    )
