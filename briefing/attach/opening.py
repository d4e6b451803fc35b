"""Bytes -> a PDF that something may be attached to, or one clear sentence why not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from briefing.attach.objects import drop, is_dictionary, listed, under
from briefing.errors import Diagnostic, LimitError, SourceError, UsageError

if TYPE_CHECKING:
    import pikepdf

MOST_PAGES = 20_000
MOST_METADATA = 200_000
"""Bytes, packed: they may be a thousand times as many unpacked."""

_HEAD = 1024  # bytes in which readers look for %PDF-


@contextmanager
def opened(content: bytes, name: str) -> Iterator[pikepdf.Pdf]:
    """The PDF of these bytes; `name` is what errors call it.

    Raises SourceError where it is no PDF, broken beyond mending, has no pages or opens with a password alone;
    LimitError above MOST_PAGES.
    """
    import pikepdf

    if b"%PDF-" not in content[:_HEAD]:
        word = content.startswith(b"PK")
        raise SourceError("is no PDF", name, "a Word document takes --as section" if word else "name a PDF file")
    try:
        pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise SourceError("opens with a password only", name, "save it without the password first") from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise SourceError("is broken beyond mending", name, "make the PDF again") from error
    with pdf:
        if pdf.is_encrypted and not pdf.user_password_matched:  # the owner's is empty, which few readers try
            raise SourceError("opens with a password only", name, "save it without the password first")
        try:
            count = len(pdf.pages)
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
            raise SourceError("is broken: its tree of pages cannot be read", name, "make the PDF again") from error
        if not count:
            raise SourceError("has no pages", name, "make the PDF again")
        if count > MOST_PAGES:
            raise LimitError(f"{count:,} pages, at most {MOST_PAGES:,} are read", name, "name a shorter one")
        _refuse_packed(pdf, name)
        yield pdf


def _refuse_packed(pdf: pikepdf.Pdf, name: str) -> None:
    """Raises LimitError where the metadata are so much that their unpacking could take all memory."""
    import pikepdf

    told = pdf.Root.get("/Metadata")
    if isinstance(told, pikepdf.Stream) and "/Filter" in told and (size := len(told.read_raw_bytes())) > MOST_METADATA:
        raise LimitError(
            f"{size:,} bytes of packed metadata, at most {MOST_METADATA:,} are read", name, "make it again"
        )


def repaired(pdf: pikepdf.Pdf, name: str) -> tuple[Diagnostic, ...]:
    """A warning where the file's own table of objects or the like was broken and has been mended in reading."""
    told = pdf.get_warnings()
    return (
        (Diagnostic("repaired", f"the file is damaged and was mended: {_last_words(told[0])}", name),) if told else ()
    )


def refuse_sealed(pdf: pikepdf.Pdf, name: str, *, pages: bool) -> None:
    """Raises SourceError where the owner's permissions forbid the change: adding pages, or anything at all."""
    allowed = pdf.allow.modify_other or (pages and pdf.allow.modify_assembly)
    if pdf.is_encrypted and not allowed and not pdf.owner_password_matched:
        what = "adding pages" if pages else "changing it"
        raise SourceError(f"its owner's permissions forbid {what}", name, "ask its owner for a copy without them")


def refuse_kept(pdf: pikepdf.Pdf, name: str) -> None:
    """Raises SourceError where the owner's permissions forbid copying what stands in it."""
    if pdf.is_encrypted and not pdf.allow.extract and not pdf.owner_password_matched:
        raise SourceError(
            "its owner's permissions forbid copying from it", name, "ask its owner for a copy without them"
        )


def refuse_forms(pdf: pikepdf.Pdf, name: str) -> None:
    """Raises SourceError where pages are not what a reader shows: an XFA form or a portfolio."""
    if "/XFA" in under(pdf.Root, "/AcroForm"):
        raise SourceError(
            "is an XFA form, which shows no pages that could be added to", name, "attach the brief as a file: --as file"
        )
    if "/Collection" in pdf.Root:
        raise SourceError(
            "is a portfolio of files, whose pages are only its cover", name, "attach the brief as a file: --as file"
        )


def unsign(pdf: pikepdf.Pdf, name: str, *, allowed: bool) -> tuple[Diagnostic, ...]:
    """Take the signatures away that any change would make void; their fields stay, empty.

    Raises UsageError where the file is signed and that is not `allowed`.
    """
    signed = list(_signatures(pdf))
    certified = [key for key in ("/DocMDP", "/UR3", "/UR") if key in under(pdf.Root, "/Perms")]
    if not signed and not certified:
        return ()
    if not allowed:
        raise UsageError(
            "is signed, and any change makes the signature void",
            name,
            "attach to the unsigned original, or let the signature go: --break-signature",
        )
    for field in signed:
        del field["/V"]
        for widget in filter(is_dictionary, [field, *listed(field, "/Kids")]):
            drop(widget, "/AP")  # what it shows is that somebody has signed
    for key in ("/Perms", "/DSS"):
        drop(pdf.Root, key)
    drop(under(pdf.Root, "/AcroForm"), "/SigFlags")
    return (Diagnostic("signature", "the signature is gone: it would no longer have been valid", name),)


def _signatures(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The fields that hold a signature."""
    pending: list[tuple[Any, Any]] = [(one, None) for one in listed(under(pdf.Root, "/AcroForm"), "/Fields")]
    met = set()
    while pending:
        field, inherited = pending.pop()
        if not is_dictionary(field) or (field.is_indirect and field.objgen in met):
            continue
        met.add(field.objgen)
        kind = field.get("/FT", inherited)
        if kind == "/Sig" and is_dictionary(field.get("/V")):
            yield field
        pending += [(kid, kind) for kid in listed(field, "/Kids")]


def _last_words(warning: object) -> str:
    return str(warning).rpartition(": ")[2]
