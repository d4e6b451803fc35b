"""Lines and requests -> relevance: which sentence serves which section, and how much better than any other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from briefing.findings.salience import DIGITS, Pool, Values, rarity, scaled
from briefing.findings.terms import content, lexicon, stem, words

if TYPE_CHECKING:
    from briefing.model import Actor

TITLE = 1.5
"""A title's words beside the question's, which weigh 1."""
GENERIC = 0.3
"""A word that asks what has happened, whatever it was: "change", "new", "decide"."""
NEAR, REACH = 0.5, 4
"""How much of a sentence's relevance its neighbour gets; four neighbours on each side count, ever less."""
NEAR_ROLE = 0.4
"""The same of a role's cues, which change from sentence to sentence."""
K1, B = 1.2, 0.5
"""BM25's constants (Robertson & Zaragoza 2009); sentences differ in length less than documents do."""
TITLED, ASKING = 2, 1
"""How much a word that asks for a role counts in a title and in a question; at most two in all for a role."""

RIVAL = 0.8
"""How much of the best other section's relevance is taken away."""

# What speaks for a sentence: logistic regression on nine sectioned briefs, each left out in turn; flat around these.
AROUND, ASKED, ROLE, BASE = 2.5, 2.1, 1.0, -1.8
OWN_ROLE, NEWS = 1.2, 2.0
"""A role that the request itself names, and where it is that of what has changed, the opening of the newest texts."""


class Request(NamedTuple):
    """What a summary or a section is to say: at most `words` words on `question`, or on the title where there is none.

    `role` names one or more lists of `summary-cues.txt`; "" means that the words of title and question tell it.
    `actors` are the canonical names of those whom title and question name.
    """

    title: str
    question: str = ""
    words: int = 120
    role: str = ""
    actors: tuple[str, ...] = ()


def relevance(pooled: Pool, requests: Sequence[Request]) -> list[Values]:
    """For each request how likely each line serves it, 0..1, and serves it better than any other.

    What a line and those around it say of the question's words (BM25), the share of these words that it has itself, and
    cues of the section's role; of the first and the last, only what goes beyond the best of the other requests.
    """
    if not pooled.lines or not requests:
        return [np.zeros(len(pooled.lines)) for _ in requests]
    around = _contrasted([scaled(_smoothed(pooled, _bm25(pooled, query))) for query in _queries(requests)])
    roles = _contrasted([_smoothed(pooled, cued(pooled, request), NEAR_ROLE) for request in requests])
    news = _news(pooled)
    likely = []
    for request, a, r in zip(requests, around, roles, strict=True):
        odds = AROUND * a + ASKED * _answered(pooled, request) + BASE
        odds += (OWN_ROLE if request.role else ROLE) * r + NEWS * news * ("change" in request.role.split())
        likely.append(np.array([round(1 / (1 + exp(-one)), DIGITS) for one in odds.tolist()]))
    return likely


def bearing(pooled: Pool, request: Request) -> Values:
    """How much each line, and those around it, say of one question's words, 0..1."""
    own = _bm25(pooled, _query(request))
    return (scaled(own) + scaled(_smoothed(pooled, own))) / 2


def named_actors(text: str, actors: Iterable[Actor]) -> tuple[str, ...]:
    """The canonical names of the actors whom a text names by any alias, in the order of `actors`."""
    return tuple(a.name for a in actors if any(_stands_in(name, text) for name in (a.name, *a.aliases)))


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def roles_of(request: Request) -> dict[str, float]:
    """The roles that a request asks for, each with its share: its own, or by the words of its title and question."""
    if named := request.role.split():
        return dict.fromkeys(named, 1 / len(named))
    titled, asking = ({stem(word) for word in words(text)} for text in (request.title, request.question))
    counts = {
        role: min(2, TITLED * len(titled & ask) + ASKING * len(asking & ask)) for role, (ask, _) in _roles().items()
    }
    total = sum(counts.values())
    return {role: count / total for role, count in counts.items() if count}


def cued(pooled: Pool, request: Request) -> Values:
    """How far each line has the cues of the request's roles, the rarer the better; 1 is usual among those that have."""
    total = np.zeros(len(pooled.lines))
    held = np.diff(pooled.starts)
    rare = rarity(np.bincount(pooled.words, minlength=len(pooled.vocabulary.numbers)), len(pooled.lines))
    at = np.repeat(np.arange(len(pooled.lines)), held)
    for role, share in roles_of(request).items():
        cues = np.zeros(len(pooled.vocabulary.numbers))
        cues[pooled.vocabulary.numbers_of(sorted(_roles()[role][1]))] = 1
        weights = (cues * rare)[pooled.words]
        sums = np.bincount(at, weights=weights, minlength=len(pooled.lines)) / np.sqrt(np.maximum(1, held))
        if some := np.count_nonzero(sums):
            total += share * sums / (sums.sum() / some)
    return total


def _queries(requests: Sequence[Request]) -> list[dict[str, float]]:
    queries = [_query(request) for request in requests]
    named = Counter(term for query in queries for term in query)
    size = len(requests)
    return [
        {term: weight * log(1 + size / named[term]) / log(1 + size) for term, weight in query.items()}
        for query in queries
    ]


def _query(request: Request) -> dict[str, float]:
    """The stems asked for; of a request that names its role, only its actors: the role tells the rest."""
    question, title = ("", "") if request.role else (request.question, request.title)
    query = dict.fromkeys(content(question), 1.0)
    for term in content(title):
        query[term] = query.get(term, 0.0) + TITLE
    for term in content(" ".join(request.actors)):
        query[term] = max(query.get(term, 0.0), 1.0)
    for term in _left_aside(request):
        query.pop(term, None)
    generic, _ = _roles()["change"]
    return {term: weight * (GENERIC if term in generic else 1.0) for term, weight in query.items()}


def _on_terms(pooled: Pool, query: dict[str, float]) -> Values:
    values = np.zeros(len(pooled.holders))
    for term, weight in query.items():
        if (number := pooled.vocabulary.numbers.get(term)) is not None:
            values[number] = weight
    return values


def _bm25(pooled: Pool, query: dict[str, float]) -> Values:
    size = len(pooled.lines)
    asked = _on_terms(pooled, query)
    for number in np.flatnonzero(asked).tolist():
        held = int(pooled.holders[number])
        asked[number] *= log(1 + (size - held + 0.5) / (held + 0.5))
    long = pooled.on_lines(pooled.times)
    damp = K1 * (1 - B + B * long / (long.mean() or 1.0))
    return pooled.on_lines(asked[pooled.term] * pooled.times * (K1 + 1) / (pooled.times + damp[pooled.line]))


def _answered(pooled: Pool, request: Request) -> Values:
    """The share of the words of title and question, or of the actors of a role, that each line has."""
    asked = set(content(" ".join(request.actors) if request.role else f"{request.title} {request.question}"))
    have = _on_terms(pooled, dict.fromkeys(sorted(asked), 1.0))
    return pooled.on_lines(have[pooled.term]) / max(1, len(asked))


def _smoothed(pooled: Pool, scores: Values, near: float = NEAR) -> Values:
    """Each line's score and, ever less, those of its neighbours in its document."""
    texts = np.array([line.document for line in pooled.lines])
    smooth = scores.copy()
    for off in range(1, REACH + 1):
        same = (texts[off:] == texts[:-off]) * near**off
        smooth[off:] += same * scores[:-off]
        smooth[:-off] += same * scores[off:]
    return smooth


def _contrasted(scores: Sequence[Values]) -> list[Values]:
    """Each score less the best of the others."""
    if len(scores) == 1:
        return list(scores)
    best = [np.max([other for j, other in enumerate(scores) if j != k], axis=0) for k in range(len(scores))]
    return [one - RIVAL * rival for one, rival in zip(scores, best, strict=True)]


def _news(pooled: Pool) -> Values:
    """1 for the first line of a newest text, ever less for those that follow it."""
    newest = max((document.published or "" for document in pooled.documents), default="")
    return np.array(
        [
            ((pooled.documents[line.document].published or "") == newest) / (1 + line.position / 3)
            for line in pooled.lines
        ]
    )


def _left_aside(request: Request) -> frozenset[str]:
    """The stems of what a request leaves aside: "beyond Syria", "other than oil"."""
    found = _ASIDE.findall(f"{request.title}. {request.question}")
    return frozenset(term for name in found for term in content(name))


_ASIDE = re.compile(r"\b(?:[Bb]eyond|[Oo]utside|[Bb]esides|[Oo]ther than|[Aa]part from) (?:the )?([A-Z][\w-]+)")


@cache
def _roles() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Each role with the words that ask for it and the words that answer."""
    lists = lexicon("summary-cues")
    return {role: (_stemmed(lists[f"{role}?"]), _stemmed(lists[role])) for role in lists if f"{role}?" in lists}


def _stemmed(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for line in lines for word in words(line))
