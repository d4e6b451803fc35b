"""Documents -> Documents and Actors: who acts in them, under which names, and which sentences name whom."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Protocol, cast, get_args

from briefing.findings import lexicon
from briefing.findings.clauses import Index, Mention, Words, function_words, words
from briefing.findings.lexicon import word_class
from briefing.model import Actor, ActorType, Document

_CAPITAL = r"[A-ZÀ-ÞŁŠŽČ][\w’'\-]*"
_NAME = rf"(?:{_CAPITAL}\.?|(?:[ae]l|[AE]l)-{_CAPITAL})"
_PERSON = rf"{_NAME}(?:\s+(?:(?:bin|ibn|al|el|de|da|del|van|von|la)\s+)?{_NAME}){{0,3}}"
_RUN = re.compile(rf"{_CAPITAL}(?:\s+(?:(?:of|for|on)\s+(?:the\s+)?)?{_CAPITAL}|(?<=\w)\s+and\s+{_CAPITAL})*")
_ACRONYM = re.compile(r"((?:[\w’'\-]+\s+){1,10}[\w’'\-]+)\s+\((?:the\s+)?([A-Z][A-Za-z&]*[A-Z])\)")
_LED = re.compile(
    r"\b(?:led|headed|commanded|chaired)\s+by\s+"
    rf"(?:(?:General|Gen\.|Colonel|Marshal|President|Prime Minister)\s+)?({_PERSON})"
)
_APART = 5  # words between a name and the owner that an apposition tells
_MODIFIERS = 4  # words before a role noun that may be its own
_TELLING = 5  # letters of a surname that is hardly anything else
_BETWEEN = 3  # words between "Syria's" and "President"
_LED_TYPES = ("armed group", "government", "party", "organisation", "movement")
_LEGISLATOR = re.compile(
    rf"\b(?:Sens?\.|Reps?\.|Senators?|Representatives?|Congress(?:wo)?man)\s+({_PERSON}),?\s+\(?([DR])-"
)
_TITLED = r"\b(?:President|Prime Minister|Chancellor|Premier) {0}\b|\b{0} (?:administration|government|regime)\b"
_APPOSED = re.compile(
    rf"\b({_CAPITAL}(?:\s+{_CAPITAL})*),\s+(?:an?|the)\s+((?:[\w\-]+\s+){{0,4}}?)([a-z\-]+)\b|"
    rf"\ban?\s+((?:[\w\-]+\s+){{0,4}})([a-z\-]+)\s+(?:called|named|known as)\s+({_CAPITAL}(?:\s+{_CAPITAL})*)"
)


class Given(Protocol):
    """An actor as the analyst gives it."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str | None: ...  # noqa: D102
    @property
    def aliases(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def part_of(self) -> str | None: ...  # noqa: D102


@dataclass
class _Cast:
    """Everyone who may act, while names are being learnt. An alias belongs to whoever claims it first."""

    types: dict[str, ActorType] = field(default_factory=dict)
    part_of: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def add(self, name: str, kind: ActorType, aliases: Iterable[str] = (), part_of: str = "") -> None:
        self.types.setdefault(name, kind)
        if part_of and name not in self.part_of:
            self.part_of[name] = part_of
        for alias in (name, *aliases):
            self.owners.setdefault(alias, name)

    def index(self) -> Index:
        blocked = [(phrase, "") for phrase in lexicon.phrases("blockers") if phrase not in self.owners]
        return Index([*self.owners.items(), *blocked])


def recognise(documents: Sequence[Document], given: Sequence[Given]) -> tuple[tuple[Document, ...], tuple[Actor, ...]]:
    """The documents with every sentence's `actors` filled, and the actors, the most named first.

    `given` actors come first and win an alias over whatever is learnt. An actor is kept if it acts somewhere: a name
    that stands only for a place is nobody's. A sentence lists all kept actors that it names by any alias, in order of
    appearance.
    """
    sentences = [words(sentence.text) for document in documents for sentence in document.sentences]
    cast_ = _Cast()
    _add_given(cast_, given)
    _add_known(cast_, " ".join(document.text for document in documents))
    _learn_acronyms(cast_, sentences)
    _learn_bodies(cast_, sentences)
    _learn_apposed(cast_, sentences)
    _learn_roles(cast_, sentences)
    _learn_leaders(cast_, documents, sentences)
    mentions = _all_mentions(cast_, sentences)
    _learn_owners(cast_, sentences, mentions)
    acting = _acting(cast_, sentences, mentions)
    aliases: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, found in zip(sentences, mentions, strict=True):
        for mention in found:
            aliases[mention.actor][sentence.between(mention.start, mention.end)] += 1
    actors = _actors(cast_, aliases, acting)
    kept = {actor.name for actor in actors}
    named = iter(_names(found, kept) for found in mentions)
    return tuple(_with_actors(document, named) for document in documents), actors


def index(actors: Sequence[Actor]) -> Index:
    """Finds the given actors in a sentence, by name and alias."""
    own = {alias: actor.name for actor in reversed(actors) for alias in (*actor.aliases, actor.name)}
    return Index([*own.items(), *((phrase, "") for phrase in lexicon.phrases("blockers") if phrase not in own)])


def _with_actors(document: Document, named: Iterator[tuple[str, ...]]) -> Document:
    sentences = tuple(sentence.model_copy(update={"actors": next(named)}) for sentence in document.sentences)
    return document.model_copy(update={"sentences": sentences})


def _names(mentions: Sequence[Mention], kept: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.actor for mention in mentions if mention.actor in kept))


def _actors(cast_: _Cast, aliases: dict[str, Counter[str]], acting: set[str]) -> tuple[Actor, ...]:
    names = sorted(acting | cast_.given, key=lambda name: (name not in cast_.given, -sum(aliases[name].values()), name))
    known = set(names)
    return tuple(
        Actor(
            name=name,
            type=cast_.types[name],
            aliases=tuple(alias for alias in sorted(aliases[name]) if alias != name),
            part_of=cast_.part_of.get(name, "") if cast_.part_of.get(name, "") in known | set(cast_.types) else "",
        )
        for name in names
    )


def _all_mentions(cast_: _Cast, sentences: Sequence[Words]) -> list[list[Mention]]:
    finder = cast_.index()
    return [finder.find(sentence) for sentence in sentences]


# Who is known


def _add_given(cast_: _Cast, given: Sequence[Given]) -> None:
    known = {actor.name: actor for actor in lexicon.known()}
    for actor in given:
        own = known.get(actor.name)
        kind = actor.type if actor.type in get_args(ActorType) else (own.type if own else "organisation")
        cast_.add(actor.name, cast("ActorType", kind), actor.aliases, actor.part_of or "")
        cast_.given.add(actor.name)


def _add_known(cast_: _Cast, text: str) -> None:
    tokens = set(re.findall(r"\w+", text))
    for actor in lexicon.known():
        clues = lexicon.ambiguous().get(actor.name)
        if clues and not clues & tokens and actor.name not in cast_.given:
            continue
        names = [name for name in (actor.name, *actor.aliases) if name.split()[-1].strip(".") in tokens or "." in name]
        if names:
            cast_.types.setdefault(actor.name, actor.type)
            if actor.part_of:
                cast_.part_of.setdefault(actor.name, actor.part_of)
            for name in names:
                cast_.owners.setdefault(name, actor.name)


# Names that the documents explain


def _learn_acronyms(cast_: _Cast, sentences: Sequence[Words]) -> None:
    for sentence in sentences:
        for match in _ACRONYM.finditer(sentence.text) if "(" in sentence.text else ():
            name = _spelt_out(match[1].split(), match[2])
            if not name or name.split()[-1] in word_class("no bodies"):
                continue
            owner = cast_.owners.get(name) or cast_.owners.get(match[2])
            if owner:
                cast_.add(owner, cast_.types[owner], (name, match[2]))
            else:
                cast_.add(name, _body_type(name) or "organisation", (match[2],))


def _learn_apposed(cast_: _Cast, sentences: Sequence[Words]) -> None:
    """Names that an apposition tells for a body: "CTIA, a trade association", "a group called CREDO"."""
    heads = lexicon.shape_types("apposed: ")
    for sentence in sentences:
        for match in _APPOSED.finditer(sentence.text):
            name = match[1] or match[6]
            told = [word for word in [*(match[2] or match[4] or "").split(), match[3] or match[5]] if word in heads]
            if told and name not in cast_.owners and name.lower() not in function_words():
                cast_.add(name, heads[told[-1]])


def _spelt_out(before: list[str], acronym: str) -> str:
    """The shortest run of words before an acronym whose initials spell it, or ""."""
    letters = [letter.lower() for letter in acronym if letter.isalpha()]
    for size in range(2, len(before) + 1):
        run = before[-size:]
        initials = [part[0].lower() for word in run for part in re.split("[-’']", word) if part]
        if run[0][0].isupper() and initials[0] == letters[0] and _within(letters, initials):
            return " ".join(run)
    return ""


def _within(letters: list[str], initials: list[str]) -> bool:
    """Whether at least all but one of the letters are met in order among the initials."""
    at = met = 0
    for letter in letters:
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
            met += 1
    return met >= max(2, len(letters) - 1)


def _body_type(name: str) -> ActorType | None:
    """The type of a capitalised name by its head noun: the last word, or the one before "of", "for" or "on"."""
    return lexicon.shape_types("head: ").get(_head_noun(name))


def _head_noun(name: str) -> str:
    return re.split(r"\s+(?:of|for|on)\s+", name, maxsplit=1)[0].split()[-1]


def _learn_bodies(cast_: _Cast, sentences: Sequence[Words]) -> None:
    """Names that their head noun tells for a body ("Federal Court of Appeals"), and their short forms."""
    heads: dict[str, set[str]] = defaultdict(set)
    ministries: set[str] = set()
    having_organs: set[str] = set()
    for name, owner, rest, kind in _bodies(cast_, sentences):
        if owner and cast_.types[owner] == "state" and rest.split()[-1] in lexicon.shape("state organs"):
            cast_.add(owner, "state", (name,))
            having_organs.add(owner)
        elif name.endswith("Ministry"):
            ministries.add(name)
        elif " " in name:
            cast_.add(name, kind, (), owner)
            heads[_head_noun(name).lower()].add(name)
    if len(having_organs) == 1:
        (state,) = having_organs
        cast_.add(state, "state", sorted(ministries))
    for head in sorted(heads.keys() & lexicon.shape("short heads")):
        if len(heads[head]) == 1:
            (name,) = heads[head]
            cast_.add(name, cast_.types[name], (f"the {head}", f"The {head}", f"the {head.capitalize()}"))


def _bodies(cast_: _Cast, sentences: Sequence[Words]) -> Iterator[tuple[str, str, str, ActorType]]:
    """New names that have a body's head noun: the name, whose it is ("" for nobody's), the rest of it, the type."""
    for sentence in sentences:
        for match in _RUN.finditer(sentence.text):
            name = _trimmed(match[0], opens=match.start() == 0)
            if name and name not in cast_.owners:
                owner, rest = _owned(cast_, name)
                if rest and (kind := _body_type(rest)):
                    yield name, owner, rest, kind


def _trimmed(run: str, *, opens: bool) -> str:
    """A capitalised run without what a sentence's opening or a conjunction put before or after it."""
    parts = run.removesuffix("'s").removesuffix("’s").split()
    if " and " in run and not re.search(r"\b(?:of|for|on)\b.*\band\b", run):
        return ""
    while parts and (
        parts[0].lower() in function_words() or (opens and len(parts) > 1 and parts[0].lower().endswith("ly"))
    ):
        parts = parts[1:]
    days = word_class("weekdays") | word_class("months")
    parts = parts[: next((n for n, part in enumerate(parts) if part.lower() in days), len(parts))]
    while parts and parts[-1].lower() in function_words():
        parts = parts[:-1]
    joined = " ".join(parts)
    return "" if "'s " in joined or "’s " in joined or joined.split()[-1:] == ["The"] else joined


def _owned(cast_: _Cast, name: str) -> tuple[str, str]:
    """The actor whose name or demonym begins a name, and the rest of it; ("", name) where there is none."""
    parts = name.split()
    for size in (2, 1):
        owner = cast_.owners.get(" ".join(parts[:size]))
        if owner and size < len(parts) and cast_.types[owner] in ("state", "group of states"):
            return owner, " ".join(parts[size:])
    return "", name


def _learn_owners(cast_: _Cast, sentences: Sequence[Words], mentions: Sequence[Sequence[Mention]]) -> None:
    """Whose an actor is: "Iran's IRGC", "Wagner, a private Russian military company"."""
    for sentence, found in zip(sentences, mentions, strict=True):
        for left, right in pairwise(found):
            gap = sentence.lows[left.end : right.start]
            ours, theirs = cast_.types[left.actor], cast_.types[right.actor]
            if left.actor == right.actor:
                continue
            if ours == "state" and theirs not in ("state", "group of states", "organisation") and gap in ((), ("'s",)):
                _own(cast_, right.actor, left.actor)
            apposed = len(gap) > 1 and gap[0] in (",", "—", "(") and gap[1] in ("a", "an") and len(gap) <= _APART
            if apposed and theirs == "state" and right.modifier and ours not in ("state", "group of states"):
                _own(cast_, left.actor, right.actor)


def _own(cast_: _Cast, actor: str, owner: str) -> None:
    if cast_.types[actor] in (
        "armed group",
        "company",
        "agency",
        "ministry",
        "legislature",
        "court",
        "party",
        "central bank",
    ):
        cast_.part_of.setdefault(actor, owner)


# Those who act together


def _learn_roles(cast_: _Cast, sentences: Sequence[Words]) -> None:
    """Plural role nouns that are said to want, say or do something: "insurers", "gun-owner groups"."""
    roles = lexicon.shape_types("role: ")
    counts: Counter[tuple[str, str]] = Counter()
    subjects: set[tuple[str, str]] = set()
    for sentence in sentences:
        for at, low in enumerate(sentence.lows):
            if low not in roles or (sentence.forms[at][0].isupper() and at):
                continue
            start = _role_start(sentence, at)
            key = (" ".join(sentence.lows[start : at + 1]).replace(" - ", "-"), low)
            counts[key] += 1
            if _acts_next(sentence, at + 1) and _plain_before(sentence, start):
                subjects.add(key)
    for name, head in sorted(subjects):
        title = name[0].upper() + name[1:]
        if name not in cast_.owners and title not in cast_.owners and name not in lexicon.shape("wide roles"):
            cast_.add(title, roles[head], (name,))


def _role_start(sentence: Words, at: int) -> int:
    """Where the modifiers of a role noun begin, weak ones left out."""
    start = at
    while start and at - start < _MODIFIERS:
        low, form = sentence.lows[start - 1], sentence.forms[start - 1]
        if low == "-" and sentence.hyphened(start - 1):
            start -= 2
            continue
        verb = lexicon.verbs().get(low)
        if (
            not low.isalpha()
            or form[0].isupper()
            or low in function_words()
            or low in lexicon.shape("weak modifiers")
            or verb
        ):
            break
        start -= 1
    return max(start, 0)


def _plain_before(sentence: Words, start: int) -> bool:
    at = start
    while at and sentence.lows[at - 1] in lexicon.shape("weak modifiers") | word_class("determiners"):
        at -= 1
    low = sentence.lows[at - 1] if at else ""
    return low not in word_class("prepositions") and not sentence.forms[at - 1][0].isupper() if at else True


@cache
def _acts() -> frozenset[str]:
    """Lemmas of verbs whose subject acts: saying and the cues' own."""
    return frozenset(lexicon.cues("verb")) | frozenset(
        ["say", "tell", "argue", "call", "note", "add", "respond", "react", "announce", "sue", "file"]
    )


def _acts_next(sentence: Words, at: int) -> bool:
    """Whether a verb of wanting, saying or the like follows as predicate."""
    helpers = word_class("have") | word_class("modals") | word_class("do") | word_class("be")
    for low in sentence.lows[at : at + 4]:
        if low in word_class("adverbs") or low in helpers:
            continue
        verb = lexicon.verbs().get(low)
        return bool(verb and verb.lemma in _acts() and set(verb.forms) & set("bdng"))
    return False


# Persons who stand for a state, a party or a group


@cache
def _titled() -> re.Pattern[str]:
    titles = "|".join(re.escape(title) for title in lexicon.titles())
    return re.compile(
        rf"\b({titles})\b(?:\s+of\s+(?:the\s+)?({_PERSON}),)?,?\s+(?:Ayatollah\s+|General\s+)?({_PERSON})"
    )


def _learn_leaders(cast_: _Cast, documents: Sequence[Document], sentences: Sequence[Words]) -> None:
    """Leaders by title ("Syrian President Bashar al-Assad"), by "led by" and by the list of leaders."""
    learnt: dict[str, set[str]] = defaultdict(set)
    finder = cast_.index()
    for sentence in sentences:
        for person, owner in _told_leaders(cast_, finder, sentence):
            for alias in _person_aliases(person):
                learnt[alias].add(owner)
    _add_listed(cast_, learnt, documents, _home(cast_, sentences))
    taken = set(cast_.owners)
    for alias, owners in sorted(learnt.items()):
        if len(owners) == 1 and alias not in taken and len(alias) > 1:
            (owner,) = owners
            cast_.add(owner, cast_.types.get(owner, "state"), (alias,))


def _told_leaders(cast_: _Cast, finder: Index, sentence: Words) -> Iterator[tuple[str, str]]:
    """Persons and those for whom the sentence says that they stand."""
    for match in _titled().finditer(sentence.text):
        owner = _bearer_of(cast_, finder, sentence, match)
        if owner and not (match[1][0].islower() and "," in match[0]):
            yield match[3], owner
    for match in _LEGISLATOR.finditer(sentence.text):
        yield match[1], "Democratic Party" if match[2] == "D" else "Republican Party"
    for match in _LED.finditer(sentence.text):
        before = [m for m in finder.find(words(sentence.text[: match.start()])) if not m.modifier]
        if before and cast_.types[before[-1].actor] in _LED_TYPES:
            yield match[1], before[-1].actor


def _add_listed(cast_: _Cast, learnt: dict[str, set[str]], documents: Sequence[Document], home: str) -> None:
    """The leaders of the list whom the documents mean: by full name, by title, by the documents' dates."""
    text = "\n".join(document.text for document in documents)
    years = [int(document.published[:4]) for document in documents if document.published]
    terms: list[lexicon.Leader] = []
    for leader in lexicon.leaders():
        full = any(name in text for name in leader.names)
        if leader.surname in learnt or (leader.surname not in text and not full):
            continue
        dated = any(leader.first - 1 <= year <= leader.last + 2 for year in years)
        titled = leader.last > 0 and re.search(_TITLED.format(leader.surname), text) is not None
        if full or dated or titled or _plainly(leader, text):
            for alias in (leader.surname, *leader.names):
                learnt[alias].add(leader.state)
            terms += [leader] if leader.state == home and (dated or titled) else []
    if len(terms) == 1:
        _seat_government(cast_, learnt, home, terms[0])


def _home(cast_: _Cast, sentences: Sequence[Words]) -> str:
    """The state whose own bodies (parties, chambers, courts, agencies) are named more than states are, or ""."""
    bodies: Counter[str] = Counter()
    states = 0
    for found in _all_mentions(cast_, sentences):
        for mention in found:
            kind = cast_.types[mention.actor]
            states += kind == "state"
            if kind in ("legislature", "court", "agency", "ministry", "central bank"):
                bodies[cast_.part_of.get(mention.actor, "")] += 1
            elif mention.actor in ("Republican Party", "Democratic Party"):
                bodies["United States"] += 1
    bodies.pop("", None)
    return max(sorted(bodies), key=lambda state: bodies[state]) if bodies and sum(bodies.values()) > states / 2 else ""


def _seat_government(cast_: _Cast, learnt: dict[str, set[str]], home: str, leader: lexicon.Leader) -> None:
    """Where bodies of one state face each other, its leader stands for the administration and not for the state."""
    noun = "administration" if home == "United States" else "government"
    name = f"{leader.surname} {noun}"
    cast_.types.setdefault(name, "government")
    cast_.part_of.setdefault(name, home)
    for alias in (name, f"the {noun}", "the president", "The president", leader.surname, *leader.names):
        learnt[alias] = {name}
    for alias in ("the White House", "White House"):
        if home == "United States" and cast_.owners.get(alias) == home:
            cast_.owners[alias] = name


def _plainly(leader: lexicon.Leader, text: str) -> bool:
    """Whether an undated text names a leader by a surname that is nobody else's in English, and his state."""
    return leader.last > 0 and len(leader.surname) >= _TELLING and leader.surname in text and leader.state in text


def _bearer_of(cast_: _Cast, finder: Index, sentence: Words, match: re.Match[str]) -> str:
    """The actor that the bearer of a title stands for, by the words before the title or after "of"."""
    if match[2] and match[2] in cast_.owners:
        return cast_.owners[match[2]]
    before = words(sentence.text[max(0, match.start() - 60) : match.start()])
    found = finder.find(before)
    if not found:
        return ""
    last = found[-1]
    tail = before.lows[last.end :]
    if tail in ((), ("'s",), ("'",)) or (
        len(tail) <= _BETWEEN and tail[0] == "'s" and all(low.isalpha() for low in tail[1:])
    ):
        return last.actor if cast_.types[last.actor] not in ("group of states", "organisation") else ""
    return ""


def _person_aliases(name: str) -> list[str]:
    """A person's full name and surname, the article of an Arabic one with and without."""
    name = name.removesuffix("'s").removesuffix("’s")
    surname = name.split()[-1]
    bare = re.sub(r"^[AaEe]l-", "", surname)
    return [
        alias
        for alias in dict.fromkeys((name, surname, bare))
        if len(alias) > 1 and alias.lower() not in function_words()
    ]


# Who acts


def _acting(cast_: _Cast, sentences: Sequence[Words], mentions: Sequence[Sequence[Mention]]) -> set[str]:
    """The actors that are more than a place or a passing name somewhere."""
    weight: Counter[str] = Counter()
    for sentence, found in zip(sentences, mentions, strict=True):
        for mention in found:
            weight[mention.actor] += _weight(sentence, mention, cast_.types[mention.actor])
    return {name for name, total in weight.items() if total >= _NEEDED}


_NEEDED = 2  # one plain sign that somebody acts, or two passing ones


def _weight(sentence: Words, mention: Mention, kind: ActorType) -> int:
    before = sentence.lows[mention.start - 1] if mention.start else ""
    if before == "the" and mention.start > 1:
        before = sentence.lows[mention.start - 2]
    if kind == "state":
        return 0 if before in word_class("before places") and not sentence.possessive(mention.end) else 2
    if kind == "group of states":
        return 2
    return 1 if mention.modifier else 2
