"""Artifact -> out/: whole files or none, never over an input; and files of a run that go with it."""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from briefing.errors import WriteError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PART = ".part"
_SCRATCH = "briefing-run-"
_RUN = re.compile(re.escape(_SCRATCH) + r"[a-z0-9_]{8}")  # as mkdtemp names folders
_LOCK = "lock"
_BORN = 60.0  # seconds that a run takes at most to lock its new folder
_PATIENCE = 20.0  # seconds that another run is waited for, which puts its files into the same folder


def write(path: Path, content: bytes | memoryview, inputs: Iterable[Path] = ()) -> None:
    """Puts `content` at `path` in one step: a reader sees the old file or the new one, never half of one.

    Raises WriteError if the path is one of `inputs` or cannot be written.
    """
    write_all([(path, content)], inputs)


def write_all(files: Sequence[tuple[Path, bytes | memoryview]], inputs: Iterable[Path] = ()) -> None:
    """Puts contents at their paths, once all of them are on the disk: where one cannot be written, none is changed.

    The last of several tells of the others. It is gone while they are replaced and comes when they have been, so that
    it never tells of files that are not there, whenever the program is killed.

    Raises WriteError if a path is one of `inputs` or cannot be written.
    """
    held = [one.resolve() for one in inputs] if files else []
    staged: list[tuple[Path, str, int]] = []
    path = Path()
    try:
        for path, content in files:
            target = path.resolve()
            if target in held:
                raise WriteError("this file is an input of the brief", str(path), "name another folder to write to")
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.append((target, *_staged(target, content)))
        with _turn({target.parent for target, *_ in staged}):
            if len(staged) > 1:
                staged[-1][0].unlink(missing_ok=True)
            for target, name, _ in staged:
                path = target
                os.replace(name, target)  # noqa: PTH105 - Path.replace would follow the same call; os names it plainly
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = getattr(error, "strerror", None) or str(error)
        raise WriteError(f"cannot be written: {reason}", str(path), "name another folder to write to") from error
    finally:
        for _, name, lock in staged:
            with contextlib.suppress(OSError):
                Path(name).unlink(missing_ok=True)
            os.close(lock)


def _staged(target: Path, content: bytes | memoryview) -> tuple[str, int]:
    """A file beside `target` that holds `content`, and what keeps it from being swept until it is closed."""
    prefix = f".{target.name[:60]}."
    _sweep(target.parent, prefix)
    handle, name = claimed(target.parent, prefix)
    lock = os.dup(handle)  # the lock lasts until the file has its own name
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
    except BaseException:
        os.close(lock)
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    if not fcntl:  # Windows renames no file that is open
        os.close(lock)
        lock = os.open(os.devnull, os.O_RDONLY)
    return name, lock


@contextmanager
def _turn(folders: Iterable[Path]) -> Iterator[None]:
    """One run at a time puts files into these folders; without locks, or where another takes too long, all do."""
    held: list[int] = []
    try:
        for folder in sorted(folders) if fcntl else ():
            with contextlib.suppress(OSError):
                held.append(os.open(folder, os.O_RDONLY))
                until = time.monotonic() + _PATIENCE
                while _locked(held[-1]) is False and time.monotonic() < until:
                    time.sleep(0.01)
        yield
    finally:
        for handle in held:
            os.close(handle)


def claimed(folder: Path, prefix: str) -> tuple[int, str]:
    """A new file `prefix*.part`, open to be written, and its name; it counts as abandoned once it is closed.

    Raises OSError.
    """
    while True:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=_PART, dir=folder)
        if _locked(handle) is not False and Path(name).exists():  # a sweep may come between the two
            return handle, name
        os.close(handle)


def _sweep(folder: Path, prefix: str) -> None:
    """Takes away the files `prefix*.part` whose writers are gone: they were killed."""
    for litter in [one for one in folder.iterdir() if one.name.startswith(prefix) and one.name.endswith(_PART)]:
        sweep(litter)


def sweep(part: Path) -> None:
    """Takes a file that was `claimed` away if whoever claimed it is gone."""
    with contextlib.suppress(OSError):
        handle = os.open(part, os.O_RDWR)
        try:
            if _locked(handle):
                part.unlink()
        finally:
            os.close(handle)
        if not fcntl:  # Windows refuses it for a file that is open
            part.unlink()


@cache
def scratch() -> Path:
    """A folder for files that this process needs for a while; it goes with it, and what killed ones left goes now.

    Raises WriteError where the system has no folder for such files.
    """
    try:
        place = Path(tempfile.gettempdir()).resolve()
        for one in [one for one in place.iterdir() if _RUN.fullmatch(one.name)]:
            _sweep_folder(one)
        folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=place))
        _locked(os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600))  # until this process ends
    except OSError as error:
        raise full(error) from error
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def full(error: OSError) -> WriteError:
    """What is said where the files of a run cannot be written."""
    reason = error.strerror or str(error)
    where = tempfile.tempdir or os.environ.get("TMPDIR", "")
    return WriteError(f"a file for a while cannot be written: {reason}", where, "make room, or set TMPDIR elsewhere")


def _sweep_folder(folder: Path) -> None:
    """Takes the folder of a run away that is gone: one with the lock that `scratch` made in it, or nothing at all."""
    with contextlib.suppress(OSError):
        if folder.is_symlink():
            return
        if time.time() - folder.stat().st_mtime > _BORN and not any(folder.iterdir()):
            folder.rmdir()
            return
        handle = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        try:
            if _locked(handle):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


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
