"""Which characters of a brief the bundled faces cannot draw: told before a page is made, with their place."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from briefing import assets
from briefing.errors import Diagnostic
from briefing.model import Brief, Document

_STACKS = (("Briefing Serif", "Inter", "Noto Naskh Arabic"), ("Inter", "Noto Sans Arabic"))
"""The families of tokens.css, --serif and --sans: a page needs a character in both voices."""


def missing(brief: Brief, documents: Iterable[Document], name: str) -> tuple[Diagnostic, ...]:
    """A warning for each character of `brief` without a glyph, at the sentence that brought it, else at `name`."""
    shown = set().union(*_strings(brief.model_dump()))
    undrawn = sorted(c for c in shown if not drawn(c))
    sentences = [sentence for document in documents for sentence in document.sentences] if undrawn else []
    return tuple(
        Diagnostic(
            "missing-glyph",
            f"no bundled face draws U+{ord(c):04X} {unicodedata.name(c, 'unnamed')}; it will print as an empty box",
            next((sentence.id for sentence in sentences if c in sentence.text), name),
            "replace it in the source, or put a face that has it before the others in a style sheet of your own",
        )
        for c in undrawn
    )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _strings(one)


def drawn(character: str) -> bool:
    """Whether both voices draw a character, or it is one that leaves no ink."""
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
        return True
    return all(any(_covers(family, ord(character)) for family in stack) for stack in _STACKS)


def _covers(family: str, point: int) -> bool:
    starts, ends = _coverage()[family]
    at = bisect_right(starts, point) - 1
    return at >= 0 and point <= ends[at]


@cache
def _coverage() -> dict[str, tuple[list[int], list[int]]]:
    """For each family the first and last code points of its ranges, ascending."""
    families = {}
    file = assets.packaged("styles") / "fonts" / "coverage.txt"
    for line in file.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            family, _, ranges = line.partition(": ")
            ends = [one.partition("-") for one in ranges.split()]
            families[family] = ([int(a, 16) for a, _, _ in ends], [int(b or a, 16) for a, _, b in ends])
    return families
