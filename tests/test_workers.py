"""Work in a child: what it may not do, what it may not take, and that nothing is left of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import hostile
from briefing import workers
from briefing.errors import BackendError, BriefingError, LimitError, SourceError
from briefing.workers import Call, File, Limits, Program

LIMITS = Limits(seconds=1, cpu=5, memory=300_000_000, answer=10_000_000)
linux = pytest.mark.skipif(sys.platform != "linux", reason="what the kernel of Linux refuses")


def outcome(function: Callable[..., bytes], *arguments: object, limits: Limits = LIMITS) -> bytes | BriefingError:
    (one,) = workers.each([Call(function, arguments, "reading", "a.pdf", limits)])
    return one


def test_a_call_answers_bytes() -> None:
    assert workers.call(Call(hostile.echo, ("Größe",), "reading")) == "Größe".encode()


def test_outcomes_come_in_the_order_of_the_calls() -> None:
    calls = [Call(hostile.echo, (str(number),), "reading") for number in range(40)]
    calls[3] = Call(hostile.fail, (), "reading", "3.pdf")
    told = list(workers.each(calls, 2))
    assert isinstance(told[3], BackendError)
    assert [one for one in told if isinstance(one, bytes)] == [str(n).encode() for n in range(40) if n != 3]


@pytest.mark.parametrize(
    ("function", "limits", "kind", "said"),
    [
        (hostile.hang, LIMITS, LimitError, "reading took more than 1 s"),
        (hostile.spin, LIMITS._replace(seconds=20, cpu=1), LimitError, "reading took more than 1 s of the processor"),
        (hostile.flood, LIMITS, LimitError, "reading gave more than 10 MB"),
        (hostile.leave, LIMITS, BackendError, "reading failed: its process ended without an answer"),
        (hostile.crash, LIMITS, BackendError, "reading ended the process that did it (SIGSEGV)"),
        (hostile.fail, LIMITS, BackendError, "reading failed: ValueError: two lines"),
        (hostile.recurse, LIMITS, BackendError, "reading failed: RecursionError: maximum recursion depth exceeded"),
        pytest.param(
            hostile.eat, LIMITS._replace(seconds=20), LimitError, "reading took more than 300 MB of memory", marks=linux
        ),
    ],
)
def test_what_goes_wrong_is_told_in_two_lines(
    function: Callable[..., bytes], limits: Limits, kind: type[BriefingError], said: str
) -> None:
    told = outcome(function, limits=limits)
    assert isinstance(told, kind)
    assert told.message == said
    assert told.where == "a.pdf"
    assert told.hint or function is hostile.leave


def test_an_error_of_the_users_comes_back_as_it_was() -> None:
    with pytest.raises(SourceError) as error:
        workers.call(Call(hostile.refuse, (), "reading", "other"))
    told = error.value
    assert (told.message, told.where, told.hint) == ("no text", "a.pdf", "save it")
    assert [str(other) for other in told.others] == ["error: nor this"]


def test_noise_is_not_an_answer() -> None:
    assert outcome(hostile.chatter) == b"said"


def test_a_child_sees_nothing_of_where_it_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_LLM_KEY", "SECRET")
    told = outcome(hostile.surroundings)
    assert isinstance(told, bytes)
    names, folder, is_secret_there = eval(told)  # noqa: S307 - our own function's repr
    assert names == ["LC_ALL", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONUTF8", "TZ"]
    assert folder == os.path.abspath(os.sep)  # noqa: PTH100
    assert not is_secret_there


@pytest.mark.parametrize(
    ("function", "said"),
    [(hostile.connect, "socket"), (hostile.fetch, "urllib"), (hostile.start, "subprocess.Popen")],
)
def test_python_opens_no_socket_and_starts_no_program(function: Callable[..., bytes], said: str) -> None:
    told = outcome(function)
    assert isinstance(told, BackendError)
    assert "a worker may not" in told.message
    assert said in told.message


def test_python_writes_and_deletes_no_file(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_text("kept", encoding="utf-8")
    for function, path in ((hostile.write, tmp_path / "new"), (hostile.write, held), (hostile.delete, held)):
        told = outcome(function, str(path))
        assert isinstance(told, BackendError)
        assert "PermissionError: a worker" in told.message
    assert [file.name for file in tmp_path.iterdir()] == ["held"]
    assert held.read_text("utf-8") == "kept"


@linux
def test_the_kernel_refuses_what_goes_past_python(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_text("kept", encoding="utf-8")
    tried = [
        ("socket", 2, 1, 0),
        ("open", str(tmp_path / "new"), os.O_RDWR | os.O_CREAT, 0o600),
        ("open", str(held), os.O_WRONLY),
        ("unlink", str(held)),
        ("rename", str(held), str(tmp_path / "moved")),
        ("execve", sys.executable, None, None),
        ("fork",),
        ("ptrace", 16, os.getpid(), None, None),
    ]
    told = workers.each([Call(hostile.natively, one, "reading", "", LIMITS) for one in tried], 1)
    for (name, *_), said in zip(tried, told, strict=True):
        assert isinstance(said, bytes), said
        result, errno = map(int, said.split())
        assert result == -1, name
        assert errno in (1, 13), name
    assert [file.name for file in tmp_path.iterdir()] == ["held"]
    assert outcome(hostile.end_parent) == b"-1 1"


@linux
def test_on_a_kernel_with_landlock_no_file_of_the_user_is_read(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_text("secret", encoding="utf-8")
    enabled = Path("/sys/kernel/security/lsm")
    if not enabled.is_file() or "landlock" not in enabled.read_text("ascii"):
        told = outcome(hostile.natively, "syscall", 444, None, 0, 1)
        if isinstance(told, bytes) and told.startswith(b"-1"):
            pytest.skip("no Landlock here")
    assert outcome(hostile.natively, "open", str(held), os.O_RDONLY) == b"-1 13"


PYTHON = next((one for one in ("/usr/bin/python3", "/usr/local/bin/python3") if Path(one).exists()), "")
program = pytest.mark.skipif(sys.platform != "linux" or not PYTHON, reason="asks a Python of the system on Linux")


def become(code: str, content: bytes = b"", limits: Limits = LIMITS) -> bytes | BriefingError:
    """What a program answers that is a Python of the system, which knows nothing of our own refusals."""
    one = Program(os.path.realpath(PYTHON), ("-I", "-c", code), (), (("SAID", "so"),))
    with workers.Pool(1) as pool:
        return pool.submit(Call(one, (content,), "reading", "a.pdf", limits)).result()


@program
def test_a_program_is_fed_and_heard() -> None:
    content = os.urandom(300_000)
    code = "import os, sys; held = sys.stdin.buffer.read(); sys.stdout.buffer.write(held + os.environ['SAID'].encode())"
    assert become(code, content) == content + b"so"


@program
@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "open({held!r}, 'w')",
        "open({new!r}, 'w')",
        "import os; os.fork()",
        "import os; os.unlink({held!r})",
        "import os; os.kill(os.getppid(), 9)",
    ],
)
def test_a_program_may_do_no_more_than_a_reader(code: str, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_text("kept", encoding="utf-8")
    told = become(code.format(held=str(held), new=str(tmp_path / "new")))
    assert isinstance(told, BackendError)
    assert told.message == "reading failed: its process ended without an answer"
    assert [file.name for file in tmp_path.iterdir()] == ["held"]
    assert held.read_text("utf-8") == "kept"


@program
def test_a_program_runs_no_other_where_there_is_landlock() -> None:
    if outcome(hostile.natively, "open", "/etc/passwd", os.O_RDONLY) != b"-1 13":
        pytest.skip("no Landlock here")
    for code in ("import os; os.execv('/bin/sh', ['sh', '-c', 'echo out'])", "open('/etc/passwd').read()"):
        assert isinstance(become(code), BackendError), code


@program
def test_a_program_has_the_limits_of_a_call() -> None:
    for code, limits in (
        ("while True: pass", LIMITS._replace(seconds=20, cpu=1)),
        ("import time; time.sleep(60)", LIMITS),
        ("print('x' * 20_000_000)", LIMITS._replace(seconds=20)),
    ):
        assert isinstance(become(code, limits=limits), LimitError), code
    assert isinstance(become("b'x' * 3_000_000_000", limits=LIMITS._replace(seconds=20)), BriefingError)


@linux
def test_each_call_of_several_is_given_the_answer_before_it() -> None:
    chain = (Call(hostile.echo, ("a",), "reading"), Call(hostile.joined, ("b",), "reading"))
    with workers.Pool(1) as pool:
        assert pool.submit(*chain, chain[1]).result() == b"bba"
        failed = pool.submit(Call(hostile.refuse, (), "reading"), chain[1]).result()
    assert isinstance(failed, SourceError)


def test_a_call_makes_files_in_its_folder_and_nowhere_else(tmp_path: Path) -> None:
    own, outside = (tmp_path / "own").resolve(), tmp_path / "outside"
    own.mkdir()
    outside.mkdir()
    one = Call(hostile.both, (str(own), str(outside)), "rebuilding", "a.pdf", LIMITS, str(own))
    assert workers.call(one) == b"made refused refused"
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["a", "new", "outside", "own"]


@linux
def test_a_call_with_a_folder_is_kept_to_it_by_the_kernel(tmp_path: Path) -> None:
    own, held = (tmp_path / "own").resolve(), tmp_path / "held"
    own.mkdir()
    held.write_text("kept", encoding="utf-8")
    if outcome(hostile.natively, "open", str(held), os.O_RDONLY) != b"-1 13":
        pytest.skip("no Landlock here")
    tried = [
        ("open", str(held), os.O_RDONLY),
        ("open", str(held), os.O_WRONLY),
        ("open", str(tmp_path / "new"), os.O_RDWR | os.O_CREAT, 0o600),
        ("mkdir", str(tmp_path / "new"), 0o700),
        ("rename", str(held), str(own / "held")),
        ("symlink", str(held), str(own / "held")),
        ("socket", 2, 1, 0),
    ]
    calls = [Call(hostile.natively, one, "rebuilding", "", LIMITS, str(own)) for one in tried]
    for one, said in zip(tried, workers.each(calls, 1), strict=True):
        assert isinstance(said, bytes), said
        assert said in (b"-1 1", b"-1 13"), one
    assert held.read_text("utf-8") == "kept"
    assert not list(own.iterdir())


def test_a_file_is_read_by_the_child_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x" * 5_000_000)
    calls = [
        Call(hostile.size, (File(str(file), "a.pdf"),), "reading"),
        Call(hostile.size, (File(str(file), "a.pdf", 4_999_999),), "reading"),
        Call(hostile.size, (File(str(tmp_path / "no.pdf"), "no.pdf"),), "reading"),
        Call(hostile.size, (File(str(tmp_path), "here"),), "reading"),
    ]
    read, long, missing, folder = workers.each(calls, 1)
    assert read == b"5000000"
    assert isinstance(long, LimitError)
    assert long.message.startswith("more than 4,999,999 bytes")
    assert str(missing) == "error: no.pdf: cannot be read: No such file or directory\nhint: check the path"
    assert isinstance(folder, SourceError)


def test_a_server_lives_on_after_a_child_that_died() -> None:
    calls = [Call(hostile.crash, (), "reading", "a", LIMITS), Call(hostile.echo, ("b",), "reading")]
    first, second = workers.each(calls, 1)
    assert isinstance(first, BackendError)
    assert second == b"b"


def _children() -> set[int]:
    mine = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in mine.splitlines()]
    return {int(pid) for pid, parent, told in rows if int(parent) == os.getpid() and "briefing.workers" in told}


@pytest.mark.skipif(sys.platform == "win32", reason="asks ps")
def test_to_leave_the_loop_ends_what_runs() -> None:
    before = _children()
    start = time.monotonic()
    calls = [Call(hostile.echo, ("a",), "reading"), *[Call(hostile.hang, (), "reading")] * 3]
    for told in workers.each(calls, 2):
        assert told == b"a"
        assert _children() - before
        break
    assert time.monotonic() - start < 20
    assert not _children() - before


@linux
def test_nothing_is_left_of_a_program_that_was_killed() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hostile; from briefing import workers\n"
        "print('up', flush=True); list(workers.each([workers.Call(hostile.hang, (), 'reading')] * 2, 2))"
    )
    words = [sys.executable, "-c", code, str(Path(__file__).parent)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        assert program.stdout.readline() == "up\n"
        until = time.monotonic() + 20
        while not (servers := _descendants(program.pid)) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        servers = _descendants(program.pid)
        assert servers
        program.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while (left := {pid for pid in servers if Path(f"/proc/{pid}").exists()}) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left


def _descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text("ascii").split()):
            found |= {child, *_descendants(child)}
    return found


def test_no_process_starts_at_import() -> None:
    code = "import briefing.pipeline, sys, threading; sys.exit(threading.active_count() - 1)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
