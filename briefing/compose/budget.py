"""What gives way when a brief is longer than its audience's pages."""

from __future__ import annotations

from briefing.audiences import Audience
from briefing.model import Brief

_GIVES = (
    ("grid", 0), ("network", 0),
    ("timeline", 3), ("statements", 3), ("cautions", 2), ("points", 4), ("actors", 6), ("key_points", 5), ("gaps", 1),
    ("statements", 2), ("timeline", 1), ("points", 3), ("matrix", 4), ("changes", 3), ("actors", 4), ("key_points", 3),
    ("statements", 1), ("points", 2), ("changes", 1), ("actors", 3), ("timeline", 2), ("drawn_timeline", 0),
    ("timeline", 0), ("cautions", 0), ("gaps", 0), ("matrix", 0),
)  # fmt: skip
"""Elements in the order in which they give way, each down to a number that still reads well."""


def shrink(audience: Audience, brief: Brief) -> Audience | None:
    """The audience with one thing less of the element whose turn it is; None if nothing is left to give."""
    shown = _shown(brief)
    for element, floor in _GIVES:
        count = min(shown[element], getattr(audience.elements, element))
        if count > floor:
            return audience.model_copy(update={"elements": audience.elements.model_copy(update={element: count - 1})})
    return None


def _shown(brief: Brief) -> dict[str, int]:
    """How many of each element the brief shows; for cells and sections the fullest one."""
    rows = brief.table.rows if brief.table else ()
    return {
        "timeline": len(brief.timeline),
        "statements": max((len(cell) for row in rows for cell in row.cells), default=0),
        "cautions": len(brief.cautions),
        "points": max((sum(map(len, s.paragraphs)) for s in brief.sections if not s.judgement), default=0),
        "actors": len(rows),
        "key_points": len(brief.key_points),
        "gaps": len(brief.gaps),
        "matrix": len(brief.matrix.actors) if brief.matrix else 0,
        "changes": len(brief.changes.rows) if brief.changes else 0,
        "network": len(brief.network.actors) if brief.network else 0,
        "grid": len(brief.grid.placements) if brief.grid else 0,
        "drawn_timeline": "timeline" in brief.drawn,
    }
