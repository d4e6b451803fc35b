"""Parse -> Mentions: which of the known actors a sentence names, and by which tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from briefing.findings import lexicon
from briefing.findings.syntax import Parse
from briefing.findings.syntax.tokens import tokens
from briefing.model import Actor

_MODIFIERS = frozenset(["compound", "amod", "nmod", "npadvmod"])


class Mention(NamedTuple):
    """An actor named by the tokens from `start` up to `end` of a Parse.

    `head`: the token of them that hangs on one outside. `modifier`: it qualifies a noun or a hyphened word ("Iranian
    troops", "Iran-backed"). `possessive`: it is somebody's having ("Iran's aims").
    """

    start: int
    end: int
    actor: str
    head: int
    modifier: bool = False
    possessive: bool = False


class Finder:
    """The known actors by the tokens of their names and aliases, for `mentions`."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        """An alias of several actors is the first one's, and a name goes before an alias.

        `by_first`: by their first token, aliases as tokens and whose they are ("" for nobody's), the longest first.
        """
        self.by_first = _by_first(
            {alias: actor.name for actor in reversed(actors) for alias in (*actor.aliases, actor.name)}
        )

    @classmethod
    def of(cls, owners: Mapping[str, str]) -> Self:
        """A finder of names and aliases and whose they are."""
        finder = cls(())
        finder.by_first = _by_first(owners)
        return finder


def mentions(parse: Parse, finder: Finder) -> tuple[Mention, ...]:
    """Every actor that the sentence names, in order; the longest alias at a place wins.

    Case counts ("US" is not "us"); only "the" at an alias's beginning may be "The". No mention: a state's demonym that
    is said of people who are not the state ("Syrian fighters"), a state's name that is a person's ("Michael Jordan").
    """
    found: list[Mention] = []
    forms = [form.replace("’", "'") for form in parse.forms] if "’" in parse.text else list(parse.forms)
    at, by_first = 0, finder.by_first
    while at < len(forms):
        for alias, actor in by_first.get(forms[at], ()):
            end = at + len(alias)
            if forms[at:end] == alias or (alias[0] == "the" and forms[at + 1 : end] == alias[1:]):
                if actor and not _of_people(parse, end) and not _surname(parse, at) and not _of_law(parse, end):
                    found.append(_mention(parse, at, end, actor))
                at = end
                break
        else:
            at += 1
    return tuple(found)


def between(parse: Parse, start: int, end: int) -> str:
    """The text from token `start` up to token `end`, verbatim."""
    return parse.text[parse.spans[start][0] : parse.spans[end - 1][1]] if start < end else ""


def _by_first(owners: Mapping[str, str]) -> dict[str, list[tuple[list[str], str]]]:
    blocked = {phrase: "" for phrase in lexicon.phrases("blockers") if phrase not in owners}
    found: dict[str, list[tuple[list[str], str]]] = {}
    for alias, actor in {**owners, **blocked}.items():
        forms = [form.replace("’", "'") for form in tokens(alias).forms]
        if forms:
            forms[0] = "the" if forms[0] == "The" else forms[0]
            found.setdefault(forms[0], []).append((forms, actor))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    if "the" in found:
        found["The"] = found["the"]
    return found


def _mention(parse: Parse, start: int, end: int, actor: str) -> Mention:
    outside = [
        token for token in range(start, end) if not start <= parse.heads[token] < end or parse.heads[token] == token
    ]
    head = outside[-1] if outside else end - 1
    label = parse.labels[head]
    return Mention(start, end, actor, head, label in _MODIFIERS, label == "poss")


def _of_people(parse: Parse, end: int) -> bool:
    """Whether a demonym is said of people who are not the state ("Syrian fighters")."""
    if parse.forms[end - 1] not in lexicon.demonyms():
        return False
    return any(form.lower() in lexicon.shape("not the state") for form in parse.forms[end : end + 2])


def _of_law(parse: Parse, end: int) -> bool:
    """Whether a chamber's name is a bill's ("Senate Bill 221")."""
    told, number = (*parse.forms[end : end + 2], "", "")[:2]
    return told in lexicon.word_class("numbered") and number[:1].isdigit()


def _surname(parse: Parse, at: int) -> bool:
    """Whether a state's name is a person's, by the capitalised word before it ("Michael Jordan")."""
    if parse.forms[at] not in lexicon.shape("persons too") or at == 0:
        return False
    return parse.tags[at - 1] == "NNP" and parse.heads[at - 1] == at
