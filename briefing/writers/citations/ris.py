"""Brief -> RIS: what EndNote, Zotero, Mendeley and library catalogues read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefing.errors import Diagnostic
from briefing.model import Artifact, Brief, Work
from briefing.writers.citations.people import name


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:  # noqa: ARG001 - a Writer
    """The works of a brief as records, in UTF-8: a tag, two spaces, a hyphen, a space and a value a line.

    A value has no line break, so that none can begin a field of its own.
    """
    lines = [
        f"{tag}  - {value}\r\n" for n, work in enumerate(brief.works) for tag, value in _record(work, itself=not n)
    ]
    kind = "application/x-research-info-systems"
    return Artifact(name=f"{brief.name}.ris", media_type=kind, content="".join(lines).encode()), ()


def _record(work: Work, *, itself: bool) -> Iterator[tuple[str, str]]:
    authors = [name(author, work.publisher) for author in work.authors]
    signed = [f"{one.family}, {one.given}" if one.given else one.family for one in authors]
    yield "TY", "RPRT" if itself else "ELEC" if work.url else "GEN"
    fields = [
        ("ID", work.key),
        ("TI", work.title),
        *(("AU", one) for one in signed or ([work.publisher] if itself else [])),
        ("PB", work.publisher),
        ("PY", work.date[:4]),
        ("DA", _date(work.date)),
        ("UR", work.url),
        ("LA", work.language),
        ("T2", work.series),
        ("SN", work.number),
        ("ET", work.version),
        ("C1", work.licence),
        ("N1", work.note),
    ]
    for tag, value in fields:
        if line := " ".join(value.split()):
            yield tag, line
    yield "ER", ""


def _date(date: str) -> str:
    """YYYY/MM/DD/, what is not known left empty."""
    parts = date.split("-") if date else []
    return "/".join([*parts, *[""] * (4 - len(parts))]) if parts else ""
