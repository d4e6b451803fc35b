"""Source -> Document: one article as a JSON object, its fields by their common names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefing.errors import SourceError
from briefing.readers import blocks as structure
from briefing.readers.about import About, opinion
from briefing.readers.boilerplate import Fact
from briefing.readers.dates import date_of
from briefing.readers.languages import language_of
from briefing.readers.metadata import stands_alone
from briefing.readers.page import Frame, joined
from briefing.readers.prose import Laid, document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model import Document, Source

TEXTS = (
    "text",
    "body",
    "content",
    "article_text",
    "articleBody",
    "article",
    "fulltext",
    "full_text",
    "maintext",
    "content_text",
)
PAGES = ("content_html", "html", "body_html", "raw_html")
_FIELDS = {
    "title": ("title", "headline", "name", "heading"),
    "author": ("authors", "author", "byline", "creator"),
    "publisher": ("publisher", "source", "site", "site_name", "sitename", "publication", "outlet", "source_domain"),
    "published": ("published", "date", "date_published", "datePublished", "published_at", "publishedAt", "publish_date",
        "date_publish", "pubDate", "pub_date", "publication_date", "timestamp"),
    "updated": ("date_updated", "updated", "modified", "dateModified", "date_modified", "updated_at"),
    "url": ("url", "link", "canonical_url", "uri", "source_url"),
}  # fmt: skip
_SECTIONS = ("section", "category", "categories", "tags", "articleSection", "type", "genre")
_LANGUAGES = ("language", "lang", "inLanguage")
_MOST = 300  # characters of a field


def read(source: Source, language: str) -> Document:
    """The document of one article. Raises SourceError where there is no object, or no text in it."""
    try:
        article = json.loads(source.content)
    except (ValueError, RecursionError) as error:
        raise SourceError("no JSON", source.location, "write one object, an array of them, or one a line") from error
    if not isinstance(article, dict):
        raise SourceError("no article: not an object", source.location, 'write {"title": ..., "text": ...}')
    text = next((said for name in TEXTS if isinstance(said := article.get(name), str) and said.strip()), "")
    page = next((said for name in PAGES if isinstance(said := article.get(name), str) and said.strip()), "")
    if page and not text:
        return _page(source, article, page, language)
    if not text:
        had = ", ".join(sorted(map(str, article))[:10])[:200] or "none"
        raise SourceError(
            f"no text in this article; its fields: {had}", source.location, f"its text is read from: {', '.join(TEXTS)}"
        )
    text = text.encode("utf-8", "replace").decode("utf-8")
    said = next((tag for name in _LANGUAGES if isinstance(tag := article.get(name), str)), "")
    known = language or (said if said.replace("-", "").isalnum() and said.isascii() and len(said) <= 12 else "")  # noqa: PLR2004
    known = known or language_of(text)
    parsed = structure.parse(
        text, 0, lambda line: stands_alone(line, known), marked=structure.is_markdown(text), wrapped=True
    )
    return document(source, Laid(text, parsed, list(_facts(article, known)), tuple(_kinds(article))), known)


def _page(source: Source, article: dict[str, object], text: str, language: str) -> Document:
    """The document of an article in HTML."""
    values = [(field, value, "article") for field, value in _told(article)]
    said = next((tag for name in _LANGUAGES if isinstance(tag := article.get(name), str) and tag.isascii()), "")
    title = next((value for field, value, _ in values if field == "title"), "")
    notices = (*_kinds(article), *(("a feed's summary of an article",) if article.get("is_summary") is True else ()))
    known = About(title=title, values=tuple(values), language=said)
    return joined(
        source, [Frame(text.encode("utf-8", "replace").decode("utf-8"), notices)], language, known, whole=True
    )


def _told(article: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Each field and what the first of its names that is there says."""
    for field, names in _FIELDS.items():
        for value in next((values for name in names if (values := _values(article.get(name)))), ()):
            yield field, value


def _kinds(article: dict[str, object]) -> Iterator[str]:
    """The notices that the sections which an article says it is of ask for."""
    said = (value for name in _SECTIONS for value in _values(article.get(name)))
    yield from dict.fromkeys(filter(None, map(opinion, said)))


def _facts(article: dict[str, object], language: str) -> Iterator[Fact]:
    for field, value in _told(article):
        if field in ("published", "updated"):
            if day := date_of(value, language):
                yield Fact(field, day[0], -1)
        elif field != "url" or value.lower().startswith(("http://", "https://")):
            yield Fact(field, value, -1)


def _values(value: object) -> tuple[str, ...]:
    """The words of a field: a string, an object's name, or an array of them."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if isinstance(value, list):
        return tuple(word for one in value[:50] if not isinstance(one, list) for word in _values(one))
    if not isinstance(value, str):
        return ()
    word = " ".join(value.encode("utf-8", "replace").decode("utf-8").split())[:_MOST]
    return (word,) if word else ()
