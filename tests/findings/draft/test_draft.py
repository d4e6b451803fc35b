"""Each thing that an analyst does to the draft survives the next reading of changed sources, and is what is printed."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path

import jsonschema
import pytest

from briefing.errors import BriefingError, LimitError, SpecificationError
from briefing.model import Assessment, Point
from desk import BRIEF, DAM, SECTIONS, TALKS, Desk, every, lists, spoken

FEARS = "Egypt fears for its freshwater supply."
THREAT = "Egypt threatens to go to the Security Council."
FAILED = "Talks between Egypt and Ethiopia failed in 2020."
MINE = "Egypt is afraid for its freshwater supply above all."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.draft()
    return made


def codes(desk: Desk) -> list[str]:
    house = ("missing-bottom-line", "undated-source", "long-sentence")  # of the sources, not of the draft
    return [one.code for one in desk.check().diagnostics if one.code not in house]


def points(desk: Desk) -> list[Point | Assessment]:
    found = desk.found()
    line = [found.bottom_line] if found.bottom_line else []
    return [*line, *found.key_points, *(point for section in found.sections for point in section.points)]


def test_a_draft_changes_nothing_that_is_printed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.found()
    told = desk.draft()
    assert desk.found() == before
    assert [status for status, _ in told.counts] == ["auto"]
    assert {row["status"] for row in every(desk.rows())} == {"auto"}
    assert codes(desk) == []


def test_an_untouched_draft_follows_the_machine(desk: Desk) -> None:
    desk.reword("dam", FEARS, "Egypt fears for its water above all.")
    desk.source("talks", TALKS + "\nChina wants to build three dams in Sudan.\n")
    desk.draft()
    found = desk.found()
    desk.file.unlink()
    alone = desk.found()
    assert found.interests
    assert sorted(found.interests, key=str) == sorted(alone.interests, key=str)
    assert [sorted(p.text for p in s.points) for s in found.sections] == [
        sorted(p.text for p in s.points) for s in alone.sections
    ]


def test_an_edited_point_keeps_its_words_and_shows_the_machines(desk: Desk) -> None:
    desk.change(FEARS, text=MINE)
    assert MINE in spoken(desk.found())
    desk.reword("dam", "Egypt fears for", "Egypt fears more than ever for")
    told = desk.draft().diagnostics
    row = desk.row(MINE)
    assert (row["status"], row["base"]) == ("edited", "Egypt fears more than ever for its freshwater supply.")
    assert row["evidence"] == ['dam:1 "Egypt fears more than ever for its freshwater supply."']
    (conflict,) = [one for one in told if one.code == "draft-conflict"]
    line = next(n for n, text in enumerate(desk.text.split("\n"), 1) if MINE in text)
    assert conflict.where.startswith(f"{desk.file}:{line}:")
    assert [one for one in desk.draft().diagnostics if one.code == "draft-conflict"] == []
    assert spoken(desk.found()).count(MINE) == 1
    assert FEARS not in spoken(desk.found())


def test_an_insertion_moves_the_number_and_nothing_else(desk: Desk) -> None:
    desk.change(FEARS, text=MINE)
    desk.reword("dam", FEARS, f"It rains. {FEARS}")
    (told,) = [one for one in desk.check().diagnostics if one.code == "draft-number"]
    assert "stands in dam:2, not in dam:1" in told.message
    desk.draft()
    assert desk.row(MINE)["evidence"] == [f'dam:2 "{FEARS}"']
    assert codes(desk) == []


def test_a_row_without_evidence_any_more_waits_and_comes_back(desk: Desk) -> None:
    desk.change(FEARS, text=MINE)
    desk.draft()
    text = (desk.folder / "dam.md").read_text(encoding="utf-8")
    desk.reword("dam", FEARS, "")
    (told,) = [one for one in desk.draft().diagnostics if one.code == "draft-orphan"]
    assert told.where.startswith(f"{desk.file}:")
    assert desk.row(MINE)["status"] == "orphan"
    assert MINE not in spoken(desk.found())
    desk.draft()
    desk.source("dam", text)
    desk.draft()
    assert desk.row(MINE)["status"] == "edited"
    assert MINE in spoken(desk.found())


def test_what_is_rejected_stays_rejected(desk: Desk) -> None:
    desk.change(FEARS, status="rejected")
    assert FEARS not in spoken(desk.found())
    desk.reword("dam", "Egypt fears for", "By now Egypt fears for")
    desk.draft()
    assert all("Egypt fears" not in text for text in spoken(desk.found()))
    desk.source("dam", "# The dam\n\nNothing.\n")
    assert [one.code for one in desk.draft().diagnostics] == []
    desk.source("dam", DAM)
    desk.draft()
    assert FEARS not in spoken(desk.found())


def test_what_is_rejected_is_not_said_from_another_sentence(desk: Desk) -> None:
    rows = desk.rows()
    (row,) = [row for row in rows["interests"] if "freshwater" in row["statement"]]
    row["status"] = "rejected"
    desk.write(rows)
    desk.source("talks", TALKS + f"\n{FEARS}\n")
    desk.draft()
    assert all("freshwater" not in interest.statement for interest in desk.found().interests)


def test_a_pinned_row_outlives_the_machines_choice(desk: Desk) -> None:
    desk.change(THREAT, status="pinned")
    desk.reword("talks", THREAT, f"{THREAT} " + "Egypt and Ethiopia failed in the talks about the talks. " * 3)
    desk.draft()
    assert spoken(desk.found()).count(THREAT) == 1


def test_a_row_of_ones_own_is_a_finding_if_it_cites(desk: Desk) -> None:
    rows = desk.rows()
    rows["key_points"] = [
        {"text": "Egypt will not let go.", "status": "manual"},
        {"text": "Sudan sits between two fears.", "evidence": ['dam:99 "fears floods below the dam"']},
    ]
    desk.write(rows)
    for _ in range(2):
        judged, cited = desk.found().key_points[:2]
        assert judged == Assessment(text="Egypt will not let go.")
        assert isinstance(cited, Point)
        assert (cited.status, cited.evidence[0].quote) == ("manual", "fears floods below the dam")
        desk.draft()
    assert desk.row("Sudan sits")["status"] == "manual"
    assert desk.row("Sudan sits")["evidence"] == ['dam:7 "fears floods below the dam"']


def test_a_judgement_is_printed_as_one(desk: Desk) -> None:
    rows = desk.rows()
    title = next(iter(rows["sections"]))
    rows["sections"][title].insert(0, {"text": "We judge so.", "status": "manual"})
    rows["interests"].insert(0, {"actor": "Egypt", "kind": "concern", "statement": "to be alone", "status": "manual"})
    rows["events"].insert(0, {"date": "2021", "text": "The dam is full.", "status": "manual"})
    desk.write(rows)
    compiled = desk.check()
    (brief,) = compiled.briefs
    section = next(s for s in brief.sections if s.title == title)
    passages = [p for paragraph in section.paragraphs for p in paragraph]
    assert [p.text for p in passages if p.judgement] == ["We judge so."]
    assert brief.sections[-1].judgement
    assert [p.text for p in brief.sections[-1].paragraphs[0]] == [
        "Egypt, concern: to be alone",
        "2021: The dam is full.",
    ]
    from briefing.writers import html, markdown

    for write in (html.write, markdown.write):
        (artifact, _) = write(brief, desk.folder)
        assert b"We judge so." in artifact.content
        assert "authors’ judgement)" in artifact.content.decode()


def test_actors_can_be_renamed_and_become_one(desk: Desk) -> None:
    rows = desk.rows()
    egypt, sudan = (next(a for a in rows["actors"] if a["name"] == name) for name in ("Egypt", "Sudan"))
    egypt["name"] = "Arab Republic of Egypt"
    sudan["same_as"] = "Ethiopia"
    desk.write(rows)
    for _ in range(2):
        found = desk.found()
        names = {actor.name for actor in found.actors}
        assert "Arab Republic of Egypt" in names
        assert not {"Egypt", "Sudan"} & names
        assert all(a.name != "Ethiopia" or "Sudan" in a.aliases for a in found.actors)
        assert {i.actor for i in found.interests} <= names
        assert any(i.actor == "Ethiopia" and "cheap power" in i.statement for i in found.interests)
        assert {n for d in found.documents for s in d.sentences for n in s.actors} <= names
        pairs = [(r.actors, r.sign) for r in found.relations]
        assert len(pairs) == len(set(pairs))
        assert all(tuple(sorted(r.actors)) == r.actors for r in found.relations)
        desk.source("talks", TALKS + "\nCairo fears the end of the talks.\n")
        desk.draft()
    row = desk.row("Arab Republic of Egypt")
    assert (row["status"], row["base"]["name"]) == ("edited", "Egypt")
    assert "Cairo" in row["aliases"]


def test_a_rejected_actor_is_nowhere(desk: Desk) -> None:
    rows = desk.rows()
    next(a for a in rows["actors"] if a["name"] == "Turkey")["status"] = "rejected"
    desk.write(rows)
    desk.draft()
    found = desk.found()
    assert "Turkey" not in {a.name for a in found.actors} | {i.actor for i in found.interests}
    assert all("Turkey" not in relation.actors for relation in found.relations)


def test_order_is_the_analysts(desk: Desk) -> None:
    rows = desk.rows()
    title, under = next((title, under) for title, under in rows["sections"].items() if len(under) > 1)
    under.reverse()
    wanted = [row["text"] for row in under]
    desk.write(rows)
    desk.source("dam", DAM + "\nIt rains in Egypt.\n")
    desk.draft()
    section = next(s for s in desk.found().sections if s.title == title)
    kept = [p.text for p in section.points if p.text in wanted]
    assert len(kept) > 1
    assert kept == [text for text in wanted if text in kept]


def test_a_point_moves_to_another_section(desk: Desk) -> None:
    rows = desk.rows()
    here, there = rows["sections"]
    row = rows["sections"][here].pop(0)
    rows["sections"][there].append(row)
    desk.write(rows)
    for _ in range(2):
        found = {s.title: [p.text for p in s.points] for s in desk.found().sections}
        assert found[there][-1] == row["text"]
        assert row["text"] not in found[here]
        desk.source("dam", DAM + "\nIt rains in Egypt.\n")
        desk.draft()
    assert desk.row(row["text"][:-1])["status"] == "pinned"


def test_a_renamed_section_takes_its_rows_along(desk: Desk) -> None:
    first = next(iter(desk.rows()["sections"]))
    words = desk.rows()["sections"][first][0]["text"]
    desk.change(words, text=f"{words} So it is.")
    file = desk.folder / "brief.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(f"title: {first}", "title: Anew"), encoding="utf-8")
    desk.draft()
    assert f"{words} So it is." in [row["text"] for row in desk.rows()["sections"]["Anew"]]
    assert first not in desk.rows()["sections"]


def test_rows_of_a_section_that_is_gone_are_told(desk: Desk) -> None:
    rows = desk.rows()
    rows["sections"]["The talk"] = [{"text": "We judge so.", "status": "manual"}]
    desk.write(rows)
    (told,) = [one for one in desk.draft().diagnostics if one.code == "draft-section"]
    assert told.hint == "did you mean 'The talks'?"
    assert "We judge so." in desk.text


def test_markings_stay(tmp_path: Path) -> None:
    marked = BRIEF.replace("key: dam}", "key: dam, marking: TLP:RED}") + "marking: TLP:CLEAR\n" + SECTIONS
    desk = Desk(tmp_path, marked)
    desk.draft()
    assert desk.row("freshwater supply.")["marking"] == "TLP:RED"
    rows = desk.rows()
    for row in every(rows):
        if FEARS in row.get("text", ""):
            row |= {"text": MINE, "evidence": ['talks:1 "Talks between Egypt and Ethiopia"']}
        elif "Sudan hopes" in row.get("text", ""):
            row |= {"text": "Sudan hopes, we think.", "status": "manual"}
            del row["evidence"]
    rows["key_points"].insert(0, {"text": "It floods.", "evidence": ['dam:7 "fears floods below the dam"']})
    desk.write(rows)
    for _ in range(2):
        markings = {point.text: point.marking for point in points(desk)}
        assert [markings[text] for text in (MINE, "Sudan hopes, we think.", "It floods.")] == ["TLP:RED"] * 3
        page = desk.check().briefs[0].model_dump_json()
        assert not any(words in page for words in (MINE, "Sudan hopes", "It floods"))
        desk.draft()


def test_a_marking_that_an_analyst_raises_stays(desk: Desk) -> None:
    desk.change(FEARS, marking="TLP:AMBER")
    for _ in range(2):
        assert next(i.marking for i in points(desk) if i.text == FEARS) == "TLP:AMBER"
        desk.draft()
    assert desk.row(FEARS)["status"] == "edited"


def test_a_source_that_is_freed_frees_its_untouched_rows(tmp_path: Path) -> None:
    desk = Desk(tmp_path, BRIEF.replace("key: dam}", "key: dam, marking: TLP:GREEN}") + SECTIONS)
    desk.draft()
    desk.change(FEARS, text=MINE)
    brief = tmp_path / "brief.yaml"
    brief.write_text(brief.read_text(encoding="utf-8").replace(", marking: TLP:GREEN", ""), encoding="utf-8")
    desk.draft()
    marked = [row for row in every(desk.rows()) if "marking" in row]
    assert [row.get("text") for row in marked] == [MINE]


# what check tells


@pytest.mark.parametrize(
    ("text", "told", "word"),
    [
        ("Egypt fears for 97 per cent of its freshwater supply.", "the number 97", "97"),
        ("Egypt fears for its freshwater supply in Nairobi.", "the name Nairobi", "Nairobi"),
        ("Egypt never fears for its freshwater supply.", "“never” turns round", "never"),
        ("Nations quarrel whenever rivers run dry upstream.", "most of these words", "Nations"),
    ],
)
def test_words_that_the_evidence_does_not_hold_are_told(desk: Desk, text: str, told: str, word: str) -> None:
    desk.change(FEARS, text=text)
    (one,) = [one for one in desk.check().diagnostics if one.code == "draft-support"]
    assert told in one.message
    assert one.hint == f"dam:1 says: {FEARS}"
    file, line, column = one.where.rsplit(":", 2)
    assert file == str(desk.file)
    assert desk.text.split("\n")[int(line) - 1][int(column) - 1 :].startswith((word, "text: "))


def test_a_fair_correction_is_not_told(desk: Desk) -> None:
    desk.change(FEARS, text="Cairo fears for its supply of freshwater.")
    assert codes(desk) == []


def test_a_quote_that_is_nowhere_is_told_with_the_nearest(desk: Desk) -> None:
    rows = desk.rows()
    rows["key_points"].append(
        {"text": "Egypt fears.", "evidence": ['dam:1 "Egypt fears for its salt supply"', f'dam:1 "{FEARS}"']}
    )
    desk.write(rows)
    (one,) = [one for one in desk.check().diagnostics if one.code == "draft-quote"]
    assert one.message == "“Egypt fears for its salt supply” stands in no sentence of dam"
    assert one.hint == f"the closest is dam:1: {FEARS}"
    assert "salt" in desk.text.split("\n")[int(one.where.rsplit(":", 2)[1]) - 1]


# what cannot be read


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    status: auto", "    status: rejcted", "'status' cannot be 'rejcted'"),
        ("kind: concern", "kind: concerns", "'kind' cannot be 'concerns'"),
        ("statement: its", "statment: its", "there is no key 'statment' here"),
        ("actor: Egypt", "actor: Egpyt", "there is no actor 'Egpyt'"),
        ('- dam:1 "', '- dam 1 "', "this citation cannot be read"),
        ("key_points:", "\tkey_points:", "a tab stands where spaces must"),
        ("key_points:", "<<<<<<< HEAD\nkey_points:", "a merge conflict is not resolved"),
        ("part_of: ", "part_off: ", "there is no key 'part_off' here"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_alone(desk: Desk, old: str, new: str, told: str) -> None:
    if old not in desk.text:
        pytest.skip("the draft holds none")
    desk.file.write_text(desk.text.replace(old, new, 1), encoding="utf-8")
    before = desk.file.read_bytes()
    for step in (desk.draft, desk.found):
        with pytest.raises(SpecificationError) as caught:
            step()
        assert told in str(caught.value)
        assert f"{desk.file}:" in caught.value.where
    assert desk.file.read_bytes() == before


def test_an_id_twice_is_told(desk: Desk) -> None:
    rows = desk.rows()
    rows["interests"].append(copy.deepcopy(rows["interests"][0]))
    desk.write(rows)
    with pytest.raises(SpecificationError, match="stands twice") as caught:
        desk.draft()
    assert "needs no id" in caught.value.hint


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[]\n", "- a\n", "just words\n"])
def test_a_file_without_lists_is_told(desk: Desk, text: str) -> None:
    desk.file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecificationError):
        desk.draft()
    assert desk.text == text


def test_a_file_too_large_is_told(desk: Desk) -> None:
    desk.file.write_text(desk.text + "# " + "x" * 9_000_000, encoding="utf-8")
    with pytest.raises(LimitError):
        desk.draft()


def test_actors_in_a_circle_are_told(desk: Desk) -> None:
    rows = desk.rows()
    rows["actors"][0]["same_as"], rows["actors"][1]["same_as"] = rows["actors"][1]["name"], rows["actors"][0]["name"]
    desk.write(rows)
    with pytest.raises(SpecificationError, match="the same as itself"):
        desk.draft()


# the file


def test_only_the_lines_of_changed_rows_change(desk: Desk) -> None:
    desk.replace("key_points:", "# Anna: these go first\nkey_points:  # in this order")
    desk.file.write_text(
        desk.text.replace("    status: auto\n", "    status: auto  # seen by Anna\n").replace(
            "interests:", "# Ben\ninterests:"
        ),
        encoding="utf-8",
    )
    before = desk.text
    desk.draft()
    assert desk.text == before
    desk.reword("talks", "Russia seeks to sell arms to Egypt.", "")
    desk.draft()
    notes = ("# Anna: these go first", "# in this order", "# seen by Anna", "# Ben")
    assert all(note in desk.text for note in notes)
    there = [line for line in desk.text.split("\n") if line not in before.split("\n")]
    new = {line.strip() for line in there if not line.strip().startswith("id: ")}
    assert new <= {"# seen by Anna", "status: auto"}  # of a row that went, and of one that takes its place


def test_a_comment_outlives_its_row(desk: Desk) -> None:
    at = desk.text.index("- date: 2020")
    desk.file.write_text(f"{desk.text[:at]}# ask Anna\n  {desk.text[at:]}", encoding="utf-8")
    desk.source("talks", "# The talks\n\nRussia seeks to sell arms to Egypt.\n")
    desk.draft()
    assert "# ask Anna" in desk.text
    assert "2020" not in [row.get("date") for row in every(desk.rows())]


def test_crlf_stays_crlf(desk: Desk) -> None:
    desk.file.write_bytes(desk.text.replace("\n", "\r\n").encode())
    before = desk.file.read_bytes()
    desk.draft()
    assert desk.file.read_bytes() == before
    desk.file.write_bytes(before.replace(b"status: auto", b"status: pinned", 1))
    desk.source("talks", TALKS + "\nChina wants to build three dams in Sudan.\n")
    desk.draft()
    content = desk.file.read_bytes()
    assert b"China wants" in content
    assert content.count(b"\n") == content.count(b"\r\n")


def test_lists_may_be_missing_empty_or_in_braces(desk: Desk) -> None:
    desk.file.write_text("key_points: []\nsections: {}\nevents:\n# end", encoding="utf-8")
    desk.draft()
    assert {name for name, under in lists(desk.rows()).items() if under} > {"actors", "interests", "events", "The dam"}
    assert "# end" in desk.text
    first = desk.text
    desk.draft()
    assert desk.text == first
    desk.file.write_text('key_points:\n  - {text: "We judge so.", status: manual}  # Anna\n', encoding="utf-8")
    desk.draft()
    assert desk.row("We judge so.")["status"] == "manual"
    assert "# Anna" in desk.text


def test_a_base_that_was_deleted_loses_nothing(desk: Desk) -> None:
    desk.change(FEARS, text=MINE)
    desk.draft()
    rows = desk.rows()
    for row in every(rows):
        row.pop("base", None)
        row.pop("id", None)
        row.pop("status", None)
    desk.write(rows)
    desk.draft()
    assert MINE in desk.text
    assert spoken(desk.found()).count(MINE) == 1


def test_a_draft_is_written_whole_or_not_at_all(desk: Desk) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    desk.source("talks", TALKS + "\nChina wants to build three dams in Sudan.\n")
    before = desk.text
    desk.folder.chmod(0o500)
    with pytest.raises(BriefingError):
        desk.draft()
    desk.folder.chmod(0o700)
    assert desk.text == before


def test_no_specification_no_draft(tmp_path: Path) -> None:
    from briefing import pipeline

    (tmp_path / "dam.md").write_text(DAM, encoding="utf-8")
    with pytest.raises(BriefingError) as caught:
        pipeline.draft(pipeline.specify((str(tmp_path / "dam.md"),), ""))
    assert caught.value.exit_code == 2


def test_a_folder_of_the_drafts_name_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.file.mkdir()
    with pytest.raises(SpecificationError, match="a folder"):
        desk.draft()


def test_the_schema_takes_a_draft(desk: Desk) -> None:
    from briefing.findings.draft import rows

    schema = json.loads(rows.json_schema())
    validator = jsonschema.Draft202012Validator(schema)
    desk.change(FEARS, text=MINE)
    desk.draft()
    assert [error.message for error in validator.iter_errors(desk.rows())] == []
    assert [*validator.iter_errors({"key_points": [{"text": "So.", "status": "kept"}]})]
