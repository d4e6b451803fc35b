"""YAML that is strict: what is refused, where, and in which words; and models built from it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from briefing import strict_yaml
from briefing.errors import BriefingError, LimitError, SpecificationError
from briefing.strict_yaml import Day, Flag, Line, Mapping, PartialDay, Scalar, Sequence, Tree, load, read, validate

if TYPE_CHECKING:
    from pathlib import Path


class Leg(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    to: Line
    miles: int = Field(default=0, ge=0, le=9000, description="how far")


class Voyage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    ship: Line = Field(description="her name")
    legs: tuple[Leg, ...] = Field(default=(), min_length=1)
    rig: Literal["schooner", "brig", "barque"] = "brig"
    sails: Day | None = None
    built: PartialDay | None = None
    crewed: Flag = True
    tonnage: float = 0
    log: str = ""
    ports: dict[str, str] = {}


def mistakes(text: str) -> list[BriefingError]:
    with pytest.raises(SpecificationError) as caught:
        validate(load(text, "a.yaml"), Voyage)
    return [caught.value, *caught.value.others]


def scalar(tree: Tree, *path: str | int) -> Scalar:
    node = tree.find(*path)
    assert isinstance(node, Scalar)
    return node


def test_strings_stay_strings() -> None:
    text = "[NO, yes, 1.0, 0x1F, 012, 1_000, 12:30, 2020-01-20, 1e3, .inf, null, ~, '', \"a\\tb\", é]"
    tree = load(text, "a.yaml")
    assert isinstance(tree.root, Sequence)
    written = ["NO", "yes", "1.0", "0x1F", "012", "1_000", "12:30", "2020-01-20", "1e3", ".inf", "null", "~"]
    assert [scalar(tree, i).value for i in range(15)] == [*written, "", "a\tb", "é"]
    assert [i for i in range(15) if scalar(tree, i).is_empty()] == [10, 11, 12]


def test_a_model_is_built_with_values_converted() -> None:
    text = "\ufeffship:  Ann  Marie\nlegs:\n- {to: NO, miles: '12'}\n- to: 1.0\nsails: 2020-02-29\nbuilt: 1897-05\n"
    text += "crewed: false\ntonnage: 1.5\nports: {a: b}\nrig:\n"
    voyage = validate(load(text.replace("\n", "\r\n"), "a.yaml"), Voyage)
    assert voyage.ship == "Ann Marie"
    assert voyage.legs == (Leg(to="NO", miles=12), Leg(to="1.0"))
    assert (voyage.sails, voyage.built, voyage.crewed) == (date(2020, 2, 29), "1897-05", False)
    assert (voyage.tonnage, voyage.ports, voyage.rig) == (1.5, {"a": "b"}, "brig")


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ("a: b: c", "1:5", "a colon stands", "in quotes"),
        ("a: 1\n b: 2", "2:3", "a colon stands", "indentation"),
        ("a:\n  - 'x\nb: y", "2:5", "quotation mark is opened and never closed", "close it"),
        ("a: [1, 2\nb: 3", "1:4", "opened with [", "close it with ]"),
        ("a: {b: c\nd: e", "1:4", "opened with {", "close it with }"),
        ("a:\n\t- b", "2:1", "a tab", "indent with spaces"),
        ("a: b\n\tc: d", "2:1", "a tab", "indent with spaces"),
        ("a: @x", "1:4", "cannot begin with @", "in quotes"),
        ("a: %x", "1:4", "cannot begin with %", "in quotes"),
        ("a: `x`", "1:4", "cannot begin with `", "in quotes"),
        ("a: **bold**", "1:4", "cannot begin with & or *", "in quotes"),
        ("a: & b", "1:4", "cannot begin with & or *", "in quotes"),
        ("a: !e!x y", "1:4", "cannot begin with !", "in quotes"),
        ('a: "c:\\q"', "1:", "a backslash", "single quotes"),
        ('a: "\\xZZ"', "1:", "a backslash", "single quotes"),
        ("a: - b", "1:4", "a list cannot begin here", "line of its own"),
        ("a: b\nkey\nc: d", "2:1", "a key lacks its colon", "key: value"),
        ("- a\nb: c", "2:1", "does not fit", "same column"),
        ("a:\n  b: 1\n c: 2", "3:2", "does not fit", "same column"),
        ('a: "x" y', "1:8", "does not fit", "quotes round all"),
        ("a: >b\n c", "1:4", "follow | or >", "next line"),
        ("a: ]", "1:4", "a value is expected", "close"),
        ("%YAML 3.0\n---\na: b", "1:1", "version of YAML", "%YAML"),
        ("a: b\n...\nc: d", "3:1", "after the end", "delete"),
        ("a: \x07b", "1:4", "U+0007", "delete"),
        ("a: b\n\x00", "2:1", "U+0000", "delete"),
        ("a: b\ufeff", "1:5", "U+FEFF", "delete"),
        ("a: \ud800", "1:4", "U+D800", "delete"),
    ],
)
def test_what_is_not_yaml_is_told_in_words(text: str, where: str, message: str, hint: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        load(text, "a.yaml")
    assert caught.value.where.startswith(f"a.yaml:{where}")
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ("ship: a\nship: b", "2:1", "'ship' stands twice", "line 1"),
        ("ship: &x a\nlog: b", "1:7", "anchor, &x", "leave it out"),
        ("ship: a\nlog: *x", "2:6", "alias, *x", "write the value out"),
        ("ship: a\nlegs: *x", "2:7", "alias, *x", "write the value out"),
        ("ship: !!str a", "1:7", "tag, !!str", "leave it out"),
        ("ship: !!python/object:os.system a", "1:7", "tag, !!python", "leave it out"),
        ("ship: ! a", "1:7", "tag, !", "leave it out"),
        ("ship: a\n<<: {log: b}", "2:1", "merge key", "write the keys out"),
        ("ship: a\n? [b]\n: c", "2:3", "a key must be text", "in quotes"),
        ("ship: a\n{x}: c", "2:1", "a key must be text", "in quotes"),
        ('ship: "a\\0"', "1:7", "U+0000", "escape"),
        ("ship: a\n---\nship: b", "2:1", "second document", "---"),
        ("", "1:1", "the file is empty", "ship"),
        ("# nothing", "1:1", "the file is empty", "ship"),
        ("- a", "1:1", "must hold keys and values", "ship"),
        ("a", "1:1", "must hold keys and values", "ship"),
        ("log: a", "1:1", "'ship' is missing", "her name"),
        ("log: a\nship:", "2:1", "'ship' is empty", "her name"),
        ("log: a\nship: ' '", "2:7", "'ship' is empty", "her name"),
        ("ship: [a]", "1:1", "'ship' must be text, not a list", "her name"),
        ("ship: a\nlegs: b", "2:7", "'legs' must be a list, not 'b'", "write [b]"),
        ("ship: a\nlegs: {to: b}", "2:1", "'legs' must be a list, not a mapping", "- "),
        ("ship: a\nlegs: []", "2:1", "'legs' needs at least 1 entry", ""),
        ("ship: a\nlegs: [b]", "2:8", "entry 1 of 'legs' must be keys and values", "known: to, miles"),
        ("ship: a\nlegs:\n  - to: b\n  -", "4:4", "entry 2 of 'legs' is empty", "known: to, miles"),
        ("ship: a\nlegs:\n  - miles: 3", "3:5", "'to' is missing", ""),
        ("ship: a\nlegs:\n  - to: b\n    mils: 3", "4:5", "no key 'mils'", "did you mean 'miles'"),
        ("ship: a\nxyz: 3", "2:1", "no key 'xyz'", "known: ship, legs"),
        ("ship: a\nlegs: [{to: b, miles: far}]", "2:23", "a whole number, not 'far'", "how far"),
        ("ship: a\nlegs: [{to: b, miles: 1.5}]", "2:23", "a whole number, not '1.5'", "how far"),
        ("ship: a\nlegs: [{to: b, miles: 9001}]", "2:23", "at most 9000", "how far"),
        ("ship: a\nlegs: [{to: b, miles: -1}]", "2:23", "at least 0", "how far"),
        ("ship: a\ntonnage: heavy", "2:10", "a number, not 'heavy'", ""),
        ("ship: a\nrig: shooner", "2:6", "cannot be 'shooner'", "did you mean 'schooner'"),
        ("ship: a\nrig: xyz", "2:6", "cannot be 'xyz'", "known: schooner, brig, barque"),
        ("ship: a\ncrewed: yes", "2:9", "true or false, not 'yes'", "write true"),
        ("ship: a\ncrewed: False", "2:9", "true or false, not 'False'", "write false"),
        ("ship: a\ncrewed: maybe", "2:9", "true or false, not 'maybe'", "write true or false"),
        ("ship: a\nsails: 2026-02-30", "2:8", "no calendar has: 2026-02-30", "year-month-day"),
        ("ship: a\nsails: 20 January 2020", "2:8", "must be a date", "2020-01-20"),
        ("ship: a\nsails: 1579478400", "2:8", "must be a date", "2020-01-20"),
        ("ship: a\nsails: 2020-01", "2:8", "must be a date", "2020-01-20"),
        ("ship: a\nsails: [1]", "2:1", "must be a date, not a list", ""),
        ("ship: a\nbuilt: 2020-13", "2:8", "no calendar has: 2020-13", "2020"),
        ("ship: a\nbuilt: 0000", "2:8", "no calendar has: 0000", "2020"),
        ("ship: a\nbuilt: ٢٠٢٠", "2:8", "must be a date", "2020"),
        ("ship: a\nlog: {a: b}", "2:1", "'log' must be text, not a mapping", ""),
        ("ship: a\nports: [b]", "2:1", "'ports' must be keys and values, not a list", ""),
        ("ship: a\nports: {b: [c]}", "2:9", "'b' must be text, not a list", ""),
    ],
)
def test_what_a_model_refuses_is_told_in_words(text: str, where: str, message: str, hint: str) -> None:
    (mistake,) = mistakes(text)
    assert mistake.where == f"a.yaml:{where}"
    assert message in mistake.message
    assert hint in mistake.hint
    assert mistake.exit_code == 3


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    told = mistakes("sails: never\nlegs: [{miles: 1, miles: 2}]\nrig: *x\nboat: a\n")
    assert [m.where.removeprefix("a.yaml:") for m in told] == ["1:1", "1:8", "2:8", "2:19", "3:6", "4:1"]


def test_given_fields_are_the_programs_alone() -> None:
    assert validate(load("ship: a", "a.yaml"), Voyage, {"log": "b"}).log == "b"
    with pytest.raises(SpecificationError, match="no key 'log'"):
        validate(load("ship: a\nlog: c", "a.yaml"), Voyage, {"log": "b"})


@pytest.mark.parametrize(
    ("text", "amount", "limit"),
    [
        ("a: " + "x" * strict_yaml.MOST_BYTES, "1,000,003 bytes", "1,000,000"),
        ("[" * 21, "21 levels", "20"),
        ("a: [" + "1," * 29_997 + "]", "30,000 values", "20,000"),
    ],
)
def test_limits_are_named_with_the_amount_found(text: str, amount: str, limit: str) -> None:
    with pytest.raises(LimitError) as caught:
        load(text, "a.yaml")
    assert amount in caught.value.message
    assert limit in caught.value.message
    assert caught.value.exit_code == 8


def test_an_alias_bomb_is_refused_and_never_expanded() -> None:
    bombs = (f"{b}: &{b} [{','.join(['*' + a] * 9)}]" for a, b in pairwise("abcdefgh"))
    told = mistakes("\n".join(["ship: a", "a: &a [x]", *bombs]))
    assert len([m for m in told if "alias" in m.message]) == 63


# Places


def test_places() -> None:
    tree = load("a:\n  - b: {c: d}\n    e: |\n      f\n  - g\nh: i\n", "x.yaml")
    expected: dict[tuple[str | int, ...], str] = {
        (): "1:1",
        ("a",): "1:1",
        ("a", 0): "2:5",
        ("a", 0, "b"): "2:5",
        ("a", 0, "b", "c"): "2:12",
        ("a", 0, "e"): "3:5",
        ("a", 1): "5:5",
        ("a", 7): "1:1",
        ("a", 0, "z", 3): "2:5",
        ("h",): "6:4",
    }
    assert {path: tree.where(*path).removeprefix("x.yaml:") for path in expected} == expected
    assert tree.find("a", 7) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  one two\n\n    three\n  four\nb: x\n",
        "a: |  # note\r\n\r\n  one two\r\n  three four\r\n",
        "a: >-\n  one\n  two\n\n  three\n  four\n",
        "a: one\n  two three\n  four\n",
        "a: 'one two\n\n  three four'\n",
        'a: "one two three\n  four"\n',
        "{b: é, a: one two three four}",
        "b:\n- c:\n\na:\n  one two three four",
    ],
)
def test_the_place_of_each_word_of_a_text(text: str) -> None:
    tree = load(text, "x.yaml")
    value = scalar(tree, "a").value
    for word in ("one", "two", "three", "four"):
        before = text[: text.index(word)].replace("\r\n", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        assert tree.where_in(("a",), value.index(word)) == f"x.yaml:{line}:{column}"


def test_the_place_in_a_text_with_escapes_is_the_texts() -> None:
    tree = load("a: 'it''s one two'\nb: |\n  c\n", "x.yaml")
    assert tree.where_in(("a",), 8) == "x.yaml:1:4"
    assert tree.where_in(("b",), 99) == "x.yaml:2:1"
    assert tree.where_in(("z",), 0) == "x.yaml:1:1"


# Files


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "brief.yml").write_text("a: b")
    (tmp_path / "latin.yaml").write_bytes("a: b\nb: café".encode("latin-1"))
    (tmp_path / "wide.yaml").write_bytes("a: b".encode("utf-16"))
    (tmp_path / "large.yaml").write_bytes(b"x" * 1_000_001)
    expected = {
        "brief.yaml": ("brief.yaml", "no such file", "did you mean 'brief.yml'"),
        "": ("", "a folder", "inside it"),
        "none/brief.yaml": ("brief.yaml", "no such file", "no folder"),
        "latin.yaml": ("latin.yaml:2:7", "byte e9 is not UTF-8", "save the file as UTF-8"),
        "wide.yaml": ("wide.yaml:1:1", "byte ff is not UTF-8", "save the file as UTF-8"),
        "large.yaml": ("large.yaml", "1,000,001 bytes", "sources"),
        "a" * 300: ("a" * 300, "", ""),
        "nul\0": ("nul", "", ""),
    }
    for name, (where, message, hint) in expected.items():
        with pytest.raises(BriefingError) as caught:
            read(tmp_path / name)
        assert where in caught.value.where
        assert message in caught.value.message
        assert hint in caught.value.hint


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: b\n")
    tree = read(tmp_path / "a.yaml", "a.yaml")
    assert isinstance(tree.root, Mapping)
    assert tree.where("a") == "a.yaml:1:4"


# Properties

YAML_NOISE = st.text(alphabet=st.sampled_from("ab:-?[]{},&*!|>'\"%@`#~ \n\t\\x0<\x85é\ufeff"), max_size=60)


@given(st.text(max_size=80) | YAML_NOISE | YAML_NOISE.map("ship: a\nlegs:\n".__add__))
def test_any_text_is_a_model_or_a_briefing_error_at_a_place(text: str) -> None:
    try:
        validate(load(text, "a.yaml"), Voyage)
    except BriefingError as error:
        for mistake in (error, *error.others):
            line, column = (int(part) for part in mistake.where.removeprefix("a.yaml:").split(":"))
            assert 1 <= line <= len(text) + 1
            assert 1 <= column <= len(text) + 2


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Co"), exclude_characters="\ufeff\u2028\u2029")
TEXTS = st.text(LETTERS)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@given(VALUES)
def test_what_a_dumper_writes_is_read_back(value: object) -> None:
    text = yaml.dump(value, Dumper=yaml.Dumper, allow_unicode=True, default_style='"')
    assert plain(load(text, "a.yaml").root) == value


def plain(node: strict_yaml.Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.entries}


@pytest.mark.parametrize(
    "piece", ["[", "{a: ", "- ", "? ", "'", '"', "a: |\n ", "&a ", "!x ", "a:\n", "#", "\t", ",", "[]"]
)
def test_hostile_text_ends(piece: str) -> None:
    with pytest.raises(BriefingError):
        validate(load(piece * (900_000 // len(piece)), "a.yaml"), Voyage)
