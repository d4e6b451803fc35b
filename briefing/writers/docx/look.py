"""The tokens of the style sheets as Word says them: colours without '#', sizes in half points and twips."""

from __future__ import annotations

import re
from pathlib import Path

from briefing.errors import SpecificationError
from briefing.model import Brief, Noun
from briefing.writers import html

TWIPS = {"pt": 20.0, "px": 15.0, "mm": 1440 / 25.4, "cm": 14400 / 25.4, "in": 1440.0}
"""Twentieths of a point in a unit of CSS."""

_TOKEN = re.compile(r"--([a-z-]+):\s*([^;}]+)")
_VAR = re.compile(r"var\(--([a-z-]+)\)")
_SIZE = re.compile(rf"([\d.]+)({'|'.join(TWIPS)})")
_DEPTH = 8  # tokens that may name one another

_FACES = {"Briefing Serif": "Cambria", "Inter": "Calibri"}
"""The faces of an office that stand for the bundled ones; a house's own face is taken to be on its machines."""

_PAGES = {"A4": (11906, 16838), "Letter": (12240, 15840)}
_SIDE = 1021  # 18 mm, as on the page
_COLUMN = 13.6  # millimetres of a line for each point of its letters: some 80 characters


class Look(Noun):
    """Colours as RRGGBB, and faces."""

    accent: str
    ink: str
    soft: str
    faint: str
    rule: str
    paper: str
    aligned: str
    opposed: str
    mixed: str
    conditional: str
    nothing: str
    serif: str
    sans: str
    voice: str
    complex: str = "Arial"


class Page(Noun):
    """A sheet in twips: its size, its margins, and how far from its edges the heads and feet stand."""

    width: int
    height: int
    top: int = 1361
    foot: int = 1304
    left: int = _SIDE
    right: int = _SIDE
    above: int = 624
    below: int = 567

    @property
    def line(self) -> int:
        """The room between the sides."""
        return self.width - self.left - self.right


class Sizes(Noun):
    """Letters in half points, lengths in twips; `leading` in 240ths of a line."""

    text: int
    leading: int
    title: int
    standfirst: int
    section: int
    small: int
    note: int
    width: int
    middle: int
    measure: int
    indent: int


def page(brief: Brief) -> Page:
    """The brief's own sheet."""
    width, height = _PAGES[brief.page_size]
    return Page(width=width, height=height)


def look(brief: Brief, project: Path, sheet: Page) -> tuple[Look, Sizes]:
    """The look of a brief, out of the style sheets that its pages have.

    Raises SpecificationError where a sheet says a colour or a size as Word cannot.
    """
    tokens: dict[str, str] = dict(_TOKEN.findall(html.style(brief, project, (), Path.as_uri)))

    def said(name: str) -> str:
        value = tokens.get(name, "")
        for _ in range(_DEPTH):
            value = _VAR.sub(lambda inner: tokens.get(inner[1], ""), value)
        return value.strip()

    def colour(name: str) -> str:
        digits = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", said(name))
        if not digits:
            raise _unreadable(name, said(name), brief, "write it as #rrggbb")
        return (digits[1] if len(digits[1]) > len("rgb") else "".join(c * 2 for c in digits[1])).upper()

    def points(name: str) -> float:
        size = _SIZE.fullmatch(said(name))
        if not size:
            raise _unreadable(name, said(name), brief, f"write a number and one of {', '.join(TWIPS)}")
        return float(size[1]) * TWIPS[size[2]] / TWIPS["pt"]

    def face(name: str) -> str:
        first = said(name).split(",")[0].strip("\"' ")
        return _FACES.get(first, first)

    halves = {n: round(2 * points(n)) for n in ("text", "title", "standfirst", "section", "small", "note")}
    measure = min(sheet.line, round(_COLUMN * points("text") * TWIPS["mm"]))
    colours = {name: colour(name) for name in Look.model_fields if name not in ("serif", "sans", "voice", "complex")}
    return (
        Look(**colours, serif=face("serif"), sans=face("sans"), voice=face("voice")),
        Sizes(
            **halves,
            leading=round(240 * points("lead") / points("text") / _NATURAL),
            width=sheet.line,
            middle=sheet.line // 2,
            measure=measure,
            indent=sheet.line - measure,
        ),
    )


_NATURAL = 1.2  # the height of a line that Word calls one, in its letters' size


def _unreadable(name: str, value: str, brief: Brief, hint: str) -> SpecificationError:
    return SpecificationError(f"Word cannot read '--{name}: {value}'", brief.style, hint)
