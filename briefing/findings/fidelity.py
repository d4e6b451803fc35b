"""Answer, sentence -> faults: what a model's words add to the words that they rest on, or take from them.

A sentence may only get shorter: words go, none comes, none moves, and what goes is a whole branch of its parse that the
clause can spare (dependency trees are pruned so by Filippova & Strube 2008). All content words of an answer stand in
its sentence: were a share of them enough, the verb of a long sentence could be exchanged for its opposite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, get_args

from briefing.findings import syntax, terms
from briefing.findings.syntax import Parse
from briefing.findings.syntax.tokens import MOST_TOKENS, tokens
from briefing.model import Fault

LONGEST = 2000
"""Characters of an answer, at most."""
PAIRS = 0.6
"""Of a cell's pairs of neighbouring content words, the share that must be neighbours in its source too."""
KEPT = 0.5
"""Of a cell's content words, the share that its rewording must keep."""

_SEPARATORS = frozenset(",;:—–().…")
_ADDED = frozenset(",. ")  # marks that an answer may have and its source not
_OPENING, _CLOSING = '“„«"', '”“»"'
_ENDS = tuple(".?!…”\"’)'")
_CLASSES: tuple[Fault, ...] = ("negation", "modality", "attribution", "limits")


def shortened(answer: str, sentence: str) -> tuple[Fault, ...]:
    """What forbids `answer` to stand for `sentence`, of which it must be a shorter form; () for nothing.

    Numbers and names are the sentence's and in its order; quotations, negations, modal words, words of saying and words
    that limit are all kept. What is left out is whole branches: asides, dates and places, non-restrictive clauses.
    """
    answer, sentence = _line(answer), _line(sentence)
    if answer == sentence and _words(answer):
        return ()
    return _told(
        {
            "form": lambda: not _is_line(answer, sentence) or not answer.endswith((*_ENDS, sentence[-1:])),
            **_shared(answer, sentence, sentence),
            "words": lambda: all(lacking(answer, sentence, way) for way in _WAYS),
            "structure": lambda: not any(_spares_only_branches(answer, sentence, way) for way in _WAYS),
        }
    )


def rephrased(answer: str, cell: str, quotes: Sequence[str]) -> tuple[Fault, ...]:
    """What forbids `answer`, a phrase, to stand for `cell`, which was found in `quotes`; () for nothing.

    Its marks are the cell's, its words come in the order of the cell or of one quote in some form, most of the cell's
    content stays, and most of its neighbours were neighbours before.
    """
    answer, cell = _line(answer), _line(cell)
    if answer == cell and _words(answer):
        return ()
    held = [cell, *map(_line, quotes)]
    return _told(
        {
            "form": lambda: not _is_line(answer, " ".join(held)),
            **_shared(answer, cell, cell),
            "words": lambda: all(lacking(answer, one, _first_to_last, _akin) for one in held),
            "structure": lambda: not _is_near(answer, cell, held),
        }
    )


def lacking(
    answer: str, source: str, way: Callable[[int], range], same: Callable[[_Word, _Word], bool] | None = None
) -> list[str]:
    """The words of an answer that do not stand in `source` in its order, but for articles."""
    ours, theirs = _words(answer), _words(source)
    matched = dict(_aligned(ours, theirs, way, same or _same))
    return [word.form for n, word in enumerate(ours) if n not in matched and word.form.lower() not in _class("free")]


# Words


class _Word(NamedTuple):
    """A word or mark of a text; `place` among its tokens, `first` where a capital letter says nothing."""

    form: str
    place: int
    first: bool


def _words(text: str) -> list[_Word]:
    found = [(n, form) for n, form in enumerate(tokens(text).forms) if form not in _SEPARATORS] if text else []
    return [_Word(form, place, n == 0) for n, (place, form) in enumerate(found)]


def _same(one: _Word, other: _Word) -> bool:
    return one.form == other.form or ((one.first or other.first) and one.form.lower() == other.form.lower())


def _akin(one: _Word, other: _Word) -> bool:
    return _same(one, other) or (one.form.islower() and terms.stem(one.form) == terms.stem(other.form.lower()))


def _first_to_last(size: int) -> range:
    return range(size)


def _last_to_first(size: int) -> range:
    return range(size - 1, -1, -1)


_WAYS = (_first_to_last, _last_to_first)
"""Where a word stands several times, its first or its last place may be the one that was kept."""


def _aligned(
    ours: Sequence[_Word], theirs: Sequence[_Word], way: Callable[[int], range], same: Callable[[_Word, _Word], bool]
) -> Iterator[tuple[int, int]]:
    """The longest common subsequence as pairs of places, taken from one end or the other."""
    mine, others = list(way(len(ours))), list(way(len(theirs)))
    best = [[0] * (len(others) + 1) for _ in range(len(mine) + 1)]
    for i in range(len(mine) - 1, -1, -1):
        for j in range(len(others) - 1, -1, -1):
            hit = best[i + 1][j + 1] + 1 if same(ours[mine[i]], theirs[others[j]]) else 0
            best[i][j] = max(hit, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(mine) and j < len(others):
        if same(ours[mine[i]], theirs[others[j]]) and best[i][j] == best[i + 1][j + 1] + 1:
            yield mine[i], others[j]
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1


# What both kinds keep


def _told(checks: dict[Fault, Callable[[], bool]]) -> tuple[Fault, ...]:
    """The faults that were found, in the order of `Fault`; nothing is looked at in a text of no form."""
    if checks["form"]():
        return ("form",)
    return tuple(fault for fault in get_args(Fault) if fault in checks and checks[fault]())


def _shared(answer: str, source: str, marked: str) -> dict[Fault, Callable[[], bool]]:
    """The checks of marks: quotations and marked words are those of `marked`, numbers and names are in `source`."""
    checks: dict[Fault, Callable[[], bool]] = {
        "quotes": lambda: _quotations(answer) != _quotations(marked),
        "numbers": lambda: not _in_order(_numbers(answer), _numbers(source)),
        "names": lambda: not _in_order(_names(answer), [word.form for word in _words(source)]),
    }
    return checks | {name: _differs(name, answer, marked) for name in _CLASSES}


def _differs(name: Fault, answer: str, marked: str) -> Callable[[], bool]:
    def differs() -> bool:
        return _marks(answer, name) != _marks(marked, name)

    return differs


@cache
def _class(heading: str) -> frozenset[str]:
    return frozenset(" ".join(terms.lexicon("fidelity")[heading]).split())


def _marks(text: str, heading: str) -> list[str]:
    return [word.form.lower() for word in _words(text) if word.form.lower() in _class(heading)]


def _numbers(text: str) -> list[str]:
    """Each number with the word behind it, since it is a number of that."""
    words = [*_words(text), _Word("", 0, first=False)]
    return [f"{one.form} {after.form}".lower() for one, after in pairwise(words) if _is_number(one.form)]


def _is_number(form: str) -> bool:
    return any(c.isnumeric() for c in form) or form.lower() in _class("numerals")


def _names(text: str) -> list[str]:
    return [word.form for word in _words(text) if any(c.isupper() for c in word.form[word.first :])]


def _in_order(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    left = iter(theirs)
    return all(one in left for one in ours)


def _quotations(text: str) -> list[str]:
    """What stands between double quotation marks, of whatever shape, and how many such marks there are."""
    found, open_at = [], -1
    for at, letter in enumerate(text):
        if open_at < 0 and letter in _OPENING:
            open_at = at
        elif open_at >= 0 and letter in _CLOSING:
            found.append(text[open_at + 1 : at])
            open_at = -1
    return [*found, str(sum(text.count(mark) for mark in set(_OPENING + _CLOSING)))]


def _is_line(answer: str, source: str) -> bool:
    """Whether an answer is a line of printable words, with no marks of its own but a comma and a stop."""
    foreign = {c for c in answer if not c.isalnum()} - set(source) - _ADDED
    return bool(_words(answer)) and len(answer) <= LONGEST and answer.isprintable() and not foreign


def _line(text: str) -> str:
    return " ".join(text.split())


# What a sentence can spare


def _spares_only_branches(answer: str, sentence: str, way: Callable[[int], range]) -> bool:
    """Whether the words that an answer leaves out are whole branches, each of a kind that its clause can spare."""
    ours, theirs = _words(answer), _words(sentence)
    (parse,) = syntax.parse([sentence])
    if len(parse.forms) >= MOST_TOKENS:
        return False
    kept = {theirs[there].place for _, there in _aligned(ours, theirs, way, _same)}
    gone = {word.place for word in theirs} - kept - {w.place for w in theirs if w.form.lower() in _class("free")}
    return all(parse.heads[n] in gone or _is_spare(parse, n, gone) for n in gone) and all(
        parse.heads[n] not in gone for n in kept
    )


def _is_spare(parse: Parse, n: int, gone: set[int]) -> bool:
    """Whether the branch under token n can go from a head that stays."""
    head = parse.heads[n]
    if head == n or _is_limited(parse, head):
        return False
    match parse.labels[n]:
        case "advmod":
            spare = parse.forms[n].lower() in _class("spare")
        case "npadvmod" | "prep" | "advcl":
            spare = _is_date_or_place(parse, n) or _is_set_off(parse, n)
        case "relcl" | "acl" | "appos":
            spare = _is_set_off(parse, n)
        case "cc":
            spare = n == 0 or any(m in gone and m > n for m, one in enumerate(parse.heads) if one == head)
        case "conj":
            both_verbs = parse.tags[n][:2] == parse.tags[head][:2] == "VB"
            spare = both_verbs and all(form.lower() == "and" for form in _children(parse, head, "cc"))
        case _:
            spare = False
    return spare


def _is_limited(parse: Parse, head: int) -> bool:
    """Whether a head is negated or limited: of what is said of none or most, no restriction may go."""
    marked = _class("negation") | _class("limits")
    return any(
        parse.heads[m] == head and m != head and form.lower() in marked and parse.labels[m] != "cc"
        for m, form in enumerate(parse.forms)
    )


def _children(parse: Parse, head: int, label: str) -> list[str]:
    return [f for m, f in enumerate(parse.forms) if parse.heads[m] == head and parse.labels[m] == label]


def _branch(parse: Parse, top: int) -> range:
    """The tokens from the first to the last that hang under `top`."""
    inside = {top}
    while more := {m for m, head in enumerate(parse.heads) if head in inside} - inside:
        inside |= more
    return range(min(inside), max(inside) + 1)


def _is_set_off(parse: Parse, n: int) -> bool:
    """Whether a branch stands between commas, dashes or the sentence's ends."""
    branch = _branch(parse, n)
    before = branch[0] == 0 or {parse.forms[branch[0] - 1], parse.forms[branch[0]]} & _SEPARATORS
    after = branch[-1] >= len(parse.forms) - 2 or {parse.forms[branch[-1]], parse.forms[branch[-1] + 1]} & _SEPARATORS
    return bool(before and after)


def _is_date_or_place(parse: Parse, n: int) -> bool:
    """Whether a branch is a date, a time or a place and the preposition before it."""
    inner = {m for m in _branch(parse, n) if m != n or parse.labels[n] != "prep"}
    return any(
        kind in ("DATE", "TIME", "GPE", "LOC") and inner and inner <= set(range(first, last))
        for first, last, kind in parse.names
    )


# What a cell's rewording is near to


def _is_near(answer: str, cell: str, held: Sequence[str]) -> bool:
    ours, kept = terms.content(answer), set(terms.content(cell))
    pairs = set(pairwise(ours))
    share = (
        max((len(pairs & set(pairwise(terms.content(one)))) / len(pairs) for one in held), default=0) if pairs else 1
    )
    return share >= PAIRS and len(kept & set(ours)) >= KEPT * len(kept)
