"""Who is shown as aligned with whom, and who as opposed."""

from __future__ import annotations

import pytest

from briefing.findings import actors, relations
from briefing.model import Document
from making import document


def signs(*texts: str) -> dict[tuple[str, str], str]:
    read, known = actors.recognise((document("a", *texts),), ())
    return {relation.actors: relation.sign for relation in relations.extract(read, known)}


@pytest.mark.parametrize(
    ("text", "pair", "sign"),
    [
        ("Cooperation between Russia and Iran grows.", ("Iran", "Russia"), "aligned"),
        ("The Tehran-Moscow alliance holds.", ("Iran", "Russia"), "aligned"),
        ("Russia backs Syria.", ("Russia", "Syria"), "aligned"),
        ("China does not support Japan.", ("China", "Japan"), "opposed"),
        ("Washington imposed sanctions on Iran.", ("Iran", "United States"), "opposed"),
        ("China was criticized by Japan.", ("China", "Japan"), "opposed"),
        ("Russia's rivalry with Turkey grows.", ("Russia", "Turkey"), "opposed"),
        ("Moscow is at odds with Ankara.", ("Russia", "Turkey"), "opposed"),
        ("Japan works with India but fears India.", ("India", "Japan"), "mixed"),
        ("Russia backs Iran only if Israel stays calm.", ("Iran", "Russia"), "conditional"),
        ("A pro-India Afghanistan emerged.", ("Afghanistan", "India"), "aligned"),
        ("The interests of France and Germany don't always coincide.", ("France", "Germany"), "opposed"),
        ("The interests of France and Germany may collide.", ("France", "Germany"), "opposed"),
        ("French and German positions have converged.", ("France", "Germany"), "aligned"),
        ("Germany's and France's priorities differ.", ("France", "Germany"), "opposed"),
        ("Japan's aims diverge from China's.", ("China", "Japan"), "opposed"),
        ("China and Japan disagree over trade.", ("China", "Japan"), "opposed"),
        ("France and Turkey are wary of each other.", ("France", "Turkey"), "opposed"),
        ("Relations between France and Turkey have soured.", ("France", "Turkey"), "opposed"),
        ("The US-Turkish alliance is beginning to show cracks.", ("Turkey", "United States"), "opposed"),
        ("Turkey's plans run counter to Greece's interests.", ("Greece", "Turkey"), "opposed"),
        ("Sudan builds dams, a policy that clashes with Egypt's desire for water.", ("Egypt", "Sudan"), "opposed"),
        ("Iranian aid helps Syria, which in turn stands in the way of Israel's plans.", ("Iran", "Israel"), "opposed"),
    ],
)
def test_signs(text: str, pair: tuple[str, str], sign: str) -> None:
    assert signs(text).get(pair) == sign


@pytest.mark.parametrize(
    "text",
    [
        "Russia and Iran exist.",
        "China must support Japan.",
        "The objectives of France and Turkey do not conflict.",
        "There were repeated accusations that China was arming Japan.",
        "If Egypt becomes the setting for a clash between Washington and Tehran, prices will rise.",
        "Whether France supports Turkey is unclear.",
        "Japan warned against any attack on China.",
    ],
)
def test_no_cue_no_relation(text: str) -> None:
    assert signs(text) == {}


def test_one_relation_a_pair_and_sign_with_all_its_sentences() -> None:
    read, known = actors.recognise(
        (document("a", "Russia backs Iran.", "Iran backs Russia.", "Iran fights Russia."),), ()
    )
    found = relations.extract(read, known)
    assert [(relation.sign, len(relation.evidence)) for relation in found] == [("aligned", 2), ("opposed", 1)]


def test_a_part_is_not_related_to_its_whole() -> None:
    assert signs("Iran's IRGC supports Iran.") == {}


def test_who_is_accused_of_helping_is_not_helped_by_the_accuser() -> None:
    assert signs("India accused China of helping Pakistan.") == {("China", "India"): "opposed"}


def test_what_a_states_own_organ_does_the_state_does() -> None:
    found = signs("Iran's IRGC plans raids.", "Iran's IRGC threatens Israel.")
    assert found[("Iran", "Israel")] == "opposed"
    assert found[("Islamic Revolutionary Guards Corps", "Israel")] == "opposed"


def test_seeds(read_seeds: tuple[Document, ...]) -> None:
    read, known = actors.recognise(read_seeds, ())
    found = {(relation.actors, relation.sign): relation for relation in relations.extract(read, known)}
    assert (("Iran", "Russia"), "aligned") in found
    assert (("Iran", "Russia"), "conditional") in found
    assert len(found[("Iran", "Russia"), "opposed"].evidence) > 4
    assert (("Government of National Accord", "Turkey"), "aligned") in found
    by_id = {sentence.id: sentence for document in read for sentence in document.sentences}
    for relation in found.values():
        assert relation.actors == tuple(sorted(relation.actors))
        assert all(evidence.quote in by_id[evidence.sentence].text for evidence in relation.evidence)


def test_what_has_come_to_its_end_is_no_party() -> None:
    found = signs("Since the collapse of the Soviet Union, Russia has supported Iran.", "The Soviet Union armed Syria.")
    assert found[("Iran", "Russia")] == "aligned"
    assert not [pair for pair in found if "Soviet Union" in pair and "Syria" not in pair]
