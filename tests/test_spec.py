"""brief.yaml: what it becomes, and how each mistake in it is told."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing import spec, strict_yaml
from briefing.errors import BriefingError, SpecificationError
from briefing.model import Option
from briefing.spec import (
    ActorSpec,
    Brand,
    BriefSpec,
    GlossaryEntry,
    Imprint,
    LanguageModel,
    SectionSpec,
    SourceSpec,
    Waiver,
)

AUDIENCES = ("analyst", "minister", "policymaker", "public")
SCHEMA = Path(spec.__file__).with_name("brief.schema.json")

WHOLE = """\
title: The harbour
  after the flood
subtitle: What now?
date: 2020-01-20
language: en-gb
marking: TLP:AMBER+STRICT
audiences: [minister, public]
sources:
  - one.txt
  - {path: two.md, key: two-1, title: Two, authors: [A. Doe, B. Roe], publisher: P, published: 2018, language: fa}
  - path: texts
    published: 2018-05
    url: https://example.org/a?b=c
    marking: internal
  - "*.md"
  - https://example.org/text
sections:
  - title: What happened
    question: What happened to the harbour?
    words: 120
  - title: Recommendation
    text: |
      Repair it [@two-1:9 "a long repair"].

      - Now.
actors:
  - {name: Port Authority, type: agency, aliases: [the port], part_of: City}
  - name: City
bottom_line: It shuts [@two-1:1 "shuts"].
ask: Pay.
options: [{name: Wait, for: cheap, against: slow}]
indicators:
  - ships
glossary:
  berth: where a ship lies
  No: not yes
previous: two.md
imprint: {organisation: House, authors: [C. Poe], number: 12, version: 1.0}
embargo: 2020-02-01
draft: true
brand: {accent: "#0B5563", logo: logo.png}
llm: {base_url: http://localhost:1/v1, model: m, tasks: [points], markings: [TLP:AMBER, internal], timeout: 2.5}
waive: [{rule: long-sentence, reason: a quotation}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    for name in ("one.txt", "two.md", "logo.png", "texts/three.txt"):
        (tmp_path / name).write_text("A text.")
    return tmp_path


def load(folder: Path, text: str) -> BriefSpec:
    (folder / "brief.yaml").write_text(text, encoding="utf-8", newline="")
    return spec.load(folder / "brief.yaml", AUDIENCES)


def mistakes(folder: Path, text: str) -> list[BriefingError]:
    with pytest.raises(SpecificationError) as caught:
        load(folder, text)
    return [caught.value, *caught.value.others]


def short(place: str) -> str:
    return place.rpartition("brief.yaml:")[2]


def test_a_whole_specification(folder: Path) -> None:
    brief = load(folder, WHOLE)
    assert (brief.title, brief.subtitle, brief.date) == ("The harbour after the flood", "What now?", date(2020, 1, 20))
    assert (brief.language, brief.marking, brief.audiences) == ("en-GB", "TLP:AMBER+STRICT", ("minister", "public"))
    assert brief.sources == (
        SourceSpec(path="one.txt"),
        SourceSpec(path="two.md", key="two-1", title="Two", authors=("A. Doe", "B. Roe"), publisher="P",
                   published="2018", language="fa"),
        SourceSpec(path="texts", published="2018-05", url="https://example.org/a?b=c", marking="internal"),
        SourceSpec(path="*.md"),
        SourceSpec(path="https://example.org/text"),
    )  # fmt: skip
    text = 'Repair it [@two-1:9 "a long repair"].\n\n- Now.\n'
    assert brief.sections == (
        SectionSpec(title="What happened", question="What happened to the harbour?", words=120),
        SectionSpec(title="Recommendation", text=text),
    )
    assert brief.actors == (
        ActorSpec(name="Port Authority", type="agency", aliases=("the port",), part_of="City"),
        ActorSpec(name="City"),
    )
    assert (brief.bottom_line, brief.ask) == ('It shuts [@two-1:1 "shuts"].', "Pay.")
    assert brief.options == (Option(name="Wait", for_="cheap", against="slow"),)
    assert brief.indicators == ("ships",)
    assert brief.glossary == (
        GlossaryEntry(term="berth", meaning="where a ship lies"),
        GlossaryEntry(term="No", meaning="not yes"),
    )
    assert brief.imprint == Imprint(organisation="House", authors=("C. Poe",), number="12", version="1.0")
    assert (brief.previous, brief.embargo, brief.draft) == ("two.md", date(2020, 2, 1), True)
    assert brief.brand == Brand(accent="#0b5563", logo="logo.png")
    assert brief.llm == LanguageModel(
        base_url="http://localhost:1/v1",
        model="m",
        tasks=("points",),
        markings=("TLP:AMBER", "internal"),
        timeout=2.5,
    )
    assert brief.waive == (Waiver(rule="long-sentence", reason="a quotation"),)
    assert (brief.folder, brief.name) == (folder, str(folder / "brief.yaml"))


def test_only_title_and_sources_are_needed(folder: Path) -> None:
    brief = load(folder, "title: T\nsources: [one.txt]\ndate:\nimprint: ~\nsections:\n")
    assert (brief.language, brief.marking, brief.audiences, brief.date) == ("en", "TLP:CLEAR", ("policymaker",), None)
    assert (brief.imprint, brief.brand, brief.llm, brief.draft) == (Imprint(), Brand(), None, False)


def test_places_are_told_to_later_stages(folder: Path) -> None:
    brief = load(folder, WHOLE)
    line = WHOLE[: WHOLE.index("    text: |")].count("\n") + 1
    assert short(brief.where("sections", 1, "text")) == f"{line}:5"
    assert short(brief.where("sources", 1, "key")) == "10:25"
    assert short(brief.where("sources", 0)) == short(brief.where("sources", 0, "path")) == "9:5"
    assert short(brief.where("glossary", 1, "term")) == short(brief.where("glossary", 1))
    assert short(brief.where_in(("sections", 1, "text"), brief.sections[1].text.index("[@"))) == f"{line + 1}:17"
    assert short(brief.where_in(("sections", 1, "text"), brief.sections[1].text.index("Now"))) == f"{line + 3}:9"


def test_a_specification_made_in_code_has_no_places() -> None:
    brief = BriefSpec(title="", sources=(SourceSpec(path="a.txt"),))
    assert brief.where("title") == brief.where_in(("ask",), 3) == brief.name == ""
    assert brief.folder == Path()


def test_places_name_the_file_as_it_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    Path("brief.yaml").write_text("title: T\nsources: [one.txt]\nmarkin: x\n")
    with pytest.raises(SpecificationError, match="no key 'markin'") as caught:
        spec.load("brief.yaml")
    assert caught.value.where == "brief.yaml:3:1"


GOOD = "title: T\nsources: [one.txt]\n"

WRONG = [
    ("", "1:1", "the file is empty", "it needs: title, sources"),
    ("- a", "1:1", "must hold keys and values", "title, sources"),
    ("sources: [one.txt]", "1:1", "'title' is missing", "the title of the brief"),
    ("title: ''\nsources: [one.txt]", "1:8", "'title' is empty", "the title"),
    ("title:\nsources: [one.txt]", "1:1", "'title' is empty", "the title"),
    ("title: T", "1:1", "'sources' is missing", "the texts"),
    ("title: T\nsources: []", "2:1", "'sources' needs at least 1 entry", "the texts"),
    ("title: T\nsources:", "2:1", "'sources' is empty", "the texts"),
    ("title: T\nsources: one.txt", "2:10", "'sources' must be a list, not 'one.txt'", "write [one.txt]"),
    ("title: T\nsources:\n  - one.txt\n  -", "4:4", "entry 2 of 'sources' is empty", "known: path"),
    ("title: T\nsources: [[one.txt]]", "2:11", "entry 1 of 'sources' must be keys and values", "known: path, key"),
    ("title: T\nsources: [on.txt]", "2:11", "no file 'on.txt'", "did you mean 'one.txt'"),
    ("title: T\nsources: [texts/thre.txt]", "2:11", "no file 'texts/thre.txt'", "did you mean 'texts/three.txt'"),
    ("title: T\nsources: [text/three.txt]", "2:11", "no file", "no folder 'text' either"),
    ("title: T\nsources: [xyzzy]", "2:11", "no file 'xyzzy'", "relative to the specification's folder"),
    ("title: T\nsources: ['*.docx']", "2:11", "no file fits the pattern '*.docx'", "relative"),
    ("title: T\nsources: [brief.yaml]", "2:11", "this specification itself", "name a text"),
    ("title: T\nsources: [texts/../brief.yaml]", "2:11", "this specification itself", "name a text"),
    ("title: T\nsources: [ftp://a.org/b]", "2:11", "'ftp://a.org/b' cannot be read", "https://"),
    ('title: T\nsources: ["one\\0.txt"]', "2:11", "U+0000", "escape"),
    ("title: T\nsources: [one.txt, one.txt]", "2:20", "the source 'one.txt' stands twice", "brief.yaml:2:11"),
    ("title: T\nsources: [{key: a}]", "2:11", "'path' is missing", "a file, a folder"),
    ("title: T\nsources: [{path: one.txt, key: EGIC 1}]", "2:32", "'key' may hold a-z", "write egic-1"),
    ("title: T\nsources: [{path: one.txt, key: 7a}]", "2:32", "'key' may hold a-z", "write s7a"),
    ("title: T\nsources: [{path: one.txt, publishd: 2018}]", "2:27", "no key 'publishd'", "'published'"),
    ("title: T\nsources: [{path: one.txt, published: 2018-13}]", "2:38", "no calendar has: 2018-13", "2020-01"),
    ("title: T\nsources: [{path: one.txt, published: May 2018}]", "2:38", "must be a date", "2020-01"),
    ("title: T\nsources: [{path: one.txt, url: example.org}]", "2:32", "must be a web address", "https://"),
    ("title: T\nsources: [{path: one.txt, url: 'javascript:a'}]", "2:32", "must be a web address", "https://"),
    ("title: T\nsources: [{path: one.txt, authors: A. Doe}]", "2:36", "'authors' must be a list", "[A. Doe]"),
    (
        "title: T\nsources:\n  - {path: one.txt, key: a}\n  - {path: two.md, key: a}",
        "4:25",
        "source key 'a' stands twice",
        "3:26",
    ),
    (GOOD + "titel: x", "3:1", "no key 'titel'", "did you mean 'title'"),
    (GOOD + "folder: x", "3:1", "no key 'folder'", "known: title"),
    (GOOD + "name: x", "3:1", "no key 'name'", "did you mean 'file_name'"),
    (GOOD + "tree: x", "3:1", "no key 'tree'", "known: title"),
    (GOOD + "title: U", "3:1", "'title' stands twice", "line 1"),
    (GOOD + "ask: *x", "3:6", "alias, *x", "write the value out"),
    (GOOD + "ask: !!python/name:os.system", "3:6", "tag, !!python", "leave it out"),
    (GOOD + "subtitle: a: b", "3:12", "a colon stands", "in quotes"),
    (GOOD + "date: 2026-02-30", "3:7", "'date' names a day that no calendar has", "2020-01-20"),
    (GOOD + "date: 20/01/2020", "3:7", "'date' must be a date, not '20/01/2020'", "2020-01-20"),
    (GOOD + "embargo: soon", "3:10", "'embargo' must be a date", "2020-01-20"),
    (GOOD + "language: english", "3:11", "BCP 47 tag, not 'english'", "write en"),
    (GOOD + "language: Persian", "3:11", "BCP 47 tag, not 'Persian'", "write fa"),
    (GOOD + "language: en_GB", "3:11", "BCP 47 tag, not 'en_GB'", "write en-GB"),
    (GOOD + "language: xx", "3:11", "BCP 47 tag, not 'xx'", "pt-BR"),
    (GOOD + "marking: TLP:WHITE", "3:10", "label of TLP 2.0", "did you mean 'TLP:CLEAR'"),
    (GOOD + "marking: tlp:amber", "3:10", "label of TLP 2.0", "did you mean 'TLP:AMBER'"),
    (GOOD + "marking: TLP:GREY", "3:10", "label of TLP 2.0", "did you mean 'TLP:GREEN'"),
    (GOOD + "audiences: [minster]", "3:13", "no audience 'minster'", "did you mean 'minister'"),
    (GOOD + "audiences: [zzz]", "3:13", "no audience 'zzz'", "known: analyst, minister, policymaker, public"),
    (GOOD + "audiences: [public, public]", "3:21", "audience 'public' stands twice", "3:13"),
    (GOOD + "audiences: public", "3:12", "'audiences' must be a list", "write [public]"),
    (GOOD + "sections: [{titel: a, title: b}]", "3:13", "no key 'titel'", "did you mean 'title'"),
    (GOOD + "sections: [{question: a}]", "3:12", "'title' is missing", "heading"),
    (GOOD + "sections: [a]", "3:12", "entry 1 of 'sections' must be keys and values", "known: title, question"),
    (GOOD + "sections: [{title: a}, {title: a}]", "3:32", "section title 'a' stands twice", "3:20"),
    (GOOD + "sections: [{title: a, words: 10}]", "3:30", "'words' must be 20 to 5000, not 10", "leave it out"),
    (GOOD + "sections: [{title: a, words: many}]", "3:30", "whole number, not 'many'", "20 to 5000"),
    (
        GOOD + "sections:\n- title: a\n  text: b\n  question: c",
        "6:13",
        "'question' cannot stand beside 'text'",
        "keep one",
    ),
    (GOOD + "sections:\n- title: a\n  text: b\n  words: 50", "6:10", "'words' cannot stand beside 'text'", "keep one"),
    (GOOD + "actors: [{name: A, type: compny}]", "3:26", "'type' cannot be 'compny'", "did you mean 'company'"),
    (GOOD + "actors: [{type: state}]", "3:10", "'name' is missing", "the name"),
    (GOOD + "actors: [{name: A}, {name: A}]", "3:28", "actor 'A' stands twice", "3:17"),
    (GOOD + "actors: [{name: A, part_of: A}]", "3:29", "'A' is part of itself", "part_of"),
    (GOOD + "options: [{for: a}]", "3:11", "'name' is missing", ""),
    (GOOD + "glossary: [a]", "3:1", "'glossary' must be words and meanings", "word: what it means"),
    (GOOD + "glossary:\n  berth:", "4:3", "'meaning' is empty", "what the term means"),
    (GOOD + "glossary: {a: b, a: c}", "3:18", "'a' stands twice", "line 3"),
    (GOOD + "previous: old.yaml", "3:11", "no file 'old.yaml'", "relative"),
    (GOOD + "previous: texts", "3:11", "'texts' is a folder", "a file in it"),
    (GOOD + "imprint: House", "3:10", "'imprint' must be keys and values", "known: organisation, authors"),
    (GOOD + "draft: yes", "3:8", "'draft' must be true or false, not 'yes'", "write true"),
    (GOOD + "brand: {accent: red}", "3:17", "a colour #rrggbb, not 'red'", "six hexadecimal digits"),
    (GOOD + "brand: {accent: '#abc'}", "3:17", "a colour #rrggbb, not '#abc'", '"#aabbcc"'),
    (GOOD + "brand: {accent: 0b5563}", "3:17", "a colour #rrggbb, not '0b5563'", '"#0b5563"'),
    (GOOD + "brand: {accent: #0b5563}", "3:25", "a value is missing", "begins with #"),
    (GOOD + "brand: {logo: lego.png}", "3:15", "no file 'lego.png'", "did you mean 'logo.png'"),
    (GOOD + "brand: {logo: https://a.org/b.png}", "3:15", "cannot be read from here", "name a file"),
    (GOOD + "llm: {base_url: localhost}", "3:17", "'base_url' must be the web address", "http://127"),
    (GOOD + "llm: {base_url: 'https://a:b@c.org/v1'}", "3:17", "'base_url' must be the web address", "password"),
    (GOOD + "llm: {base_url: 'https://c.org/v1?key=b'}", "3:17", "'base_url' must be the web address", "password"),
    (GOOD + "llm: {model: m, temprature: 0}", "3:17", "no key 'temprature'", "did you mean 'temperature'"),
    (GOOD + "llm: {temperature: 3}", "3:20", "'temperature' must be at most 2", "how freely"),
    (GOOD + "llm: {timeout: 0}", "3:16", "'timeout' must be at least 0.1", "seconds"),
    (GOOD + "llm: {timeout: soon}", "3:16", "'timeout' must be a number, not 'soon'", "seconds"),
    (GOOD + "llm: {retries: -1}", "3:16", "'retries' must be at least 0", "how often"),
    (GOOD + "llm: {max_tokens: 1}", "3:19", "'max_tokens' must be at least 64", "longest answer"),
    (GOOD + "llm: {tasks: [point]}", "3:15", "entry 1 of 'tasks' cannot be 'point'", "did you mean 'points'"),
    (GOOD + "llm: {tasks: []}", "3:7", "'tasks' needs at least 1 entry", "what it may reword"),
    (GOOD + "llm: {markings: [TLP:ORANGE]}", "3:18", "must be a label of TLP 2.0", ""),
    (GOOD + "llm: gpt", "3:6", "'llm' must be keys and values", "known: base_url, model"),
    *(
        (GOOD + f"llm: {{model: m, {key}: sk-123}}", "3:17", "does not stand in a file", "BRIEFING_LLM_KEY")
        for key in ("api_key", "apiKey", "key", "token", "OPENAI_API_KEY", "Authorization", "password")
    ),
    (GOOD + "waive: [{rule: a}]", "3:9", "'reason' is missing", "why"),
    (GOOD + "waive: [a]", "3:9", "entry 1 of 'waive' must be keys and values", "known: rule, reason"),
]


@pytest.mark.parametrize(("text", "where", "message", "hint"), WRONG)
def test_a_mistake_is_told_at_its_place_with_a_way_out(
    folder: Path, text: str, where: str, message: str, hint: str
) -> None:
    (mistake,) = mistakes(folder, text)
    assert short(mistake.where) == where
    assert message in mistake.message
    assert hint in mistake.hint
    assert mistake.hint or "option" in text
    assert mistake.exit_code == 3


def test_a_key_in_the_file_is_not_repeated(folder: Path) -> None:
    text = GOOD + "llm:\n  model: m\n  api_key: sk-0815\n  base_url: https://user:sk-4711@example.org/v1"
    told = "".join(str(mistake) for mistake in mistakes(folder, text))
    assert "BRIEFING_LLM_KEY" in told
    assert "sk-" not in told


def test_every_kind_of_mistake_is_told_at_once(folder: Path) -> None:
    text = """\
titel: T
date: never
sources: [on.txt, {path: one.txt, key: A}]
audiences: [minster]
ask: *x
sections:
- {title: a, words: few}
- {title: a, text: b, question: c}
brand: {accent: red, logo: no.png}
ask: b
"""
    told = [short(m.where) for m in mistakes(folder, text)]
    assert told == ["1:1", "1:1", "2:7", "3:11", "3:40", "4:13", "5:6", "7:21", "8:11", "8:33", "9:17", "9:28", "10:1"]


def test_actors_in_a_circle_are_told(folder: Path) -> None:
    text = GOOD + "actors: [{name: A, part_of: B}, {name: B, part_of: C}, {name: C, part_of: A}, {name: D, part_of: A}]"
    assert [m.message for m in mistakes(folder, text)] == [f"'{name}' is part of itself" for name in "ABC"]


def test_any_audience_will_do_where_none_is_known(folder: Path) -> None:
    (folder / "brief.yaml").write_text(GOOD + "audiences: [press]")
    assert spec.load(folder / "brief.yaml").audiences == ("press",)


# The schema


def test_the_shipped_schema_is_what_the_models_say() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == spec.json_schema()


def test_the_schema_is_valid_and_describes_every_key() -> None:
    schema = json.loads(spec.json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    for model in (schema, *schema["$defs"].values()):
        assert model["additionalProperties"] is False
        assert [key for key, value in model["properties"].items() if not value.get("description")] == []
    assert {"folder", "name", "tree"}.isdisjoint(schema["properties"])


ONLY_LOAD_KNOWS = (
    "no file", "no audience", "stands twice", "itself", "no calendar", "U+", "alias", "tag,", "cannot be read",
    "is a folder", "'xx'", "'glossary'",
)  # fmt: skip


@pytest.mark.parametrize(
    "text", [text for text, _, message, _ in WRONG if not any(words in message for words in ONLY_LOAD_KNOWS)]
)
def test_the_schema_refuses_what_load_refuses(text: str) -> None:
    try:
        instance = as_an_editor_reads(strict_yaml.load(text, "brief.yaml").root)
    except SpecificationError:
        return  # no YAML: an editor says so before it asks the schema
    assert not jsonschema.Draft202012Validator(json.loads(spec.json_schema())).is_valid(instance)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        GOOD,
        "title: 2020\nsources: [one.txt]\nsubtitle: true\nimprint: {number: 12, version: 1.0}",
        GOOD
        + "date:\nembargo: ~\nimprint:\nbrand: {logo: }\nsections:\nllm:\nglossary:\naudiences:\nlanguage:\ndraft:",
        GOOD + "sections: [{title: a, words: 0}, {title: b, text: }, {title: c, words: 5000}]",
        GOOD + "marking: internal\nlanguage: zh-Hans-CN",
        GOOD + "options: [{name: a}]\nglossary: {}\nactors: []",
    ],
)
def test_the_schema_accepts_what_load_accepts(folder: Path, text: str) -> None:
    load(folder, text)
    instance = as_an_editor_reads(strict_yaml.load(text, "brief.yaml").root)
    jsonschema.Draft202012Validator(json.loads(spec.json_schema())).validate(instance)


def as_an_editor_reads(node: strict_yaml.Node) -> object:
    """YAML 1.2's core schema, which editors use: plain numbers, flags and nulls are no strings."""
    if isinstance(node, strict_yaml.Mapping):
        return {key.value: as_an_editor_reads(value) for key, value in node.entries}
    if isinstance(node, strict_yaml.Sequence):
        return [as_an_editor_reads(item) for item in node.items]
    if node.style:
        return node.value
    words = {"": None, "~": None, "null": None, "true": True, "false": False}
    if re.fullmatch(r"[-+]?\d+(\.\d*)?", node.value):
        return float(node.value) if "." in node.value else int(node.value)
    return words.get(node.value, node.value)


# Properties

KEYS = st.sampled_from([*BriefSpec.model_fields, *SourceSpec.model_fields, *SectionSpec.model_fields, "x"])
PIECES = st.sampled_from(
    [
        "one.txt",
        "*",
        "**",
        "..",
        "/",
        "~",
        "",
        "''",
        "[]",
        "{}",
        "- ",
        "true",
        "2020-02-30",
        "[@a:1]",
        "TLP:",
        "#",
        "\n ",
        "\0",
    ]
)
YAMLISH = st.lists(st.tuples(KEYS, st.lists(PIECES | KEYS | st.text(max_size=5), max_size=3).map("".join)), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode) | YAMLISH.map(
    lambda pairs: "\n".join(f"{key}: {value}" for key, value in pairs).encode()))  # fmt: skip
def test_any_bytes_are_a_specification_or_a_briefing_error(folder: Path, content: bytes) -> None:
    (folder / "brief.yaml").write_bytes(content)
    try:
        spec.load(folder / "brief.yaml", AUDIENCES)
    except BriefingError as error:
        for mistake in (error, *error.others):
            assert "brief.yaml:" in mistake.where


def test_a_marking_that_no_head_of_a_page_holds_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "brief.yaml"
    file.write_text(f"title: x\nsources: [a.txt]\nmarking: {'m' * 81}\n", encoding="utf-8")
    with pytest.raises(SpecificationError, match=r"brief.yaml:3:10: 'marking' has 81 characters, at most 80 fit"):
        spec.load(file)
