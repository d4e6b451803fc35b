"""The files that a PDF carries, put in when it is made and read when it is checked; fingerprints of the rest."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from briefing import fingerprint
from briefing.errors import LimitError, SourceError

if TYPE_CHECKING:
    import pikepdf

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff<>:\"|?*]")
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # which Windows takes for no file
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
"""Namespaces of what XMP claims (ISO 19005-3, 6.6.4; ISO 14289-1, 5)."""
_STANDARD = "2012-10-15"  # of ISO 19005-3
_LATEST = 253_402_300_799  # seconds from 1970 to the end of the year 9999
MOST_FILES = 2_000
"""That a PDF may give back."""
_LONGEST = 120  # characters of a part of a path


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
    """What is read of a PDF: its document title, its files, and the claims of its XMP.

    `claims` are "3a" or the like for PDF/A and "ua1" for PDF/UA.
    """

    title: str
    files: tuple[Enclosure, ...]
    claims: tuple[str, ...] = ()


def enclose(content: bytes, files: Sequence[Enclosure], date: str = "") -> bytes:
    """The PDF with files associated with the whole of it, as PDF/A-3 asks (ISO 19005-3, 6.8).

    `date` is year-month-day or a part of it; "" takes the day of SOURCE_DATE_EPOCH, and without that the files are
    dated as their standard is, 2012-10-15, never by the clock. The same input gives the same bytes.
    """
    import pikepdf

    stamp = _stamp(date)
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
    """The title, files and claims of a PDF. Raises SourceError where it is none, is broken or needs a password."""
    with _open(content, where) as pdf:
        return Opened(str(pdf.docinfo.get("/Title", "")), tuple(_files(pdf)), tuple(_claims(pdf)))


def held(content: bytes, where: str) -> bytes:
    """The files of a PDF as a child answers them: a line of JSON with their names and lengths, then the contents.

    Raises as `opened`, and LimitError.
    """
    files = opened(content, where).files
    if len(files) > MOST_FILES:
        raise LimitError(f"{len(files):,} embedded files, at most {MOST_FILES:,} are given back", where)
    head = json.dumps([(one.name, len(one.content)) for one in files]).encode()
    return b"\n".join([head, b"".join(one.content for one in files)])


def unpacked(answer: bytes) -> list[tuple[str, memoryview]]:
    """What `held` answers: names and contents, which are not copied. Raises ValueError for anything else."""
    end = answer.index(b"\n")
    files, at = [], end + 1
    for name, length in json.loads(answer[:end]):
        files.append((str(name), memoryview(answer)[at : at + int(length)]))
        at += int(length)
    return files


def prints(content: bytes, where: str) -> fingerprint.Prints:
    """The fingerprints of a PDF. Raises as `opened`."""
    with _open(content, where) as pdf:
        return fingerprint.prints(pdf)


@contextmanager
def _open(content: bytes, where: str) -> Iterator[pikepdf.Pdf]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:
        raise SourceError("the PDF needs a password", where, "save it without one") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        hint = "name a PDF that briefing has made"
        raise SourceError(f"no PDF, or a broken one: {_told(error)}", where, hint) from error


def safe(name: str) -> PurePosixPath:
    """A path that stays in its folder on every platform, made of the name or path that a PDF tells for a file."""
    parts = (_UNSAFE.sub("_", part).strip(". ")[:_LONGEST] for part in name.replace("\\", "/").split("/"))
    return PurePosixPath(*([f"_{part}" if _DEVICE.match(part) else part for part in parts if part] or ["file"]))


def _files(pdf: pikepdf.Pdf) -> list[Enclosure]:
    found = []
    for name, spec in pdf.attachments.items():
        held = spec.get_file()
        checksum = bytes(held.md5).hex() if held.md5 else ""
        found.append(Enclosure(str(name), held.mime_type, held.read_bytes(), spec.description, checksum))
    return found


def _claims(pdf: pikepdf.Pdf) -> Iterator[str]:
    told = xmp(pdf, (f"{PDFA}part", f"{PDFA}conformance", f"{PDFUA}part"))
    if part := told.get(f"{PDFA}part"):
        yield part + told.get(f"{PDFA}conformance", "").lower()
    if part := told.get(f"{PDFUA}part"):
        yield f"ua{part}"


def xmp(pdf: pikepdf.Pdf, keys: Sequence[str]) -> dict[str, str]:
    """What a PDF's metadata say under some names, each "{namespace}name"; nothing where they cannot be read."""
    import pikepdf

    if not isinstance(pdf.Root.get("/Metadata"), pikepdf.Stream):
        return {}
    try:
        told = pdf.open_metadata(strict=False)
        return {key: str(told[key]).strip() for key in keys if key in told}
    except (pikepdf.PdfError, SyntaxError, ValueError, TypeError):
        return {}


def _stamp(date: str) -> str:
    """A date of the PDF's own form (ISO 32000-2, 7.9.4)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not date and epoch.isdigit():
        date = datetime.fromtimestamp(min(int(epoch), _LATEST), UTC).date().isoformat()
    year, month, day, *_ = [*(date or _STANDARD).split("-"), "01", "01"]
    return f"D:{year:0>4}{month}{day}000000Z"


def _told(error: Exception) -> str:
    first = str(error).split("\n", maxsplit=1)[0]
    return re.sub(r"^.*<_io\.BytesIO[^>]*>[^:]*: ", "", first)[:120] or type(error).__name__
