"""The two seeds: every damage of theirs is mended or taken out, with its reason, and nothing else is."""

from pathlib import Path

import pytest

from briefing.model import Document, Source
from briefing.readers import read

DECK = "If Syria becomes the setting for a clash between Washington and Tehran, it could be a major problem for Moscow."
CAPTION = "Iranians attending a gathering in Tehran to commemorate general Qassem Soleimani. **ZUMA Wire**"
CONTACTS = (
    "Twitter: @EGIC\\_  \nWeb: [www.egic.info](http://www.egic.info)\n\n"
    "Facebook: EU-Gulf Information Centre  \nEmail: [info@egic.info](mailto:info@egic.info)"
)
SEEDS = Path(__file__).parents[2] / "seeds"


def seed(name: str, key: str) -> Document:
    content = (SEEDS / name).read_bytes()
    return read(Source(key=key, location=name, media_type="text/plain", content=content))


@pytest.fixture(scope="module")
def crisis() -> Document:
    return seed("000_4711b08bc27505a9.txt", "crisis")


@pytest.fixture(scope="module")
def egic() -> Document:
    return seed("003_5c78f28c9540f96b.txt", "egic")


def rows(document: Document) -> list[tuple[str, str, str]]:
    return [(entry.reason, entry.was.strip(), entry.now) for entry in document.ledger]


def test_what_the_crisis_says_of_itself(crisis: Document) -> None:
    assert crisis.title == "The Iran Crisis Can Be a Boost for Russia"
    assert crisis.authors == ("Marianna Belenkaya",)
    assert crisis.publisher == "The Moscow Times"
    assert crisis.published == "2020-01-08"
    assert crisis.url == "https://www.themoscowtimes.com/2020/01/08/the-iran-crisis-can-be-a-boost-for-russia-a68835"
    assert crisis.notices == ("opinion", "syndicated from Carnegie")


def test_what_the_backgrounder_says_of_itself(egic: Document) -> None:
    assert egic.title == "Iran – Russia A Backgrounder"
    assert egic.authors == ("Antonino Occhiuto",)
    assert egic.publisher == "EU-Gulf Information Centre"
    assert egic.published is None
    assert egic.url == ""
    assert egic.notices == ("undated",)


@pytest.mark.parametrize(
    ("reason", "was", "now"),
    [
        ("blank lines", "", ""),
        ("title", "# The Iran Crisis Can Be a Boost for Russia", ""),
        ("deck", DECK, ""),
        ("byline", "By [Marianna Belenkaya](#)", ""),
        ("date line", "January 08, 2020", ""),
        ("photo caption", CAPTION, ""),
        ("paragraph broken in mid-sentence", "", " "),
        ("related article", "**Related article:** [Putin Now Needs a Plan B on Iran](#)", ""),
        (
            "related article",
            "**Related article:** [Putin Can Cautiously Enjoy the Iran Drama From the Audience](#)",
            "",
        ),
        ("dead link", "[", ""),
        ("dead link", "](#)", ""),
        ("syndication line", "*This article was originally [posted](#) by Carnegie.*", ""),
        (
            "opinion disclaimer",
            "*The views expressed in opinion pieces do not necessarily reflect the position of The Moscow Times.*",
            "",
        ),
        (
            "original address",
            "Original url:\n\n<https://www.themoscowtimes.com/2020/01/08/the-iran-crisis-can-be-a-boost-for-russia-a68835>",
            "",
        ),
    ],
)  # fmt: skip
def test_the_crisis_is_mended(crisis: Document, reason: str, was: str, now: str) -> None:
    assert (reason, was, now) in rows(crisis)


@pytest.mark.parametrize(
    ("reason", "was", "now"),
    [
        ("blank lines", "", ""),
        ("series label", "# CONFERENCE REPORT", ""),
        ("title", "## IRAN - RUSSIA A Backgrounder", ""),
        ("byline", "*by Antonino Occhiuto*", ""),
        ("uneven space round a dash", "—", "—"),
        ("word broken across paragraphs", "-", ""),
        ("backslash escape", "\\", ""),
        (
            "contact block",
            CONTACTS,
            "",
        ),
    ],
)
def test_the_backgrounder_is_mended(egic: Document, reason: str, was: str, now: str) -> None:
    assert (reason, was, now) in rows(egic)


@pytest.mark.parametrize(
    "words",
    [
        "of taking no action, as well as the bonuses",
        "in a U.S drone strike on Jan. 3.",
        "hundreds of mercenaries from Wagner, a private Russian military company.",
        "Until now, however — and not without Soleimani's help — Moscow had",
        "a long-term policy for the Middle East.",
    ],
)
def test_the_crisis_reads_on(crisis: Document, words: str) -> None:
    assert words in crisis.text


@pytest.mark.parametrize(
    "words",
    [
        "Putin lifted a ban—imposed by his predecessor—to sell S-300",
        "under its own exclusive influence.",
        "worth up to $20 billion USD",
        "Plan of Action a.k.a. the Iran Nuclear Deal, and has been",
    ],
)
def test_the_backgrounder_reads_on(egic: Document, words: str) -> None:
    assert words in egic.text


def test_no_boilerplate_and_no_marks_are_left(crisis: Document, egic: Document) -> None:
    for scrap in (
        "Related",
        "ZUMA",
        "Belenkaya",
        "Carnegie",
        "opinion pieces",
        "rl:",
        "http",
        "](",
        "**",
        "\\",
        "#",
        "@",
    ):
        assert scrap not in crisis.text + egic.text
    for scrap in ("CONFERENCE", "Backgrounder", "Occhiuto", "Twitter", "egic.", "EGIC", "Facebook", "Email", "  "):
        assert scrap not in crisis.text + egic.text


def test_sentences_and_paragraphs(crisis: Document, egic: Document) -> None:
    assert (len(crisis.sentences), crisis.sentences[-1].paragraph) == (35, 13)
    assert (len(egic.sentences), egic.sentences[-1].paragraph) == (38, 6)
    assert crisis.sentences[1].id == "crisis:2"
    for document in (crisis, egic):
        assert document.text.count("\n\n") == document.sentences[-1].paragraph - 1
        assert not document.headings
        assert all(sentence.text.endswith((".", '."')) for sentence in document.sentences)
        assert all(sentence.page is None for sentence in document.sentences)


def test_most_rows_are_few(crisis: Document, egic: Document) -> None:
    """What was sound is untouched: no reasons but those of the lists above, and the end of the file."""
    assert len(crisis.ledger) <= 16
    assert len(egic.ledger) <= 11
