"""The house whose paper a brief stands on: our own, or an organisation's `reference.docx`.

Of an organisation's file its styles, lists, theme, faces, sheet, heads, feet and their pictures are taken as they
stand, byte for byte, with what is missing added at the end; of its text, its settings and its properties nothing is,
since these hold names and paths.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from briefing import containers
from briefing.errors import LimitError, SourceError, SpecificationError
from briefing.model import Brief, Noun
from briefing.writers.docx import look as looks
from briefing.writers.docx.look import Look, Page, Sizes
from briefing.writers.docx.package import KIND, OFFICE, PACKAGE, WORD, Part, Relation, relations_of
from briefing.writers.docx.prose import NOTHING, field, language, own_tongue, paragraph, plain, run

MOST_FILE = 20_000_000
MOST_UNPACKED = 100_000_000
MOST_PARTS = 2000

_MAIN = ("document", "template")
_TAKEN = ("styles", "theme", "fontTable", "numbering")
"""What is taken of an organisation's file beside its heads and feet, by the kind of its relation."""

_W = f"{{{WORD}}}"
_EDGES = ("paperSrc", "pgBorders", "vAlign", "rtlGutter", "docGrid")
_AS = "save it in Word as .docx, without a password"

ET.register_namespace("w", WORD)


class House(Noun):
    """What a brief's document refers to.

    `ids` are the ids of styles by their names in lower case; `heads` are the references of a section to its heads and
    feet; `edges` is what a section says after its margins; `ordered` and
    `bulleted` are the lists of styles that have none of their own.
    """

    parts: tuple[Part, ...]
    relations: tuple[Relation, ...]
    ids: dict[str, str]
    heads: str
    sheet: Page
    edges: str = ""
    first_differs: bool = False
    even_differs: bool = False
    ordered: int = 0
    bulleted: int = 0
    pictured: bool = False

    def style(self, name: str) -> str:
        """The id of a style."""
        return self.ids[name.lower()]


def templates() -> Environment:
    """The parts that are the same in every brief but for a few words."""
    return Environment(
        loader=PackageLoader("briefing.writers.docx", "parts"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        finalize=lambda value: plain(value) if type(value) is str else value,  # marked up is clean
    )  # fmt: skip


def own(brief: Brief, project: Path) -> House:
    """Our own paper, in the colours and sizes of the brief's style sheets. Raises SpecificationError of these."""
    sheet = looks.page(brief)
    look, sizes = looks.look(brief, project, sheet)
    styles = _part("styles", _styles(brief, look, sizes))
    ids = _ids(ET.fromstring(styles.content))  # noqa: S314 - our own
    heads = list(_own_heads(brief, ids))
    numbering = templates().get_template("numbering.xml.j2").render(first=0, look=look)
    return House(
        parts=(styles, _part("numbering", numbering), *(part for part, _ in heads)),
        relations=(
            Relation(id="rIdStyles", kind="styles", target="styles.xml"),
            Relation(id="rIdNumbering", kind="numbering", target="numbering.xml"),
            *(relation for _, relation in heads),
        ),
        ids=ids,
        heads=_references(("default", relation) for _, relation in heads),
        sheet=sheet,
    )


def _styles(brief: Brief, look: Look | None, sizes: Sizes) -> str:
    tongue = language(brief.language, rtl=brief.direction == "rtl")
    return templates().get_template("styles.xml.j2").render(look=look, sizes=sizes, language=tongue)


def _part(name: str, content: str) -> Part:
    return Part(name=f"word/{name}.xml", kind=f"{KIND}.{name.rstrip('0123456789')}+xml", content=content.encode())


def _ids(styles: ET.Element) -> dict[str, str]:
    """The id of each style by its name in lower case."""
    found = {}
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[name.get(f"{_W}val", "").lower()] = style.get(f"{_W}styleId", "")
    return found


# Heads and feet


def _own_heads(brief: Brief, ids: Mapping[str, str]) -> Iterator[tuple[Part, Relation]]:
    yield _head_part("header", "hdr", "header", _head(brief, ids))
    yield _head_part("footer", "ftr", "footer", _foot(brief, ids))


def _head_part(kind: str, root: str, name: str, line: Markup) -> tuple[Part, Relation]:
    content = templates().get_template("head.xml.j2").render(root=root, lines=line)
    part = Part(name=f"word/{name}.xml", kind=f"{KIND}.{kind}+xml", content=content.encode())
    return part, Relation(id=f"rId{name.capitalize()}", kind=kind, target=f"{name}.xml")


def _references(heads: Iterable[tuple[str, Relation]]) -> str:
    return "".join(f'<w:{one.kind}Reference w:type="{which}" r:id="{one.id}"/>' for which, one in heads)


_TAB = Markup("<w:r><w:tab/></w:r>")


def _head(brief: Brief, ids: Mapping[str, str], *, named: bool = True) -> Markup:
    """The line over a page: series (unless the house has its own head), draft and embargo, marking."""
    tongue = own_tongue(brief)
    status = " · ".join(filter(None, (brief.labels.draft if brief.draft else "", brief.embargo)))
    words = (
        run(brief.series if named else "", tongue, ids["strong"]),
        run(status, tongue, ids["strong"]),
        run(brief.marking, tongue, ids["marking"]),
    )
    return paragraph(ids["header"], _TAB.join(words), tongue)


def _foot(brief: Brief, ids: Mapping[str, str], *, counted: bool = True) -> Markup:
    """The line under a page: title, page of pages (unless the house counts them itself), marking."""
    tongue = own_tongue(brief)
    pages = field("PAGE", "1", tongue) + run(" / ", tongue) + field("NUMPAGES", "1", tongue) if counted else NOTHING
    words = (run(brief.running_title, tongue), pages, run(brief.marking, tongue, ids["marking"]))
    return paragraph(ids["footer"], _TAB.join(words), tongue)


# An organisation's file


def given(brief: Brief, project: Path) -> House:
    """The paper of the organisation's file.

    Raises SpecificationError where it is no sound Word document of the project, LimitError where it is too large.
    """
    file = _File(brief.reference, _unpacked(brief, project))
    main = file.document()
    root = file.xml(main)
    section = next(iter(root.findall(f"{_W}body/{_W}sectPr")), ET.Element("none"))
    sheet = _sheet(section, looks.page(brief))
    _, sizes = looks.look(brief, project, sheet)
    related = {one.kind: one for one in file.relations(main) if one.kind in _TAKEN}
    if "styles" not in related:
        raise SpecificationError("no styles in this document", brief.reference, f"make it in Word, and {_AS}")
    changed: dict[str, str] = {}
    styles, theirs = file.text(related["styles"].target), file.xml(related["styles"].target)
    ids, added = _with_missing(theirs, _styles(brief, None, sizes))
    changed[related["styles"].target] = _spliced(styles, added)
    unordered, unbulleted = _unlisted(theirs, ids)
    lists = related.get("numbering", Relation(id="", kind="numbering", target="word/numbering.xml"))
    first = -1
    if unordered or unbulleted:
        first, changed[lists.target] = _with_lists(file.text(lists.target) if lists.id else _EMPTY_LISTS)
        related["numbering"] = lists
    even = file.says(main, "settings", "evenAndOddHeaders")
    heads = _heads(brief, file, main, section, ids, even=even, changed=changed)
    parts = file.taken([*(one.target for one in related.values()), *(one.target for one in heads.values())], changed)
    relations_ = [
        one.model_copy(update={"id": f"rIdHouse{number}", "target": posixpath.relpath(one.target, "word")})
        for number, one in enumerate([*related.values(), *heads.values()], 1)
    ]
    named = zip(heads, relations_[len(related) :], strict=True)
    return House(
        parts=parts,
        relations=tuple(relations_),
        ids=ids,
        heads=_references((which, one) for (_, which), one in named),
        sheet=sheet,
        edges=_edges(section),
        first_differs=_says(section, "titlePg"),
        even_differs=even,
        ordered=first + 1 if unordered else 0,
        bulleted=first + 2 if unbulleted else 0,
        pictured=any(part.kind.startswith("image/") for part in parts),
    )


def _unpacked(brief: Brief, project: Path) -> dict[str, bytes]:
    """The files of the organisation's package, by name."""
    name = brief.reference
    path = (project / name).resolve()
    if not path.is_relative_to(project.resolve()):
        raise SpecificationError("is no file of the project", name, "put it beside the specification")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SpecificationError(f"cannot be read: {error.strerror}", name) from error
    if len(content) > MOST_FILE:
        raise LimitError(f"has {len(content):,} bytes, at most {MOST_FILE:,}", name)
    try:
        return containers.word_parts(content, name, most=MOST_PARTS, unpacked=MOST_UNPACKED)
    except SourceError as error:
        raise SpecificationError(error.message, name, _AS) from error


class _File:
    """An organisation's package, whose parts are asked for by name; every mistake is told with the part's."""

    def __init__(self, name: str, parts: Mapping[str, bytes]) -> None:
        self._name = name
        self._parts = parts
        types = self.xml("[Content_Types].xml")
        kinds = f"{{{PACKAGE}/content-types}}"
        self._endings = {
            one.get("Extension", "").lower(): one.get("ContentType", "") for one in types.iter(f"{kinds}Default")
        }
        self._kinds = {
            one.get("PartName", "").lstrip("/"): one.get("ContentType", "") for one in types.iter(f"{kinds}Override")
        }

    def _wrong(self, message: str, part: str, hint: str = _AS) -> SpecificationError:
        return SpecificationError(message, f"{self._name}: {part}", hint)

    def text(self, part: str) -> str:
        """A part of XML as text, without a mark of its byte order. No document type can stand in it."""
        if part not in self._parts:
            raise self._wrong("is not in the file", part)
        try:
            text = self._parts[part].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._wrong("is not UTF-8", part) from error
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise self._wrong("holds a document type", part)
        return text

    def xml(self, part: str) -> ET.Element:
        """A part of XML as its root."""
        try:
            return ET.fromstring(self.text(part))  # noqa: S314 - no document type, so no entity
        except ET.ParseError as error:
            raise self._wrong(f"is broken XML: {error}", part) from error

    def kind(self, part: str) -> str:
        """What a part says that it is."""
        return self._kinds.get(part) or self._endings.get(part.rpartition(".")[2].lower(), "")

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to within the package, its targets by their names; nothing where it says nothing.

        Raises SpecificationError where it fetches anything but a link's page from outside.
        """
        name = relations_of(part)
        if name not in self._parts:
            return []
        found = []
        for one in self.xml(name):
            base, _, kind = one.get("Type", "").rpartition("/")
            if base.startswith("http://purl.oclc.org/"):
                raise self._wrong(
                    "is Strict Open XML", part, "save it in Word as 'Word document', not as its strict form"
                )
            target = unquote(one.get("Target", ""))
            outside = one.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
            found.append(Relation(id=one.get("Id", ""), kind=kind, target=target, outside=outside))
        return found

    def document(self) -> str:
        """The name of the part that holds the text. Raises SpecificationError where it is no document of Word's."""
        for one in self.relations(""):
            if one.kind == "officeDocument":
                kind = self.kind(one.target)
                if "macroEnabled" in kind:
                    raise self._wrong("holds macros", one.target, "save it in Word as .docx, which has none")
                if kind in {f"{KIND}.{main}.main+xml" for main in _MAIN}:
                    return one.target
                raise self._wrong(f"is no text of Word's but {kind or 'of no kind'}", one.target)
        raise self._wrong("names no document", "_rels/.rels")

    def says(self, main: str, kind: str, flag: str) -> bool:
        """Whether a part that the document refers to has a flag on."""
        return any(_says(self.xml(one.target), flag) for one in self.relations(main) if one.kind == kind)

    def taken(self, wanted: Sequence[str], changed: Mapping[str, str]) -> tuple[Part, ...]:
        """The parts that are wanted, as changed, and all that they refer to."""
        parts: dict[str, Part] = {}
        waiting = list(wanted)
        while waiting:
            name = waiting.pop()
            if name in parts:
                continue
            content = changed[name].encode() if name in changed else self._parts.get(name)
            if content is None:
                raise self._wrong("is not in the file", name)
            parts[name] = Part(
                name=name, kind=self.kind(name) if name in self._parts else _kind_of_ours(name), content=content
            )
            for one in self.relations(name):
                if not one.outside:
                    waiting.append(one.target)
                elif one.kind != "hyperlink":
                    raise self._wrong(f"fetches a {one.kind} from outside", name, "embed it in the document")
            if (beside := relations_of(name)) in self._parts:
                parts[beside] = Part(name=beside, kind="", content=self._parts[beside])
        return tuple(parts.values())


def _kind_of_ours(name: str) -> str:
    """What a part is that the organisation's file has not."""
    return f"{KIND}.{posixpath.basename(name).split('.')[0].removesuffix('Briefing')}+xml"


def _says(element: ET.Element, flag: str) -> bool:
    said = element.find(f"{_W}{flag}")
    return said is not None and said.get(f"{_W}val", "1") not in ("0", "false", "off")


def _sheet(section: ET.Element, otherwise: Page) -> Page:
    """The sheet that a section says, whole; what it does not say is as on ours."""

    def length(element: str, name: str, ours: int) -> int:
        said = section.find(f"{_W}{element}")
        value = said.get(f"{_W}{name}", "") if said is not None else ""
        return int(value) if re.fullmatch(r"\d{1,5}", value) else ours

    names = (("pgSz", "w", "width"), ("pgSz", "h", "height"), ("pgMar", "top", "top"), ("pgMar", "bottom", "foot"),
             ("pgMar", "left", "left"), ("pgMar", "right", "right"), ("pgMar", "header", "above"),
             ("pgMar", "footer", "below"))  # fmt: skip
    said = {field_: length(element, name, getattr(otherwise, field_)) for element, name, field_ in names}
    sheet = Page.model_validate(said)
    return sheet if sheet.line >= _LEAST_LINE else otherwise


_LEAST_LINE = 2835  # twips, 50 mm: less is no sheet for a table


def _edges(section: ET.Element) -> str:
    """Borders, grid and the like of a section, without what refers to other parts."""
    told = [one for one in section if one.tag in {f"{_W}{name}" for name in _EDGES}]
    own = [one for one in told if all(a.startswith(_W) for inner in one.iter() for a in inner.attrib)]
    return "".join(ET.tostring(one, encoding="unicode") for one in own)


def _spliced(text: str, further: str) -> str:
    """A part of XML with more at the end of its root."""
    at = text.rindex("</") if not re.search(r"/>\s*$", text) else -1
    if at >= 0:
        return f"{text[:at]}{further}{text[at:]}"  # joined by +, a marked-up half would escape the other
    root = re.findall(r"<([\w:.-]+)", text)[-1]  # an empty one: it closes itself
    return f"{text.rstrip()[:-2]}>{further}</{root}>"


def _with_missing(house: ET.Element, ours: str) -> tuple[dict[str, str], str]:
    """The id of every style by its name, the house's first, and the XML of the styles that it has not."""
    ids, known = _ids(house), _ids(house)
    taken = set(ids.values())
    missing = [one for one in ET.fromstring(ours).iter(f"{_W}style") if _name(one) not in known]  # noqa: S314 - our own
    new = {}
    for style in missing:
        identity = style.get(f"{_W}styleId", "")
        ids[_name(style)] = new[identity] = f"{identity}Briefing" if identity in taken else identity
    ours_by_id = {one: name for name, one in _ids(ET.fromstring(ours)).items()}  # noqa: S314 - our own
    for style in missing:
        style.set(f"{_W}styleId", ids[_name(style)])
        style.attrib.pop(f"{_W}default", None)
        for reference in ("basedOn", "next", "link"):
            if (said := style.find(f"{_W}{reference}")) is not None:
                said.set(f"{_W}val", ids[ours_by_id[said.get(f"{_W}val", "")]])
    return ids, "".join(ET.tostring(style, encoding="unicode") for style in missing)


def _name(style: ET.Element) -> str:
    name = style.find(f"{_W}name")
    return "" if name is None else name.get(f"{_W}val", "").lower()


def _unlisted(house: ET.Element, ids: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether the house's numbered and bulleted lists have no numbers and bullets of their own."""
    listed = {
        style.get(f"{_W}styleId") for style in house.iter(f"{_W}style") if style.find(f"{_W}pPr/{_W}numPr") is not None
    }
    return ids["list number"] not in listed, ids["list bullet"] not in listed


_EMPTY_LISTS = f'<w:numbering xmlns:w="{WORD}"/>'


def _with_lists(text: str) -> tuple[int, str]:
    """The house's lists with ours among them, and the number that ours begin after."""
    numbers = [int(one) for one in re.findall(r'(?:abstractNumId|numId)="(\d+)"', text)]
    first = max(numbers, default=-1) + 1
    ours = ET.fromstring(templates().get_template("numbering.xml.j2").render(first=first, look=None))  # noqa: S314
    patterns, lists = (
        "".join(ET.tostring(one, encoding="unicode") for one in ours.iter(f"{_W}{tag}"))
        for tag in ("abstractNum", "num")
    )
    begun = re.search(r"<(\w+:)?num[\s>]", text)
    if begun:
        text = text[: begun.start()] + patterns + text[begun.start() :]
        patterns = ""
    ended = re.search(r"<(\w+:)?numIdMacAtCleanup\b", text)
    if ended:
        return first, text[: ended.start()] + patterns + lists + text[ended.start() :]
    return first, _spliced(text, patterns + lists)


_Heads = dict[tuple[str, str], Relation]


def _heads(  # noqa: PLR0913 - what heads depend on
    brief: Brief,
    file: _File,
    main: str,
    section: ET.Element,
    ids: Mapping[str, str],
    *,
    even: bool,
    changed: dict[str, str],
) -> _Heads:
    """The heads and feet of a section, each with the brief's marking under the house's own; ours where it has none."""
    related = {one.id: one for one in file.relations(main)}
    said = {
        (kind, one.get(f"{_W}type", "default")): related[one.get(f"{{{OFFICE}}}id", "")]
        for kind in ("header", "footer")
        for one in section.iter(f"{_W}{kind}Reference")
        if one.get(f"{{{OFFICE}}}id", "") in related
    }
    heads: _Heads = {}
    for which in ("default", *(["first"] if _says(section, "titlePg") else []), *(["even"] if even else [])):
        own_heads = [said[kind, which].target for kind in ("header", "footer") if (kind, which) in said]
        counted = any(re.search(r"\bPAGE\b", file.text(one)) for one in own_heads)
        for kind, root in (("header", "hdr"), ("footer", "ftr")):
            named = (kind, which) not in said
            line = _head(brief, ids, named=named) if kind == "header" else _foot(brief, ids, counted=not counted)
            if named:
                part, relation = _head_part(kind, root, f"{kind}Briefing", line)
                heads[kind, which] = relation.model_copy(update={"target": part.name})
                changed[part.name] = part.content.decode()
            else:
                heads[kind, which] = said[kind, which]
                target = said[kind, which].target
                if target not in changed:
                    spoken = str(line).replace("<w:p>", f'<w:p xmlns:w="{WORD}">', 1)
                    changed[target] = _spliced(file.text(target), spoken)
    return heads
