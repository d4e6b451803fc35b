"""From bytes to a document: nothing is lost, nothing is changed in silence."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.errors import SourceError
from briefing.model import Document, Source
from briefing.readers import read
from briefing.readers.decoding import decode
from briefing.spec import SourceSpec


def source(content: str | bytes, media_type: str = "text/plain") -> Source:
    octets = content.encode() if isinstance(content, str) else content
    return Source(key="s", location="s.txt", media_type=media_type, content=octets)


PLAIN = ("text/markdown", "text/plain")
NOISE = st.sampled_from([
    *"ab Z9.,!?*_[]()<>#`~-|\\&;:=\"'\n\r\t\f\x00\u00a0\u200b\u2028\ufeffﬁ—–é¹", "\n\n", "\r\n", "# ", "## H\n",
    "- ", "1. ", "> ", "**", "[a](b)", "](#)", "![i](j)", "<!--", "-->", "```\n", "&amp;", "&#10;", "\\$", "[^1]",
    "[12]", "exclu-\n\nsive", "wo-\nrd", "The end. ", "By Ann Lee\n\n", "2020-01-03\n", "Read more: it\n\n",
    "ROME (AP) — ", "e\u0301", "â€™", "---\n", "<br>", "<script>", "</script>", "| a |\n", "===\n", "    ", " - ",
    "[r]: x\n", "Original url:\n\n", "https://a.b/c", "end.12 The",
])  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(NOISE, max_size=40).map("".join))


@settings(max_examples=400)
@given(TEXTS, st.sampled_from(PLAIN))
@example("", "text/plain")
@example("\ufeff", "text/plain")
@example("\ufeff# T\r\n\r\nA b.\r\n", "text/markdown")
@example("---\ntitle: T\n---\nA b.", "text/markdown")
def test_the_ledger_is_exact(text: str, media_type: str) -> None:
    given_source = source(text.encode("utf-8", "replace"), media_type)
    document = read(given_source)
    decoded, _ = decode(given_source)
    assert document.source_text() == decoded
    at = taken = 0
    for entry in document.ledger:
        same = entry.start - at
        assert same >= 0
        assert decoded[at : entry.start] == document.text[taken : taken + same]
        assert decoded[entry.start : entry.start + len(entry.was)] == entry.was
        assert entry.was != entry.now
        assert entry.reason
        taken += same + len(entry.now)
        at = entry.start + len(entry.was)
    assert decoded[at:] == document.text[taken:]


@settings(max_examples=400)
@given(TEXTS, st.sampled_from(PLAIN))
def test_sentences_and_headings_stand_in_the_text(text: str, media_type: str) -> None:
    document = read(source(text.encode("utf-8", "replace"), media_type))
    at = 0
    for number, sentence in enumerate(document.sentences, 1):
        assert sentence.id == f"s:{number}"
        assert document.text[sentence.start : sentence.end] == sentence.text
        assert "\n" not in sentence.text
        assert sentence.text == sentence.text.strip()
        assert sentence.start >= at
        at = sentence.end
    for heading in document.headings:
        assert document.text[heading.start : heading.end] == heading.text
    assert document.text == document.text.strip()
    assert document.title


@settings(max_examples=400)
@given(TEXTS)
def test_a_sentence_maps_back_to_the_span_that_holds_its_words(text: str) -> None:
    given_source = source(text.encode("utf-8", "replace"))
    document = read(given_source)
    decoded, _ = decode(given_source)
    at = 0
    for sentence in document.sentences:
        start, end = document.source_span(sentence.start, sentence.end)
        assert at <= start < end <= len(decoded)
        assert sentence.text in forward(document, start, end)
        at = start


def forward(document: Document, low: int, high: int) -> str:
    """What the ledger makes of a span of the source, edits at its margins whole."""
    decoded, pieces, at = document.source_text(), [], low
    for entry in document.ledger:
        end = entry.start + len(entry.was)
        if end < low or entry.start > high or (end == low and entry.was):
            continue
        pieces += [decoded[at : entry.start], entry.now]
        at = end
    return "".join([*pieces, decoded[at:high]])


def ledger(document: Document) -> list[tuple[str, str, str]]:
    return [(entry.reason, entry.was, entry.now) for entry in document.ledger]


def test_plain_lines_become_paragraphs() -> None:
    text = (
        "A plain title\r\n2020-01-03\r\nThe first paragraph goes on until it reaches the margin, where the line\r\n"
        "is wrapped. It is short.\r\nThe second one begins after a short line and is wrapped at the margin as\r\n"
        "well.\r\n"
    )
    document = read(source(text))
    assert document.title == "A plain title"
    assert document.published == "2020-01-03"
    assert document.text == (
        "The first paragraph goes on until it reaches the margin, where the line is wrapped. It is short.\n\n"
        "The second one begins after a short line and is wrapped at the margin as well."
    )
    assert ("line wrap", "\r\n", " ") in ledger(document)
    assert [sentence.paragraph for sentence in document.sentences] == [1, 1, 2]


def test_marks_of_no_markdown_stay() -> None:
    text = "Sum of 2 * 3 * 4 and *p and a_b_c and <5 and > 6 and [sic] it is."
    assert read(source(text)).text == text


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("The diplo-\nmat left it.", "The diplomat left it."),
        ("A long-\nterm plan it is.", "A long-term plan it is."),
        ("A plan that is too long-\nish for us.", "A plan that is too longish for us."),
        ("The pro-\nIran group left it.", "The pro-Iran group left it."),
        ("The US-\nled force left it.", "The US-led force left it."),
        ("A re-\nelection. The re-election came.", "A re-election. The re-election came."),
        ("A key-\nboard. The keyboard is old.", "A keyboard. The keyboard is old."),
        ("It was of its own exclu-\n\nsive kind.", "It was of its own exclusive kind."),
        ("It was of its own exclu-\n\n12\n\nsive kind.", "It was of its own exclusive kind."),
        ("It stopped in the middle of it,\n\nand went on.", "It stopped in the middle of it, and went on."),
        ("It stopped in the middle of the\n\nKremlin then.", "It stopped in the middle of the Kremlin then."),
        ("It has ended here.\n\nand this began.", "It has ended here.\n\nand this began."),
        ("These are the aims:\n\npeace and bread.", "These are the aims:\n\npeace and bread."),
        ("A ban— so it was —and one—such—more.", "A ban—so it was—and one—such—more."),
        ("A ban— so it was — and more.", "A ban — so it was — and more."),
        ("A  ban\u00a0was\tlifted.", "A ban was lifted."),
        ("The ﬁrst cafe\u0301 donâ€™t &amp; wo\u00adn't.", "The first café don’t & won't."),
        ("It was settled.12 The end. It was said.[3] No more.¹", "It was settled. The end. It was said. No more."),
        ("See fig.12 The end of 3.12 Metres.", "See fig.12 The end of 3.12 Metres."),
    ],
)
def test_repairs(was: str, now: str) -> None:
    document = read(source(was))
    assert document.text == now
    assert document.source_text() == was
    assert (was == now) == (not document.ledger)


def test_pages_are_counted_where_there_are_page_breaks() -> None:
    document = read(
        source("The first page ends in the\n\n1\n\x0cmiddle. It goes on.\n\nMore.\n\n2\n\x0cThe third page.")
    )
    assert [(s.text, s.page) for s in document.sentences] == [
        ("The first page ends in the middle.", 1),
        ("It goes on.", 2),
        ("More.", 2),
        ("The third page.", 3),
    ]


@pytest.mark.parametrize(
    ("content", "text", "notices"),
    [
        ("é".encode(), "é", ()),
        ("\ufeffé".encode(), "é", ()),
        ("é".encode("utf-16"), "é", ()),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "é", ()),
        (b"\xff\xfe\0\0" + "é".encode("utf-32-le"), "é", ()),
        (b"caf\xe9 \x93x\x94", "café “x”", ("encoding guessed: Windows-1252",)),
        (
            b"\x81\xe9",
            "\ufffdé",
            ("encoding guessed: Windows-1252", "characters that could not be read: 1"),
        ),
    ],
)
def test_decoding(content: bytes, text: str, notices: tuple[str, ...]) -> None:
    document = read(source(content))
    assert document.text == text
    assert document.notices == ("undated", *notices)


def test_bytes_that_belie_their_mark_are_refused() -> None:
    with pytest.raises(SourceError, match="UTF-16-LE") as error:
        read(source(b"\xff\xfea"))
    assert error.value.where == "s.txt"


def test_an_unknown_media_type_is_refused() -> None:
    with pytest.raises(SourceError, match="no reader for application/zip"):
        read(source("", "application/zip"))


def test_what_the_specification_gives_wins() -> None:
    said = SourceSpec(
        path="s.txt",
        title="T",
        authors=("A",),
        publisher="P",
        published="2018",
        url="https://a.org",
        marking="TLP:AMBER",
    )
    document = read(source("# Found\n\nBy Bo Chen\n\nIt is here."), said)
    assert (document.title, document.authors, document.publisher) == ("T", ("A",), "P")
    assert (document.published, document.url, document.marking) == ("2018", "https://a.org", "TLP:AMBER")
    assert document.notices == ()
    assert read(source("# Found\n\nBy Bo Chen\n\nIt is here."), SourceSpec(path="s.txt")).authors == ("Bo Chen",)


HOSTILE = [
    "x" * 1_000_000, "word " * 200_000, "a" + " " * 1_000_000 + "b", "\n" * 100_000, "\r\n" * 100_000, "\f" * 50_000,
    *(mark * 50_000 for mark in ("*", "[", ">", "<", "`", "_", "~", "#", "|", "&", "\\", "(", "—", "!", "=", "-")),
    *(marks * 25_000 for marks in ("* ", "*a", "[a", "[]", "[](", "[a](", "[[]", "![", "> ", "<a ", "<!--", "`a")),
    *(marks * 12_500 for marks in ("<script>", "<a b=", "[^1", "[1]", "a-", "e\u0301", "â€", ". ", "&amp", "http://")),
    *(words * 12_500 for words in ("By Ann Lee, ", "January ", "``a`", "a.1 ", "_a ")),
    *(lines * 5_000 for lines in ("# a\n", "- a\n", "1. a\n", "> a\n", "|a|\n", "a\n===\n", "wo-\n", "a: b\n")),
    "---\n" + "a: b\n" * 10_000, "---\n" + " " * 500_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:8]!r}")
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    read(source(text, "text/markdown"))
    assert time.process_time() - started < 4
