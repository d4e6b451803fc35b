"""Answer, sentence -> faults: what a model's words add to the words that they rest on, or take from them.

A sentence may only get shorter: words go, none comes, none moves, and what goes is a whole branch of its parse that the
clause can spare (dependency trees are pruned so by Filippova & Strube 2008). All content words of an answer stand in
its sentence: were a share of them enough, the verb of a long sentence could be exchanged for its opposite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise
from typing import NamedTuple, TypeAlias, get_args

from briefing.findings import syntax, terms
from briefing.findings.cohesion import leaning
from briefing.findings.lexicon import word_class
from briefing.findings.syntax import Parse
from briefing.findings.syntax.tokens import MOST_TOKENS, Tokens, tokens
from briefing.model import Fault

LONGEST = 2000
"""Characters of an answer, at most."""
PAIRS = 0.6
"""Of a cell's pairs of neighbouring content words, the share that must be neighbours in its source too."""
KEPT = 0.6
"""Of a cell's content words, the share that its rewording must keep."""

_SEPARATORS = frozenset(",;:—–().…")
_RAGGED = re.compile(r"\s[,;:.)](?!\d)|[(,;:—–]\s*[,;:.)]|^\W*[,;:)]|[-–—]\W*$")  # what a cut may leave behind
_OPENING, _CLOSING = '“„«"', '”“»"'
_PLAIN = str.maketrans("‘’‚“”„«»‐‑–—−", '\'\'\'"""""-----')
_ENDS = tuple(".?!…”\"’)'")
_STOPS = frozenset(".;:!?")
_COMPLEMENTS = frozenset({"dobj", "attr", "acomp", "ccomp", "xcomp", "oprd"})  # ClearNLP labels
_CLASSES: tuple[Fault, ...] = ("negation", "modality", "attribution", "limits")


def shortened(answer: str, sentence: str) -> tuple[Fault, ...]:
    """What forbids `answer` to stand for `sentence`, of which it must be a shorter form; () for nothing.

    Words and marks are the sentence's, in its order, so that numbers and names stay what they were; quotations,
    negations, modal words, words of saying and words that limit are all kept. What is left out is whole branches:
    connectives, and what stands between commas and limits nothing.
    """
    answer, sentence = _line(answer), _line(sentence)
    if answer == sentence and _words(answer):
        return ()
    return _told(
        {
            "form": lambda: not _is_line(answer) or not _is_set_like(answer, sentence),
            **_shared(answer, sentence),
            "words": lambda: bool(_lacking(answer, sentence, _same)),
            "structure": lambda: (
                leaning(answer) > leaning(sentence)
                or not any(_spares_only_branches(answer, sentence, way) for way in _WAYS)
            ),
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
            "form": lambda: not _is_line(answer) or bool({c for c in answer if not c.isalnum()} - set(" ".join(held))),
            **_shared(answer, cell),
            "numbers": lambda: not _in_order(_counted(answer), _counted(cell)),
            "names": lambda: not _in_order(_names(answer, 0), _names(cell, 0)),
            "words": lambda: all(_lacking(answer, one, _akin) - _class("free") for one in held),
            "structure": lambda: not _is_near(answer, cell, held),
        }
    )


def spelled(answer: str, source: str) -> str:
    """The answer with the quotation marks, apostrophes and dashes of its source, which models like to make plain."""
    pairs = _aligned(_all_words(answer), _all_words(source), _first_to_last, _same_but_for_marks)
    forms = tokens(source).forms if source else ()
    spelling = {here: forms[there] for here, there in pairs}
    pieces, at = [], 0
    for n, (start, end) in enumerate(tokens(answer).spans if spelling else ()):
        form = answer[start:end]
        pieces += [answer[at:start], spelling[n] if n in spelling and form.lower() != spelling[n].lower() else form]
        at = end
    return "".join([*pieces, answer[at:]])


# Words


class _Word(NamedTuple):
    """A word or mark of a text; `place` among its tokens, `first` where a capital letter says nothing."""

    form: str
    place: int
    first: bool


Same: TypeAlias = Callable[[_Word, _Word], bool]
Way: TypeAlias = Callable[[int], range]


def _all_words(text: str) -> list[_Word]:
    """The tokens of a text, those that part others too."""
    forms = tokens(text).forms if text else ()
    opening = next((n for n, form in enumerate(forms) if form not in _SEPARATORS), 0)
    return [_Word(form, place, place == opening) for place, form in enumerate(forms)]


def _words(text: str) -> list[_Word]:
    return [word for word in _all_words(text) if word.form not in _SEPARATORS]


def _same(one: _Word, other: _Word) -> bool:
    return one.form == other.form or ((one.first or other.first) and one.form.lower() == other.form.lower())


def _same_but_for_marks(one: _Word, other: _Word) -> bool:
    plain, own = one.form.translate(_PLAIN), other.form.translate(_PLAIN)
    return plain == own or (plain.lower() == own.lower() and _same(one._replace(form=plain), other._replace(form=own)))


def _akin(one: _Word, other: _Word) -> bool:
    return _same(one, other) or (one.form.islower() and terms.stem(one.form) == terms.stem(other.form.lower()))


def _first_to_last(size: int) -> range:
    return range(size)


def _last_to_first(size: int) -> range:
    return range(size - 1, -1, -1)


_WAYS = (_first_to_last, _last_to_first)
"""Where a word stands several times, its first or its last place may be the one that was kept."""


def _aligned(ours: Sequence[_Word], theirs: Sequence[_Word], way: Way, same: Same) -> Iterator[tuple[int, int]]:
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


def _lacking(answer: str, source: str, same: Same) -> set[str]:
    """The words of an answer, in lower case, that do not stand in its order in `source`."""
    ours, theirs = _words(answer), _words(source)
    matched = dict(_aligned(ours, theirs, _first_to_last, same))
    return {word.form.lower() for n, word in enumerate(ours) if n not in matched}


# What both kinds keep


def _told(checks: dict[Fault, Callable[[], bool]]) -> tuple[Fault, ...]:
    """The faults that were found, in the order of `Fault`; nothing more is looked for in what has no form."""
    if checks["form"]():
        return ("form",)
    return tuple(fault for fault in get_args(Fault) if fault in checks and checks[fault]())


def _shared(answer: str, source: str) -> dict[Fault, Callable[[], bool]]:
    """The checks of marks: quotations and marked words are those of `source`, numbers and names come from it."""
    checks: dict[Fault, Callable[[], bool]] = {
        "quotes": lambda: _quotations(answer) != _quotations(source),
        "numbers": lambda: not _in_order(_numbers(answer), _numbers(source)),
        "names": lambda: not _in_order(_names(answer), [word.form for word in _words(source)]),
    }
    return checks | {name: partial(_differ, name, answer, source) for name in _CLASSES}


def _differ(heading: Fault, answer: str, source: str) -> bool:
    """Whether the words of a class that two texts hold are not the same."""

    def marks(text: str) -> list[str]:
        lower = [word.form.lower() for word in _words(text) if word.first or not word.form.istitle()]
        return [form for form in lower if form in _class(heading)]

    return marks(answer) != marks(source)


@cache
def _class(heading: str) -> frozenset[str]:
    return frozenset(" ".join(terms.lexicon("fidelity")[heading]).split())


def _numbers(text: str) -> list[str]:
    return [word.form.lower() for word in _words(text) if _is_number(word.form)]


def _counted(text: str) -> list[str]:
    """Each number with the word behind it, since it is a number of that."""
    words = [*_words(text), _Word("", 0, first=False)]
    return [f"{one.form} {after.form}".lower() for one, after in pairwise(words) if _is_number(one.form)]


def _is_number(form: str) -> bool:
    return any(c.isnumeric() for c in form) or form.lower() in _class("numerals")


def _names(text: str, opening: int = 1) -> list[str]:
    """The words with a capital letter; of the first word, `opening` letters do not count."""
    return [word.form for word in _words(text) if any(c.isupper() for c in word.form[word.first * opening :])]


def _in_order(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    left = iter(theirs)
    return all(one in left for one in ours)


def _quotations(text: str) -> list[str]:
    """What stands between double quotation marks, of whatever shape, and last how many such marks there are."""
    found, open_at = [], -1
    for at, letter in enumerate(text):
        if open_at < 0 and letter in _OPENING:
            open_at = at
        elif open_at >= 0 and letter in _CLOSING:
            found.append(text[open_at + 1 : at])
            open_at = -1
    return [*found, str(sum(text.count(mark) for mark in set(_OPENING + _CLOSING)))]


def _line(text: str) -> str:
    return " ".join(text.split())


def _is_line(answer: str) -> bool:
    """Whether an answer is a line of printable words that is not too long to be looked through."""
    words = _words(answer)
    return bool(words) and words[-1].place < MOST_TOKENS - 1 and len(answer) <= LONGEST and answer.isprintable()


def _is_set_like(answer: str, sentence: str) -> bool:
    """Whether a shorter sentence has marks of its sentence only, in order, and opens and ends as a sentence does."""
    separators = [[form for form in tokens(text).forms if form in _SEPARATORS] for text in (answer, sentence)]
    return (
        _in_order(*separators)
        and (answer.endswith(_ENDS) or answer[-1] == sentence[-1])
        and (answer[0].isupper() or not sentence[0].isupper())
        and answer.count("(") == answer.count(")")
        and not (_RAGGED.search(answer) and not _RAGGED.search(sentence))
    )


# What a sentence can spare


def _spares_only_branches(answer: str, sentence: str, way: Way) -> bool:
    """Whether what an answer leaves out are whole branches, each of a kind that its clause can spare."""
    (parse,) = syntax.parse([sentence])
    if len(parse.forms) >= MOST_TOKENS:
        return False
    ours = _all_words(answer)
    pairs = sorted(_aligned(ours, _all_words(sentence), way, _same))
    kept = {there for _, there in pairs}
    gone = set(range(len(parse.forms))) - kept
    marks = {n for n, form in enumerate(parse.forms) if form in _SEPARATORS}
    return (
        len(pairs) == len(ours)
        and _is_spaced(tokens(answer), parse, [there for _, there in pairs])
        and all(parse.heads[n] in gone - {n} or _is_spare(parse, n, gone) for n in gone - marks)
        and all(parse.heads[n] not in gone for n in kept - marks)
        and all({n - 1, n + 1} & gone for n in gone & marks)
        and all(_is_clean(parse, run) for run in _runs(gone))
    )


def _runs(places: set[int]) -> Iterator[range]:
    """Neighbouring places together."""
    for first in sorted(n for n in places if n - 1 not in places):
        last = first
        while last + 1 in places:
            last += 1
        yield range(first, last + 1)


def _is_spaced(answer: Tokens, parse: Parse, places: Sequence[int]) -> bool:
    """Whether the gaps between an answer's words are its sentence's; where words went out, a space will do."""
    for n, there in enumerate(places[1:], 1):
        gap = answer.text[answer.spans[n - 1][1] : answer.spans[n][0]]
        before = parse.text[parse.spans[there - 1][1] : parse.spans[there][0]]
        if gap != before and (gap != " " or there - 1 == places[n - 1]):
            return False
    return True


def _is_clean(parse: Parse, run: range) -> bool:
    """Whether a cut takes both marks around an aside, or none, and no word that it joined to what stays."""
    before = parse.forms[run[0] - 1] if run[0] else ""
    after = parse.forms[run[-1] + 1] if run[-1] + 1 < len(parse.forms) else ""
    opens, closes = parse.forms[run[0]] in _SEPARATORS, parse.forms[run[-1]] in _SEPARATORS
    both = opens == closes or (opens and after in _STOPS) or (closes and not before)
    half = (before in _SEPARATORS and closes) or parse.forms[run[0]] == after == ","
    return both and not half and before.lower() not in word_class("conjunctions")


def _is_spare(parse: Parse, n: int, gone: set[int]) -> bool:
    """Whether the branch under token n can go from a head that stays."""
    head = parse.heads[n]
    if head == n or _is_limited(parse, head):
        return False
    match parse.labels[n]:
        case "advmod":
            spare = parse.forms[n].lower() in _class("spare adverbs") and _is_set_off(parse, n)
        case "prep":
            spare = _branch_text(parse, n) in terms.lexicon("fidelity")["spare phrases"]
        case "advcl":
            opening = {form.lower() for form in _children(parse, n, "mark")}
            spare = bool(opening) and opening <= _class("spare clauses") and _is_set_off(parse, n)
        case "relcl" | "acl" | "appos":
            spare = _is_set_off(parse, n)
        case "cc":
            spare = n == 0 or any(m in gone and m > n for m, one in enumerate(parse.heads) if one == head)
        case "conj":
            spare = _is_second_predicate(parse, n)
        case _:
            spare = False
    return spare


def _is_second_predicate(parse: Parse, n: int) -> bool:
    """Whether a conjunct is a verb, joined by "and" to a verb that has its complement for itself."""
    head = parse.heads[n]
    joined = next((m for m, one in enumerate(parse.heads) if one == head and parse.labels[m] == "cc"), 0)
    whole = any(one == head and parse.labels[m] in _COMPLEMENTS and m < joined for m, one in enumerate(parse.heads))
    verbs = parse.tags[n][:2] == parse.tags[head][:2] == "VB"
    return verbs and whole and parse.forms[joined].lower() == "and"


def _is_limited(parse: Parse, head: int) -> bool:
    """Whether a head is negated or limited: of what is said of none or most, no restriction may go."""
    marked = _class("negation") | _class("limits") | _class("quantifiers")
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


def _branch_text(parse: Parse, top: int) -> str:
    return " ".join(parse.forms[n] for n in _branch(parse, top) if parse.forms[n] not in _SEPARATORS).lower()


# What a cell's rewording is near to


def _is_near(answer: str, cell: str, held: Sequence[str]) -> bool:
    """Whether an answer keeps what a cell begins with and most of its content, and brings little together anew."""
    ours, kept = terms.content(answer), terms.content(cell)
    pairs = set(pairwise(ours))
    share = (
        max((len(pairs & set(pairwise(terms.content(one)))) / len(pairs) for one in held), default=0) if pairs else 1
    )
    return share >= PAIRS and {*kept[:1]} <= {*ours} and len({*kept} & {*ours}) >= KEPT * len({*kept})
