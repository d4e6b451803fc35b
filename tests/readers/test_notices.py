"""What a source is and what it leaves in doubt is told whatever its format: an opinion, a machine's words, its date."""

import json
from collections.abc import Callable
from html import escape

import pytest
import weasyprint

from bombs import book, open_document, packed, word
from briefing import containers
from briefing.compose.voice import Voice
from briefing.labels import load
from briefing.model import Document, Labels, Source
from briefing.readers import about, read
from briefing.readers.dates import apart, disagree
from briefing.readers.prose import DATES, DATES_OF_FILE

TITLE = "The dam and its neighbours"
BODY = (
    "Egypt fears for its freshwater supply, and says so at every meeting of the commission on the river.",
    "Ethiopia sees the dam as a national work and will not be told by others what to do with it.",
    "The talks, which went on for years, have failed, and nobody in the capitals expects them to begin anew.",
)


def marked(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def page(lines: tuple[str, ...], head: str = "", tag: str = '<html lang="en">') -> bytes:
    return (
        f"{tag}<head><title>{TITLE}</title>{head}</head><body><article>{marked(lines)}</article></body></html>".encode()
    )


def written(lines: tuple[str, ...], properties: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    whole = word(body)
    if not properties:
        return whole
    space = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    parts = {name: containers.Package(whole, "s").read(name) for name in containers.Package(whole, "s").names}
    return packed({**parts, "docProps/core.xml": f"<cp:coreProperties {space}>{properties}</cp:coreProperties>"})


def printed(lines: tuple[str, ...], head: str = "") -> bytes:
    made = weasyprint.HTML(string=f"<html lang=en><head>{head}</head><h1>{TITLE}</h1>{marked(lines)}").write_pdf()
    assert isinstance(made, bytes)
    return made


def lettered(lines: tuple[str, ...], date: str = "Wed, 08 Jan 2020 10:00:00 +0000") -> bytes:
    head = f"From: Ann Lee <a@b.example>\nDate: {date}\nSubject: {TITLE}\n\n"
    return (head + "\n\n".join(lines)).encode()


FORMATS: dict[str, Callable[[tuple[str, ...]], bytes]] = {
    "text/plain": lambda lines: "\n\n".join((TITLE, *lines)).encode(),
    "text/markdown": lambda lines: "\n\n".join((f"# {TITLE}", *lines)).encode(),
    "text/html": page,
    "application/pdf": printed,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": lambda lines: written((TITLE, *lines)),
    "application/vnd.oasis.opendocument.text": lambda lines: open_document(
        f"<text:h>{TITLE}</text:h>" + "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    ),
    "application/rtf": lambda lines: rb"{\rtf1\ansi " + rb"\par ".join(map(str.encode, (TITLE, *lines))) + rb"\par}",
    "application/epub+zip": lambda lines: book(f"<h1>{TITLE}</h1>{marked(lines)}"),
    "message/rfc822": lettered,
    "application/json": lambda lines: json.dumps({"title": TITLE, "text": "\n\n".join(lines)}).encode(),
}


def made(media_type: str, content: bytes) -> Document:
    return read(Source(key="s", location="s", media_type=media_type, content=content))


@pytest.mark.parametrize("media_type", FORMATS)
def test_an_opinion_is_told_in_every_format(media_type: str) -> None:
    disclaimer = (
        "The views expressed in this article are those of the author and do not reflect the position of the paper."
    )
    told = made(media_type, FORMATS[media_type]((*BODY, disclaimer)))
    assert "opinion" in told.notices
    assert "views expressed" not in told.text
    assert "opinion" not in made(media_type, FORMATS[media_type](BODY)).notices


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_machines_translation_is_told_in_every_format(media_type: str) -> None:
    told = made(media_type, FORMATS[media_type](("This article was automatically translated from French.", *BODY)))
    assert "machine-translated" in told.notices
    assert all("automatically translated" not in sentence.text for sentence in told.sentences)


@pytest.mark.parametrize(
    ("line", "notice"),
    [
        ("Cet article a été traduit automatiquement.", "machine-translated"),
        ("Dieser Artikel wurde maschinell aus dem Englischen übersetzt.", "machine-translated"),
        ("Este artículo ha sido traducido automáticamente.", "machine-translated"),
        ("Машинный перевод с английского.", "machine-translated"),
        ("ترجمة آلية من الإنجليزية", "machine-translated"),
        ("Les opinions exprimées dans ce texte n’engagent que leur auteur.", "opinion"),
        ("Die hier geäußerten Meinungen sind ausschließlich die des Autors.", "opinion"),
        ("Las opiniones vertidas en este texto no reflejan la posición del diario.", "opinion"),
        ("Мнение автора может не совпадать с позицией редакции.", "opinion"),
        ("الآراء الواردة في هذا المقال لا تعبر بالضرورة عن رأي الصحيفة.", "opinion"),
    ],
)
def test_it_is_told_in_other_languages(line: str, notice: str) -> None:
    assert notice in made("text/plain", "\n\n".join((TITLE, *BODY, line)).encode()).notices


def test_a_text_on_translation_is_none() -> None:
    about_it = (
        "Maschinelle Übersetzung ist ein Teilgebiet der Informatik, das seit Jahrzehnten die Verlage beschäftigt."
    )
    told = made("text/plain", "\n\n".join((TITLE, about_it, *BODY)).encode())
    assert "machine-translated" not in told.notices
    assert about_it in told.text


@pytest.mark.parametrize(
    ("head", "tag", "notice"),
    [
        ('<meta property="article:section" content="Opinion">', '<html lang="en">', "opinion"),
        ('<link rel="canonical" href="https://a.example/commentisfree/2020/dam">', '<html lang="en">', "opinion"),
        (
            '<script type="application/ld+json">{"@type": "OpinionNewsArticle", "headline": "x"}</script>',
            '<html lang="en">',
            "opinion",
        ),
        (
            '<script type="application/ld+json">{"@type": "AdvertiserContentArticle", "headline": "x"}</script>',
            '<html lang="en">',
            "sponsored",
        ),
        ("", '<html lang="en" class="translated-ltr">', "machine-translated"),
        ("", '<html lang="en-x-mtfrom-de">', "machine-translated"),
        (
            '<link rel="canonical" href="https://a-example.translate.goog/dam/1">',
            '<html lang="en">',
            "machine-translated",
        ),
    ],
)
def test_a_page_says_it_of_itself(head: str, tag: str, notice: str) -> None:
    told = made("text/html", page(BODY, head, tag))
    assert notice in told.notices
    assert told.language == "en"


def test_a_feed_and_an_article_say_it_by_their_sections() -> None:
    text = f"<description>{escape(marked(BODY))}</description>"
    item = f"<item><title>{TITLE}</title><category>Opinion</category>{text}</item>"
    (entry,) = containers.feed(f"<rss><channel><title>Paper</title>{item}</channel></rss>".encode(), "f.rss")
    assert "opinion" in made("application/json", entry).notices
    article = json.dumps({"title": TITLE, "section": "Op-Ed", "text": "\n\n".join(BODY)}).encode()
    assert "opinion" in made("application/json", article).notices
    assert (
        "opinion"
        in made(
            next(k for k in FORMATS if "word" in k), written((TITLE, *BODY), "<cp:category>Opinion</cp:category>")
        ).notices
    )


def test_dates_of_a_letter_and_its_text_that_differ_are_told() -> None:
    told = made("message/rfc822", lettered(("12 March 2019", *BODY)))
    assert told.published == "2020-01-08"
    assert f"{DATES}: 2020-01-08, 2019-03-12" in told.notices
    same = made("message/rfc822", lettered(("8 January 2020", *BODY)))
    assert not any(DATES in notice for notice in same.notices)


def test_an_articles_field_and_its_text_too() -> None:
    text = "\n\n".join(("12 March 2019", *BODY))
    told = made("application/json", json.dumps({"title": TITLE, "date": "2020-01-08", "text": text}).encode())
    assert f"{DATES}: 2020-01-08, 2019-03-12" in told.notices


SAVED = "<dcterms:created>{}T10:00:00Z</dcterms:created><dcterms:modified>{}T10:00:00Z</dcterms:modified>"


@pytest.mark.parametrize(
    ("made_on", "saved", "differ"),
    [
        ("2020-01-06", "2020-01-09", False),
        ("2020-12-01", "2021-01-02", False),
        ("2023-05-01", "2023-05-02", True),
        ("2018-05-01", "2018-06-02", True),
        ("2018-05-01", "2023-06-02", False),
    ],
)
def test_dates_of_a_file_and_its_text_that_differ_are_told(made_on: str, saved: str, *, differ: bool) -> None:
    media_type = next(kind for kind in FORMATS if "word" in kind)
    told = made(media_type, written((TITLE, "8 January 2020", *BODY), SAVED.format(made_on, saved)))
    assert told.published == "2020-01-08"
    assert any(DATES_OF_FILE in notice for notice in told.notices) == differ
    meta = f'<meta name="dcterms.created" content="{made_on}"><meta name="dcterms.modified" content="{saved}">'
    paper = made("application/pdf", printed(("8 January 2020", *BODY), meta))
    assert paper.published == "2020-01-08"
    assert any(DATES_OF_FILE in notice for notice in paper.notices) == differ


def test_a_pdfs_own_date_stands_for_no_other() -> None:
    paper = made("application/pdf", printed(BODY, '<meta name="dcterms.created" content="2023-05-01">'))
    assert paper.published is None


def test_dates_that_are_not_full_differ_from_none() -> None:
    assert not apart(["2020", "2020-01", "2019-03-02"])
    assert not disagree("2020", ["2024-01-01"])
    assert not disagree("2020-01-01", ["2024"])


@pytest.mark.parametrize("language", ["fr", "de", "es", "ru", "ar", "fa"])
def test_every_notice_is_retold(language: str) -> None:
    english, labels = load("en"), load(language)
    voice = Voice(language, labels)
    for field in Labels.model_fields:
        if field.startswith("notice_"):
            said = str(getattr(english, field)).replace("{name}", "X").replace("{n}", "3")
            assert voice.retold(said, ()) != said, field
    for said in (about.BY_ADDRESS, "a feed's summary of an article", f"{DATES}: 2020-01-01", f"{DATES_OF_FILE}: a, b"):
        assert voice.retold(said, ()) != said
