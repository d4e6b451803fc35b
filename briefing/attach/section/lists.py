"""The brief's lists in the report: each begins anew and leaves the report's as they are."""

from __future__ import annotations

import copy
from typing import Any

from briefing.attach.section.package import KIND, Package
from briefing.attach.section.styles import Styles
from briefing.attach.section.words import made, number, remove, val, w


def brought(report: Package, brief: Package, styles: Styles, wanted: set[str]) -> dict[str, str]:
    """Bring the lists of these numIds of the brief into the report; the numId of each there."""
    from lxml import etree

    theirs = brief.related(brief.main, "numbering")
    lists = {one.get(w("numId"), ""): one for one in (brief.tree(theirs).iter(w("num")) if theirs else ())}
    if not wanted & lists.keys():
        return {}
    part = report.related(report.main, "numbering")
    if not part:
        part = report.free("word/numbering", ".xml")
        report.add(part, etree.tostring(made("numbering")), f"{KIND}.numbering+xml")
        report.relate(report.main, "numbering", part)
    mine = report.tree(part)
    shapes = {one.get(w("abstractNumId"), ""): one for one in brief.tree(theirs).iter(w("abstractNum"))}
    abstract = 1 + max((number(one, "abstractNumId") for one in mine.iter(w("abstractNum"))), default=-1)
    new = 1 + max((number(one, "numId") for one in mine.iter(w("num"))), default=0)
    known: dict[str, str] = {}
    for key in sorted(wanted & lists.keys()):
        shape = shapes.get(val(lists[key], "abstractNumId"))
        if shape is None:
            continue
        _before(mine, _shape(shape, abstract, styles), "num")
        row = copy.deepcopy(lists[key])
        row.set(w("numId"), str(new))
        row.find(w("abstractNumId")).set(w("val"), str(abstract))
        _before(mine, row, "numIdMacAtCleanup")
        known[key] = str(new)
        abstract, new = abstract + 1, new + 1
    return known


def _shape(shape: Any, key: int, styles: Styles) -> Any:
    """How a list looks, under a number of its own."""
    copied = copy.deepcopy(shape)
    copied.set(w("abstractNumId"), str(key))
    for name in ("nsid", "tmpl", "styleLink", "numStyleLink", "lvlPicBulletId"):  # by which Word would join two lists
        for one in list(copied.iter(w(name))):
            remove(one)
    for one in list(copied.iter(w("pStyle"))):
        remove(one)  # a style has one list, and the report's has the report's
    styles.carry(copied)
    return copied


def _before(parent: Any, element: Any, later: str) -> None:
    """Put an element before the first child of a name: shapes stand before lists."""
    first = parent.find(w(later))
    if first is None:
        parent.append(element)
    else:
        first.addprevious(element)
