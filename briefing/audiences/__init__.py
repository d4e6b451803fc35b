"""One YAML an audience: what it sees, on how many pages, in which template and style."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field

from briefing import assets, strict_yaml
from briefing.errors import SpecificationError
from briefing.model import Kind, Labels, Noun, Tlp

Limit = Annotated[int, Field(ge=0, le=999)]

MOST_IN_NETWORK = 12
"""Actors that a network shows: more, and nobody reads it."""
_CHAIN = 8  # audiences that may extend one another
_NOWHERE = Path("/nonexistent")  # a project without files of its own


class Elements(Noun):
    """How many of each element the audience sees at most; 0 leaves the element out."""

    bottom_line: Limit = 1
    ask: Limit = 1
    key_points: Limit = 7
    changes: Limit = 6  # rows; 1: a line
    sections: Limit = 99
    points: Limit = 99  # in a section
    judgement: Limit = 99  # the authors' own sections
    actors: Limit = 12  # rows of the table
    statements: Limit = 4  # in a cell
    silent: Limit = 6  # actors of whom nothing was found
    cell_references: Limit = 3  # a statement
    matrix: Limit = 6  # actors
    matrix_references: Limit = 2  # a cell
    drawn_matrix: Limit = 0  # 1: the matrix as a figure, in place of its table
    network: Annotated[int, Field(ge=0, le=MOST_IN_NETWORK)] = 0  # actors
    grid: Limit = 0  # actors, by power and interest
    timeline: Limit = 8
    drawn_timeline: Limit = 0  # 1: an axis over the timeline's list
    options: Limit = 99
    indicators: Limit = 99
    glossary: Limit = 99
    disagreements: Limit = 6
    gaps: Limit = 4
    cautions: Limit = 6
    glance: Limit = 6
    cleaning: Limit = 0  # sources
    notes: Limit = 999
    sources: Limit = 200
    imprint: Limit = 20

    def size(self) -> int:
        """A measure of how much is shown of the findings."""
        return self.key_points + min(self.sections, self.points) + self.actors * self.statements + self.timeline


def _turn(text: str) -> str:
    element, _, number = text.partition(" ")
    if element not in Elements.model_fields:
        raise strict_yaml.wrong(f"names no element: '{element}'", strict_yaml.suggest(element, Elements.model_fields))
    if not re.fullmatch(r"[0-9]{1,3}", number):
        raise strict_yaml.wrong(f"lacks a number: '{text}'", f"write '{element} 3' or the like")
    return text


Turn = Annotated[str, AfterValidator(_turn)]
"""An element and a number of it, as in "timeline 3"."""


class _Settings(Noun):
    """What an audience may say of itself.

    `gives` is the page budget's order of retreat: each element down to its number, turn by turn, where a brief is too
    long. `takes` is the order of advance: each element up to its number, where the last page is less than `fill` per
    cent full. `tighten` is the least spacing, in per cent, once nothing is left to give.
    """

    description: str = ""
    template: str = ""
    style: str = ""
    pages: Annotated[int, Field(ge=1, le=400)] | None = None
    fill: Annotated[int, Field(ge=0, le=100)] = 0
    tighten: Annotated[int, Field(ge=85, le=100)] = 100
    page_size: Literal["A4", "Letter"] = "A4"
    ceiling: Tlp = "TLP:RED"
    sentence_words: Limit = 0  # that a sentence ought to have at most; 0: as many as it likes
    columns: tuple[Kind, ...] = ("interest", "concern", "leverage", "constraint")
    elements: Elements = Elements()
    gives: tuple[Turn, ...] = ()
    takes: tuple[Turn, ...] = ()
    labels: Labels = Labels()


class Audience(_Settings):
    """Someone who reads the brief, as data; it has a template and a style.

    `lineage` are the package's audiences that it comes from, the base first: a language may have words for each.
    `spacing`, in per cent, is what the page budget makes of it.
    """

    name: str
    lineage: tuple[str, ...] = ()
    spacing: int = 100


class AudienceFile(_Settings):
    """An audience as a person writes it: what it does not say comes from the audience that it extends."""

    extends: str = ""


class Resolved(NamedTuple):
    """An audience, and for each of its settings ("pages", "elements.actors") the place that says so.

    What no file says, and so is the default of every audience, has no place.
    """

    audience: Audience
    origins: dict[str, str]


def names(project: Path) -> tuple[str, ...]:
    """The audiences that a project can name: its own and the package's, sorted."""
    return tuple(name.removesuffix(".yaml") for name in assets.names("audiences", project))


def load(name: str, project: Path) -> Audience:
    """The audience `name` with all that it extends. Raises SpecificationError with every mistake of a file."""
    return resolve(name, project).audience


def resolve(name: str, project: Path) -> Resolved:
    """The audience `name` with all that it extends, and where each setting comes from. Raises as `load`."""
    said: dict[str, Any] = {}
    origins: dict[str, str] = {}
    seen: list[str] = []
    lineage: list[str] = []
    wanted, asked_at = name, ""
    shelf = project
    while wanted:
        if seen and wanted == seen[-1] and shelf == project and wanted in names(_NOWHERE):
            shelf = _NOWHERE  # a project's own minister that extends the packaged one
        elif wanted in seen or len(seen) == _CHAIN:
            chain = " -> ".join([*seen, wanted])
            raise SpecificationError(f"audiences extend one another without end: {chain}", asked_at)
        _known(wanted, asked_at, shelf)
        seen.append(wanted)
        file = assets.find("audiences", f"{wanted}.yaml", shelf)
        if file.parent == assets.packaged("audiences"):
            lineage.insert(0, wanted)
        tree = strict_yaml.read(file, assets.shown(file, project))
        here = strict_yaml.validate(tree, AudienceFile).model_dump(exclude_unset=True)
        asked_at = tree.where("extends")
        wanted = here.pop("extends", "")
        origins = {**_places(tree, here), **origins}
        said = _under(said, here)
    for needed in ("template", "style"):
        if needed not in said:
            where = f"{assets.shown(assets.find('audiences', f'{name}.yaml', project), project)}:1:1"
            raise SpecificationError(f"'{needed}' is missing", where, "or extend an audience that has one")
    return Resolved(Audience.model_validate({**said, "name": name, "lineage": lineage}), origins)


def extending(text: str, name: str) -> str:
    """The text of an audience's file, made to extend the audience `name`."""
    said = f"extends: {name}"
    if re.search(r"^extends:", text, re.MULTILINE):
        return re.sub(r"^extends:.*$", said, text, count=1, flags=re.MULTILINE)
    return re.sub(r"\A((?:#.*\n|\s*\n)*)", lambda comments: f"{comments[0]}{said}\n", text, count=1)


def _places(tree: strict_yaml.Tree, said: dict[str, Any]) -> dict[str, str]:
    """Where a file says each of its settings, those of a mapping one by one."""
    paths = [
        (key, *inner) for key, value in said.items() for inner in ([(k,) for k in value] if key in _MAPPINGS else [()])
    ]
    return {".".join(path): tree.where(*path) for path in paths}


_MAPPINGS = ("elements", "labels")  # settings that a further audience adds to, key by key


def _known(name: str, where: str, project: Path) -> None:
    known = names(project)
    if name not in known:
        raise SpecificationError(f"no audience '{name}'", where, strict_yaml.suggest(name, known))


def _under(said: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """What `said` says, and below it what only `base` says, mapping by mapping."""
    merged = {**base, **said}
    for key in _MAPPINGS:
        if key in base and key in said:
            merged[key] = {**base[key], **said[key]}
    return merged
