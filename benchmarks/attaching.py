"""What reports that nobody here made keep when a brief is attached to them.

    python benchmarks/attaching.py FOLDER BRIEF.pdf [--way annex|file] [--at N] [--most N] [--show]

Every PDF under FOLDER is a report; BRIEF is attached to it in memory, in a child process with a time limit. A row is a
kind of outcome: kept (pages, text, links, outline, files, tags and language as before, no new dangling reference, opens
with qpdf's and pdfium's readers), refused (in a sentence), or what went wrong. `--show` names the reports.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import re
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from briefing import tagged
from briefing.attach import WAYS, Attaching, catalogue, destinations, outlines
from briefing.attach.objects import text, word
from briefing.attach.references import counted
from briefing.errors import BriefingError

SECONDS = 120


def seen(content: bytes) -> list[str] | None:
    """The text of each page as pdfium reads it; None where it cannot open the file."""
    try:
        pages = pypdfium2.PdfDocument(content)
        return [page.get_textpage().get_text_bounded() for page in pages]
    except pypdfium2.PdfiumError:
        return None


def entries(pdf: pikepdf.Pdf) -> Counter[Any]:
    """The titles in the outline."""
    root = pdf.Root.get("/Outlines")
    pending, found = [root] if isinstance(root, pikepdf.Dictionary) else [], []
    met = set()
    while pending:
        for one in outlines.entries(pending.pop()):
            if one.objgen not in met:
                met.add(one.objgen)
                found.append(text(one, "/Title"))
                pending.append(one)
    return Counter(found)


def tags(pdf: pikepdf.Pdf) -> Counter[Any]:
    """How many structure elements of each type there are."""
    root = pdf.Root.get("/StructTreeRoot")
    return Counter(word(e.S) for e in tagged.elements(root)) if isinstance(root, pikepdf.Dictionary) else Counter()


def links(pdf: pikepdf.Pdf, pages: list[Any]) -> list[tuple[Any, ...]]:
    """The annotations of some pages, with which of these pages each leads to, and the boxes of the pages."""
    known = dict(destinations.named(pdf))
    at = {page.objgen: n for n, page in enumerate(pages)}
    rows: list[tuple[Any, ...]] = []
    for page in pages:
        there = page.get("/Annots", [])
        rows.append((tuple(map(str, pikepdf.Page(page).mediabox)), str(page.get("/Rotate", 0))))
        for one in there if isinstance(there, pikepdf.Array) else []:
            if isinstance(one, pikepdf.Dictionary):
                place = destinations.resolve(pdf, one, known)
                rows.append((str(one.get("/Subtype")), at.get(getattr(place, "objgen", (-1, -1)))))
    return rows


def files(pdf: pikepdf.Pdf) -> Counter[Any]:
    """What is embedded."""
    found = []
    for _, one in catalogue.embedded(pdf):
        inner = one.get("/EF") if isinstance(one, pikepdf.Dictionary) else None
        if isinstance(inner, pikepdf.Dictionary) and isinstance(inner.get("/F"), pikepdf.Stream):
            found.append(bytes(inner.F.read_bytes()))
    return Counter(found)


def differences(report: bytes, brief: bytes, made: bytes, at: int | None) -> Iterator[str]:
    """What the result has otherwise than it should; `at` is the index of the annex, None for a file."""
    with (
        pikepdf.open(io.BytesIO(report)) as before,
        pikepdf.open(io.BytesIO(brief)) as guest,
        pikepdf.open(io.BytesIO(made)) as after,
    ):
        destinations.hold_pages(before)
        count = len(guest.pages) if at is not None else 0
        every, pages = ([page.obj for page in pdf.pages] for pdf in (after, before))
        where = len(pages) if at is None or at > len(pages) else at
        if len(every) != len(pages) + count:
            yield "pages: another number"
            return
        if further := counted(after) - counted(before):
            yield f"dangling: {next(iter(further))[:80]}"
        if links(after, every[:where] + every[where + count :]) != links(before, pages):
            yield "links or boxes: others than before"
        for what, read in (("outline", entries), ("files", files), ("tags", tags)):
            if read(before) - read(after):
                yield f"{what}: some are missing"
        if text(after.Root, "/Lang") != text(before.Root, "/Lang"):
            yield "language: another"
        mended = io.BytesIO()
        before.save(mended)
    yield from misread(report, mended.getvalue(), made, slice(where, where + count), seen(brief) or [])


def misread(report: bytes, mended: bytes, made: bytes, annex: slice, brief: list[str]) -> Iterator[str]:
    """What pdfium reads otherwise than before; a report that it cannot open is read as qpdf mends it."""
    former, now = seen(report), seen(made)
    if former is None or not former:
        former = seen(mended)
    if now is None:
        yield "pdfium: does not open it" if former is not None else "pdfium: opens neither report nor result"
        return
    if former is not None and now[: annex.start] + now[annex.stop :] != former:
        yield "text: another than before"
    if now[annex] and now[annex] != brief:
        yield "text: another of the brief's"


def attach(report: Path, brief: bytes, way: str, at: int, answers: Connection) -> None:
    """Sends what became of a report."""
    content = report.read_bytes()
    try:
        made = WAYS[way](Attaching(content, brief, (report.name, "brief.pdf"), at))
    except BriefingError as error:
        answers.send(("refused", f"{error.exit_code} {error.message}"))
    except Exception:  # noqa: BLE001 - this is what is looked for
        answers.send(("our bug", traceback.format_exc()))
    else:
        index = (at - 1 if at else 1_000_000) if way == "annex" else None
        found = list(differences(content, brief, made.content, index))
        answers.send(("; ".join(found) or "kept", ", ".join(one.message for one in made.diagnostics)))


def tried(report: Path, brief: bytes, way: str, at: int) -> tuple[str, str, float]:
    """What became of a report, what was told of it, and in how many seconds."""
    ours, theirs = multiprocessing.Pipe()
    start = time.monotonic()
    child = multiprocessing.get_context("fork").Process(target=attach, args=(report, brief, way, at, theirs))
    child.start()
    theirs.close()
    answer = ("no end", "") if not ours.poll(SECONDS) else None
    try:
        answer = answer or ours.recv()
    except EOFError:
        answer = ("died", "")
    child.kill()
    child.join()
    return (*answer, time.monotonic() - start)


def main() -> None:
    """Reads the words of the command and prints the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("brief", type=Path)
    words.add_argument("--way", choices=list(WAYS), default="annex")
    words.add_argument("--at", type=int, default=0)
    words.add_argument("--most", type=int, default=0)
    words.add_argument("--show", action="store_true")
    given = words.parse_args()
    brief = given.brief.read_bytes()
    rows: dict[str, list[str]] = {}
    reports = sorted(given.folder.rglob("*.pdf"))[: given.most or None]
    for report in reports:
        outcome, said, seconds = tried(report, brief, given.way, given.at)
        kind = f"refused: {re.sub(r'[0-9]{2,}', '#', said)}" if outcome == "refused" else outcome
        rows.setdefault(kind, []).append(f"{report.relative_to(given.folder)} ({seconds:.1f} s) {said}")
    for kind, ones in sorted(rows.items(), key=lambda row: -len(row[1])):
        print(f"{len(ones):5} {kind}")
        for line in ones if given.show and kind != "kept" else []:
            print(f"      {line}")
    print(f"{len(reports):5} reports")


if __name__ == "__main__":
    main()
