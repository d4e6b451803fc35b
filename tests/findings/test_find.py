"""Documents and a specification make findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ClaimError
from briefing.findings import EXTRACTORS, find
from briefing.findings.cohesion import STRONGLY, leaning
from briefing.model import Assessment, Document, Findings, Source
from briefing.readers import read
from briefing.spec import BriefSpec, SectionSpec, SourceSpec

ROOT = Path(__file__).parents[2]
TITLE = "Russia and Iran in Syria after Soleimani"
SOURCES = (SourceSpec(path="seeds"),)


@pytest.fixture(scope="module")
def texts() -> tuple[Document, ...]:
    files = sorted((ROOT / "seeds").glob("*.txt"))
    return tuple(
        read(Source(key=f"seed{n}", location=f.name, media_type="text/plain", content=f.read_bytes()))
        for n, f in enumerate(files)
    )


@pytest.fixture(scope="module")
def own(texts: tuple[Document, ...]) -> Findings:
    return find(texts, BriefSpec(title=TITLE, sources=SOURCES))[0]


def spoken(findings: Findings) -> list[str]:
    return [
        *([] if findings.bottom_line is None else [findings.bottom_line.text]),
        *(point.text for point in findings.key_points),
        *(point.text for section in findings.sections for point in section.points),
    ]


def test_the_machine_writes_a_whole_brief(own: Findings) -> None:
    assert own.bottom_line
    assert 5 <= len(own.key_points) <= 7
    assert 4 <= len(own.sections) <= 5
    assert all(len(section.points) >= 3 for section in own.sections)
    assert len(set(spoken(own))) == len(spoken(own))


def test_every_field_of_an_extractor_is_filled(own: Findings) -> None:
    for name in EXTRACTORS:
        assert getattr(own, name), name


def test_no_section_opens_on_what_is_not_there(own: Findings) -> None:
    order = [s.id for d in own.documents for s in d.sentences]
    for section in own.sections:
        before = ""
        for point in section.points:
            place = point.evidence[0].sentence
            assert leaning(point.text) < STRONGLY or before == order[order.index(place) - 1]
            before = place


def test_sections_keep_order_titles_and_questions(texts: tuple[Document, ...]) -> None:
    sections = (
        SectionSpec(title="Zulu"),
        SectionSpec(title="Own words", text='We judge this likely. The alliance is tactical [@seed1:9 "tactical"].'),
        SectionSpec(title="Libya", question="What does Turkey want in Libya?", words=60),
    )
    findings, _ = find(texts, BriefSpec(title=TITLE, sources=SOURCES, sections=sections))
    assert [(s.title, s.question) for s in findings.sections] == [
        ("Zulu", ""), ("Own words", ""), ("Libya", "What does Turkey want in Libya?"),
    ]  # fmt: skip
    assert findings.sections[1].judgement[0][1].evidence[0].quote == "tactical"
    assert not findings.sections[1].points
    assert sum(len(point.text.split()) for point in findings.sections[2].points) <= 60


def test_an_analysts_words_go_before_ours(texts: tuple[Document, ...]) -> None:
    spec = BriefSpec(
        title=TITLE, sources=SOURCES, bottom_line="The partnership is tactical.", ask="Agree to wait. Say so."
    )
    findings, _ = find(texts, spec)
    assert findings.bottom_line == Assessment(text="The partnership is tactical.")
    assert [a.text for a in findings.ask] == ["Agree to wait.", "Say so."]


def test_a_brief_may_be_all_the_analysts_own(texts: tuple[Document, ...]) -> None:
    section = SectionSpec(title="Own words", text="So we judge it.")
    findings, _ = find(texts, BriefSpec(title=TITLE, sources=SOURCES, sections=(section,)))
    assert findings.bottom_line
    assert findings.key_points
    assert findings.gaps == find(texts, BriefSpec(title=TITLE, sources=SOURCES))[0].gaps


def test_all_that_does_not_stand_is_told_at_once(texts: tuple[Document, ...]) -> None:
    wrong = 'So it is [@seed1:9 "words that nobody wrote"].'
    sections = (SectionSpec(title="One", text=wrong), SectionSpec(title="Two", text=wrong))
    with pytest.raises(ClaimError) as caught:
        find(texts, BriefSpec(title=TITLE, sources=SOURCES, sections=sections, bottom_line=wrong))
    assert len(caught.value.others) == 2


def test_what_an_analyst_cites_must_stand(texts: tuple[Document, ...]) -> None:
    section = SectionSpec(title="Own words", text='So it is [@seed1:9 "words that nobody wrote"].')
    with pytest.raises(ClaimError):
        find(texts, BriefSpec(title=TITLE, sources=SOURCES, sections=(section,)))


def test_a_text_of_one_sentence_makes_findings() -> None:
    text = "Norway signed the treaty with Sweden on Monday."
    source = Source(key="one", location="one.txt", media_type="text/plain", content=text.encode())
    findings, _ = find((read(source),), BriefSpec(title="", sources=SOURCES))
    assert spoken(findings) in ([text], [])
