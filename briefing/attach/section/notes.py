"""The brief's notes in the report: behind the report's, with numbers of their own."""

from __future__ import annotations

import copy
from typing import Any

from briefing.attach.section.package import KIND, Package
from briefing.attach.section.words import made, number, w

KINDS = {"footnote": "footnotes", "endnote": "endnotes"}


def brought(report: Package, brief: Package, kind: str, wanted: set[str]) -> tuple[str, list[Any], dict[str, str]]:
    """Bring the notes of these ids of the brief: the report's part of notes, what came, and the new id of each."""
    part = brief.related(brief.main, KINDS[kind])
    there = {one.get(w("id"), ""): one for one in (brief.tree(part).iter(w(kind)) if part else ())}
    if not wanted & there.keys():
        return "", [], {}
    mine = _part(report, kind)
    root = report.tree(mine)
    new = 1 + max((number(one, "id") for one in root.iter(w(kind))), default=1)
    came: list[Any] = []
    known: dict[str, str] = {}
    for key in sorted(wanted & there.keys(), key=lambda one: (len(one), one)):
        note = copy.deepcopy(there[key])
        note.set(w("id"), str(new))
        root.append(note)
        came.append(note)
        known[key] = str(new)
        new += 1
    return mine, came, known


def _part(report: Package, kind: str) -> str:
    """The report's part of notes; one that has none gets one with the two lines that Word draws above notes."""
    from lxml import etree

    if part := report.related(report.main, KINDS[kind]):
        return part
    lines = [
        made(kind, [made("p", [made("r", [made(line)])])], type=line, id=key)
        for key, line in ((-1, "separator"), (0, "continuationSeparator"))
    ]
    part = report.free(f"word/{KINDS[kind]}", ".xml")
    report.add(part, etree.tostring(made(KINDS[kind], lines)), f"{KIND}.{KINDS[kind]}+xml")
    report.relate(report.main, KINDS[kind], part)
    settings = report.related(report.main, "settings")
    if settings and report.tree(settings).find(w(f"{kind}Pr")) is None:
        told = made(f"{kind}Pr", [made(kind, id=-1), made(kind, id=0)])
        later = [w(name) for name in ("endnotePr", "compat", "docVars", "rsids", "themeFontLang", "clrSchemeMapping")]
        root = report.tree(settings)
        first = next((one for one in root if one.tag in later[kind == "endnote" :]), None)
        if first is not None:
            first.addprevious(told)
        else:
            root.append(told)
    return part
