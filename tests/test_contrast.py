from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import audiences, contrast
from briefing.compose import compose
from briefing.model import Brief
from making import nile, order

NOWHERE = Path("nowhere")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


def brief(audience: str = "policymaker", **fields: object) -> Brief:
    return compose(nile(), order(**fields), audiences.load(audience, NOWHERE))[0]


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54)]
)
def test_a_ratio_is_as_wcag_has_it(one: str, other: str, ratio: float) -> None:
    assert contrast.ratio(one, other) == contrast.ratio(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("audience", ["minister", "policymaker", "analyst", "public"])
def test_the_packages_own_colours_can_be_read(audience: str) -> None:
    assert contrast.check(brief(audience), NOWHERE, "") == ()


@given(COLOURS)
def test_the_shade_that_is_named_passes(accent: str) -> None:
    """Whatever the accent: what the hint names raises no further warning."""
    for told in contrast.check(brief(brand={"accent": accent}), NOWHERE, "brief.yaml:3:1"):
        assert told.where == "brief.yaml:3:1"
        near = told.hint.partition(" ")[0]
        assert contrast.ratio(near, "#ffffff") >= contrast.SMALL
        assert not contrast.check(brief(brand={"accent": near}), NOWHERE, "")


def test_an_accents_tint_is_the_one_that_ships() -> None:
    assert contrast.tint("#0b5563") in ("#eef3f4", "#eef4f4")
