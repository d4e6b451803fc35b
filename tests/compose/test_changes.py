"""What is new, dropped and changed since the former edition, and what is not told of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import audiences
from briefing.compose import compose
from briefing.compose.changes import LIKE, likeness
from briefing.compose.former import Former, beside
from briefing.errors import Diagnostic
from briefing.model import Brief, Changes, Findings, Section
from making import document, interest, nile, order, point, relation

NAMES = ("minister", "policymaker", "analyst", "public")


def edition(findings: Findings, name: str = "analyst", former: Brief | None = None, **fields: object) -> Brief:
    return told(findings, name, former, **fields)[0]


def told(findings: Findings, name: str, former: Brief | None, **fields: object) -> tuple[Brief, tuple[Diagnostic, ...]]:
    spec = order(**{"date": "2020-06-01", "previous": "old.json", **fields})
    then = Former.model_validate_json(former.model_dump_json()) if former else None
    return compose(findings, spec, audiences.load(name, Path("nowhere")), then)


def changes(now: Findings, then: Findings, name: str = "analyst") -> Changes:
    made = edition(now, name, edition(then, name, date="2020-01-01")).changes
    assert made is not None
    return made


def rows(made: Changes) -> list[tuple[str, str, str, str]]:
    return [(row.kind, row.of, row.was, row.now) for row in made.rows]


def with_key_points(*texts: str, key: str = "icg") -> Findings:
    words = document(key, *texts)
    return nile().model_copy(
        update={
            "documents": (words, nile().documents[1]),
            "key_points": tuple(map(point, words.sentences)),
            "sections": (),
            "interests": (),
            "relations": (),
            "events": (),
        }
    )


@pytest.mark.parametrize("name", NAMES)
def test_nothing_has_changed_between_equal_editions(name: str) -> None:
    made = edition(nile(), name, edition(nile(), name, date="2020-01-01")).changes
    if name == "public":
        assert made is None
    else:
        assert made is not None
        assert (made.rows, made.line) == ((), "Since 1\u00a0January 2020: nothing has changed.")


def test_sentences_are_matched_by_id_then_by_words() -> None:
    same, gone = "Egypt fears for its freshwater supply.", "The two met in Kigali last autumn."
    reworded = "Ethiopia is building a large dam on the Blue Nile near Sudan."
    then = with_key_points(same, gone, "Ethiopia is building a dam on the Blue Nile near Sudan.")
    now = with_key_points("Nobody else was asked.", same, reworded, key="new")
    assert rows(changes(now, then)) == [
        ("new", "Key point", "", "Nobody else was asked."),
        ("changed", "Key point", "Ethiopia is building a dam on the Blue Nile near Sudan.", reworded),
        ("dropped", "Key point", gone, ""),
    ]


def test_a_row_keeps_its_id_when_an_analyst_rewords_it() -> None:
    then = with_key_points("Egypt fears for its freshwater supply.")
    (was,) = then.key_points
    now = then.model_copy(update={"key_points": (point(then.documents[0].sentences[0], text="Cairo is afraid."),)})
    assert now.key_points[0].id == was.id  # type: ignore[union-attr]
    assert rows(changes(now, then)) == [
        ("changed", "Key point", "Egypt fears for its freshwater supply.", "Cairo is afraid.")
    ]


def test_what_moved_is_not_new_and_what_was_only_not_printed_is_not_either() -> None:
    then = with_key_points(*(f"Point {word} is about a matter of its own." for word in "abcdefghij"))
    section = Section(title="More", points=then.key_points[:2])
    now = then.model_copy(update={"key_points": then.key_points[2:], "sections": (section,)})
    made = edition(now, "analyst", edition(then, "minister", date="2020-01-01")).changes
    assert made is not None
    assert made.rows == ()


def test_the_bottom_line_actors_and_relations() -> None:
    then = nile()
    words = document("new", "Egypt wants a treaty.", "Sudan opposes Egypt.", "Nobody waits.")
    one, two, three = words.sentences
    now = then.model_copy(
        update={
            "documents": (*then.documents, words),
            "bottom_line": point(three),
            "interests": (*then.interests[:3], interest("Egypt", "interest", "a treaty", one)),
            "relations": (then.relations[0], relation("Egypt", "Sudan", "opposed", two)),
        }
    )
    made = changes(now, then)
    assert rows(made) == [
        ("changed", "Bottom line", "Talks failed in 2020.", "Nobody waits."),
        ("new", "Egypt: Interests and objectives", "", "A treaty"),
        ("dropped", "Sudan: Concerns and red lines", "Floods", ""),
        ("changed", "Egypt–Ethiopia", "mixed", "opposed"),
        ("new", "Egypt–Sudan", "", "opposed"),
        ("dropped", "Ethiopia–Sudan", "aligned", ""),
    ]
    assert changes(now, then, "minister").line == (
        "Since 1\u00a0January 2020: bottom line: changed; interests: Egypt (1 new), Sudan (1 dropped); "
        "relations: Egypt–Ethiopia (mixed → opposed), Egypt–Sudan (new), Ethiopia–Sudan (dropped)."
    )


def test_a_box_has_few_rows_of_every_element() -> None:
    then = with_key_points("One.")
    now = with_key_points("One.", *(f"A matter named {word} came up." for word in "abcdefghij"))
    more = now.model_copy(update={"bottom_line": point(now.documents[0].sentences[1])})
    made = changes(more, then, "policymaker")
    assert [row.of for row in made.rows] == ["Bottom line", *["Key point"] * 4]
    assert made.further == ""
    assert changes(more, then, "minister").rows == ()


def test_another_name_is_the_same_actor() -> None:
    then = nile()
    cairo = {"Egypt": "Cairo"}
    renamed = then.model_copy(
        update={
            "actors": tuple(
                a.model_copy(update={"name": cairo.get(a.name, a.name), "aliases": (a.name,)}) for a in then.actors
            ),
            "interests": tuple(i.model_copy(update={"actor": cairo.get(i.actor, i.actor)}) for i in then.interests),
            "relations": tuple(
                r.model_copy(update={"actors": tuple(sorted(cairo.get(n, n) for n in r.actors))})
                for r in then.relations
            ),
        }
    )
    assert rows(changes(renamed, then)) == []


@pytest.mark.parametrize("marking", ["TLP:AMBER", "TLP:RED", "CONFIDENTIAL"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_former_edition_that_is_marked_higher_is_told(name: str, marking: str) -> None:
    secret = with_key_points("Zanthor is building a fleet.")
    former = edition(secret, "analyst", date="2020-01-01", marking=marking)
    brief, warned = told(nile(), name, former)
    assert brief.changes is None
    assert "Zanthor" not in brief.model_dump_json()
    assert "January 2020" not in brief.model_dump_json()
    assert [d.code for d in warned] == ["previous-marking"]


def test_a_source_that_is_withheld_by_now_silences_the_former_words() -> None:
    then = nile()
    former = edition(then, date="2020-01-01")
    closed = tuple(d.model_copy(update={"marking": "TLP:RED"}) if d.key == "memo" else d for d in then.documents)
    made = edition(then.model_copy(update={"documents": closed}), "analyst", former).changes
    assert made is not None
    assert "Talks failed" not in made.model_dump_json()
    assert all(row.kind == "new" for row in made.rows)


def test_the_edition_of_the_same_audience_beside_the_named_one_is_taken(tmp_path: Path) -> None:
    kept = {name: edition(nile(), name, date="2020-01-01") for name in ("analyst", "minister")}
    for name, brief in kept.items():
        (tmp_path / f"dam-{name}.json").write_text(brief.model_dump_json(), encoding="utf-8")
    file = tmp_path / "dam-analyst.json"
    named = Former.model_validate_json(file.read_bytes())
    assert beside(file, named, "minister").audience == "minister"
    assert beside(file, named, "policymaker") is named
    older = kept["minister"].model_copy(update={"date": "2019-01-01"})
    (tmp_path / "dam-minister.json").write_text(older.model_dump_json(), encoding="utf-8")
    assert beside(file, named, "minister") is named
    (tmp_path / "dam-minister.json").write_text("{", encoding="utf-8")
    assert beside(file, named, "minister") is named


def test_an_edition_of_an_older_or_newer_program_can_be_compared_with() -> None:
    plain = json.loads(edition(nile()).model_dump_json())
    plain |= {"later": {"key": 1}, "known": []}
    del plain["changes"]
    for passage in plain["key_points"]:
        del passage["id"]
        passage["colour"] = "blue"
    assert Former.model_validate(plain).key_points[0].id == ""


@given(st.text(), st.text())
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1


def test_likeness_tells_a_rewording_from_another_matter() -> None:
    was = "Egypt fears that the dam will cut its share of the water of the Nile."
    assert likeness(was, "Egypt fears that the dam will cut its share of the water.") > LIKE
    assert likeness(was, "Sudan hopes that the dam will bring it cheap power and calm the river.") < LIKE
