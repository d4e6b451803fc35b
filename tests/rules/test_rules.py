"""The house rules: what breaks each, where, for whom; and that the table knows every warning."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing import audiences, pipeline, rules
from briefing.compose import compose
from briefing.errors import Diagnostic
from briefing.model import Findings
from briefing.rules import wording
from desk import BRIEF, Desk
from making import document, nile, order, point

NAMES = ("minister", "policymaker", "analyst", "public")


def told_codes() -> Iterator[str]:
    """The code of every warning that the package's own modules make."""
    for file in (Path(rules.__file__).parent.parent).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in ("Diagnostic", "Note") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)*", str(first.value)):
                    yield str(first.value)


def test_the_table_holds_every_code_that_is_told_and_no_other() -> None:
    errors = {code for code, rule in rules.RULES.items() if rule.told == "error"}
    assert {*told_codes()} == rules.RULES.keys() - errors


def test_every_rule_says_why_and_how_it_is_mended() -> None:
    for code, rule in rules.RULES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert all(text.endswith(".") for text in (rule.says, rule.why, rule.mend))


def checked(findings: Findings | None = None, *names: str, **fields: object) -> list[Diagnostic]:
    found, spec = findings or nile(), order(**fields)
    chosen = [audiences.load(name, Path("nowhere")) for name in names or ("policymaker",)]
    editions = [(audience, compose(found, spec, audience)[0]) for audience in chosen]
    return [*rules.check(spec, None, found, editions)]


def said(*sentences: str) -> list[tuple[str, str]]:
    """What is told of indicators of an analyst's: code and the words in quotation marks."""
    told = checked(indicators=sentences)
    return [(d.code, "/".join(re.findall(r"“([^”]*)”", d.message))) for d in told if d.code.startswith("likelihood")]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["It is likely.", "It is very unlikely.", "It is almost certain."], []),
        (["It is probable.", "A remote chance.", "Nearly certain."], []),
        (["It is likely.", "It is unlikely.", "It is probable."], [("likelihood-rows", "probable/likely")]),
        (["It is probable.", "It is likely."], [("likelihood-rows", "likely/probable")]),
        (["It is very likely.", "HIGHLY  improbable."], [("likelihood-rows", "HIGHLY improbable/very likely")]),
        (["It is likely.", "A remote village."], []),
        (["It is likely.", "The odds are roughly even odds."], [("likelihood-rows", "roughly even odds/likely")]),
        (["The likelihoods and the unlikeliest."], []),
        (["It is likely, and we say so with high confidence."], [("likelihood-confidence", "likely/high confidence")]),
        (["It is likely.", "Our confidence is another matter: high confidence."], []),
        (["Consumers have little confidence."], []),
    ],
)
def test_words_of_likelihood(sentences: list[str], expected: list[tuple[str, str]]) -> None:
    assert said(*sentences) == expected


def test_every_word_of_a_row_has_one_of_the_other() -> None:
    known = wording.likelihood("en-GB")
    assert known is not None
    assert len(known.bands) == 7
    words = [word for band in known.bands for row in (band.first, band.second) for word in row]
    assert len(words) == len(set(words))


def test_other_languages_have_no_words_of_likelihood_yet() -> None:
    assert not [d for d in checked(language="fr", indicators=["likely", "probable"]) if d.code == "likelihood-rows"]


def test_words_of_sources_are_not_the_analysts() -> None:
    words = document("a", "It is probable that Iran waits.", "It is likely that Syria waits.")
    found = nile().model_copy(update={"documents": (words,), "key_points": tuple(map(point, words.sentences))})
    bare = found.model_copy(
        update={"interests": (), "relations": (), "events": (), "sections": (), "bottom_line": None}
    )
    assert [d.code for d in checked(bare)] == ["missing-bottom-line", "undated-source"]


def test_a_rule_holds_for_the_audiences_that_read_the_words() -> None:
    long = "Nobody knows " + "whether and " * 14 + "when it will end."
    told = checked(None, *NAMES, glossary=[{"term": "Dam", "meaning": long}])
    (one,) = [d for d in told if d.code == "long-sentence"]
    assert one.message == "glossary, Dam: a sentence of 34 words, at most 25 for public"
    (other,) = [d for d in checked(None, *NAMES, options=[{"name": long}]) if d.code == "long-sentence"]
    assert other.message == "option 1: a sentence of 34 words, at most 30 for minister"


def test_an_undated_source_is_told_at_its_place(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    places = {d.message.split("'")[1]: d.where for d in desk.check().diagnostics if d.code == "undated-source"}
    assert {key: place.rpartition("brief.yaml")[2] for key, place in places.items()} == {"dam": ":5:5", "talks": ":6:5"}


OWN = """\
sections:
  - title: Outlook
    text: |
      Egypt fears for its freshwater supply [@dam:1 "fears for its freshwater supply"]. It is probable that
      the talks will
      fail: it is likely [@talks:1 "failed in 2020"].

      Nobody knows.
"""


def test_a_sentence_is_told_where_it_stands_among_citations_and_folded_lines(tmp_path: Path) -> None:
    told = Desk(tmp_path, brief=BRIEF + OWN).check()
    places = {d.code: d.where.rpartition("brief.yaml")[2] for d in told.diagnostics}
    assert places["likelihood-rows"] == ":10:89"
    assert places["judgement-without-source"] == ":14:7"


def test_rows_of_the_draft_are_told_in_the_draft(tmp_path: Path) -> None:
    desk = Desk(tmp_path, brief=BRIEF.replace("[analyst]", "[public]"))
    desk.draft()
    long = "Egypt fears for its freshwater supply " + "and for its fields " * 6
    rows = desk.rows()
    rows["key_points"] = [{"text": long + "too.", "status": "manual"}, *rows.get("key_points", [])]
    desk.write(rows)
    told = {d.code: d for d in desk.check().diagnostics if "findings.yaml" in d.where}
    assert told["long-sentence"].message == "key point: a sentence of 31 words, at most 25 for public"
    assert told["judgement-without-source"].message == "key point, for public: a judgement that cites no source"
    line = next(n for n, text in enumerate(desk.text.splitlines(), 1) if long[:20] in text)
    assert f":{line}:" in told["long-sentence"].where


def test_a_point_that_is_too_long_gives_way_to_one_that_is_not() -> None:
    words = document("a", "Iran waits " + "and waits " * 14 + "still.", "Syria waits too.", "Turkey waits as well.")
    found = Findings(documents=(words,), key_points=tuple(map(point, words.sentences)))
    public = audiences.load("public", Path("nowhere"))
    two = public.model_copy(update={"elements": public.elements.model_copy(update={"key_points": 2})})
    brief, _ = compose(found, order(), two)
    assert [p.text for p in brief.key_points] == ["Syria waits too.", "Turkey waits as well."]
    pinned = found.model_copy(
        update={"key_points": (found.key_points[0].model_copy(update={"status": "pinned"}), *found.key_points[1:])}
    )
    assert compose(pinned, order(), two)[0].key_points[0].text.startswith("Iran waits")


def test_a_waiver_is_counted_and_an_idle_one_told(tmp_path: Path) -> None:
    waive = "waive:\n  - {rule: undated-source, reason: they are known}\n  - {rule: single-origin, reason: none}\n"
    desk = Desk(tmp_path, brief=BRIEF + waive)
    compiled = desk.check()
    assert [one.reason for one in compiled.waived] == ["they are known"] * 2
    codes = [d.code for d in compiled.diagnostics]
    assert "undated-source" not in codes
    assert "idle-waiver" in codes
    built = pipeline.compile_brief(desk.spec(), (), ("md",))
    assert not {"idle-waiver", "undated-source"} & {d.code for d in built.diagnostics}
