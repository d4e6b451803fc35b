"""The files that a PDF carries, and what its pages draw: what is put in when it is made, and read when it is checked."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import SourceError

if TYPE_CHECKING:
    import pikepdf

_UNSAFE = re.compile(r"[\x00-\x1f<>:\"/\\|?*]")
_MARKS = re.compile(rb"(?s)/\w+\s*(?:<<.*?>>|/\w+)?\s*B(?:DC|MC)\b|\bEMC\b")


class Enclosure(NamedTuple):
    """A file inside a PDF: `checksum` is the MD5 that the PDF tells of it (ISO 32000-2, 7.11.4), hexadecimal, or ""."""

    name: str
    media_type: str
    content: bytes
    description: str = ""
    checksum: str = ""

    def is_whole(self) -> bool:
        """Whether the content has the checksum that the PDF tells."""
        return self.checksum in ("", hashlib.md5(self.content, usedforsecurity=False).hexdigest())


class Opened(NamedTuple):
    """What is read of a PDF: its document title, its files, and a SHA-256 of what each page draws."""

    title: str
    files: tuple[Enclosure, ...]
    drawn: tuple[str, ...]


def enclose(content: bytes, files: Sequence[Enclosure], date: str = "") -> bytes:
    """The PDF with files associated with the whole of it, as PDF/A-3 asks (ISO 19005-3, 6.8).

    `date` is year-month-day, or "" for none known: the files are then dated like the PDF's standard, 2012-10-15, never
    by the clock. The same input gives the same bytes.
    """
    import pikepdf

    stamp = f"D:{(date or '2012-10-15').replace('-', ''):0<8}000000Z"
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for file in files:
            held = pikepdf.AttachedFileSpec(
                pdf,
                file.content,
                description=file.description,
                filename=file.name,
                mime_type=file.media_type,
                creation_date=stamp,
                mod_date=stamp,
                relationship=pikepdf.Name.Data,
            )
            pdf.attachments[file.name] = held
            if "/AF" not in pdf.Root:
                pdf.Root.AF = pikepdf.Array()
            pdf.Root.AF.append(pdf.attachments[file.name].obj)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return made.getvalue()


def opened(content: bytes, where: str) -> Opened:
    """The title, files and drawings of a PDF. Raises SourceError where it is none, is broken or needs a password."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            title = str(pdf.docinfo.get("/Title", ""))
            return Opened(title, tuple(_files(pdf)), tuple(_drawn(page) for page in pdf.pages))
    except pikepdf.PasswordError as error:
        raise SourceError("the PDF needs a password", where, "save it without one") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        hint = "name a PDF that briefing has made"
        raise SourceError(f"no PDF, or a broken one: {_told(error)}", where, hint) from error


def drawn(content: bytes) -> tuple[str, ...]:
    """A SHA-256 of what each page of a PDF of ours draws."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return tuple(_drawn(page) for page in pdf.pages)


def safe(name: str) -> str:
    """A file's name that stays in its folder on every platform."""
    bare = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    return bare[:120] or "file"


def _files(pdf: pikepdf.Pdf) -> list[Enclosure]:
    found = []
    for name, spec in pdf.attachments.items():
        held = spec.get_file()
        checksum = bytes(held.md5).hex() if held.md5 else ""
        found.append(Enclosure(str(name), held.mime_type, held.read_bytes(), spec.description, checksum))
    return found


def _drawn(page: pikepdf.Page) -> str:
    """A SHA-256 of a page's drawing, of the forms that it draws, of its fonts' character maps and of its size.

    Marks of structure are left out: they may be renumbered where the page joins another document.
    """
    seen = hashlib.sha256(str([float(side) for side in page.mediabox]).encode())
    page.contents_coalesce()
    if "/Contents" in page.obj:
        seen.update(_MARKS.sub(b"", page.Contents.read_bytes()))
    _take(page.resources, seen, 0)
    return seen.hexdigest()


_DEEPEST = 8  # forms in forms


def _take(resources: pikepdf.Object, seen: hashlib._Hash, depth: int) -> None:
    for kind in ("/XObject", "/Font"):
        group = resources.get(kind)
        for name in sorted(group.keys()) if group is not None else ():
            one = group[name]
            seen.update(name.encode())
            if kind == "/XObject":
                seen.update(one.read_bytes())
                if one.get("/Resources") is not None and depth < _DEEPEST:
                    _take(one.Resources, seen, depth + 1)
            elif one.get("/ToUnicode") is not None:
                seen.update(one.ToUnicode.read_bytes())


def _told(error: Exception) -> str:
    return str(error).split("\n", maxsplit=1)[0][:120] or type(error).__name__
