"""What actors are said to want, fear, hold, lack and believe: cells that read alone, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.findings import actors, interests
from briefing.model import Document, Interest
from making import document


def rows(*texts: str) -> tuple[Interest, ...]:
    read, known = actors.recognise((document("a", *texts),), ())
    return interests.extract(read, known)


def cells(*texts: str) -> set[tuple[str, str, str]]:
    return {(row.actor, row.kind, row.statement) for row in rows(*texts)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia is keen to reduce its burden.", ("Russia", "interest", "to reduce its burden")),
        ("Turkey does not mind sharing Libya.", ("Turkey", "interest", "sharing Libya")),
        ("Iran fears a war with Israel.", ("Iran", "concern", "a war with Israel")),
        ("Iran is unwilling to leave Syria.", ("Iran", "concern", "unwilling to leave Syria")),
        ("Russia refuses to recognise Kosovo.", ("Russia", "concern", "refusing to recognise Kosovo")),
        ("Egypt lacks the means to pay.", ("Egypt", "constraint", "lacking the means to pay")),
        ("Syria relies on Russian protection.", ("Syria", "constraint", "reliance on Russian protection")),
        ("Russia cannot keep forces in Syria.", ("Russia", "constraint", "cannot keep forces in Syria")),
        ("Iran believes that its presence is critical.", ("Iran", "belief", "its presence is critical")),
        ("Egypt sees the dam as a threat.", ("Egypt", "concern", "the dam as a threat")),
        ("China wants Japan to apologise.", ("China", "interest", "Japan to apologise")),
        ("Russia does not want to lose its bases.", ("Russia", "concern", "not wanting to lose its bases")),
        ("Moscow's aim is to divide Europe.", ("Russia", "interest", "to divide Europe")),
        ("The goal of China is to divide Europe.", ("China", "interest", "to divide Europe")),
        ("Iran's fear of a hostile encirclement drives it.", ("Iran", "concern", "a hostile encirclement")),
        ("Russia, a Syrian ally, wants a quick peace.", ("Russia", "interest", "a quick peace")),
        ("Erdogan, who backs the rebels of Libya, left.", ("Turkey", "interest", "backing the rebels of Libya")),
        ("Such a presence grants to Tehran leverage over Syria.", ("Iran", "leverage", "leverage over Syria")),
        ("The tariffs were criticized by China.", ("China", "concern", "criticizing the tariffs")),
        ("Russia hopes this may encourage Iran to leave.", ("Russia", "interest", "to encourage Iran to leave")),
        ("Iran considers sanctions to be an act of war.", ("Iran", "belief", "sanctions are an act of war")),
        ("China sees Taiwan as its territory.", ("China", "belief", "Taiwan is its territory")),
        ("Iran failed to persuade Iraq to leave.", ("Iran", "constraint", "failing to persuade Iraq to leave")),
        ("France said on Tuesday it would send troops.", ("France", "interest", "to send troops")),
        ("Israel said it will not return the heights.", ("Israel", "concern", "not to return the heights")),
        ("Israel vowed to oppose the deal.", ("Israel", "concern", "vowing to oppose the deal")),
        ("Egypt's plan is opposed by Ethiopia.", ("Ethiopia", "concern", "opposing Egypt's plan")),
        ("The bill is backed by China.", ("China", "interest", "backing the bill")),
        ("France urged a boycott of Iran.", ("France", "interest", "urging a boycott of Iran")),
        ("Turkey intervened in order to weaken Syria.", ("Turkey", "interest", "intervening in order to weaken Syria")),
        ("Iran regards the “deal as a burden.", ("Iran", "belief", "the deal is a burden")),
    ],
)
def test_patterns(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in cells("President Recep Tayyip Erdogan leads Turkey.", text)


def test_a_list_becomes_rows() -> None:
    text = "Russia's objectives include preventing chaos, promoting its influence as well as keeping its bases."
    assert cells(text) == {
        ("Russia", "interest", "preventing chaos"),
        ("Russia", "interest", "promoting its influence"),
        ("Russia", "interest", "keeping its bases"),
    }


def test_both_countries_are_the_two_named_last() -> None:
    assert cells("Cooperation between Russia and Iran grows.", "Both countries are under US sanctions.") == {
        ("Iran", "constraint", "under US sanctions"),
        ("Russia", "constraint", "under US sanctions"),
    }


def test_a_statement_of_two_says_nothing_of_theirs() -> None:
    shared = {row.statement for row in rows("France and Germany want to protect their trade relations.")}
    assert shared == {"to protect trade relations"}


def test_a_condition_is_kept() -> None:
    found = cells("Russia could accept a change as long as it left the bases alone.")
    assert found == {("Russia", "interest", "could accept a change as long as it left the bases alone")}


@pytest.mark.parametrize(
    "text",
    [
        "Russia must seek a deal with Iran.",
        "Iran should fear a war.",
        "It is unlikely that Russia wants a war.",
        "Talks in Syria want a push.",
        "Russia sees it.",
        "The ally of Turkey fears a war.",
        "Whether Russia wants a war is unclear.",
        "Iran failed to attend the meeting.",
    ],
)
def test_what_is_not_said_of_the_actor_is_no_row(text: str) -> None:
    assert cells(text) == set()


def test_a_sentence_may_end_with_a_comma() -> None:
    assert {actor for actor, _, _ in cells("Iran fears the recent,")} <= {"Iran"}


def test_ids_come_from_content_and_not_from_place() -> None:
    alone = rows("Russia wants a deal.")
    later = rows("Nothing happened.", "Russia wants a deal.")
    assert [row.id for row in alone] == [row.id for row in later]
    assert len({row.id for row in rows("Russia wants a deal and fears a war.")}) == 2


def test_theatre_is_a_place_of_the_cell() -> None:
    (row,) = rows("Russia wants a settlement in Syria.")
    assert row.theatre == "Syria"


def test_seeds(read_seeds: tuple[Document, ...]) -> None:
    read, known = actors.recognise(read_seeds, ())
    found = interests.extract(read, known)
    by_actor = {row.actor for row in found}
    assert {"Russia", "Iran", "Turkey", "United States", "Syria"} <= by_actor
    statements = {(row.actor, row.statement) for row in found}
    assert {
        ("Russia", "preventing regime change"),
        ("Russia", "keeping its military bases in Syria"),
        ("Russia", "to reduce its military burden"),
        ("Iran", "unwilling to sanction Assad's departure"),
        ("Iran", "building a land corridor from Iran to the Mediterranean"),
        ("Iran", "the strongest leverage over the Assad regime"),
        ("Turkey", "sharing control of Libya with Russia"),
        ("United States", "the decision to send Turkish troops to Libya"),
    } <= statements
    by_id = {sentence.id: sentence for document in read for sentence in document.sentences}
    for row in found:
        assert all(evidence.quote in by_id[evidence.sentence].text for evidence in row.evidence)
        assert row.statement.split()[-1] not in {"of", "to", "and", "the", "in", "with", "as", "is"}
        assert len({r.id for r in found}) == len(found)


WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "Russia Iran wants fears to keep its bases in Syria , and the that is not believes a war — ( ) ; : who it "
        "they as unwilling 's objectives include promoting under sanctions cannot",
    )
)


@settings(deadline=None, max_examples=200)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_any_words_give_rows_with_verbatim_evidence(words: list[str]) -> None:
    text = " ".join(words)
    for row in rows(text):
        assert all(evidence.quote in text for evidence in row.evidence)
        assert row.statement == row.statement.strip() != ""


def test_a_word_of_quantity_stands_for_whom_it_counts() -> None:
    assert ("Kurds", "concern") in {(a, k) for a, k, _ in cells("Nearly all of the Kurds fear a war with Turkey.")}


def test_who_is_told_something_is_not_who_it_is_said_of() -> None:
    told = cells("Iran told Russia that it cannot accept the deal.")
    assert ("Iran", "constraint", "cannot accept the deal") in told
    assert not [row for row in told if row[0] == "Russia"]


def test_what_an_author_advises_is_nobodys_interest() -> None:
    assert not cells("Iran is better off keeping the deal.", "Now is the time for Russia to leave Syria.")
