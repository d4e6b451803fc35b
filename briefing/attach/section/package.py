"""Bytes -> the parts of a Word file (ISO/IEC 29500-2), to be changed and packed again; what is not changed stays."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from briefing import containers
from briefing.errors import SourceError

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MOST_PARTS = 10_000
MOST_UNPACKED = 500_000_000  # bytes

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_AS = "save it in Word as 'Word document (.docx)'"


class Relation(NamedTuple):
    """What a part calls `id`; `kind` is the last word of its type, `target` a part's name, or an address `outside`."""

    id: str
    kind: str
    target: str
    outside: bool


class Package:
    """The parts of a Word file by name; `name` is what errors call it.

    A part whose tree has been changed is written as that tree is in the end, others to the letter.
    """

    def __init__(self, content: bytes, name: str) -> None:
        """Raises SourceError where the bytes are no Word document, LimitError where they unpack to too much."""
        self.name = name
        self._parts = containers.word_parts(content, name, most=MOST_PARTS, unpacked=MOST_UNPACKED)
        self._trees: dict[str, Any] = {}
        self._read: dict[str, bytes] = {}
        self.main = self._main()

    def _main(self) -> str:
        for one in self.relations(""):
            if one.kind == "officeDocument":
                kind = self.kind(one.target)
                if "wordprocessingml" not in kind and "ms-word" not in kind:
                    raise SourceError(f"is no text of Word's but {kind or 'of no kind'}", self.name, _AS)
                return one.target
        raise SourceError("is no Word document", self.name, "name a .docx file")

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._parts)

    def content(self, part: str) -> bytes:
        """The bytes of a part. Raises SourceError where there is none."""
        if part not in self._parts:
            raise SourceError(f"lacks a part that it refers to: {part}", self.name, _AS)
        return self._parts[part]

    def tree(self, part: str) -> Any:
        """The root of a part of XML, to be changed. Raises SourceError where it cannot be read."""
        from lxml import etree

        if part not in self._trees:
            content = self.content(part)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=False)
            try:
                root = etree.fromstring(content, parser)
            except (etree.XMLSyntaxError, ValueError) as error:
                raise SourceError(f"holds broken XML in {part}", self.name, _AS) from error
            if root.getroottree().docinfo.doctype:
                raise SourceError(f"holds a document type in {part}", self.name, _AS)
            self._trees[part] = root
            self._read[part] = etree.tostring(root)
        return self._trees[part]

    def kind(self, part: str) -> str:
        """What a part says that it is, "" where it does not."""
        types = self.tree(_TYPES)
        for one in types.iter(f"{{{_PACKAGE}/content-types}}Override"):
            if unquote(one.get("PartName", "")).lstrip("/").lower() == part.lower():
                return str(one.get("ContentType", ""))
        ending = part.rpartition(".")[2].lower()
        for one in types.iter(f"{{{_PACKAGE}/content-types}}Default"):
            if one.get("Extension", "").lower() == ending:
                return str(one.get("ContentType", ""))
        return ""

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to. Raises SourceError where the file is in the strict form of the format."""
        if _beside(part) not in self._parts:
            return []
        found = []
        for one in self.tree(_beside(part)).iter(f"{{{_PACKAGE}/relationships}}Relationship"):
            base, _, kind = one.get("Type", "").rpartition("/")
            if base.startswith("http://purl.oclc.org/"):
                hint = "save it in Word as 'Word document', not as its strict form"
                raise SourceError("is Strict Open XML", self.name, hint)
            target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target))).lstrip("/")
            found.append(Relation(one.get("Id", ""), kind, target, outside))
        return found

    def related(self, part: str, kind: str) -> str:
        """The name of the part of a kind that another refers to, "" where there is none."""
        return next((one.target for one in self.relations(part) if one.kind == kind and one.target in self._parts), "")

    def relate(self, part: str, kind: str, target: str, *, outside: bool = False, wanted: str = "") -> str:
        """Let a part refer to another, or to an address `outside`; the id that it calls it, `wanted` if given."""
        from lxml import etree

        beside = _beside(part)
        if beside not in self._parts:
            self._parts[beside] = b'<Relationships xmlns="%b/relationships"/>' % _PACKAGE.encode()
        root = self.tree(beside)
        taken = {one.get("Id") for one in root}
        new = wanted or next(name for n in range(1, len(taken) + 2) if (name := f"rIdBrief{n}") not in taken)
        shown = target if outside else quote(posixpath.relpath(target, posixpath.dirname(part) or "."))
        row = etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship")
        row.set("Id", new)
        row.set("Type", f"{OFFICE}/{kind}")
        row.set("Target", shown)
        if outside:
            row.set("TargetMode", "External")
        return new

    def add(self, part: str, content: bytes, kind: str) -> None:
        """Add a part of a kind."""
        from lxml import etree

        self._parts[part] = content
        if self.kind(part) != kind:
            row = etree.SubElement(self.tree(_TYPES), f"{{{_PACKAGE}/content-types}}Override")
            row.set("PartName", f"/{quote(part)}")
            row.set("ContentType", kind)

    def drop(self, prefix: str) -> None:
        """Take out all parts whose names begin so, and what refers to them."""
        gone = {part for part in self._parts if part.startswith(prefix)}
        for part in gone:
            del self._parts[part]
            self._trees.pop(part, None)
        for one in list(self.tree(_TYPES)):
            if unquote(one.get("PartName", "")).lstrip("/") in gone:
                one.getparent().remove(one)
        for part in [one for one in self._parts if one.endswith(".rels")]:
            owner = _owner(part)
            targets = {one.id for one in self.relations(owner) if one.target in gone and not one.outside}
            for row in list(self.tree(part)):
                if row.get("Id") in targets:
                    row.getparent().remove(row)

    def free(self, stem: str, ending: str) -> str:
        """A name for a new part."""
        taken = {part.lower() for part in self._parts}
        return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}{n}{ending}").lower() not in taken)

    def packed(self) -> bytes:
        """The bytes of the file; the same parts give the same bytes."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for part, content in self._written():
                entry = zipfile.ZipInfo(part, _DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 0  # the same on every machine
                package.writestr(entry, content)
        return made.getvalue()

    def _written(self) -> Iterator[tuple[str, bytes]]:
        """Each part, that of the types first: some readers look for it there."""
        from lxml import etree

        for part in sorted(self._parts, key=lambda one: one != _TYPES):
            if part not in self._trees or etree.tostring(self._trees[part]) == self._read[part]:
                yield part, self._parts[part]
            else:
                yield part, _HEAD + etree.tostring(self._trees[part].getroottree(), encoding="UTF-8")


def _beside(part: str) -> str:
    """The name of the file that holds the relations of a part, "" being the package itself."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def _owner(beside: str) -> str:
    folder, _, file = beside.rpartition("/")
    return f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}"
