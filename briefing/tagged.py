"""The structure tree of an open PDF (ISO 32000-1, 14.7): what is walked where tags are mended, joined and checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def elements(root: Any) -> Iterator[Any]:  # an object of the file
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

    inner = node.get("/K", [])
    return [
        one
        for one in (list(inner) if isinstance(inner, pikepdf.Array) else [inner])
        if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/S"), pikepdf.Name)
    ]
