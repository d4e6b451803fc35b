"""What can go wrong, told in two lines: what and where, then the way out."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


class Diagnostic(NamedTuple):
    """A warning as data: `code` names its rule, `where` is `file:line:column`, a sentence id, or empty."""

    code: str
    message: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        return _told(f"warning[{self.code}]", self.message, self.where, self.hint)


class BriefingError(Exception):
    """The user's fault or the world's, never ours: it is told in two lines and ends with `exit_code`.

    Several mistakes of one file are one error: the further ones stand in `others`.
    """

    exit_code = 1

    def __init__(self, message: str, where: str = "", hint: str = "", others: tuple[BriefingError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.others = others

    def __str__(self) -> str:
        told = [_told("error", self.message, self.where, self.hint), *map(str, self.others[:_MOST_OTHERS])]
        left = len(self.others) - _MOST_OTHERS
        return "\n".join([*told, *([f"and {left} more"] if left > 0 else [])])

    @classmethod
    def of(cls, mistakes: list[BriefingError]) -> BriefingError:
        """One error that tells every mistake of a non-empty list, of the first one's kind."""
        first = mistakes[0]
        return type(first)(first.message, first.where, first.hint, tuple(mistakes[1:]))


class UsageError(BriefingError):
    """The command's own words are wrong."""

    exit_code = 2


class SpecificationError(BriefingError):
    """brief.yaml, an audience, a template or a style sheet is wrong."""

    exit_code = 3


class SourceError(BriefingError):
    """A source cannot be read."""

    exit_code = 4


class ClaimError(BriefingError):
    """A claim does not stand on the words that it cites."""

    exit_code = 5


class WriteError(BriefingError):
    """An artifact cannot be written."""

    exit_code = 6


class BackendError(BriefingError):
    """A library or program that the work was handed to has failed."""

    exit_code = 7


class LimitError(BriefingError):
    """A limit was reached: the message names it and the amount found."""

    exit_code = 8


def _told(kind: str, message: str, where: str, hint: str) -> str:
    line = f"{kind}: {on_a_line(where)}: {on_a_line(message)}" if where else f"{kind}: {on_a_line(message)}"
    return f"{line}\nhint: {on_a_line(hint)}" if hint else line


def on_a_line(words: str) -> str:
    """Words, which may quote what strangers wrote: on one line, nothing in them that a terminal obeys."""
    words = words if len(words) <= _MOST_SAID else f"{words[:_MOST_SAID]} …"
    if words.isprintable():
        return words
    return "".join(
        c if c.isprintable() or c in _JOINERS or unicodedata.category(c) == "Zs" else ascii(c)[1:-1] for c in words
    )


_MOST_SAID = 1_000  # characters of a message, a place or a way out
_MOST_OTHERS = 100
_JOINERS = "\u200c\u200d"  # that Persian and Indian words are written with
