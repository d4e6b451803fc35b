"""Text -> pieces: words cut into the units of a fixed vocabulary, longest first (WordPiece, Wu et al. 2016)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

MOST = 128
"""Pieces of a sentence that are read, the marks at its beginning and end among them; the network reads no further."""

_FILE = Path(__file__).parent.parent / "data" / "en" / "pieces.txt"
_WORD = re.compile(r"[^\W_]+|[^\s]")
_LONGEST = 100  # letters of a word that is still cut; a longer one is unknown


class Pieces(NamedTuple):
    """The numbers of a sentence's pieces, marks included, and where in its text each of them stands."""

    numbers: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def pieces(text: str) -> Pieces:
    """The pieces of a sentence, in lower case and without accents."""
    begin, close = _vocabulary()["[CLS]"], _vocabulary()["[SEP]"]
    numbers, spans = [begin], [(0, 0)]
    for word in _WORD.finditer(text):
        at = word.start()
        for number, length in _cut(word.group()):
            numbers.append(number)
            spans.append((at, min(at + length, word.end())))
            at += length
    del numbers[MOST - 1 :], spans[MOST - 1 :]
    return Pieces((*numbers, close), (*spans, (len(text), len(text))))


@cache
def _vocabulary() -> dict[str, int]:
    """The numbers of the pieces; one that goes on within a word begins with "##"."""
    return {piece: number for number, piece in enumerate(_FILE.read_text(encoding="utf-8").split("\n"))}


@cache
def _cut(word: str) -> tuple[tuple[int, int], ...]:
    """The pieces of a word and the letters in each of them; one unknown piece where the vocabulary does not do."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    known, found, at = _vocabulary(), [], 0
    unknown = ((known["[UNK]"], len(word)),)
    if not plain or len(plain) > _LONGEST:
        return unknown if plain else ()
    while at < len(plain):
        for end in range(len(plain), at, -1):
            number = known.get(("##" if at else "") + plain[at:end])
            if number is not None:
                found.append((number, end - at))
                at = end
                break
        else:
            return unknown
    return tuple(found)
