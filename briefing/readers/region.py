"""Source -> Document: a page's elements as blocks of words, and which of them are its article."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from briefing.readers.laying import Run, is_layout
from briefing.readers.lexicon import sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.readers.blocks import Kind

_BLOCKS = frozenset(
    "html address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul caption video"
    " audio iframe button".split()
)
_UNSEEN = frozenset(
    "script style head template noscript svg object embed applet iframe select option textarea audio video canvas map datalist"
    " input link meta title base param noframes frameset rp rt".split()
)
_TAGS = {
    "nav": "navigation", "footer": "foot", "aside": "sidebar", "dialog": "form", "menu": "navigation", "button": "button",
    "form": "form", "fieldset": "form", "legend": "form", "label": "form",
}  # fmt: skip
_ROLES = {
    "navigation": "navigation", "contentinfo": "foot", "complementary": "sidebar", "search": "form", "dialog": "form",
    "alertdialog": "form", "banner": "navigation", "menu": "navigation", "menubar": "navigation", "tablist": "navigation",
    "toolbar": "navigation", "button": "button", "alert": "promotion",
}  # fmt: skip
_FIRM_TAGS = ("button", "menu", "dialog")
_SPACELESS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]"
)  # scripts without spaces between words
_WORDS = re.compile(r"[A-Za-z][a-z0-9]*|[A-Z]+(?![a-z])|\d+")
_HIDING = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0*)?(?:;|!|$)|font-size:0(?:px|em|%|pt|rem)?(?:;|!|$)|text-indent:-\d{3,}"
    r"|(?:left|top):-\d{4,}px|clip:rect\([01]px"
)
_END = re.compile(r"[.!?…。！？।۔؟:;][\"'”’»）)\]]*$")
_FIGURE = re.compile(
    r"(?:fig(?:ure|\.)?|table|chart|graph|map|tab(?:elle|leau|la)?\.?|abb(?:ildung|\.)|tableau|graphique|gráfico)\s*\d",
    re.I,
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|note \d{1,2}|\*{1,3}|[†‡])\]?")
_POST_NAMES = (
    "tag-",
    "category-",
    "post-",
    "postid-",
    "type-",
    "status-",
    "format-",
    "author-",
    "term-",
    "topic-",
)  # a post's own
_BESIDE = frozenset(
    "has have no not with without hide show enable elementor".split()
)  # "has-sidebar" is not the sidebar
_LEAVES = frozenset("p h1 h2 h3 h4 h5 h6 li td".split())  # an id here is an anchor's name
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_MOST_NAMES = 400  # characters of class and id that are looked at
_PROSE = 8  # words: what is shorter may be a label
_MOSTLY = 0.45  # of the page's prose: a part with more of it is no furniture, whatever it is called
_LINKED = 0.5  # of a block's characters: more in links make it a list of links
_CAP = 700  # characters of a block that count for its part


class Piece(NamedTuple):
    """A block of a page as a person sees it: its words, how many characters stand in links, and why it is dropped."""

    kind: Kind
    level: int
    runs: tuple[Run, ...]
    text: str
    linked: int
    node: int
    tag: str
    reason: str = ""


class Node(NamedTuple):
    """An element: its parent's number, the reason its names give, whether that is firm, whether they say article."""

    parent: int
    element: etree._Element
    tag: str
    reason: str
    firm: bool
    article: int
    first: int


class Page:
    """The pieces of a page in reading order, and the elements that they stand in: `ends[n]` is behind the last of `nodes[n]`."""

    def __init__(self, root: etree._Element, hidden: frozenset[str] = frozenset()) -> None:
        """Walk through the elements once. `hidden`: classes and ids (`.x`, `#y`) that the page's own rules do not show."""
        self.nodes: list[Node] = []
        self.ends: list[int] = []
        self.pieces: list[Piece] = []
        self._hidden = hidden
        self._open: list[int] = []
        self._runs: list[Run] = []
        self._linked = self._links = 0
        self._hush: etree._Element | None = None
        self._walk(root)

    def _walk(self, root: etree._Element) -> None:
        nested = _nesting(root)
        events = etree.iterwalk(root, events=("start", "end"))
        for event, at in events:
            tag = at.tag if isinstance(at.tag, str) else ""
            unseen = not tag or tag in _UNSEEN
            if event == "end":
                if not unseen:
                    self._close(at, tag)
                if at is not root:
                    self._text(at.tail)
                continue
            if unseen:
                if tag in _BLOCKS:
                    self._flush()
                events.skip_subtree()
                continue
            self._start(at, tag)
            if tag == "table" and at not in nested and (rows := _rows(at)):
                self._table(rows)
                events.skip_subtree()
            elif tag in ("sup", "cite", "a") and (mark := _note_mark(at, tag)):
                self._add(mark, "footnote mark")
                events.skip_subtree()
            else:
                self._text(at.text)

    def _start(self, at: etree._Element, tag: str) -> None:
        if tag == "br":
            if self._runs and self._runs[-1].text == "\n":
                self._flush()
            elif self._runs:
                self._runs.append(Run("\n"))
            return
        self._links += tag == "a" and at.get("href") is not None
        reason, firm, article = _names(at, tag, self._hidden)
        if tag in _BLOCKS:
            self._flush()
            parent = self._open[-1] if self._open else -1
            self.nodes.append(Node(parent, at, tag, reason, firm, article, len(self.pieces)))
            self.ends.append(0)
            self._open.append(len(self.nodes) - 1)
        elif reason == "hidden text" and self._hush is None:
            self._hush = at

    def _close(self, at: etree._Element, tag: str) -> None:
        if tag == "a" and at.get("href") is not None:
            self._links -= 1
        if at is self._hush:
            self._hush = None
        if tag in _BLOCKS and self._open:
            self._flush()
            self.ends[self._open.pop()] = len(self.pieces)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._open and self.nodes[self._open[-1]].tag == "pre":
            self._add(text)
            return
        words = " ".join(text.split())
        if not words:
            if self._runs and self._runs[-1].text[-1:] not in (" ", "\n"):
                self._runs.append(Run(" "))
            return
        self._add((" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else ""))

    def _add(self, text: str, reason: str = "") -> None:
        if self._links:
            self._linked += len(text)
        self._runs.append(Run(text, "hidden text" if self._hush is not None else reason))

    def _flush(self, kind: Kind | None = None) -> None:
        """End the piece at hand."""
        text = "".join(run.text for run in self._runs if not run.reason).strip()
        seen = text or any(run.text.strip() for run in self._runs)
        if seen and self._open:
            node = self._open[-1]
            tag = self.nodes[node].tag
            level = int(tag[1]) if tag in _HEADINGS else 0
            kind = kind or (
                "heading" if level else "item" if tag in ("li", "dd", "dt") else "code" if tag == "pre" else "paragraph"
            )
            reason = (
                ""
                if text
                else "hidden text"
                if any(run.reason == "hidden text" for run in self._runs)
                else "footnote mark"
            )
            self.pieces.append(
                Piece(kind, level, tuple(self._runs), " ".join(text.split()), self._linked, node, tag, reason)
            )
        self._runs, self._linked = [], 0

    def _table(self, rows: list[list[str]]) -> None:
        self._runs = [Run("\n".join(" | ".join(row) for row in rows))]
        self._flush("table")

    def above(self, node: int) -> Iterator[int]:
        """The element and those round it, from the inside."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent


def _nesting(root: etree._Element) -> set[etree._Element]:
    """The tables that hold tables."""
    found: set[etree._Element] = set()
    for table in root.iter("table"):
        for at in table.iterancestors("table"):
            if at in found:
                break
            found.add(at)
    return found


def _rows(table: etree._Element) -> list[list[str]]:
    """The cells of a table of facts, its caption as a first row; empty where the table only arranges a page."""
    rows: list[list[str]] = []
    linked = whole = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        rows.append([" ".join(_seen(cell).split()) for cell in cells])
        linked += sum(len(" ".join(link.itertext())) for cell in cells for link in cell.iter("a"))
        whole += sum(map(len, rows[-1]))
    rows = [row for row in rows if any(row)]
    wide = [row for row in rows if sum(map(bool, row)) > 1]
    if len(wide) < 2 or whole == 0 or is_layout(rows) or linked > _LINKED * whole and table.find(".//th") is None:  # noqa: PLR2004
        return []
    if max(len(cell) for row in rows for cell in row) > _CAP:
        return []
    caption = next((words for at in table.iter("caption") if (words := " ".join(_seen(at).split()))), "")
    return [[caption], *rows] if caption else rows


def _seen(at: etree._Element) -> str:
    """The text in an element without scripts and styles."""
    return "".join(_parts(at))


def _parts(at: etree._Element) -> Iterator[str]:
    events = etree.iterwalk(at, events=("start", "end"))
    for event, one in events:
        if event == "start" and (not isinstance(one.tag, str) or one.tag in _UNSEEN):
            events.skip_subtree()
        elif event == "start":
            yield " " if one.tag in _BLOCKS or one.tag == "br" else ""
            yield one.text or ""
        elif one is not at:
            yield one.tail or ""


def _note_mark(at: etree._Element, tag: str) -> str:
    """The mark of a note: a short number in raised or linked type."""
    if tag == "a" and not (at.get("href") or "").startswith("#"):
        return ""
    if len(at) > 3:  # noqa: PLR2004
        return ""
    text = "".join(at.itertext())
    return text if len(text) <= 20 and _NOTE_MARK.fullmatch(text.strip()) and (tag != "a" or "[" in text) else ""  # noqa: PLR2004


@cache
def _furniture() -> tuple[dict[str, tuple[str, bool]], frozenset[str]]:
    reasons: dict[str, tuple[str, bool]] = {}
    article: frozenset[str] = frozenset()
    for title, rows in sections("furniture").items():
        reason, _, firm = title.partition("; ")
        names = " ".join(rows).split()
        if reason == "article":
            article = frozenset(names)
        elif reason not in ("deck", "whole"):
            for name in names:
                reasons.setdefault(name.lower(), (reason, bool(firm)))
    return reasons, article


def _names(at: etree._Element, tag: str, hidden: frozenset[str]) -> tuple[str, bool, int]:
    """Why an element's tag, names and style make it furniture, whether firmly, and how far they make it the article."""
    if not at.attrib:
        return (_TAGS[tag], tag in _FIRM_TAGS, 0) if tag in _TAGS else ("", False, 0)
    style = at.get("style")
    if at.get("hidden") is not None or (style and _HIDING.search(style.replace(" ", "").lower())):
        return "hidden text", True, 0
    if tag in _TAGS:
        return _TAGS[tag], tag in _FIRM_TAGS, 0
    if (role := at.get("role")) and role in _ROLES:
        return _ROLES[role], role in ("button", "menu"), 0
    article = 2 if (at.get("itemprop") or "").lower() in ("articlebody", "text", "reviewbody") else 0
    named = (at.get("class") or "")[:_MOST_NAMES]
    if tag not in _LEAVES and (own := at.get("id")):
        named = f"{named} {own}"[:_MOST_NAMES]
    if len(named) > 1:
        reason, firm, says = _said(named)
        if hidden and any(f".{name}" in hidden for name in named.split()) or f"#{at.get('id')}" in hidden:
            return "hidden text", True, 0
        if says or not article:
            return ("" if article else reason), firm, article or says
    return "", False, article


@cache
def _said(named: str) -> tuple[str, bool, int]:
    reasons, article = _furniture()
    says = 0
    for name in named.split():
        low = name.lower()
        if found := reasons.get(f".{low}"):
            return (*found, 0)
        if low in article:
            says = 1
    if says:
        return "", False, 1
    for name in named.split():
        if name.startswith(_POST_NAMES):
            continue
        words = [word.lower() for word in _WORDS.findall(name)]
        if not _BESIDE.isdisjoint(words):
            continue
        for size in (3, 2, 1):
            for at in range(len(words) - size + 1):
                if found := reasons.get("-".join(words[at : at + size])):
                    return (*found, 0)
        if found := reasons.get(name.lower()):
            return (*found, 0)
    return "", False, 0


def judged(page: Page, title: str = "", body: str = "") -> list[Piece]:
    """The pieces, each with the reason why it is no part of the article, "" for those that are.

    The article is the element whose pieces weigh most: running prose for it, lists of links and scraps against it (after
    Pasternack and Roth, Extracting Article Text from the Web with Maximum Subsequence Segmentation, 2009, on elements in place of
    runs of words); a part that its names call furniture does not count, unless it holds most of the page's prose. `title` is the
    article's, `body` its text as the page's own data give it: what stands there stays.
    """
    pieces = _framed(page, _bare(title), _Body(body))
    sums = [0, *accumulate(_weights(pieces))]
    region = _region(page, sums)
    first, last = page.nodes[region].first, page.ends[region]
    pieces = [
        piece if first <= at < last or piece.reason else piece._replace(reason=_outside(page, piece, region))
        for at, piece in enumerate(pieces)
    ]
    for step in (_ended, _unlinked, _without_notices, _trimmed):
        pieces = step(pieces, page, first, last)
    return pieces


class _Body:
    """The article's text as a page's data give it."""

    def __init__(self, text: str) -> None:
        words = _bare(text).split() if len(text) >= _LEAST_BODY else []
        self.runs = frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))

    def holds(self, text: str) -> bool:
        """Whether a piece stands in it."""
        if not self.runs:
            return False
        words = _bare(text).split()
        runs = list(zip(words, words[1:], words[2:], words[3:], strict=False))
        return len(runs) >= _PROSE and sum(run in self.runs for run in runs) >= _SAME * len(runs)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _framed(page: Page, title: str, body: _Body) -> list[Piece]:
    """The pieces with the reasons that the names of the elements round them give; the title as such."""
    prose = [0, *accumulate(_prose(piece) for piece in page.pieces)]
    whole = prose[-1] or 1
    said = [
        at for at, one in enumerate(page.pieces) if title and len(one.text) < _MOST_TITLE and _bare(one.text) == title
    ]
    headed = next((at for at in said if page.pieces[at].kind == "heading"), said[0] if said else -1)
    titles = frozenset(said)
    named: dict[str, int] = {}  # prose by class
    for node, end in zip(page.nodes, page.ends, strict=True):
        if node.reason and (name := node.element.get("class")):
            named[name] = named.get(name, 0) + prose[end] - prose[node.first]
    reasons: list[str] = []
    for node, end in zip(page.nodes, page.ends, strict=True):
        reason = reasons[node.parent] if node.parent >= 0 else ""
        if not reason and node.reason and node.tag not in _FRAMES:
            own = prose[end] - prose[node.first]
            share = max(own, named.get(node.element.get("class") or "", 0) if own else 0) / whole
            most = _MOSTLY
            if node.firm and whole - own > _LEAST_BODY:
                most = _FIRMLY
            if node.first <= headed < end:
                most = _HEADED
            if node.reason == "hidden text" or share < most:
                reason = node.reason
        reasons.append(reason)
    found = []
    for at, piece in enumerate(page.pieces):
        reason = piece.reason or _captioned(piece, reasons[piece.node], page)
        if at in titles:
            reason = "title"
        elif reason not in ("", "hidden text", "footnote mark") and body.holds(piece.text):
            reason = ""
        found.append(piece._replace(reason=reason))
    return found


def _captioned(piece: Piece, reason: str, page: Page) -> str:
    near = {page.nodes[at].tag for at in _near(page, piece)}
    if reason in ("", "photo caption") and (
        near & {"figcaption", "caption"} or ("figure" in near and piece.kind == "paragraph")
    ):
        return "" if _FIGURE.match(piece.text) else "photo caption"
    if reason == "photo caption" and _FIGURE.match(piece.text):
        return ""
    return reason


def _near(page: Page, piece: Piece) -> list[int]:
    return [at for _, at in zip(range(4), page.above(piece.node), strict=False)]


def _prose(piece: Piece) -> int:
    """The characters of a piece that are running prose."""
    if piece.reason or piece.kind in ("heading", "table", "code"):
        return 0
    words = _length(piece.text)
    return (
        max(0, len(piece.text) - piece.linked) if words >= _LONG or (words >= _PROSE and _END.search(piece.text)) else 0
    )


def _length(text: str) -> int:
    """Words; of scripts without spaces, two characters each."""
    words = text.count(" ") + 1
    return words if text.isascii() else words + len(_SPACELESS.findall(text)) // 2


def _weights(pieces: list[Piece]) -> list[int]:
    """What each piece says for the element that holds it; where most prose stands in <p>, other blocks say less."""
    prose = sum(map(_prose, pieces))
    marked = sum(_prose(piece) for piece in pieces if piece.tag == "p")
    loose = _LOOSE if prose and marked > _MARKED * prose else 1.0
    return [
        _weight(piece) if piece.tag == "p" else round(_weight(piece) * loose) if _prose(piece) else _weight(piece)
        for piece in pieces
    ]


def _weight(piece: Piece) -> int:
    if piece.reason:
        return 0
    size = len(piece.text)
    if piece.kind == "table":
        return min(size, _CAP) // 4
    if piece.kind == "code":
        return min(size, _CAP)
    if prose := _prose(piece):
        if piece.linked > _LINKED * size:
            return -min(size, _CAP) // 4
        return min(prose, _CAP)
    if piece.kind == "heading":
        return 0 if not piece.linked else -20
    return -min(size, 60) if piece.linked > _LINKED * size else -10


def _region(page: Page, sums: list[int]) -> int:
    """The number of the element that is the article."""
    weights = [sums[end] - sums[node.first] for node, end in zip(page.nodes, page.ends, strict=True)]
    best = max(range(len(weights)), key=lambda at: (weights[at], at))
    named = [
        at
        for at, node in enumerate(page.nodes)
        if (node.article or node.tag == "article")
        and weights[at] >= _SAID * weights[best]
        and page.nodes[best].first <= node.first
        and page.ends[at] <= page.ends[best]
    ]
    return max(named, key=lambda at: (page.nodes[at].article, weights[at], at), default=best)


def _outside(page: Page, piece: Piece, region: int) -> str:
    """Why a piece outside of the article's element stays out; a summary over the article does not."""
    if piece.linked > _LINKED * len(piece.text):
        return "navigation"
    before = page.ends[piece.node] <= page.nodes[region].first
    if (
        before
        and _length(piece.text) >= _PROSE
        and _END.search(piece.text)
        and any(_is_deck(page, at) for at in _near(page, piece)[:2])
    ):
        return ""
    return "outside the article"


def _is_deck(page: Page, at: int) -> bool:
    node = page.nodes[at]
    if node.element.get("itemprop") == "description":
        return True
    names = (node.element.get("class") or "")[:_MOST_NAMES].split()
    decks = frozenset(" ".join(sections("furniture")["deck"]).split())
    return any(part in decks for name in names for part in (name.lower(), *re.split(r"[-_]+", name.lower())))


def _ended(pieces: list[Piece], page: Page, first: int, last: int) -> list[Piece]:
    """The pieces without comments and other articles under a line that says so, and without a second article."""
    found = list(pieces)
    prose = [0, *accumulate(map(_prose, found))]
    whole = prose[last] - prose[first]
    title = next((at for at in range(len(found)) if found[at].reason == "title" and found[at].kind == "heading"), -1)
    ended = ""
    for at in range(first, last):
        one = found[at]
        if not ended and prose[at] - prose[first] >= _ENOUGH * whole and len(one.text) < _MOST_TITLE:
            label = _label(one.text)
            if label == "comments" or (label and one.kind == "heading" and prose[last] - prose[at] < _REST * whole):
                ended = label
            elif first <= title < at and one.kind == "heading" and _alike(page, one, found[title]):
                ended = "another article"
        if ended and not one.reason:
            found[at] = one._replace(reason=ended)
    return found


def _alike(page: Page, one: Piece, title: Piece) -> bool:
    """Whether a heading looks as the title does, and is linked or stands in another <article>."""
    names = page.nodes[title.node].element.get("class")
    if not names or one.tag != title.tag or page.nodes[one.node].element.get("class") != names:
        return False
    within = [
        next((at for at in page.above(node) if page.nodes[at].tag == "article"), -1) for node in (one.node, title.node)
    ]
    return within[0] != within[1] or (one.linked > _LINKED * len(one.text) and not title.linked)


def _label(text: str) -> str:
    return next((reason for reason, pattern in _labels() if pattern.fullmatch(text.strip(" .:»›→…"))), "")


@cache
def _labels() -> list[tuple[str, re.Pattern[str]]]:
    rows = sections("page_labels", "en")
    return [
        (reason, re.compile("|".join(f"(?:{row})" for row in said), re.IGNORECASE)) for reason, said in rows.items()
    ]


def _unlinked(pieces: list[Piece], page: Page, first: int, last: int) -> list[Piece]:
    """The pieces without lists of links."""
    found = list(pieces)
    at = first
    while at < last:
        until = at + 1
        if found[at].kind == "item":
            group = _list(page, found[at])
            while until < last and found[until].kind == "item" and _list(page, found[until]) == group:
                until += 1
        run = found[at:until]
        size, linked = sum(len(one.text) for one in run), sum(one.linked for one in run)
        if run[0].kind not in ("heading", "table", "code") and linked > _LINKED * size and not _spoken(run):
            for place in range(at, until):
                if not found[place].reason:
                    found[place] = found[place]._replace(reason="list of links")
        at = until
    return found


def _spoken(run: list[Piece]) -> bool:
    """Whether linked words are a sentence all the same."""
    one = run[0]
    return (
        len(run) == 1 and one.kind == "paragraph" and one.linked < _ALL * len(one.text) and bool(_END.search(one.text))
    )


def _list(page: Page, piece: Piece) -> int:
    return next((at for at in page.above(piece.node) if page.nodes[at].tag in ("ul", "ol", "dl", "menu")), -1)


def _without_notices(pieces: list[Piece], page: Page, first: int, last: int) -> list[Piece]:  # noqa: ARG001
    """The pieces without what asks at the beginning or the end for consent to cookies, in whatever language."""
    found = list(pieces)
    prose = [0, *accumulate(map(_prose, found))]
    whole = prose[last] - prose[first]
    for at in range(first, last):
        one = found[at]
        edge = prose[at] - prose[first] > _TAIL * whole or prose[at + 1] - prose[first] < (1 - _TAIL) * whole
        if edge and not one.reason and len(one.text) < _CAP and _COOKIE.search(one.text):
            found[at] = one._replace(reason="cookie notice")
    return found


def _trimmed(pieces: list[Piece], page: Page, first: int, last: int) -> list[Piece]:  # noqa: ARG001
    """The pieces without scraps before and behind the prose, and without headings over what was dropped."""
    found = list(pieces)
    spoken = [
        at
        for at in range(first, last)
        if not found[at].reason and (_prose(found[at]) or found[at].kind in ("table", "code"))
    ]
    if not spoken:
        return found
    for at in range(first, spoken[0]):
        if not found[at].reason and found[at].kind != "heading" and not _is_sentence(found[at]):
            found[at] = found[at]._replace(reason="scrap")
    goes_on = True
    for at in range(spoken[-1] + 1, last):
        one = found[at]
        goes_on = goes_on and not one.reason and (one.kind == "item" or _is_sentence(one))
        if not goes_on and not one.reason and one.kind != "item":
            found[at] = one._replace(reason="scrap")
    below = 0  # what stands below: 0 nothing, else the level of the heading there, 9 words
    gone = False  # whether something was dropped between
    for at in reversed(range(first, last)):
        one = found[at]
        if one.reason:
            gone = gone or one.reason not in ("photo caption", "hidden text", "footnote mark", "title")
        elif one.kind == "heading":
            if not below or (below <= one.level and gone):
                found[at] = one._replace(reason="heading over nothing")
                gone = True
            else:
                below, gone = one.level, False
        else:
            below, gone = 9, False
    return found


def _is_sentence(piece: Piece) -> bool:
    return (
        piece.kind == "paragraph"
        and _length(piece.text) >= _FEW
        and bool(_END.search(piece.text))
        and piece.text[-1] != ":"
    )


_COOKIE = re.compile(r"\bcookies?\b|куки|クッキー", re.IGNORECASE)
_LEAST_BODY = 400  # characters of an article's text that is no summary of it
_SAME = 0.8  # of a piece's runs of four words
_MOST_TITLE = 300  # characters
_HEADED = 0.15  # of the page's prose: a part that has the title and so much is no furniture
_LOOSE = 0.4
_MARKED = 0.6
_ENOUGH = 0.2  # of the article's prose must stand above what ends it
_REST = 0.4  # of the article's prose at most stands under a label of other articles
_ALL = 0.85
_TAIL = 0.8  # of the prose: what comes later is its end
_FEW = 4  # words
_FRAMES = ("html", "body", "main", "article")
_FIRMLY = 0.95
_LONG = 20
_SAID = 0.8
