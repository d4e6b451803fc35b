"""Kin of words: the same on every machine, near where meanings are, nothing where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from briefing.findings.kin import NEAREST, likeness, vectors
from briefing.findings.terms import stem


@pytest.mark.parametrize(
    ("asked", "near", "far"),
    [("congress", "senator", "tomato"), ("court", "judge", "harvest"), ("cost", "expensive", "ambassador")],
)
def test_kin_are_nearer_than_strangers(asked: str, near: str, far: str) -> None:
    ((to_near, to_far),) = likeness([stem(asked)], [stem(near), stem(far)])
    assert to_far < to_near <= NEAREST


def test_the_same_stem_is_one_and_an_unknown_one_is_like_itself_alone() -> None:
    assert likeness(["treati", "xyzzyq"], ["xyzzyq", "treati"]).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert not vectors(["xyzzyq"]).any()
    assert vectors(["treati"]).dtype == np.int8
