"""Words -> lines of a known width: what the engine and a browser will draw, measured by the faces' own advances.

Both are told to draw letter by letter without kerning or ligatures, as the engine does inside an SVG whatever it is
told; so a width is the sum of the letters' advances, and Arabic letters are joined here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from briefing.figures.tokens import Tokens

ASCENT, DESCENT = 0.98, 0.34
"""Of a line, in ems over and under its base line: the most that accents and the tails of Arabic letters take."""
LEADING = ASCENT + DESCENT
"""From one base line to the next, in ems."""

_UNKNOWN = 0.6  # ems of a letter that no face draws
_ELLIPSIS = "…"
_LAM, _JOINER, _NO_JOINER = "\u0644", "\u200d", "\u200c"
_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))

Forms: TypeAlias = Mapping[tuple[str, str], str]


class Pen:
    """Measures and breaks words in the faces of a page's sans serif, at one size (points) and weight."""

    PLAIN = 400

    def __init__(self, tokens: Tokens, size: float, weight: int = PLAIN) -> None:
        self.size, self.weight = size, weight
        self._files = tuple(
            min(of, key=lambda face: abs(face.weight - weight)).file
            for family in tokens.families("sans")
            if (of := [face for face in tokens.faces if face.family == family])
        )

    def width(self, text: str) -> float:
        """The width of `text` on one line, in points."""
        return self.size * sum(map(self._advance, drawn(text)))

    def lines(self, text: str, width: float, most: int = 2) -> tuple[str, ...]:
        """`text` on at most `most` lines of at most `width` points, what does not fit replaced by an ellipsis.

        A word wider than a line is broken. At least one letter stands on a line, however narrow.
        """
        made = [""]
        for word in self._pieces(text, width):
            together = f"{made[-1]} {word}".strip()
            if self.width(together) <= width:
                made[-1] = together
            else:
                made.append(word)
        lines = made if made[0] else made[1:]
        if len(lines) <= most:
            return tuple(lines)
        return (*lines[: most - 1], self._cut(" ".join(lines[most - 1 :]), width))

    def _pieces(self, text: str, width: float) -> Iterator[str]:
        for word in text.split():
            rest = word
            while len(rest) > 1 and self.width(rest) > width:
                hyphen = "" if any(map(_runs_left, rest)) else "-"
                fits = next((n for n in range(len(rest) - 1, 1, -1) if self.width(rest[:n] + hyphen) <= width), 1)
                yield rest[:fits] + (hyphen if fits > 1 else "")
                rest = rest[fits:]
            yield rest

    def _cut(self, text: str, width: float) -> str:
        while text and self.width(text + _ELLIPSIS) > width:
            text = text[:-1].rstrip()
        return text + _ELLIPSIS

    def _advance(self, letter: str) -> float:
        return next((widths[letter] for widths in map(_advances, self._files) if letter in widths), _unknown(letter))


def _unknown(letter: str) -> float:
    return 0.0 if unicodedata.category(letter) in ("Mn", "Cf") else _UNKNOWN


@cache
def _advances(file: Path) -> Mapping[str, float]:
    """The advance of each character that a face draws, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        widths, upem = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(point): widths[glyph][0] / upem for point, glyph in font.getBestCmap().items()}


# Right-to-left scripts


def drawn(text: str) -> str:
    """`text` as its letters stand from left to right: composed, and Arabic joined and turned.

    A line with a right-to-left letter runs from the right; numbers and Latin words in it keep their own direction
    (Unicode UAX 9, without its nested embeddings, which no name has).
    """
    text = unicodedata.normalize("NFC", text)
    if not any(_runs_left(c) for c in text):
        return text
    runs = [(left, "".join(c for _, c in run)) for left, run in groupby(_directions(text), key=lambda one: one[0])]
    return "".join(
        "".join(_MIRRORED.get(c, c) for c in reversed(_joined(run))) if left else run for left, run in reversed(runs)
    )


def _runs_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")


def _directions(text: str) -> list[tuple[bool, str]]:
    """Each character with whether it runs to the left: neutral ones do, but between two that do not."""
    strong = [_direction(c) for c in text]
    made = []
    for place, (own, letter) in enumerate(zip(strong, text, strict=True)):
        before = next((d for d in reversed(strong[:place]) if d is not None), True)
        after = next((d for d in strong[place:] if d is not None), True)
        made.append((own if own is not None else before or after, letter))
    return made


def _direction(letter: str) -> bool | None:
    kind = unicodedata.bidirectional(letter)
    return True if kind in ("R", "AL") else False if kind in ("L", "EN", "AN") else None


def _joined(text: str) -> str:
    """Arabic letters in the shapes that they take beside each other, from Unicode's presentation forms.

    Vowel marks are left out: a name is read without them, and letter by letter they would stand beside their letters.
    """
    forms = _forms()
    letters = [c for c in text if unicodedata.bidirectional(c) != "NSM"]
    shaped = []
    place = 0
    while place < len(letters):
        pair = "".join(letters[place : place + 2])
        unit = pair if len(pair) > 1 and pair[0] == _LAM and (pair, "isolated") in forms else letters[place]
        before = bool(place) and _joins_on(letters[place - 1], forms)
        after = place + len(unit) < len(letters) and _joins_back(letters[place + len(unit)], forms)
        on = after and (unit, "initial") in forms
        form = ("medial" if before else "initial") if on else ("final" if before else "isolated")
        shaped.append(forms.get((unit, form), unit))
        place += len(unit)
    return "".join(c for c in shaped if c not in (_JOINER, _NO_JOINER))


def _joins_on(letter: str, forms: Forms) -> bool:
    return letter == _JOINER or (letter, "initial") in forms


def _joins_back(letter: str, forms: Forms) -> bool:
    return letter == _JOINER or (letter, "final") in forms


@cache
def _forms() -> Forms:
    """By letter (lam with alef as one) and form, the presentation form (Unicode blocks FB50 and FE70)."""
    forms: dict[tuple[str, str], str] = {}
    for point in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        tag, *letters = unicodedata.decomposition(chr(point)).split()[:3] or [""]
        base = "".join(chr(int(letter, 16)) for letter in letters)
        if base and (len(base) == 1 or base[0] == _LAM):
            forms.setdefault((base, tag.strip("<>")), chr(point))
    return forms
