"""An open PDF -> SHA-256 of what each page shows, and of all that the document is: alike however the file is laid out.

Objects are met in one order and numbered as they are met, streams are taken decoded: a PDF that is linearised,
compressed or numbered anew is the same PDF.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pikepdf

_SHOWN = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Annots")
"""What a page shows besides its contents (ISO 32000-2, 7.7.3.3): the first four and the resources may be inherited."""
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_PLACED = frozenset(("/P", "/Parent", "/StructParent", "/StructParents", "/Dest", "/D", "/Popup"))
"""What ties a page to its document, and may be told otherwise where it joins another."""
_STORED = frozenset(("/Length", "/Filter", "/DecodeParms", "/DL"))
"""How a stream is stored, not what it holds."""
_MARKS = re.compile(rb"(?s)/\w+\s*(?:<<.*?>>|/\w+)?\s*B(?:DC|MC)\b|\bEMC\b")


class Prints(NamedTuple):
    """What a PDF is known again by.

    `drawn` is of each page what it draws, its fonts and pictures, its size and its links but for their places in the
    document; marks of structure are left out, they may be renumbered where the page joins another document. `whole` is
    of everything that the document is, but for the files that it carries.
    """

    drawn: tuple[str, ...]
    whole: str


def prints(pdf: pikepdf.Pdf) -> Prints:
    """The fingerprints of a document; each stream is read once."""
    held: dict[tuple[int, int], bytes] = {}
    drawn = tuple(_page(page.obj, held) for page in pdf.pages)
    walk = _Walk(held, frozenset(("/AF", "/EmbeddedFiles")))
    walk.take(pdf.Root)
    walk.take(pdf.trailer.get("/Info"))
    return Prints(drawn, walk.digest())


def _page(page: pikepdf.Object, held: dict[tuple[int, int], bytes]) -> str:
    walk = _Walk(held, _PLACED)
    for key in _SHOWN:
        walk.seen.update(key.encode())
        walk.take(_inherited(page, key) if key in _INHERITED else page.get(key))
    walk.seen.update(_MARKS.sub(b"", b"\n".join(stream.read_bytes() for stream in _streams(page))))
    return walk.digest()


def _inherited(page: pikepdf.Object, key: str) -> Any:
    passed: set[tuple[int, int]] = set()
    node: Any = page
    while node is not None and node.objgen not in passed:
        if key in node:
            return node[key]
        passed.add(node.objgen)
        node = node.get("/Parent")
    return None


def _streams(page: pikepdf.Object) -> list[Any]:
    import pikepdf

    drawn: Any = page.get("/Contents")
    return [] if drawn is None else list(drawn) if isinstance(drawn, pikepdf.Array) else [drawn]


class _Walk:
    """A pass over objects, nearest first; `held` keeps the digest of each stream's data, by its object's number."""

    def __init__(self, held: dict[tuple[int, int], bytes], but: frozenset[str]) -> None:
        self.seen = hashlib.sha256()
        self._held = held
        self._but = but | _STORED
        self._met: dict[tuple[int, int], int] = {}
        self._next: deque[Any] = deque()

    def take(self, value: Any) -> None:
        """Take in a value and all that it refers to."""
        self._tell(value)
        while self._next:
            self._say(self._next.popleft())

    def digest(self) -> str:
        """The SHA-256 of all that was taken in, hexadecimal."""
        return self.seen.hexdigest()

    def _tell(self, value: Any) -> None:
        """A value where it stands: an object of its own by its number, at the first meeting to be said later."""
        number = getattr(value, "objgen", (0, 0))
        if number == (0, 0):
            self._say(value)
            return
        if number not in self._met:
            self._met[number] = len(self._met)
            self._next.append(value)
        self.seen.update(b"%d R " % self._met[number])

    def _say(self, value: Any) -> None:
        import pikepdf

        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            self.seen.update(b"<<")
            for key in sorted(value.keys()):
                if key not in self._but:
                    self.seen.update(key.encode() + b" ")
                    self._tell(value[key])
            self.seen.update(b">>")
            if isinstance(value, pikepdf.Stream):
                self.seen.update(self._data(value))
        elif isinstance(value, pikepdf.Array):
            self.seen.update(b"[")
            for one in value:
                self._tell(one)
            self.seen.update(b"]")
        elif isinstance(value, pikepdf.String):
            self.seen.update(b"(" + bytes(value) + b")")
        elif isinstance(value, pikepdf.Name):
            self.seen.update(str(value).encode() + b" ")
        else:
            self.seen.update(f"{_number(value)} ".encode())

    def _data(self, stream: Any) -> bytes:
        if stream.objgen not in self._held:
            self._held[stream.objgen] = hashlib.sha256(stream.read_bytes()).digest()
        return self._held[stream.objgen]


def _number(value: Any) -> str:
    """A number, a truth value or null: 1.50 is 1.5."""
    from decimal import Decimal

    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
