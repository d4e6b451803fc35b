"""Findings -> Findings: every claim whose evidence does not stand is dropped and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from briefing.errors import Diagnostic
from briefing.findings import lexicon, terms
from briefing.findings.lexicon import word_class
from briefing.model import Actor, Claim, Document, Event, Evidence, Findings, Interest, Point, Sentence

C = TypeVar("C", bound=Claim)

_NEAR = 0.8  # share of a point's content words that its quotes must hold
_STEM = 4  # letters that two forms of a word share, at least ("depends", "dependence")


def check(findings: Findings) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """The findings without what does not stand, and a diagnostic (code "grounding") for each thing dropped.

    Evidence stands if its sentence exists, lies at its offsets in its document and holds the quote verbatim. A claim
    needs some evidence that stands and keeps only that. A point's text must equal its quotes or hold hardly a word that
    they lack, an interest's statement no content word that is not in its evidence but for names of actors and forms of
    the same word, an event's text likewise. Claims that a person wrote or corrected (`manual`, `edited`, `pinned`) keep
    their words; their evidence must stand all the same.
    """
    sentences = _sound_sentences(findings.documents)
    told: list[Diagnostic] = []
    said = _said(findings.actors)

    checked = findings.with_claims(lambda claim: _standing(claim, sentences, told, said))
    return checked, tuple(told)


def _sound_sentences(documents: Sequence[Document]) -> dict[str, Sentence]:
    """Every sentence that lies at its offsets, by id."""
    return {
        sentence.id: sentence
        for document in documents
        for sentence in document.sentences
        if document.text[sentence.start : sentence.end] == sentence.text
    }


def _standing(
    claim: C, sentences: dict[str, Sentence], told: list[Diagnostic], said: Callable[[Claim, str], str]
) -> C | None:
    sound: list[Evidence] = []
    for evidence in claim.evidence:
        sentence = sentences.get(evidence.sentence)
        if sentence is None:
            told.append(_diagnostic(claim, "the sentence does not exist or is not at its place", evidence))
        elif evidence.quote not in sentence.text:
            told.append(_diagnostic(claim, f"the sentence does not say “{evidence.quote}”", evidence))
        else:
            sound.append(evidence)
    if not sound:
        return None
    held = " ".join(sentences[evidence.sentence].text for evidence in sound)
    if claim.status not in ("manual", "pinned", "edited") and (lacking := said(claim, held)):
        told.append(_diagnostic(claim, f"its evidence does not say “{lacking}”", sound[0]))
        return None
    return claim if len(sound) == len(claim.evidence) else claim.model_copy(update={"evidence": tuple(sound)})


def _diagnostic(claim: Claim, what: str, evidence: Evidence) -> Diagnostic:
    return Diagnostic(
        "grounding", f"{type(claim).__name__.lower()} {claim.id} was dropped or cut: {what}", evidence.sentence
    )


def _said(actors: Sequence[Actor]) -> Callable[[Claim, str], str]:
    """What a claim says and its evidence does not, "" for nothing."""
    names = frozenset(word for actor in actors for name in (actor.name, *actor.aliases) for word in terms.words(name))

    def said(claim: Claim, held: str) -> str:
        if isinstance(claim, Point):
            return _point_lacks(claim, held)
        if isinstance(claim, Interest):
            return _lacks(claim.statement, held, names)
        if isinstance(claim, Event):
            return _lacks(claim.text, held, names)
        return ""

    return said


def _point_lacks(point: Point, held: str) -> str:
    if point.text in held:
        return ""
    stems = terms.content(point.text)
    have = set(terms.content(held))
    missing = [stem for stem in stems if stem not in have]
    return " ".join(missing) if len(missing) > (1 - _NEAR) * len(stems) else ""


def _lacks(statement: str, held: str, names: frozenset[str]) -> str:
    """The content words of a statement of which no form stands in the evidence."""
    have = set(terms.words(held))
    missing = [
        word
        for word in terms.words(statement)
        if word not in have
        and word not in names
        and word not in _light()
        and not any(akin(word, other) for other in have)
    ]
    return " ".join(missing)


@cache
def _light() -> frozenset[str]:
    """Words that a cell may have of its own: function words and the lexicon's leads."""
    headings = ("prepositions", "conjunctions", "determiners", "pronouns", "be", "have", "do", "modals", "negation")
    return terms.stop_words().union(word_class("cells' own"), *map(lexicon.word_class, headings))


def akin(word: str, other: str) -> bool:
    """Whether two words are forms of one: the same stem, or the same verb, or the same beginning."""
    if terms.stem(word) == terms.stem(other):
        return True
    verb, same = lexicon.verbs().get(word), lexicon.verbs().get(other)
    if verb and same and verb.lemma == same.lemma:
        return True
    return len(word) > _STEM and word[:_STEM] == other[:_STEM] and abs(len(word) - len(other)) <= _STEM
