"""Source -> Document: OpenDocument texts (ODF 1.3, ISO/IEC 26300)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import SourceError
from briefing.readers.docx import TRACKED
from briefing.readers.languages import language_of
from briefing.readers.laying import Run, Sheet, is_layout
from briefing.readers.package import opened, properties
from briefing.readers.prose import Laid, document
from briefing.readers.xml import attribute, child, every, local, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from briefing.containers import Package
    from briefing.model import Document, Source
    from briefing.readers.blocks import Kind

_PROPERTIES = {
    "title": "title", "initial-creator": "creator", "creator": "creator", "date": "created", "creation-date": "created",
    "subject": "kind",
}  # fmt: skip
_MOST_BLANKS = 1000  # that one text:s stands for
_MOST_BASES = 20
_CAPTIONS = {"caption", "illustration", "table", "text", "drawing", "figure"}
_GROUPS = (
    "section",
    "list",
    "list-item",
    "list-header",
    "text",
    "index-title",
    "numbered-paragraph",
    "soft-page-break",
)
_INDEXES = ("table-of-content", "alphabetical-index", "illustration-index", "table-index", "object-index", "user-index")
_NOT_SHOWN = ("hidden-text", "script", "variable-decls", "sequence-decls", "user-field-decls", "forms", "title", "desc")


class _Style(NamedTuple):
    name: str
    hidden: bool


def read(source: Source, language: str) -> Document:
    """The document of an .odt. Raises SourceError for another format, a damaged or encrypted file, LimitError."""
    package = opened(source, "OpenDocument text", ".odt", "content.xml")
    manifest = "META-INF/manifest.xml"
    if manifest in package.names and any(
        every(parse(package.read(manifest), source.location, manifest), "encryption-data")
    ):
        raise SourceError("protected by a password", source.location, "save it without one")
    root = parse(package.read("content.xml"), source.location, "content.xml")
    body = child(root, "body", "text")
    if body is None:
        raise SourceError("no text but another OpenDocument file", source.location, "save its text as .odt or .pdf")
    laying = _Laying(package, root)
    laying.whole(body)
    sheet, text = laying.sheet, laying.sheet.text
    guesses = (TRACKED,) if laying.tracked else ()
    facts = properties(package, "meta.xml", _PROPERTIES)
    return document(source, Laid(text, sheet.parsed, facts, guesses), language or language_of(text))


class _Laying:
    def __init__(self, package: Package, root: etree._Element) -> None:
        self.sheet = Sheet(package.where)
        self.page = 1
        self.tracked = False
        self.behind: list[tuple[str, etree._Element]] = []  # notes, comments: laid out last
        self.boxes: list[etree._Element] = []
        self.shared = (
            parse(package.read("styles.xml"), package.where, "styles.xml") if "styles.xml" in package.names else None
        )
        self.raw = {
            attribute(at, "name"): at for tree in (self.shared, root) if tree is not None for at in every(tree, "style")
        }
        self.styles: dict[str, _Style] = {}

    def whole(self, body: etree._Element) -> None:
        """Lay out the body, then what is told beside it."""
        self._blocks(body)
        for reason, at in self.behind:
            self._blocks(at, reason)
        for master in every(self.shared, "master-page") if self.shared is not None else ():
            for at in master:
                name = local(at)
                if name.startswith(("header", "footer")):
                    self._blocks(at, f"running {name[:6]}")

    def _style(self, key: str) -> _Style:
        if key not in self.styles:
            name, hidden, at, base = "", False, self.raw.get(key), key
            for _ in range(_MOST_BASES):
                if at is None:
                    break
                hidden = hidden or attribute(child(at, "text-properties"), "display") == "none"
                parent = attribute(at, "parent-style-name")
                if not name and attribute(at, "display-name"):
                    name = attribute(at, "display-name")
                if base in ("Title", "Subtitle") or base.lower() in _CAPTIONS:
                    name = base
                at, base = self.raw.get(parent), parent
                if base in ("Title", "Subtitle") or base.lower() in _CAPTIONS:
                    name = base
            self.styles[key] = _Style((name or key).lower(), hidden)
        return self.styles[key]

    def _blocks(self, parent: etree._Element, dropped: str = "", *, listed: bool = False) -> None:
        for at in parent:
            name = local(at)
            if name in ("p", "h"):
                self._paragraph(at, dropped, listed=listed)
            elif name == "soft-page-break":
                self.page += 1
            elif name == "table":
                self._table(at, dropped)
            elif name == "tracked-changes":
                regions = list(every(at, "deletion"))
                self.tracked = self.tracked or len(at) > 0
                self.behind += [("deleted text", one) for one in regions]
            elif name in _INDEXES or name in ("bibliography", "index-body"):
                self._blocks(at, dropped or "contents")
            elif name == "frame":
                self._boxed(at)
                self._below(dropped)
            elif name in _GROUPS:
                hidden = attribute(at, "display") == "none"
                self._blocks(at, dropped or ("hidden text" if hidden else ""), listed=listed or name.startswith("list"))

    def _paragraph(self, at: etree._Element, dropped: str, *, listed: bool) -> None:
        page = self.page
        style = self._style(attribute(at, "style-name"))
        level = (
            attribute(at, "outline-level") if local(at) == "h" else {"title": "1", "subtitle": "2"}.get(style.name, "")
        )
        kind: Kind = "heading" if level or local(at) == "h" else "item" if listed else "paragraph"
        kind = "table" if style.name in _CAPTIONS else kind
        depth = min(int(level), 6) if level.isdecimal() and 0 < len(level) <= 2 else 1  # noqa: PLR2004
        runs = list(self._runs(at, "hidden text" if style.hidden else ""))
        page = self.page if not runs or not runs[0].text else page
        self.sheet.add(kind, runs, level=max(1, depth) if kind == "heading" else 0, dropped=dropped, page=page)
        self._below(dropped)

    def _below(self, dropped: str) -> None:
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self._blocks(box, dropped)

    def _runs(self, at: etree._Element, reason: str) -> Iterator[Run]:
        if at.text:
            yield Run(" ".join(at.text.split("\n")), reason)
        for one in at:
            yield from self._inline(one, reason)
            if one.tail:
                yield Run(" ".join(one.tail.split("\n")), reason)

    def _inline(self, one: etree._Element, reason: str) -> Iterator[Run]:
        name = local(one)
        if name == "s":
            count = attribute(one, "c")
            yield Run(" " * (min(int(count), _MOST_BLANKS) if count.isdecimal() and len(count) < 9 else 1), reason)  # noqa: PLR2004
        elif name in ("tab", "line-break"):
            yield Run("\t" if name == "tab" else "\n", reason)
        elif name == "soft-page-break":
            self.page += 1
        elif name == "note":
            citation, body = child(one, "note-citation"), child(one, "note-body")
            mark = "" if citation is None else "".join(citation.itertext())
            yield Run(mark, "footnote mark")
            self.behind += [] if body is None else [(attribute(one, "note-class") or "footnote", body)]
        elif name == "annotation":
            self.behind.append(("comment", one))
        elif name in ("frame", "custom-shape", "rect", "g"):
            self._boxed(one)
        elif name == "ruby":
            base = child(one, "ruby-base")
            yield from self._runs(base, reason) if base is not None else ()
        elif name == "hidden-paragraph" or name in _NOT_SHOWN:
            yield Run("".join(one.itertext()), "hidden text")
        elif name not in ("annotation-end", "tracked-changes"):
            hidden = name == "span" and self._style(attribute(one, "style-name")).hidden
            yield from self._runs(one, reason or ("hidden text" if hidden else ""))

    def _boxed(self, at: etree._Element) -> None:
        boxes = [one for one in at if local(one) == "text-box"]
        self.boxes += boxes or ([at] if any(local(one) in ("p", "h", "list") for one in at) else [])

    def _table(self, at: etree._Element, dropped: str) -> None:
        rows = [list(_cells(row)) for row in _rows(at)]
        if is_layout([[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]):
            for cell in (cell for row in rows for cell in row):
                self._blocks(cell, dropped)
            return
        runs, page = [], self.page
        for number, row in enumerate(rows):
            runs.append(Run("\n" if number else ""))
            for place, cell in enumerate(row):
                runs.append(Run(" | " if place else ""))
                paragraphs = [one for one in cell.iter() if local(one) in ("p", "h") and not _inside_note(one, cell)]
                for count, paragraph in enumerate(paragraphs):
                    runs.append(Run(" " if count else ""))
                    runs += (run._replace(text=" ".join(run.text.split("\n"))) for run in self._runs(paragraph, ""))
        self.sheet.add("table", runs, dropped=dropped, page=page)
        self._below(dropped)


def _rows(at: etree._Element) -> Iterator[etree._Element]:
    for one in at:
        if local(one) == "table-row":
            yield one
        elif local(one) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(one)


def _cells(row: etree._Element) -> list[etree._Element]:
    return [one for one in row if local(one) == "table-cell"]


def _inside_note(paragraph: etree._Element, cell: etree._Element) -> bool:
    """Whether a paragraph of a cell is a note's, a comment's or a box's, which are laid out by themselves."""
    at = paragraph.getparent()
    while at is not None and at is not cell:
        if local(at) in ("note", "annotation", "frame", "custom-shape", "rect", "g"):
            return True
        at = at.getparent()
    return False
