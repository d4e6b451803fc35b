"""YAML -> Tree -> a closed model: strings stay strings, and every mistake has its place and a way out.

Refused: aliases, anchors, tags, merge keys, a key twice in one mapping, several documents, control characters.
The text is read by PyYAML's parser alone; none of its constructors or resolvers runs.
"""

from __future__ import annotations

import re
import types
import typing
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError, WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from briefing.errors import BriefingError, LimitError, SpecificationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Mapping as Lookup
    from pathlib import Path

    from pydantic.fields import FieldInfo

MOST_BYTES = 1_000_000
MOST_LEVELS = 20
MOST_NODES = 20_000

Step: TypeAlias = str | int
M = TypeVar("M", bound=BaseModel)

_LOADER = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader  # the same grammar, twenty times as fast
NULLS = ("~", "null", "Null", "NULL")
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?=\s|$)", re.MULTILINE)
CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML cannot hold."""
_LIST_HINT = "write it as [a, b], or one entry a line, each after '- '"
_SHOWN = 60  # characters of a wrong value that an error repeats


# The tree


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. Line and column count from 1; `start` and `end` bound its spelling in the tree's text."""

    value: str
    line: int
    column: int
    style: str  # YAML's: "" is plain, then ' " | >
    start: int
    end: int

    def is_empty(self) -> bool:
        """Whether nothing was said: no text, or a plain null."""
        return not self.value.strip() or (not self.style and self.value in NULLS)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes; `flow` says that it stands in brackets."""

    items: tuple[Node, ...]
    line: int
    column: int
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their nodes, in the order of the file; no key stands twice; `flow` says that they stand in braces."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int
    flow: bool = False


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Tree:
    """A file's nodes, its name as a person gave it, and what strictness refuses in it: `validate` tells it."""

    name: str
    text: str
    root: Node
    mistakes: tuple[SpecificationError, ...] = ()

    def find(self, *path: Step) -> Node | None:
        """Find the node that stands at exactly this path of keys and indexes from 0; None where there is none."""
        *_, (node, _, steps) = self._walk(path)
        return node if steps == len(path) else None

    def where(self, *path: Step) -> str:
        """Tell the nearest known place as `name:line:column`: of a text on its key's line, else of the key."""
        *_, (node, key, _) = self._walk(path)
        on_its_line = isinstance(node, Scalar) and node.style not in ("|", ">") and node.start < node.end
        return self._place(node if key is None or on_its_line else key)

    def where_in(self, path: Iterable[Step], offset: int) -> str:
        """Tell the place of the character at `offset` of a text's value, also inside block and folded text.

        Folding changes white space only, so the value's n-th visible character is the n-th of the spelling.
        Where escapes make that untrue, the text's own place is told.
        """
        path = tuple(path)
        node = self.find(*path)
        if not isinstance(node, Scalar):
            return self.where(*path)
        header = re.compile(r"[|>].*|['\"]?").match(self.text, node.start)
        start = header.end() if header else node.start
        visible = [at for at in range(start, node.end) if not self.text[at].isspace()]
        count = sum(not character.isspace() for character in node.value[:offset])
        spelling = "".join(self.text[at] for at in visible)
        if count >= len(visible) or not spelling.startswith("".join(node.value.split())):
            return self.where(*path)
        before = _BREAK.split(self.text[node.start : visible[count]])
        column = len(before[-1]) + (node.column if len(before) == 1 else 1)
        return f"{self.name}:{node.line + len(before) - 1}:{column}"

    def _place(self, node: Node) -> str:
        return f"{self.name}:{node.line}:{node.column}"

    def _walk(self, path: Iterable[Step]) -> Iterator[tuple[Node, Scalar | None, int]]:
        """Yield each node on the way, the key it stands under, and the number of steps taken."""
        node, key = self.root, None
        yield node, key, 0
        for steps, step in enumerate(path, 1):
            if isinstance(node, Mapping):
                entry = next((e for e in node.entries if e[0].value == step), None)
                if entry is None:
                    return
                key, node = entry
            elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
                key, node = None, node.items[step]
            else:
                return
            yield node, key, steps


# Text -> Tree


def read(path: Path, name: str = "", most_bytes: int = MOST_BYTES, most_nodes: int = MOST_NODES) -> Tree:
    """Read a YAML file in UTF-8; `name` is how places in it are told (left out: the path).

    Raises SpecificationError where there is no such file, it cannot be read, is not UTF-8 or not YAML; LimitError.
    """
    name = name or str(path)
    try:
        if path.is_dir():
            raise SpecificationError("this is a folder, not a file", name, "name the file inside it")
        if not path.is_file():
            raise SpecificationError("there is no such file", name, _files_like(path))
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
        if len(content) > most_bytes:
            raise _too_large(path.stat().st_size, most_bytes, name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not a path"
        raise SpecificationError(f"the file cannot be read: {reason}", name) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _position(content[: error.start].decode("utf-8", "replace"))
        raise SpecificationError(
            f"byte {content[error.start]:02x} is not UTF-8", f"{name}:{line}:{column}", "save the file as UTF-8"
        ) from None
    return load(text, name, most_bytes, most_nodes)


def load(text: str, name: str, most_bytes: int = MOST_BYTES, most_nodes: int = MOST_NODES) -> Tree:
    """Read YAML text into a tree. What strictness refuses but can be read past stands in its `mistakes`.

    Raises SpecificationError for what is not YAML, at its place, and LimitError over `most_bytes` (1 MB), 20 levels or
    `most_nodes` (20,000).
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most_bytes:
        raise _too_large(size, most_bytes, name)
    text = text.removeprefix("\ufeff")
    if found := CONTROL.search(text):
        line, column = _position(text[: found.start()])
        hint = "delete it, or write it in double quotes as an escape if it is meant"
        raise SpecificationError(_control_words(found[0]), f"{name}:{line}:{column}", hint)
    composer = _Composer(name, yaml.parse(text, Loader=_LOADER), most_nodes)
    try:
        root = composer.document()
    except yaml.MarkedYAMLError as error:
        raise _syntax_mistake(error, text, name) from None
    return Tree(name, text, root, tuple(composer.mistakes))


class _Composer:
    """Events -> nodes; notes what is refused, and goes on."""

    def __init__(self, name: str, events: Iterator[yaml.Event], most: int) -> None:
        self.name = name
        self.events = events
        self.most = most
        self.nodes = 0
        self.mistakes: list[SpecificationError] = []

    def document(self) -> Node:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Scalar("", 1, 1, "", 0, 0)
        root = self.node(next(self.events), 1)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.note(after, "a second document begins here", "keep one document a file: delete the line '---'")
        return root

    def node(self, event: yaml.Event, level: int) -> Node:
        self.nodes += 1
        if self.nodes > self.most:
            rest = sum(isinstance(e, yaml.NodeEvent) for e in self.events)
            raise LimitError(f"{self.nodes + rest:,} values; the limit is {self.most:,}", self.place(event))
        if level > MOST_LEVELS:
            raise LimitError(f"nested {level} levels deep; the limit is {MOST_LEVELS}", self.place(event))
        if isinstance(event, yaml.AliasEvent):
            self.note(event, f"an alias, *{event.anchor}, is not allowed", "write the value out here")
            return self.scalar(event, f"*{event.anchor}", "")
        self.refuse_decoration(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, level + 1))
            return Sequence(tuple(items), *_marked(event), bool(event.flow_style))
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(tuple(self.entries(level)), *_marked(event), bool(event.flow_style))
        return self.scalar(event, str(getattr(event, "value", "")), str(getattr(event, "style", "") or ""))

    def entries(self, level: int) -> Iterator[tuple[Scalar, Node]]:
        first: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, level + 1)
            value = self.node(next(self.events), level + 1)
            if not isinstance(key, Scalar):
                self.note(event, "a key must be text", "put text that holds { or [ in quotes")
            elif isinstance(event, yaml.AliasEvent):
                continue
            elif key.value == "<<" and not key.style:
                self.note(event, "a merge key, <<, is not allowed", "write the keys out here")
            elif key.value in first:
                self.note(event, f"the key '{key.value}' stands twice", f"it stands first in line {first[key.value]}")
            else:
                first[key.value] = key.line
                yield key, value

    def scalar(self, event: yaml.Event, value: str, style: str) -> Scalar:
        if found := CONTROL.search(value):
            self.note(event, _control_words(found[0]), "leave the escape out")
        start = event.start_mark.index if event.start_mark else 0
        end = event.end_mark.index if event.end_mark else 0
        return Scalar(value, *_marked(event), style, start, end)

    def refuse_decoration(self, event: yaml.Event) -> None:
        if anchor := getattr(event, "anchor", None):
            self.note(event, f"an anchor, &{anchor}, is not allowed", "leave it out, and write each value in its place")
        if tag := getattr(event, "tag", None):
            shown = str(tag).replace("tag:yaml.org,2002:", "!!")
            self.note(event, f"a tag, {shown}, is not allowed", "leave it out; put text that begins with ! in quotes")

    def note(self, event: yaml.Event, message: str, hint: str) -> None:
        self.mistakes.append(SpecificationError(message, self.place(event), hint))

    def place(self, event: yaml.Event) -> str:
        line, column = _marked(event)
        return f"{self.name}:{line}:{column}"


def _marked(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _position(before: str) -> tuple[int, int]:
    lines = _BREAK.split(before)
    return len(lines), len(lines[-1]) + 1


def _too_large(size: int, most: int, name: str) -> LimitError:
    return LimitError(f"{size:,} bytes of YAML; the limit is {most:,}", name, "put long texts into sources")


def _control_words(character: str) -> str:
    return f"a character that cannot be printed, U+{ord(character):04X}"


def _files_like(path: Path) -> str:
    try:
        names = sorted(p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        return f"there is no folder {path.parent} either"
    return suggest(path.name, names) if names else ""


# YAML's own complaints in a person's words: a pattern of what the parser says (libyaml's and PyYAML's wording), the
# message, the hint, and whether the place is where the thing was opened.
_COMPLAINTS = (
    ("mapping values are not allowed", "a colon stands where no key can end",
     "put text that holds ': ' in quotes, or mend the indentation", False),
    ("unexpected (end of stream|document indicator)", "a quotation mark is opened and never closed", "close it", True),
    ("',' or ']'", "a list is opened with [ and not closed, or lacks a comma",
     "close it with ], put a comma between entries, and put text that holds [ in quotes", True),
    ("',' or '}'", "a mapping is opened with { and not closed, or lacks a comma",
     "close it with }, put a comma between entries, and put text that holds { in quotes", True),
    ("could not find expected ':'", "a key lacks its colon", "write 'key: value', with a space after the colon", True),
    ("sequence entries are not allowed", "a list cannot begin here",
     "begin it in a line of its own; put text that begins with '- ' in quotes", False),
    (r"\btab\b|'\\t'", "a tab stands where spaces must", "indent with spaces", False),
    ("cannot start any token", "text cannot begin with {character}", "put the text in quotes", False),
    ("escape|hexdecimal", "a backslash in double quotes begins an escape that is none",
     "write two backslashes for one, or use single quotes", False),
    ("alphabetic or numeric", "text cannot begin with & or *", "put the text in quotes", True),
    (r"\btag\b", "text cannot begin with !", "put the text in quotes", False),
    ("block scalar", "only an indentation can follow | or > in its line",
     "begin the text in the next line, indented; or put it in quotes", True),
    ("flow node", "a value is missing after [ or {, or they are not closed",
     "close them; put text that begins with # or holds [ or { in quotes", False),
    ("node content", "a value is expected here", "close what was opened, or put the text in quotes", False),
    ("directive", "a line cannot begin with %", "delete it, or put the text in quotes", False),
    ("incompatible YAML", "this version of YAML cannot be read", "delete the line %YAML", False),
    ("document start", "text stands after the end of the document", "delete it, or mend the indentation", False),
    ("", "this line does not fit the lines above it",
     "keys of one mapping begin in the same column; text that goes on after its quotes needs quotes round all of it",
     False),
)  # fmt: skip


def _syntax_mistake(error: yaml.MarkedYAMLError, text: str, name: str) -> SpecificationError:
    if conflict := _CONFLICT.search(text):
        line, _ = _position(text[: conflict.start()])
        hint = "keep one of its sides, and delete the lines of <, = and >"
        return SpecificationError("a merge conflict is not resolved", f"{name}:{line}:1", hint)
    mark = error.problem_mark or error.context_mark
    character = text[mark.index : mark.index + 1] if mark else ""
    said = "tab" if character == "\t" else f"{error.problem} {error.context or ''}"
    _, message, hint, opened = next(row for row in _COMPLAINTS if re.search(row[0], said))
    if opened and error.context_mark:
        mark = error.context_mark
    inside = mark if mark and mark.index < len(text) else None
    line, column = (inside.line + 1, inside.column + 1) if inside else _position(text.rstrip())
    return SpecificationError(message.replace("{character}", character), f"{name}:{line}:{column}", hint)


# Tree -> a closed model


def validate(
    tree: Tree,
    model: type[M],
    given: Lookup[str, object] | None = None,
    mistakes: Iterable[SpecificationError] = (),
) -> M:
    """Build `model` from a tree, or tell every mistake of the file at once, sorted by place.

    `given` are fields that the program sets and the file may not; `mistakes` are a caller's own, told with the rest.
    An empty value counts as absent. Every error is a SpecificationError at `name:line:column`, with a hint.
    """
    given = given or {}
    refused = {mistake.where for mistake in tree.mistakes}  # what follows from these is not told
    told: list[BriefingError] = [*tree.mistakes, *(mistake for mistake in mistakes if mistake.where not in refused)]
    if not isinstance(tree.root, Mapping):
        raise BriefingError.of([*told, _no_mapping(tree, model)])
    values = _Values(tree, frozenset(given))
    written = values.of(tree.root, model, ())
    told += values.unknown
    try:
        built = model.model_validate({**(written if isinstance(written, dict) else {}), **given})
    except ValidationError as error:
        own = [_in_words(tree, model, details) for details in error.errors(include_url=False) if not _is_echo(details)]
        told += [mistake for mistake in own if mistake.where not in refused]
    if told:
        raise BriefingError.of(sorted(told, key=_sort_key))
    return built


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a hint for a word that is not known: the nearest known one, else all of them."""
    names = tuple(known)
    if near := nearest(word, names):
        return f"did you mean '{near}'?"
    return f"known: {', '.join(names)}" if names else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like this one, whatever its case; "" where none is like it."""
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower()[:_SHOWN], names, n=1)
    return names[near[0]] if near else ""


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """Return the error for a model's validator to raise: `message` goes on after the key's name; the hint ends it."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "hint": hint})


def _flag(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        yes = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
        near = yes.get(value.lower(), value.lower())
        hint = f"write {near}" if near in ("true", "false") else "write true or false"
        raise wrong(f"must be true or false, not {_shown(value)}", hint)
    return value


def _day(value: object) -> object:
    if isinstance(value, str):
        _check_day(value, r"\d{4}-\d{2}-\d{2}", "write year-month-day, such as 2020-01-20")
        return date.fromisoformat(value)
    return value


def _partial_day(value: str) -> str:
    _check_day(value, r"\d{4}(-\d{2}(-\d{2})?)?", "write year-month-day, such as 2020-01-20, 2020-01 or 2020")
    return value


def _check_day(value: str, form: str, hint: str) -> None:
    if not re.fullmatch(form, value, re.ASCII):
        raise wrong(f"must be a date, not {_shown(value)}", hint)
    try:
        date.fromisoformat(value + "0001-01-01"[len(value) :])
    except ValueError:
        raise wrong(f"names a day that no calendar has: {value}", hint) from None


Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
PartialDay = Annotated[
    str,
    AfterValidator(_partial_day),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "maximum": 9999}),
]
Line = Annotated[str, AfterValidator(lambda text: " ".join(text.split()))]


class _Values:
    """Nodes -> plain values for pydantic, guided by the model: unknown keys are noted, empty values left out."""

    def __init__(self, tree: Tree, given: frozenset[str]) -> None:
        self.tree = tree
        self.given = given
        self.unknown: list[SpecificationError] = []

    def of(self, node: Node, annotation: object, path: tuple[Step, ...]) -> object:
        kind = _bare(annotation)
        inner = typing.get_args(kind)
        if isinstance(node, Scalar):
            return None if node.is_empty() else node.value
        if isinstance(node, Sequence):
            return [self.of(entry, inner[0] if inner else object, (*path, i)) for i, entry in enumerate(node.items)]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.fields(node, kind, path)
        below = inner[1] if len(inner) > 1 else object
        return {key.value: self.of(value, below, (*path, key.value)) for key, value in node.entries}

    def fields(self, node: Mapping, model: type[BaseModel], path: tuple[Step, ...]) -> dict[str, object]:
        known = {n: f for n, f in _fields(model).items() if path or n not in self.given}
        values: dict[str, object] = {}
        for key, value in node.entries:
            if key.value not in known:
                where = f"{self.tree.name}:{key.line}:{key.column}"
                hint = suggest(key.value, known)
                self.unknown.append(SpecificationError(f"there is no key {_shown(key.value)} here", where, hint))
                continue
            plain = self.of(value, known[key.value].annotation, (*path, key.value))
            if plain is not None:
                values[key.value] = plain
        return values


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Fields by the key that a person writes."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _bare(annotation: object) -> object:
    """Return the type without its Annotated and without the None of an optional one."""
    while True:
        origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is Annotated:
            annotation = inner[0]
        elif origin in (typing.Union, types.UnionType):
            annotation = next(arg for arg in inner if arg is not type(None))
        else:
            return annotation


def _keys_below(annotation: object) -> tuple[str, ...]:
    """Return the keys of the model that a type is, or is a list of."""
    kind = _bare(annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return tuple(_fields(kind))
    return next((keys for inner in typing.get_args(kind) if (keys := _keys_below(inner))), ())


def _field_at(model: type[BaseModel], path: Iterable[Step]) -> FieldInfo | None:
    field, kind = None, _bare(model)
    for step in path:
        inner = typing.get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = _fields(kind).get(str(step))
            kind = _bare(field.annotation) if field else object
        else:
            kind = _bare(inner[-1 if isinstance(step, str) else 0]) if inner else object
    return field


def _no_mapping(tree: Tree, model: type[BaseModel]) -> SpecificationError:
    required = [key for key, field in _fields(model).items() if field.is_required()]
    hint = f"it needs: {', '.join(required)}" if required else f"known: {', '.join(_fields(model))}"
    empty = isinstance(tree.root, Scalar) and tree.root.is_empty()
    message = "the file is empty" if empty else "the file must hold keys and values, such as 'title: ...'"
    return SpecificationError(message, tree.where(), hint)


def _is_echo(details: ErrorDetails) -> bool:
    """Tell whether a list is only said to be short because its entries are wrong, which is told already."""
    least = details.get("ctx", {}).get("min_length", 0)
    return details["type"] == "too_short" and len(details["input"]) >= least


def _in_words(tree: Tree, model: type[BaseModel], details: ErrorDetails) -> SpecificationError:
    path, said = details["loc"], details["type"]
    field = _field_at(model, path)
    description = (field.description or "") if field else ""
    message, hint = _WORDS.get(said, _other)(details)
    if said == "missing" and tree.find(*path) is not None:
        message = "is empty"
    if said in ("model_type", "model_attributes_type") and field and (keys := _keys_below(field.annotation)):
        description = f"known: {', '.join(keys)}"
    if said == "value_error" or not path:
        return SpecificationError(message, tree.where(*path), hint or description)
    return SpecificationError(f"{_named(path)} {message}", tree.where(*path), hint or description)


def _named(path: tuple[Step, ...]) -> str:
    last = path[-1]
    if isinstance(last, str):
        return f"'{last}'"
    owner = next((step for step in reversed(path) if isinstance(step, str)), "the list")
    return f"entry {last + 1} of '{owner}'"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    text = " ".join(str(value).split())
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[: _SHOWN - 1]}…'"


Words: TypeAlias = tuple[str, str]


def _must_be(what: str, hint: str = "") -> Callable[[ErrorDetails], Words]:
    def words(details: ErrorDetails) -> Words:
        value = details["input"]
        return ("is empty", "") if value is None else (f"must be {what}, not {_shown(value)}", hint)

    return words


def _at_edge(form: str) -> Callable[[ErrorDetails], Words]:
    return lambda details: (form.format(**details.get("ctx", {})) + f", not {_shown(details['input'])}", "")


def _list_words(details: ErrorDetails) -> Words:
    value = details["input"]
    if value is None:
        return "is empty", ""
    short = isinstance(value, str) and "\n" not in value and len(value) <= _SHOWN
    return f"must be a list, not {_shown(value)}", f"write [{value}]" if short else _LIST_HINT


def _choice_words(details: ErrorDetails) -> Words:
    choices = re.findall(r"'((?:[^'\\]|\\.)*)'", str(details.get("ctx", {}).get("expected", "")))
    value = details["input"]
    hint = suggest(value, choices) if isinstance(value, str) else f"known: {', '.join(choices)}"
    return f"cannot be {_shown(value)}", hint


def _count_words(details: ErrorDetails) -> Words:
    least = details.get("ctx", {}).get("min_length", 1)
    return f"needs at least {least} {'entry' if least == 1 else 'entries'}", ""


def _many_words(details: ErrorDetails) -> Words:
    context = details.get("ctx", {})
    return f"may have at most {context['max_length']} entries, not {context['actual_length']}", ""


def _given_words(details: ErrorDetails) -> Words:
    context = details.get("ctx", {})
    return str(context.get("message", context.get("error", ""))), str(context.get("hint", ""))


def _other(details: ErrorDetails) -> Words:
    return f"cannot be {_shown(details['input'])}", ""


_WORDS: dict[str, Callable[[ErrorDetails], Words]] = {
    "missing": lambda _: ("is missing", ""),
    "wrong": _given_words,
    "value_error": _given_words,
    "string_type": _must_be("text"),
    "tuple_type": _list_words,
    "list_type": _list_words,
    "model_type": _must_be("keys and values"),
    "model_attributes_type": _must_be("keys and values"),
    "dict_type": _must_be("keys and values"),
    "int_parsing": _must_be("a whole number"),
    "int_type": _must_be("a whole number"),
    "int_from_float": _must_be("a whole number"),
    "float_parsing": _must_be("a number"),
    "float_type": _must_be("a number"),
    "bool_parsing": _must_be("true or false"),
    "bool_type": _must_be("true or false"),
    "date_type": _must_be("a date"),
    "literal_error": _choice_words,
    "too_short": _count_words,
    "greater_than": _at_edge("must be more than {gt}"),
    "greater_than_equal": _at_edge("must be at least {ge}"),
    "less_than": _at_edge("must be less than {lt}"),
    "less_than_equal": _at_edge("must be at most {le}"),
    "string_too_long": _at_edge("must have at most {max_length} characters"),
    "too_long": _many_words,
}


def _sort_key(mistake: BriefingError) -> tuple[int, int, str]:
    line, column = (int(part) for part in mistake.where.rsplit(":", 2)[1:])
    return line, column, mistake.message
