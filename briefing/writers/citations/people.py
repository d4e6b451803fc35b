"""An author's name in its parts, as far as it has any."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_MOST = 5  # words of a person's name
_INITIALS = 2  # capitals of a person's
_SPACED = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")  # scripts whose names have the family's last


class Name(NamedTuple):
    """A person's given and family name, or with nothing given, a name that is not to be taken apart.

    `body`: it is an organisation's, as far as can be told.
    """

    family: str
    given: str = ""
    body: bool = False


def name(author: str, publisher: str) -> Name:
    """The parts of a name: what stands before a comma is the family's, else the last word with small words before it.

    That is how BibTeX reads names. An organisation (the publisher, or a word of one in it), a single word, and a name
    in a script in which the family's may come first are left whole.
    """
    whole = " ".join(author.split())
    words = whole.split()
    if whole == publisher or _is_body(whole):
        return Name(whole, body=True)
    if not 1 < len(words) <= _MOST or not _is_spaced(whole):
        return Name(whole)
    family, comma, given = whole.partition(",")
    if comma:
        return Name(family.strip(), given.strip()) if given.strip() and "," not in given else Name(whole)
    first = next((n for n, one in enumerate(words[1:-1], 1) if one[:1].islower()), len(words) - 1)
    return Name(" ".join(words[first:]), " ".join(words[:first]))


def _is_body(whole: str) -> bool:
    found = _WORD.findall(whole)
    if any(one.casefold() in _of_organisations() or any(map(str.isdigit, one)) for one in found):
        return True
    short = any(one.isupper() and len(one) > _INITIALS for one in found) and not whole.isupper()
    return short or "&" in whole


def _is_spaced(whole: str) -> bool:
    return all(unicodedata.name(c, "").startswith(_SPACED) for c in whole if c.isalpha())


@cache
def _of_organisations() -> frozenset[str]:
    lines = resources.files("briefing.writers.citations").joinpath("organisations.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
