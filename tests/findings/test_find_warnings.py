"""What `find` adds to every claim and warns of."""

from __future__ import annotations

from briefing.findings import find
from making import document, order


def test_every_claim_bears_the_marking_of_its_sources() -> None:
    red = document(
        "red", "Egypt fears for its water supply.", "Egypt and Sudan cooperate since 2015.", marking="TLP:RED"
    )
    found, _ = find((red,), order())
    claims = (*found.key_points, *found.interests, *found.relations, *found.events)
    assert {type(claim).__name__ for claim in claims} >= {"Interest", "Relation"}
    assert {claim.marking for claim in claims} == {"TLP:RED"}


def test_a_question_that_no_source_touches_has_no_answer() -> None:
    dam = document("dam", "Egypt fears for its water supply.", "Ethiopia wants to fill the dam.")
    asked = [
        {"title": "Penguins", "question": "How do penguins breed in Antarctica?"},
        {"title": "Water", "question": "What does Egypt fear?"},
    ]
    found, _ = find((dam,), order(sections=asked))
    assert [bool(section.points) for section in found.sections] == [False, True]
    assert any("Penguins" in gap for gap in found.gaps)


def test_a_source_in_another_language_is_told() -> None:
    german = "Ägypten fürchtet um sein Wasser, denn der Damm liegt am Oberlauf des Flusses, den Kairo braucht."
    _, told = find((document("damm", german, "Der Sudan hofft auf billigen Strom."),), order())
    assert [diagnostic.code for diagnostic in told] == ["language"]


def test_a_sentence_of_a_hundred_thousand_names_ends() -> None:
    names = " ".join(f"{['Iran', 'Russia', 'Syria', 'Anna'][i % 4]}{i}" for i in range(100_000))
    found, _ = find((document("list", names),), order())
    assert len(found.documents[0].sentences) == 1
