"""Small documents, findings and specifications for a test to say something about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from briefing.model import Actor, Document, Event, Evidence, Findings, Interest, Point, Relation, Section, Sentence
from briefing.spec import BriefSpec, SourceSpec

Golden = Callable[[str, bytes], None]
"""Compares bytes with the golden file of a name."""


def document(key: str, *texts: str, **fields: object) -> Document:
    """A document of one paragraph with these sentences."""
    sentences, start = [], 0
    for number, text in enumerate(texts, 1):
        sentences.append(Sentence(id=f"{key}:{number}", text=text, start=start, end=start + len(text), paragraph=1))
        start += len(text) + 1
    given = {"location": f"{key}.txt", "title": f"On {key}", **fields}
    return Document.model_validate({"key": key, "text": " ".join(texts), "sentences": sentences, **given})


def evidence(sentence: Sentence, quote: str = "") -> tuple[Evidence, ...]:
    return (Evidence(sentence=sentence.id, quote=quote or sentence.text),)


def point(sentence: Sentence, **fields: object) -> Point:
    given = {"id": f"point-{sentence.id}", "text": sentence.text, "evidence": evidence(sentence), **fields}
    return Point.model_validate(given)


def interest(actor: str, kind: str, statement: str, sentence: Sentence, quote: str = "", **fields: object) -> Interest:
    given = {
        "id": f"{actor}-{kind}-{statement}",
        "actor": actor,
        "kind": kind,
        "statement": statement,
        "evidence": evidence(sentence, quote),
        **fields,
    }
    return Interest.model_validate(given)


def relation(one: str, other: str, sign: str, *sentences: Sentence) -> Relation:
    proofs = tuple(Evidence(sentence=s.id, quote=s.text) for s in sentences)
    given = {"id": f"{one}-{other}-{sign}", "actors": (one, other), "sign": sign, "evidence": proofs}
    return Relation.model_validate(given)


def event(date: str, sentence: Sentence) -> Event:
    return Event(id=f"event-{date}", date=date, text=sentence.text, evidence=evidence(sentence))


def nile() -> Findings:
    """Two sources, three actors, and something of every kind."""
    icg = document(
        "icg",
        "Ethiopia is building a dam on the Blue Nile.",
        "Egypt fears for its freshwater supply.",
        "Sudan hopes for cheap power and fears floods.",
        "The parties signed a declaration in 2015.",
        title="Bridging the gap",
        publisher="Crisis Group",
        url="https://example.org/dam",
        published="2019-03-20",
    )
    memo = document("memo", 'Cairo called the filling "a threat".', "Talks failed in 2020.", authors=("A. Writer",))
    one, two, three, four = icg.sentences
    five, six = memo.sentences
    return Findings(
        documents=(icg, memo),
        bottom_line=point(six),
        key_points=(point(one), point(two)),
        sections=(Section(title="What has changed", points=(point(three), point(five))),),
        actors=(
            Actor(name="Egypt", type="state", aliases=("Cairo",)),
            Actor(name="Ethiopia", type="state"),
            Actor(name="Sudan", type="state"),
        ),
        interests=(
            interest("Egypt", "concern", "its freshwater supply", two, confidence="high"),
            interest("Ethiopia", "interest", "a dam on the Blue Nile", one),
            interest("Sudan", "interest", "cheap power", three),
            interest("Sudan", "concern", "floods", three),
        ),
        relations=(
            relation("Egypt", "Ethiopia", "opposed", two, five),
            relation("Egypt", "Ethiopia", "aligned", four),
            relation("Ethiopia", "Sudan", "aligned", three),
        ),
        events=(event("2015", four), event("2020", six)),
        gaps=("The sources give no terms for a settlement.",),
    )


def order(**fields: object) -> BriefSpec:
    given = {"title": "The dam", "sources": (SourceSpec(path="icg.txt"),), "folder": Path("nowhere"), **fields}
    return BriefSpec.model_validate(given)
