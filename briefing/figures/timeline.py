"""Events -> an axis to scale with a flag for each date: the numbers of its events in the list, and the date.

A flag's words stand right of its pole. Of two flags that would meet, the earlier flies higher, so that no pole crosses
a flag; poles of a dense week stand apart and lean on their dates by a short slanting foot. Where flags would fly in too
many rows, neighbours share one, which bears their numbers alone.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from briefing.figures.drawing import Dot, Drawing, Label, Line, Mark, height
from briefing.figures.lettering import ASCENT, Pen
from briefing.figures.tokens import Tokens
from briefing.figures.words import Words
from briefing.model import PartialDate, TimelineEvent

_FOOT = 5.0  # points between the axis and the straight part of a pole
_APART = 3.4  # points between two poles
_GAP = 5.0  # points between a flag and the next one in its row
_FLAG = 2.0  # points between a pole and its flag
_EDGE = 2.4  # points that a dot needs at both ends of the axis
_DOT = 1.9
_MOST_ROWS = 5
_MONTHS = 12
_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


class _Date(NamedTuple):
    """A date of the list: the days that it may mean, counted from the year 1, and the numbers of its events."""

    first: int
    last: int
    low: int
    high: int
    when: str


class _Flag(NamedTuple):
    """Words in a row over the axis, on a pole that stands on the dates from `at` to `to` (points)."""

    at: float
    to: float
    text: str
    width: float
    pole: float
    row: int = 0


class _Axis(NamedTuple):
    """Days to points."""

    start: int
    scale: float
    width: float

    def at(self, day: int) -> float:
        """Where a day stands."""
        return _EDGE + self.scale * (day - self.start)


def draw(events: Sequence[TimelineEvent], tokens: Tokens, words: Words) -> Drawing:
    """When things happened, to scale; events are in the order of their dates, numbered from 1."""
    width = tokens.length("figure-timeline")
    pen, note = Pen(tokens, tokens.length("small"), 600), Pen(tokens, tokens.length("note"))
    dates = _dates(events)
    days, flags = _dated(dates, pen, width, words)
    if any(flag.row >= _MOST_ROWS for flag in flags):
        days, flags = _numbered(dates, pen, width, words)
    row = height(1, pen)
    axis = _FOOT + row * (1 + max([flag.row for flag in flags], default=0)) + _FLAG
    marks: list[Mark] = [Line(((0, axis), (width, axis)), "accent", 0.9)]
    for flag in flags:
        top, foot = axis - _FOOT - row * (flag.row + 1), axis - _FOOT
        marks.append(Line(((flag.pole, top), (flag.pole, foot), (flag.at, axis)), "soft", 0.5))
        if flag.to > flag.at:
            marks.append(Line(((flag.at, foot), (flag.to, foot), (flag.to, axis)), "soft", 0.5))
        marks.append(Label(flag.pole + _FLAG, top + ASCENT * pen.size, flag.text, pen))
    for date in dates:
        x, to = days.at(date.first), min(width, days.at(date.last))
        if date.last > date.first:
            marks.append(Line(((x, axis), (max(to, x + _DOT), axis)), "accent", 2 * _DOT))
        else:
            marks.append(Dot(x, axis, _DOT))
    marks += _years(dates, days, axis, note, words)
    return Drawing(width, axis + _EDGE + 1 + height(1, note), tuple(marks), *_said(events, words))


def _dates(events: Sequence[TimelineEvent]) -> list[_Date]:
    made = []
    for date, run in groupby(enumerate(events, 1), key=lambda one: one[1].date):
        numbered = list(run)
        made.append(_Date(*_days(date), numbered[0][0], numbered[-1][0], numbered[0][1].when))
    return made


def _days(date: PartialDate) -> tuple[int, int]:
    """The first and the last day that a date may mean."""
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    first = dt.date(year, month or 1, day or 1).toordinal()
    if day:
        return first, first
    last = month or _MONTHS
    return first, dt.date(year, last, calendar.monthrange(year, last)[1]).toordinal()


def _numbers(low: int, high: int, words: Words) -> str:
    return words.figure(low if low == high else f"{low}–{high}")


def _axis(dates: Sequence[_Date], widths: Sequence[float], width: float) -> _Axis:
    """As many points a day as keep a flag of each width inside, were its pole to stand on its date."""
    start = dates[0].first if dates else 1
    room = width - 2 * _EDGE - _FLAG
    scales = (
        max(room - wide, _APART) / (date.first - start)
        for date, wide in zip(dates, widths, strict=True)
        if date.first > start
    )
    return _Axis(start, min(scales, default=0.0), width)


def _dated(dates: Sequence[_Date], pen: Pen, width: float, words: Words) -> tuple[_Axis, list[_Flag]]:
    """A flag a date, its pole beside the poles before it, or further left where those after it lack room."""
    most = width - _FLAG - 2 * _EDGE
    texts = [pen.lines(f"{_numbers(date.low, date.high, words)} · {date.when}", most, 1)[0] for date in dates]
    widths = list(map(pen.width, texts))
    days = _axis(dates, widths, width)
    apart = min(_APART, (most - max(widths, default=0.0)) / max(1, len(dates)))
    poles: list[float] = []
    for date in dates:
        poles.append(max(days.at(date.first), poles[-1] + apart) if poles else days.at(date.first))
    limit = width + apart
    for number in reversed(range(len(poles))):
        poles[number] = limit = min(poles[number], limit - apart, width - _FLAG - widths[number])
    stood = zip(dates, texts, widths, poles, strict=True)
    flags = [_Flag(days.at(d.first), days.at(d.first), text, wide, pole) for d, text, wide, pole in stood]
    return days, _raised(flags)


def _raised(flags: Sequence[_Flag]) -> list[_Flag]:
    """Each in the lowest row over all later flags that its words reach, the last one lowest."""
    done: list[_Flag] = []
    for flag in reversed(flags):
        reach = flag.pole + _FLAG + flag.width + _GAP
        under = [other.row + 1 for other in done if other.pole < reach]
        done.append(flag._replace(row=max(under, default=0)))
    return done[::-1]


def _numbered(dates: Sequence[_Date], pen: Pen, width: float, words: Words) -> tuple[_Axis, list[_Flag]]:
    """Flags in one row, each for all dates that its numbers reach."""
    last = dates[-1].high
    days = _axis(dates, [pen.width(_numbers(last - 1, last, words))] * len(dates), width)
    groups: list[list[_Date]] = []
    for date in dates:
        if groups:
            text = _numbers(groups[-1][0].low, groups[-1][-1].high, words)
            reach = days.at(groups[-1][0].first) + _FLAG + pen.width(text) + _GAP
            if days.at(date.first) < reach:
                groups[-1].append(date)
                continue
        groups.append([date])
    flags = []
    for group in groups:
        at, text = days.at(group[0].first), _numbers(group[0].low, group[-1].high, words)
        flags.append(_Flag(at, days.at(group[-1].first), text, pen.width(text), at))
    return days, flags


def _years(dates: Sequence[_Date], days: _Axis, axis: float, pen: Pen, words: Words) -> list[Mark]:
    """A tick at each year that begins on the axis, or at every second, fifth ... where they would meet."""
    room = pen.width(words.figure("0000")) + _GAP
    step = next((years for years in _YEARS if years * 365 * days.scale >= room), 0)
    if not step:
        return []
    first, last = (dt.date.fromordinal(date.first).year for date in (dates[0], dates[-1]))
    marks: list[Mark] = []
    for year in range(-(-(first + 1) // step) * step, last + 1, step):
        x = days.at(dt.date(year, 1, 1).toordinal())
        label = Label(x, axis + _EDGE + 1 + ASCENT * pen.size, words.figure(year), pen, "soft", "middle")
        if label.frame().left >= 0 and label.frame().right <= days.width:
            marks += [Line(((x, axis), (x, axis + _EDGE + 1)), "accent", 0.6), label]
    return marks


def _said(events: Sequence[TimelineEvent], words: Words) -> tuple[str, str]:
    """Title and description."""
    if not events:
        return "", ""
    one, other = events[0].when, events[-1].when
    counted = words.count("count_events", len(events))
    title = (
        words.say("timeline_title_one", counted=counted, one=one)
        if len(events) == 1
        else words.say("timeline_title", counted=counted, one=one, other=other)
    )
    said = (words.listed((words.figure(number), event.when)) for number, event in enumerate(events, 1))
    return title, words.say("timeline_shown", events=words.listed(said, apart=True))
