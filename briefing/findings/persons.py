"""Parses -> persons: for whom leaders, officials, legislators and spokesmen stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import combining, normalize

from briefing.findings import lexicon
from briefing.findings.cast import Cast
from briefing.findings.collectives import acts
from briefing.findings.lexicon import word_class
from briefing.findings.mentions import Mention, between, mentions
from briefing.findings.syntax import Parse
from briefing.model import ActorType, Document

_BEFORE = 9  # tokens before a person's name in which the title and its owner stand
_AFTER = 14  # tokens after it
_TOLD, _LISTED = 3, 2  # votes of a title in the text, of the list of leaders; a chamber has one
_OFTEN = 2  # deeds of a person who acts for nobody and is an actor all the same
_GAP = 6  # tokens between a person's name and the party after it
_TELLING = 5  # letters of a surname that is hardly anything else
_TITLED = r"\b(?:President|Prime Minister|Chancellor|Premier) {0}\b|\b{0} (?:administration|government|regime)\b"
_PARTIES = {"D": "Democratic Party", "R": "Republican Party"}
_LED_TYPES = ("armed group", "government", "party", "organisation", "movement")
_SMALL = (
    "NN",
    "NNS",
    "NNP",
    "NNPS",
    "JJ",
    "HYPH",
    "IN",
    "DT",
    "POS",
    "CC",
    "VBN",
    "PRP$",
    "RB",
    "VBG",
    "JJS",
    "JJR",
    "CD",
    "TO",
)


def learn(cast: Cast, parses: Sequence[Parse], documents: Sequence[Document]) -> None:
    """Add names of persons as aliases of those for whom they act.

    A person acts for the actor that a title ("Syrian President Hafez al-Test"), an apposition ("Jane Roe, a spokeswoman
    for the union"), a party letter ("R-Wis.") or the dated list of leaders tells. Who is told for several is
    the one's that is told most often.
    """
    told: dict[str, Counter[str]] = defaultdict(Counter)
    finder = cast.finder()
    for parse in parses:
        found = mentions(parse, finder)
        for start, end in _persons(parse):
            owner = _owner(cast, parse, found, start, end)
            if owner:
                told[between(parse, start, end)][owner] += 1 if cast.types.get(owner) == "legislature" else _TOLD
    for name in sorted(told):  # a surname goes with the full names
        for alias in _aliases(name)[1:]:
            told[alias] += told[name]
    types = {actor.name: actor.type for actor in lexicon.known()} | cast.types
    taken = set(cast.owners)
    _add_listed(types, told, documents)
    _learn_nobodys(cast, told, parses)
    for alias, owners in sorted(told.items()):
        (owner, most), *others = owners.most_common(2)
        if alias not in taken and (not others or most > others[0][1]):
            cast.add(owner, types.get(owner, "state"), (alias,))


def _learn_nobodys(cast: Cast, told: Mapping[str, Counter[str]], parses: Sequence[Parse]) -> None:
    """Persons who act several times and for nobody: actors of their own."""
    names: dict[str, str] = {}
    taken = cast.owners.keys() | told.keys()
    for parse in parses:
        for start, end in _persons(parse):
            name, surname = between(parse, start, end), parse.forms[end - 1]
            if set(parse.forms[max(0, start - _BEFORE) : end + _AFTER]) & lexicon.shape("no agents"):
                taken |= {name, surname}
            elif " " in name and all(w[0].isupper() or w in lexicon.shape("name particles") for w in name.split()):
                names.setdefault(surname, name)
    deeds = Counter(
        form for parse in parses for at, form in enumerate(parse.forms) if form in names and acts(parse, at)
    )
    for surname, name in sorted(names.items()):
        if deeds[surname] >= _OFTEN and not {name, surname} & taken:
            cast.add(name, "leader", (surname,))
            cast.acting.add(name)


def _persons(parse: Parse) -> Iterator[tuple[int, int]]:
    """Names of persons: those that the parser finds, and what follows a title in capitals; without titles."""
    titles = lexicon.shape("persons") | lexicon.shape("honorifics")
    spans = [(start, end) for start, end, kind in parse.names if kind == "PERSON"]
    inside = {token for span in spans for token in range(*span)}
    for at in range(1, len(parse.forms)):
        low = parse.forms[at - 1].lower().rstrip(".")
        if at not in inside and low in titles and parse.tags[at] == "NNP" and parse.tags[at - 1].startswith("NN"):
            end = at
            while end < len(parse.forms) and end not in inside and _in_name(parse, end):
                end += 1
            if end > at and parse.forms[at].lower().rstrip(".") not in titles:
                spans.append((at, end))
    for first, last in sorted(spans):
        start, end = first, last
        while start < end and (parse.forms[start].lower().rstrip(".") in titles or not parse.forms[start][0].isalpha()):
            start += 1
        while end > start and (
            parse.forms[end - 1] in ("'s", "’s", "'", "’", ",", "(") or parse.forms[end - 1][0].islower()
        ):
            end -= 1
        modifier = (
            start < end
            and parse.labels[end - 1] in ("amod", "compound", "nmod")
            and parse.tags[parse.heads[end - 1]] in ("NN", "NNS")
        )
        if start < end and not modifier:
            yield start, end


def _in_name(parse: Parse, at: int) -> bool:
    form = parse.forms[at]
    return (
        (parse.tags[at] == "NNP" and form[0].isupper()) or form in ("-", ".") or form in lexicon.shape("name particles")
    )


def _aliases(name: str) -> list[str]:
    """A person's full name and surname, the article of an Arabic one with and without."""
    parts = name.split()
    surname = next((part for part in reversed(parts) if part.rstrip(".,") not in ("Jr", "Sr", "II", "III")), parts[-1])
    bare = re.sub("^[AaEe]l-", "", surname)
    known = lexicon.shape("persons") | word_class("determiners")
    return [a for a in dict.fromkeys((name, surname, bare)) if len(a) > 1 and a.lower() not in known]


# Titles and appositions


def _owner(cast: Cast, parse: Parse, found: Sequence[Mention], start: int, end: int) -> str:
    """For whom the words around a person's name say that they act, or ""."""
    return (
        _of_party(parse, found, end, cast)
        or _titled(cast, parse, found, start, end)
        or _apposed(cast, parse, found, end)
        or _led(cast, parse, found, start)
    )


def _of_party(parse: Parse, found: Sequence[Mention], end: int, cast: Cast) -> str:
    """The party of "(R-Wis.)", ", D-Mass.,", ", Wisconsin Republican"."""
    after = [form for form in parse.forms[end : end + 4] if form not in ("(", ",", "[")]
    if after and after[0] in _PARTIES and len(after) > 1 and after[1] in ("-", "–", "—", ")", ","):
        return _PARTIES[after[0]]
    if parse.forms[end : end + 1] == (",",):
        for mention in found:
            gap = parse.tags[end + 1 : mention.start]
            if (
                mention.start > end
                and cast.types[mention.actor] == "party"
                and len(gap) <= _GAP
                and set(gap) <= {*_SMALL, ".", "NNP", ","}
            ):
                return mention.actor
    return ""


def _titled(cast: Cast, parse: Parse, found: Sequence[Mention], start: int, end: int) -> str:
    """The owner of the title before a name: "Syrian President X", "Iran's leader, X", "president of Iran, X"."""
    titles = lexicon.shape("persons")
    begin = start
    while begin > max(0, start - _BEFORE) and (
        parse.tags[begin - 1] in _SMALL
        or (parse.forms[begin - 1] == "," and begin == start)
        or parse.forms[begin - 1] == "."
    ):
        begin -= 1
    title = next((at for at in range(start - 1, begin - 1, -1) if parse.forms[at].lower().rstrip(".") in titles), None)
    if title is None or (parse.forms[start - 1] == "," and parse.tags[end : end + 1] == ("POS",)):
        return ""
    if parse.forms[start - 1] != "," and "IN" in parse.tags[title:start]:
        return ""
    if any(
        parse.tags[n] == "IN" and parse.forms[n].lower() not in ("of", "for", "at", "in") for n in range(title, start)
    ):
        return ""
    if parse.tags[title] == "NNS" or set(parse.forms[begin:start]) & set(lexicon.shape("no agents")):
        return ""
    near = [m for m in found if m.start >= begin and m.end <= start and _bears(cast, m)]
    after = [m for m in near if m.start > title]
    holding = [m for m in near if m.start <= title < m.end]
    before = holding or [
        m for m in near if m.end <= title and not any(parse.tags[n] == "IN" for n in range(m.end, title))
    ]
    owners = [m.actor for m in after or before]
    return _office(cast, owners[-1], parse.forms[title]) if owners else ""


def _office(cast: Cast, owner: str, title: str) -> str:
    """The owner of a title, unless those with such a title do not speak for a state ("a Syrian lawyer")."""
    own = cast.types[owner] in ("state", "government") and title.lower() in lexicon.shape("no statesmen")
    return "" if own else owner


def _bears(cast: Cast, mention: Mention) -> bool:
    return cast.types[mention.actor] != "group of states" or mention.actor in ("European Union", "NATO")


def _apposed(cast: Cast, parse: Parse, found: Sequence[Mention], end: int) -> str:
    """The owner told after a name: "X, a spokeswoman for the union", "X, the union's head", "X of the union"."""
    if parse.forms[end : end + 1] == ("of",):
        return next(
            (
                m.actor
                for m in found
                if m.start in (end + 1, end + 2) and cast.types[m.actor] not in ("state", "group of states")
            ),
            "",
        )
    if parse.forms[end : end + 1] not in ((",",), ("(",), ("—",), ("–",)):
        return ""
    stop = end + 1
    while stop < min(len(parse.forms), end + _AFTER) and (
        parse.tags[stop] in _SMALL or parse.forms[stop] in ("&", ".")
    ):
        stop += 1
    lows = [form.lower() for form in parse.forms]
    role = next(
        (
            at
            for at in range(end + 1, stop)
            if lows[at] in lexicon.shape("persons") and (at + 1 == stop or not parse.tags[at + 1].startswith("NN"))
        ),
        None,
    )
    if role is None or set(lows[end:stop]) & lexicon.shape("no agents"):
        return ""
    near = [m for m in found if m.start > end and m.end <= stop and _bears(cast, m)]
    after = [
        m
        for m in near
        if m.start > role
        and all(
            parse.tags[n] in ("DT", "IN", "NN", "NNS", "JJ", "NNP", "CC", "HYPH", "POS", "PRP$", "TO", "VBN")
            for n in range(role + 1, m.start)
        )
    ]
    before = [m for m in near if m.end <= role]
    owners = [m.actor for m in (after[:1] or before[-1:])]
    return _office(cast, owners[0], parse.forms[role]) if owners else ""


def _led(cast: Cast, parse: Parse, found: Sequence[Mention], start: int) -> str:
    """The body of "..., led by X"."""
    lows = [form.lower() for form in parse.forms[max(0, start - 4) : start]]
    if "by" not in lows or not {"led", "headed", "commanded", "chaired"} & set(lows):
        return ""
    before = [m for m in found if m.end <= start - 2 and not m.modifier and cast.types[m.actor] in _LED_TYPES]
    return before[-1].actor if before else ""


# The list of leaders


def _add_listed(types: Mapping[str, ActorType], told: dict[str, Counter[str]], documents: Sequence[Document]) -> None:
    """The leaders of the list whom the documents mean: by full name, by title, by the documents' dates."""
    text = "\n".join(document.text for document in documents)
    years = [int(document.published[:4]) for document in documents if document.published]
    words = set(re.findall(r"\w+", text))
    for leader in (*lexicon.leaders(), *lexicon.officials()):
        names = [name for name in (leader.surname, *leader.names) if words.issuperset(re.findall(r"\w+", name))]
        if not names or leader.state not in types:
            continue
        full = any(name in text for name in names if _plain(name) != _plain(leader.surname))
        if full or _dated(leader, years) or _is_titled(leader, text) or _plainly(leader, text):
            for alias in (leader.surname, *leader.names):
                told[alias][leader.state] += _LISTED


def _plain(name: str) -> str:
    """A name without its accents: "Chavez" is no fuller a name than "Chávez"."""
    return "".join(letter for letter in normalize("NFD", name) if not combining(letter))


def _dated(leader: lexicon.Leader, years: Sequence[int]) -> bool:
    return any(leader.first - 1 <= year <= leader.last + 2 for year in years)


def _is_titled(leader: lexicon.Leader, text: str) -> bool:
    return leader.last > 0 and leader.surname in text and re.search(_TITLED.format(leader.surname), text) is not None


def _plainly(leader: lexicon.Leader, text: str) -> bool:
    """Whether an undated text names a leader by a surname that is nobody else's in English, and his state."""
    return leader.last > 0 and len(leader.surname) >= _TELLING and leader.surname in text and leader.state in text


def _by_surname(leader: lexicon.Leader) -> bool:
    return leader.last > 0 and len(leader.surname) >= _TELLING


def seat(cast: Cast, home: str, documents: Sequence[Document], counts: Mapping[str, int]) -> None:
    """Where bodies of one state face each other, its leader stands for the administration and not for the state.

    `counts`: how often each alias stands in the documents.
    """
    text = "\n".join(document.text for document in documents)
    years = [int(document.published[:4]) for document in documents if document.published]
    leaders = [
        leader
        for leader in lexicon.leaders()
        if leader.state == home
        and leader.surname in text
        and (
            _dated(leader, years)
            or _is_titled(leader, text)
            or _by_surname(leader)
            or any(name in text for name in leader.names)
        )
    ]
    noun = "administration" if home == "United States" else "government"
    leading = max(leaders, key=lambda leader: counts.get(leader.surname, 0), default=None)
    adjective = next(iter(lexicon.adjectives(home)), home)
    name = f"{leading.surname if leading else adjective} {noun}"
    aliases = [name, f"the {noun}"]
    aliases += (
        [f"{adjective} government", f"{home} government", "U.S. government", "federal government"]
        if not leading
        else []
    )
    if leading:
        aliases += [leading.surname, *leading.names]
    if home == "United States":
        aliases += ["the White House", "White House", "White House officials", "administration officials"]
    for alias in aliases:
        if cast.owners.get(alias) in (None, home):
            cast.owners[alias] = name
    cast.types.setdefault(name, "government")
    cast.part_of.setdefault(name, home)
    for leader in leaders:  # those before and after have administrations of their own
        if leader is not leading and leader.names and cast.owners.get(leader.surname) == home:
            other = f"{leader.surname} {noun}"
            cast.types.setdefault(other, "government")
            cast.part_of.setdefault(other, home)
            for alias in (other, leader.surname, *leader.names):
                if cast.owners.get(alias, home) == home:
                    cast.owners[alias] = other
