"""A PDF -> what in it refers to nothing: links, outlines, names, tags, fields, layers, files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from briefing import tagged
from briefing.attach import destinations, outlines, trees
from briefing.attach.objects import is_array, is_dictionary, listed, number, text, under, word

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


def counted(pdf: pikepdf.Pdf) -> Counter[str]:
    """How many references of each kind lead nowhere, wherever they stand."""
    return Counter(re.sub(r"\d+", "#", line) for line in dangling(pdf))


def _leads(pdf: pikepdf.Pdf, holder: Any, known: dict[bytes, Any], pages: _Places) -> bool:
    """Whether what leads somewhere in the file leads to one of its pages; what leads elsewhere does."""
    if "/Dest" not in holder and under(holder, "/A").get("/S") != "/GoTo":
        return True
    return _is_place(destinations.resolve(pdf, holder, known), pages)


def _is_page(one: Any, pages: _Places) -> bool:
    return is_dictionary(one) and one.objgen in pages


def _is_place(one: Any, pages: _Places) -> bool:
    """Whether a page of the file is led to, by itself or by its number."""
    return 0 <= one < len(pages) if isinstance(one, int) else _is_page(one, pages)


def _in_links(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    known: dict[bytes, Any] = dict(destinations.named(pdf))
    for count, page in enumerate(pdf.pages, 1):
        for link in _annotations(page):
            if not _leads(pdf, link, known, pages):
                place = link.get("/Dest", under(link, "/A").get("/D"))
                where = word(place) or text({"": place}, "") or "a page"
                yield f"page {count}: a link that leads nowhere ({where})"
            elif "/P" in link and not _is_page(link.P, pages):
                yield f"page {count}: an annotation of a page that is not there"


def _in_outlines(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    known: dict[bytes, Any] = dict(destinations.named(pdf))
    pending = [pdf.Root.Outlines] if is_dictionary(pdf.Root.get("/Outlines")) else []
    met: set[tuple[int, int]] = set()
    while pending:
        node = pending.pop()
        if node.objgen in met:
            continue
        met.add(node.objgen)
        entries = outlines.entries(node)
        if entries and node.get("/Last") != entries[-1]:
            yield f"outline: the last entry under '{text(node, '/Title') or 'the root'}' is not the last"
        for one in entries:
            if not _leads(pdf, one, known, pages):
                yield f"outline: '{text(one, '/Title')}' leads nowhere"
            if one.get("/Parent") != node:
                yield f"outline: '{text(one, '/Title')}' stands under another entry than it says"
        pending += entries


def _in_names(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    named = destinations.named(pdf)
    if [one for one, _ in named] != sorted(one for one, _ in named):
        yield "names: destinations are not in order"
    for one, place in [*named, *under(pdf.Root, "/Dests").items()]:
        spot = place.get("/D") if is_dictionary(place) else place
        if not is_array(spot) or not len(spot) or not _is_place(spot[0], pages):
            yield f"names: {one!r} leads nowhere"


def _in_tags(pdf: pikepdf.Pdf, pages: _Places) -> Iterator[str]:
    root: Any = pdf.Root.get("/StructTreeRoot")
    if not is_dictionary(root):
        return
    reached = {element.objgen for element in tagged.elements(root)}
    owners = dict(trees.numbers(root.get("/ParentTree")))
    yield from _in_parents(pdf, reached, owners)
    drawn = {one.objgen for page in pdf.pages for one in _annotations(page)}
    for element in tagged.elements(root):
        told = f"tags: {word(element.S)}"
        if "/Pg" in element and not _is_page(element.Pg, pages):
            yield f"{told} stands on a page that is not there"
        for kid in tagged.kids(element):
            if kid.get("/P") != element:
                yield f"{told} holds {word(kid.S)}, which says that it stands elsewhere"
        for kid in listed(element, "/K"):
            yield from (f"{told} {what}" for what in _unheld(element, kid, owners, (pages, drawn)))


def _in_parents(pdf: pikepdf.Pdf, reached: set[tuple[int, int]], owners: dict[int, Any]) -> Iterator[str]:
    """What pages and annotations say of their elements."""
    for count, page in enumerate(pdf.pages, 1):
        holders = [(page.obj, "/StructParents"), *((one, "/StructParent") for one in _annotations(page))]
        for holder, key in holders:
            if key not in holder:
                continue
            if (place := number(holder, key, -1)) not in owners:
                yield f"page {count}: {key} {place} is not in the parent tree"
                continue
            for one in listed({"": owners[place]}, "") if key == "/StructParents" else [owners[place]]:
                if is_dictionary(one) and one.objgen not in reached:
                    yield f"page {count}: an element that the structure tree does not reach"


def _unheld(
    element: Any, kid: Any, owners: dict[int, Any], there: tuple[_Places, set[tuple[int, int]]]
) -> Iterator[str]:
    """Whether marked content or an annotation of an element is there and knows its element."""
    pages, drawn = there
    if not isinstance(kid, int) and (not is_dictionary(kid) or "/S" in kid):
        return
    page = element.get("/Pg") if isinstance(kid, int) else kid.get("/Pg", element.get("/Pg"))
    if not isinstance(kid, int) and is_dictionary(kid.get("/Obj")):
        if "/StructParent" in kid.Obj and owners.get(number(kid.Obj, "/StructParent", -1)) != element:
            yield "holds an annotation that belongs to another element"
        if kid.Obj.get("/Subtype") in ("/Link", "/Widget") and kid.Obj.objgen not in drawn:
            yield "holds an annotation that is on no page"
        return
    if not _is_page(page, pages):
        yield "holds marked content of a page that is not there"
        return
    if isinstance(kid, int) or "/Stm" not in kid:
        mark = int(kid) if isinstance(kid, int) else number(kid, "/MCID", -1)
        row: Any = owners.get(number(page, "/StructParents", -1))
        if not is_array(row) or not 0 <= mark < len(row) or row[mark] != element:
            yield f"holds marked content {mark} of page {pages[page.objgen] + 1}, which belongs to another"


def _in_catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one, file in trees.names(under(pdf.Root, "/Names").get("/EmbeddedFiles")):
        if not is_dictionary(file) or not is_dictionary(file.get("/EF")):
            yield f"files: {one!r} holds nothing"
    layers, form = under(pdf.Root, "/OCProperties"), under(pdf.Root, "/AcroForm")
    for holder, key, told in ((pdf.Root, "/AF", "files"), (form, "/Fields", "form"), (layers, "/OCGs", "layers")):
        if not all(map(is_dictionary, listed(holder, key))):
            yield f"{told}: {key} holds what is none"
    groups = {group.objgen for group in listed(layers, "/OCGs") if is_dictionary(group)}
    for key in ("/ON", "/OFF", "/Locked"):
        if not all(is_dictionary(one) and one.objgen in groups for one in listed(under(layers, "/D"), key)):
            yield f"layers: {key} holds one that is not there"


def _annotations(page: pikepdf.Page) -> list[Any]:
    return [one for one in listed(page.obj, "/Annots") if is_dictionary(one)]
