"""findings.yaml: what the machine found, for an analyst to correct; read anew without losing a word of theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from briefing.errors import Diagnostic
from briefing.findings.draft import rows, support, writing
from briefing.findings.draft.apply import apply
from briefing.findings.draft.merge import Merged, Note, merge
from briefing.findings.draft.quotes import Shelf
from briefing.findings.draft.rows import NAME, STATUSES
from briefing.model import Findings
from briefing.strict_yaml import Step, Tree

__all__ = ["NAME", "Refreshed", "correct", "refresh"]

_MENDED = "draft-number"
"""The note on what a refresh mends."""


class Refreshed(NamedTuple):
    """A draft's text as it is to be written, how many rows have each status, and what to tell of them."""

    text: str
    counts: tuple[tuple[str, int], ...]
    diagnostics: tuple[Diagnostic, ...]


def correct(
    found: Findings, file: Path, name: str, actors: Sequence[str], *, outlined: bool
) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """The findings as the draft in `file`, told as `name`, corrects them, and what to warn of in it.

    `actors` are names that the specification gives; `outlined` says that the sections are the machine's own. Raises
    SpecificationError with every mistake of the draft, LimitError.
    """
    draft, tree = rows.read(file, name)
    merged = _merged(draft, tree, found, actors, outlined=outlined)
    findings, notes, told = apply(merged, found, outlined=outlined)
    all_notes = [*merged.notes, *support.check(merged, Shelf(found.documents), findings.actors), *notes]
    return findings, (*_told(all_notes, tree, {}), *told)


def refresh(found: Findings, file: Path, name: str, actors: Sequence[str], *, outlined: bool) -> Refreshed:
    """The draft in `file` after the sources were read anew; a new one where there is none. Raises as `correct`.

    The file is not written. Its text was read back: it holds what it is to hold, or this fails.
    """
    if not file.exists():
        merged = merge({}, rows.entries(found), found.documents, outlined=outlined)
        text = writing.fresh(merged.lists)
    else:
        draft, tree = rows.read(file, name)
        merged = _merged(draft, tree, found, actors, outlined=outlined)
        text = writing.refreshed(merged.lists, draft, tree)
    again, tree = rows.load(text, name)
    if any(
        [*map(writing.plain, again.get(home, ()))] != [*map(writing.plain, now)] for home, now in merged.lists.items()
    ):
        raise RuntimeError(f"{name} would not hold what it is to hold; it was not written")
    paths: dict[int, tuple[Step, ...]] = {
        id(row): (*home, n) for home, now in merged.lists.items() for n, row in enumerate(now)
    }
    _, notes, _ = apply(merged, found, outlined=outlined)
    counts = Counter(row.status for now in merged.lists.values() for row in now)
    told = [note for note in (*merged.notes, *notes) if note.code != _MENDED]
    return Refreshed(text, tuple((s, counts[s]) for s in STATUSES if counts[s]), _told(told, tree, paths))


def _merged(draft: rows.Draft, tree: Tree, found: Findings, actors: Sequence[str], *, outlined: bool) -> Merged:
    machine = rows.entries(found)
    rows.check_names(draft, [*(actor.name for actor in found.actors), *actors], tree)
    return merge(draft, machine, found.documents, outlined=outlined)


def _told(notes: Iterable[Note], tree: Tree, paths: dict[int, tuple[Step, ...]]) -> tuple[Diagnostic, ...]:
    """Notes as diagnostics at their places: `paths` of rows that are not where they were."""
    told = (Diagnostic(n.code, n.message, _where(n, tree, paths.get(id(n.entry), n.entry.path)), n.hint) for n in notes)
    return tuple(dict.fromkeys(told))


def _where(note: Note, tree: Tree, path: tuple[Step, ...]) -> str:
    """The place of a note: its word, else its field, else its row."""
    if note.field == "evidence":
        cites = list(map(str, _cites(tree, path)))
        return tree.where(*path, "evidence", cites.index(note.word) if note.word in cites else 0)
    node = tree.find(*path, note.field)
    text = getattr(node, "value", "")
    if note.word and note.word.lower() in str(text).lower():
        return tree.where_in((*path, note.field), str(text).lower().index(note.word.lower()))
    return tree.where(*path, note.field) if note.field else tree.where(*path)


def _cites(tree: Tree, path: tuple[Step, ...]) -> list[rows.Cite | None]:
    node = tree.find(*path, "evidence")
    return [rows.cite(rows.flat(getattr(item, "value", ""))) for item in getattr(node, "items", ())]
