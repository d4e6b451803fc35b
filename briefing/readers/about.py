"""Source -> Document: what a web page says of itself, in its head and in the data it carries."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from briefing.readers.boilerplate import Fact
from briefing.readers.dates import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

_ARTICLES = ("article", "newsarticle", "blogposting", "report", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "reviewnewsarticle", "backgroundnewsarticle", "scholarlyarticle", "techarticle", "liveblogposting", "socialmediaposting", "advertisercontentarticle", "webpage", "legislation")  # fmt: skip
_MOST = 300  # characters of a field
_MOST_DATA = 2_000_000  # characters of the page's JSON that are read
_MOST_OBJECTS = 5_000
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title", "headline"),
    "author": ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author", "byl",
        "article:author_name", "dc.creator.personalname"),
    "publisher": ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_journal_title", "publisher", "application-name", "cre",
        "copyright"),
    "published": ("article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dcterms.created",
        "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date",
        "pubdate", "publish-date", "publishdate", "article.published", "ptime", "publication_date", "date", "displaydate", "cxenseparse:recs:publishtime"),
    "updated": ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod",
        "revised", "utime"),
    "url": ("og:url", "twitter:url", "dc.identifier", "citation_public_url"),
}  # fmt: skip
_SAVED = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(\S{4,2000}?)\s*-->", re.IGNORECASE)
_SAVED_BY = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S{4,2000})", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+(?:[|»›·•–—-]|::)\s+|\s*[|»]\s*")
_STAMP = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?=$|[T t]\s*\d)")
_NO_AUTHOR = re.compile(r"https?:|www\.|@\w+$|^(?:admin|administrator|editor|webmaster|staff|author|null|none|undefined|by)$", re.IGNORECASE)
_BY = re.compile(r"^\s*(?:by|von|par|por|di|da|door)\s+(?=[^\W\d_a-z])|^\s*(?:by|von|par|por)\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_AT = re.compile(r"@[^{;]{0,200}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,2000}[^{}]{0,2000}\}")
_SELECTOR = re.compile(r"(?:html |body )?(?:\w{1,20})?([.#][\w-]{1,60})")
_HIDES = re.compile(r"display:none|visibility:hidden|font-size:0(?:px|em|%)?(?:;|$)|opacity:0(?:;|$)|text-indent:-\d{3,}")
_MOST_STYLE = 300_000


class About(NamedTuple):
    """What a page says of itself, each field's values by where they are said, the most trusted first."""

    title: str = ""
    values: tuple[tuple[str, str, str], ...] = ()
    """Field, value, where it is said."""
    language: str = ""
    body: str = ""
    notices: tuple[str, ...] = ()

    def joined(self, other: About) -> About:
        """This, and behind it what another says."""
        title = self.title or other.title or next((value for field, value, _ in other.values if field == "title"), "")
        return About(title, self.values + other.values, self.language or other.language, self.body, self.notices + other.notices)

    def facts(self, language: str) -> list[Fact]:
        """The facts that a document is told, of each field the most trusted alone."""
        found: list[Fact] = [Fact("title", self.title, -1)] if self.title else []
        for field in ("author", "publisher", "published", "updated", "url"):
            values = [(_value(field, value, language), where) for name, value, where in self.values if name == field]
            values = [(value, where) for value, where in values if value]
            if not values:
                continue
            best = values[0][1]
            found += [Fact(field, value, -1) for value, where in values if where == best]
            if field == "published":
                days = list(dict.fromkeys(value[:10] for value, _ in values))
                others = [day for day in days[1:] if not day.startswith(days[0]) and not days[0].startswith(day)]
                if others and _apart(days[0], others):
                    found.append(Fact("notice", f"the page gives several dates: {', '.join([days[0], *others][:3])}", -1))
        return found


def told(root: etree._Element, text: str) -> About:
    """What a page says of itself: its data for machines (schema.org), its meta elements, its marks of time and authors, its address.

    Sources of the names: schema.org, ogp.me, Dublin Core (DCMI), Highwire Press' citation_ tags.
    """
    values: list[tuple[str, str, str]] = []
    article, body = _article(root)
    values += _of_article(article)
    names = _metas(root)
    for field, known in _META.items():
        for name in known:
            values += ((field, value, f"meta {name}") for value in names.get(name, ()))
    values += _marked(root)
    address = next((found[1] for found in (_SAVED.search(text[:20_000]), _SAVED_BY.search(text[:20_000])) if found), "")
    links = [at.get("href") or "" for at in root.iter("link") if "canonical" in (at.get("rel") or "").lower().split()]
    base = next((at.get("href") or "" for at in root.iter("base")), "") or address
    values = [row for row in values if row[0] != "url"] + [
        ("url", urljoin(base, link) if base and not link.startswith("http") else link, "canonical") for link in links[:1]
    ] + [row for row in values if row[0] == "url"] + [("url", address, "saved from")]
    site = next((value for field, value, _ in values if field == "publisher"), "")
    title = _title(root, values, site)
    tag = next((str(said) for said in (article.get("inLanguage"), root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *names.get("content-language", ()), *names.get("dc.language", ()), *names.get("og:locale", ())) if isinstance(said, str) and _LANGUAGE.fullmatch(said)), "")  # fmt: skip
    return About(title, tuple(values), tag.replace("_", "-"), body)


def _article(root: etree._Element) -> tuple[dict[str, object], str]:
    """The page's schema.org object of an article, and the article's body if it gives that."""
    best: dict[str, object] = {}
    body = ""
    left = _MOST_DATA
    for at in root.iter("script"):
        if (at.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        text = (at.text or "").strip().removesuffix(";")
        left -= len(text)
        if left < 0:
            break
        try:
            whole = json.loads(text.removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>"), strict=False)
        except (ValueError, RecursionError):
            continue
        for one in _objects(whole):
            rank = _rank(one)
            if rank and (not best or rank < _rank(best)):
                best = one
            said = one.get("articleBody")
            if isinstance(said, str) and len(said) > len(body):
                body = said
    return best, body


def _objects(whole: object) -> Iterator[dict[str, object]]:
    """Every object in JSON, the outer before the inner, within a bound."""
    waiting = [whole]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, dict):
            yield one
            waiting += [value for key, value in one.items() if key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")]
        elif isinstance(one, list):
            waiting += one[:_MOST_OBJECTS]


def _rank(one: dict[str, object]) -> int:
    kinds = one.get("@type")
    names = [str(kind).rpartition("/")[2].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
    ranks = [_ARTICLES.index(name) + 1 for name in names if name in _ARTICLES]
    return (2 if min(ranks) > len(_ARTICLES) - 2 else 1) if ranks else 0  # noqa: PLR2004 - a page as a whole says less than its article


def _of_article(article: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    for field, key in (("title", "headline"), ("author", "author"), ("author", "creator"), ("publisher", "publisher"),
        ("published", "datePublished"), ("updated", "dateModified"), ("url", "url"), ("url", "mainEntityOfPage")):  # fmt: skip
        for value in _words(article.get(key)):
            yield field, value, f"schema.org {key}"
    if not article.get("headline"):
        for value in _words(article.get("name")):
            yield "title", value, "schema.org name"


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id")
    if isinstance(value, list):
        return [word for one in value[:20] if not isinstance(one, list) for word in _words(one)]
    return [" ".join(value.split())[:_MOST]] if isinstance(value, str) and value.strip() else []


def _metas(root: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for at in root.iter("meta"):
        name = at.get("property") or at.get("name") or at.get("itemprop") or at.get("http-equiv") or ""
        value = " ".join((at.get("content") or "").split())[:_MOST]
        if value:
            for one in name.lower().split():
                found.setdefault(one.replace("dc:", "dc.").replace("dcterms:", "dcterms."), []).append(value)
    return found


def _marked(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    """What elements of the page are marked as: authors, times."""
    for at in root.iter("a", "span", "div", "p", "address", "time", "abbr", "cite"):
        kinds = (at.get("rel") or "").lower().split() if at.tag == "a" else []
        prop = (at.get("itemprop") or "").lower()
        if "author" in kinds or prop in ("author", "creator"):
            name = at.get("content") or _inner(at)
            if 0 < len(name) <= _AUTHOR:
                yield "author", name, "rel" if "author" in kinds else "itemprop"
        elif prop in ("datepublished", "datecreated") or (at.tag == "time" and ("pubdate" in at.attrib or at.get("datetime"))):
            value = at.get("datetime") or at.get("content") or _inner(at)
            late = "update" in (at.get("class") or "").lower() or "modif" in (at.get("class") or "").lower()
            if value:
                yield ("updated" if late else "published"), value, "itemprop" if prop else "time"
        elif prop == "datemodified":
            yield "updated", at.get("datetime") or at.get("content") or _inner(at), "itemprop"
        elif at.tag != "time" and _is_byline(at):
            name = _inner(at)
            if 0 < len(name) <= _AUTHOR and len(name.split()) <= _AUTHOR_WORDS:
                yield "author", name, "byline"


_AUTHOR = 80  # characters
_AUTHOR_WORDS = 8
_BYLINES = ("byline", "author", "author-name", "byline-author", "article-author", "entry-author", "post-author", "articleauthor", "article__author", "byline__name", "author__name", "vcard")


def _is_byline(at: etree._Element) -> bool:
    names = (at.get("class") or "").lower()
    return bool(names) and len(names) <= _AUTHOR and any(name in _BYLINES for name in names.split())


def _inner(at: etree._Element) -> str:
    pieces: list[str] = []
    left = _MOST
    for piece in at.itertext():
        pieces.append(piece)
        left -= len(piece)
        if left < 0:
            break
    return " ".join("".join(pieces).split())[:_MOST]


def _title(root: etree._Element, values: Iterable[tuple[str, str, str]], site: str) -> str:
    """The headline: as the page's data, its meta elements or its first heading say it; without the name of the site."""
    heads = [words for at in root.iter("h1") if (words := _inner(at))][:5]
    title = next((words for at in root.iter("title") if (words := _inner(at))), "")
    said = [value for field, value, _ in values if field == "title"]
    for words in [*said, title]:
        for head in heads:
            if len(head) > 8 and (_bare(head) in _bare(words)):  # noqa: PLR2004
                return head
    best = next(iter([*said, *heads, title]), "")
    parts = _SEPARATORS.split(best)
    if len(parts) > 1 and (best == title or _bare(site) and _bare(parts[-1]) == _bare(site)):
        if _bare(parts[-1]) == _bare(site) or len(parts[-1]) < len(best) / 2:
            return best[: best.rindex(parts[-1])].rstrip(" |»›·•–—-:") if parts[-1] else best
    return best


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _value(field: str, value: str, language: str) -> str:
    """A field's value as a document has it; "" for none."""
    if field in ("published", "updated"):
        stamp = _STAMP.match(value)
        day = date_of("-".join(stamp.groups()) if stamp else value, language)
        return day[0] if day else ""
    if field == "url":
        try:
            parts = urlsplit(value)
        except ValueError:
            return ""
        return value if parts.scheme in ("http", "https") and parts.hostname and not any(letter.isspace() for letter in value) else ""
    if field == "author":
        name = _BY.sub("", value).strip(" ,;|·")
        return "" if _NO_AUTHOR.search(name) or not any(map(str.isalpha, name)) or len(name) > _AUTHOR else name
    return value


def _apart(day: str, others: list[str]) -> bool:
    """Whether another date is more than two days off: time zones and the small hours explain less."""
    try:
        return any(abs((datetime.fromisoformat(day) - datetime.fromisoformat(other)).days) > 2 for other in others)  # noqa: DTZ, PLR2004
    except ValueError:
        return True


def agreed(said: str, found: str) -> str:
    """The language that a page says it is in, unless its words are plainly another's."""
    return said if said and (said.partition("-")[0].lower() == found or found == "en" and said.partition("-")[0].lower() not in ("en",)) else found


def unshown(root: etree._Element) -> frozenset[str]:
    """The classes and ids that the page's own style sheet never shows, whatever the medium."""
    found: set[str] = set()
    left = _MOST_STYLE
    for at in root.iter("style"):
        sheet = at.text or ""
        left -= len(sheet)
        if left < 0:
            break
        for selectors, rules in _RULE.findall(_AT.sub("", re.sub(r"/\*.{0,5000}?\*/", "", sheet, flags=re.DOTALL))):
            if _HIDES.search(re.sub(r"\s+", "", rules.lower())):
                found.update(one[1] for part in selectors.split(",") if (one := _SELECTOR.fullmatch(part.strip())))
    return frozenset(found)
