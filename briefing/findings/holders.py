"""Tokens -> actors: who a noun phrase or a pronoun speaks of, here and in the sentences before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from briefing.findings import lexicon
from briefing.findings.mentions import Mention
from briefing.findings.syntax.tree import Tree

_REMEMBERED = 2  # sentences that a pronoun looks back


class Holder(NamedTuple):
    """Actors that share a part, how they were found, and by which token.

    `how`: name, body (leaders or an army speak for the state), act (a state's policy), pronoun, noun ("the country"),
    speaker ("we" of a quotation), both ("the two countries").
    """

    actors: tuple[str, ...]
    how: str
    token: int


class Named(NamedTuple):
    """An actor that was named a while ago: the sentence's number, the token, and whether as a subject."""

    actor: str
    sentence: int
    token: int
    subject: bool
    person: bool


class Memory:
    """Whom the sentences before have named, the newest last; one for each document."""

    def __init__(self, plural: Mapping[str, bool]) -> None:
        """`plural`: whether an actor is spoken of as "they" (a party, a people), by name."""
        self.plural = plural
        self.named: list[Named] = []
        self.number = 0
        self.speaker: tuple[str, ...] = ()
        self._couple: tuple[str, ...] = ()
        self._coming: tuple[str, ...] = ()

    def add(self, tree: Tree, mentions: Sequence[Mention]) -> None:
        """Remember the actors that a sentence names, its subjects before the others."""
        people = {token for start, end, kind in tree.parse.names if kind == "PERSON" for token in range(start, end)}
        for mention in mentions:
            label = tree.labels[mention.head]
            subject = label in ("nsubj", "nsubjpass", "agent") or (
                label == "compound" and tree.labels[tree.heads[mention.head]] in ("nsubj", "nsubjpass")
            )
            self.named.append(Named(mention.actor, self.number, mention.head, subject, mention.head in people))
        heads = {mention.head: mention.actor for mention in mentions}
        for mention in mentions:
            above = heads.get(tree.heads[mention.head])
            if tree.labels[mention.head] == "conj" and above and above != mention.actor:
                self._coming = tuple(sorted((above, mention.actor)))
        self.named = [named for named in self.named if self.number - named.sentence <= _REMEMBERED]

    def close(self) -> None:
        """The sentence is over."""
        self.number += 1
        self._couple, self._coming = self._coming or self._couple, ()

    def referred(self, token: int, low: str, *, barred: Iterable[str] = ()) -> tuple[str, ...]:
        """Whom a pronoun at `token` of this sentence most likely stands for, () for nobody known."""
        person, many = low in _PERSONS, low in _MANY
        best: tuple[tuple[int, ...], str] | None = None
        for named in self.named:
            here = named.sentence == self.number
            if (here and named.token >= token) or named.actor in barred:
                continue
            if not person and low in _ONE and (named.person or self.plural.get(named.actor, False)):
                continue
            fits = int(person == named.person) if person else int(many == self.plural.get(named.actor, False))
            distance = self.number - named.sentence
            key = (
                -distance - 2 * (person and not named.person),
                int(named.subject),
                fits,
                named.token if here else -named.token,
            )
            if best is None or key > best[0]:
                best = (key, named.actor)
        return (best[1],) if best else ()

    def pair(self) -> tuple[str, ...]:
        """The two actors that were last named as a pair ("Russia and Iran"), else the last two subjects."""
        if self._coming or self._couple:
            return self._coming or self._couple
        found: list[str] = []
        for named in reversed(self.named):
            if named.subject and named.actor not in found:
                found.append(named.actor)
        return tuple(sorted(found[:2])) if len(found) > 1 else ()


_REACH = 6  # clauses above a pronoun whose subjects it may stand for
_PERSONS = frozenset(["he", "she", "his", "her", "him"])
_MANY = frozenset(["they", "their", "them"])
_ONE = frozenset(["it", "its"])
_SPEAKERS = frozenset(["we", "our", "us", "i", "my", "me"])
_PRONOUNS = _PERSONS | _MANY | _ONE | _SPEAKERS


class Holders:
    """Answers for one sentence whom its tokens speak of."""

    def __init__(self, tree: Tree, mentions: Sequence[Mention], types: Mapping[str, str], memory: Memory) -> None:
        """`types`: of each actor, by name."""
        self._tree, self._types, self._memory = tree, types, memory
        self._by_token = {token: mention for mention in mentions for token in range(mention.start, mention.end)}

    def many(self, actor: str) -> bool:
        """Whether an actor is spoken of as "they"."""
        return self._memory.plural.get(actor, False)

    def of(self, token: int, *, joined: bool = True) -> list[Holder]:
        """Those whom the noun phrase with this head speaks of, and those joined to it by "and"."""
        found = []
        for head in self._tree.joined(token) if joined else (token,):
            holder = self._one(head)
            if holder and holder.actors:
                found.append(holder)
            else:
                found += self._examples(head)
        return found

    def _examples(self, token: int) -> list[Holder]:
        """The actors of "countries such as X and Y", "critics, including X", "members, among them X"."""
        tree = self._tree
        found = []
        for child in tree.having(token, "prep", "appos"):
            if tree.labels[child] == "prep" and tree.lows[child] not in ("as", "like", "including"):
                continue
            if tree.lows[child] == "as" and not any(tree.lows[c] == "such" for c in tree.children[child]):
                continue
            nouns = [child] if tree.labels[child] == "appos" else tree.having(child, "pobj")
            for noun in (one for head in nouns for one in tree.joined(head)):
                mention = self._by_token.get(noun)
                if mention and mention.head == noun:
                    found.append(Holder((mention.actor,), "example", noun))
        return found

    def owners(self, noun: int) -> list[Holder]:
        """Those whose a noun is: "Iran's ambition", "its hope", "US opposition", "the ambition of Iran"."""
        tree = self._tree
        if noun in self._by_token and self._by_token[noun].head == noun:
            return []
        found: list[Holder] = []
        for child in tree.children[noun]:
            label = tree.labels[child]
            if label in ("poss", "nmod", "compound", "amod") and child < noun:
                if label == "poss" or child in self._by_token:
                    found += self.of(child)
            elif label == "prep" and tree.lows[child] in ("of", "by", "among", "from", "within"):
                for pobj in tree.having(child, "pobj"):
                    found += [holder._replace(how=f"{tree.lows[child]}:{holder.how}") for holder in self.of(pobj)]
        return found

    def _one(self, token: int) -> Holder | None:
        tree = self._tree
        mention = self._by_token.get(token)
        low = tree.lows[token]
        if mention and (mention.head == token or tree.heads[token] not in range(mention.start, mention.end)):
            return Holder((mention.actor,), "name", token)
        if low in _PRONOUNS:
            return self._pronoun(token, low)
        if (counted := self._counted(token)) is not None:
            return self._one(counted)
        if not tree.is_noun(token) and low not in ("both", "two"):
            return None
        return self._spoken_for(token) or self._office(token)

    def _counted(self, token: int) -> int | None:
        """Of whom a word tells how many: "nearly all of the union's members", "half of South Koreans"."""
        tree = self._tree
        if tree.lemmas[token] not in lexicon.word_class("quantities"):
            return None
        of = next((c for c in tree.having(token, "prep") if tree.lows[c] == "of"), None)
        return None if of is None else tree.first(of, "pobj")

    def _office(self, token: int) -> Holder | None:
        """Whom "the president" and "the minister" mean: for whom the person acts that was named last."""
        tree = self._tree
        low = tree.lows[token]
        alone = [c for c in tree.children[token] if tree.labels[c] not in ("det", "relcl", "punct", "appos")]
        if low not in lexicon.word_class("offices") or alone or tree.tags[token] not in ("NN", "NNP"):
            return None
        if not {tree.lows[c] for c in tree.children[token]} & {"the"}:
            return None
        for named in reversed(self._memory.named):
            if named.person and (named.sentence < self._memory.number or named.token < token):
                return Holder((named.actor,), "noun", token)
        return None

    def _spoken_for(self, token: int) -> Holder | None:
        """Whom a common noun speaks of: leaders for their state, a policy for its maker, "the country"."""
        tree = self._tree
        low = tree.lows[token]
        lemma = tree.lemmas[token]
        for child in tree.having(token, "appos"):
            mention = self._by_token.get(child)
            if mention and mention.head == child and lemma not in lexicon.word_class("acts"):
                return Holder((mention.actor,), "name", token)
        speaks = (
            low in lexicon.shape("representatives")
            or lemma in lexicon.shape("representatives")
            or lexicon.classes("noun").get(lemma) in ("person", "group")
        ) and not {low, lemma} & (lexicon.shape("not the state") | lexicon.word_class("relational"))
        acts = lemma in lexicon.word_class("acts")
        if speaks or acts:
            actors = tuple(dict.fromkeys(a for holder in self.owners(token) for a in holder.actors))
            if actors:
                return Holder(actors, "body" if speaks else "act", token)
        determiner = {tree.lows[c] for c in tree.children[token]}
        if determiner & {"both", "two"} and lemma in lexicon.word_class("pairs"):
            return Holder(self._memory.pair(), "both", token)
        if determiner & {"the", "this", "that"} and lemma in lexicon.word_class("bodies"):
            wanted = lexicon.body_types().get(lemma, ())
            for named in reversed(self._memory.named):
                if self._types.get(named.actor, "") in wanted and (
                    named.sentence < self._memory.number or named.token < token
                ):
                    return Holder((named.actor,), "noun", token)
        return None

    def _pronoun(self, token: int, low: str) -> Holder | None:
        if low in _SPEAKERS:
            return Holder(self._memory.speaker, "speaker", token) if self._memory.speaker else None
        tree = self._tree
        if (low == "it" and self._dummy(token)) or self._somebody_elses(token, low):
            return None
        barred: set[str] = set()
        if tree.labels[token] not in ("poss", "nsubj", "nsubjpass"):
            clause = tree.heads[token]
            while not tree.is_verb(clause) and tree.heads[clause] != clause:
                clause = tree.heads[clause]
            for subject in tree.having(clause, "nsubj"):
                mention = self._by_token.get(subject)
                barred |= {mention.actor} if mention else set()
        barred |= self._addressed(token)
        actors = self._memory.referred(token, low, barred=barred)
        return Holder(actors, "pronoun", token) if actors else None

    def _addressed(self, token: int) -> set[str]:
        """To whom it is said what a pronoun is the subject of: "growers told the ministry that they were short"."""
        tree = self._tree
        clause = tree.heads[token]
        above = tree.heads[clause]
        if tree.labels[token] not in ("nsubj", "nsubjpass") or tree.labels[clause] != "ccomp" or above == clause:
            return set()
        heard = (self._by_token.get(noun) for noun in tree.having(above, "dobj", "dative"))
        return {mention.actor for mention in heard if mention}

    def _somebody_elses(self, token: int, low: str) -> bool:
        """Whether a pronoun stands for a noun that is no actor: the subject of a clause above, or whose its subject is.

        "Members voted against what they saw as flaws"; "the system's size has allowed it to cut wages".
        """
        tree = self._tree
        clause, inner = tree.heads[token], tree.labels[token] in ("nsubj", "nsubjpass")
        if low == "it" and inner and tree.labels[clause] in ("ccomp", "xcomp") and tree.infinitive(clause):
            owned = tree.first(tree.heads[clause], "nsubj")
            owner = tree.first(owned, "poss") if owned is not None else None
            return owner is not None and owner not in self._by_token and tree.is_noun(owner)
        if low != "they" or not inner:
            return False
        for _ in range(_REACH):
            above = tree.heads[clause]
            if above == clause:
                return False
            clause = above
            subject = tree.first(clause, "nsubj", "nsubjpass")
            if subject is not None and subject < token:
                many = tree.tags[subject] == "NNS" and lexicon.classes("noun").get(tree.lemmas[subject]) == "person"
                return many and self._one(subject) is None
        return False

    def _dummy(self, token: int) -> bool:
        """Whether "it" stands for a clause: "it is getting difficult for Russia to", "it is widely believed that"."""
        tree = self._tree
        verb = tree.heads[token]
        if tree.labels[token] == "expl":
            return True
        if tree.labels[token] not in ("nsubj", "nsubjpass"):
            return False
        said = tree.first(verb, "acomp", "attr", "oprd") is not None or tree.labels[token] == "nsubjpass"
        clause = tree.first(verb, "ccomp", "xcomp", "advcl") or next(
            (c for a in tree.having(verb, "acomp", "attr") for c in tree.having(a, "xcomp", "ccomp", "prep")), None
        )
        return said and clause is not None
