from __future__ import annotations

from pathlib import Path

import pytest

from briefing import audiences, labels
from briefing.errors import SpecificationError


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
