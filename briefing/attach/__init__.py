"""A finished brief into another document: annexed pages, an embedded file, a section."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from briefing.attach.attached import Attached

__all__ = ["WAYS", "Attached", "Attaching", "Way"]

MOST_BYTES = 500_000_000
"""Of a report or a brief."""


class Attaching(NamedTuple):
    """The bytes of a report and a brief, what errors call them, and how the one comes into the other."""

    report: bytes
    brief: bytes
    names: tuple[str, str]
    at: int = 0
    break_signature: bool = False


Way = Callable[[Attaching], Attached]


def _annex(given: Attaching) -> Attached:
    from briefing.attach.annex import annex

    return annex(given.report, given.brief, given.names, given.at, break_signature=given.break_signature)


def _file(given: Attaching) -> Attached:
    from briefing.attach.file import embed

    return embed(given.report, given.brief, given.names, break_signature=given.break_signature)


def _section(given: Attaching) -> Attached:
    from briefing.attach.section import section

    return section(given.report, given.brief, given.names, break_signature=given.break_signature)


WAYS: dict[str, Way] = {"annex": _annex, "file": _file, "section": _section}
"""By the word after --as."""
