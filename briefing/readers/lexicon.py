"""Source -> Document: the readers' word lists, one plain file each, in sections."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sections(name: str, language: str = "") -> dict[str, tuple[str, ...]]:
    """The lines of `<name>_<language>.txt` by section, of `<name>.txt` where there are not several; else the English.

    A line `[title]` opens a section, `#` and a space open a comment, blank lines do not count.
    """
    folder = files(__package__)
    path = folder / (f"{name}_{language.partition('-')[0].lower()}.txt" if language else f"{name}.txt")
    if not path.is_file():
        path = folder / f"{name}_en.txt"
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            lines = found.setdefault(line[1:-1], [])
        elif line.strip() and not line.startswith("# "):
            lines.append(line.strip())
    return {title: tuple(rows) for title, rows in found.items()}


@cache
def words(name: str, language: str, section: str) -> frozenset[str]:
    """Every word of one section, as written; several may stand on a line, parted by blanks."""
    return frozenset(word for line in sections(name, language).get(section, ()) for word in line.split())
