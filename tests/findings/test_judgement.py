"""An analyst's text: what is printed, what proves it, and what does not stand."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.errors import BriefingError, ClaimError
from briefing.findings.judgement import Paragraphs, assess, assess_line
from briefing.model import Document, Sentence


def document(key: str, *texts: str) -> Document:
    sentences, at = [], 0
    for number, text in enumerate(texts, 1):
        sentences.append(Sentence(id=f"{key}:{number}", text=text, start=at, end=at + len(text), paragraph=1))
        at += len(text) + 1
    return Document(key=key, location=f"{key}.txt", title=key, text=" ".join(texts), sentences=tuple(sentences))


HARBOUR = document(
    "harbour",
    "The port will close for a long-term, costly repair.",
    "In 2019 the council—against its own advice—sold 1,200 berths for €3.5 million.",
    "“It’s not over,” the mayor said.",
    "The port will reopen.",
)
DOCUMENTS = (HARBOUR, document("budget", "The council has no money left."))


def place(offset: int) -> str:
    return f"at {offset}"


def printed(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sentence.text for sentence in run) for run in assess(text, DOCUMENTS, place)[0])


def quotes(paragraphs: Paragraphs) -> list[list[tuple[str, str]]]:
    return [[(e.sentence, e.quote) for e in sentence.evidence] for run in paragraphs for sentence in run]


def mistakes(text: str) -> list[BriefingError]:
    with pytest.raises(ClaimError) as caught:
        assess(text, DOCUMENTS, place)
    return [caught.value, *caught.value.others]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\nStill one. Two.\n\n\nThree.", (("One.", "Still one.", "Two."), ("Three.",))),
        ("Or:\n- do it;\n  all of it\n* or not.\n\nEnd.", (("Or:",), ("do it; all of it",), ("or not.",), ("End.",))),
        ("See Gen. Ruiz, J. Doe, U.S. Navy, No. 5. Go.", ("See Gen. Ruiz, J. Doe, U.S. Navy, No. 5.", "Go.")),
        ("She said “Go. Now.” and went. He stayed.", ("She said “Go. Now.” and went.", "He stayed.")),
        ('Why? "No. Never." was all! 3 left.', ("Why?", '"No. Never." was all!', "3 left.")),
        ('It shuts [@harbour:1 "will close"].', ("It shuts.",)),
        ('It shuts. [@harbour:1 "will close"] It opens.', ("It shuts.", "It opens.")),
        ('It shuts [@harbour:1 "will close"], and opens.', ("It shuts, and opens.",)),
        ('It shuts, [@harbour:1 "will close"].', ("It shuts.",)),
        ('It shuts.[@harbour:1 "will close"].', ("It shuts.",)),
        ('It shuts ([@harbour:1 "will close"]).', ("It shuts.",)),
        ('It shuts (see [@harbour:1 "will close"]) now.', ("It shuts (see) now.",)),
        ('It shuts [@harbour:1 "will close"]; [@harbour:4 "reopen"] , [@budget:1 "money"].', ("It shuts.",)),
        ('It[@harbour:1 "will close"]shuts.', ("It shuts.",)),
        ('[@harbour:1 "will close"] It shuts.', ("It shuts.",)),
        ("", ()),
    ],
)
def test_what_is_printed(text: str, paragraphs: tuple[object, ...]) -> None:
    assert printed(text) == (paragraphs if not paragraphs or isinstance(paragraphs[0], tuple) else (paragraphs,))


@pytest.mark.parametrize(
    ("citation", "quote"),
    [
        ('[@harbour:1 "long-term, costly"]', ("harbour:1", "long-term, costly")),
        ('[@harbour:1 "long-\n  term,   costly\n repair"]', ("harbour:1", "long-term, costly repair")),
        ('[@harbour:2 "council - against its own"]', ("harbour:2", "council—against its own")),
        ("[@harbour:03 “It's not over”]", ("harbour:3", "It’s not over")),
        ("""[@harbour:3 "'It's not over,'"]""", ("harbour:3", "“It’s not over,”")),
        ('[@harbour:4 "The port will"]', ("harbour:4", "The port will")),
    ],
)
def test_the_quote_is_the_documents_own_spelling(citation: str, quote: tuple[str, str]) -> None:
    paragraphs, diagnostics = assess(f"So it is {citation}.", DOCUMENTS, place)
    assert quotes(paragraphs) == [[quote]]
    assert not diagnostics


def test_a_citation_proves_the_sentence_it_stands_in_or_right_behind() -> None:
    text = """It shuts [@harbour:1 "will close"]. It opens. [@harbour:4 "reopen"]
        Money is short ([@budget:1 "no money"]; [@harbour:1 "costly"]). All agree.

        - Twice [@harbour:4 "reopen"] the same [@harbour:4 "reopen"]"""
    paragraphs, _ = assess(text, DOCUMENTS, place)
    assert quotes(paragraphs) == [
        [("harbour:1", "will close")],
        [("harbour:4", "reopen")],
        [("budget:1", "no money"), ("harbour:1", "costly")],
        [],
        [("harbour:4", "reopen")],
    ]


def test_a_citation_without_words_is_warned_of_and_quotes_the_sentence() -> None:
    paragraphs, (warning,) = assess("It opens [@harbour:4].", DOCUMENTS, place)
    assert quotes(paragraphs) == [[("harbour:4", "The port will reopen.")]]
    assert (warning.code, warning.where) == ("citation-without-words", "at 9")
    assert "The port will reopen." in warning.hint


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ('A [@harbor:1 "port"].', "at 2", "no source 'harbor'", "did you mean 'harbour'"),
        ('A [@zzz:1 "port"].', "at 2", "no source 'zzz'", "known: harbour, budget"),
        ("A [@harbour:9].", "at 2", "no sentence 9", "the last is harbour:4"),
        ("A [@harbour].", "at 2", "no sentence is named", "[@key:9"),
        ('A [@harbour:4 "costly repair"].', "at 2", "stands in harbour:1;", '[@harbour:1 "costly repair"]'),
        ('A [@harbour:9 "costly repair"].', "at 2", "names harbour:9", '[@harbour:1 "costly repair"]'),
        ('A [@harbour "costly repair"].', "at 2", "names no sentence at all", '[@harbour:1 "costly repair"]'),
        ('A [@harbour:2 "port will"].', "at 2", "stands in harbour:1, harbour:4", "the one that is meant"),
        ('A [@harbour:1 "costly rebuilding"].', "at 2", "stands in no sentence of harbour", "the closest is harbour:1"),
        ('A [@harbour:1 "ong-term"].', "at 2", "stands in no sentence of harbour", "harbour:1"),
        ('A [@harbour:1 "no money"].', "at 2", "stands in no sentence of harbour", "they stand in budget:1"),
        ('A [@harbour:1 "repair. In 2019"].', "at 2", "stands in no sentence", "run over harbour:1 and harbour:2"),
        ('A [@harbour:1 "xyzzy"].', "at 2", "“xyzzy” stands in no sentence", "[@key:9"),
        ("A [@harbour:one].", "at 2", "[@harbour:one] cannot be read", "[@key:9"),
        ('A [@harbour:1 "port"', "at 2", "cannot be read", "[@key:9"),
        ('A.\n\n[@harbour:1 "port"]\n\nB.', "at 4", "stands alone", "behind the words"),
        ('It cost 3.6 million [@harbour:2 "€3.5 million"].', "at 20", "3.6 does not stand", "harbour:2 says"),
        ('Since 2018 "all is lost" [@harbour:3 "not over"].', "at 25", "2018, “all is lost” do not", "harbour:3 says"),
    ],
)
def test_what_does_not_stand(text: str, where: str, message: str, hint: str) -> None:
    (mistake,) = mistakes(text)
    assert mistake.exit_code == 5
    assert mistake.where == where
    assert message in mistake.message
    assert hint in mistake.hint


@pytest.mark.parametrize(
    "text",
    [
        'It sold 1200 berths in 2019 [@harbour:2 "council"].',
        'It is "not over," he said [@harbour:3 "mayor"].',
        'It is «not over» [@harbour:3 "mayor"] and "no money" is left [@budget:1 "council"].',
        'In 1066 it was "all lost". It closes [@harbour:1 "close"].',
    ],
)
def test_numbers_and_quotations_that_stand(text: str) -> None:
    assert assess(text, DOCUMENTS, place)[0]


def test_all_mistakes_are_told_at_once() -> None:
    told = mistakes('A [@harbor:1 "port"]. B [@budget:7].\n\n- C [@harbour:4 "costly"].')
    assert [mistake.where for mistake in told] == ["at 2", "at 24", "at 42"]


def test_a_line_is_one_assessment() -> None:
    text = 'Wait. The port is\nshut [@harbour:1 "will close"]. Pay [@budget:1].'
    assessment, diagnostics = assess_line(text, DOCUMENTS, place)
    assert assessment.text == "Wait. The port is shut. Pay."
    assert [e.sentence for e in assessment.evidence] == ["harbour:1", "budget:1"]
    assert [d.code for d in diagnostics] == ["citation-without-words"]


NOISE = st.text(alphabet=st.sampled_from('[]@:"“”().,;- \n\tharbouget:19É'), max_size=80)


@given(st.lists(NOISE | st.sampled_from(['[@harbour:1 "port"]', "[@budget:1]", "- "])).map("".join))
def test_any_text_ends_in_assessments_or_a_claim_error(text: str) -> None:
    assume("[[" not in text)  # what is left of "[[@a:1]@" looks like a citation again
    try:
        paragraphs, _ = assess(text, DOCUMENTS, place)
    except ClaimError:
        return
    sentences = {sentence.id: sentence.text for d in DOCUMENTS for sentence in d.sentences}
    for run in paragraphs:
        assert run
        for assessment in run:
            assert assessment.text == " ".join(assessment.text.split()) != ""
            assert "[@" not in assessment.text
            assert all(evidence.quote in sentences[evidence.sentence] for evidence in assessment.evidence)


@pytest.mark.parametrize(
    "piece", ['[@a:1 "', "[@", "x. Y ", "- \n", " " * 9, '" ', "“ ", "([@a] ", '[@harbour:1 "a ', "1. "]
)
def test_hostile_text_ends(piece: str) -> None:
    with suppress(ClaimError):
        assess(f"a{piece * 50_000}.", DOCUMENTS, place)
