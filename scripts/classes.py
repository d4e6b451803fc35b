"""Makes briefing/findings/data/en/classes.txt: verbs and nouns by their class in WordNet (noun.group ...).

    python scripts/classes.py /usr/share/wordnet > briefing/findings/data/en/classes.txt      (Debian: wordnet-base)

The class of a word is the lexicographer file of its most frequent sense. Of the nouns only those are taken that the
sense-tagged texts of WordNet have, and none that its gloss calls an insult. WordNet 3.0, Princeton University, under
its own permissive licence.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

VERBS = "body change cognition communication competition consumption contact creation emotion motion perception"
NOUNS = (
    "Tops act animal artifact attribute body cognition communication event feeling food group location motive object"
)
FILES = {n: f"noun.{name}" for n, name in enumerate(NOUNS.split(), 3)}
FILES |= {
    n: f"noun.{name}"
    for n, name in enumerate(
        [
            "person",
            "phenomenon",
            "plant",
            "possession",
            "process",
            "quantity",
            "relation",
            "shape",
            "state",
            "substance",
            "time",
        ],
        18,
    )
}
INSULT = re.compile(r"ethnic slur|\boffensive (?:term|name|word|slang)")
FILES |= {n: f"verb.{name}" for n, name in enumerate(f"{VERBS} possession social stative weather".split(), 29)}


def main(folder: Path) -> None:
    """Print the classes, one line of words each."""
    classes: dict[str, list[str]] = defaultdict(list)
    for part in ("verb", "noun"):
        glossed = [line for line in (folder / f"data.{part}").read_text().splitlines() if not line.startswith(" ")]
        files = {line[:8]: FILES[int(line.split()[1])] for line in glossed}
        insults = {
            at for at, line in zip(files, glossed, strict=True) if files[at] == "noun.person" and INSULT.search(line)
        }
        for line in (folder / f"index.{part}").read_text().splitlines():
            word, *fields = line.split()
            if line.startswith(" ") or not word.isalpha():
                continue
            senses = int(fields[1])
            tagged = int(fields[-senses - 1])
            if (part == "verb" or tagged) and not insults & set(fields[-senses:]):
                classes[files[fields[-senses]]].append(word)
    print(
        "# Made by scripts/classes.py from WordNet 3.0 (Princeton University): words by the class of their usual sense"
    )
    for name in sorted(classes):
        print(f"[{name}]\n{' '.join(classes[name])}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
