"""What the catalogue of a PDF holds besides pages, tags and outlines: forms, layers, files, output intents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from briefing.attach import claims, trees
from briefing.attach.objects import held, is_dictionary, listed, text, under

if TYPE_CHECKING:
    import pikepdf

_FONT = re.compile(rb"/([^\s/<>\[\]()]+)(?=\s+[\d.]+\s+Tf)")
"""The resource that a default appearance draws with (ISO 32000-1, 12.7.3.3)."""


def join_forms(report: pikepdf.Pdf, form: Any) -> None:
    """Add the fields of a copied form to the report's; a field or a resource whose name is taken gets a number."""
    import pikepdf

    fields = [one for one in listed(form, "/Fields") if is_dictionary(one)]
    if not fields:
        return
    if not isinstance(report.Root.get("/AcroForm"), pikepdf.Dictionary):
        report.Root.AcroForm = report.make_indirect(form)
        return
    mine = report.Root.AcroForm
    taken = {text(one, "/T") for one in listed(mine, "/Fields") if is_dictionary(one)}
    for field in fields:
        if "/T" in field:
            field.T = _free(text(field, "/T"), taken)
        for key in ("/DA", "/Q"):  # what all fields of the brief's have from its form
            if key in form and key not in field:
                field[key] = form[key]
    _join_resources(mine, form, fields)
    for key in ("/Fields", "/CO"):
        if further := [one for one in listed(form, key) if is_dictionary(one)]:
            mine[key] = pikepdf.Array([*listed(mine, key), *further])
    if form.get("/NeedAppearances") is True:
        mine.NeedAppearances = True


def _free(name: str, taken: set[str]) -> str:
    free, count = name, 2
    while free in taken:
        free, count = f"{name}-{count}", count + 1
    taken.add(free)
    return free


def _join_resources(mine: Any, form: Any, fields: list[Any]) -> None:
    """What fields are drawn with; a font whose name means another in the report's form gets one of its own."""
    fonts: dict[bytes, bytes] = {}
    for kind, named in under(form, "/DR").items():
        if not is_dictionary(named):
            continue
        own = held(held(mine, "/DR"), kind)
        taken = {key.removeprefix("/") for key in own.keys()}  # noqa: SIM118 - no mapping
        for key, resource in named.items():
            new = key
            if key in own and kind == "/Font" and own[key] != resource:
                new = f"/{_free(key.removeprefix('/'), taken)}"
                fonts[_bytes(key)] = _bytes(new)
            if new not in own:
                own[new] = resource
    for field in _all(fields) if fonts else ():
        if "/DA" in field:
            field.DA = _string(_FONT.sub(lambda found: b"/" + fonts.get(found[1], found[1]), _raw(field.DA)))


def _bytes(key: str) -> bytes:
    return key.removeprefix("/").encode("utf-8", "surrogateescape")


def _raw(one: Any) -> bytes:
    import pikepdf

    return bytes(one) if isinstance(one, pikepdf.String) else b""


def _string(content: bytes) -> Any:
    import pikepdf

    return pikepdf.String(content)


def _all(fields: list[Any]) -> list[Any]:
    """Fields with all that is under them."""
    found, pending, met = [], [*fields], set()
    while pending:
        one = pending.pop()
        if not is_dictionary(one) or (one.is_indirect and one.objgen in met):
            continue
        met.add(one.objgen)
        found.append(one)
        pending += listed(one, "/Kids")
    return found


def join_layers(report: pikepdf.Pdf, layers: Any) -> None:
    """Add copied optional content to the report's, on where it was on and off where it was off."""
    import pikepdf

    if not isinstance(report.Root.get("/OCProperties"), pikepdf.Dictionary):
        report.Root.OCProperties = report.make_indirect(layers)
        return
    mine = report.Root.OCProperties
    groups = [group for group in listed(layers, "/OCGs") if is_dictionary(group)]
    mine.OCGs = pikepdf.Array([*listed(mine, "/OCGs"), *groups])
    own, theirs = held(mine, "/D"), held(layers, "/D")
    off = {group.objgen for group in listed(theirs, "/OFF") if is_dictionary(group)}
    if theirs.get("/BaseState") == "/OFF":
        on = {group.objgen for group in listed(theirs, "/ON") if is_dictionary(group)}
        off = {group.objgen for group in groups} - on
    for key, further in (
        ("/ON", [group for group in groups if group.objgen not in off]),
        ("/OFF", [group for group in groups if group.objgen in off]),
        *((key, listed(theirs, key)) for key in ("/Order", "/Locked", "/RBGroups", "/AS")),
    ):
        if further:
            own[key] = pikepdf.Array([*listed(own, key), *further])


def join_files(report: pikepdf.Pdf, files: Iterable[tuple[bytes, Any]], associated: Iterable[Any]) -> None:
    """Add embedded files, and those of them that are associated with the whole, to the report's."""
    import pikepdf

    if further := list(files):
        held(report.Root, "/Names").EmbeddedFiles = trees.name_tree(report, [*embedded(report), *further])
    if further_associated := list(associated):
        report.Root.AF = pikepdf.Array([*listed(report.Root, "/AF"), *further_associated])


def embedded(pdf: pikepdf.Pdf) -> list[tuple[bytes, Any]]:
    """The embedded files by the bytes of their names."""
    return trees.names(under(pdf.Root, "/Names").get("/EmbeddedFiles"))


def join_intents(report: pikepdf.Pdf, brief: pikepdf.Pdf) -> None:
    """Give a report without an output intent the brief's: its device colours are of no colour space otherwise."""
    import pikepdf

    if not claims.intents(report) and (further := claims.intents(brief)):
        held_there = brief.make_indirect(pikepdf.Array(further))
        report.Root.OutputIntents = report.copy_foreign(held_there)
