"""Artifact -> out/: whole files or none, never over an input."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from briefing.errors import WriteError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PART = ".part"


def write(path: Path, content: bytes | memoryview, inputs: Iterable[Path] = ()) -> None:
    """Puts `content` at `path` in one step: a reader sees the old file or the new one, never half of one.

    Raises WriteError if the path is one of `inputs` or cannot be written.
    """
    try:
        target = path.resolve()
        if any(target == one.resolve() for one in inputs):
            raise WriteError("this file is an input of the brief", str(path), "name another folder to write to")
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(f"cannot be written: {reason}", str(path), "name another folder to write to") from error


def _replace(target: Path, content: bytes | memoryview) -> None:
    prefix = f".{target.name[:60]}."
    _sweep(target.parent, prefix)
    handle, name = _claimed(target.parent, prefix)
    held = os.dup(handle) if fcntl else None  # the lock lasts until the file has its own name
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        os.replace(name, target)  # noqa: PTH105 - Path.replace would follow the same call; os names it plainly
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    finally:
        if held is not None:
            os.close(held)


def _claimed(folder: Path, prefix: str) -> tuple[int, str]:
    """A new file `prefix*.part`, open to be written, and its name; no `_sweep` takes it while it is open."""
    while True:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=_PART, dir=folder)
        if _locked(handle) is not False and Path(name).exists():  # a sweep may come between the two
            return handle, name
        os.close(handle)


def _sweep(folder: Path, prefix: str) -> None:
    """Takes away the files `prefix*.part` whose writers are gone: they were killed."""
    for litter in [one for one in folder.iterdir() if one.name.startswith(prefix) and one.name.endswith(_PART)]:
        with contextlib.suppress(OSError):
            handle = os.open(litter, os.O_RDWR)
            try:
                if _locked(handle):
                    litter.unlink()
            finally:
                os.close(handle)
            if not fcntl:  # Windows refuses it for a file that is open
                litter.unlink()


def _locked(handle: int) -> bool | None:
    """Whether this process holds a file from now on (flock): not where another does; None where there are no locks."""
    if not fcntl:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
