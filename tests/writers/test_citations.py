"""What a reference manager reads of a brief: every format read back, with words that each takes for markup."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from briefing import audiences
from briefing.compose import compose
from briefing.model import Brief, Findings
from briefing.spec import BriefSpec
from briefing.writers import WRITERS
from briefing.writers.citations.people import Name, name
from making import document, order, point

NOWHERE = Path("nowhere")
TITLE = "A 100 % {true} title_of #1 & $5 \\ TeX~^"
SOURCES = (
    document(
        "gulf",
        "Who pays for the dam is open.",
        title="Dams\nTY  - HACK\r\nER  - ",
        authors=("Anna van der Berg", "Xi, Jinping", "International Crisis Group", "李小龙", "Ministry of Water"),
        publisher="Nile & Sons",
        published="2020-01",
        url="https://example.org/a_b?x=1&y={2}%20 z#top",
    ),
    document("undated", "The lake fills.", title="On lakes"),
    document("older", "The lake was dry.", published="1998", authors=("Plato",), language="de"),
)


def brief(**fields: object) -> Brief:
    given: dict[str, Any] = {
        "title": TITLE,
        "date": "2020-03-09",
        "imprint": {"organisation": "Water Desk", "series": "Notes", "number": "7", "version": "1.1", "licence": "CC0"},
        **fields,
    }
    spec: BriefSpec = order(**given)
    found = Findings(documents=SOURCES, key_points=tuple(point(d.sentences[0]) for d in SOURCES))
    return compose(found, spec, audiences.load("public", NOWHERE))[0]


def written(made: Brief, suffix: str) -> str:
    artifact, told = WRITERS[suffix](made, NOWHERE)
    assert not told
    assert artifact.content == WRITERS[suffix](made, NOWHERE)[0].content
    return artifact.content.decode()


def records(ris: str) -> list[list[tuple[str, str]]]:
    """The fields of each record of a RIS file, read as a reference manager does: line by line."""
    found: list[list[tuple[str, str]]] = []
    for line in ris.split("\r\n")[:-1]:
        told = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert told, line
        if told[1] == "TY":
            found.append([])
        if told[1] != "ER":
            found[-1].append((told[1], told[2]))
    return found


def entries(bib: str) -> dict[str, dict[str, str]]:
    """The fields of each entry of a BibTeX file, braces matched and the escapes taken back."""
    found: dict[str, dict[str, str]] = {}
    at = 0
    while (head := re.compile(r"\s*@(\w+)\{([^,\s]+),").match(bib, at)) is not None:
        fields, at = {"": head[1]}, head.end()
        while (field := re.compile(r"\s*(\w+) = ").match(bib, at)) is not None:
            at, depth, start = field.end(), 0, field.end()
            while depth or bib[at] != ",":
                depth += {"{": 1, "}": -1}.get(bib[at], 0) if bib[at - 1] != "\\" else 0
                at += 1
            fields[field[1]] = bib[start:at]
            at += 1
        end = re.compile(r"\s*\}\n*").match(bib, at)
        assert end, bib[at : at + 40]
        found[head[2]], at = fields, end.end()
    assert not bib[at:].strip()
    return found


def meant(value: str) -> str:
    for command, character in (("textbackslash", "\\"), ("textasciitilde", "~"), ("textasciicircum", "^")):
        value = value.replace(f"{{\\{command}}}", f"\0{ord(character)}\0")
    value = re.sub(r"(?<!\\)[{}]", "", value)
    return re.sub(r"\0(\d+)\0", lambda found: chr(int(found[1])), re.sub(r"\\([#$%&_{}])", r"\1", value))


def test_csl_lists_the_brief_and_then_its_sources() -> None:
    items = json.loads(written(brief(), "csl"))
    assert [item["id"] for item in items][1:] == ["gulf", "undated", "older"]
    itself, gulf, undated, older = items
    assert (itself["type"], itself["title"], itself["number"]) == ("report", TITLE, "7")
    assert itself["author"] == [{"literal": "Water Desk"}]
    assert itself["issued"] == {"date-parts": [[2020, 3, 9]]}
    assert itself["collection-title"] == "Notes"
    assert gulf["issued"] == {"date-parts": [[2020, 1]]}
    assert gulf["author"] == [
        {"family": "van der Berg", "given": "Anna"},
        {"family": "Xi", "given": "Jinping"},
        {"literal": "International Crisis Group"},
        {"literal": "李小龙"},
        {"literal": "Ministry of Water"},
    ]
    assert "issued" not in undated
    assert "author" not in undated
    assert older["issued"] == {"date-parts": [[1998]]}


def test_no_line_of_a_value_is_a_field_of_ris() -> None:
    itself, gulf, undated, older = records(written(brief(), "ris"))
    assert itself[:3] == [("TY", "RPRT"), ("ID", dict(itself)["ID"]), ("TI", TITLE)]
    assert dict(itself)["DA"] == "2020/03/09/"
    assert [value for tag, value in itself if tag == "AU"] == ["Water Desk"]
    assert dict(gulf)["TI"] == "Dams TY - HACK ER -"
    assert dict(gulf)["DA"] == "2020/01//"
    assert [value for tag, value in gulf if tag == "AU"][:2] == ["van der Berg, Anna", "Xi, Jinping"]
    assert {tag for tag, _ in undated}.isdisjoint({"DA", "PY", "AU"})
    assert dict(older)["PY"] == "1998"


def test_bibtex_says_what_tex_would_take_for_markup() -> None:
    found = entries(written(brief(), "bib"))
    (key, itself), (_, gulf), (_, undated), (_, older) = found.items()
    assert re.fullmatch(r"[a-z0-9-]+", key)
    assert itself[""] == "techreport"
    assert meant(itself["title"]) == TITLE
    assert itself["author"] == "{{Water Desk}}"
    assert (itself["year"], itself["month"]) == ("{2020}", "mar")
    assert gulf["author"].startswith("{van der Berg, Anna and Xi, Jinping and {International Crisis Group} and ")
    assert gulf["url"] == "{https://example.org/a_b?x=1&y=%7B2%7D%20%20z#top}"
    assert meant(gulf["publisher"]) == "Nile & Sons"
    assert (gulf["month"], gulf["date"]) == ("jan", "{2020-01}")
    assert "year" not in undated
    assert "month" not in older


def test_json_ld_is_a_report_that_cites() -> None:
    told = json.loads(written(brief(draft=True), "jsonld"))
    assert (told["@context"], told["@type"], told["name"]) == ("https://schema.org", "Report", TITLE)
    assert told["publisher"] == {"@type": "Organization", "name": "Water Desk"}
    assert told["reportNumber"] == "7"
    assert "Draft" in told["conditionsOfAccess"]
    assert [one["name"] for one in told["citation"]][1:] == ["On lakes", "On older"]
    assert [one["@type"] for one in told["citation"]] == ["WebPage", "CreativeWork", "CreativeWork"]
    kinds = [one["@type"] for one in told["citation"][0]["author"]]
    assert kinds == ["Person", "Person", "Organization", "Person", "Organization"]
    assert told["citation"][0]["datePublished"] == "2020-01"


def test_keys_are_told_apart_and_stay() -> None:
    keys = [work.key for work in brief(title="gulf", file_name="{title}").works]
    assert keys == ["gulf-brief", "gulf", "undated", "older"]


def test_what_an_audience_may_not_see_is_not_cited() -> None:
    secret = document("secret", "Nobody may know.", marking="TLP:RED")
    found = Findings(documents=(*SOURCES, secret))
    made = compose(found, order(title="T"), audiences.load("public", NOWHERE))[0]
    for suffix in ("csl", "ris", "bib", "jsonld"):
        assert "secret" not in written(made, suffix)


def test_works_are_not_in_the_json_of_a_brief() -> None:
    assert "works" not in json.loads(written(brief(), "json"))


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        ("Marianna Belenkaya", Name("Belenkaya", "Marianna")),
        ("Ludwig van Beethoven", Name("van Beethoven", "Ludwig")),
        ("J. R. R. Tolkien", Name("Tolkien", "J. R. R.")),
        ("Мария Иванова", Name("Иванова", "Мария")),
        ("RAND Europe", Name("RAND Europe", body=True)),
        ("The Desk", Name("The Desk", body=True)),
        ("Publisher", Name("Publisher", body=True)),
        ("Plato", Name("Plato")),
        ("أحمد علي", Name("أحمد علي")),
    ],
)
def test_names_are_taken_apart_where_they_can_be(author: str, parts: Name) -> None:
    assert name(author, "Publisher") == parts
