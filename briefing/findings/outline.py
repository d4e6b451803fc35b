"""Documents, actors -> what the brief says first: an outline of our own, key points, the bottom line, the gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from briefing.findings.routing import Request, cued, named_actors, relevance
from briefing.findings.salience import DIGITS, Pool, Values, centrality, is_printable, scaled
from briefing.findings.summary import LEAST, alike, is_announcing, point_of, points_of
from briefing.findings.terms import lexicon, stem, words
from briefing.model import Actor, Document, Interest, Point, Section

WORDS = 120
"""Of a section, where the specification does not say."""
KEY_POINTS, KEY_LEAST, KEY_WORDS, KEY_LIMIT = 6, 10, 25, 40
"""How many key points; how many words one has at least, at best and at most."""
VERDICT = 0.5
"""What the words of a conclusion add to a sentence on the first page, where all else is 1."""
_OFTEN = 5
"""Sentences that name an actor, from which it is odd that nothing was found of it."""
_WORDS_A_SECTION = 300
"""Words of the sources for each section of an outline of our own: the brief is a third of them at most."""
_ASKED_FOR = (
    (
        re.compile(r"(?:^|\band |\bby |, )when\b", re.IGNORECASE),
        re.compile(
            r"\b(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
            r"|(?:today|tomorrow|yesterday|days?|weeks?|months?|years?|spring|summer|autumn|fall|winter|(?:19|20)\d\d)\b)"
        ),
        "date",
    ),
    (
        re.compile(r"\bhow (?:much|many)\b", re.IGNORECASE),
        re.compile(
            r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|half)\b"
        ),
        "figure",
    ),
)
"""What a question asks for, how an answer looks, and what it is called."""
_STATES = ("state", "group of states", "government")
_BY_WEIGHT = ("change", "outlook", "divergence", "bond", "others")


def outline(pooled: Pool, actors: Sequence[Actor], title: str) -> tuple[Request, ...]:
    """Requests for as many sections as the material bears, one to five, in the order of an argument.

    What has changed, what holds the two main actors together, where they part, the other actors, the outlook. The
    titles name actors and claim nothing: common ground and differences have a section where sentences speak of them.
    """
    length = sum(line.length for line in pooled.lines)
    number = max(1, min(len(_BY_WEIGHT), length // _WORDS_A_SECTION))
    possible = _possible(actors, pooled.documents, title)
    borne = [role for role in _BY_WEIGHT if role in possible and _bears(pooled, possible[role])][:number]
    return tuple(request for role, request in possible.items() if role in borne) or (possible["change"],)


def bottom_line(pooled: Pool, title: str) -> Point | None:
    """The most telling sentence that speaks to the title and stands alone; None where there is none."""
    if not pooled.lines:
        return None
    worth = _telling(pooled, title)
    fit = [i for i in range(len(pooled.lines)) if _stands(pooled, i)]
    return point_of(pooled, max(fit, key=lambda i: (worth[i], -i))) if fit else None


def key_points(pooled: Pool, requests: tuple[Request, ...], title: str, taken: Iterable[Point]) -> tuple[Point, ...]:
    """Up to `KEY_POINTS` sentences for the first page, in reading order, each of `KEY_LIMIT` words at most, each alone.

    They are not those `taken` by the sections and the bottom line, nor say the same: the first page adds to what
    follows and repeats nothing. Each section's subject has its turn before one has a second.
    """
    known = {point.text for point in taken}
    terms = pooled.terms()
    said = [terms[i] for i, line in enumerate(pooled.lines) if line.sentence.text in known]
    served = relevance(pooled, requests or (Request(title),))
    worth = _telling(pooled, title)
    theme = [max(range(len(served)), key=lambda k: (served[k][i], -k)) for i in range(len(pooled.lines))]
    fit = {i for i in range(len(pooled.lines)) if _stands(pooled, i)}
    chosen: list[int] = []
    turns: Counter[int] = Counter()
    while fit and len(chosen) < KEY_POINTS:
        best = max(fit, key=lambda i: (worth[i] + served[theme[i]][i] - turns[theme[i]], -i))
        fit.remove(best)
        if not any(alike(terms[best], other) for other in said):
            chosen.append(best)
            said.append(terms[best])
            turns[theme[best]] += 1
    return points_of(pooled, chosen)


def gaps(
    documents: Sequence[Document], actors: Sequence[Actor], interests: Sequence[Interest], sections: Sequence[Section]
) -> tuple[str, ...]:
    """Sentences of ours on what was not found, each true by the count that it rests on."""
    return (
        *_unmentioned(documents, actors, sections),
        *_thin(sections),
        *_unanswered(sections),
        *_silent(documents, actors, interests),
    )


def _possible(actors: Sequence[Actor], documents: Sequence[Document], title: str) -> dict[str, Request]:
    """A request for each section of the outline, in reading order."""
    main, others = _main_actors(actors, documents, title)
    pair = _listed([with_article(name, documents) for name in main], "and")
    possible = {"change": Request("What has changed", "What happened, and what is new?", WORDS, "change", main)}
    if len(main) > 1:
        possible["bond"] = Request(f"What {pair} share", f"On what do {pair} agree and cooperate?", WORDS, "bond", main)
        possible["divergence"] = Request(
            f"Where {pair} part", f"Where do {pair} differ and conflict?", WORDS, "against", main
        )
    else:
        possible["bond"] = Request("Supporters and their reasons", "Who supports it, and why?", WORDS, "for")
        possible["divergence"] = Request("Opponents and their objections", "Who opposes it, and why?", WORDS, "against")
    if others:
        several = _listed([with_article(name, documents) for name in others], "and")
        possible["others"] = Request(
            f"Other actors: {several}", f"What do {several} do and want?", WORDS, "reaction", others
        )
    possible["outlook"] = Request("Outlook and risks", "What is likely or feared to follow?", WORDS, "outlook risk")
    return possible


def _main_actors(
    actors: Sequence[Actor], documents: Sequence[Document], title: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two actors that are named together most, those of the title first, and the next three; states with states."""
    whole = {actor.name: actor.type for actor in actors if not actor.part_of and actor.type != "population"}
    named: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for sentence in (s for d in documents for s in d.sentences):
        here = [name for name in dict.fromkeys(sentence.actors) if name in whole]
        named.update(here)
        together.update((a, b) for n, a in enumerate(here) for b in here[n + 1 :])
    pairs: Counter[tuple[str, str]] = Counter()
    for (a, b), count in together.items():
        pairs[min((a, b), (b, a), key=lambda p: (-named[p[0]], p))] += count
    at_stake = named_actors(title, actors)
    known = [p for p in pairs if pairs[p] >= LEAST and (whole[p[0]] in _STATES) == (whole[p[1]] in _STATES)]
    ranked = sorted(known, key=lambda p: (-sum(name in at_stake for name in p), -pairs[p], p))
    main = ranked[0] if ranked else ()
    others = (name for name in named if name not in main and name not in at_stake and named[name] >= LEAST)
    rest = sorted(others, key=lambda name: (-named[name], name))
    return main, tuple(rest[:3])


def with_article(name: str, documents: Sequence[Document]) -> str:
    """A name as the documents say it inside a sentence: "the United States", "Turkey"."""
    if not set(name.split()).isdisjoint(lexicon("summary-articles")[""]):
        return f"the {name}"
    before = Counter(
        found.lower() for d in documents for found in re.findall(rf"(\w+) {re.escape(name)}\b(?! [A-Z])", d.text)
    )
    return f"the {name}" if 2 * before["the"] > before.total() else name


def _bears(pooled: Pool, request: Request) -> bool:
    """Says whether enough sentences answer a request: have its cues, and name those it is about, both of a pair."""
    if request.role == "change":
        return True
    found, enough = 0, 1 if request.role == "reaction" else min(2, len(request.actors))
    cues = cued(pooled, request)
    if request.role == "bond":  # what parts them does not bind them
        cues -= cued(pooled, request._replace(role="against"))
    for line, cue in zip(pooled.lines, cues, strict=True):
        meant = len(set(request.actors) & set(line.sentence.actors)) >= enough
        found += bool(is_printable(line) and cue > 0 and meant)
    return found >= LEAST


def _telling(pooled: Pool, title: str) -> Values:
    """Centrality, bearing on the title and words of a conclusion, less what a sentence is too long or short by."""
    (about,) = relevance(pooled, [Request(title)])
    length = np.array([line.length for line in pooled.lines])
    verdict = scaled(cued(pooled, Request("", role="verdict")))
    worth = scaled(centrality(pooled)) + scaled(about) + VERDICT * verdict - np.abs(length - KEY_WORDS) / KEY_LIMIT
    rounded: Values = np.round(worth, DIGITS)
    return rounded


def _stands(pooled: Pool, number: int) -> bool:
    """Says whether a line can be read on the first page, alone."""
    line = pooled.lines[number]
    if line.lean > 0 or not KEY_LEAST <= line.length <= KEY_LIMIT or is_announcing(pooled.lines, number):
        return False
    return is_printable(line) and "?" not in line.sentence.text and not line.sentence.text.startswith(("“", '"', "‘"))


def _unmentioned(documents: Sequence[Document], actors: Sequence[Actor], sections: Sequence[Section]) -> list[str]:
    """Names in a question that no source holds."""
    held = {stem(word) for document in documents for word in words(f"{document.title} {document.text}")}
    held |= {stem(word) for actor in actors for name in (actor.name, *actor.aliases) for word in words(name)}
    missing: dict[str, None] = {}
    for section in sections:
        for name in re.findall(r"(?<![.?!:“\"] )(?<!^)\b[A-Z][\w-]+", section.question):
            if not {stem(word) for word in words(name)} & held:
                missing[name] = None
    return [f"No source mentions {_listed(list(missing), 'or')}."] if missing else []


def _thin(sections: Sequence[Section]) -> list[str]:
    """Sections for which less was found than a section needs."""
    told = []
    for section in sections:
        if not section.judgement and len(section.points) < LEAST:
            number = ("nothing", "one sentence", "two sentences")[len(section.points)]
            told.append(
                f"On “{section.title}” {number} was found in the sources."
                if len(section.points) < 2  # noqa: PLR2004
                else f"On “{section.title}” only {number} were found in the sources."
            )
    return told


def _unanswered(sections: Sequence[Section]) -> list[str]:
    """Sections whose question asks for a date or a figure, and whose sentences have none."""
    told = []
    for section in sections:
        said = " ".join(point.text for point in section.points)
        for asks, answer, what in _ASKED_FOR:
            if said and asks.search(section.question) and not answer.search(said):
                told.append(f"What was found on “{section.title}” names no {what}.")
    return told


def _silent(documents: Sequence[Document], actors: Sequence[Actor], interests: Sequence[Interest]) -> list[str]:
    """Actors that are named often, of whom no row of the table could be filled."""
    named = Counter(name for d in documents for s in d.sentences for name in dict.fromkeys(s.actors))
    spoken = {interest.actor for interest in interests}
    silent = [actor.name for actor in actors if named[actor.name] >= _OFTEN and actor.name not in spoken]
    silent.sort(key=lambda name: (-named[name], name))
    if not silent:
        return []
    named_so = _listed([with_article(name, documents) for name in silent[:5]], "or")
    return [f"Nothing was found on what {named_so} wants, fears, holds or lacks."]


def _listed(names: Sequence[str], joint: str) -> str:
    return f" {joint} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
