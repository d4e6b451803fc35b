"""A PDF of ours -> the same PDF made anew from what it carries: in a child, since a stranger may have written it."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path, PurePath
from typing import NamedTuple

from briefing import enclosures
from briefing import record as records
from briefing.errors import BackendError, Diagnostic, SourceError
from briefing.model import Artifact


class Rebuilt(NamedTuple):
    """A PDF made anew; whether it `is_same`, byte for byte, and what another program may have made otherwise, or ""."""

    artifact: Artifact
    diagnostics: tuple[Diagnostic, ...]
    is_same: bool
    otherwise: str


def rebuild(content: bytes, where: str, folder: Path) -> Rebuilt:
    """A brief's PDF made anew from what it carries, in an empty folder.

    Raises SourceError where it carries no brief, or not the look that it was made with; what a build raises.
    """
    from briefing.writers import pdf

    opened = enclosures.opened(content, where)
    record = records.of(opened, where)
    held = {one.name: one.content for one in opened.files}
    if lost := [own.path for own in record.look if own.path not in held]:
        hint = "build it with --bundle full"
        raise SourceError(f"does not carry the look that it was made with: {', '.join(lost)}", where, hint)
    if outside := [name for name in (record.brief.logo, record.brief.reference) if name != PurePath(name).name]:
        raise SourceError(f"names a file that it cannot carry: {outside[0]}", where)
    for own in record.look:
        file = folder / enclosures.safe(own.path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(held[own.path])
    texts = tuple(one for one in opened.files if one.name.startswith(records.SOURCES))
    layout = pdf.lay_out(record.brief, folder)
    bundle = records.Bundle(record, texts, full=any(own.path in held for own in record.look) or bool(texts))
    made, told = layout.artifact(bundle)
    changed = records.of(enclosures.opened(made.content, made.name), made.name)
    then, now = (f"{one.tool}, {one.engine}" for one in (record, changed.model_copy(update={"tool": records.tool()})))
    return Rebuilt(
        made, told, made.content == content, "" if then == now else f"it was made with {then}, this is {now}"
    )


def packed(content: bytes, where: str, folder: str, epoch: str) -> bytes:
    """`rebuild`, as a child answers it: a line of JSON, then the PDF. `epoch` is SOURCE_DATE_EPOCH. Raises as it."""
    os.environ["SOURCE_DATE_EPOCH"] = epoch
    tempfile.tempdir = folder  # where the engine puts the faces that it draws with
    project = Path(folder) / "project"
    project.mkdir()
    made = rebuild(content, where, project)
    head = [made.artifact.name, made.artifact.pages, made.diagnostics, made.is_same, made.otherwise]
    return json.dumps(head).encode() + b"\n" + made.artifact.content


def unpacked(answer: bytes) -> Rebuilt:
    """What `packed` answers; the artifact's name is a file's and no path. Raises BackendError for anything else."""
    try:
        end = answer.index(b"\n")
        name, pages, told, is_same, otherwise = json.loads(answer[:end])
        artifact = Artifact(
            name=enclosures.safe(str(name)).name,
            media_type="application/pdf",
            content=answer[end + 1 :],
            pages=int(pages),
        )
        return Rebuilt(artifact, tuple(Diagnostic(*map(str, one)) for one in told), bool(is_same), str(otherwise))
    except (ValueError, TypeError) as error:
        raise BackendError("rebuilding failed: what came back is no PDF") from error
