"""How well the article of a saved web page is found, beside trafilatura and readability-lxml where they are installed.

    python benchmarks/pages.py FOLDER [--each]

The folder holds pages and what a person took for their articles, in one of three shapes: `ground-truth.json` with
`html/KEY.html.gz` (the article extraction benchmark of Scrapinghub), NAME/source.html with NAME/expected.html (the test
pages of Mozilla's Readability), or NAME.html with NAME.txt. Scored as the first of them does: runs of four words with
their numbers; precision and recall of each page, their means, and F1 of the means; the mean of the pages' F1 beside.
"""

from __future__ import annotations

import gzip
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from briefing.errors import BriefingError
from briefing.model import Source
from briefing.readers import read

_WORD = re.compile(r"\w+")
_RUN = 4
_APART = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "section", "figcaption",
    "pre", "article")  # fmt: skip


class Page(NamedTuple):
    """A page and its article."""

    name: str
    content: bytes
    article: str


class Score(NamedTuple):
    """How much of what was found is right, how much of what is right was found, and both."""

    precision: float
    recall: float
    f1: float


def pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder, by name."""
    if (folder / "ground-truth.json").is_file():
        for name, told in sorted(json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items()):
            yield Page(name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), told["articleBody"])
        return
    for file in sorted(folder.glob("*/source.html")):
        if (expected := file.with_name("expected.html")).is_file():
            yield Page(file.parent.name, file.read_bytes(), words_of(expected.read_text(encoding="utf-8")))
    for file in sorted(folder.glob("*.html")):
        if (expected := file.with_suffix(".txt")).is_file():
            yield Page(file.stem, file.read_bytes(), expected.read_text(encoding="utf-8"))


def words_of(text: str) -> str:
    """The words of HTML, those of blocks apart."""
    from lxml import etree, html

    root = html.document_fromstring(text)
    etree.strip_elements(root, "script", "style", with_tail=False)
    for at in root.iter(*_APART):
        at.text, at.tail = f" {at.text or ''}", f" {at.tail or ''}"
    return str(root.text_content())


def runs(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words; a shorter text is one run."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))) if words else Counter()


def score(article: str, found: str) -> Score:
    """What a found text is worth."""
    right, told = runs(article), runs(found)
    both = (right & told).total()
    if right == told:
        return Score(1, 1, 1)
    precision = both / told.total() if told else 0.0
    recall = both / right.total() if right else 0.0
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0)


def briefing(page: Page) -> str:
    """The text of this project's document."""
    try:
        return read(Source(key="s", location=page.name, media_type="text/html", content=page.content)).text
    except BriefingError:
        return ""


def trafilatura(page: Page) -> str:
    """Its text, without comments."""
    from trafilatura import extract

    return extract(page.content, include_comments=False) or ""


def readability(page: Page) -> str:
    """The words of its summary."""
    from readability import Document

    try:
        return words_of(Document(page.content.decode("utf-8", "replace")).summary(html_partial=True))
    except Exception:  # noqa: BLE001 - a peer's fault is a page it did not read
        return ""


def main(arguments: list[str]) -> None:
    """Print the table; with --each, also our score of every page, the worst first."""
    logging.disable()
    found = list(pages(Path(arguments[0])))
    if not found:
        sys.exit(f"no pages in {arguments[0]}")
    programs: list[Callable[[Page], str]] = [briefing, trafilatura, readability]
    print(f"{len(found)} pages\n")
    print("| | precision | recall | F1 | mean of the pages' F1 | seconds a page |\n|---|---|---|---|---|---|")
    for program in programs:
        start = time.process_time()
        try:
            scores = [score(page.article, program(page)) for page in found]
        except ImportError:
            print(f"| {program.__name__} | not installed | | | | |")
            continue
        spent = (time.process_time() - start) / len(found)
        p, r, mean = (sum(column) / len(scores) for column in zip(*scores, strict=True))
        print(f"| {program.__name__} | {p:.3f} | {r:.3f} | {2 * p * r / (p + r):.3f} | {mean:.3f} | {spent:.2f} |")
        if program is briefing and "--each" in arguments:
            for one, page in sorted(zip(scores, found, strict=True), key=lambda row: row[0].f1):
                print(f"    {one.f1:.3f} {one.precision:.3f} {one.recall:.3f} {page.name}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
