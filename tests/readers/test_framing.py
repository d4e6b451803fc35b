"""Pages that a page carries in its frames, as SingleFile saves them: the article is read where it is."""

import html
import time

import pytest
from test_web_pages import FIRST, PROSE, SECOND, THIRD

from briefing.model import Document, Source
from briefing.readers import framing, read

HEAD = '<!DOCTYPE html><html lang="en"><head><title>Harbour shut</title></head>'
INNER = f"{HEAD}<body><article>{PROSE}</article></body></html>"


def quoted(page: str, mark: str = '"') -> str:
    """A page as the value of an attribute, with as little escaped as HTML asks for."""
    page = page.replace("&", "&amp;")
    return f"srcdoc={mark}{page.replace(mark, html.escape(mark))}{mark}"


def outer(frame: str, body: str = "<p>Menu</p>") -> Document:
    head = "<!DOCTYPE html><html><head><title>The Daily Example</title></head>"
    page = f"{head}<body>{body}<iframe {frame}></iframe></body></html>"
    return read(Source(key="s", location="s.html", media_type="text/html", content=page.encode()))


@pytest.mark.parametrize("mark", ['"', "'"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_article_in_a_frame_is_read(mark: str, depth: int) -> None:
    frame = INNER
    for _ in range(depth - 1):
        frame = f"<html><body><iframe sandbox {quoted(frame, mark)}></iframe></body></html>"
    document = outer(f'id="f" {quoted(frame, mark)} loading=lazy')
    said = " ".join(sentence.text for sentence in document.sentences)
    for wanted in (FIRST, SECOND, THIRD):
        assert wanted in said
    assert document.title == "Harbour shut"
    assert "Menu" not in document.text
    assert "Menu" in document.source_text()


def test_a_frame_beside_the_article_is_set_aside() -> None:
    advert = "<html><body><p>Buy two cruises and get a third one for nothing, today only.</p></body></html>"
    document = outer(quoted(advert), f"<article><h1>Harbour shut</h1>{PROSE}</article>")
    assert "cruises" not in document.text
    assert any("cruises" in entry.was for entry in document.ledger)
    assert FIRST in " ".join(sentence.text for sentence in document.sentences)


def test_a_frame_is_taken_out_whole() -> None:
    page = f"<body><iframe class=a {quoted(INNER)} id='b'></iframe><p>x > y</p><IFRAME SRCDOC=bare></IFRAME>"
    rest, inner = framing.taken(page)
    assert rest == "<body><iframe class=a srcdoc=\"\" id='b'></iframe><p>x > y</p><IFRAME SRCDOC=></IFRAME>"
    assert inner == [INNER, "bare"]


@pytest.mark.parametrize(
    "page", ["<iframe", "<iframe srcdoc", '<iframe srcdoc="<p>', "<iframe srcdoc=>", "<iframes srcdoc='x'>"]
)
def test_what_is_no_frame_stays(page: str) -> None:
    assert framing.taken(page) == (page, [])


def test_frames_are_bounded() -> None:
    page = "x"
    for _ in range(6):
        page = f"<iframe {quoted(page)}></iframe>"
    assert len(framing.taken(page)[1]) == framing.MOST_DEPTH
    assert len(framing.taken("<iframe srcdoc='a'></iframe>" * 500)[1]) == framing.MOST_FRAMES
    start = time.monotonic()
    framing.taken('<iframe srcdoc="' + "<iframe srcdoc='" * 100_000)
    assert time.monotonic() - start < 5
