"""Documents -> Documents and Actors: who acts in them, under which names, and which sentences name whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from briefing.findings import bodies, cast, collectives, encoder, lexicon, newcomers, persons, syntax
from briefing.findings.cast import Cast, Given
from briefing.findings.clauses import Index
from briefing.findings.encoder import heads
from briefing.findings.lexicon import word_class
from briefing.findings.mentions import Mention, between, mentions
from briefing.findings.syntax import Parse
from briefing.model import Actor, Document

_NEEDED = 4  # one plain sign that somebody acts, or several passing ones
_LIKELY, _SURE = 0.2, 0.6  # how likely a name must be an actor's at its best place: with such signs, and without
_EXEMPLIFYING = ("as", "like", "including", "on")
_AT_HOME = ("company", "lobby", "union", "population", "movement")
_DOMESTIC = ("legislature", "court", "agency", "ministry", "central bank", "party", "government")


def recognise(documents: Sequence[Document], given: Sequence[Given]) -> tuple[tuple[Document, ...], tuple[Actor, ...]]:
    """The documents with every sentence's `actors` filled, and the actors, the most named first.

    `given` actors come first and win an alias over whatever is learnt. An actor is kept if it acts somewhere: a name
    that stands only for a place is nobody's. A sentence lists all kept actors that it names by any alias, in order of
    appearance.
    """
    parses = syntax.parse([sentence.text for document in documents for sentence in document.sentences])
    known = cast.known(given, "\n".join(document.text for document in documents))
    bodies.learn(known, parses)
    collectives.learn(known, parses)
    persons.learn(known, parses, documents)
    found = _all_mentions(known, parses)
    if home := _home(known, found):
        _come_home(known, home)
        persons.seat(
            known,
            home,
            documents,
            Counter(between(p, m.start, m.end) for p, ms in zip(parses, found, strict=True) for m in ms),
        )
        found = _all_mentions(known, parses)
    chances = [heads.named(state) for state in encoder.states(parses)]
    newcomers.learn(known, parses, chances)
    found = _all_mentions(known, parses)
    _learn_owners(known, parses, found)
    acting = _acting(known, parses, chances, found)
    aliases: dict[str, Counter[str]] = defaultdict(Counter)
    for parse, named in zip(parses, found, strict=True):
        for mention in named:
            aliases[mention.actor][between(parse, mention.start, mention.end)] += 1
    actors = _actors(known, aliases, acting)
    kept = {actor.name for actor in actors}
    names = iter(_names(named, kept) for named in found)
    return tuple(_with_actors(document, names) for document in documents), actors


def index(actors: Sequence[Actor]) -> Index:
    """Finds the given actors in a sentence, by name and alias."""
    own = {alias: actor.name for actor in reversed(actors) for alias in (*actor.aliases, actor.name)}
    return Index([*own.items(), *((phrase, "") for phrase in lexicon.phrases("blockers") if phrase not in own)])


def _with_actors(document: Document, named: Iterator[tuple[str, ...]]) -> Document:
    sentences = tuple(sentence.model_copy(update={"actors": next(named)}) for sentence in document.sentences)
    return document.model_copy(update={"sentences": sentences})


def _names(mentions: Sequence[Mention], kept: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.actor for mention in mentions if mention.actor in kept))


def _actors(known: Cast, aliases: Mapping[str, Counter[str]], acting: set[str]) -> tuple[Actor, ...]:
    names = sorted(acting | known.given, key=lambda name: (name not in known.given, -sum(aliases[name].values()), name))
    return tuple(
        Actor(
            name=name,
            type=known.types[name],
            aliases=tuple(alias for alias in sorted(aliases[name]) if alias != name),
            part_of=known.part_of.get(name, "") if known.part_of.get(name, "") in known.types else "",
        )
        for name in names
    )


def _all_mentions(known: Cast, parses: Sequence[Parse]) -> list[tuple[Mention, ...]]:
    finder = known.finder()
    return [mentions(parse, finder) for parse in parses]


# Whose


def _home(known: Cast, found: Sequence[Sequence[Mention]]) -> str:
    """The state whose own bodies (parties, chambers, courts, agencies) are named more than other states are, or ""."""
    own: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for mention in (mention for named in found for mention in named):
        kind = known.types[mention.actor]
        if kind == "state":
            states[mention.actor] += 1
        elif kind in _DOMESTIC:
            own[known.part_of.get(mention.actor, "")] += 1
        elif kind in _AT_HOME:
            own[""] += 1
    nobodys = own.pop("", 0)
    if leading := _leading(states):
        own[leading] += nobodys
    if not own:
        return ""
    home = max(sorted(own), key=lambda state: own[state])
    return home if own[home] > (sum(states.values()) - states[home]) / 2 else ""


def _leading(states: Counter[str]) -> str:
    """The state that is named more often than all others together, or ""."""
    leading = max(sorted(states), key=lambda state: states[state], default="")
    return leading if leading and states[leading] > sum(states.values()) / 2 else ""


def _come_home(known: Cast, home: str) -> None:
    """At home the organs that speak for the state abroad act for themselves."""
    for organ in lexicon.organs():
        if organ.part_of == home:
            for alias in (organ.name, *organ.aliases):
                if known.owners.get(alias) == home:
                    known.types.setdefault(organ.name, organ.type)
                    known.part_of.setdefault(organ.name, home)
                    known.owners[alias] = organ.name
                    known.listed.add(organ.name)


def _learn_owners(known: Cast, parses: Sequence[Parse], found: Sequence[Sequence[Mention]]) -> None:
    """Whose an actor is: "Iran's IRGC", "Wagner, a private Russian military company"."""
    for parse, named in zip(parses, found, strict=True):
        for left in named:
            for right in named:
                if (
                    left.actor == right.actor
                    or known.types[left.actor] != "state"
                    or not _may_be_owned(known, right.actor)
                ):
                    continue
                owned = parse.heads[left.head] == right.head and (left.possessive or left.modifier)
                apposed = (
                    parse.labels[parse.heads[left.head]] == "appos"
                    and parse.heads[parse.heads[left.head]] == right.head
                )
                if owned or (apposed and left.modifier):
                    known.part_of.setdefault(right.actor, left.actor)


def _may_be_owned(known: Cast, actor: str) -> bool:
    return known.types[actor] in (
        "armed group",
        "company",
        "agency",
        "ministry",
        "legislature",
        "court",
        "party",
        "central bank",
    )


# Who acts


def _acting(
    known: Cast,
    parses: Sequence[Parse],
    chances: Sequence[Sequence[float]],
    found: Sequence[Sequence[Mention]],
) -> set[str]:
    """The actors that are more than a place or a passing name somewhere, and are read as somebody who acts."""
    weight: Counter[str] = Counter()
    best: Counter[str] = Counter()
    placed: dict[str, bool] = {}
    for parse, likely, named in zip(parses, chances, found, strict=True):
        for mention in named:
            weight[mention.actor] += _weight(known, parse, mention)
            placed[mention.actor] = placed.get(mention.actor, True) and _among_places(parse, mention)
            best[mention.actor] = max(best[mention.actor], round(1000 * max(likely[mention.start : mention.end])))
    return {
        name
        for name, chance in best.items()
        if not (placed[name] and known.types[name] == "organisation")
        and chance >= 1000 * (_LIKELY if weight[name] >= _NEEDED or name in known.acting else _SURE)
    }


def _weight(known: Cast, parse: Parse, mention: Mention) -> int:
    """How much a mention says for its actor's acting: `_NEEDED` is enough."""
    kind, placing = known.types[mention.actor], _placing(parse, mention)
    if collectives.acts(parse, mention.head):
        return _NEEDED
    if kind == "state":
        return 0 if placing else _state_weight(parse, mention)
    if between(parse, mention.start, mention.end) in lexicon.places():
        return 0
    if mention.actor in known.listed and not (kind == "government" and mention.actor in known.part_of):
        return 1 if _governor(parse, mention) in _EXEMPLIFYING else _NEEDED
    passing = mention.modifier or kind in ("organisation", "company", "group of states", "government")
    return 0 if placing else 1 if passing else _NEEDED // 2


def _governor(parse: Parse, mention: Mention) -> str:
    """The preposition before a mention, or before the first of several that it is one of, in lower case."""
    head = mention.head
    while parse.labels[head] == "conj" and parse.heads[head] != head:
        head = parse.heads[head]
    return parse.forms[parse.heads[head]].lower() if parse.labels[head] == "pobj" else ""


def _before(parse: Parse, mention: Mention) -> str:
    """The word before a mention and its article, in lower case."""
    at = mention.start - 1
    if at > 0 and parse.tags[at] == "DT":
        at -= 1
    return parse.forms[at].lower() if at >= 0 else ""


def _placing(parse: Parse, mention: Mention) -> bool:
    """Whether a mention tells where something is."""
    owning = mention.possessive or parse.tags[mention.end : mention.end + 1] == ("POS",)
    return not owning and (_before(parse, mention) in word_class("before places") or _among_places(parse, mention))


def _among_places(parse: Parse, mention: Mention) -> bool:
    """Whether a mention is one of a list of which another is a place's: "in Alameda, Richmond and Burlingame"."""
    head = mention.head
    while parse.labels[head] == "conj" and parse.heads[head] != head:
        head = parse.heads[head]
    places = any(kind in ("GPE", "LOC") and start <= head < end for start, end, kind in parse.names)
    return head != mention.head and places and _governor(parse, mention) in word_class("before places")


def _state_weight(parse: Parse, mention: Mention) -> int:
    """Little where a name places something ("Iran-based") or is part of an event's ("Paris talks")."""
    after = parse.forms[mention.end : mention.end + 2]
    if not mention.modifier or not after:
        return _NEEDED
    if after[0] == "-" and len(after) > 1:
        return _NEEDED // 2 if after[1] in lexicon.shape("placing") else _NEEDED
    told = {after[0].capitalize(), parse.forms[parse.heads[mention.head]].capitalize()}
    if parse.forms[mention.end - 1] in lexicon.capitals():
        return 0 if told & word_class("no bodies") else _NEEDED
    return _NEEDED // 2 if after[0][0].isupper() and told & word_class("no bodies") else _NEEDED
