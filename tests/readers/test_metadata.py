"""What the head of a source says of it."""

import pytest

from briefing.model import Document, Source
from briefing.readers import read
from briefing.readers.dates import date_of
from briefing.readers.metadata import calmed

BODY = "The first paragraph has been here for long. It tells what has happened."


def document(text: str, media_type: str = "text/plain") -> Document:
    return read(Source(key="s", location="s.txt", media_type=media_type, content=text.encode()))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2020-01-03", "2020-01-03"),
        ("2020-01-03T10:20:30Z", "2020-01-03"),
        ("2020-01", "2020-01"),
        ("January 08, 2020", "2020-01-08"),
        ("8 January 2020", "2020-01-08"),
        ("8th of January 2020", "2020-01-08"),
        ("Jan. 8, 2020", "2020-01-08"),
        ("Sept. 11, 2001", "2001-09-11"),
        ("Wednesday, January 8, 2020", "2020-01-08"),
        ("Published on Jan 8, 2020 at 10:30 a.m. (EST)", "2020-01-08"),
        ("January 2020", "2020-01"),
        ("8.1.2020", "2020-01-08"),
        ("13/02/2020", "2020-02-13"),
        ("2020", None),
        ("01/02/2020", None),
        ("2020-02-30", None),
        ("February 30, 2020", None),
        ("2020-13", None),
        ("May 2020 be kind", None),
        ("In January 2020", None),
        ("", None),
    ],
)
def test_a_date_alone_on_a_line(line: str, day: str | None) -> None:
    assert date_of(line, "en") == (None if day is None else (day, False))


def test_months_of_another_language() -> None:
    assert date_of("8 janvier 2020", "fr") == ("2020-01-08", False)
    assert date_of("8. Januar 2020", "de") == ("2020-01-08", False)
    assert date_of("January 8, 2020", "xx") == ("2020-01-08", False)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Marianna Belenkaya", ("Marianna Belenkaya",)),
        ("*by Antonino Occhiuto*", ("Antonino Occhiuto",)),
        ("By ANN LEE, BO CHEN and Omar al-Bashir", ("Ann Lee", "Bo Chen", "Omar al-Bashir")),
        ("By Jan van der Berg | January 8, 2020", ("Jan van der Berg",)),
        ("By Ann Lee, January 8, 2020", ("Ann Lee",)),
        ("By Ann Lee, Foreign Minister of Norway", ("Ann Lee",)),
        ("By Recep Tayyip Erdoğan in Ankara", ("Recep Tayyip Erdoğan",)),
        ("Authors: J. R. R. Tolkien; Ann O'Neil-Smith, Jr.", ("J. R. R. Tolkien", "Ann O'Neil-Smith")),
        ("By Reuters Staff", ()),
        ("By The Associated Press", ()),
    ],
)
def test_bylines(line: str, authors: tuple[str, ...]) -> None:
    found = document(f"# A title\n\n{line}\n\n{BODY}")
    assert found.authors == authors
    assert found.text == BODY
    assert "byline" in {row.reason for row in found.ledger}


@pytest.mark.parametrize("line", ["By any measure, it failed.", "By Design", "By and large it did."])
def test_what_is_no_byline(line: str) -> None:
    assert document(f"# A title\n\n{line}\n\n{BODY}").authors == ()


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        (f"# A title\n\n2020-01-03\n\n{BODY}", "A title", BODY),
        (f"2020-01-03\n\n# A title\n\n{BODY}", "A title", BODY),
        (f"A title\n=======\n\n{BODY}", "A title", BODY),
        (f"A title\n\n{BODY}", "A title", BODY),
        (f"A title\n2020-01-03\n\n{BODY}", "A title", BODY),
        (f"A title of quite some length, more than forty characters\nBy Ann Lee\n3 January 2020\n{BODY}",
         "A title of quite some length, more than forty characters", BODY),
        (f"# A title\n\n# A title\n\n{BODY}", "A title", BODY),
        (f"A title\n\nA title\n\n{BODY}", "A title", BODY),
        (f"POLICY BRIEF\n\nWhat comes next\n\n{BODY}", "What comes next", BODY),
        (f"# REPORT\n\n{BODY}", "Report", BODY),
        (f"# What comes | A Site\n\n{BODY}", "What comes", BODY),
        (f"# *What* [comes](https://a.org)\n\n{BODY}", "What comes", BODY),
        (BODY, "The first paragraph has been here for long", BODY),
        (f"Iran said that it would not take part in any talks on its missiles at all. {BODY}",
         "Iran said that it would not take part in any talks on its…",
         f"Iran said that it would not take part in any talks on its missiles at all. {BODY}"),
        ("A title alone", "A title alone", "A title alone"),
    ],
)  # fmt: skip
def test_titles(text: str, title: str, rest: str) -> None:
    found = document(text)
    assert (found.title, found.text) == (title, rest)
    assert found.source_text() == text


@pytest.mark.parametrize(
    ("title", "body", "calm"),
    [
        ("IRAN - RUSSIA A Backgrounder", "Iran and Russia agree.", "Iran – Russia A Backgrounder"),
        ("US AND IRAN: THE ROLE OF THE IRGC", "The IRGC is strong.", "US and Iran: The Role of the IRGC"),
        ("NATO's Next War", "", "NATO's Next War"),
        ("Long-term COVID costs", "COVID is here.", "Long-term COVID costs"),
        ("A calm title", "a CALM body", "A calm title"),
    ],
)
def test_a_title_in_capitals_is_calmed(title: str, body: str, calm: str) -> None:
    assert calmed(title, body, "en") == calm


def test_front_matter() -> None:
    found = document(
        "---\ntitle: 'A report'\nauthor: [Ann Lee, Bo Chen]\ndate: 2019-05-02\nurl: https://example.org/r\n"
        f"publisher: A Press\n---\n\n# Another title\n\n{BODY}\n",
        "text/markdown",
    )
    assert (found.title, found.authors, found.publisher) == ("A report", ("Ann Lee", "Bo Chen"), "A Press")
    assert (found.published, found.url, found.text) == ("2019-05-02", "https://example.org/r", BODY)


def test_a_deck_that_the_body_does_not_say_stays() -> None:
    found = document(f"# A title\n\nA deck that says something of its own here.\n\nBy Ann Lee\n\n{BODY}")
    assert found.sentences[0].text == "A deck that says something of its own here."


def test_plain_headings_are_no_sentences() -> None:
    long = "The text below it has more than ten words in all, as one can count."
    found = document(f"A title\n\n{BODY}\n\n- peace\n- bread\n\nThe way ahead\n\n{long}\n\n2. Next steps\n\n{long}")
    assert [(heading.text, heading.level) for heading in found.headings] == [("The way ahead", 2), ("Next steps", 2)]
    assert [sentence.paragraph for sentence in found.sentences] == [1, 1, 2, 3, 4, 5]
