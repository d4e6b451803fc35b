"""Documents -> Findings: who acts and wants what, what the sections say, and what was not found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from briefing.errors import BriefingError, ClaimError, Diagnostic
from briefing.findings import actors, disagreement, events, grounding, interests, outline, relations
from briefing.findings.judgement import Paragraphs, assess, assess_line
from briefing.findings.routing import Request, named_actors
from briefing.findings.salience import Pool, pool
from briefing.findings.summary import Summariser, cover, lead, summarise
from briefing.findings.terms import content, stems, stop_words, words
from briefing.labels import ENGLISH, primary
from briefing.model import MARKINGS, Actor, Claim, Document, Findings, Point, Section, rank

if TYPE_CHECKING:
    from briefing.spec import BriefSpec

_SAMPLE, _LEAST_SAMPLE = 20_000, 120  # characters by which a document's language is told
_ENGLISH = 0.2  # English text has some 40 stop words in 100; other languages' have under 10

Extractor: TypeAlias = Callable[[Sequence[Document], Sequence[Actor]], tuple[Claim, ...]]

SUMMARISERS: dict[str, Summariser] = {"cover": cover, "lead": lead}
"""What can choose the sentences of the sections: `cover` does; `lead`, the first sentences in turn, is its measure."""

EXTRACTORS: dict[str, Extractor] = {
    "interests": interests.extract,
    "relations": relations.extract,
    "events": events.extract,
}
"""What can be found beside sentences, under the name of the field of Findings that it fills."""

__all__ = ["EXTRACTORS", "SUMMARISERS", "find", "searched", "summarise"]


def find(documents: tuple[Document, ...], spec: BriefSpec) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """Everything that any audience may see of the documents, and what to warn of.

    The specification's sections keep their order and titles; where it has none, the outline is our own. No sentence
    stands in two sections, nor again among the key points or as the bottom line. What does not stand on its evidence
    is left out with a warning. Raises one ClaimError for all of an analyst's words that do not stand on what they cite.
    """
    judged, told = _judged(documents, spec)
    whole = documents
    documents, known = actors.recognise(tuple(map(searched, whole)), spec.actors)
    pooled = pool(documents)
    title = spec.title or next((document.title for document in documents), "")
    written = judged.get(("bottom_line",))
    line = written[0][0] if written else outline.bottom_line(pooled, title)
    asked = _requests(pooled, known, spec, title)
    spoken = [line] if isinstance(line, Point) else []
    chosen = SUMMARISERS["cover"](documents, tuple(asked.values()), frozenset(p.evidence[0].sentence for p in spoken))
    taken = [*spoken, *(point for points in chosen for point in points)]
    findings = Findings.model_validate(
        {
            "documents": tuple(map(_rejoined, whole, documents)),
            "bottom_line": line,
            "ask": tuple(sentence for paragraph in judged.get(("ask",), ()) for sentence in paragraph),
            "key_points": outline.key_points(pooled, tuple(asked.values()), title, taken),
            "sections": _sections(spec, asked, dict(zip(asked, chosen, strict=True)), judged),
            "actors": known,
            "disagreements": disagreement.disagreements(pooled),
        }
        | {name: extract(documents, known) for name, extract in EXTRACTORS.items()}
    )
    findings, dropped = grounding.check(_marked(findings))
    gaps = outline.gaps(documents, known, findings.interests, findings.sections)
    return findings.model_copy(update={"gaps": gaps}), (
        *told,
        *_foreign(whole),
        *_apart(whole),
        *events.unresolved(documents),
        *dropped,
    )


def searched(document: Document) -> Document:
    """The document without its passages in another language than its own that no extractor reads.

    They stand in the source and can be quoted; nothing is found in them.
    """
    kept = tuple(one for one in document.sentences if not one.language or primary(one.language) == ENGLISH)
    return document if len(kept) == len(document.sentences) else document.model_copy(update={"sentences": kept})


def _rejoined(whole: Document, searched: Document) -> Document:
    """The whole document, its sentences with what was found in them."""
    if len(whole.sentences) == len(searched.sentences):
        return searched
    found = {one.id: one for one in searched.sentences}
    return whole.model_copy(update={"sentences": tuple(found.get(one.id, one) for one in whole.sentences)})


def _apart(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    """A warning for each document with passages that nothing is looked for in."""
    for document in documents:
        if left := len(document.sentences) - len(searched(document).sentences):
            tags = sorted({one.language for one in document.sentences if one.language})
            count = "1 sentence" if left == 1 else f"{left} sentences"
            message = f"{document.key}: {count} in another language ({', '.join(tags)}): quoted, but not searched"
            yield Diagnostic("language", message, document.location, "quote them in sections of your own")


def _marked(findings: Findings) -> Findings:
    """Every claim with the highest marking of the sources that prove it."""
    markings = {s.id: d.marking for d in findings.documents for s in d.sentences}

    def marked(claim: Claim) -> Claim:
        highest = max((markings.get(piece.sentence, "") for piece in claim.evidence), key=_closeness)
        return claim if highest == claim.marking else claim.model_copy(update={"marking": highest})

    return findings.with_claims(marked)


def _closeness(marking: str) -> int:
    return rank(marking) if not marking or marking in MARKINGS else len(MARKINGS)  # words of a house: the closest


def _foreign(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    """A warning for each document that does not read like the language of the lexicons."""
    for document in documents:
        told = words(document.text[:_SAMPLE])
        common = sum(word in stop_words() for word in told)
        if len(document.text) > _LEAST_SAMPLE and common < _ENGLISH * max(1, len(told)):
            message = f"{document.key} does not read like English: it is quoted, but hardly anything is found in it"
            yield Diagnostic(
                "language", message, document.location, "write its actors' interests as sections of your own"
            )


def _judged(
    documents: tuple[Document, ...], spec: BriefSpec
) -> tuple[dict[tuple[str | int, ...], Paragraphs], tuple[Diagnostic, ...]]:
    """The analyst's own words as paragraphs of assessments, by their place in the specification."""
    texts: dict[tuple[str | int, ...], str] = {("bottom_line",): spec.bottom_line, ("ask",): spec.ask}
    texts |= {("sections", number, "text"): section.text for number, section in enumerate(spec.sections)}
    judged: dict[tuple[str | int, ...], Paragraphs] = {}
    told: list[Diagnostic] = []
    mistakes: list[BriefingError] = []
    for path, text in texts.items():
        where = partial(spec.where_in, path)
        try:
            if path == ("bottom_line",) and text:
                line, warnings = assess_line(text, documents, where)
                judged[path] = ((line,),)
            elif text:
                judged[path], warnings = assess(text, documents, where)
            else:
                continue
        except ClaimError as error:
            mistakes += [error, *error.others]
        else:
            told += warnings
    if mistakes:
        raise BriefingError.of(mistakes)
    return judged, tuple(told)


def _requests(pooled: Pool, known: tuple[Actor, ...], spec: BriefSpec, title: str) -> dict[int, Request]:
    """What each section that the machine writes is to say, by its place; our own outline where none is given.

    A question of which no word stands in any source asks for nothing: what would answer it is not there.
    """
    if not spec.sections:
        return dict(enumerate(outline.outline(pooled, known, title)))
    said = set(pooled.vocabulary.numbers)
    names = {stem for actor in known for name in (actor.name, *actor.aliases) for stem in stems(name)}
    return {
        number: Request(
            section.title,
            section.question,
            section.words or outline.WORDS,
            actors=named_actors(f"{section.title} {section.question}", known),
        )
        for number, section in enumerate(spec.sections)
        if not section.text and (not section.question or {*content(section.question)} & (said | names))
    }


def _sections(
    spec: BriefSpec,
    asked: dict[int, Request],
    answers: dict[int, tuple[Point, ...]],
    judged: dict[tuple[str | int, ...], Paragraphs],
) -> tuple[Section, ...]:
    if not spec.sections:
        return tuple(Section(title=asked[number].title, points=points) for number, points in answers.items())
    return tuple(
        Section(
            title=section.title,
            question=section.question,
            points=answers.get(number, ()),
            judgement=judged.get(("sections", number, "text"), ()),
        )
        for number, section in enumerate(spec.sections)
    )
