"""Real files, damaged at random, read as a build reads them.

    python benchmarks/mutants.py FOLDER [--each N] [--seed N] [--keep FOLDER]

Every readable file under FOLDER is damaged N times: bytes turned, cut, doubled, swapped, put in from elsewhere; of what
is a ZIP file also its members, packed again soundly. A table says for each suffix what came of them: documents, errors
by kind, the longest wait for one (seconds), and the most memory that the parent held. Every error that is no word of
the readers' own (BackendError: an exception, a signal) is printed with the seed of its file; the damaged file can be
kept with --keep FOLDER. Ends with 1 where something escaped, hung, or was no error of two lines.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from briefing import sources  # noqa: E402
from briefing.cache import Cache  # noqa: E402
from briefing.errors import BackendError, BriefingError  # noqa: E402
from briefing.model import Document, Source  # noqa: E402
from briefing.readers import reading  # noqa: E402
from briefing.spec import SourceSpec  # noqa: E402
from briefing.workers import Pool  # noqa: E402
from damage import damaged, repacked  # noqa: E402 - stands in tests/

_PACKED = (".docx", ".odt", ".epub", ".zip")
_BATCH, _FEW = 200, 12  # of files that hold one source, and many


def _mutants(files: list[Path], each: int, seed: int) -> Iterator[tuple[str, bytes]]:
    by_suffix = defaultdict(list)
    for file in files:
        by_suffix[file.suffix.lower()].append(file)
    for number, file in enumerate(files):
        content = file.read_bytes()
        for turn in range(each):
            chance = random.Random(f"{seed}/{file.name}/{turn}")  # noqa: S311 - no secret
            other = chance.choice(by_suffix[file.suffix.lower()]).read_bytes()
            is_inside = file.suffix.lower() in _PACKED and chance.random() < 0.7  # noqa: PLR2004
            made = (repacked if is_inside else damaged)(content, other, chance)
            yield f"m{number}-{turn}{file.suffix.lower()}", made


def _folders(mutants: Iterable[tuple[str, bytes]]) -> Iterator[Path]:
    """Folders of some of them, each gone when the next is asked for."""
    for first, content in mutants:
        most = _FEW if first.endswith((".json", ".jsonl", ".zip")) else _BATCH
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / first).write_bytes(content)
            size = len(content)
            for other, further in islice(mutants, most - 1):
                (folder / other).write_bytes(further)
                size += len(further)
                if size > sources.MOST_BYTES_IN_ALL // 2:
                    break
            yield folder


def _read(folder: Path) -> Iterator[tuple[str, Document | BriefingError, float]]:
    found = sources.find([SourceSpec(path=".")], folder)
    with Pool(warm=reading.warm_up(map(sources.media_type, found), ("en",))) as pool:
        loaded = (
            (one if isinstance(one, Source) else one.error, "", one.location) for one, _ in sources.load(found, pool)
        )
        last = time.monotonic()
        for outcome, location in reading.read_all(loaded, pool, Cache(), lambda _: None):
            now = time.monotonic()
            yield location, outcome, now - last
            last = now


def _is_told_well(error: BriefingError) -> bool:
    return len(str(error).splitlines()) == 2 and bool(error.hint)  # noqa: PLR2004 - what and where, the way out


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    files = sorted(file for file in given.folder.rglob("*") if file.suffix.lower() in sources.MEDIA_TYPES)
    told: dict[str, Counter[str]] = defaultdict(Counter)
    longest: dict[str, float] = defaultdict(float)
    escaped = 0
    mutants = _mutants(files, given.each, given.seed)
    for folder in _folders(mutants):
        for location, outcome, wait in _read(folder):
            top = location.split("!")[0].split("#")[0]
            suffix = Path(top).suffix
            told[suffix]["files" if top == location else "inside"] += 1
            told[suffix]["document" if isinstance(outcome, Document) else type(outcome).__name__] += 1
            longest[suffix] = max(longest[suffix], wait)
            if isinstance(outcome, BackendError):
                print(f"{location}: {outcome.message}")
                if given.keep:
                    given.keep.mkdir(parents=True, exist_ok=True)
                    (given.keep / top).write_bytes((folder / top).read_bytes())
            if isinstance(outcome, BriefingError) and not _is_told_well(outcome):
                escaped += 1
                print(f"{location}: told badly: {outcome!s}")
    for suffix, counts in sorted(told.items()):
        row = ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items()))
        print(f"{suffix:9}{row}; longest {longest[suffix]:.1f} s")
    print(f"parent: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    sys.exit(bool(escaped))


if __name__ == "__main__":
    main()
