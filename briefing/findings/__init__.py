"""Documents -> Findings: who acts and wants what, what the sections say, and what was not found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from briefing.errors import Diagnostic
from briefing.findings import actors, grounding, interests, outline, relations
from briefing.findings.judgement import Paragraphs, assess, assess_line
from briefing.findings.routing import Request, named_actors
from briefing.findings.salience import Pool, pool
from briefing.findings.summary import Summariser, cover, lead, summarise
from briefing.model import Actor, Assessment, Claim, Document, Findings, Point, Section

if TYPE_CHECKING:
    from briefing.spec import BriefSpec

Extractor: TypeAlias = Callable[[Sequence[Document], Sequence[Actor]], tuple[tuple[Claim, ...], tuple[Diagnostic, ...]]]

SUMMARISERS: dict[str, Summariser] = {"cover": cover, "lead": lead}
"""What can choose the sentences of the sections; the first is used."""

EXTRACTORS: dict[str, Extractor] = {
    "interests": lambda documents, known: (interests.extract(documents, known), ()),
    "relations": lambda documents, known: (relations.extract(documents, known), ()),
}
"""What can be found beside sentences, under the name of the field of Findings that it fills."""

__all__ = ["EXTRACTORS", "SUMMARISERS", "find", "summarise"]


def find(documents: tuple[Document, ...], spec: BriefSpec) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """Everything that every audience may see of the documents, and what to warn of.

    The specification's sections keep their order and titles; where it has none, the outline is our own. No sentence
    stands in two sections, nor again among the key points or as the bottom line. Raises ClaimError where an analyst's
    words do not stand on what they cite.
    """
    documents, known = actors.recognise(documents, spec.actors)
    title = spec.title or documents[0].title
    told: list[Diagnostic] = []
    found: dict[str, tuple[Claim, ...]] = {}
    warnings: Iterable[Diagnostic]
    for name, extract in EXTRACTORS.items():
        found[name], warnings = extract(documents, known)
        told += warnings
    pooled = pool(documents)
    line, warnings = _bottom_line(pooled, spec, title)
    told += warnings
    asked = _requests(pooled, known, spec, title)
    spoken = frozenset(e.sentence for e in line.evidence) if isinstance(line, Point) else frozenset()
    chosen = cover(documents, tuple(asked.values()), spoken)
    answers = dict(zip(asked, chosen, strict=True))
    sections, warnings = _sections(documents, spec, answers, asked)
    told += warnings
    ask, warnings = _ask(documents, spec)
    told += warnings
    taken = [*(point for points in chosen for point in points), *([line] if isinstance(line, Point) else [])]
    findings = Findings.model_validate(
        {
            "documents": documents,
            "bottom_line": line,
            "ask": ask,
            "key_points": outline.key_points(pooled, tuple(asked.values()), title, taken),
            "sections": sections,
            "actors": known,
            **found,
        }
    )
    findings, warnings = grounding.check(findings)
    gaps = outline.gaps(documents, known, findings.interests, findings.sections)
    return findings.model_copy(update={"gaps": gaps}), (*told, *warnings)


def _requests(pooled: Pool, known: tuple[Actor, ...], spec: BriefSpec, title: str) -> dict[int, Request]:
    """What each section that the machine writes is to say, by its place; our own outline where none is given."""
    if not spec.sections:
        return dict(enumerate(outline.outline(pooled, known, title)))
    return {
        number: Request(
            section.title,
            section.question,
            section.words or outline.WORDS,
            actors=named_actors(f"{section.title} {section.question}", known),
        )
        for number, section in enumerate(spec.sections)
        if not section.text
    }


def _sections(
    documents: tuple[Document, ...], spec: BriefSpec, answers: dict[int, tuple[Point, ...]], asked: dict[int, Request]
) -> tuple[tuple[Section, ...], list[Diagnostic]]:
    if not spec.sections:
        return tuple(Section(title=asked[n].title, points=points) for n, points in answers.items()), []
    sections: list[Section] = []
    told: list[Diagnostic] = []
    for number, section in enumerate(spec.sections):
        judgement: Paragraphs = ()
        if section.text:
            judgement, warnings = assess(section.text, documents, partial(spec.where_in, ("sections", number, "text")))
            told += warnings
        points = answers.get(number, ())
        sections.append(Section(title=section.title, question=section.question, points=points, judgement=judgement))
    return tuple(sections), told


def _bottom_line(pooled: Pool, spec: BriefSpec, title: str) -> tuple[Point | Assessment | None, tuple[Diagnostic, ...]]:
    if spec.bottom_line:
        return assess_line(spec.bottom_line, pooled.documents, partial(spec.where_in, ("bottom_line",)))
    return outline.bottom_line(pooled, title), ()


def _ask(documents: tuple[Document, ...], spec: BriefSpec) -> tuple[tuple[Assessment, ...], tuple[Diagnostic, ...]]:
    if not spec.ask:
        return (), ()
    paragraphs, told = assess(spec.ask, documents, partial(spec.where_in, ("ask",)))
    return tuple(sentence for paragraph in paragraphs for sentence in paragraph), told
