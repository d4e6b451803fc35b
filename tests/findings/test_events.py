"""Dates as the text gives them, resolved or left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.findings import actors, events
from briefing.model import Document
from making import document


def texts(*sentences: str, published: str | None = "2020-01-08") -> list[str]:
    read, known = actors.recognise((document("a", *sentences, published=published),), ())
    return [event.text for event in events.extract(read, known)]


def dated(text: str, published: str | None = None) -> list[tuple[str, str]]:
    return [(event.date, event.text) for event in events.extract((document("a", text, published=published),), ())]


@pytest.mark.parametrize(
    ("text", "published", "date"),
    [
        ("Russia struck on Jan. 3.", "2020-01-08", "2020-01-03"),
        ("Russia struck on December 30.", "2020-01-08", "2019-12-30"),
        ("Russia will strike on January 12.", "2020-01-08", "2020-01-12"),
        ("In 2015, Russia intervened.", None, "2015"),
        ("Iran signed the deal in July 2015.", None, "2015-07"),
        ("Iran signed the deal on 14 July 2015.", None, "2015-07-14"),
        ("Iran signed the deal on 2015-07-14.", None, "2015-07-14"),
        ("At the end of last year, Turkey sent troops.", "2020-01-08", "2019"),
        ("Turkey sent troops on Tuesday.", "2020-01-08", "2020-01-07"),
        ("Turkey sent troops last month.", "2020-01-08", "2019-12"),
        ("Turkey sent troops two years ago.", "2020-01-08", "2018"),
        ("Turkey sent troops last June.", "2020-01-08", "2019-06"),
    ],
)
def test_dates(text: str, published: str | None, date: str) -> None:
    assert [found for found, _ in dated(text, published)] == [date]


@pytest.mark.parametrize(
    "text",
    [
        "As of 2020 Russia keeps bases.",
        "Since 2015 Russia has kept bases.",
        "The 2008 crisis changed Europe.",
        "Russia spent 2015 dollars.",
        "Russia signed a treaty, which was ratified in 2001.",
        "This happened in 2015.",
        "They left in 2015.",
        "January 08, 2020",
        "Russia struck on Jan. 3.",
        "Turkey sent troops on Tuesday.",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert dated(text) == []


def test_an_opening_connective_is_left_out_and_the_quote_is_verbatim() -> None:
    (event,) = events.extract((document("a", "However, in 2015 Russia intervened in Syria."),), ())
    assert event.text == "Russia intervened in Syria."
    assert event.evidence[0].quote == "However, in 2015 Russia intervened in Syria."


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("At the end of last year, Turkey sent troops.", "Turkey sent troops."),
        ("In May 2018 the United States left the deal.", "The United States left the deal."),
        ("Russia struck Syria on Jan. 3.", "Russia struck Syria."),
        ("The first was the assassination of a general on Jan. 3.", "The assassination of a general."),
        ("Turkey left the pact signed in 2015.", "Turkey left the pact signed in 2015."),
        ("Iran signed a deal in 2017, and then another.", "Iran signed a deal in 2017, and then another."),
    ],
)
def test_a_date_that_opens_or_ends_the_text_is_not_said_again(sentence: str, text: str) -> None:
    assert texts(sentence) == [text]


@pytest.mark.parametrize("text", ["Merkel said on Tuesday that talks had failed.", "On Monday, Iran told us nothing."])
def test_what_somebody_only_said_on_a_weekday_is_no_event(text: str) -> None:
    assert texts(text) == []


def test_the_two_countries_are_named_where_they_are_certain() -> None:
    signed = "The two countries signed a treaty in 1963."
    assert texts("France and Germany trade.", signed) == ["France and Germany signed a treaty."]
    assert texts("France and Germany trade.", "Italy met Spain.", signed) == []
    assert texts(signed) == []


def test_dates_that_cannot_be_told_are_counted() -> None:
    (told,) = events.unresolved((document("a", "Russia struck on Jan. 3.", "Turkey left on Tuesday."),))
    assert told.code == "undated"
    assert told.message.startswith("2 dates")
    assert events.unresolved((document("a", "Russia left in 2015."),)) == ()


@given(st.dates(min_value=__import__("datetime").date(1900, 1, 1), max_value=__import__("datetime").date(2099, 12, 28)))
def test_any_day_in_words_is_that_day(day: object) -> None:
    assert dated(f"Russia struck Iran on {day:%B} {day.day}, {day.year}.")[0][0] == day.isoformat()  # type: ignore[attr-defined]


def test_seeds(read_seeds: tuple[Document, ...]) -> None:
    found = events.extract(read_seeds, ())
    dates = {event.date for event in found}
    assert {"2014", "2015", "2020-01-03", "2020-01-08", "2019"} <= dates
    by_id = {sentence.id: sentence for document in read_seeds for sentence in document.sentences}
    assert all(evidence.quote in by_id[evidence.sentence].text for event in found for evidence in event.evidence)
