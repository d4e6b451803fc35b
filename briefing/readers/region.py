"""Source -> Document: which pieces of a page are its article, and why the others are not."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from briefing.readers.elements import LINKED, MOST_NAMES
from briefing.readers.lexicon import sections

if TYPE_CHECKING:
    from briefing.readers.elements import Page, Piece

_SPACELESS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]"
)  # scripts without spaces between words
_END = re.compile(r"[.!?…。！？।۔؟:;][\"'”’»）)\]]*$")
_FIGURE = re.compile(
    r"(?:fig(?:ure|\.)?|table|chart|graph|map|tab(?:elle|leau|la)?\.?|abb(?:ildung|\.)|tableau|graphique|gráfico)\s*\d",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"\bcookies?\b|куки|クッキー", re.IGNORECASE)
_LEAST_BODY = 400  # characters of an article's text that is no summary of it
_SAME = 0.8  # of a piece's runs of four words
_MOST_TITLE = 300  # characters
_HEADED = 0.15  # of the page's prose: a part that has the title and so much is no furniture
_LOOSE = 0.4  # what prose outside of <p> weighs where most stands in it
_MARKED = 0.6  # of the prose
_ENOUGH = 0.2  # of the article's prose must stand above what ends it
_LONG_ENOUGH = 1_500  # characters
_REST = 0.4  # of the article's prose at most stands under a label of other articles
_ALL = 0.85  # of a sentence's characters at most stand in links
_HALF = 0.5  # of the words of two titles together
_TAIL = 0.8  # of the prose: what comes later is its end
_FEW = 4  # words
_REPEATED = ("related article", "comments")  # parts that come in numbers
_ASIDE = ("aside", "nav", "footer")
_FRAMES = ("html", "body", "main", "article")
_FIRMLY = 0.95  # of the page's prose: a part with more of it is no furniture, however firmly it is called so
_SHOWN = 0.8  # of the page's prose: if so much is hidden, a script was to show it
_LONG = 20  # words: more than a label has
_TEXT = 9  # below every level of headings
_SAID = 0.8  # of the weight of the best element: one in it that its names call the article is it
_PROSE = 8  # words: what is shorter may be a label
_MOSTLY = 0.45  # of the page's prose: a part with more of it is no furniture, whatever it is called
_CAP = 700  # characters of a piece that count for its part


def judged(page: Page, title: str = "", body: str = "") -> list[Piece]:
    """The pieces, each with the reason why it is no part of the article, "" for those that are.

    The article is the element whose pieces weigh most: running prose for it, lists of links and scraps against it
    (after Pasternack and Roth, Extracting Article Text from the Web with Maximum Subsequence Segmentation, 2009, on
    elements in place of runs of words); a part that its names call furniture does not count, unless it holds most of
    the page's prose. `title` is the article's, `body` its text as the page's own data give it: what stands there stays.
    """
    pieces = _framed(page, _bare(title), _Body(body))
    sums = [0, *accumulate(_weights(pieces))]
    region = _region(page, sums)
    first, last = page.nodes[region].first, page.ends[region]
    pieces = [
        piece if first <= at < last or piece.reason else piece._replace(reason=_outside(page, piece, region))
        for at, piece in enumerate(pieces)
    ]
    for step in (_ended, _unlinked, _without_notices, _trimmed, _headed):
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
    titles = frozenset(
        at for at, one in enumerate(page.pieces) if title and len(one.text) < _MOST_TITLE and _bare(one.text) == title
    )
    reasons = _reasons(page, min(titles, key=lambda at: (page.pieces[at].kind != "heading", at), default=-1))
    found = []
    for at, piece in enumerate(page.pieces):
        reason = piece.reason or _captioned(piece, reasons[piece.node], page)
        if at in titles:
            reason = "title"
        elif reason not in ("", "hidden text", "footnote mark") and body.holds(piece.text):
            reason = ""
        found.append(piece._replace(reason=reason))
    return found


def _reasons(page: Page, title: int) -> list[str]:
    """Why each element is furniture, by its names or those of one round it; `title` numbers the title's piece."""
    prose = [0, *accumulate(_prose(piece) for piece in page.pieces)]
    whole = prose[-1] or 1
    own = [prose[end] - prose[node.first] for node, end in zip(page.nodes, page.ends, strict=True)]
    classes = [node.element.get("class") or "" for node in page.nodes]
    named: dict[str, int] = {}  # prose by class: what most of it is called says nothing of a part
    for name, size in zip(classes, own, strict=True):
        named[name] = named.get(name, 0) + size
    reasons: list[str] = []
    for at, node in enumerate(page.nodes):
        reason = reasons[node.parent] if node.parent >= 0 else ""
        if not reason and node.reason and node.tag not in _FRAMES:
            many = own[at] and classes[at] and node.reason not in _REPEATED
            share = (max(own[at], named[classes[at]]) if many else own[at]) / whole
            if node.reason == "hidden text":
                most = _SHOWN
            elif node.first <= title < page.ends[at]:
                most = _HEADED
            else:
                firm = node.firm or (title >= 0 and node.tag in _ASIDE)
                most = _FIRMLY if firm and whole - own[at] > _LEAST_BODY else _MOSTLY
            reason = node.reason if share < most else ""
        reasons.append(reason)
    return reasons


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
    size = min(len(piece.text), _CAP)
    linked = piece.linked > LINKED * len(piece.text)
    if piece.reason:
        return 0
    if piece.kind in ("table", "code"):
        return size if piece.kind == "code" else size // 4
    if piece.kind == "heading":
        return -20 if piece.linked else 0
    if prose := min(_prose(piece), _CAP):
        return -size // 4 if linked else prose
    return -min(size, 60) if linked else -10


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
    if piece.linked > LINKED * len(piece.text):
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
    names = (node.element.get("class") or "")[:MOST_NAMES].split()
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
        above = prose[at] - prose[first]
        if not ended and above >= min(_ENOUGH * whole, _LONG_ENOUGH) and len(one.text) < _MOST_TITLE:
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
    names = [page.nodes[at].element.get("class") for at in (title.node, page.nodes[title.node].parent)]
    own = [page.nodes[at].element.get("class") for at in (one.node, page.nodes[one.node].parent)]
    if one.tag != title.tag or own != names or not any(names):
        return False
    within = [
        next((at for at in page.above(node) if page.nodes[at].tag == "article"), -1) for node in (one.node, title.node)
    ]
    return within[0] != within[1] or (bool(names[0]) and one.linked > LINKED * len(one.text) and not title.linked)


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
        if run[0].kind not in ("heading", "table", "code") and linked > LINKED * size and not _spoken(run):
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


def _trimmed(pieces: list[Piece], page: Page, first: int, last: int) -> list[Piece]:
    """The pieces without scraps before and behind the prose."""
    found = list(pieces)
    title = next((piece.text for piece in pieces if piece.reason == "title"), "")
    spoken = [
        at
        for at in range(first, last)
        if not found[at].reason and (_prose(found[at]) or found[at].kind in ("table", "code"))
    ]
    if not spoken:
        return found
    for at in range(first, spoken[0]):
        one = found[at]
        if one.kind == "heading" and (one.level == 1 or _shares(one.text, title)):
            found[at] = one._replace(reason=one.reason or "title")
        elif one.kind != "heading" and not _is_sentence(one):
            found[at] = one._replace(reason=one.reason or "scrap")
    home = page.nodes[found[spoken[-1]].node].parent
    goes_on = True
    for at in range(spoken[-1] + 1, last):
        one = found[at]
        if one.reason or one.kind == "item":
            continue
        beside = page.nodes[one.node].parent == home
        follows = beside and one.tag == "p" and not one.linked and _length(one.text) >= _FEW
        goes_on = goes_on and (_is_sentence(one) or follows)
        if not goes_on and not (beside and _is_sentence(one)):
            found[at] = one._replace(reason="scrap")
    return found


def _headed(pieces: list[Piece], page: Page, first: int, last: int) -> list[Piece]:
    """The pieces without headings over what was dropped."""
    found = list(pieces)
    below = 0  # what stands below: 0 nothing, else the level of the heading there, _TEXT words
    text = last  # where the words below stand
    gone = False  # whether something was dropped between
    for at in reversed(range(first, last)):
        one = found[at]
        if one.reason:
            gone = gone or one.reason not in ("photo caption", "hidden text", "footnote mark", "title", "byline")
        elif one.kind != "heading" or _length(one.text) >= _LONG:
            below, text, gone = _TEXT, at, False
        elif not below or (gone and (below <= one.level or page.ends[page.nodes[one.node].parent] <= text)):
            found[at], gone = one._replace(reason="heading over nothing"), True
        else:
            below, gone = one.level, False
    return found


def _shares(text: str, title: str) -> bool:
    """Whether a heading is a title in other words."""
    own, other = set(_bare(text).split()), set(_bare(title).split())
    return len(own & other) >= max(_FEW - 1, _HALF * len(own | other))


def _is_sentence(piece: Piece) -> bool:
    return (
        piece.kind == "paragraph"
        and _length(piece.text) >= _FEW
        and bool(_END.search(piece.text))
        and piece.text[-1] != ":"
    )
