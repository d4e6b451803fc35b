"""What the catalogue of a PDF holds besides pages, tags and outlines: forms, layers, files, output intents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from briefing.attach import claims, trees
from briefing.attach.objects import held, listed

if TYPE_CHECKING:
    import pikepdf


def join_forms(report: pikepdf.Pdf, form: Any) -> None:
    """Add the fields of a copied form to the report's; a field whose name is taken gets a number."""
    import pikepdf

    fields = [one for one in listed(form, "/Fields") if isinstance(one, pikepdf.Dictionary)]
    if not fields:
        return
    if not isinstance(report.Root.get("/AcroForm"), pikepdf.Dictionary):
        report.Root.AcroForm = report.make_indirect(form)
        return
    mine = report.Root.AcroForm
    taken = {str(one.get("/T", "")) for one in listed(mine, "/Fields") if isinstance(one, pikepdf.Dictionary)}
    for field in fields:
        name, number = str(field.get("/T", "")), 2
        if name in taken:
            while f"{name}-{number}" in taken:
                number += 1
            name = f"{name}-{number}"
            field.T = name
        taken.add(name)
    mine.Fields = pikepdf.Array([*listed(mine, "/Fields"), *fields])
    for kind, named in (form.get("/DR") or {}).items():
        if isinstance(named, pikepdf.Dictionary):
            own = held(held(mine, "/DR"), kind)
            for name, resource in named.items():
                if name not in own:
                    own[name] = resource
    if "/DA" in form and "/DA" not in mine:
        mine.DA = form.DA
    if form.get("/NeedAppearances") is True:
        mine.NeedAppearances = True


def join_layers(report: pikepdf.Pdf, layers: Any) -> None:
    """Add copied optional content to the report's, on where it was on and off where it was off."""
    import pikepdf

    if not isinstance(report.Root.get("/OCProperties"), pikepdf.Dictionary):
        report.Root.OCProperties = report.make_indirect(layers)
        return
    mine = report.Root.OCProperties
    groups = listed(layers, "/OCGs")
    mine.OCGs = pikepdf.Array([*listed(mine, "/OCGs"), *groups])
    own, theirs = held(mine, "/D"), held(layers, "/D")
    off = {group.objgen for group in listed(theirs, "/OFF")}
    if theirs.get("/BaseState") == "/OFF":
        off = {group.objgen for group in groups} - {group.objgen for group in listed(theirs, "/ON")}
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

    pairs = [*embedded(report), *files]
    if pairs:
        held(report.Root, "/Names").EmbeddedFiles = trees.name_tree(report, pairs)
    if further := list(associated):
        report.Root.AF = pikepdf.Array([*listed(report.Root, "/AF"), *further])


def embedded(pdf: pikepdf.Pdf) -> list[tuple[bytes, Any]]:
    """The embedded files by the bytes of their names."""
    return trees.names((pdf.Root.get("/Names") or {}).get("/EmbeddedFiles"))


def join_intents(report: pikepdf.Pdf, brief_intents: Any) -> None:
    """Give a report without an output intent the brief's: its device colours are of no colour space otherwise."""
    if not claims.intents(report) and brief_intents is not None:
        report.Root.OutputIntents = brief_intents
