"""What stands round a text: known, taken out, read for facts; and real sentences that look like it, kept."""

import pytest

from briefing.model import Document, Source
from briefing.readers import read

PAGE = """\
Skip to main content

Advertisement

OPINION

THE EU AND IRAN: WHAT NATO MUST DO NEXT | The Daily Example

What the alliance must do now is talk to both sides at once.

By ANN LEE and Bo Chen, Senior Fellows

Published: Jan. 8, 2020 10:30 a.m. EST | Updated: Jan. 9, 2020

Share this article

Facebook | Twitter | LinkedIn | Email

The harbour at dawn. (Photo by Jo Roe/Getty Images)

BRUSSELS (Reuters) - The EU met on Monday. What the alliance must do now is talk to both sides at once. It said so.

READ MORE: Five things to know

Sign up for our daily newsletter and get the news in your inbox.

Related article:

How the five came to be

Background

The deal was struck in 2015. It was "a good deal" then, said one diplomat who asked not to be named.

(Reporting by Ann Lee in Brussels; editing by Bo Chen)

Follow us on Twitter @daily

This article first appeared in Another Paper on 7 January.

© 2020 The Daily Example. All rights reserved.

The views expressed in this article are those of the author and do not necessarily reflect those of this paper.

This page was machine-translated from French.

12
"""


def document(text: str, media_type: str = "text/plain") -> Document:
    return read(Source(key="s", location="s.txt", media_type=media_type, content=text.encode()))


def test_a_page_is_read_for_its_text_alone() -> None:
    page = document(PAGE)
    assert page.text.split("\n\n") == [
        "The EU met on Monday. What the alliance must do now is talk to both sides at once. It said so.",
        "Background",
        'The deal was struck in 2015. It was "a good deal" then, said one diplomat who asked not to be named.',
    ]
    assert page.title == "The EU and Iran: What NATO Must Do Next"
    assert page.authors == ("Ann Lee", "Bo Chen")
    assert page.publisher == "The Daily Example"
    assert page.published == "2020-01-08"
    assert page.notices == ("opinion", "syndicated from Another Paper", "machine-translated")
    assert [heading.text for heading in page.headings] == ["Background"]
    assert page.source_text() == PAGE


def test_every_reason_is_named() -> None:
    assert list(dict.fromkeys(entry.reason for entry in document(PAGE).ledger)) == [
        "navigation", "advertisement", "opinion disclaimer", "title", "deck", "byline", "date line", "share prompt",
        "photo caption", "blank lines", "dateline", "related article", "newsletter prompt", "reporting credit",
        "follow prompt", "syndication line", "copyright line", "translation note", "page number",
    ]  # fmt: skip


BODY = "The first paragraph has been here for long. It tells what has happened.\n\n"

KEPT = [
    "By a vote of 74 to 25, the Senate approved the bill.",
    "By Monday the army had gone.",
    "Share prices fell in Tehran.",
    "Read the treaty again, and it says so.",
    "The report was published by the ministry in March and warned of hunger.",
    "Like YouTube, the site was told to remove it.",
    "Advertisement revenue fell by half.",
    "Copyright law has changed.",
    "The views expressed in Moscow were harsh.",
    "Cookies are banned.",
    "He follows Twitter closely.",
    "Contact between the two sides has ended.",
    "January 8, 2020, was the day it began.",
    "NATO - The alliance is old.",
    "Mr. Lee spoke to Reuters.",
    "Bloomberg inserted his own barb.",
    "Sign up now or lose it, the army told recruits.",
    "Photo: a word nobody used then.",
    "Related matters were left out.",
    "Correction of the course was needed.",
    "Editing genes is a crime there.",
    "Home rule came late.",
    "In 2019, trade rose.",
    "Opinion polls were mixed.",
]


@pytest.mark.parametrize("sentence", KEPT)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_real_sentences_are_kept(sentence: str, place: str) -> None:
    parts = {
        "first": f"# A title\n\n{sentence}\n\n{BODY * 9}",
        "middle": f"# A title\n\n{BODY * 9}{sentence}\n\n{BODY * 9}",
        "last": f"# A title\n\n{BODY * 9}{sentence}",
    }
    assert sentence in [found.text for found in document(parts[place]).sentences]


DROPPED = [
    ("Read more: Five things to know", "related article"),
    ("See also: What it means", "related article"),
    ("Click here to read the report.", "related article"),
    ("Share on Facebook", "share prompt"),
    ("Tweet | Share | Print", "share prompt"),
    ("Sign up for our newsletter.", "newsletter prompt"),
    ("ADVERTISEMENT", "advertisement"),
    ("This site uses cookies to make it better.", "cookie notice"),
    ("Privacy policy | Terms of use", "navigation"),
    ("Follow us on Telegram.", "follow prompt"),
    ("Copyright 2019 A Press. All rights reserved.", "copyright line"),
    ("(Editing by Bo Chen)", "reporting credit"),
    ("Page 3 of 12", "page number"),
    ("- 4 -", "page number"),
    ("[How it began](#)", "related article"),
    ("A ship leaves port. REUTERS/Ann Lee", "photo caption"),
]


@pytest.mark.parametrize(("line", "reason"), DROPPED)
def test_boilerplate_goes_anywhere(line: str, reason: str) -> None:
    found = document(f"# A title\n\n{BODY * 9}{line}\n\n{BODY * 9}")
    assert [(row.was.strip(), row.now) for row in found.ledger if row.reason == reason] == [(line, "")]
    assert line not in found.text


@pytest.mark.parametrize(
    ("start", "publisher"),
    [
        ("WASHINGTON (Reuters) - ", "Reuters"),
        ("Washington (CNN)", "CNN"),
        ("ATHENS, Greece (AP) — ", "AP"),
        ("(CNN) -- ", "CNN"),
        ("SÃO PAULO - ", ""),
        ("CHARLOTTE, N.C. — ", ""),
        ("NEW YORK/LONDON, Jan. 8 (Reuters) - ", "Reuters"),
    ],
)
def test_datelines(start: str, publisher: str) -> None:
    found = document(f"# A title\n\n{start}{BODY}")
    assert found.text == BODY.strip()
    assert found.publisher == publisher
    assert ("dateline", start, "") in [(row.reason, row.was, row.now) for row in found.ledger]


def test_a_credit_goes_from_the_end_of_a_paragraph() -> None:
    assert document(f"{BODY.strip()} (Reporting by Ann Lee; Editing by Bo Chen)").text == BODY.strip()


def test_the_head_of_every_page_goes() -> None:
    pages = [f"Page {number} is full of words. It holds no more of them." for number in range(4)]
    found = document("# A title\n\n" + "".join(f"{page}\n\nA Report on Things\n\n{page[5]}\n\n" for page in pages))
    assert found.text == "\n\n".join(pages)
    assert "running header" in {row.reason for row in found.ledger}


def test_an_address_at_the_end_is_the_document_s() -> None:
    found = document(f"# A title\n\n{BODY}Source: https://www.example.org/a/b?c=1")
    assert (found.url, found.publisher) == ("https://www.example.org/a/b?c=1", "example.org")
