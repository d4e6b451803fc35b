"""The JSON or PDF of a former edition -> what a later one can be compared with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from briefing import enclosures, workers
from briefing import record as records
from briefing.errors import LimitError, SourceError, SpecificationError
from briefing.model import Kind, PartialDate, Sign
from briefing.workers import Call, Limits

MOST_BYTES = 20_000_000
"""Of a former edition: one of the largest briefs has some megabytes."""


_KINDS = {".html": "an HTML page", ".md": "a Markdown text", ".docx": "a Word document"}


class _Kept(BaseModel):
    """A part of an edition that an older or a newer program may have written: what is unknown in it is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Words(_Kept):
    """Words as they were printed, and the id of the claim that they say; "" for the authors' own."""

    text: str
    id: str = ""


class FormerSection(_Kept):
    """A titled run of paragraphs."""

    title: str
    paragraphs: tuple[tuple[Words, ...], ...]


class FormerRow(_Kept):
    """An actor's row: a cell for each column."""

    actor: str
    cells: tuple[tuple[Words, ...], ...]


class FormerTable(_Kept):
    """The actor-interests table."""

    columns: tuple[Kind, ...]
    rows: tuple[FormerRow, ...]


class FormerCell(_Kept):
    """How two actors stood to each other."""

    actors: tuple[str, str]
    sign: Sign


class FormerMatrix(_Kept):
    """Who stood where."""

    actors: tuple[str, ...]
    cells: tuple[tuple[FormerCell | None, ...], ...]


class FormerSource(_Kept):
    """A source, by its key."""

    key: str


class Former(_Kept):
    """An edition before this one; `known` are the ids of all that was found for it, printed or not."""

    title: str
    audience: str
    language: str
    date: PartialDate | str
    dateline: str
    marking: str
    bottom_line: Words | None
    key_points: tuple[Words, ...]
    sections: tuple[FormerSection, ...]
    table: FormerTable | None = None
    matrix: FormerMatrix | None = None
    sources: tuple[FormerSource, ...]
    known: tuple[str, ...] = ()


def read(file: Path, name: str, where: str) -> Former:
    """The edition in `file`, which the specification names as `name` at `where`.

    Raises SpecificationError for what is no edition's JSON, LimitError.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise SpecificationError(f"{name} cannot be read: {error.strerror}", where) from error
    if len(content) > MOST_BYTES:
        raise LimitError(f"{name} has more than {MOST_BYTES:,} bytes", where)
    if content.startswith(b"%PDF"):
        content = workers.call(Call(_carried, (content, name, where), "reading", name, Limits.of(len(content))))
    elif file.suffix.lower() in _KINDS:
        beside = file.with_suffix(".json")
        hint = (
            f"name its JSON: {Path(name).with_suffix('.json').as_posix()}"
            if beside.is_file()
            else f"build that edition with -f json too, and name its JSON: {beside.name}"
        )
        kind = _KINDS[file.suffix.lower()]
        raise SpecificationError(f"{name} is {kind}, which carries no evidence to compare with", where, hint)
    return _parsed(content, name, where)


def _carried(content: bytes, name: str, where: str) -> bytes:
    """The edition in the brief.json that a PDF carries, as JSON; runs in a child."""
    try:
        record = records.of(enclosures.opened(content, name), name)
    except SourceError as error:
        hint = "name an edition that briefing has made, as PDF or JSON"
        raise SpecificationError(f"{name} is no edition of a brief: {error.message}", where, hint) from error
    return record.brief.model_dump_json(by_alias=True).encode()


def _parsed(content: bytes, name: str, where: str) -> Former:
    hint = "name the PDF or the JSON of an edition"
    try:
        plain: Any = json.loads(content)
        return Former.model_validate(plain)
    except json.JSONDecodeError as error:
        broken = f"{name} is broken: no JSON from line {error.lineno}, column {error.colno} on"
        raise SpecificationError(broken, where, hint) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or name
        wrong = "is missing" if first["type"] == "missing" else "is wrong"
        raise SpecificationError(f"{name} is no edition of a brief: '{field}' {wrong}", where, hint) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise SpecificationError(f"{name} is no edition of a brief", where, hint) from error


def beside(file: Path, former: Former, audience: str) -> Former:
    """The edition of the same brief and day for another audience that stands beside `file`; else this one."""
    other = file.with_name(file.name.replace(former.audience, audience))
    if other == file or not other.is_file():
        return former
    try:
        found = read(other, other.name, "")
    except (SpecificationError, LimitError):
        return former  # nobody has named it
    same = (found.title, found.date, found.audience) == (former.title, former.date, audience)
    return found if same else former
