"""The wheel holds all that a build needs, installs and builds elsewhere; the locks hold; nothing names a machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("briefing", "styles", "seeds", "scripts", "tests", "benchmarks", "out/sample", ".ci")
HOSTS = tuple(name[::-1] for name in ("gro.ipyp", "gro.detsohnohtyp", "gro.sjmpn", "moc.gkpnray", "gro.naibed.bed"))


def run(*command: object, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "PIP_"))}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    (file,) = folder.glob("*.whl")
    return file


def test_the_wheel_holds_what_the_checkout_holds(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    there = {name for name in names if name.startswith("briefing/")}
    folders = [(ROOT / "briefing", ""), (ROOT / "styles", "styles/"), (ROOT / "seeds", "seeds/")]
    here = {
        f"briefing/{prefix}{file.relative_to(folder).as_posix()}"
        for folder, prefix in folders
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert there == here
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_builds_a_brief_on_its_own(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, which sees this one's libraries, in a folder with a space in its path."""
    home = tmp_path / "an environment"
    venv.create(home, symlinks=os.name != "nt")
    paths = sysconfig.get_paths("venv", vars={"base": str(home), "platbase": str(home)})
    python = next(Path(paths["scripts"]).glob("python*"))
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", wheel, folder=tmp_path)
    program = next(Path(paths["scripts"]).glob("briefing*"))
    site = Path(paths["purelib"])
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert run(program, "--version", folder=tmp_path) == f"briefing {version}\n"
    where = run(python, "-c", "import briefing; print(briefing.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(home)
    assert run(program, "doctor", folder=tmp_path).endswith("ready to build\n")
    run(program, "build", site / "briefing" / "seeds" / "brief.yaml", "-a", "minister", "-o", "here", folder=tmp_path)
    (pdf,) = (tmp_path / "here").glob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")


def pins(lock: str) -> dict[str, list[str]]:
    """Each pinned package of a lock with its hashes."""
    packages: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if pin := re.match(r"([\w.-]+)==(\S+)", line):
            packages[f"{pin[1]}=={pin[2]}"] = found = []
        else:
            found += re.findall(r"--hash=(sha256:[0-9a-f]{64})", line)
    return packages


def test_the_locks_pin_every_dependency_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    extra = [name for name in project["dependency-groups"]["dev"] if isinstance(name, str)]
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime.items() <= dev.items()
    for names, lock in ((wanted, runtime), (extra, dev)):
        pinned = {pin.partition("==")[0] for pin in lock}
        assert {re.match(r"[\w-]+", name)[0].lower() for name in names} <= pinned  # type: ignore[index]
    assert all(dev.values())


def carried() -> Iterator[Path]:
    """The repository's files, without what building and running leave in it."""
    yield from (file for file in ROOT.iterdir() if file.is_file())
    for folder in OURS:
        yield from (f for f in (ROOT / folder).rglob("*") if f.is_file() and "__pycache__" not in f.parts)


def test_no_file_names_a_registry_host_or_a_place_on_a_machine() -> None:
    place = re.escape(str(ROOT)) if len(ROOT.parts) > 2 else r"(?!)"
    named = re.compile("|".join([*map(re.escape, HOSTS), place, r"(?<![\w.~-])/(work|root|home)/[\w.]"]).encode())
    found = {str(f.relative_to(ROOT)): m[0] for f in sorted(carried()) if (m := named.search(f.read_bytes()))}
    assert found == {}


def test_every_target_of_the_makefile_is_phony_or_makes_its_file() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    assert targets == set(phony[1].split())
    assert targets >= {"brief", "test", "check", "sample", "lock", "fonts", "clean"}


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the old Python")
def test_make_tells_an_old_python_from_none(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    old = folder / "old"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.2\n', "utf-8")
    old.chmod(0o755)
    for name, said in (
        ("./old", "briefing needs Python 3.11 or newer, this is Python 3.9.2"),
        ("./none", "no ./none here"),
    ):
        done = subprocess.run(
            ["make", f"PYTHON={name}", "brief"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert said in done.stderr.splitlines()[0]
    assert not (folder / ".venv").exists()
