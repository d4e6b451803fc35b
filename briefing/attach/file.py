"""A brief into a report as an embedded file (ISO 32000-1, 7.11.4; ISO 19005-3, annex E)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.attach import catalogue, claims, opening
from briefing.attach.attached import Attached, saved

if TYPE_CHECKING:
    import pikepdf


def embed(report: bytes, brief: bytes, names: tuple[str, str], *, break_signature: bool = False) -> Attached:
    """A report with a brief's PDF in it as a file that supplements it.

    `names` are what errors call the two; the file gets the brief's, with a number where the report holds one of that
    name. Raises UsageError where the report is signed and that is not to be broken, SourceError where one of the two
    cannot be read or the report forbids it, LimitError.
    """
    import pikepdf

    with opening.opened(report, names[0]) as host, opening.opened(brief, names[1]) as guest:
        opening.refuse_sealed(host, names[0], pages=False)
        told = [*opening.repaired(host, names[0])]
        mine = claims.claims(host)
        sound = claims.true(brief, claims.claims(guest))
        kept, why = claims.embedded(host, guest, sound=sound)
        told += opening.unsign(host, names[0], allowed=break_signature)
        name = _free(host, Path(names[1]).name)
        file = pikepdf.AttachedFileSpec(
            host,
            brief,
            filename=name,
            description=_description(guest) or name,
            mime_type="application/pdf",
            mod_date=_date(guest),
            relationship=pikepdf.Name.Supplement,
        )
        embedded = host.make_indirect(file.obj)
        catalogue.join_files(host, [(bytes(pikepdf.String(name)), embedded)], [embedded])
        return saved(host, report, (mine, kept, why), names[0], tuple(told), floor="1.7", sound_file=sound)


def _free(host: pikepdf.Pdf, name: str) -> str:
    """The name, with a number before its suffix where the report holds a file of that name."""
    import pikepdf

    taken = {key for key, _ in catalogue.embedded(host)}
    stem, suffix = Path(name).stem, Path(name).suffix
    number, free = 1, name
    while bytes(pikepdf.String(free)) in taken:
        number += 1
        free = f"{stem}-{number}{suffix}"
    return free


def _description(guest: pikepdf.Pdf) -> str:
    import pikepdf

    info = guest.trailer.get("/Info")
    return str(info.get("/Title", "")) if isinstance(info, pikepdf.Dictionary) else ""


def _date(guest: pikepdf.Pdf) -> str:
    """When the brief says that it was last changed, "" if it does not say: never the clock."""
    import pikepdf

    info = guest.trailer.get("/Info")
    if not isinstance(info, pikepdf.Dictionary):
        return ""
    return next((str(info[key]) for key in ("/ModDate", "/CreationDate") if key in info), "")
