"""A finished edition is searched for what it may not tell: the last look, at its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from briefing.audiences import Audience
from briefing.compose.clearance import clear
from briefing.errors import BackendError
from briefing.leaks import Secret, leaked
from briefing.model import Artifact, Claim, Findings
from briefing.printed import letters
from briefing.spec import BriefSpec

_COMMENT = re.compile(r"(?:^|\s)#+\s*(.+)$", re.MULTILINE)
_SHORTEST = 8  # characters of a path that is telling


def search(
    artifacts: Sequence[Artifact], findings: Findings, spec: BriefSpec, audience: Audience, notes: Iterable[str]
) -> None:
    """Raise BackendError where an artifact tells a rejected or withheld finding, a comment or a path.

    `notes` are the texts of the files that an analyst writes in: their comments are nobody else's.
    """
    clearance = clear(findings, spec, audience)
    secrets = tuple(_secrets(findings, clearance.findings, spec, notes))
    for artifact in artifacts:
        for what, words in leaked(artifact, secrets, clearance.withheld.repeated):
            hint = f"nothing was written; if a template of yours says it, take it out: “{words[:60]}”"
            raise BackendError(f"{artifact.name} would tell {what}", hint=hint)


def _secrets(findings: Findings, shown: Findings, spec: BriefSpec, notes: Iterable[str]) -> Iterator[Secret]:
    """What is not told anywhere that the edition may show."""
    told = letters(" ".join([*(document.text for document in shown.documents), *_told(shown.claims()), *spec.texts()]))
    kept = {claim.id for claim in shown.claims()}
    hidden = [claim for claim in findings.claims() if claim.id not in kept]
    withheld = [Secret("a finding that was rejected or withheld", words) for words in _told(hidden)]
    comments = [Secret("a comment", found) for note in notes for found in _COMMENT.findall(note)]
    for secret in (*withheld, *comments):
        if secret.is_telling and letters(secret.words) not in told:
            yield secret
    for place in (spec.folder.resolve(), Path.home()):
        if len(str(place)) >= _SHORTEST:
            yield Secret("a path of this machine", str(place), exact=True)
            yield Secret("a path of this machine", place.as_uri(), exact=True)


def _told(claims: Iterable[Claim]) -> Iterator[str]:
    for claim in claims:
        yield from (words for field in ("text", "statement") if (words := getattr(claim, field, "")))
