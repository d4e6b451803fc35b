"""Source -> Document: a date alone on a line, as an ISO date."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ]\d{2}:\d{2}\S*)?")
_FIGURES = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_TIME = r"(?:,? (?:at )?\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: ?\(?[A-Z]{2,4}\)?)?)?"
_LATE = re.compile(r"(?:last )?(?:updated|modified|revised)(?: on| at)?:? ?", re.IGNORECASE)
_EARLY = re.compile(r"(?:first )?(?:published|posted|released|issued|date|dated)(?: on| at)?:? ?", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1400, 2199  # printing began; nobody dates further ahead
_SAME_DAYS = 2  # days between dates that mean the same
_SAVED_LATER, _DATED_AHEAD = 366, 31  # days
_SHORT = 3  # letters: "Jan", "Sept"


def date_of(line: str, language: str) -> tuple[str, bool] | None:
    """The date that is all a line says, and whether it is that of an update: ("2020-01-08", False).

    ISO 8601 (day or month), "January 8, 2020", "8th January 2020", "Wed, Jan. 8, 2020", "January 2020", 8.1.2020, and
    13/1/2020 where only one reading is a date; before it "Published", "Updated". None for anything else: a year alone,
    a day that does not exist.
    """
    text = " ".join(line.split()).strip(" .|*_")
    late = _LATE.match(text)
    label = late or _EARLY.match(text)
    text = text[label.end() :] if label else text
    parts = _parts(text, language)
    day = _iso(*parts) if parts else None
    return (day, bool(late)) if day else None


def apart(days: Iterable[str]) -> bool:
    """Whether full dates are more than two days apart: time zones and the small hours explain less."""
    full = [date.fromisoformat(day) for day in days if len(day) == len("2020-01-31")]
    return bool(full) and (max(full) - min(full)).days > _SAME_DAYS


def disagree(day: str, files: Iterable[str]) -> bool:
    """Whether a text's date and those of the file that holds it, when it was made and saved, contradict each other.

    A text may be saved again within a year, and dated a month ahead. Dates that are not full say nothing.
    """
    known = [date.fromisoformat(one) for one in files if len(one) == len("2020-01-31")]
    if len(day) != len("2020-01-31") or not known:
        return False
    told = date.fromisoformat(day)
    return (min(known) - told).days > _SAVED_LATER or (told - max(known)).days > _DATED_AHEAD


def _parts(text: str, language: str) -> tuple[int, int, int | None] | None:
    if iso := _ISO.fullmatch(text):
        return int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None
    if figures := _FIGURES.fullmatch(text):
        first, second = int(figures[1]), int(figures[3])
        if figures[2] == "/" and first <= 12:  # noqa: PLR2004 - day and month cannot be told apart
            return (int(figures[4]), first, second) if second > 12 else None  # noqa: PLR2004
        return int(figures[4]), second, first
    pattern, months = _written(language)
    if written := pattern.fullmatch(text):
        name = (written["m1"] or written["m2"] or written["m3"]).casefold()
        day = written["d1"] or written["d2"]
        year = written["y1"] or written["y2"] or written["y3"]
        return int(year), months[name], int(day) if day else None
    return None


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


@cache
def _written(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern for written dates, and the months by every name of three letters or more (names: Unicode CLDR)."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import get_day_names, get_month_names

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    months: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for number, name in get_month_names("wide", context, locale).items():
            for length in range(_SHORT, len(name) + 1):
                months.setdefault(name[:length].casefold(), number)
            months.setdefault(name.casefold(), number)
    days = {name for width in ("wide", "abbreviated") for name in get_day_names(width, locale=locale).values()}
    month = "|".join(sorted(map(re.escape, months), key=lambda name: (-len(name), name)))
    weekday = "|".join(sorted(map(re.escape, days), key=lambda name: (-len(name), name)))
    pattern = (
        rf"(?:(?:{weekday})\.?,? )?(?:"
        rf"(?P<m1>{month})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>\d{{4}})"
        rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:de |of )?(?P<m2>{month})\.?,? (?:de )?(?P<y2>\d{{4}})"
        rf"|(?P<m3>{month})\.?,? (?P<y3>\d{{4}})"
        rf"){_TIME}"
    )
    return re.compile(pattern, re.IGNORECASE), months
