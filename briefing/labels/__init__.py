"""The words that a brief prints of its own accord: one YAML a language, and who may say them otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from pydantic import Field

from briefing import assets, strict_yaml
from briefing.model import Labels, Noun, Numerals, Plural, filled

ENGLISH = "en"

_DIGITS: dict[Numerals, str] = {"arabic-indic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}


class _File(Noun):
    """A language's words, and those that an audience of the package has instead."""

    words: Labels
    audiences: dict[str, Labels] = Field(default_factory=dict)


def languages() -> tuple[str, ...]:
    """The languages that ship, as primary subtags, sorted."""
    return tuple(sorted(file.stem for file in assets.packaged("labels").glob("*.yaml")))


def primary(tag: str) -> str:
    """The language of a BCP 47 tag without its script, region and extensions: "pt" of pt-BR."""
    return tag.partition("-")[0].lower()


def ships(tag: str) -> bool:
    """Whether there are labels in the language of a BCP 47 tag."""
    return primary(tag) in languages()


def load(tag: str, lineage: Sequence[str] = (), *otherwise: Labels) -> Labels:
    """All labels in the language of a BCP 47 tag; English ones where it does not ship.

    Later words win: the language's, those that it has for the audiences of `lineage` (base first), those of
    `otherwise` in turn.
    """
    file = _file(primary(tag) if ships(tag) else ENGLISH)
    said = (file.words, *(file.audiences[name] for name in lineage if name in file.audiences), *otherwise)
    return Labels.model_validate({key: value for one in said for key, value in one if key in one.model_fields_set})


def figure(number: int | str, numerals: Numerals) -> str:
    """A number, or text with numbers in it, in the digits of a counter style."""
    digits = _DIGITS.get(numerals)
    return str(number).translate(str.maketrans("0123456789", digits)) if digits else str(number)


def counted(words: Plural, number: int, tag: str, numerals: Numerals) -> str:
    """What is said of so many in the language of a BCP 47 tag."""
    said: str = getattr(words, locale(tag).plural_form(number)) or words.other
    return filled(said, n=figure(number, numerals))


@cache
def locale(tag: str) -> Locale:
    """The locale nearest to a BCP 47 tag; English where Babel knows none."""
    parts = re.split(r"-[a-z0-9]-", tag, maxsplit=1, flags=re.IGNORECASE)[0].split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return Locale(ENGLISH)


@cache
def _file(language: str) -> _File:
    path = assets.packaged("labels") / f"{language}.yaml"
    return strict_yaml.validate(strict_yaml.read(path, path.name), _File)
