"""A finished brief: checked, its files given back, made anew, attached to a report; each file is opened in a child.

What is named here may come from anybody, so nothing of it is parsed in this process (briefing/workers).
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import enclosures, store, workers
from briefing.errors import BackendError, LimitError, SourceError, UsageError, WriteError, on_a_line
from briefing.workers import Call, File, Limits, Pool

if TYPE_CHECKING:
    from briefing.attach.attached import Attached
    from briefing.verify import Check
    from briefing.writers.rebuilding import Rebuilt

_MOST_ADDED = 20_000_000  # bytes that attaching may add to twice what it was given


def verify_pdf(file: Path, folder: Path | None = None) -> tuple[Check, ...]:
    """Every check of a finished PDF; with `folder`, of the source files in it and in its archives too.

    Raises SourceError where the file cannot be read or is no PDF of ours, LimitError.
    """
    from briefing import sources, verify

    with Pool() as pool:
        known = sorted(sources.digests(folder, pool)) if folder else None
        return verify.heard(pool.call(_on(verify.told, file, "checking", known)))


def _on(function: Callable[..., bytes], file: Path, doing: str, *arguments: object) -> Call:
    """A call that works on the bytes of one foreign file: its content and its name, and these arguments."""
    given = (File(str(file.absolute()), str(file)), str(file), *arguments)
    return Call(function, given, doing, str(file), Limits.of(_size(file)))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except (OSError, ValueError):
        return 0


def extract(file: Path, out: Path) -> tuple[Path, ...]:
    """Write the files that a PDF carries into `out`, by safe names; nothing that is there already is overwritten.

    Raises SourceError, LimitError, WriteError.
    """
    answer = workers.call(_on(enclosures.held, file, "reading"))
    try:
        held = enclosures.unpacked(answer)
    except (ValueError, TypeError) as error:
        raise BackendError("reading failed: what came back are no files", str(file)) from error
    if not held:
        raise SourceError("carries no files", str(file), "name a PDF that briefing has made")
    paths: list[Path] = []
    for name, _ in held:
        path = out / enclosures.safe(name)
        if path in paths or path.exists():
            raise WriteError("is there already", str(path), "name another folder with --out")
        paths.append(path)
    for path, (_, content) in zip(paths, held, strict=True):
        store.write(path, content)
    return tuple(paths)


def rebuild(file: Path) -> Rebuilt:
    """A brief's PDF made anew from what it carries.

    Raises SourceError where it carries no brief, or not the look that it was made with; what a build raises.
    """
    from briefing.writers import rebuilding

    with tempfile.TemporaryDirectory(dir=store.scratch()) as made:
        folder = str(Path(made).resolve())
        one = _on(rebuilding.packed, file, "rebuilding", folder, os.environ.get("SOURCE_DATE_EPOCH", ""))
        return rebuilding.unpacked(workers.call(one._replace(folder=folder)))


def save_rebuilt(rebuilt: Rebuilt, file: Path, out: Path) -> Path:
    """Write what `rebuild` made of `file` into `out`, never over it. Raises WriteError."""
    path = out / rebuilt.artifact.name
    store.write(path, rebuilt.artifact.content, (file,))
    return path


def checks_json(checks: Sequence[Check]) -> str:
    """The contract of `verify --json`: `{version: 1, holds, checks: [{name, holds, failures: [{where, message}]}]}`."""
    rows = [
        {"name": one.name, "holds": not one.failures, "failures": [failure._asdict() for failure in one.failures]}
        for one in checks
    ]
    told = {"version": 1, "holds": not any(one.failures for one in checks), "checks": rows}
    return json.dumps(told, ensure_ascii=False, indent=1)


def tell_checks(checks: Sequence[Check]) -> tuple[str, ...]:
    """A line for each check, and one under it for each failure."""
    lines = []
    for one in checks:
        lines.append(f"{one.name:8} {f'FAILS ({len(one.failures)})' if one.failures else on_a_line(one.holds)}")
        lines += [f"  {on_a_line(failure.where)}: {on_a_line(failure.message)}" for failure in one.failures]
    return tuple(lines)


# into a report


def attach(  # noqa: PLR0913 - the options of the command
    report: str, brief: str, way: str, out: str, at: int = 0, *, break_signature: bool = False
) -> Attached:
    """A finished brief into a report, written to `out`; neither of the two is changed.

    Raises UsageError, SourceError, LimitError, BackendError, WriteError.
    """
    from briefing import attach as attaching

    if at and way != "annex":
        raise UsageError(f"--at places the pages of an annex; there are none --as {way}", hint="leave it out")
    size = sum(_small_enough(Path(one), attaching.MOST_BYTES) for one in (report, brief))
    if any(Path(out).resolve() == Path(one).resolve() for one in (report, brief)):
        raise UsageError("would be written over", out, "name another file with -o")
    files = (File(str(Path(one).absolute()), one, attaching.MOST_BYTES) for one in (report, brief))
    given = (way, *files, ((report, brief), at, break_signature))
    limits = Limits.of(size, _MOST_ADDED + 2 * size)
    made = attaching.unpacked(workers.call(Call(attaching.packed, given, "attaching", report, limits)))
    store.write(Path(out), made.content, (Path(report), Path(brief)))
    return made


def attached_name(report: str, way: str) -> str:
    """Where a report goes with what is attached to it if nobody says: beside it. Raises WriteError if that exists."""
    path = Path(report)
    beside = path.with_name(f"{path.stem}-{way}{path.suffix}") if path.name else path
    if beside.exists():
        raise WriteError("is there already", str(beside), "name the file to write with -o")
    return str(beside)


def _small_enough(path: Path, most: int) -> int:
    """The bytes of a file. Raises SourceError, LimitError."""
    try:
        size = path.stat().st_size
        if size > most:
            raise LimitError(f"{size:,} bytes, at most {most:,} are read", str(path), "name a smaller file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot be read: {reason}", str(path), "check the path") from error
    return size
