"""A tagged PDF -> what a screen reader meets in it, in the order in which it meets it."""

from __future__ import annotations

import ctypes
import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw


def aloud(content: bytes) -> str:
    """A line for each element with its role, its language where it changes, and its words; indented by depth.

    A header cell says which way it heads, a link where it leads, a figure its text alternative. An element that only
    holds others' words is not told, nor is what is an artifact.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        reader = _Reader(pdf, content)
        lines = [f"document: {pdf.docinfo['/Title']} ({pdf.Root.Lang})"]
        for kid in _kids(pdf.Root.StructTreeRoot):
            lines += reader.lines(kid, None, str(pdf.Root.Lang), 0)
    return "\n".join(lines) + "\n"


class _Reader:
    """The words of marked content, by page and number (ISO 32000-2, 14.7.5.2), and the walk that reads them."""

    def __init__(self, pdf: pikepdf.Pdf, content: bytes) -> None:
        self._words: dict[tuple[Any, int], list[str]] = defaultdict(list)
        for page, drawn in zip(pdf.pages, pypdfium2.PdfDocument(content), strict=True):
            text = drawn.get_textpage()
            for one in drawn.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                if (number := _mark(one.raw)) is not None:
                    self._words[page.obj.objgen, number].append(_text(one.raw, text.raw))

    def lines(self, node: Any, page: Any, language: str, depth: int) -> Iterator[str]:
        page = node.Pg.objgen if "/Pg" in node else page
        own = str(node.get("/Lang", language))
        said: list[str] = []
        below: list[str] = []
        for kid in _kids(node):
            if isinstance(kid, int):
                said += self._words.get((page, kid), [])
            elif kid.get("/Type") == "/OBJR":
                said.append(f"→ {_target(kid.Obj)} “{kid.Obj.get('/Contents', '')}”")
            else:
                below += self.lines(kid, page, own, depth + 1)
        words = " ".join("".join(f" {part}" for part in said).split())
        if str(node.S) in ("/Span", "/NonStruct") and own == language and not below:
            yield from [f"{'  ' * depth}{words}"] if words else []
            return
        yield "  " * depth + " ".join(filter(None, (_role(node, own if own != language else ""), words)))
        yield from below


def _role(node: Any, language: str) -> str:
    told = str(node.S)[1:]
    if told == "TH":
        told += f" [{str(node.A.Scope)[1:].lower()}]"
    if language:
        told += f" ({language})"
    return told + (f" “{node.Alt}”" if "/Alt" in node else "")


def _target(annotation: Any) -> str:
    action = annotation.get("/A")
    return str(action.URI) if action is not None and "/URI" in action else f"#{annotation.get('/Dest', '')}"


def _mark(drawn: Any) -> int | None:  # an object of the page
    for at in range(raw.FPDFPageObj_CountMarks(drawn)):
        value = ctypes.c_int()
        if raw.FPDFPageObjMark_GetParamIntValue(raw.FPDFPageObj_GetMark(drawn, at), b"MCID", value):
            return value.value
    return None


def _text(drawn: Any, page: Any) -> str:  # an object of the page, and its page's text
    size = raw.FPDFTextObj_GetText(drawn, page, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(drawn, page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _kids(node: Any) -> list[Any]:  # a structure element
    kids = node.get("/K")
    return [] if kids is None else list(kids) if isinstance(kids, pikepdf.Array) else [kids]
