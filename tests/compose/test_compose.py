from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import audiences
from briefing.audiences import Audience, Elements
from briefing.compose import compose, slug
from briefing.compose.budget import shrink
from briefing.compose.typography import typeset
from briefing.errors import SpecificationError
from briefing.model import Assessment, Brief, Findings, Passage, Section
from making import document, interest, nile, order, point, relation


def audience(name: str = "policymaker", **elements: int) -> Audience:
    loaded = audiences.load(name, Path("nowhere"))
    return loaded.model_copy(update={"elements": loaded.elements.model_copy(update=elements)})


def composed(findings: Findings | None = None, reader: Audience | None = None, **fields: object) -> Brief:
    return compose(findings or nile(), order(**fields), reader or audience())[0]


def passages(brief: Brief) -> list[Passage]:
    cells = [p for row in brief.table.rows for cell in row.cells for p in cell] if brief.table else []
    line = [brief.bottom_line] if brief.bottom_line else []
    text = [p for section in brief.sections for paragraph in section.paragraphs for p in paragraph]
    return [*line, *brief.ask, *brief.key_points, *text, *cells, *(e.passage for e in brief.timeline)]


def test_every_passage_leads_to_its_words_and_back() -> None:
    brief = composed()
    sentences = {s.id: s.text for d in nile().documents for s in d.sentences}
    notes = {note.number: note for note in brief.notes}
    assert list(notes) == list(range(1, len(notes) + 1))
    anchors = [reference.anchor for passage in passages(brief) for reference in passage.references]
    assert len(anchors) == len(set(anchors))
    for passage in passages(brief):
        assert passage.references
        for reference in passage.references:
            assert reference.anchor in notes[reference.number].back
    for note in brief.notes:
        assert note.quote in sentences[note.sentence]


def test_notes_are_numbered_in_the_order_of_the_page() -> None:
    numbers = [reference.number for passage in passages(composed()) for reference in passage.references]
    firsts = list(dict.fromkeys(numbers))
    assert firsts == sorted(firsts)


@pytest.mark.parametrize("further", [0, 60])
def test_a_sentence_has_one_note_that_spans_all_that_is_quoted_of_it(further: int) -> None:
    words = document("a", "Iran wants a corridor to the sea and fears a new government in Damascus" + " now" * further)
    (sentence,) = words.sentences
    findings = Findings(
        documents=(words,),
        actors=nile().actors,
        interests=(
            interest("Egypt", "interest", "a corridor", sentence, quote="a corridor to the sea"),
            interest("Egypt", "concern", "a government", sentence, quote="fears a new government"),
        ),
    )
    (note,) = composed(findings).notes
    assert note.quote == ("a corridor to the sea and fears a new government" if further else sentence.text)


def test_a_web_source_is_linked_to_the_words_themselves() -> None:
    notes = {note.sentence: note.url for note in composed().notes}
    assert notes["icg:2"] == "https://example.org/dam#:~:text=Egypt%20fears%20for%20its%20freshwater%20supply."
    assert notes["memo:1"] == ""


def test_a_long_quote_is_linked_by_its_ends_in_the_words_of_the_source() -> None:
    long = document("a", "One two-three four five six seven eight nine ten eleven, twelve.", url="https://e.org/#top")
    findings = Findings(documents=(long,), key_points=(point(long.sentences[0]),))
    (note,) = composed(findings).notes
    assert note.url == (
        "https://e.org/#top:~:text=One%20two%2Dthree%20four%20five%20six,eight%20nine%20ten%20eleven%2C%20twelve."
    )


def test_what_was_rejected_or_orphaned_is_not_shown() -> None:
    findings = nile()
    rejected = findings.model_copy(
        update={
            "key_points": tuple(p.model_copy(update={"status": "rejected"}) for p in findings.key_points),
            "interests": tuple(i.model_copy(update={"status": "orphan"}) for i in findings.interests),
        }
    )
    brief = composed(rejected)
    assert not brief.key_points
    assert brief.table is None


def test_nothing_above_the_audiences_ceiling_is_shown() -> None:
    findings = nile()
    secret = findings.model_copy(
        update={"key_points": tuple(p.model_copy(update={"marking": "TLP:RED"}) for p in findings.key_points)}
    )
    brief, told = compose(secret, order(), audience("public"))
    assert "Blue Nile." not in brief.model_dump_json()
    assert not brief.key_points
    assert "2 claims marked TLP:RED" in told[0].message


@pytest.mark.parametrize("marking", ["TLP:RED", "SECRET"])
def test_nothing_of_a_source_that_is_marked_higher_leaves_a_trace(marking: str) -> None:
    findings = nile()
    open_, closed = findings.documents
    own = Assessment(text="Wait.", evidence=point(closed.sentences[0]).evidence)
    secret = findings.model_copy(
        update={
            "documents": (open_, closed.model_copy(update={"marking": marking, "title": "The secret memo"})),
            "bottom_line": own,
            "gaps": ("Nothing was found on what Atlantis wants.",),
            "ask": (own,),
            "sections": (*findings.sections, Section(title="Advice", judgement=((own,),))),
        }
    )
    for name in ("minister", "policymaker", "analyst", "public"):
        printed = composed(secret, audience(name)).model_dump_json()
        assert "Talks failed" not in printed
        assert "a threat" not in printed
        assert "secret memo" not in printed
        assert "Atlantis" not in printed
        assert "Blue Nile" in printed


def test_a_brief_shows_nothing_above_its_own_marking() -> None:
    findings = nile()
    green = tuple(d.model_copy(update={"marking": "TLP:GREEN"}) for d in findings.documents)
    marked = findings.model_copy(update={"documents": green})
    with pytest.raises(SpecificationError, match="every source is marked above TLP:CLEAR"):
        composed(marked)
    assert composed(marked, marking="TLP:GREEN").notes


def test_the_matrix_sums_a_pair() -> None:
    matrix = composed().matrix
    assert matrix is not None
    cells = {cell.actors: (cell.sign, cell.count) for row in matrix.cells for cell in row if cell}
    assert cells == {("Egypt", "Ethiopia"): ("mixed", 3), ("Ethiopia", "Sudan"): ("aligned", 1)}


def test_no_relation_is_no_matrix_and_no_interest_no_table() -> None:
    bare = nile().model_copy(update={"relations": (), "interests": (), "events": ()})
    brief = composed(bare)
    assert (brief.matrix, brief.table, brief.timeline) == (None, None, ())


def test_a_state_that_is_only_named_has_a_row_that_says_so() -> None:
    named = document("b", "Israel strikes.", "Israel waits.", "Israel speaks.")
    named = named.model_copy(
        update={"sentences": tuple(s.model_copy(update={"actors": ("Israel",)}) for s in named.sentences)}
    )
    findings = nile()
    israel = findings.actors[0].model_copy(update={"name": "Israel"})
    more = findings.model_copy(update={"documents": (*findings.documents, named), "actors": (*findings.actors, israel)})
    table = composed(more).table
    assert table is not None
    assert table.silent == ("Israel",)


def test_a_sub_actor_stands_under_its_owner() -> None:
    findings = nile()
    organ = findings.actors[0].model_copy(update={"name": "Water Ministry", "type": "ministry", "part_of": "Sudan"})
    sentence = findings.documents[0].sentences[0]
    more = findings.model_copy(
        update={
            "actors": (*findings.actors, organ),
            "interests": (*findings.interests, interest("Water Ministry", "interest", "a dam", sentence)),
        }
    )
    table = composed(more).table
    assert table is not None
    rows = [row.actor for row in table.rows]
    assert rows.index("Water Ministry") == rows.index("Sudan") + 1


def test_the_authors_judgement_is_marked_and_counted() -> None:
    own = Section(title="Recommendation", judgement=((Assessment(text="Wait and see."),),))
    brief = composed(nile().model_copy(update={"sections": (*nile().sections, own)}))
    assert [section.judgement for section in brief.sections] == [False, True]
    assert any("1 sentence of the authors’ own" in fact.value for fact in brief.glance)


def test_limits_are_kept_and_what_is_left_out_is_counted() -> None:
    brief = composed(reader=audience(key_points=1, actors=2, statements=1, timeline=1))
    assert len(brief.key_points) == 1
    assert brief.table is not None
    assert len(brief.table.rows) == 2
    assert [event.when for event in brief.timeline] == ["2020"]
    assert brief.left_out == ("1 point", "1 statement", "1 event")


def test_a_limit_does_not_part_what_is_read_together() -> None:
    words = document("a", "Two things happened.", "The first was a strike.", "The second was a vote.", "Iran waits.")
    one, two, three, four = words.sentences
    points = (point(one), point(two, leans=True), point(three, leans=True), point(four))
    findings = Findings(documents=(words,), sections=(Section(title="News", points=points),))
    brief = composed(findings, audience(points=2))
    assert [p.text for run in brief.sections[0].paragraphs for p in run] == [one.text, two.text, three.text]
    assert brief.left_out == ("1 point",)


def test_an_audience_without_notes_has_no_markers() -> None:
    brief = composed(reader=audience("minister"))
    assert not brief.notes
    assert all(not passage.references for passage in passages(brief))


def test_dates_are_written_in_the_briefs_language() -> None:
    assert composed(date="2020-01-20").dateline == "20 January 2020"
    assert composed(date="2020-01-20", language="de").dateline == "20. Januar 2020"
    assert composed(date="2020-01-20", language="fa").direction == "rtl"
    assert composed().dateline == "20 March 2019"


def test_shrinking_ends_with_nothing_to_give() -> None:
    reader: Audience | None = audience()
    for _ in range(200):
        assert reader is not None
        brief = composed(reader=reader)
        smaller = shrink(reader, brief)
        if smaller is None:
            break
        before, after = reader.elements.model_dump(), smaller.elements.model_dump()
        assert sum(after.values()) < sum(before.values())
        reader = smaller
    assert smaller is None
    assert len(brief.key_points) <= 3


@given(st.builds(dict, **{name: st.integers(0, 3) for name in Elements.model_fields}))
def test_any_limits_make_a_whole_brief(limits: dict[str, int]) -> None:
    reader = audience().model_copy(update={"elements": Elements.model_validate(limits)})
    brief = composed(reader=reader)
    numbers = {note.number for note in brief.notes}
    for passage in passages(brief):
        assert {reference.number for reference in passage.references} <= numbers


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ('He called it "a threat".', "He called it “a threat”."),
        ("Russia's 'partners' don't agree", "Russia’s ‘partners’ don’t agree"),
        ('("no")', "(“no”)"),
        ("on Jan. 3 -- or later", "on Jan.\u00a03 – or later"),
        ("2014-2020", "2014–2020"),
        ("2020-01-08", "2020-01-08"),
        ("$20 billion", "$20\u00a0billion"),
        ("the 1990s' end", "the 1990s’ end"),
    ],
)
def test_typewriter_marks_are_set(plain: str, set_: str) -> None:
    assert typeset(plain, "en") == set_


@given(st.text())
def test_typesetting_changes_no_word(text: str) -> None:
    assert re.findall(r"[^\W_]+", typeset(text, "en")) == re.findall(r"[^\W_]+", text)
    assert typeset(text, "fr") == text


@given(st.text())
def test_a_slug_is_a_file_name(title: str) -> None:
    assert re.fullmatch(r"[^\W_]+(-[^\W_]+)*", slug(title))
    assert len(slug(title).encode()) <= 120


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Łódź: “Brèf”, née 2020", "łodz-bref-nee-2020"),
        ("Иран и Россия", "иран-и-россия"),
        ("سوریه", "سوریه"),
        ("../../etc", "etc"),
        ("?!", "brief"),
    ],
)
def test_a_slug_keeps_the_letters_of_any_script(title: str, name: str) -> None:
    assert slug(title) == name


def test_relations_between_actors_without_rows_still_count() -> None:
    sentence = nile().documents[0].sentences[0]
    more = nile().model_copy(update={"relations": (relation("Egypt", "Sudan", "conditional", sentence),)})
    matrix = composed(more).matrix
    assert matrix is not None
    assert matrix.actors == ("Egypt", "Sudan")
