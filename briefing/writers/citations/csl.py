"""Brief -> CSL-JSON (Citation Style Language 1.0.2): what Zotero, pandoc and citeproc read."""

from __future__ import annotations

import json
from pathlib import Path

from briefing.errors import Diagnostic
from briefing.model import Artifact, Brief, Work
from briefing.writers.citations.people import name

Value = str | list[dict[str, str]] | dict[str, list[list[int]]]


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:  # noqa: ARG001 - a Writer
    """The works of a brief as a list of items, in UTF-8."""
    items = [_item(work, itself=not n) for n, work in enumerate(brief.works)]
    content = json.dumps(items, ensure_ascii=False, indent=1) + "\n"
    kind = "application/vnd.citationstyles.csl+json"
    return Artifact(name=f"{brief.name}.csl.json", media_type=kind, content=content.encode()), ()


def _item(work: Work, *, itself: bool) -> dict[str, Value]:
    fields: dict[str, Value] = {
        "title": work.title,
        "author": _authors(work) if work.authors or itself else [],
        "publisher": work.publisher,
        "issued": {"date-parts": [[int(part) for part in work.date.split("-")]]} if work.date else "",
        "URL": work.url,
        "language": work.language,
        "collection-title": work.series,
        "number": work.number,
        "version": work.version,
        "license": work.licence,
        "note": work.note,
    }
    kind = "report" if itself else "webpage" if work.url else "document"
    return {"id": work.key, "type": kind} | {key: value for key, value in fields.items() if value}


def _authors(work: Work) -> list[dict[str, str]]:
    """The authors; of a report that nobody signs, who publishes it."""
    made = []
    for author in work.authors or filter(None, (work.publisher,)):
        parts = name(author, work.publisher)
        made.append({"family": parts.family, "given": parts.given} if parts.given else {"literal": parts.family})
    return made
