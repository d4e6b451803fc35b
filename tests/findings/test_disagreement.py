"""What two sources say that cannot both be true, and what can."""

from __future__ import annotations

import pytest

from briefing.findings.disagreement import disagreements
from briefing.findings.grounding import check
from briefing.findings.salience import Pool, pool
from briefing.model import Findings, Source
from briefing.readers import read


def told_by(*texts: str) -> Pool:
    """The texts, each a source."""
    sources = (
        Source(key=f"s{n}", location=f"s{n}.txt", media_type="text/plain", content=text.encode())
        for n, text in enumerate(texts)
    )
    return pool(tuple(map(read, sources)))


APART = [
    (
        "The bomb in the market of Mosul killed 46 people on Monday, the ministry said.",
        "A car bomb killed at least 60 people in a crowded Mosul market on Monday.",
        "46 people or 60 people? ",
    ),
    (
        "The army has 2,500 soldiers in the northern province of Faryab.",
        "Some 3,000 soldiers remain in the northern province of Faryab, the army said.",
        "2,500 soldiers or 3,000 soldiers? ",
    ),
    (
        "The package costs $3.5 trillion over ten years, Democrats said of the budget.",
        "The package costs $3.2 trillion over ten years, an office of the budget said.",
        "$3.5 trillion or $3.2 trillion? ",
    ),
    (
        "The troops of Norway will leave Faryab by May 1, the minister said in Oslo.",
        "The troops of Norway will leave Faryab by 11 September, officials told the paper.",
        "By May 1 or by 11 September? ",
    ),
    (
        "Norway supports the fishing treaty with Sweden, its minister said.",
        "Norway opposes the fishing treaty with Sweden, said a diplomat in Oslo.",
        "",
    ),
    (
        "The ministry did not approve the sale of the harbour to the fund, its spokesman said.",
        "The ministry approved the sale of the harbour to the fund in March, according to papers seen in Oslo.",
        "",
    ),
]


@pytest.mark.parametrize(("one", "other", "differing"), APART)
def test_disagreements_carry_the_words_of_both(one: str, other: str, differing: str) -> None:
    pooled = told_by(one, other)
    (point,) = disagreements(pooled)
    assert point.text == f"{differing}s0: {one} s1: {other}"
    assert [evidence.quote for evidence in point.evidence] == [one, other]
    found, dropped = check(Findings(documents=pooled.documents, disagreements=(point,)))
    assert found.disagreements == (point,)
    assert dropped == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (  # a bound that the other keeps to
            "The bomb in the market of Mosul killed at least 46 people on Monday.",
            "A car bomb killed 60 people in a crowded Mosul market on Monday.",
        ),
        (  # a rounded number
            "The bomb in the market of Mosul killed 46 people on Monday.",
            "A car bomb killed about 47 people in a crowded Mosul market on Monday.",
        ),
        (  # another day
            "The bomb in the market of Mosul killed 46 people on Monday.",
            "A car bomb killed 60 people in a crowded Mosul market on Friday.",
        ),
        (  # others are counted
            "The bomb in the market of Mosul killed 46 Iraqi soldiers, the ministry said.",
            "The bomb in the market of Mosul killed 12 American soldiers, the ministry said.",
        ),
        (  # a condition
            "If Norway rejects the fishing treaty with Sweden, the talks will end.",
            "Norway accepts the fishing treaty with Sweden, the minister said.",
        ),
        (  # the same
            "Norway signed the fishing treaty with Sweden on May 3.",
            "Norway signed the fishing treaty with Sweden on May 3 in Oslo.",
        ),
    ],
)
def test_what_can_both_be_true_is_no_disagreement(one: str, other: str) -> None:
    assert disagreements(told_by(one, other)) == ()


def test_one_source_does_not_disagree_with_itself_nor_with_its_copy() -> None:
    text = " ".join(one for one, *_ in APART) + " " + " ".join(other for _, other, _ in APART)
    assert disagreements(told_by(text)) == ()
    assert disagreements(told_by(text, text)) == ()
