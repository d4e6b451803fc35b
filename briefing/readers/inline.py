"""Source -> Document: Markdown's marks inside a block, taken off so that plain words are left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from briefing.readers.ledger import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

_DESTINATION = (
    r"\(\s*+(?:<(?P<%s>[^<>\n]*+)>|(?P<%s>[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+))"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?\s*+\)"
)
_TOKEN = re.compile(  # possessive throughout: every alternative fails in the time it takes to read on to the next mark
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<end>\\(?=\n))"
    r"|(?P<code>(?<!`)(?:``(?!`)(?:[^`]|`(?!`))++``|`[^`]++`)(?!`))"
    rf"|(?P<image>!\[[^\[\]]*+\](?:{_DESTINATION % ('i1', 'i2')}|\[[^\[\]]*+\]))"
    r"|(?P<footnote>[ ]?\[\^[^\[\]\s]{1,40}\])"
    rf"|(?P<link>\[(?P<words>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*+\])*+)\]{_DESTINATION % ('l1', 'l2')})"
    r"|(?P<reference>\[(?P<named>[^\[\]]++)\](?:\[(?P<label>[^\[\]]*+)\])?)"
    r"|(?P<close>\])"
    r"|(?P<comment><!--(?:[^<-]|-(?!->)|<(?!!--))*+-->)"
    r"|(?P<script><(?P<tag>script|style)\b[^<>]*+>(?:[^<]|<(?!/?(?P=tag)\b))*+</(?P=tag)\s*+>)"
    r"|<(?P<autolink>(?:https?|ftp|mailto):[^<>\s]++|[\w.+-]++@[\w.-]++)>"
    r"|(?P<html></?[A-Za-z][A-Za-z0-9-]*+(?:\s++[\w:.-]++(?:\s*+=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'=<>`]++))?)*+\s*+/?>)"
    r"|(?P<run>\*+|_+|~~+)",
    re.IGNORECASE,
)
_SPACING_TAGS = re.compile(r"</?(?:br|p|div|li|td|tr|hr)\b", re.IGNORECASE)


class _Run(NamedTuple):
    """A run of emphasis marks that may open."""

    at: int
    length: int


def plain(text: str, definitions: dict[str, str]) -> list[Edit]:
    """Edits that take Markdown's inline marks off `text` (CommonMark 0.31, its simple cases); linear in its length.

    Links leave their words, images nothing. What only looks like a mark stays: a lone `*`, `snake_case`, `2*3`.
    """
    edits: list[Edit] = []
    closes: dict[int, tuple[int, str]] = {}  # where a link's words end -> where the link ends
    openers: dict[str, list[_Run]] = {"*": [], "_": [], "~": []}
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        kind = token.lastgroup
        if kind == "run":
            edits += _emphasis(text, token.start(), token.end(), openers[token[0][0]])
        elif kind == "close":
            if token.start() in closes:
                at, reason = closes.pop(token.start())
                edits.append(Edit(token.start(), at, "", reason))
        elif (link := _link(token, definitions)) is not None:
            words_end, reason = link
            edits.append(Edit(token.start(), token.start() + 1, "", reason))
            closes[words_end] = (token.end(), reason)
            at = token.start() + 1
        elif token["reference"]:
            at = token.start() + 1
        else:
            edits += _mark(token)
    return sorted(edits)


def _mark(token: re.Match[str]) -> Iterator[Edit]:
    start, end = token.span()
    if token["escape"]:
        yield Edit(start, start + 1, "", "backslash escape")
    elif token["end"]:
        yield Edit(start, end, "", "line wrap")
    elif token["code"]:
        width = 2 if token[0].startswith("``") else 1
        yield Edit(start, start + width, "", "code")
        yield Edit(end - width, end, "", "code")
    elif token["autolink"]:
        yield Edit(start, start + 1, "", "autolink")
        yield Edit(end - 1, end, "", "autolink")
    elif token["image"]:
        yield Edit(start, end, "", "image")
    elif token["footnote"]:
        yield Edit(start, end, "", "footnote mark")
    else:
        yield Edit(start, end, " " if _SPACING_TAGS.match(token[0]) else "", "HTML")


def _link(token: re.Match[str], definitions: dict[str, str]) -> tuple[int, str] | None:
    """Where the words of a link end, and why its marks go; None where the token is no link."""
    if token["link"]:
        target = token["l1"] or token["l2"] or ""
        return token.end("words"), "link" if target.strip("#") else "dead link"
    if token["reference"] and (token["label"] or token["named"]).casefold() in definitions:
        return token.end("named"), "link"
    return None


def _emphasis(text: str, start: int, end: int, openers: list[_Run]) -> Iterator[Edit]:
    """The marks that a run closes, together with those that opened; a run that closes nothing may open."""
    before, after = text[start - 1 : start], text[end : end + 1]
    left = end - start
    if _closes(before, after, text[start]):
        while left and openers:
            opener = openers.pop()
            used = min(left, opener.length)
            yield Edit(opener.at + opener.length - used, opener.at + opener.length, "", "emphasis")
            yield Edit(end - left, end - left + used, "", "emphasis")
            left -= used
            if used < opener.length:
                openers.append(_Run(opener.at, opener.length - used))
    if left and _opens(before, after, text[start]):
        openers.append(_Run(end - left, left))


def _opens(before: str, after: str, mark: str) -> bool:
    return bool(after.strip()) and _stands(before, after, before, mark)


def _closes(before: str, after: str, mark: str) -> bool:
    return bool(before.strip()) and _stands(before, after, after, mark)


def _stands(before: str, after: str, outside: str, mark: str) -> bool:
    """Whether a mark inside a word counts: never `_`, and `*` only between letters."""
    if not outside.isalnum():
        return True
    return mark != "_" and not (before.isdigit() and after.isdigit())
