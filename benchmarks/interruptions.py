"""A build ended at any moment, eight at once, and a machine that has no room: what stands in out/ afterwards.

    python benchmarks/interruptions.py [--kills 500] [--seed 1] [--only rooms|crowd|kills]

Each build is ended at a random moment by SIGKILL, SIGTERM or SIGINT, alone or with its whole group. Afterwards each
file of out/ must be one of the two that are built in turn, a manifest must agree with the files beside it, and no
process may be left; after a build that runs to its end, no file. A table tells it; with a fault it ends in 1.
Linux; as root, the rooms that are too small and the folders that cannot be written are mounted.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SPECIFICATION = "title: The dam\ndate: {date}\naudiences: [minister]\nsources: [dam.md, power.pdf]\n"
DAM = "# The dam\n\nEgypt fears for its water supply. Ethiopia wants to fill the dam by 2025. Egypt opposes Ethiopia.\n"
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
NEXT = 20  # kills, after which a build runs to its end
LEFT = 10.0  # seconds in which what was started must be gone


class Project:
    """A small project with folders of its own for what it makes, remembers and needs for a while."""

    def __init__(self, root: Path) -> None:
        self.out, self.cache, self.tmp = (root / name for name in ("out", "cache", "tmp"))
        self.root = root
        self.tmp.mkdir()
        (root / "dam.md").write_text(DAM, encoding="utf-8")
        self.write("2019-01-01", "[dam.md]")
        self.built()
        shutil.copy(next(self.out.glob("*minister.pdf")), root / "power.pdf")
        shutil.rmtree(self.out)
        self.write("2019-04-01")

    def write(self, date: str, sources: str = "[dam.md, power.pdf]") -> None:
        """Makes the specification one of this date."""
        text = SPECIFICATION.format(date=date).replace("[dam.md, power.pdf]", sources)
        (self.root / "brief.yaml").write_text(text, encoding="utf-8")

    def start(self, *words: str, **changes: str) -> subprocess.Popen[str]:
        """A build, in a group of its own."""
        home = {"BRIEFING_CACHE": str(self.cache), "TMPDIR": str(self.tmp), "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(
            [sys.executable, "-m", "briefing", "build", "-f", "pdf,json,html", *words],
            cwd=self.root,
            env=os.environ | home | changes,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def built(self, *words: str, **changes: str) -> tuple[int, str]:
        """A build's exit code, and what it says."""
        with self.start(*words, **changes) as program:
            _, said = program.communicate(timeout=300)
        return program.returncode, said

    def files(self) -> dict[str, str]:
        """The SHA-256 of each file in out/, by its name."""
        found = {}
        for file in self.out.iterdir() if self.out.is_dir() else ():
            found[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
        return found

    def litter(self) -> list[str]:
        """What is left that a run to its end ought to have taken away."""
        parts = [str(file) for folder in (self.out, self.cache) for file in folder.rglob("*.part")]
        return parts + [str(file) for file in self.tmp.iterdir()]

    def disagreeing(self) -> list[str]:
        """The outputs that a manifest tells otherwise than they are."""
        told = [json.loads(file.read_text("utf-8")) for file in self.out.glob("*.manifest.json")]
        there = self.files()
        return [one["name"] for listed in told for one in listed["outputs"] if there.get(one["name"]) != one["sha256"]]


def descendants(process: int) -> set[int]:
    """The processes below one."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            for child in map(int, task.read_text("ascii").split()):
                found |= {child, *descendants(child)}
    return found


def is_alive(process: int) -> bool:
    """Whether a process runs: no longer where it only waits to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(project: Project, kills: int, chance: random.Random) -> Counter[str]:
    """Ends so many builds, each at its moment; counts what was found."""
    known: dict[str, set[str]] = {}
    for date in ("2019-04-01", "2019-04-02"):
        project.write(date)
        began = time.monotonic()
        code, said = project.built()
        whole = time.monotonic() - began
        assert code == 0, said  # noqa: S101 - nothing can be measured
        for name, digest in project.files().items():
            known.setdefault(name, set()).add(digest)
    found: Counter[str] = Counter()
    for number in range(kills):
        project.write(f"2019-04-0{1 + number % 2}")
        by, group = SIGNALS[number % 3], number // 3 % 2
        program = project.start()
        time.sleep(chance.uniform(0, whole))
        started = descendants(program.pid)
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(program.pid, by)
        _, said = program.communicate(timeout=120)
        until = time.monotonic() + LEFT
        while (left := {one for one in started if is_alive(one)}) and time.monotonic() < until:
            time.sleep(0.05)
        there = project.files()
        found["builds"] += 1
        found["ended before they were done"] += program.returncode != 0
        found["files neither old nor new"] += sum(
            digest not in known.get(name, ()) for name, digest in there.items() if not name.endswith(".part")
        )
        found["manifests that disagree"] += bool(project.disagreeing())
        found["out/ without a manifest"] += not any(name.endswith("manifest.json") for name in there)
        found["processes left"] += len(left)
        found["tracebacks"] += "Traceback" in said and by != signal.SIGINT
        found["tracebacks of an interruption"] += "Traceback" in said and by == signal.SIGINT
        if number % NEXT == NEXT - 1 or number == kills - 1:
            code, said = project.built()
            found["builds after them"] += 1
            found["that failed"] += code != 0
            found["files left after them"] += len(project.litter())
            found["manifests missing after them"] += not any(n.endswith("manifest.json") for n in project.files())
    return found


def crowd(project: Project, count: int = 8) -> Counter[str]:
    """So many builds at once into one folder, from two specifications; with an empty cache and with a full one."""
    found: Counter[str] = Counter()
    for _ in range(2):
        programs = []
        for number in range(count):
            other = project.root / f"brief-{number % 2}.yaml"
            other.write_text(SPECIFICATION.format(date=f"2019-05-0{1 + number % 2}"), encoding="utf-8")
            programs.append(project.start(str(other)))
        for program in programs:
            _, said = program.communicate(timeout=600)
            found["builds at once"] += 1
            found["that failed at once"] += program.returncode != 0
            found["tracebacks at once"] += "Traceback" in said
        found["manifests that disagree after them"] += bool(project.disagreeing())
        found["files left after builds at once"] += len(project.litter())
    return found


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small folder in memory at this place."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)  # noqa: S607
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


def cramped(project: Project) -> Iterator[tuple[str, int, int, str, bool]]:
    """Where nothing can be written: what was tried, the exit code wanted and got, what was said, all as before."""

    def told(name: str, wanted: int, *words: str, **changes: str) -> tuple[str, int, int, str, bool]:
        before = project.files()
        code, said = project.built(*words, **changes)
        last = said.strip().splitlines()
        return name, wanted, code, " / ".join(last)[:150], wanted == 0 or before == project.files()

    project.write("2019-06-01")
    file = project.root / "file"
    file.write_bytes(b"")
    yield told("out/ is a file", 6, "-o", "file")
    yield told("out/ under a file", 6, "-o", "file/out")
    yield told("a name too long", 6, "-o", "a" * 300)
    (project.root / "dir" / "the-dam-minister.html").mkdir(parents=True)
    yield told("a folder where a file is to be", 6, "-o", "dir")
    yield told("the cache is a file", 0, BRIEFING_CACHE=str(file))
    yield told("the cache under a file", 0, BRIEFING_CACHE=str(file / "cache"))
    yield told("no folder for a while", 0, TMPDIR=str(project.root / "nowhere"))
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    project.write("2019-06-02")
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, usual[1]))
    with contextlib.suppress(OSError):
        yield told("a quota of 60 kB a file", 6)
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    if os.geteuid():
        return
    for size in (8, 100, 200, 300):
        with mounted(project.root / "small", f"size={size}k"):
            yield told(f"{size} kB of room", 6, "-o", "small")
    for size in (8, 300):
        with mounted(project.root / "small", f"size={size}k"):
            yield told(f"{size} kB of room for a while", 6, TMPDIR=str(project.root / "small"))
        with mounted(project.root / "small", f"size={size}k"):
            yield told(f"{size} kB of room for the cache", 0, BRIEFING_CACHE=str(project.root / "small"))
    with mounted(project.root / "small", "size=9m,ro"):
        yield told("a folder to read only", 6, "-o", "small")
        yield told("a cache to read only", 0, BRIEFING_CACHE=str(project.root / "small"))
        yield told("a folder for a while to read only: another is taken", 0, TMPDIR=str(project.root / "small"))
    full = Path("/dev/full")
    if full.exists():
        with full.open("w", encoding="utf-8") as nowhere:
            words = [sys.executable, "-m", "briefing", "build"]
            paths = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "BRIEFING_CACHE": str(project.cache)}
            done = subprocess.run(
                words, cwd=project.root, env=paths, stdout=nowhere, stderr=subprocess.PIPE, text=True, check=False
            )
        yield "a full disk under a redirection", 6, done.returncode, " / ".join(done.stderr.splitlines())[:150], True


def main() -> int:
    """Print what was found, and tell whether that is as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("rooms", "crowd", "kills"), default="")
    given = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[1]))
    faults = 0
    with tempfile.TemporaryDirectory() as made:
        project = Project(Path(made).resolve())
        for name, wanted, code, said, same in cramped(project) if given.only in ("", "rooms") else ():
            wrong = code != wanted or not same or "Traceback" in said
            faults += wrong
            print(
                f"{'FAULT ' if wrong else ''}{name}: exit {code}{'' if same else ', out/ changed'}  {said}", flush=True
            )
        parts: dict[str, Callable[[], Counter[str]]] = {
            "crowd": lambda: crowd(project),
            "kills": lambda: kill(project, given.kills, random.Random(given.seed)),  # noqa: S311 - no secret
        }
        harmless = {"builds", "ended before they were done", "out/ without a manifest", "builds after them",
            "builds at once", "tracebacks of an interruption"}  # fmt: skip
        for part in (part for part in parts if given.only in ("", part)):
            for name, count in parts[part]().items():
                faults += count if name not in harmless else 0
                print(f"{count:6}  {name}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
