"""Brief -> Markdown: CommonMark with pipe tables and footnotes, for a wiki or an editor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from briefing.errors import Diagnostic
from briefing.labels import figure
from briefing.model import SIGNS, Artifact, Brief, Changes, Fact, Grid, Labels, Matrix, Passage, Table

_MARKUP = re.compile(r"([\\`*_\[\]<>|$~&])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+[.)])(?=\s|$)", re.MULTILINE)


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:  # noqa: ARG001 - a Writer
    """The brief as UTF-8 Markdown. Words of sources are escaped: none of them becomes markup."""
    text = "\n\n".join(filter(None, _blocks(brief))) + "\n"
    return Artifact(name=f"{brief.name}.md", media_type="text/markdown", content=text.encode()), ()


def _blocks(brief: Brief) -> Iterator[str]:
    labels = brief.labels
    yield f"**{_plain(brief.marking)}**" if brief.marking else ""
    yield f"# {_plain(brief.title)}"
    yield f"*{_plain(brief.subtitle)}*" if brief.subtitle else ""
    yield f"**{_say(brief.bottom_line)}**" if brief.bottom_line else ""
    own_line = labels.own_line if brief.bottom_line and brief.bottom_line.judgement else ""
    draft = labels.draft if brief.draft else ""
    told = [brief.series, brief.organisation, brief.dateline, own_line, draft, brief.embargo]
    yield " · ".join(_plain(one) for one in told if one)
    if brief.ask:
        yield f"## {_plain(labels.ask)}"
        yield " ".join(map(_say, brief.ask))
    if brief.key_points:
        yield f"## {_plain(labels.key_points)}"
        yield "\n".join(f"{n}. {_say_whose(point, labels)}" for n, point in enumerate(brief.key_points, 1))
    if brief.changes:
        yield f"## {_plain(brief.changes.title)}"
        yield _changes(brief.changes)
        yield _plain(brief.changes.further)
    for section in brief.sections:
        yield f"## {_plain(section.title)}"
        yield f"*{_plain(labels.judgement)}*" if section.judgement else ""
        for paragraph in section.paragraphs:
            yield " ".join(_say(p) if section.judgement else _say_whose(p, labels) for p in paragraph)
    yield from _listed(labels.disagreements, [_say_whose(p, labels) for p in brief.disagreements])
    if brief.options:
        yield f"## {_plain(labels.options)}"
        rows = [(o.name, o.for_ or "—", o.against or "—") for o in brief.options]
        yield _grid((labels.option, labels.option_for, labels.option_against), [tuple(map(_plain, r)) for r in rows])
    if brief.table:
        yield f"## {_plain(labels.who_wants_what)}"
        yield _actors(brief.table, brief)
    if brief.matrix:
        yield f"## {_plain(labels.who_stands_where)}"
        yield _matrix(brief.matrix)
        yield _plain(labels.matrix_caption)
    if brief.grid:
        yield f"## {_plain(labels.grid_heading)}"
        yield _grid_of_power(brief.grid, brief)
        yield _plain(getattr(labels, brief.grid.caption()))
    yield from _listed(labels.timeline, [f"{e.when}: {_say(e.passage)}" for e in brief.timeline])
    yield from _listed(labels.indicators, list(map(_plain, brief.indicators)))
    yield from _listed(labels.gaps, list(map(_plain, brief.gaps)))
    yield from _listed(labels.cautions, list(map(_plain, brief.cautions)))
    yield from _facts(labels.glossary, brief.glossary)
    yield from _cleaned(brief)
    yield from _listed(labels.sources, list(_sources(brief)))
    yield from _facts(labels.imprint, brief.imprint)
    yield _plain(labels.method if brief.notes else labels.method_without_notes)
    left_out = labels.semicolon.join(filter(None, [labels.comma.join(brief.left_out), brief.see_edition]))
    yield _plain(f"{labels.left_out} {left_out}.") if left_out else ""
    yield "\n".join(
        f"[^{note.number}]: {labels.quote_open}{_plain(note.quote)}{labels.quote_close} "
        + _link(f"{note.source}{labels.comma}{note.place}", note.url)
        for note in brief.notes
    )


def _plain(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(text.split())))


def _say(passage: Passage) -> str:
    return _plain(passage.text) + "".join(f"[^{r.number}]" for r in passage.references)


def _say_whose(passage: Passage, labels: Labels) -> str:
    """A passage in a list of findings: an analyst's own sentence says so."""
    return _say(passage) + (f" *({_plain(labels.own_point)})*" if passage.judgement else "")


def _link(words: str, url: str) -> str:
    address = url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    return f"[{_plain(words)}](<{address}>)" if url else _plain(words)


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"## {_plain(title)}"
        yield "\n".join(f"- {line}" for line in lines)


def _facts(title: str, facts: tuple[Fact, ...]) -> Iterator[str]:
    yield from _listed(title, [f"**{_plain(f.label)}**: {_plain(f.value)}" for f in facts])


def _grid(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [tuple(map(_plain, head)), tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _changes(changes: Changes) -> str:
    rows: list[tuple[str, ...]] = [
        (f"**{_plain(c.of)}** ({c.told})", _plain(c.was) or "—", _plain(c.now) or "—") for c in changes.rows
    ]
    return _grid(("", changes.before, changes.now), rows) if rows else _plain(changes.line)


def _actors(table: Table, brief: Brief) -> str:
    labels = brief.labels.model_dump()
    rows = []
    for row in table.rows:
        cells = ["<br>".join(map(_say, cell)) or "—" for cell in row.cells]
        rows.append((f"**{_plain(row.actor)}** ({_plain(row.type)})", *cells))
    if table.silent:
        blank = [""] * (len(table.columns) - 1)
        rows.append((f"**{_plain(brief.labels.comma.join(table.silent))}**", _plain(brief.labels.no_evidence), *blank))
    return _grid((brief.labels.actor, *(labels[column] for column in table.columns)), rows)


def _matrix(matrix: Matrix) -> str:
    rows = []
    for actor, cells in zip(matrix.actors[1:], matrix.cells[1:], strict=True):
        filled = [f"{SIGNS[cell.sign]} {cell.figure}" if cell else "·" for cell in cells]
        rows.append((_plain(actor), *filled, *[""] * (len(matrix.actors) - 1 - len(filled))))
    return _grid(("", *matrix.actors[:-1]), rows)


def _grid_of_power(grid: Grid, brief: Brief) -> str:
    labels = brief.labels
    head = (labels.actor, labels.grid_power, labels.grid_interest, labels.column_placed)
    rows = []
    for place in grid.placements:
        levels = (figure(level, brief.figures) for level in (place.power, place.interest))
        by = labels.placed_by_count if place.suggested else labels.placed_by_analyst
        rows.append((_plain(place.actor), *levels, _plain(by)))
    return _grid(tuple(map(_plain, head)), rows)


def _cleaned(brief: Brief) -> Iterator[str]:
    labels = brief.labels
    if brief.cleaning:
        yield f"## {_plain(labels.cleaning)}"
        head = (labels.source, labels.cleaning_words, labels.cleaning_aside, labels.cleaning_repairs)
        yield _grid(head, [tuple(map(_plain, one.cells(labels.semicolon))) for one in brief.cleaning])
        yield _plain(labels.cleaning_caption)


def _sources(brief: Brief) -> Iterator[str]:
    for source in brief.sources:
        comma = brief.labels.comma
        notices = f" ({_plain(comma.join(source.notices))})" if source.notices else ""
        known = [_plain(source.authors), _link(source.title, source.url), _plain(source.publisher), source.published]
        yield comma.join(filter(None, known)) + notices
