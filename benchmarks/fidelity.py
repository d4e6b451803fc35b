"""What the checks of a model's words let through, and how much they leave a model to do.

    python benchmarks/fidelity.py FOLDER [--seed N]

FOLDER holds texts (.txt). Each sentence of 8 to 60 words is damaged in every way of `DAMAGES`, and the table says how
many of the damaged sentences pass for it. `spared` is what may pass: sentences of which some branch can go.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from briefing import readers
from briefing.findings import syntax, terms
from briefing.findings.fidelity import shortened
from briefing.model import Source

Words = list[str]
Damage = Callable[[Words, random.Random, Words], Iterator[Words]]

FEWEST, MOST = 8, 60
SAMPLE = 40  # sentences that are cut in every way


def a_digit_changed(words: Words, _: random.Random, __: Words) -> Iterator[Words]:
    """Each number with another first digit."""
    for n, word in enumerate(words):
        if digit := next((c for c in word if c.isdecimal() and c.isascii()), ""):
            yield [*words[:n], word.replace(digit, str((int(digit) + 1) % 10), 1), *words[n + 1 :]]


def a_name_added(words: Words, chance: random.Random, others: Words) -> Iterator[Words]:
    """A name of another sentence, anywhere."""
    n = chance.randrange(len(words))
    yield [*words[:n], chance.choice([word for word in others if word.istitle()]), *words[n:]]


def two_names_exchanged(words: Words, chance: random.Random, _: Words) -> Iterator[Words]:
    """Two words with capital letters in each other's place."""
    places = [n for n, word in enumerate(words) if n and word[:1].isupper()]
    if len(places) > 1:
        one, other = chance.sample(places, 2)
        changed = list(words)
        changed[one], changed[other] = words[other], words[one]
        yield changed


def a_word_exchanged(words: Words, chance: random.Random, others: Words) -> Iterator[Words]:
    """A content word for one of another sentence."""
    places = [n for n, word in enumerate(words) if word.islower() and word not in terms.stop_words()]
    if places:
        n = chance.choice(places)
        yield [*words[:n], chance.choice([word for word in others if word.islower()]), *words[n + 1 :]]


def a_marked_word_dropped(words: Words, _: random.Random, __: Words) -> Iterator[Words]:
    """Each negation, modal word, word of saying and limit."""
    classes = ("negation", "modality", "attribution", "limits")
    marked = {word for name in classes for line in terms.lexicon("fidelity")[name] for word in line.split()}
    for n, word in enumerate(words):
        if word.strip(".,;:").lower() in marked:
            yield [*words[:n], *words[n + 1 :]]


def a_word_dropped(words: Words, _: random.Random, __: Words) -> Iterator[Words]:
    """Each word but the last."""
    for n in range(len(words) - 1):
        yield [*words[:n], *words[n + 1 :]]


def a_span_dropped(words: Words, chance: random.Random, _: Words) -> Iterator[Words]:
    """From any word to any later one."""
    first, last = sorted(chance.sample(range(len(words)), 2))
    yield [*words[:first], *words[last:]]


def a_fragment_kept(words: Words, chance: random.Random, _: Words) -> Iterator[Words]:
    """Four to sixteen words as a sentence of their own."""
    first = chance.randrange(len(words) - 4)
    kept = words[first : first + chance.randrange(4, 17)]
    yield [kept[0][:1].upper() + kept[0][1:], *kept[1:-1], kept[-1].rstrip(".,;:") + "."]


DAMAGES: tuple[Damage, ...] = (
    a_digit_changed, a_name_added, two_names_exchanged, a_word_exchanged, a_marked_word_dropped, a_word_dropped,
    a_span_dropped, a_fragment_kept,
)  # fmt: skip


def sentences(folder: Path) -> list[str]:
    """Every sentence of the folder's texts that is neither short nor endless."""
    found = []
    for file in sorted(folder.glob("*.txt")):
        source = Source(key="text", location=file.name, media_type="text/plain", content=file.read_bytes())
        found += [sentence.text for sentence in readers.read(source).sentences]
    return [text for text in found if FEWEST <= len(text.split()) <= MOST]


def can_be_shortened(text: str) -> bool:
    """Whether something between two gaps of the sentence, with or without a comma, can go."""
    words = text.split()
    for first in range(len(words)):
        for last in range(first + 1, len(words)):
            rest = [*words[:first], *words[last:]]
            for before in {rest[first - 1], rest[first - 1].rstrip(",")} if first else {""}:
                cut = [*rest[: first - 1], before, *rest[first:]] if first else rest
                short = " ".join(cut)
                if not shortened(short[:1].upper() + short[1:], text):
                    return True
    return False


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    texts = sentences(given.folder)
    syntax.parse(texts)
    chance, others = random.Random(given.seed), " ".join(texts).split()  # noqa: S311 - no secret
    tried: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for text in texts:
        for damage in DAMAGES:
            for changed in damage(text.split(), chance, others):
                if " ".join(changed) != " ".join(text.split()):
                    tried[damage.__name__] += 1
                    passed[damage.__name__] += not shortened(" ".join(changed), text)
    for damage in DAMAGES:
        print(f"{damage.__name__.replace('_', ' '):24} {passed[damage.__name__]:4} of {tried[damage.__name__]:5} pass")
    sample = chance.sample(texts, min(SAMPLE, len(texts)))
    print(f"{'spared':24} {sum(map(can_be_shortened, sample)):4} of {len(sample):5} can be shortened by one cut")


if __name__ == "__main__":
    main()
