"""How long the program takes beside what it stands on: medians of interleaved runs, and their ratio.

    python benchmarks/speed.py [FOLDER OR BRIEF.YAML] [--runs N]

Each row runs two commands in turn, so that both meet the same machine:
  help     `briefing --help` beside an empty Click program with the same commands
  build    `briefing build -a policymaker -f pdf` beside `weasyprint` on the HTML of that edition
  findings the findings of the brief's sources alone, start and reading left out
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

EMPTY = """\
import click
@click.group()
def program(): pass
for name in {names!r}:
    program.add_command(click.Command(name))
program()
"""


def seconds(words: list[str], folder: Path) -> float:
    """The wall time of one run of a command."""
    start = time.perf_counter()
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def beside(name: str, ours: list[str], theirs: list[str], folder: Path, runs: int) -> None:
    """Print the medians of both commands and their ratio."""
    seconds(ours, folder), seconds(theirs, folder)  # warm the file cache
    pairs = [(seconds(ours, folder), seconds(theirs, folder)) for _ in range(runs)]
    mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{name:10} {mine * 1000:8.0f} ms {other * 1000:8.0f} ms   {mine / other:5.2f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("brief", nargs="?", type=Path, default=ROOT / "seeds" / "brief.yaml")
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    brief = (args.brief / "brief.yaml" if args.brief.is_dir() else args.brief).resolve()
    from briefing.cli import program

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = folder / "empty.py"
        empty.write_text(EMPTY.format(names=sorted(program.commands)), encoding="utf-8")
        briefing = str(BIN / "briefing")
        print(f"{'':10} {'briefing':>11} {'beside':>11}   ratio   ({args.runs} runs each, {os.cpu_count()} cores)")
        beside("help", [briefing, "--help"], [sys.executable, str(empty), "--help"], folder, args.runs)
        build = [briefing, "build", str(brief), "-a", "policymaker", "-o", "out", "-f"]
        subprocess.run([*build, "html,pdf"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (page,) = (folder / "out").glob("*.html")
        beside("build", [*build, "pdf"], [str(BIN / "weasyprint"), str(page), "page.pdf"], folder, args.runs)
        pace(brief)


def pace(brief: Path) -> None:
    """Print how long the findings take and the most memory that this process has held."""
    from briefing import findings, pipeline

    spec = pipeline.specify([str(brief)], "")
    documents, _ = pipeline.read(spec)
    sentences = sum(len(document.sentences) for document in documents)
    findings.find(documents, spec)  # the lexicons are read once
    start, rounds = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < 3:  # noqa: PLR2004 - seconds
        findings.find(documents, spec)
        rounds += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = spent / rounds * 1000
    print(f"findings   {each:8.0f} ms for {sentences} sentences, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
