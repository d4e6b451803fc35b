"""A specification as nobody should write one: each is read, or refused in lines that say where."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import pytest

from briefing import audiences, rules, spec
from briefing.errors import BriefingError, LimitError, SpecificationError
from damage import damaged

SEED = Path(__file__).parents[1] / "seeds" / "brief.yaml"
FIELDS = (
    "title", "date", "language", "marking", "audiences", "sources", "sections", "actors", "bottom_line", "ask",
    "options", "indicators", "glossary", "previous", "imprint", "embargo", "draft", "brand", "llm", "waive", "labels",
    "file_name",
)  # fmt: skip
VALUES = (
    "", "~", "yes", "-1", "1e400", ".nan", "9" * 5000, "[]", "{}", "[[[[1]]]]", "{a: b}", "2026-02-30", "12:34:56",
    "!!binary aGk=", "!!python/object/apply:os.system [id]", "&a [*a]", "*a", "<<: *a", '"\\0"', '"\\x1b[31m"',
    '"\\ud800"', '"\\u202e"', "a: b: c", "'", "{{ 7*7 }}", "../../etc/passwd", "file:///etc/passwd", "a" * 20_000,
    "[" + "a," * 25_000 + "]", "- - - a", "? [a]", "CON", "\ufeff", "\U0001f4a9",
)  # fmt: skip
ALIASES = "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
FILES: dict[str, str | bytes] = {
    "laughs": f"a: &a [x, x]\n{ALIASES}",
    "depth": "[" * 50_000,
    "depth of keys": "a: " + "{a: " * 50_000,
    "keys": "".join(f"k{n}: v\n" for n in range(30_000)),
    "twice": "title: a\ntitle: b\nsources: [a.txt]\n",
    "two": "---\na: b\n---\nc: d\n",
    "empty": "",
    "words": "just words",
    "zero": "title: a\0b\n",
    "width": " " * 50_000 + "title: x",
    "key": "a" * 100_000 + ": b",
    "tab": "\ttitle: x",
    "conflict": "<<<<<<< HEAD\ntitle: x\n=======\n",
    "anchors": "".join(f"a{n}: &x{n} y\n" for n in range(1000)),
    "latin": "title: café".encode("latin-1"),
    "utf-16": "title: x\nsources: [a.txt]\n".encode("utf-16"),
    "every": bytes(range(256)),
}


def told(content: str | bytes, folder: Path) -> str:
    """What a file is refused with; "" where it is read."""
    file = folder / "brief.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        spec.load(file, audiences.names(folder), rules.waivable())
    except (SpecificationError, LimitError) as error:
        return str(error)
    return ""


def is_plain(said: str) -> bool:
    """Whether an error is lines of printable words, neither endless nor a traceback."""
    return all(line.isprintable() for line in said.splitlines()) and len(said) < 200_000 and "Traceback" not in said


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_is_no_specification_is_refused(tmp_path: Path, name: str) -> None:
    said = told(FILES[name], tmp_path)
    assert "brief.yaml" in said
    assert is_plain(said)


@pytest.mark.parametrize("field", FIELDS)
def test_a_value_of_another_kind_is_told_at_its_place(tmp_path: Path, field: str) -> None:
    needed = {"title": "title: T", "sources": "sources: [a.txt]"}
    for value, shape in product(VALUES, ("{field}: {value}", "sections:\n  - {{title: x, {field}: {value}}}")):
        rows = [row for key, row in needed.items() if key != field or not shape.startswith("{")]
        said = told("\n".join([*rows, shape.format(field=field, value=value), ""]), tmp_path)
        assert is_plain(said), value[:60]
        assert not said or said.startswith(f"error: {tmp_path / 'brief.yaml'}"), value[:60]


def test_a_damaged_specification_is_read_or_refused(tmp_path: Path) -> None:
    content = SEED.read_bytes()
    refused = 0
    for number in range(150):
        said = told(damaged(content, content, random.Random(number)), tmp_path)  # noqa: S311 - no secret
        refused += bool(said)
        assert is_plain(said)
    assert refused > 100


def test_an_error_of_many_mistakes_ends() -> None:
    mistakes: list[BriefingError] = [SpecificationError(f"mistake {n}\x1b[31m" + "x" * 5_000) for n in range(500)]
    said = str(BriefingError.of(mistakes)).splitlines()
    assert said[-1] == "and 399 more"
    assert said[1].startswith("error: mistake 1\\x1b[31mx")
    assert max(map(len, said)) < 1_100
