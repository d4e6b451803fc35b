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
    ],
)
def test_signs(text: str, pair: tuple[str, str], sign: str) -> None:
    assert signs(text).get(pair) == sign


@pytest.mark.parametrize(
    "text", ["Russia and Iran exist.", "China must support Japan.", "Talks eased tensions between Iran and Iraq."]
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


def test_seeds(read_seeds: tuple[Document, ...]) -> None:
    read, known = actors.recognise(read_seeds, ())
    found = {(relation.actors, relation.sign): relation for relation in relations.extract(read, known)}
    assert (("Iran", "Russia"), "aligned") in found
    assert (("Iran", "Russia"), "conditional") in found
    assert (("Government of National Accord", "Turkey"), "aligned") in found
    by_id = {sentence.id: sentence for document in read for sentence in document.sentences}
    for relation in found.values():
        assert relation.actors == tuple(sorted(relation.actors))
        assert all(evidence.quote in by_id[evidence.sentence].text for evidence in relation.evidence)
