"""Which tokens name whom."""

from __future__ import annotations

import pytest

from briefing.findings import syntax
from briefing.findings.mentions import Finder, mentions
from briefing.model import Actor

ACTORS = (
    Actor(name="Iran", type="state", aliases=("Iranian", "Tehran", "the Islamic Republic")),
    Actor(name="United States", type="state", aliases=("US", "U.S.")),
    Actor(name="Jordan", type="state", aliases=("Jordanian",)),
    Actor(name="Syria", type="state", aliases=("Syrian",)),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran’s aims worry the U.S. envoy.", [("Iran", "Iran", "possessive"), ("U.S.", "United States", "modifier")]),
        ("The Islamic Republic told us nothing.", [("The Islamic Republic", "Iran", "")]),
        ("An Iranian-backed militia met Michael Jordan.", [("Iranian", "Iran", "modifier")]),
        ("Syrian fighters left Tehran.", [("Tehran", "Iran", "")]),
    ],
)
def test_mentions_with_their_part(text: str, expected: list[tuple[str, str, str]]) -> None:
    (parse,) = syntax.parse([text])
    found = mentions(parse, Finder(ACTORS))
    assert [
        (
            text[parse.spans[m.start][0] : parse.spans[m.end - 1][1]],
            m.actor,
            "possessive" if m.possessive else "modifier" if m.modifier else "",
        )
        for m in found
    ] == expected
    assert all(m.start <= m.head < m.end for m in found)
