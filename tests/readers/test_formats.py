"""Office files, books, letters and articles: what stays, what goes and why."""

import io
import json
import zipfile

import pytest

from briefing.errors import LimitError, SourceError
from briefing.model import Document, Source
from briefing.readers import read
from briefing.sources import MEDIA_TYPES

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(suffix: str, content: bytes) -> Document:
    return read(Source(key="s", location=f"s{suffix}", media_type=MEDIA_TYPES[suffix], content=content))


def packed(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def word(body: str) -> bytes:
    xml = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def told(made: Document) -> tuple[list[str], set[str]]:
    return [one.text for one in made.sentences], {entry.reason for entry in made.ledger} - {"blank lines"}


def test_word_reads_insertions_and_not_deletions() -> None:
    made = document(".docx", word(
        "<w:p><w:r><w:t>The harbour </w:t></w:r><w:del><w:r><w:delText>is </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>was </w:t></w:r></w:ins><w:r><w:t>shut.</w:t><w:footnoteReference w:id='2'/></w:r></w:p>"
    ))  # fmt: skip
    assert told(made) == (["The harbour was shut."], {"deleted text", "footnote mark"})
    assert made.source_text() == "The harbour is was shut.2"
    assert "tracked changes: insertions read, deletions not" in made.notices


def test_rich_text_keeps_notes_out_of_sentences() -> None:
    made = document(".rtf", rb"{\rtf1\ansi{\info{\author Ann Lee}}The caf\'e9 shut.{\footnote A note.} It opened.\par}")
    assert told(made) == (["The café shut.", "It opened."], {"footnote"})
    assert made.authors == ("Ann Lee",)


def test_a_letter_drops_what_it_quotes_and_its_signature() -> None:
    made = document(".eml", b"From: Ann Lee <a@b.c>\nSubject: Re: Port\n\nIt was shut.\n\n> Is it open?\n\n-- \nAnn\n")
    assert told(made) == (["It was shut."], {"quoted letter", "signature"})
    assert (made.title, made.authors) == ("Port", ("Ann Lee",))


def test_an_article_is_read_by_its_fields() -> None:
    made = document(".json", json.dumps({"headline": "H", "body": "It was shut.", "date": "2020-03-04"}).encode())
    assert (made.title, made.published, made.text) == ("H", "2020-03-04", "It was shut.")


@pytest.mark.parametrize(
    ("suffix", "content", "kind", "message"),
    [
        (".docx", b"{\\rtf1 x}", SourceError, "rich text"),
        (".docx", b"\xd0\xcf\x11\xe0", SourceError, "old binary"),
        (".docx", word("<w:p/>" * 2_000_000), LimitError, "times its size"),
        (".docx", word("<!DOCTYPE a>"), SourceError, "document type"),
        (".rtf", b"plain", SourceError, "no rich text"),
        (".odt", b"<html></html>", SourceError, "web page"),
        (".json", b'{"x": 1}', SourceError, "no text"),
        (".eml", b"plain words", SourceError, "no letter"),
    ],
)
def test_what_cannot_be_read_is_told(suffix: str, content: bytes, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        document(suffix, content)
