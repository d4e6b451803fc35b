"""Parses -> those who act together: people and bodies that a plural noun names, peoples, "its allies"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from briefing.findings import lexicon
from briefing.findings.cast import Cast
from briefing.findings.lexicon import word_class
from briefing.findings.mentions import between, mentions
from briefing.findings.syntax import Parse
from briefing.model import ActorType

_WITHIN = frozenset(["amod", "compound", "nmod", "conj", "cc", "punct", "npadvmod", "advmod"])
_OPENING = 4  # first tokens of a sentence, where a common noun may be taken for a name
_MODIFIERS = 5  # tokens before a role noun that may be its own
_BUSINESS = frozenset(["business", "corporate", "industry"])
_COMPLEMENT = 7  # tokens of "of the health care law"


def learn(cast: Cast, parses: Sequence[Parse]) -> None:
    """Add role nouns that are said to want, say or do something ("gun-owner groups"), and peoples ("Sunnis").

    A wide noun ("supporters", "groups") needs a modifier or a complement to be somebody ("supporters of the law").
    """
    _learn_peoples(cast, parses)
    _learn_companions(cast, parses)
    _learn_roles(cast, parses)


def _learn_roles(cast: Cast, parses: Sequence[Parse]) -> None:
    roles = lexicon.shape_types("role: ")
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    heads: dict[str, str] = {}
    active: set[str] = set()
    for parse in parses:
        for at, form in enumerate(parse.forms):
            low = form.lower()
            if low not in roles or not (parse.tags[at] in _plural(low) or (at < _OPENING and parse.tags[at] == "NNPS")):
                continue
            start = role_start(parse, at)
            end = _role_end(parse, at) if start == at and low in lexicon.shape("wide roles") else at + 1
            if _speaks_for_state(parse, start, at) or "PRP$" in parse.tags[max(0, start - 1) : start]:
                continue
            text = between(parse, start, end)
            if owner := _of_party(cast, parse, start, at):
                cast.add(owner, cast.types[owner], (text,))
                continue
            key = text[0].upper() + text[1:]
            heads.setdefault(key, low)
            forms[key][text] += 1
            if acts(parse, at, any_verb=False):
                active.add(key)
    for name in sorted(active):
        text, head = name[0].lower() + name[1:], heads[name]
        if not cast.owner(name) and not cast.owner(text) and name.lower() not in lexicon.shape("wide roles"):
            business = _BUSINESS & {word.lower() for word in name.split()[:-1]}
            cast.add(name, "company" if business else role_type(name, head), sorted({text, *forms[name]}))
            cast.acting.add(name)


_RULING = frozenset(["ruling", "governing", "government", "opposition", "parliamentary", "majority", "left", "right"])


def role_type(name: str, noun: str) -> ActorType:
    """The type of those whom a role noun names; a coalition that does not govern is no party."""
    words = set(name.lower().replace("-", " ").split())
    kind = lexicon.shape_types("role: ")[noun]
    if noun in ("coalition", "coalitions", "representatives") and words & {"union", "unions", "labor", "labour"}:
        return "union"
    return "movement" if noun == "coalition" and not words & _RULING else kind


def _plural(low: str) -> tuple[str, ...]:
    """The tags of a role noun: plural, but for those that are many people in the singular ("the opposition")."""
    return ("NN", "NNS", "NNP") if low in lexicon.shape("singular roles") else ("NNS",)


def role_start(parse: Parse, at: int) -> int:
    """Where the modifiers of a role noun begin, weak ones left out."""
    start = at
    while start and at - start < _MODIFIERS:
        before = start - 1
        label, low = parse.labels[before], parse.forms[before].lower()
        if label not in _WITHIN or not _below(parse, before, at) or (label == "punct" and parse.tags[before] != "HYPH"):
            break
        if parse.tags[before] == "HYPH" and parse.spans[before][1] < parse.spans[before + 1][0]:
            break  # the dash behind a dateline
        if parse.tags[before] == "CC" and before > 1 and parse.tags[before - 1] in ("NNP", "NNPS", "NNS"):
            break
        weak = low in lexicon.shape("weak modifiers") and not (before and parse.tags[before] == "NNP")
        if weak or parse.tags[before] in ("RB", "CD", "IN", "DT", "PRP$"):
            break
        start = before
    while start < at and (parse.tags[start] in ("CC", "HYPH", "VBN") or parse.labels[start] in ("punct", "cc")):
        start += 1
    return start


def _speaks_for_state(parse: Parse, start: int, at: int) -> bool:
    """Whether a role noun stands for its state ("Mexican officials"), or alone for nobody ("leaders")."""
    modifiers = [form.lower() for form in parse.forms[start:at]]
    if not {*modifiers, parse.forms[at].lower()} & lexicon.shape("representatives"):
        return False
    return not set(modifiers) & _private()


@cache
def _private() -> frozenset[str]:
    """Words that make a leader or an official nobody's state ("corporate", "rebel")."""
    return word_class("private") | lexicon.shape("not the state")


def _of_party(cast: Cast, parse: Parse, start: int, at: int) -> str:
    """The party whose members a role noun names ("GOP senators"), or ""."""
    owners = [cast.owners.get(form, "") for form in parse.forms[start:at]]
    return next((owner for owner in owners if owner and cast.types[owner] == "party"), "")


def _below(parse: Parse, token: int, head: int) -> bool:
    """Whether a token hangs on a head, over others before it."""
    while token < head and parse.heads[token] != token:
        token = parse.heads[token]
        if token == head:
            return True
    return False


def _role_end(parse: Parse, at: int) -> int:
    """Where the complement of a role noun ends ("supporters of the law"), or the token after it."""
    if (
        at + 2 >= len(parse.forms)
        or parse.forms[at + 1].lower() not in lexicon.shape("complements")
        or parse.labels[at + 1] != "prep"
        or parse.heads[at + 1] != at
    ):
        return at + 1
    end = next(
        (n for n in range(at + 2, len(parse.forms)) if parse.labels[n] == "pobj" and parse.heads[n] == at + 1), 0
    )
    placed = parse.forms[at + 1].lower() in word_class("before places") and not parse.tags[at + 2].startswith("NNP")
    return end + 1 if 0 < end < at + _COMPLEMENT and not placed else at + 1


def acts(parse: Parse, token: int, *, any_verb: bool = False) -> bool:
    """Whether the noun at `token` is subject or agent of a verb of saying, wanting or doing, alone or with others.

    `any_verb`: of any full verb but those of being and having.
    """
    head = token
    while parse.labels[head] == "conj" and parse.heads[head] != head:
        head = parse.heads[head]
    verb = parse.heads[head]
    told = [n for n, h in enumerate(parse.heads) if h == token and parse.labels[n] == "relcl"]
    if parse.labels[head] == "pobj" and parse.labels[verb] == "agent":
        verbs = [parse.heads[verb]]
    elif parse.labels[head] == "nsubj":
        verbs = [verb, *_controlled(parse, verb)]
    elif parse.labels[head] == "pobj" and parse.forms[parse.heads[verb]].lower() == "according":
        return True
    elif not any_verb:
        return False
    else:
        verbs = [
            n
            for n in told
            if any(
                h == n and parse.tags[s] in ("WP", "WDT") and parse.labels[s] == "nsubj"
                for s, h in enumerate(parse.heads)
            )
        ]
    lemmas = [_lemma(parse, one) for one in verbs if parse.tags[one].startswith("VB")]
    if any_verb:
        return any(lemma not in lexicon.shape("hardly acts") for lemma in lemmas)
    return any(lemma in lexicon.acts() for lemma in lemmas)


def _controlled(parse: Parse, verb: int) -> Iterator[int]:
    """The verbs that a verb governs or is joined to, also over an adjective ("are able to act")."""
    for n, head in enumerate(parse.heads):
        if head == verb and n != verb:
            if parse.labels[n] in ("xcomp", "conj"):
                yield n
            elif parse.labels[n] == "acomp":
                yield from _controlled(parse, n)


def _lemma(parse: Parse, token: int) -> str:
    low = parse.forms[token].lower()
    verb = lexicon.verbs().get(low)
    return verb.lemma if verb else low


def _learn_companions(cast: Cast, parses: Sequence[Parse]) -> None:
    """Those who are told by whose they are: "China's neighbors", "U.S. allies", "the United States and its allies"."""
    finder = cast.finder()
    for parse in parses:
        for at, form in enumerate(parse.forms):
            noun = form.lower()
            if noun not in lexicon.shape("companions") or parse.tags[at] not in ("NNS", "NN"):
                continue
            for mention in mentions(parse, finder):
                if mention.end > at or cast.types[mention.actor] not in ("state", "group of states"):
                    continue
                name = f"{noun.capitalize()} of {_with_article(mention.actor)}"
                if parse.labels[at] in ("attr", "appos") or parse.forms[at - 1] == "trading":
                    continue
                if parse.heads[mention.head] == at and (mention.possessive or mention.modifier):
                    alias = between(parse, mention.start, at + 1)
                elif parse.labels[at] == "conj" and parse.heads[at] == mention.head and parse.tags[at - 1] == "PRP$":
                    alias = between(parse, at - 1, at + 1)
                else:
                    continue
                cast.add(name, lexicon.companions()[noun], (alias,))


def _with_article(name: str) -> str:
    return f"the {name}" if name in lexicon.shape_lines("with article") else name


def _learn_peoples(cast: Cast, parses: Sequence[Parse]) -> None:
    """Peoples and faiths in the plural that are no state's ("Sunnis", "Catholics"), with their adjective."""
    for parse in parses:
        for start, end, kind in parse.names:
            form = parse.forms[end - 1]
            if kind != "NORP" or end - start > 1 or parse.tags[start] not in ("NNPS", "NNS") or not form.endswith("s"):
                continue
            owner = cast.owner(form)
            if owner and cast.types[owner] == "population" and start and parse.forms[start - 1] in lexicon.demonyms():
                cast.add(owner, "population", (between(parse, start - 1, end),))
            if owner or cast.owner(form[:-1]) or not acts(parse, start):
                continue
            cast.add(form, "population", (form[:-1],))
