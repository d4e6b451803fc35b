"""One YAML an audience: what it sees, on how many pages, in which template and style."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

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
    notes: Limit = 999
    sources: Limit = 200
    imprint: Limit = 20


class _Settings(Noun):
    """What an audience may say of itself."""

    description: str = ""
    template: str = ""
    style: str = ""
    pages: Annotated[int, Field(ge=1, le=400)] | None = None
    page_size: Literal["A4", "Letter"] = "A4"
    ceiling: Tlp = "TLP:RED"
    sentence_words: Limit = 0  # that a sentence ought to have at most; 0: as many as it likes
    columns: tuple[Kind, ...] = ("interest", "concern", "leverage", "constraint")
    elements: Elements = Elements()
    labels: Labels = Labels()


class Audience(_Settings):
    """Someone who reads the brief, as data; it has a template and a style.

    `lineage` are the package's audiences that it comes from, the base first: a language may have words for each.
    """

    name: str
    lineage: tuple[str, ...] = ()


class AudienceFile(_Settings):
    """An audience as a person writes it: what it does not say comes from the audience that it extends."""

    extends: str = ""


def names(project: Path) -> tuple[str, ...]:
    """The audiences that a project can name: its own and the package's, sorted."""
    return tuple(name.removesuffix(".yaml") for name in assets.names("audiences", project))


def load(name: str, project: Path) -> Audience:
    """The audience `name` with all that it extends. Raises SpecificationError with every mistake of a file."""
    said: dict[str, Any] = {}
    seen: list[str] = []
    lineage: list[str] = []
    wanted = name
    shelf = project
    while wanted:
        if seen and wanted == seen[-1] and shelf == project and wanted in names(_NOWHERE):
            shelf = _NOWHERE  # a project's own minister that extends the packaged one
        elif wanted in seen or len(seen) == _CHAIN:
            chain = " -> ".join([*seen, wanted])
            raise SpecificationError(f"audiences extend one another without end: {chain}", f"{name}.yaml")
        _known(wanted, seen[-1] if seen else "", shelf)
        seen.append(wanted)
        file = assets.find("audiences", f"{wanted}.yaml", shelf)
        if file.parent == assets.packaged("audiences"):
            lineage.insert(0, wanted)
        tree = strict_yaml.read(file, file.name)
        here = strict_yaml.validate(tree, AudienceFile).model_dump(exclude_unset=True)
        wanted = here.pop("extends", "")
        said = _under(said, here)
    for needed in ("template", "style"):
        if needed not in said:
            raise SpecificationError(f"'{needed}' is missing", f"{name}.yaml:1:1", "or extend an audience that has one")
    return Audience.model_validate({**said, "name": name, "lineage": lineage})


def _known(name: str, asker: str, project: Path) -> None:
    known = names(project)
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
        raise SpecificationError(f"no audience '{name}'", f"{asker}.yaml" if asker else "", hint)


def _under(said: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """What `said` says, and below it what only `base` says, mapping by mapping."""
    merged = {**base, **said}
    for key in ("elements", "labels"):
        if key in base and key in said:
            merged[key] = {**base[key], **said[key]}
    return merged
