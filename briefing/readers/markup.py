"""Source -> Document: XHTML of books and letters, by a simple walk over its blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.readers.laying import Run, Sheet, is_layout
from briefing.readers.xml import child, local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from briefing.readers.blocks import Kind

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table ul caption".split()
)
_UNSEEN = frozenset("script style head template noscript audio video svg math object iframe select textarea".split())
_MARK_KINDS = ("noteref", "doc-noteref")
_NOTE_KINDS = (
    "footnote",
    "endnote",
    "rearnote",
    "doc-footnote",
    "doc-endnote",
    "footnotes",
    "endnotes",
    "doc-endnotes",
)


class Walk:
    """Elements onto a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.runs: list[Run] = []

    def lay(self, root: etree._Element, *, dropped: str = "") -> None:
        """Lay out what is in an element; `dropped` says why nothing of it stays."""
        self._inside(root, "paragraph", 0, dropped)
        self._end("paragraph", 0, dropped)

    def _end(self, kind: Kind, level: int, dropped: str) -> None:
        self.sheet.add(kind, self.runs, level=level, dropped=dropped)
        self.runs = []

    def _inside(self, at: etree._Element, kind: Kind, level: int, dropped: str) -> None:
        self._text(at.text, kind)
        for one in at:
            name = local(one).lower()
            if name in _BLOCKS:
                self._end(kind, level, dropped)
                self._block(one, name, kind, dropped)
            elif name == "br":
                self.runs.append(Run("\n"))
            elif _is_mark(one):
                self.runs.append(Run("".join(one.itertext()), "footnote mark"))
            elif name and name not in _UNSEEN and not _is_hidden(one):
                self._inside(one, kind, level, dropped)
            self._text(one.tail, kind)

    def _text(self, text: str | None, kind: Kind) -> None:
        if text and kind == "code":
            self.runs.append(Run(text))
        elif text:
            words = " ".join(text.split())
            before = " " if text[0].isspace() else ""
            self.runs.append(Run(before + words + (" " if words and text[-1].isspace() else "")))

    def _block(self, at: etree._Element, name: str, outer: Kind, dropped: str) -> None:
        kind, level = outer, 0
        if name[0] == "h" and name[1:].isdecimal():
            kind, level = "heading", int(name[1:])
        elif name in ("li", "dd", "dt"):
            kind = "item"
        elif name in ("figcaption", "caption"):
            kind = "table"
        elif name == "pre":
            kind = "code"
        elif name == "p" and outer == "code":
            kind = "paragraph"
        dropped = dropped or _why(at, name)
        if name == "table" and not dropped:
            self._table(at)
            return
        self._inside(at, kind, level, dropped)
        self._end(kind, level, dropped)

    def _table(self, at: etree._Element) -> None:
        rows = [[cell for cell in row if local(cell).lower() in ("td", "th")] for row in _rows(at)]
        if (caption := child(at, "caption")) is not None:
            self._block(caption, "caption", "paragraph", "")
        texts = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]
        if is_layout(texts) or any(local(one).lower() == "table" for one in at.iterdescendants()):
            for cell in (cell for row in rows for cell in row):
                self._inside(cell, "paragraph", 0, "")
                self._end("paragraph", 0, "")
            return
        self.sheet.add("table", [Run("\n".join(" | ".join(row) for row in texts))])


def _rows(at: etree._Element) -> Iterator[etree._Element]:
    for one in at:
        if local(one).lower() == "tr":
            yield one
        elif local(one).lower() in ("tbody", "thead", "tfoot"):
            yield from _rows(one)


def _types(at: etree._Element) -> list[str]:
    kinds = (value for key, value in at.items() if key == "role" or str(key).endswith(("}type", "epub:type")))
    return [kind for value in kinds for kind in str(value).lower().split()]


def _is_mark(at: etree._Element) -> bool:
    return local(at).lower() in ("a", "sup") and any(kind in _MARK_KINDS for kind in _types(at))


def _is_hidden(at: etree._Element) -> bool:
    return at.get("hidden") is not None or "display:none" in (at.get("style") or "").replace(" ", "").lower()


def _why(at: etree._Element, name: str) -> str:
    """Why a block is no part of the text."""
    if _is_hidden(at):
        return "hidden text"
    if name == "nav" or "toc" in _types(at):
        return "contents"
    if "quoted-letter" in _types(at):
        return "quoted letter"
    return "footnote" if any(kind in _NOTE_KINDS for kind in _types(at)) else ""
