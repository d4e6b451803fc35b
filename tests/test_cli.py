"""The command line as a process: what it imports, what it says of itself, how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pydantic", "yaml", "weasyprint", "lxml", "jinja2", "babel", "fontTools")


def briefing(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefing", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"], ["audiences", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    program = (
        "import sys; from briefing.cli import program\n"
        f"try: program({words!r}, 'briefing')\nexcept SystemExit: pass\n"
        f"print('HEAVY', sorted(m for m in {HEAVY!r} if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("HEAVY []\n")


def test_help_names_every_command_and_exit_code(tmp_path: Path) -> None:
    told = briefing("--help", cwd=tmp_path).stdout
    for command in (
        "new",
        "build",
        "draft",
        "check",
        "verify",
        "extract",
        "rebuild",
        "findings",
        "summarise",
        "audiences",
        "eject",
        "schema",
        "doctor",
    ):
        assert f"\n  {command} " in told
    for code in "012345678":
        assert f"  {code} " in told


def test_a_new_project_builds_unedited(tmp_path: Path) -> None:
    assert briefing("new", "project", cwd=tmp_path).returncode == 0
    done = briefing("build", "-a", "minister", "-f", "json", cwd=tmp_path / "project")
    assert done.returncode == 0, done.stderr
    assert sorted(f.name for f in (tmp_path / "project" / "out").iterdir()) == [
        "russia-and-iran-in-syria-after-soleimani-minister.json",
        "russia-and-iran-in-syria-after-soleimani.manifest.json",
    ]
    again = briefing("new", "project", cwd=tmp_path)
    assert (again.returncode, "not empty" in again.stderr) == (6, True)


def test_sources_need_no_specification(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(
        "# The dam\n\nEgypt fears for its water. Ethiopia wants to fill the dam. Sudan hopes for cheap power.\n",
        encoding="utf-8",
    )
    done = briefing("build", "note.md", "-f", "md", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "# The dam" in (tmp_path / "out" / "the-dam-policymaker.md").read_text(encoding="utf-8")


def test_an_ejected_audience_is_a_fifth(tmp_path: Path) -> None:
    briefing("new", "project", cwd=tmp_path)
    project = tmp_path / "project"
    assert briefing("eject", "public.yaml", "--as", "press.yaml", cwd=project).returncode == 0
    assert "press" in briefing("audiences", cwd=project).stdout
    done = briefing("build", "-a", "press", "-f", "html", cwd=project)
    assert done.returncode == 0, done.stderr
    assert (project / "out" / "russia-and-iran-in-syria-after-soleimani-press.html").is_file()


def test_every_piece_can_be_ejected_and_still_builds(tmp_path: Path) -> None:
    from briefing import assets

    briefing("new", "project", cwd=tmp_path)
    project = tmp_path / "project"
    for suffix, shelf in assets.SUFFIXES.items():
        for file in assets.packaged(shelf).glob(f"*{suffix}"):
            assert main_eject(file.name, project).name == file.name
    done = briefing("build", "-a", "minister", "-f", "html", cwd=project)
    assert done.returncode == 0, done.stderr


def main_eject(name: str, project: Path) -> Path:
    from briefing import pipeline

    return pipeline.eject(name, name, project)[0]


def test_a_closed_standard_error_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# A\n\nEgypt fears for its water.\n", encoding="utf-8")
    words = f"'{sys.executable}' -m briefing build note.md -f md 2>&-"
    assert subprocess.run(["bash", "-c", words], cwd=tmp_path, check=False, capture_output=True).returncode == 0
    assert (tmp_path / "out" / "a-policymaker.md").is_file()


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    done = briefing("build", "missing.txt", cwd=tmp_path)
    assert done.returncode == 4
    assert not (tmp_path / "out").exists()
