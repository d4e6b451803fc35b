"""Feeds: each entry a source of its own."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from briefing.errors import Diagnostic
from briefing.model import Document, Source
from briefing.readers import read
from briefing.sources import Loaded, Unread, find, load
from briefing.spec import SourceSpec
from briefing.workers import Pool

FIRST = "The harbour of Aden was shut on Monday, the ministry said."
SECOND = "Ships were sent to Djibouti, and two of them were turned away."

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Daily Example</title><link>https://example.org/</link><language>en-gb</language>
<item><title>Harbour &amp; port shut</title><link>https://example.org/a</link><dc:creator>Ann Lee</dc:creator>
<pubDate>Wed, 04 Mar 2020 10:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>Ships wait</title><link>https://example.org/b</link><description>&lt;p&gt;{SECOND}&lt;/p&gt;</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Example</title>
<entry><title>Harbour shut</title><link rel="self" href="https://example.org/self"/><link href="https://example.org/c"/>
<author><name>Bo Chen</name></author><published>2020-03-05T00:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p><p>{SECOND}</p></div></content></entry></feed>"""


def documents(folder: Path, *names: str) -> list[Document]:
    told: list[Diagnostic] = []
    made = [read(source, entry) for source, entry in loaded(names, folder, told) if isinstance(source, Source)]
    assert not told
    return made


def loaded(names: Sequence[str], folder: Path, told: list[Diagnostic]) -> list[Loaded]:
    with Pool(1) as pool:
        return list(load(find([SourceSpec(path=name) for name in names], folder), pool, told.append))


def test_each_entry_of_a_feed_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "news.rss").write_text(RSS)
    (tmp_path / "news.xml").write_text(ATOM)
    long, short, other = documents(tmp_path, "news.rss", "news.xml")
    assert (long.title, long.authors, long.publisher) == ("Harbour & port shut", ("Ann Lee",), "The Daily Example")
    assert (long.published, long.url, long.language) == ("2020-03-04", "https://example.org/a", "en-gb")
    assert [one.text for one in long.sentences] == [FIRST, SECOND]
    assert (short.location, short.text) == ("news.rss#2", SECOND)
    assert "a feed's summary of an article" in short.notices
    assert (other.authors, other.published, other.url) == (("Bo Chen",), "2020-03-05", "https://example.org/c")
    assert [one.text for one in other.sentences] == [FIRST, SECOND]


def test_a_json_feed_and_articles_in_html(tmp_path: Path) -> None:
    entry = {"title": "Harbour shut", "content_html": f"<p>{FIRST}</p><nav>Home</nav><p>{SECOND}</p>"}
    more = {"date_published": "2020-03-05T00:00:00Z", "url": "https://example.org/d", "authors": [{"name": "Ann Lee"}]}
    (tmp_path / "feed.json").write_text(
        json.dumps({"version": "1.1", "items": [entry | more, {"content_text": FIRST}]})
    )
    one, other = documents(tmp_path, "feed.json")
    assert (one.title, one.published, one.url) == ("Harbour shut", "2020-03-05", "https://example.org/d")
    assert (one.authors, [each.text for each in one.sentences]) == (("Ann Lee",), [FIRST, SECOND])
    assert "navigation" in {row.reason for row in one.ledger}
    assert other.text == FIRST


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<urlset></urlset>", "no feed"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>', "entities"),
        ("<rss><channel></channel></rss>", "no entry"),
        ("plain words", "no"),
    ],
)
def test_what_is_no_feed_is_told(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.xml").write_text(content)
    ((unread, _),) = loaded(["a.xml"], tmp_path, [])
    assert isinstance(unread, Unread)
    assert re.search(message, unread.error.message)


def test_other_xml_in_a_folder_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<urlset><url>https://example.org/</url></urlset>")
    (tmp_path / "b.txt").write_text(FIRST)
    told: list[Diagnostic] = []
    assert [source.location for source, _ in loaded(["."], tmp_path, told)] == ["b.txt"]
    assert [one.message for one in told] == ["XML, but no feed"]
