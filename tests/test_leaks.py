"""What an edition may not tell is found in the bytes of any format, wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing import pipeline
from briefing.errors import BackendError
from briefing.leaks import Secret, leaked
from briefing.model import Artifact

DAM = """\
# The dam

2 March 2019

Egypt fears for its water supply. Ethiopia wants to fill the dam. Sudan wants power.
"""
BRIEF = "title: The dam\ndate: 2019-04-01\nsources: [dam.md]\naudiences: [minister]\n"
FORMATS = ("pdf", "html", "docx", "json", "md")
END = "{% block end %}"
COMMENT = "ask the ambassador before we print this"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leaks")
    (folder / "dam.md").write_text(DAM, encoding="utf-8")
    (folder / "brief.yaml").write_text(BRIEF + f"# {COMMENT}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def artifacts(project: Path) -> tuple[Artifact, ...]:
    spec = pipeline.specify([str(project / "brief.yaml")], "")
    return pipeline.compile_brief(spec, ("policymaker",), FORMATS).artifacts


@pytest.mark.parametrize("suffix", FORMATS)
def test_words_are_found_in_every_format(artifacts: tuple[Artifact, ...], suffix: str) -> None:
    (artifact,) = [one for one in artifacts if one.name.endswith(suffix)]
    secrets = (
        Secret("said", "egypt fears FOR its water\nsup-ply"),
        Secret("unsaid", "Egypt fears for its old friends"),
    )
    assert [what for what, _ in leaked(artifact, secrets)] == ["said"]
    assert not [*leaked(artifact, (Secret("of too few words", "water supply"),))]


def test_a_string_of_a_pdf_is_found_that_no_page_shows(artifacts: tuple[Artifact, ...]) -> None:
    (pdf,) = [one for one in artifacts if one.name.endswith("pdf")]
    hidden = Secret("a path", '"schema_of_a_file"', exact=True)
    assert not [*leaked(pdf, (hidden,))]
    assert [*leaked(pdf, (Secret("in brief.json alone", '"proofs": [', exact=True),))]


def test_a_template_that_tells_a_comment_ends_the_build(project: Path, tmp_path: Path) -> None:
    """Nothing but the scan stands between a template of one's own and what it says."""
    for name in ("dam.md", "brief.yaml"):
        (tmp_path / name).write_bytes((project / name).read_bytes())
    (tmp_path / "templates").mkdir()
    shipped = Path(pipeline.__file__).parent / "templates" / "minister.html.j2"
    told = shipped.read_text(encoding="utf-8").replace(END, f"{END}<p>{COMMENT.upper()}</p>")
    assert COMMENT.upper() in told
    (tmp_path / "templates" / "minister.html.j2").write_text(told, encoding="utf-8")
    with pytest.raises(BackendError, match="would tell a comment"):
        pipeline.compile_brief(pipeline.specify([str(tmp_path / "brief.yaml")], ""), (), ("pdf",))


def test_a_template_that_tells_where_it_is_built_ends_the_build(project: Path, tmp_path: Path) -> None:
    for name in ("dam.md", "brief.yaml"):
        (tmp_path / name).write_bytes((project / name).read_bytes())
    (tmp_path / "templates").mkdir()
    shipped = Path(pipeline.__file__).parent / "templates" / "minister.html.j2"
    link = f'{END}<p><a href="{tmp_path.resolve().as_uri()}/dam.md">source</a></p>'
    (tmp_path / "templates" / "minister.html.j2").write_text(
        shipped.read_text(encoding="utf-8").replace(END, link), encoding="utf-8"
    )
    with pytest.raises(BackendError, match="a path of this machine"):
        pipeline.compile_brief(pipeline.specify([str(tmp_path / "brief.yaml")], ""), (), ("html",))
