"""Whatever an analyst does and becomes of the sources: no word is lost, what is rejected stays so, order holds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from briefing import findings as finders
from briefing.model import Findings
from desk import BRIEF, SECTIONS, Desk, Rows, every, lists, said, spoken

SENTENCES = (
    "Egypt fears for its freshwater supply.",
    "Ethiopia wants to fill the dam by 2021.",
    "Sudan hopes for cheap power from the dam.",
    "Egypt and Ethiopia signed a declaration in 2015.",
    "The United States supports Egypt in the talks over the river.",
    "Turkey opposes the plan of the United States: it will not yield.",
    "Sudan fears floods below the dam.",
    "Talks between Egypt and Ethiopia failed in 2020.",
    "Ethiopia believes that the river belongs to it.",
    "Egypt threatens to go to the Security Council.",
    "Russia seeks to sell arms to Egypt.",
    "Saudi Arabia controls the loans that Sudan needs.",
    'Cairo called the filling "a threat" on 3 May 2020.',
    "The African Union hopes to mediate between Egypt and Sudan.",
    "China wants to build three more dams in Ethiopia.",
    "Israel – as ever – supports Ethiopia # and says so.",
)
CLAUSES = ("as officials said", "in the long run", "at least for now", "according to two diplomats")

change = st.tuples(
    st.sampled_from(["insert", "delete", "reword", "paragraph", "swap", "restore", "empty"]),
    st.sampled_from(["dam", "talks"]),
    st.integers(0, 40),
)
correction = st.tuples(
    st.sampled_from(
        ["edit", "rewrite", "reject", "pin", "manual", "judge", "rename", "same", "swap", "move", "kind", "comment"]
    ),
    st.integers(0, 400),
    st.booleans(),
)
step = st.one_of(
    st.tuples(st.just("source"), change), st.tuples(st.just("row"), correction), st.tuples(st.just("draft"), st.none())
)


class Scenario:
    """A desk with its history: `words` are the analyst's, `rejected` what no page may show, `sources` what they say."""

    def __init__(self, folder: Path, *, outlined: bool) -> None:
        self.sources = {"dam": list(SENTENCES[:7]), "talks": list(SENTENCES[7:11])}
        self.first = {key: list(said) for key, said in self.sources.items()}
        self.desk = Desk(folder, BRIEF + ("" if outlined else SECTIONS), **{k: self.page(k) for k in self.sources})
        self.words: set[str] = set()
        self.comments: set[str] = set()
        self.rejected: dict[str, str] = {}
        self.renamed = False
        self.count = 0
        self.desk.draft()

    def page(self, key: str) -> str:
        said = self.sources[key]
        paragraphs = [" ".join(said[n : n + 3]) for n in range(0, len(said), 3)]
        return "\n\n".join([f"# On {key}", *paragraphs]) + "\n"

    def mark(self) -> str:
        self.count += 1
        return f"mark{self.count}"

    # sources

    def source(self, kind: str, key: str, number: int) -> None:
        said = self.sources[key]
        at = number % len(said) if said else 0
        if kind == "insert":
            said.insert(at, SENTENCES[number % len(SENTENCES)])
        elif kind == "paragraph":
            said[at:at] = [f"A paragraph of {number} words says little.", "It is new.", SENTENCES[-1 - number % 5]]
        elif kind == "restore":
            self.sources[key] = list(self.first[key])
        elif kind == "empty" and number < 4:
            self.sources[key] = ["Nothing."]
        elif said and kind == "delete":
            del said[at]
        elif said and kind == "reword":
            said[at] = f"{said[at].rstrip('.')}, {CLAUSES[number % len(CLAUSES)]}."
        elif kind == "swap":
            said.reverse()
        self.desk.source(key, self.page(key))

    # the analyst

    def row(self, kind: str, number: int, flag: bool) -> None:  # noqa: C901, FBT001, PLR0912 - one branch an action
        if kind == "comment":
            self.comment(number)
            return
        rows = self.desk.rows()
        points = [row for name, under in lists(rows).items() if name not in KINDS for row in under]
        pool = points if flag and points else every(rows)
        row = pool[number % len(pool)] if pool else None
        named = rows.get("actors") or []
        if kind in ("manual", "judge"):
            self.add(rows, cited=kind == "manual", number=number, flag=flag)
        elif row is None or row.get("status") == "rejected":
            return
        elif kind in ("edit", "rewrite") and (field := WORDS(row)):
            text = (
                f"{row[field]} {self.mark()}" if kind == "edit" else f"Words of an analyst: {self.mark()} # {number}."
            )
            self.words.discard(row[field])
            row[field] = text
            self.words.add(text)
        elif kind == "reject" and WORDS(row):
            row["status"] = "rejected"
            if row[WORDS(row)] not in self.words:
                self.rejected[row["id"]] = said(row)
        elif kind == "pin" and WORDS(row):
            row["status"] = "pinned"
            self.words.add(row[WORDS(row)])
        elif kind == "rename" and named:
            actor = named[number % len(named)]
            if "same_as" not in actor:
                self.words.discard(actor["name"])
                actor["name"] = f"Actor {self.mark()}"
                self.words.add(actor["name"])
                self.renamed = True
        elif kind == "same" and len(named) > 1:
            one, other = named[number % len(named)], named[(number + 1) % len(named)]
            if not any("same_as" in actor for actor in named):
                one["same_as"] = other["name"]
                self.renamed = True
        elif kind == "swap":
            under = [group for name, group in lists(rows).items() if len(group) > 1]
            if under:
                group = under[number % len(under)]
                group[0], group[-1] = group[-1], group[0]
        elif kind == "move" and points:
            self.move(rows, points[number % len(points)], number)
        elif kind == "kind" and rows.get("interests"):
            one = rows["interests"][number % len(rows["interests"])]
            if one.get("status") != "rejected":
                one["kind"] = "constraint"
        self.desk.write(rows)

    def add(self, rows: Rows, *, cited: bool, number: int, flag: bool) -> None:
        text = f"An analyst adds {self.mark()}."
        row: dict[str, Any] = {"text": text, "status": "manual"}
        key = "dam" if flag else "talks"
        if cited and self.sources[key]:
            sentence = self.sources[key][number % len(self.sources[key])]
            row["evidence"] = [f'{key}:{number} "{sentence.rstrip(".")}"']
        titles = list(rows.get("sections") or {})
        under = rows["sections"][titles[number % len(titles)]] if titles and flag else rows.setdefault("key_points", [])
        under.insert(number % (len(under) + 1), row)
        self.words.add(text)

    def move(self, rows: Rows, row: Rows, number: int) -> None:
        for name, under in lists(rows).items():
            if name not in KINDS and row in under and rows.get("sections"):
                under.remove(row)
                titles = list(rows["sections"])
                title = titles[number % len(titles)]
                rows["sections"][title].append(row)
                if title != name:  # within its list it is only put elsewhere
                    self.words.add(row["text"])
                return

    def comment(self, number: int) -> None:
        lines = self.desk.text.split("\n")
        starts = [n for n, line in enumerate(lines) if line.lstrip().startswith("- ") and line.count('"') == 0]
        starts = [
            n for n in starts if lines[n].split(":")[0].strip(" -") in ("text", "actor", "name", "actors", "date")
        ]
        if starts:
            at = starts[number % len(starts)]
            text = f"# a comment, {self.mark()}"
            lines.insert(at, " " * (len(lines[at]) - len(lines[at].lstrip())) + text)
            self.desk.file.write_text("\n".join(lines), encoding="utf-8")
            self.comments = {c for c in self.comments if c in self.desk.text} | {text}

    # what must hold

    def check(self) -> None:
        before = {name: [row.get("id") for row in under] for name, under in lists(self.desk.rows()).items()}
        comments = {comment for comment in self.comments if comment in self.desk.text}
        stale = self.desk.found()
        self.desk.draft()
        first = self.desk.file.read_bytes()
        rows = self.desk.rows()
        texts = {row[field] for row in every(rows) if (field := WORDS(row))} | {a["name"] for a in rows["actors"]}
        assert self.words <= texts, f"lost: {self.words - texts}"
        assert all(comment in self.desk.text for comment in comments), "a comment is lost"
        for name, under in lists(rows).items():
            ids = [row["id"] for row in under]
            both = [one for one in before.get(name, ()) if one in ids]
            assert [one for one in ids if one in both] == both, f"another order: {name}"
        self.desk.draft()
        assert self.desk.file.read_bytes() == first, "a second run changes the file"
        compiled = self.desk.check()
        assert spoken(compiled.findings) == spoken(stale), "a refresh changes what is printed"
        self.check_rejected(rows, compiled.findings)
        self.check_printed(rows, compiled.findings)

    def check_rejected(self, rows: Rows, found: Findings) -> None:
        for name, words in self.rejected.items():
            (row,) = [row for row in every(rows) if row.get("id") == name]
            assert row["status"] == "rejected"
            assert words.split(" | ")[0] not in spoken(found) or not words.split(" | ")[0]
            if not self.renamed and row.get("statement"):
                now = {(i.actor, i.kind, i.statement) for i in found.interests if i.status == "auto"}
                assert (row["actor"], row["kind"], row["statement"]) not in now

    def check_printed(self, rows: Rows, found: Findings) -> None:
        """What is printed is what stands in the draft and is neither rejected nor an orphan, in its order."""
        for section in found.sections:
            under = (rows.get("sections") or {}).get(section.title, [])
            shown = [row["text"] for row in under if row["status"] not in ("rejected", "orphan")]
            assert [point.text for point in section.points] == shown
        sentences = {s.id: s.text for d in found.documents for s in d.sentences}
        for claim in (*found.interests, *found.relations, *found.events, *found.key_points):
            assert all(e.quote in sentences[e.sentence] for e in claim.evidence)


KINDS = ("actors", "interests", "relations", "events")


def WORDS(row: Rows) -> str:  # noqa: N802 - a table in spirit
    """The field that holds a row's words."""
    return next((field for field in ("text", "statement") if field in row), "")


@pytest.mark.parametrize("outlined", [False, True])
@given(steps=st.lists(step, min_size=2, max_size=9))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_lost(*, outlined: bool, steps: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario(Path(folder), outlined=outlined)
        for what, order in steps:
            if what == "source":
                scenario.source(*order)
                event(f"source {order[0]}")
            elif what == "row":
                scenario.row(*order)
                event(f"row {order[0]}")
            else:
                scenario.check()
        scenario.check()


def test_the_scenarios_have_something_to_lose() -> None:
    assert set(finders.EXTRACTORS) == {"interests", "relations", "events"}
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario(Path(folder), outlined=False)
        counts = {name: len(under) for name, under in lists(scenario.desk.rows()).items()}
        assert all(counts[name] for name in KINDS)
        assert sum(counts.values()) > 20
