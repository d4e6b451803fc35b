"""Builds that are ended in the midst of it, or find no room: what stood in out/ stands there still."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals, and limits what is written")

DAM = "# The dam\n\nEgypt fears for its water supply. Ethiopia wants to fill the dam by 2025.\n"
LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2);"
    "from briefing.cli import main; main()"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "dam.md").write_text(DAM, encoding="utf-8")
    dated(tmp_path, "2019-04-01")
    assert built(tmp_path) == 0
    return tmp_path


def dated(project: Path, date: str) -> None:
    spec = f"title: The dam\ndate: {date}\naudiences: [minister]\nsources: [dam.md]\n"
    (project / "brief.yaml").write_text(spec, encoding="utf-8")


def start(project: Path, *words: str, **changes: str) -> subprocess.Popen[str]:
    home = {"BRIEFING_CACHE": str(project / "cache"), "TMPDIR": str(project / "tmp")}
    program = words or ("-m", "briefing")
    return subprocess.Popen(
        [sys.executable, *program, "build", "-f", "pdf,json"],
        cwd=project, env=os.environ | home | changes, stderr=subprocess.PIPE, text=True, start_new_session=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def built(project: Path, **changes: str) -> int:
    """The exit code of a build to its end."""
    with start(project, **changes) as program:
        program.communicate(timeout=120)
    return program.returncode


def standing(project: Path) -> dict[str, str]:
    """The SHA-256 of each file in out/; every manifest agrees with them."""
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (project / "out").iterdir()}
    for file in (project / "out").glob("*.manifest.json"):
        told = json.loads(file.read_text("utf-8"))["outputs"]
        assert {one["name"]: one["sha256"] for one in told}.items() <= files.items()
    return files


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_build_leaves_the_old_files_and_the_next_one_no_litter(project: Path, by: signal.Signals) -> None:
    before = standing(project)
    dated(project, "2019-04-02")
    program = start(project)
    until = time.monotonic() + 60
    while not list((project / "tmp").iterdir()) and time.monotonic() < until:  # the layout has begun
        time.sleep(0.02)
    os.killpg(program.pid, by)
    _, said = program.communicate(timeout=60)
    assert program.returncode
    assert "Traceback" not in said
    assert standing(project) == before
    assert built(project) == 0
    assert standing(project).keys() == before.keys()
    assert not list((project / "tmp").iterdir())
    assert not list(project.rglob("*.part"))


@pytest.mark.parametrize(("most", "what"), [(1_000, "a file for a while"), (0, "a file for a while")])
def test_a_quota_that_is_met_ends_in_a_line(project: Path, most: int, what: str) -> None:
    before = standing(project)
    dated(project, "2019-04-02")
    with start(project, "-c", LIMITED, str(most)) as program:
        _, said = program.communicate(timeout=60)
    assert program.returncode == 6
    assert what in said
    assert said.count("\n") == 2
    assert standing(project) == before


def test_a_cache_that_cannot_be_written_is_done_without(project: Path) -> None:
    (project / "file").write_bytes(b"")
    assert built(project, BRIEFING_CACHE=str(project / "file" / "cache")) == 0
