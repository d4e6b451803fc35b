"""Source -> Document: runs of words, kept or removed, laid out as blocks of a source as read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import LimitError
from briefing.readers.blocks import APART, Block, Kind, Parsed
from briefing.readers.ledger import Draft, Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_BLOCKS = 200_000
MOST_CHARACTERS = 20_000_000


class Run(NamedTuple):
    """Words of a block; `reason` says why they are removed from it, "" that they stay."""

    text: str
    reason: str = ""


class Sheet:
    """A source as read while it is laid out: blocks one under the other, a blank line between."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._pieces: list[str] = []
        self._at = 0
        self.blocks: list[Block] = []

    def add(self, kind: Kind, runs: Iterable[Run], *, level: int = 0, dropped: str = "", page: int = 1) -> None:
        """One more block; none where its runs hold white space only. Raises LimitError."""
        runs = [run for run in runs if run.text]
        text = "".join(run.text for run in runs)
        start = len(text) - len(text.lstrip())
        end = len(text.rstrip())
        if start >= end:
            return
        edits, at = [], 0
        for run in runs:
            low, high = max(at, start), min(at + len(run.text), end)
            if run.reason and low < high:
                edits.append(Edit(low - start, high - start, "", run.reason))
            at += len(run.text)
        self._put(APART if self.blocks else "")
        draft = Draft.of(text[start:end])
        if edits and not dropped:
            draft = draft.edited(edits)
            if not draft.text.strip():
                draft, dropped = Draft.of(text[start:end]), edits[0].reason
        self.blocks.append(Block("none" if dropped else kind, self._at, draft, level, dropped, page))
        self._put(text[start:end])
        if len(self.blocks) > MOST_BLOCKS:
            raise LimitError(f"more than {MOST_BLOCKS} paragraphs", self._where, "split it")

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._at += len(text)
        if self._at > MOST_CHARACTERS:
            raise LimitError(f"more than {MOST_CHARACTERS} characters of text", self._where, "split it")

    @property
    def text(self) -> str:
        """All that was laid out."""
        return "".join(self._pieces)

    @property
    def parsed(self) -> Parsed:
        """The blocks, in plain words."""
        return Parsed(self.blocks, {}, marked=False)


def is_layout(rows: list[list[str]]) -> bool:
    """Whether a table only arranges prose: one column, or cells that mostly hold several sentences' worth of words."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    if max(map(len, rows), default=0) <= 1:
        return any(len(cell.split()) >= _SENTENCE for cell in cells)
    long = sum(len(cell) for cell in cells if len(cell.split()) >= _PROSE)
    return bool(cells) and long > _MOSTLY * sum(map(len, cells)) and max(map(len, rows)) <= _COLUMNS


_SENTENCE = 6  # words
_PROSE = 40  # words: a cell of a table of facts holds fewer
_MOSTLY = 0.8  # of the characters
_COLUMNS = 3
