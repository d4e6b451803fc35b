"""Source -> Document: what a web page says of itself, in its head and in the data it carries."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from briefing.readers.boilerplate import Fact
from briefing.readers.dates import apart, date_of
from briefing.readers.elements import hides
from briefing.readers.prose import DATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

_ARTICLES = (
    "article", "newsarticle", "blogposting", "report", "reportagenewsarticle", "analysisnewsarticle",
    "opinionnewsarticle", "reviewnewsarticle", "backgroundnewsarticle", "scholarlyarticle", "techarticle",
    "liveblogposting", "socialmediaposting", "advertisercontentarticle", "webpage", "legislation",
)  # fmt: skip
_MOST = 300  # characters of a field
_MOST_DATA = 2_000_000  # characters of the page's JSON that are read
_MOST_OBJECTS = 5_000
_META = {
    "title": (
        "og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title",
        "headline",
    ),
    "author": (
        "author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author",
        "sailthru.author", "byl", "article:author_name", "dc.creator.personalname",
    ),
    "publisher": (
        "og:site_name", "dc.publisher", "dcterms.publisher", "citation_journal_title", "publisher", "application-name",
    ),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
        "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "citation_date",
        "parsely-pub-date", "sailthru.date", "pubdate", "publish-date", "publishdate", "article.published", "ptime",
        "publication_date", "date", "displaydate", "cxenseparse:recs:publishtime",
    ),
    "updated": (
        "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
        "last-modified", "lastmod", "revised", "utime",
    ),
    "url": ("og:url", "twitter:url", "dc.identifier", "citation_public_url"),
}  # fmt: skip
_SAVED = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(\S{4,2000}?)\s*-->", re.IGNORECASE)
_SAVED_BY = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S{4,2000})", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+(?:[|»›·•–—-]|::)\s+|\s*[|»]\s*")
_STAMP = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?=$|[T t]\s*\d)")
_NO_AUTHOR = re.compile(
    r"https?:|www\.|@\w+$|[{}<>]|^(?:admin|administrator|editor|webmaster|staff|author|null|none|undefined|by)$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*;\s*|\s+(?:and|und|et|y|e|&)\s+(?=[^\W\d_a-z])")
_LATE = re.compile(
    r"\s*(?:\b(?:updated|published|posted|on|aktualisiert|publié|mis à jour)\b:?\s*)?"
    r"\b(?:\d{1,2}[./: ]|[A-Z]\w{2,9}\.? \d{1,2}\b|(?:19|20)\d\d).*$|\s+(?:updated|published|posted)\b.*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-])")
_BY = re.compile(r"\s*(?i:(?:written |reported |story )?by|von|par|por|di|da|door):?\s+(?=[^\W\d_a-z])")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_AT = re.compile(r"@[^{;]{0,200}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,2000}[^{}]{0,2000}\}")
_SELECTOR = re.compile(r"(?:html |body )?(?:\w{1,20})?([.#][\w-]{1,60})")
_MOST_STYLE = 200_000
_MOST_HEADS = 60
_PART = 0.5  # of a title's characters: a shorter heading in it may be the site's name
_NOTED = 20_000  # characters at the beginning in which a browser notes where a page was saved from


BY_ADDRESS = "dated by its address"
OPINION, TRANSLATED, SPONSORED = "opinion", "machine-translated", "sponsored"
_OPINIONS = frozenset((
    "opinion", "opinions", "commentary", "comment", "comment is free", "commentisfree", "op-ed", "oped", "op-eds",
    "editorial", "editorials", "viewpoint", "viewpoints", "columnists", "columns", "meinung", "kommentar", "kommentare",
    "gastbeitrag", "tribune", "tribunes", "point de vue", "opinión", "opinion & analysis", "мнение", "мнения", "رأي",
    "آراء", "مقالات الرأي", "دیدگاه", "یادداشت",
))  # fmt: skip
"""What newspapers call the section for opinions; collected by hand in several languages."""
_TRANSLATORS = re.compile(
    r"(?:.+\.)?(?:translate\.goog|translate\.google\.\w+|translatetheweb\.com|translate\.yandex\.\w+)"
)
"""Hosts that show other people's pages in translation."""
_BY_BROWSER = ("translated-ltr", "translated-rtl")
"""Classes of the root element of a page that Chromium's translation has changed; the tag says x-mtfrom."""


class About(NamedTuple):
    """What a page says of itself, each field's values by where they are said, the most trusted first."""

    title: str = ""
    values: tuple[tuple[str, str, str], ...] = ()
    """Field, value, where it is said."""
    language: str = ""
    body: str = ""

    def joined(self, other: About) -> About:
        """This, and behind it what another says."""
        title = self.title or other.title or next((value for field, value, _ in other.values if field == "title"), "")
        return About(title, self.values + other.values, self.language or other.language, self.body)

    def facts(self, language: str) -> list[Fact]:
        """The facts that a document is told, of each field the most trusted alone."""
        found: list[Fact] = [Fact("title", self.title, -1)] if self.title else []
        for field in ("author", "publisher", "published", "updated", "url"):
            values = [
                (said, where)
                for name, value, where in self.values
                if name == field
                for said in _said(field, value, language)
            ]
            if values:
                found += [Fact(field, value, -1) for value, where in values if where == values[0][1]]
            if field == "published":
                days = list(dict.fromkeys(value for value, where in values if where not in ("time", "byline")))
                if apart(days):
                    found.append(Fact("notice", f"{DATES}: {', '.join(days[:3])}", -1))
        found += [Fact("notice", value, -1) for field, value, _ in self.values if field == "notice"]
        if not any(fact.field in ("published", "updated") for fact in found):
            for day in [day for fact in found if fact.field == "url" and (day := _DATED.search(fact.value))][:1]:
                found += [Fact("published", "-".join(day.groups()), -1), Fact("notice", BY_ADDRESS)]
        return found


def told(root: etree._Element, text: str) -> About:
    """What a page says of itself: its data for machines, its meta elements, its marks of time and authors, its address.

    Sources of the names: schema.org, ogp.me, Dublin Core (DCMI), Highwire Press' citation_ tags.
    """
    values: list[tuple[str, str, str]] = []
    article, body = _article(root)
    values += _of_article(article)
    names = _metas(root)
    values += (("url", link, where) for link, where in _addresses(root, text))
    for field, known in _META.items():
        for name in known:
            values += ((field, value, f"meta {name}") for value in names.get(name, ()))
    values += _marked(root)
    values += (("notice", said, "kind") for said in _kinds(root, article, names, values))
    site = next((value for field, value, _ in values if field == "publisher"), "")
    tags = (
        article.get("inLanguage"),
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *names.get("content-language", ()),
        *names.get("dc.language", ()),
        *names.get("og:locale", ()),
    )
    plain = (said.partition("-x-")[0] for said in tags if isinstance(said, str))
    tag = next((said for said in plain if _LANGUAGE.fullmatch(said)), "")
    return About(_title(root, values, site), tuple(values), tag.replace("_", "-"), body)


def opinion(label: str) -> str:
    """The notice that a section's or a category's name asks for, "" for none."""
    return OPINION if " ".join(label.casefold().split()) in _OPINIONS else ""


def _kinds(
    root: etree._Element,
    article: dict[str, object],
    names: dict[str, list[str]],
    values: Iterable[tuple[str, str, str]],
) -> Iterator[str]:
    """Notices on what kind of text a page says that it is: an opinion, an advertisement, a machine's translation."""
    kinds = str(article.get("@type")).lower()
    links = [value for field, value, _ in values if field == "url"]
    sections = [*_words(article.get("articleSection")), *names.get("article:section", ()), *names.get("section", ())]
    sections += [part for link in links[:1] for part in _path(link)[:_SECTIONS]]
    if "opinionnewsarticle" in kinds or any(map(opinion, sections)):
        yield OPINION
    if "advertisercontentarticle" in kinds:
        yield SPONSORED
    tags = " ".join(filter(None, (root.get("lang"), root.get("class")))).lower()
    if "x-mtfrom" in tags or set(tags.split()) & set(_BY_BROWSER) or any(map(_is_translator, links)):
        yield TRANSLATED


_SECTIONS = 2  # parts of an address that may name a section; the last one names the article


def _path(link: str) -> list[str]:
    try:
        return [part for part in urlsplit(link).path.split("/") if part][:-1]
    except ValueError:
        return []


def _is_translator(link: str) -> bool:
    try:
        return _TRANSLATORS.fullmatch(urlsplit(link).hostname or "") is not None
    except ValueError:
        return False


def _addresses(root: etree._Element, text: str) -> Iterator[tuple[str, str]]:
    """Where a page says that it stands: its canonical link, the address that a browser notes in what it saves."""
    head = text[:_NOTED]
    saved = next((found[1] for pattern in (_SAVED, _SAVED_BY) if (found := pattern.search(head))), "")
    base = next((at.get("href") or "" for at in root.iter("base")), "") or saved
    for at in root.iter("link"):
        if "canonical" in (at.get("rel") or "").lower().split():
            link = (at.get("href") or "").strip()
            try:
                yield (urljoin(base, link) if base else link), "canonical"
            except ValueError:
                continue
    if saved:
        yield saved, "saved from"


def _article(root: etree._Element) -> tuple[dict[str, object], str]:
    """The page's schema.org object of an article, and the article's body if it gives that."""
    best: dict[str, object] = {}
    body = ""
    known: dict[str, object] = {}  # objects by their @id
    left = _MOST_DATA
    for at in root.iter("script"):
        if (at.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        text = (at.text or "").strip().removesuffix(";")
        left -= len(text)
        if left < 0:
            break
        try:
            whole = json.loads(
                text.removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>"),
                strict=False,
            )
        except (ValueError, RecursionError):
            continue
        for one in _objects(whole):
            if isinstance(key := one.get("@id"), str) and one.get("name"):
                known[key] = one
            rank = _rank(one)
            if rank and (not best or rank < _rank(best)):
                best = one
            said = one.get("articleBody")
            if isinstance(said, str) and len(said) > len(body):
                body = said
    return {key: _resolved(value, known) for key, value in best.items()}, body


def _resolved(value: object, known: dict[str, object]) -> object:
    """A field, references to objects of the same data followed."""
    if isinstance(value, list):
        return [one if isinstance(one, list) else _resolved(one, known) for one in value[:_MOST_OBJECTS]]
    if isinstance(value, dict) and not value.get("name"):
        return known.get(str(value.get("@id")), value)
    return value


def _objects(whole: object) -> Iterator[dict[str, object]]:
    """Every object in JSON, the outer before the inner, within a bound."""
    waiting = [whole]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, dict):
            yield one
            waiting += [
                value
                for key, value in one.items()
                if key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
            ]
        elif isinstance(one, list):
            waiting += one[:_MOST_OBJECTS]


def _rank(one: dict[str, object]) -> int:
    kinds = one.get("@type")
    names = [str(kind).rpartition("/")[2].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
    ranks = [_ARTICLES.index(name) + 1 for name in names if name in _ARTICLES]
    return (2 if min(ranks) > len(_ARTICLES) - 2 else 1) if ranks else 0  # a page as a whole says less than its article


def _of_article(article: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    keys = {
        "headline": "title", "author": "author", "creator": "author", "publisher": "publisher",
        "datePublished": "published", "dateModified": "updated", "url": "url",
    }  # fmt: skip
    for key, field in keys.items():
        for value in _words(article.get(key)):
            yield field, value, f"schema.org {key}"
    if not article.get("headline"):
        for value in _words(article.get("name")):
            yield "title", value, "schema.org name"


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name") or (value.get("@id") if str(value.get("@type", "")).lower() == "webpage" else None)
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
        elif prop in ("datepublished", "datecreated") or (
            at.tag == "time" and ("pubdate" in at.attrib or at.get("datetime"))
        ):
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
_BYLINES = (
    "byline",
    "author",
    "author-name",
    "byline-author",
    "article-author",
    "entry-author",
    "post-author",
    "articleauthor",
    "article__author",
    "byline__name",
    "author__name",
    "vcard",
)


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
    heads = [words for at in root.iter("h1", "h2", "h3") if (words := _inner(at))][:_MOST_HEADS]
    title = next((words for at in root.iter("title") if (words := _inner(at))), "")
    said = [value for field, value, _ in values if field == "title"]
    for words in [*said, title]:
        inside = [head for head in heads if len(head) > _PART * len(words) and _bare(head) in _bare(words)]
        if inside:
            return max(inside, key=len)
    best = next(iter([*said, *([title] if title else heads)]), "")
    *_, last = _SEPARATORS.split(best)
    is_site = bool(site) and _bare(last) == _bare(site)
    if last and last != best and (is_site or (best == title and len(last) < len(best) / 2)):
        return best[: best.rindex(last)].rstrip(" |»›·•–—-:")
    return best


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _said(field: str, value: str, language: str) -> list[str]:
    """A field's values as a document has them."""
    if field in ("published", "updated"):
        stamp = _STAMP.match(value)
        day = date_of("-".join(stamp.groups()) if stamp else value, language)
        return [day[0]] if day else []
    if field == "url":
        try:
            parts = urlsplit(value)
            host = parts.hostname
        except ValueError:
            return []
        return (
            [value] if parts.scheme in ("http", "https") and host and value.isprintable() and " " not in value else []
        )
    return names(value) if field == "author" else [value]


def is_byline(text: str) -> bool:
    """Whether a line begins as one that names authors does."""
    return _BY.match(text) is not None


def names(value: str) -> list[str]:
    """The authors that a field or a byline names."""
    by = _BY.match(value)
    found = (_LATE.sub("", one).strip(" ,;|·-–—") for one in _AND.split(value[by.end() :] if by else value))
    return [
        one for one in found if 1 < len(one) <= _AUTHOR and any(map(str.isalpha, one)) and not _NO_AUTHOR.search(one)
    ]


def agreed(said: str, found: str) -> str:
    """The language that a page says it is in, unless its words are plainly another's; `found`: "en" if unknown."""
    own = said.partition("-")[0].lower()
    return said if own and found in (own, "en") else found


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
            if hides(rules):
                found.update(one[1] for part in selectors.split(",") if (one := _SELECTOR.fullmatch(part.strip())))
    return frozenset(found)
