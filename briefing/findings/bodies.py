"""Parses -> bodies: names of organs and organisations, told by their head noun, an apposition or an acronym."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from briefing.findings import lexicon
from briefing.findings.cast import Cast
from briefing.findings.lexicon import word_class
from briefing.findings.mentions import between
from briefing.findings.syntax import Parse
from briefing.model import ActorType

_OF = re.compile(r"\s+(?:of|for|on|against)\s+")
_LONGEST = 12  # tokens of a name
_APART = 6  # tokens between a name and the noun in apposition that tells its type
_SHORTEST_PART = 3  # letters of a name that may stand for a longer one


class _Name(NamedTuple):
    """A proper name: its tokens, whether it was recognised as an organisation's, and what it says."""

    start: int
    end: int
    organisation: bool
    text: str


def learn(cast: Cast, parses: Sequence[Parse]) -> None:
    """Add the bodies that the sentences name, and the short forms of their names.

    A name is a body's by its head noun ("Federal Court of Appeals": the last, or the one before "of"), by a noun in
    apposition ("CTIA, a trade association"), or because the parser takes it for an organisation's.
    """
    cast.barred |= _learn_acronyms(cast, parses)
    barred = cast.barred | _other_names(parses) | lexicon.surnames()
    named = [(parse, name) for parse in parses for name in _names(parse)]
    barred |= _like_persons({name.text for _, name in named})
    organs: dict[str, Counter[str]] = defaultdict(Counter)
    for parse, name in named:
        if name.text not in barred and not cast.owner(name.text):
            if head_noun(name.text) == "Ministry" and not _owned(cast, name.text)[0]:
                organs[name.text][_possessor(cast, parse, name)] += 1
            else:
                _learn_body(cast, parse, name)
    _learn_organs(cast, organs)
    _learn_initials(cast)
    _learn_short_heads(cast)
    _learn_short_names(cast, [name for _, name in named])


def head_noun(name: str) -> str:
    """The noun that says what a name is the name of: the last word, or the one before "of", "for" or "on"."""
    return _OF.split(name, maxsplit=1)[0].split()[-1]


def body_type(name: str) -> ActorType | None:
    """The type of a body by the head noun of its name, or None; a police department is no ministry."""
    types = lexicon.shape_types("head: ")
    kind = types.get(head_noun(name))
    below = kind == "ministry" and any(types.get(word) == "agency" for word in name.split())
    return "agency" if below else kind


# Names


def _names(parse: Parse) -> Iterator[_Name]:
    """The proper names of a sentence that may be a body's, the longest where they overlap."""
    organisations = {span for start, end, kind in parse.names if kind == "ORG" for span in _listed(parse, start, end)}
    persons = {token for start, end, kind in parse.names if kind == "PERSON" for token in range(start, end)}
    spans = {_trimmed(parse, *span): True for span in sorted(organisations)}
    for span in _runs(parse):
        spans.setdefault(_trimmed(parse, *span), False)
    found: list[_Name] = []
    for (start, end), organisation in sorted(spans.items(), key=lambda s: (s[0][0] - s[0][1], s[0])):
        text = between(parse, start, end)
        if start >= end or any(n.start < end and start < n.end for n in found):
            continue
        if organisation or (body_type(text) and end - 1 not in persons):
            found.append(_Name(start, end, organisation, text))
    yield from sorted(found)


def _listed(parse: Parse, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names in a span that may be a list of them: "Alliance for Trade, Partnership for Peace" are two."""
    for at in range(start + 1, end - 1):
        if parse.forms[at] == "," and end - at > 3 and at - start > 2:  # noqa: PLR2004 - "Smith, Jones and Co"
            yield start, at
            yield from _listed(parse, at + 1, end)
            return
    yield start, end


def _runs(parse: Parse) -> Iterator[tuple[int, int]]:
    """Runs of capitalised nouns, joined by "of", "for", "on" and "&", by "and" after "of"."""
    at, forms = 0, parse.forms
    while at < len(forms):
        if not _proper(parse, at) or (at and parse.tags[at - 1] == "HYPH"):
            at += 1
            continue
        end, of = at + 1, False
        while end < len(forms) and end - at < _LONGEST:
            low = forms[end].lower()
            if _proper(parse, end):
                end += 1
            elif low in ("of", "for", "on", "and", "&", "-", "against") and (low != "and" or of):
                after = end + 1 + (forms[end + 1 : end + 2] == ("the",))
                if after >= len(forms) or not _proper(parse, after):
                    break
                of = of or low in ("of", "for", "on")
                end = after + 1
            elif low in ("'s", "’s", "'", "’") and forms[end - 1] in lexicon.shape("owners in names"):
                end += 1
            else:
                break
        yield at - (at > 0 and re.fullmatch(r"\d+(?:st|nd|rd|th)", parse.forms[at - 1]) is not None), end
        at = end


def _proper(parse: Parse, at: int) -> bool:
    form, tag = parse.forms[at], parse.tags[at]
    if not form[0].isupper() or form.lower() in word_class("months") | word_class("weekdays"):
        return False
    return tag in ("NNP", "NNPS") or (at > 0 and tag in ("NN", "NNS", "JJ"))


def _trimmed(parse: Parse, start: int, end: int) -> tuple[int, int]:
    """A name without article, possessive mark, number and the title of who bears it ("FCC Chairman")."""
    forms, titles = parse.forms, lexicon.shape("persons")
    while start < end and (
        forms[start].lower() in word_class("determiners") or not (forms[start][0].isalpha() or _numbered(parse, start))
    ):
        start += 1
    possessor = next((at for at in range(start + 1, end - 1) if parse.tags[at] == "POS"), 0)
    if possessor and body_type(forms[end - 1]) and forms[possessor - 1] not in lexicon.shape("owners in names"):
        start = possessor + 1
    end = next((at for at in range(start + 1, end) if forms[at][0].isupper() and forms[at].lower() in titles), end)
    while end > start and forms[end - 1] in ("'s", "’s", "'", "’", "of", "for", "on", "and", "&", "-", "(", ",", "."):
        end -= 1
    return start, end


def _other_names(parses: Sequence[Parse]) -> set[str]:
    """Names that the parser takes for a person's or a place's at least as often as for an organisation's."""
    votes: dict[str, Counter[bool]] = defaultdict(Counter)
    for parse in parses:
        for start, end, kind in parse.names:
            if kind in ("ORG", "PERSON", "GPE", "LOC", "FAC", "NORP", "LAW", "EVENT", "WORK_OF_ART", "PRODUCT"):
                votes[between(parse, *_trimmed(parse, start, end))][kind == "ORG"] += 1
                if kind == "PERSON":
                    votes[parse.forms[end - 1]][False] += 1
    return {name for name, kinds in votes.items() if kinds[False] >= kinds[True] and not body_type(name or "-")}


def _like_persons(names: set[str]) -> set[str]:
    """Two words of which the second stands alone elsewhere, as a surname does."""
    pairs = [name.split() for name in names if name.count(" ") == 1 and not body_type(name)]
    return {name for first, last in pairs if last in names and not last.isupper() for name in (f"{first} {last}", last)}


def _numbered(parse: Parse, at: int) -> bool:
    """Whether a number begins a name ("5th Circuit", "1776 Commission")."""
    return parse.forms[at][0].isdigit() and parse.forms[at + 1 : at + 2] != () and parse.forms[at + 1][0].isupper()


# Types


def _learn_body(cast: Cast, parse: Parse, name: _Name) -> None:
    if cast.owner(name.text) or not any(letter.isalpha() for letter in name.text):
        return
    owner, rest = _owned(cast, name.text)
    if owner and cast.types[owner] == "legislature":
        cast.add(name.text, "legislature", (), owner)
        return
    told = _apposed(parse, name)
    kind = told or (body_type(rest) if rest else None)
    if owner and rest.split()[-1] in lexicon.shape("state organs"):
        cast.add(owner, cast.types[owner], (name.text,))
    elif kind:
        if " " in name.text or told:
            cast.add(name.text, kind, (), owner)
    elif name.organisation and _may_act(parse, name) and not owner:
        cast.add(name.text, "organisation")


def _possessor(cast: Cast, parse: Parse, name: _Name) -> str:
    """The state whose a body is by a possessive before its name, or ""."""
    if name.start > 1 and parse.tags[name.start - 1] == "POS":
        owner = cast.owners.get(parse.forms[name.start - 2], "")
        return owner if owner and cast.types[owner] == "state" else ""
    return ""


def _learn_organs(cast: Cast, organs: Mapping[str, Counter[str]]) -> None:
    """Ministries that only a possessive, or nothing, tells whose they are: the one state's that has organs at all."""
    having = {owner for owners in organs.values() for owner in owners if owner} | {
        owner for alias, owner in cast.owners.items() if alias.endswith(" Ministry") and cast.types[owner] == "state"
    }
    for name in sorted(organs):
        owners = {owner for owner in organs[name] if owner} or having
        if len(owners) == 1:
            (owner,) = owners
            cast.add(owner, cast.types[owner], (name,))


def _may_act(parse: Parse, name: _Name) -> bool:
    """Whether a name that the parser takes for an organisation's can be one: no law, no programme, no common word."""
    words = name.text.split()
    if len(name.text) < _SHORTEST_PART or name.text.lower() in lexicon.shape("weak modifiers") | lexicon.shape(
        "persons"
    ):
        return False
    if name.end < len(parse.forms) and parse.forms[name.end].lower() in lexicon.shape("persons"):
        return len(words) == 1 and name.text.isupper()  # "U.S. District Judge" is no body's name
    if words[-1] in word_class("no bodies") or name.text in lexicon.phrases("places"):
        return False
    if any(low in word_class("no bodies") for low in words) or not all(
        w[0].isupper() or w in ("of", "and", "the", "for", "&") for w in words
    ):
        return False
    return all(
        tag.startswith("NNP") or tag in ("IN", "CC", "DT", "HYPH", "POS") for tag in parse.tags[name.start : name.end]
    )


def _owned(cast: Cast, name: str) -> tuple[str, str]:
    """The state or chamber whose name or demonym begins a name, and the rest of it; ("", name) where there is none."""
    parts = name.split()
    for size in (2, 1):
        owner = cast.owners.get(" ".join(parts[:size]))
        if owner and size < len(parts) and cast.types[owner] in ("state", "group of states", "legislature"):
            return owner, " ".join(parts[size:])
    return "", name


def _apposed(parse: Parse, name: _Name) -> ActorType | None:
    """The type that a noun in apposition tells ("CTIA, a trade association"; "a group called CREDO")."""
    heads = lexicon.shape_types("apposed: ")
    lows = [form.lower() for form in parse.forms]
    if lows[name.end : name.end + 1] == [","] and lows[name.end + 1 : name.end + 2] in (["a"], ["an"], ["the"]):
        for at in range(name.end + 2, min(len(lows), name.end + 2 + _APART)):
            if lows[at] in heads and (at + 1 == len(lows) or not parse.tags[at + 1].startswith("NN")):
                return heads[lows[at]]
            if parse.tags[at] not in ("JJ", "NN", "NNP", "HYPH", "NNS", "VBN", "VBG", "CC"):
                break
    if lows[max(0, name.start - 1) : name.start] in (["called"], ["named"]) and name.start > 1:
        return heads.get(lows[name.start - 2])
    return None


# Short forms


def _learn_acronyms(cast: Cast, parses: Sequence[Parse]) -> set[str]:
    """Names with their acronym in brackets, "Popular Liberation Front (PLF)"; returns those that are no bodies."""
    barred = set()
    for parse in parses:
        for at in range(1, len(parse.forms) - 2):
            if parse.forms[at] != "(":
                continue
            close = next((n for n in range(at + 2, min(at + 5, len(parse.forms))) if parse.forms[n] == ")"), 0)
            acronym = between(parse, at + 1 + (parse.forms[at + 1] == "the"), close) if close else ""
            if not re.fullmatch(r"[A-Z][A-Za-z&-]*[A-Z]", acronym):
                continue
            start = _spelt_out(parse, at, acronym)
            name = between(parse, start, at)
            if start == at or not (parse.forms[at - 1][0].isupper() or body_type(name)):
                continue
            if head_noun(name) in word_class("no bodies"):
                barred |= {name, acronym}
                continue
            owner = cast.owner(name) or cast.owner(acronym)
            if owner:
                cast.add(owner, cast.types[owner], (name, acronym))
            else:
                cast.add(name, body_type(name) or "organisation", (acronym,), _owned(cast, name)[0])
    return barred


def _spelt_out(parse: Parse, end: int, acronym: str) -> int:
    """Where the shortest run of tokens that ends before `end` and spells an acronym begins, or `end`.

    All its letters are better than all but one: "National Nurses United (NNU)" is no "Nurses United".
    """
    letters = [letter.lower() for letter in acronym if letter.isalpha()]
    nearly = end
    for start in range(end - 2, max(-1, end - _LONGEST - 1), -1):
        initials = [form[0].lower() for form in parse.forms[start:end] if form[0].isalpha()]
        if not initials or not parse.forms[start][0].isupper() or initials[0] != letters[0]:
            continue
        met = _met(letters, initials)
        if met == len(letters):
            return start
        if nearly == end and met >= max(2, len(letters) - 1):
            nearly = start
    return nearly


def _met(letters: Sequence[str], initials: Sequence[str]) -> int:
    """How many of the letters are met in order among the initials."""
    at = met = 0
    for letter in letters:
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
            met += 1
    return met


def _learn_initials(cast: Cast) -> None:
    """Acronyms that nobody explains but that spell exactly one learnt name."""
    spelt: dict[str, set[str]] = defaultdict(set)
    for name in cast.types:
        if " " in name and name not in cast.listed:
            spelt["".join(word[0] for word in name.split() if word[0].isupper())].add(name)
    for acronym in sorted(spelt.keys() & cast.types.keys()):
        names = spelt[acronym] - {acronym}
        if len(names) == 1 and len(acronym) > 1 and acronym not in cast.given | cast.listed:
            (name,) = names
            merge(cast, acronym, name)


def merge(cast: Cast, gone: str, name: str) -> None:
    """Give all aliases of an actor to another one."""
    for alias, owner in cast.owners.items():
        if owner == gone:
            cast.owners[alias] = name
    del cast.types[gone]


def _learn_short_heads(cast: Cast) -> None:
    """For the one commission that is named, "the commission"."""
    heads: dict[str, set[str]] = defaultdict(set)
    for name in cast.types:
        if " " in name and cast.types[name] not in ("state", "group of states"):
            heads[head_noun(name).lower()].add(name)
    for head in sorted(heads.keys() & lexicon.shape("short heads")):
        if len(heads[head]) == 1:
            (name,) = heads[head]
            cast.add(name, cast.types[name], (f"the {head}", f"the {head.capitalize()}"))


def _learn_short_names(cast: Cast, named: Sequence[_Name]) -> None:
    """The beginning of a body's name, where it stands alone: "Heritage" for Heritage Foundation."""
    alone = {name.text for name in named if cast.owners.get(name.text) == name.text and name.text not in cast.listed}
    for short in sorted(alone):
        longer = {
            name
            for name in cast.types
            if name.startswith(short + " ") and cast.types[name] not in ("state", "group of states")
        }
        if len(longer) == 1 and len(short) >= _SHORTEST_PART and short not in cast.given:
            merge(cast, short, longer.pop())
