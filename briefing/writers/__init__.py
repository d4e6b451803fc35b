"""Brief -> Artifact: one writer a format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from briefing.errors import Diagnostic
from briefing.model import Artifact, Brief

Writer = Callable[[Brief, Path], tuple[Artifact, tuple[Diagnostic, ...]]]
"""Takes a brief and the project folder, whose templates and styles come before the package's."""


def _html(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers import html

    return html.write(brief, project)


def _pdf(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers import pdf

    return pdf.write(brief, project)


def _docx(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers import docx

    return docx.write(brief, project)


def _markdown(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers import markdown

    return markdown.write(brief, project)


def _json(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers import json

    return json.write(brief, project)


def _csl(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers.citations import csl

    return csl.write(brief, project)


def _ris(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers.citations import ris

    return ris.write(brief, project)


def _bibtex(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers.citations import bibtex

    return bibtex.write(brief, project)


def _json_ld(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    from briefing.writers.citations import json_ld

    return json_ld.write(brief, project)


WRITERS: dict[str, Writer] = {
    "pdf": _pdf,
    "html": _html,
    "docx": _docx,
    "json": _json,
    "md": _markdown,
    "csl": _csl,
    "ris": _ris,
    "bib": _bibtex,
    "jsonld": _json_ld,
}
"""By suffix, CSL-JSON by "csl". Each writer is imported when first asked: only the PDF pays for the layout engine."""
