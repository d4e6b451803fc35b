"""Findings -> Findings: sentences and cells in a model's words where those stand on the evidence, else as found."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast, get_args

from pydantic import BaseModel, ValidationError

from briefing.errors import Diagnostic
from briefing.findings import fidelity, grounding
from briefing.findings.terms import lexicon
from briefing.llm import Ask, Endpoint, Prompt, Schema, Unanswered
from briefing.model import Claim, Fault, Findings, Interest, Noun, Point, Refusal, Rewording
from briefing.spec import BriefSpec, Task

ROWS, CHARACTERS = 8, 6000
"""Of a request, at most: rows, and characters in them (one row may have more)."""
FREE = ("", "TLP:CLEAR", "TLP:GREEN")
"""Markings of sources that another machine may be sent without a word of the specification's."""

_DATA = Path(__file__).parent / "data" / "en"

Wordable: TypeAlias = Point | Interest


def reword(
    findings: Findings, spec: BriefSpec, endpoint: Endpoint, ask: Ask
) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """The findings with what the model said better, what was asked and refused in `rewording`, and warnings.

    An answer stands if it cites sentences of its claim, has no fault (see `fidelity`) and passes `grounding.check`; its
    evidence is the quotes of the sentences it cites. Otherwise the claim stays as it was found. What a person wrote or
    confirmed is never asked about. A source whose marking another machine may not be sent is not sent there. Requests
    are made in the order of the findings. Raises BackendError.
    """
    closed = _closed(findings, spec, endpoint)
    wordable = [claim for claim in _wordable(findings) if claim.status == "auto"]
    claims = [claim for claim in wordable if not _markings(claim, closed)]
    outcomes = dict(_outcomes(claims, endpoint.settings.tasks, ask))
    better = {one: outcome for one, outcome in outcomes.items() if isinstance(outcome, Claim)}
    checked, _ = grounding.check(findings.with_claims(lambda claim: better.get(claim.id, claim)))
    standing = {claim.id for claim in checked.claims()}
    faults: dict[str, Fault] = {one: outcome for one, outcome in outcomes.items() if isinstance(outcome, str)}
    faults |= dict.fromkeys(better.keys() - standing, "grounding")
    rewording = Rewording(
        model=endpoint.model,
        host=endpoint.host,
        prompt=prompt_hash(),
        kept=tuple(one for one in better if one in standing),
        refused=tuple(Refusal(claim=claim.id, reason=faults[claim.id]) for claim in claims if claim.id in faults),
    )
    reworded = findings.with_claims(lambda claim: better[claim.id] if claim.id in rewording.kept else claim)
    told = (*_unsent(wordable, closed, endpoint, spec), *_told(rewording, spec))
    return reworded.model_copy(update={"rewording": rewording}), told


# What may be sent


def _wordable(findings: Findings) -> Iterator[Wordable]:
    """The points and cells whose words the checks can tell apart: those of English sources."""
    english = {
        s.id for d in findings.documents if d.language.lower().startswith("en") for s in d.sentences if not s.language
    }
    for claim in findings.claims():
        if isinstance(claim, Point | Interest) and all(piece.sentence in english for piece in claim.evidence):
            yield claim


def _closed(findings: Findings, spec: BriefSpec, endpoint: Endpoint) -> dict[str, str]:
    """The sentences that the model may not be sent, with their marking: a source without one has the brief's."""
    if endpoint.host == "loopback":
        return {}
    markings = {document.key: document.marking or spec.marking for document in findings.documents}
    allowed = {*FREE, *endpoint.settings.markings}
    return {s.id: markings[d.key] for d in findings.documents for s in d.sentences if markings[d.key] not in allowed}


def _markings(claim: Claim, closed: dict[str, str]) -> set[str]:
    return {closed[piece.sentence] for piece in claim.evidence if piece.sentence in closed}


def _unsent(
    claims: Sequence[Claim], closed: dict[str, str], endpoint: Endpoint, spec: BriefSpec
) -> Iterator[Diagnostic]:
    counts = Counter(marking for claim in claims for marking in _markings(claim, closed))
    for marking, count in sorted(counts.items()):
        message = f"{count} findings marked {marking} were not sent to {endpoint.model}, which runs on another machine"
        hint = f"ask a model on this machine, or allow it: llm: {{markings: [{marking}]}}"
        yield Diagnostic("llm-marking", message, spec.where("llm"), hint)


# Asking


def prompt_hash() -> str:
    """The SHA-256 of what the model is told: rewording.txt with rewording.schema.json behind it."""
    files = (_DATA / "rewording.txt", _DATA / "rewording.schema.json")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _outcomes(claims: Sequence[Wordable], tasks: Sequence[Task], ask: Ask) -> Iterator[tuple[str, Wordable | Fault]]:
    """Each claim's id with its better form or what was wrong with the answer; nothing where it is to stay as it is."""
    given: dict[Task, list[Wordable]] = {
        "points": [claim for claim in claims if isinstance(claim, Point)],
        "cells": [claim for claim in claims if isinstance(claim, Interest)],
    }
    for task in (task for task in given if task in tasks):
        for rows in _requests(given[task]):
            prompt = Prompt(_instructions(task), _written(rows), _schema())
            try:
                answers: dict[int, Answer] | Fault = _answers(ask(prompt))
            except Unanswered as error:
                answers = error.reason
            for row, claim in enumerate(rows, 1):
                outcome = answers if isinstance(answers, str) else _judged(claim, answers.get(row))
                if outcome != claim:
                    yield claim.id, outcome


def _requests(claims: Sequence[Wordable]) -> Iterator[list[Wordable]]:
    """The claims in runs that fit in a request."""
    run: list[Wordable] = []
    for claim in claims:
        if run and (len(run) == ROWS or len(_written([*run, claim])) > CHARACTERS):
            yield run
            run = []
        run.append(claim)
    if run:
        yield run


def _instructions(task: Task) -> str:
    lines = lexicon("rewording")
    return "\n".join([*lines["both"], "", *lines[task]])


@cache
def _schema() -> Schema:
    return cast("Schema", json.loads((_DATA / "rewording.schema.json").read_text(encoding="utf-8")))


def _written(claims: Sequence[Wordable]) -> str:
    """The rows as JSON: nothing that a source says stands outside its quotation marks."""
    rows = []
    for number, claim in enumerate(claims, 1):
        cell = (
            {"actor": claim.actor, "kind": claim.kind, "cell": claim.statement} if isinstance(claim, Interest) else {}
        )
        sentences = [{"id": piece.sentence, "text": piece.quote} for piece in claim.evidence]
        rows.append({"row": number, **cell, "sentences": sentences})
    return json.dumps({"rows": rows}, ensure_ascii=False)


# Judging


class Answer(Noun):
    """What a model says of one row."""

    row: int
    text: str
    cites: tuple[str, ...]


class _Answers(BaseModel):
    answers: list[object]


def _answers(said: str) -> dict[int, Answer]:
    """The answers by row, from JSON that may stand behind a model's thoughts or in a fence; without the misshapen.

    A row that is answered twice is not answered.
    """
    said = said.rpartition("</think>")[2]
    try:
        given = _Answers.model_validate_json(said[said.find("{") : said.rfind("}") + 1]).answers
    except ValidationError:
        return {}
    answers: dict[int, Answer] = {}
    twice = set()
    for one in given:
        try:
            answer = Answer.model_validate_json(json.dumps(one), strict=True)
        except ValidationError:
            continue
        if answer.row in answers:
            twice.add(answer.row)
        answers[answer.row] = answer
    return {row: answer for row, answer in answers.items() if row not in twice}


def _judged(claim: Wordable, answer: Answer | None) -> Wordable | Fault:
    """The claim in the answer's words, the claim itself if they are its own, or what is wrong with them."""
    if answer is None:
        return "form"
    evidence = tuple(piece for piece in claim.evidence if piece.sentence in answer.cites)
    if not evidence or {piece.sentence for piece in evidence} != {*answer.cites}:
        return "citation"
    own = claim.text if isinstance(claim, Point) else claim.statement
    text = fidelity.spelled(" ".join(answer.text.split()), own)
    if isinstance(claim, Point):
        faults = fidelity.shortened(text, claim.text)
        update: dict[str, object] = {"text": text}
    else:
        faults = fidelity.rephrased(text, claim.statement, [piece.quote for piece in evidence])
        update = {"statement": text}
    if faults:
        return faults[0]
    return claim if text == own else claim.model_copy(update={**update, "evidence": evidence})


def _told(rewording: Rewording, spec: BriefSpec) -> Iterator[Diagnostic]:
    """One warning for all answers that were refused."""
    if rewording.refused:
        counts = Counter(refusal.reason for refusal in rewording.refused)
        reasons = ", ".join(f"{counts[fault]} {fault}" for fault in get_args(Fault) if fault in counts)
        asked = len(rewording.refused) + len(rewording.kept)
        message = f"{len(rewording.refused)} of {asked} answers of {rewording.model} were refused: {reasons}"
        yield Diagnostic("llm", message, spec.where("llm"), "there the sources' own words stand")
