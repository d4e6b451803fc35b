"""Merged draft -> the text of findings.yaml: only the lines that change are written anew, comments stay where they are.

The file is spliced by lines along the places that the strict loader tells. A round trip through a YAML library hangs a
comment on the row before it, and loses it with that row.
"""

from __future__ import annotations

import json
import re
import textwrap
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from briefing.findings.draft.rows import FIELDS, LISTS, Draft, Entry, Home, Value
from briefing.strict_yaml import NULLS, Node, Scalar, Sequence, Tree
from briefing.strict_yaml import Mapping as MappingNode

HEADER = """\
# What the compiler found, for you to correct in place. briefing build prints what stands here; briefing draft reads the
# sources anew and refreshes it: rows that you touched keep your words, all others follow the sources.
#
#   correct     change the words: the row counts as edited, and 'base' then shows what the compiler says
#   reject      status: rejected   never printed, however often the sources are read
#   keep        status: pinned     printed as it stands, whatever the compiler says later
#   move        cut and paste a row, within its list or to another section
#   add         a row with text (or actor, kind, statement ...) and evidence: key:9 "words of sentence 9";
#               without evidence it is printed as the authors' judgement
#   actors      change a name, and it changes everywhere; 'same_as: Russia' makes two actors one;
#               names to look for in the sources belong in brief.yaml
#   undo        delete a row that you touched: the compiler's comes back
#
# 'orphan' marks a row of yours whose evidence is gone: it waits here until it comes back. 'id' knows a row again.
"""

_WIDTH = 116
_BREAKS = re.compile(r".*?(?:\r\n|[\n\r\x85\u2028\u2029])|.+\Z", re.DOTALL)
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")
_CLOSED = re.compile(r"(?:[\s,]*[\]}])+")

Plain = str | tuple[str, ...] | dict[str, "str | tuple[str, ...]"]


# Entries -> lines


def fresh(lists: Draft) -> str:
    """The text of a new draft."""
    blocks = [HEADER.splitlines()]
    for name in LISTS:
        if name != "sections":
            blocks.append(_list_lines(name, lists.get((name,), ()), 0))
            continue
        blocks.append(_sections_lines({h[1]: rows for h, rows in lists.items() if h[0] == "sections"}))
    return "\n".join("\n".join([*block, ""]) for block in blocks)


def _sections_lines(sections: Mapping[str, Iterable[Entry]]) -> list[str]:
    if not sections:
        return ["sections: {}"]
    blocks = [_list_lines(_key(title), tuple(rows), 2) for title, rows in sections.items()]
    return ["sections:", *(line for n, block in enumerate(blocks) for line in ([""] * (n > 0) + block))]


def _list_lines(key: str, rows: tuple[Entry, ...], indent: int) -> list[str]:
    pad = " " * indent
    if not rows:
        return [f"{pad}{key}: []"]
    blocks = [_row_lines(row, indent + 2) for row in rows]
    return [f"{pad}{key}:", *(line for n, block in enumerate(blocks) for line in ([""] * (n > 0) + block))]


def _row_lines(row: Entry, indent: int) -> list[str]:
    """A row, its dash `indent` columns in."""
    lines = [line for key, value in plain(row).items() for line in _field_lines(key, value, indent + 2, row)]
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def plain(row: Entry) -> dict[str, Plain]:
    """What a row holds, by key in the order of the file; what is empty is left out."""
    held: dict[str, Plain] = {**_named(row.kind, row.value)}
    held |= {"same_as": row.same_as, "status": row.status, "evidence": tuple(map(str, row.cites))}
    held |= {"marking": row.marking, "id": row.id}
    if row.base not in (None, row.value) and row.status != "auto" and row.base is not None:
        held["base"] = str(row.base[0]) if row.kind == "points" else _named(row.kind, row.base)
    return {key: value for key, value in held.items() if value}


def _named(kind: str, value: Value) -> dict[str, str | tuple[str, ...]]:
    return {key: part for key, part in zip(FIELDS[kind], value, strict=True) if part}


def _field_lines(key: str, value: Plain, indent: int, row: Entry) -> list[str]:
    pad = " " * indent
    if isinstance(value, dict):
        return [f"{pad}{key}:", *(line for k, v in value.items() for line in _field_lines(k, v, indent + 2, row))]
    if isinstance(value, str):
        always_folded = row.kind == "points" and key in ("text", "base")
        return _scalar_lines(f"{pad}{key}: ", value, indent + 2, folded=always_folded)
    if key == "evidence":
        return [f"{pad}{key}:", *(line for one in value for line in _item_lines(one, indent + 2))]
    short = f"{pad}{key}: [{', '.join(map(_flow, value))}]"
    if len(short) <= _WIDTH:
        return [short]
    return [f"{pad}{key}:", *(line for one in value for line in _item_lines(one, indent + 2))]


def _item_lines(text: str, indent: int) -> list[str]:
    """An entry of a list; plain where it can be, over several lines too."""
    pad = " " * indent
    if not _is_plain(text):
        return _scalar_lines(f"{pad}- ", text, indent + 2, folded=True)
    return _wrapped(text, f"{pad}- ", f"{pad}  ")


def _scalar_lines(start: str, text: str, indent: int, *, folded: bool) -> list[str]:
    if not folded and len(start) + len(text) <= _WIDTH and _is_plain(text):
        return [start + text]
    if len(start) + len(text) <= _WIDTH and not folded:
        return [start + json.dumps(text, ensure_ascii=False)]
    return [f"{start}>-", *_wrapped(text, " " * indent, " " * indent)]


def _wrapped(text: str, first: str, further: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )


def _is_plain(text: str) -> bool:
    """Whether a text needs no quotes in a block: it begins like a word and holds nothing that YAML reads otherwise."""
    begins = text[:1].isalnum() or text[:1] in "“‘("
    return begins and text not in NULLS and ": " not in text and " #" not in text and not text.endswith(":")


def _flow(text: str) -> str:
    return text if _is_plain(text) and not re.search(r"[,\[\]{}]|:$", text) else json.dumps(text, ensure_ascii=False)


def _key(title: str) -> str:
    return title if _is_plain(title) and ":" not in title else json.dumps(title, ensure_ascii=False)


# The file and its places


class _File:
    """A draft's text with the lines that each row takes up, and what is to become of them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.lines = _BREAKS.findall(tree.text)
        self.starts = [0, *accumulate(map(len, self.lines))]
        self.scalars = sorted(_scalars(tree.root), key=lambda scalar: scalar.start)
        self.newline = "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"
        self.edits: list[tuple[int, int, int, list[str]]] = []

    def edit(self, start: int, end: int, lines: Iterable[str]) -> None:
        """Put `lines` in the place of the lines from `start` to before `end`."""
        self.edits.append((start, end, len(self.edits), list(lines)))

    def text(self) -> str:
        at, out = 0, []
        if self.lines and not self.lines[-1].endswith(("\n", "\r", "\x85", "\u2028", "\u2029")):
            self.lines[-1] += self.newline
        for start, end, _, lines in sorted(self.edits):
            out += self.lines[at:start]
            out += [line + self.newline for line in lines]
            at = max(at, end)
        return "".join([*out, *self.lines[at:]])

    def line_of(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)

    def end(self, node: Node, least: int) -> int:
        """The line behind the last one that a node takes up; at least `least`."""
        last = max((s.end for s in _scalars(node) if s.end > s.start), default=0)
        last = len(self.tree.text[:last].rstrip())
        if (closed := _CLOSED.match(self.tree.text, last)) and _has_flow(node):
            last = closed.end()
        return max(least, self.line_of(max(0, last - 1)) + 1)

    def row(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """The lines of a row, from its dash."""
        node = self.tree.find(*path)
        start = (node.line if node else 1) - 1
        while start > 0 and not self.lines[start].lstrip().startswith("-"):
            start -= 1
        return start, self.end(node, start + 1) if node else start + 1

    def chunk(self, path: tuple[str | int, ...]) -> list[str]:
        start, end = self.row(path)
        return [line.rstrip("\r\n\x85\u2028\u2029") for line in self.lines[start:end]]

    def dash(self, path: tuple[str | int, ...]) -> int:
        """The column of a row's dash, from 0."""
        line = self.lines[self.row(path)[0]]
        return len(line) - len(line.lstrip())

    def comments(self, start: int, end: int) -> list[tuple[int, str]]:
        """The comments on some lines, with their lines."""
        low, high = self.starts[start], self.starts[min(end, len(self.lines))]
        found, at = [], low
        first, behind = (bisect_left(self.scalars, offset, key=lambda s: s.start) for offset in (low, high))
        for scalar in self.scalars[first:behind]:
            found += [(m.start(), m[0]) for m in _COMMENT.finditer(self.tree.text, at, max(at, scalar.start))]
            if scalar.style in ("|", ">") and (header := _BLOCK_COMMENT.match(self.tree.text, scalar.start)):
                found.append((header.start(1), header[1]))
            at = max(at, scalar.end)
        found += [(m.start(), m[0]) for m in _COMMENT.finditer(self.tree.text, at, max(at, high))]
        return [(self.line_of(offset), text.rstrip()) for offset, text in found]


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for inner in node.items:
            yield from _scalars(inner)
    else:
        for key, value in node.entries:
            yield key
            yield from _scalars(value)


def _has_flow(node: Node) -> bool:
    if isinstance(node, Scalar):
        return False
    below = node.items if isinstance(node, Sequence) else [value for _, value in node.entries]
    return node.flow or any(map(_has_flow, below))


# The file -> the refreshed file


def refreshed(lists: Draft, draft: Draft, tree: Tree) -> str:
    """The text of `tree`, in which `draft` stands, as `lists` are now."""
    file = _File(tree)
    before = {entry.path: entry for rows in draft.values() for entry in rows}
    kept = {row.path for rows in lists.values() for row in rows if row.path and row.path[:-1] == row.home}
    for path in before:
        if path not in kept:
            _drop(file, path)
    for home, rows in lists.items():
        parent = tree.find(*home[:-1])
        if len(home) > 1 and isinstance(parent, MappingNode) and parent.flow:
            continue
        if _key_node(tree, home):
            _splice(file, home, rows, before)
        elif home[0] != "sections":
            file.edit(*_behind(file, home[0]), ["", *_list_lines(home[0], rows, 0)])
    _splice_sections(file, lists, draft)
    return file.text()


def _drop(file: _File, path: tuple[str | int, ...]) -> None:
    """Take a row out, with the blank line that set it off; comments on it stay."""
    start, end = file.row(path)
    comments = [f"{' ' * file.dash(path)}{text}" for _, text in file.comments(start, end)]
    if not comments and start > 0 and not file.lines[start - 1].strip():
        start -= 1
    elif not comments and path[-1] == 0 and end < len(file.lines) and not file.lines[end].strip():
        end += 1
    file.edit(start, end, comments)


def _key_node(tree: Tree, home: Home) -> Scalar | None:
    parent = tree.find(*home[:-1])
    entries = parent.entries if isinstance(parent, MappingNode) else ()
    return next((key for key, _ in entries if key.value == home[-1]), None)


def _behind(file: _File, name: str) -> tuple[int, int]:
    """Where a list that the file lacks belongs: behind the one that goes before it, else at the end."""
    for former in reversed(LISTS[: LISTS.index(name)]):
        if key := _key_node(file.tree, (former,)):
            node = file.tree.find(former)
            end = file.end(node, key.line) if node else key.line
            return end, end
    return len(file.lines), len(file.lines)


def _splice(file: _File, home: Home, rows: tuple[Entry, ...], before: Mapping[tuple[str | int, ...], Entry]) -> None:
    key, node = _key_node(file.tree, home), file.tree.find(*home)
    if key is None or node is None:
        return
    existing = len(node.items) if isinstance(node, Sequence) else 0
    dash = file.dash((*home, 0)) if existing else key.column + 1
    if not rows:
        if existing:
            _close(file, key)
        return
    if not existing:
        indent = key.column - 1
        comments = [f" {text}" for _, text in file.comments(key.line - 1, file.end(node, key.line))]
        lines = _list_lines(_key(home[-1]), tuple(rows), indent)
        file.edit(key.line - 1, file.end(node, key.line), [lines[0] + "".join(comments), *lines[1:]])
        return
    at, first = key.line, True
    for row in rows:
        if row.path and row.path[:-1] == home:
            start, at = file.row(row.path)
            if plain(row) != plain(before[row.path]):
                file.edit(start, at, _changed(file, row, before[row.path]))
        else:
            lines = _moved(file, row, before[row.path], dash) if row.path else _row_lines(row, dash)
            file.edit(at, at, [*lines, ""] if first else ["", *lines])
            if first:
                continue
        first = False


def _moved(file: _File, row: Entry, before: Entry, dash: int) -> list[str]:
    """A row's own lines, for another list."""
    lines = file.chunk(row.path) if plain(row) == plain(before) else _changed(file, row, before)
    shift = dash - file.dash(row.path)
    return [" " * shift + line if shift > 0 else line[-shift:] for line in lines]


def _close(file: _File, key: Scalar) -> None:
    """Make a list that has lost its rows an empty one."""
    line = file.lines[key.line - 1]
    head = line[: key.end - file.starts[key.line - 1]]
    comments = "".join(f"  {text}" for n, text in file.comments(key.line - 1, key.line) if n == key.line - 1)
    file.edit(key.line - 1, key.line, [f"{head}: []{comments}"])


def _changed(file: _File, row: Entry, before: Entry) -> list[str]:
    """A row's lines with those keys anew that say something else."""
    node = file.tree.find(*row.path)
    start, end = file.row(row.path)
    dash = file.dash(row.path)
    now, old = plain(row), plain(before)
    first = node.entries[0][0].value if isinstance(node, MappingNode) else ""
    if not isinstance(node, MappingNode) or node.flow or first not in now or node.line - 1 != start:
        comments = [f"{' ' * (dash + 2)}{text}" for _, text in file.comments(start, end)]
        return [*_row_lines(row, dash), *comments]
    indent = node.column - 1
    written = {key.value: (key.line - 1, file.end(value, key.line)) for key, value in node.entries}
    blocks: dict[str, list[str]] = {}
    at = start
    for key, (low, high) in written.items():
        lead, at = file.lines[at:low], high
        lines = file.lines[low:high]
        if key in now and (now[key] == old.get(key) or (key == "status" and key not in old)):
            spelled = [line.rstrip("\r\n") for line in lines]
        else:
            fresh_lines = _field_lines(key, now[key], indent, row) if key in now else []
            spelled = _with_comments(fresh_lines, file.comments(low, high), low, indent)
        if low == start and spelled:
            spelled[0] = (
                f"{' ' * dash}-{' ' * (indent - dash - 1)}{spelled[0].lstrip(' -')}" if key in now else spelled[0]
            )
        blocks[key] = [*(line.rstrip("\r\n") for line in lead), *spelled]
    for key in (key for key in now if key not in written):
        blocks = _inserted(blocks, key, _field_lines(key, now[key], indent, row), [*now])
    return [line for lines in blocks.values() for line in lines]


def _with_comments(lines: list[str], comments: list[tuple[int, str]], first: int, indent: int) -> list[str]:
    """A key's new lines and the comments of its old ones, of which one on the line `first` stays on it."""
    if lines and comments and comments[0][0] == first:
        lines = [f"{lines[0]}  {comments[0][1]}", *lines[1:]]
        comments = comments[1:]
    return [*lines, *(f"{' ' * indent}{text}" for _, text in comments)]


def _inserted(blocks: dict[str, list[str]], key: str, lines: list[str], order: list[str]) -> dict[str, list[str]]:
    """The blocks with one more, behind the key that goes before it in `order`."""
    former = next((k for k in reversed(order[: order.index(key)]) if k in blocks), None)
    made: dict[str, list[str]] = {}
    for name, block in blocks.items():
        made[name] = block
        if name == former:
            made[key] = lines
    return made if key in made else {**made, key: lines}


def _splice_sections(file: _File, lists: Draft, draft: Draft) -> None:
    """Put new titles in and take those out that are gone."""
    titles = {home[1]: rows for home, rows in lists.items() if home[0] == "sections"}
    key, node = _key_node(file.tree, ("sections",)), file.tree.find("sections")
    if key is None:
        file.edit(*_behind(file, "sections"), ["", *_sections_lines(titles)])
        return
    there = [k for k, _ in node.entries] if isinstance(node, MappingNode) else []
    if not there or (isinstance(node, MappingNode) and node.flow):
        end = file.end(node, key.line) if node else key.line
        comments = [text for _, text in file.comments(key.line - 1, end)]
        lines = _sections_lines(titles)
        file.edit(key.line - 1, end, [lines[0] + "".join(f"  {text}" for text in comments), *lines[1:]])
        return
    for old in there:
        if old.value not in titles:
            rows = draft.get(("sections", old.value), ())
            value = file.tree.find("sections", old.value)
            end = old.line if rows or value is None else file.end(value, old.line)
            comments = [text for _, text in file.comments(old.line - 1, end)]
            file.edit(old.line - 1, end, [" " * (old.column - 1) + text for text in comments])
    if not titles:
        file.edit(key.line - 1, key.line, ["sections: {}"])
    indent, at = there[0].column - 1, key.line
    for title, rows in titles.items():
        value = file.tree.find("sections", title)
        old_key = _key_node(file.tree, ("sections", title))
        if value is not None and old_key:
            at = file.end(value, old_key.line)
        else:
            lines = _list_lines(_key(title), rows, indent)
            file.edit(at, at, [*lines, ""] if at == key.line else ["", *lines])
