"""The process that forks one for each call, and stands between it and the program that asked.

A frame of its answers begins with a letter: R result, E a BriefingError, X another exception, S ended by a signal,
T out of time, C out of processor time, M out of memory, A the answer is too long, N no answer.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from briefing.errors import BriefingError, LimitError, SourceError
from briefing.workers import HAS_FORK, File, Limits, Program
from briefing.workers.frames import receive, send

_ANY = 1 << 40
_PIECE = 1 << 20
_MOST_SAID = 200  # characters of an exception
_ABORTED = 0.3  # the same for who gave up by itself, as C++ does that is refused a table twice as large as it has
_NOT_STARTED = 127  # as a shell tells it
_FULL = 0.9  # of the memory allowed: who held as much and died, died of it


def serve() -> None:
    """Answers calls until nobody asks any more."""
    asked, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    while asked_for := receive(asked, _ANY):
        warm, function, *rest = pickle.loads(asked_for)  # noqa: S301 - from the program that started this one
        if warm:
            warm[0](*warm[1])
            gc.collect()
            gc.freeze()
        arguments, limits, folder = rest
        order = _Order(function, arguments, Limits(*limits), folder)
        send(answers, _forked(order, asked) if HAS_FORK else _here(order))


class _Order(NamedTuple):
    """A call without the words for its errors."""

    function: Callable[..., bytes] | Program
    arguments: tuple[object, ...]
    limits: Limits
    folder: str


def _here(order: _Order) -> bytes:
    """The answer of a call that runs in this process, where there is no other."""
    from briefing.workers import confinement

    if isinstance(order.function, Program):
        return b"N"
    answer = _outcome(order.function, order, lambda: confinement.refuse(order.folder))
    return answer if len(answer) <= order.limits.answer else b"A"


def _forked(order: _Order, asked: int) -> bytes:
    """The answer of a call that runs in a child, or what became of it; the child is gone when this returns."""
    from briefing.workers import confinement

    limits = order.limits
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            os.closerange(3, told)
            os.closerange(told + 1, told + 256)
            if isinstance(order.function, Program):
                _become(order.function, order.arguments, told, limits)
            try:
                answer = _outcome(order.function, order, lambda: confinement.confine(limits, order.folder))
            except MemoryError:
                answer = b"M"
            rest = memoryview(answer)
            while rest:
                rest = rest[os.write(told, rest[:_PIECE]) :]
        os._exit(0)
    os.close(told)
    answer, reason = _heard(heard, asked, limits)
    os.close(heard)
    if reason:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    if reason == "gone":
        sys.exit()
    return reason.encode() or _verdict(answer, status, used.ru_maxrss * 1024, limits)


def _become(program: Program, arguments: tuple[object, ...], told: int, limits: Limits) -> NoReturn:
    """Goes on as another program, whose answer is all that it writes; ends with an error where it cannot."""
    from briefing.workers import confinement

    try:
        content = arguments[-1] if arguments else b""
        os.dup2(_in_memory(content if isinstance(content, bytes) else b""), 0)
        confinement.confine(limits, program=program)
        os.write(told, b"R")
        os.dup2(told, 1)
        os.execve(program.path, [program.path, *program.words], dict(program.environment))  # noqa: S606 - confined
    finally:
        os._exit(_NOT_STARTED)


def _in_memory(content: bytes) -> int:
    """A file without a name that holds this, open at its beginning."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("input")
    else:
        with tempfile.TemporaryFile() as nameless:
            file = os.dup(nameless.fileno())
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest[:_PIECE]) :]
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _heard(heard: int, asked: int, limits: Limits) -> tuple[bytes, str]:
    """All that a child says, and why it must be ended: T late, A too long, "gone" nobody asks any more."""
    until = time.monotonic() + limits.seconds
    pieces: list[bytes] = []
    count = 0
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([heard, asked], [], [], left)
        if asked in ready:  # whoever asked says nothing before the answer, so this is its end
            return b"", "gone"
        if heard in ready:
            piece = os.read(heard, _PIECE)
            if not piece:
                return b"".join(pieces), ""
            pieces.append(piece)
            count += len(piece)
            if count > limits.answer:
                return b"", "A"
    return b"", "T"


def _verdict(answer: bytes, status: int, held: int, limits: Limits) -> bytes:
    """A child's answer; where it died before it was whole, of what."""
    code = os.waitstatus_to_exitcode(status)
    if code == 0 and answer:
        return answer
    if code >= 0:
        return b"M" if held > _FULL * limits.memory else b"N"
    if -code == signal.SIGXCPU:
        return b"C"
    if held > (_ABORTED if -code == signal.SIGABRT else _FULL) * limits.memory:
        return b"M"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return b"S" + json.dumps({"signal": name}).encode()


def _outcome(function: Callable[..., bytes], order: _Order, confine: Callable[[], None]) -> bytes:
    """What came of a call, its letter before it; whoever runs it is confined once its files are read."""
    try:
        arguments = [_content(one) if isinstance(one, File) else one for one in order.arguments]
        confine()
        return b"R" + function(*arguments)
    except BriefingError as error:
        if _is_of_memory(error):
            raise MemoryError from error
        return b"E" + json.dumps(_told(error)).encode()
    except MemoryError:
        raise
    except Exception as error:  # a parser may raise whatever it likes: it is told, and the child ends
        if _is_of_memory(error):
            raise MemoryError from error
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return b"X" + json.dumps({"error": said[:_MOST_SAID]}).encode()


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether an error was raised for want of memory, which a library in C++ tells in its own words."""
    while error and not isinstance(error, MemoryError) and "std::bad_alloc" not in str(error):
        error = error.__cause__
    return bool(error)


def _content(file: File) -> bytes:
    """The bytes of a file. Raises SourceError, LimitError."""
    try:
        with open(file.path, "rb") as stream:  # noqa: PTH123 - a path as the system takes it
            content = stream.read(file.most + 1)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", file.where, "check the path") from error
    if len(content) > file.most:
        message = f"more than {file.most:,} bytes, at most so many are read"
        raise LimitError(message, file.where, "name a smaller file")
    return content


def _told(error: BriefingError) -> dict[str, object]:
    return {
        "kind": type(error).__name__,
        "message": error.message,
        "where": error.where,
        "hint": error.hint,
        "others": [_told(other) for other in error.others],
    }
