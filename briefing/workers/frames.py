"""Bytes through a pipe, whole: eight bytes of length, then as many as they say."""

from __future__ import annotations

import os
import struct

_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20


def send(pipe: int, content: bytes) -> None:
    """Writes a frame. Raises OSError where nobody reads."""
    rest = memoryview(_LENGTH.pack(len(content)) + content)
    while rest:
        rest = rest[os.write(pipe, rest[:_PIECE]) :]


def receive(pipe: int, most: int) -> bytes:
    """The next frame; b"" where the other end closed, or the frame is longer than `most` bytes."""
    length = _exactly(pipe, _LENGTH.size)
    if len(length) < _LENGTH.size or _LENGTH.unpack(length)[0] > most:
        return b""
    (count,) = _LENGTH.unpack(length)
    content = _exactly(pipe, count)
    return content if len(content) == count else b""


def _exactly(pipe: int, count: int) -> bytes:
    """So many bytes, fewer where the other end closed."""
    pieces = []
    while count and (piece := os.read(pipe, min(count, _PIECE))):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
