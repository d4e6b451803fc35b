"""Words -> bonds: which actors patterns of words show as aligned or opposed, by cues between them in a clause.

Few are found so, but they are mostly right: `relations` takes them as they are, and as evidence beside the tree's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

from briefing.findings import clauses, lexicon, phrases
from briefing.findings.clauses import Memory, Mention, Words
from briefing.findings.lexicon import Bond, word_class
from briefing.model import Sign

_OBJECT = 9  # words between a cue and the actor that it is about, at most


class Shown(NamedTuple):
    """A sign between two actors and the words that show it."""

    pair: tuple[str, str]
    sign: Sign
    start: int
    end: int
    settled: bool = False  # says what becomes of a bond that another cue only names


def told(
    words: Words, mentions: Sequence[Mention], memory: Memory, part_of: Mapping[str, str]
) -> dict[tuple[str, str], Shown]:
    """What patterns of words show of each pair that the sentence names.

    A sentence that shows both signs shows `mixed`, one that makes the relation depend on something `conditional`.
    """
    found = [one for one in _shown(words, mentions, memory) if not supposed(words, one.start)]
    summed = _summed(words, [*found, *_of_owners(words, mentions, part_of, found)])
    return {one.pair: one._replace(end=_noun_end(words, one.end)) for one in summed}


def supposed(words: Words, start: int) -> bool:
    """Whether the clause of word `start` is only supposed ("if A attacks B") or alleged ("accusations that A ...")."""
    for i in range(start, -1, -1):
        low = words.lows[i]
        if low in clauses.STOPS or low in (",", ":") or words.dash(i):
            return False
        if low in word_class("suppositions") and words.lows[max(0, i - 1) : i] != ("only",):
            return True
        if low == "that" and words.lows[max(0, i - 1) : i] and words.lows[i - 1] in word_class("allegations"):
            return True
    return False


def _of_owners(
    words: Words, mentions: Sequence[Mention], part_of: Mapping[str, str], found: Sequence[Shown]
) -> Iterator[Shown]:
    """What is shown of a part that the sentence calls its owner's ("Iran's IRGC") is shown of the owner."""
    for left, right in pairwise(mentions):
        if part_of.get(right.actor) == left.actor and words.lows[left.end : right.start] in (("'s",), ("'",), ()):
            for shown in found:
                if right.actor in shown.pair and left.actor not in shown.pair:
                    a, b = sorted(left.actor if name == right.actor else name for name in shown.pair)
                    yield shown._replace(pair=(a, b), start=min(shown.start, left.start))


def _summed(words: Words, shown: list[Shown]) -> list[Shown]:
    """One sign a pair and sentence."""
    by_pair: dict[tuple[str, str], list[Shown]] = {}
    for one in shown:
        by_pair.setdefault(one.pair, []).append(one)
    return [_sum(words, found) for _, found in sorted(by_pair.items())]


def _sum(words: Words, found: list[Shown]) -> Shown:
    found = [one for one in found if one.settled] or found
    start, end = min(one.start for one in found), max(one.end for one in found)
    sign: Sign = found[0].sign if len({one.sign for one in found}) == 1 else "mixed"
    for condition in lexicon.conditions():
        for at in range(len(words.lows)):
            if words.lows[at : at + len(condition)] == condition:
                return Shown(found[0].pair, "conditional", min(start, at), _sentence_end(words))
    return Shown(found[0].pair, sign, start, end)


def _noun_end(words: Words, end: int) -> int:
    """The end of the noun phrase in which word `end` may stand, so that no quotation stops at an adjective."""
    while end < len(words.lows) and (words.possessive(end) or words.hyphened(end) or words.forms[end].islower()):
        noun = words.possessive(end) or words.lows[end] in word_class("noun-prone")
        if not noun and (words.lows[end] in clauses.function_words() or clauses.is_finite(words, end)):
            break
        end += 1
    return end


def _sentence_end(words: Words) -> int:
    return len(words.lows) - 1 if words.lows[-1] in clauses.STOPS else len(words.lows)


def _shown(words: Words, mentions: Sequence[Mention], memory: Memory) -> Iterator[Shown]:
    if not mentions or (len({mention.actor for mention in mentions}) == 1 and not memory.subject and not memory.pair):
        return
    nouns = lexicon.bonds("noun")
    for at, low in enumerate(words.lows):
        yield from _by_verbs(words, mentions, memory, at)
        if phrases.singular(low) in nouns:
            for bond in nouns[phrases.singular(low)]:
                if end := _noun_ends(words, at, bond):
                    yield from _by_noun(words, mentions, memory, end - 1, bond)
                    break
        if low in ("pro", "anti") and at + 1 < len(words.lows) and words.hyphened(at + 1):
            yield from _by_prefix(mentions, at, "aligned" if low == "pro" else "opposed")
        if low in lexicon.bond_words("backed") and at:
            yield from _by_backing(words, mentions, at)


def _by_verbs(words: Words, mentions: Sequence[Mention], memory: Memory, at: int) -> Iterator[Shown]:
    """What the verb at `at` shows, of whatever class of cues it is."""
    low = words.lows[at]
    verb = lexicon.verbs().get(low)
    lemma = "be" if low in ("are", "were", "am", "'re") else verb.lemma if verb else ""
    if bonds := lexicon.bonds("verb").get(lemma):
        yield from _by_verb(words, mentions, memory, at, bonds)
    if bonds := lexicon.bonds("both").get(lemma):
        yield from _by_both(words, mentions, memory, at, bonds)
    if bonds := lexicon.bonds("aims").get(lemma):
        yield from _by_aims(words, mentions, memory, at, bonds)
    if bonds := lexicon.bonds("ties").get(lemma):
        yield from _by_ties(words, mentions, at, bonds)
    if bonds := lexicon.bonds("hindering").get(lemma):
        yield from _by_hindrance(words, mentions, memory, at, bonds)


def _noun_ends(words: Words, at: int, bond: Bond) -> int:
    """The word after the cue that begins with the noun at `at`, a preposition of it left out, or 0."""
    end = phrases.match(words.lows, at + 1, bond.words[1:])
    return end - 1 if end and bond.words[-1] in word_class("prepositions") else end


def _pairs(left: Sequence[str], right: Sequence[str], sign: Sign, start: int, end: int) -> Iterator[Shown]:
    for a in left:
        for b in right:
            if a != b:
                yield Shown((a, b) if a < b else (b, a), sign, start, end)


def _by_verb(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bonds: Sequence[Bond]
) -> Iterator[Shown]:
    """As in "A backs B", "B was attacked by A"."""
    found = next(((bond, end) for bond in bonds if (end := phrases.match(words.lows, at + 1, bond.words[1:]))), None)
    if found is None or words.forms[at][0].isupper():
        return
    bond, end = found
    group = clauses.group(words, at)
    if group.modal in word_class("norm") or (group.negated and bond.sign == "opposed"):
        return
    sign: Sign = "opposed" if group.negated else bond.sign
    if group.passive:
        end = end + 1 if words.lows[end : end + 1] == ("by",) else 0
    if words.lows[end : end + 1] == ("that",) and bond.words[0] in ("fear", "worry"):
        end += 1
    objects = _met(words, _objects(words, mentions, end), sign) if end else ()
    subject = clauses.subject(words, mentions, group.first, memory) if objects else None
    subject = subject or (_acting(words, mentions, at, memory) if objects and not group.finite else None)
    if subject:
        yield from _pairs(subject.actors, [m.actor for m in objects], sign, min(subject.start, at), objects[-1].end)


@cache
def _enterprises() -> frozenset[str]:
    """Role nouns after a demonym that are hardly the state ("U.S. businesses")."""
    return frozenset(noun for noun, kind in lexicon.shape_types("role: ").items() if kind in ("company", "lobby"))


def _met(words: Words, objects: tuple[Mention, ...], sign: Sign) -> tuple[Mention, ...]:
    """Those of the objects that are dealt with themselves: who backs a "Moldovan region" backs no Moldova."""
    if sign == "opposed":
        return tuple(m for m in objects if not m.modifier or words.lows[m.end] not in _enterprises())
    return tuple(m for m in objects if not m.modifier or words.lows[m.end] in lexicon.shape("representatives"))


def _acting(words: Words, mentions: Sequence[Mention], at: int, memory: Memory) -> clauses.Subject | None:
    """Who does what an infinitive, a gerund or a noun at `at` says: the subject of the finite verb before it."""
    for i in range(at - 1, max(-1, at - _REACH), -1):
        low = words.lows[i]
        if low in clauses.STOPS or low in word_class("averse"):
            return None
        if clauses.is_finite(words, i):
            verb = lexicon.verbs().get(low)
            if verb and verb.lemma in word_class("disowning"):
                return None  # who is accused is said to do it; who warns of an attack does not attack
            return clauses.subject(words, mentions, clauses.group(words, i).first, memory)
    ends = {m.end: m for m in mentions}
    return clauses.subject_before(words, ends, at, Memory()) if at < _REACH else None


_REACH = 14  # words between a finite verb and what its subject does, at most


def _objects(words: Words, mentions: Sequence[Mention], start: int) -> tuple[Mention, ...]:
    """The actors that the object which begins at `start` names first, those of one list with it too."""
    first = next((m for m in mentions if m.start >= start), None)
    if (
        first is None
        or words.lows[first.start - 1] == "in"
        or first.start - start > _OBJECT
        or not _same_clause(words, start, first.start)
    ):
        return ()
    found, closed = [first], 1
    for mention in mentions:
        gap = words.lows[found[-1].end : mention.start]
        if mention.start >= found[-1].end and gap in (("and",), (",",), (",", "and"), ("or",), ("and", "the")):
            found.append(mention)
            closed = len(found) if gap != (",",) else closed
    return tuple(found[:closed])


def _same_clause(words: Words, start: int, end: int) -> bool:
    for i in range(start, end):
        low = words.lows[i]
        if low in clauses.STOPS or low in word_class("object ends") or words.dash(i) or clauses.is_finite(words, i):
            return False
        if low == "to" and i > start and phrases.infinitive(words, i):
            return False
    return True


def _matched(words: Words, at: int, bonds: Sequence[Bond]) -> tuple[Bond, int] | None:
    """The longest of the cues that stands at word `at`, and the word after it."""
    if words.forms[at][0].isupper():
        return None
    return next(((bond, end) for bond in bonds if (end := phrases.match(words.lows, at + 1, bond.words[1:]))), None)


def _by_aims(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bonds: Sequence[Bond]
) -> Iterator[Shown]:
    """As in "the interests of A and B collide", "A's aims differ from B's"."""
    found = _said_of(words, at, bonds, lexicon.bond_words("aims"))
    if found is None:
        return
    sign, noun, end = found
    owners = _owners(words, mentions, memory, noun)
    start = min([noun, *(m.start for m in mentions if m.actor in owners and m.end <= at)])
    if len(owners) == 2:  # noqa: PLR2004
        yield from _pairs(owners[:1], owners[1:], sign, start, end)
    elif len(owners) == 1 and words.lows[end : end + 1] in (("with",), ("from",)):
        others = _objects(words, mentions, end + 1)
        yield from _pairs(owners, [m.actor for m in others], sign, start, others[-1].end if others else end)


def _by_ties(words: Words, mentions: Sequence[Mention], at: int, bonds: Sequence[Bond]) -> Iterator[Shown]:
    """As in "the A-B alliance crumbles", which says more than that there is one."""
    found = _said_of(words, at, bonds, lexicon.bond_words("ties"))
    owners = _owners(words, mentions, Memory(), found[1]) if found else ()
    if found and len(owners) == 2:  # noqa: PLR2004
        start = min([found[1], *(m.start for m in mentions if m.actor in owners and m.end <= at)])
        for shown in _pairs(owners[:1], owners[1:], found[0], start, found[2]):
            yield shown._replace(settled=True)


def _said_of(words: Words, at: int, bonds: Sequence[Bond], nouns: frozenset[str]) -> tuple[Sign, int, int] | None:
    """The sign of a cue whose subject is one of the nouns, where the noun stands, and the word after the cue."""
    found = _matched(words, at, bonds)
    group = clauses.group(words, at) if found else None
    if found is None or group is None or not group.finite or group.modal in word_class("norm"):
        return None
    bond, end = found
    noun = _noun_before(words, group.first, nouns)
    if noun < 0 or (group.negated and bond.sign == "opposed"):
        return None
    return "opposed" if group.negated else bond.sign, noun, end


def _noun_before(words: Words, stop: int, nouns: frozenset[str]) -> int:
    """The nearest of the nouns before word `stop` in its clause, or -1."""
    for i in range(stop - 1, max(-1, stop - _REACH), -1):
        if words.lows[i] in nouns:
            return i
        if words.lows[i] in clauses.STOPS or clauses.is_finite(words, i):
            return -1
    return -1


def _owners(words: Words, mentions: Sequence[Mention], memory: Memory, noun: int) -> tuple[str, ...]:
    """Whose the noun is: "of A and B", "between them", "A and B's", "their", "the two countries'"."""
    near = (*words.lows[max(0, noun - _OWNER) : noun], *words.lows[noun + 1 : noun + _OWNER])
    found: Sequence[Mention] = ()
    if words.lows[noun + 1 : noun + 2] in (("of",), ("between",)):
        found = _objects(words, mentions, noun + 2)
    found = found or _left(words, mentions, noun)
    if found:
        return tuple(dict.fromkeys(m.actor for m in found))
    if {"both", "two"} & set(near):
        return memory.pair
    if "their" in words.lows[max(0, noun - _OWNER) : noun]:
        owner = clauses.subject_before(words, {m.end: m for m in mentions}, noun, memory)
        return owner.actors if owner else ()
    return ()


_OWNER = 4  # words between a noun and the word that tells whose it is


def _by_hindrance(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bonds: Sequence[Bond]
) -> Iterator[Shown]:
    """As in "A does this, a measure that conflicts with B's desire", "A's plans stand in the way of B's"."""
    found = _matched(words, at, bonds)
    group = clauses.group(words, at) if found else None
    if found is None or group is None or group.negated or group.passive or not group.finite:
        return
    others = () if group.modal in word_class("norm") else _objects(words, mentions, found[1])
    doers = _behind(words, mentions, memory, group.first) if others else ()
    if doers:
        start = min(m.start for m in mentions if m.actor in doers)
        yield from _pairs(doers, [m.actor for m in others], found[0].sign, start, others[-1].end)


def _behind(words: Words, mentions: Sequence[Mention], memory: Memory, first: int) -> tuple[str, ...]:
    """Those whose act, plan or policy the verb group that begins at `first` is said of."""
    last = first - 1
    if words.lows[max(0, last - 1) : last + 1] == ("in", "turn"):
        last -= 2
    if last < 1:
        return ()
    ends = {m.end: m for m in mentions}
    if words.lows[last] not in ("which", "that"):
        left = _left(words, mentions, first)
        plain = left and (left[0].start == 0 or words.lows[left[0].start - 1] not in word_class("prepositions"))
        return tuple(m.actor for m in left) if plain else ()
    if words.lows[last - 1] == ",":  # a clause is what "which" stands for
        verb = next((i for i in range(last - 2, -1, -1) if clauses.is_finite(words, i)), 0)
        clause = clauses.group(words, verb).first if verb else 0
        subject = clauses.subject(words, mentions, clause, memory) if clause else None
        return subject.actors if subject else tuple(m.actor for m in _left(words, mentions, clause))
    for i in range(last - 2, max(0, last - _OWNER - 2), -1):  # ", a measure that"
        if words.lows[i] == "," and words.lows[i + 1] in word_class("determiners"):
            main = clauses.subject_before(words, ends, i, Memory())
            return main.actors if main else ()
    return ()


def _by_both(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bonds: Sequence[Bond]
) -> Iterator[Shown]:
    """As in "A and B agree", "the two countries clashed"."""
    found = next((bond for bond in bonds if phrases.match(words.lows, at + 1, bond.words[1:])), None)
    group = clauses.group(words, at)
    if found is None or group.negated or group.modal in word_class("norm") or not group.finite:
        return
    subject = clauses.subject(words, mentions, group.first, memory)
    if subject and len(subject.actors) == 2:  # noqa: PLR2004
        yield from _pairs(subject.actors[:1], subject.actors[1:], found.sign, min(subject.start, at), at + 1)


def _by_noun(words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bond: Bond) -> Iterator[Shown]:
    """As in "cooperation between A and B", "the A-B alliance", "A's ally B", "A's sanctions on B"."""
    if words.lows[at] in lexicon.verbs() and at and words.lows[at - 1] in word_class("before verbs"):
        return
    before = set(words.lows[max(0, at - 3) : at])
    if before & {"no", "without", "lack"} or (bond.sign == "opposed" and before & lexicon.bond_words("ending")):
        return
    after = words.lows[at + 1] if at + 1 < len(words.lows) else ""
    joined = _objects(words, mentions, at + 2) if after in ("between", "among", "of") else ()
    if len(joined) > 1 and after != "of":
        for one, other in combinations(joined, 2):
            yield from _pairs([one.actor], [other.actor], bond.sign, at, joined[-1].end)
        return
    left = _left(words, mentions, at)
    if len(left) > 1:  # "Moscow-Tehran", "Saudi and Emirati"
        yield from _pairs([left[0].actor], [left[1].actor], bond.sign, left[0].start, at + 1)
        return
    right = _met(words, _right(words, mentions, at), bond.sign)
    if left and right:
        yield from _pairs([left[-1].actor], [m.actor for m in right], bond.sign, left[-1].start, right[-1].end)
    elif right:
        subject = _acting(words, mentions, at, memory)
        if subject:
            yield from _pairs(
                subject.actors, [m.actor for m in right], bond.sign, min(subject.start, at), right[-1].end
            )
    elif words.lows[max(0, at - 3) : at].count("its") == 1:  # "Afghanistan is its natural ally"
        yield from _by_its(words, mentions, memory, at, bond)


def _by_its(words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bond: Bond) -> Iterator[Shown]:
    ends = {m.end: m for m in mentions}
    verb = next((i for i in range(at - 1, max(-1, at - 5), -1) if words.lows[i] in ("is", "are", "was", "were")), None)
    ally = clauses.subject(words, mentions, verb, memory) if verb else None
    holder = clauses.subject_before(words, ends, ally.start, memory) if ally else None
    if ally and holder:
        yield from _pairs(holder.actors, ally.actors, bond.sign, min(holder.start, ally.start), at + 1)


def _left(words: Words, mentions: Sequence[Mention], at: int) -> list[Mention]:
    """The actors whose the noun at `at` is: up to two before it, with nothing but adjectives between."""
    owners = [m for m in mentions if m.end <= at and at - m.end < 5]  # noqa: PLR2004
    if not owners or not (owners[-1].modifier or words.possessive(owners[-1].end)):
        return []
    gap = [low for low in words.lows[owners[-1].end : at] if low not in ("'s", "'", "-")]
    if any(not low.isalpha() or low in clauses.function_words() for low in gap):
        return []
    joined = len(owners) > 1 and words.lows[owners[-2].end : owners[-1].start] in _JOINED
    return owners[-2:] if joined else owners[-1:]


_JOINED = (("-",), ("–",), ("and",), ("'s", "and"), ("and", "the"))


def _right(words: Words, mentions: Sequence[Mention], at: int) -> tuple[Mention, ...]:
    """The actors that the noun at `at` is about: at once ("ally B"), or after a preposition."""
    after = words.lows[at + 1] if at + 1 < len(words.lows) else ""
    if after in word_class("bond links"):
        return _objects(words, mentions, at + 2)
    following = next((m for m in mentions if m.start == at + 1 and not m.modifier), None)
    return (following,) if following else ()


def _by_backing(words: Words, mentions: Sequence[Mention], at: int) -> Iterator[Shown]:
    """As in "US-backed B", "B, backed by A"."""
    before = next((m for m in mentions if m.end == at - 1 and words.hyphened(at - 1)), None)
    after = next((m for m in mentions if 0 <= m.start - at - 1 <= 2), None)  # noqa: PLR2004
    if before and after:
        yield from _pairs([before.actor], [after.actor], "aligned", before.start, after.end)
    if words.lows[at + 1 : at + 2] == ("by",):
        holder = next((m for m in reversed(mentions) if 0 <= at - m.end <= 2 and not m.modifier), None)  # noqa: PLR2004
        backers = _objects(words, mentions, at + 2)
        if holder and backers and words.lows[at - 1] not in word_class("be"):
            yield from _pairs([holder.actor], [m.actor for m in backers], "aligned", holder.start, backers[-1].end)


def _by_prefix(mentions: Sequence[Mention], at: int, sign: Sign) -> Iterator[Shown]:
    """As in "a pro-India Afghanistan"."""
    one = next((m for m in mentions if m.start == at + 2), None)
    other = next((m for m in mentions if one and m.start == one.end), None)
    if one and other:
        yield from _pairs([one.actor], [other.actor], sign, at, other.end)
