"""The data files of actors and cues, read into tables that a sentence's words are looked up in."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, cast, get_args

from briefing.findings.terms import lexicon
from briefing.model import ActorType, Kind, Sign

VOWELS = "aeiou"


class Known(NamedTuple):
    """An actor that the data files know."""

    name: str
    type: ActorType
    aliases: tuple[str, ...]
    part_of: str = ""


class Leader(NamedTuple):
    """Who a bare surname was, and in texts of which years (0 to 0: only by the full name)."""

    surname: str
    state: str
    first: int
    last: int
    names: tuple[str, ...]


class Verb(NamedTuple):
    """A verb form: its lemma and which of the forms `b`ase, `s`, `d` (past), `n` (participle), `g` (-ing) it can be."""

    lemma: str
    forms: str


class Cue(NamedTuple):
    """A cue of a kind of claim: `words` are its lemma and what must follow, `takes` its complements.

    `lead` goes before the complement in the cell; "=" keeps the cue's own words. `negated`: only when negated.
    """

    kind: Kind
    words: tuple[str, ...]
    takes: frozenset[str]
    lead: str
    negated: bool = False


class Bond(NamedTuple):
    """A cue of how two actors stand to each other."""

    sign: Sign
    words: tuple[str, ...]


def _fields(line: str) -> list[str]:
    return [field.strip() for field in line.split("|")]


def _list(field: str, mark: str = ";") -> tuple[str, ...]:
    return tuple(part.strip() for part in field.split(mark) if part.strip())


def phrases(name: str) -> tuple[str, ...]:
    """The lines of a file that is a plain list: `blockers`, `places`."""
    return lexicon(name)[""]


def cuts() -> tuple[str, ...]:
    """Words that open an adjunct, before which a long phrase can end."""
    return phrases("cuts")


@cache
def word_class(heading: str) -> frozenset[str]:
    """The words of a class of `words.txt`, in lower case."""
    return frozenset(" ".join(lexicon("words")[heading]).split())


@cache
def shape(heading: str) -> frozenset[str]:
    """The words of a class of `shapes.txt`."""
    return frozenset(" ".join(lexicon("shapes")[heading]).split())


@cache
def shape_types(prefix: str) -> dict[str, ActorType]:
    """Head nouns (`prefix` "head: ") or role nouns ("role: ") and the type of the actor that they head."""
    return {
        word: cast("ActorType", heading.removeprefix(prefix))
        for heading, lines in lexicon("shapes").items()
        if heading.startswith(prefix)
        for word in " ".join(lines).split()
    }


@cache
def shape_lines(heading: str) -> frozenset[str]:
    """The lines of a class of `shapes.txt` whose members have several words."""
    return frozenset(_list(";".join(lexicon("shapes")[heading])))


@cache
def companions() -> dict[str, ActorType]:
    """Nouns for those who are told by whose they are ("allies"), with their type."""
    types = shape_types("role: ")
    return {noun: types.get(noun, "group of states") for noun in shape("companions")}


@cache
def titles() -> tuple[str, ...]:
    """Titles before a person's name, the longest first."""
    return tuple(sorted(_list(";".join(lexicon("shapes")["titles"])), key=lambda title: (-len(title), title)))


@cache
def ambiguous() -> dict[str, frozenset[str]]:
    """Names that are a state's only in a text that has one of these words."""
    return {
        name: frozenset(words.split())
        for name, _, words in (line.partition(":") for line in lexicon("shapes")["ambiguous"])
    }


@cache
def states() -> dict[str, tuple[str, ...]]:
    """Every state of the gazetteer, with all its aliases."""
    found = {}
    for line in lexicon("states")[""]:
        name, others, demonyms, capital = _fields(line)
        found[name] = (*_list(others), *_list(demonyms), *_list(capital))
    return found


@cache
def demonyms() -> frozenset[str]:
    """The gazetteer's adjectives."""
    return frozenset(d for line in lexicon("states")[""] for d in _list(_fields(line)[2]))


@cache
def adjectives(state: str) -> tuple[str, ...]:
    """The demonyms of a state, the adjective first."""
    return next((_list(_fields(line)[2]) for line in lexicon("states")[""] if _fields(line)[0] == state), ())


@cache
def places() -> frozenset[str]:
    """Regions, seas and cities that are theatres, and actors only where they act."""
    return frozenset(phrases("places"))


@cache
def capitals() -> frozenset[str]:
    """The capitals of the gazetteer."""
    return frozenset(c for line in lexicon("states")[""] for c in _list(_fields(line)[3]))


@cache
def acts() -> frozenset[str]:
    """Lemmas of verbs whose subject acts: those of saying, and the cues' own."""
    return (frozenset(cues("verb")) | shape("acts")) - shape("hardly acts")


@cache
def known() -> tuple[Known, ...]:
    """Every actor that the data files know; `names.txt` adds to the states of the gazetteer, and wins an alias."""
    types = set(get_args(ActorType))
    own: dict[str, Known] = {}
    for line in lexicon("names")[""]:
        name, kind, *rest = _fields(line)
        if kind not in types:
            raise ValueError(f"names.txt: no actor type {kind!r}")
        own[name] = Known(
            name, cast("ActorType", kind), _list(rest[0]) if rest else (), rest[1] if len(rest) > 1 else ""
        )
    taken = {alias for actor in own.values() for alias in actor.aliases}
    for organ in organs():
        state = own[organ.part_of]
        own[organ.part_of] = state._replace(aliases=(*state.aliases, organ.name, *organ.aliases))
    for name, aliases in states().items():
        mine = own.get(name, Known(name, "state", ()))
        own[name] = mine._replace(aliases=(*mine.aliases, *(a for a in aliases if a not in taken)))
    return tuple(own[name] for name in sorted(own))


@cache
def organs() -> tuple[Known, ...]:
    """Organs that stand for their state in dealings with other states, and for themselves at home."""
    rows = (_fields(line) for line in lexicon("names")["organs"])
    return tuple(Known(row[0], cast("ActorType", row[1]), _list(row[2]), row[3]) for row in rows)


@cache
def leaders() -> tuple[Leader, ...]:
    """Heads of state and government with the years in which their surname is theirs."""
    return _leaders("")


@cache
def officials() -> tuple[Leader, ...]:
    """Those who speak for a state abroad, or lead a party, a body or an armed group."""
    return _leaders("officials")


@cache
def surnames() -> frozenset[str]:
    """The names of all leaders and officials that the list has."""
    return frozenset(name for leader in (*leaders(), *officials()) for name in (leader.surname, *leader.names))


def _leaders(heading: str) -> tuple[Leader, ...]:
    rows = (_fields(line) for line in lexicon("leaders")[heading])
    return tuple(Leader(row[0], row[1], int(row[2]), int(row[3]), _list(row[4])) for row in rows)


@cache
def verbs() -> dict[str, Verb]:
    """Every form of every verb of `verbs.txt`."""
    irregular = {line.split()[0]: line.split()[1:] for line in lexicon("verbs")["irregular"]}
    forms: dict[str, dict[str, str]] = {}
    lemmas = dict.fromkeys([*" ".join(lexicon("verbs")["regular"]).split(), *irregular])
    for lemma in lemmas:
        past, participle = irregular.get(lemma) or (_past(lemma), _past(lemma))
        for form, letter in ((lemma, "b"), (_third(lemma), "s"), (past, "d"), (participle, "n"), (_gerund(lemma), "g")):
            entry = forms.setdefault(form, {})
            entry[lemma] = entry.get(lemma, "") + letter
        if past.endswith("pped") or past[-4:-3] == past[-3:-2]:  # a doubled consonant is doubled before -ing too
            forms.setdefault(past[:-2] + "ing", {}).setdefault(lemma, "g")
        elif lemma in irregular and _SHORT.search(lemma):  # "begin", "cut", "get"
            forms.setdefault(f"{lemma}{lemma[-1]}ing", {}).setdefault(lemma, "g")
    return {form: Verb(*next(iter(found.items()))) for form, found in forms.items()}


_SHORT = re.compile(r"(?:[^aeiou]|qu)[aeiou][bdgmnpt]$")
"""One short vowel and one consonant at the end."""


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return lemma[:-1] + "ied"
    return lemma + "ed"


def _third(lemma: str) -> str:
    irregular = {"be": "is", "have": "has", "do": "does", "go": "goes"}
    if lemma in irregular:
        return irregular[lemma]
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


_PREFIXES = ("counter", "under", "inter", "over", "side", "with", "out", "off", "up", "re", "un")
_ONE_SYLLABLE = re.compile(r"[^aeiou]+[aeiou][bdglmnprt]")
"""A verb that doubles its last consonant ("tip")."""


@cache
def gerund(lemma: str) -> str:
    """The -ing form of a verb: of one of `verbs.txt`, and "sidestepping" like "stepping"."""
    doubled = _doubled().get(lemma, "")
    prefix = next((one for one in _PREFIXES if lemma.startswith(one) and lemma.removeprefix(one) in _doubled()), "")
    if not doubled and prefix:
        doubled = prefix + _doubled()[lemma.removeprefix(prefix)]
    elif not doubled and lemma not in verbs():
        tail = next((lemma[at:] for at in range(2, len(lemma) - 2) if lemma[at:] in verbs()), "")
        doubled = lemma[: -len(tail)] + gerund(tail) if tail else ""
        if not doubled and _ONE_SYLLABLE.fullmatch(lemma):
            doubled = f"{lemma}{lemma[-1]}ing"
    return doubled or _gerund(lemma)


@cache
def _doubled() -> dict[str, str]:
    """The -ing form of the verbs that double their last consonant."""
    return {verb.lemma: form for form, verb in verbs().items() if verb.forms == "g" and form != _gerund(verb.lemma)}


def _gerund(lemma: str) -> str:
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")) and lemma != "be":
        return lemma[:-1] + "ing"
    return lemma + "ing"


@cache
def cues(word_class: str) -> dict[str, tuple[Cue, ...]]:
    """Cues of a class ("verb", "adj", "noun") by their first word, the longest first."""
    found: dict[str, list[Cue]] = {}
    for heading, lines in lexicon("cues").items():
        head, _, lead = heading.partition(":")
        if not head:
            continue
        kind, kind_class, *takes = head.split()
        if kind_class != word_class:
            continue
        for entry in _list(",".join(lines), ","):
            words = tuple(entry.split())
            negated = words[0] == "not"
            words = words[1:] if negated else words
            cue = Cue(cast("Kind", kind), words, frozenset(takes), lead.strip(), negated)
            found.setdefault(words[0], []).append(cue)
    return {word: tuple(sorted(entries, key=lambda cue: -len(cue.words))) for word, entries in found.items()}


@cache
def being() -> dict[str, tuple[Cue, ...]]:
    """The verb cues that begin with "be", by their next word: "be worried about"."""
    found: dict[str, list[Cue]] = {}
    for cue in cues("verb")["be"]:
        if len(cue.words) > 1:
            found.setdefault(cue.words[1], []).append(cue)
    return {word: tuple(entries) for word, entries in found.items()}


@cache
def feelings() -> dict[str, tuple[Cue, ...]]:
    """Those of `being` that tell an interest or a concern, without "be": "worried about"."""
    found = {}
    for word, states in being().items():
        told = [cue for cue in states if not cue.negated and len(cue.words) > 2 and cue.kind in ("interest", "concern")]  # noqa: PLR2004
        if word != "~" and told:
            found[word] = tuple(cue._replace(words=cue.words[1:]) for cue in told)
    return found


@cache
def bonds(word_class: str) -> dict[str, tuple[Bond, ...]]:
    """Cues of alignment and opposition of a class ("verb", "both", "noun") by their first word, the longest first."""
    found: dict[str, list[Bond]] = {}
    signs: tuple[Sign, ...] = ("aligned", "opposed")
    for sign in signs:
        for entry in _list(",".join(lexicon("bonds").get(f"{sign} {word_class}", ())), ","):
            found.setdefault(entry.split()[0], []).append(Bond(sign, tuple(entry.split())))
    return {word: tuple(sorted(entries, key=lambda bond: -len(bond.words))) for word, entries in found.items()}


@cache
def bond_words(heading: str) -> frozenset[str]:
    """The words of a class of `bonds.txt`."""
    return frozenset(" ".join(lexicon("bonds")[heading]).split())


@cache
def conditions() -> tuple[tuple[str, ...], ...]:
    """Phrases that make a relation conditional, as words."""
    return tuple(tuple(phrase.split()) for phrase in _list(";".join(lexicon("bonds")["conditions"])))


@cache
def classes(part: str) -> dict[str, str]:
    """The WordNet class of the verbs or nouns (`part`: "verb", "noun") of classes.txt: "cognition", "group"."""
    return {
        word: heading.partition(".")[2]
        for heading, lines in lexicon("classes").items()
        if heading.startswith(f"{part}.")
        for word in " ".join(lines).split()
    }


@cache
def body_types() -> dict[str, frozenset[str]]:
    """Common nouns ("the ministry") and the types of the actors that they can stand for."""
    found: dict[str, set[str]] = {}
    for heading, lines in lexicon("words").items():
        if heading.startswith("body: "):
            for word in " ".join(lines).split():
                found.setdefault(word, set()).add(heading.removeprefix("body: "))
    return {word: frozenset(types) for word, types in found.items()}


@cache
def senses(part: str) -> dict[str, tuple[str, ...]]:
    """The headings of `senses.txt` under which a verb or noun (`part`) stands: ("want", "try")."""
    found: dict[str, list[str]] = {}
    for heading, lines in lexicon("senses").items():
        if heading.startswith(f"{part} "):
            for word in " ".join(lines).split():
                found.setdefault(word, []).append(heading.removeprefix(f"{part} "))
    return {word: tuple(dict.fromkeys(headings)) for word, headings in found.items()}


def with_article(actor: str) -> str:
    """An actor's name as a text has it, with "the" where English does."""
    plural = ("United", "Netherlands", "Philippines", "European Union", "Gulf", "Islamic", "House", "Senate")
    return f"the {actor}" if actor.startswith(plural) else actor
