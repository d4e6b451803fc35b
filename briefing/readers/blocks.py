"""Source -> Document: characters to blocks (headings, paragraphs, list items), block marks taken off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from briefing.readers.ledger import Draft, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Kind = Literal["heading", "paragraph", "item", "code", "table", "none"]

APART = "\n\n"  # between paragraphs
HEAD = 8  # blocks: how far a source's head reaches at most
_LONG_LINE = 200  # characters: longer lines are whole paragraphs, never wrapped ones
_RAGGED = 0.7  # of the longest line: a line that ends before it, though the next word had fitted, ends a paragraph
_NARROW = 40  # characters: below this width nothing can be said of the wrapping

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]*+")
_END = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]++|$)")
_RULE = re.compile(r"[ ]{0,3}([-*_])(?:[ \t]*+\1){2,}+[ \t]*$")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-+)[ \t]*$")
_QUOTE = re.compile(r"(?:[ \t]{0,3}>)++[ \t]?")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[^`]*$")
_BULLET = re.compile(r"[ \t]*+[-*+•‣▪◦●·][ \t]++(?=\S)")
_NUMBER = re.compile(r"[ \t]*+(?:\(?(\d{1,3}|[a-z]|[ivx]{1,5})\)|(\d{1,3})\.)[ \t]++(?=\S)")
_EMPTY_ITEM = re.compile(r"[ \t]*+(?:[-*+•‣▪◦●]|\d{1,3}[.)])[ \t]*$")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:[ \t]*+")
_DEFINITION = re.compile(
    r"[ ]{0,3}\[([^\[\]]{1,200})\]:[ \t]*+<?([^\s<>]+)>?(?:[ \t]++(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?[ \t]*$"
)
_ROW = re.compile(r"[ ]{0,3}\|.*\|[ \t]*$")
_STARTS_ANEW = re.compile(r"[\"'“‘«(\[]*[^\W_a-z]")
_MARKED = re.compile(
    r"^#{1,6}[ \t]+\S|\[[^\[\]\n]{1,300}\]\([^()\s]{0,500}\)|\*\*\w[^*\n]{0,200}\*\*|^([*_])\w[^*_\n]{0,200}\1\r?$",
    re.MULTILINE,
)


class Block(NamedTuple):
    """A run of the source at `start`. `draft` is what becomes of it, or `dropped` says why nothing does.

    `joint` parts it from the block before it; `page` counts from 1 where the source has page breaks.
    """

    kind: Kind
    start: int
    draft: Draft
    level: int = 0
    dropped: str = ""
    page: int = 1
    joint: str = APART

    @property
    def end(self) -> int:
        """Offset in the source behind the block."""
        return self.start + len(self.draft.source)

    @property
    def text(self) -> str:
        """The block's words as they stand now."""
        return self.draft.text

    @property
    def lines(self) -> list[str]:
        """The block's lines as they stand now, without margins."""
        return [line.strip() for line in self.draft.text.split("\n")]


class Line(NamedTuple):
    """A line of the source without its end; `after` is where the next one starts."""

    start: int
    end: int
    after: int
    text: str


class Parsed(NamedTuple):
    """Blocks in the source's order, apart from each other by white space only, and the link definitions by label."""

    blocks: list[Block]
    definitions: dict[str, str]
    marked: bool


def is_markdown(text: str) -> bool:
    """Whether a plain text uses Markdown's marks: a heading, a link, bold words, or a line in italics."""
    return _MARKED.search(text) is not None


def parse(text: str, offset: int, stands_alone: Callable[[str], bool], *, marked: bool, wrapped: bool) -> Parsed:
    """The blocks of `text` from `offset` on.

    With `marked`, Markdown's block marks are read; with `wrapped`, the lengths of lines tell paragraphs apart. At the
    head a line that `stands_alone` is a block of its own.
    Everything of `text` that is not white space (or a byte order mark in front) stands in exactly one block.
    """
    parser = _Parser(text, stands_alone, marked=marked, wrapped=wrapped)
    for line in _lines(text, offset):
        parser.take(line)
    parser.close()
    return Parsed(parser.blocks, parser.definitions, marked)


def _lines(text: str, at: int) -> Iterator[Line]:
    if text.startswith("\ufeff"):
        at = max(at, 1)
    while at < len(text):
        line = _LINE.match(text, at)
        stop = line.end() if line else at
        end = _END.match(text, stop)
        yield Line(at, stop, end.end() if end else stop, text[at:stop])
        at = end.end() if end else stop


class _Parser:
    """Lines into blocks: `open` are the lines of the block at hand, each with the width of its mark."""

    def __init__(self, text: str, stands_alone: Callable[[str], bool], *, marked: bool, wrapped: bool) -> None:
        self.text = text
        self.stands_alone = stands_alone
        self.marked = marked
        self.wrapped = wrapped
        self.blocks: list[Block] = []
        self.definitions: dict[str, str] = {}
        self.open: list[tuple[Line, int]] = []
        self.kind: Kind = "paragraph"
        self.reason = ""
        self.fence = ""
        self.page = 1

    def take(self, line: Line) -> None:
        """One more line."""
        if self.fence:
            self._take_code(line)
        elif not line.text.strip():
            self.close()
        else:
            self._take_words(line)
        if "\f" in self.text[line.end : line.after]:
            self.close()
            self.page += 1

    def _take_code(self, line: Line) -> None:
        if line.text.strip().startswith(self.fence):
            self.fence = ""
            self._drop(line, "code fence")
        elif not line.text.strip():
            self.close()
        else:
            self._add(line, "code", 0, "")

    def _take_words(self, line: Line) -> None:
        if self._take_mark(line):
            return
        width = 0
        if self.marked and (quote := _QUOTE.match(line.text)):
            width = quote.end()
            if width >= len(line.text.rstrip()):
                self._drop(line, "block quote mark")
                return
            self._add(line, "paragraph", width, "block quote mark")
        elif (item := self._item(line)) is not None:
            self.close()
            self._add(line, "item", item, "list marker")
        elif self.marked and (note := _FOOTNOTE.match(line.text)):
            self.close()
            self._add(line, "paragraph", note.end(), "footnote mark")
        else:
            if self.wrapped and self.open and max(len(line.text), len(self.open[-1][0].text)) > _LONG_LINE:
                self.close()
            self._add(line, "item" if self.open and self.kind == "item" else "paragraph", 0, self.reason)

    def _take_mark(self, line: Line) -> bool:
        """Whether the line is one that stands for itself: a heading, an underline, a rule, a row."""
        text = line.text
        if self._take_underline(line):
            pass
        elif _RULE.match(text):
            self._drop(line, "thematic break")
        elif _EMPTY_ITEM.match(text) and not self.open and not text.strip().isdigit():
            self._drop(line, "list marker")
        elif not self.marked:
            return False
        elif heading := _HEADING.match(text):
            self._heading(line, heading)
        elif fence := _FENCE.match(text):
            self.fence = fence[1]
            self._drop(line, "code fence")
        elif definition := _DEFINITION.match(text):
            self.definitions[definition[1].casefold()] = definition[2]
            self._drop(line, "link definition")
        elif _ROW.match(text):
            self._add(line, "table", 0, "")
        else:
            return False
        return True

    def _take_underline(self, line: Line) -> bool:
        underline = _UNDERLINE.match(line.text)
        if not (underline and len(self.open) == 1 and self.kind == "paragraph" and not self.open[0][1]):
            return False
        if not self.marked and len(underline[1]) < 3:  # noqa: PLR2004 - one or two could be a figure's sign
            return False
        self.kind = "heading"
        self.close(level=1 if underline[1][0] == "=" else 2)
        self._drop(line, "heading mark")
        return True

    def _heading(self, line: Line, mark: re.Match[str]) -> None:
        self.close()
        words = line.text.rstrip()
        bare = words.rstrip("#")
        if bare[-1:] in ("", " ", "\t"):
            words = bare.rstrip()
        if len(words) <= mark.end():
            self._drop(line, "heading mark")
            return
        source = line.text.strip()
        start = line.start + len(line.text) - len(line.text.lstrip())
        shift = line.start - start
        edits = [
            Edit(0, mark.end() + shift, "", "heading mark"),
            Edit(len(words) + shift, len(source), "", "heading mark"),
        ]
        self.blocks.append(Block("heading", start, Draft.of(source).edited(edits), len(mark[1]), page=self.page))

    def _item(self, line: Line) -> int | None:
        """The width of a list marker; it opens a block, follows an item, or comes after a finished line."""
        marker = _BULLET.match(line.text) or _NUMBER.match(line.text)
        if not marker:
            return None
        if self.open and self.kind != "item" and self.open[-1][0].text.rstrip()[-1:] not in (":", ";", "."):
            return None
        return marker.end()

    def _add(self, line: Line, kind: Kind, width: int, reason: str) -> None:
        if self.open and (kind != self.kind):
            self.close()
        self.kind = kind
        self.reason = reason if width else self.reason
        self.open.append((line, width))

    def _drop(self, line: Line, reason: str) -> None:
        self.close()
        start = line.start + len(line.text) - len(line.text.lstrip())
        self.blocks.append(Block("none", start, Draft.of(line.text.strip()), dropped=reason, page=self.page))

    def close(self, level: int = 0) -> None:
        """End the block at hand."""
        for run in self._paragraphs() if self.kind == "paragraph" else [self.open]:
            if run:
                self.blocks.append(self._block(run, level))
        self.open, self.reason = [], ""

    def _paragraphs(self) -> Iterable[list[tuple[Line, int]]]:
        """The open lines, parted where one ends a paragraph."""
        longest = max((len(line.text.rstrip()) for line, _ in self.open), default=0)
        at_head = len(self.blocks) < HEAD
        run: list[tuple[Line, int]] = []
        for line, width in self.open:
            if run and (self._is_ragged(run[-1][0], line, longest) or (at_head and self._is_apart(run[-1][0], line))):
                yield run
                run = []
            run.append((line, width))
        yield run

    def _is_ragged(self, above: Line, line: Line, longest: int) -> bool:
        """Whether a line begins a sentence although its first word would have fitted on the line above."""
        if not self.wrapped or longest < _NARROW or not _STARTS_ANEW.match(line.text.lstrip()):
            return False
        return len(above.text.rstrip()) + 1 + len(line.text.split(maxsplit=1)[0]) < _RAGGED * longest

    def _is_apart(self, above: Line, line: Line) -> bool:
        """Whether one of two lines stands alone."""
        return self.stands_alone(above.text.strip()) or self.stands_alone(line.text.strip())

    def _block(self, run: list[tuple[Line, int]], level: int) -> Block:
        first, last = run[0][0], run[-1][0]
        start = first.start + len(first.text) - len(first.text.lstrip())
        end = last.end - (len(last.text) - len(last.text.rstrip()))
        edits = []
        for number, (line, width) in enumerate(run):
            if width:
                edits.append(Edit(max(line.start, start) - start, line.start + width - start, "", self.reason))
            if number < len(run) - 1:
                edits.append(Edit(line.end - start, line.after - start, "\n", "line ending"))
        draft = Draft.of(self.text[start:end]).edited(edits)
        return Block(self.kind, start, draft, level, page=self.page)
