"""Findings to figures on a page: who is placed by whom, what is left out, and what a PDF says of it."""

from __future__ import annotations

import ctypes
import re
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from briefing import assets, audiences, labels
from briefing.audiences import Audience
from briefing.compose import compose
from briefing.model import Actor, Brief, Findings
from briefing.pipeline import Compiled
from briefing.writers import html, markdown, pdf
from making import document, event, interest, nile, order, relation

NOWHERE = Path("/nonexistent")


def audience(name: str = "analyst", **elements: int) -> Audience:
    plain = audiences.load(name, NOWHERE)
    return plain.model_copy(update={"elements": plain.elements.model_copy(update=elements)})


def crowd(number: int) -> Findings:
    """A source in which each actor is aligned with the next one and wants as many things as its number."""
    said = document("crowd", *(f"Actor {n} works with Actor {n + 1}." for n in range(number)), "It was done in 2020.")
    names = [f"Actor {n:02}" for n in range(number)]
    return Findings(
        documents=(said,),
        actors=tuple(Actor(name=name, type="state") for name in names),
        interests=tuple(
            interest(name, "interest", f"thing {k}", said.sentences[n])
            for n, name in enumerate(names)
            for k in range(n + 1)
        ),
        relations=tuple(
            relation(one, other, "aligned", said.sentences[n]) for n, (one, other) in enumerate(pairwise(names))
        ),
        events=(event("2020", said.sentences[-1]),),
    )


def test_an_analyst_places_actors_and_the_others_are_suggested() -> None:
    spec = order(actors=[{"name": "Actor 00", "power": 5, "interest": 4}, {"name": "Actor 01", "power": 2}])
    brief, _ = compose(crowd(5), spec, audience())
    assert brief.grid
    first, second, *others = brief.grid.placements
    assert (first.actor, first.power, first.interest, first.suggested) == ("Actor 00", 5, 4, False)
    assert (second.actor, second.power, second.suggested) == ("Actor 01", 2, True), "what is not said is counted"
    assert [(one.actor, one.interest) for one in others if one.suggested] == [
        ("Actor 04", 5), ("Actor 03", 4), ("Actor 02", 3)
    ]  # fmt: skip
    assert brief.grid.caption() == "grid_caption_both"


def test_few_findings_suggest_no_place() -> None:
    assert compose(nile(), order(), audience())[0].grid is None
    given = order(actors=[{"name": "Egypt", "power": 4, "interest": 5}])
    grid = compose(nile(), given, audience())[0].grid
    assert grid
    assert [one.actor for one in grid.placements] == ["Egypt"]
    assert grid.caption() == "grid_caption_placed"


def test_a_network_has_twelve_actors_and_says_who_is_left_out() -> None:
    brief, _ = compose(crowd(30), order(), audience())
    assert brief.network
    assert len(brief.network.actors) == 12
    assert len(brief.network.left_out) == 18
    page = html.markup(brief, NOWHERE, "")
    assert f"Not drawn: {', '.join(brief.network.left_out[:6])} and 12 more." in page


def test_what_is_behind_a_figure_stands_in_a_table() -> None:
    brief, _ = compose(nile(), order(actors=[{"name": "Egypt", "power": 4, "interest": 5}]), audience())
    assert [(pair.actors, pair.sign, pair.count) for pair in brief.pairs] == [
        (("Egypt", "Ethiopia"), "mixed", 3),
        (("Ethiopia", "Sudan"), "aligned", 1),
    ]
    assert all(pair.references for pair in brief.pairs)
    page = html.markup(brief, NOWHERE, "")
    assert '<th scope="row">Egypt – Ethiopia</th><td>± mixed</td><td>3</td>' in page
    assert '<th scope="row">Egypt</th><td>4</td><td>5</td><td>an analyst</td>' in page
    assert "| Egypt | 4 | 5 | an analyst |" in markdown.write(brief, NOWHERE)[0].content.decode()


def test_every_note_of_a_pair_is_led_to_from_the_page() -> None:
    brief, _ = compose(nile(), order(), audience())
    page = html.markup(brief, NOWHERE, "")
    for note in brief.notes:
        assert all(f'id="{anchor}"' in page for anchor in note.back)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("minister", ()),
        ("policymaker", ("timeline",)),
        ("analyst", ("matrix", "network", "timeline")),
        ("public", ("timeline",)),
    ],
)
def test_an_audience_names_its_figures(name: str, shown: tuple[str, ...]) -> None:
    brief, _ = compose(nile(), order(), audience(name))
    page = html.markup(brief, NOWHERE, "")
    assert page.count("<svg") == page.count("<figcaption>") == len(shown)
    assert ("timeline" in brief.drawn, "matrix" in brief.drawn) == ("timeline" in shown, "matrix" in shown)
    assert (brief.matrix is None) == (name == "public")


def test_one_date_needs_no_axis_and_one_actor_no_network() -> None:
    brief, _ = compose(crowd(1), order(), audience())
    assert not brief.drawn
    assert brief.network is None
    assert brief.grid is None
    assert "<svg" not in html.markup(brief, NOWHERE, "")


def test_the_house_colour_and_a_projects_tokens_reach_the_figures(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    own = assets.packaged("styles") / "tokens.css"
    changed = (
        own.read_text("utf-8").replace("--ink: #1b1f24", "--ink: #101112").replace("--figure: 174mm", "--figure: 100mm")
    )
    (tmp_path / "styles" / "tokens.css").write_text(changed, encoding="utf-8")
    brief, _ = compose(nile(), order(brand={"accent": "#884400"}), audience())
    page = html.markup(brief, tmp_path, "")
    assert "#884400" in page
    assert "#0b5563" not in page
    assert 'fill="#101112"' in page
    assert 'width="283.46pt"' in page


def test_a_page_from_the_right_has_its_figures_from_the_right() -> None:
    left, right = (
        html.markup(compose(nile(), order(language=tag), audience())[0], NOWHERE, "") for tag in ("en", "ar")
    )
    assert 'text-anchor="end"' in right
    assert left.count("<text") == right.count("<text")


@pytest.mark.parametrize("tag", labels.languages())
def test_a_figure_speaks_the_language_of_its_brief(tag: str) -> None:
    placed = order(language=tag, actors=[{"name": "Egypt", "power": 4, "interest": 5}])
    brief, _ = compose(nile(), placed, audience())
    page = html.markup(brief, NOWHERE, "")
    for key in ("grid_heading", "column_placed", "signs_caption", "timeline_caption", f"sign_{brief.pairs[0].sign}"):
        assert str(getattr(brief.labels, key)) in page
    assert "Placed by" not in page or tag == "en"


def test_a_figure_counts_in_the_digits_of_its_brief() -> None:
    brief, _ = compose(nile(), order(language="fa"), audience())
    drawn = "".join(re.findall(r"<svg.*?</svg>", html.markup(brief, NOWHERE, ""), re.DOTALL))
    said = re.findall(r"<(?:text|title|desc)[^>]*>([^<]*)<", drawn)
    assert [one for one in said if re.search("[۰-۹]", one)]
    assert not [one for one in said if re.search("[0-9]", one)]


def test_an_edition_made_before_there_were_figures_is_still_read() -> None:
    brief, _ = compose(nile(), order(), audience("policymaker"))
    old = brief.model_dump(mode="json", by_alias=True)
    for field in ("network", "grid", "pairs", "drawn"):
        del old[field]
    for one in old["timeline"]:
        del one["date"]
    assert Brief.model_validate(old).title == brief.title


def test_a_pdf_says_what_its_figures_show(seeds: Compiled) -> None:
    content = next(a.content for a in seeds.artifacts if a.name.endswith("-analyst.pdf"))
    said = alternatives(content)
    assert len(said) == 4
    assert said[0].startswith("Who stands where: a matrix of 12 actors. ")
    assert "Iran and Russia mixed, " in said[0]


def test_the_engine_draws_figures_without_complaint() -> None:
    brief, _ = compose(crowd(30), order(), audience())
    _, told = pdf.write(brief, NOWHERE)
    assert not told


def alternatives(content: bytes) -> list[str]:
    """The text alternative of every figure of a PDF."""
    found: list[str] = []

    def walk(element: pdfium.FPDF_STRUCTELEMENT) -> None:
        size = pdfium.FPDF_StructElement_GetAltText(element, None, 0)
        if size:
            room = ctypes.create_string_buffer(size)
            pdfium.FPDF_StructElement_GetAltText(element, room, size)
            found.append(room.raw.decode("utf-16-le").rstrip("\0"))
        for n in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, n):
                walk(child)

    document = pypdfium2.PdfDocument(content)
    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for n in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, n))
        pdfium.FPDF_StructTree_Close(tree)
    return list(dict.fromkeys(found))
