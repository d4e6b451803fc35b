"""How a brief speaks: its labels, and dates, numbers, lists and names as its language writes them (CLDR, by Babel)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, TypeAlias

from babel import Locale
from babel.dates import format_date, format_skeleton

from briefing import labels as languages
from briefing.compose.typography import typeset
from briefing.labels import ENGLISH, primary
from briefing.model import Actor, ActorType, Labels, Numerals, Plural, fields_of, filled

Direction: TypeAlias = Literal["ltr", "rtl"]

_FIGURES: dict[str, Numerals] = {"arab": "arabic-indic", "arabext": "persian"}
"""CLDR's numbering systems and the CSS counter styles of the same digits; every other one is written in 0 to 9."""
_NUMBERING = re.compile(r"-u(?:-\w{2,8})*?-nu-(\w+)", re.IGNORECASE)
"""What a tag itself asks for: ar-u-nu-latn (RFC 6067)."""
_RETOLD = re.compile(r"(?:notice|gap|outline)_\w+")
"""Labels of what earlier stages tell in English."""
_SPELLED_OTHERWISE = {
    "Turkey": "TR", "Myanmar": "MM", "Palestine": "PS", "Democratic Republic of the Congo": "CD",
    "Republic of the Congo": "CG",
}  # fmt: skip
"""States that CLDR's English names otherwise than the findings do, by their ISO 3166 code."""


class Voice:
    """The voice of one brief, by the BCP 47 tag of its language; `given` are names of actors to leave as they are."""

    def __init__(self, tag: str, labels: Labels, given: Iterable[str] = ()) -> None:
        self.tag = tag
        self.labels = labels
        self._given = frozenset(given)
        self._locale = languages.locale(tag)
        self.direction = direction(tag)
        asked = _NUMBERING.search(tag)
        usual: str = self._locale.default_numbering_system  # type: ignore[attr-defined]  # the stubs lack it
        self.figures = _FIGURES.get(asked[1].lower() if asked else usual, "decimal")

    # words

    def set_(self, text: str) -> str:
        """Words in the brief's language with its marks."""
        return typeset(text, self.tag, self.labels)

    def foreign(self, tag: str) -> dict[str, str]:
        """The fields of `Spoken` for words in the language of `tag`: nothing where it is the brief's own."""
        return {} if primary(tag) == primary(self.tag) else {"language": tag, "direction": direction(tag)}

    def authors(self, text: str) -> dict[str, str]:
        """The same for an author's words: they are in the brief's language unless they run the other way."""
        runs = _runs(text)
        return {"language": "und", "direction": runs} if runs and runs != self.direction else {}

    def listed(self, names: Sequence[str]) -> str:
        """Names as a sentence lists them: "A, B and C"."""
        first, last = names[:-1], names[-1:]
        return self.labels.joint.join([*filter(None, [self.labels.comma.join(first)]), *last])

    def joined(self, parts: Iterable[str]) -> str:
        """What there is of some parts, with commas."""
        return self.labels.comma.join(filter(None, parts))

    def type_(self, actor: ActorType) -> str:
        """What a type of actor is called."""
        word: str = getattr(self.labels, f"type_{actor.replace(' ', '_')}")
        return word

    def name(self, actor: str) -> str:
        """An actor's name; that of a state or a union of states as the language has it."""
        if primary(self.tag) == ENGLISH or actor in self._given:
            return actor
        code = _SPELLED_OTHERWISE.get(actor) or _territories().get(actor.replace(" and ", " & ").replace("'", "’"))
        return str(self._locale.territories.get(code, actor)) if code else actor

    def retold(self, text: str, actors: Iterable[Actor]) -> str:
        """What an earlier stage tells in English, in the words of the labels; what it does not know, as it stands.

        The shipped English labels are its words: they are the pattern that is looked for.
        """
        for key, pattern, told in _patterns():
            said: str = getattr(self.labels, key)
            if said != told and (found := pattern.fullmatch(text)):
                return filled(
                    said, **{field: self._retold_field(field, found[field], actors) for field in fields_of(said)}
                )
        return text

    def _retold_field(self, field: str, words: str, actors: Iterable[Actor]) -> str:
        if field == "title":
            return self.set_(self.retold(words, actors))
        if field == "names":
            known = sorted((re.escape(actor.name) for actor in actors), key=len, reverse=True)
            names = re.findall(rf"(?:the )?({'|'.join([*known, '.+?'])})(?:, | or | and |$)", words)
            return self.labels.comma.join(map(self.name, names))
        return words

    # numbers and dates

    def figure(self, number: int | str) -> str:
        """A number, or text with numbers in it, in the digits of the language."""
        return languages.figure(number, self.figures)

    def count(self, words: Plural, number: int) -> str:
        """What is said of so many; "" of none."""
        return languages.counted(words, number, self.tag, self.figures) if number else ""

    def date(self, date: str) -> str:
        """A full or partial ISO date as its language writes it; "" for none."""
        if not date:
            return ""
        year, month, day = [*(int(part) for part in date.split("-")), 1, 1][:3]
        whole = dt.date(year, month, day)
        match date.count("-"):
            case 0:
                written = str(year)
            case 1:
                written = format_skeleton("yMMMM", whole, locale=self._locale)
            case _:
                form = "d MMMM y" if self.tag == ENGLISH else "long"  # English of no region: the day first
                written = format_date(whole, form, locale=self._locale)
        return self.figure(written)


def direction(tag: str) -> Direction:
    """Which way a language is written."""
    return "rtl" if languages.locale(tag).text_direction == "rtl" else "ltr"


def _runs(text: str) -> Literal["", Direction]:
    """Which way a text runs by its first strong character (UAX #9, P2 and P3); "" if it has none."""
    strong = (kind for c in text if (kind := unicodedata.bidirectional(c)) in ("L", "R", "AL"))
    first = next(strong, "")
    return "" if not first else "ltr" if first == "L" else "rtl"


@cache
def _territories() -> dict[str, str]:
    """The codes of CLDR's territories and regions by their English names."""
    return {str(name): code for code, name in Locale(ENGLISH).territories.items()}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Each label of what is told in English: its key, a pattern that captures its fields, its words."""
    english = languages.load(ENGLISH)
    keys = [key for key in Labels.model_fields if _RETOLD.fullmatch(key)]
    told = {key: str(getattr(english, key)) for key in keys}
    return tuple(
        (key, re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(said))), said) for key, said in told.items()
    )
