"""Source -> Document: text under repair, which remembers every edit and can undo them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from briefing.model import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """`[start, end)` becomes `now`, for `reason`."""

    start: int
    end: int
    now: str
    reason: str


class Draft(NamedTuple):
    """What became of `source`: `text` is `source` with `edits` made (in `source`'s offsets, sorted, apart)."""

    source: str
    text: str
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, source: str) -> Self:
        """`source`, untouched."""
        return cls(source, source)

    def edited(self, changes: Iterable[Edit]) -> Draft:
        """The draft with `changes` made too: in offsets of `text`, sorted, apart from each other.

        A change that overlaps earlier edits becomes one edit with them, for the reason of the longest of them. Linear
        in the number of edits, but for sorting them.
        """
        new = [change for change in changes if self.text[change.start : change.end] != change.now]
        if not new:
            return self
        return Draft(self.source, "".join(_patched(self.text, new, 0, len(self.text))), tuple(self._merged(new)))

    def without_margins(self, reason: str) -> Draft:
        """The draft without white space at its beginning and end."""
        start, end = len(self.text) - len(self.text.lstrip()), len(self.text.rstrip())
        if start >= end:
            return self.edited([Edit(0, len(self.text), "", reason)])
        return self.edited([Edit(0, start, "", reason), Edit(end, len(self.text), "", reason)])

    def _merged(self, new: list[Edit]) -> Iterable[Edit]:
        drift = 0  # offsets of the text minus offsets of the source, before the cluster
        for cluster in _clusters(self._placed(), new):
            low, high = cluster[0].low, max(spot.high for spot in cluster)
            after = drift + sum(len(spot.edit.now) - (spot.edit.end - spot.edit.start) for spot in cluster if spot.old)
            changes = [spot.edit for spot in cluster if not spot.old]
            now = "".join(_patched(self.text, changes, low, high))
            start, end = low - drift, high - after
            drift = after
            if self.source[start:end] != now:
                yield Edit(start, end, now, max(cluster, key=_extent).edit.reason)

    def _placed(self) -> Iterable[_Spot]:
        drift = 0
        for edit in self.edits:
            low = edit.start + drift
            yield _Spot(low, low + len(edit.now), True, edit)  # noqa: FBT003
            drift += len(edit.now) - (edit.end - edit.start)


class _Spot(NamedTuple):
    """Where an edit stands in the text: an earlier one's outcome, or the span that a new one is to change."""

    low: int
    high: int
    old: bool
    edit: Edit


def _extent(spot: _Spot) -> tuple[int, bool]:
    """How much an edit takes away of what it found; the new one wins a tie."""
    taken = spot.edit.end - spot.edit.start
    return (taken - len(spot.edit.now), False) if spot.old else (taken, True)


def _clusters(old: Iterable[_Spot], new: list[Edit]) -> Iterable[list[_Spot]]:
    """Runs of spots that overlap. Spots that only touch stay apart, an earlier edit before a new one."""
    spots = [*old, *(_Spot(edit.start, edit.end, False, edit) for edit in new)]  # noqa: FBT003
    spots.sort(key=lambda spot: (spot.low, spot.high, not spot.old))
    cluster: list[_Spot] = []
    reach = 0
    for spot in spots:
        if cluster and spot.low >= reach:
            yield cluster
            cluster = []
        reach = max(reach, spot.high) if cluster else spot.high
        cluster.append(spot)
    if cluster:
        yield cluster


def _patched(text: str, changes: list[Edit], low: int, high: int) -> Iterable[str]:
    for change in changes:
        yield text[low : change.start]
        yield change.now
        low = change.end
    yield text[low:high]


def entries(source: str, edits: Iterable[Edit]) -> tuple[LedgerEntry, ...]:
    """The ledger of `edits` (offsets of `source`, sorted, apart); neighbours of one reason become one entry."""
    rows: list[Edit] = []
    for edit in edits:
        if source[edit.start : edit.end] == edit.now:
            continue
        last = rows[-1] if rows else None
        if last and last.end == edit.start and last.reason == edit.reason:
            rows[-1] = Edit(last.start, edit.end, last.now + edit.now, edit.reason)
        else:
            rows.append(edit)
    return tuple(
        LedgerEntry(start=row.start, was=was, now=row.now, reason=row.reason)
        for row in rows
        if (was := source[row.start : row.end]) != row.now
    )
