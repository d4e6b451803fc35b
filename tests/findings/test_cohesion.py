"""Which sentences can be read alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.findings.cohesion import ALONE, STRONGLY, WEAKLY, announces, leaning


@pytest.mark.parametrize(
    "text",
    [
        "This will end the talks.",
        "They refused to sign the treaty.",
        "However, the treaty was never signed.",
        "The second is the price of bread.",
        "Such partners could include the neighbours.",
        "For instance, the port of Mersin was closed.",
        "Both countries are under sanctions.",
        "The two countries signed a treaty in 2017.",
        "In any case, ties were close.",
        "By contrast, Norway agreed at once.",
        "Furthermore, Norway pays its share.",
        "But Norway might leave the union.",
        "He said that bread would be dearer.",
        "As for the consequences of his death, nothing is known in Oslo.",
        "In February he declared an emergency.",
        "“We will not sign.”",
        "“We will not sign,” he added, and left Oslo.",
        "“The president is dug in.",
        "We both oppose the treaty.",
        "The minister cited this as a reason to leave.",
        "Other countries follow Norway.",
        "Their remarks were widely quoted.",
    ],
)
def test_what_leans(text: str) -> None:
    assert leaning(text) == STRONGLY


@pytest.mark.parametrize(
    "text",
    [
        "Norway, in contrast, is unwilling to sign.",
        "In Syria, however, the alliance shows its weaknesses.",
        "Until now, however — and not without help — Norway had managed.",
        "Following the general's death, Norway spoke of war.",
        "It is widely believed that Norway will sign.",
        "Norway can trade in those regions as long as Sweden agrees.",
        "Naturally, the interests of Norway and Sweden differ.",
        "Norway is also keen to sign.",
    ],
)
def test_what_leans_a_little(text: str) -> None:
    assert leaning(text) == WEAKLY


@pytest.mark.parametrize(
    "text",
    [
        "Norway signed the treaty on Monday.",
        "Both Norway and Sweden signed the treaty.",
        "This week Norway signed the treaty.",
        "The first lady of Norway opened the bridge.",
        "One of the ports was closed by the navy of Norway.",
        "“Bread will be dearer,” Anna Berg said in Oslo.",
        "In his speech, Anders Berg promised cheaper bread.",
        "Anna Berg said that she would not sign.",
        "Norway's fishermen fear for their boats.",
        "The threat of a war in the north is real.",
    ],
)
def test_what_stands_alone(text: str) -> None:
    assert leaning(text) == ALONE


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert leaning(text) in {ALONE, WEAKLY, STRONGLY}


@given(
    st.sampled_from(["However", "Furthermore", "By contrast", "This", "They", "Such"]),
    st.sampled_from(["", "“", "(", "— "]),
)
def test_marks_before_an_opening_do_not_hide_it(opening: str, mark: str) -> None:
    assert leaning(f"{mark}{opening}, measures fail.") == STRONGLY


def test_what_is_announced() -> None:
    assert announces("The year began with two events.", "The first was a storm.")
    assert announces("The first was a storm.", "The second is a strike.")
    assert announces("There are at least two other regions in the north.", "These are Lapland and Finnmark.")
    assert not announces("The year began with two events.", "Norway signed the treaty.")
    assert not announces("The second is a strike.", "Norway signed the treaty.")
    assert not announces("The year began well.", "The first was a storm.")
