"""brief.yaml -> BriefSpec: what a person asks for, with the place of every word.

What a value alone can tell is checked by its type; what needs its neighbours, the folder or the known audiences is
checked on the tree. All of it is told at once.
"""

import json
import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Lookup
from dataclasses import replace
from glob import has_magic, iglob
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, InstanceOf, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from briefing import labels
from briefing.errors import SpecificationError
from briefing.model import MARKINGS, ActorType, Fonts, Labels, Level, Noun, Option, Sizes, of_fields
from briefing.strict_yaml import (
    Day,
    Flag,
    Line,
    Mapping,
    Node,
    PartialDay,
    Scalar,
    Sequence,
    Step,
    Tree,
    nearest,
    read,
    suggest,
    validate,
    wrong,
)

TLP = MARKINGS[::-1]
"""The labels of the Traffic Light Protocol 2.0 (FIRST, 2022), the closest first."""

FEWEST_WORDS, MOST_WORDS = 20, 5000
MOST_SECTIONS = 60
MOST_MARKING = 80
"""Characters of a marking: so many stand in the head of a page, in up to four lines."""

FAMILIES = ("Briefing Serif", "Inter")
"""The families that ship, and that a brand may name."""

ENDPOINT = r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#@]*)?"
"""The web address of a language model's interface: it holds no password."""
KEY = "BRIEFING_LLM_KEY"
"""The variable of the environment that alone may hold the key to a language model."""

Steps: TypeAlias = tuple[Step, ...]
Task: TypeAlias = Literal["points", "cells"]


# Types of single values


def _language(tag: str) -> str:
    if not tag:
        return tag
    import langcodes

    if not langcodes.tag_is_valid(tag) or "_" in tag or langcodes.Language.get(tag).language in (None, "und"):
        raise wrong(f"must be a language's BCP 47 tag, not '{tag}'", _tag_hint(tag))
    return langcodes.standardize_tag(tag)


def _tag_hint(word: str) -> str:
    import langcodes
    from babel import Locale

    if "_" in word and langcodes.tag_is_valid(word):
        return f"write {langcodes.standardize_tag(word)}"
    names = {str(name).lower(): code for code, name in Locale("en").languages.items()}
    code = names.get(word.lower())
    return f"write {langcodes.standardize_tag(code)}" if code else "write en, fr, fa, pt-BR or the like"


def _marking(text: str) -> str:
    text = " ".join(text.split())
    if text.upper().startswith("TLP") and text not in TLP:
        former = text.upper().replace(" ", "").replace("WHITE", "CLEAR")  # TLP 1.0 said WHITE
        raise wrong(f"must be a label of TLP 2.0, not '{text}'", suggest(former, TLP))
    if len(text) > MOST_MARKING:
        hint = "shorten it, and say the rest under imprint: disclaimer"
        raise wrong(f"has {len(text)} characters, at most {MOST_MARKING} fit the head of a page", hint)
    return text


def _source_key(key: str) -> str:
    if key and not re.fullmatch(r"[a-z][a-z0-9-]*", key):
        raise wrong(f"may hold a-z, 0-9 and -, a letter first, not '{key}'", f"write {_made_key(key)}")
    return key


def _made_key(word: str) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")
    return made if made[:1].isalpha() else f"s{made}"


def _colour(text: str) -> str:
    if not text or re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        return text.lower()
    short = re.fullmatch(r"#?([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])", text)
    whole = re.fullmatch(r"([0-9A-Fa-f]{6})", text)
    mended = "#" + "".join(c * 2 for c in short.groups()) if short else f"#{text}" if whole else "#0b5563"
    hint = f'write "{mended}", in quotes' if short or whole else f'write six hexadecimal digits, such as "{mended}"'
    raise wrong(f"must be a colour #rrggbb, not '{text}'", hint)


def _web_address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/]\S*", text):
        raise wrong(f"must be a web address, not '{text}'", "it begins with https:// or http://")
    return text


def _endpoint(text: str) -> str:
    if text and not re.fullmatch(ENDPOINT, text):
        hint = (
            "write http://127.0.0.1:11434/v1 or the like, without a name, password, ? or #"  # nothing of it is repeated
        )
        raise wrong("must be the web address of a model's interface and nothing more", hint)
    return text.removesuffix("/").removesuffix("/chat/completions")


def _file_name(pattern: str) -> str:
    if refused := re.search(r"[^\w{} .,()+-]", pattern):
        raise wrong(f"cannot hold '{refused[0]}'", "use letters, digits, spaces and - _ . , + ( ) beside the fields")
    return pattern


def _word_limit(words: int) -> int:
    if words and not FEWEST_WORDS <= words <= MOST_WORDS:
        raise wrong(f"must be {FEWEST_WORDS} to {MOST_WORDS}, not {words}", "leave it out for a sensible length")
    return words


_LABELS = "|".join(re.escape(label) for label in TLP)
Language = Annotated[
    Line,
    AfterValidator(_language),
    WithJsonSchema({"type": "string", "pattern": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"}),
]
Marking = Annotated[
    str,
    AfterValidator(_marking),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^(?![Tt][Ll][Pp])|^({_LABELS})$", "maxLength": MOST_MARKING},
    ),
]
Key = Annotated[str, AfterValidator(_source_key), WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9-]*$"})]
Colour = Annotated[str, AfterValidator(_colour), WithJsonSchema({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})]
WebAddress = Annotated[
    str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "pattern": r"^https?://[^\s/]\S*$"})
]
EndpointAddress = Annotated[
    str, AfterValidator(_endpoint), WithJsonSchema({"type": "string", "pattern": f"^{ENDPOINT}$"})
]
FileName = Annotated[
    Line,
    of_fields("title", "audience", "date", "language", "version"),
    AfterValidator(_file_name),
    WithJsonSchema({"type": "string", "pattern": r"^([\w .,()+-]|\{(title|audience|date|language|version)\})*$"}),
]
WordLimit = Annotated[
    int,
    AfterValidator(_word_limit),
    WithJsonSchema({"anyOf": [{"const": 0}, {"type": "integer", "minimum": FEWEST_WORDS, "maximum": MOST_WORDS}]}),
]


# The specification


class SourceSpec(Noun):
    """One entry of `sources`: where the texts are, and what a person knows better than the text says."""

    path: str = Field(description="a file, a folder, a pattern such as texts/*.md, or a web address")
    key: Key = Field(default="", description="the name that citations use; made from the file's name when left out")
    title: Line = Field(default="", description="the title, in place of the one found in the text")
    authors: tuple[Line, ...] = Field(default=(), description="the authors, in place of those found in the text")
    publisher: Line = Field(default="", description="who published it")
    published: PartialDay | None = Field(default=None, description="when: 2018, 2018-05 or 2018-05-02")
    url: WebAddress = Field(default="", description="where a reader of the brief can find it")
    language: Language = Field(
        default="", description="its language, as a BCP 47 tag such as en or fa; left out: as its words tell"
    )
    marking: Marking = Field(default="", description="its marking, such as TLP:GREEN")


class SectionSpec(Noun):
    """One section: a question for the compiler to answer from the sources, or an analyst's own text."""

    title: Line = Field(description="the section's heading")
    question: Line = Field(default="", description="what the section answers; the title when left out")
    words: WordLimit = Field(default=0, description="at most so many words, 20 to 5000; 0 or left out: the default")
    text: str = Field(default="", description='your own words; cite with [@key:9 "words of sentence 9"]')


class ActorSpec(Noun):
    """An actor that a person names, which goes before those that are found."""

    name: Line = Field(description="the name as the brief prints it")
    type: ActorType | None = Field(default=None, description="what kind of actor it is; left out: as it is found")
    aliases: tuple[Line, ...] = Field(default=(), description="other names that texts use for it")
    part_of: Line = Field(default="", description="the actor that it belongs to")
    power: Level | None = Field(default=None, description="its power in the matter, from 1 (low) to 5 (high)")
    interest: Level | None = Field(default=None, description="its interest in the matter, from 1 (low) to 5 (high)")


class GlossaryEntry(Noun):
    """A word of the brief and what it means."""

    term: Line
    meaning: Line = Field(description="what the term means")


class Imprint(Noun):
    """Who made the brief; what is absent is not printed."""

    organisation: Line = Field(default="", description="the publishing organisation")
    authors: tuple[Line, ...] = Field(default=(), description="the authors of the brief")
    contact: Line = Field(default="", description="how to reach them")
    series: Line = Field(default="", description="the series, printed over the title")
    number: Line = Field(default="", description="the number in the series")
    version: Line = Field(default="", description="the version of this brief")
    cite: Line = Field(default="", description="how to cite the brief; made of the above when left out")
    licence: Line = Field(default="", description="the licence, such as CC BY 4.0")
    disclaimer: Line = Field(default="", description="a sentence on whose views these are")


class Brand(Noun):
    """The look of the house, without a line of CSS."""

    accent: Colour = Field(default="", description='the accent colour, as "#rrggbb" in quotes')
    logo: str = Field(default="", description="an image file, beside the specification")
    logo_alt: Line = Field(default="", description="what the logo shows, for who cannot see it; left out: the name")
    organisation: Line = Field(default="", description="the name beside the logo")
    reference: str = Field(
        default="", description="a .docx beside the specification, whose styles, sheet and heads Word documents have"
    )
    fonts: Fonts = Field(default=Fonts(), description="the families of the text and of the labels")
    sizes: Sizes = Field(default=Sizes(), description="sizes of the text, of small text and of the title, in points")


class LanguageModel(Noun):
    """A language model to ask, and how long; none is asked when left out. Its key stands in the environment only."""

    base_url: EndpointAddress = Field(default="", description="its address, such as http://127.0.0.1:11434/v1")
    model: Line = Field(default="", description="the model's name, as its server knows it")
    tasks: tuple[Task, ...] = Field(
        default=("points", "cells"), min_length=1, description="what it may reword: points (sentences), cells (tables)"
    )
    markings: tuple[Marking, ...] = Field(
        default=(), description="markings, beside TLP:CLEAR and TLP:GREEN, whose sources another machine may be sent"
    )
    timeout: float = Field(default=60.0, ge=0.1, le=3600, description="seconds to wait for one answer")
    total: float = Field(default=600.0, ge=0.1, le=86_400, description="seconds to wait for all answers together")
    requests: int = Field(default=40, ge=1, le=1000, description="at most so many requests, repeated ones included")
    retries: int = Field(default=2, ge=0, le=10, description="how often a failed request is repeated")
    backoff: float = Field(default=1.0, ge=0, le=60, description="seconds before the first repetition; then doubled")
    temperature: float = Field(default=0.0, ge=0, le=2, description="how freely it chooses its words; 0: not at all")
    max_tokens: int = Field(default=2048, ge=64, le=65_536, description="the longest answer, in the model's tokens")


class Waiver(Noun):
    """A house rule that this brief may break, and why."""

    rule: Line = Field(description="the rule's code, as the warning gives it; briefing check --rules lists them")
    reason: Line = Field(description="why it does not hold here")


class BriefSpec(Noun):
    """What to compile. Made by `load` from a file, or in code (then no place is known, and `title` may be empty)."""

    title: Line = Field(description="the title of the brief")
    subtitle: Line = Field(default="", description="a line under the title")
    date: Day | None = Field(default=None, description="the date of the brief, year-month-day")
    language: Language = Field(default="en", description="the brief's language, as a BCP 47 tag such as en or fr")
    marking: Marking = Field(default="TLP:CLEAR", description="the marking, such as TLP:CLEAR or TLP:AMBER")
    audiences: tuple[Line, ...] = Field(
        default=("policymaker",), min_length=1, description="who it is for: one edition each"
    )
    sources: tuple[SourceSpec, ...] = Field(min_length=1, description="the texts that the brief rests on")
    sections: tuple[SectionSpec, ...] = Field(
        default=(), max_length=MOST_SECTIONS, description="the sections; left out: an outline of our own"
    )
    actors: tuple[ActorSpec, ...] = Field(default=(), description="actors, their other names, types and owners")
    bottom_line: str = Field(default="", description='your bottom line; may cite with [@key:9 "words"]')
    ask: str = Field(default="", description='the decision sought; may cite with [@key:9 "words"]')
    options: tuple[Option, ...] = Field(default=(), description="courses of action: name, for, against")
    indicators: tuple[Line, ...] = Field(default=(), description="what to watch")
    glossary: tuple[GlossaryEntry, ...] = Field(default=(), description="words and their meanings, as term: meaning")
    previous: str = Field(
        default="",
        description="the previous edition, as PDF or JSON, to tell what has changed; best its fullest, the analyst's",
    )
    imprint: Imprint = Field(default=Imprint(), description="who made the brief")
    embargo: Day | None = Field(default=None, description="not to be published before this day, year-month-day")
    draft: Flag = Field(default=False, description="true prints that this is a draft")
    brand: Brand = Field(default=Brand(), description="accent colour, logo, name, fonts and sizes of the house")
    page_size: Literal["A4", "Letter"] | None = Field(
        default=None, description="A4 or Letter; left out: as the audience has it"
    )
    file_name: FileName = Field(
        default="{title}-{audience}",
        description="the files' name without a suffix, of {title}, {audience}, {date}, {language} and {version}",
    )
    labels: Labels = Field(
        default=Labels(), description="words that the brief prints of its own accord, said otherwise"
    )
    llm: LanguageModel | None = Field(default=None, description="a language model to ask; left out: none")
    waive: tuple[Waiver, ...] = Field(default=(), description="house rules that this brief may break, with reasons")

    folder: SkipJsonSchema[Path] = Path()
    name: SkipJsonSchema[str] = ""
    tree: SkipJsonSchema[InstanceOf[Tree] | None] = Field(default=None, exclude=True, repr=False)

    def where(self, *path: Step) -> str:
        """Tell the nearest known place to a path of keys and indexes, as "brief.yaml:12:5"; "" when made in code."""
        return self.tree.where(*path) if self.tree else ""

    def where_in(self, path: Steps, offset: int) -> str:
        """Tell the place of the character at `offset` of the text at `path`, inside block text too; "" as `where`."""
        return self.tree.where_in(path, offset) if self.tree else ""


def load(
    path: str | Path, audiences: Collection[str] | None = None, rules: Lookup[str, bool] | None = None
) -> BriefSpec:
    """Read a specification; `audiences` are the names that may be asked for, `rules` the codes of what is checked, and
    whether each may be waived (None: any).

    Paths in it are relative to its folder, which becomes `folder`. Raises one SpecificationError that tells every
    mistake, each at `name:line:column` with a hint; LimitError for a file too large, too deep or too long.
    """
    file = Path(path)
    tree = _spelled_out(read(file, str(path)))
    mistakes = [
        *_repetitions(tree),
        *_text_beside_question(tree),
        *_unknown_audiences(tree, audiences),
        *_unknown_rules(tree, rules),
        *_missing_files(tree, file),
        *_unknown_faces(tree, file.parent),
        *_circles(tree),
    ]
    given = {"folder": file.parent, "name": str(path), "tree": tree}
    return validate(tree, BriefSpec, given, mistakes)


# What the tree alone can tell


def _spelled_out(tree: Tree) -> Tree:
    """Write out the shorthands: a source that is only its path, and a glossary as term: meaning."""
    if not isinstance(tree.root, Mapping):
        return tree
    mistakes, entries = list(tree.mistakes), []
    for key, node in tree.root.entries:
        value = node
        if key.value == "sources" and isinstance(node, Sequence):
            value = replace(node, items=tuple(_source_spelled_out(item) for item in node.items))
        elif key.value == "glossary" and isinstance(node, Mapping):
            items = tuple(_mapping(term, ("term", term), ("meaning", meaning)) for term, meaning in node.entries)
            value = Sequence(items, node.line, node.column)
        elif key.value == "glossary" and not (isinstance(node, Scalar) and node.is_empty()):
            hint = "write each word in a line of its own, as 'word: what it means'"
            mistakes.append(SpecificationError("'glossary' must be words and meanings", tree.where("glossary"), hint))
            continue
        elif key.value == "llm" and isinstance(node, Mapping):
            kept, told = _without_secrets(node, tree.name)
            value, mistakes = replace(node, entries=kept), [*mistakes, *told]
        entries.append((key, value))
    return replace(tree, root=replace(tree.root, entries=tuple(entries)), mistakes=tuple(mistakes))


def _without_secrets(
    node: Mapping, name: str
) -> tuple[tuple[tuple[Scalar, Node], ...], tuple[SpecificationError, ...]]:
    """Take out of a mapping what looks like a key to a service, and say where it belongs; its value is not repeated."""
    hint = f"delete it here, make it void where it came from, and set {KEY} in the environment"
    secret = [key for key, _ in node.entries if _SECRET.fullmatch(re.sub(r"[\W_]", "", key.value))]
    told = (
        SpecificationError("a key to a service does not stand in a file", f"{name}:{key.line}:{key.column}", hint)
        for key in secret
    )
    return tuple(entry for entry in node.entries if entry[0] not in secret), tuple(told)


_SECRET = re.compile(
    r"key|.*(api|access|secret)key|(.*(api|access|auth|hf))?token|secret|password|auth(orization)?|bearer",
    re.IGNORECASE,
)


def _source_spelled_out(node: Node) -> Node:
    return _mapping(node, ("path", node)) if isinstance(node, Scalar) and not node.is_empty() else node


def _mapping(at: Node, *entries: tuple[str, Node]) -> Mapping:
    keyed = ((Scalar(key, at.line, at.column, "", 0, 0), node) for key, node in entries)
    return Mapping(tuple(keyed), at.line, at.column)


def _texts(tree: Tree, field: str, key: str = "") -> Iterator[tuple[Steps, str]]:
    """Yield the texts of a list with their paths: its entries, or one key of each."""
    listing = tree.find(field)
    for index in range(len(listing.items) if isinstance(listing, Sequence) else 0):
        path = (field, index, key) if key else (field, index)
        if text := _text(tree, *path):
            yield path, text


def _text(tree: Tree, *path: Step) -> str:
    """Return the text at a path; "" where there is none."""
    node = tree.find(*path)
    return " ".join(node.value.split()) if isinstance(node, Scalar) and not node.is_empty() else ""


def _repetitions(tree: Tree) -> Iterator[SpecificationError]:
    unique = (
        ("source", "sources", "path"), ("source key", "sources", "key"), ("section title", "sections", "title"),
        ("audience", "audiences", ""), ("actor", "actors", "name"), ("waived rule", "waive", "rule"),
    )  # fmt: skip
    for what, field, key in unique:
        first: dict[str, Steps] = {}
        for path, text in _texts(tree, field, key):
            before = first.setdefault(text, path)
            if before != path:
                hint = f"it stands first at {tree.where(*before)}"
                yield SpecificationError(f"the {what} '{text}' stands twice", tree.where(*path), hint)


def _text_beside_question(tree: Tree) -> Iterator[SpecificationError]:
    for (_, index, _), _ in _texts(tree, "sections", "text"):
        for key in _BESIDE_TEXT:
            if _text(tree, "sections", index, key):
                hint = "a text is printed as it stands, a question is answered from the sources: keep one of them"
                yield SpecificationError(
                    f"'{key}' cannot stand beside 'text'", tree.where("sections", index, key), hint
                )


def _unknown_audiences(tree: Tree, known: Collection[str] | None) -> Iterator[SpecificationError]:
    for path, name in _texts(tree, "audiences"):
        if known is not None and name not in known:
            yield SpecificationError(f"there is no audience '{name}'", tree.where(*path), suggest(name, sorted(known)))


def _unknown_rules(tree: Tree, known: Lookup[str, bool] | None) -> Iterator[SpecificationError]:
    for path, code in _texts(tree, "waive", "rule"):
        if known is not None and code not in known:
            hint = suggest(code, sorted(known)) if nearest(code, known) else "briefing check --rules lists them"
            yield SpecificationError(f"there is no rule '{code}'", tree.where(*path), hint)
        elif known is not None and not known[code]:
            yield SpecificationError(f"the rule '{code}' cannot be waived", tree.where(*path), "keep it")


def _unknown_faces(tree: Tree, folder: Path) -> Iterator[SpecificationError]:
    """Find fonts that are neither a family that ships nor a folder with faces."""
    for path in (("brand", "fonts", "text"), ("brand", "fonts", "labels")):
        text = _text(tree, *path)
        if not text or text in FAMILIES:
            continue
        if "/" not in text and not _exists(folder / text):
            hint = f"{suggest(text, FAMILIES)} (a folder of TTF files beside the specification will do too)"
            yield SpecificationError(f"no family '{text}' ships", tree.where(*path), hint)
        elif not any((folder / text).glob("*.ttf")):
            hint = f"put the faces there, or name a family that ships: {', '.join(FAMILIES)}"
            yield SpecificationError(f"there is no TTF file in '{text}'", tree.where(*path), hint)


def _circles(tree: Tree) -> Iterator[SpecificationError]:
    """Find actors that are part of themselves, by whatever way."""
    names = {index: name for (_, index, _), name in _texts(tree, "actors", "name")}
    owner = {names.get(path[1], ""): (path, name) for path, name in _texts(tree, "actors", "part_of")}
    for start, (path, name) in owner.items():
        above, seen = name, {start}
        while above in owner and above not in seen:
            seen.add(above)
            above = owner[above][1]
        if above == start:
            yield SpecificationError(f"'{start}' is part of itself", tree.where(*path), "take one 'part_of' away")


def _missing_files(tree: Tree, specification: Path) -> Iterator[SpecificationError]:
    folder = specification.parent
    sources = ((path, text, True) for path, text in _texts(tree, "sources", "path"))
    others = (path for path in (("brand", "logo"), ("brand", "reference"), ("previous",)))
    files = ((path, text, False) for path in others if (text := _text(tree, *path)))
    for path, text, many in (*sources, *files):
        message, hint = _file_mistake(text, folder, specification, many=many)
        if message:
            yield SpecificationError(message, tree.where(*path), hint)


def _file_mistake(text: str, folder: Path, specification: Path, *, many: bool) -> tuple[str, str]:
    """Tell what is wrong with a path and the way out, "" for nothing; `many`: a folder, pattern or address will do."""
    if many and (text == "-" or re.match(r"https?://[^\s/]", text)):
        return "", ""
    if "://" in text:
        return f"'{text}' cannot be read from here", "name a file" + (", or an address https://…" if many else "")
    file = folder / text
    if not _exists(file):
        return _missing_words(file, text, folder, many=many)
    if file.samefile(specification):
        return f"'{text}' is this specification itself", "name a text that the brief rests on"
    return (f"'{text}' is a folder, not a file", "name a file in it") if file.is_dir() and not many else ("", "")


def _missing_words(file: Path, text: str, folder: Path, *, many: bool) -> tuple[str, str]:
    if not (many and has_magic(text)):
        return f"there is no file '{text}'", _near_files(file, text)
    if any(iglob(text, root_dir=folder, recursive=True)):  # noqa: PTH207 - Path.glob refuses an absolute pattern
        return "", ""
    return f"no file fits the pattern '{text}'", "paths are relative to the specification's folder"


def _exists(file: Path) -> bool:
    try:
        file.stat()
    except (OSError, ValueError):
        return False
    return True


def _near_files(file: Path, text: str) -> str:
    try:
        names = sorted(entry.name for entry in file.parent.iterdir() if not entry.name.startswith("."))
    except (OSError, ValueError):
        return f"there is no folder '{Path(text).parent}' either; paths are relative to the specification's folder"
    if near := nearest(file.name, names):
        return f"did you mean '{(Path(text).parent / near).as_posix()}'?"
    return "paths are relative to the specification's folder"


# The schema


def json_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of what a person may write, for an editor's hints and checks.

    It is as strict as `load` on keys, types, choices and lengths; files, audiences and repetitions only `load` knows.
    An editor reads an unquoted 12 or true as a number or a flag: where text is asked, those are text to us.
    """
    schema = BriefSpec.model_json_schema()
    definitions, properties = schema["$defs"], schema["properties"]
    properties["sources"]["items"] = {"anyOf": [{"type": "string"}, properties["sources"]["items"]]}
    meaning = definitions.pop("GlossaryEntry")["properties"]["meaning"]
    meanings = {"type": "object", "additionalProperties": _required(meaning)}
    properties["glossary"] = meanings | {"description": properties["glossary"]["description"]}
    properties["audiences"]["uniqueItems"] = True
    definitions["SectionSpec"]["not"] = {"required": ["text"], "anyOf": [{"required": [key]} for key in _BESIDE_TEXT]}
    for key, description in _OPTION.items():
        definitions["Option"]["properties"][key]["description"] = description
    for key, said in labels.load(labels.ENGLISH):
        definitions["Labels"]["properties"][key]["description"] = said if isinstance(said, str) else said.other
    for key, value in definitions["Plural"]["properties"].items():
        value["description"] = f"what is said of {{n}} things of CLDR's plural category '{key}'"
    for model in (schema, *definitions.values()):
        model.pop("title")
        required = model.get("required", ())
        for key, value in model["properties"].items():
            model["properties"][key] = _required(value) if key in required else _optional(value)
    schema["description"] = "The specification of a policy brief"
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "brief.yaml"}
    return json.dumps(dialect | schema, indent=2, ensure_ascii=False) + "\n"


_BESIDE_TEXT = ("question", "words")
_OPTION = {"name": "the course of action", "for": "what speaks for it", "against": "what speaks against it"}
_TEXT = ["string", "number", "boolean"]

Schema: TypeAlias = dict[str, Any]


def _required(value: Schema) -> Schema:
    """Rewrite the schema of a value that must be there: text may look like a number, and is not blank."""
    value = {key: inner for key, inner in value.items() if key != "title"}
    if "items" in value:
        value["items"] = _required(value["items"])
    if "anyOf" in value:
        value["anyOf"] = [_required(choice) for choice in value["anyOf"]]
    if value.get("type") == "string" and not value.keys() & {"pattern", "enum"}:
        value |= {"type": _TEXT, "pattern": r"\S"}
    return value


def _optional(value: Schema) -> Schema:
    """Rewrite the schema of a value that may be left out: null says the same."""
    value = _required(value)
    around = {key: value.pop(key) for key in ("description", "default") if value.get(key) is not None}
    if value.get("type") == _TEXT:
        return {"type": [*_TEXT, "null"], **around}
    value.pop("default", None)
    choices = value["anyOf"] if value.keys() == {"anyOf"} else [value]
    return {"anyOf": [*(choice for choice in choices if choice != {"type": "null"}), {"type": "null"}], **around}
