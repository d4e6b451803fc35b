"""Brief -> Word: headings, notes and tables that an editor can go on with, on the house's paper."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from briefing.errors import BackendError, Diagnostic
from briefing.model import Artifact, Brief
from briefing.writers import html
from briefing.writers.docx import house as houses
from briefing.writers.docx import look as looks
from briefing.writers.docx.body import Body, Figure
from briefing.writers.docx.look import TWIPS
from briefing.writers.docx.package import KIND, Part, Relation, pack, relations, relations_of
from briefing.writers.docx.pictures import Picture, figure, picture
from briefing.writers.docx.prose import language

MEDIA_TYPE = f"{KIND}.document"

_LOGO = (40.0, 14.0)  # millimetres, as on the page
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_DOCUMENT, _FOOTNOTES, _SETTINGS = "word/document.xml", "word/footnotes.xml", "word/settings.xml"


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    """The brief as a Word document, on the organisation's paper where the brief names it.

    Raises SpecificationError where that file, a style sheet or the logo is wrong, LimitError where one is too large.
    """
    house = houses.given(brief, project) if brief.reference else houses.own(brief, project)
    logo = None if house.pictured else _logo(brief, project)
    look, _ = looks.look(brief, project, house.sheet)
    figures, told = _figures(brief, project, house)
    body = Body(brief, house, look.model_dump(), logo, figures)
    pictures = (*([logo] if logo else ()), *(one.picture for one in figures.values()))
    document, footnotes = body.document(), body.footnotes()
    related = (
        *house.relations,
        Relation(id="rIdFootnotes", kind="footnotes", target="footnotes.xml"),
        Relation(id="rIdSettings", kind="settings", target="settings.xml"),
        *body.links(),
        *(relation for one in pictures for relation in one.relations),
    )
    parts = [
        *house.parts,
        *(part for one in pictures for part in one.parts),
        Part(name=_DOCUMENT, kind=f"{KIND}.document.main+xml", content=document),
        Part(name=relations_of(_DOCUMENT), kind="", content=relations(related)),
        Part(name=_FOOTNOTES, kind=f"{KIND}.footnotes+xml", content=footnotes),
        Part(name=relations_of(_FOOTNOTES), kind="", content=relations(body.note_links())),
        Part(name=_SETTINGS, kind=f"{KIND}.settings+xml", content=_settings(brief, house)),
        Part(name="docProps/core.xml", kind=_CORE, content=_core(brief)),
    ]
    content = pack(parts, _DOCUMENT, "docProps/core.xml")
    return Artifact(name=f"{brief.name}.docx", media_type=MEDIA_TYPE, content=content), told


def _figures(brief: Brief, project: Path, house: houses.House) -> tuple[dict[str, Figure], tuple[Diagnostic, ...]]:
    """What the brief draws but the matrix, which is a table here; nothing, with a warning, where Pango is missing."""
    shown = {name: one for name, one in html.drawn(brief, project).items() if name != "matrix"}
    faces = "\n".join(("<style>", *html.faces(brief, project, Path.as_uri), "</style>")) if shown else ""
    taken = {part.name for part in house.parts}
    numbers = (n for n in count(2) if f"word/media/picture{n}.png" not in taken)
    made = {}
    for name, (one, svg) in shown.items():
        try:
            drawn = figure(faces + svg, project, one.drawing, house.sheet.line / TWIPS["mm"], next(numbers))
        except BackendError as error:
            return {}, (Diagnostic("layout", f"the figures are left out: {error.message}", hint=error.hint),)
        made[name] = Figure(drawn, one.caption)
    return made, ()


def _logo(brief: Brief, project: Path) -> Picture | None:
    content = html.logo(brief, project)
    return picture(content, project, brief.organisation or brief.labels.series, _LOGO) if content else None


def _settings(brief: Brief, house: houses.House) -> bytes:
    tongue = language(brief.language, rtl=brief.direction == "rtl")
    template = houses.templates().get_template("settings.xml.j2")
    return template.render(language=tongue, even_and_odd=house.even_differs).encode()


def _core(brief: Brief) -> bytes:
    """The document's properties: an author is named only where the imprint names one."""
    authors = next((fact.value for fact in brief.imprint if fact.label == brief.labels.authors), "")
    return houses.templates().get_template("core.xml.j2").render(brief=brief, authors=authors).encode()
