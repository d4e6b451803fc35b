"""Source -> Document: what a newspaper, a report or a web page puts round its text, taken out and read for facts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from briefing.readers.blocks import HEAD
from briefing.readers.ledger import Edit
from briefing.readers.lexicon import sections, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.readers.blocks import Block

_MOST_WORDS = 60
_MOST_CHARACTERS = 600
_REPEATED = 3  # times: a line of a page's furniture comes again and again
_FACT = re.compile(r"\(\?P<\w+>")
_LONE_LINK = re.compile(r"[^\w\[]*\[[^\[\]]+\]\(#?\)\W*")
_INITIAL = re.compile(r"[\"“‘'(]?[^\W\d_a-z]")


class Fact(NamedTuple):
    """What a source says of itself: title, author, publisher, published, updated, url, notice. The lowest rank wins.

    `created` are dates of the file that may stand for the text's where nothing else does, `made` such that may not.

    `creator` and `created` are a file's own: they count where no author, no date is told.
    """

    field: str
    value: str
    rank: int = 0


class _Rule(NamedTuple):
    reason: str
    zone: str
    notice: str
    pattern: re.Pattern[str]
    rank: int


class _Rules(NamedTuple):
    """Rules that apply to the same places, and one pattern that finds out quickly whether any of them does."""

    gate: re.Pattern[str]
    rules: tuple[_Rule, ...]

    def match(self, text: str) -> tuple[_Rule, re.Match[str]] | None:
        """The first rule that fits the whole text."""
        if self.gate.fullmatch(text):
            for rule in self.rules:
                if found := rule.pattern.fullmatch(text):
                    return rule, found
        return None


@cache
def _rules(language: str, *zones: str) -> _Rules:
    rules, bodies = [], []
    for rank, (title, rows) in enumerate(sections("boilerplate", language).items(), 1):
        reason, zone, notice = (*(part.strip() for part in title.split(";")), "")[:3]
        if zone in zones:
            flags = re.NOFLAG if zone in ("start", "first", "end") else re.IGNORECASE
            rules += [_Rule(reason, zone, notice, re.compile(row, flags), rank) for row in rows]
            bodies += [_FACT.sub("(?:", row) for row in rows]
    return _Rules(re.compile("|".join(bodies) or r"(?!)", re.IGNORECASE), tuple(rules))


def strip(blocks: list[Block], language: str) -> tuple[list[Block], list[Fact]]:
    """The blocks with boilerplate dropped or cut off, and the facts that it told.

    In the body a paragraph goes only if the whole of it is boilerplate; near the beginning and the end, if every line
    of it is. Nothing else is lost.
    """
    blocks = list(blocks)
    facts: list[Fact] = []
    furniture = _furniture(blocks)
    live = [at for at, block in enumerate(blocks) if not block.dropped]
    edges = {*live[:HEAD], *live[-HEAD:]}
    label = ""
    for at in live:
        block = blocks[at]
        reason = _continues(label, block, facts) or _judged(block, at in edges, language, facts)
        if not reason and block.text in furniture:
            reason = "running header"
        label = reason if reason and block.text.rstrip().endswith(":") else ""
        if reason:
            blocks[at] = block._replace(dropped=reason)
    return blocks, facts


def _judged(block: Block, at_edge: bool, language: str, facts: list[Fact]) -> str:  # noqa: FBT001
    """Why the block is boilerplate; empty if it is not."""
    text = " ".join(block.lines)
    if block.kind == "code" or not text or len(text) > _MOST_CHARACTERS or text.count(" ") >= _MOST_WORDS:
        return ""
    if block.kind == "heading":
        hits = [_rules(language, "all").match(text)]
    else:
        rules = _rules(language, *(("any", "all", "edge", "line") if at_edge else ("any", "all")))
        hits = [rules.match(line) for line in block.lines] if at_edge else [None]
        if None in hits:
            hits = [rules.match(text)]
        if not hits[0] and _LONE_LINK.fullmatch(block.draft.source):
            return "related article"
    told = [hit for hit in hits if hit]
    if len(told) < len(hits):
        return ""
    for rule, found in told:
        facts += _told(rule, found)
    return told[0][0].reason


def _told(rule: _Rule, found: re.Match[str]) -> Iterator[Fact]:
    if rule.notice:
        yield Fact("notice", rule.notice, rule.rank)
    for field, value in found.groupdict().items():
        name = value.strip(" .,") if value else ""
        if field == "url" and name:
            yield Fact("url", name, rule.rank)
        elif _is_name(name := name.removeprefix("the ")):
            if field == "syndicated":
                yield Fact("notice", f"syndicated from {name}", rule.rank)
            else:
                yield Fact(field, name, rule.rank)


def _is_name(text: str) -> bool:
    return _INITIAL.match(text) is not None and "rights reserved" not in text.lower()


def _continues(label: str, block: Block, facts: list[Fact]) -> str:
    """The label's reason, if the block before ended in a label ("Original url:") and this is what it announces."""
    text = block.text.strip()
    if label == "original address" and re.fullmatch(r"<?https?://\S+>?", text):
        facts.append(Fact("url", text.strip("<>")))
        return label
    if label == "related article" and text[-1:] not in ".!?:;" and len(text) < _MOST_CHARACTERS // 4:
        return label
    return ""


def _furniture(blocks: list[Block]) -> set[str]:
    """Short unfinished lines that come again and again, as a page's head or foot does."""
    times: dict[str, int] = {}
    for block in blocks:
        text = block.text
        if block.kind == "paragraph" and " " in text and len(text) < _MOST_CHARACTERS // 6 and text[-1] not in ".!?:;,":
            times[text] = times.get(text, 0) + 1
    return {text for text, number in times.items() if number >= _REPEATED}


def cut(blocks: list[Block], language: str) -> tuple[list[Block], list[Fact]]:
    """The blocks without the datelines and credits that share a paragraph with real sentences, and their facts."""
    blocks = list(blocks)
    facts: list[Fact] = []
    zones = ["start", "first"]
    for at, block in enumerate(blocks):
        if block.kind != "paragraph" or block.dropped:
            continue
        edits = []
        for rule in _rules(language, *zones).rules:
            if (found := rule.pattern.match(block.text)) and not _is_acronym(found[0], rule, language):
                edits.append(Edit(0, len(block.text) - len(block.text[found.end() :].lstrip()), "", rule.reason))
                facts += _told(rule, found)
                break
        tail = max(0, len(block.text) - _MOST_CHARACTERS)
        for rule in _rules(language, "end").rules:
            ends = (found for found in rule.pattern.finditer(block.text, tail) if found.end() == len(block.text))
            edits += (Edit(found.start(), found.end(), "", rule.reason) for found in ends)
        blocks[at] = block._replace(draft=block.draft.edited(edits))
        if len(block.text.split(maxsplit=10)) > 10:  # noqa: PLR2004 - a first paragraph, not a byline
            zones = ["start"]
    return blocks, facts


def _is_acronym(place: str, rule: _Rule, language: str) -> bool:
    """Whether what looks like a place in capitals is an acronym: "NATO - The alliance", not "ROME - The Senate"."""
    return rule.zone == "first" and place.split(maxsplit=1)[0].strip(",") in words("words", language, "acronyms")
