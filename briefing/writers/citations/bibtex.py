"""Brief -> BibTeX: what LaTeX, biber and JabRef read."""

from __future__ import annotations

import re
from pathlib import Path

from briefing.errors import Diagnostic
from briefing.model import Artifact, Brief, Work
from briefing.writers.citations.people import name

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"\{",
    "}": r"\}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{c: f"\\{c}" for c in "#$%&_"},
}
"""What TeX takes for markup."""
_IN_ADDRESS = re.compile(r"[\s{}\\^`\"<>|]")


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:  # noqa: ARG001 - a Writer
    """The works of a brief as entries, in UTF-8; characters that TeX takes for markup are escaped."""
    entries = [_entry(work, itself=not n) for n, work in enumerate(brief.works)]
    content = "\n".join(entries)
    return Artifact(name=f"{brief.name}.bib", media_type="application/x-bibtex", content=content.encode()), ()


def _entry(work: Work, *, itself: bool) -> str:
    year, month, _ = [*work.date.split("-"), "", ""][:3]
    fields = {
        "author": f"{{{_authors(work, itself=itself)}}}" if work.authors or itself else "",
        "title": f"{{{{{_plain(work.title)}}}}}",  # twice, so that no style changes its capitals
        "institution" if itself else "howpublished": _braced(work.publisher),  # styles print these of such entries
        "publisher": _braced(work.publisher),
        "year": _braced(year),
        "month": _MONTHS[int(month) - 1] if month else "",
        "date": _braced(work.date),
        "type": _braced(work.series),
        "number": _braced(work.number),
        "version": _braced(work.version),
        "url": f"{{{_IN_ADDRESS.sub(_percent, work.url)}}}" if work.url else "",
        "langid" if itself else "language": _braced(work.language),
        "note": _braced(". ".join(filter(None, (work.note, work.licence)))),
    }
    lines = [f"  {key} = {value}," for key, value in fields.items() if value not in ("", "{}")]
    return "\n".join([f"@{'techreport' if itself else 'misc'}{{{work.key},", *lines, "}", ""])


def _authors(work: Work, *, itself: bool) -> str:
    """Names joined by "and"; one that is not to be taken apart stands in braces."""
    made = []
    for author in work.authors or ((work.publisher,) if itself and work.publisher else ()):
        parts = name(author, work.publisher)
        family, given = _plain(parts.family), _plain(parts.given)
        made.append(f"{family}, {given}" if given else f"{{{family}}}")
    return " and ".join(made)


def _braced(text: str) -> str:
    return f"{{{_plain(text)}}}"


def _plain(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in " ".join(text.split()))


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
