"""Source -> Document: what page and line breaks, footnotes and careless typing did to the words, undone."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from briefing.readers.ledger import Edit
from briefing.readers.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.readers.blocks import Block

_WORDS = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")
_WHOLE_WORDS = re.compile(r"(?<![^\W\d_])(?<!-)(?<!-\n)[^\W\d_]++(?:-[^\W\d_]++)*+(?!-(?:\n|$))")
_WRAP = re.compile(r"(?<![^\W\d_])(?<!-)(?P<first>[^\W\d_]++(?:-[^\W\d_]++)*+)-\n(?P<second>[^\W\d_]++)|\n")
_BROKEN_END = re.compile(r"[^\W\d_]-$")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?\Z")
_LAST_REACH = 60  # characters: no word that a line breaks is longer
_MARKS = re.compile(
    r"(?P<figures>(?:(?<=[^\W\d_]{3}[.!?])|(?<=[^\W\d_]{3}[.!?][\"”’)])|(?<=(?:18|19|20)\d\d[.!?]))"
    r"[0-9]{1,3})(?=\s+[\"“‘(]?[^\W\d_a-z]|$)"
    r"|(?P<raised>(?:(?<=[^\W\d_]{3})|(?<=[.,;:!?\"”’)]))[¹²³⁰⁴-⁹]+)(?!\w)"
    r"|(?P<bracket>(?<=[\w.,;:!?\"'”’)\]])\[[0-9]{1,3}\])"
)
_MARKED = re.compile(r"[.!?\"”’)][0-9]|[^¹²³⁰⁴-⁹\s][¹²³⁰⁴-⁹]|\[(?=[0-9])")  # ends where one of these marks may begin
_DASH = re.compile("[—–]")
_EM = re.compile(r"(?<=[^\s—])( ?)—( ?)(?=[^\s—])")
_EN = re.compile(r"(?<=[^\W\d_])( ?)–( ?)(?=[^\W\d_])")
_ENOUGH = 5  # words: what is shorter may be a line of its own, not a broken sentence
_END_REACH = 200  # characters
_REASONS = {" ": "paragraph broken in mid-sentence", "": "word broken across paragraphs"}


def joint_reason(joint: str) -> str:
    """Why two blocks are joined by `joint`, or parted by a blank line."""
    return _REASONS.get(joint, "blank lines")


def mended(blocks: list[Block], language: str) -> list[Block]:
    """The blocks with broken words and sentences joined, footnote marks out, dashes even."""
    broken = any("-\n" in block.text or block.text.endswith("-") for block in blocks if not block.dropped)
    known = vocabulary(block.text for block in blocks if not block.dropped) if broken else Counter()
    spaced = _dashes_are_spaced(blocks)
    blocks = [_unwrapped(block, known, language) for block in blocks]
    blocks = _joined(blocks, known, language)
    return [
        block if block.dropped or block.kind == "code" else _typed(block, language, spaced=spaced) for block in blocks
    ]


def _typed(block: Block, language: str, *, spaced: bool) -> Block:
    draft = block.draft.edited(_notes(block.text, language))
    return block._replace(draft=draft.edited(_dashes(draft.text, spaced=spaced)))


def vocabulary(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands whole in the texts, in lower case; none that a line breaks."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(map(str.casefold, _WHOLE_WORDS.findall(text)))
    return found


def _hyphen_stays(first: str, second: str, known: Counter[str], language: str) -> bool:
    """Whether a hyphen at the end of a line is the word's own.

    The document decides, where it writes the word elsewhere; else the parts do: `long-`, if no ending follows,
    `-based`, if a word stands before it. Before a capital the hyphen stays.
    """
    one, two = first.casefold(), second.casefold()
    whole, parted = known[one + two], known[f"{one}-{two}"]
    if whole != parted:
        return parted > whole
    if not second.islower() or "-" in first:
        return True
    if one in words("words", language, "prefixes"):
        return two not in words("words", language, "endings")
    is_suffix = two in words("words", language, "suffixes")
    if one in words("words", language, "loose"):
        return is_suffix or two in known
    return is_suffix and (one in known or not first.islower())


def _unwrapped(block: Block, known: Counter[str], language: str) -> Block:
    """The block on one line; tables and code keep theirs."""
    if block.dropped or block.kind in ("table", "code") or "\n" not in block.text:
        return block
    edits = []
    for wrap in _WRAP.finditer(block.text):
        if wrap["first"] is None:
            edits.append(Edit(wrap.start(), wrap.end(), " ", "line wrap"))
            continue
        at = wrap.end("first")
        start = at + 1 if _hyphen_stays(wrap["first"], wrap["second"], known, language) else at
        edits.append(Edit(start, at + 2, "", "word broken across lines"))
    return block._replace(draft=block.draft.edited(edits))


def _joined(blocks: list[Block], known: Counter[str], language: str) -> list[Block]:
    """The blocks, each that goes on with the paragraph before it joined to it."""
    blocks = list(blocks)
    before: int | None = None
    for at, block in enumerate(blocks):
        if block.dropped:
            continue
        if before is not None and block.kind == "paragraph" and blocks[before].kind in ("paragraph", "item"):
            above, first = blocks[before], _WORDS.match(block.text)
            if first and first[0][0].islower() and _BROKEN_END.search(above.text, max(0, len(above.text) - 2)):
                start = _LAST_WORD.search(above.text, max(0, len(above.text) - _LAST_REACH))
                if start and not _hyphen_stays(start[0][:-1], first[0].split("-")[0], known, language):
                    edit = Edit(len(above.text) - 1, len(above.text), "", _REASONS[""])
                    blocks[before] = above._replace(draft=above.draft.edited([edit]))
                blocks[at] = block._replace(joint="")
            elif _goes_on(above.text, block.text, language):
                blocks[at] = block._replace(joint=" ")
        before = at
    return blocks


def _goes_on(above: str, below: str, language: str) -> bool:
    """Whether a sentence runs over a blank line: it stops at a comma or a bare word and goes on in lower case."""
    last = above[-1:]
    if not (last.isalnum() or last in ",—–(") or len(above[-_END_REACH:].split()) < _ENOUGH:
        return False
    if below[:1].islower():
        return True
    ending = above[-_END_REACH:].rsplit(maxsplit=1)[-1]
    return below[:1].isupper() and ending in words("words", language, "unfinished")


def _notes(text: str, language: str) -> Iterator[Edit]:
    """Footnote marks: figures after a stop, raised figures, figures in brackets."""
    numbered = words("abbreviations", language, "number")
    for spot in _MARKED.finditer(text):
        mark = _MARKS.match(text, spot.end() - 1)
        if not mark:
            continue
        word = _LAST_WORD.search(text, max(0, mark.start() - _LAST_REACH), mark.start() - 1)
        if not (mark["figures"] and word and word[0] in numbered):
            yield Edit(mark.start(), mark.end(), "", "footnote mark")


def _dashes_are_spaced(blocks: list[Block]) -> bool:
    """Whether the document sets its em dashes between spaces."""
    live = [block.text for block in blocks if not block.dropped]
    sides = [mark.groups() for text in live for mark in _dashes_in(text) if "—" in mark[0]]
    return sides.count((" ", " ")) > sides.count(("", ""))


def _dashes(text: str, *, spaced: bool) -> Iterator[Edit]:
    """Uneven space round dashes: as the document does it for em dashes, spaced for en dashes between words."""
    for mark in _dashes_in(text):
        if mark[1] != mark[2]:
            now = mark[0].strip() if mark[0].strip() == "—" and not spaced else f" {mark[0].strip()} "
            yield Edit(mark.start(), mark.end(), now, "uneven space round a dash")


def _dashes_in(text: str) -> Iterator[re.Match[str]]:
    """Dashes between words, with a space on each side where there is one."""
    for spot in _DASH.finditer(text):
        low = spot.start() - (text[spot.start() - 1 : spot.start()] == " ")
        if mark := (_EM if spot[0] == "—" else _EN).match(text, low):
            yield mark
