"""Markdown's marks: off, each with its reason, and the words left plain."""

import pytest

from briefing.model import Source
from briefing.readers import read


def rows(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    document = read(Source(key="s", location="s.md", media_type="text/markdown", content=text.encode()))
    assert document.source_text() == text
    return document.text, [(entry.reason, entry.was, entry.now) for entry in document.ledger]


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("It is **bold** now.", "It is bold now.", "emphasis"),
        ("It is *very **bold*** now.", "It is very bold now.", "emphasis"),
        ("It is _so_ and ~~not~~.", "It is so and not.", "emphasis"),
        ("It is `code` now.", "It is code now.", "code"),
        ("It is ``a`b`` now.", "It is a`b now.", "code"),
        ("A [link](https://a.org/x_(y) 'title') here.", "A link here.", "link"),
        ("A [*soft* link](<a b>) here.", "A soft link here.", "link"),
        ("A [dead](#) link and [no]() link.", "A dead link and no link.", "dead link"),
        ("A ![picture](p.png) here.", "A here.", "image"),
        ("[![picture](p.png) and words](https://a.org) here.", "and words here.", "link"),
        ("See <https://a.org> and <me@a.org>.", "See https://a.org and me@a.org.", "autolink"),
        ("It cost \\$5 \\_ \\\\ \\*.", "It cost $5 _ \\ *.", "backslash escape"),
        ("A &amp; B&nbsp;C &#8217; &lt;b&gt;.", "A & B C ’ <b>.", "entity"),
        ("It ends.[^1] It does.", "It ends. It does.", "footnote mark"),
        ("A [word][r] here.\n\n[r]: https://a.org", "A word here.", "link definition"),
        ("Some <b>HTML</b><br>text <!-- no --> here.", "Some HTML text here.", "HTML"),
        ("Gone <script>alert('x')</script>it is.", "Gone it is.", "HTML"),
        ("Two\nlines.", "Two lines.", "line wrap"),
        ("Two  \nlines.", "Two lines.", "line wrap"),
        ("Two\\\nlines.", "Two lines.", "line wrap"),
        ("- one\n- two\n  lines", "one\n\ntwo lines", "list marker"),
        ("1. one\n2) two", "one\n\ntwo", "list marker"),
        ("> A quote\n> goes on.\n>\n> Again.", "A quote goes on.\n\nAgain.", "block quote mark"),
        ("One.\n\n* * *\n\nTwo.", "One.\n\nTwo.", "thematic break"),
        ("One.\n\n```py\n# not a heading\n```\n\nTwo.", "One.\n\n# not a heading\n\nTwo.", "code fence"),
    ],
)
def test_marks(was: str, now: str, reason: str) -> None:
    text, ledger = rows(was)
    assert text == now
    assert reason in {row[0] for row in ledger}


@pytest.mark.parametrize(
    "text",
    [
        "A 2 * 3 * 4 sum, 2*3*4, snake_case_word, a* and b*.",
        "An [aside] and [another] [one] here.",
        "A < b and c > d, e<f.",
        "A #hashtag and a lone ` and ~ and \\ here.",
        "AT&T and R&D; and &nosuch;.",
        "The end - or not - is near.\nYes.".replace("\n", " "),
    ],
)
def test_what_only_looks_like_marks_stays(text: str) -> None:
    assert rows(text) == (text, [])


def test_the_words_of_an_image_are_in_the_ledger() -> None:
    assert rows("It is ![A map of Syria](map.png) here.")[1] == [("image", " ![A map of Syria](map.png) ", " ")]


def test_headings_stay_as_words() -> None:
    text = "# A title\n\nIt is.\n\n## First *part* ##\n\nIt was.\n\nSecond part\n---\n\nIt will be."
    document = read(Source(key="s", location="s.md", media_type="text/markdown", content=text.encode()))
    assert document.title == "A title"
    assert document.text == "It is.\n\nFirst part\n\nIt was.\n\nSecond part\n\nIt will be."
    assert [(heading.text, heading.level) for heading in document.headings] == [("First part", 2), ("Second part", 2)]
    assert [sentence.text for sentence in document.sentences] == ["It is.", "It was.", "It will be."]
    assert [sentence.paragraph for sentence in document.sentences] == [1, 2, 3]


def test_tables_stay_but_hold_no_sentences() -> None:
    text = "It is.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nIt was."
    document = read(Source(key="s", location="s.md", media_type="text/markdown", content=text.encode()))
    assert document.text == text
    assert len(document.sentences) == 2
