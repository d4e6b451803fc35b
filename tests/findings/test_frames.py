"""Who holds which predicate, and in which part: as subject or object, by somebody, by a noun, by another's clause."""

from __future__ import annotations

import pytest

from briefing.findings.frames import frames
from briefing.findings.passages import passages
from briefing.model import Actor
from making import document

ACTORS = (
    Actor(name="Russia", type="state", aliases=("Moscow", "Russian")),
    Actor(name="Iran", type="state", aliases=("Tehran", "Iranian")),
    Actor(name="Turkey", type="state", aliases=("Ankara", "Turkish")),
)


def held(sentence: str) -> set[tuple[str, str, str]]:
    """The predicates of a sentence, each with the holder's part and name."""
    (passage,) = passages(document("told", sentence), ACTORS)
    return {
        (passage.tree.forms[frame.head], frame.part, actor)
        for frame in frames(passage.tree, passage.holders)
        for actor in frame.holder.actors
    }


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("Russia wants a deal.", ("wants", "subject", "Russia")),
        ("The plan was rejected by Iran.", ("rejected", "agent", "Iran")),
        ("Sanctions hurt Iran.", ("hurt", "object", "Iran")),
        ("Iran was forced to withdraw.", ("forced", "object", "Iran")),
        ("The treaty gave Iran a port.", ("gave", "recipient", "Iran")),
        ("Iran's fear of war is old.", ("fear", "owner", "Iran")),
        ("Russia has a plan to leave.", ("plan", "have", "Russia")),
        ("Iran was forced to withdraw.", ("withdraw", "subject", "Iran")),
        ("Russia forced Iran to withdraw.", ("withdraw", "subject", "Iran")),
        ("Russia called on Iran to withdraw.", ("withdraw", "subject", "Iran")),
        ("Iran promised Russia to withdraw.", ("withdraw", "subject", "Iran")),
        ("Russia is ready to talk.", ("talk", "subject", "Russia")),
        ("Iran put pressure on Turkey by closing the border.", ("closing", "subject", "Iran")),
        ("Turkey, which fears a war, has signed.", ("fears", "subject", "Turkey")),
        ("Iran plans to sell oil and hopes to buy arms.", ("buy", "subject", "Iran")),
    ],
)
def test_who_holds_what(sentence: str, frame: tuple[str, str, str]) -> None:
    assert frame in held(sentence)


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("Russia forced Iran to withdraw.", ("withdraw", "subject", "Russia")),
        ("Russia called on Iran to withdraw.", ("withdraw", "subject", "Russia")),
        ("Iran promised Russia to withdraw.", ("withdraw", "subject", "Russia")),
        ("The plan was rejected by Iran.", ("rejected", "subject", "Iran")),
        ("Russia said that Iran fears a war.", ("fears", "subject", "Russia")),
        ("Iran put pressure on Turkey by closing the border.", ("closing", "subject", "Turkey")),
    ],
)
def test_who_does_not(sentence: str, frame: tuple[str, str, str]) -> None:
    assert frame not in held(sentence)


def test_what_one_begins_to_do_is_what_one_does() -> None:
    assert held("Russia began to withdraw.") == {("withdraw", "subject", "Russia")}


def test_nobody_known_holds_nothing() -> None:
    assert held("The talks will fail.") == set()
