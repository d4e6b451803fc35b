"""What was worked out once, by what it was worked out from: files in the user's cache folder, safe to delete.

A file is whole or is not there, whoever else writes; one that is damaged is as if it were not there. Where the folder
cannot be written, nothing is kept and nothing is said. It holds what sources say: it is for its owner's eyes alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from briefing import store

VARIABLE = "BRIEFING_CACHE"
OFF = "off"
MOST_BYTES = 500_000_000
"""In all; above it the files that were not used for longest go, down to `_LOW` of it."""

_VERSION = "1"
_LOW = 0.8
_IS_WINDOWS = sys.platform == "win32"  # which renames no file that is open
_LONG = 3600  # seconds: no file is written for so long, whoever wrote it was killed
_DIGEST = 32  # bytes of SHA-256
_FAST = 1  # of zlib's levels: a fifth of the size, in a fiftieth of the time that reading takes


def folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """The folder of the cache: BRIEFING_CACHE (a folder, or "off"), else the platform's; None for none.

    Linux: the XDG Base Directory Specification, where a relative path does not count.
    """
    said = environment.get(VARIABLE, "")
    if said.lower() == OFF:
        return None
    if said:
        return Path(said).absolute()
    home = environment.get("USERPROFILE" if platform == "win32" else "HOME", "")
    if platform == "win32":
        base, name = environment.get("LOCALAPPDATA") or (home and f"{home}/AppData/Local"), "briefing/Cache"
    elif platform == "darwin":
        base, name = home and f"{home}/Library/Caches", "briefing"
    else:
        given = environment.get("XDG_CACHE_HOME", "")
        base, name = given if Path(given).is_absolute() else home and f"{home}/.cache", "briefing"
    return Path(base) / name if base and Path(base).is_absolute() else None


def key(*parts: bytes | str) -> str:
    """A name for what was worked out from these: SHA-256 of them, each with its length, in hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def fingerprint(files: Iterable[Path]) -> str:
    """What the work rests on beside its input: these files' content, and which packages are installed."""
    contents = [content for file in sorted(files) for content in (file.name.encode(), file.read_bytes())]
    return key(*contents, sys.version, *_installed())


def _installed() -> list[str]:
    """Every installed package with its version, as its folder's name tells it."""
    found = set()
    for place in sys.path:
        with contextlib.suppress(OSError):
            found |= {name for name in os.listdir(place) if name.endswith(".dist-info")}  # noqa: PTH208 - names only
    return sorted(found)


class Cache(NamedTuple):
    """A folder of answers; with no folder it has none and keeps none."""

    root: Path | None = None

    def get(self, name: str) -> bytes | None:
        """What was kept under a name, None where nothing whole is; it counts as used now."""
        if not self.root:
            return None
        file = self._file(self.root, name)
        try:
            held = file.read_bytes()
            content = zlib.decompress(held[_DIGEST:])
        except (OSError, zlib.error):
            return None
        if hashlib.sha256(content).digest() != held[:_DIGEST]:
            return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keeps something under a name, if that can be."""
        if not self.root:
            return
        file = self._file(self.root, name)
        part = ""
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, part = store.claimed(file.parent, "")
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(content).digest() + zlib.compress(content, _FAST))
                stream.flush()
                if not _IS_WINDOWS:
                    os.replace(part, file)  # noqa: PTH105 - as in store.py; the file is claimed until it is closed
            if _IS_WINDOWS:
                os.replace(part, file)  # noqa: PTH105
        except OSError:
            with contextlib.suppress(OSError):
                if part:
                    Path(part).unlink()

    def trim(self, most: int = MOST_BYTES) -> None:
        """Takes away litter and, above `most` bytes, the files that were not used for longest."""
        if not self.root:
            return
        held = []
        now = time.time()
        for file in self._home(self.root).rglob("*"):
            with contextlib.suppress(OSError):
                known = file.stat()
                if file.suffix == ".part":
                    store.sweep(file)
                    if now - known.st_mtime > _LONG:
                        file.unlink(missing_ok=True)
                elif file.is_file():
                    held.append((known.st_mtime, str(file), known.st_size))
        size = sum(count for *_, count in held)
        if size <= most:
            return
        for _, name, count in sorted(held):
            if size <= most * _LOW:
                break
            with contextlib.suppress(OSError):
                Path(name).unlink()
                size -= count

    @staticmethod
    def _home(root: Path) -> Path:
        return root / f"v{_VERSION}"

    def _file(self, root: Path, name: str) -> Path:
        return self._home(root) / name[:2] / name[2:]
