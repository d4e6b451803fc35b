"""The page budget on briefs of many shapes: kept, filled, in few layouts; what was left out is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing import audiences
from briefing.audiences import Audience, Elements
from briefing.compose import compose
from briefing.compose.budget import Fitted, fit, height, shown
from briefing.model import Brief
from briefing.writers import pdf
from briefing.writers.pdf import Layout
from faults import faults
from making import nile, order
from shapes import SHAPES, spec_of

NOWHERE = Path("nowhere")
MOST_LAYOUTS = 2.5  # on average

USUAL = (
    "as usual", "one source", "forty sources", "one actor", "thirty actors", "full cells", "no interests", "little",
    "long titles", "Letter", "twelve sections", "every element", "forty events",
)  # fmt: skip
LITTLE = ("little", "no interests")  # what a page shows whole, and is not full of
CASES = [
    *((shape, "minister") for shape in USUAL),
    *((shape, "public") for shape in ("forty sources", "one actor", "long titles", "Letter", "every element")),
    *(
        (shape, "policymaker")
        for shape in ("forty sources", "thirty actors", "twelve sections", "Arabic", "a long judgement")
    ),
]


class Counted:
    """Lays out, and counts."""

    def __init__(self, folder: Path) -> None:
        self.layouts = 0
        self.folder = folder

    def __call__(self, brief: Brief) -> Layout:
        self.layouts += 1
        return pdf.lay_out(brief, self.folder)


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
        assert faults(made.laid) == [], (shape, name)
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
