"""The page budget: the largest edition that keeps to its audience's pages, found in few layouts.

An audience declares in what order its elements give way, and which it takes more of where there is room. That makes a
ladder of editions from the largest to the least, its last rungs set more tightly. How long each will be is predicted
from its words; a layout verifies it, and corrects the prediction for the next.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import ceil
from typing import Generic, NamedTuple, Protocol, TypeVar

from briefing.audiences import Audience
from briefing.model import Brief, Passage

_PAGE = 690.0  # points of height that a page has for text: A4, and the margins of page.css
_STEPS = 4  # layouts before the ladder is halved, whatever is predicted
_EMPTY = 0.15  # share of a last page that may stay empty where an audience says nothing, and something gave way
_DOUBT = 1.2  # how far over its pages an edition may be predicted and still be tried: nothing is dropped on a guess
_SLACK = 0.015  # share of a page by which a prediction keeps below the limit
_STEEPEST = 2.0  # how far two layouts may correct the height that the words of a further rung take
_TIGHTER = 5  # per cent of spacing between two rungs


class Laid(Protocol):
    """A brief on its pages: their number, and the same with the last one counted as far as it is filled."""

    @property
    def pages(self) -> int:
        """How many pages there are."""

    @property
    def used(self) -> float:
        """How many are filled: 1.4 are a full page, and four tenths of another."""


L = TypeVar("L", bound=Laid)


class Fitted(NamedTuple, Generic[L]):
    """The edition that was chosen, as it was laid out, and whether it keeps to the pages."""

    brief: Brief
    laid: L
    fits: bool


def fit(audience: Audience, make: Callable[[Audience], Brief], measure: Callable[[Brief], L]) -> Fitted[L]:
    """The largest edition on at most `audience.pages` pages; where not even the least fits, that one.

    What gave way and takes no room, standing beside something taller, comes back.
    """
    fitted, chosen = _fitted(audience, make, measure)
    fuller = _with_what_is_free(audience, chosen, make) if fitted.fits else chosen
    if fuller == chosen:
        return fitted
    brief = make(fuller)
    laid = measure(brief)
    return Fitted(brief, laid, fits=True) if laid.pages <= (audience.pages or laid.pages) else fitted


def _with_what_is_free(audience: Audience, chosen: Audience, make: Callable[[Audience], Brief]) -> Audience:
    """An edition with as much again of what the audience wants as makes it no longer, by prediction."""
    brief = make(chosen)
    limit, has = height(brief), shown(brief)
    for element in dict.fromkeys(element for element, _ in map(_read, audience.gives)):
        wanted = getattr(audience.elements, element)
        if getattr(chosen.elements, element) >= wanted or element.startswith("drawn_"):
            continue
        larger = _with(chosen, {element: wanted})
        brief = make(larger)
        if shown(brief)[element] > has[element] and height(brief) <= limit:
            chosen, has = larger, shown(brief)
    return chosen


def _fitted(
    audience: Audience, make: Callable[[Audience], Brief], measure: Callable[[Brief], L]
) -> tuple[Fitted[L], Audience]:
    """The largest rung of the ladder that fits, and its numbers.

    It ends early once the last page is as full as the audience wants it, or, after some layouts, once no larger edition
    is predicted to fit.
    """
    pages = audience.pages or 0
    made = cache(lambda rung: make(rungs[rung]))
    rungs, own = _ladder(audience, make)
    heights = cache(lambda rung: height(made(rung)) * rungs[rung].spacing / 100)
    if not pages:
        return Fitted(made(own), measure(made(own)), fits=True), rungs[own]
    over, under = -1, len(rungs)  # the rungs up to `over` are too long, those from `under` on fit
    top = 0 if audience.takes else own
    seen: list[tuple[float, float]] = []
    best: Fitted[L] | None = None
    likely = not audience.takes and heights(own) < _PAGE * pages * _DOUBT
    rung = own if likely else _first(heights, seen, top, under, pages)
    while True:
        rung = min(rung, len(rungs) - 1)
        laid = measure(made(rung))
        seen.append((heights(rung), laid.used))
        if laid.pages <= pages:
            under, best = rung, Fitted(made(rung), laid, fits=True)
        else:
            over = rung
        low = max(over + 1, top)
        if low >= under or (best and _is_full(audience, best, whole=under == top)):
            return (best, rungs[under]) if best else (Fitted(made(rung), laid, fits=False), rungs[rung])
        rung = _first(heights, seen, low, under, pages)
        if rung == under:
            if best and len(seen) >= _STEPS:
                return best, rungs[under]
            rung = bisect_left(range(under), -heights(under - 1), lo=low, key=lambda one: -heights(one))
        elif len(seen) >= _STEPS:
            rung = (low + under) // 2


def _is_full(audience: Audience, best: Fitted[L], *, whole: bool) -> bool:
    """Whether an edition that fits needs no more: nothing is left out of it, or its last page is full enough."""
    empty = (audience.pages or 0) - best.laid.used
    return whole or empty <= ((100 - audience.fill) / 100 if audience.fill else _EMPTY)


def _first(
    heights: Callable[[int], float], seen: Sequence[tuple[float, float]], low: int, high: int, pages: int
) -> int:
    """The first of the rungs from `low` to before `high` that is predicted to fit; `high` if none is."""

    def predicted(rung: int) -> float:
        if not seen:
            return heights(rung) / _PAGE
        near, *others = sorted(seen, key=lambda one: abs(one[0] - heights(rung)))
        slope = near[1] / near[0]
        if others and abs(others[0][0] - near[0]) > 1:
            secant = (others[0][1] - near[1]) / (others[0][0] - near[0])
            slope = min(max(secant, slope / _STEEPEST), slope * _STEEPEST)
        return near[1] + slope * (heights(rung) - near[0])

    return bisect_left(range(high), x=True, lo=low, key=lambda rung: predicted(rung) <= pages - _SLACK)


# the ladder


def _ladder(audience: Audience, make: Callable[[Audience], Brief]) -> tuple[list[Audience], int]:
    """The editions from the largest to the least, and which of them is the audience's own."""
    larger = list(_larger(audience, shown(make(_widest(audience))))) if audience.takes else []
    smaller = list(_smaller(audience, shown(make(audience))))
    least = smaller[-1] if smaller else audience
    tighter = range(100 - _TIGHTER, audience.tighten - 1, -_TIGHTER)
    spacings = [*tighter, *([audience.tighten] if audience.tighten % _TIGHTER else [])]
    tight = [least.model_copy(update={"spacing": spacing}) for spacing in spacings]
    return [*reversed(larger), audience, *smaller, *tight], len(larger)


def _widest(audience: Audience) -> Audience:
    """The audience with all that it may take."""
    most = dict(map(_read, audience.takes))
    return _with(audience, {e: max(number, getattr(audience.elements, e)) for e, number in most.items()})


def _larger(audience: Audience, there: dict[str, int]) -> Iterator[Audience]:
    """The audience with one thing more at each rung, as long as there is more, turn by turn."""
    for element, number in map(_read, audience.takes):
        for limit in range(getattr(audience.elements, element) + 1, min(number, there[element]) + 1):
            audience = _with(audience, {element: limit})
            yield audience


def _smaller(audience: Audience, there: dict[str, int]) -> Iterator[Audience]:
    """The audience with one thing less at each rung, turn by turn."""
    for element, number in map(_read, audience.gives):
        for limit in reversed(range(number, min(getattr(audience.elements, element), there[element]))):
            audience = _with(audience, {element: limit})
            yield audience


def _read(turn: str) -> tuple[str, int]:
    element, _, number = turn.partition(" ")
    return element, int(number)


def _with(audience: Audience, limits: dict[str, int]) -> Audience:
    return audience.model_copy(update={"elements": audience.elements.model_copy(update=limits)})


def shown(brief: Brief) -> dict[str, int]:
    """How many of each element of an audience the brief shows; for cells, references and sections the fullest one."""
    rows = brief.table.rows if brief.table else ()
    cells = [cell for row in rows for cell in row.cells]
    pairs = [pair for row in brief.matrix.cells for pair in row if pair] if brief.matrix else []
    found = [section for section in brief.sections if not section.judgement]
    return {
        "timeline": len(brief.timeline),
        "statements": max(map(len, cells), default=0),
        "cell_references": max((len(said.references) for cell in cells for said in cell), default=0),
        "matrix_references": max((len(pair.references) for pair in pairs), default=0),
        "cautions": len(brief.cautions),
        "sections": len(found),
        "points": max((sum(map(len, section.paragraphs)) for section in found), default=0),
        "actors": len(rows),
        "silent": len(brief.table.silent) if brief.table else 0,
        "key_points": len(brief.key_points),
        "gaps": len(brief.gaps),
        "matrix": len(brief.matrix.actors) if brief.matrix else 0,
        "changes": len(brief.changes.rows) if brief.changes else 0,
        "network": len(brief.network.actors) if brief.network else 0,
        "grid": len(brief.grid.placements) if brief.grid else 0,
        "drawn_timeline": "timeline" in brief.drawn,
        "drawn_matrix": "matrix" in brief.drawn,
        "disagreements": len(brief.disagreements),
        "glossary": len(brief.glossary),
        "indicators": len(brief.indicators),
        "options": len(brief.options),
        "sources": len(brief.sources),
        "imprint": len(brief.imprint),
        "bottom_line": int(brief.bottom_line is not None),
        "ask": len(brief.ask),
        "judgement": len(brief.sections) - len(found),
        "glance": len(brief.glance),
        "cleaning": len(brief.cleaning),
        "notes": len(brief.notes),
    }


# what words take


class _Set(NamedTuple):
    """How text is set: characters of a line, points of a line, points round each piece."""

    characters: int
    line: float
    around: float = 0

    def of(self, text: str) -> float:
        return ceil(len(text) / self.characters) * self.line + self.around if text else 0


_TITLE, _LINE, _BODY = _Set(44, 27, 6), _Set(88, 16.5), _Set(92, 14, 4)
_POINT, _HEADING = _Set(95, 14, 4), _Set(70, 17, 14)
_ACROSS = 124  # characters of small type across the page
_SMALL, _NOTE = _Set(60, 11, 4), _Set(118, 9.6, 1.5)  # two notes stand beside each other
_FIGURE = 260.0  # points that a network or a grid takes
_LABEL = 22.0  # points that the label of an element takes with the space above it


def height(brief: Brief) -> float:
    """About how many points of height a brief takes on its pages, one under another."""
    return sum(parts(brief).values())


def parts(brief: Brief) -> dict[str, float]:
    """About how many points of height each part takes, by its name in brief.yaml where it has one."""
    return {
        "title": _TITLE.of(brief.title) + _LINE.of(brief.subtitle) + 34,
        "bottom_line": _said([brief.bottom_line] if brief.bottom_line else [], _LINE),
        "ask": _headed(_said(brief.ask, _BODY)),
        "key_points": _headed(_said(brief.key_points, _POINT)),
        "sections": sum(
            _HEADING.of(section.title) + sum(_BODY.of(_run(paragraph)) for paragraph in section.paragraphs)
            for section in brief.sections
        ),
        "actors": _table(brief),
        "matrix, timeline": max(
            _matrix(brief), _headed(sum(_SMALL.of(event.passage.text) + 11 for event in brief.timeline))
        ),
        "options": _headed(sum(_Set(44, 11, 8).of(max(o.name, o.for_, o.against, key=len)) for o in brief.options)),
        "indicators": _headed(sum(map(_SMALL.of, brief.indicators))),
        "glossary": _headed(sum(_SMALL.of(entry.label + entry.value) for entry in brief.glossary)),
        "disagreements": _headed(_said(brief.disagreements, _BODY)),
        "changes": _headed(sum(_Set(_ACROSS // 2, 11, 4).of(f"{c.of}{c.was}{c.now}") for c in brief.changes.rows))
        if brief.changes
        else 0,
        "network, grid": _FIGURE * ((brief.network is not None) + (brief.grid is not None)),
        "gaps": sum(_Set(_ACROSS, 10.4).of(text) for text in (*brief.gaps, *brief.cautions)),
        "notes": _headed(sum(_NOTE.of(note.quote + note.source + note.place) for note in brief.notes)),
        "cleaning": _headed(16.0 * len(brief.cleaning)),
        "sources": _headed(sum(_SMALL.of(f"{s.authors}{s.title}{s.publisher}") / 2 for s in brief.sources)),
        "imprint": _Set(_ACROSS, 10.4, 12).of("".join(fact.label + fact.value for fact in brief.imprint)),
    }


def _headed(height_below: float) -> float:
    return height_below + _LABEL if height_below else 0


def _said(passages: Sequence[Passage], how: _Set) -> float:
    return sum(how.of(passage.text) for passage in passages)


def _run(paragraph: Sequence[Passage]) -> str:
    return " ".join(passage.text for passage in paragraph)


def _table(brief: Brief) -> float:
    if not brief.table:
        return 0
    cell = _Set(_ACROSS // (len(brief.table.columns) + 1), 11, 3)
    rows = (max(_said(said, cell) for said in row.cells) + 6 for row in brief.table.rows)
    return _headed(sum(rows) + 14 + 12 * bool(brief.table.silent))


def _matrix(brief: Brief) -> float:
    return _headed(17.0 * len(brief.matrix.actors) + 30) if brief.matrix else 0
