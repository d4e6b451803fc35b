"""Source -> Document: XML of office files and books, parsed within limits, without entities and document types."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from lxml import etree

from briefing.errors import LimitError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TAGS = 1_500_000
"""Start and end tags of one part: a report of 500 pages has some 400,000; a million elements take about 150 MB."""

_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,400}>")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30};)")
_XML_NAMES = (b"amp;", b"lt;", b"gt;", b"quot;", b"apos;")


def parse(content: bytes, where: str, name: str, *, lenient: bool = False) -> etree._Element:
    """The root element of a part. Raises SourceError for no XML or a document type's declarations, LimitError.

    With `lenient` (XHTML), a bare document type and HTML's named characters are allowed, and unbalanced tags mended.
    """
    tags = content.count(b"<")
    if tags > MOST_TAGS:
        raise LimitError(f"{tags} tags in {name}, at most {MOST_TAGS} are read", where, "split it")
    if lenient:
        content = _NAMED.sub(_character, _DOCTYPE.sub(b"", content, count=1))
    head = content[:4096].replace(b"\0", b"")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise SourceError(f"{name} declares a document type or entities, which are not read", where, "save it again")
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True}
    try:
        root = etree.fromstring(content, etree.XMLParser(**options, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        root = None
        if lenient:
            try:
                root = etree.fromstring(content, etree.XMLParser(**options, remove_pis=True, recover=True))
            except (etree.XMLSyntaxError, ValueError):
                root = None
        if root is None:
            message = f"damaged: {name} is no sound XML ({str(error)[:120]})"
            raise SourceError(message, where, "open it in its program and save it again") from error
    return root


def _character(found: re.Match[bytes]) -> bytes:
    if found[1] in _XML_NAMES:
        return found[0]
    text = html5.get(found[1].decode("ascii"))
    return found[0] if text is None else "".join(f"&#{ord(letter)};" for letter in text).encode("ascii")


def local(element: etree._Element) -> str:
    """The element's name without its namespace; "" for an entity that was not resolved."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by its name without a namespace; "" where there is none."""
    if element is not None:
        for key, value in element.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of names without namespaces."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def every(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Every descendant of a name without its namespace."""
    return (one for one in element.iter() if local(one) == name)


def words(element: etree._Element | None) -> str:
    """All text in an element, on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
