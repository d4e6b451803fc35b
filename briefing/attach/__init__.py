"""A finished brief into another document: annexed pages, an embedded file, a section."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from briefing.attach.attached import Attached
from briefing.errors import BackendError, Diagnostic

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


def packed(way: str, report: bytes, brief: bytes, rest: tuple[tuple[str, str], int, bool]) -> bytes:
    """What attaching makes, as a child answers it: a line of JSON, then the bytes. Raises as the way does.

    `rest` are the further fields of `Attaching`.
    """
    made = WAYS[way](Attaching(report, brief, *rest))
    return json.dumps([made.pages, made.claims, made.diagnostics]).encode() + b"\n" + made.content


def unpacked(answer: bytes) -> Attached:
    """What `packed` answers. Raises BackendError for anything else."""
    try:
        end = answer.index(b"\n")
        pages, claims, diagnostics = json.loads(answer[:end])
        told = tuple(Diagnostic(*map(str, one)) for one in diagnostics)
        return Attached(content=answer[end + 1 :], pages=int(pages), claims=str(claims), diagnostics=told)
    except (ValueError, TypeError) as error:
        raise BackendError("attaching failed: what came back is no document") from error
