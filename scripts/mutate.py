"""Real files, damaged at random, read as a build reads them: `python scripts/mutate.py FOLDER [--each N] [--seed N]`.

Every readable file under FOLDER is damaged N times: bytes turned, cut, doubled, swapped, put in from elsewhere; of what
is a ZIP file also its members, packed again soundly. A table says for each suffix what came of them: documents, errors
by kind, the longest wait for one (seconds), and the most memory that the parent held. Every error that is no word of
the readers' own (BackendError: an exception, a signal) is printed with the seed of its file; the damaged file can be
kept with --keep FOLDER. Ends with 1 where something escaped, hung, or was no error of two lines.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from briefing import sources
from briefing.cache import Cache
from briefing.errors import BackendError, BriefingError
from briefing.model import Document, Source
from briefing.readers import reading
from briefing.spec import SourceSpec
from briefing.workers import Pool

_PACKED = (".docx", ".odt", ".epub", ".zip")
_BATCH, _FEW = 200, 12  # of files that hold one source, and many
_SPICE = (
    b"\0", b"\xff", b"\xff\xff\xff\xff", b"\x80\0\0\0", b"2147483648", b"-1", b"99999999999999999999", b"<", b"</",
    b"&", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"{", b"}", b"[", b"]", b"\\u-1", b"\\bin999999999 ",
    b"\r\n\r\n", b"--", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"obj", b"endobj", b"stream", b"/Kids[1 0 R]",
    b"/Length 0", b"%PDF-", b"'", b'"',
)  # fmt: skip


def damaged(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """The content with one to six faults; `other` is what foreign pieces are taken from."""
    octets = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not octets:
            break
        at = chance.randrange(len(octets))
        reach = at + chance.choice((1, 2, 8, 64, 1024, len(octets)))
        match chance.randrange(8):
            case 0:
                octets[at] ^= 1 << chance.randrange(8)
            case 1:
                octets[at:reach] = chance.randbytes(min(64, len(octets[at:reach])))
            case 2:
                del octets[at:reach]
            case 3:
                octets[at:at] = octets[at : min(reach, at + 4096)] * chance.choice((1, 2, 50))
            case 4:
                octets[at:at] = chance.choice(_SPICE) * chance.choice((1, 1, 1, 1000))
            case 5:
                start = chance.randrange(max(1, len(other)))
                octets[at:reach] = other[start : start + chance.choice((8, 64, 1024))]
            case 6:
                to = chance.randrange(len(octets))
                octets[at : at + 16], octets[to : to + 16] = octets[to : to + 16], octets[at : at + 16]
            case _:
                octets[at : at + 4] = chance.choice(_SPICE)
    return bytes(octets)


def repacked(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """A ZIP file of which one or two members are damaged and the rest is as it was."""
    try:
        held = zipfile.ZipFile(io.BytesIO(content))
        parts = {name: held.read(name) for name in held.namelist()}
    except (zipfile.BadZipFile, ValueError):
        return damaged(content, other, chance)
    hurt = chance.sample(sorted(parts), min(len(parts), chance.randint(1, 2)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in parts.items():
            archive.writestr(name, damaged(octets, other, chance) if name in hurt else octets)
    return made.getvalue()


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
