"""The brief's styles in the report: those that the report has are the report's, others come along."""

from __future__ import annotations

import copy
from typing import Any

from briefing.attach.section.package import KIND, Package
from briefing.attach.section.words import made, remove, val, w

_DEEPEST = 9  # of headings
_OF_STYLES = ("basedOn", "next", "link")
_OF_TEXT = ("pStyle", "rStyle", "tblStyle")
_BUILT_IN = "heading "


class Styles:
    """What a style of the brief is called in the report, by the id that it has in the brief."""

    def __init__(self, report: Package, brief: Package) -> None:
        """Reads both; the report gets a part for styles where it has none."""
        self._report = _root(report)
        theirs = brief.related(brief.main, "styles")
        self._brief = {
            one.get(w("styleId"), ""): one for one in (brief.tree(theirs) if theirs else ()) if one.tag == w("style")
        }
        self._mine: dict[tuple[str, str], str] = {
            (one.get(w("type"), ""), val(one, "name").casefold()): one.get(w("styleId"), "")
            for one in self._report.iter(w("style"))
        }
        self._taken = {one.get(w("styleId"), "") for one in self._report.iter(w("style"))}
        self._usual = [
            one.get(w("styleId"), "")
            for one in self._report.iter(w("style"))
            if one.get(w("type")) == "paragraph" and one.get(w("default")) in ("1", "true")
        ]
        self._known: dict[str, str] = {}
        self.brought: list[Any] = []

    def name(self, brief_id: str) -> str:
        """What a style of the brief is called, in lower case; "" for one that is not there."""
        return val(self._brief.get(brief_id), "name").casefold()

    def numbering(self, brief_id: str) -> tuple[str, str]:
        """The list (numId) and the level that a style of the brief or one that it is based on sets, "" for none."""
        met: set[str] = set()
        while brief_id in self._brief and brief_id not in met:
            met.add(brief_id)
            style = self._brief[brief_id]
            given = style.find(f"{w('pPr')}/{w('numPr')}")
            if given is not None:
                return val(given, "numId"), val(given, "ilvl") or "0"
            brief_id = val(style, "basedOn")
        return "", ""

    def gives_way(self, brief_id: str) -> bool:
        """Whether a style of the brief gives way to one of the report's."""
        return brief_id in self._brief and self._key(self._brief[brief_id]) in self._mine

    def id(self, brief_id: str) -> str:
        """The id in the report of a style of the brief, which is brought along if need be; "" where it is not there."""
        if brief_id in self._known or brief_id not in self._brief:
            return self._known.get(brief_id, "")
        style = self._brief[brief_id]
        if self._key(style) in self._mine:
            self._known[brief_id] = self._mine[self._key(style)]
            return self._known[brief_id]
        new = self._known[brief_id] = self._free(brief_id)
        brought = copy.deepcopy(style)
        brought.set(w("styleId"), new)
        brought.attrib.pop(w("default"), None)
        self.brought.append(brought)
        self._report.append(brought)
        for name in _OF_STYLES:
            child = brought.find(w(name))
            if child is not None:
                self._refer(child)
        return new

    def heading(self, level: int) -> str:
        """The id in the report of its style for headings of a level, which is made where neither has one."""
        name = f"{_BUILT_IN}{min(level, _DEEPEST)}"
        if ("paragraph", name) in self._mine:
            return self._mine[("paragraph", name)]
        for brief_id in self._brief:
            if self.name(brief_id) == name:
                return self.id(brief_id)
        new = self._free(f"Heading{min(level, _DEEPEST)}")
        outline = made("pPr", [made("keepNext"), made("outlineLvl", val=min(level, _DEEPEST) - 1)])
        usual = [made("basedOn", val=one) for one in self._usual]
        parts = [made("name", val=name), *usual, made("qFormat"), outline]
        style = made("style", parts, type="paragraph", styleId=new)
        self._report.append(style)
        self._mine[("paragraph", name)] = new
        return new

    def level(self, brief_id: str) -> int:
        """The level of headings of a style of the brief, 0 for other text."""
        name = self.name(brief_id)
        last = name.removeprefix(_BUILT_IN)
        return int(last) if name.startswith(_BUILT_IN) and last.isdecimal() else 0

    def carry(self, tree: Any) -> None:
        """Let what stands in a tree of the brief have the report's styles."""
        for name in _OF_TEXT:
            for one in list(tree.iter(w(name))):
                self._refer(one)

    def _refer(self, reference: Any) -> None:
        """Point at the style in the report, or at none if the brief has none of that id."""
        if new := self.id(reference.get(w("val"), "")):
            reference.set(w("val"), new)
        else:
            remove(reference)

    def _key(self, style: Any) -> tuple[str, str]:
        return style.get(w("type"), ""), val(style, "name").casefold()

    def _free(self, wanted: str) -> str:
        new = next(n for k in range(len(self._taken) + 2) if (n := f"{wanted}{k or ''}") not in self._taken)
        self._taken.add(new)
        return new


def _root(report: Package) -> Any:
    part = report.related(report.main, "styles")
    if not part:
        part = report.free("word/styles", ".xml")
        report.add(part, _empty("styles"), f"{KIND}.styles+xml")
        report.relate(report.main, "styles", part)
    return report.tree(part)


def _empty(name: str) -> bytes:
    from lxml import etree

    content: bytes = etree.tostring(made(name))
    return content
