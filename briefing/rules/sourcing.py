"""Rules on what a brief rests on: sources that are dated, several, cited, and no more restricted than its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.compose.clearance import Clearance, Withheld
from briefing.errors import Diagnostic, SpecificationError
from briefing.findings.salience import pool
from briefing.model import Assessment, Brief, Document, Findings, rank
from briefing.rules.texts import Edition, Said, folded
from briefing.rules.wording import listed
from briefing.spec import BriefSpec

_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"»]")
_WORDS_OF_A_QUOTE = 2


def unsourced(editions: Sequence[Edition]) -> Iterator[Diagnostic]:
    """A warning for each paragraph of judgement, or row of one's own, that cites nothing."""
    readers: dict[Said, list[str]] = {}
    for edition in editions:
        for said in (one for one in edition.said if one.first):
            readers.setdefault(said, []).append(edition.audience)
    for said, names in readers.items():
        yield Diagnostic(
            "judgement-without-source",
            f"{said.what}, for {listed(names)}: a judgement that cites no source",
            said.where,
            'give it evidence: - key:9 "words of sentence 9"'
            if said.drafted
            else 'cite what it rests on: [@key:9 "words of sentence 9"]',
        )


def without_bottom_line(editions: Sequence[Edition], spec: BriefSpec) -> Iterator[Diagnostic]:
    """One warning where editions that have room for a bottom line have none."""
    names = [edition.audience for edition in editions if not edition.brief.bottom_line]
    if names:
        hint = "write what it all comes to: bottom_line: ..."
        told = f"no bottom line, for {listed(names)}: the sources give none"
        yield Diagnostic("missing-bottom-line", told, spec.where("bottom_line"), hint)


def undated(spec: BriefSpec, documents: Sequence[Document]) -> Iterator[Diagnostic]:
    """A warning for each source without a date."""
    for document in documents:
        if not document.published:
            yield Diagnostic(
                "undated-source",
                f"the source '{document.key}' has no date: nobody can tell whether it still holds",
                _place(spec, document),
                "add 'published: 2018', or the day, to it",
            )


def one_origin(spec: BriefSpec, documents: tuple[Document, ...]) -> Iterator[Diagnostic]:
    """A warning for each source that is a copy of one before it."""
    groups: dict[int, list[Document]] = {}
    for line in pool(documents).lines:
        group = groups.setdefault(line.origin, [])
        if documents[line.document] not in group:
            group.append(documents[line.document])
    for first, *copies in groups.values():
        for copy in copies:
            yield Diagnostic(
                "single-origin",
                f"the source '{copy.key}' is a copy of '{first.key}': together they are one witness",
                _place(spec, copy),
                "leave one of them out, or say in the text that there is one origin",
            )


def rests_on_more(
    editions: Sequence[Edition], found: Findings, withheld: dict[str, Withheld], spec: BriefSpec
) -> Iterator[Diagnostic]:
    """A warning for each sentence of the analyst's that cites what its reader may not see."""
    marked = {s.id: d for d in found.documents for s in d.sentences}
    readers: dict[tuple[Said, str], list[str]] = {}
    for edition in editions:
        if withheld[edition.audience].text:
            shown = {source.key for source in edition.brief.sources}
            cited = [(one, piece) for one in _assessments(found) for piece in one.evidence]
            closed = {folded(a.text): marked[p.sentence] for a, p in cited if marked[p.sentence].key not in shown}
            for said in (one for one in edition.said if one.own):
                whole = next((closed[text] for text in closed if folded(said.text) in text), None)
                if whole:
                    readers.setdefault((said, f"{whole.key}, marked {whole.marking}"), []).append(edition.audience)
    for (said, source), names in readers.items():
        yield Diagnostic(
            "cites-higher-marking",
            f"{said.what}, for {listed(names)}: it cites {source}, which they may not see; it is printed without",
            said.where or spec.where("marking"),
            "make sure that it tells nothing of that source, or cite another",
        )


def _assessments(found: Findings) -> Iterator[Assessment]:
    line = found.bottom_line
    points = [*found.key_points, *found.disagreements, *(p for s in found.sections for p in s.points)]
    own = [*found.ask, *(one for s in found.sections for run in s.judgement for one in run)]
    yield from (one for one in [line, *points, *own] if isinstance(one, Assessment))


def repetitions(
    editions: Sequence[tuple[Brief, Clearance]], said: Sequence[Said], spec: BriefSpec
) -> Iterator[SpecificationError]:
    """An error for each text of an edition that repeats words of sources marked above its ceiling.

    Six words in a row, a whole short sentence or title, or a quotation are too many, if no source that the edition may
    show has them too.
    """
    readers: dict[tuple[str, str, str], dict[str, str]] = {}  # the ceiling of each audience, by text, place and words
    for brief, cleared in editions:
        for text in brief.texts() if cleared.withheld.text else ():
            if words := cleared.withheld.repeated(text) or _quotation(text, cleared.withheld):
                one = next((s for s in said if s.own and folded(words).strip() in folded(s.text)), None)
                key = (one.what, one.where, words) if one else ("a text", spec.where("marking"), words)
                readers.setdefault(key, {})[brief.audience] = cleared.ceiling
    for (what, where, words), ceilings in readers.items():
        yield SpecificationError(
            f"{what}, for {listed([*ceilings])}: “{words}” stands only in sources marked above "
            f"{listed(sorted({*ceilings.values()}, key=rank))}, the most that is shown there",
            where,
            "say it in other words, mark the brief higher, or leave these audiences out",
        )


def _quotation(text: str, withheld: Withheld) -> str:
    quoted = (match[1] for match in _QUOTED.finditer(text))
    return next((q for q in quoted if len(q.split()) >= _WORDS_OF_A_QUOTE and withheld.holds(q)), "")


def _place(spec: BriefSpec, document: Document) -> str:
    """Where brief.yaml names a source, itself or its folder; else where the source is."""
    for n, source in enumerate(spec.sources):
        if document.key == source.key or document.location == source.path:
            return spec.where("sources", n) or document.location
    folders = (n for n, source in enumerate(spec.sources) if document.location.startswith(source.path.rstrip("/*")))
    return next((place for n in folders if (place := spec.where("sources", n))), document.location)
