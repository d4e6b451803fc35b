"""The words that a figure says of its own accord: a brief's labels, filled in its language and its digits."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.labels import counted, figure
from briefing.model import Brief, Labels, Numerals, Plural, filled


class Words:
    """Labels by their key, said in the language of a BCP 47 tag."""

    def __init__(self, labels: Labels, tag: str, numerals: Numerals = "decimal") -> None:
        self._labels, self._tag, self._numerals = labels, tag, numerals

    @classmethod
    def of(cls, brief: Brief) -> Words:
        """Those of a brief."""
        return cls(brief.labels, brief.language, brief.figures)

    def __getitem__(self, key: str) -> str:
        return str(getattr(self._labels, key))

    def say(self, key: str, **values: str | int) -> str:
        """A label with the values of its fields; numbers in the brief's digits."""
        said = {n: self.figure(value) if isinstance(value, int) else value for n, value in values.items()}
        return filled(self[key], **said)

    def count(self, key: str, number: int) -> str:
        """A label in the plural form of a number."""
        forms: Plural = getattr(self._labels, key)
        return counted(forms, number, self._tag, self._numerals)

    def figure(self, number: int | str) -> str:
        """A number, or text with numbers in it, in the brief's digits."""
        return figure(number, self._numerals)

    def listed(self, parts: Iterable[str], *, apart: bool = False) -> str:
        """Parts of a list with commas, or with semicolons where they may have commas themselves."""
        return self["semicolon" if apart else "comma"].join(parts)
