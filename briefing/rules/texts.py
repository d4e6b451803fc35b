"""brief.yaml, findings.yaml and findings -> sentences that an edition may print, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing.findings.draft.rows import WORDS, Draft, Entry
from briefing.findings.judgement import assess
from briefing.model import Brief, Document, Evidence, Findings, Point
from briefing.spec import BriefSpec
from briefing.strict_yaml import Step, Tree

_CITATION = re.compile(r"\[@(?:[^\[\]\"“]|\"[^\"]*\"|“[^”]*”)*\]")
_WORD = re.compile(r"\w+")
_PRINTED = {
    "title", "subtitle", "bottom_line", "ask", "key_points", "sections", "table", "timeline", "options", "indicators",
    "glossary", "disagreements",
}  # fmt: skip
"""What an edition says; its notes and sources repeat words of others."""


class Said(NamedTuple):
    """A sentence, the text that it stands in, and its place: `file:line:column`, else the id of a source's sentence.

    `own` says that the words are an analyst's, `drafted` that the place is a row of findings.yaml. `first` begins a
    paragraph that ought to rest on a source, and does not.
    """

    what: str
    text: str
    where: str
    own: bool
    drafted: bool = False
    first: bool = False


class Edition(NamedTuple):
    """An audience's brief, and the sentences that it prints."""

    audience: str
    brief: Brief
    sentence_words: int
    said: tuple[Said, ...]


def folded(text: str) -> str:
    """A text's words alone, in lower case, one space between, before and behind them."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def printed(brief: Brief, said: Sequence[Said]) -> tuple[Said, ...]:
    """Those sentences whose words stand in what an edition says."""
    page = "\n".join(folded(text) for text in brief.texts(_PRINTED))
    return tuple(one for one in said if folded(one.text) in page)


# brief.yaml


def specified(spec: BriefSpec) -> Iterator[Said]:
    """Every sentence of the analyst's in brief.yaml."""
    for what, path, text, rests in _written(spec):
        yield from _sentences(spec, what, path, text, rests=rests)


def _written(spec: BriefSpec) -> Iterator[tuple[str, tuple[Step, ...], str, bool]]:
    """Each text with its name, its path, and whether it ought to rest on sources."""
    yield "title", ("title",), spec.title, False
    yield "subtitle", ("subtitle",), spec.subtitle, False
    yield "bottom line", ("bottom_line",), spec.bottom_line, True
    yield "ask", ("ask",), spec.ask, False
    for n, section in enumerate(spec.sections):
        yield f"section '{section.title}'", ("sections", n, "text"), section.text, True
    for n, option in enumerate(spec.options):
        for key, text in (("name", option.name), ("for", option.for_), ("against", option.against)):
            yield f"option {n + 1}", ("options", n, key), text, False
    for n, indicator in enumerate(spec.indicators):
        yield f"indicator {n + 1}", ("indicators", n), indicator, False
    for n, entry in enumerate(spec.glossary):
        yield f"glossary, {entry.term}", ("glossary", n, "meaning"), entry.meaning, False


def _sentences(spec: BriefSpec, what: str, path: tuple[Step, ...], text: str, *, rests: bool) -> Iterator[Said]:
    """The sentences of a text: citations are blanked first, so that every word keeps its offset."""
    cited = [match.start() for match in _CITATION.finditer(text)]
    plain = _CITATION.sub(lambda match: " " * len(match[0]), text).replace("@", " ")
    words = [match.start() for match in _WORD.finditer(plain)] or [0]
    paragraphs, _ = assess(plain, (), lambda _: "")
    lengths = [[len(_WORD.findall(one.text)) for one in run] for run in paragraphs]
    at = 0
    for run, counts in zip(paragraphs, lengths, strict=True):
        after = at + sum(counts)
        end = words[after] if after < len(words) else len(text)
        bare = rests and not any(words[min(at, len(words) - 1)] <= offset < end for offset in cited)
        for n, (one, count) in enumerate(zip(run, counts, strict=True)):
            offset = words[min(at, len(words) - 1)]
            yield Said(what, one.text, spec.where_in(path, offset), own=True, first=bare and not n)
            at += count


# findings.yaml, and what was found beside it


def drafted(draft: Draft, tree: Tree, documents: Sequence[Document]) -> Iterator[Said]:
    """Every sentence of a draft's rows but actors' and relations', which hold names."""
    verbatim = {folded(s.text) for d in documents for s in d.sentences}
    for rows in draft.values():
        for row in rows:
            if row.kind in ("actors", "relations") or row.status in ("rejected", "orphan"):
                continue
            field = WORDS[row.kind]
            own = row.status in ("edited", "manual") or (row.kind == "points" and folded(row.words) not in verbatim)
            bare = row.status == "manual" and not row.cites
            words = [match.start() for match in _WORD.finditer(row.words)] or [0]
            at = 0
            for n, text in enumerate(_split(row.words)):
                where = tree.where_in((*row.path, field), words[min(at, len(words) - 1)])
                yield Said(_named(row), text, where, own, drafted=True, first=bare and not n)
                at += len(_WORD.findall(text))


def _named(row: Entry) -> str:
    match row.kind:
        case "interests":
            return f"{row.get('actor')}, {row.get('kind')}"
        case "events":
            return f"event of {row.get('date')}"
    name = row.home[-1]
    return f"section '{name}'" if row.home[0] == "sections" else name.replace("_", " ").removesuffix("s")


def _split(text: str) -> list[str]:
    paragraphs, _ = assess(text.replace("@", " "), (), lambda _: "")
    return [one.text for run in paragraphs for one in run]


def found(findings: Findings) -> Iterator[Said]:
    """Every point and event that was found, at the sentence of its source."""
    points = [("bottom line", findings.bottom_line)]
    points += [("key point", point) for point in findings.key_points]
    points += [(f"section '{section.title}'", point) for section in findings.sections for point in section.points]
    points += [("disagreement", point) for point in findings.disagreements]
    for what, point in points:
        if isinstance(point, Point):
            yield Said(what, point.text, _place(point.evidence), own=False)
    for event in findings.events:
        yield Said(f"event of {event.date}", event.text, _place(event.evidence), own=False)


def _place(evidence: Sequence[Evidence]) -> str:
    return evidence[0].sentence
