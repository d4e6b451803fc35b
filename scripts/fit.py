"""Fits the weights of briefing/findings/data/en/{stance,rows,ties}.txt to annotated texts, and says how well they do.

    python scripts/fit.py FOLDER... [--check]

A folder holds files NAME.gold.json: `{document, actors: [{name, type, aliases}], sentences: [{sentence, text, actors,
interests: [{actors, kind, statement, explicit}], relations: [{actors, sign}]}]}`. With --check nothing is
written: every eighth text in turn is put aside, the rest fitted, and precision and recall are printed by probability.

Three regressions, each by maximum a posteriori: kinds of a predicate (five against none, `stance`), whether an actor's
row of a kind stands in a sentence (`rows`, fitted on what `stance` says of texts it has not seen), signs of a pair
(`ties`). Weights are pulled towards zero, those of the lexicon's own cues towards a prior of `PRIOR`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.findings import interests, relations, stance, weights
from briefing.findings.passages import Passage
from briefing.model import Actor, Document, Sentence

DATA = Path(__file__).parent.parent / "briefing" / "findings" / "data" / "en"
FOLDS, STEPS = 8, 250
PRIOR = 2.0  # weight of a cue of the lexicon, or of a pattern's row, for its own kind before any text is seen
SPREAD = {"stance": 0.08, "ties": 0.1, "rows": 0.3}  # variance of a weight around its prior
BROAD = ("cue=", "nocue", "part=", "code=", "negated", "modal=", "obliged", "above", "tone")
RARE, LIGHT = 2, 0.04  # features in fewer frames are left out; weights that are smaller are not written
TYPES = {"companies": "company", "groups": "movement", "group": "movement", "person": "leader", "people": "population"}
SIGNS = ("aligned", "opposed")
Floats = NDArray[np.float64]


class Example(NamedTuple):
    """Something to tell apart: its features, the number of its outcome (0: none) and how much it counts."""

    features: tuple[str, ...]
    outcome: int
    share: float = 1.0


class Fitted(NamedTuple):
    """Weights by feature, and the bias, of each outcome but none."""

    places: dict[str, int]
    table: Floats
    bias: Floats

    def probabilities(self, features: Iterable[str]) -> tuple[float, ...]:
        """As `weights.probabilities`."""
        rows = [self.places[feature] for feature in features if feature in self.places]
        powers = np.exp(self.table[rows].sum(axis=0) + self.bias)
        return tuple((powers / (1 + powers.sum())).tolist())


def fit(examples: Sequence[Example], outcomes: int, spread: float, prior: Callable[[str], Sequence[float]]) -> Fitted:
    """A multinomial regression by Adam (Kingma and Ba 2015), full batches: the same result at every run."""
    counts = Counter(feature for example in examples for feature in example.features)
    index = {feature: n for n, feature in enumerate(sorted(f for f, count in counts.items() if count >= RARE))}
    pairs = [(n, index[f]) for n, e in enumerate(examples) for f in e.features if f in index]
    rows, columns = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    scale = np.array([1.6 if feature.startswith(BROAD) else 1.0 for feature in index])[:, None]
    start = np.array([prior(feature) for feature in index], dtype=np.float64)
    wanted = np.zeros((len(examples), outcomes + 1))
    wanted[np.arange(len(examples)), [e.outcome for e in examples]] = 1
    shares = np.array([e.share for e in examples])[:, None]
    offsets, bias = np.zeros((len(index), outcomes)), np.zeros(outcomes)
    moments = [np.zeros_like(offsets), np.zeros_like(offsets), np.zeros_like(bias), np.zeros_like(bias)]
    for step in range(1, STEPS + 1):
        table = start + offsets * scale
        sums = np.zeros((len(examples), outcomes + 1))
        for n in range(outcomes):
            sums[:, n + 1] = np.bincount(rows, table[columns, n], len(examples)) + bias[n]
        likely = np.exp(sums - sums.max(axis=1, keepdims=True))
        wrong = (likely / likely.sum(axis=1, keepdims=True) - wanted)[:, 1:] * shares
        slope = np.stack([np.bincount(columns, wrong[rows, n], len(index)) for n in range(outcomes)], axis=1) * scale
        for place, (value, gradient) in enumerate(((offsets, slope + offsets / spread), (bias, wrong.sum(axis=0)))):
            first, second = moments[2 * place : 2 * place + 2]
            first += 0.1 * (gradient - first)
            second += 0.01 * (gradient * gradient - second)
            rate = 0.05 * (1 - step / STEPS) + 0.002
            value[...] = value - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return Fitted(index, start + offsets * scale, bias)


def stance_prior(feature: str) -> list[float]:
    """A cue that fits, or a pattern, speaks for its kind."""
    name, _, said = feature.partition("=")
    negated, said = said.startswith("not "), said.removeprefix("not ")
    kind, _, rest = said.partition("/")
    if negated:
        kind = {"interest": "concern", "leverage": "constraint"}.get(kind, "")
    speaks = (name == "cue" and rest.endswith("/fits") and ("/subject/" in rest or rest.count("/") == 1)) or (
        name == "pattern" and not rest
    )
    return [PRIOR if speaks and kind == own else 0.0 for own in stance.KINDS]


def ties_prior(feature: str) -> list[float]:
    """A pattern speaks for its sign."""
    return [PRIOR if feature in (f"pattern={sign}", f"act={sign}") else 0.0 for sign in SIGNS]


# Annotated texts


def texts(folders: Sequence[str]) -> list[dict[str, Any]]:
    """The annotated texts of the folders, in order."""
    files = [file for folder in folders for file in sorted(Path(folder).glob("*.gold.json"))]
    return [json.loads(file.read_text()) for file in files]


def document(text: dict[str, Any]) -> Document:
    """An annotated text as a document whose sentences are the annotated ones."""
    sentences, at = [], 0
    for n, one in enumerate(text["sentences"]):
        sentences.append(Sentence(id=f"text:{n}", text=one["text"], start=at, end=at + len(one["text"]), paragraph=1))
        at += len(one["text"]) + 1
    whole = " ".join(one["text"] for one in text["sentences"])
    return Document(key="text", title="", location="text", text=whole, sentences=tuple(sentences))


def cast(text: dict[str, Any]) -> tuple[Actor, ...]:
    """The annotated actors."""
    known = set(Actor.model_json_schema()["properties"]["type"]["enum"])
    return tuple(
        Actor(
            name=actor["name"],
            type=kind if (kind := TYPES.get(actor["type"], actor["type"])) in known else "organisation",
            aliases=tuple(alias for alias in actor["aliases"] if alias.strip()),
        )
        for actor in text["actors"]
    )


_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "to",
        "for",
        "and",
        "or",
        "on",
        "at",
        "by",
        "with",
        "from",
        "its",
        "their",
        "his",
        "her",
        "that",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "it",
        "this",
        "these",
        "those",
        "any",
        "some",
        "into",
        "over",
        "than",
        "not",
        "more",
        "most",
        "such",
        "via",
        "both",
    ]
)


def content(text: str) -> set[str]:
    """The beginnings of a phrase's content words, by which two phrases are compared."""
    return {word[:6] for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 2 and word not in _COMMON}  # noqa: PLR2004


Read = list[tuple[dict[str, Any], Passage, list[stance.Reading]]]


def read(text: dict[str, Any]) -> Read:
    """Each sentence's annotation, passage and readings."""
    told = interests.read(document(text), cast(text))
    return [(s, passage, readings) for s, (passage, readings, _) in zip(text["sentences"], told, strict=True)]


def kinds(sentence: dict[str, Any], passage: Passage, reading: stance.Reading) -> int:
    """The number of the kind that the annotation gives a reading: that of the row most like its complement."""
    tree, frame, follows = passage.tree, reading.frame, reading.complement
    span = content(" ".join(tree.forms[t] for t in tree.subtree(frame.head)))
    own = content(" ".join(tree.forms[t] for t in tree.subtree(follows.head))) if follows else set()
    best = (0.0, 0)
    for row in sentence["interests"]:
        said = content(row["statement"])
        if set(row["actors"]) & set(frame.holder.actors) and len(said & span) >= 0.5 * max(1, len(said)):
            close = len(said & own) / max(1, len(said | own)) + 0.2 * len(said & span) / max(1, len(said | span)) + 0.01
            best = max(best, (close, stance.KINDS.index(row["kind"]) + 1))
    return best[1]


def pairs(text: dict[str, Any]) -> list[Example]:
    """The pairs of a text's sentences with their signs; what is mixed or conditional counts half for either."""
    found = []
    for sentence, (_, ties_told) in zip(text["sentences"], relations.read(document(text), cast(text)), strict=True):
        signs = {frozenset(tie["actors"]): tie["sign"] for tie in sentence["relations"]}
        for pair, _ in ties_told:
            sign = signs.get(frozenset(pair.actors), "")
            if sign in SIGNS or not sign:
                found.append(Example(pair.features, SIGNS.index(sign) + 1 if sign else 0))
            else:
                found += [Example(pair.features, outcome, 0.5) for outcome in (1, 2)]
    return found


# Rows: how an actor and a kind stand in a sentence


def rows(done: Read, fitted: Fitted) -> list[tuple[dict[str, float], bool, bool]]:
    """Each actor and kind of each sentence: its features, whether the annotation has it, and whether as explicit."""
    weights.probabilities = lambda name, features: fitted.probabilities(features)  # noqa: ARG005 - in its place
    found = []
    for sentence, passage, readings in done:
        told = {(a, row["kind"]): row["explicit"] for row in sentence["interests"] for a in row["actors"]}
        for key, (_, context) in interests.weigh(passage, readings).items():
            found.append((context, key in told, bool(told.get(key))))
    return found


def logistic(contexts: Sequence[dict[str, float]], outcomes: Sequence[bool]) -> tuple[dict[str, float], float]:
    """A plain logistic regression over features with values, by Newton's method."""
    names = sorted({name for context in contexts for name in context})
    values = np.array([[1.0, *(context.get(name, 0.0) for name in names)] for context in contexts])
    wanted = np.array(outcomes, dtype=np.float64)
    found = np.zeros(values.shape[1])
    pull = np.full(values.shape[1], 1 / SPREAD["rows"])
    pull[0] = 0.0
    for _ in range(30):
        likely = 1 / (1 + np.exp(-values @ found))
        slope = values.T @ (likely - wanted) + pull * found
        curve = (values * (likely * (1 - likely))[:, None]).T @ values + np.diag(pull + 1e-9)
        found -= np.linalg.solve(curve, slope)
    return dict(zip(names, found[1:].tolist(), strict=True)), float(found[0])


def main() -> None:
    """Fit, and write or check."""
    folders = [word for word in sys.argv[1:] if not word.startswith("--")]
    known = texts(folders)
    done = [read(text) for text in known]
    examples = [[Example(r.features, kinds(s, p, r)) for s, p, readings in one for r in readings] for one in done]
    unseen: list[list[tuple[dict[str, float], bool, bool]]] = [[] for _ in known]
    for fold in range(FOLDS):
        rest = [e for n, one in enumerate(examples) if n % FOLDS != fold for e in one]
        fitted = fit(rest, len(stance.KINDS), SPREAD["stance"], stance_prior)
        for n in range(fold, len(known), FOLDS):
            unseen[n] = rows(done[n], fitted)
    tied = [pairs(text) for text in known]
    if "--check" in sys.argv:
        check(known, unseen, tied)
        return
    everything = fit([e for one in examples for e in one], len(stance.KINDS), SPREAD["stance"], stance_prior)
    write("stance", "a predicate for the five kinds", stance.KINDS, everything)
    told, bias = logistic([c for one in unseen for c, _, _ in one], [right for one in unseen for _, right, _ in one])
    index = {name: n for n, name in enumerate(told)}
    write("rows", "how an actor and a kind stand in a sentence", ("row",), Fitted(
        index, np.array([[value] for value in told.values()]), np.array([bias])))  # fmt: skip
    signs = fit([e for one in tied for e in one], len(SIGNS), SPREAD["ties"], ties_prior)
    write("ties", "a pair of actors for the two signs", SIGNS, signs)


def check(known: Sequence[dict[str, Any]], unseen: Sequence[Any], tied: Sequence[Sequence[Example]]) -> None:
    """Print precision and recall on texts put aside, by the probability from which a row or a tie is taken."""
    scored: list[tuple[float, bool, bool]] = []
    signed: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        rest = [row for n, one in enumerate(unseen) if n % FOLDS != fold for row in one]
        told, bias = logistic([context for context, _, _ in rest], [right for _, right, _ in rest])
        fitted = fit([e for n, one in enumerate(tied) if n % FOLDS != fold for e in one], 2, SPREAD["ties"], ties_prior)
        for n in range(fold, len(known), FOLDS):
            for context, right, explicit in unseen[n]:
                total = bias + sum(told[name] * value for name, value in context.items())
                scored.append((1 / (1 + np.exp(-total)), right, explicit))
            for example in tied[n]:
                aligned, opposed = fitted.probabilities(example.features)
                if example.share == 1.0 or example.outcome == 1:
                    right = example.outcome == 1 + (opposed > aligned) or example.share < 1.0
                    signed.append((aligned + opposed, right))
    keys = {(n, s["sentence"], a, row["kind"]): row["explicit"] for n, text in enumerate(known)
            for s in text["sentences"] for row in s["interests"] for a in row["actors"]}  # fmt: skip
    shown = sum(len(s["relations"]) for text in known for s in text["sentences"])
    print(
        f"{len(known)} texts, {len(keys)} rows, {shown} ties\n"
        "probability  rows P    R     explicit R   ties P    R     F1"
    )
    for least in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        taken = [(right, explicit) for p, right, explicit in scored if p >= least]
        found, sure = sum(right for right, _ in taken), sum(explicit for _, explicit in taken)
        chosen = [right for p, right in signed if p >= least]
        print(f"{least:11.2f} {found / max(1, len(taken)):7.3f} {found / len(keys):5.3f}"
              f" {sure / sum(keys.values()):9.3f} {sum(chosen) / max(1, len(chosen)):12.3f} {sum(chosen) / shown:5.3f}"
              f" {2 * sum(chosen) / (len(chosen) + shown):5.3f}")  # fmt: skip


def write(name: str, what: str, outcomes: Sequence[str], fitted: Fitted) -> None:
    """A weights file: whole hundredths, features in alphabetical order."""
    lines = [f"# Weights of {what}, in hundredths: made by scripts/fit.py from annotated texts.", "[outcomes]",
             " ".join(outcomes), "[weights]",
             " ".join(["bias", *(str(round(100 * b)) for b in fitted.bias)])]  # fmt: skip
    for feature, n in fitted.places.items():
        if name == "rows" or np.abs(fitted.table[n]).max() >= LIGHT:
            lines.append(" ".join([feature, *(str(round(100 * value)) for value in fitted.table[n])]))
    (DATA / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}.txt: {len(lines) - 4} weights")


if __name__ == "__main__":
    main()
