"""Two structure trees into one (ISO 32000-1, 14.7): the brief's as a part of the report's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from briefing.attach import trees
from briefing.attach.objects import dictionaries, drop, held, listed

if TYPE_CHECKING:
    import pikepdf

_PARENTS = ("/StructParents", "/StructParent")
_TAKEN = "-annex"
"""Ends the name of a role or a class of the brief that means something else in the report."""


def is_tagged(pdf: pikepdf.Pdf) -> bool:
    """Whether a structure tree holds anything."""
    import pikepdf

    root = pdf.Root.get("/StructTreeRoot")
    return isinstance(root, pikepdf.Dictionary) and any(True for _ in elements(root))


def elements(root: Any) -> Iterator[Any]:
    """The structure elements under a node in reading order, each once."""
    met: set[tuple[int, int]] = set()
    pending = [iter(kids(root))]
    while pending:
        element = next(pending[-1], None)
        if element is None:
            pending.pop()
        elif not element.is_indirect or element.objgen not in met:
            met.add(element.objgen)
            yield element
            pending.append(iter(kids(element)))


def kids(node: Any) -> list[Any]:
    """The structure elements right under a node: neither marked content nor annotations."""
    import pikepdf

    return [one for one in listed(node, "/K") if isinstance(one, pikepdf.Dictionary) and "/S" in one]


def renumber(report: pikepdf.Pdf, brief: pikepdf.Pdf) -> int:
    """Move the brief's keys into its parent tree past the report's; the first of them.

    Keys that an untagged report's pages still have lead nowhere, and go.
    """
    taken, tagged = [-1], is_tagged(report)
    for one in dictionaries(report):
        for key in _PARENTS:
            if not tagged:
                drop(one, key)
            elif isinstance(one.get(key), int):
                taken.append(int(one[key]))
    if tagged:
        root = report.Root.StructTreeRoot
        taken += [number for number, _ in trees.numbers(root.get("/ParentTree"))]
        taken.append(int(root.get("/ParentTreeNextKey", 0)) - 1)
    start = max(taken) + 1
    for one in dictionaries(brief):
        for key in _PARENTS:
            if isinstance(one.get(key), int):
                one[key] = int(one[key]) + start
    return start


def settle(report: pikepdf.Pdf, brief: pikepdf.Pdf) -> None:
    """Rename the roles, classes and ids of the brief's tags that mean something else in the report."""
    theirs = brief.Root.StructTreeRoot
    if not is_tagged(report):
        return
    mine = report.Root.StructTreeRoot
    roles = _apart(held(mine, "/RoleMap"), held(theirs, "/RoleMap"))
    classes = _apart(held(mine, "/ClassMap"), held(theirs, "/ClassMap"))
    taken = {name for name, _ in trees.names(mine.get("/IDTree"))}
    ids: dict[bytes, bytes] = {}
    for name, _ in trees.names(theirs.get("/IDTree")):
        if name in taken:
            ids[name] = _free(name, taken)
            taken.add(ids[name])
    for element in elements(theirs) if roles or classes or ids else ():
        _rename(element, roles, classes, ids)
    if ids:
        renamed = [(ids.get(name, name), element) for name, element in trees.names(theirs.IDTree)]
        theirs.IDTree = trees.name_tree(brief, renamed)


def join(
    report: pikepdf.Pdf, tags: Any, start: int, *, before: Callable[[Any], bool], title: str, language: str
) -> None:
    """Put the tags of a brief, its structure tree copied into the report, under a Part of the report's.

    The part stands before the first element of which `before` holds; an untagged report gets a tree of its own.
    """
    import pikepdf

    if not is_tagged(report):
        report.Root.StructTreeRoot = report.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    root = report.Root.StructTreeRoot
    lone = kids(root)
    parent = lone[0] if len(lone) == len(listed(root, "/K")) == 1 and _role(root, lone[0]) == "/Document" else root
    part = report.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Part, P=parent))
    part.T, inner = title, kids(tags)
    if language:
        part.Lang = language
    for kid in inner:
        kid.P = part
    part.K = pikepdf.Array(inner)
    beside = listed(parent, "/K")
    at = next((n for n, kid in enumerate(beside) if isinstance(kid, pikepdf.Dictionary) and before(kid)), len(beside))
    parent.K = pikepdf.Array([*beside[:at], part, *beside[at:]])
    _join_trees(report, root, tags, start)


def _join_trees(report: pikepdf.Pdf, root: Any, tags: Any, start: int) -> None:
    """The parent tree, ids, roles, classes and what else the root of a structure tree may hold."""
    import pikepdf

    added = [(number + start, owners) for number, owners in trees.numbers(tags.get("/ParentTree"))]
    owned = [*trees.numbers(root.get("/ParentTree")), *added]
    root.ParentTree = trees.number_tree(report, owned)
    root.ParentTreeNextKey = max([int(root.get("/ParentTreeNextKey", 0)), *(number + 1 for number, _ in owned)])
    if ids := trees.names(tags.get("/IDTree")):
        root.IDTree = trees.name_tree(report, [*trees.names(root.get("/IDTree")), *ids])
    for key in ("/RoleMap", "/ClassMap"):
        for name, meaning in (tags.get(key) or {}).items():
            held(root, key)[name] = meaning
        if key in root and not len(root[key].keys()):
            del root[key]
    for key in ("/Namespaces", "/PronunciationLexicon", "/AF"):
        if further := listed(tags, key):
            root[key] = pikepdf.Array([*listed(root, key), *further])


def _role(root: Any, element: Any) -> str:
    name, roles = str(element.S), root.get("/RoleMap") or {}
    for _ in range(len(roles.keys()) if roles else 0):
        if name not in roles:
            break
        name = str(roles[name])
    return name


def _apart(mine: Any, theirs: Any) -> dict[str, str]:
    """The names of the brief's map that the report's knows otherwise, with new ones, which the map gets too."""
    renamed: dict[str, str] = {}
    for name in list(theirs.keys()):
        if name in mine and mine[name] != theirs[name]:
            new = f"{name}{_TAKEN}"
            while new in mine or new in theirs:
                new += _TAKEN
            renamed[name] = new
            theirs[new] = theirs[name]
            del theirs[name]
    for new in renamed.values():
        if str(theirs[new]) in renamed:
            theirs[new] = _named(renamed[str(theirs[new])])
    return renamed


def _rename(element: Any, roles: dict[str, str], classes: dict[str, str], ids: dict[bytes, bytes]) -> None:
    import pikepdf

    if (role := str(element.S)) in roles:
        element.S = _named(roles[role])
    if "/C" in element and classes:
        given = listed(element, "/C")
        element.C = pikepdf.Array([_named(classes[str(c)]) if str(c) in classes else c for c in given])
    if isinstance(element.get("/ID"), pikepdf.String) and bytes(element.ID) in ids:
        element.ID = pikepdf.String(ids[bytes(element.ID)])
    for attributes in listed(element, "/A") if ids else ():
        if isinstance(attributes, pikepdf.Dictionary) and "/Headers" in attributes:
            heads = [bytes(one) for one in listed(attributes, "/Headers")]
            attributes.Headers = pikepdf.Array([pikepdf.String(ids.get(head, head)) for head in heads])


def _named(name: str) -> Any:
    import pikepdf

    return pikepdf.Name(name)


def _free(name: bytes, taken: set[bytes]) -> bytes:
    return next(new for n in range(1, len(taken) + 2) if (new := b"%b%b-%d" % (name, _TAKEN.encode(), n)) not in taken)
