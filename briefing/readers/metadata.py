"""Source -> Document: title, authors and dates, read off the head of a source and taken out of its text."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.readers.blocks import HEAD
from briefing.readers.boilerplate import Fact
from briefing.readers.dates import date_of
from briefing.readers.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.readers.blocks import Block

_TITLE_WORDS = 25
_TITLE_CHARACTERS = 200
_DECK_WORDS = 60
_FEW_WORDS = 5
_CUT = 60  # characters: how much of a first sentence stands in for a title
_BY = re.compile(r"(?:written |reported |story |text )?by:? +|authors?: *", re.IGNORECASE)
_PLACE = re.compile(r" (?:in|for|from|at) [A-Z].*$|\(.*$")
_AND = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
_PARTS = re.compile(r"\s+[|•·/]\s+|\s+[—–]\s+|\s{2,}")
_NAME = re.compile(r"[^\W\d_](?:[\w.'’-]*[^\W_.]|\.?)(?:\.)?")
_AFTER_NAMES = ("Jr", "Jr.", "Sr", "Sr.", "II", "III", "PhD", "Ph.D.", "MD")
_MOST_TOKENS = 5
_HEADING_WORDS = 10
_FINAL = '.!?…"”’)'
_CREDIT = re.compile(r"[.!?][\"”’]?\s+(\*\*|__|\*|_)[^\W\d_a-z][^*_.!?\n]{1,60}\1$")
_CAPTION_WORDS = 40
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n((?:[\w-]{1,30}:[^\n]*\n|[ \t][^\n]*\n|- [^\n]*\n|\r?\n){1,60}?)"
    r"---[ \t]*(?:\r?\n|\Z)"
)
_ENTRY = re.compile(r"^([\w-]{1,30}):[ \t]*([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_ENTRIES = {
    "title": "title", "headline": "title", "author": "author", "authors": "author", "byline": "author",
    "publisher": "publisher", "site": "publisher", "source": "publisher", "url": "url", "link": "url",
    "canonical": "url", "date": "published", "published": "published", "updated": "updated",
}  # fmt: skip
_OPINIONS = {"opinion", "op-ed", "editorial", "viewpoint", "commentary"}
_SURE, _LIKELY = -1, 50  # ranks: said in so many words; inferred


def front_matter(text: str, language: str) -> tuple[int, list[Fact]]:
    """How far a block of `key: value` lines between `---` reaches at the very beginning (0: none), and its facts."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return 0, []
    facts = []
    for key, written in _ENTRY.findall(found[1]):
        field, value = _ENTRIES.get(key.lower(), ""), written.strip("\"' []")
        if field in ("published", "updated"):
            day = date_of(value, language)
            facts += [Fact(field, day[0], _SURE)] if day else []
        elif field == "author":
            facts += [Fact("author", name.strip("\"' "), _SURE) for name in _AND.split(value) if name.strip("\"' ")]
        elif field == "url" and not value.lower().startswith(("http://", "https://")):
            continue  # no address of a page: a javascript: or file: link must never reach one
        elif field and value:
            facts.append(Fact(field, value, _SURE))
    return found.end(), facts


def read_head(blocks: list[Block], language: str, *, titled: bool = False) -> tuple[list[Block], list[Fact]]:
    """The blocks without title, series label, byline, date line, photo captions and repeated deck, and their facts.

    `titled`: the title is known, and no block is it.
    """
    blocks = list(blocks)
    facts: list[Fact] = []
    at_title = None if titled else _title(blocks, language, facts)
    live = [at for at, block in enumerate(blocks) if not block.dropped]
    for at in live[:HEAD]:
        if reason := _head_line(blocks[at], language, facts):
            blocks[at] = blocks[at]._replace(dropped=reason)
    if at_title is not None:
        _drop_repeats(blocks, at_title)
    return blocks, facts


def _title(blocks: list[Block], language: str, facts: list[Fact]) -> int | None:
    """Drop the title, and a series label over it; where the title stood."""
    live = [at for at, block in enumerate(blocks) if not block.dropped][: HEAD + 1]
    first = _title_place(blocks, live, language)
    if first is None:
        return None
    at, below = live[first], live[first + 1 : first + 2]
    label = set(re.findall(r"[\w-]+", blocks[at].text.lower()))
    if label and label <= words("words", language, "series") and below and _may_follow(blocks[at], blocks[below[0]]):
        blocks[at] = blocks[at]._replace(dropped="series label")
        if label & _OPINIONS:
            facts.append(Fact("notice", "opinion"))
        at = below[0]
    facts.append(Fact("title", " ".join(blocks[at].lines)))
    blocks[at] = blocks[at]._replace(dropped="title")
    return at


def _title_place(blocks: list[Block], live: list[int], language: str) -> int | None:
    """Which of the head's live blocks is the title or the label over it: the first heading, else a first plain line."""
    heads = [place for place, at in enumerate(live) if blocks[at].kind == "heading"]
    if heads and (
        heads[0] == 0 or (blocks[live[heads[0]]].level == 1 and _nothing_said(blocks, live[: heads[0]], language))
    ):
        return heads[0]
    if len(live) < 2 or blocks[live[0]].kind == "item" or _head_line(blocks[live[0]], language, []):  # noqa: PLR2004
        return None
    line, below = blocks[live[0]], blocks[live[1]]
    goes_on = (
        line.text[-1:] in "-–—("
        or below.text[:1].islower()
        or line.text.split()[-1] in words("words", language, "unfinished")
    )
    return 0 if _is_title_like(line) and not goes_on else None


def _may_follow(label: Block, below: Block) -> bool:
    """Whether the title stands below a label: a heading under a heading, a plain line under a plain line."""
    return below.kind == label.kind and _is_title_like(below)


def _nothing_said(blocks: list[Block], above: list[int], language: str) -> bool:
    """Whether only short lines and a head's furniture stand above a heading."""
    return all(_is_title_like(blocks[at]) or _head_line(blocks[at], language, []) for at in above)


def _is_title_like(block: Block) -> bool:
    text = block.text
    return (
        block.kind in ("paragraph", "heading", "item")
        and "\n" not in text
        and len(text) <= _TITLE_CHARACTERS
        and len(text.split()) <= _TITLE_WORDS
        and text[-1:] not in ".,:;"
        and not text[:1].islower()
        and any(map(str.isalpha, text))
    )


def _head_line(block: Block, language: str, facts: list[Fact]) -> str:
    """Why a block of the head is no part of the text: a byline, a date line, both, a caption; empty if it is one."""
    if block.kind not in ("paragraph", "heading"):
        return ""
    text = " ".join(block.lines)
    if len(text.split()) <= _CAPTION_WORDS and _CREDIT.search(block.draft.source):
        return "photo caption"
    told: list[tuple[str, list[Fact]]] = []
    for line in block.lines:
        for part in _PARTS.split(line) if _line(line, language) is None else [line]:
            found = _line(part, language)
            if found is None:
                return ""
            told.append(found)
    for _, more in told:
        facts += more
    return told[0][0] if told else ""


def stands_alone(line: str, language: str) -> bool:
    """Whether a line is a byline or a date line, whatever stands over or under it."""
    return len(line) <= _TITLE_CHARACTERS and _line(line, language) is not None


def _line(line: str, language: str) -> tuple[str, list[Fact]] | None:
    """A byline, a date line, or a byline with a date behind it, with its facts."""
    if dated := _dated(line, language):
        return "date line", dated
    by = _BY.match(line)
    if not by or len(line) > _TITLE_CHARACTERS:
        return None
    first, _, rest = line[by.end() :].partition(",")
    dated = _dated(rest, language)
    names = _names(first if dated else line[by.end() :], language)
    return None if names is None else ("byline", [*(Fact("author", name) for name in names), *dated])


def _dated(line: str, language: str) -> list[Fact]:
    day = date_of(line, language)
    return [Fact("updated" if day[1] else "published", day[0], _LIKELY)] if day else []


def _names(text: str, language: str) -> list[str] | None:
    """The persons a byline names; an empty list for desks and agencies, None where the words are no names."""
    names: list[str] = []
    joints = words("words", language, "joints")
    for part in filter(None, _AND.split(_PLACE.sub("", text.strip(" *_")))):
        tokens = part.split()
        if part in _AFTER_NAMES and names:
            continue
        if not all(_is_name_token(token, language) or token in joints for token in tokens) or not part[0].isupper():
            return None
        if {token.lower() for token in tokens} & (words("words", language, "roles") | joints):
            continue
        if not 1 < len(tokens) <= _MOST_TOKENS:
            return None
        names.append(_calmed_name(part))
    return names


def _is_name_token(token: str, language: str) -> bool:
    particles = words("words", language, "particles")
    is_small = token in particles or token.partition("-")[0] in particles
    return is_small or (_NAME.fullmatch(token) is not None and not token[0].islower())


def _calmed_name(name: str) -> str:
    if not name.isupper() or len(name) < len("A. Bc"):
        return name
    return _WORD.sub(lambda word: word[0].capitalize() if len(word[0]) > 1 else word[0], name)


def _drop_repeats(blocks: list[Block], titled: int) -> None:
    """Drop the deck if the body says it again, and a second print of the title."""
    title = _bare(blocks[titled].text)
    live = [at for at, block in enumerate(blocks) if not block.dropped and block.kind in ("paragraph", "heading")]
    head = [at for at in live if at > titled][:2]
    for at in head:
        deck = _bare(blocks[at].text)
        if deck == title:
            blocks[at] = blocks[at]._replace(dropped="title")
        elif _FEW_WORDS < len(deck.split()) <= _DECK_WORDS and blocks[at].text.count("\n") <= 1:
            if any(deck in _bare(blocks[other].text) for other in live if other > at):
                blocks[at] = blocks[at]._replace(dropped="deck")
            break


def _bare(text: str) -> str:
    return " ".join(["", *re.findall(r"\w+", text.lower()), ""])


def calmed(title: str, body: str, language: str) -> str:
    """The title in a calm case: words in capitals as the body writes them, acronyms kept, a spaced hyphen as a dash."""
    title = re.sub(r"(?<=\w) - (?=\w)", " – ", title)
    loud = [word for word in _WORD.findall(title) if len(word) > 1 and word.isupper()]
    if not loud:
        return title
    known = words("words", language, "acronyms")
    small = words("words", language, "small")
    written = set(_WORD.findall(body))
    whole = title.upper() == title

    def calm(found: re.Match[str]) -> str:
        word = found[0]
        inside = title[: found.start()].rstrip()[-1:] not in ("", ":", "–", "—")
        lower, capital = word.lower(), word[0] + word[1:].lower()
        if len(word) < 2 and not (whole and lower in small and inside):  # noqa: PLR2004
            return word
        if not word.isupper() or (word in known and (lower not in small or word in written)):
            return word
        if lower in small and whole:
            return lower if inside else capital
        if word in written and capital not in written:
            return word
        return capital if whole or capital in written or lower in written else word

    return _WORD.sub(calm, title)


def stand_in(first_sentence: str) -> str:
    """A title for a source without one: the first words of its first sentence, cut with an ellipsis."""
    text = first_sentence.strip()
    if len(text) <= _CUT:
        return text.rstrip(".") or text
    return text[: _CUT + 1].rpartition(" ")[0].rstrip(" ,;:—–-") + "…" if " " in text[:_CUT] else text[:_CUT] + "…"


def mark_headings(blocks: list[Block]) -> Iterator[Block]:
    """The blocks with a plain short line over a paragraph made the heading that it is."""
    live = [at for at, block in enumerate(blocks) if not block.dropped]
    above, below = {b: a for a, b in pairwise(live)}, dict(pairwise(live))
    for at, block in enumerate(blocks):
        listed = block.kind == "item" and at in above and blocks[above[at]].kind == "item"
        if at in below and not block.dropped and not listed and _heads(block, blocks[below[at]]):
            yield block._replace(kind="heading", level=2)
        else:
            yield block


def _heads(block: Block, below: Block) -> bool:
    """Whether a short line is the heading of what is below: prose that begins with a capital and ends with a stop."""
    numbered = block.kind == "item" and block.draft.source[0].isdigit()
    return (
        (block.kind == "paragraph" or numbered)
        and _is_title_like(block)
        and block.text[-1] not in '?!"”’)…—–-'
        and len(block.text.split()) <= _HEADING_WORDS
        and below.kind == "paragraph"
        and not below.text[:1].islower()
        and below.text[-1:] in _FINAL
        and len(below.text.split(maxsplit=_HEADING_WORDS)) > _HEADING_WORDS
    )
