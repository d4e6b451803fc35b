"""Brief + Brief -> what each of two audiences sees: the rows of both, element by element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from briefing.model import Brief


class Seen(NamedTuple):
    """A row of an edition: the element that it stands in, and its words."""

    element: str
    words: str


class Sight(NamedTuple):
    """A row, and which of the two see it."""

    row: Seen
    first: bool
    second: bool


def compare(one: Brief, other: Brief) -> tuple[Sight, ...]:
    """Every row that either edition shows, each once: element by element, the first edition's rows before others."""
    first, second = tuple(dict.fromkeys(rows(one))), tuple(dict.fromkeys(rows(other)))
    every = dict.fromkeys((*first, *second))
    elements = list(dict.fromkeys(row.element for row in every))
    shown = (set(first), set(second))
    return tuple(
        Sight(row, row in shown[0], row in shown[1]) for element in elements for row in every if row.element == element
    )


def rows(brief: Brief) -> Iterator[Seen]:
    """What an edition shows, row by row, in the order of the page."""
    yield from (Seen("bottom line", said.text) for said in (brief.bottom_line,) if said)
    yield from (Seen("ask", said.text) for said in brief.ask)
    yield from (Seen("key points", said.text) for said in brief.key_points)
    for section in brief.sections:
        said = (passage for paragraph in section.paragraphs for passage in paragraph)
        yield from (Seen(f"section '{section.title}'", passage.text) for passage in said)
    for row in brief.table.rows if brief.table else ():
        for kind, cell in zip(brief.table.columns if brief.table else (), row.cells, strict=True):
            yield from (Seen("actors", f"{row.actor}, {kind}: {said.text}") for said in cell)
    for cells in brief.matrix.cells if brief.matrix else ():
        yield from (Seen("matrix", f"{' – '.join(cell.actors)}: {cell.sign}, {cell.count}") for cell in cells if cell)
    yield from (Seen("timeline", f"{event.when}: {event.passage.text}") for event in brief.timeline)
    yield from (Seen("options", option.name) for option in brief.options)
    yield from (Seen("indicators", indicator) for indicator in brief.indicators)
    yield from (Seen("glossary", f"{entry.label}: {entry.value}") for entry in brief.glossary)
    yield from (Seen("disagreements", said.text) for said in brief.disagreements)
    yield from (Seen("gaps", gap) for gap in brief.gaps)
    yield from (Seen("cautions", caution) for caution in brief.cautions)
    yield from (Seen("cleaning", f"{one.source}: {one.words}") for one in brief.cleaning)
    yield from (Seen("sources", source.title) for source in brief.sources)
    yield from (Seen("notes", f"{note.sentence}: {note.quote}") for note in brief.notes)
