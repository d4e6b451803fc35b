"""Source -> Document: Rich Text Format 1.9.1."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import LimitError, SourceError
from briefing.readers.languages import language_of
from briefing.readers.laying import Run, Sheet
from briefing.readers.package import told
from briefing.readers.prose import Laid, document

if TYPE_CHECKING:
    from briefing.model import Document, Source
    from briefing.readers.blocks import Kind
    from briefing.readers.boilerplate import Fact

_MOST_DEPTH = 1000
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    "colortbl pict object objdata themedata colorschememapping datastore latentstyles listtable listoverridetable"
    " rsidtbl generator filetbl revtbl xmlnstbl fldinst datafield bkmkstart bkmkend pgdsctbl mmathPr nonshppict"
    " shppict sp shpinst atnid atnref atrfstart atrfend atntime atndate atnparent atnicn private panose falt fontemb"
    " template operator company category keywords comment doccomm subject manager hlinkbase userprops revtim printim"
    " buptim sn sv wgrffmtfilter defchp defpap tc xe do docvar passwordhash pnseclvl".split()
)
_BESIDE = {
    "footnote": "footnote", "annotation": "comment", "atnauthor": "comment", "header": "running header",
    "headerl": "running header", "headerr": "running header", "headerf": "running header", "footer": "running footer",
    "footerl": "running footer", "footerr": "running footer", "footerf": "running footer",
    "ftnsep": "running footer", "ftnsepc": "running footer", "aftnsep": "running footer", "aftnsepc": "running footer",
}  # fmt: skip
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "lbr": "\n", "softline": "\n",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_INFO = {"title": "title", "author": "creator"}
_TRACKED = "tracked changes: insertions read, deletions not"
_BODY_TEXT = 9
_SYMBOL_FONT = 2  # a charset of pictures


class _State(NamedTuple):
    """What a group hands down to the groups inside it."""

    to: str = ""  # a destination: skip, fonttbl, stylesheet, info field, or why the text is beside the body
    reason: str = ""
    font: int = 0
    unicode_skip: int = 1
    level: int = _BODY_TEXT
    listed: bool = False
    in_table: bool = False


def read(source: Source, language: str) -> Document:
    """The document of an .rtf. Raises SourceError for another format, LimitError for groups nested too deeply."""
    content = source.content.lstrip(b"\xef\xbb\xbf \r\n\t\0")
    if not content.startswith(b"{\\rtf"):
        way_out = "rename it to .txt, or save it as .rtf again"
        if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
            way_out = "rename it to .docx; an old .doc must be saved as .docx"
        elif content[:1] == b"<":
            way_out = "rename it to .html"
        raise SourceError("no rich text: it does not begin with {\\rtf", source.location, way_out)
    parser = _Parser(source.location)
    parser.take(content)
    text = parser.sheet.text
    guesses = (_TRACKED,) if parser.tracked else ()
    return document(source, Laid(text, parser.sheet.parsed, parser.facts, guesses), language or language_of(text))


class _Parser:
    def __init__(self, where: str) -> None:
        self.where = where
        self.sheet = Sheet(where)
        self.facts: list[Fact] = []
        self.tracked = False
        self.state = _State()
        self.stack: list[_State] = []
        self.starts = False  # at the beginning of a group, where a destination is named
        self.starred = False
        self.codepage = "cp1252"
        self.fonts: dict[int, str] = {}
        self.styles: dict[int, int] = {}
        self.style = 0
        self.octets = bytearray()
        self.to_skip = 0
        self.runs: list[Run] = []
        self.row: list[Run] = []
        self.table: list[Run] = []
        self.beside: list[tuple[str, list[Run]]] = []
        self.told: list[str] = []
        self.when: dict[str, int] = {}
        self.high = ""

    def take(self, content: bytes) -> None:
        """Read everything. A group left open at the end is closed there; an unknown control word is passed over."""
        at = 0
        while at < len(content):
            token = _TOKEN.match(content, at)
            if not token:
                at += 1
                continue
            at = token.end()
            word, number, octet, symbol, brace, text = token.groups()
            if octet is not None:
                self._octets(bytes([int(octet, 16)]))
            elif text is not None:
                self._octets(text)
            else:
                self._flush()
                if brace == b"{":
                    self._open()
                elif brace == b"}":
                    if not self.stack:
                        break
                    self._close()
                elif word is not None:
                    value = int(number) if number else None
                    if word == b"bin":
                        at += max(0, value or 0)
                    else:
                        self._word(word.decode("ascii"), value)
                elif symbol is not None:
                    self._symbol(symbol)
        self._flush()
        while self.stack:
            self._close()
        self._paragraph()
        self._end_table()
        for reason, runs in self.beside:
            self.sheet.add("paragraph", runs, dropped=reason)

    def _open(self) -> None:
        if len(self.stack) >= _MOST_DEPTH:
            raise LimitError(f"groups nested more than {_MOST_DEPTH} deep", self.where, "save it again")
        self.stack.append(self.state)
        self.starts, self.starred = True, False

    def _close(self) -> None:
        ended, self.state = self.state, self.stack.pop()
        self.starts = self.starred = False
        self.to_skip = 0
        if ended.to == self.state.to:
            return
        value = "".join(self.told).strip()
        self.told = []
        if ended.to in _INFO:
            self.facts += told(_INFO[ended.to], value)
        elif ended.to in ("creatim", "revtim"):
            day = f"{self.when.get('yr', 0):04}-{self.when.get('mo', 0):02}-{self.when.get('dy', 0):02}"
            self.facts += told("created", day if self.when.get("mo") and self.when.get("dy") else "")
            self.when = {}
        elif ended.to == "stylesheet entry" and value.lower().rstrip(";").startswith("heading "):
            level = value.rstrip(";").split()[1]
            if level.isdecimal() and len(level) == 1:
                self.styles.setdefault(self.style, int(level) - 1)

    def _word(self, word: str, value: int | None) -> None:
        starts, self.starts = self.starts, False
        state = self.state
        if starts and self._is_destination(word):
            return
        if word == "u":
            self.to_skip = 0
            self._unicode((value or 0) % 65_536)
            self.to_skip = state.unicode_skip
        elif word == "uc":
            self.state = state._replace(unicode_skip=max(0, min(value or 0, 20)))
        elif word == "ansicpg":
            self.codepage = _known(f"cp{value}") or self.codepage
        elif word in ("mac", "pc", "pca"):
            self.codepage = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "f":
            self.state = state._replace(font=value or 0)
        elif word == "fcharset" and state.to == "fonttbl":
            self.fonts[state.font] = _CHARSETS.get(value or 0, "symbol" if value == _SYMBOL_FONT else "")
        elif state.to == "stylesheet entry":
            self._styled(word, value)
        elif state.to in ("creatim", "revtim"):
            self.when[word] = value or 0
        elif not state.to.startswith("skip"):
            self._laid(word, value)

    def _styled(self, word: str, value: int | None) -> None:
        if word == "s":
            self.style = value or 0
        elif word == "outlinelevel" and 0 <= (value or 0) < _BODY_TEXT:
            self.styles[self.style] = value or 0

    def _is_destination(self, word: str) -> bool:
        """Whether a word at the beginning of a group makes the group something else than text of the body."""
        state = self.state
        if state.to == "skip":
            return True
        if word in ("fonttbl", "stylesheet"):
            self.state = state._replace(to=word)
        elif word == "info":
            self.state = state._replace(to="skip info")
        elif state.to == "skip info":
            self.state = state._replace(to=word if word in (*_INFO, "creatim", "revtim") else "skip")
        elif word in _BESIDE:
            self.beside.append((_BESIDE[word], []))
            self.state = state._replace(to=_BESIDE[word], reason="")
        elif word in ("listtext", "pntext"):
            self.state = state._replace(reason="list marker")
            self.stack[-1] = self.stack[-1]._replace(listed=True)
        elif word in ("shptxt", "shprslt"):
            self.state = state._replace(to="" if word == "shptxt" else "skip")
        elif word in _SKIPPED and word not in ("shpinst", "shppict"):
            self.state = state._replace(to="skip")
        elif state.to == "stylesheet" and (word == "s" or self.starred):
            self.state = state._replace(to="stylesheet entry" if word == "s" else "skip")
            self._styled(word, self._last)
            return False
        elif self.starred and word not in ("shpinst", "shppict", "fldrslt", "bkmkstart", "cs", "ts", "ds"):
            self.state = state._replace(to="skip")
        else:
            return False
        return True

    _last: int | None = None

    def _laid(self, word: str, value: int | None) -> None:
        if word in ("par", "sect", "page", "column"):
            self._paragraph()
        elif word in ("cell", "nestcell"):
            self.row += [*(run._replace(text=" ".join(run.text.split("\n"))) for run in self.runs), Run(" | ")]
            self.runs = []
        elif word in ("row", "nestrow"):
            self.table += [*self.row[:-1], Run("\n")]
            self.row = []
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word == "chftn":
            self._put("*", "footnote mark")
        elif word in ("deleted", "v"):
            why = "deleted text" if word == "deleted" else "hidden text"
            self.tracked = self.tracked or word == "deleted"
            self.state = self.state._replace(reason="" if value == 0 else why)
        elif word == "revised":
            self.tracked = self.tracked or value != 0
        elif word == "plain":
            self.state = self.state._replace(reason="")
        elif word == "pard":
            self.state = self.state._replace(level=_BODY_TEXT, listed=False, in_table=False)
        elif word == "s":
            self.state = self.state._replace(level=self.styles.get(value or 0, self.state.level))
        elif word == "outlinelevel":
            self.state = self.state._replace(level=min(max(value or 0, 0), _BODY_TEXT))
        elif word in ("ls", "intbl"):
            on = value != 0
            self.state = self.state._replace(listed=on) if word == "ls" else self.state._replace(in_table=on)

    def _symbol(self, symbol: bytes) -> None:
        self.starts = self.starts and symbol == b"*"
        self.starred = symbol == b"*"
        if symbol in _SYMBOLS:
            self._octets(symbol) if symbol in b"\\{}" else self._put(_SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self._word("par", None)

    def _octets(self, octets: bytes) -> None:
        self.starts = False
        skipped = min(self.to_skip, len(octets))
        self.to_skip -= skipped
        self.octets += octets[skipped:]

    def _flush(self) -> None:
        if self.octets:
            octets, self.octets = bytes(self.octets), bytearray()
            charset = self.fonts.get(self.state.font, "") or self.codepage
            self._put(octets.decode("cp1252" if charset == "symbol" else charset, errors="replace"))

    def _unicode(self, code: int) -> None:
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - the first half of a character beyond the basic plane
            self.high = chr(code)
            return
        letter = self.high + chr(code)
        self.high = ""
        self._put(letter.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))

    def _put(self, text: str, reason: str = "") -> None:
        state = self.state
        run = Run(text, reason or state.reason)
        if state.to in _INFO or state.to == "stylesheet entry":
            self.told.append(text)
        elif state.to in _BESIDE.values():
            self.beside[-1][1].append(run)
        elif not state.to:
            self.runs.append(run)

    def _paragraph(self) -> None:
        state = self.state
        if state.to in _BESIDE.values():
            self.beside[-1][1].append(Run("\n"))
            return
        if state.in_table and self.row:
            self.runs.append(Run(" "))
            return
        if state.in_table:
            self.runs.append(Run("\n"))
            return
        self._end_table()
        runs, self.runs = self.runs, []
        kind: Kind = "heading" if state.level < _BODY_TEXT else "item" if state.listed else "paragraph"
        self.sheet.add(kind, runs, level=min(state.level, 5) + 1 if kind == "heading" else 0)
        self.state = state

    def _end_table(self) -> None:
        runs, self.table = [*self.table, *self.row], []
        self.row = []
        text = "".join(run.text for run in runs)
        if "|" in text.replace(" | \n", "\n"):
            self.sheet.add("table", runs)
        else:
            line: list[Run] = []
            for run in [*runs, Run("\n")]:
                if run.text == "\n":
                    self.sheet.add("paragraph", line)
                    line = []
                else:
                    line.append(run)


def _known(name: str) -> str:
    try:
        return codecs.lookup({"cp10000": "mac_roman", "cp65001": "utf-8", "cp0": "cp1252"}.get(name, name)).name
    except LookupError:
        return ""
