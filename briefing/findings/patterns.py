"""Words -> rows: what patterns of words and the cue lexicon tell of an actor's interests, without a tree.

A cue needs a subject that is an actor and a complement that reads alone; a row that fails either is left out. Few rows
are found so, but they are mostly right: `interests` takes them as they are, and as evidence beside the tree's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing.findings import clauses, lexicon, phrases
from briefing.findings.clauses import Group, Memory, Mention, Subject, Words
from briefing.findings.lexicon import Cue, word_class
from briefing.model import Kind

_PREFERENCE = ("to", "ing", "npto", "npas", "npbe", "that", "np", "alone")


class Row(NamedTuple):
    """A row: the actors, the kind, the cell, the pattern of its subject, and the words that show it."""

    actors: tuple[str, ...]
    kind: Kind
    statement: str
    pattern: str
    start: int
    end: int


class _Match(NamedTuple):
    cue: Cue
    end: int


def remember(words: Words, mentions: Sequence[Mention], memory: Memory) -> Memory:
    """What the next sentence may refer to: this one's subject, and the last two actors named."""
    ends = {mention.end: mention for mention in mentions}
    subject: tuple[str, ...] = ()
    for end in sorted(ends):
        noun = clauses.noun_phrase(words, ends, end)
        if noun and clauses.opens_clause(words, noun.start) and not words.possessive(end):
            subject = noun.actors
            break
    if not subject and {"it", "they", "he", "she"} & set(words.lows[:12]):
        subject = memory.subject
    return Memory(subject, clauses.pair(mentions) or memory.pair)


def _best(rows: list[Row]) -> list[Row]:
    """The rows without those whose cell says what a longer one of the same actors and kind says."""
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: (row.pattern == "participle", -len(row.statement), row.start, row.kind)):
        if not any(
            set(row.actors) <= set(k.actors) and row.kind == k.kind and _repeats(row.statement, k.statement)
            for k in kept
        ):
            kept.append(row)
    return sorted(kept, key=lambda row: (row.start, row.end, row.kind, row.statement))


def _repeats(short: str, long: str) -> bool:
    ours, theirs = set(short.lower().split()), set(long.lower().split())
    return len(ours & theirs) >= _SAME * min(len(ours), len(theirs))


_SAME = 0.7  # share of a cell's words that make it the same as a longer one


# Rows


def rows(words: Words, mentions: Sequence[Mention], memory: Memory) -> list[Row]:
    """The rows of a sentence, in its order, none of them the lesser half of another."""
    return _best(list(_rows(words, mentions, memory)))


def _rows(words: Words, mentions: Sequence[Mention], memory: Memory) -> Iterator[Row]:
    verbs, adjectives, nouns = (lexicon.cues(word_class) for word_class in ("verb", "adj", "noun"))
    given, feelings = lexicon.cues("given"), lexicon.feelings()
    for at, low in enumerate(words.lows):
        verb = lexicon.verbs().get(low)
        lemma = "be" if low in ("are", "were", "am", "'re") else verb.lemma if verb else ""
        if lemma in verbs:
            yield from _verb_rows(words, mentions, memory, at, verbs[lemma])
        if low == "cannot" or (low == "can" and words.lows[at + 1 : at + 2] in (("n't",), ("not",))):
            yield from _cannot(words, mentions, memory, at)
        if verb and verb.lemma in word_class("announcing"):
            yield from _announced_rows(words, mentions, memory, at)
        if low == "order" and words.lows[at - 1 : at + 2 : 2] == ("in", "to"):
            yield from _purpose_rows(words, mentions, at)
        if verb and verb.lemma in given:
            yield from _given_rows(words, mentions, at)
        if low in feelings:
            yield from _feeling_rows(words, mentions, at, feelings[low])
        if low in adjectives:
            yield from _adjective_rows(words, mentions, memory, at, adjectives[low])
        singular = phrases.singular(low)
        if singular in nouns:
            yield from _noun_rows(words, mentions, memory, at, nouns[singular])


def _matches(words: Words, at: int, cues: Sequence[Cue]) -> Iterator[_Match]:
    """The cues that stand at word `at`, those with most words only."""
    longest = 0
    ahead = frozenset(words.lows[at + 1 : at + 8])
    for cue in cues:
        if len(cue.words) < longest:
            return
        if len(cue.words) > 1 and cue.words[-1] not in ahead:
            continue
        end = phrases.match(words.lows, at + 1, cue.words[1:])
        if end:
            longest = len(cue.words)
            yield _Match(cue, end)


def _verb_rows(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, cues: Sequence[Cue]
) -> Iterator[Row]:
    matches = list(_matches(words, at, cues))
    group = clauses.group(words, at) if matches else None
    if group is None or (words.lows[at - 1 : at] == ("to",) and not group.finite) or words.forms[at][0].isupper():
        return
    negated = group.negated or any(low in word_class("negation") for low in words.lows[at + 1 : matches[0].end])
    if group.modal in word_class("norm") or group.modal in ("may", "might"):
        return
    if group.passive:
        plain = next((match for match in matches if not match.cue.negated), matches[0])
        yield from _passive_rows(words, mentions, group, plain)
        return
    matches = [match for match in matches if match.cue.negated == negated or not match.cue.negated]
    matches = [match for match in matches if match.cue.negated] or matches if negated else matches
    found = _complemented(words, matches)
    subject = _subject(words, mentions, memory, at, group) if found else None
    if subject and "neither" in words.lows[max(0, subject.start - 1) : subject.start + 1]:
        negated = True
    if subject and found and not _supposed(words, subject, words.lows[at]):
        yield from _told(words, subject, group._replace(negated=negated), at, found)


def _passive_rows(words: Words, mentions: Sequence[Mention], group: Group, match: _Match) -> Iterator[Row]:
    """As in "the planned tariffs have been criticized by X": what stands before is X's concern."""
    plain = match.cue.kind in ("interest", "concern") and "np" in match.cue.takes and len(match.cue.words) == 1
    if group.negated or not plain or words.lows[match.end : match.end + 1] != ("by",) or not group.finite:
        return
    agent = next((m for m in mentions if match.end < m.start <= match.end + _GAP_BEFORE), None)
    ends = {mention.end: mention for mention in mentions}
    noun = agent and next(
        (n for end in range(agent.end, agent.end + 4) if (n := clauses.noun_phrase(words, ends, end, anywhere=True))),
        None,
    )
    start = group.first
    while start and (words.lows[start - 1][0].isalnum() or words.possessive(start - 1)):
        if words.lows[start - 1] in word_class("clause openers"):
            break
        start -= 1
    kept = tuple(range(start, group.first))
    if (
        noun is None
        or not kept
        or any(clauses.is_finite(words, i) for i in kept[1:])
        or words.lows[start] in word_class("prepositions")
    ):
        return
    lead = lexicon.gerund(match.cue.words[0]) if match.cue.lead == "ing" else match.cue.lead
    if cell := _cell(words, kept, lead, noun, "np"):
        named = words.forms[start] in {words.forms[m.start] for m in mentions}
        own = words.forms[start] if named else words.forms[start][0].lower() + words.forms[start][1:]
        cell = cell.replace(words.forms[start], own, 1)
        yield Row(noun.actors, match.cue.kind, cell, "participle", start, noun.end)


_GAP_BEFORE = 4


def _subject(words: Words, mentions: Sequence[Mention], memory: Memory, at: int, group: Group) -> Subject | None:
    if group.finite:
        return clauses.subject(words, mentions, group.first, memory)
    verb = lexicon.verbs().get(words.lows[at])
    if not verb or "g" not in verb.forms or group.first != at:
        return None
    ends = {mention.end: mention for mention in mentions}
    if at and words.lows[at - 1] in (",", "—", "–", "-"):
        main = clauses.subject_before(words, ends, at, Memory())
        return main and main._replace(pattern="participle")
    noun = clauses.noun_phrase(words, ends, at, anywhere=True)
    if noun and (noun.start == 0 or words.lows[noun.start - 1] in ("with", "and", ",")):
        return noun._replace(pattern="participle")
    return None


def _supposed(words: Words, subject: Subject, verb: str) -> bool:
    """Whether the clause is only supposed: under "whether", "if", "as long as", "unlikely that"."""
    before = words.lows[max(0, subject.start - 6) : subject.start]
    if before[-1:] == ("that",) and set(before[-3:]) & word_class("feared"):
        return True
    if before[-1:] == ("that",) or (before and before[-1] in word_class("doubt")):
        return bool(set(before[-4:]) & word_class("doubt"))
    if before[-1:] in (("whether",), ("unless",)) or before[-3:] == ("as", "long", "as"):
        return True
    return before[-1:] == ("if",) and verb not in ("wants", "want", "wishes", "seeks")


def _complemented(words: Words, matches: Sequence[_Match]) -> tuple[_Match, phrases.Complement] | None:
    """The match whose complement is the most telling."""
    found = []
    for match in matches:
        if complement := phrases.complement(words, match.end, match.cue.takes):
            found.append((match, complement))
        elif "alone" in match.cue.takes:
            found.append((match, phrases.Complement("alone", ())))
    return min(found, key=lambda pair: _PREFERENCE.index(pair[1].code)) if found else None


def _told(
    words: Words, subject: Subject, group: Group, at: int, found: tuple[_Match, phrases.Complement]
) -> Iterator[Row]:
    """The rows that a cue at `at` makes of its complement."""
    match, complement = found
    said = _kind_and_lead(words, group, at, match, complement)
    if said is None:
        return
    kind, lead = said
    start = min(subject.start, at)
    pattern = "modal" if group.modal in ("could", "can") else subject.pattern
    if complement.code == "alone":
        yield Row(subject.actors, kind, lead, pattern, start, match.end)
        return
    code = "np" if complement.code == "npas" and kind != "belief" else complement.code
    for row in phrases.items(words, complement):
        if cell := _cell(words, row, lead, subject, code):
            yield Row(subject.actors, kind, cell, pattern, start, row[-1] + 1)


_DENIED: dict[Kind, Kind] = {"interest": "concern", "leverage": "constraint", "belief": "belief"}
"""What a kind becomes when its cue is negated; the kinds left out say nothing then."""


def _kind_and_lead(  # noqa: PLR0911 - a list of cases
    words: Words, group: Group, at: int, match: _Match, complement: phrases.Complement
) -> tuple[Kind, str] | None:
    """The kind, and the words of ours before the complement; None where the cue says nothing."""
    cue = match.cue
    if cue.lead == "would" and group.modal != "would":
        return None
    if group.negated and not cue.negated:
        kind = _DENIED.get(cue.kind)
        rest = words.between(at + 1, match.end) if cue.words[0] == "be" else _gerund_of(words, at, match)
        return (kind, f"not {rest}") if kind else None
    if cue.words[0] == "fail" and not word_class("attained") & {words.lows[i] for i in complement.kept[1:3]}:
        return None  # what is not done is no constraint; what cannot be got is
    if complement.code == "npas":
        lows = [words.lows[i] for i in complement.kept]
        if word_class("threats") & set(lows[lows.index("as") :] if "as" in lows else ()):
            return "concern", ""
    if cue.kind == "interest" and complement.code == "to" and _to_oppose(words, complement):
        return "concern", ""
    if cue.lead == "=":
        return cue.kind, _own_words(words, at, match, negated=cue.negated)
    if cue.lead == "ing":
        return cue.kind, _gerund_of(words, at, match)
    return cue.kind, "" if cue.lead == "would" else cue.lead


def _to_oppose(words: Words, complement: phrases.Complement) -> bool:
    """Whether what is wanted, decided or vowed is to oppose something."""
    verb = next((low for i in complement.kept[1:4] if (low := words.lows[i]) not in word_class("adverbs")), "")
    return verb in word_class("opposing")


def _gerund_of(words: Words, at: int, match: _Match) -> str:
    rest = words.between(at + 1, match.end)
    return f"{lexicon.gerund(match.cue.words[0])} {rest}".strip()


def _own_words(words: Words, at: int, match: _Match, *, negated: bool) -> str:
    """The cue as written, without "be", and with its "not"."""
    first = match.cue.words[0]
    if first == "have" and negated:
        start = at + 2 if words.lows[at + 1] in word_class("determiners") else at + 1
        return f"no {words.between(start, match.end)}"
    own = words.between(at + 1 if first == "be" else at, match.end)
    return f"not {own.removeprefix('not ')}" if negated else own


def _cell(words: Words, row: tuple[int, ...], lead: str, subject: Subject, code: str) -> str:
    """The row as printed, or "" where it would not read alone."""
    kept = _without_dummy(words, row) if code == "that" else row
    prefix = "to" if kept != row else ""
    kept = phrases.shortened(words, kept)
    if kept and phrases.dangling(words, kept):
        actor = subject.actors[0] if len(subject.actors) == 1 else ""
        if code == "that" and actor and (named := _named(words, kept, subject, actor)):
            return _sized(named)
        kept = _before_dangling(words, kept)
    lead = prefix or lead
    if not lead and code in ("npbe", "npas") and (said := phrases.predicated(words, kept)):
        return _sized(said)
    return _sized(f"{lead} {phrases.text(words, kept)}".strip()) if kept else ""


def _named(words: Words, kept: tuple[int, ...], subject: Subject, actor: str) -> str:
    """A that-clause with the believer's name for the pronoun that can only be the believer, or ""."""
    plain = subject.pattern == "direct" and subject.start < _HEAD
    if plain and words.lows[kept[0]] in ("it", "they", "he", "she") and not phrases.dangling(words, kept[1:]):
        return f"{lexicon.with_article(actor)} {phrases.text(words, kept[1:])}"
    at = [n for n, i in enumerate(kept) if words.lows[i] == "them"]
    if len(at) != 1 or words.lows[kept[at[0] - 1]] not in word_class("prepositions"):
        return ""
    left, right = kept[: at[0]], kept[at[0] + 1 :]
    if phrases.dangling(words, left) or phrases.dangling(words, right):
        return ""
    return f"{phrases.text(words, left)} {lexicon.with_article(actor)} {phrases.text(words, right)}".strip()


_HEAD = 3  # words before which a subject opens the sentence


def _without_dummy(words: Words, row: tuple[int, ...]) -> tuple[int, ...]:
    """The clause without a dummy subject: "this may encourage X to" says the same as "to encourage X to"."""
    lows = [words.lows[i] for i in row[:2]]
    if len(row) > 3 and lows[0] in ("this", "that") and lows[1] in word_class("modals"):  # noqa: PLR2004
        return row[2:]
    return row


def _before_dangling(words: Words, kept: tuple[int, ...]) -> tuple[int, ...]:
    """The phrase up to the conjunction, relative or preposition before its first dangling word, if enough is left."""
    for n in range(len(kept) - 1, 2, -1):
        low = words.lows[kept[n]]
        if low not in word_class("cuts before dangling") or phrases.dangling(words, kept[:n]):
            continue
        if low in word_class("prepositions") and n < len(kept) - 1 and not phrases.dangling(words, kept[n : n + 2]):
            continue
        cut = kept[: n - 1] if words.lows[kept[n - 1]] == "," else kept[:n]
        ended = words.lows[cut[-1]] in word_class("bad ends") or phrases.has_form(words.lows[cut[-1]], "b")
        return () if ended or any(words.lows[i] in word_class("conditions") for i in kept[n:]) else cut
    return ()


def _sized(statement: str) -> str:
    count = len(statement.split())
    named = statement[:1].isupper()
    return statement if (count >= phrases.SHORTEST or named) and count <= phrases.LONGEST + 4 else ""


def _cannot(words: Words, mentions: Sequence[Mention], memory: Memory, at: int) -> Iterator[Row]:
    group = clauses.group(words, at)
    after = at + 1 if words.lows[at] == "cannot" else at + 2
    verb = next((low for low in words.lows[after : after + 3] if low not in word_class("adverbs")), "")
    if not phrases.has_form(verb, "b"):
        return
    subject = clauses.subject(words, mentions, group.first, memory)
    kept = phrases.phrase(words, after, "to") if subject else ()
    if subject and len(kept) > 1:
        cell = _cell(words, kept, words.between(at, after), subject, "to")
        if cell:
            yield Row(subject.actors, "constraint", cell, subject.pattern, subject.start, kept[-1] + 1)


def _announced_rows(words: Words, mentions: Sequence[Mention], memory: Memory, at: int) -> Iterator[Row]:
    """As in "A said it would send troops", "A announced that it will not pay": what somebody says that it will do."""
    group = clauses.group(words, at)
    own = next((i for i in range(at + 1, min(at + 5, len(words.lows) - 2)) if words.lows[i] in _OWN), 0)
    if not own or not group.finite or group.modal or group.negated or group.passive:
        return
    after = own + 1
    if words.lows[after] not in ("will", "would") or {",", '"', "“"} & set(words.lows[at:own]):
        return
    after += 1
    negated = False
    while after < len(words.lows) and (
        words.lows[after] in word_class("adverbs") or words.lows[after] in word_class("negation")
    ):
        negated = negated or words.lows[after] in word_class("negation")
        after += 1
    verb = lexicon.verbs().get(words.lows[after]) if after < len(words.lows) else None
    if not verb or "b" not in verb.forms or verb.lemma in ("be", "have") or verb.lemma in lexicon.cues("verb"):
        return
    subject = clauses.subject(words, mentions, group.first, memory)
    kept = phrases.phrase(words, after, "to") if subject and len(subject.actors) == 1 else ()
    cell = _cell(words, kept, "not to" if negated else "to", subject, "to") if subject and len(kept) > 1 else ""
    if subject and cell:
        kind: Kind = "concern" if negated else "interest"
        yield Row(subject.actors, kind, cell, subject.pattern, subject.start, kept[-1] + 1)


_OWN = ("it", "he", "she", "they")


def _purpose_rows(words: Words, mentions: Sequence[Mention], at: int) -> Iterator[Row]:
    """As in "A does this in order to weaken B"."""
    main = clauses.subject_before(words, {mention.end: mention for mention in mentions}, at, Memory())
    found = phrases.complement(words, at + 1, frozenset(("to",))) if main else None
    if main and found and (cell := _cell(words, found.kept, "", main, "to")):
        yield Row(main.actors, "interest", cell, "participle", main.start, found.kept[-1] + 1)


def _adjective_rows(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, cues: Sequence[Cue]
) -> Iterator[Row]:
    matches = list(_matches(words, at, cues))
    found = _complemented(words, matches)
    if not found:
        return
    verb = at - 1
    negated = False
    while verb >= 0 and (words.lows[verb] in word_class("adverbs") or words.lows[verb].endswith("ly")):
        negated = negated or words.lows[verb] in word_class("negation")
        verb -= 2 if words.lows[verb - 1 : verb + 1] in (("for", "now"), ("so", "far"), ("for", "long")) else 1
    if verb < 0:
        return
    known = lexicon.verbs().get(words.lows[verb])
    if words.lows[verb] == ",":
        ends = {mention.end: mention for mention in mentions}
        subject = clauses.noun_phrase(words, ends, verb)
        group = Group(verb, negated, "", passive=False, finite=True)
        subject = subject and subject._replace(pattern="parenthesis")
    elif words.lows[verb] in word_class("be") or (known and known.lemma in word_class("copulas")):
        group = clauses.group(words, verb)
        subject = (
            clauses.subject(words, mentions, group.first, memory)
            if group.finite or words.lows[verb] == "been"
            else None
        )
    else:
        return
    if subject is None or group.modal in word_class("norm"):
        return
    match, complement = found
    own = Cue(match.cue.kind, ("be", *match.cue.words), match.cue.takes, match.cue.lead)
    yield from _told(
        words, subject, group._replace(negated=group.negated or negated), at - 1, (_Match(own, match.end), complement)
    )


def _feeling_rows(words: Words, mentions: Sequence[Mention], at: int, cues: Sequence[Cue]) -> Iterator[Row]:
    """A cue with "be" that stands without it: "Frustrated over X, A ...", "groups worried about X"."""
    ends = {mention.end: mention for mention in mentions}
    if at and words.lows[at - 1] not in (",", "—", "–") and at not in ends:
        return
    found = _complemented(words, list(_matches(words, at, cues)))
    if not found or not found[1].kept:
        return
    if at:
        stop = at if at in ends else at - 1
        noun = clauses.noun_phrase(words, ends, stop, anywhere=at in ends)
    else:
        after = found[1].kept[-1] + 2
        noun = next((n for e in sorted(ends) if (n := clauses.noun_phrase(words, ends, e)) and n.start == after), None)
    if noun:
        group = Group(at, negated=False, modal="", passive=False, finite=True)
        match = _Match(found[0].cue._replace(words=("be", *found[0].cue.words)), found[0].end)
        yield from _told(words, noun._replace(pattern="participle"), group, at - 1, (match, found[1]))


def _given_rows(words: Words, mentions: Sequence[Mention], at: int) -> Iterator[Row]:
    """As in "grants to Tehran the strongest leverage over": the noun of leverage heads the cell."""
    after = at + 2 if words.lows[at + 1 : at + 2] == ("to",) else at + 1
    taker = next((mention for mention in mentions if mention.start == after), None)
    if taker is None or not phrases.has_form(words.lows[at], "sdn"):
        return
    found = phrases.complement(words, taker.end, frozenset(("np",)))
    held = lexicon.cues("noun")
    head = [words.lows[i] for i in found.kept[:5]] if found else []
    if found and any(cue.kind == "leverage" for low in head for cue in held.get(phrases.singular(low), ())):
        subject = Subject((taker.actor,), "participle", taker.start, taker.end)
        if cell := _cell(words, found.kept, "", subject, "np"):
            yield Row(subject.actors, "leverage", cell, "direct", 0, found.kept[-1] + 1)


# Nouns: "X's desire to", "its main objectives: ...", "has no intention of"


def _noun_rows(
    words: Words, mentions: Sequence[Mention], memory: Memory, at: int, cues: Sequence[Cue]
) -> Iterator[Row]:
    match = next(_matches(words, at, cues), None)
    if match is None:
        return
    after = owner = _owner_after(words, mentions, match.end)
    found = _noun_complement(words, match._replace(end=owner[0].end) if owner else match)
    owner = (owner or _owner(words, mentions, memory, at)) if found else None
    if not owner or not found:
        return
    subject, negated = owner
    kind = match.cue.kind
    if not after and _belongs_left(words, subject, found):
        return
    if kind == "leverage" and subject.start and words.lows[subject.start - 1] in lexicon.verbs():
        return  # what is promoted, built or lost is not held
    if (negated and kind not in _DENIED) or (subject.pattern == "participle" and kind != "interest"):
        return
    if negated:
        kind = _DENIED[kind]
    complement, link = found
    if link in ("in", "of") and kind == "interest" and len(complement.kept) <= _NAME and _named_only(words, complement):
        return  # "interests in Asia" tells where they are
    denial = ("little" if "little" in words.lows[max(0, at - _ADJECTIVES) : at] else "no") if negated else ""
    lead = _noun_lead(words.between(at, match.end), kind, link, denial)
    for row in phrases.items(words, complement):
        if cell := _cell(words, row, lead, subject, complement.code):
            yield Row(subject.actors, kind, cell, subject.pattern, min(subject.start, at), row[-1] + 1)


_NAME = 3  # words of a name that is no interest


def _named_only(words: Words, complement: phrases.Complement) -> bool:
    return all(words.forms[i][0].isupper() or words.lows[i] == "the" for i in complement.kept)


def _belongs_left(words: Words, subject: Subject, found: tuple[phrases.Complement, str]) -> bool:
    """Whether the infinitive belongs to a noun further left ("the failure of X's strategy to")."""
    return found[0].code == "to" and subject.start > 0 and words.lows[subject.start - 1] == "of"


def _noun_lead(noun: str, kind: Kind, link: str, denial: str) -> str:
    """The words of ours before what the noun is about."""
    if denial:
        return f"{denial} {noun} {link}".strip()
    if kind in ("leverage", "constraint") or (kind == "concern" and noun in ("refusal", "reluctance", "unwillingness")):
        return f"{noun} {link}".strip()
    if (
        kind == "interest"
        and link in ("for", "of", "in")
        and noun in ("support", "backing", "claim", "interest", "commitment", "proposal")
    ):
        return f"{noun} {link}"
    return ""


def _noun_complement(words: Words, match: _Match) -> tuple[phrases.Complement, str] | None:
    """What follows the noun, with the preposition that links it: "to" and a verb, "of X", a predicate, a list."""
    takes, at = match.cue.takes, match.end
    if at >= len(words.lows):
        return None
    low = words.lows[at]
    if predicate := _predicate(words, at):
        found, link = phrases.complement(words, predicate, frozenset(("to",))) if "is" in takes else None, ""
    elif low in ("to", "that"):
        found, link = phrases.complement(words, at, takes & {low}), ""
    elif low in takes and low in word_class("prepositions"):
        found, link = phrases.complement(words, at + 1, frozenset(("np", "ing"))), low
    elif low == ":" or words.lows[at : at + 2] == (",", "including"):
        found, link = phrases.complement(words, at + (1 if low == ":" else 2), frozenset(("to", "ing"))), ""
    else:
        found, link = _told_by_verb(words, at, takes), ""
    return (found, link) if found else None


def _told_by_verb(words: Words, at: int, takes: frozenset[str]) -> phrases.Complement | None:
    """The predicate of "objectives include ...", "whose interest lies in ..."."""
    after = at + 2 if words.lows[at : at + 2] in (("lies", "in"), ("lie", "in"), ("lay", "in")) else at + 1
    listed = "is" in takes and words.lows[at] in word_class("predicating")
    if (not listed and after == at + 1) or words.lows[after : after + 1] == ("not",):
        return None
    if words.lows[at] in word_class("be") and phrases.has_form("".join(words.lows[after : after + 1]), "n"):
        return None  # "A's plan is opposed by B"
    return phrases.complement(words, after, frozenset(("to", "ing", "np", "that")))


def _predicate(words: Words, at: int) -> int:
    """The "to" of "whose aim in doing so is to", or 0."""
    for i in range(at, min(at + 12, len(words.lows) - 1)):
        if words.lows[i] in ("is", "was", "are", "were"):
            return i + 1 if words.lows[i + 1] == "to" else 0
        if not words.lows[i][0].isalnum() or clauses.is_finite(words, i):
            return 0
    return 0


def _owner_after(words: Words, mentions: Sequence[Mention], at: int) -> tuple[Subject, bool] | None:
    """Whose the noun before `at` is, if "of" tells and a predicate follows ("the goal of X is to")."""
    owner = (
        next((m for m in mentions if m.start - at in (1, 2) and not m.modifier), None)
        if words.lows[at : at + 1] == ("of",)
        else None
    )
    if owner is None or words.lows[owner.end : owner.end + 1] not in (("is",), ("are",), ("was",), ("were",)):
        return None
    return Subject((owner.actor,), "possessor", owner.start, owner.end), False


def _owner(words: Words, mentions: Sequence[Mention], memory: Memory, at: int) -> tuple[Subject, bool] | None:
    """Whose the noun at `at` is, and whether it is denied: by what stands before the noun and its adjectives."""
    ends = {mention.end: mention for mention in mentions}
    for i in range(at - 1, max(-1, at - _ADJECTIVES), -1):
        low = words.lows[i]
        subject: Subject | None = None
        if words.possessive(i):
            subject = clauses.noun_phrase(words, ends, i, anywhere=True)
            subject = subject and subject._replace(pattern="possessor")
        elif low in ("its", "their", "his", "her"):
            subject = clauses.subject_before(words, ends, i, memory)
        elif i + 1 in ends:
            subject = _demonym(words, ends[i + 1])
        elif low in word_class("articles"):
            return _having(words, mentions, memory, i)
        elif low.isalnum() and low not in clauses.function_words():
            continue
        return (subject, False) if subject else None
    return None


_ADJECTIVES = 5  # words before a noun within which its owner stands


def _demonym(words: Words, mention: Mention) -> Subject | None:
    """The owner that an adjective tells ("Russian objectives", but not "Syria policy")."""
    if not mention.modifier or words.between(mention.start, mention.end) in lexicon.states():
        return None
    return Subject((mention.actor,), "possessor", mention.start, mention.end)


def _having(words: Words, mentions: Sequence[Mention], memory: Memory, article: int) -> tuple[Subject, bool] | None:
    """The subject of "has a", "has no", "expressed a" before the noun, or of what is done "in an effort to"."""
    if article and words.lows[article - 1] in ("in", "with") and words.lows[article] in ("a", "an", "the"):
        main = clauses.subject_before(words, {mention.end: mention for mention in mentions}, article, Memory())
        return (main._replace(pattern="participle"), False) if main else None
    verb = lexicon.verbs().get(words.lows[article - 1]) if article else None
    if verb is None or verb.lemma not in word_class("having"):
        return None
    group = clauses.group(words, article - 1)
    subject = clauses.subject(words, mentions, group.first, memory) if group.finite else None
    if subject is None or group.modal in word_class("norm"):
        return None
    negated = group.negated or words.lows[article] in ("no", "little") or verb.lemma in ("lose", "lack")
    return subject._replace(pattern="having"), negated
