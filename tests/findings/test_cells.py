"""What a table prints: complete, short, with its conditions, negations and doubts, nothing left hanging."""

from __future__ import annotations

import pytest

from briefing.findings import actors, interests
from briefing.findings.cells import LONGEST
from making import document


def statements(*sentences: str) -> list[str]:
    read, known = actors.recognise((document("told", *sentences),), ())
    return [row.statement for row in interests.extract(read, known)]


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        ("Iran threatened to close the strait if sanctions return.", "to close the strait if sanctions return"),
        ("Russia does not want to lose its bases.", "not wanting to lose its bases"),
        ("Turkey may try to seize the town.", "may try to seize the town"),
        ("Iran accused Israel of killing the scientist.", "accusing Israel of killing the scientist"),
        ("Russia wants to keep its bases because it fears NATO.", "to keep its bases"),
        ("China hopes to win the contract on Tuesday.", "to win the contract"),
        ("Egypt fears that it will lose its water.", "Egypt will lose its water"),
        ("Iran aims for a single port.", "aiming for a single port"),
        ("The insurers lobbied the ministry to drop the rule.", "lobbying the ministry to drop the rule"),
        ("Iran has cited fears of a flood.", "fears of a flood"),
        ("Russia aims to keep its bases, and to export more gas to the US.", "to export more gas to the US"),
        ("The insurers oppose the rule.", "opposing the rule"),
        (
            "The mine was shut, Iran was not able to pay crews on its own and Russian bankers wanted to leave.",
            "not able to pay crews on its own",
        ),
    ],
)
def test_a_cell_says_it_whole(sentence: str, statement: str) -> None:
    assert statement in statements(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Iran and Russia struck a deal, marking the end of a long dispute over fish.", "marking"),
        ("Iran echoed similar feelings.", "feelings"),
        ("Iran appealed in March.", "appealing"),
        ("At a time when Russia could divide the lake, Iran wants to wait.", "divide"),
        ("Iran will not comply with the pact, particularly in accepting new quotas.", "accepting"),
        ("Iran's decision raised fears of a war in Russia.", "raising"),
        ("Russia wants to leave, exacerbating the situation in Iran.", "exacerbating"),
    ],
)
def test_what_an_event_brings_or_a_word_repeats_is_nobodys_aim(sentence: str, words: str) -> None:
    assert not [statement for statement in statements(sentence) if statement.startswith(words)]


def test_a_deed_that_says_too_little_gives_way_to_one_that_says_more() -> None:
    found = statements("Iran has lifted a ban and wants to sell missiles to Syria.")
    assert "to sell missiles to Syria" in found
    assert "lifting a ban" not in found


def test_items_of_a_list_are_rows_of_their_own() -> None:
    found = statements("Russia wants to keep its bases, to sell arms and to weaken NATO.")
    assert {"to keep its bases", "to sell arms", "to weaken NATO"} <= set(found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Russia wants it.",
        "Many Iranians ask themselves what it brings.",
        "Iran rejected this.",
        "Turkey fears them.",
        "China wants to stop that.",
        "Iran hates him.",
    ],
)
def test_what_points_to_nothing_makes_no_cell(sentence: str) -> None:
    assert statements(sentence) == []


def test_a_cell_is_short_and_has_both_its_quotation_marks() -> None:
    long = (
        "Russia wants to build a “new order in the region with the help of its old partners in the south, the "
        "support of its army in the north and the goodwill of those who have traded with it for a very long time."
    )
    for statement in statements(long, 'Iran said it wants a "fair deal with the West.'):
        assert len(statement.split()) <= LONGEST + 4
        assert statement.count("“") == statement.count("”")
        assert statement.count('"') % 2 == 0


def test_a_verb_whose_object_stands_outside_makes_no_cell() -> None:
    found = statements("It was the worst attack that Turkey had suffered since the war.")
    assert not any(statement.startswith("suffering since") for statement in found)
