"""Source -> Document: bytes to characters."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from briefing.errors import SourceError
from briefing.readers.lexicon import sections

if TYPE_CHECKING:
    from briefing.model import Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1253": "Windows-1253",
    "cp1254": "Windows-1254", "cp1255": "Windows-1255", "cp1256": "Windows-1256", "cp1257": "Windows-1257",
    "cp1258": "Windows-1258", "iso8859_2": "ISO 8859-2", "iso8859_5": "ISO 8859-5", "iso8859_6": "ISO 8859-6",
    "iso8859_7": "ISO 8859-7", "iso8859_15": "ISO 8859-15", "koi8_r": "KOI8-R", "koi8_u": "KOI8-U",
    "cp866": "IBM 866", "cp850": "IBM 850", "mac_roman": "Mac OS Roman", "gb18030": "GB 18030", "big5": "Big5",
    "cp932": "Shift JIS", "euc_jp": "EUC-JP", "cp949": "EUC-KR", "iso2022_jp": "ISO-2022-JP",
    "utf_16_le": "UTF-16LE", "utf_16_be": "UTF-16BE",
}  # fmt: skip
"""The encodings that are looked for where none is told, as Python calls them and as a person does."""
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_15", "iso8859_2", "mac_roman", "cp850", "cp1258")
"""Those of one alphabet, the likeliest first: which it is, its letters tell (letters.txt)."""
_DEFAULT = "cp1252"  # what browsers take for unnamed Western text (WHATWG Encoding)
_SAMPLE = 100_000  # bytes by which an encoding is guessed
_SHIFTED = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")  # ISO-2022-JP says so itself; all its bytes are ASCII's
_SIGNS = frozenset("«»„“”‘’–—…•°§€£·×©®\u00a0№")
_LEAST = 4  # bytes beyond ASCII by which a guess is better than the default
_MENDED = 5  # characters beyond ASCII to one that is lost
_STRANGE = 0.3  # of the letters beyond ASCII that no language has: then it is no Latin text


def decode(source: Source) -> tuple[str, tuple[str, ...]]:
    """The characters of a source, a byte order mark among them, and a notice where the encoding is a guess.

    By byte order mark, else ISO-2022-JP by its escapes, else strictly UTF-8, else a guess that is named. Raises
    SourceError for bytes that the mark's encoding cannot hold.
    """
    content = source.content
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding and _SHIFTED.search(content) and (text := _strictly(content, "iso2022_jp")) is not None:
        return text, (_notice("iso2022_jp"),)
    if not encoding and b"\0" in content and (found := _unmarked(source)):
        return found
    try:
        return content.decode(encoding or "utf-8"), ()
    except UnicodeDecodeError as error:
        if not encoding:
            return guessed(content)
        message = f"the file begins as {encoding.upper()} but is not: {error.reason} at byte {error.start}"
        raise SourceError(message, source.location, "save it again as UTF-8") from error


def guessed(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The characters of bytes that are not quite UTF-8, and notices: the encoding that they seem to have, what is lost.

    UTF-8 that is damaged here and there stays UTF-8: bytes of another encoding hardly ever make a character of it.
    """
    text = content.decode(errors="replace")
    lost = text.count("\ufffd")
    if not lost:
        return text, ()
    if sum(letter > "\x7f" for letter in text) > _MENDED * lost:
        return text, (f"characters that could not be read: {lost}",)
    encoding = _guess(content)
    text = content.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    return text, (_notice(encoding), *([f"characters that could not be read: {lost}"] if lost else []))


def _notice(encoding: str) -> str:
    return f"encoding guessed: {_NAMES[encoding]}"


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _unmarked(source: Source) -> tuple[str, tuple[str, ...]] | None:
    """UTF-16 without its mark: of the two orders the one that gives ordinary characters; None where neither does."""
    for encoding in ("utf_16_le", "utf_16_be"):
        text = _strictly(source.content, encoding)
        if text and _is_ordinary(text[:_SAMPLE]):
            return text, (_notice(encoding),)
    return None


def _is_ordinary(text: str) -> bool:
    """Whether a text has the blanks and line ends that a text has, and next to nothing that no text has."""
    odd = sum(unicodedata.category(letter) in ("Cn", "Co", "Cs", "Cc") for letter in text)
    odd -= sum(map(text.count, "\t\n\r\f\v"))
    blanks = sum(map(text.count, " \n\u3000\u3001\u3002\uff0c"))
    return odd * 100 <= len(text) and blanks * 100 >= len(text)


def _guess(content: bytes) -> str:
    sample = content if len(content) <= _SAMPLE else content[: content.rfind(b"\n", 0, _SAMPLE) + 1 or _SAMPLE]
    if sample.isascii():  # what is not ASCII stands further down
        at = next(place for place, octet in enumerate(content) if octet > 0x7F)  # noqa: PLR2004
        sample = content[max(0, at - 1000) : at + _SAMPLE]
    if sum(octet > 0x7F for octet in sample) < _LEAST:  # noqa: PLR2004 - ASCII's last
        return _DEFAULT
    latin = max(_LATIN, key=lambda name: (_likeness(sample, name), -_LATIN.index(name)))
    other = _detected(sample)
    if other in _LATIN or _likeness(sample, latin) > 1 - _STRANGE:
        return latin
    return other or latin


def _detected(sample: bytes) -> str:
    """What frequencies of letters tell (charset-normalizer); "" for nothing."""
    from charset_normalizer import from_bytes  # few texts need it

    best = from_bytes(sample, cp_isolation=list(_NAMES), preemptive_behaviour=False).best()
    return best.encoding if best and best.encoding in _NAMES else ""


def _likeness(sample: bytes, encoding: str) -> float:
    """How far the characters beyond ASCII are letters of one language and signs of print, 0-1."""
    text = sample.decode(encoding, errors="replace")
    beyond = [letter for letter in text.lower() if letter > "\x7f" and letter not in _SIGNS]
    if not beyond:
        return 1.0
    best = max(sum(letter in known for letter in beyond) for known in _alphabets())
    return best / len(beyond)


@cache
def _alphabets() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(" ".join(lines).split()) for lines in sections("letters").values())
