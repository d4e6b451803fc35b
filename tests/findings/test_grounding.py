"""Claims that do not stand on their evidence are dropped and told."""

from __future__ import annotations

import pytest

from briefing.findings import actors, events, grounding, interests, relations
from briefing.model import Actor, Document, Evidence, Findings, Interest
from making import document, interest, point

DOCUMENT = document("a", "Russia fears a war with Iran.", "Iran wants peace.")
FIRST, SECOND = DOCUMENT.sentences
KNOWN = (Actor(name="Russia", type="state"), Actor(name="Iran", type="state", aliases=("Tehran",)))


def findings(**claims: object) -> Findings:
    return Findings.model_validate({"documents": (DOCUMENT,), "actors": KNOWN, **claims})


def test_what_stands_is_left_as_it_is() -> None:
    before = findings(interests=(interest("Russia", "concern", "a war with Iran", FIRST),), key_points=(point(FIRST),))
    assert grounding.check(before) == (before, ())


@pytest.mark.parametrize(
    ("evidence", "statement"),
    [
        (Evidence(sentence="a:9", quote="Russia fears"), "a war with Iran"),
        (Evidence(sentence="a:1", quote="Russia wants"), "a war with Iran"),
        (Evidence(sentence="a:1", quote="Russia fears"), "a war with Turkey"),
    ],
)
def test_what_does_not_stand_is_dropped_and_told(evidence: Evidence, statement: str) -> None:
    claim = Interest(id="i", actor="Russia", kind="concern", statement=statement, evidence=(evidence,))
    after, told = grounding.check(findings(interests=(claim,)))
    assert after.interests == ()
    assert [diagnostic.code for diagnostic in told] == ["grounding"]
    assert told[0].where == evidence.sentence


def test_a_sentence_out_of_its_place_is_no_evidence() -> None:
    moved = DOCUMENT.model_copy(update={"text": DOCUMENT.text.replace("Russia", "russia")})
    before = findings(documents=(moved,), key_points=(point(FIRST), point(SECOND)))
    after, told = grounding.check(before)
    assert [kept.text for kept in after.key_points] == [SECOND.text]
    assert len(told) == 1


def test_a_claim_keeps_the_evidence_that_stands() -> None:
    sound, unsound = Evidence(sentence="a:1", quote="Russia fears"), Evidence(sentence="a:1", quote="no such words")
    claim = interest("Russia", "concern", "a war with Iran", FIRST).model_copy(update={"evidence": (unsound, sound)})
    after, told = grounding.check(findings(interests=(claim,)))
    assert after.interests[0].evidence == (sound,)
    assert len(told) == 1


def test_names_and_forms_of_a_word_are_no_additions() -> None:
    claim = interest("Russia", "concern", "fearing wars with Tehran", FIRST)
    assert grounding.check(findings(interests=(claim,)))[0].interests == (claim,)


def test_an_event_may_name_the_two_whom_its_sentence_does_not() -> None:
    texts = ("Russia and Iran trade.", "The two countries signed a treaty in 2001.")
    read, known = actors.recognise((document("a", *texts),), ())
    found = events.extract(read, known)
    assert [event.text for event in found] == ["Iran and Russia signed a treaty."]
    before = Findings(documents=read, actors=known, events=found)
    assert grounding.check(before) == (before, ())


def test_a_point_may_be_near_its_quote_and_not_far_from_it() -> None:
    near = point(FIRST, text="Russia fears war with Iran.")
    far = point(FIRST, id="far", text="Germany and France celebrate their lasting friendship with Iran.")
    after, _ = grounding.check(findings(key_points=(near, far)))
    assert after.key_points == (near,)


def test_a_persons_words_stand_as_written() -> None:
    claim = interest("Russia", "concern", "being dragged into somebody else's trouble", FIRST, status="edited")
    assert grounding.check(findings(interests=(claim,)))[0].interests == (claim,)


def test_everything_extracted_from_the_seeds_stands(read_seeds: tuple[Document, ...]) -> None:
    read, known = actors.recognise(read_seeds, ())
    before = Findings(
        documents=read,
        actors=known,
        interests=interests.extract(read, known),
        relations=relations.extract(read, known),
        events=events.extract(read, known),
    )
    assert grounding.check(before) == (before, ())
