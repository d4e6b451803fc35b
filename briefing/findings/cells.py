"""Readings -> cells: the phrase that a table prints of a predicate, complete, short, no pronoun left hanging."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from briefing.findings import lexicon
from briefing.findings.complements import Complement, Match
from briefing.findings.holders import Holder, Holders
from briefing.findings.lexicon import word_class
from briefing.findings.stance import Reading
from briefing.findings.syntax.tree import Tree

SHORTEST, LONGEST = 2, 18  # words of a cell
_ASIDE = frozenset(["parataxis", "intj", "meta"])
_OUTER = frozenset(["advcl", "relcl", "appos", "acl", "prep", "npadvmod", "cc", "conj", "punct", "advmod", "dep"])
_CUT = frozenset(["advcl", "relcl", "appos", "acl", "prep", "npadvmod", "conj", "dep"])
_CUTS, _LEFT = 3, 3  # adjuncts that may be cut off for the sake of a pronoun, and words that must be left
_CLOSING = frozenset(['"', "”", "''"])
_VAGUE = frozenset(["this", "that", "these", "those", "such", "it", "they", "them", "he", "she", "him", "her", "his",
    "its", "their", "theirs", "one", "ones", "former", "latter", "so", "here", "there", "itself", "themselves",
    "himself", "herself", "we", "us", "our", "i", "my", "me", "you", "your", "which", "who", "whom",
    "whose"])  # fmt: skip


_Said: TypeAlias = tuple[str, tuple[int, ...]]
"""Words of ours, and the tokens of the sentence that go behind them."""


class Cell(NamedTuple):
    """What is printed, and the tokens of the sentence that show it: from `start` up to `end`."""

    statement: str
    start: int
    end: int


def cells(tree: Tree, holders: Holders, reading: Reading, kind: str) -> list[Cell]:
    """The cells that a reading makes for a kind: one, or one for each item of a list of gerunds or infinitives."""
    return _printed(tree, holders, reading, kind, _phrases(tree, reading, kind))


def deeds(tree: Tree, holders: Holders, reading: Reading, kind: str) -> list[Cell]:
    """What a predicate that makes no cell of its own tells at least: what is done, or what is said should be."""
    frame, follows = reading.frame, reading.complement
    verb = frame.head
    if _tells_nothing(tree, reading, kind):
        return []
    if frame.role != "verb" or frame.part not in ("subject", "object") or _lost_object(tree, verb):
        return []
    if follows and follows.code == "that":
        if kind == "interest" and not _should_be(tree, follows.head):
            return []
        start = verb + 1 if follows.head > verb else 0
        return _printed(tree, holders, reading, kind, [("", _phrase(tree, follows.head, start=start, code="that"))])
    if frame.part == "object" or tree.lemmas[verb] == "be":
        return []
    return _printed(tree, holders, reading, kind, [_deed(tree, verb, kind)])


def _should_be(tree: Tree, verb: int) -> bool:
    """Whether a clause says what somebody wants to be: "should", "must", "needs"."""
    return tree.modal(verb) in word_class("norm") or tree.lemmas[verb] == "need"


def _printed(tree: Tree, holders: Holders, reading: Reading, kind: str, phrases: Iterable[_Said]) -> list[Cell]:
    found = []
    for lead, kept in phrases:
        said = _Saying(tree, holders, reading.frame.holder)
        short = _shortened(tree, kept)
        if short and _broken(tree, short):
            continue
        pieces = said.pieces(short) if short else None
        if short and pieces is None:
            short = said.without_pointers(short, reading.frame.head)
            pieces = said.pieces(short) if short and not _broken(tree, short) else None
        if pieces is None:
            continue
        statement = _polished(f"{lead} {_joined(tree, short, pieces)}")
        if kind == "constraint" and _has_to(tree, reading.frame.head) and statement.startswith(("to ", "having to ")):
            statement = f"must {statement.removeprefix('having ').removeprefix('to ')}"
        if SHORTEST <= len(statement.split()) <= LONGEST + 4 and sound(statement):
            tokens = (reading.frame.head, *short)
            found.append(Cell(statement, min(tokens), max(tokens) + 1))
    return found


# What is said: a lead of ours and the tokens kept


def _phrases(tree: Tree, reading: Reading, kind: str) -> Iterator[_Said]:
    frame = reading.frame
    verb = frame.head
    if _tells_nothing(tree, reading, kind):
        return
    if frame.role == "noun":
        yield from _of_noun(tree, reading, kind)
    elif frame.part == "subject":
        yield from _of_holder(tree, reading, kind)
    elif frame.part == "object":
        yield from _of_object(tree, verb, kind)
    elif frame.part == "agent":
        thing = tree.first(verb, "nsubjpass")
        if thing is not None:
            yield _gerund(tree, verb), _phrase(tree, thing, start=0, code="np")
    elif frame.part == "recipient" and kind != "interest":
        for child in tree.having(verb, "dobj", "xcomp"):
            yield "", _phrase(tree, child, start=verb + 1, code="np")


def _of_holder(tree: Tree, reading: Reading, kind: str) -> Iterator[_Said]:
    """What a subject may do, by a modal; what the complement of a cue tells of it; else what it does."""
    verb, match, follows = reading.frame.head, reading.match, reading.complement
    above = tree.lemmas[tree.heads[verb]] if tree.labels[verb] == "xcomp" else ""
    if reading.frame.holder.how == "act" and kind == "interest" and above in ("appear", "seem"):
        return  # how somebody's act looks is not what he is after
    if _lost_object(tree, verb):
        return
    if tree.modal(verb) in word_class("hedging"):
        if reading.frame.holder.how != "act":  # what somebody's act may bring about is not what he is after
            first = min(c for c in tree.children[verb] if tree.tags[c] == "MD")
            yield "", _phrase(tree, verb, start=first, code="vp")  # what may be is told as what may be
        return
    if kind == "constraint" and (hard := _hard(tree, verb)):
        yield hard, tuple(t for t in _phrase(tree, verb, start=0, code="to") if t >= _infinitive(tree, verb))
        return
    if match and follows and (follows.code in match.cue.takes or match.cue.kind == kind):
        lead = _lead(tree, reading, kind, match)
        if lead is not None:
            if follows.code != "that" or not _own_saying(tree, reading):
                yield from _of_cue(tree, verb, match, follows, lead)
            return
    yield from _of_subject(tree, reading, kind)


def _hard(tree: Tree, verb: int) -> str:
    """The adjective that says how hard it is to do what an infinitive says, or ""."""
    above = tree.heads[verb]
    if not tree.infinitive(verb) or above == verb:
        return ""
    said = [above, *tree.having(above, "acomp", "oprd", "attr")]
    return next((tree.forms[t].lower() for t in said if t < verb and tree.lows[t] in word_class("hard")), "")


def _infinitive(tree: Tree, verb: int) -> int:
    """Where an infinitive begins: at its "to"."""
    return next(c for c in tree.children[verb] if tree.tags[c] == "TO")


def _of_cue(tree: Tree, verb: int, match: Match, follows: Complement, lead: str) -> Iterator[_Said]:
    """The items of a cue's complement, each behind the lead and with the condition that hangs on the predicate."""
    condition = _condition(tree, verb)
    for n, head in enumerate(_items(tree, follows.head, follows.code)):
        apart = follows.code == "npto" and match.end not in tree.subtree(head)  # "called on X to do Y"
        whole = apart or (follows.code in ("np", "npas") and tree.heads[follows.head] == verb)
        start = _own_start(tree, match, head) if follows.code == "npto" and not apart else match.end
        kept = _phrase(tree, verb if whole else head, start=start, code="vp" if whole else follows.code)
        said = f"{lead} {_to(tree, kept, follows.code, n)}".strip()
        yield said, (*kept, *(t for t in condition if t not in kept))


def _tells_nothing(tree: Tree, reading: Reading, kind: str) -> bool:
    """Whether a predicate tells nothing of its holder's, or nothing of that kind."""
    verb = reading.frame.head
    if reading.frame.role == "noun":
        return reading.frame.part == "raise" and reading.frame.holder.how == "act"  # "the move raised fears"
    thought = tree.modal(verb) in word_class("hedging") and tree.labels[verb] in ("advcl", "relcl")
    if thought and reading.match is None:
        return True  # "at a time when X could do Y" is the author's thought
    lemma, acting = tree.lemmas[verb], reading.frame.holder.how == "act"
    if kind == "concern" and acting and lemma == "raise":
        return True  # "the move raised fears"
    if reading.match is None and _only_brings(lemma, kind, acting=acting):
        return True
    return _happens(tree, reading) or _mere_words(tree, reading, kind) or _not_done(tree, verb)


def _only_brings(verb: str, kind: str, *, acting: bool) -> bool:
    """Whether a verb tells what comes of somebody or of his acts: "its vote shows", "the move sparked anger"."""
    if kind == "interest":
        return verb in word_class("bad turns") or (acting and verb in word_class("showing"))
    return kind == "concern" and verb in word_class("happenings")


def _happens(tree: Tree, reading: Reading) -> bool:
    """Whether a gerund behind a comma tells what an event is or brings: ", marking the end of an era"."""
    verb = reading.frame.head
    before = min(tree.subtree(verb)) - 1
    before -= before > 0 and tree.forms[before] in _CLOSING
    return (
        tree.labels[verb] in ("advcl", "acl")
        and tree.tags[verb] == "VBG"
        and tree.lemmas[verb] in word_class("happenings")
        and before > 0
        and tree.lows[before] in (",", "—", "–")
        and tree.heads[verb] < verb
    )


def _mere_words(tree: Tree, reading: Reading, kind: str) -> bool:
    """Whether somebody only speaks, and nothing is told of what he says, or nothing that the kind could be of."""
    verb, follows = reading.frame.head, reading.complement
    if reading.match is None and tree.lemmas[verb] in word_class("mere words"):
        return follows is None or follows.code != "that" or kind == "interest"
    if reading.match is not None or reading.told is not None:
        return False
    if tree.lemmas[verb] == "be" and kind == "belief":
        return True  # what somebody is, is not what he thinks
    says = lexicon.classes("verb").get(tree.lemmas[verb]) == "communication"
    bare = follows is None and _spoken_of(tree, verb) is None and not tree.passive(verb)
    return says and bare and tree.first(verb, "dobj", "ccomp", "xcomp") is None


def _not_done(tree: Tree, verb: int) -> bool:
    """Whether a gerund behind a preposition tells of what is not done: "will not comply, also in accepting quotas"."""
    at = verb
    while tree.labels[at] in ("pcomp", "prep", "advmod", "conj") and tree.heads[at] != at:
        at = tree.heads[at]
        if tree.is_verb(at):
            return tree.labels[verb] == "pcomp" and tree.negated(at)
    return False


_SAYING = frozenset(["say", "argue", "criticise", "deny", "show"])


def _own_saying(tree: Tree, reading: Reading) -> bool:
    """Whether somebody says what he himself does or wants: the predicate inside tells it better."""
    follows = reading.complement
    if follows is None or not set(lexicon.senses("verb").get(tree.lemmas[reading.frame.head], ())) & _SAYING:
        return False
    subject = tree.first(follows.head, "nsubj", "nsubjpass")
    return subject is not None and tree.lows[subject] in ("it", "he", "she", "they", "we", "i")


def _own_start(tree: Tree, match: Match, verb: int) -> int:
    """Where an infinitive with a subject begins: behind a pronoun for a subject ("allowed it to")."""
    subject = tree.first(verb, "nsubj")
    if subject is not None and tree.tags[subject] == "PRP":
        return subject + 1
    return match.end


def _condition(tree: Tree, head: int) -> tuple[int, ...]:
    """The condition that hangs on a predicate and follows it: "if", "unless", "as long as"."""
    for child in tree.having(head, "advcl"):
        if child > head and any(tree.lows[c] in ("if", "unless", "provided", "once") for c in tree.children[child]):
            return tree.subtree(child)
    return ()


def _to(tree: Tree, kept: Sequence[int], code: str, number: int) -> str:
    """The "to" that later items of a list of infinitives share with the first."""
    return "to" if code == "to" and number and kept and tree.tags[kept[0]] == "VB" else ""


def _lead(  # noqa: C901, PLR0911 - a list of cases
    tree: Tree, reading: Reading, kind: str, match: Match
) -> str | None:
    """The words of ours before the complement: the lexicon's, the cue's own, or a gerund; None where it is no use."""
    frame, cue = reading.frame, match.cue
    negated = tree.negated(frame.head) and (not cue.negated or cue.kind != kind)
    first = frame.head + 1 if cue.words[0] != "be" or tree.lemmas[frame.head] == "be" else frame.head
    while first < match.end - 1 and (tree.tags[first] in ("RB", "IN") or tree.lows[first] == "now"):
        first += 1
    own = tree.between(first, match.end)
    if negated:
        if cue.words[0] != "be" and tree.modal(frame.head) in ("can", "could") and tree.tags[frame.head] == "VB":
            return f"cannot {tree.forms[frame.head]} {own}".strip()
        rest = own if cue.words[0] == "be" else f"{_gerund(tree, frame.head)} {own}"
        return f"not {rest}".strip()
    if reading.complement and reading.complement.code == "npas":
        return _gerund(tree, frame.head) if kind == "concern" == cue.kind else ""
    if cue.kind == "belief" and kind != "belief" and reading.complement and reading.complement.code == "that":
        return "" if kind == "concern" else None
    if cue.kind != kind or cue.lead == "=":
        if cue.words[0] == "be":
            return own
        if cue.lead == "=" and tree.finite(frame.head) and cue.words[0] not in ("be", "not"):
            return f"{_gerund(tree, frame.head)} {own}".strip()
        if cue.lead == "=":
            return f"{tree.forms[frame.head]} {own}"
        return f"{_gerund(tree, frame.head)} {own}".strip()
    follows = reading.complement
    loose = follows is not None and (follows.code == "np" or follows.code not in cue.takes)
    length = len(tree.subtree(follows.head)) if loose and follows else 0
    plain = tree.lemmas[frame.head] in word_class("plain wishes") and length >= _ALONE
    bare = loose and not plain and (kind == "interest" or length <= _BARE or cue.words[-1] == "against")
    if cue.lead == "ing" or (cue.lead == "" and bare):
        return f"{_gerund(tree, frame.head)} {own}".strip()
    return "" if cue.lead in ("would", "that") else cue.lead


_ALONE = 3  # words from which what somebody wishes or fears says enough: "a quick peace"
_BARE = 4  # words up to which what somebody is against wants its verb: "rejecting the argument"


def _gerund(tree: Tree, verb: int) -> str:
    return lexicon.gerund(tree.lemmas[verb])


def _items(tree: Tree, head: int, code: str) -> list[int]:
    """The heads of the items of a list of infinitives or gerunds, of which each is a row; else the whole."""
    if code in ("to", "ing"):
        return [token for token in tree.joined(head) if tree.is_verb(token)] or [head]
    return [head]


def _of_subject(tree: Tree, reading: Reading, kind: str) -> Iterator[_Said]:
    """A verb without a cue that fits: what is done, in the gerund; what is said or held, by itself."""
    verb, follows = reading.frame.head, reading.complement
    lemma = tree.lemmas[verb]
    telling = lexicon.senses("verb").get(lemma, ("",))[0] in (*_SAYING, "believe", "fear")
    if follows and follows.code == "that" and (telling or kind == "belief"):
        wish = kind != "interest" or tree.modal(follows.head) in word_class("norm")
        if wish and not _own_saying(tree, reading):
            start = verb + 1 if follows.head > verb else 0
            yield "", _phrase(tree, follows.head, start=start, code="that")
        return
    if _lost_object(tree, verb) or ("say" in lexicon.senses("verb").get(lemma, ()) and kind == "interest"):
        return  # what is only said is no aim, and "the law that X wants" leaves the wanting without its object
    if lemma == "be" or tree.labels[verb] == "auxpass":
        predicate = tree.first(verb, "attr", "acomp", "prep")
        if kind == "interest" and predicate is not None and _is_so(tree, predicate):
            return
        modals = [c for c in tree.children[verb] if tree.tags[c] == "MD"]
        if modals:
            yield "", _phrase(tree, verb, start=modals[0], code="vp")  # "can only be on the same page as long as"
        elif predicate is not None:
            negated = "not" if tree.negated(verb) else ""
            yield negated, _phrase(tree, predicate, start=verb + 1, code="np")
    elif tree.passive(verb):
        yield from _of_object(tree, verb, kind)
    elif telling and kind in ("concern", "belief") and (spoken := _spoken_of(tree, verb)) is not None:
        yield "", _phrase(tree, spoken, start=verb + 1, code="np")
    else:
        yield _deed(tree, verb, kind)


def _is_so(tree: Tree, predicate: int) -> bool:
    """Whether a predicate says what somebody is or is under, and not what he is after."""
    return tree.labels[predicate] == "attr" or tree.lows[predicate] in ("under", "without", "among")


def _has_to(tree: Tree, verb: int) -> bool:
    """Whether a verb is what somebody has to do, or the having itself."""
    own, above = tree.lemmas[verb], tree.lemmas[tree.heads[verb]]
    return own in ("have", "need") or (tree.labels[verb] == "xcomp" and above in ("have", "need"))


def _spoken_of(tree: Tree, verb: int) -> int | None:
    """What somebody speaks of, warns about or complains about."""
    preps = [c for c in tree.having(verb, "prep") if c > verb and tree.lows[c] in ("of", "about", "against")]
    return tree.first(preps[0], "pobj") if preps else None


def _deed(tree: Tree, verb: int, kind: str) -> _Said:
    """What is done, in the gerund; in the infinitive what will be done; "cannot" for what cannot."""
    told = tree.first(verb, "ccomp")
    if told is not None and told > verb and tree.finite(told) and tree.having(told, "nsubj", "nsubjpass"):
        return "", _phrase(tree, told, start=verb + 1, code="that")
    modal = tree.modal(verb)
    rest = tuple(t for t in _phrase(tree, verb, start=verb + 1, code="vp") if t > verb)
    bare = tree.tags[verb] == "VB"
    negated = "not " if tree.negated(verb) else ""
    if negated and modal in ("can", "could"):
        return "cannot", (verb, *rest) if bare else rest
    willed = kind == "interest" and modal in ("will", "would")
    if bare and (willed or tree.infinitive(verb)):
        return f"{negated}to", (verb, *rest)
    return f"{negated}{_gerund(tree, verb)}", rest


def _lost_object(tree: Tree, verb: int) -> bool:
    """Whether a verb's object is what its relative clause hangs on: "the attack that X has seen since May"."""
    subject = tree.first(verb, "nsubj")
    asked = [
        c for v in (verb, tree.heads[verb]) for c in tree.having(v, "dobj", "pobj") if tree.tags[c] == "WP" and c < v
    ]
    if asked and (tree.heads[asked[0]] == verb or tree.labels[verb] == "conj"):
        return True  # "what he will sign or veto"
    stranded = any(not tree.children[c] and tree.lows[c + 1 : c + 2] != ("that",) for c in tree.having(verb, "prep"))
    if (
        tree.labels[verb] == "relcl"
        and stranded
        and subject is not None
        and tree.lows[subject] not in ("that", "who", "which")
    ):
        return True  # "the best that they could hope for"
    if tree.labels[verb] != "relcl" or subject is None or tree.tags[subject] in ("WDT", "WP"):
        return False
    return tree.lows[subject] != "that" and tree.first(verb, "dobj", "ccomp", "acomp", "attr") is None


def _of_object(tree: Tree, verb: int, kind: str) -> Iterator[_Said]:
    """What is done to the holder: "forced to withdraw", "hurt by sanctions"; what it is expected to do."""
    inner = next(
        (c for c in tree.children[verb] if c > verb and tree.labels[c] in ("xcomp", "ccomp") and tree.infinitive(c)),
        None,
    )
    expected = tree.lemmas[verb] in word_class("expecting")
    if inner is not None and (expected or not tree.passive(verb)):
        obliged = kind == "constraint" and tree.lemmas[verb] in word_class("obliging")
        kept = _phrase(tree, inner, start=verb + 1, code="to")
        yield ("must", kept[1:]) if obliged and kept and tree.tags[kept[0]] == "TO" else ("", kept)
    elif tree.passive(verb) and (kind != "interest" or _to_an_end(tree, verb)):
        rest = tuple(t for t in _phrase(tree, verb, start=verb + 1, code="vp") if t > verb)
        yield ("not" if tree.negated(verb) else ""), (verb, *rest)


def _to_an_end(tree: Tree, verb: int) -> bool:
    """Whether what is done to somebody shows what he is after: "formed to oppose", "committed to", "aimed at"."""
    cued = any(cue.kind == "interest" for cue in lexicon.being().get(tree.lows[verb], ()))
    return (
        cued
        or any(tree.is_verb(c) and tree.infinitive(c) for c in tree.children[verb])
        or any(tree.labels[c] == "pcomp" for prep in tree.having(verb, "prep") for c in tree.children[prep])
    )


def _of_noun(tree: Tree, reading: Reading, kind: str) -> Iterator[_Said]:
    """What a noun is of, or said to be; else the noun itself without its owner, where it says enough."""
    noun, match, follows = reading.frame.head, reading.match, reading.complement
    if match and follows and follows.code in ("to", "that", "ing", "npto") and match.cue.kind == kind == "interest":
        for n, head in enumerate(_items(tree, follows.head, follows.code)):
            kept = _phrase(tree, head, start=match.end, code=follows.code)
            yield _to(tree, kept, follows.code, n), kept
        return
    told = match and follows and follows.head > noun and tree.labels[noun] == "nsubj"
    if told and follows and follows.code in ("that", "is", "to"):
        code = "np" if follows.code == "is" else follows.code
        yield "", _phrase(tree, follows.head, start=tree.heads[noun] + 1, code=code)
        return
    kept = _phrase(tree, noun, start=0, code="np")
    if reading.frame.part == "owner":
        kept = _without(tree, kept, noun, reading.frame.holder.token)
    if follows or len(kept) >= (_TELLING if match or kind != "interest" else _ALL_TOLD):
        yield "", kept


_TELLING, _ALL_TOLD = 4, 6  # words from which a noun phrase without a complement says enough, also without a cue


def _without(tree: Tree, kept: Sequence[int], noun: int, owner: int) -> tuple[int, ...]:
    """A noun phrase without its owner: "Iran's own ambition to", "the ambition of Iran to"."""
    if owner > noun:
        prep = tree.heads[owner]
        gone = {prep, *tree.subtree(owner)} if tree.heads[prep] == noun else set(range(owner + 1))
        return tuple(t for t in kept if t not in gone)
    gone = {t for c in tree.children[noun] if c <= owner <= max(tree.subtree(c)) for t in tree.subtree(c)}
    gone |= {t for t in tree.children[noun] if tree.lows[t] == "own"}
    return tuple(t for t in kept if t not in gone and t >= min(owner, noun))


# Where a phrase ends


def _phrase(tree: Tree, head: int, *, start: int, code: str) -> tuple[int, ...]:
    """The tokens of a phrase from `start` on: its head and what hangs on it, but no asides or clauses joined to it."""
    kept: set[int] = set()
    queue = [head]
    while queue:
        token = queue.pop()
        kept.add(token)
        queue += [child for child in tree.children[token] if not _left_out(tree, token, child, head, code)]
    inside = _parenthesised(tree)
    ordered = sorted(token for token in kept if token >= start and (token not in inside or head in inside))
    ordered = _whole(tree, ordered)
    if ordered and (cut := _next_clause(tree, ordered)):
        ordered = [token for token in ordered if token < cut]
    return _trimmed(tree, ordered)


def _whole(tree: Tree, kept: list[int]) -> list[int]:
    """Up to a colon, and without a relative clause that has lost what it is of."""
    colon = next((b for a, b in pairwise(kept) if ":" in tree.forms[a + 1 : b]), None)
    inside = set(kept[: kept.index(colon)] if colon is not None else kept)
    for verb in sorted(inside):
        first = min(tree.subtree(verb))
        if tree.labels[verb] == "relcl" and first in inside and first - 1 not in inside and first > min(inside):
            inside -= set(tree.subtree(verb))
    return sorted(inside)


def _next_clause(tree: Tree, kept: Sequence[int]) -> int:
    """Where the subject of a clause begins that is read as the end of the phrase ("alone and the army wanted"), or 0.

    So it is where "and" and a noun phrase stand before a finite verb that has no subject of its own.
    """
    verb = kept[-1] + 1
    if verb >= len(tree) or tree.tags[verb] not in ("VBD", "VBZ", "VBP", "MD") or not tree.is_noun(kept[-1]):
        return 0
    verb = tree.heads[verb] if tree.labels[verb] in ("aux", "auxpass") else verb
    if tree.having(verb, "nsubj", "nsubjpass", "expl") or tree.labels[verb] not in ("conj", "ROOT"):
        return 0
    at = kept[-1]
    while at > kept[0] and (tree.is_noun(at) or tree.tags[at] in ("JJ", "DT", "PRP$", "POS", "CD", "HYPH")):
        at -= 1
    return at if tree.tags[at] == "CC" and at > kept[0] else 0


def _parenthesised(tree: Tree) -> set[int]:
    """The tokens that stand in parentheses."""
    found: set[int] = set()
    opened: list[int] = []
    for token, form in enumerate(tree.forms):
        if form in "([":
            opened.append(token)
        elif form in ")]" and opened:
            found.update(range(opened.pop(), token + 1))
    return found


def _left_out(  # noqa: C901, PLR0911, PLR0912 - a list of cases
    tree: Tree, token: int, child: int, head: int, code: str
) -> bool:
    label = tree.labels[child]
    before = min(tree.subtree(child)) - 1
    before -= before > 0 and tree.forms[before] in _CLOSING
    after_comma = before >= 0 and tree.lows[before] in (",", "—", "–", "-", "--", ";", ":")
    if label in ("npadvmod", "prep", "nmod") and _day(tree, child):
        return True
    if (
        label == "advcl"
        and child > token
        and tree.tags[child] == "VBG"
        and lexicon.classes("verb").get(tree.lemmas[child]) == "communication"
    ):
        return True
    if label in _ASIDE or tree.tags[child] in ("-LRB-", "-RRB-"):
        return True
    if label == "dep" and child > token and tree.is_verb(child) and tree.finite(child):
        return True
    if label in ("advcl", "acl") and after_comma and child > token and tree.lemmas[child] in word_class("happenings"):
        return True
    if before >= 0 and tree.tags[before] == "-LRB-":
        return True
    if label in ("relcl", "advcl", "appos", "acl") and after_comma and child > token:
        conditional = any(tree.lows[c] in ("if", "unless", "provided") for c in tree.children[child])
        return not conditional
    if label == "advcl" and ((child < token and token == head) or _reason(tree, child)):
        return True
    if token == head and label == "mark" and tree.lows[child] in ("that", "whether"):
        return tree.lows[child] == "that"
    if token == head and label in ("conj", "cc"):
        if label == "cc":
            conjuncts = tree.having(token, "conj")
            return not conjuncts or _own_clause(tree, conjuncts[0], code)
        return _own_clause(tree, child, code)
    if label == "conj" and tree.is_verb(child) and tree.having(child, "nsubj", "nsubjpass"):
        return True
    if label == "ccomp" and child < token and token == head:
        return True
    return label == "punct" and tree.lows[child] in (";", ":", "?", "!")


def _day(tree: Tree, token: int) -> bool:
    """Whether a phrase only tells the day: "on Tuesday", "this week", "yesterday"."""
    lows = [tree.lows[t] for t in tree.subtree(token)]
    months = word_class("months")
    if lows[0] in ("in", "on", "since") and any(low in months for low in lows) and len(lows) <= 3:  # noqa: PLR2004
        return not lows[-1].isdigit() or len(lows[-1]) < 4  # noqa: PLR2004 - a year tells something
    lately = lows[-1] in ("year", "month", "week") and lows[-2:-1] in (["this"], ["last"], ["next"])
    return (lately and len(lows) <= 4) or (  # noqa: PLR2004
        len(lows) <= 3  # noqa: PLR2004
        and any(low in word_class("weekdays") or low in ("week", "yesterday", "today", "tomorrow") for low in lows)
    )


def _reason(tree: Tree, clause: int) -> bool:
    """Whether a clause tells why or against what something is said, and not when or if."""
    marks = {tree.lows[c] for c in tree.children[clause] if tree.labels[c] == "mark"}
    before = tree.lows[max(0, min(tree.subtree(clause)) - 1)]
    return bool(marks & word_class("reasons")) and before not in ("long", "soon", "far")


def _own_clause(tree: Tree, conjunct: int, code: str) -> bool:
    """Whether what is joined to a phrase's head is a clause or an item of its own."""
    if tree.is_verb(conjunct):
        return code in ("to", "ing", "vp") or bool(tree.having(conjunct, "nsubj", "nsubjpass"))
    return code == "vp"


def _trimmed(tree: Tree, kept: Sequence[int]) -> tuple[int, ...]:
    """Without marks and joining words at its ends."""
    tokens = list(kept)
    while tokens and (
        tree.labels[tokens[-1]] in ("punct", "cc", "mark")
        or tree.tags[tokens[-1]] in ("IN", "TO", ",", ":", "CC", "WDT", "DT")
    ):
        tokens.pop()
    while (
        tokens
        and (tree.labels[tokens[0]] in ("punct", "cc") or tree.tags[tokens[0]] in (",", ":", "CC"))
        and (tree.tags[tokens[0]] not in ("``", "$", "#"))
    ):
        tokens.pop(0)
    return tuple(tokens)


def _shortened(tree: Tree, kept: tuple[int, ...]) -> tuple[int, ...]:
    """At most `LONGEST` words, without the last adjuncts until it fits; () where it cannot."""
    tokens = kept
    while _count(tree, tokens) > LONGEST:
        inside = set(tokens)
        cuts = [
            t for t in tokens[4:]
            if tree.labels[t] in _OUTER - {"punct", "advmod"} and tree.heads[t] in inside and tree.heads[t] < t
            and not any(tree.lows[c] in ("if", "unless") for c in tree.children[t])
        ]  # fmt: skip
        best: tuple[int, ...] = ()
        for token in reversed(cuts):
            gone = set(tree.subtree(token))
            left = tuple(t for t in tokens if t not in gone)
            if max(gone & inside, default=-1) == tokens[-1] and len(left) < len(tokens):
                best = _trimmed(tree, left)
                if _count(tree, best) <= LONGEST:
                    break
        if not best or best == tokens:
            return ()
        tokens = best
    return tokens


def _broken(tree: Tree, kept: Sequence[int]) -> bool:
    """Whether a phrase ends in a verb that has lost what it governs."""
    last = kept[-1]
    lost = any(
        tree.labels[c] in ("dobj", "xcomp", "ccomp", "attr", "acomp", "prep") and c not in kept
        for c in tree.children[last]
    )
    return tree.is_verb(last) and lost


def _count(tree: Tree, tokens: Sequence[int]) -> int:
    return sum(tree.forms[t][0].isalnum() for t in tokens)


# Words that point out of the phrase


_SHORT_FORMS = {"'d": " would", "'ll": " will", "'ve": " have", "'re": " are", "'s": " is"}


class _Saying:
    """Says the tokens of a phrase, with names in place of pronouns that can only mean them."""

    def __init__(self, tree: Tree, holders: Holders, holder: Holder) -> None:
        self._tree, self._holders, self._holder = tree, holders, holder

    def pieces(self, kept: Sequence[int]) -> dict[int, str] | None:
        """What to print for the tokens that are not printed as they stand; None where one points to nobody known."""
        replaced: dict[int, str] = {}
        for n, token in enumerate(kept):
            low = self._tree.lows[token]
            if self._vague(token) and not self._held(kept, n):
                said = self._said(token, low, first=n == 0)
                if said is None:
                    return None
                if said and low != "the" and said in replaced.values():
                    continue  # the second time the pronoun will do
                if said:
                    replaced[token] = said
                    after = token + 1
                    if after < len(self._tree) and self._tree.lows[after] in _SHORT_FORMS:
                        replaced[after] = _SHORT_FORMS[self._tree.lows[after]]
        return replaced

    def _vague(self, token: int) -> bool:
        """Whether a word points ("us", but not "US")."""
        form = self._tree.forms[token]
        return self._tree.lows[token] in _VAGUE and (len(form) == 1 or not form.isupper())

    def without_pointers(self, kept: tuple[int, ...], head: int) -> tuple[int, ...]:
        """A phrase without the adjuncts in which a word points to nobody known, () where it points elsewhere."""
        tree = self._tree
        for _ in range(_CUTS):
            at = next((t for n, t in enumerate(kept) if self._lost(kept, n)), None)
            if at is None:
                return kept
            while tree.labels[at] not in _CUT and tree.heads[at] != at and at != head:
                at = tree.heads[at]
            gone = set(tree.subtree(at))
            left = _trimmed(tree, [t for t in kept if t not in gone])
            if at == head or tree.labels[at] not in _CUT or len(left) < _LEFT or left[0] != kept[0]:
                return ()
            kept = left
        return ()

    def _lost(self, kept: Sequence[int], n: int) -> bool:
        low = self._tree.lows[kept[n]]
        return self._vague(kept[n]) and not self._held(kept, n) and self._said(kept[n], low, first=n == 0) is None

    def _held(self, kept: Sequence[int], n: int) -> bool:  # noqa: PLR0911 - a list of cases
        """Whether a pointing word points nowhere, or into the phrase."""
        tree, token = self._tree, kept[n]
        low, label, tag = tree.lows[token], tree.labels[token], tree.tags[token]
        if label == "expl" or (low == "that" and tag in ("IN", "WDT")) or (low == "so" and tag in ("IN", "CC")):
            return True
        if tag in ("WDT", "WP", "WP$", "WRB") or low in ("which", "who", "whose", "whom"):
            return n > 0
        if low in ("those", "such", "one", "ones") and (tag in ("PDT", "CD") or n + 1 < len(kept)):
            after = tree.lows[kept[n + 1]] if n + 1 < len(kept) else ""
            return (
                after in ("of", "who", "in", "that", "as", "a", "day", "with", "from")
                or tag == "CD"
                or (low == "such" and after in ("as", "a", "an"))
            )
        if low == "there":
            return label == "expl"
        if low in ("itself", "themselves", "himself", "herself"):
            return True
        if low == "former" and tag == "JJ":
            return True
        if low in ("so", "here"):
            return low == "so" and n + 1 < len(kept) and tree.tags[kept[n + 1]] in ("RB", "JJ")
        if low in ("its", "their", "it", "they") and n > 0:
            return self._inside(kept, n)
        return False

    def _inside(self, kept: Sequence[int], n: int) -> bool:
        """Whether a pronoun has its noun in the phrase: a plural for "their", a singular for "its", closest before."""
        tree = self._tree
        many = tree.lows[kept[n]] in ("their", "they")
        people = ("person", "group")
        if many and any(
            tree.tags[t] == "NNS" and lexicon.classes("noun").get(tree.lemmas[t]) in people for t in kept[:n]
        ):
            return True
        for token in reversed(kept[:n]):
            if tree.is_noun(token) and tree.labels[token] in ("nsubj", "dobj", "pobj", "nsubjpass", "conj"):
                return (tree.tags[token] in ("NNS", "NNPS")) == many
        return False

    def _said(self, token: int, low: str, *, first: bool) -> str | None:
        """What a pointing word is to be printed as: "" for itself, None where nobody knows."""
        tree = self._tree
        if low in ("this", "that", "these", "those", "such") and tree.labels[token] == "det":
            if tree.lows[tree.heads[token]] in ("week", "month", "year", "time", "way", "case"):
                return ""
            return "the" if not first or tree.is_noun(tree.heads[token]) else None
        if low in ("its", "their", "our", "his", "her", "my"):
            if low in ("his", "her") and self._others(token):
                return None
            own = "their" if len(self._holder.actors) > 1 or self._holders.many(self._holder.actors[0]) else "its"
            return "" if low in ("its", "their") else own  # in what is said of somebody, it is theirs
        found = self._holders.of(token, joined=False)
        actors = found[0].actors if found else ()
        subject = tree.labels[token] in ("nsubj", "nsubjpass")
        if (
            low in ("it", "they", "he", "she", "we", "i")
            and subject
            and actors == self._holder.actors
            and len(actors) == 1
        ):
            return lexicon.with_article(actors[0])
        return None

    def _others(self, token: int) -> bool:
        """Whether "his" is of another than the holder."""
        found = self._holders.of(token, joined=False)
        return not found or found[0].actors != self._holder.actors


def _joined(tree: Tree, kept: Sequence[int], replaced: dict[int, str]) -> str:
    """The tokens, spaced as in the sentence."""
    spans, text = tree.parse.spans, tree.parse.text
    pieces: list[str] = []
    previous = None
    for token in kept:
        if previous is not None:
            gap = text[spans[previous][1] : spans[token][0]] if token == previous + 1 else " "
            pieces.append(" " if gap and not gap.strip() else gap if token == previous + 1 else " ")
        form = tree.forms[token]
        if token == 0 and not tree.tags[0].startswith("NNP") and form[1:] == form[1:].lower() and form != "I":
            form = form.lower()
        pieces.append(replaced.get(token, form))
        previous = token
    return "".join(pieces)


_AFTERTHOUGHT = re.compile(r",\s+(?:a|an|the|one)\s+\w+$")  # the bare head of an apposition: ", a measure"
_DASHES = re.compile(r"\s*([—–])\s*\1\s*")  # what is left of an aside between dashes
_IDIOM = re.compile(r",?\s+if need(?: be)?$")
_WEEKDAY = re.compile(
    r"\s+(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|afternoon|evening|night))?$"
)
_COMMAS = re.compile(r",(?:\s*,)+")
_OPENING = re.compile(r"^(?:already|also|now|for now|just)\s+")
_CLOSED = re.compile(r"’(?!\w)")
_MARKS = re.compile(r"\s+([,.;:)’”%])")


def _polished(statement: str) -> str:
    """Without lone quotation marks and doubled spaces."""
    statement = " ".join(statement.split())
    if statement.count("‘") > len(_CLOSED.findall(statement)):
        statement = statement.replace("‘", "")
    for opening, closing in ('""', "“”", "()"):
        if opening == closing and statement.count(opening) % 2:
            statement = statement.replace(opening, "")
        elif opening != closing and statement.count(opening) != statement.count(closing):
            statement = statement.replace(opening, "").replace(closing, "")
    statement = _IDIOM.sub("", _DASHES.sub(" ", _AFTERTHOUGHT.sub("", statement)))
    statement = _COMMAS.sub(",", _MARKS.sub(r"\1", " ".join(statement.split())))
    statement = _WEEKDAY.sub("", _OPENING.sub("", statement))
    return statement.strip(" ,;:–—-")


_OF_OTHERS = re.compile(r"^(?:\w+ing )?the same (?!.*\b(?:as|page|time)\b)|\b(?:an? )?similar \w+$", re.IGNORECASE)
_NO_OPENERS = frozenset(
    ["because", "although", "though", "and", "or", "but", "by", "themselves", "itself", "himself", "herself"]
)


def sound(statement: str) -> bool:
    """Whether a statement ends and begins as a phrase may."""
    words = statement.lower().split()
    if _OF_OTHERS.search(statement):
        return False
    if len(words) == SHORTEST and (words[-1].endswith("ly") or words[0] in ("the", "this", "that")):
        return False  # "profiting accordingly", "the region"
    return words[-1] not in word_class("bad ends") and words[-2:] != ["in", "order"] and words[0] not in _NO_OPENERS
