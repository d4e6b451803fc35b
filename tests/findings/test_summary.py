"""Which sentences are chosen, and that they fit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.findings import SUMMARISERS
from briefing.findings.cohesion import STRONGLY, leaning
from briefing.findings.routing import Request
from briefing.findings.salience import is_timeline, pool
from briefing.findings.summary import alike, cover, reading_order, summarise
from briefing.model import Document, Point, Sentence, Source
from briefing.readers import read

ROOT = Path(__file__).parents[2]
ASKED = (
    Request("What holds them together", "On what do Russia and Iran cooperate?", 120),
    Request("Where interests part", "Where do Russian and Iranian objectives in Syria diverge?", 120),
    Request("Libya and Turkey", "What do Turkey and Russia want in Libya?", 120),
    Request("Outlook and risks", "What is likely to come next, and what are the risks for Russia?", 120),
)


@pytest.fixture(scope="module")
def texts() -> tuple[Document, ...]:
    files = sorted((ROOT / "seeds").glob("*.txt"))
    return tuple(
        read(Source(key=f"seed{n}", location=f.name, media_type="text/plain", content=f.read_bytes()))
        for n, f in enumerate(files)
    )


def document(key: str, *sentences: str, published: str | None = None) -> Document:
    """A document of one paragraph."""
    text = " ".join(sentences)
    starts = [len(" ".join(sentences[:n])) + bool(n) for n in range(len(sentences))]
    return Document(
        key=key, location=key, title=key, published=published, text=text,
        sentences=tuple(
            Sentence(id=f"{key}:{n + 1}", text=s, start=at, end=at + len(s), paragraph=1)
            for n, (s, at) in enumerate(zip(sentences, starts, strict=True))
        ),
    )  # fmt: skip


def length(points: tuple[Point, ...]) -> int:
    return sum(len(point.text.split()) for point in points)


def places(points: tuple[Point, ...]) -> list[str]:
    return [point.evidence[0].sentence for point in points]


@given(words=st.integers(1, 400), question=st.sampled_from(["", "What does Turkey want in Libya?", "?", "Zebras"]))
@settings(max_examples=25, deadline=None)
def test_a_summary_is_whole_sentences_within_its_words(texts: tuple[Document, ...], words: int, question: str) -> None:
    points, told = summarise(texts, words, question)
    sentences = {s.id: s.text for d in texts for s in d.sentences}
    assert points
    assert length(points) <= words or (len(points) == 1 and [d.code for d in told] == ["too-few-words"])
    assert all(sentences[e.sentence] == e.quote == p.text for p in points for e in p.evidence)
    assert len({p.id for p in points}) == len(points)


WORDS = st.sampled_from(
    ["However", "This", "Norway", "Sweden", "fish", "price", "treaty", "talks", "said", "“we", "the", "of", "?", "2019"]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=25).map(lambda words: " ".join(words) + ".")
TEXT = st.lists(SENTENCE, max_size=8)


@given(texts=st.lists(TEXT, max_size=4), budgets=st.lists(st.integers(0, 60), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_documents_make_sections(texts: list[list[str]], budgets: list[int]) -> None:
    documents = tuple(document(f"d{n}", *sentences) for n, sentences in enumerate(texts))
    requests = tuple(Request("Price of fish", "What is the price of fish?" * (n % 2), b) for n, b in enumerate(budgets))
    sections = cover(documents, requests)
    chosen = [place for points in sections for place in places(points)]
    assert len(set(chosen)) == len(chosen)
    assert all(length(points) <= budget for points, budget in zip(sections, budgets, strict=True))
    assert all(places(points) == sorted(places(points)) for points in sections)


def test_the_shortest_sentence_is_given_where_none_fits(texts: tuple[Document, ...]) -> None:
    (point,), (told,) = summarise(texts, 2)
    assert point.text == "Russia reacted calmly to Ankara's demarche."
    assert told.message == "no sentence fits in 2 words: the shortest has 6"


def test_no_sentences_are_told() -> None:
    assert summarise((document("empty"),), 100)[1][0].code == "no-sentences"
    assert cover((), ASKED) == ((), (), (), ())


@pytest.mark.parametrize("name", SUMMARISERS)
def test_sections_share_no_sentence_and_keep_their_words(texts: tuple[Document, ...], name: str) -> None:
    taken = frozenset({texts[0].sentences[0].id})
    sections = SUMMARISERS[name](texts, ASKED, taken)
    chosen = [place for points in sections for place in places(points)]
    assert len(sections) == len(ASKED)
    assert len(set(chosen)) == len(chosen)
    assert not taken & set(chosen)
    assert all(length(points) <= 120 for points in sections)


def test_a_question_is_answered(texts: tuple[Document, ...]) -> None:
    points, _ = summarise(texts, 120, "Where do Russian and Iranian objectives in Syria diverge?")
    assert any("objectives differ" in point.text for point in points)
    libya, _ = summarise(texts, 120, "What does Turkey want in Libya?")
    assert 2 * sum("Libya" in point.text or "Turkey" in point.text for point in libya) > len(libya)


def test_each_section_has_three_points_and_answers_its_question(texts: tuple[Document, ...]) -> None:
    bond, divergence, libya, outlook = cover(texts, ASKED)
    assert all(len(points) >= 3 for points in (bond, divergence, libya, outlook))
    assert any("cooperation" in point.text.lower() for point in bond)
    assert any("objectives differ" in point.text for point in divergence)
    assert sum("Libya" in point.text for point in libya) >= 2


def test_nothing_chosen_for_a_section_leans_on_what_is_not_there(texts: tuple[Document, ...]) -> None:
    order = [s.id for d in texts for s in d.sentences]
    for points in cover(texts, ASKED):
        for before, place in zip([None, *places(points)], places(points), strict=False):
            if leaning(texts[int(place[4])].sentences[int(place[6:]) - 1].text) == STRONGLY:
                assert before == order[order.index(place) - 1]


def test_points_stand_in_reading_order() -> None:
    newer = document("newer", "Norway signed the fishing treaty with Sweden on Monday morning.", published="2020-02-01")
    older = document("older", "Sweden offered Norway a fishing treaty in its northern waters.", published="2020-01-01")
    loose = document("loose", "Fishing crews of Denmark wait for the treaty in port.")
    assert reading_order([newer, older, loose]) == [2, 0, 1]
    points, _ = summarise((newer, older, loose), 100)
    assert places(points) == ["older:1", "loose:1", "newer:1"]


def test_what_is_announced_is_given() -> None:
    text = document(
        "list",
        "Two storms closed the northern ports of Norway in January.",
        "The first was the storm that sank a ferry.",
        "The second is still at sea.",
        "Norway pays for the northern ports out of the price of oil, which fell in January.",
    )
    points, _ = summarise((text,), 26)
    assert set(places(points)) in ({"list:1", "list:2", "list:3"}, {"list:4"})


def test_copies_of_a_text_are_one_voice() -> None:
    sentences = (
        "Norway signed the fishing treaty with Sweden on Monday.",
        "Its parliament must still agree to the treaty.",
        "Fishing crews of Norway wait in the ports for the vote.",
    )
    one, copy = (
        document("one", *sentences),
        document("copy", *sentences[:2], "An editor's note ends the copy of it.", sentences[2]),
    )
    other = document(
        "other", "Denmark closed its ports to foreign crews.", "Ferries to Norway still run.", "Oil is dear."
    )
    origins = {line.document: line.origin for line in pool((one, copy, other)).lines}
    assert origins == {0: 0, 1: 0, 2: 1}
    points, _ = summarise((one, copy, other), 60)
    assert len({point.text for point in points}) == len(points)


def test_a_shortened_reprint_is_the_same_voice() -> None:
    agency = (
        "Norway signed the fishing treaty with Sweden on Monday after a year of talks in Oslo.",
        "The treaty opens the northern waters to sixty trawlers and closes the spawning grounds until May.",
        "Its parliament must still agree to the treaty before the cod season begins.",
    )
    reprint = (
        "Norway signed the fishing treaty with Sweden on Monday after a year of talks in Oslo, the agency reports.",
        "The treaty opens the northern waters to sixty trawlers.",
    )
    other = ("Crews in the north of Sweden have waited for the fishing treaty with Norway since the cod came back.",)
    lines = pool((document("agency", *agency), document("reprint", *reprint), document("other", *other))).lines
    assert {line.document: line.origin for line in lines} == {0: 0, 1: 0, 2: 1}


def test_what_titles_say_is_chosen() -> None:
    said = (
        "The harbour of Bergen was rebuilt after the storm of the last winter and opened again in May.",
        "Norway and Sweden signed a treaty on the fishing of cod in the northern waters this week.",
        "The price of oil fell again in January, and the ministry of finance expects less in taxes.",
    )
    untitled = document("a", *said)
    titled = untitled.model_copy(update={"title": "Treaty on cod signed"})
    assert [places(summarise((d,), 19)[0]) for d in (untitled, titled)] == [["a:1"], ["a:2"]]


def test_supporters_and_opponents_are_told_apart() -> None:
    text = document(
        "debate",
        "The parliament of Norway debates the fishing treaty with Sweden this week.",
        "Crews in the north welcomed the treaty and praised the minister for the access to new waters.",
        "Processors of fish applauded it too, because it would benefit the ports.",
        "Green groups denounced the treaty and warned that stocks of cod would collapse.",
        "The party of the farmers rejects the treaty as a mistake and accuses the minister of a secret deal.",
        "The vote is due on Friday, and the outcome is open.",
    )
    supporters, opponents = cover(
        (text,),
        (
            Request("Supporters and their reasons", "Who supports the treaty and why?", 30),
            Request("Opponents and their objections", "Who objects to the treaty and why?", 32),
        ),
    )
    assert "debate:2" in places(supporters)
    assert {"debate:4", "debate:5"} & set(places(opponents))
    assert not {"debate:4", "debate:5"} & set(places(supporters))


def test_near_duplicates_are_told_apart_from_kin() -> None:
    same, again, kin = pool(
        (
            document(
                "a",
                "The president signed the fishing treaty with Sweden on Monday.",
                "On Monday the president signed a fishing treaty with Sweden in Oslo.",
                "The president of Sweden fears for the fishing crews of the north.",
            ),
        )
    ).terms()
    assert alike(same, again)
    assert not alike(same, kin)


def test_newest_days_lead_a_time_line() -> None:
    days = tuple(
        document(
            f"day{n}", f"Fighting number {n} between army and rebels closed the road to the harbour of town {n}.",
            published=f"2011-03-{n:02}",
        )
        for n in range(1, 21)
    )  # fmt: skip
    undated = document("undated", "Fighting between army and rebels closed the road to the harbour of an old town.")
    assert is_timeline(days)
    assert not is_timeline(days[:4])
    points, _ = summarise((*days, undated), 40)
    assert "day20:1" in places(points)
    assert "undated:1" not in places(points)


def test_the_marking_of_a_text_is_that_of_its_points() -> None:
    marked = document("m", "Norway signed the fishing treaty with Sweden on Monday.").model_copy(
        update={"marking": "TLP:AMBER"}
    )
    assert summarise((marked,), 50)[0][0].marking == "TLP:AMBER"


def test_the_hash_seed_changes_nothing() -> None:
    program = (
        "import pathlib, sys\n"
        "from briefing.findings.summary import cover\n"
        "from briefing.findings.routing import Request\n"
        "from briefing.model import Source\n"
        "from briefing.readers import read\n"
        "texts = tuple(read(Source(key=f's{n}', location=f.name, media_type='text/plain', content=f.read_bytes()))\n"
        "    for n, f in enumerate(sorted(pathlib.Path('seeds').glob('*.txt'))))\n"
        "print(cover(texts, (Request('All', '', 200),)))\n"
        "print(cover(texts, (Request('Libya', 'What of Libya?', 90), Request('Risks', 'What are the risks?', 90))))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(said) == 1
