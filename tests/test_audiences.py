from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from briefing import assets, audiences, labels, pipeline, printed
from briefing.audiences import Elements
from briefing.compose import compose
from briefing.compose.former import Former
from briefing.errors import SpecificationError, WriteError
from briefing.writers import html
from shapes import SHAPES, spec_of


def write(project: Path, name: str, text: str) -> None:
    (project / "audiences").mkdir(exist_ok=True)
    (project / "audiences" / name).write_text(text, encoding="utf-8")


def test_the_packaged_audiences_are_complete(tmp_path: Path) -> None:
    assert audiences.names(tmp_path) == ("analyst", "minister", "policymaker", "public")
    for name in audiences.names(tmp_path):
        audience = audiences.load(name, tmp_path)
        assert audience.description
        assert audience.pages


def test_an_audience_says_only_what_differs(tmp_path: Path) -> None:
    write(
        tmp_path, "press.yaml", "extends: public\npages: 3\nelements: {key_points: 5}\nlabels: {series: Press note}\n"
    )
    press, public = audiences.load("press", tmp_path), audiences.load("public", tmp_path)
    assert press.pages == 3
    assert press.elements == public.elements.model_copy(update={"key_points": 5})
    said = labels.load("en", press.lineage, press.labels)
    assert said.series == "Press note"
    assert said.timeline == labels.load("en", public.lineage, public.labels).timeline == "What happened"
    assert press.template == "public.html.j2"


def test_a_projects_audience_comes_before_the_packages(tmp_path: Path) -> None:
    write(tmp_path, "public.yaml", "extends: minister\npages: 7\n")
    assert audiences.load("public", tmp_path).pages == 7


def test_a_projects_audience_may_extend_the_packaged_one_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, "minister.yaml", "extends: minister\nelements: {actors: 2}\n")
    minister = audiences.load("minister", tmp_path)
    assert (minister.elements.actors, minister.elements.key_points, minister.pages) == (2, 3, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("extends: public\ngives: [timelin 1]\n", "names no element: 'timelin'"),
        ("extends: public\ntakes: [timeline]\n", "lacks a number"),
        ("extends: pubic\n", "no audience 'pubic'"),
        ("pages: 3\n", "'template' is missing"),
        ("extends: public\nelements: {keypoints: 3}\n", "keypoints"),
        ("extends: public\ncolumns: [interests]\n", "interests"),
        ("extends: public\npages: none\n", "pages"),
        ("extends: press\n", "without end"),
        ("extends: public\nceiling: TLP:BLUE\n", "TLP:BLUE"),
    ],
)
def test_a_wrong_audience_is_told(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, "press.yaml", text)
    with pytest.raises(SpecificationError) as caught:
        audiences.load("press", tmp_path)
    assert told in str(caught.value)
    assert "press.yaml" in str(caught.value)


def test_each_setting_comes_from_a_place(tmp_path: Path) -> None:
    write(tmp_path, "press.yaml", "extends: public\npages: 3\nelements:\n  key_points: 5\nlabels: {series: Press}\n")
    press, origins = audiences.resolve("press", tmp_path)
    assert press == audiences.load("press", tmp_path)
    assert origins["pages"] == "audiences/press.yaml:2:8"
    assert origins["elements.key_points"] == "audiences/press.yaml:4:15"
    assert origins["labels.series"] == "audiences/press.yaml:5:18"
    assert origins["style"].startswith("public.yaml:")
    assert origins["page_size"].startswith("policymaker.yaml:")
    assert "elements.glossary" not in origins


@pytest.mark.parametrize("name", ["analyst", "minister", "policymaker", "public"])
def test_an_ejected_audience_is_the_same_audience(tmp_path: Path, name: str) -> None:
    """Under its own name and under another, and with the words that languages have for it."""
    packaged = audiences.load(name, tmp_path)
    for file in (f"{name}.yaml", "press.yaml"):
        pipeline.eject(f"{name}.yaml", file, tmp_path)
        ejected = audiences.load(file.removesuffix(".yaml"), tmp_path)
        assert ejected.model_copy(update={"name": name}) == packaged


def test_nothing_is_overwritten_unless_it_is_asked_for(tmp_path: Path) -> None:
    path, _ = pipeline.eject("page.css", "page.css", tmp_path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match="there already"):
        pipeline.eject("page.css", "page.css", tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_copy_is_replaced_when_it_is_asked_for(tmp_path: Path) -> None:
    path, _ = pipeline.eject("page.css", "house.css", tmp_path)
    path.write_text("mine", encoding="utf-8")
    pipeline.eject("page.css", "house.css", tmp_path, replace=True)
    assert path.read_bytes() == assets.find("styles", "page.css", tmp_path).read_bytes()


def test_the_readmes_fifth_audience_is_one(tmp_path: Path) -> None:
    """Its commands and its lines, as a newcomer would type them, down to the finished page."""
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("### A fifth audience") :]
    assert "briefing eject public.yaml --as press.yaml" in section
    path, use = pipeline.eject("public.yaml", "press.yaml", tmp_path)
    assert use.split(": ")[1].startswith("briefing build -a press")
    lines = section[section.index("```yaml\n") + len("```yaml\n") :]
    path.write_text(textwrap.dedent(lines[: lines.rindex("\n", 0, lines.index("```")) + 1]), encoding="utf-8")
    (tmp_path / "dam.md").write_text("# The dam\n\nEgypt fears for its water. Sudan wants power.\n", encoding="utf-8")
    (tmp_path / "brief.yaml").write_text("title: The dam\nsources: [dam.md]\naudiences: [press]\n", encoding="utf-8")
    compiled = pipeline.compile_brief(pipeline.specify((str(tmp_path / "brief.yaml"),), ""), (), ("pdf",))
    (brief,), (artifact,) = compiled.briefs, compiled.artifacts
    assert (brief.series, brief.style) == ("Press note", "public.css")
    assert artifact.pages in (1, 2)
    assert brief.notes
    assert not [told for told in compiled.diagnostics if told.code == "layout"]
    assert not list(printed.missing(brief, printed.texts(artifact.content, artifact.name)))


@pytest.mark.parametrize("name", ["minister", "policymaker", "analyst", "public"])
def test_a_template_prints_whatever_element_an_audience_asks_of_it(name: str) -> None:
    """So that a fifth audience is a matter of numbers: none of the four templates is without an element."""
    nowhere = Path("nowhere")
    found, fields = SHAPES["every element"]
    spec = spec_of(found, {**fields, "date": "2020-06-01", "previous": "old.json"})
    audience = audiences.load(name, nowhere)
    numbers = {"changes": 9, "network": 9, "grid": 9, "notes": 99, "drawn_timeline": 1, "cautions": 9, "cleaning": 9}
    fullest = audience.model_copy(update={"elements": Elements(**numbers)})
    then = compose(found.model_copy(update={"key_points": found.key_points[2:]}), spec, fullest)[0]
    undated = tuple(one.model_copy(update={"notices": ("undated",)}) for one in found.documents)
    more = {"ask": found.key_points[:1], "disagreements": found.key_points[:2], "gaps": ("Nothing on the dam.",)}
    brief, _ = compose(
        found.model_copy(update={"documents": undated, **more}),
        spec,
        fullest,
        Former.model_validate_json(then.model_dump_json()),
    )
    page = html.markup(brief, nowhere, "")
    shown = set(re.findall(r'aria-labelledby="(\w[\w-]*)"', page))
    assert shown | {"gaps", "sources", "imprint"} >= {
        "ask", "key-points", "changes", "disagreements", "options", "actors", "matrix", "network", "grid", "timeline",
        "indicators", "glossary", "gaps", "cautions", "glance", "notes", "sources", "imprint", "cleaning",
    }  # fmt: skip
    said = (*brief.gaps, brief.sources[0].title, brief.imprint[0].value, *(one.title for one in brief.sections))
    assert all(text in page for text in said)
    assert all(f'href="#note-{note.number}"' in page and f'id="note-{note.number}"' in page for note in brief.notes)
