"""Marks on a surface -> SVG: lines, boxes, dots and labels whose every extent is known before they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from briefing.figures.lettering import ASCENT, DESCENT, LEADING, Pen, drawn
from briefing.figures.tokens import Tokens
from briefing.model import Sign

Anchor: TypeAlias = Literal["start", "middle", "end"]
Paint: TypeAlias = str
"""The name of a colour's token; "" for none."""
Point: TypeAlias = tuple[float, float]

_OPPOSITE: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}
_PLACES = 2  # decimals of a coordinate: a hundredth of a point is less than a printer's dot

_DASHES: dict[Sign, tuple[float, ...]] = {"aligned": (), "opposed": (4.2, 2.2), "mixed": (), "conditional": (0.9, 1.9)}
"""Of a line by its sign, in points: whole, dashed, whole but double, dotted; as borders of the matrix's table are."""


class Frame(NamedTuple):
    """A rectangle, edges in points from the surface's top left."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Frame) -> bool:
        """Whether they share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def grown(self, by: float) -> Frame:
        """The same with a margin."""
        return Frame(self.left - by, self.top - by, self.right + by, self.bottom + by)


class Label(NamedTuple):
    """A line of words whose base line starts, centres or ends at `x`, `y`."""

    x: float
    y: float
    text: str
    pen: Pen
    paint: Paint = "ink"
    anchor: Anchor = "start"

    def frame(self) -> Frame:
        """The room that it takes."""
        width = self.pen.width(self.text)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Frame(left, self.y - ASCENT * self.pen.size, left + width, self.y + DESCENT * self.pen.size)

    def mirrored(self, width: float) -> Label:
        """The same on a surface that runs from the right."""
        text = self.text.replace("→", "←")
        return self._replace(x=width - self.x, anchor=_OPPOSITE[self.anchor], text=text)

    def svg(self, tokens: Tokens) -> str:
        """One `text` element."""
        weight = f' font-weight="{self.pen.weight}"' if self.pen.weight != Pen.PLAIN else ""
        anchor = f' text-anchor="{self.anchor}"' if self.anchor != "start" else ""
        place = f'x="{_number(self.x)}" y="{_number(self.y)}" font-size="{_number(self.pen.size)}"'
        return f"<text {place}{weight}{anchor} fill={_colour(self.paint, tokens)}>{escape(drawn(self.text))}</text>"


class Line(NamedTuple):
    """Straight strokes from point to point."""

    points: tuple[Point, ...]
    paint: Paint
    width: float = 0.5
    dashes: tuple[float, ...] = ()

    def mirrored(self, width: float) -> Line:
        """The same on a surface that runs from the right."""
        return self._replace(points=tuple((width - x, y) for x, y in self.points))

    def svg(self, tokens: Tokens) -> str:
        """One `polyline` element."""
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in self.points)
        dashes = f' stroke-dasharray="{" ".join(map(_number, self.dashes))}"' if self.dashes else ""
        stroke = f'stroke={_colour(self.paint, tokens)} stroke-width="{_number(self.width)}"'
        return f'<polyline points="{points}" fill="none" {stroke}{dashes}/>'


class Box(NamedTuple):
    """A filled rectangle, perhaps with an edge."""

    frame: Frame
    paint: Paint
    edge: Paint = ""
    round: float = 0.0

    def mirrored(self, width: float) -> Box:
        """The same on a surface that runs from the right."""
        return self._replace(frame=self.frame._replace(left=width - self.frame.right, right=width - self.frame.left))

    def svg(self, tokens: Tokens) -> str:
        """One `rect` element."""
        left, top, right, bottom = self.frame
        place = (
            f'x="{_number(left)}" y="{_number(top)}" width="{_number(right - left)}" height="{_number(bottom - top)}"'
        )
        corner = f' rx="{_number(self.round)}"' if self.round else ""
        edge = f' stroke={_colour(self.edge, tokens)} stroke-width="0.6"' if self.edge else ""
        return f"<rect {place}{corner} fill={_colour(self.paint, tokens)}{edge}/>"


class Dot(NamedTuple):
    """A disc; `hollow` draws its edge alone."""

    x: float
    y: float
    radius: float
    paint: Paint = "accent"
    hollow: bool = False

    def frame(self) -> Frame:
        """The room that it takes."""
        return Frame(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)

    def mirrored(self, width: float) -> Dot:
        """The same on a surface that runs from the right."""
        return self._replace(x=width - self.x)

    def svg(self, tokens: Tokens) -> str:
        """One `circle` element."""
        colour = _colour(self.paint, tokens)
        ink = f'fill={_colour("paper", tokens)} stroke={colour} stroke-width="0.9"' if self.hollow else f"fill={colour}"
        return f'<circle cx="{_number(self.x)}" cy="{_number(self.y)}" r="{_number(self.radius)}" {ink}/>'


Mark: TypeAlias = Label | Line | Box | Dot


class Drawing(NamedTuple):
    """A figure: its size in points, its marks from the lowest to the topmost, and what it says in words.

    `title` names it; `description` says what it shows, for whoever does not see it.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str
    description: str

    def labels(self) -> tuple[Label, ...]:
        """Everything that is read on it."""
        return tuple(mark for mark in self.marks if isinstance(mark, Label))

    def mirrored(self) -> Drawing:
        """The same for a page that runs from the right."""
        return self._replace(marks=tuple(mark.mirrored(self.width) for mark in self.marks))

    def svg(self, tokens: Tokens) -> str:
        """One `svg` element that needs no style sheet. Raises SpecificationError where a token is missing."""
        size = f'width="{_number(self.width)}pt" height="{_number(self.height)}pt"'
        view = f'viewBox="0 0 {_number(self.width)} {_number(self.height)}"'
        family = quoteattr(", ".join(tokens.families("sans")))
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {view} font-family={family}>',
                f"<title>{escape(self.title)}</title>",
                f"<desc>{escape(self.description)}</desc>",
                *(mark.svg(tokens) for mark in self.marks),
                "</svg>",
            ]
        )


def written(lines: Sequence[str], at: Point, pen: Pen, paint: Paint = "ink", anchor: Anchor = "start") -> list[Label]:
    """Labels for lines of text, one under the other; `at` is the top of the first one's room."""
    x, first = at[0], at[1] + ASCENT * pen.size
    return [Label(x, first + n * LEADING * pen.size, line, pen, paint, anchor) for n, line in enumerate(lines)]


def height(lines: int, pen: Pen) -> float:
    """The room that so many lines take, in points."""
    return lines * LEADING * pen.size


def tie(sign: Sign, points: tuple[Point, ...], width: float) -> list[Line]:
    """A line in the pattern of its sign: whole, dashed, double or dotted."""
    if sign == "mixed":
        return [Line(points, f"{sign}-line", width + 2), Line(points, "paper", max(width, 1.0))]
    return [Line(points, f"{sign}-line", width + 0.4, _DASHES[sign])]


def free(frame: Frame, taken: Iterable[Frame]) -> bool:
    """Whether a frame meets none of those that are taken."""
    return not any(frame.meets(other) for other in taken)


def _number(value: float) -> str:
    text = f"{value:.{_PLACES}f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def _colour(paint: Paint, tokens: Tokens) -> str:
    return quoteattr(tokens.text(paint))
