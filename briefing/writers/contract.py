"""What a template may ask for: the fields of `Brief` and of all that it holds, as a table made from the model."""

from __future__ import annotations

import builtins
import re
import types
import typing
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from briefing import assets
from briefing.model import Brief, Labels

_WORDS: dict[object, str] = {str: "text", int: "number", float: "number", bool: "true or false"}
_HEAD = """\
# What a template may ask for

Made by `briefing schema --template`. A template sees one value, `brief`, and `css`, which belongs into a `<style>`. A
list is for a loop; what is "or none" is for a test; text that nobody gave is empty. A field that is not here is an
error with the template's file and line. `number|figure(brief.figures)` writes a number in the brief's digits.
"""


class Field(NamedTuple):
    """A field of a noun: its name as a template writes it, and what it holds in words."""

    name: str
    holds: str


def fields(noun: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a noun, in the order of the model."""
    return tuple(
        Field(one.alias or name, _in_words(one.annotation))
        for name, one in noun.model_fields.items()
        if not one.exclude
    )


def table() -> str:
    """The contract as Markdown: a table for `Brief`, with the partials that print each field, then one a noun."""
    printed = _printed()
    lines = [_HEAD]
    for noun in _nouns(Brief):
        lines += [f"## {'brief' if noun is Brief else noun.__name__}", "", _promise(noun), ""]
        if noun is Labels:
            continue
        if noun is Brief:
            lines += ["| field | holds | printed by |", "|---|---|---|"]
            lines += [f"| `{f.name}` | {f.holds} | {', '.join(printed.get(f.name, ()))} |" for f in fields(noun)]
        else:
            lines += ["| field | holds |", "|---|---|"]
            lines += [f"| `{f.name}` | {f.holds} |" for f in fields(noun)]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def _promise(noun: type[BaseModel]) -> str:
    """A noun's own words on itself, in one paragraph."""
    said = " ".join((noun.__doc__ or "").split())
    return f"{said} Their keys stand in `briefing/labels/en.yaml`." if noun is Labels else said


def _printed() -> dict[str, tuple[str, ...]]:
    """For each field of `Brief` the packaged templates that name it."""
    folder = assets.packaged("templates")
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.html.j2")):
        for name in dict.fromkeys(re.findall(r"\bbrief\.(\w+)", assets.read(file))):
            found.setdefault(name, []).append(file.name.removesuffix(".html.j2"))
    return {name: tuple(files) for name, files in found.items()}


def _nouns(first: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The nouns that a noun is made of, itself first, each once, in the order in which they are met."""
    queue, met = [first], {first}
    while queue:
        noun = queue.pop(0)
        yield noun
        inner = [one for field in noun.model_fields.values() if not field.exclude for one in _held(field.annotation)]
        further = [one for one in dict.fromkeys(inner) if one not in met]
        met |= set(further)
        queue += further


def _held(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _held(inner)


def _in_words(annotation: object) -> str:
    inner = typing.get_args(annotation)
    match typing.get_origin(annotation):
        case None:
            return _WORDS.get(annotation, str(getattr(annotation, "__name__", annotation)))
        case typing.Literal:
            return " or ".join(f"`{choice}`" if choice else "empty" for choice in inner)
        case typing.Union | types.UnionType:
            return " or ".join("none" if one is type(None) else _in_words(one) for one in inner)
        case builtins.tuple:
            return f"{'list' if inner[-1] is Ellipsis else len(inner)} of {_in_words(inner[0])}"
    return _in_words(inner[0])
