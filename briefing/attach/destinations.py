"""Where links and outlines of a PDF lead: by name, by page, by number (ISO 32000-1, 12.3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from briefing.attach import trees
from briefing.attach.objects import dictionaries, held, is_dictionary, name, under, word

if TYPE_CHECKING:
    import pikepdf

_UTF16 = b"\xfe\xff"


def named(pdf: pikepdf.Pdf) -> list[tuple[bytes, Any]]:
    """The destinations in the tree of names, by the bytes of their names."""
    return trees.names(under(pdf.Root, "/Names").get("/Dests"))


def clashes(taken: Mapping[bytes, object], names: Iterator[bytes], letter: str) -> dict[bytes, bytes]:
    """A new name for each of `names` that is `taken`: the annex's letter before it, with a number if need be."""
    own = set(names)
    renamed: dict[bytes, bytes] = {}
    for one in sorted(own & set(taken)):
        number = 1
        while (new := _before(one, f"{letter}-" if number == 1 else f"{letter}{number}-")) in taken or new in own:
            number += 1
        renamed[one] = new
    return renamed


def rename(brief: pikepdf.Pdf, texts: Mapping[bytes, bytes], names: Mapping[str, str]) -> None:
    """Give destinations of the brief new names, and every link and outline the new name of where it leads."""
    import pikepdf

    for holder, key in leading(brief):
        place = holder[key]
        if isinstance(place, pikepdf.String) and bytes(place) in texts:
            holder[key] = pikepdf.String(texts[bytes(place)])
        elif word(place) in names:
            holder[key] = name(names[word(place)])
    if texts:
        pairs = [(texts.get(one, one), place) for one, place in named(brief)]
        held(brief.Root, "/Names").Dests = trees.name_tree(brief, pairs)
    for old, new in names.items():
        brief.Root.Dests[new] = brief.Root.Dests[old]
        del brief.Root.Dests[old]


def leading(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, str]]:
    """Every dictionary that leads somewhere in its own file, with the key that says where."""
    for one in dictionaries(pdf):
        if one.get("/S") == "/GoTo" and "/D" in one:
            yield one, "/D"
        elif "/Dest" in one and (one.get("/Subtype") == "/Link" or "/Title" in one):
            yield one, "/Dest"


def explicit(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every array that names a page to lead to."""
    import pikepdf

    places = [holder[key] for holder, key in leading(pdf)]
    places += [place for _, place in named(pdf)]
    places += list(under(pdf.Root, "/Dests").values())
    places.append(pdf.Root.get("/OpenAction"))
    for place in places:
        inner = place.get("/D") if is_dictionary(place) else place
        if isinstance(inner, pikepdf.Array) and len(inner):
            yield inner


def hold_pages(pdf: pikepdf.Pdf) -> None:
    """Let what leads to the n-th page lead to that page itself, wherever it will stand."""
    pages = [page.obj for page in pdf.pages]
    for place in explicit(pdf):
        if isinstance(place[0], int) and 0 <= place[0] < len(pages):
            place[0] = pages[place[0]]


def resolve(pdf: pikepdf.Pdf, holder: Any, known: Mapping[bytes, Any]) -> Any:
    """The page that an outline entry or a link leads to, None for elsewhere or nowhere."""
    import pikepdf

    action, place = under(holder, "/A"), holder.get("/Dest")
    if place is None and action.get("/S") == "/GoTo":
        place = action.get("/D")
    if isinstance(place, pikepdf.String):
        place = known.get(bytes(place))
    elif isinstance(place, pikepdf.Name):
        place = under(pdf.Root, "/Dests").get(place)
    if is_dictionary(place):
        place = place.get("/D")
    return place[0] if isinstance(place, pikepdf.Array) and len(place) else None


def _before(one: bytes, prefix: str) -> bytes:
    if one.startswith(_UTF16):
        return _UTF16 + prefix.encode("utf-16-be") + one.removeprefix(_UTF16)
    return prefix.encode() + one
