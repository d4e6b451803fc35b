"""The seeds are the tests: what they build is golden, and says what a reader may expect of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2
import pytest

from briefing import pipeline
from briefing.findings import cohesion
from briefing.model import Brief, Findings
from briefing.pipeline import Compiled
from briefing.spec import BriefSpec
from briefing.writers import html
from making import Golden

ROOT = Path(__file__).parent.parent
AUDIENCES = ("minister", "policymaker", "analyst", "public")
BOILERPLATE = (
    "CONFERENCE REPORT",
    "Related article",
    "Plan B on Iran",
    "Drama From the Audience",
    "ZUMA",
    "commemorate general",
    "originally posted",
    "views expressed",
    "Original url",
    "Twitter",
    "Facebook",
    "info@egic",
    "@EGIC_",
    "(#)",
    "**",
    "\\$",
    "\\_",
    "exclu-",
    "By Marianna",
    "by Antonino",
)


def brief_of(seeds: Compiled, audience: str) -> Brief:
    return next(brief for brief in seeds.briefs if brief.audience == audience)


def pretty(findings: Findings) -> bytes:
    """Findings as golden JSON; of the documents, whose exactness other tests show, the sentences by id."""
    plain = findings.model_dump(mode="json")
    plain["documents"] = [
        {key: document[key] for key in ("key", "title", "authors", "publisher", "published", "url", "notices")}
        | {"sentences": {s["id"]: {"text": s["text"], "actors": s["actors"]} for s in document["sentences"]}}
        | {"ledger": [f"{e['reason']}: {e['was']!r} -> {e['now']!r}" for e in document["ledger"]]}
        for document in plain["documents"]
    ]
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def test_the_findings_are_golden(seeds: Compiled, golden: Golden) -> None:
    golden("findings.json", pretty(seeds.findings))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_pages_markup_is_golden(seeds: Compiled, seeds_spec: BriefSpec, golden: Golden, audience: str) -> None:
    markup = html.markup(brief_of(seeds, audience), seeds_spec.folder, "")
    golden(f"{audience}.html", markup.encode())


def test_the_brief_is_golden_json(seeds: Compiled, golden: Golden) -> None:
    (content,) = [a.content for a in seeds.artifacts if a.name.endswith("-policymaker.json")]
    golden("policymaker.json", content)
    assert Brief.model_validate_json(content) == brief_of(seeds, "policymaker").model_copy(update={"works": ()})


def test_the_brief_is_golden_markdown(seeds: Compiled, golden: Golden) -> None:
    (content,) = [a.content for a in seeds.artifacts if a.name.endswith("-policymaker.md")]
    golden("policymaker.md", content)


def test_every_quote_is_verbatim(seeds: Compiled) -> None:
    found = seeds.findings
    texts = {s.id: s.text for d in found.documents for s in d.sentences}
    for document in found.documents:
        assert all(document.text[s.start : s.end] == s.text for s in document.sentences)
    claims = [
        *found.key_points,
        *(p for s in found.sections for p in s.points),
        *found.interests,
        *found.relations,
        *found.events,
    ]
    assert len(claims) > 40
    for claim in claims:
        assert all(piece.quote in texts[piece.sentence] for piece in claim.evidence)


@pytest.mark.parametrize("written", [True, False], ids=["with sections", "own outline"])
def test_every_section_of_the_machines_says_something(seeds_spec: BriefSpec, written: bool) -> None:  # noqa: FBT001
    spec = seeds_spec if written else seeds_spec.model_copy(update={"sections": ()})
    found, _ = pipeline.find(spec)
    own = [section for section in found.sections if not section.judgement]
    assert len(own) >= 4
    assert all(len(section.points) >= 3 for section in own)
    said = [point.text for section in own for point in section.points]
    assert len(said) == len(set(said))


def test_no_point_hangs_in_the_air(seeds: Compiled) -> None:
    found = seeds.findings
    order = [s.id for d in found.documents for s in d.sentences]
    for points in (found.key_points, *(section.points for section in found.sections)):
        before = ""
        for point in points:
            identity = point.evidence[0].sentence
            follows = before and order.index(identity) == order.index(before) + 1
            assert follows or cohesion.leaning(point.text) < cohesion.STRONGLY, point.text
            before = identity


def test_the_table_has_the_actors_that_matter(seeds: Compiled) -> None:
    table = brief_of(seeds, "policymaker").table
    assert table is not None
    rows = {row.actor: " | ".join(p.text for cell in row.cells for p in cell) for row in table.rows}
    assert {"Russia", "Iran", "Turkey", "United States", "Syria"} <= rows.keys()
    assert "Israel" in table.silent
    assert "Russian influence in the Arab Levant" in rows["Russia"]
    assert "military bases in Syria" in rows["Russia"]
    assert "with weaponry" in rows["Iran"]
    assert "Libya" in rows["Turkey"]
    assert "Turkish troops" in rows["United States"]
    for row in table.rows:
        for passage in (p for cell in row.cells for p in cell):
            assert passage.references, passage.text
            assert len(passage.text.split()) <= 20
            assert not re.search(r"\b(and|or|of|to|in|with|the|a|by|for|that)$", passage.text), passage.text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_boilerplate_reaches_a_page(seeds: Compiled, audience: str) -> None:
    (content,) = [a.content for a in seeds.artifacts if a.name.endswith(f"-{audience}.pdf")]
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    assert not [fragment for fragment in BOILERPLATE if fragment.lower() in text.lower()]


def test_the_page_budgets_are_kept(seeds: Compiled) -> None:
    pages = {a.name.rpartition("-")[2]: a.pages for a in seeds.artifacts if a.pages}
    assert pages["minister.pdf"] == 1
    assert 2 <= pages["policymaker.pdf"] <= 4
    assert pages["public.pdf"] <= 2


def test_the_sample_in_the_repository_is_what_the_seeds_build(seeds: Compiled) -> None:
    sample = ROOT / "out" / "sample"
    for artifact in seeds.artifacts:
        if artifact.media_type in ("application/json", "text/markdown"):
            assert (sample / artifact.name).read_bytes() == artifact.content, "make sample"


def test_what_stands_beside_the_matrix_costs_a_minister_no_room(seeds: Compiled) -> None:
    """Its events give way first, and come back where the matrix is as tall as they are."""
    minister = brief_of(seeds, "minister")
    assert minister.matrix
    assert len(minister.timeline) > 1
