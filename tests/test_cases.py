"""tests/cases/*.md: files, a command, what it prints and its exit code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))
FENCE = re.compile(r"^(`{3,})(file [^\n]+|command|stdout|stderr|exit)\n(.*?)^\1$\n?", re.MULTILINE | re.DOTALL)


def run(command: str, folder: Path) -> dict[str, str]:
    """A case's command in `folder`: what it printed, the folder's own path left out, and its exit code."""
    program = f"'{sys.executable}' -m briefing "
    words = re.sub(r"(?<!\S)briefing (?=[a-z-])", lambda _: program, command)
    done = subprocess.run(
        ["bash", "-c", words],
        cwd=folder,
        capture_output=True,
        timeout=180,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "LC_ALL": "C.UTF-8"},
    )
    told = {"stdout": done.stdout.decode(), "stderr": done.stderr.decode(), "exit": f"{done.returncode}\n"}
    return {kind: text.replace(str(folder), ".") for kind, text in told.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, tmp_path: Path, accept: bool) -> None:  # noqa: FBT001 - a fixture
    text = case.read_text(encoding="utf-8")
    blocks = {kind: body for _, kind, body in FENCE.findall(text)}
    for kind, body in blocks.items():
        if kind.startswith("file "):
            file = tmp_path / kind.removeprefix("file ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body.encode("utf-8", "surrogateescape"))
    told = run(blocks["command"], tmp_path)
    assert "Traceback" not in told["stderr"]
    if accept:
        kept = FENCE.sub(lambda m: m[0] if m[2] not in told else "", text).rstrip() + "\n"
        kept += "".join(f"\n```{kind}\n{body}```\n" for kind, body in told.items() if body)
        case.write_text(kept, encoding="utf-8")
        return
    assert {kind: blocks.get(kind, "") for kind in told} == told
