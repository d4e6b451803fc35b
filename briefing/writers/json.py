"""Brief -> JSON: every field of the noun, for a program to read."""

from __future__ import annotations

from pathlib import Path

from briefing.errors import Diagnostic
from briefing.model import Artifact, Brief


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:  # noqa: ARG001 - a Writer
    """The brief as UTF-8 JSON, indented by two, with a final newline."""
    content = brief.model_dump_json(indent=2, by_alias=True) + "\n"
    return Artifact(name=f"{brief.name}.json", media_type="application/json", content=content.encode()), ()
