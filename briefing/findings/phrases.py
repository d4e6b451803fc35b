"""Words -> cells: where a complement begins and ends, its items, and whether it can be read alone."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from briefing.findings import lexicon
from briefing.findings.clauses import STOPS, Words, function_words, is_finite
from briefing.findings.lexicon import word_class

_GAP = 3  # words that "~" of a cue stands for, at most
_SURE = 8  # words after which "and" hardly joins two nouns
SHORTEST, LONGEST = 2, 18  # words of a cell; a name alone may stand as one
_MARKS = frozenset("\"'“”‘’«»()[]")


class Complement(NamedTuple):
    """What a cue is said of: `code` as in cues.txt, and the words kept, by number."""

    code: str
    kept: tuple[int, ...]


def complement(  # noqa: PLR0911 - a list of cases
    words: Words, at: int, takes: frozenset[str]
) -> Complement | None:
    """The complement that begins at word `at`, if it is one of those that the cue takes."""
    while at < len(words.lows) and words.lows[at] in ("also", "even", "both", "merely", "simply", "now", "not only"):
        at += 1
    if at >= len(words.lows):
        return None
    low = words.lows[at]
    if low == "to" and "to" in takes and "np" in takes and not infinitive(words, at):
        at += 1
        low = words.lows[at] if at < len(words.lows) else ""
    if low == "to" and infinitive(words, at):
        return _whole(words, at, "to") if "to" in takes else None
    if low == "not" and words.lows[at + 1 : at + 2] == ("to",) and "to" in takes:
        return _whole(words, at, "to")
    if low == "that" and at + 1 < len(words.lows) and "that" in takes:
        kept = phrase(words, at + 1, "that")
        return Complement("that", kept) if _has_finite(words, kept) else None
    verb = lexicon.verbs().get(low)
    if verb and "g" in verb.forms and words.forms[at].islower() and "ing" in takes:
        return _whole(words, at, "ing")
    if _opens_noun(words, at):
        return _noun_like(words, at, takes)
    return None


def _whole(words: Words, at: int, code: str) -> Complement | None:
    if words.lows[at : at + 2] == ("to", "have") and has_form("".join(words.lows[at + 2 : at + 3]), "n"):
        return None  # what one claims or seems to have done is not wanted
    kept = phrase(words, at, code)
    return Complement(code, kept) if len(kept) > (2 if code == "to" else 1) else None


def infinitive(words: Words, at: int) -> bool:
    """Whether the "to" at `at` opens an infinitive."""
    for low in words.lows[at + 1 : at + 4]:
        if low in word_class("adverbs") or low.endswith("ly") or low in _MARKS:
            continue
        verb = lexicon.verbs().get(low)
        return bool(verb and "b" in verb.forms)
    return False


@cache
def _noun_starts() -> frozenset[str]:
    return (
        word_class("determiners")
        | word_class("numbers")
        | frozenset(["more", "less", "most", "such", "what", "whatever"])
    )


def _opens_noun(words: Words, at: int) -> bool:
    low, form = words.lows[at], words.forms[at]
    if (
        low in _noun_starts()
        or low in word_class("subject pronouns")
        or form in _MARKS - {")"}
        or form[0].isupper()
        or form[0].isdigit()
    ):
        return True
    return low[0].isalpha() and low not in function_words()


def _noun_like(  # noqa: PLR0911 - a list of cases
    words: Words, at: int, takes: frozenset[str]
) -> Complement | None:
    if "npto" in takes and (to := _before_verb(words, at)):
        kept = phrase(words, at, "npto")
        return Complement("npto", kept) if to in kept else None
    if "npas" in takes and (follows := _as_follows(words, at)):
        kept = phrase(words, at, "npas")
        kept = kept if follows in kept else (*kept, *phrase(words, follows, "npas"))  # over an aside between commas
        return Complement("npas", kept)
    if "npbe" in takes and any(
        low == "to" and words.lows[at + i + 1 : at + i + 2] == ("be",) for i, low in enumerate(words.lows[at : at + 8])
    ):
        return Complement("npbe", phrase(words, at, "npbe"))
    if "that" in takes:
        kept = phrase(words, at, "that")
        if _has_finite(words, kept) and not _relative_only(words, kept):
            return Complement("that", kept)
    if "np" in takes:
        if low_is_subject(words, at):
            return None
        kept = phrase(words, at, "np")
        return Complement("np", kept) if kept and not _clause_within(words, kept) else None
    return None


def low_is_subject(words: Words, at: int) -> bool:
    """Whether the word at `at` is a pronoun that no cell can begin with."""
    return words.lows[at] in word_class("subject pronouns")


def _before_verb(words: Words, at: int) -> int:
    """The "to" of "Tehran to stop" within reach, or 0."""
    for i in range(at + 1, min(at + 9, len(words.lows) - 1)):
        low = words.lows[i]
        if low == "to" and infinitive(words, i):
            return i
        if low in STOPS or low == "," or is_finite(words, i) or low in ("to", "for", "by", "that", "from"):
            return 0
    return 0


def _as_follows(words: Words, at: int) -> int:
    """The "as" of "Iran as a threat" within reach, or 0."""
    for i in range(at + 1, min(at + 14, len(words.lows) - 1)):
        low = words.lows[i]
        if low == "as" and words.lows[i + 1] not in ("well", "long", "soon", "far", "much", "it", "they"):
            return i
        if low in STOPS or is_finite(words, i):
            return 0
    return 0


def _has_finite(words: Words, kept: tuple[int, ...]) -> bool:
    return any(is_finite(words, i) for i in kept[1:]) or any(words.lows[i] in word_class("modals") for i in kept[1:])


def _relative_only(words: Words, kept: tuple[int, ...]) -> bool:
    """Whether the first finite verb belongs to a relative clause, so that no clause is claimed."""
    for i in kept[1:]:
        if words.lows[i] in word_class("openers") or words.lows[i] == "as":
            return True
        if is_finite(words, i):
            return False
    return False


def _clause_within(words: Words, kept: tuple[int, ...]) -> bool:
    """Whether a finite verb stands in what should be a noun phrase, outside a relative clause."""
    opened = False
    for i in kept[1:]:
        opened = opened or words.lows[i] in word_class("openers")
        if not opened and is_finite(words, i) and not words.lows[i].endswith("ed"):
            return True
    return False


# Where a phrase ends


def phrase(words: Words, at: int, code: str) -> tuple[int, ...]:
    """The words of a complement from `at` to the end of its clause, parentheses left out."""
    kept: list[int] = []
    i, listing = at, False
    while i < len(words.lows):
        low = words.lows[i]
        if low in STOPS or low == ":":
            break
        if low == "(" or words.dash(i):
            after = _over(words, i)
            if not after:
                break
            i = after
            continue
        if low == ",":
            step = _at_comma(words, i, at, code)
            if not step:
                break
            if step > i + 1:
                i = step
                continue
            listing = True
        if kept and _breaks(words, i, kept, code):
            break
        kept.append(i)
        i += 1
    return _trimmed(words, kept) if not listing or kept else ()


def _over(words: Words, at: int) -> int:
    """The word after a parenthesis or a pair of dashes that opens at `at`, or 0 if it does not close in reach."""
    for i in range(at + 1, min(at + 24, len(words.lows) - 1)):
        closes = words.lows[i] == ")" if words.lows[at] == "(" else words.dash(i)
        if closes:
            return i + 1
    return 0


def _at_comma(words: Words, comma: int, start: int, code: str) -> int:
    """0 to stop at this comma, the comma's own successor to go on, or the word after an aside that is left out."""
    for closing in range(comma + 2, min(comma + 5, len(words.lows))):
        inside = words.forms[comma + 1 : closing]
        if words.lows[closing] == "," and (
            inside[0].lower() in word_class("adverbs") or _named_apart(words, comma, inside)
        ):
            return closing + 1
    if _goes_on(words, comma, start, code) or _adjectives(words, comma):
        return comma + 1
    return 0


def _named_apart(words: Words, comma: int, inside: tuple[str, ...]) -> bool:
    """Whether a name alone stands between two commas after a noun ("its proxy in Lebanon, Hezbollah, with")."""
    after = words.lows[comma + len(inside) + 2 : comma + len(inside) + 3]
    return all(form[0].isupper() for form in inside) and bool(after) and after[0] in word_class("prepositions")


def _adjectives(words: Words, comma: int) -> bool:
    """Whether the comma parts adjectives of one noun ("Israel's frequent, crippling air strikes")."""
    before = words.lows[comma - 2] if comma > 1 else ""
    return (
        comma + 1 < len(words.lows)
        and (before in word_class("determiners") or words.possessive(comma - 2))
        and words.lows[comma - 1].isalpha()
        and not (
            words.lows[comma - 1] in function_words()
            or words.lows[comma + 1 : comma + 2] in (("and",), ("which",), ("who",), ("but",))
        )
        and words.lows[comma - 1].endswith(_ADJECTIVAL)
        and not has_form(words.lows[comma + 1], "b")
    )


_ADJECTIVAL = ("ent", "ant", "able", "ible", "ive", "ous", "ic", "ful", "less", "ed", "ong", "ew", "rge", "ort")


def _goes_on(words: Words, comma: int, start: int, code: str) -> bool:  # noqa: PLR0911 - a list of cases
    """Whether the comma parts items of one list."""
    after = comma + 1
    if after >= len(words.lows) or code in ("that", "npas", "npbe"):
        return False
    if words.lows[after] in ("and", "or", "as", "while", "but"):
        after += 3 if words.lows[after : after + 3] == ("as", "well", "as") else 1
        joined = True
    else:
        joined = False
    if after >= len(words.lows):
        return False
    low = words.lows[after]
    first = lexicon.verbs().get(words.lows[start])
    verb = lexicon.verbs().get(low)
    gerunds = bool(first and "g" in first.forms)
    if gerunds or code == "ing":
        return bool(verb and "g" in verb.forms) and (joined or _conjunction_ahead(words, after))
    if code == "to":
        own = low == "to" or bool(verb and "b" in verb.forms and not _noun_here(words, after))
        return own and (joined or _conjunction_ahead(words, after))
    if (
        low in word_class("subject pronouns")
        or low in word_class("plain relatives")
        or low in function_words() - word_class("determiners")
    ):
        return False
    if (verb and "g" in verb.forms) or (not verb and low.endswith("ing")):
        return False
    if joined:
        return _has_comma(words, start, comma) and not _clause_ahead(words, after)
    return _conjunction_ahead(words, after) and not _clause_ahead(words, after)


def _noun_here(words: Words, at: int) -> bool:
    return words.lows[at - 1] in word_class("determiners")


def _has_comma(words: Words, start: int, comma: int) -> bool:
    return "," in words.lows[start:comma]


def _conjunction_ahead(words: Words, at: int) -> bool:
    """Whether "and" or "or" comes after a comma or within reach, before the clause ends."""
    for i in range(at, min(at + 22, len(words.lows))):
        low = words.lows[i]
        if low in STOPS or low in word_class("plain relatives"):
            return False
        if low in ("and", "or") or words.lows[i : i + 3] == ("as", "well", "as"):
            return True
    return False


def _clause_ahead(words: Words, at: int) -> bool:
    """Whether what follows, up to the next mark, has a finite verb of its own."""
    for i in range(at + 1, min(at + 12, len(words.lows))):
        if words.lows[i] in STOPS or words.lows[i] == ",":
            return False
        if is_finite(words, i):
            return True
    return False


def _breaks(words: Words, i: int, kept: list[int], code: str) -> bool:  # noqa: PLR0911 - a list of cases
    """Whether the clause ends before word `i`."""
    low = words.lows[i]
    following = words.lows[i + 1] if i + 1 < len(words.lows) else ""
    if low in word_class("breaks"):
        return not (low == "while" and has_form(following, "g"))
    if (
        low == "as"
        and words.lows[i - 1] not in ("well", "long", "soon")
        and following not in ("well", "long", "soon")
        and (following in word_class("subject pronouns") or _subject_ahead(words, i + 1))
    ):
        return True
    if low in word_class("plain relatives") and words.lows[i - 1] == ",":
        return True
    if low in ("and", "or") and code == "that" and not _has_finite(words, tuple(kept)):
        return False
    if low in ("and", "or", "but", "nor", "yet", "so"):
        return _conjoins_clause(words, i, low)
    if code in ("np", "to", "ing", "npto") and is_finite(words, i):
        return not any(words.lows[k] in word_class("openers") for k in kept) and not words.lows[i].endswith("ed")
    return False


def has_form(low: str, wanted: str) -> bool:
    """Whether a word is a verb in one of the wanted forms."""
    verb = lexicon.verbs().get(low)
    return bool(verb and set(verb.forms) & set(wanted))


def _subject_ahead(words: Words, at: int) -> bool:
    """Whether a capitalised name or a noun with a finite verb follows at once."""
    for i in range(at, min(at + 5, len(words.lows))):
        if words.lows[i] in STOPS or words.lows[i] == ",":
            return False
        if i > at and is_finite(words, i):
            return True
    return False


def _conjoins_clause(words: Words, i: int, low: str) -> bool:
    at = i + 1
    while at < len(words.lows) and (words.lows[at] in word_class("adverbs") or words.lows[at] == ","):
        at += 1
    if at >= len(words.lows):
        return True
    following = words.lows[at]
    helpers = word_class("modals") | frozenset(["is", "are", "was", "were", "has", "had", "have", "does", "did", "do"])
    if (
        following in helpers
        or following in word_class("subject pronouns")
        or following in word_class("breaks")
        or following in ("if", "when", "then")
    ):
        return True
    if low in ("so", "yet", "nor"):
        return True
    if has_form(following, "sd") and not words.forms[at][0].isupper():
        after = words.lows[at + 1] if at + 1 < len(words.lows) else ""
        takes = word_class("determiners") | word_class("prepositions") | {"to", "that"}
        return (
            after in takes or has_form(after, "g") or (at + 1 < len(words.forms) and words.forms[at + 1][0].isupper())
        )
    return _subject_ahead(words, at)


def _trimmed(words: Words, kept: list[int]) -> tuple[int, ...]:
    bad = word_class("bad ends")
    while kept and (
        words.lows[kept[-1]] in bad or words.forms[kept[-1]] in ",-–—:" or words.lows[kept[-1]] in word_class("adverbs")
    ):
        kept.pop()
    return tuple(kept)


# Items and words


def items(words: Words, found: Complement) -> list[tuple[int, ...]]:
    """The rows that a complement makes: items of a list of gerunds or infinitives apart, all else whole."""
    kept = found.kept
    starts = [0]
    for n in range(len(kept)):
        if n and (size := _separator(words, kept, n)) and n + size < len(kept):
            low = words.lows[kept[n + size]]
            if (_gerunds(words, kept) and has_form(low, "g")) or (words.lows[kept[0]] == "to" and low == "to"):
                starts.append(n + size)
    if len(starts) == 1:
        return [kept]
    ends = [start - _separator_before(words, kept, start) for start in starts[1:]] + [len(kept)]
    rows = [_trimmed(words, list(kept[start:end])) for start, end in zip(starts, ends, strict=True)]
    return [row for row in rows if row]


def _gerunds(words: Words, kept: tuple[int, ...]) -> bool:
    return has_form(words.lows[kept[0]], "g")


def _separator(words: Words, kept: tuple[int, ...], n: int) -> int:
    """How many words part two items at word `n` of the phrase."""
    lows = tuple(words.lows[i] for i in kept[n : n + 4])
    for mark in (
        (",", "as", "well", "as"),
        ("as", "well", "as"),
        (",", "while"),
        (",", "and"),
        (",", "or"),
        ("and",),
        (",",),
        ("while",),
    ):
        if lows[: len(mark)] == mark:
            return len(mark)
    return 0


def _separator_before(words: Words, kept: tuple[int, ...], start: int) -> int:
    return next((size for size in (4, 3, 2, 1) if start >= size and _separator(words, kept, start - size) == size), 0)


def shortened(words: Words, kept: tuple[int, ...]) -> tuple[int, ...]:
    """At most `LONGEST` words, cut where the phrase can end; () where it cannot."""
    if _count(words, kept) <= LONGEST:
        return kept
    conditional = next((n for n, i in enumerate(kept) if words.lows[i] in ("if", "unless", "only", "provided")), None)
    best = 0
    for n in range(5, len(kept)):
        if _count(words, kept[:n]) > LONGEST:
            break
        if conditional is not None and n <= conditional:
            continue
        rest = " ".join(words.lows[i] for i in kept[n : n + 3])
        low, before = words.lows[kept[n]], words.lows[kept[n - 1]]
        ends = (
            low in word_class("plain relatives")
            or low in (",", "and")
            or any(f"{rest} ".startswith(f"{cut} ") for cut in lexicon.cuts())
        )
        if ends and not has_form(before, "bsdng") and before not in function_words() and (low != "and" or n > _SURE):
            best = n
    return _trimmed(words, list(kept[:best])) if best else ()


def _count(words: Words, kept: tuple[int, ...]) -> int:
    return sum(words.lows[i][0].isalnum() and not (n and words.hyphened(i - 1)) for n, i in enumerate(kept))


def text(words: Words, kept: tuple[int, ...]) -> str:
    """The words kept, spaced as in the sentence, unpaired quotation marks left out."""
    pieces: list[str] = []
    previous = None
    for i in kept:
        if previous is not None:
            gap = words.text[words.spans[previous][1] : words.spans[i][0]] if i == previous + 1 else " "
            pieces.append(" " if gap.strip() == "" and gap else gap)
        pieces.append(words.forms[i])
        previous = i
    return " ".join(_paired("".join(pieces)).replace(" ,", ",").split())


def _paired(joined: str) -> str:
    """The text without those of its quotation marks and parentheses that have no partner in it."""
    if joined.count('"') % 2:
        joined = joined.replace('"', "")
    for opening, closing in ("“”", "‘’", "()"):
        lone: set[int] = set()
        opened: list[int] = []
        for at, mark in enumerate(joined):
            if mark == opening:
                opened.append(at)
            elif mark == closing and opened:
                opened.pop()
            elif mark == closing and not joined[at - 1 : at].isalnum():
                lone.add(at)  # after a letter it may be an apostrophe
            elif mark == closing and closing != "’":
                lone.add(at)
        lone |= set(opened)
        joined = "".join(mark for at, mark in enumerate(joined) if at not in lone)
    return joined


def plural(low: str) -> bool:
    """Whether a noun looks plural."""
    return low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s", "ics", "news"))


def predicated(words: Words, kept: tuple[int, ...]) -> str:
    """The clause that "X to be Y" or "X as Y" says: "X is Y"; "" where "is" or "are" is not certain."""
    lows = tuple(words.lows[i] for i in kept)
    at = next((n for n in range(1, len(lows)) if lows[n : n + 2] == ("to", "be") or lows[n] == "as"), 0)
    left, right = kept[:at], kept[at + (1 if lows[at : at + 1] == ("as",) else 2) :]
    if not left or not right or words.lows[left[0]] in ("itself", "themselves", "himself", "herself"):
        return ""
    if has_form(words.lows[right[0]], "g") or words.lows[right[0]] in word_class("prepositions"):
        return ""
    head = next((n for n, i in enumerate(left) if n and words.lows[i] in word_class("prepositions")), len(left)) - 1
    named = words.forms[left[head]] in word_class("singular names")
    common = words.forms[left[head]].islower() or words.lows[left[0]] == "the"  # "the Kurds", but "Hamas"
    many = "and" in lows[:at] or (plural(words.lows[left[head]]) and not named and common)
    if not many and words.lows[left[head]].endswith("s") and not named and not words.forms[left[head]][0].isupper():
        return ""
    return f"{text(words, left)} {'are' if many else 'is'} {text(words, right)}"


def dangling(words: Words, kept: tuple[int, ...]) -> bool:
    """Whether a pronoun or demonstrative points out of the phrase."""
    if tuple(words.lows[i] for i in kept) in (("each", "other"), ("one", "another")):
        return True
    return any(words.lows[i] in word_class("dangling") and not _held(words, kept, n) for n, i in enumerate(kept))


def _held(words: Words, kept: tuple[int, ...], n: int) -> bool:
    """Whether a pointing word is explained inside the phrase, or points nowhere."""
    low = words.lows[kept[n]]
    before = words.lows[kept[n - 1]] if n else ""
    after = words.lows[kept[n + 1]] if n + 1 < len(kept) else ""
    if low == "it":  # "the deal as long as it holds"
        sooner = words.lows[kept[n - 2]] if n > 1 else ""
        return n > 1 and (before in ("if", "once") or (before == "as" and sooner in ("long", "soon")))
    if low == "there":  # "influence in Kabul to deter camps there", "there is"
        named = any(words.lows[k - 1] in ("in", "into", "across") and words.forms[k][0].isupper() for k in kept[1:n])
        return named or after in ("is", "are", "will", "was", "were", "would")
    return low in ("those", "such") and after in ("of", "who", "in", "that", "as", "a")


# Cues


def singular(low: str) -> str:
    """A noun without its plural -s, as cues are listed."""
    if low.endswith("ies") and len(low) > 4:  # noqa: PLR2004
        return low[:-3] + "y"
    return (
        low[:-1] if low.endswith("s") and not low.endswith("ss") and low not in ("politics", "focus", "ties") else low
    )


@cache
def _passed() -> frozenset[str]:
    """Words that may stand between those of a cue."""
    return word_class("adverbs") | word_class("weekdays")


def match(lows: tuple[str, ...], at: int, rest: tuple[str, ...]) -> int:
    """The word after the rest of a cue that stands at `at`, or 0. Adverbs may stand between; "~" is a gap."""
    if not rest:
        return at
    if rest[0] == "~":
        return next((end for gap in range(_GAP + 1) if (end := match(lows, at + gap, rest[1:]))), 0)
    while at < len(lows) and lows[at] != rest[0] and lows[at] in _passed():
        at += 1
    return match(lows, at + 1, rest[1:]) if at < len(lows) and lows[at] == rest[0] else 0
