"""Source -> Document: bytes to characters."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from briefing.errors import SourceError

if TYPE_CHECKING:
    from briefing.model import Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESS = "encoding guessed: Windows-1252"


def decode(source: Source) -> tuple[str, tuple[str, ...]]:
    """The characters of a source, a byte order mark among them, and a notice where the encoding is a guess.

    By byte order mark, else strictly UTF-8, else Windows-1252 (what browsers take for unnamed Western text: WHATWG
    Encoding). Raises SourceError for bytes that the mark's encoding cannot hold.
    """
    encoding = next((name for mark, name in _MARKS if source.content.startswith(mark)), "")
    try:
        return source.content.decode(encoding or "utf-8"), ()
    except UnicodeDecodeError as error:
        if not encoding:
            return source.content.decode("cp1252", errors="replace"), (GUESS,)
        message = f"the file begins as {encoding.upper()} but is not: {error.reason} at byte {error.start}"
        raise SourceError(message, source.location, "save it again as UTF-8") from error
