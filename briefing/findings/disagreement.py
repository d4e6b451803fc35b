"""Lines -> points: where two sources say of one thing what cannot both be true. Precision comes before recall.

Sentences of different sources that share much are parsed. They disagree where they give different numbers of the same
noun under the same verb, or say of the same subject and object a verb and its denial or its opposite.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from briefing.findings.salience import DIGITS, Line, Pool, is_printable, rarity
from briefing.findings.syntax import Parse, parse
from briefing.findings.terms import lexicon, stem
from briefing.model import Document, Evidence, Point

MOST = 6
"""Disagreements that are told, the surest first."""
FREQUENT = 25
"""Lines from which a term says nothing of what a line is about."""
SHARED, NEAR, CLOSE, PAIRS = 3, 0.25, 0.4, 300
"""Telling terms and the share of the lighter line's weight that two lines of one matter have in common, the same where
they tell of a happening, and how many such pairs are looked at."""
LOOSE = 0.1
"""How far a number that is called about so much may be off."""

_NUMBER = re.compile(
    r"(?P<money>[$€£] ?)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w.,/-]*\d)"
    r"(?: (?P<scale>thousand|million|billion|trillion))?(?P<percent> ?%| per ?cent\b)?(?![\w’'-])"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|tember|ober|ember)?\b\.?"
_NAMED_MONTH = re.compile(rf"\b{_MONTH}")
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH}) (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
    rf"|(?P<date>[0-3]?[0-9])(?:st|nd|rd|th)? (?P<of>{_MONTH}))(?![\w,]*[0-9])"
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|approximately|estimated|an estimated) (?:the )?[$€£]?$"
)
_LEAST = re.compile(r"\b(?:at least|more than|over|no fewer than|upwards of|above) (?:the )?[$€£]?$")
_MOST = re.compile(r"\b(?:up to|as many as|as much as|at most|fewer than|less than|under|below) (?:the )?[$€£]?$")
_THERE_ARE = "there are"
_TIME = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:19|20)\d\d)\b")
_YEARS = range(1700, 2100)
_OPEN = re.compile(r"\b(?:if|whether|unless|would|could|may|might|should|or)\b|\?")


class _Count(NamedTuple):
    """A number as a sentence gives it: what is counted, under which verb; `bound`: "", "about", "least", "most".

    `kind` are the stems of what limits the noun: "U.S.", "of the security forces".
    """

    noun: str
    kind: frozenset[str]
    verb: str
    unit: str
    value: float
    step: float
    bound: str
    written: str


class _Act(NamedTuple):
    """Who is said to do what to whom, or not to."""

    subject: str
    verb: str
    object: str
    denied: bool


def disagreements(pooled: Pool) -> tuple[Point, ...]:
    """Up to `MOST` disagreements of different sources, each a point with the words of both; the surest first."""
    pairs = list(_pairs(pooled))
    texts = sorted({pooled.lines[i].sentence.text for _, *pair in pairs for i in pair})
    parses = dict(zip(texts, parse(texts), strict=True))
    found: dict[object, Point] = {}
    for near, i, j in pairs:
        one, other = (parses[pooled.lines[k].sentence.text] for k in (i, j))
        told = _counts_differ(one, other, near) or (_acts_differ(one, other) if near >= CLOSE else None)
        if told and told not in found:
            found[told] = _point(pooled, i, j, told[-1])
    return tuple(found.values())[:MOST]


def _pairs(pooled: Pool) -> Iterator[tuple[float, int, int]]:
    """Lines of different sources that speak of one matter, and how much they share; the closest first."""
    if len({line.origin for line in pooled.lines}) < 2:  # noqa: PLR2004
        return
    terms = pooled.terms()
    rare = rarity(pooled.holders, len(pooled.lines)).tolist()
    holding: dict[int, list[int]] = {}
    for i, held in enumerate(terms):
        for term in held:
            if pooled.holders[term] <= FREQUENT:
                holding.setdefault(term, []).append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for lines in holding.values():
        shared.update((i, j) for i, j in combinations(lines, 2) if pooled.lines[i].origin != pooled.lines[j].origin)
    near = []
    for (i, j), count in shared.items():
        if count >= SHARED and is_printable(pooled.lines[i]) and is_printable(pooled.lines[j]):
            both = sum(sorted(rare[term] for term in terms[i] & terms[j]))
            less = min(sum(sorted(rare[term] for term in terms[k])) for k in (i, j))
            if both >= NEAR * less and _at_one_time(pooled.documents, pooled.lines[i], pooled.lines[j]):
                near.append((-round(both / less, DIGITS), i, j))
    yield from ((-share, i, j) for share, i, j in sorted(near)[:PAIRS])


def _at_one_time(documents: Sequence[Document], one: Line, other: Line) -> bool:
    """Says whether two lines can speak of one day: of texts of one date, or one without; naming no different times."""
    dates = [documents[line.document].published or "" for line in (one, other)]
    times = [set(_TIME.findall(line.sentence.text)) for line in (one, other)]
    apart = times[0] and times[1] and times[0].isdisjoint(times[1])
    return not apart and (dates[0] == dates[1] or min(map(len, dates)) < len("2020-01-03"))


def _counts_differ(one: Parse, other: Parse, near: float) -> tuple[str, ...] | None:
    """What is counted differently, last the words that say so."""
    months = [{found[0][:3] for found in _NAMED_MONTH.finditer(parsed.text)} for parsed in (one, other)]
    apart = months[0] and months[1] and months[0].isdisjoint(months[1])
    for mine in _counts(one):
        for theirs in _counts(other):
            if apart and mine.noun != "day" and mine.verb != _THERE_ARE:
                continue
            same = (mine.noun, mine.verb, mine.unit) == (theirs.noun, theirs.verb, theirs.unit)
            same = same and (mine.kind <= theirs.kind or theirs.kind <= mine.kind)
            same = same and (near >= CLOSE or mine.verb == _THERE_ARE)
            if same and not _agree(mine, theirs) and not _agree(theirs, mine):
                return ("count", mine.noun, mine.verb, f"{mine.written} or {theirs.written}")
    return None


def _counts(parsed: Parse) -> list[_Count]:
    """The counted nouns of a sentence; none where it counts one noun twice, since it then speaks of several things."""
    counts = []
    for number in _NUMBER.finditer(parsed.text):
        value = float(number["digits"].replace(",", "")) * _SCALES.get(number["scale"] or "", 1.0)
        if value in _YEARS and not (number["money"] or number["scale"] or number["percent"]):
            continue
        noun = _counted(parsed, number.start("digits"), number.end(), free=bool(number["money"]))
        if noun is None:
            continue
        before = parsed.text[: number.start()]
        bounds = (("about", _ABOUT), ("least", _LEAST), ("most", _MOST))
        bound = next((name for name, words in bounds if words.search(before)), "")
        end = max(parsed.spans[noun][1], number.end())  # a subject stands before its number
        unit = "%" if number["percent"] else (number["money"] or "").strip()
        step = 10.0 ** -len(number["digits"].partition(".")[2]) * _SCALES.get(number["scale"] or "", 1.0)
        written = parsed.text[number.start() : end]
        verb = _governor(parsed, noun)
        verb = _THERE_ARE if verb in _standing() else stem(verb) if verb else ""
        if verb and len(written.split()) < 7:  # noqa: PLR2004 - a number and its noun, not a clause between them
            kind = frozenset(_whole(parsed, noun)) - {stem(parsed.forms[noun].lower())}
            counts.append(_Count(stem(parsed.forms[noun].lower()), kind, verb, unit, value, step, bound, written))
    counts += _days(parsed)
    often = Counter((count.noun, count.unit) for count in counts)
    return [count for count in counts if often[count.noun, count.unit] == 1]


def _days(parsed: Parse) -> Iterator[_Count]:
    """The days on which, or until which, a sentence says that its subject does something."""
    for day in _DAY.finditer(parsed.text):
        token = next(t for t, (low, high) in enumerate(parsed.spans) if low < day.end() and day.start() < high)
        chain = [token, parsed.heads[token], parsed.heads[parsed.heads[token]]]
        joint = next((t for t in chain if parsed.labels[t] == "prep"), None)
        verb = "" if joint is None else _governor(parsed, joint)
        if joint is None or not verb:
            continue
        subject = [
            t for t, head in enumerate(parsed.heads) if head == parsed.heads[joint] and "subj" in parsed.labels[t]
        ]
        if subject and not parsed.tags[subject[0]].startswith(("PRP", "W", "D")):
            month = (day["month"] or day["of"])[:3].lower()
            value = 100.0 * _MONTHS.index(month) + int(day["day"] or day["date"])
            by, who = parsed.forms[joint].lower(), frozenset([stem(parsed.forms[subject[0]].lower())])
            yield _Count("day", who, stem(verb), by, value, 1.0, "", f"{by} {day[0]}")


def _counted(parsed: Parse, start: int, end: int, *, free: bool) -> int | None:
    """The noun that the number between two offsets counts; a `free` number may stand for what its subject costs."""
    inside = [t for t, (low, high) in enumerate(parsed.spans) if start <= low and high <= end]
    top = next((t for t in inside if parsed.heads[t] not in inside), None)
    if top is None:
        return None
    head, label = parsed.heads[top], parsed.labels[top]
    if label in {"nummod", "quantmod", "nmod", "compound", "amod"} and parsed.spans[head][0] >= end:
        return head if parsed.tags[head].startswith("NN") else None
    subject = [t for t, above in enumerate(parsed.heads) if above == head and parsed.labels[t] == "nsubj"]
    return subject[0] if free and label in {"dobj", "attr"} and subject else None


def _governor(parsed: Parse, token: int) -> str:
    """The verb that a noun belongs to, directly or by a preposition; "" where there is none."""
    for _ in range(3):
        head = parsed.heads[token]
        if head == token:
            return ""
        if parsed.tags[head].startswith("VB"):
            return parsed.forms[head].lower()
        if parsed.labels[token] not in {"pobj", "prep", "dobj", "attr", "nsubj", "nsubjpass", "conj"}:
            return ""
        token = head
    return ""


def _agree(one: _Count, other: _Count) -> bool:
    """Says whether a number can be meant by another: bounds, rounding and "about" taken into account."""
    if one.bound == "least":
        return other.bound in {"least", "about"} or other.value >= one.value
    if one.bound == "most":
        return other.bound in {"most", "about"} or other.value <= one.value
    loose = LOOSE * one.value if one.bound == "about" else one.step / 2
    return abs(one.value - other.value) <= loose


def _acts_differ(one: Parse, other: Parse) -> tuple[str, ...] | None:
    for mine in _acts(one):
        for theirs in _acts(other):
            if (mine.subject, mine.object) != (theirs.subject, theirs.object):
                continue
            same = mine.verb == theirs.verb
            opposed = (mine.verb, theirs.verb) in _opposites()
            if (same and mine.denied != theirs.denied) or (opposed and not mine.denied and not theirs.denied):
                return ("act", *sorted({mine.verb, theirs.verb}), mine.subject, mine.object, "")
    return None


def _acts(parsed: Parse) -> Iterator[_Act]:
    """What a sentence states outright: subject, verb and object, each a stem; conditions and questions left out."""
    if _OPEN.search(parsed.text.lower()):
        return
    for token, tag in enumerate(parsed.tags):
        if not tag.startswith("VB"):
            continue
        below = [t for t, head in enumerate(parsed.heads) if head == token and t != token]
        subject = next((t for t in below if parsed.labels[t] == "nsubj"), None)
        done = next((t for t in below if parsed.labels[t] == "dobj"), None)
        if subject is None or done is None or parsed.tags[subject].startswith(("PRP", "W", "D")):
            continue
        counted = any(head == done and parsed.labels[t] == "nummod" for t, head in enumerate(parsed.heads))
        if counted or parsed.tags[done].startswith(("PRP", "W", "D")):
            continue
        denied = any(parsed.labels[t] == "neg" for t in below)
        subject_said, object_said = (" ".join(_whole(parsed, t)) for t in (subject, done))
        yield _Act(subject_said, stem(parsed.forms[token].lower()), object_said, denied)


def _whole(parsed: Parse, token: int) -> list[str]:
    """The stems of a noun and of what is compounded with it or hangs on its prepositions; no articles, no numbers."""
    kept, queue = [token], [token]
    while queue:
        head = queue.pop()
        for t, above in enumerate(parsed.heads):
            limits = parsed.labels[t] in {"compound", "amod", "pobj", "poss"} or parsed.forms[t].lower() == "of"
            if above == head and t != head and limits:
                kept.append(t)
                queue.append(t)
    return [stem(parsed.forms[t].lower()) for t in sorted(kept) if parsed.tags[t] not in {"CD", "IN", "JJS", "JJR"}]


@cache
def _opposites() -> frozenset[tuple[str, str]]:
    pairs = [tuple(map(stem, line.split())) for line in lexicon("summary-opposites")[""]]
    return frozenset(order for one, other in pairs for order in ((one, other), (other, one)))


@cache
def _standing() -> frozenset[str]:
    return frozenset(" ".join(lexicon("summary-opposites")["standing"]).split())


def _point(pooled: Pool, one: int, other: int, differing: str) -> Point:
    """Both sentences, each behind the name of its source, and before them what differs."""
    lines = [pooled.lines[k] for k in (one, other)]
    names = _names(pooled.documents, lines[0].document, lines[1].document)
    said = " ".join(f"{name}: {line.sentence.text}" for name, line in zip(names, lines, strict=True))
    text = f"{differing[:1].upper()}{differing[1:]}? {said}" if differing else said
    return Point(
        id=f"disagreement-{hashlib.sha256(text.encode()).hexdigest()[:8]}",
        text=text,
        evidence=tuple(Evidence(sentence=line.sentence.id, quote=line.sentence.text) for line in lines),
    )


def _names(documents: Sequence[Document], one: int, other: int) -> list[str]:
    """What two sources are called side by side: by publisher, else the first author's surname, else by key."""
    both = [documents[k] for k in (one, other)]
    kinds = (
        [document.publisher for document in both],
        [document.authors[0].rsplit(maxsplit=1)[-1] if document.authors else "" for document in both],
    )
    return next((names for names in kinds if all(names) and names[0] != names[1]), [d.key for d in both])
