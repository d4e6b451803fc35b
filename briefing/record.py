"""Brief -> Record: what its PDF carries to be checked by, made and read; and the bundle of files around it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import PurePath
from typing import NamedTuple

from pydantic import ValidationError

from briefing.enclosures import Enclosure, Opened
from briefing.errors import SourceError
from briefing.model import (
    Brief,
    Cited,
    Document,
    Findings,
    MatrixCell,
    Origin,
    Passage,
    Proof,
    Question,
    Record,
    Relation,
)

NAME = "brief.json"
"""The file's name in every PDF."""
SOURCES = "sources/"
"""Where the clean texts of the sources stand in a full bundle, as UTF-8 under their keys."""


class Bundle(NamedTuple):
    """The files that a PDF is to carry: the record; in a full bundle the sources' texts and the project's own look."""

    record: Record
    sources: tuple[Enclosure, ...] = ()
    full: bool = False


def make(brief: Brief, found: Findings, questions: tuple[Question, ...] = ()) -> Record:
    """The record of a brief: its own words, what proves each claim that it prints, and the sources of that.

    What the edition does not show of the findings is not in it, nor is any path. Of `questions` those under a title
    that the brief prints are kept.
    """
    titles = {section.title for section in brief.sections}
    printed = {passage.id for passage in brief.every(Passage)}
    pairs = {cell.actors for cell in brief.every(MatrixCell)}
    proofs = [
        Proof(claim=claim.id, evidence=claim.evidence)
        for claim in found.claims()
        if claim.id in printed or (isinstance(claim, Relation) and claim.actors in pairs)
    ]
    cited = {note.sentence for note in brief.notes} | {one.sentence for proof in proofs for one in proof.evidence}
    listed = {source.key for source in brief.sources} | {id_.rsplit(":", 1)[0] for id_ in cited}
    bare = {"logo": PurePath(brief.logo).name, "reference": PurePath(brief.reference).name}
    return Record(
        tool=tool(),
        brief=brief.model_copy(update=bare),
        questions=tuple(one for one in questions if one.title in titles),
        proofs=tuple({proof.claim: proof for proof in proofs}.values()),
        sentences=tuple(
            Cited(id=sentence.id, text=sentence.text)
            for document in found.documents
            for sentence in document.sentences
            if sentence.id in cited
        ),
        origins=tuple(_origin(document) for document in found.documents if document.key in listed),
    )


def tool() -> str:
    """This program and its version."""
    return f"briefing {metadata.version('briefing')}"


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


def texts(record: Record, documents: Iterable[Document]) -> tuple[Enclosure, ...]:
    """The clean texts of the sources that a record names."""
    named = {origin.key for origin in record.origins}
    return tuple(
        Enclosure(f"{SOURCES}{document.key}.txt", "text/plain", document.text.encode(), document.title)
        for document in documents
        if document.key in named
    )


def enclosure(record: Record) -> Enclosure:
    """The record as the file that a PDF carries: sealed UTF-8 JSON, indented by one."""
    open_ = record.model_copy(update={"seal": ""})
    sealed = record.model_copy(update={"seal": hashlib.sha256(_json(open_)).hexdigest()})
    return Enclosure(NAME, "application/json", _json(sealed), "The brief as data, with the sentences that prove it")


def is_sealed(content: bytes, record: Record) -> bool:
    """Whether a record's JSON is the one that its seal was made of."""
    open_ = content.replace(f'"seal": "{record.seal}"'.encode(), b'"seal": ""', 1)
    return hashlib.sha256(open_).hexdigest() == record.seal


def of(opened: Opened, where: str) -> Record:
    """The record that a PDF carries. Raises SourceError where it carries none that can be read."""
    held = [file for file in opened.files if file.name == NAME]
    if not held:
        inner = next((file.name for file in opened.files if file.name.lower().endswith(".pdf")), "")
        hint = f"it carries {inner}: extract that, and name it" if inner else "name a PDF that briefing has made"
        raise SourceError(f"carries no {NAME}", where, hint)
    try:
        return Record.model_validate_json(held[0].content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SourceError(f"its {NAME} is not as briefing writes it: {place}: {first['msg']}", where) from error


def _json(record: Record) -> bytes:
    return (record.model_dump_json(indent=1, by_alias=True) + "\n").encode()
