"""Source -> Document: Word documents (ECMA-376, transitional and strict)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import SourceError
from briefing.readers.languages import language_of
from briefing.readers.laying import Run, Sheet, is_layout
from briefing.readers.package import opened, properties
from briefing.readers.prose import Laid, document
from briefing.readers.xml import attribute, child, every, local, parse, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from briefing.containers import Package
    from briefing.model import Document, Source
    from briefing.readers.blocks import Kind

TRACKED = "tracked changes: insertions read, deletions not"
_PROPERTIES = {
    "title": "title", "creator": "creator", "modified": "created", "created": "created", "category": "kind",
    "subject": "kind",
}  # fmt: skip
_OFF = ("0", "false", "off", "none")
_DELETED, _HIDDEN = "deleted text", "hidden text"
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad", "ptab": "\t"}
_TAGS_AROUND = ("hyperlink", "smartTag", "sdtContent", "sdt", "fldSimple", "customXml", "ruby", "rubyBase", "dir",
    "bdo", "oMath", "oMathPara", "subDoc")  # fmt: skip
_BODY_TEXT = 9  # the outline level of what is no heading
_MOST_BASES = 20  # styles that build upon each other
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))


class _Style(NamedTuple):
    name: str
    level: int
    listed: bool
    hidden: bool


class _Paragraph(NamedTuple):
    kind: Kind
    level: int
    dropped: str
    runs: list[Run]
    page: int


def read(source: Source, language: str) -> Document:
    """The document of a .docx. Tables and captions stay in the text and hold no sentences.

    Raises SourceError for another format or a damaged file, LimitError.
    """
    package = opened(source, "Word document", ".docx", "[Content_Types].xml")
    main = _main(package)
    laying = _Laying(package, main)
    laying.body()
    sheet, text = laying.sheet, laying.sheet.text
    facts = properties(package, "docProps/core.xml", _PROPERTIES)
    guesses = (TRACKED,) if laying.tracked else ()
    return document(source, Laid(text, sheet.parsed, facts, guesses), language or language_of(text))


def _main(package: Package) -> str:
    """The name of the main part: as the relationships say (the standard fixes no path)."""
    name = ""
    if "_rels/.rels" in package.names:
        for link in parse(package.read("_rels/.rels"), package.where, "_rels/.rels"):
            if attribute(link, "Type").endswith("/officeDocument"):
                name = attribute(link, "Target").lstrip("/")
    name = name if name in package.names else "word/document.xml"
    if name not in package.names:
        others = {"xl/workbook.xml": "a spreadsheet", "ppt/presentation.xml": "a presentation"}
        kind = next((kind for part, kind in others.items() if part in package.names), "another format")
        raise SourceError(f"no Word document but {kind}", package.where, "save its text as .docx, .pdf or .txt")
    return name


class _Laying:
    """The parts of a document on one sheet: the body, then what is told beside it."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.folder = posixpath.dirname(main)
        self.root = parse(package.read(main), package.where, main)
        if local(self.root) != "document":
            raise SourceError("no Word document: its main part is another's", package.where, "save it as .docx again")
        self.sheet = Sheet(package.where)
        self.styles = self._styles()
        self.page = 1
        self.paged = self._is_paged()
        self.tracked = False
        self.field: list[bool] = []  # of each open field: whether its code has ended
        self.carried: list[Run] = []  # of paragraphs whose mark was deleted
        self.boxes: list[etree._Element] = []  # text boxes met, laid out behind the paragraph that holds them
        self.reason = ""

    def body(self) -> None:
        """Lay out everything."""
        self._blocks(child(self.root, "body"))
        self._flush()
        for stem, reason in _NOTES:
            self.reason = reason
            if (root := self._part(f"{stem}.xml")) is not None:
                for note in root:
                    if attribute(note, "type") in ("", "normal"):
                        self._blocks(note)
        for stem, reason in (("header", "running header"), ("footer", "running footer")):
            self.reason = reason
            for name in sorted(self.package.names):
                if name.startswith(f"{self.folder}/{stem}") and name.endswith(".xml"):
                    self._blocks(parse(self.package.read(name), self.package.where, name))

    def _part(self, name: str) -> etree._Element | None:
        path = posixpath.join(self.folder, name)
        return parse(self.package.read(path), self.package.where, path) if path in self.package.names else None

    def _is_paged(self) -> bool:
        """Whether the page breaks that were stored agree with the number of pages that was stored."""
        if "docProps/app.xml" not in self.package.names:
            return False
        pages = words(child(parse(self.package.read("docProps/app.xml"), self.package.where, "app.xml"), "Pages"))
        return pages == str(1 + sum(1 for _ in every(self.root, "lastRenderedPageBreak"))) and pages != "1"

    def _styles(self) -> dict[str, _Style]:
        root = self._part("styles.xml")
        raw = {attribute(at, "styleId"): at for at in root if local(at) == "style"} if root is not None else {}
        return {key: _style(key, raw) for key in raw}

    def _blocks(self, parent: etree._Element | None) -> None:
        for at in parent if parent is not None else ():
            name = local(at)
            if name == "p":
                self._paragraph(at)
            elif name == "tbl":
                self._table(at)
            elif name == "AlternateContent":
                self._blocks(_chosen(at))
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "txbxContent", "body"):
                self._blocks(at)
            elif name in ("del", "moveFrom"):
                self.tracked = True
                before, self.reason = self.reason, self.reason or _DELETED
                self._blocks(at)
                self.reason = before

    def _paragraph(self, at: etree._Element) -> None:
        made = self._made(at)
        runs = [*self.carried, *made.runs]
        self.carried = []
        if child(at, "pPr", "rPr", "del") is not None or child(at, "pPr", "rPr", "moveFrom") is not None:
            self.tracked = True
            self.carried = runs
        else:
            self.sheet.add(made.kind, runs, level=made.level, dropped=self.reason or made.dropped, page=made.page)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self._blocks(box)

    def _flush(self) -> None:
        self.sheet.add("paragraph", self.carried, page=self.page if self.paged else 1)
        self.carried, self.field = [], []

    def _made(self, at: etree._Element) -> _Paragraph:
        given = child(at, "pPr")
        style = self.styles.get(
            attribute(child(given, "pStyle"), "val"), _Style("", _BODY_TEXT, listed=False, hidden=False)
        )
        outline = attribute(child(given, "outlineLvl"), "val")
        level = int(outline) if outline.isdecimal() and len(outline) == 1 else style.level
        number = attribute(child(given, "numPr", "numId"), "val")
        listed = number != "0" and (bool(number) or style.listed)
        kind: Kind = "heading" if level < _BODY_TEXT else "item" if listed else "paragraph"
        kind = "table" if style.name in ("caption", "table of figures") else kind
        contents = style.name.startswith("toc ") or style.name == "table of figures"
        before = self.page
        runs = list(self._runs(at, _HIDDEN if style.hidden else ""))
        page = before
        if self.page > before and not _said_before_break(at):
            page = before + 1
        dropped = "contents" if contents else ""
        return _Paragraph(kind, min(level, 5) + 1 if kind == "heading" else 0, dropped, runs, page if self.paged else 1)

    def _runs(self, parent: etree._Element, reason: str) -> Iterator[Run]:
        for at in parent:
            name = local(at)
            if name == "r":
                yield from self._run(at, reason)
            elif name in ("ins", "moveTo"):
                self.tracked = True
                yield from self._runs(at, reason)
            elif name in ("del", "moveFrom"):
                self.tracked = True
                yield from self._runs(at, reason or _DELETED)
            elif name == "AlternateContent":
                chosen = _chosen(at)
                yield from self._runs(chosen, reason) if chosen is not None else ()
            elif name in _TAGS_AROUND or (name and at.tag.endswith("/math}" + name)):
                yield from self._runs(at, reason)
            elif name == "t":
                yield Run(at.text or "", reason)

    def _run(self, run: etree._Element, reason: str) -> Iterator[Run]:
        look = child(run, "rPr")
        style = self.styles.get(attribute(child(look, "rStyle"), "val"))
        vanish = child(look, "vanish")
        if (vanish is not None and attribute(vanish, "val") not in _OFF) or (vanish is None and style and style.hidden):
            reason = reason or _HIDDEN
        for at in run:
            yield from self._mark(at, reason)

    def _mark(self, at: etree._Element, reason: str) -> Iterator[Run]:  # noqa: C901 - an element a case
        name = local(at)
        if name == "fldChar":
            state = attribute(at, "fldCharType")
            if state == "begin":
                self.field.append(False)
            elif self.field and state == "separate":
                self.field[-1] = True
            elif self.field and state == "end":
                self.field.pop()
        elif name == "lastRenderedPageBreak":
            self.page += 1
        elif name in ("t", "delText"):
            code = "" if all(self.field) else "field code"
            yield Run(at.text or "", reason or code or (_DELETED if name == "delText" else ""))
        elif name in _MARKS:
            yield Run(_MARKS[name], reason)
        elif name in ("footnoteReference", "endnoteReference"):
            yield Run(attribute(at, "id") or "*", "footnote mark")
        elif name == "AlternateContent":
            chosen = _chosen(at)
            for inner in chosen if chosen is not None else ():
                yield from self._mark(inner, reason)
        elif name in ("drawing", "pict", "object"):
            self.boxes += _boxes(at)
        elif name == "ruby":
            yield from self._runs(at, reason)

    def _table(self, at: etree._Element) -> None:
        rows = [list(_cells(row)) for row in _rows(at)]
        if is_layout([[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]):
            for cell in (cell for row in rows for cell in row):
                self._blocks(cell)
            return
        self._flush()
        runs, page = [], self.page
        for number, row in enumerate(_rows(at)):
            gone = _DELETED if child(row, "trPr", "del") is not None else ""
            self.tracked = self.tracked or bool(gone)
            start, reach = self.page, self.page
            runs.append(Run("\n" if number else ""))
            for place, cell in enumerate(_cells(row)):
                runs.append(Run(" | " if place else "", gone))
                self.page = start
                for count, paragraph in enumerate(
                    one for one in cell.iter() if local(one) == "p" and _shown(one, cell)
                ):
                    runs.append(Run(" " if count else "", gone))
                    runs += (run._replace(reason=run.reason or gone, text=" ".join(run.text.split("\n")))
                        for run in self._made(paragraph).runs)  # fmt: skip
                reach = max(reach, self.page)
            self.page = reach
        self.sheet.add("table", runs, dropped=self.reason, page=page if self.paged else 1)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self._blocks(box)


def _style(key: str, raw: dict[str, etree._Element]) -> _Style:
    """A style with what it takes over from those it is based on; its name is Word's own, the same in every language."""
    name, level, listed, hidden = "", "", "", ""
    at: etree._Element | None = raw[key]
    for _ in range(_MOST_BASES):
        if at is None:
            break
        given = child(at, "pPr")
        called = attribute(child(at, "name"), "val").lower()
        name = name or called
        level = level or attribute(child(given, "outlineLvl"), "val")
        if called.startswith("heading ") and called[8:].isdecimal() and not level:
            level = str(int(called[8:10]) - 1)
        level = level or {"title": "0", "subtitle": "1"}.get(called, "")
        listed = listed or attribute(child(given, "numPr", "numId"), "val")
        vanish = child(at, "rPr", "vanish")
        hidden = hidden or ("" if vanish is None else attribute(vanish, "val") or "1")
        at = raw.get(attribute(child(at, "basedOn"), "val"))
    outline = int(level) if level.isdecimal() and len(level) == 1 else _BODY_TEXT
    return _Style(name, outline, listed not in ("", "0"), hidden not in ("", *_OFF))


def _chosen(at: etree._Element) -> etree._Element | None:
    """Of a drawing stored twice, for new and old programs, the new one."""
    new = child(at, "Choice")
    return new if new is not None else child(at, "Fallback")


def _boxes(at: etree._Element) -> list[etree._Element]:
    """The text boxes in a drawing, those inside another one left to it, and old copies left out."""
    found: list[etree._Element] = []
    for one in at:
        name = local(one)
        if name == "txbxContent":
            found.append(one)
        elif name == "AlternateContent":
            chosen = _chosen(one)
            found += _boxes(chosen) if chosen is not None else []
        else:
            found += _boxes(one)
    return found


def _rows(at: etree._Element) -> Iterator[etree._Element]:
    for one in at:
        if local(one) == "tr":
            yield one
        elif local(one) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _rows(one)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for one in row:
        if local(one) == "tc":
            yield one
        elif local(one) in ("sdt", "sdtContent", "customXml"):
            yield from _cells(one)


def _shown(paragraph: etree._Element, cell: etree._Element) -> bool:
    """Whether a paragraph of a cell is no text box's, which is laid out by itself."""
    at = paragraph.getparent()
    while at is not None and at is not cell:
        if local(at) == "txbxContent":
            return False
        at = at.getparent()
    return True


def _said_before_break(paragraph: etree._Element) -> bool:
    for one in paragraph.iter():
        if local(one) == "lastRenderedPageBreak":
            return False
        if local(one) == "t" and (one.text or "").strip():
            return True
    return False
