"""Lines and requests -> relevance: which sentence serves which section, and how much better than any other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import fsum, log
from typing import TYPE_CHECKING, NamedTuple

from briefing.findings.salience import Line, Pool, Vector, scaled
from briefing.findings.terms import content, lexicon, stem, words

if TYPE_CHECKING:
    from briefing.model import Actor

TITLE = 1.5
"""A title's words beside the question's, which weigh 1."""
KIN = 0.4
"""A word of the same family as one of the question's."""
GENERIC = 0.3
"""A word that questions are made of: "become", "part"."""
NEAR = 0.4
"""How much of a sentence's relevance its neighbour gets; four neighbours on each side count, ever less."""
CUE, FORM = 0.5, 0.25
"""Words that sentences of a section's role hold; the form that an answer has: a date, a sum, a name, a reason."""
ROLE = 1.0
"""The same where a request names its role."""
ELSEWHERE = 0.3
"""What is left of a cue where a line speaks of one of the pair asked about and of somebody else."""
NEWS = 0.4
"""For what has changed: the opening of the newest texts."""
NAMED, ASIDE = 0.1, 0.2
"""The request's actors named, at best two of them; what strays from a pair, what is left aside, the past."""
RIVAL = 0.5
"""How much of the best other section's relevance is taken away."""
FEEDBACK, FEEDBACK_LINES, FEEDBACK_TERMS, ROUNDS = 0.5, 5, 60, 2
K1, B = 1.2, 0.5
"""BM25's constants (Robertson & Zaragoza 2009); sentences differ in length less than documents do."""


class Request(NamedTuple):
    """What a summary or a section is to say: at most `words` words on `question`, or on the title where there is none.

    `role` names a list of `summary-cues.txt`; "" means that the words of title and question tell it. `actors` are the
    canonical names of those whom title and question name.
    """

    title: str
    question: str = ""
    words: int = 120
    role: str = ""
    actors: tuple[str, ...] = ()


def relevance(pooled: Pool, requests: Sequence[Request]) -> list[list[float]]:
    """For each request the relevance of each line: positive where it serves this one better than any other.

    BM25 of the question's words and their kin, smoothed over neighbours; cues by role, form of answer, who and when;
    feedback by the best lines' words (Rocchio 1971); then, where several requests compete, less the best rival's.
    """
    asked = _queries(pooled, requests)
    served = [scaled(_smoothed(pooled.lines, _bm25(pooled, query))) for query in asked]
    served = [
        [
            s + c + FORM * f + n
            for s, c, f, n in zip(
                one, cued(pooled, request), _formed(pooled, request), _placed(pooled, request), strict=True
            )
        ]
        for one, request in zip(served, requests, strict=True)
    ]
    if len(requests) == 1:
        return served
    for _ in range(ROUNDS):
        served = _fed_back(pooled, served)
    return _contrasted(served)


def named_actors(text: str, actors: Iterable[Actor]) -> tuple[str, ...]:
    """The canonical names of the actors whom a text names by any alias, in the order of `actors`."""
    return tuple(a.name for a in actors if any(_stands_in(name, text) for name in (a.name, *a.aliases)))


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def role_of(request: Request) -> tuple[str, ...]:
    """The roles that a request asks for, by its own word or those of its title and question."""
    if request.role:
        return (request.role,)
    asked = {stem(word) for word in words(f"{request.title} {request.question}")}
    return tuple(role for role, asking, _ in _roles() if asked & asking)


def _queries(pooled: Pool, requests: Sequence[Request]) -> list[Vector]:
    queries = [_query(request) for request in requests]
    named = Counter(term for query in queries for term in query)
    size = len(requests)
    rarity = {term: log(1 + size / count) / log(1 + size) for term, count in named.items()}
    return [
        {term: weight * rarity[term] for term, weight in query.items() if term in pooled.holders} for query in queries
    ]


def _query(request: Request, *, kin: bool = True) -> Vector:
    query = dict.fromkeys(content(request.question), 1.0)
    for term in content(request.title):
        query[term] = query.get(term, 0.0) + TITLE
    for term in content(" ".join(request.actors)):
        query[term] = max(query.get(term, 0.0), 1.0)
    for term in _left_aside(request):
        query.pop(term, None)
    query = {term: weight * (GENERIC if term in _generic() else 1.0) for term, weight in query.items()}
    if not kin:
        return query
    whole = dict(query)
    for family in _families():
        if near := [weight for term, weight in query.items() if term in family]:
            for term in family:
                whole[term] = max(whole.get(term, 0.0), KIN * max(near))
    return whole


def _bm25(pooled: Pool, query: Vector) -> list[float]:
    size = len(pooled.lines)
    mean = sum(line.counts.total() for line in pooled.lines) / (size or 1) or 1.0
    weight = {
        term: asked * log(1 + (size - pooled.holders[term] + 0.5) / (pooled.holders[term] + 0.5))
        for term, asked in query.items()
    }
    scores = []
    for line in pooled.lines:
        damp = K1 * (1 - B + B * line.counts.total() / mean)
        scores.append(sum(weight[t] * n * (K1 + 1) / (n + damp) for t, n in line.counts.items() if t in weight))
    return scores


def _smoothed(lines: Sequence[Line], scores: Sequence[float]) -> list[float]:
    reach = 4
    smooth = []
    for i, line in enumerate(lines):
        low, high = max(0, i - reach), min(len(lines), i + reach + 1)
        near = (j for j in range(low, high) if lines[j].document == line.document)
        smooth.append(sum(scores[j] * NEAR ** abs(i - j) for j in near))
    return smooth


def cued(pooled: Pool, request: Request) -> list[float]:
    """How far each line has the cues of the request's roles, the rarer the better, at most `CUE`."""
    named = role_of(request)
    cues = [answers for role, _, answers in _roles() if role in named]
    if not cues:
        return [0.0] * len(pooled.lines)
    common = Counter(word for line in pooled.lines for answers in cues for word in answers & line.stems)
    size = len(pooled.lines)
    rarity = {word: log(1 + size / count) for word, count in common.items()}
    sums = [fsum(rarity[word] for answers in cues for word in answers & line.stems) for line in pooled.lines]
    trust = ROLE if request.role else CUE / (1 + _weight(pooled, request))
    return [
        trust * s * (ELSEWHERE if _strays(request, line) or _is_past(pooled, request, line) else 1.0)
        for s, line in zip(scaled(sums), pooled.lines, strict=True)
    ]


def _weight(pooled: Pool, request: Request) -> float:
    """How much the words of title and question tell the lines apart: about one for each rare word."""
    size = len(pooled.lines)
    rare = (
        log(1 + size / pooled.holders[t]) / log(1 + size) for t in _query(request, kin=False) if t in pooled.holders
    )
    return sum(rare)


def _formed(pooled: Pool, request: Request) -> list[float]:
    forms = [answer for question, answer in _FORMS if question.search(request.question)]
    return [float(any(form.search(line.sentence.text) for form in forms)) for line in pooled.lines]


def _placed(pooled: Pool, request: Request) -> list[float]:
    """What the actors of a line and its place tell: who is asked about, what is to be left aside, what is news."""
    asked = set(request.actors)
    aside = _left_aside(request)
    news = ("change" in role_of(request)) * (ROLE if request.role else NEWS)
    newest = _newest(pooled)
    placed = []
    for line in pooled.lines:
        here = set(line.sentence.actors)
        worth = NAMED * _focus(asked, here)
        lost = _strays(request, line)
        is_newest = (pooled.documents[line.document].published or "") == newest
        fresh = news / (1 + line.position / 3) if is_newest else -news / 3
        old = _is_past(pooled, request, line)
        placed.append(worth + fresh - ASIDE * (lost + 2 * old + bool(aside & line.terms)))
    return placed


def _newest(pooled: Pool) -> str:
    return max((document.published or "" for document in pooled.documents), default="")


def _is_past(pooled: Pool, request: Request, line: Line) -> bool:
    """Says whether a line names a year before the newest text's, where news or the outlook is asked for."""
    ahead = not {"change", "outlook"}.isdisjoint(role_of(request))
    return ahead and any(year < _newest(pooled)[:4] for year in _YEAR.findall(line.sentence.text))


def _strays(request: Request, line: Line) -> bool:
    """Says whether a pair is asked about, and a line names one of it beside others, or others more than the pair."""
    asked, here = set(request.actors), set(line.sentence.actors)
    both = len(asked & here)
    return len(asked) == 2 and both > 0 and (both < 2 < len(here) + 1 or 2 * both < len(here))  # noqa: PLR2004


def _focus(asked: set[str], here: set[str]) -> float:
    """How far a line is about those asked for: 1 if it names two of them, or the only one, and nobody else."""
    both = len(asked & here)
    return min(2, both) / min(2, len(asked)) * (both / len(here)) ** 0.5 if both else 0.0


def _left_aside(request: Request) -> frozenset[str]:
    """The stems of what a request leaves aside: "beyond Syria", "other than oil"."""
    found = _ASIDE.findall(f"{request.title}. {request.question}")
    return frozenset(term for name in found for term in content(name))


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ASIDE = re.compile(r"\b(?:[Bb]eyond|[Oo]utside|[Bb]esides|[Oo]ther than|[Aa]part from) (?:the )?([A-Z][\w-]+)")
_DATE = (
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs"
    r"|Fri|Satur|Sun)day|weeks?|months?|years?|(?:19|20)\d\d)\b"
)
_FORMS = [
    (re.compile(question, re.IGNORECASE), re.compile(answer))
    for question, answer in (
        (r"\b(?:when|schedule|deadline|timetable|date|ahead)\b", _DATE),
        (r"\b(?:costs?|much|many|pay|paid|budget|prices?)\b", r"[$€£%]|\b(?:percent|billion|million|trillion)\b|\b\d"),
        (r"\bwho\b", r"(?<!^)\b[A-Z][a-z]+ [A-Z][a-z]+"),
        (
            r"\b(?:why|reasons?|grounds|justify|justification|explain)\b",
            r"\b(?:because|since|reason|due to|so that|in order|argu\w+|need|purpose|would|will|essential|important)\b",
        ),
    )
]


def _fed_back(pooled: Pool, served: list[list[float]]) -> list[list[float]]:
    models = [_model(pooled, contrast) for contrast in _contrasted(served)]
    total: Counter[str] = Counter()
    for model in models:
        total.update(model)
    fed = []
    for one, model in zip(served, models, strict=True):
        own = {term: weight - (total[term] - weight) / (len(served) - 1) for term, weight in model.items()}
        best = dict(sorted(own.items(), key=lambda entry: (-entry[1], entry[0]))[:FEEDBACK_TERMS])
        raw = [max(0.0, sum(w * best[t] for t, w in vector.items() if t in best)) for vector in pooled.vectors]
        fed.append([s + FEEDBACK * r for s, r in zip(one, scaled(raw), strict=True)])
    return fed


def _model(pooled: Pool, served: Sequence[float]) -> Counter[str]:
    best = sorted(range(len(served)), key=lambda i: (-served[i], i))[:FEEDBACK_LINES]
    model: Counter[str] = Counter()
    for i in best:
        model.update(pooled.vectors[i])
    return model


def _contrasted(served: list[list[float]]) -> list[list[float]]:
    contrasted = []
    for k, one in enumerate(served):
        rivals = [other for j, other in enumerate(served) if j != k]
        contrasted.append([score - RIVAL * max(r[i] for r in rivals) for i, score in enumerate(one)])
    return contrasted


@cache
def _generic() -> frozenset[str]:
    return _stemmed(lexicon("summary-cues")["generic"])


@cache
def _families() -> tuple[frozenset[str], ...]:
    return tuple(_stemmed([line]) for line in lexicon("summary-kin")[""])


@cache
def _roles() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Each role, the words that ask for it and the words that answer."""
    lists = lexicon("summary-cues")
    return tuple((role, _stemmed(lists[f"{role}?"]), _stemmed(lists[role])) for role in lists if f"{role}?" in lists)


def _stemmed(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for line in lines for word in words(line))
