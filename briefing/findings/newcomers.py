"""Parses -> those who act though no rule knows them: nouns and names that the encoder reads as somebody's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from briefing.findings import bodies, collectives, lexicon
from briefing.findings.cast import Cast
from briefing.findings.mentions import between, mentions
from briefing.findings.syntax import Parse
from briefing.model import ActorType

SURE = 0.55
"""How likely a noun must head an actor's name at its best place to be taken for one."""
ALONE = 0.7
"""The same for a noun that is hardly anybody's name ("hospitals")."""
_INITIALS = 3  # letters of an acronym that may stand for the first words of a name
_NAMES = ("NNP", "NNPS")
_NOUNS = ("NN", "NNS")
_WITHIN = ("compound", "amod", "nmod", "punct", "poss")


def learn(cast: Cast, parses: Sequence[Parse], chances: Sequence[Sequence[float]]) -> None:
    """Add them; `chances`: for each token of each sentence how likely it heads an actor's name."""
    finder = cast.finder()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    types: dict[str, ActorType] = {}
    best: Counter[str] = Counter()
    for parse, likely in zip(parses, chances, strict=True):
        taken = {token for mention in mentions(parse, finder) for token in range(mention.start, mention.end)}
        for start, at in _phrases(parse, likely):
            if taken & set(range(start, at + 1)):
                continue
            text = between(parse, start, at + 1)
            key = text[0].upper() + text[1:]
            forms[key][text] += 1
            types.setdefault(key, _type(parse, at, text))
            best[key] = max(best[key], round(1000 * likely[at]))
    heads = {
        **_by_initials(cast),
        **_by_ends(cast),
        **{alias.lower(): owner for alias, owner in cast.owners.items() if owner},
        **_single_heads(cast),
    }
    for name in sorted(best, key=lambda name: (-best[name], name)):
        if best[name] < 1000 * SURE or cast.owner(name) or _nobodys_name(cast, name):
            continue
        owner = heads.setdefault(name if name.isupper() else name.lower(), name)
        cast.add(owner, cast.types.get(owner, types[name]), sorted(forms[name]))


def _nobodys_name(cast: Cast, name: str) -> bool:
    """Whether a name is a law's, a treaty's or a place's."""
    last = bodies.head_noun(name)
    return name in cast.barred or last in lexicon.word_class("no bodies") or name in lexicon.places()


def _single_heads(cast: Cast) -> dict[str, str]:
    """The nouns that head the name of one body alone, and whose: "bank" where there is one Central Bank."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name, kind in cast.types.items():
        if " " in name and kind not in ("state", "group of states", "population", "leader"):
            owners[bodies.head_noun(name).lower()].add(name)
    return {noun: names.pop() for noun, names in owners.items() if len(names) == 1}


def _by_initials(cast: Cast) -> dict[str, str]:
    """The initials of the name of one body alone, or of its first words: "AFT" of a federation's state branch."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name in cast.types:
        initials = "".join(word[0] for word in name.split() if word[0].isupper())
        for n in range(_INITIALS, len(initials) + 1):
            owners[initials[:n]].add(name)
    return {told: names.pop() for told, names in owners.items() if len(names) == 1}


def _by_ends(cast: Cast) -> dict[str, str]:
    """The ends, of two words or more, of the name of one body alone, in lower case: "public utilities commission"."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name, kind in cast.types.items():
        whole = bodies.head_noun(name) == name.split()[-1]
        if whole and kind not in ("state", "group of states", "population", "leader") and bodies.body_type(name):
            words = name.lower().split()
            for n in range(1, len(words) - 1):
                owners[" ".join(words[n:])].add(name)
    return {end: names.pop() for end, names in owners.items() if len(names) == 1}


def _phrases(parse: Parse, likely: Sequence[float]) -> Iterator[tuple[int, int]]:
    """The nouns that may head an actor's name, each with where its phrase begins."""
    for at, tag in enumerate(parse.tags):
        if likely[at] < SURE / 2 or "HYPH" in (*parse.tags[max(0, at - 1) : at], *parse.tags[at + 1 : at + 2]):
            continue  # half of a hyphened word is nobody's name
        if tag in _NAMES and not (at == 0 and _role(parse, at)):
            start = at
            while start and (_joined(parse, start, at) or _joined_by_mark(parse, start)):
                start -= 2 if _joined_by_mark(parse, start) else 1
            numbered = {*parse.forms[max(0, start - 1) : at]} & lexicon.word_class("numbered")  # "Measure B"
            if parse.tags[at + 1 : at + 2] == ("CD",) or parse.forms[at].lower() in lexicon.shape("persons"):
                continue  # "AB 917", "the President"
            if not numbered and not _joined_by_mark(parse, at + 2) and (at or _opens_as_name(parse)):
                yield start, at
        elif (tag in _NOUNS or at == 0) and len(parse.forms[at]) > 2:  # noqa: PLR2004 - no name is so short
            start = collectives.role_start(parse, at)
            if _is_a_deed(parse, at) or _tells_of_a_name(parse, at) or _is_one_person(parse, at):
                continue
            low = parse.forms[at].lower()
            alone = {low, low.removesuffix("s"), f"{low}s"} & _nobodys() or _pointed_at(parse, at)
            if start < at or not alone or _acting_alone(parse, at, likely[at]):
                yield start, at


def _joined(parse: Parse, start: int, at: int) -> bool:
    """Whether the word before `start` belongs to the name that ends with `at`."""
    return parse.tags[start - 1] in _NAMES and parse.heads[start - 1] <= at


def _joined_by_mark(parse: Parse, at: int) -> bool:
    """Whether a "&" without spaces joins the word at `at` to the one before it ("PG&E")."""
    if not 1 < at < len(parse.forms) or parse.forms[at - 1] != "&":
        return False
    return parse.spans[at - 2][1] == parse.spans[at - 1][0] and parse.spans[at - 1][1] == parse.spans[at][0]


def _opens_as_name(parse: Parse) -> bool:
    """Whether the first word of a sentence is a name: a capital that only opens a sentence makes none."""
    form = parse.forms[0]
    capitals = form[1:] != form[1:].lower() and (not form.isupper() or not parse.text.isupper())
    return capitals or any(first == 0 for first, _, _ in parse.names)


def _role(parse: Parse, at: int) -> bool:
    return parse.forms[at].lower() in lexicon.shape_types("role: ")


def _tells_of_a_name(parse: Parse, at: int) -> bool:
    """Whether a noun only says what somebody named is: "PhRMA, the trade group", "the labor union Solidarity"."""
    head = parse.heads[at]
    if parse.labels[at] == "appos":
        return parse.tags[head] in _NAMES
    if parse.tags[at] != "NN" or parse.tags[at + 1 : at + 2] not in (("NNP",), ("NNPS",)):
        return False
    return head > at or any(h == at and n > at and parse.labels[n] == "appos" for n, h in enumerate(parse.heads))


def _is_one_person(parse: Parse, at: int) -> bool:
    """Whether a noun is one person without a name ("a nurse"): who acts are many, or have a name."""
    low = parse.forms[at].lower()
    many = lexicon.shape_types("role: ").get(f"{low}s") if low not in lexicon.shape("singular roles") else None
    return parse.tags[at] == "NN" and many == "population"


def _is_a_deed(parse: Parse, at: int) -> bool:
    """Whether a noun of no role, one and possessed, says what its owner did or has ("Ankara's demarche")."""
    owned = any(label == "poss" and head == at for label, head in zip(parse.labels, parse.heads, strict=True))
    return parse.tags[at] == "NN" and owned and not _bearer(parse, at)


def _pointed_at(parse: Parse, at: int) -> bool:
    """Whether a noun is of those named before: "those companies"."""
    pointing = ("this", "that", "these", "those", "such")
    return any(h == at and parse.forms[n].lower() in pointing and n < at for n, h in enumerate(parse.heads))


def _acting_alone(parse: Parse, at: int, likely: float) -> bool:
    """Whether a wide noun is somebody without more words: many who say, want or do something ("hospitals warn")."""
    wide = parse.forms[at].lower() in lexicon.shape("wide roles") - lexicon.shape("companions")
    return wide and parse.tags[at] == "NNS" and likely >= ALONE and collectives.acts(parse, at)


@cache
def _nobodys() -> frozenset[str]:
    """Nouns that alone say nobody's name ("leaders", "allies")."""
    return frozenset().union(*(lexicon.shape(h) for h in ("representatives", "companions", "wide roles")))


def _type(parse: Parse, at: int, name: str) -> ActorType:
    """What a noun tells of the one whom it heads."""
    if parse.tags[at] in _NAMES and not (at == 0 and _role(parse, at)):
        person = any(kind == "PERSON" and start <= at < end for start, end, kind in parse.names)
        return bodies.body_type(parse.forms[at]) or ("leader" if person else "organisation")
    if _role(parse, at):
        return collectives.role_type(name, parse.forms[at].lower())
    return _bearer(parse, at) or ("population" if parse.tags[at] == "NNS" else "organisation")


def _bearer(parse: Parse, at: int) -> ActorType | None:
    """The type of those whom the lexicon knows to bear a noun for a role or a body."""
    low = parse.forms[at].lower()
    return lexicon.shape_types("role: ").get(low) or lexicon.shape_types("head: ").get(low.capitalize())
