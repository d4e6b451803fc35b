"""Artifact -> out/: whole files or none, never over an input."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from briefing.errors import WriteError


def write(path: Path, content: bytes, inputs: Iterable[Path] = ()) -> None:
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


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=".part", dir=target.parent)
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
