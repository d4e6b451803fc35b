"""What attaching makes, written once and tried before it is handed out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from briefing.attach import claims
from briefing.attach.claims import Claims
from briefing.attach.objects import listed
from briefing.errors import BackendError, Diagnostic
from briefing.model import Noun

if TYPE_CHECKING:
    import pikepdf


class Attached(Noun):
    """A report with a brief in it: its bytes, its pages (0 for Word), and the claims that hold, "" for none."""

    content: bytes
    pages: int
    claims: str
    diagnostics: tuple[Diagnostic, ...]


def saved(  # noqa: PLR0913 - what came before, and what is to be said of it
    report: pikepdf.Pdf,
    original: bytes,
    judged: tuple[Claims, Claims, tuple[str, ...]],
    name: str,
    told: tuple[Diagnostic, ...],
    *,
    floor: str = "",
    sound_file: bool = False,
) -> Attached:
    """A changed report as bytes, claiming what it keeps; `judged` is what it claimed, what it may, and why not more.

    It stays encrypted under its owner's permissions and laid out for the web if it was; `floor` is the least version,
    `sound_file` says that what has been embedded is known to be PDF/A.
    The same bytes give the same bytes, but for an encrypted report.
    """
    mine, kept, why = judged
    claims.withdraw(report, kept)
    content = _bytes(report, floor, name)
    holding, further = claims.tried(content, kept, original, sound_file=sound_file)
    if holding != kept:
        claims.withdraw(report, holding)
        content = _bytes(report, floor, name)
    lost = claims.told(mine, holding, (*why, *further), name)
    return Attached(content=content, pages=len(report.pages), claims=str(holding), diagnostics=(*told, *lost))


def _bytes(report: pikepdf.Pdf, floor: str, name: str) -> bytes:
    import pikepdf

    made = io.BytesIO()
    sealed = report.is_encrypted
    try:
        report.save(
            made,
            min_version=floor,
            encryption=sealed,
            deterministic_id=not sealed,
            linearize=report.is_linearized,
            fix_metadata_version=_tells_version(report),
        )
    except (pikepdf.PdfError, RuntimeError) as error:
        if sealed:
            told, way = "its encryption cannot be written again", "ask its owner for a copy without it"
        else:
            told, way = "the PDF cannot be written", "make the report again"
        raise BackendError(f"{told}: {error}", name, way) from error
    _try_opening(made, report, name)
    return made.getvalue()


def _try_opening(made: io.BytesIO, report: pikepdf.Pdf, name: str) -> None:
    """Raises BackendError where what has been written does not open with all its pages and, encrypted, their words."""
    import pikepdf

    told, pages = "", len(report.pages)
    try:
        with pikepdf.open(made, suppress_warnings=True) as pdf:
            if len(pdf.pages) != pages:
                told = f"{len(pdf.pages)} pages in place of {pages}"
            elif report.is_encrypted and not all(_are_alike(pdf.pages[n], report.pages[n]) for n in range(pages)):
                told = "it cannot be decrypted again"
    except (pikepdf.PdfError, RuntimeError) as error:
        told = str(error)
    if told:
        raise BackendError(f"the result does not open as it should: {told}", name, "make the report again")


def _are_alike(page: pikepdf.Page, other: pikepdf.Page) -> bool:
    """Whether two pages have the same content; what cannot be unpacked is compared as it is."""
    import pikepdf

    streams = [[one for one in listed(of.obj, "/Contents") if isinstance(one, pikepdf.Stream)] for of in (page, other)]
    for mine, theirs in zip(*streams, strict=True):
        if mine.read_raw_bytes() != theirs.read_raw_bytes():
            try:
                if mine.read_bytes() != theirs.read_bytes():
                    return False
            except pikepdf.PdfError:
                return False
    return True


def _tells_version(report: pikepdf.Pdf) -> bool:
    """Whether the metadata hold the PDF's version, which may rise; others stay to the letter."""
    import pikepdf

    told = report.Root.get("/Metadata")
    return isinstance(told, pikepdf.Stream) and b"PDFVersion" in told.read_bytes()
