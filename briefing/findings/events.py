"""Documents -> Events: what happened, or is to happen, on a date that the text gives.

Dates are resolved against the document's own; a weekday, "last month" or a day without a year needs a dated document.
What cannot be resolved is left out and counted by `unresolved`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from briefing.errors import Diagnostic
from briefing.findings import clauses, lexicon
from briefing.findings.actors import index
from briefing.findings.lexicon import word_class
from briefing.model import Actor, Document, Event, Evidence, Sentence

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?:1[89]|20)\d\d"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = re.compile(
    rf"\b(?:(?P<iso>{_YEAR}-\d\d-\d\d)"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR}))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|:)(?:,?\s+(?P<y2>{_YEAR}))?"
    rf"|(?P<m3>{_MONTH})\s+(?:of\s+)?(?P<y3>{_YEAR})"
    rf"|(?<=[Ii]n\s)(?:(?:early|late|mid|the\s+\w+\s+of|spring|summer|autumn|fall|winter)[\s-]+)?(?P<y4>{_YEAR})(?!s|\d|[-–]\d|\s+(?:and|to)\s+\d)"
    rf"|(?:[Ii]n|[Ll]ast|[Tt]his|[Nn]ext)\s+(?P<m5>{_MONTH})(?!\s+\d)"
    rf"|[Oo]n\s+(?P<w>{_WEEKDAY})"
    rf"|(?P<r>[Ll]ast\s+(?:year|month|week|{_WEEKDAY})|[Tt]his\s+(?:year|month)|[Nn]ext\s+(?:year|month)|[Yy]esterday|\w+\s+years\s+ago))\b"
)  # fmt: skip
_PASSING = re.compile(
    r"\b(?:as of|since|by|until|till|before|after|following|despite|through|from|between|of|during|for|the|his|her|"
    r"its|their|'s|’s|"
    r"effective|starting|beginning|dated|earlier|later)\s+(?:the\s+)?(?:end\s+of\s+|late\s+|early\s+|mid-)?$",
    re.IGNORECASE,
)
_EDGE = re.compile(r"\b(?:end|start|beginning|middle|course) of\s+$")
_DANGLING = re.compile(
    r"^(?:He|She|It|They|We|I|You|This|That|These|Those|Such|Both|Here|There|His|Her|Its|Their|Another|Others?|"
    r"The (?:latter|former|same|first|second|third|move|decision|deal|statement|comments?|two|three|parties|agreement|"
    r"law|measure|visit|talks|attack|meeting|vote|bill))\b"
)
_BOUNDS = re.compile(r"[;:]\s+")
_LONG = 40  # words from which an event's text goes without its relative clause
_LONGEST = 50  # words of an event's text


class _Dated(NamedTuple):
    """A date in a sentence, resolved ("" if it cannot be), and the span of the words that say it."""

    iso: str
    start: int
    end: int


def extract(documents: Sequence[Document], actors: Sequence[Actor]) -> tuple[Event, ...]:
    """One event a date and clause, by date and then in the order of the documents.

    The text is the clause or sentence without its opening connective and without its date where that opens or ends it;
    of "The first was the fall of X" it is "The fall of X", and "the two countries" are named where they are certain.
    One that points back ("This ...") is left out, as are a date in passing ("since 2015", "the 2008 crisis", "as of
    2020"), one in a subordinate clause, and what somebody only said on a weekday.
    """
    finder = index(actors)
    found: dict[str, Event] = {}
    for document in documents:
        pair: _Pair = _Pair()
        for sentence in document.sentences:
            for event in _events(document, sentence, pair.actors):
                before = found.get(event.id)
                evidence = (*before.evidence, *event.evidence) if before else event.evidence
                found[event.id] = event.model_copy(update={"evidence": evidence})
            words = clauses.words(sentence.text)
            pair = pair.after(words, finder.find(words))
    return tuple(sorted(found.values(), key=lambda event: event.date))


class _Pair(NamedTuple):
    """The two actors that "the two countries" must be: those named together last, while no others are."""

    actors: tuple[str, ...] = ()
    age: int = 0

    def after(self, words: clauses.Words, mentions: Sequence[clauses.Mention]) -> _Pair:
        """The pair that a sentence leaves behind."""
        joined = {
            tuple(sorted((left.actor, right.actor)))
            for left, right in pairwise(mentions)
            if left.actor != right.actor and words.lows[left.end : right.start] in (("and",), ("-",), ("–",))
        }
        if len(joined) == 1:
            return _Pair(joined.pop())
        if joined or len({mention.actor for mention in mentions}) > 1 or self.age >= _REMEMBERED:
            return _Pair()
        return self._replace(age=self.age + 1)


_REMEMBERED = 3  # sentences after which a pair is no longer certain


def unresolved(documents: Sequence[Document]) -> tuple[Diagnostic, ...]:
    """For each document, how many dates could not be told and why (code "undated")."""
    told = []
    for document in documents:
        count = sum(
            not dated.iso for sentence in document.sentences for dated in _dates(sentence.text, document.published)
        )
        if count:
            hint = "" if document.published else f"give sources: the date of {document.key}"
            told.append(
                Diagnostic(
                    "undated",
                    f"{count} date{'' if count == 1 else 's'} of {document.key} could not be told and make no event",
                    document.location,
                    hint,
                )
            )
    return tuple(told)


def _events(document: Document, sentence: Sentence, pair: tuple[str, ...]) -> Iterator[Event]:
    seen: set[tuple[int, int]] = set()
    for dated in _dates(sentence.text, document.published):
        start, end = _clause(sentence.text, dated)
        if not dated.iso or (start, end) in seen or _in_passing(sentence.text, start, dated):
            continue
        if _merely_said(sentence.text, dated):
            continue
        text = _alone(sentence.text[start:end], sentence.text[dated.start : dated.end], pair)
        if text:
            seen.add((start, end))
            key = f"{dated.iso}\0{sentence.text}\0{text}"
            yield Event(
                id=f"event-{sha256(key.encode()).hexdigest()[:8]}",
                evidence=(Evidence(sentence=sentence.id, quote=sentence.text[start:end].strip()),),
                date=dated.iso,
                text=text,
            )


# Dates


def _dates(text: str, published: str | None) -> Iterator[_Dated]:
    if not _MAYBE.search(text):
        return
    for match in _DATE.finditer(text):
        yield _Dated(_resolved(match, published), match.start(), match.end())


_MAYBE = re.compile(r"\d|\b(?:[Ll]ast|[Nn]ext|[Tt]his|[Yy]esterday|ago|[Oo]n [MTWFS]\w+day|[Ii]n [JFMASOND][a-z]{2})")


def _resolved(match: re.Match[str], published: str | None) -> str:
    """The ISO date of a match, as precise as the words, or ""."""
    if match["iso"]:
        return _day(*map(int, match["iso"].split("-")))
    if match["y4"]:
        return match["y4"]
    if match["y3"]:
        return f"{match['y3']}-{_number(match['m3']):02}"
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if match[day]:
            own = int(match[year]) if match[year] else None
            return _near(_number(match[month]), int(match[day]), own, published)
    return _relative(match, published) if published else ""


def _number(month: str) -> int:
    return _MONTHS.index(month[:3].lower()) + 1


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _near(month: int, day: int, year: int | None, published: str | None) -> str:
    """A day of a year, or of the year that puts it nearest to the document's date."""
    if year:
        return _day(year, month, day)
    if not published:
        return ""
    base = _base(published)
    found = [iso for year in (base.year - 1, base.year, base.year + 1) if (iso := _day(year, month, day))]
    return min(found, key=lambda iso: (abs((date.fromisoformat(iso) - base).days), iso), default="")


def _base(published: str) -> date:
    year, month, day = (
        (*map(int, published.split("-")), 7, 1)[:3]
        if published.count("-") == 0
        else (*map(int, published.split("-")), 15)[:3]
    )
    return date(year, month, day)


def _relative(match: re.Match[str], published: str) -> str:
    """Words that need the document's date; a weekday or week needs its day."""
    base, exact = _base(published), published.count("-") == 2  # noqa: PLR2004
    if match["m5"]:
        return _month_near(match[0].split()[0].lower(), _number(match["m5"]), base)
    words = ((match["w"] and f"on {match['w']}") or match["r"]).lower().split()
    if words[-1] == "ago":
        count = _COUNTS.get(words[0])
        return str(base.year - count) if count else ""
    known = {"last year": str(base.year - 1), "this year": str(base.year), "next year": str(base.year + 1)}
    if published.count("-"):
        first = base.replace(day=1)
        known["last month"] = (first - timedelta(days=1)).isoformat()[:7]
        known["this month"] = base.isoformat()[:7]
        known["next month"] = (first + timedelta(days=32)).isoformat()[:7]
    if exact:
        known["yesterday"] = (base - timedelta(days=1)).isoformat()
        known["last week"] = (base - timedelta(days=7)).isoformat()[:7]
        if words[-1] in _DAYS:
            return _weekday(words[-1], base)
    return known.get(" ".join(words), "")


_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekday(name: str, base: date) -> str:
    """The last such day up to the document's date."""
    return (base - timedelta(days=(base.weekday() - _DAYS.index(name)) % 7)).isoformat()


def _month_near(word: str, month: int, base: date) -> str:
    """As in "in June", "last June": the last one up to the document's date; "next June" the first one after it."""
    if word == "next":
        return f"{base.year + (month <= base.month)}-{month:02}"
    return f"{base.year - (month > base.month)}-{month:02}"


# Clauses

_CONNECTIVE = re.compile(
    r"(?:(?:However|Moreover|Furthermore|Therefore|Thus|Hence|Meanwhile|Nevertheless|Nonetheless|Consequently|Indeed|"
    r"Instead|Similarly|Likewise|Also|Besides|Accordingly|Additionally|Conversely|Still|Then|Otherwise|Subsequently|"
    r"Significantly|Notably|Finally|First|Second|Third|For example|For instance|In fact|In addition|As a result|"
    r"In any case|Of course|In turn|By contrast|In contrast|Most notably|At the same time|On the other hand|After all|"
    r"That said),\s+|(?:And|But|Yet|So|Or|Nor)\s+)",
    re.IGNORECASE,
)
_DUMMY = re.compile(r"It (?:is|was) (?:widely )?(?:believed|thought|said|reported)|There (?:is|was|were|are)\b")
_HEADLESS = re.compile(
    r"[^A-Z]*(?:[A-Z](?=[a-z]+\s[^A-Z])[^A-Z]*)?\b(?:he|she|it|they|him|them)\b"
)  # a pronoun before any name


def _clause(text: str, dated: _Dated) -> tuple[int, int]:
    """The span between marks that part clauses in which the date stands, if it has a verb; else the whole sentence."""
    bounds = [0, *(match.end() for match in _BOUNDS.finditer(text)), len(text)]
    starts = [at for at in bounds if at <= dated.start]
    start = starts[-1]
    end = next(at for at in bounds if at >= dated.end)
    words = clauses.words(text[start:end])
    if any(clauses.is_finite(words, i) for i in range(len(words.lows))) and len(words.lows) > _SHORTEST:
        return start, end
    return 0, len(text)


_SHORTEST = 5


def _in_passing(text: str, start: int, dated: _Dated) -> bool:
    """Whether the date only qualifies a noun, bounds a time or stands in a subordinate clause."""
    before, after = text[start : dated.start], text[dated.end : dated.end + 20]
    tail = before.removesuffix("in ").removesuffix("In ").removesuffix("on ")
    if (_PASSING.search(before) and not _EDGE.search(before)) or re.match(r"['’]s\b|-|\s*\)", after):
        return True
    words = clauses.words(tail)
    plain = [low for low in words.lows if low not in '"“”']
    if plain[-2:-1] == [","] and plain[-1] in lexicon.verbs():
        return True  # ", launched in 1994,"
    for at in range(len(words.lows) - 1, -1, -1):
        low = words.lows[at]
        if low == ",":
            return False
        if low in ("that", "which", "who"):
            return not _believed(words, at)
        if low in word_class("passing clauses"):
            return True
    return False


def _believed(words: clauses.Words, at: int) -> bool:
    """Whether "that" follows a verb of saying or believing, or "who" a cleft "it was"."""
    before = words.lows[at - 1] if at else ""
    if words.lows[at] == "who":
        return "it" in words.lows[:at] and "was" in words.lows[:at]
    return before in lexicon.verbs()


def _merely_said(text: str, dated: _Dated) -> bool:
    """Whether the date is a weekday on which somebody said something ("X said on Tuesday", "On Tuesday, X said")."""
    if not re.search(rf"{_WEEKDAY}$|yesterday$", text[dated.start : dated.end], re.IGNORECASE):
        return False
    words = clauses.words(text)
    first = next((n for n, span in enumerate(words.spans) if span[0] >= dated.start), len(words.lows))
    finite = [n for n in range(len(words.lows)) if clauses.is_finite(words, n)]
    before, after = [n for n in finite if n < first], [n for n in finite if n >= first]
    main = before[-1:] or after[:1]
    verb = lexicon.verbs().get(words.lows[main[0]]) if main else None
    return bool(verb and verb.lemma in word_class("reporting"))


_ORDINAL = re.compile(
    r"(?:The|One|Another)\s+(?:(?:first|second|third|fourth|last|latest|other|next|most recent|former|latter)\s*)?"
    r"(?:one|event|step|shock|blow|development|move|turning point|milestone|of these|of them)?\s*"
    r"(?:is|was|came with|will be)\s+(?=(?:the|an?)\s+(?:\w+\s+){1,3}(?:of|by|between|in|on|against)\s)"
)
"""The opening of "The first was the fall of X"; what follows is a phrase that can stand alone."""
_PAIRED = re.compile(
    r"(?:The two|Both)\s+(?:countries|states|sides|nations|governments|powers|capitals|neighbou?rs|parties)\b(?!['’])"
)
_WHEN = r"(?:(?:[Aa]t|[Ii]n|[Oo]n|[Bb]y)\s+)?(?:the\s+)?(?:(?:end|start|beginning|middle|course)\s+of\s+)?{0}"


def _alone(clause: str, dated: str, pair: tuple[str, ...]) -> str:
    """The clause as a sentence that can be read alone, or "" if it points back."""
    text = re.sub(r"\s+", " ", clause).strip(" ,;:—–-")
    while opening := _CONNECTIVE.match(text):
        text = text[opening.end() :]
    text = text[:1].upper() + text[1:]
    if dated not in text:
        return ""
    phrase = _ORDINAL.match(text)
    if phrase:
        text = _upper(text[phrase.end() :])
    elif len(pair) == 2 and (two := _PAIRED.match(text)):  # noqa: PLR2004
        text = _upper(" and ".join(map(lexicon.with_article, pair)) + text[two.end() :])
    text = _undated(text, dated)
    if (_DANGLING.match(text) and not _DUMMY.match(text)) or _HEADLESS.match(text):
        return ""
    words = clauses.words(text)
    if not phrase and not any(clauses.is_finite(words, at) for at in range(1, len(words.lows))):
        return ""
    if len(text.split()) > _LONG and (cut := re.search(r", (?:which|who|where|while|although|though)\b", text)):
        text = text[: cut.start()]
    if len(text.split()) > _LONGEST:
        return ""
    return text if text[-1:] in '.!?”"' else f"{text}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _undated(text: str, dated: str) -> str:
    """The text without the date that opens or ends it, where a whole clause or phrase is left."""
    when = _WHEN.format(re.escape(dated))
    opened = re.match(rf"{when}(?:,\s+|\s+(?=[A-Z]|the\s|an?\s))", text)
    if opened:
        return _upper(text[opened.end() :])
    ended = re.search(rf",?\s+{when}\.?$", text)
    if ended and not _qualified(text[: ended.start()]):
        return text[: ended.start()]
    return text


def _qualified(before: str) -> bool:
    """Whether a date after these words tells of a participle and not of the clause ("left the deal signed in 2015")."""
    words = clauses.words(before)
    last = len(words.lows) - 1
    verb = lexicon.verbs().get(words.lows[last]) if words.lows else None
    if not words.lows or not words.lows[last][0].isalnum() or words.lows[last] in clauses.function_words():
        return True
    helped = words.lows[max(0, last - 3) : last]
    return bool(
        verb
        and "n" in verb.forms
        and not clauses.is_finite(words, last)
        and not set(helped) & (word_class("be") | word_class("have"))
    )
