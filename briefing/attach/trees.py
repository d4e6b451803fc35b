"""Name trees and number trees (ISO 32000-1, 7.9.6 and 7.9.7) as lists of pairs, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

_LEAF = 64  # pairs


def names(tree: Any) -> list[tuple[bytes, Any]]:
    """The pairs of a name tree with the bytes of their names, in its own order; doubles are kept."""
    return [(bytes(name), value) for name, value in _pairs(tree, "/Names") if _is_text(name)]


def numbers(tree: Any) -> list[tuple[int, Any]]:
    """The pairs of a number tree, in its own order."""
    return [(int(number), value) for number, value in _pairs(tree, "/Nums") if isinstance(number, int)]


def name_tree(pdf: pikepdf.Pdf, pairs: Sequence[tuple[bytes, Any]]) -> Any:
    """A name tree of these pairs, sorted by bytes as a reader's search expects."""
    import pikepdf

    return _tree(pdf, "/Names", [(pikepdf.String(name), value) for name, value in sorted(pairs, key=lambda p: p[0])])


def number_tree(pdf: pikepdf.Pdf, pairs: Sequence[tuple[int, Any]]) -> Any:
    """A number tree of these pairs, sorted."""
    return _tree(pdf, "/Nums", sorted(pairs, key=lambda pair: pair[0]))


def _is_text(name: Any) -> bool:
    import pikepdf

    return isinstance(name, pikepdf.String)


def _pairs(tree: Any, key: str) -> Iterator[tuple[Any, Any]]:
    """Every pair under a node, without going round in a circle and without what is no node."""
    import pikepdf

    pending, met = [tree], set()
    while pending:
        node = pending.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        if node.is_indirect:
            if node.objgen in met:
                continue
            met.add(node.objgen)
        row = _listed(node.get(key))
        yield from zip(row[::2], row[1::2], strict=False)
        pending += reversed(_listed(node.get("/Kids")))


def _listed(array: Any) -> list[Any]:
    import pikepdf

    return list(array) if isinstance(array, pikepdf.Array) else []


def _tree(pdf: pikepdf.Pdf, key: str, pairs: Sequence[tuple[Any, Any]]) -> Any:
    import pikepdf

    leaves = [pairs[at : at + _LEAF] for at in range(0, len(pairs), _LEAF)]
    nodes = []
    for leaf in leaves:
        node = pikepdf.Dictionary({key: pikepdf.Array([one for pair in leaf for one in pair])})
        if len(leaves) == 1:
            return pdf.make_indirect(node)
        node.Limits = pikepdf.Array([leaf[0][0], leaf[-1][0]])
        nodes.append(pdf.make_indirect(node))
    root = pikepdf.Dictionary(Kids=pikepdf.Array(nodes)) if nodes else pikepdf.Dictionary({key: pikepdf.Array()})
    return pdf.make_indirect(root)
