"""Two outlines into one (ISO 32000-1, 12.3.3): the brief's under a new entry of the report's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from briefing.attach.objects import drop, number, text

if TYPE_CHECKING:
    import pikepdf


def entries(node: Any) -> list[Any]:
    """The entries right under an outline or an entry, each once."""
    import pikepdf

    found: list[Any] = []
    met = set()
    one = node.get("/First")
    while isinstance(one, pikepdf.Dictionary) and (not one.is_indirect or one.objgen not in met):
        met.add(one.objgen)
        found.append(one)
        one = one.get("/Next")
    return found


def nest(report: pikepdf.Pdf, outline: Any, page: pikepdf.Object, *, before: Callable[[Any], bool], title: str) -> None:
    """Add an entry `title` that leads to `page`, closed, with the entries of `outline`, the brief's copied, under it.

    It stands before the first top entry of which `before` holds. `outline` may be None.
    """
    import pikepdf

    if not isinstance(report.Root.get("/Outlines"), pikepdf.Dictionary):
        report.Root.Outlines = report.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
    root = report.Root.Outlines
    beside = entries(root)
    entry = report.make_indirect(
        pikepdf.Dictionary(Title=title, Dest=pikepdf.Array([page, pikepdf.Name.Fit]), Parent=root)
    )
    inner = entries(outline) if outline is not None else []
    if len(inner) == 1 and " ".join(text(inner[0], "/Title").split()) == title:
        inner = entries(inner[0])  # the brief's own first entry says the same
    if inner:
        _chain(entry, inner)
        entry.Count = -sum(1 + max(number(one, "/Count"), 0) for one in inner)
    at = next((n for n, one in enumerate(beside) if before(one)), len(beside))
    _chain(root, [*beside[:at], entry, *beside[at:]])
    root.Count = sum(1 + max(number(one, "/Count"), 0) for one in [*beside, entry])


def _chain(parent: Any, inner: list[Any]) -> None:
    """Let entries stand under a parent in this order."""
    parent.First, parent.Last = inner[0], inner[-1]
    for at, one in enumerate(inner):
        one.Parent = parent
        for key, beside in (("/Prev", at - 1), ("/Next", at + 1)):
            if 0 <= beside < len(inner):
                one[key] = inner[beside]
            else:
                drop(one, key)
