"""Source -> Document: characters that a reader does not see or that came out wrong, repaired."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

from briefing.readers.ledger import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

_LATER = bytes(range(0x80, 0xC0)).decode("cp1252", errors="ignore")  # how Windows-1252 shows bytes 0x80-0xBF
_LATER_CLASS = "[" + re.escape(_LATER) + "\x81\x8d\x8f\x90\x9d" + "]"
_UNSEEN = (  # soft hyphen, zero widths, bidi marks, fillers, annotations, no characters, tags and their like
    "[\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_JOINER = (  # that joins or parts nothing: it stands behind no letter of a script that joins, and behind no picture
    "(?<![\u0600-\u109f\u1780-\u18af\ufb50-\ufdcf\ufdf0-\ufdff\ufe0f\ufe70-\ufefe\u2600-\u27bf\U0001f000-\U0001faff])"
    "[\u200c\u200d]+"
)
_ODD = re.compile(
    rf"(?P<misread>[ÂÃ]{_LATER_CLASS}|â{_LATER_CLASS}{{2}})"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<control>[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+)"
    rf"|(?P<invisible>{_UNSEEN}+|{_JOINER})"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    r"|(?P<letter>[^\W\d_][\u0300-\u036f]++)"
)
_SUSPECT = re.compile(  # what each of these begins with, but for a letter in parts: its second character
    "[&ÂÃâ\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufb00-\ufb06\u0300-\u036f]"
    rf"|{_UNSEEN}|{_JOINER}"
)
_REASONS = {
    "misread": "misread character",
    "entity": "entity",
    "control": "control character",
    "invisible": "invisible character",
    "ligature": "ligature",
    "letter": "letter in parts",
}
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_ODD_SPACE = re.compile(r"[^\S\n ]")
_LINE_MARGIN = re.compile(r" (?=\n)|(?<=\n) ")


def mended(text: str) -> Iterator[Edit]:
    """Edits for entities, ligatures, letters in parts (Unicode NFC), invisible and control characters.

    UTF-8 that was once read as Windows-1252 and saved so is read again.
    """
    at = 0
    while spot := _SUSPECT.search(text, at):
        at = spot.end()
        before = spot.start() - ("\u0300" <= spot[0] <= "\u036f")  # the letter that a mark stands on
        odd = _ODD.match(text, max(0, before))
        if not odd or odd.end() <= spot.start():  # nothing, or what stands before the mark and was told already
            odd = _ODD.match(text, spot.start())
        if odd:
            at = odd.end()
            kind = odd.lastgroup or ""
            yield Edit(odd.start(), odd.end(), _now(kind, odd[0]), _REASONS[kind])


def plain(text: str) -> str:
    """A line as `mended` leaves it, in single spaces."""
    pieces, at = [], 0
    for edit in mended(text):
        pieces += [text[at : edit.start], edit.now]
        at = edit.end
    return " ".join("".join([*pieces, text[at:]]).split())


def _now(kind: str, was: str) -> str:
    if kind == "misread":
        return _read_again(was)
    if kind == "entity":
        now = html.unescape(was)
        return " " if now.isspace() else "".join(c for c in now if c.isprintable())
    if kind == "ligature":
        return unicodedata.normalize("NFKC", was)
    return unicodedata.normalize("NFC", was) if kind == "letter" else ""


def _read_again(was: str) -> str:
    octets = bytearray()
    for character in was:  # the five bytes that Windows-1252 leaves out were read as control characters
        octets += character.encode("latin-1") if "\x80" <= character <= "\x9f" else character.encode("cp1252")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return was


def spaced(text: str) -> Iterator[Edit]:
    """Edits that leave single plain spaces between words."""
    if "  " not in text and not _ODD_SPACE.search(text):
        return
    for run in _SPACES.finditer(text):
        yield Edit(run.start(), run.end(), " ", "doubled spaces" if len(run[0]) > 1 else "unusual space")


def trimmed(text: str) -> Iterator[Edit]:
    """Edits that take the margins off every line of a text with single spaces."""
    if "\n" not in text:
        return
    for margin in _LINE_MARGIN.finditer(text):
        yield Edit(margin.start(), margin.end(), "", "doubled spaces")
