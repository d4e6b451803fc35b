"""Source -> Document: saved web pages (HTML, XHTML): the article, and by its reason what stands round it."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

import webencodings
from lxml import etree, html

from briefing.errors import LimitError, SourceError
from briefing.readers import about, framing, region
from briefing.readers.about import About
from briefing.readers.boilerplate import Fact
from briefing.readers.dates import date_of
from briefing.readers.elements import Page, Piece
from briefing.readers.languages import language_of
from briefing.readers.laying import Sheet
from briefing.readers.prose import Laid, document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model import Document, Source

MOST_TAGS = 400_000
"""Tags of one page: a long article has some thousands, a discussion of 10,000 posts some 300,000."""
MOST_DEPTH = 1_900
"""Elements inside each other; libxml2 stops at 2,048."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {"gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949"}
_HEAD = 4096  # bytes in which a page names its encoding; the HTML standard asks for 1,024
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.-]{2,40})",
    re.IGNORECASE,
)
_MHTML = re.compile(rb"(?:^|\n)content-type:\s*multipart/related", re.IGNORECASE)
_DATA = re.compile(r"data:[\w/+.-]*;base64,[A-Za-z0-9+/=%\s]*+")
_TAG = re.compile(r"<([A-Za-z][\w:-]{0,40})(?=[\s/])((?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^>])*+)>")
_MOST_TAG = 20_000  # characters of one tag
_MOST_ATTRIBUTES = 300
_PARTS = re.compile(
    r"</?(?:div|span|section|font|b|i|u|em|strong|center|small|big|article|main|table|tbody|tr|td|ul|ol|li|blockquote)\b[^<>]{0,9999}>",
    re.IGNORECASE,
)
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_PARTED = re.compile(r"\s+[|•·–—]\s+|\n")
_CREDITS = 40  # pieces from the title on that may name authors and a date
_MOST_CREDIT = 120  # characters of such a line
_LATE = 60  # rank of what it tells
_VAGUE = ("", "list of links", "scrap", "outside the article", "navigation")
_SHOWN = "open it in a browser, and save it when its text is shown"
_NO_PAGE = ((b"%PDF-", "a PDF"), (b"PK\x03\x04", "an archive or an office file"), (b"{\\rtf", "rich text"))


class Frame(NamedTuple):
    """A page's characters, and notices on how they were read."""

    text: str
    guesses: tuple[str, ...] = ()


class _Laid(NamedTuple):
    """A frame sorted: its pieces with reasons, what it says of itself, notices."""

    pieces: list[Piece]
    said: About
    notices: tuple[str, ...]

    @property
    def prose(self) -> int:
        """Characters of its article."""
        return sum(len(piece.text) for piece in self.pieces if not piece.reason)


def read(source: Source, language: str) -> Document:
    """The article of a saved page. Raises SourceError for what is no page or holds no words, LimitError."""
    for mark, kind in _NO_PAGE:
        if source.content.startswith(mark):
            raise SourceError(f"no web page but {kind}", source.location, "give it its own suffix")
    if source.content[:1] != b"<" and _MHTML.search(source.content[:_HEAD]):
        raise SourceError("no web page but MHTML", source.location, "rename it to .mhtml")
    text, guesses = decoded(source.content)
    return joined(source, [Frame(text, guesses)], language)


def joined(
    source: Source, frames: list[Frame], language: str, known: About | None = None, *, whole: bool = False
) -> Document:
    """The document of a page and its frames: the article of the frame that has most of one.

    `known` is what the file round them says; `whole`: it knows best, and the frame is an article, not a page.
    Raises SourceError where there are no words, LimitError.
    """
    frames = [one for frame in frames for one in _unframed(frame)]
    tags = sum(frame.text.count("<") for frame in frames)
    if tags > MOST_TAGS:
        way_out = "save the article alone, or its text as .txt"
        raise LimitError(f"{tags} tags, at most {MOST_TAGS} are read", source.location, way_out)
    laid = [found for frame in frames if (found := _sorted(frame, known.title if known and whole else "")) is not None]
    if not any(frame.pieces for frame in laid):
        raise SourceError("no words in this page", source.location, _SHOWN)
    most = max(frame.prose for frame in laid)
    place = next(
        at for at, frame in enumerate(laid) if frame.prose * 2 >= most
    )  # the first, unless another has twice as much
    main = laid[place]
    if not main.prose:
        raise SourceError("no article in this page: links and labels only", source.location, _SHOWN)
    said = main.said if main is laid[0] else main.said.joined(laid[0].said)
    if known is not None:
        said = known.joined(said) if whole else said.joined(known)
    body = "\n".join(piece.text for piece in main.pieces if not piece.reason)
    tag = language or about.agreed(said.language, language_of(body))
    facts = said.facts(tag)
    credited, more = _credited(main.pieces, {fact.field for fact in facts}, tag)
    facts += more
    laid = [main._replace(pieces=credited) if frame is main else frame for frame in laid]
    main = laid[place]
    sheet = Sheet(source.location)
    for frame in laid:
        for piece in frame.pieces:
            reason = piece.reason or ("" if frame is main else "another frame")
            sheet.add(piece.kind, piece.runs, level=piece.level, dropped=reason)
    return document(source, Laid(sheet.text, sheet.parsed, facts, main.notices, titled=True), tag)


def _unframed(frame: Frame) -> Iterator[Frame]:
    """A page without the pages in its frames, and those."""
    text, inner = framing.taken(frame.text)
    yield frame._replace(text=text)
    yield from (Frame(one, ()) for one in inner)


def _credited(pieces: list[Piece], known: set[str], language: str) -> tuple[list[Piece], list[Fact]]:
    """The pieces, lines under the title with authors or a date called so, and what they tell that is not `known`."""
    found = list(pieces)
    facts: list[Fact] = []
    first = next((at for at, piece in enumerate(pieces) if not piece.reason and piece.kind != "heading"), 0)
    start = max((at for at, piece in enumerate(pieces[: first + 1]) if piece.reason == "title"), default=0)
    for at in range(start, min(start + _CREDITS, len(pieces))):
        piece = pieces[at]
        short = len(piece.text) <= _MOST_CREDIT
        if not piece.reason and not short:
            break
        if not short or piece.reason not in (*_VAGUE, "byline"):
            continue
        names = about.names(piece.text) if about.is_byline(piece.text) else []
        days = [day for part in _PARTED.split(piece.text) if (day := date_of(part, language))][:1]
        if "author" not in known:
            facts += [Fact("author", name, _LATE) for name in names]
        if "published" not in known:
            facts += [Fact("updated" if late else "published", day, _LATE) for day, late in days]
        if piece.reason in _VAGUE and (names or days):
            found[at] = piece._replace(reason="byline" if names else "date line")
    return found, facts


def _sorted(frame: Frame, title: str) -> _Laid | None:
    """The frame's pieces sorted, under its own title or the one that is given; None for a frame without elements."""
    root, notices = parsed(frame.text)
    if root is None:
        return None
    said = about.told(root, frame.text)
    page = Page(root, about.unshown(root))
    return _Laid(region.judged(page, title or said.title, said.body), said, frame.guesses + notices)


def decoded(content: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The characters of a page, and a notice where its encoding is a guess or not what it says.

    By byte order mark, else `declared` (a header's), else what the page says in its first 4,096 bytes, else UTF-8 if
    all of it is, else Windows-1252 (WHATWG Encoding, which also reads ISO-8859-1 as that).
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace").removeprefix("\ufeff"), ()
    found = _DECLARED.search(content[:_HEAD])
    own = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    for name in filter(None, (declared, own)):
        encoding = _encoding(name)
        if not encoding:
            continue
        if encoding == "utf-8" or (encoding.startswith("cp125") and not content.isascii() and _is_utf8(content)):
            continue
        try:
            return content.decode(encoding), ()
        except UnicodeDecodeError:
            return content.decode(encoding, errors="replace"), (f"not all of it is {name}, as it says",)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if (declared or own) and _mostly_utf8(content):
            return content.decode("utf-8", errors="replace"), (
                f"not all of it is UTF-8, as it says: byte {error.start}",
            )
        return content.decode("cp1252", errors="replace"), ("encoding guessed: Windows-1252",)


def _is_utf8(content: bytes) -> bool:
    """Whether bytes are UTF-8, which text in another encoding is by chance never."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(content: bytes) -> bool:
    """Whether a page is UTF-8 but for some stray bytes: for each of them ten letters that are."""
    text = content.decode("utf-8", errors="replace")
    strays = text.count("\ufffd")
    return strays * 10 < sum(letter > "\x7f" for letter in text) or strays * 1000 < len(text)


def _encoding(name: str) -> str:
    """The codec of a label (WHATWG Encoding), the widest of its family; "" for an unknown one."""
    known = webencodings.lookup(name)
    if known is None or known.name == "x-user-defined":
        return ""
    if known.name.startswith("utf-16"):
        return "utf-8"  # it was read as ASCII up to here, so it is not
    return _WIDER.get(known.name, str(known.codec_info.name))


def parsed(text: str) -> tuple[etree._Element | None, tuple[str, ...]]:
    """The root element of a page, None for an empty one, and a notice where its layout could not be read.

    Nothing is fetched; document types and their entities are not read; pictures inside are left out before parsing.
    """
    text = _TAG.sub(_shortened, _DATA.sub("data:,", text.translate(_CONTROLS)))
    root = _root(text)
    if root is None or _depth(root) <= MOST_DEPTH:
        return root, ()
    return _root(_PARTS.sub("<br><br>", text)), ("elements nested too deeply: read without the page's layout",)


def _root(text: str) -> etree._Element | None:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root


def _depth(root: etree._Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _shortened(found: re.Match[str]) -> str:
    """A tag of a tolerable size as it is, another without its attributes; the page's own are never closed at once."""
    name, attributes = found[1], found[2]
    if len(attributes) > _MOST_TAG or attributes.count("=") > _MOST_ATTRIBUTES:
        return f"<{name}>"
    if attributes[-1:] == "/" and name.lower() in ("html", "head", "body"):
        return f"<{name}{attributes[:-1]}>"
    return found[0]
