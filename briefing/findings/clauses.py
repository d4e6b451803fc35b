"""Sentence -> clauses: words, the actors they name, verb groups and their subjects, and where a phrase ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from briefing.findings import lexicon
from briefing.findings.lexicon import word_class

MOST_TEXT = 2_000
"""Characters of a sentence that are looked at; what is longer is a list or a table."""

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|[A-Z][A-Z&]*&[A-Z]\b|\w+(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d)\b|"
    r"\d+(?:[.,]\d+)*%?|\w+(?:['’](?!s\b)\w+)?|\.{3}|[^\w\s]"
)
_DASHES = frozenset("—–")
_CLOSERS = {")": "(", "—": "—", "–": "–", ",": ","}
STOPS = frozenset(".!?;")
_QUOTES = frozenset('"“”«»')
_ASIDE = 3  # words of an aside between an auxiliary and its verb
_ADJECTIVES = 4  # words before a noun that may be its adjectives
_DEEPEST = 3  # verbs that conjunctions may join
_REACH = 26  # words that may stand between a subject and its verb


class Words(NamedTuple):
    """A sentence as words and marks: `forms` as written, `lows` in lower case, `spans` in the text."""

    text: str
    forms: tuple[str, ...]
    lows: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def hyphened(self, at: int) -> bool:
        """Whether the mark at `at` is a hyphen inside a word."""
        return (
            self.forms[at] in "-‑"
            and 0 < at < len(self.forms) - 1
            and self.spans[at - 1][1] == self.spans[at][0]
            and self.spans[at][1] == self.spans[at + 1][0]
        )

    def possessive(self, at: int) -> bool:
        """Whether the word at `at` is the mark of a possessive."""
        if not 0 <= at < len(self.lows):
            return False
        low = self.lows[at]
        return low == "'s" or (
            low == "'" and at > 0 and self.lows[at - 1].endswith("s") and self.spans[at - 1][1] == self.spans[at][0]
        )

    def dash(self, at: int) -> bool:
        """Whether the mark at `at` is a dash."""
        return self.forms[at] in _DASHES or (self.forms[at] == "-" and not self.hyphened(at))

    def between(self, start: int, end: int) -> str:
        """The text from word `start` up to word `end`, verbatim."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]] if start < end else ""


class Mention(NamedTuple):
    """An actor named by the words from `start` up to `end`; `modifier`: it qualifies a noun or a hyphened word."""

    start: int
    end: int
    actor: str
    modifier: bool


class Group(NamedTuple):
    """A verb with what goes before it: the first word of it all, and how it is meant."""

    first: int
    negated: bool
    modal: str
    passive: bool
    finite: bool


class Subject(NamedTuple):
    """Who a verb is said of: `pattern` says how it was found, `start` and `end` where."""

    actors: tuple[str, ...]
    pattern: str
    start: int
    end: int


class Memory(NamedTuple):
    """What the sentences before left to refer to: the last subject, and the last two actors named."""

    subject: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """The words and marks of a sentence, of a monstrous one those of its first `MOST_TEXT` characters."""
    text = text[:MOST_TEXT]
    found = list(_TOKEN.finditer(text))
    forms = tuple(match.group() for match in found)
    return Words(
        text, forms, tuple(form.lower().replace("’", "'") for form in forms), tuple(match.span() for match in found)
    )


@cache
def function_words() -> frozenset[str]:
    """Words that are no noun, adjective or full verb."""
    headings = (
        "prepositions conjunctions subordinators relatives determiners pronouns be have do modals negation adverbs"
    )
    return frozenset().union(*map(lexicon.word_class, headings.split()))


# Mentions


class Index:
    """Finds actors by their names and aliases; the longest one at a place wins."""

    def __init__(self, aliases: Iterable[tuple[str, str]]) -> None:
        """`aliases`: pairs of an alias and the actor's name ("" for a phrase that names nobody)."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for alias, name in aliases:
            forms = words(alias).forms
            forms = ("the", *forms[1:]) if forms[0] == "The" else forms
            self._by_first.setdefault(forms[0], []).append((forms, name))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def find(self, sentence: Words) -> list[Mention]:
        """Every actor that the sentence names, in order."""
        found: list[Mention] = []
        at, forms, by_first = 0, sentence.forms, self._by_first
        while at < len(forms):
            for alias, name in by_first.get("the" if forms[at] == "The" else forms[at], ()):
                size = len(alias)
                if forms[at + 1 : at + size] == alias[1:]:
                    if name and not _of_people(sentence, at + size) and not _surname(sentence, at):
                        found.append(Mention(at, at + size, name, _modifies(sentence, at, at + size)))
                    at += size
                    break
            else:
                at += 1
        return found


def _of_people(sentence: Words, end: int) -> bool:
    """Whether a demonym is said of people who are not the state ("Syrian fighters")."""
    if sentence.forms[end - 1] not in lexicon.demonyms():
        return False
    return any(low in lexicon.shape("not the state") for low in sentence.lows[end : end + 2])


def _surname(sentence: Words, at: int) -> bool:
    """Whether a state's name is a person's, by the capitalised word before it ("Michael Jordan")."""
    if sentence.forms[at] not in lexicon.shape("persons too") or at == 0:
        return False
    return sentence.forms[at - 1][0].isupper() and sentence.lows[at - 1] not in function_words()


def _modifies(sentence: Words, start: int, end: int) -> bool:  # noqa: PLR0911 - a list of cases
    if end >= len(sentence.forms):
        return False
    if (start and sentence.hyphened(start - 1)) or sentence.hyphened(end):
        return True
    form, low = sentence.forms[end], sentence.lows[end]
    if not form[0].isalpha() or low in function_words() or low.endswith("ly"):
        return False
    verb = lexicon.verbs().get(low)
    if verb is None:
        return True
    if form[0].isupper():
        return True
    after = sentence.lows[end + 1] if end + 1 < len(sentence.lows) else ""
    if "b" in verb.forms and (after in ("to", "that") or after in word_class("determiners")):
        return not (start and sentence.lows[start - 1] == "and") and low in word_class("noun-prone")
    if start and sentence.lows[start - 1] == "and" and "b" in verb.forms and _intransitive(sentence, end):
        return False
    if (
        sentence.lows[end - 1].endswith("s")
        and sentence.forms[end - 1] not in word_class("singular names")
        and "b" in verb.forms
    ):
        return False
    return not set(verb.forms) & set("sdg") or sentence.forms[end - 1] in lexicon.demonyms()


def _intransitive(sentence: Words, at: int) -> bool:
    """Whether the verb at `at` stands without an object and is hardly a noun ("A and B disagree over C")."""
    low, after = sentence.lows[at], sentence.lows[at + 1 : at + 2]
    ended = not after or after[0] in STOPS or after[0] in word_class("prepositions") | word_class("adverbs")
    return ended and low not in lexicon.bonds("noun") and low not in lexicon.cues("noun")


# Verb groups


def group(sentence: Words, at: int) -> Group:
    """The verb group that ends with the verb at `at`: its auxiliaries, adverbs and negation to the left."""
    lows, verbs = sentence.lows, lexicon.verbs()
    be, have, do, modals = (word_class(c) for c in ("be", "have", "do", "modals"))
    negation = word_class("negation")
    negated, modal, helped, passive, infinitive = lows[at] == "cannot", "", "", False, False
    i = at - 1
    while i >= 0:
        low = lows[i]
        if low in negation:
            negated = True
        elif low in modals:
            modal, helped = low, "finite"
        elif low in be and low != "'s":
            passive = passive or (not helped and "n" in _forms(lows[at]) and "g" not in _forms(lows[at]))
            helped = "finite" if low in word_class("finite be") else helped or "be"
        elif low in have or low in do:
            helped = "finite" if low != "having" else helped
        elif low == "to" and i and _semi_auxiliary(sentence, i - 1):
            helped = helped or "semi"
        elif low == "to":
            infinitive = True
            break
        elif helped == "semi" and (low in verbs or low in ("likely", "unlikely")):
            negated = negated or low == "unlikely"
            helped = "finite" if set(_forms(low)) & set("bsd") else "be"
        elif skipped := _skipped(sentence, i):
            i = skipped
        else:
            break
        i -= 1
    finite = not infinitive and (
        helped == "finite" or bool(set(_forms(lows[at])) & set("bsd")) or lows[at] in word_class("finite be")
    )
    return Group(i + 1, negated, modal, passive, finite)


def _skipped(sentence: Words, at: int) -> int:
    """Where the adverb or the short aside that ends with word `at` begins, or 0 if it is neither."""
    low = sentence.lows[at]
    if low in word_class("adverbs") or (low.endswith("ly") and low not in lexicon.verbs()):
        return at
    return _aside(sentence, at) if low == "," else 0


def _forms(low: str) -> str:
    verb = lexicon.verbs().get(low)
    return verb.forms if verb else ""


def _semi_auxiliary(sentence: Words, at: int) -> bool:
    verb = lexicon.verbs().get(sentence.lows[at])
    return bool(verb and verb.lemma in word_class("semi-auxiliaries")) or sentence.lows[at] in (
        "likely",
        "unlikely",
    )


def _aside(sentence: Words, comma: int) -> int:
    """Where the short aside that ends with this comma opens (", so far,"), or 0."""
    for opening in range(comma - 2, max(0, comma - 5), -1):
        if sentence.lows[opening] == ",":
            inside = sentence.lows[opening + 1 : comma]
            adverbs, prepositions = word_class("adverbs"), word_class("prepositions")
            return opening if inside[0] in adverbs or (inside[0] in prepositions and len(inside) <= _ASIDE) else 0
    return 0


# Subjects


def subject(sentence: Words, mentions: Sequence[Mention], at: int, memory: Memory) -> Subject | None:
    """Who the verb group that begins at `at` is said of, or None where that is no actor or not plain."""
    ends = {mention.end: mention for mention in mentions}
    return _subject(sentence, ends, at, memory, depth=0)


def _subject(  # noqa: PLR0911 - a list of cases
    sentence: Words, ends: dict[int, Mention], at: int, memory: Memory, depth: int
) -> Subject | None:
    last = at - 1
    while last >= 0 and sentence.lows[last] in _QUOTES:
        last -= 1
    if last < 0:
        return None
    low = sentence.lows[last]
    if low in ("who", "which", "that"):
        if low == "who" and _in_place(sentence, ends, last):
            return None
        stop = last - 1 if sentence.lows[last - 1] == "," else last
        noun = noun_phrase(sentence, ends, stop, anywhere=stop < last)
        return noun and noun._replace(pattern="relative")
    if reference := _reference(sentence, ends, last, memory):
        return reference
    if noun := noun_phrase(sentence, ends, last + 1):
        return noun
    if low in _CLOSERS or sentence.dash(last):
        return _over_parenthesis(sentence, ends, last)
    if low in ("and", "or", "but", "then", "yet") and depth < _DEEPEST:
        return _coordinated(sentence, ends, last, memory, depth)
    return None


def _in_place(sentence: Words, ends: dict[int, Mention], relative: int) -> bool:
    """Whether what stands before "who" is where they are ("Armenians in Abkhazia who")."""
    mention = ends.get(relative)
    return mention is not None and mention.start > 0 and sentence.lows[mention.start - 1] in ("in", "from", "at", "of")


def noun_phrase(sentence: Words, ends: dict[int, Mention], end: int, *, anywhere: bool = False) -> Subject | None:
    """The actors of the noun phrase that ends before word `end`; `anywhere`: after a preposition too."""
    start, actor = _head(sentence, ends, end)
    if not actor:
        return None
    start = _left_edge(sentence, start)
    actors: tuple[str, ...] = (actor,)
    before = sentence.lows[start - 1] if start else ""
    if before in ("and", "or", "nor", ",", "&") and start > 1:
        stop = start - 1 if sentence.lows[start - 2] != "," else start - 2
        left = noun_phrase(sentence, ends, stop, anywhere=anywhere)
        if left and (before != "," or left.start == 0 or len(left.actors) > 1):
            ahead = sentence.lows[left.start - 1] if left.start else ""
            if ahead == "" or not _verbal(ahead):
                return Subject((*left.actors, actor), "direct", left.start, end)
        elif left is None and before in ("and", "or", "nor") and _shared(sentence, ends, stop) and not anywhere:
            return None
    if before in _governors() and not anywhere:
        return None
    return Subject(actors, "direct", start, end)


def _shared(sentence: Words, ends: dict[int, Mention], stop: int) -> bool:
    """Whether an "and" after an actor lies inside "between X and Y" or "of X and Y"."""
    start, actor = _head(sentence, ends, stop)
    at = _left_edge(sentence, start) - 1
    return (
        bool(actor)
        and at >= 0
        and sentence.lows[at] in ("between", "of", "by", "with", "from", "among", "for", "both", "against")
    )


@cache
def _governors() -> frozenset[str]:
    """Prepositions before which a noun phrase is no subject ("as" and "after" may open a clause)."""
    return word_class("prepositions") - frozenset(["as", "since", "until", "after", "before", "than", "like", "that"])


def _verbal(low: str) -> bool:
    return low in lexicon.verbs() and low not in ("that", "while")


def _head(sentence: Words, ends: dict[int, Mention], end: int) -> tuple[int, str]:
    """Where the actor's phrase that ends before `end` begins, and who it is ("" for nobody)."""
    mention = ends.get(end)
    if mention and not mention.modifier:
        start = mention.start
        while start and sentence.lows[start - 1] in ("the", "both"):
            start -= 1
        if (
            start > 1
            and sentence.lows[start - 1] in ("of", "in")
            and sentence.lows[start - 2] in lexicon.shape("representatives")
        ):
            return start - 2, mention.actor
        return mention.start, mention.actor
    if end and sentence.lows[end - 1] in lexicon.shape("representatives"):
        for at in range(end - 1, max(-1, end - 5), -1):
            owner = ends.get(at)
            if sentence.lows[at] in word_class("private"):
                break  # "US corporate leaders" do not stand for the state
            if owner and (owner.modifier or sentence.possessive(at)):
                return owner.start, owner.actor
            if owner is None and sentence.possessive(at) and at in ends:
                return ends[at].start, ends[at].actor
            low = sentence.lows[at]
            if not sentence.possessive(at) and (not low.isalpha() or low in function_words()):
                break
    return end, ""


def _left_edge(sentence: Words, start: int) -> int:
    """The start of the noun phrase with its adjectives and articles."""
    at, steps = start, 0
    while at and steps < _ADJECTIVES:
        low = sentence.lows[at - 1]
        if low in word_class("determiners") and low not in ("that", "what", "such"):
            return at - 1
        if not low.isalpha() or low in function_words() or _verb_only(low) or sentence.forms[at - 1][0].isupper():
            return at if steps == 0 else start
        at, steps = at - 1, steps + 1
    return start


def _verb_only(low: str) -> bool:
    return bool(set(_forms(low)) & set("sdg"))


def _reference(sentence: Words, ends: dict[int, Mention], last: int, memory: Memory) -> Subject | None:
    low = sentence.lows[last]
    two = ("both", "two")
    if low in word_class("both of") and last and sentence.lows[last - 1] in two:
        pair = _pair_before(ends, last) or memory.pair
        start = last - 2 if last > 1 and sentence.lows[last - 2] == "the" else last - 1
        return Subject(pair, "pair", start, last + 1) if pair and _opens(sentence, start) else None
    if low == "both" or (low == "two" and last and sentence.lows[last - 1] == "the"):
        pair = _pair_before(ends, last) or memory.pair
        return Subject(pair, "pair", last, last + 1) if pair and _opens(sentence, last - (low == "two")) else None
    if low in ("it", "they", "he", "she"):
        inside = _earlier_subject(sentence, ends, last)
        if inside is None and any(end <= last for end in ends):
            return None
        actors = inside.actors if inside else memory.subject
        if not actors or (low != "they" and len(actors) > 1):
            return None
        return Subject(actors, "pronoun" if inside else "memory", last, last + 1)
    return None


def subject_before(sentence: Words, ends: dict[int, Mention], at: int, memory: Memory) -> Subject | None:
    """Whose "its" or "their" at `at` is: the one subject before, or the last sentence's if nobody is named yet."""
    inside = _earlier_subject(sentence, ends, at)
    if inside:
        return inside._replace(pattern="pronoun")
    if memory.subject and not any(end <= at for end in ends):
        return Subject(memory.subject, "memory", at, at + 1)
    return None


def _pair_before(ends: dict[int, Mention], last: int) -> tuple[str, ...]:
    return pair([mention for end, mention in sorted(ends.items()) if end <= last])


def pair(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The two actors named last, those joined by "and" or a hyphen first; () where fewer are named."""
    for left, right in zip(reversed(mentions[:-1]), reversed(mentions), strict=False):
        if right.start - left.end == 1 and left.actor != right.actor:
            return tuple(sorted((left.actor, right.actor)))
    named = list(dict.fromkeys(mention.actor for mention in reversed(mentions)))
    return tuple(sorted(named[:2])) if len(named) > 1 else ()


def _opens(sentence: Words, start: int) -> bool:
    return start == 0 or sentence.lows[start - 1] not in _governors()


def _earlier_subject(sentence: Words, ends: dict[int, Mention], last: int) -> Subject | None:
    """The one subject that the clauses before word `last` have."""
    found = []
    for end in sorted(ends):
        if end < last:
            noun = noun_phrase(sentence, ends, end)
            if noun and opens_clause(sentence, noun.start) and _predicates(sentence, end):
                found.append(noun)
    if len({noun.actors for noun in found}) == 1 or (found and found[0].start < 3 and _claims(sentence, found[0].end)):  # noqa: PLR2004
        return found[0]
    return None


def _claims(sentence: Words, at: int) -> bool:
    """Whether the verb at `at` is one of saying or believing, so that what follows is its subject's own."""
    verb = lexicon.verbs().get(sentence.lows[at])
    return bool(verb and verb.lemma in _claiming())


def _predicates(sentence: Words, end: int) -> bool:
    """Whether a verb, or a parenthesis, follows the noun phrase that ends before `end`."""
    low = sentence.lows[end] if end < len(sentence.lows) and not sentence.possessive(end) else ""
    helpers = word_class("be") | word_class("have") | word_class("do") | word_class("modals")
    return low in helpers or low in word_class("adverbs") or bool(_forms(low)) or low in (",", "who")


def opens_clause(sentence: Words, start: int) -> bool:
    """Whether a noun phrase that begins at `start` stands where a clause opens."""
    if start == 0:
        return True
    low = sentence.lows[start - 1]
    return (
        low in word_class("conjunctions")
        or low in word_class("subordinators")
        or not low[0].isalnum()
        or low in word_class("adverbs")
        or low in ("as", "after", "before", "since")
        or (_verbal(low) and lexicon.verbs()[low].lemma in _claiming())
    )


@cache
def _claiming() -> frozenset[str]:
    """Lemmas of verbs that a clause without "that" may follow."""
    found = {word for word, cues in lexicon.cues("verb").items() for cue in cues if "that" in cue.takes}
    return frozenset(found | {"say", "tell", "note", "add", "report", "suggest", "show"})


def _over_parenthesis(sentence: Words, ends: dict[int, Mention], close: int) -> Subject | None:
    opener = _CLOSERS.get(sentence.lows[close], sentence.lows[close])
    for at in range(close - 1, max(0, close - _REACH), -1):
        if sentence.lows[at] in STOPS:
            return None
        if sentence.lows[at] == opener and not sentence.hyphened(at):
            noun = noun_phrase(sentence, ends, at)
            if noun and _starts_plainly(sentence, noun.start) and at < close - 1:
                return noun._replace(pattern="parenthesis")
    return None


def _starts_plainly(sentence: Words, start: int) -> bool:
    """Whether a noun phrase opens the sentence or a clause of its own, for sure."""
    low = sentence.lows[start - 1] if start else ""
    return not low or low in word_class("conjunctions") | word_class("subordinators") or not low[0].isalnum()


def _coordinated(sentence: Words, ends: dict[int, Mention], last: int, memory: Memory, depth: int) -> Subject | None:
    """The subject of the verb that a conjunction joins this one to."""
    at = last - 1
    while at > 0:
        low = sentence.lows[at]
        if low in STOPS:
            return None
        if is_finite(sentence, at):
            first = group(sentence, at)
            if first.finite and first.first > 0:
                found = _subject(sentence, ends, first.first, memory, depth + 1)
                if found:
                    return found._replace(pattern=found.pattern if found.pattern == "pronoun" else "coordination")
                if sentence.lows[first.first - 1] not in word_class("conjunctions"):
                    return None
            at = first.first
        at -= 1
    return None


def is_finite(sentence: Words, at: int) -> bool:  # noqa: PLR0911 - a list of cases
    """Whether the word at `at` is a finite verb, as far as its form and the word before tell."""
    low = sentence.lows[at]
    if low in word_class("finite be") or low in ("has", "had", "does", "did") or low in word_class("modals"):
        return True
    if not set(_forms(low)) & set("sd") or sentence.forms[at][0].isupper():
        return False
    before = sentence.lows[at - 1] if at else ""
    if before == "-" or (at + 1 < len(sentence.lows) and sentence.hyphened(at + 1)):
        return False
    if low in word_class("noun-prone"):
        return _openly_verbal(sentence, at)
    if before in word_class("determiners") or before in _governors() or sentence.possessive(at - 1):
        return False
    if before.endswith(("ive", "al", "ic", "ous")) and "d" not in _forms(low):
        return False
    if at == 1 and "d" in _forms(low) and sentence.forms[0] not in lexicon.demonyms():
        return before not in function_words()
    return _forms(low) == "d" or _openly_verbal(sentence, at) or _governs(sentence, at)


def _governs(sentence: Words, at: int) -> bool:
    """Whether an object, an infinitive or a clause follows, as after a verb and hardly after a noun or participle."""
    if at + 1 >= len(sentence.lows):
        return False
    after, form = sentence.lows[at + 1], sentence.forms[at + 1]
    if lexicon.verbs()[sentence.lows[at]].lemma in word_class("intransitive"):
        return True
    if after in ("to", "that") or after in word_class("determiners") or after in word_class("pronouns"):
        return True
    return form[0].isupper() or after.endswith("ly") or after in ("more", "less", "not", "also", "only")


def _openly_verbal(sentence: Words, at: int) -> bool:
    """Whether a noun-like form follows a name, a pronoun, a relative or an adverb, so that it is a verb after all."""
    low, form = (sentence.lows[at - 1], sentence.forms[at - 1]) if at else ("", "")
    after = sentence.lows[at + 1] if at + 1 < len(sentence.lows) else ""
    if (
        after in ("the", "a", "an", "its", "their", "his", "her", "it", "them")
        and low.isalpha()
        and low not in function_words()
    ):
        return True
    if low in ("it", "he", "she", "who", "which", "that") or low.endswith("ly") or low in ("also", "still", "now"):
        return True
    return form[:1].isupper() and at > 1 and form not in lexicon.demonyms() and low not in function_words()
