"""Network -> actors on a ring and a line for each pair, in the pattern of its sign, with its letter and number on it.

Neighbours are those with the strongest ties, so that lines are short. The ring grows until every letter has a place
of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from briefing.figures.drawing import Box, Dot, Drawing, Frame, Label, Mark, Point, free, height, tie, written
from briefing.figures.lettering import Pen
from briefing.figures.signs import badge, described, key
from briefing.figures.tokens import Tokens
from briefing.figures.words import Words
from briefing.model import SIGNS, MatrixCell, Network

_NAME_SHARE = 0.25  # of the width, on each side
_NAME_LINES = 3
_DOT = 3.4
_OFF = 4.0  # points between a dot and its name
_FLAT, _FLATTER = 0.13, 0.0035  # of the width that half the ring is high at first, and by how much more a tie
_GROWTH = (1.0, 1.2, 1.45, 1.75, 2.1, 2.5, 3.0)
_ALONG = (0.5, 0.42, 0.58, 0.35, 0.65, 0.29, 0.71, 0.24, 0.76, 0.19, 0.81, 0.15, 0.85)
"""Where on its line a letter may stand, the best place first."""
_THIN, _THICK, _MANY = 0.7, 2.2, 12  # points of a line for one sentence, and for so many or more


class _Plan(NamedTuple):
    """Where everything stands; `badges` is None for a tie whose letter found no place."""

    size: Frame
    places: Mapping[str, Point]
    names: tuple[Label, ...]
    badges: tuple[Label | None, ...]


def draw(network: Network, tokens: Tokens, words: Words) -> Drawing:
    """Who is tied to whom, and how."""
    width = tokens.length("figure")
    ties = sorted(network.ties, key=lambda cell: (-cell.count, cell.actors))
    order = _ring(network.actors, ties)
    plan = _plan(order, ties, width, tokens)
    marks: list[Mark] = []
    for cell in reversed(ties):  # the strongest last, over the others
        one, other = (plan.places[name] for name in cell.actors)
        marks += tie(cell.sign, (one, other), _thickness(cell))
    marks += [Dot(*place, _DOT) for place in plan.places.values()]
    for cell, label in zip(ties, plan.badges, strict=True):
        if label:
            marks += [Box(_around(label), cell.sign, f"{cell.sign}-line", 2.0), label]
    foot, end = key(ties, plan.size.bottom + _OFF, width, tokens, words)
    title = words.count("network_title", len(order))
    return Drawing(width, end, (*marks, *plan.names, *foot), title, described(ties, words))


def _thickness(cell: MatrixCell) -> float:
    return _THIN + (_THICK - _THIN) * (min(cell.count, _MANY) - 1) / (_MANY - 1)


def _ring(actors: Sequence[str], ties: Sequence[MatrixCell]) -> tuple[str, ...]:
    """The actors in the order round the ring in which strong ties are short: swapped while a swap helps."""
    order = list(actors)
    weight = {cell.actors: cell.count for cell in ties}

    def stretch() -> float:
        at = {name: number for number, name in enumerate(order)}
        spans = ((abs(at[one] - at[other]), count) for (one, other), count in weight.items())
        return sum(count * math.sin(math.pi * span / len(order)) for span, count in spans)

    best, better = stretch(), True
    while better:
        better = False
        for one, other in combinations(range(len(order)), 2):
            order[one], order[other] = order[other], order[one]
            if (now := stretch()) < best - 1e-9:
                best, better = now, True
            else:
                order[one], order[other] = order[other], order[one]
    return tuple(order)


def _plan(order: Sequence[str], ties: Sequence[MatrixCell], width: float, tokens: Tokens) -> _Plan:
    """The flattest ring on which every letter has a place; on the highest, numbers and then letters give way."""
    pen, bare = Pen(tokens, tokens.length("note"), 600), False
    for growth in (*_GROWTH, _GROWTH[-1]):
        plan = _placed(order, ties, width, width * (_FLAT + _FLATTER * len(ties)) * growth, tokens)
        plan = plan._replace(badges=_badges(ties, plan, pen, bare=bare))
        if all(plan.badges) and _apart(plan.names):
            return plan
        bare = growth == _GROWTH[-1]
    return plan


def _apart(names: Sequence[Label]) -> bool:
    frames = [label.frame().grown(-0.01) for label in names]
    return not any(one.meets(other) for one, other in combinations(frames, 2))


def _placed(order: Sequence[str], ties: Sequence[MatrixCell], width: float, half: float, tokens: Tokens) -> _Plan:
    """Dots round an ellipse of half-height `half`, beginning at its top, and names beside them, outwards."""
    pen = Pen(tokens, tokens.length("small"), 600)
    room = width * _NAME_SHARE
    across = width / 2 - room - _OFF - _DOT
    block = height(_NAME_LINES, pen)
    half = max(half, block * len(order) / 4) if len(order) > len(("one", "other")) else 0.0
    places: dict[str, Point] = {}
    names: list[Label] = []
    for number, actor in enumerate(order):
        turn = 2 * math.pi * (number + 0.5) / len(order) if len(order) > 1 else math.pi / 2
        right, up = math.sin(turn), math.cos(turn)
        x, y = width / 2 + across * right, -half * up
        places[actor] = (x, y)
        lines = pen.lines(actor, room, _NAME_LINES)
        tall = height(len(lines), pen)
        start = x + (_DOT + _OFF) * (1 if right >= 0 else -1)
        names += written(lines, (start, y - tall / 2 * (1 + up)), pen, anchor="start" if right >= 0 else "end")
    frames = [label.frame() for label in names] + [Dot(*place, _DOT).frame() for place in places.values()]
    top, bottom = min(frame.top for frame in frames), max(frame.bottom for frame in frames)
    return _Plan(
        Frame(0, 0, width, bottom - top),
        {actor: (x, y - top) for actor, (x, y) in places.items()},
        tuple(label._replace(y=label.y - top) for label in names),
        (None,) * len(ties),
    )


def _badges(ties: Sequence[MatrixCell], plan: _Plan, pen: Pen, *, bare: bool) -> tuple[Label | None, ...]:
    """A letter for each tie, the shortest lines first, each where it meets nothing; `bare` leaves its number out."""
    taken = [label.frame() for label in plan.names]
    taken += [Dot(*place, _DOT).frame().grown(1) for place in plan.places.values()]

    def length(number: int) -> float:
        one, other = (plan.places[name] for name in ties[number].actors)
        return math.dist(one, other)

    found: dict[int, Label] = {}
    for number in sorted(range(len(ties)), key=length):
        cell = ties[number]
        (x, y), (to_x, to_y) = (plan.places[name] for name in cell.actors)
        for along in _ALONG:
            label = badge(cell, x + (to_x - x) * along, y + (to_y - y) * along, pen)
            label = label._replace(text=SIGNS[cell.sign]) if bare else label
            room = label.frame()._replace(left=_around(label).left, right=_around(label).right)
            if free(room, taken):
                found[number] = label
                taken.append(room)
                break
    return tuple(found.get(number) for number in range(len(ties)))


def _around(label: Label) -> Frame:
    """The box of a letter and number."""
    frame = label.frame()
    above, below = 0.12 * label.pen.size, 0.2 * label.pen.size  # a sign has no accents and no tails
    return Frame(frame.left - 2, frame.top + above, frame.right + 2, frame.bottom - below)
