"""Source -> Document: what stands at the head and foot of a PDF's pages: running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.readers.pdf.pages import Fragment, Page

_MARGIN = 0.13  # of the height: how far down, or up, a page's head or foot is looked for
_ROWS = 3  # rows of each
_LEVEL = 2.0  # points by which the base lines of a row differ
_APART = 1.7  # em from base line to base line: wider than the lines of a text stand
_NEAR = 4.0  # points by which the same head differs in height from page to page
_OFTEN = 3  # pages on which a line is the same, at the same height; two of a document of few pages
_FEW = 5  # pages
_FIGURES = re.compile(r"\d+")
_NUMBER = re.compile(
    r"\W*(?:\w{1,10}\.? )?(?:\d{1,4}|[ivxl]{1,7}|[IVXL]{1,7})(?:\s*(?:/|\||of|von|de|di|sur|z|van|av)\s*\d{1,4})?\W*"
)
_BARE = re.compile(r"\W*(?:\d{1,4}|[ivxl]{1,7})\W*")


def judged(pages: Sequence[Page]) -> list[dict[Fragment, str]]:
    """For each page its fragments that are no part of the text, with the reason: "running head", "page number".

    They are the outermost rows of a page, stand apart from the text, and are the same on other pages or number them.
    """
    edges = [[list(_rows(page, is_head=is_head)) for is_head in (True, False)] for page in pages]
    times: Counter[tuple[str, int, int]] = Counter()
    for page, sides in zip(pages, edges, strict=True):
        found = [fragment for rows in sides for row in rows for fragment in row]
        times.update({key for fragment in found for key in _keys(fragment, page)})
    least = 2 if len(pages) <= _FEW else _OFTEN
    return [
        {fragment: reason for rows in sides for fragment, reason in _peeled(rows, page, times, least)}
        for page, sides in zip(pages, edges, strict=True)
    ]


def _rows(page: Page, *, is_head: bool) -> Iterator[list[Fragment]]:
    """The outermost rows of a page's head or foot, from its edge inwards, and one row more."""
    ordered = sorted(page.fragments, key=lambda each: each.base, reverse=not is_head)
    row: list[Fragment] = []
    count = 0
    for fragment in ordered:
        if row and abs(fragment.base - row[0].base) > _LEVEL:
            yield row
            count += 1
            if count > _ROWS:
                return
            row = []
        row.append(fragment)
    if row:
        yield row


def _peeled(
    rows: Sequence[list[Fragment]], page: Page, times: Counter[tuple[str, int, int]], least: int
) -> Iterator[tuple[Fragment, str]]:
    """The rows that are furniture, as far as the last wide gap among them."""
    told: list[list[tuple[Fragment, str]]] = []
    apart = 0
    for at, row in enumerate(rows[:_ROWS]):
        reasons = [(each, _reason(each, page, times, least)) for each in row if _is_outside(each, page)]
        if at == 0 and any(_BARE.fullmatch(each.text) and reason for each, reason in reasons):
            reasons = [(each, reason or "running head") for each, reason in reasons]  # beside a page's number
        if len(reasons) < len(row) or not all(reason for _, reason in reasons):
            break
        told.append(reasons)
        inner = rows[at + 1][0] if at + 1 < len(rows) else None
        if inner is None or abs(inner.base - row[0].base) > _APART * max(inner.size, row[0].size):
            apart = at + 1
    for reasons in told[:apart]:
        yield from reasons


def _is_outside(fragment: Fragment, page: Page) -> bool:
    return not page.height * _MARGIN < fragment.base < page.height * (1 - _MARGIN)


def _keys(fragment: Fragment, page: Page) -> Iterator[tuple[str, int, int]]:
    """What the same line has on other pages: its words without figures, its height, twice to meet its neighbours."""
    words = " ".join(_FIGURES.sub("#", fragment.text).casefold().split())
    for shift in (0.0, _NEAR):
        yield words, int(shift > 0), int((fragment.base / page.height * 842 + shift) // (2 * _NEAR))


def _reason(fragment: Fragment, page: Page, times: Counter[tuple[str, int, int]], least: int) -> str:
    often = max(times[key] for key in _keys(fragment, page))
    if _NUMBER.fullmatch(fragment.text) and (often >= least or _is_last(fragment, page)):
        return "page number"
    return "running head" if often >= least else ""


def _is_last(fragment: Fragment, page: Page) -> bool:
    """Whether a bare figure is all that its row holds, and the first or last thing of its page."""
    if not _BARE.fullmatch(fragment.text):
        return False
    others = [each.base for each in page.fragments if each is not fragment]
    return not others or fragment.base > max(others) + fragment.size or fragment.base < min(others) - fragment.size
