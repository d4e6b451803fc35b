"""The names of WordprocessingML (ISO/IEC 29500-1, 17) and what one asks of its elements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def w(name: str) -> str:
    """A name of WordprocessingML as the tree has it."""
    return f"{W}{name}"


def val(element: Any, name: str) -> str:
    """The value of the child of a name, "" where there is none."""
    child = element.find(w(name)) if element is not None else None
    return str(child.get(w("val"), "")) if child is not None else ""


def made(name: str, inner: Iterable[Any] = (), **fields: object) -> Any:
    """A new element with attributes of the same namespace."""
    from lxml import etree

    element = etree.Element(w(name), nsmap={"w": W[1:-1]})
    for key, value in fields.items():
        element.set(w(key), str(value))
    element.extend(inner)
    return element


def number(element: Any, name: str, otherwise: int = 0) -> int:
    """An attribute as a whole number, another where it is none."""
    try:
        return int(element.get(w(name), ""))
    except ValueError:
        return otherwise


def remove(element: Any) -> None:
    """Take an element out of its tree; the text behind it, of which Word has none, goes with it."""
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def ahead(parent: Any, element: Any, after: Iterable[str]) -> None:
    """Put an element into its place: behind the last of the children that the schema has before it."""
    names = {w(one) for one in after}
    at = max((n + 1 for n, one in enumerate(parent) if one.tag in names), default=0)
    parent.insert(at, element)
