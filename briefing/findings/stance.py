"""Frames -> kinds: what the holder of a predicate is said to want, fear, hold, lack or believe, by weighed evidence.

A multinomial logistic regression over what the grammar and the lexicons tell of a frame. Its weights are fitted to
annotated texts (benchmarks/README.md says how well) and stand in `stance.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing.findings import lexicon
from briefing.findings.complements import Complement, Match, complement, matches
from briefing.findings.frames import Frame
from briefing.findings.patterns import Row
from briefing.findings.syntax.tree import Tree

_SHORT, _SHARED = 2, 0.4  # letters of a word that tells nothing; share of words that make a row a predicate's

KINDS = ("interest", "concern", "leverage", "constraint", "belief")


class Reading(NamedTuple):
    """A frame with the cue met there, if any, its complement and its features."""

    frame: Frame
    match: Match | None
    complement: Complement | None
    told: Row | None
    features: tuple[str, ...]

    def speaks_against(self, kind: str) -> bool:
        """Whether the words of the predicate are a cue of another kind, or a pattern found another."""
        fits = self.match is not None and self.complement is not None and self.complement.code in self.match.cue.takes
        denied = any(feature.startswith("negated/") for feature in self.features)
        other = self.told is not None and self.told.kind != kind
        return other or (fits and not denied and self.match is not None and self.match.cue.kind != kind)


def read(tree: Tree, frame: Frame, kind: str, rows: Sequence[Row] = ()) -> Reading:
    """What there is to weigh of a frame; `kind`: the holder's type; `rows`: what patterns of words tell."""
    found = matches(tree, frame.head, frame.role)
    fitting = [(match, complement(tree, _last(tree, frame, match), match.end)) for match in found]
    good = [(m, c) for m, c in fitting if c and c.code in m.cue.takes]
    match, follows = next(iter(good), None) or next(iter(fitting), (None, None))
    if match is None:
        follows = complement(tree, frame.head, frame.head + 1)
    told = _told(tree, frame, follows, rows)
    features = dict.fromkeys(_features(tree, frame, kind, (match, follows, bool(good))))
    if told:
        features |= dict.fromkeys(
            (f"pattern={told.kind}", f"pattern={told.kind}/{frame.part}", f"pattern={told.pattern}")
        )
    return Reading(frame, match, follows, told, tuple(features))


def _told(tree: Tree, frame: Frame, follows: Complement | None, rows: Sequence[Row]) -> Row | None:
    """The row that a pattern found of the same holder in the words of the predicate and its complement."""
    tokens = {frame.head, *tree.subtree(follows.head if follows else frame.head)}
    tokens -= {t for one in tokens if tree.labels[one] == "advcl" for t in tree.subtree(one)} - {frame.head}
    said = {tree.lows[token] for token in tokens if len(tree.lows[token]) > _SHORT}
    best: tuple[float, Row | None] = (_SHARED, None)
    for row in rows:
        words = {word for word in row.statement.lower().replace(",", "").split() if len(word) > _SHORT}
        if words and set(row.actors) & set(frame.holder.actors):
            best = max(best, (len(words & said) / len(words | said), row), key=lambda entry: entry[0])
    return best[1]


def _last(tree: Tree, frame: Frame, match: Match) -> int:
    """The token of the cue that the complement hangs on: its last noun, adjective or verb."""
    for token in range(match.end - 1, frame.head, -1):
        if tree.is_noun(token) or tree.tags[token].startswith(("JJ", "VB")):
            return token
    return frame.head


def _features(tree: Tree, frame: Frame, kind: str, met: tuple[Match | None, Complement | None, bool]) -> Iterator[str]:
    """All that is told of a frame; `met`: the cue, the complement, and whether the cue takes it."""
    match, follows, _ = met
    yield from _of_frame(tree, frame, kind, follows.code if follows else "none")
    yield from _of_cue(tree, frame, met)
    yield from _of_verb(tree, frame, match)
    yield from _around(tree, frame.head)
    word_class, senses = _classes(tree, frame)
    if follows:
        yield from _of_complement(tree, follows, word_class, senses[0])
        if modal := tree.modal(follows.head):
            yield f"innermodal={modal}/{lexicon.classes('verb').get(tree.lemmas[frame.head], 'none')}"
    lemma = tree.lemmas[frame.head]
    for thing in tree.having(frame.head, "dobj", "attr", "acomp"):
        yield f"object={lexicon.classes('noun').get(tree.lemmas[thing], 'none')}/{word_class}"
        yield f"object={tree.lemmas[thing]}/{lemma if lemma in ('have', 'be') else word_class}"
        for sense in lexicon.senses("noun").get(tree.lemmas[thing], ()):
            yield f"objectsense={sense}/{senses[0]}"


def _classes(tree: Tree, frame: Frame) -> tuple[str, tuple[str, ...]]:
    """A predicate's class in WordNet and its headings in senses.txt, the class for want of one."""
    part, lemma = "noun" if frame.role == "noun" else "verb", tree.lemmas[frame.head]
    word_class = lexicon.classes(part).get(lemma, "none")
    return word_class, lexicon.senses(part).get(lemma, (f"{word_class} ",))


def _of_frame(tree: Tree, frame: Frame, kind: str, code: str) -> Iterator[str]:
    """The holder, its part, the predicate's word and classes."""
    role, part, how, lemma = frame.role, frame.part, frame.holder.how, tree.lemmas[frame.head]
    word_class, senses = _classes(tree, frame)
    yield f"part={part}/{role}"
    yield f"how={how.split(':')[0]}"
    yield f"how={how}/{part}"
    yield f"type={kind}"
    yield f"code={code}/{role}"
    yield f"class={word_class}/{role}/{part}"
    yield f"class={word_class}/{role}/{code}"
    yield f"lemma={lemma}/{role}/{part}"
    yield f"sense={senses[0]}/{role}/{part}/{code}"
    yield f"sense={senses[0]}/{part}/{_tense(tree, _verb_of(tree, frame.head))}"
    for sense in senses:
        yield f"sense={sense}/{role}/{part}"
    if prep := _preposition(tree, frame.head):
        yield f"lemma={lemma}_{prep}/{role}/{part}"
    for label in frame.path:
        yield f"path={label}"
    yield f"path={'>'.join(frame.path[:2])}"
    yield f"label={tree.labels[frame.head]}"


def _of_cue(tree: Tree, frame: Frame, met: tuple[Match | None, Complement | None, bool]) -> Iterator[str]:
    """The cue of the lexicon, and whether it is denied."""
    (match, follows, fits), head, role = met, frame.head, frame.role
    verb = _verb_of(tree, head)
    negated = tree.negated(head) or (verb != head and tree.negated(verb)) or _no(tree, head, match)
    if match:
        sign = "not " if negated and not match.cue.negated else ""
        close = "fits" if fits else "loose"
        yield f"cue={sign}{match.cue.kind}/{role}/{frame.part}/{close}"
        yield f"cue={sign}{match.cue.kind}/{follows.code if follows else 'none'}/{close}"
        yield f"words={sign}{' '.join(match.cue.words)}"
    else:
        yield f"nocue/{role}/{frame.part}"
    if negated:
        yield f"negated/{role}"
        yield f"negated/{_classes(tree, frame)[0]}"


def _of_verb(tree: Tree, frame: Frame, match: Match | None) -> Iterator[str]:
    """Tense and modality, and whether somebody is obliged."""
    verb = _verb_of(tree, frame.head)
    if modal := tree.modal(verb):
        yield f"modal={modal}"
        yield f"modal={modal}/{bool(match)}"
    yield f"tense={_tense(tree, verb)}"
    yield f"tense={_tense(tree, verb)}/{bool(match)}"
    if obliged := _obliged(tree, frame.head):
        yield f"obliged={obliged}"
        yield f"obliged={obliged}/{'cue' if match else 'plain'}"


def _of_complement(tree: Tree, follows: Complement, word_class: str, first_sense: str) -> Iterator[str]:
    """The head of what a predicate is said of, and how it sounds."""
    inner, code = tree.lemmas[follows.head], follows.code
    part = "noun" if tree.is_noun(follows.head) else "verb"
    yield f"inner={lexicon.classes(part).get(inner, 'none')}/{code}"
    yield f"inner={inner}/{code}"
    for sense in lexicon.senses(part).get(inner, ()):
        yield f"innersense={sense}/{code}"
        yield f"innersense={sense}/{first_sense}"
    for kind in sorted({cue.kind for cue in lexicon.cues(part).get(inner, ()) if len(cue.words) == 1}):
        yield f"innercue={kind}"
    if tree.negated(follows.head):
        yield "inner negated"
    yield from _tone(tree, follows.head, word_class)


def only_thought(tree: Tree, head: int) -> bool:
    """Whether a predicate is what an author thinks should be ("must"), or only supposes ("if", "unlikely")."""
    if _obliged(tree, head) in lexicon.word_class("norm") | {"need"} or _wished_of_it(tree, head):
        return True
    at = head
    for _ in range(len(tree)):
        marks = {tree.lows[c] for c in tree.children[at] if tree.labels[c] in ("mark", "advmod")}
        if marks & lexicon.word_class("suppositions") or _proviso(tree, at) or _due(tree, at):
            return True
        above = tree.heads[at]
        if above == at:
            return False
        if tree.labels[at] == "ccomp" and tree.negated(above) and tree.lemmas[above] in lexicon.word_class("entailing"):
            return True
        doubt = {tree.lows[c] for c in tree.children[above] if tree.labels[c] in ("acomp", "advmod")}
        doubt |= set(tree.lows[above + 1 : above + 2]) if tree.lemmas[above] == "be" else set()
        if tree.labels[at] in ("ccomp", "xcomp", "csubj", "advcl") and doubt & _DOUBTED:
            return True
        at = above
    return False


def _wished_of_it(tree: Tree, head: int) -> bool:
    """Whether a predicate is what somebody else wants or asks its subject to do ("urges Iran to stop")."""
    above = tree.heads[head]
    if tree.labels[head] not in ("xcomp", "ccomp") or not tree.is_verb(head) or not tree.infinitive(head):
        return False
    moved = any(
        cue.kind == "interest" and "npto" in cue.takes for cue in lexicon.cues("verb").get(tree.lemmas[above], ())
    )
    wishes = set(lexicon.senses("verb").get(tree.lemmas[above], ())) & _WISHES
    return (moved or bool(wishes)) and (tree.first(head, "nsubj") is not None or tree.first(above, "dobj") is not None)


_DOUBTED = frozenset(["unlikely", "doubtful", "unclear", "better", "wise", "wiser", "advised"])  # or only advised
_WISHES = frozenset(["want", "demand", "influence", "prevent", "fear"])


def _due(tree: Tree, verb: int) -> bool:
    """Whether a clause tells what it is time for, or better to do: "it is time for X to", "better off doing"."""
    if tree.lows[max(0, verb - 2) : verb] == ("better", "off"):
        return True
    return tree.lemmas[tree.heads[verb]] == "time" and tree.infinitive(verb) and bool(tree.having(verb, "nsubj"))


def _proviso(tree: Tree, clause: int) -> bool:
    """Whether a clause is one of "as long as"."""
    first = min(tree.subtree(clause))
    return tree.labels[clause] == "advcl" and tree.lows[first] == "as" and tree.lows[max(0, first - 1)] == "long"


def _obliged(tree: Tree, head: int) -> str:
    """What an author says should be: "must", "should", "has to", "needs to" over a predicate, or ""."""
    at = head
    for _ in range(4):
        modal = tree.modal(at) if tree.is_verb(at) else ""
        if modal in lexicon.word_class("norm"):
            return modal
        above = tree.heads[at]
        if tree.labels[at] == "xcomp" and tree.lemmas[above] in ("have", "need", "ought"):
            return tree.lemmas[above]
        if tree.labels[at] not in ("conj", "xcomp", "advcl", "dobj", "acomp", "attr") or above == at:
            return ""
        at = above
    return ""


def _tone(tree: Tree, head: int, word_class: str) -> Iterator[str]:
    """How the words of a complement sound: good or bad, what should be, what will be."""
    good = bad = 0
    for token in tree.subtree(head):
        lemma = tree.lemmas[token]
        part = "noun" if tree.is_noun(token) else "verb" if tree.is_verb(token) else "adjective"
        for sense in lexicon.senses(part).get(lemma, ())[:1]:
            good += sense in ("good", "support", "protect", "strengthen", "help")
            bad += sense in (
                "bad",
                "threat",
                "burden",
                "concern",
                "hurt",
                "threaten",
                "weaken",
                "lack",
                "fail",
                "alarm",
            )
        if tree.tags[token] == "MD":
            yield f"said modal={tree.lows[token]}/{word_class}"
    sound = "mixed" if good and bad else "good" if good else "bad" if bad else "flat"
    yield f"tone={sound}/{word_class}"
    yield f"tone={sound}"


def _around(tree: Tree, head: int) -> Iterator[str]:
    """What the predicate's clause hangs on, how it begins, and whether it is asked or quoted."""
    yield from _above(tree, head)
    for child in tree.children[head]:
        if tree.labels[child] == "mark":
            yield f"mark={tree.lows[child]}"
        elif tree.labels[child] == "advcl" and any(tree.lows[c] in ("if", "unless") for c in tree.children[child]):
            yield "condition"
    if tree.lows[-1] == "?":
        yield "question"
    quotes = sum(tree.tags[t] in ("``", "''") or tree.forms[t] in '“”"' for t in range(head))
    if quotes % 2:
        yield "in quotes"


def _above(tree: Tree, head: int) -> Iterator[str]:
    """The verb over a predicate's clause."""
    at = head
    for _ in range(6):
        if tree.labels[at] == "ROOT" or tree.heads[at] == at:
            break
        if tree.labels[at] in ("ccomp", "advcl", "xcomp", "relcl", "acl", "pcomp", "csubj", "conj"):
            above = tree.heads[at]
            if tree.is_verb(above):
                yield f"above={tree.labels[at]}/{lexicon.classes('verb').get(tree.lemmas[above], 'none')}"
                if tree.labels[at] in ("ccomp", "xcomp"):
                    yield f"above={tree.labels[at]}/{tree.lemmas[above]}"
                    cues = lexicon.cues("verb").get(tree.lemmas[above], ())
                    for kind in sorted({cue.kind for cue in cues if len(cue.words) == 1}):
                        yield f"abovecue={kind}/{tree.labels[at]}"
            if tree.labels[at] != "conj":
                break
        at = tree.heads[at]


def _verb_of(tree: Tree, head: int) -> int:
    """The verb that carries tense and modality: the copula of a noun or an adjective, the verb itself."""
    if tree.is_verb(head):
        return head
    above = tree.heads[head]
    return above if tree.labels[head] in ("dobj", "attr", "acomp") and tree.is_verb(above) else head


def _no(tree: Tree, head: int, match: Match | None) -> bool:
    """Whether "no" or "little" denies a noun of the predicate."""
    if tree.is_noun(head):
        return any(tree.lows[c] in ("no", "little", "nor", "neither") for c in tree.children[head])
    return match is not None and any(
        tree.lows[c] == "no" and tree.heads[c] < match.end
        for o in tree.having(head, "dobj", "attr")
        for c in tree.children[o]
    )


def _tense(tree: Tree, verb: int) -> str:
    if not tree.is_verb(verb):
        return "none"
    tags = {tree.tags[c] for c in tree.children[verb] if tree.labels[c] in ("aux", "auxpass")}
    helpers = {tree.lemmas[c] for c in tree.children[verb] if tree.labels[c] in ("aux", "auxpass")}
    perfect = "perfect" if "have" in helpers else ""
    infinitive = "to" if "TO" in tags else ""
    return f"{tree.tags[verb]}{perfect}{infinitive}"


def _preposition(tree: Tree, head: int) -> str:
    """The particle or the first preposition behind a predicate."""
    return next((tree.lows[c] for c in tree.children[head] if c > head and tree.labels[c] in ("prt", "prep")), "")
