"""What a parser that was taken over might do; called in a worker only."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from briefing.errors import SourceError


def echo(text: str) -> bytes:
    return text.encode()


def joined(text: str, answer: bytes) -> bytes:
    return text.encode() + answer


def hang() -> bytes:
    while True:
        time.sleep(1)


def spin() -> bytes:
    while True:
        pass


def eat() -> bytes:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def flood() -> bytes:
    return b"x" * 20_000_000


def leave() -> bytes:
    os._exit(0)


def crash() -> bytes:
    return ctypes.string_at(0)


def fail() -> bytes:
    raise ValueError("two\nlines")


def recurse() -> bytes:
    return recurse()


def refuse() -> bytes:
    raise SourceError("no text", "a.pdf", "save it", (SourceError("nor this"),))


def chatter() -> bytes:
    sys.stdout.write("noise " * 10_000)
    sys.stderr.write("noise")
    for pipe in (0, 1, 2):
        os.write(pipe, b"R" * 100)
    return b"said"


def surroundings() -> bytes:
    return repr((sorted(os.environ), str(Path.cwd()), "SECRET" in str(os.environ))).encode()


def connect() -> bytes:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    return b"connected"


def fetch() -> bytes:
    urllib.request.urlopen("http://127.0.0.1:9/", timeout=1)
    return b"fetched"


def write(path: str) -> bytes:
    Path(path).write_text("litter", encoding="utf-8")
    return b"written"


def start() -> bytes:
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return b"started"


def delete(path: str) -> bytes:
    Path(path).unlink()
    return b"deleted"


def both(folder: str, outside: str) -> bytes:
    """Writes and reads in a folder, then where it may not."""
    (Path(folder) / "new").mkdir()
    (Path(folder) / "new" / "a").write_text("made", encoding="utf-8")
    told = (Path(folder) / "new" / "a").read_text(encoding="utf-8")
    for path in (Path(outside) / "b", Path(folder) / ".." / "c"):
        try:
            path.write_text("litter", encoding="utf-8")
        except PermissionError:
            told += " refused"
    return told.encode()


def size(content: bytes, *_: object) -> bytes:
    return str(len(content)).encode()


def natively(name: str, *arguments: object) -> bytes:
    """The C library's own call, past Python: its result and errno."""
    libc = ctypes.CDLL(None, use_errno=True)
    given = [one.encode() if isinstance(one, str) else one for one in arguments]
    return f"{libc[name](*given)} {ctypes.get_errno()}".encode()


def end_parent() -> bytes:
    return natively("kill", os.getppid(), 9)
