"""The page budget on briefs of many shapes: kept, filled, in few layouts; what was left out is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from briefing import audiences
from briefing.audiences import Audience, Elements
from briefing.compose import compose
from briefing.compose.budget import Fitted, fit, height, shown
from briefing.model import Actor, Brief, Findings, Kind, Option, Section, Sentence
from briefing.spec import ActorSpec, BriefSpec, GlossaryEntry, SectionSpec
from briefing.writers import pdf
from briefing.writers.pdf import Layout
from making import document, event, interest, nile, order, point, relation

NOWHERE = Path("nowhere")
MOST_LAYOUTS = 2.5  # on average

VERBS = ("wants", "fears", "refuses", "expects", "needs", "defends")
THINGS = (
    "a share of the water that leaves the dam in the dry years, whatever the other side may say of it",
    "the loss of its influence over the towns below the river",
    "cheap power for its factories and for the railway to the coast",
    "a settlement before the rains",
    "that the filling goes on without an agreement, and that no one is asked",
    "foreign observers at the gates",
)
KINDS: tuple[Kind, ...] = ("interest", "concern", "leverage", "constraint")


def sentences(names: Sequence[str], count: int) -> list[str]:
    """So many sentences, of several lengths, each about the next of the names."""
    return [
        f"{names[n % len(names)]} {VERBS[n % len(VERBS)]} {THINGS[n % len(THINGS)]}, as report {n + 1} says."
        for n in range(count)
    ]


def findings(  # noqa: PLR0913 - a shape has so many sides
    *, sources: int = 2, actors: int = 6, cells: int = 4, sections: int = 4, points: int = 4, events: int = 5
) -> Findings:
    """Findings of a shape: so many sources, actors with so many cells each, sections with so many points, events."""
    names = [f"Land {chr(65 + n % 26)}{n // 26 or ''}" for n in range(max(actors, 2))]
    each = max(4, (actors * cells + sections * points + events + 10) // sources + 1)
    documents = tuple(
        document(f"s{n}", *sentences(names[n % 2 :], each), title=f"Report {n} on the river", publisher=f"Desk {n}")
        for n in range(sources)
    )
    said: list[Sentence] = [sentence for one in documents for sentence in one.sentences]
    nth = iter(range(10**6))

    def following() -> Sentence:
        return said[next(nth) % len(said)]

    pairs = [(names[i], names[i + 1]) for i in range(min(actors, 8) - 1)]
    return Findings(
        documents=documents,
        bottom_line=point(said[0], id="line"),
        key_points=tuple(point(following(), id=f"key-{n}") for n in range(min(8, sections * points))),
        sections=tuple(
            Section(
                title=f"What {n + 1} comes to", points=tuple(point(following(), id=f"p-{n}-{m}") for m in range(points))
            )
            for n in range(sections)
        ),
        actors=tuple(Actor(name=name, type="state") for name in names[: max(actors, 1)]),
        interests=tuple(
            interest(name, KINDS[n % 4], THINGS[(n + m) % len(THINGS)], following(), id=f"i-{m}-{n}")
            for m, name in enumerate(names[:actors])
            for n in range(cells)
        ),
        relations=tuple(relation(one, other, "opposed", following()) for one, other in pairs),
        events=tuple(event(f"20{10 + n}", following()) for n in range(events)),
    )


LONG = "What the governments along the river want, fear, hold and lack after the talks of the spring have failed again"
WORDS = [GlossaryEntry(term=f"Term {n}", meaning=THINGS[n % 6]) for n in range(12)]
SHAPES: dict[str, tuple[Findings, dict[str, object]]] = {
    "as usual": (findings(), {}),
    "one source": (findings(sources=1), {}),
    "many sources": (findings(sources=40), {}),
    "one actor": (findings(actors=1, cells=2), {}),
    "thirty actors": (findings(actors=30), {}),
    "full cells": (findings(actors=8, cells=16), {}),
    "no interests": (findings(cells=0), {}),
    "little": (nile(), {}),
    "long titles": (findings(), {"title": LONG, "subtitle": LONG}),
    "letter": (findings(), {"page_size": "Letter"}),
    "twelve sections": (findings(sections=12, points=6), {}),
    "an ask, options": (
        findings(),
        {
            "ask": " ".join(sentences(["Land A"], 3)),
            "options": [Option(name=f"Option {n}", for_=THINGS[n], against=THINGS[n + 1]) for n in range(4)],
            "glossary": WORDS,
        },
    ),
    "many events": (findings(events=40), {"indicators": tuple(THINGS)}),
}
"""Briefs of many shapes; sections and actors are as the specification has them."""
LITTLE = ("little", "no interests")  # what a page shows whole, and is not full of
CASES = [
    *((shape, "minister") for shape in SHAPES),
    *((shape, "public") for shape in ("many sources", "one actor", "long titles", "letter", "an ask, options")),
    *((shape, "policymaker") for shape in ("many sources", "thirty actors", "twelve sections")),
]


class Counted:
    """Lays out, and counts."""

    def __init__(self, folder: Path) -> None:
        self.layouts = 0
        self.folder = folder

    def __call__(self, brief: Brief) -> Layout:
        self.layouts += 1
        return pdf.lay_out(brief, self.folder)


def spec_of(found: Findings, fields: dict[str, object]) -> BriefSpec:
    given = {
        "sections": [SectionSpec(title=section.title) for section in found.sections],
        "actors": [ActorSpec(name=actor.name) for actor in found.actors],
        "imprint": {"organisation": "Desk", "number": "7"},
        **fields,
    }
    return order(**given)


def fitted(shape: str, name: str) -> tuple[Fitted[Layout], int]:
    found, fields = SHAPES[shape]
    spec, measure = spec_of(found, fields), Counted(NOWHERE)
    made = fit(audiences.load(name, NOWHERE), lambda rung: compose(found, spec, rung)[0], measure)
    return made, measure.layouts


def test_the_pages_are_kept_and_filled_in_few_layouts() -> None:
    layouts = {}
    for shape, name in CASES:
        made, layouts[shape, name] = fitted(shape, name)
        most = audiences.load(name, NOWHERE).pages or 0
        assert made.fits, (shape, name)
        assert made.laid.pages <= most, (shape, name)
        assert made.laid.pages - 1 < made.laid.used <= made.laid.pages, (shape, name)
        if name == "minister" and shape not in LITTLE:
            assert made.laid.used >= 0.85, (shape, name)
    assert sum(layouts.values()) / len(layouts) < MOST_LAYOUTS, layouts


def test_what_gives_way_is_counted_on_the_page() -> None:
    made, _ = fitted("thirty actors", "minister")
    (told,) = [line for line in made.brief.left_out if "statement" in line]
    printed = sum(len(cell) for row in made.brief.table.rows for cell in row.cells) if made.brief.table else 0
    assert int(told.split()[0]) == 30 * 4 - printed


def test_every_element_is_counted() -> None:
    assert shown(compose(nile(), order(), audiences.load("analyst", NOWHERE))[0]).keys() == Elements.model_fields.keys()


def test_what_gives_way_never_grows() -> None:
    """A turn down to more than there is changes nothing: the minister has two events, not three."""
    reader = by_hand(elements=audiences.load("minister", NOWHERE).elements, gives=("timeline 3", "actors 2"), pages=1)
    found, fields = SHAPES["as usual"]
    made = fit(reader, lambda rung: compose(found, spec_of(found, fields), rung)[0], lambda _: Ruler(99))
    assert shown(made.brief)["timeline"] == 2
    assert shown(made.brief)["actors"] == 2


def test_a_page_with_room_shows_more_than_its_audience_asks_for() -> None:
    own = audiences.load("minister", NOWHERE).elements
    there = shown(fitted("no interests", "minister")[0].brief)
    assert there["key_points"] > own.key_points
    assert there["timeline"] > own.timeline


def by_hand(**fields: object) -> Audience:
    return audiences.load("policymaker", NOWHERE).model_copy(update={"name": "press", **fields})


class Ruler(float):
    """A layout that is so many pages long."""

    @property
    def pages(self) -> int:
        return int(-(-self // 1))

    @property
    def used(self) -> float:
        return float(self)


@pytest.mark.parametrize("scale", [300.0, 500.0, 690.0, 900.0])
def test_the_ladder_is_climbed_whatever_the_type(scale: float) -> None:
    """A style of its own sets larger or smaller than predicted: it costs a layout more, and the page is kept."""
    found, fields = SHAPES["thirty actors"]
    reader = audiences.load("minister", NOWHERE)
    layouts = []

    def measure(brief: Brief) -> Ruler:
        layouts.append(brief)
        return Ruler((height(brief) + 60) / scale)

    made = fit(reader, lambda rung: compose(found, spec_of(found, fields), rung)[0], measure)
    assert made.fits == (made.laid.pages <= 1)
    assert made.fits or made.brief.spacing == reader.tighten
    assert len(layouts) <= 8


def test_spacing_gives_way_last_and_within_its_limit() -> None:
    found, fields = SHAPES["as usual"]
    tried: list[Brief] = []

    def measure(brief: Brief) -> Ruler:
        tried.append(brief)
        return Ruler(99)

    made = fit(by_hand(pages=1, tighten=91), lambda rung: compose(found, spec_of(found, fields), rung)[0], measure)
    assert not made.fits
    assert made.brief.spacing == 91
    assert {brief.spacing for brief in tried} <= {100, 95, 91}


def test_an_audience_without_pages_is_laid_out_once() -> None:
    found, fields = SHAPES["thirty actors"]
    measure = Counted(NOWHERE)
    made = fit(by_hand(pages=None), lambda rung: compose(found, spec_of(found, fields), rung)[0], measure)
    assert made.fits
    assert measure.layouts == 1
