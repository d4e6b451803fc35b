"""Brief -> Record: what its PDF carries to be checked by, made and read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import PurePath
from typing import TypeVar

from pydantic import ValidationError

from briefing.enclosures import Enclosure, Opened
from briefing.errors import SourceError
from briefing.model import Brief, Cited, Document, Findings, MatrixCell, Noun, Origin, Passage, Proof, Record, Relation

NAME = "brief.json"
"""The file's name in every PDF."""


def make(brief: Brief, found: Findings) -> Record:
    """The record of a brief: its own words, what proves each claim that it prints, and the sources of that.

    What the edition does not show of the findings is not in it, nor is any path.
    """
    printed = {passage.id for passage in of_kind(brief, Passage)}
    pairs = {cell.actors for cell in of_kind(brief, MatrixCell)}
    proofs = [
        Proof(claim=claim.id, evidence=claim.evidence)
        for claim in found.claims()
        if claim.id in printed or (isinstance(claim, Relation) and claim.actors in pairs)
    ]
    cited = {note.sentence for note in brief.notes} | {one.sentence for proof in proofs for one in proof.evidence}
    listed = {source.key for source in brief.sources} | {id_.rsplit(":", 1)[0] for id_ in cited}
    bare = {"logo": PurePath(brief.logo).name, "reference": PurePath(brief.reference).name}
    return Record(
        tool=f"briefing {metadata.version('briefing')}",
        brief=brief.model_copy(update=bare),
        proofs=tuple({proof.claim: proof for proof in proofs}.values()),
        sentences=tuple(
            Cited(id=sentence.id, text=sentence.text)
            for document in found.documents
            for sentence in document.sentences
            if sentence.id in cited
        ),
        origins=tuple(_origin(document) for document in found.documents if document.key in listed),
    )


def _origin(document: Document) -> Origin:
    return Origin(
        key=document.key,
        title=document.title,
        authors=document.authors,
        publisher=document.publisher,
        published=document.published or "",
        url=document.url,
        language=document.language,
        marking=document.marking,
        sha256=document.sha256,
        text_sha256=hashlib.sha256(document.text.encode()).hexdigest(),
    )


N = TypeVar("N", bound=Noun)


def of_kind(noun: Noun, kind: type[N]) -> Iterator[N]:
    """Every noun of a kind in another, in the order of its fields."""
    if isinstance(noun, kind):
        yield noun
    for field in type(noun).model_fields:
        yield from _among(getattr(noun, field), kind)


def _among(value: object, kind: type[N]) -> Iterator[N]:
    if isinstance(value, Noun):
        yield from of_kind(value, kind)
    elif isinstance(value, tuple):
        for one in value:
            yield from _among(one, kind)


def enclosure(record: Record) -> Enclosure:
    """The record as the file that a PDF carries: UTF-8 JSON, indented by one."""
    content = (record.model_dump_json(indent=1, by_alias=True) + "\n").encode()
    return Enclosure(NAME, "application/json", content, "The brief as data, with the sentences that prove it")


def of(opened: Opened, where: str) -> Record:
    """The record that a PDF carries. Raises SourceError where it carries none that can be read."""
    held = [file for file in opened.files if file.name == NAME]
    if not held:
        raise SourceError(f"carries no {NAME}", where, "name a PDF that briefing has made")
    try:
        return Record.model_validate_json(held[0].content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SourceError(f"its {NAME} is not as briefing writes it: {place}: {first['msg']}", where) from error
