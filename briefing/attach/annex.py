"""A brief's pages into a report, with all that hangs on them; the report keeps all that it has."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing import tagged
from briefing.attach import catalogue, claims, destinations, labels, opening, outlines, references, structure, trees
from briefing.attach.attached import Attached, saved
from briefing.attach.objects import drop, held, is_dictionary, listed, text, under
from briefing.errors import Diagnostic, UsageError

if TYPE_CHECKING:
    import pikepdf

_HELD = "/BriefingHeldPage"
_INHERITED = ("/MediaBox", "/CropBox", "/Resources", "/Rotate")
"""What a page may have from the branch of the tree of pages that it hangs on (ISO 32000-1, 7.7.3.4)."""
_LAST = sys.maxsize


def annex(
    report: bytes, brief: bytes, names: tuple[str, str], at: int = 0, *, break_signature: bool = False
) -> Attached:
    """A report with the pages of a brief in it, its first as page `at`, counted from 1; 0 is after the last.

    `names` are what errors call the two. Raises UsageError where the page does not exist or one of the two is signed
    and that is not to be broken, SourceError where one cannot be read or forbids it, LimitError.
    """
    with opening.opened(report, names[0]) as host, opening.opened(brief, names[1]) as guest:
        opening.refuse_forms(host, names[0])
        opening.refuse_forms(guest, names[1])
        opening.refuse_sealed(host, names[0], pages=True)
        opening.refuse_kept(guest, names[1])
        index = _index(host, at, names[0])
        had = references.counted(host) + references.counted(guest)
        told = [*opening.repaired(host, names[0]), *opening.repaired(guest, names[1])]
        mine = claims.claims(host)
        kept, why = claims.annexed(host, guest)
        told += opening.unsign(host, names[0], allowed=break_signature)
        told += opening.unsign(guest, names[1], allowed=break_signature)
        told += _left_behind(guest, names[1])
        if kept.ua and not structure.is_tagged(guest):
            kept, why = kept._replace(ua=""), (*why, f"{mine.accessible}, the brief has no tags")
        _merge(host, guest, index, _title(guest, names[1]))
        if kept.part:
            catalogue.join_intents(host, guest)
        made = saved(host, report, (mine, kept, why), names[0], tuple(told), floor=guest.pdf_version)
    return made.model_copy(update={"diagnostics": (*made.diagnostics, *_lost(made.content, had, names[0]))})


def _lost(content: bytes, had: Counter[str], name: str) -> tuple[Diagnostic, ...]:
    """A warning where something in the result leads nowhere that did not before: there should be none."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as made:
        lost = references.counted(made) - had
    told = f"references lead nowhere in the result: {len(lost)}, such as {next(iter(lost), '')}"
    return (Diagnostic("references", told, name),) if lost else ()


def _merge(host: pikepdf.Pdf, guest: pikepdf.Pdf, index: int, title: str) -> None:
    count, language, total = len(guest.pages), text(guest.Root, "/Lang"), len(host.pages)
    letter = labels.letter(host)
    runs = labels.ranges(host)
    _settle(host, guest, letter)
    start = structure.renumber(host, guest)
    if structure.is_tagged(guest):
        structure.settle(host, guest)
    copied = _copied(host, guest)
    pages = list(copied.Pages)
    host.Root.Pages.Count = total  # the pages cannot be told apart from their branches while it is wrong
    for n, page in enumerate(pages):
        host.pages.insert(index + n, _page(page))
    places = {page.obj.objgen: n for n, page in enumerate(host.pages)}
    after = index + count if index < total else _LAST
    if "/Tags" in copied:
        structure.join(host, copied.Tags, start, stands=_standing(places), after=after, title=title, language=language)
    outlines.nest(host, copied.get("/Outlines"), pages[0], before=_leading(host, places, after), title=title)
    labels.insert(host, runs, index, count, f"{letter}-")
    if "/Fields" in copied:
        catalogue.join_forms(host, copied.Fields)
    if "/Layers" in copied:
        catalogue.join_layers(host, copied.Layers)
    catalogue.join_files(host, trees.names(copied.get("/Files")), listed(copied, "/AF"))
    _join_destinations(host, copied)


def _settle(host: pikepdf.Pdf, guest: pikepdf.Pdf, letter: str) -> None:
    """Make the names of the brief's destinations and files its own, and what leads to a number lead to its page."""
    destinations.hold_pages(host)
    destinations.hold_pages(guest)
    taken: dict[bytes, object] = dict(destinations.named(host))
    texts = destinations.clashes(taken, (key for key, _ in destinations.named(guest)), letter)
    old = {_plain(key): None for key in under(host.Root, "/Dests").keys()}  # noqa: SIM118 - no mapping
    own = (_plain(key) for key in under(guest.Root, "/Dests").keys())  # noqa: SIM118
    plain = destinations.clashes(old, own, letter)
    destinations.rename(guest, texts, {_slashed(one): _slashed(other) for one, other in plain.items()})
    files = catalogue.embedded(guest)
    renamed = destinations.clashes(dict(catalogue.embedded(host)), (key for key, _ in files), letter)
    if renamed:
        for key, file in files:
            if key in renamed and is_dictionary(file):
                for told in ("/F", "/UF"):
                    if told in file:
                        file[told] = f"{letter}-{text(file, told)}"
        guest.Root.Names.EmbeddedFiles = trees.name_tree(guest, [(renamed.get(n, n), file) for n, file in files])


def _plain(key: str) -> bytes:
    return key.removeprefix("/").encode("utf-8", "surrogateescape")


def _slashed(plain: bytes) -> str:
    return "/" + plain.decode("utf-8", "surrogateescape")


def _copied(host: pikepdf.Pdf, guest: pikepdf.Pdf) -> Any:
    """All that is carried over, copied in one go, so that what refers to each other still does.

    Pages are held under another type meanwhile: the copying of a page leaves out the pages that it refers to.
    """
    import pikepdf

    pages = [page.obj for page in guest.pages]
    root = guest.Root
    names = under(root, "/Names")
    parts: tuple[tuple[str, Any], ...] = (
        ("/Tags", root.get("/StructTreeRoot") if structure.is_tagged(guest) else None),
        ("/Outlines", root.get("/Outlines")),
        ("/Dests", names.get("/Dests")),
        ("/OldDests", root.get("/Dests")),
        ("/Files", names.get("/EmbeddedFiles")),
        ("/AF", root.get("/AF")),
        ("/Fields", root.get("/AcroForm")),
        ("/Layers", root.get("/OCProperties")),
    )
    bundle: Any = pikepdf.Dictionary(Pages=pikepdf.Array(pages))
    for key, part in parts:
        if isinstance(part, pikepdf.Array if key == "/AF" else pikepdf.Dictionary):
            bundle[key] = part
    for page in pages:
        _inherit(page)
    for page in pages:
        page.Type = pikepdf.Name(_HELD)
        drop(page, "/Parent")
    copied: Any = host.copy_foreign(guest.make_indirect(bundle))
    for page in copied.Pages:
        page.Type = pikepdf.Name.Page
    return copied


def _inherit(page: Any) -> None:
    """Give a page what it has from its branch: it will hang on another."""
    branch, met = page.get("/Parent"), set()
    while is_dictionary(branch) and branch.objgen not in met:
        met.add(branch.objgen)
        for key in _INHERITED:
            if key not in page and key in branch:
                page[key] = branch[key]
        branch = branch.get("/Parent")


def _join_destinations(host: pikepdf.Pdf, copied: Any) -> None:
    if further := trees.names(copied.get("/Dests")):
        held(host.Root, "/Names").Dests = trees.name_tree(host, [*destinations.named(host), *further])
    for key, place in under(copied, "/OldDests").items():
        held(host.Root, "/Dests")[key] = place


def _leading(host: pikepdf.Pdf, places: dict[tuple[int, int], int], after: int) -> Callable[[Any], bool]:
    """Whether an entry of the report's outline leads behind the annex."""
    known: dict[bytes, Any] = dict(destinations.named(host))

    def leads_later(entry: Any) -> bool:
        return after < _LAST and _place(destinations.resolve(host, entry, known), places) >= after

    return leads_later


def _standing(places: dict[tuple[int, int], int]) -> Callable[[Any], Iterator[int]]:
    """The pages that an element of the report and those under it stand on, in reading order."""

    def stands(element: Any) -> Iterator[int]:
        for one in (element, *tagged.elements(element)):
            for holder in (one, *(kid for kid in listed(one, "/K") if is_dictionary(kid))):
                if (place := _place(holder.get("/Pg"), places)) >= 0:
                    yield place

    return stands


def _place(page: Any, places: dict[tuple[int, int], int]) -> int:
    return places.get(page.objgen, -1) if is_dictionary(page) else -1


def _page(page: Any) -> Any:
    import pikepdf

    return pikepdf.Page(page)


def _index(host: pikepdf.Pdf, at: int, name: str) -> int:
    """The index that the annex's first page gets."""
    count = len(host.pages)
    if not 0 <= at <= count + 1:
        raise UsageError(f"an annex cannot begin as page {at}", name, f"--at takes 1 to {count + 1}")
    return at - 1 if at else count


def _title(guest: pikepdf.Pdf, name: str) -> str:
    """The brief's title, or its file's name."""
    given = text(under(guest.trailer, "/Info"), "/Title") or claims.title(guest)
    return " ".join(given.split()) or Path(name).stem


def _left_behind(guest: pikepdf.Pdf, name: str) -> tuple[Diagnostic, ...]:
    """What belongs to a whole document and not to its pages, and so is not carried over."""
    opening_action = under(guest.Root, "/OpenAction").get("/S")
    scripts = "/JavaScript" in under(guest.Root, "/Names") or "/AA" in guest.Root or opening_action == "/JavaScript"
    return (Diagnostic("scripts", "its scripts for the whole document are left out", name),) if scripts else ()
