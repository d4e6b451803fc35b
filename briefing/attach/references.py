"""A PDF -> what in it refers to nothing: links, outlines, names, tags, fields, layers, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from briefing.attach import destinations, outlines, structure, trees
from briefing.attach.objects import is_dictionary, listed

if TYPE_CHECKING:
    import pikepdf

_Places = dict[tuple[int, int], int]


def dangling(pdf: pikepdf.Pdf) -> list[str]:
    """Each reference that leads nowhere, told in a line with the page or the name where it stands."""
    pages: _Places = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
    return [
        *_in_links(pdf, pages),
        *_in_outlines(pdf, pages),
        *_in_names(pdf, pages),
        *_in_tags(pdf, pages),
        *_in_catalogue(pdf),
    ]


def _leads(pdf: pikepdf.Pdf, holder: Any, known: dict[bytes, Any], pages: _Places) -> bool:
    """Whether what leads somewhere in the file leads to one of its pages; what leads elsewhere does."""
    action = holder.get("/A")
    if "/Dest" not in holder and (action is None or action.get("/S") != "/GoTo"):
        return True
    return getattr(destinations.resolve(pdf, holder, known), "objgen", None) in pages


def _in_links(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    known: dict[bytes, Any] = dict(destinations.named(pdf))
    for number, page in enumerate(pdf.pages, 1):
        for link in _annotations(page):
            if not _leads(pdf, link, known, pages):
                yield f"page {number}: a link that leads nowhere ({link.get('/Dest') or link.A.get('/D')!r})"
            elif "/P" in link and link.P.objgen not in pages:
                yield f"page {number}: an annotation of a page that is not there"


def _in_outlines(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    known: dict[bytes, Any] = dict(destinations.named(pdf))
    pending = [pdf.Root.Outlines] if is_dictionary(pdf.Root.get("/Outlines")) else []
    met: set[tuple[int, int]] = set()
    while pending:
        node = pending.pop()
        if node.objgen in met:
            continue
        met.add(node.objgen)
        inner = outlines.entries(node)
        if inner and node.get("/Last") != inner[-1]:
            yield f"outline: the last entry under '{node.get('/Title', 'the root')}' is not the last"
        for one in inner:
            if not _leads(pdf, one, known, pages):
                yield f"outline: '{one.get('/Title')}' leads nowhere"
            if one.get("/Parent") != node:
                yield f"outline: '{one.get('/Title')}' stands under another entry than it says"
        pending += inner


def _in_names(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    named = destinations.named(pdf)
    if [name for name, _ in named] != sorted(name for name, _ in named):
        yield "names: destinations are not in order"
    old = [(str(name).encode(), place) for name, place in (pdf.Root.get("/Dests") or {}).items()]
    for name, place in [*named, *old]:
        inner = place.get("/D") if is_dictionary(place) else place
        page = inner[0] if _is_array(inner) and len(inner) else None
        if getattr(page, "objgen", None) not in pages:
            yield f"names: {name!r} leads nowhere"


def _in_tags(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    root = pdf.Root.get("/StructTreeRoot")
    if not is_dictionary(root):
        return
    reached = {element.objgen for element in structure.elements(root)}
    owners = dict(trees.numbers(root.get("/ParentTree")))
    yield from _in_parents(pdf, reached, owners)
    drawn = {one.objgen for page in pdf.pages for one in _annotations(page)}
    for element in structure.elements(root):
        told = f"tags: {element.S}"
        if "/Pg" in element and element.Pg.objgen not in pages:
            yield f"{told} stands on a page that is not there"
        for kid in structure.kids(element):
            if kid.get("/P") != element:
                yield f"{told} holds {kid.S}, which says that it stands elsewhere"
        for kid in listed(element, "/K"):
            yield from (f"{told} {what}" for what in _unheld(element, kid, owners, (pages, drawn)))


def _in_parents(pdf: pikepdf.Pdf, reached: set[tuple[int, int]], owners: dict[int, Any]) -> Iterator[str]:
    """What pages and annotations say of their elements."""
    for number, page in enumerate(pdf.pages, 1):
        holders = [(page.obj, "/StructParents"), *((one, "/StructParent") for one in _annotations(page))]
        for holder, key in holders:
            if key not in holder:
                continue
            if holder[key] not in owners:
                yield f"page {number}: {key} {holder[key]} is not in the parent tree"
                continue
            owner = owners[int(holder[key])]
            for one in listed({"": owner}, "") if key == "/StructParents" else [owner]:
                if is_dictionary(one) and one.objgen not in reached:
                    yield f"page {number}: an element that the structure tree does not reach"


def _unheld(
    element: Any, kid: Any, owners: dict[int, Any], there: tuple[_Places, set[tuple[int, int]]]
) -> Iterator[str]:
    """Whether marked content or an annotation of an element is there and knows its element."""
    pages, drawn = there
    if not isinstance(kid, int) and (not is_dictionary(kid) or "/S" in kid):
        return
    page = element.get("/Pg") if isinstance(kid, int) else kid.get("/Pg", element.get("/Pg"))
    if not isinstance(kid, int) and "/Obj" in kid:
        if "/StructParent" in kid.Obj and owners.get(int(kid.Obj.StructParent)) != element:
            yield "holds an annotation that belongs to another element"
        if kid.Obj.get("/Subtype") in ("/Link", "/Widget") and kid.Obj.objgen not in drawn:
            yield "holds an annotation that is on no page"
        return
    if getattr(page, "objgen", None) not in pages:
        yield "holds marked content of a page that is not there"
        return
    if isinstance(kid, int) or "/Stm" not in kid:
        number = kid if isinstance(kid, int) else int(kid.MCID)
        row = owners.get(int(page.get("/StructParents", -1)))
        if row is None or number >= len(row) or row[number] != element:
            yield f"holds marked content {number} of page {pages[page.objgen] + 1}, which belongs to another"


def _in_catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    for name, file in trees.names((pdf.Root.get("/Names") or {}).get("/EmbeddedFiles")):
        if not is_dictionary(file.get("/EF")):
            yield f"files: {name!r} holds nothing"
    for file in listed(pdf.Root, "/AF"):
        if not is_dictionary(file):
            yield "files: an associated file that is none"
    layers = pdf.Root.get("/OCProperties")
    if is_dictionary(layers):
        groups = {group.objgen for group in listed(layers, "/OCGs")}
        for key in ("/ON", "/OFF", "/Locked"):
            for group in listed(layers.get("/D") or {}, key):
                if group.objgen not in groups:
                    yield f"layers: {key} holds one that is not there"
    form = pdf.Root.get("/AcroForm")
    for field in listed(form, "/Fields") if is_dictionary(form) else ():
        if not is_dictionary(field):
            yield "form: a field that is none"


def _annotations(page: pikepdf.Page) -> list[Any]:
    return [one for one in listed(page.obj, "/Annots") if is_dictionary(one)]


def _is_array(one: Any) -> bool:
    import pikepdf

    return isinstance(one, pikepdf.Array)
