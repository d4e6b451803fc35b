"""Two structure trees into one (ISO 32000-1, 14.7): the brief's as a part of the report's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from briefing.attach import trees
from briefing.attach.objects import dictionaries, drop, held, is_dictionary, listed, name, number, under, word
from briefing.tagged import elements, kids

if TYPE_CHECKING:
    import pikepdf

_PARENTS = ("/StructParents", "/StructParent")
_GROUPS = {"/Document", "/Part", "/Art", "/Sect", "/Div", "/NonStruct"}
"""Types that hold others and say nothing of what these are (ISO 32000-1, 14.8.4.2)."""
_TAKEN = "-annex"
"""Ends the name of a role or a class of the brief that means something else in the report."""


def is_tagged(pdf: pikepdf.Pdf) -> bool:
    """Whether a structure tree holds anything."""
    import pikepdf

    root = pdf.Root.get("/StructTreeRoot")
    return isinstance(root, pikepdf.Dictionary) and any(True for _ in elements(root))


def renumber(report: pikepdf.Pdf, brief: pikepdf.Pdf) -> int:
    """Move the brief's keys into its parent tree past the report's; the first of them.

    Keys that an untagged file's pages still have lead nowhere, and go.
    """
    taken, tagged = [-1], is_tagged(report)
    for one in dictionaries(report):
        for key in _PARENTS:
            if not tagged:
                drop(one, key)
            else:
                taken.append(number(one, key, -1))
    if tagged:
        root = report.Root.StructTreeRoot
        taken += [key for key, _ in trees.numbers(root.get("/ParentTree"))]
        taken.append(number(root, "/ParentTreeNextKey") - 1)
    start, tagged = max(taken) + 1, is_tagged(brief)
    for one in dictionaries(brief):
        for key in _PARENTS:
            if isinstance(one.get(key), int) and tagged:
                one[key] = int(one[key]) + start
            else:
                drop(one, key)
    return start


def settle(report: pikepdf.Pdf, brief: pikepdf.Pdf) -> None:
    """Rename the roles, classes and ids of the brief's tags that mean something else in the report."""
    theirs = brief.Root.StructTreeRoot
    if not is_tagged(report):
        return
    mine = report.Root.StructTreeRoot
    roles = _apart(held(mine, "/RoleMap"), held(theirs, "/RoleMap"))
    classes = _apart(held(mine, "/ClassMap"), held(theirs, "/ClassMap"))
    taken = {one for one, _ in trees.names(mine.get("/IDTree"))}
    ids: dict[bytes, bytes] = {}
    for one, _ in trees.names(theirs.get("/IDTree")):
        if one in taken:
            ids[one] = _free(one, taken)
            taken.add(ids[one])
    for element in elements(theirs) if roles or classes or ids else ():
        _rename(element, roles, classes, ids)
    if ids:
        renamed = [(ids.get(one, one), element) for one, element in trees.names(theirs.IDTree)]
        theirs.IDTree = trees.name_tree(brief, renamed)


def join(  # noqa: PLR0913 - what is joined, where it stands, and what it is called
    report: pikepdf.Pdf,
    tags: Any,
    start: int,
    *,
    stands: Callable[[Any], Iterator[int]],
    after: int,
    title: str,
    language: str,
) -> None:
    """Put the tags of a brief, its structure tree copied into the report, under a Part of the report's.

    The part stands before the first element that `stands` on page `after` or later; an untagged report gets a tree of
    its own.
    """
    import pikepdf

    if not is_tagged(report):
        report.Root.StructTreeRoot = report.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    root = report.Root.StructTreeRoot
    parent, at = _place(root, stands, after)
    part = report.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Part, P=parent))
    part.T, inner = title, kids(tags)
    if language:
        part.Lang = language
    for kid in inner:
        kid.P = part
    part.K = pikepdf.Array(inner)
    beside = listed(parent, "/K")
    parent.K = pikepdf.Array([*beside[:at], part, *beside[at:]])
    _join_trees(report, root, tags, start)


def _place(root: Any, stands: Callable[[Any], Iterator[int]], after: int) -> tuple[Any, int]:
    """The node, and the index under it, where what is read before page `after` ends.

    A Document that holds all is entered first, and then each group that goes on behind that page.
    """
    import pikepdf

    lone = kids(root)
    parent = lone[0] if len(lone) == len(listed(root, "/K")) == 1 and _role(root, lone[0]) == "/Document" else root
    met = {parent.objgen}
    while True:
        beside = listed(parent, "/K")
        later = (n for n, kid in enumerate(beside) if is_dictionary(kid) and next(stands(kid), -1) >= after)
        at = next(later, len(beside))
        last = beside[at - 1] if at else pikepdf.Dictionary()
        if not is_dictionary(last) or not last.is_indirect or last.objgen in met or _role(root, last) not in _GROUPS:
            return parent, at
        if all(page < after for page in stands(last)):
            return parent, at
        met.add(last.objgen)
        parent = last


def _join_trees(report: pikepdf.Pdf, root: Any, tags: Any, start: int) -> None:
    """The parent tree, ids, roles, classes and what else the root of a structure tree may hold."""
    import pikepdf

    added = [(key + start, owners) for key, owners in trees.numbers(tags.get("/ParentTree"))]
    owned = [*trees.numbers(root.get("/ParentTree")), *added]
    root.ParentTree = trees.number_tree(report, owned)
    root.ParentTreeNextKey = max([number(root, "/ParentTreeNextKey"), *(key + 1 for key, _ in owned)])
    if ids := trees.names(tags.get("/IDTree")):
        root.IDTree = trees.name_tree(report, [*trees.names(root.get("/IDTree")), *ids])
    for key in ("/RoleMap", "/ClassMap"):
        for one, meaning in under(tags, key).items():
            held(root, key)[one] = meaning
        if key in root and not under(root, key).keys():
            del root[key]
    for key in ("/Namespaces", "/PronunciationLexicon", "/AF"):
        if further := listed(tags, key):
            root[key] = pikepdf.Array([*listed(root, key), *further])


def _role(root: Any, element: Any) -> str:
    """The standard type that the type of an element stands for."""
    role, roles = word(element.get("/S")), under(root, "/RoleMap")
    for _ in range(len(roles.keys())):
        if role not in roles:
            break
        role = word(roles[role])
    return role


def _apart(mine: Any, theirs: Any) -> dict[str, str]:
    """The names of the brief's map that the report's knows otherwise, with new ones, which the map gets too."""
    renamed: dict[str, str] = {}
    for one in list(theirs.keys()):
        if one in mine and mine[one] != theirs[one]:
            new = f"{one}{_TAKEN}"
            while new in mine or new in theirs:
                new += _TAKEN
            renamed[one] = new
            theirs[new] = theirs[one]
            del theirs[one]
    for one in list(theirs.keys()) if renamed else ():
        if (meaning := word(theirs[one])) in renamed:
            theirs[one] = name(renamed[meaning])
    return renamed


def _rename(element: Any, roles: dict[str, str], classes: dict[str, str], ids: dict[bytes, bytes]) -> None:
    import pikepdf

    if (role := word(element.S)) in roles:
        element.S = name(roles[role])
    if "/C" in element and classes:
        given = listed(element, "/C")
        element.C = pikepdf.Array([name(classes[word(c)]) if word(c) in classes else c for c in given])
    if isinstance(element.get("/ID"), pikepdf.String) and bytes(element.ID) in ids:
        element.ID = pikepdf.String(ids[bytes(element.ID)])
    for attributes in listed(element, "/A") if ids else ():
        if isinstance(attributes, pikepdf.Dictionary) and "/Headers" in attributes:
            heads = [bytes(one) for one in listed(attributes, "/Headers") if isinstance(one, pikepdf.String)]
            attributes.Headers = pikepdf.Array([pikepdf.String(ids.get(head, head)) for head in heads])


def _free(one: bytes, taken: set[bytes]) -> bytes:
    return next(new for n in range(1, len(taken) + 2) if (new := b"%b%b-%d" % (one, _TAKEN.encode(), n)) not in taken)
