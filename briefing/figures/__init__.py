"""Brief + tokens -> Figures: what a page draws of its matrix, network, grid and timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from briefing.figures import grid, matrix, network, timeline
from briefing.figures.drawing import Drawing
from briefing.figures.tokens import Tokens
from briefing.figures.words import Words
from briefing.model import Brief

_NAMED = 6  # actors that a caption names of those that are not drawn


class Figure(NamedTuple):
    """A drawing, and the line under it."""

    drawing: Drawing
    caption: str


Draw: TypeAlias = Callable[[Brief, Tokens, Words], Figure | None]


def drawn(brief: Brief, tokens: Callable[[], Tokens]) -> dict[str, Figure]:
    """The figures of a brief by name; `tokens` is asked only where there is one.

    Raises SpecificationError where the style sheets lack a token.
    """
    if not (brief.drawn or brief.network or brief.grid):
        return {}
    known, words = tokens(), Words.of(brief)
    made = {name: draw(brief, known, words) for name, draw in FIGURES.items()}
    turned = brief.direction == "rtl"
    return {name: one._replace(drawing=one.drawing.mirrored()) if turned else one for name, one in made.items() if one}


def _matrix(brief: Brief, tokens: Tokens, words: Words) -> Figure | None:
    if not brief.matrix or "matrix" not in brief.drawn:
        return None
    left_out = brief.matrix.actors[matrix.fitting(brief.matrix, tokens) :]
    said = (words["signs_caption"], _not_drawn(left_out, words))
    return Figure(matrix.draw(brief.matrix, tokens, words), " ".join(filter(None, said)))


def _network(brief: Brief, tokens: Tokens, words: Words) -> Figure | None:
    if not brief.network:
        return None
    said = (words["signs_caption"], _not_drawn(brief.network.left_out, words))
    return Figure(network.draw(brief.network, tokens, words), " ".join(filter(None, said)))


def _grid(brief: Brief, tokens: Tokens, words: Words) -> Figure | None:
    if not brief.grid:
        return None
    said = (words[brief.grid.caption()], _not_drawn(brief.grid.left_out, words))
    return Figure(grid.draw(brief.grid, tokens, words), " ".join(filter(None, said)))


def _timeline(brief: Brief, tokens: Tokens, words: Words) -> Figure | None:
    if not brief.timeline or "timeline" not in brief.drawn:
        return None
    whole = all(event.date.count("-") == len(("month", "day")) for event in brief.timeline)
    caption = words["timeline_caption_days" if whole else "timeline_caption"]
    return Figure(timeline.draw(brief.timeline, tokens, words), caption)


def _not_drawn(names: Sequence[str], words: Words) -> str:
    if not names:
        return ""
    more = len(names) - _NAMED
    key = "actors_left_out_more" if more > 0 else "actors_left_out"
    return words.say(key, names=words.listed(names[:_NAMED]), n=more)


FIGURES: dict[str, Draw] = {"matrix": _matrix, "network": _network, "grid": _grid, "timeline": _timeline}
"""By the element of a brief that they draw."""
