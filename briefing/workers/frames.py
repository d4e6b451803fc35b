"""Bytes through a pipe, whole: eight bytes of length, then as many as they say."""

from __future__ import annotations

import os
import struct
from io import BytesIO

_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20


def send(pipe: int, content: bytes) -> None:
    """Writes a frame. Raises OSError where nobody reads."""
    for piece in (_LENGTH.pack(len(content)), content):
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(pipe, rest[:_PIECE]) :]


def receive(pipe: int, most: int) -> bytes:
    """The next frame; b"" where the other end closed, or the frame is longer than `most` bytes."""
    count = _announced(pipe, most)
    content = _exactly(pipe, count)
    return content if len(content) == count else b""


def receive_parted(pipe: int, most: int) -> tuple[bytes, bytes]:
    """The next frame as its first byte and the rest, which is not copied for it; both b"" where `receive` says b""."""
    count = _announced(pipe, most)
    letter = _exactly(pipe, min(count, 1))
    content = _exactly(pipe, max(0, count - 1))
    return (letter, content) if len(letter) + len(content) == count else (b"", b"")


def _announced(pipe: int, most: int) -> int:
    """The length that a frame tells, 0 for none and for one above `most`."""
    length = _exactly(pipe, _LENGTH.size)
    count: int = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
    return count if count <= most else 0


def _exactly(pipe: int, count: int) -> bytes:
    """So many bytes, fewer where the other end closed."""
    held = BytesIO()  # hands its bytes out without a copy
    while count and (piece := os.read(pipe, min(count, _PIECE))):
        held.write(piece)
        count -= len(piece)
    return held.getvalue()
