"""Lines -> themes: whom each is about: who says, thinks or wants it, and where nobody does, its subject."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from briefing.findings import lexicon, syntax
from briefing.findings.salience import Line
from briefing.findings.syntax.tree import Tree

_SAYING = ("say", "argue", "criticise", "believe", "deny", "oppose", "support", "demand")
_WANTING = ("fear", "want", "propose", "accept", "commit")
"""The senses of verbs (`senses.txt`) whose subject holds a view, or wants something."""
_BEYOND = frozenset(["relcl", "acl", "advcl", "ccomp", "punct", "det"])
"""What hangs on a noun and does not say who is meant."""


class _Told(NamedTuple):
    """The words for who holds a view, whether that is a pronoun, and the words of the subject."""

    holder: tuple[str, ...]
    refers: bool
    subject: tuple[str, ...]


def themes(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The words of each line's theme, in lower case.

    "He said" means who spoke before; a quotation that goes on, or ends in the next line, has one speaker.
    """
    syntax.parse([line.sentence.text for line in lines])  # all at once is fast, and remembered
    told = [_told(line.sentence.text) for line in lines]
    holders: list[tuple[str, ...]] = []
    for n, (line, each) in enumerate(zip(lines, told, strict=True)):
        goes_on = n > 0 and lines[n - 1].document == line.document
        holders.append(holders[-1] if not each.holder and each.refers and goes_on else each.holder)
    carried = list(holders)
    is_open = False
    for n, line in enumerate(lines):
        goes_on = n > 0 and lines[n - 1].document == line.document
        is_open = is_open and goes_on
        if goes_on and not holders[n] and (is_open or line.sentence.text.startswith(("“", '"'))):
            carried[n] = carried[n - 1]
        is_open = _is_open(line.sentence.text, is_open)
    for n, (line, after) in enumerate(pairwise(lines)):
        if not holders[n] and line.document == after.document and _breaks_off(line.sentence.text):
            carried[n] = holders[n + 1] or carried[n]
    return [holder or each.subject for holder, each in zip(carried, told, strict=True)]


def _is_open(text: str, was_open: bool) -> bool:  # noqa: FBT001
    """Says whether a quotation is open behind a text."""
    balance = text.count("“") - text.count("”")
    if text.count('"') % 2:
        return not was_open
    return balance > 0 or (was_open and balance == 0)


def _breaks_off(text: str) -> bool:
    """Says whether a text opens a quotation that it does not close."""
    return text.count("“") > text.count("”") or (text.startswith('"') and text.count('"') % 2 == 1)


@lru_cache(maxsize=1 << 14)
def _told(text: str) -> _Told:
    (parse,) = syntax.parse([text])
    tree = Tree(parse)
    subjects = [(token, tree.first(token, "nsubj")) for token in range(len(tree)) if _holds(tree, token)]
    refers = False
    for _, subject in sorted(subjects, key=lambda pair: (_depth(tree, pair[0]), pair[0])):
        if subject is None:
            continue
        if tree.tags[subject] not in ("PRP", "WP", "WDT", "DT"):
            return _Told(_words(tree, subject), refers=False, subject=())
        refers = True
        if tree.tags[subject] == "PRP":
            break
    root = next((token for token in range(len(tree)) if tree.heads[token] == token), None)
    about = None if root is None else tree.first(root, "nsubj", "nsubjpass")
    return _Told((), refers, () if about is None else _words(tree, about))


def _holds(tree: Tree, token: int) -> bool:
    return tree.is_verb(token) and lexicon.senses("verb").get(tree.lemmas[token], ("",))[0] in (*_SAYING, *_WANTING)


def _depth(tree: Tree, token: int) -> int:
    depth = 0
    while tree.heads[token] != token and depth < len(tree):
        token, depth = tree.heads[token], depth + 1
    return depth


def _words(tree: Tree, noun: int) -> tuple[str, ...]:
    """The words of a noun and of what says which one, without clauses."""
    found, queue = {noun}, [noun]
    while queue:
        new = {c for c in tree.children[queue.pop()] if tree.labels[c] not in _BEYOND} - found
        found |= new
        queue += sorted(new)
    return tuple(tree.lows[token] for token in sorted(found))
