#!/usr/bin/env python3
"""Font packages -> styles/fonts/: the bundled faces, subset, each family with its licence, and what they draw.

styles/fonts/origins.txt says which package, version and member each file comes from. The packages are fetched with the
npm client as it is set up and must have the SHA-256 written there. The same packages and the same fontTools give the
same bytes.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FONTS = Path(__file__).resolve().parent.parent / "styles" / "fonts"

RENAMED = (("Source Serif 4", "Briefing Serif"), ("SourceSerif4", "BriefingSerif"))
"""Adobe reserves the name Source (the fonts' name ID 0), so that a subset must be called otherwise (OFL 1.1, 3)."""

FEATURES = (
    "ccmp", "locl", "calt", "clig", "liga", "rlig", "rclt", "rtlm", "curs", "kern", "mark", "mkmk", "dist",
    "init", "medi", "med2", "fina", "fin2", "fin3", "isol", "case", "ordn", "sups", "subs", "frac", "numr", "dnom",
    "lnum", "onum", "pnum", "tnum",
)  # fmt: skip
"""What shaping needs, and what numbers in running text and in tables need (OpenType's registered feature tags)."""

LATIN = (
    (0x20, 0x7E), (0xA0, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x218F), (0x2190, 0x22FF), (0x25A0, 0x25FF),
    (0x2605, 0x2606), (0x2610, 0x2612), (0x2713, 0x2713), (0x2717, 0x2717), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
)  # fmt: skip
"""Latin, Greek and Cyrillic with their extensions, then signs that briefs print."""

ARABIC = (
    (0x20, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xA0, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7), (0x300, 0x36F), (0x600, 0x6FF),
    (0x750, 0x77F), (0x870, 0x8FF), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2212, 0x2212), (0x25CC, 0x25CC),
    (0xFB50, 0xFDFF), (0xFE70, 0xFEFF), (0x10E60, 0x10E7F), (0x1EE00, 0x1EEFF),
)  # fmt: skip
"""Arabic with its marks, digits and presentation forms, and punctuation, but no Latin letter, which others draw."""

NAMES_KEPT = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17)
"""Name IDs: copyright, family, style, version, trademark, licence (OpenType `name`)."""


HYPHEN, UNBROKEN_HYPHEN = 0x2010, 0x2011
"""They look alike; not every face has both."""


class Origin(NamedTuple):
    """A package of the registry, and which of its members becomes which file under styles/fonts/."""

    package: str
    version: str
    sha256: str
    members: tuple[tuple[str, str], ...]


def main() -> None:
    """Write every face, licence and coverage.txt anew. Exits with a line if a package is not the one expected."""
    for origin in origins((FONTS / "origins.txt").read_text("utf-8").splitlines()):
        with tempfile.TemporaryDirectory() as folder:
            contents = unpack(fetch(origin, Path(folder)), origin)
        for file, content in contents.items():
            (FONTS / file).parent.mkdir(parents=True, exist_ok=True)
            (FONTS / file).write_bytes(content)
    (FONTS / "coverage.txt").write_text(coverage(sorted(FONTS.glob("*/*.ttf"))), "utf-8")


def origins(lines: Iterable[str]) -> Iterator[Origin]:
    """Yield the packages of origins.txt: a line `package version sha256`, then an indented `file member` a file."""
    rows = [(line.startswith(" "), line.split()) for line in lines if line.strip() and not line.startswith("#")]
    starts = [index for index, (indented, _) in enumerate(rows) if not indented]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        package, version, sha256 = rows[start][1]
        yield Origin(package, version, sha256, tuple((file, member) for _, (file, member) in rows[start + 1 : end]))


def fetch(origin: Origin, folder: Path) -> Path:
    """Put the package file into `folder` as npm hands it out. Exits if its SHA-256 is another."""
    npm = shutil.which("npm") or sys.exit("npm is needed to fetch the fonts' packages")
    wanted = f"{origin.package}@{origin.version}"
    subprocess.run([npm, "pack", "--silent", "--pack-destination", folder, wanted], check=True, capture_output=True)  # noqa: S603 - our own table
    (file,) = folder.glob("*.tgz")
    if (found := hashlib.sha256(file.read_bytes()).hexdigest()) != origin.sha256:
        sys.exit(f"{wanted} has SHA-256 {found}, not {origin.sha256}")
    return file


def unpack(file: Path, origin: Origin) -> dict[str, bytes]:
    """Make the files that a package gives: its faces subset, its licence under the faces' own copyright notices."""
    with tarfile.open(file) as archive:
        raw = {name: archive.extractfile(member).read() for name, member in origin.members}  # type: ignore[union-attr]
    contents, notices = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for name in sorted(name for name in raw if name.endswith(".ttf")):
            path = Path(folder) / "face.ttf"
            path.write_bytes(raw[name])
            font = reduced(path, ARABIC if "arabic" in origin.package else LATIN)
            notices.append(str(font["name"].getDebugName(0)))
            font.save(path)
            contents[name] = path.read_bytes()
    (licence,) = (name for name in raw if name not in contents)
    text = raw[licence].decode("utf-8").strip()
    heading = "".join(f"{notice}\n" for notice in sorted(set(notices)) if notice not in text)
    return {**contents, licence: f"{heading}{text}\n".encode()}


def reduced(path: Path, ranges: tuple[tuple[int, int], ...]) -> TTFont:
    """Load the face at `path` with the code points in `ranges` only, without hinting, glyph names, unused features."""
    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options(
        layout_features=list(FEATURES), name_IDs=list(NAMES_KEPT), hinting=False, glyph_names=False,
        notdef_outline=True, recalc_timestamp=False,
    )  # fmt: skip
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for c in font.getBestCmap() if any(low <= c <= high for low, high in ranges)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16}:
            record.string = renamed(str(record))
    for cmap in (table.cmap for table in font["cmap"].tables if HYPHEN in table.cmap):
        cmap.setdefault(UNBROKEN_HYPHEN, cmap[HYPHEN])
    return font


def renamed(name: str) -> str:
    """Take the reserved name out of a name."""
    for was, now in RENAMED:
        name = name.replace(was, now)
    return name


def coverage(files: Iterable[Path]) -> str:
    """Write coverage.txt: a line for each family, with the ranges of code points that every one of its faces draws."""
    families: dict[str, set[int]] = {}
    for file in files:
        font = TTFont(file)
        name = str(font["name"].getDebugName(16) or font["name"].getDebugName(1))
        drawn = set(font.getBestCmap())
        families[name] = families.get(name, drawn) & drawn
    heading = "# Family: ranges of code points (hexadecimal) that all its faces draw. Written by scripts/fonts.py.\n"
    return heading + "".join(f"{name}: {' '.join(ranges(families[name]))}\n" for name in sorted(families))


def ranges(points: set[int]) -> Iterator[str]:
    """Write `20-7E` for a run of code points, `A9` for one that stands alone, in order."""
    for low in sorted(point for point in points if point - 1 not in points):
        high = low
        while high + 1 in points:
            high += 1
        yield f"{low:X}-{high:X}" if high > low else f"{low:X}"


if __name__ == "__main__":
    main()
