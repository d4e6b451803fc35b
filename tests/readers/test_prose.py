"""From bytes to a document: nothing is lost, nothing is changed in silence."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.model import Document, Source
from briefing.readers import READERS, read
from briefing.readers.decoding import decode
from briefing.readers.ledger import Draft, Edit


def source(content: str | bytes, media_type: str = "text/plain") -> Source:
    octets = content.encode() if isinstance(content, str) else content
    return Source(key="s", location="s.txt", media_type=media_type, content=octets)


NOISE = st.sampled_from(
    [
        *"ab Z9.,!?*_[]()<>#`~-|\\&;:=\"'\n\r\t\f\x00\u00a0\u200b\u2028\ufeffﬁ—–é¹",
        "\n\n",
        "\r\n",
        "# ",
        "## H\n",
        "- ",
        "1. ",
    ]
    + [
        "> ",
        "**",
        "[a](b)",
        "](#)",
        "![i](j)",
        "<!--",
        "-->",
        "```\n",
        "&amp;",
        "&#10;",
        "\\$",
        "[^1]",
        "[12]",
        "exclu-\n\nsive",
    ]
    + [
        "wo-\nrd",
        "The end. ",
        "By Ann Lee\n\n",
        "2020-01-03\n\n",
        "Read more: it\n\n",
        "ROME (AP) — ",
        "e\u0301",
        "â€™",
        "---\n",
    ]
    + [
        "<br>",
        "<script>",
        "</script>",
        "| a |\n",
        "===\n",
        "    ",
        "[r]: x\n",
        "Original url:\n\n",
        "https://a.b/c",
        " - ",
        "end.12 The",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(NOISE, max_size=40).map("".join))


@settings(max_examples=400)
@given(TEXTS, st.sampled_from(sorted(READERS)))
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
@given(TEXTS, st.sampled_from(sorted(READERS)))
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
