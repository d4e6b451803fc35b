"""Whom a sentence speaks of: pronouns, pairs, officials, the speaker of a quotation."""

from __future__ import annotations

import pytest

from briefing.findings.frames import frames
from briefing.findings.passages import Passage, passages
from briefing.model import Actor
from making import document

ACTORS = (
    Actor(name="Russia", type="state", aliases=("Moscow", "Russian")),
    Actor(name="Iran", type="state", aliases=("Tehran", "Iranian")),
    Actor(name="Turkey", type="state", aliases=("Ankara", "Turkish", "Erdogan")),
    Actor(name="Health Ministry", type="ministry"),
    Actor(name="Insurers", type="lobby", aliases=("insurers",)),
)


def read(*sentences: str) -> list[tuple[Passage, dict[str, set[str]]]]:
    """Each sentence's passage, and for each of its predicates who holds it."""
    found = []
    for passage in passages(document("told", *sentences), ACTORS):
        held: dict[str, set[str]] = {}
        for frame in frames(passage.tree, passage.holders):
            if frame.part in ("subject", "owner"):
                held.setdefault(passage.tree.forms[frame.head], set()).update(frame.holder.actors)
        found.append((passage, held))
    return found


@pytest.mark.parametrize(
    ("sentences", "predicate", "actors"),
    [
        (("Russia signed the deal.", "It wants more."), "wants", {"Russia"}),
        (("Russian officials want a deal.",), "want", {"Russia"}),
        (("Turkey's policy aims to weaken Iran.",), "aims", {"Turkey"}),
        (("Russia and Iran met in May.", "Both countries want a deal."), "want", {"Russia", "Iran"}),
        (("The Health Ministry reacted.", "The ministry wants a ban."), "wants", {"Health Ministry"}),
        (("Insurers fear losses.", "They want a delay."), "want", {"Insurers"}),
        (("Countries such as Iran want a deal.",), "want", {"Iran"}),
        (("The plan is backed by Turkey, which wants a base.",), "wants", {"Turkey"}),
        (("Iran promised Russia to stop.",), "stop", {"Iran"}),
        (("Russia hopes to win and plans to stay.",), "stay", {"Russia"}),
        (("Iran's ambition is to lead.",), "ambition", {"Iran"}),
    ],
)
def test_holders(sentences: tuple[str, ...], predicate: str, actors: set[str]) -> None:
    _, held = read(*sentences)[-1]
    assert held.get(predicate) == actors


@pytest.mark.parametrize(
    ("sentence", "predicate"),
    [
        ("It is getting difficult for Russia to win.", "getting"),
        ("The ally of Turkey fears a war.", "fears"),
        ("Nobody in Iran wants a war.", "wants"),
    ],
)
def test_who_is_named_beside_holds_nothing(sentence: str, predicate: str) -> None:
    _, held = read(sentence)[-1]
    assert not held.get(predicate)


def test_we_is_who_speaks() -> None:
    _, held = read("Turkey rejected the plan.", '"We want peace," Ankara said.')[-1]
    assert held["want"] == {"Turkey"}
