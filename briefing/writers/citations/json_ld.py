"""Brief -> JSON-LD in the words of schema.org: what search engines and catalogues of open data read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from briefing.errors import Diagnostic
from briefing.model import Artifact, Brief, Work
from briefing.writers.citations.people import name


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:  # noqa: ARG001 - a Writer
    """The brief as a Report that cites its sources, in UTF-8."""
    itself, *sources = brief.works
    told = {"@context": "https://schema.org"} | _work(itself, "Report")
    if brief.bottom_line:
        told["abstract"] = brief.bottom_line.text
    if sources:
        told["citation"] = [_work(source, "WebPage" if source.url else "CreativeWork") for source in sources]
    content = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return Artifact(name=f"{brief.name}.jsonld", media_type="application/ld+json", content=content.encode()), ()


def _work(work: Work, kind: str) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": work.publisher} if work.publisher else None
    fields = {
        "identifier": work.key,
        "name": work.title,
        "author": [_author(author, work.publisher) for author in work.authors],
        "publisher": publisher,
        "datePublished": work.date,
        "inLanguage": work.language,
        "url": work.url,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": work.series} if work.series else None,
        "reportNumber": work.number,
        "version": work.version,
        "license": {"@type": "CreativeWork", "name": work.licence} if work.licence else None,
        "conditionsOfAccess": work.note,
    }
    return {"@type": kind} | {key: value for key, value in fields.items() if value}


def _author(author: str, publisher: str) -> dict[str, str]:
    parts = name(author, publisher)
    if not parts.given:
        return {"@type": "Organization" if parts.body else "Person", "name": parts.family}
    return {
        "@type": "Person",
        "name": " ".join(author.split()),
        "givenName": parts.given,
        "familyName": parts.family,
    }
