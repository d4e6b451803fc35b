"""Words and stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.findings.terms import content, lexicon, stem, stop_words, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("negotiate", "negotiations"), ("withdraw", "withdrawing"), ("threat", "threats"), ("ally", "allies"),
        ("cooperate", "cooperation"), ("plan", "planned"), ("hope", "hoping"), ("weak", "weakness"),
        ("possible", "possibly"), ("decide", "decided"), ("organization", "organize"),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("news", "new"), ("only", "on"), ("general", "generous"), ("communism", "community"), ("iran", "iraq")],
)
def test_words_apart_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("caresses", "caress"), ("ponies", "poni"), ("ties", "tie"), ("cries", "cri"), ("gas", "gas"),
        ("agreed", "agre"), ("hopping", "hop"), ("luxuriated", "luxuri"), ("happy", "happi"), ("relational", "relat"),
        ("electrical", "electr"), ("adjustment", "adjust"), ("decision", "decis"), ("adoption", "adopt"),
        ("controlling", "control"), ("rate", "rate"), ("succeeded", "succeed"),
    ],
)  # fmt: skip
def test_published_examples_of_the_algorithm(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@given(st.text(max_size=60))
def test_any_text_has_words(text: str) -> None:
    for word in words(text):
        assert word == word.strip()
        assert stem(word)
    assert not set(content(text)) & {""}


@given(st.from_regex(r"[a-z]{1,14}", fullmatch=True))
def test_a_stem_is_no_longer_than_its_word_but_for_an_e(word: str) -> None:
    assert len(stem(word)) <= len(word) + 1


def test_possessives_numbers_and_abbreviations() -> None:
    assert words("Iran’s U.S. bases cost $3.5 trillion") == ["iran", "u.s", "bases", "cost", "3.5", "trillion"]
    assert content("It is said that they would have been there") == []


def test_every_list_of_ours_can_be_read() -> None:
    for name in ("stopwords", "openers", "cues", "notices", "articles"):
        assert any(lexicon(f"summary-{name}").values())
    assert {"the", "said", "wouldn’t"} <= stop_words()
