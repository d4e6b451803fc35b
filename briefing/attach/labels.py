"""Page labels (ISO 32000-1, 12.4.2): the report's stay with its pages, the annex's are A-1, A-2 ..."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from briefing.attach import trees
from briefing.attach.objects import number, text

if TYPE_CHECKING:
    import pikepdf


def letter(report: pikepdf.Pdf) -> str:
    """The first letter that no page labels of a report begin with: A, and B where an annex A is there already."""
    taken = {text(label, "/P") for _, label in _ranges(report)}
    return next((one for one in ascii_uppercase if f"{one}-" not in taken), "Z")


def insert(report: pikepdf.Pdf, ranges: list[tuple[int, Any]], at: int, count: int, prefix: str) -> None:
    """Label `count` pages from index `at` on; `ranges` are the report's labels before they came."""
    import pikepdf

    if not ranges or ranges[0][0] > 0:  # pages without a label are numbered from 1
        ranges = [(0, pikepdf.Dictionary(S=pikepdf.Name.D)), *ranges]
    made = [(start, label) for start, label in ranges if start < at]
    made.append((at, pikepdf.Dictionary(S=pikepdf.Name.D, P=prefix)))
    if at + count < len(report.pages):
        if all(start != at for start, _ in ranges):
            start, label = max((one for one in ranges if one[0] < at), key=lambda one: one[0])
            further = pikepdf.Dictionary({key: label[key] for key in ("/S", "/P") if key in label})
            further.St = number(label, "/St", 1) + at - start
            made.append((at + count, further))
        made += [(start + count, label) for start, label in ranges if start >= at]
    report.Root.PageLabels = trees.number_tree(report, made)


def ranges(pdf: pikepdf.Pdf) -> list[tuple[int, Any]]:
    """The index of the first page of each run of labels, and how the run is labelled."""
    return sorted(_ranges(pdf), key=lambda one: one[0])


def _ranges(pdf: pikepdf.Pdf) -> list[tuple[int, Any]]:
    import pikepdf

    runs = trees.numbers(pdf.Root.get("/PageLabels"))
    return [(start, label) for start, label in runs if isinstance(label, pikepdf.Dictionary)]
