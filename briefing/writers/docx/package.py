"""Parts -> the bytes of a Word file: one zip, in one order, with one date."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from briefing.model import Noun

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_HEAD = Markup('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')


class Part(Noun):
    """A file of the package, by its name without a leading slash."""

    name: str
    kind: str
    content: bytes


class Relation(Noun):
    """What a part calls `id`; `kind` is the last word of its type, `target` is as the part sees it, or an address."""

    id: str
    kind: str
    target: str
    outside: bool = False


def relations_of(name: str) -> str:
    """The name of the file that holds the relations of the part `name`, "" for the package itself."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def relations(these: Iterable[Relation], base: Mapping[str, str] | None = None) -> bytes:
    """The XML of relations; `base` holds the namespaces of kinds that are not the office's own."""
    rows = Markup("").join(
        Markup('<Relationship Id="{}" Type="{}/{}" Target="{}"{}/>').format(
            one.id,
            (base or {}).get(one.kind, OFFICE),
            one.kind,
            one.target,
            Markup(' TargetMode="External"') if one.outside else "",
        )
        for one in these
    )
    return (_HEAD + Markup('<Relationships xmlns="{}/relationships">{}</Relationships>').format(PACKAGE, rows)).encode()


def pack(parts: Iterable[Part], main: str, core: str) -> bytes:
    """The package of these parts; `main` is the name of the document, `core` of its properties."""
    parts = sorted(parts, key=lambda part: part.name)
    start = relations(
        (
            Relation(id="rId1", kind="officeDocument", target=main),
            Relation(id="rId2", kind="core-properties", target=core),
        ),
        {"core-properties": f"{PACKAGE}/relationships/metadata"},
    )
    kinds = Markup("").join(
        Markup('<Override PartName="/{}" ContentType="{}"/>').format(part.name, part.kind)
        for part in parts
        if part.kind
    )
    types = _HEAD + Markup(
        '<Types xmlns="{}/content-types"><Default Extension="rels" ContentType="{}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
    ).format(PACKAGE, "application/vnd.openxmlformats-package.relationships+xml", kinds)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        first = (("[Content_Types].xml", types.encode()), ("_rels/.rels", start))
        for name, content in (*first, *((part.name, part.content) for part in parts)):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every machine
            file.writestr(entry, content)
    return made.getvalue()
