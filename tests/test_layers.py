"""The layers hold, and what breaks them is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def checked(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    """One of the checks of `make check`, in a copy of the project, with the tools of this environment."""
    tools = Path(sys.executable).parent
    words = ["make", "--no-print-directory", "-C", str(folder), f"BIN={tools}", target]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=180, cwd=folder)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "briefing", project / "briefing", ignore=ignore)
    for name in ("pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, project / name)
    return project


def test_the_layers_hold(copy: Path) -> None:
    done = checked(copy, "layers")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("findings/__init__.py", "briefing.writers"),
        ("compose/__init__.py", "briefing.findings"),
        ("model.py", "briefing.pipeline"),
        ("sources.py", "briefing.readers"),
    ],
)
def test_an_import_upwards_or_sidewards_is_named(copy: Path, module: str, imported: str) -> None:
    file = copy / "briefing" / module
    file.write_text(f"{file.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")
    done = checked(copy, "layers")
    assert done.returncode != 0
    assert imported in done.stdout + done.stderr


@pytest.mark.parametrize("path", ["utils.py", "findings/helpers.py", "writers/common.py", "readers/utils/__init__.py"])
def test_a_drawer_without_a_name_is_named(copy: Path, path: str) -> None:
    stray = copy / "briefing" / path
    stray.parent.mkdir(exist_ok=True)
    stray.write_text('"""Odds and ends."""\n', encoding="utf-8")
    done = checked(copy, "layers")
    assert done.returncode != 0
    assert path.removesuffix("/__init__.py").removesuffix(".py") in (done.stdout + done.stderr).replace(".", "/")
