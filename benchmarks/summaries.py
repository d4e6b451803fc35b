"""What a summary is worth beside others', side by side in one run: ROUGE-2, dangling openings, time and memory.

    python benchmarks/summaries.py FILE.jsonl|FOLDER|TEXT... [--words N]        (needs the dependency group `peers`)

A line of a JSONL file is an item: `docs` (each with `title`, `date`, `sents`), `refs` (people's summaries), `budget`
(words) and `query`. Of a folder, and of texts, all files together are one item without people's summaries. Everybody
gets the same sentences and words, and gives whole sentences: briefing; LEAD, the first sentence of each text in turn,
then the second; LexRank of sumy; TextRank of summa. Each runs in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from briefing import readers
from briefing.findings.summary import summarise
from briefing.model import Document, Source

LEANS = re.compile(  # openings that cannot be read alone, told by their first words: the same plain rule for everybody
    r"\W*(?:he|she|it|they|him|her|his|its|their|this|that|these|those|such|both|another|others?|but|and|or|so|yet|also"
    r"|then|still|however|moreover|furthermore|meanwhile|instead|therefore|thus|in addition|as a result|by contrast"
    r"|for example|for instance|the (?:former|latter))\b",
    re.IGNORECASE,
)


class Item(NamedTuple):
    """Documents to summarise in `words` words; `references` are people's summaries."""

    documents: tuple[Document, ...]
    references: tuple[str, ...]
    words: int
    question: str


def read(paths: Sequence[Path], words: int) -> Iterator[Item]:
    """The items that the arguments name."""
    if len(paths) == 1 and paths[0].suffix == ".jsonl":
        for line in paths[0].read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts = ("\n\n".join(filter(None, (_heading(d), d.get("date"), " ".join(d["sents"])))) for d in row["docs"])
            documents = tuple(_document(number, text) for number, text in enumerate(texts))
            yield Item(documents, tuple(row["refs"]), row["budget"], row.get("query") or "")
    else:
        files = [file for path in paths for file in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]
        texts = (file.read_text(encoding="utf-8", errors="replace") for file in files)
        yield Item(tuple(_document(number, text) for number, text in enumerate(texts)), (), words, "")


def _heading(row: dict[str, str]) -> str:
    return f"# {row['title']}" if row.get("title") else ""


def _document(number: int, text: str) -> Document:
    return readers.read(
        Source(key=f"s{number}", location=f"s{number}.txt", media_type="text/plain", content=text.encode())
    )


def briefing(item: Item) -> list[str]:
    """This program's choice."""
    return [point.text for point in summarise(item.documents, item.words, item.question)[0]]


def first(item: Item) -> list[str]:
    """The first sentence of each text, then the second of each, while there is room."""
    turns = zip_longest(*([s.text for s in document.sentences] for document in item.documents))
    return _fitting((text for turn in turns for text in turn if text), item.words)


def lexrank(item: Item) -> list[str]:
    """Sumy's LexRank, the best-rated sentences first."""
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer

    text = "\n\n".join(s.text for document in item.documents for s in document.sentences)
    parsed = PlaintextParser.from_string(text, _Lines()).document
    summariser = LexRankSummarizer()
    words = [summariser._to_words_set(sentence) for sentence in parsed.sentences]  # noqa: SLF001 - as it does itself
    counts, rarities = summariser._compute_tf(words), summariser._compute_idf(words)  # noqa: SLF001
    matrix = summariser._create_matrix(words, summariser.threshold, counts, rarities)  # noqa: SLF001
    scores = summariser.power_method(matrix, summariser.epsilon)
    ranked = sorted(range(len(words)), key=lambda n: (-scores[n], n))
    return _fitting((str(parsed.sentences[n]) for n in ranked), item.words)


class _Lines:
    """Splits lines and words, for sumy: its own splitter fetches data."""

    def to_sentences(self, text: str) -> list[str]:
        return [line for line in text.split("\n") if line.strip()]

    def to_words(self, text: str) -> list[str]:
        return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)


def textrank(item: Item) -> list[str]:
    """Summa's TextRank, which splits sentences itself."""
    from summa.summarizer import summarize

    text = "\n".join(s.text for document in item.documents for s in document.sentences)
    return _fitting(summarize(text, words=item.words, split=True), item.words)


def _fitting(texts: Iterator[str] | Sequence[str], words: int) -> list[str]:
    chosen = []
    for text in texts:
        if len(text.split()) <= words:
            chosen.append(text)
            words -= len(text.split())
    return chosen


SYSTEMS = {"briefing": briefing, "LEAD": first, "LexRank (sumy)": lexrank, "TextRank (summa)": textrank}


def measure(name: str, paths: Sequence[Path], words: int) -> str:
    """One system's row: ROUGE-2 F, the share of sentences that open on what is not there, seconds, megabytes."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge2"], use_stemmer=True)
    items = list(read(paths, words))
    scores, leaning_ones, chosen, spent = [], 0, 0, 0.0
    for item in items:
        start = time.perf_counter()
        texts = SYSTEMS[name](item)
        spent += time.perf_counter() - start
        follows = {b.text: a.text for d in item.documents for a, b in zip(d.sentences, d.sentences[1:], strict=False)}
        for before, text in zip(["", *texts], texts, strict=False):
            leaning_ones += LEANS.match(text) is not None and follows.get(text) != before
        chosen += len(texts)
        each = [scorer.score(reference, "\n".join(texts))["rouge2"].fmeasure for reference in item.references]
        scores += [100 * sum(each) / len(each)] if each else []
    score = f"{sum(scores) / len(scores):6.2f}" if scores else "     -"
    sentences = sum(len(document.sentences) for item in items for document in item.documents)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{name:18} {score} {100 * leaning_ones / max(1, chosen):8.1f} % {spent:8.2f} s"
        f" {sentences / spent:10,.0f}/s {memory:6.0f} MB"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--words", type=int, default=250)
    parser.add_argument("--system", choices=SYSTEMS, help="one row alone, in this process")
    args = parser.parse_args()
    if args.system:
        print(measure(args.system, args.paths, args.words))
        return
    print(f"{'':18} {'R-2':>6} {'dangling':>10} {'choosing':>10} {'sentences':>12} {'at most':>9}")
    for name in SYSTEMS:
        command = [sys.executable, __file__, *map(str, args.paths), "--words", str(args.words), "--system", name]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


if __name__ == "__main__":
    main()
