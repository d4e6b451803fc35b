"""Documents -> Relations: which actors a sentence shows as aligned or opposed, by cues between them in a clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple

from briefing.findings import clauses, lexicon, phrases
from briefing.findings.actors import index
from briefing.findings.clauses import Memory, Mention, Words
from briefing.findings.interests import remember, theatre
from briefing.findings.lexicon import Bond, word_class
from briefing.model import Actor, Document, Evidence, Relation, Sign

_OBJECT = 9  # words between a cue and the actor that it is about, at most


class _Shown(NamedTuple):
    """A sign between two actors and the words that show it."""

    pair: tuple[str, str]
    sign: Sign
    start: int
    end: int


def extract(documents: Sequence[Document], actors: Sequence[Actor]) -> tuple[Relation, ...]:
    """One relation a pair and sign; its evidence are the sentences that show that sign, in order.

    A sentence that shows both signs shows `mixed`, one that makes the relation depend on something `conditional`.
    A pair of an actor and its own part is left out.
    """
    finder = index(actors)
    part_of = {actor.name: actor.part_of for actor in actors}
    evidence: dict[tuple[tuple[str, str], Sign], dict[Evidence, str]] = {}
    for document in documents:
        memory = Memory()
        for sentence in document.sentences:
            words = clauses.words(sentence.text)
            mentions = finder.find(words)
            for shown in _summed(words, list(_shown(words, mentions, memory))):
                a, b = shown.pair
                if part_of.get(a) != b and part_of.get(b) != a:
                    proof = Evidence(
                        sentence=sentence.id, quote=words.between(shown.start, _noun_end(words, shown.end))
                    )
                    place = theatre(words, proof.quote, a)
                    evidence.setdefault((shown.pair, shown.sign), {})[proof] = place if place != b else ""
            memory = remember(words, mentions, memory)
    return tuple(_relation(pair, sign, found) for (pair, sign), found in sorted(evidence.items()))


def _relation(pair: tuple[str, str], sign: Sign, found: dict[Evidence, str]) -> Relation:
    theatres = {place for place in found.values() if place}
    key = "\0".join((*pair, sign))
    return Relation(
        id=f"relation-{sha256(key.encode()).hexdigest()[:8]}",
        evidence=tuple(found),
        actors=pair,
        sign=sign,
        theatre=theatres.pop() if len(theatres) == 1 else "",
    )


def _summed(words: Words, shown: list[_Shown]) -> list[_Shown]:
    """One sign a pair and sentence."""
    by_pair: dict[tuple[str, str], list[_Shown]] = {}
    for one in shown:
        by_pair.setdefault(one.pair, []).append(one)
    return [_sum(words, found) for _, found in sorted(by_pair.items())]


def _sum(words: Words, found: list[_Shown]) -> _Shown:
    start, end = min(one.start for one in found), max(one.end for one in found)
    sign: Sign = found[0].sign if len({one.sign for one in found}) == 1 else "mixed"
    for condition in lexicon.conditions():
        for at in range(len(words.lows)):
            if words.lows[at : at + len(condition)] == condition:
                return _Shown(found[0].pair, "conditional", min(start, at), _sentence_end(words))
    return _Shown(found[0].pair, sign, start, end)


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


def _shown(words: Words, mentions: Sequence[Mention], memory: Memory) -> Iterator[_Shown]:
    if not mentions or (len({mention.actor for mention in mentions}) == 1 and not memory.subject and not memory.pair):
        return
    verbs, both, nouns = (lexicon.bonds(word_class) for word_class in ("verb", "both", "noun"))
    for at, low in enumerate(words.lows):
        verb = lexicon.verbs().get(low)
        lemma = "be" if low in ("are", "were", "am", "'re") else verb.lemma if verb else ""
        if lemma in verbs:
            yield from _by_verb(words, mentions, memory, at, verbs[lemma])
        if lemma in both:
            yield from _by_both(words, mentions, memory, at, both[lemma])
        if phrases.singular(low) in nouns:
            yield from _by_noun(words, mentions, memory, at, nouns[phrases.singular(low)][0])
        if low in ("pro", "anti") and at + 1 < len(words.lows) and words.hyphened(at + 1):
            yield from _by_prefix(mentions, at, "aligned" if low == "pro" else "opposed")
        if low in lexicon.bond_words("backed") and at:
            yield from _by_backing(words, mentions, at)


def _pairs(left: Sequence[str], right: Sequence[str], sign: Sign, start: int, end: int) -> Iterator[_Shown]:
    for a in left:
        for b in right:
            if a != b:
                yield _Shown((a, b) if a < b else (b, a), sign, start, end)


def _by_verb(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bonds: Sequence[Bond]
) -> Iterator[_Shown]:
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


def _met(words: Words, objects: tuple[Mention, ...], sign: Sign) -> tuple[Mention, ...]:
    """Those of the objects that are dealt with themselves: who backs a "Moldovan region" backs no Moldova."""
    if sign == "opposed":
        return objects
    return tuple(m for m in objects if not m.modifier or words.lows[m.end] in lexicon.shape("representatives"))


def _acting(words: Words, mentions: Sequence[Mention], at: int, memory: Memory) -> clauses.Subject | None:
    """Who does what an infinitive, a gerund or a noun at `at` says: the subject of the finite verb before it."""
    for i in range(at - 1, max(-1, at - _REACH), -1):
        low = words.lows[i]
        if low in clauses.STOPS or low in word_class("averse"):
            return None
        if clauses.is_finite(words, i):
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


def _by_both(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bonds: Sequence[Bond]
) -> Iterator[_Shown]:
    """As in "A and B agree", "the two countries clashed"."""
    found = next((bond for bond in bonds if phrases.match(words.lows, at + 1, bond.words[1:])), None)
    group = clauses.group(words, at)
    if found is None or group.negated or group.modal in word_class("norm") or not group.finite:
        return
    subject = clauses.subject(words, mentions, group.first, memory)
    if subject and len(subject.actors) == 2:  # noqa: PLR2004
        yield from _pairs(subject.actors[:1], subject.actors[1:], found.sign, min(subject.start, at), at + 1)


def _by_noun(words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bond: Bond) -> Iterator[_Shown]:
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
    right = _right(words, mentions, at)
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


def _by_its(words: Words, mentions: Sequence[Mention], memory: Memory, at: int, bond: Bond) -> Iterator[_Shown]:
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
    joined = len(owners) > 1 and words.lows[owners[-2].end : owners[-1].start] in (("-",), ("–",), ("and",))
    return owners[-2:] if joined else owners[-1:]


def _right(words: Words, mentions: Sequence[Mention], at: int) -> tuple[Mention, ...]:
    """The actors that the noun at `at` is about: at once ("ally B"), or after a preposition."""
    after = words.lows[at + 1] if at + 1 < len(words.lows) else ""
    if after in word_class("bond links"):
        return _objects(words, mentions, at + 2)
    following = next((m for m in mentions if m.start == at + 1 and not m.modifier), None)
    return (following,) if following else ()


def _by_backing(words: Words, mentions: Sequence[Mention], at: int) -> Iterator[_Shown]:
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


def _by_prefix(mentions: Sequence[Mention], at: int, sign: Sign) -> Iterator[_Shown]:
    """As in "a pro-India Afghanistan"."""
    one = next((m for m in mentions if m.start == at + 2), None)
    other = next((m for m in mentions if one and m.start == one.end), None)
    if one and other:
        yield from _pairs([one.actor], [other.actor], sign, at, other.end)
