"""Source -> Document: a page's elements as pieces, blocks of words as a person sees them, and what their names say."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from briefing.readers.laying import Run, is_layout
from briefing.readers.lexicon import sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.readers.blocks import Kind

LINKED = 0.5
"""Of a piece's characters: more in links make it a list of links."""
MOST_CELL = 700
"""Characters of a cell in a table of facts."""
MOST_NAMES = 400
"""Characters of class and id that are looked at."""

_BLOCKS = frozenset({
    "html", "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", "caption", "video", "audio", "iframe", "button",
})  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "head", "template", "noscript", "svg", "object", "embed", "applet", "iframe", "select",
    "option", "textarea", "audio", "video", "canvas", "map", "datalist", "input", "link", "meta", "title", "base",
    "param", "noframes", "frameset", "rp", "rt",
})  # fmt: skip
_TAGS = {
    "nav": "navigation", "footer": "foot", "aside": "sidebar", "dialog": "form", "menu": "navigation",
    "button": "button", "form": "form", "fieldset": "form", "legend": "form", "label": "form",
}  # fmt: skip
_ROLES = {
    "navigation": "navigation", "contentinfo": "foot", "complementary": "sidebar", "search": "form", "dialog": "form",
    "alertdialog": "form", "banner": "navigation", "menu": "navigation", "menubar": "navigation",
    "tablist": "navigation", "toolbar": "navigation", "button": "button", "alert": "promotion",
}  # fmt: skip
_FIRM_TAGS = ("button", "menu", "dialog")
_WORDS = re.compile(r"[A-Za-z][a-z0-9]*|[A-Z]+(?![a-z])|\d+")
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?<!-)opacity:0(?:\.0*)?%?(?:;|!|$)|font(?:-size)?:0(?:px|em|%|pt|rem)?(?:/|;|!|$)"
    r"|text-indent:-\d{3,}|(?:left|top|right):-\d{4,}px|clip:rect\([01]px|clip-path:inset\((?:50|100)%|transform:scale\(0"
    r"|(?<!-)color:transparent|mso-hide:all|^(?=.*overflow:hidden).*(?<!-)(?:max-)?(?:height|width):0(?:px)?(?:;|!|$)"
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|note \d{1,2}|\*{1,3}|[†‡])\]?")
# what begins the names of a post's own tags and states
_POST_NAMES = (
    "tag-", "category-", "post-", "postid-", "type-", "status-", "format-", "author-", "term-", "topic-",
)  # fmt: skip
_BESIDE = frozenset({
    "has", "have", "no", "not", "with", "without", "hide", "show", "enable", "elementor",
})  # fmt: skip
_LEAVES = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td")  # an id here is an anchor's name
_ARTICLE_PROPERTIES = ("articlebody", "text", "reviewbody")  # schema.org
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST_STYLE = 2_000  # characters of a style that are looked at
_MOST_MARK = 20  # characters and elements of a note's mark
_FEW = 3


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
    """The pieces of a page in reading order, and the elements that they stand in.

    Those of `nodes[n]` are `pieces[nodes[n].first : ends[n]]`.
    """

    def __init__(self, root: etree._Element, hidden: frozenset[str] = frozenset()) -> None:
        """Walk through the elements once. `hidden`: classes and ids (`.x`, `#y`) that the page's rules do not show."""
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
            unseen = not tag or (
                tag in _UNSEEN and at.get("shadowrootmode") is None
            )  # a shadow root, as browsers save it
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
        says = _named(at, tag, self._hidden)
        if tag in _BLOCKS:
            self._flush()
            parent = self._open[-1] if self._open else -1
            self.nodes.append(Node(parent, at, tag, *says, len(self.pieces)))
            self.ends.append(0)
            self._open.append(len(self.nodes) - 1)
        elif says is _HIDDEN and self._hush is None:
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
    wide = sum(sum(map(bool, row)) > 1 for row in rows)
    links = linked > LINKED * whole and table.find(".//th") is None
    if wide <= 1 or links or is_layout(rows) or max(len(cell) for row in rows for cell in row) > MOST_CELL:
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
    if len(at) > _FEW:
        return ""
    text = "".join(at.itertext())
    marks = len(text) <= _MOST_MARK and _NOTE_MARK.fullmatch(text.strip()) and (tag != "a" or "[" in text)
    return text if marks else ""


class _Says(NamedTuple):
    """What the names of an element say: why it is furniture, whether firmly, how far they make it the article."""

    reason: str = ""
    firm: bool = False
    article: int = 0


_HIDDEN = _Says("hidden text", firm=True)
_NOTHING = _Says()


@cache
def _furniture() -> tuple[dict[str, _Says], frozenset[str]]:
    """What each name says of its element, and the names of articles."""
    says: dict[str, _Says] = {}
    article: frozenset[str] = frozenset()
    for title, rows in sections("furniture").items():
        reason, _, firm = title.partition("; ")
        names = " ".join(rows).split()
        if reason == "article":
            article = frozenset(names)
        elif reason != "deck":
            for name in names:
                says.setdefault(name.lower(), _Says(reason, bool(firm)))
    return says, article


def _named(at: etree._Element, tag: str, hidden: frozenset[str]) -> _Says:
    """What an element's tag, names and style say."""
    if not at.attrib:
        return _Says(_TAGS[tag], tag in _FIRM_TAGS) if tag in _TAGS else _NOTHING
    if _is_hidden(at, hidden):
        return _HIDDEN
    role = at.get("role") or ""
    if tag in _TAGS or role in _ROLES:
        return _Says(_TAGS.get(tag) or _ROLES[role], tag in _FIRM_TAGS or role in ("button", "menu"))
    names = at.get("class") or ""
    if tag not in _LEAVES and (own := at.get("id")):
        names = f"{names} {own}"
    if (at.get("itemprop") or "").lower() in _ARTICLE_PROPERTIES:
        return _Says(article=2)
    return _said(names[:MOST_NAMES]) if names else _NOTHING


def _is_hidden(at: etree._Element, hidden: frozenset[str]) -> bool:
    """Whether an element is not shown: by its own style, or by its class or id in the page's style sheet."""
    if at.get("hidden") is not None or hides(at.get("style") or ""):
        return True
    if not hidden:
        return False
    return f"#{at.get('id')}" in hidden or any(f".{name}" in hidden for name in (at.get("class") or "").split())


def hides(style: str) -> bool:
    """Whether declarations of CSS keep an element from being seen."""
    return bool(style) and _HIDING.search(re.sub(r"\s+", "", style[:_MOST_STYLE].lower())) is not None


@cache
def _said(names: str) -> _Says:
    """What names say: a whole one first, then that of an article, then the words and runs of words in them."""
    says, article = _furniture()
    whole = [name.lower() for name in names.split()]
    if found := next((says[f".{name}"] for name in whole if f".{name}" in says), None):
        return found
    if any(name in article for name in whole):
        return _Says(article=1)
    return next((says[one] for name in names.split() for one in _inside(name) if one in says), _NOTHING)


def _inside(name: str) -> Iterator[str]:
    """The runs of at most three words in a name, the longest first, and itself; none where it is of something else."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if name.startswith(_POST_NAMES) or not _BESIDE.isdisjoint(words):
        return
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            yield "-".join(words[at : at + size])
    yield name.lower()
