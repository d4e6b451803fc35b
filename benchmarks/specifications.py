"""Specifications as nobody should write them: files of YAML's own test suite, and strings that break programs.

    python benchmarks/specifications.py --yaml FOLDER --strings FILE.json [--builds N]

Every file under FOLDER is taken for brief.yaml, findings.yaml and an audience. Every string of the JSON array is put
into each field of the three that takes words, one by one; then N briefs are built in every format, which say another
string in each field that took it, in a source's words and in files' names, and the PDFs are verified. Each must be
read, or refused in lines that say where. A table tells what came of them; with a traceback it ends in 1.
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import sys
import tempfile
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from briefing import audiences, finished, pipeline, rules, spec
from briefing.errors import BriefingError
from briefing.findings.draft import rows
from briefing.writers import WRITERS

DAM = "# The dam\n\n2 March 2019\n\nEgypt fears for its water supply. Ethiopia wants to fill the dam by 2025.\n\n{}\n"
BRIEF: dict[str, Any] = {
    "title": "T", "subtitle": "s", "marking": "TLP:CLEAR", "audiences": ["minister"], "bottom_line": "b", "ask": "a",
    "sources": [{"path": "dam.md", "title": "t", "authors": ["a"], "publisher": "p", "url": "https://a.b/"}],
    "sections": [{"title": "Water", "question": "q"}, {"title": "Ours", "text": "t"}],
    "actors": [{"name": "Egypt", "aliases": ["Cairo"], "part_of": "Arab League"}],
    "options": [{"name": "n", "for": "f", "against": "a"}], "indicators": ["i"], "glossary": {"Nile": "m"},
    "imprint": {"organisation": "o", "authors": ["a"], "contact": "c", "series": "s", "number": "n", "version": "v",
        "cite": "c", "licence": "l", "disclaimer": "d"},
    "brand": {"organisation": "o", "logo": "logo.svg", "logo_alt": "l", "accent": "#884400",
        "fonts": {"text": "Inter"}},
    "labels": {"series": "s", "key_points": "k", "count_points": {"one": "c", "other": "d"}},
    "waive": [{"rule": "undated-source", "reason": "r"}], "file_name": "{title}-{audience}",
    "language": "en", "date": "2019-04-01", "previous": "old.json",
}  # fmt: skip
ALONE = {"language", "date", "previous", "logo", "accent", "path"}
"""Fields that are tried alone: what most strings would make of them is refused."""
DRAFT: dict[str, Any] = {
    "key_points": [{"text": "t", "status": "manual", "evidence": ['dam:1 "Egypt fears for its water supply"'],
        "id": "p-1", "base": "b", "marking": "TLP:GREEN"}],
    "interests": [{"actor": "Egypt", "kind": "interest", "statement": "s", "theatre": "t", "status": "manual"}],
    "relations": [{"actors": ["Egypt", "Sudan"], "sign": "opposed", "theatre": "t", "status": "manual", "id": "r-1"}],
    "events": [{"date": "2019", "text": "t", "status": "manual", "id": "e-1"}],
    "actors": [{"name": "Egypt", "type": "state", "aliases": ["Cairo"], "part_of": "Africa", "same_as": "Misr"}],
}  # fmt: skip
AUDIENCE: dict[str, Any] = {
    "extends": "public", "description": "d", "template": "public.html.j2", "style": "public.css",
    "labels": {"series": "s", "key_points": "k"}, "ceiling": "TLP:RED"}  # fmt: skip

Place = tuple[str | int, ...]


def places(tree: Any, place: Place = ()) -> Iterator[Place]:  # any value of JSON
    """The places of a tree that hold a string."""
    if isinstance(tree, str):
        yield place
    else:
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(value, (*place, key))


def written(tree: dict[str, Any]) -> str:
    """A tree as YAML, the rows of its lists each in a line of its own."""
    lines = []
    for key, value in tree.items():
        rows_ = isinstance(value, list)
        lines.append(f"{key}:" if rows_ else f"{key}: {json.dumps(value, ensure_ascii=False)}")
        lines += [f"- {json.dumps(one, ensure_ascii=False)}" for one in value] if rows_ else []
    return "\n".join([*lines, ""])


def supply(folder: Path, string: str = "") -> None:
    """Makes the files that the specification names."""
    (folder / "audiences").mkdir(parents=True, exist_ok=True)
    (folder / "dam.md").write_text(DAM.format(string), encoding="utf-8", errors="replace")
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    (folder / "old.json").write_text("{}", encoding="utf-8")


def put(tree: Any, place: Place, string: str) -> None:
    """Puts a string at a place."""
    for key in place[:-1]:
        tree = tree[key]
    tree[place[-1]] = string


class Tried:
    """What came of a kind of try: counts, and the words of what went wrong."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, what: str, work: Callable[[], object]) -> bool:
        """Whether a work was done; refused in a sentence it is only counted."""
        try:
            work()
        except BriefingError as error:
            said = str(error)
            self.counts[f"refused with exit code {error.exit_code}"] += 1
            if not all(_is_plain(line) for line in said.split("\n")) or not (error.where or error.exit_code > 3):  # noqa: PLR2004
                self.faults.append(f"{what}: said without a place, or not in plain lines: {said[:200]!r}")
            return False
        except Exception:  # noqa: BLE001 - it is what is looked for
            self.counts["tracebacks"] += 1
            self.faults.append(f"{what}: {traceback.format_exc()[-900:]}")
            return False
        self.counts["read"] += 1
        return True


def _is_plain(line: str) -> bool:
    """Whether a terminal shows a line as it is."""
    return all(one.isprintable() or unicodedata.category(one) == "Zs" or one in "\u200c\u200d" for one in line)


def loaders(folder: Path) -> dict[str, Callable[[], object]]:
    """How each of the three files is read."""
    draft = folder / "findings.yaml"
    return {
        "brief.yaml": lambda: spec.load(folder / "brief.yaml", audiences.names(folder), rules.waivable()),
        "findings.yaml": lambda: rows.read(draft, str(draft)),
        "audiences/press.yaml": lambda: audiences.load("press", folder),
    }


def read_files(suite: Path, folder: Path) -> dict[str, Tried]:
    """Takes every file of a suite for each of the three."""
    found = {}
    for name, load in loaders(folder).items():
        found[name] = Tried()
        for file in sorted(one for one in suite.rglob("*") if one.is_file()):
            (folder / name).write_bytes(file.read_bytes())
            found[name].run(f"{file.name} as {name}", load)
    return found


def read_strings(strings: list[str], folder: Path) -> tuple[dict[str, Tried], dict[str, list[tuple[str, Place]]]]:
    """Puts every string into each field of the three; what came of it, and which fields took which string."""
    found, takes = {}, {string: [] for string in strings}  # type: ignore[var-annotated]
    shapes = {"brief.yaml": BRIEF, "findings.yaml": DRAFT, "audiences/press.yaml": AUDIENCE}
    for name, load in loaders(folder).items():
        found[name] = Tried()
        for place in places(shapes[name]):
            for string in strings:
                tree = copy.deepcopy(shapes[name])
                put(tree, place, string)
                (folder / name).write_text(written(tree), encoding="utf-8")
                if found[name].run(f"{string[:40]!r} at {name} {place}", load) and not ALONE & set(map(str, place)):
                    takes[string].append((name, place))
    return found, takes


def build(strings: list[str], takes: dict[str, list[tuple[str, Place]]], turn: int, folder: Path) -> None:
    """Builds a brief that says another string in each field, one that it takes; and checks the PDF.

    From turn to turn each field says the next string. Raises BriefingError.
    """
    shutil.rmtree(folder)
    brief, draft, audience = (copy.deepcopy(one) for one in (BRIEF, DRAFT, AUDIENCE))
    trees = {"brief.yaml": brief, "findings.yaml": draft, "audiences/press.yaml": audience}
    fields = [(name, place) for name, tree in trees.items() for place in places(tree) if not ALONE & set(place)]
    apart = len(strings) // len(fields)
    for number, field in enumerate(fields):
        string = strings[(turn + number * apart) % len(strings)]
        if field in takes[string]:
            put(trees[field[0]], field[1], string)
    said = [strings[(turn + number) % len(strings)] for number in range(_SAID)]
    supply(folder, "\n\n".join(said))
    for gone in ("previous", "waive"):
        del brief[gone]
    audience = {"extends": "public", "labels": audience["labels"], "description": audience["description"]}
    draft = {name: [{key: row[key] for key in ("text", "date", "status") if key in row} for row in draft[name]]
        for name in ("key_points", "events")}  # fmt: skip
    brief |= {"sources": [{**brief["sources"][0], "path": "dam.md"}, *named(said, folder)], "audiences": ["press"]}
    for name, tree in (("brief.yaml", brief), ("findings.yaml", draft), ("audiences/press.yaml", audience)):
        (folder / name).write_text(written(tree), encoding="utf-8")
    compiled = pipeline.compile_brief(pipeline.specify([str(folder / "brief.yaml")], ""), (), tuple(WRITERS))
    for path, _ in pipeline.save(compiled, folder / "out"):
        if path.suffix == ".pdf" and (failed := [one for one in finished.verify_pdf(path) if one.failures]):
            raise AssertionError("\n".join(finished.tell_checks(failed)))


_SAID = 25  # strings that a source says, and as many files that have one for a name


def named(strings: list[str], folder: Path) -> list[dict[str, str]]:
    """Sources whose files have the strings for names, where the system takes them and a specification can name them."""
    found: list[dict[str, str]] = []
    for number, string in enumerate(strings):
        file = folder / f"{string}.txt"
        try:
            if file.parent != folder or not string.strip() or string != string.strip():
                continue
            file.write_text(DAM.format(f"It is so {number}."), encoding="utf-8")
        except (OSError, ValueError):
            continue
        found.append({"path": file.name, "key": f"named-{number}"})
    return found


def main() -> int:
    """Print the table, and tell whether there was a traceback."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--yaml", type=Path, required=True)
    parser.add_argument("--strings", type=Path, required=True)
    parser.add_argument("--builds", type=int, default=100)
    given = parser.parse_args()
    strings = list(dict.fromkeys(json.loads(given.strings.read_text("utf-8"))))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "project"
        supply(folder)
        of_files = read_files(given.yaml, folder)
        of_strings, takes = read_strings(strings, folder)
        built = Tried()
        for turn in range(given.builds):
            built.run(f"turn {turn} built", lambda turn=turn: build(strings, takes, turn, folder))  # type: ignore[misc]
    tables = {**{f"YAML as {name}": tried for name, tried in of_files.items()},
        **{f"strings in {name}": tried for name, tried in of_strings.items()}, "built": built}  # fmt: skip
    for name, tried in tables.items():
        counts = ", ".join(f"{count} {what}" for what, count in sorted(tried.counts.items()))
        print(f"{name}: {counts}")
    faults = [fault for tried in tables.values() for fault in tried.faults]
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
