"""A project in a folder, an analyst who corrects its draft, and sources that change under it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from briefing import pipeline
from briefing.findings.draft import Refreshed
from briefing.model import Findings
from briefing.pipeline import Compiled
from briefing.spec import BriefSpec

DAM = """\
# The dam

Egypt fears for its freshwater supply. Ethiopia wants to fill the dam by 2021. Sudan hopes for cheap power.

Egypt and Ethiopia signed a declaration in 2015. The United States supports Egypt in the talks over the river.

Turkey opposes the plan of the United States. Sudan fears floods below the dam.
"""

TALKS = """\
# The talks

Talks between Egypt and Ethiopia failed in 2020. Ethiopia believes that the river belongs to it.

Egypt threatens to go to the Security Council. Russia seeks to sell arms to Egypt.
"""

BRIEF = """\
title: Egypt and Ethiopia
date: 2020-06-01
audiences: [analyst]
sources:
  - {path: dam.md, key: dam}
  - {path: talks.md, key: talks}
"""

SECTIONS = """\
sections:
  - {title: The dam, question: What do Ethiopia and Sudan want from the dam?, words: 60}
  - {title: The talks, question: Why did the talks between Egypt and Ethiopia fail?, words: 60}
"""

Rows = dict[str, Any]


class Desk:
    """The project and its draft; `told` is what the last refresh told."""

    def __init__(self, folder: Path, brief: str = BRIEF + SECTIONS, **sources: str) -> None:
        self.folder = folder
        self.file = folder / "findings.yaml"
        (folder / "brief.yaml").write_text(brief, encoding="utf-8")
        for key, text in (sources or {"dam": DAM, "talks": TALKS}).items():
            self.source(key, text)

    def source(self, key: str, text: str) -> None:
        (self.folder / f"{key}.md").write_text(text, encoding="utf-8")

    def reword(self, key: str, old: str, new: str) -> None:
        file = self.folder / f"{key}.md"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def spec(self) -> BriefSpec:
        return pipeline.specify((str(self.folder / "brief.yaml"),), "")

    def draft(self) -> Refreshed:
        return pipeline.draft(self.spec())[1]

    def found(self) -> Findings:
        return pipeline.find(self.spec())[0]

    def check(self) -> Compiled:
        return pipeline.check(self.spec())

    # the analyst

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def rows(self) -> Rows:
        """The draft as any YAML reader sees it, every value a string."""
        loaded: Rows = yaml.load(self.text, Loader=yaml.BaseLoader)  # noqa: S506 - builds strings only
        return loaded

    def write(self, rows: Rows) -> None:
        """Write it as another program would: other quotes, other line breaks, no comments."""
        self.file.write_text(yaml.safe_dump(rows, sort_keys=False, allow_unicode=True), encoding="utf-8")

    def replace(self, old: str, new: str) -> None:
        """Edit the text in place, as in an editor."""
        assert self.text.count(old) == 1, f"{self.text.count(old)} times: {old}"
        self.file.write_text(self.text.replace(old, new), encoding="utf-8")

    def row(self, words: str) -> Rows:
        """The one row that holds some words in its value."""
        found = [row for row in every(self.rows()) if words in said(row)]
        assert len(found) == 1, f"{len(found)} rows hold {words!r}"
        return found[0]

    def change(self, words: str, **fields: Any) -> None:
        """Set fields of the one row that holds some words."""
        rows = self.rows()
        (row,) = [row for row in every(rows) if words in said(row)]
        row.update(fields)
        self.write(rows)


def lists(rows: Rows) -> dict[str, list[Rows]]:
    """Every list of rows under its name, a section's under its title."""
    return {name: under for name, under in rows.items() if name != "sections"} | dict(rows.get("sections") or {})


def every(rows: Rows) -> list[Rows]:
    return [row for under in lists(rows).values() for row in under]


def said(row: Rows) -> str:
    """What a row says, in one line."""
    return " | ".join(str(row.get(key, "")) for key in ("text", "actor", "statement", "name", "actors", "sign"))


def spoken(findings: Findings) -> list[str]:
    """The words of every point that would be printed."""
    line = [findings.bottom_line] if findings.bottom_line else []
    points = [p for s in findings.sections for p in s.points]
    judged = [a for s in findings.sections for run in s.judgement for a in run]
    return [p.text for p in (*line, *findings.key_points, *points, *findings.disagreements, *judged)]
