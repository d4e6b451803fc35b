"""Findings -> those that an edition may show: what is marked higher leaves no trace in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from briefing.audiences import Audience
from briefing.errors import Diagnostic
from briefing.model import MARKINGS, Actor, Assessment, Claim, Document, Findings, Relation, rank
from briefing.spec import BriefSpec

RUN = 6
"""Words in a row that nobody writes twice by chance: as many as tell copies of a text."""
SHORT = 4
"""Words of a title or a sentence that are as telling when they are all of it."""

S = TypeVar("S", bound=Claim | Assessment)
Words = tuple[str, ...]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Withheld:
    """The words that stand in withheld documents alone, in runs; `text` and `shown` are all words of either side.

    `keys` are the withheld documents'.
    """

    keys: frozenset[str] = frozenset()
    runs: frozenset[Words] = frozenset()
    text: str = ""
    shown: str = ""

    def repeated(self, text: str) -> str:
        """The first words of a text that only withheld documents hold, and at least a run of them; "" for none."""
        if not self.runs:
            return ""
        spans = [match.span() for match in _WORD.finditer(text)]
        said = [text[low:high].lower() for low, high in spans]
        for length in range(SHORT, RUN + 1):
            for at in range(len(said) - length + 1):
                if tuple(said[at : at + length]) in self.runs:
                    words = text[spans[at][0] : spans[at + length - 1][1]]
                    if self.holds(words):
                        return words
        return ""

    def holds(self, words: str) -> bool:
        """Whether words, however few, stand in a withheld document and in no shown one."""
        folded = _folded(words)
        return bool(folded.strip()) and folded in self.text and folded not in self.shown


@dataclass(frozen=True)
class Clearance:
    """What an edition may show, up to which marking, and what stands in its way; `diagnostics` count it."""

    findings: Findings
    ceiling: str
    withheld: Withheld
    diagnostics: tuple[Diagnostic, ...]


def ceiling_of(spec: BriefSpec, audience: Audience) -> str:
    """The most restricted label that an edition may show: the audience's or the brief's own, whichever is freer."""
    return min(audience.ceiling, spec.marking, key=rank) if spec.marking in MARKINGS else audience.ceiling


def may_show(marking: str, ceiling: str, own: str) -> bool:
    """Whether what bears `marking` may be shown up to `ceiling`.

    A marking in words, which has no place in TLP 2.0, is above every ceiling but in a brief that bears it (`own`).
    """
    return rank(marking) <= rank(ceiling) if not marking or marking in MARKINGS else marking == own


def clear(findings: Findings, spec: BriefSpec, audience: Audience) -> Clearance:
    """The findings without anything that is marked above the edition's ceiling, or rejected, or orphaned.

    A source above it is not even named, nor is an actor by a name that only such a source gives it. An analyst's own
    sentence stays, without what it cites of such a source.
    """
    ceiling = ceiling_of(spec, audience)
    counted: Counter[str] = Counter()

    def may_be_shown(marking: str) -> bool:
        return may_show(marking, ceiling, spec.marking)

    documents = tuple(d for d in findings.documents if may_be_shown(d.marking))
    open_sentences = {s.id for d in documents for s in d.sentences}

    def fit(claim: Claim) -> Claim | None:
        if not may_be_shown(claim.marking) or any(e.sentence not in open_sentences for e in claim.evidence):
            counted[claim.marking] += 1
            return None
        return None if claim.status in ("rejected", "orphan") else claim

    def cleared(own: Assessment) -> Assessment | None:
        if not may_be_shown(own.marking):
            counted[own.marking] += 1
            return None
        kept = tuple(piece for piece in own.evidence if piece.sentence in open_sentences)
        return own if kept == own.evidence else own.model_copy(update={"evidence": kept})

    def said(run: Sequence[S]) -> tuple[S, ...]:
        now = (cleared(one) if isinstance(one, Assessment) else one for one in run)
        return tuple(cast("S", one) for one in now if one is not None)

    seen = findings.with_claims(fit)
    line = seen.bottom_line
    seen = seen.model_copy(
        update={
            "documents": documents,
            "gaps": findings.gaps if documents == findings.documents else (),  # they were counted over all sources
            "rewording": seen.rewording and seen.rewording.of({claim.id for claim in seen.claims()}),
            "bottom_line": cleared(line) if isinstance(line, Assessment) else line,
            "ask": said(seen.ask),
            "key_points": said(seen.key_points),
            "disagreements": said(seen.disagreements),
            "sections": tuple(
                s.model_copy(
                    update={"points": said(s.points), "judgement": tuple(filter(None, map(said, s.judgement)))}
                )
                for s in seen.sections
            ),
        }
    )
    withheld = _withheld([d for d in findings.documents if d not in documents], documents)
    if withheld.text:
        seen = _renamed(seen, withheld, {actor.name for actor in spec.actors}, {s.title for s in spec.sections})
    named = _named(seen)
    seen = seen.model_copy(update={"actors": tuple(a for a in seen.actors if a.name in named)})
    return Clearance(
        seen,
        ceiling,
        withheld,
        tuple(
            Diagnostic("marking", f"{count} claims marked {marking} are withheld from an edition up to {ceiling}")
            for marking, count in sorted(counted.items())
        ),
    )


def _named(findings: Findings) -> set[str]:
    named = {name for d in findings.documents for s in d.sentences for name in s.actors}
    return named | {i.actor for i in findings.interests} | {name for r in findings.relations for name in r.actors}


# words


def _withheld(closed: Sequence[Document], shown: Sequence[Document]) -> Withheld:
    if not closed:
        return Withheld()
    known = {run for document in shown for run in _runs(document)}
    runs = frozenset(run for document in closed for run in _runs(document)) - known
    return Withheld(frozenset(d.key for d in closed), runs, _words_of(closed), _words_of(shown))


def _runs(document: Document) -> Iterator[Words]:
    """Every run of a document's sentences and of what it says of itself, the short ones whole."""
    texts = (document.title, " ".join(document.authors), *(h.text for h in document.headings))
    for text in (*texts, *(s.text for s in document.sentences)):
        said = _words(text)
        if SHORT <= len(said) < RUN:
            yield said
        yield from (said[at : at + RUN] for at in range(len(said) - RUN + 1))


def _words_of(documents: Iterable[Document]) -> str:
    return "\n".join(_folded(text) for d in documents for text in (d.text, d.title, d.publisher, *d.authors))


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.lower()))


def _folded(text: str) -> str:
    return f" {' '.join(_words(text))} "


# names


def _renamed(seen: Findings, withheld: Withheld, given: Container[str], titles: Container[str]) -> Findings:
    """The findings with no actor under a name that only a withheld document gives it.

    It takes the longest name that a shown one has for it; without any it is not an actor here. An owner that no shown
    document names is not told. `given` are names, `titles` those of sections, that the specification gives itself.
    """
    now = {
        actor.name: max((a for a in actor.aliases if _folded(a) in withheld.shown), key=len, default="")
        for actor in seen.actors
        if actor.name not in given and withheld.holds(actor.name)
    }
    named = {name for document in seen.documents for s in document.sentences for name in s.actors}

    def to(name: str) -> str:
        return now.get(name, name)

    def actor(one: Actor) -> Actor:
        owner = to(one.part_of) if one.part_of in named or one.name in given else ""
        return one.model_copy(update={"name": to(one.name), "part_of": owner})

    def claim(one: Claim) -> Claim | None:
        if isinstance(one, Relation):
            pair = tuple(sorted(map(to, one.actors)))
            return one.model_copy(update={"actors": pair}) if all(pair) else None
        if name := getattr(one, "actor", ""):
            return one.model_copy(update={"actor": to(name)}) if to(name) else None
        return one

    def document(one: Document) -> Document:
        sentences = tuple(
            s.model_copy(update={"actors": tuple(filter(None, map(to, s.actors)))}) for s in one.sentences
        )
        return one.model_copy(update={"sentences": sentences})

    sections = []
    for section in seen.sections:
        title = section.title if section.title in titles else _retitled(section.title, now)
        if title:
            sections.append(section.model_copy(update={"title": title}))
    return seen.with_claims(cast("Callable[[Claim], Claim | None]", claim)).model_copy(
        update={
            "documents": tuple(map(document, seen.documents)),
            "actors": tuple(actor(one) for one in seen.actors if to(one.name)),
            "sections": tuple(sections),
        }
    )


def _retitled(title: str, now: dict[str, str]) -> str:
    """A title of the compiler's own under the names of now, "" where a name in it has none."""
    for former, name in now.items():
        if former in title:
            title = title.replace(former, name) if name else ""
    return title
