"""Work on what strangers wrote, in a process of its own: bytes come back, or an error in two lines.

Each call runs in a child that was forked for it alone from a small server of ours, which has loaded the modules that
the call needs and never looks at its arguments' content. The child has limits (`Limits`), a bare environment, no
network, no programs, no files to write but in the folder that its call names, if any, and on Linux no file to read but
those of Python and the system's libraries (workers/confinement.py). What it answers is bytes, never a pickle (pickles
go to a child, and none comes from one): whoever takes over a parser can lie in them, and do nothing else.

The one program that is not ours is a `Program`: a child that gave up all the same, but for becoming that one file, and
has its input in memory and its answer in a pipe.

Where there is no fork (Windows) each call has a fresh process with no limit but that of time.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, Self

from briefing import errors
from briefing.errors import BackendError, BriefingError, LimitError
from briefing.workers.frames import receive_parted, send

HAS_FORK = hasattr(os, "fork")

_START = 30.0  # seconds that a server may take to start and to answer beyond a call's own limit
_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from briefing.workers import server; server.serve()"
_NEEDED = (
    "SYSTEMROOT", "WINDIR",  # without which Windows starts no Python
    "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "WEASYPRINT_DLL_DIRECTORIES",  # where a machine has its Pango
)  # fmt: skip
_FIXED = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_DARK = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Limits(NamedTuple):
    """What one call may take: seconds on the clock, seconds of a processor, bytes of memory, bytes of an answer.

    Memory is address space beyond what the server has, on Linux; elsewhere it is not limited.
    """

    seconds: float = 60
    cpu: int = 60
    memory: int = 1_500_000_000
    answer: int = 200_000_000

    @classmethod
    def of(cls, size: int, answer: int = 200_000_000) -> Self:
        """Limits for work on a file of so many bytes: a larger one may take longer, and more memory."""
        seconds = 60 + size // 1_000_000
        return cls(seconds, seconds, 1_500_000_000 + 8 * size, answer)


class File(NamedTuple):
    """A file among the arguments of a call: the child has its bytes in its place, and whoever calls holds none of it.

    `where` is what errors call it, `most` the bytes that are read at most.
    """

    path: str
    where: str
    most: int = 500_000_000


class Program(NamedTuple):
    """A program of this machine that a child becomes; it is fed the call's last argument and answers what it writes.

    Needs fork. `path` is its file, absolute; of the user's files it can read `folders` alone, and it runs no other
    program. Where it ends with an error, there is no answer.
    """

    path: str
    words: tuple[str, ...]
    folders: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()


class Call(NamedTuple):
    """A function of a module or a program, its arguments, and how its errors are told.

    `doing` begins the sentence ("reading"), `where` names what it is done to. `folder` is an absolute path, real, to
    where the call may make files and read them.
    """

    function: Callable[..., bytes] | Program
    arguments: tuple[object, ...]
    doing: str
    where: str = ""
    limits: Limits = Limits()
    folder: str = ""


def call(one: Call) -> bytes:
    """What a function returns that runs in a child. Raises what it raises, if that is a BriefingError.

    Raises LimitError where it reached a limit, BackendError where it failed otherwise or its process died.
    """
    with Pool(1) as pool:
        return pool.call(one)


def each(calls: Iterable[Call], size: int = 0, warm: Call | None = None) -> Iterator[bytes | BriefingError]:
    """The outcomes of calls, in their order, each as soon as it and those before it are there.

    `size` and `warm` are a Pool's. Calls are taken a few ahead of what was given out, so that many large ones are never
    held at once. To leave the loop ends what still runs.
    """
    with Pool(size, warm) as pool:
        ahead: deque[Future[bytes | BriefingError]] = deque()
        for one in calls:
            ahead.append(pool.submit(one))
            if len(ahead) > pool.ahead:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _ClosedError(Exception):
    """The pool was left."""


class Pool:
    """Servers that answer calls, several at once; none is started before the first call, none is left at the end.

    `size` is how many run at once, 0 as many as there are processors. `warm` runs in each server before it forks, on
    nothing that a stranger wrote: what it loads, every call finds loaded.
    """

    def __init__(self, size: int = 0, warm: Call | None = None) -> None:
        self.size = max(1, size or _processors())
        self.ahead = 2 * self.size
        """As many calls as are worth submitting before the first of them is waited for."""
        self._warm = warm
        self._threads = ThreadPoolExecutor(self.size, "worker")
        self._idle: queue.SimpleQueue[_Server] = queue.SimpleQueue()
        self._all: set[_Server] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            for server in self._all:
                server.end()
        self._threads.shutdown(cancel_futures=True)

    def submit(self, one: Call, *further: Call) -> Future[bytes | BriefingError]:
        """A call's outcome, as it will be; of several the last one's, each given the answer before it as well."""
        return self._threads.submit(self._outcome_of, one, further)

    def call(self, one: Call) -> bytes:
        """A call's answer, waited for. Raises as `workers.call`."""
        outcome = self.submit(one).result()
        if isinstance(outcome, BriefingError):
            raise outcome
        return outcome

    def _outcome_of(self, one: Call, further: Iterable[Call]) -> bytes | BriefingError:
        outcome = self._outcome(one)
        for call in further:
            if isinstance(outcome, BriefingError):
                return outcome
            outcome = self._outcome(call._replace(arguments=(*call.arguments, outcome)))
        return outcome

    def _outcome(self, one: Call) -> bytes | BriefingError:
        try:
            server = self._taken()
        except _ClosedError:
            return BackendError(f"{one.doing} was ended", one.where)
        except OSError as error:
            return BackendError(f"no process can be started: {error.strerror}", one.where, "end other programs")
        letter, content = server.ask(one)
        if HAS_FORK and letter not in _LAST:
            self._idle.put(server)
        else:
            with self._lock:
                self._all.discard(server)
            server.end()
        return _read(letter, content, one)

    def _taken(self) -> _Server:
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        with self._lock:
            if self._closed:
                raise _ClosedError
            server = _Server(self._warm)
            self._all.add(server)
            return server


_LATE, _DEAD = b"L", b"D"
_LAST = (_LATE, _DEAD)  # answers after which a server is used no more


class _Server:
    """A process of ours that forks one for each call."""

    def __init__(self, warm: Call | None) -> None:
        kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - our own Python
            [sys.executable, "-s", "-P", "-c", _BOOT, *(os.path.abspath(path) for path in sys.path)],  # noqa: PTH100
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | _FIXED,
            cwd=os.path.abspath(os.sep),  # noqa: PTH100
            start_new_session=True,
            creationflags=_DARK,
        )
        self._warm = warm

    def ask(self, one: Call) -> tuple[bytes, bytes]:
        """What comes back: a letter, and what it says."""
        process = self._process
        late = threading.Event()

        def end() -> None:
            late.set()
            self.end()

        timer = threading.Timer(one.limits.seconds + _START, end)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin  # noqa: S101 - pipes were asked for
            assert process.stdout  # noqa: S101
            warm = (self._warm.function, self._warm.arguments) if self._warm else None
            order = pickle.dumps((warm, one.function, one.arguments, tuple(one.limits), one.folder))
            self._warm = None
            send(process.stdin.fileno(), order)
            letter, content = receive_parted(process.stdout.fileno(), one.limits.answer + 1)
            return letter or (_LATE if late.is_set() else _DEAD), content
        except (OSError, ValueError):
            return _LATE if late.is_set() else _DEAD, b""
        finally:
            timer.cancel()

    def end(self) -> None:
        """No process of it is left."""
        process = self._process
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()


def _read(letter: bytes, content: bytes, one: Call) -> bytes | BriefingError:
    """The answer or the error that came back; its letter is said by workers/server.py."""
    if letter == b"R":
        return content
    try:
        return _error(letter, json.loads(content) if content else {}, one)
    except (ValueError, KeyError, TypeError, AttributeError):
        return BackendError(f"{one.doing} failed: its process answered nonsense", one.where)


def _error(letter: bytes, said: dict[str, object], one: Call) -> BriefingError:
    limits = one.limits
    hint = "leave it out, or save it in a simpler form"
    if letter == b"E":
        return _raised(said)
    if letter == b"X":
        return BackendError(f"{one.doing} failed: {said['error']}", one.where, hint)
    if letter == b"S":
        return BackendError(f"{one.doing} ended the process that did it ({said['signal']})", one.where, hint)
    reached = {
        _LATE: f"{limits.seconds:g} s",
        b"T": f"{limits.seconds:g} s",
        b"C": f"{limits.cpu} s of the processor",
        b"M": f"{limits.memory / 1e6:.0f} MB of memory",
    }
    if letter in reached:
        return LimitError(f"{one.doing} took more than {reached[letter]}", one.where, hint)
    if letter == b"A":
        return LimitError(f"{one.doing} gave more than {limits.answer / 1e6:.0f} MB", one.where, hint)
    return BackendError(f"{one.doing} failed: its process ended without an answer", one.where, hint)


def _raised(said: dict[str, object]) -> BriefingError:
    """The BriefingError that a child told as `{kind, message, where, hint, others}`."""
    kinds = {kind.__name__: kind for kind in BriefingError.__subclasses__() if kind.__module__ == errors.__name__}
    others = said["others"]
    if not isinstance(others, list):
        raise TypeError
    told = (str(said["message"]), str(said["where"]), str(said["hint"]))
    return kinds[str(said["kind"])](*told, tuple(map(_raised, others)))
