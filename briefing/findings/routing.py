"""Lines and requests -> relevance: which sentence serves which section, and how much better than any other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.findings.kin import likeness, vectors
from briefing.findings.salience import DIGITS, Numbers, Pool, Values, rarity, scaled
from briefing.findings.terms import content, lexicon, stem, words
from briefing.findings.themes import themes

if TYPE_CHECKING:
    from briefing.model import Actor

TITLE = 1.5
"""A title's words beside the question's, which weigh 1."""
GENERIC = 0.3
"""A word that asks what has happened, whatever it was: "change", "new", "decide"."""
REACH = 4
"""How many neighbours on each side count, ever less."""
INSIDE, OUTSIDE = 0.8, 0.3
"""How much of a sentence's relevance the next one of its paragraph gets, and the next one beyond."""
NEAR, NEAR_ROLE = 0.5, 0.4
"""The same where one question is asked, and of a role's cues, which change from sentence to sentence."""
K1, B = 1.2, 0.5
"""BM25's constants (Robertson & Zaragoza 2009); sentences differ in length less than documents do."""
TITLED, ASKING = 2, 1
"""How much a word that asks for a role counts in a title and in a question; at most two in all for a role."""
RIVAL = 0.8
"""How much of the best other section's relevance is taken away."""

# What speaks for a sentence: logistic regression on twelve sectioned briefs, each left out in turn; flat around these.
AROUND, ASKED, MEANT, ROLE, VIEW, ORDER, BASE = 3.1, 2.5, 2.5, 0.6, 0.6, 1.2, -1.9
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

    What a line, whom it is about and those around it say of the question's words or their kin (BM25); how near the
    whole line is to the whole question; the share of its words that it has itself; cues of the section's role; a view
    where views are asked for; the order, which texts and briefs share. Of the first, the second and the cues, only what
    goes beyond the best of the other requests.
    """
    if not pooled.lines or not requests:
        return [np.zeros(len(pooled.lines)) for _ in requests]
    queries = [_query(request) for request in requests]
    around = _contrasted(
        [scaled(_smoothed(pooled, heard, INSIDE, OUTSIDE)) for heard in _said_and_meant(pooled, queries)], RIVAL
    )
    sides = _roles()["for"][0] | _roles()["against"][0]
    plain = [{term: weight for term, weight in query.items() if term not in sides} for query in queries]
    meant = _contrasted([_closeness(pooled, query) for query in plain], 1.0)
    roles = _contrasted([_smoothed(pooled, cued(pooled, request), NEAR_ROLE, NEAR_ROLE) for request in requests], RIVAL)
    news, views, places = _news(pooled), _views(pooled), _places(pooled)
    likely = []
    for number, (request, a, m, r) in enumerate(zip(requests, around, meant, roles, strict=True)):
        late = number / max(1, len(requests) - 1) - 0.5 if len(requests) > 1 else 0.0
        odds = AROUND * a * bool(queries[number]) + ASKED * _answered(pooled, request) + BASE
        if request.role:
            odds += OWN_ROLE * r + NEWS * news * ("change" in request.role.split())
            odds = np.where(_speaks_to(pooled, request), odds, -np.inf)
        else:
            odds += (
                ROLE * r
                + MEANT * m
                + VIEW * views * (0.5 if _asks_for_views(request) else -0.5)
                + ORDER * late * places
            )
        likely.append(np.array([round(1 / (1 + exp(-one)), DIGITS) for one in odds.tolist()]))
    return likely


def bearing(pooled: Pool, request: Request) -> Values:
    """How much each line, and those around it, say of one question's words, 0..1."""
    own = _bm25(pooled, _query(request))
    return (scaled(own) + scaled(_smoothed(pooled, own, NEAR, NEAR))) / 2


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


def _said_and_meant(pooled: Pool, queries: Sequence[dict[str, float]]) -> list[Values]:
    """For each query what each line says of its words or their kin, and the same of the line's theme."""
    asked = sorted({term for query in queries for term in query})
    said = list(pooled.vocabulary.numbers)
    near = dict(zip(asked, likeness(asked, said), strict=True))
    for word in asked:
        if any(word in asking for asking, _ in _roles().values()):  # "support" and "oppose" are near; cues tell them
            near[word] = np.array([float(one == word) for one in said])
    line, term = _theme_rows(pooled)
    long = pooled.on_lines(pooled.times)
    damp = K1 * (1 - B + B * long / (long.mean() or 1.0))
    heard = []
    for query in queries:
        own, theme = np.zeros(len(pooled.lines)), np.zeros(len(pooled.lines))
        for stemmed, weight in sorted(query.items()):
            best = _best(near[stemmed][pooled.term], pooled.line, len(pooled.lines))
            own += weight * _rareness(best) * best * (K1 + 1) / (best + damp)
            best = _best(near[stemmed][term], line, len(pooled.lines))
            theme += weight * _rareness(best) * best
        heard.append(scaled(own) + scaled(theme))
    return heard


def _best(values: Values, line: Numbers, size: int) -> Values:
    """The largest value of each line, 0 where it has none."""
    best = np.zeros(size)
    np.maximum.at(best, line, values)
    return best


def _rareness(held: Values) -> float:
    """BM25's inverse frequency of a word that lines hold in part."""
    total = float(held.sum())
    return log(1 + (len(held) - total + 0.5) / (total + 0.5))


def _theme_rows(pooled: Pool) -> tuple[Numbers, Numbers]:
    """Rows of a line and a stem of its theme."""
    numbers = pooled.vocabulary.numbers
    rows = [
        (line, numbers[term])
        for line, theme in enumerate(themes(pooled.lines))
        for term in sorted(set(content(" ".join(theme))))
        if term in numbers
    ]
    line, term = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    return line, term


def _closeness(pooled: Pool, query: dict[str, float]) -> Values:
    """The cosine of the mean of each line's vectors, the rarer a word the more it counts, with the query's."""
    rare = rarity(pooled.holders, len(pooled.lines))
    table = vectors(list(pooled.vocabulary.numbers)).astype(np.float64)
    table /= np.maximum(1.0, np.sqrt((table * table).sum(axis=1, keepdims=True)))
    asked = vectors(list(query)).astype(np.float64)
    asked /= np.maximum(1.0, np.sqrt((asked * asked).sum(axis=1, keepdims=True)))
    aim = (asked * np.array(list(query.values()))[:, None]).sum(axis=0)
    sums = np.stack([pooled.on_lines((table[:, n] * rare)[pooled.term]) for n in range(table.shape[1])], axis=1)
    lengths = np.sqrt((sums * sums).sum(axis=1)) * np.sqrt((aim * aim).sum())
    close: Values = np.round((sums * aim).sum(axis=1) / np.where(lengths > 0, lengths, 1.0), DIGITS)
    return close


def _smoothed(pooled: Pool, scores: Values, inside: float, outside: float) -> Values:
    """Each line's score and, ever less, those of its neighbours in its document.

    A neighbour gets `inside` of what the line beside it has within a paragraph, `outside` of it beyond.
    """
    texts = np.array([line.document for line in pooled.lines])
    paragraphs = np.array([line.sentence.paragraph for line in pooled.lines])
    links = np.where(paragraphs[1:] == paragraphs[:-1], inside, outside) * (texts[1:] == texts[:-1])
    smooth, reached = scores.copy(), np.ones(len(scores))
    for off in range(1, min(REACH, len(scores) - 1) + 1):
        reached = reached[:-1] * links[off - 1 :]
        smooth[off:] += reached * scores[:-off]
        smooth[:-off] += reached * scores[off:]
    return smooth


def _contrasted(scores: Sequence[Values], rival: float) -> list[Values]:
    """Each score less so much of the best of the others."""
    if len(scores) == 1:
        return list(scores)
    best = [np.max([other for j, other in enumerate(scores) if j != k], axis=0) for k in range(len(scores))]
    return [one - rival * other for one, other in zip(scores, best, strict=True)]


def _views(pooled: Pool) -> Values:
    """1 for each line that tells a view: quotes, or has a verb of saying."""
    saying = _stemmed(lexicon("summary-cues")["tells a view"])
    numbers = pooled.vocabulary.numbers
    verbs = np.zeros(len(numbers), dtype=bool)
    verbs[pooled.vocabulary.numbers_of(sorted(saying))] = True
    at = np.repeat(np.arange(len(pooled.lines)), np.diff(pooled.starts))
    says = np.bincount(at, weights=verbs[pooled.words], minlength=len(pooled.lines)) > 0
    quotes = np.array(["“" in line.sentence.text or '"' in line.sentence.text for line in pooled.lines])
    views: Values = (says | quotes).astype(np.float64)
    return views


def _asks_for_views(request: Request) -> bool:
    """Says whether title or question ask who thinks what."""
    asking = _stemmed(lexicon("summary-cues")["asks for views"])
    return not asking.isdisjoint(stem(word) for word in words(f"{request.title} {request.question}"))


def _places(pooled: Pool) -> Values:
    """Where in its text each line stands, 0..1."""
    lengths = [len(document.sentences) for document in pooled.documents]
    return np.array([line.position / max(1, lengths[line.document] - 1) for line in pooled.lines])


def _speaks_to(pooled: Pool, request: Request) -> NDArray[np.bool_]:
    """Says of each line whether it has a cue of the request's own role and names one of those whom it is about.

    What has changed may be told without either.
    """
    if request.role == "change":
        return np.ones(len(pooled.lines), dtype=bool)
    about = set(request.actors)
    named = np.array([not about or not about.isdisjoint(line.sentence.actors) for line in pooled.lines])
    speaks: NDArray[np.bool_] = named & (cued(pooled, request) > 0)
    return speaks


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
