"""What a process gives up for good before it touches what strangers wrote.

On every platform Python itself refuses to open a socket, start a program or write a file (PEP 578). On Linux the
kernel refuses as well, so that a parser in C that was taken over finds the doors shut: seccomp (Linux 3.17) takes the
calls for them away, Landlock (5.13) every file but those under Python's own folders and the system's libraries. A
kernel that has neither leaves the first.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.workers import Limits, Program

_MOST_FILES = 128
_MOST_WRITTEN = 100_000_000  # bytes of one file
_REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.startfile",
    "os.kill", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.utime", "os.setxattr", "os.removexattr", "os.chflags", "pty.", "shutil.", "tempfile.", "signal.",
    "urllib.", "http.client.", "ftplib.", "imaplib.", "nntplib.", "poplib.", "smtplib.", "telnetlib.", "webbrowser.",
    "winreg.", "sqlite3.",
)  # fmt: skip
"""What audit events begin with that nobody who reads a document raises (the table in Python's documentation)."""

_MAKING = ("os.mkdir", "tempfile.mkdtemp", "tempfile.mkstemp")
"""Of these, what a call may do in a folder of its own."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine(limits: Limits, folder: str = "", program: Program | None = None) -> None:
    """Gives up, in a child on a system with fork, what its call does not need; in `folder`, if any, it makes files.

    With a program all but to become it: where there is Landlock no other file can be run, where there is seccomp no
    process be made. Python itself then refuses nothing more, because it is about to go.
    """
    import resource

    _refuse_files_by_size(limits, _MOST_WRITTEN if folder else 0)
    if sys.platform == "linux":
        _die_with_parent()
        most = _held() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        with contextlib.suppress(OSError, AttributeError):
            _give_up_privileges()
            with contextlib.suppress(OSError):
                _landlock(_read_roots() if program is None else _roots_of(program), folder, program)
            _seccomp(makes_files=bool(folder), runs=program is not None)
    if program is None:
        refuse(folder)


def refuse(folder: str = "") -> None:
    """Python refuses from now on to open sockets, start programs and write files outside `folder`, as long as it lives.

    Without a folder, it writes none at all.
    """
    sys.addaudithook(partial(_audit, folder))


def _audit(folder: str, event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, mode, flags = arguments
        writes = (isinstance(flags, int) and flags & _WRITING) or (isinstance(mode, str) and set(mode) & set("wax+"))
        if writes and not _is_in(path, folder):
            raise PermissionError("a worker writes no files")
    elif event.startswith(_REFUSED) and not (event in _MAKING and _is_in(arguments[0], folder)):
        raise PermissionError(f"a worker may not: {event}")


def _is_in(path: object, folder: str) -> bool:
    """Whether a path is of a folder's; links do not matter, nobody here can make one."""
    return bool(folder) and isinstance(path, str) and os.path.abspath(path).startswith(folder + os.sep)  # noqa: PTH100


def _refuse_files_by_size(limits: Limits, most: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = _MOST_FILES if hard == resource.RLIM_INFINITY else min(_MOST_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def _held() -> int:
    """The bytes of address space that this process has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _read_roots() -> Iterable[str]:
    """The folders that Python, this program and the libraries of the system are loaded from."""
    package = Path(__file__).parents[1]
    yield from (str(package), str(package.parent / "styles"))  # beside it in a checkout
    yield from filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep))
    yield from dict.fromkeys([*sys.path, sys.prefix, sys.base_prefix, sys.exec_prefix])
    yield from ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share", "/etc/ld.so.cache")
    yield from ("/dev/null", "/dev/urandom", "/proc/self", "/nix/store", "/gnu/store")


def _roots_of(program: Program) -> Iterable[str]:
    """The folders that a program's libraries and what it ships with are loaded from, and those that it is told of."""
    home = Path(program.path).resolve().parent.parent
    yield from (str(home / "lib"), str(home / "share"), *program.folders)
    yield from ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share", "/etc/ld.so.cache")
    yield from ("/dev/null", "/dev/urandom", "/proc/self", "/nix/store", "/gnu/store")


def _runnable(program: Program) -> Iterable[str]:
    """The program, and what loads its libraries."""
    yield program.path
    for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/libexec"):
        for pattern in ("ld-*", "ld.so*", "ld64*", "*/ld-*"):
            yield from map(str, sorted(Path(folder).glob(pattern)))
    yield from ("/nix/store", "/gnu/store")


# Linux

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(*arguments: object) -> None:
    if _libc().prctl(*arguments) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        _prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)


def _give_up_privileges() -> None:
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH_* of linux/audit.h."""

_CALLS = {
    "x86_64": (
        41, 42, 43, 49, 50, 53, 288,  # socket connect accept bind listen socketpair accept4
        57, 58, 59, 322,  # fork vfork execve execveat
        62, 200, 297, 129, 424, 434, 438,  # kill tkill rt_tgsigqueueinfo rt_sigqueueinfo pidfd_*
        101, 310, 311, 312,  # ptrace process_vm_readv process_vm_writev kcmp
        76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133,  # truncate to mknod, by path and descriptor
        258, 259, 260, 263, 264, 265, 266, 268, 316, 452,  # mkdirat to renameat2, fchmodat2
        188, 189, 190, 197, 198, 199,  # setxattr removexattr
        132, 235, 261, 280,  # utime utimes futimesat utimensat
        29, 30, 64, 68, 240,  # shmget shmat semget msgget mq_open
        155, 161, 165, 166, 272, 308, 428, 429, 430, 432, 442,  # mounts, chroot, namespaces
        248, 249, 250, 298, 319, 321, 323, 425, 426, 427,  # keys, perf, memfd, bpf, userfaultfd, io_uring
    ),
    "aarch64": (
        198, 199, 200, 201, 202, 203, 242,
        221, 281,
        129, 130, 138, 240, 424, 434, 438,
        117, 270, 271, 272,
        45, 46, 33, 34, 35, 36, 37, 38, 52, 53, 54, 55, 276, 452,
        5, 6, 7, 14, 15, 16,
        88,
        180, 186, 190, 194, 196,
        39, 40, 41, 51, 97, 268, 428, 429, 430, 432, 442,
        217, 218, 219, 241, 279, 280, 282, 425, 426, 427,
    ),
}  # fmt: skip
"""Calls that are refused whatever they are asked, by number (Linux's unistd.h)."""

_OPEN = {"x86_64": ((2, 1), (257, 2)), "aarch64": ((56, 2),)}
"""Calls that open a file, and which argument has the flags."""
_EXECVE = {"x86_64": 59, "aarch64": 221}
_MKDIR = {"x86_64": (83, 258), "aarch64": (34,)}
_CLONE = {"x86_64": 56, "aarch64": 220}
_TGKILL = {"x86_64": 234, "aarch64": 131}
_CLONE3, _OPENAT2 = 435, 437  # their flags stand in memory, where a filter cannot look
_CLONE_THREAD = 0x10000
_X32 = 0x40000000  # numbers of the x32 ABI, which has every call a second time

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06  # linux/bpf_common.h
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data

_Step = tuple[int, int, int, int]  # code, steps to jump if true, if false, operand


def _filter(machine: str, process: int, *, makes_files: bool, runs: bool) -> list[_Step]:
    """The program that the kernel runs on every call: a list of what is refused, all else allowed.

    Who `makes_files` is kept to its folder by Landlock alone: a filter cannot look at a path. `runs`: a program may be
    run in place of this one.
    """

    def refused(error: int) -> _Step:
        return (_RETURN, 0, 0, _ERRNO | error)

    steps: list[_Step] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
    ]
    for number in (_CLONE3, _OPENAT2):
        steps += [(_EQUAL, 0, 1, number), refused(_ENOSYS)]  # the C library goes on to the older call
    for number in _CALLS[machine]:
        if (runs and number == _EXECVE[machine]) or (makes_files and number in _MKDIR[machine]):
            continue
        steps += [(_EQUAL, 0, 1, number), refused(_EPERM)]
    for number, place in () if makes_files else _OPEN[machine]:
        steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, _ARGUMENTS + 8 * place), (_ANY_BIT, 0, 1, _WRITING)]
        steps += [refused(_EPERM), (_RETURN, 0, 0, _ALLOW)]
    steps += [(_EQUAL, 0, 4, _CLONE[machine]), (_LOAD, 0, 0, _ARGUMENTS), (_ANY_BIT, 1, 0, _CLONE_THREAD)]
    steps += [refused(_EPERM), (_RETURN, 0, 0, _ALLOW)]
    steps += [(_EQUAL, 0, 3, _TGKILL[machine]), (_LOAD, 0, 0, _ARGUMENTS), (_EQUAL, 1, 0, process), refused(_EPERM)]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _seccomp(*, makes_files: bool, runs: bool) -> None:
    """Takes the calls away that a reader does not need. Raises OSError where the kernel cannot."""
    machine = platform.machine()
    if machine not in _ARCHITECTURES or sys.byteorder != "little" or struct.calcsize("P") != 8:  # noqa: PLR2004
        return
    steps = _filter(machine, os.getpid(), makes_files=makes_files, runs=runs)
    packed = b"".join(struct.pack("<HBBI", *step) for step in steps)
    code = ctypes.create_string_buffer(packed, len(packed))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_void_p(ctypes.addressof(program)), 0, 0)


_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_ABI = 1  # LANDLOCK_CREATE_RULESET_VERSION
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
"""Every LANDLOCK_ACCESS_FS_* of a version; later ones add devices and the network, which are shut by other means."""
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER, _MAKE_FOLDER, _MAKE_FILE = (1 << n for n in (0, 1, 2, 3, 7, 8))
_TRUNCATE = {1: 0, 2: 0, 3: 1 << 14}  # by version


def _landlock(roots: Iterable[str], folder: str, program: Program | None) -> None:
    """Leaves this process these folders and files to read, no file to write but in `folder`, none to run but a program.

    Raises OSError where it cannot.
    """
    libc = _libc()
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_ABI))
    if version < 1:
        raise OSError(ctypes.get_errno(), "landlock")
    ruleset = _syscall(libc, _CREATE_RULESET, struct.pack("<Q", _FILE_RIGHTS[min(version, 3)]), (8, 0))
    making = _WRITE_FILE | _MAKE_FILE | _MAKE_FOLDER | _TRUNCATE[min(version, 3)]
    allowed = [(root, 0) for root in roots]
    allowed += [(root, _EXECUTE) for root in (_runnable(program) if program else ())]
    allowed += [(folder, making)] if folder else []
    for root, further in allowed:
        with contextlib.suppress(OSError):
            place = os.open(root, os.O_PATH | os.O_CLOEXEC)
            reading = _READ_FILE | (_READ_FOLDER if Path(root).is_dir() else 0)
            rule = ctypes.create_string_buffer(struct.pack("<Qi", reading | further, place), 12)
            libc.syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), ctypes.c_uint(0))
            os.close(place)
    if libc.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint(0)) != 0:
        raise OSError(ctypes.get_errno(), "landlock")
    os.close(ruleset)


def _syscall(libc: ctypes.CDLL, number: int, content: bytes, rest: Sequence[int]) -> int:
    held = ctypes.create_string_buffer(content, len(content))
    found: int = libc.syscall(number, ctypes.byref(held), ctypes.c_size_t(rest[0]), ctypes.c_uint(rest[1]))
    if found < 0:
        raise OSError(ctypes.get_errno(), "syscall")
    return found
