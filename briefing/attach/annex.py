"""A brief's pages into a report, with all that hangs on them; the report keeps all that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from briefing.attach import catalogue, claims, destinations, labels, opening, outlines, structure, trees
from briefing.attach.attached import Attached, saved
from briefing.attach.objects import dictionaries, drop, held, is_dictionary, listed
from briefing.errors import Diagnostic, UsageError

if TYPE_CHECKING:
    import pikepdf

_HELD = "/BriefingHeldPage"


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
        told = [*opening.repaired(host, names[0]), *opening.repaired(guest, names[1])]
        mine = claims.claims(host)
        kept, why = claims.annexed(host, guest)
        told += opening.unsign(host, names[0], allowed=break_signature)
        told += opening.unsign(guest, names[1], allowed=break_signature)
        told += _left_behind(guest, names[1])
        if mine.ua and "1" in mine.ua and not structure.is_tagged(guest) and kept.ua:
            kept, why = kept._replace(ua=""), (*why, f"{mine.accessible}, the brief has no tags")
        _merge(host, guest, index, _title(guest, names[1]))
        return saved(host, report, (mine, kept, why), names[0], tuple(told), floor=guest.pdf_version)


def _merge(host: pikepdf.Pdf, guest: pikepdf.Pdf, index: int, title: str) -> None:
    count, language = len(guest.pages), str(guest.Root.get("/Lang", ""))
    letter = labels.letter(host)
    runs = labels.ranges(host)
    _settle(host, guest, letter)
    start = structure.renumber(host, guest)
    if structure.is_tagged(guest):
        structure.settle(host, guest)
    copied = _copied(host, guest)
    pages = list(copied.Pages)
    for n, page in enumerate(pages):
        host.pages.insert(index + n, _page(page))
    last = index + count == len(host.pages)
    places = {page.obj.objgen: n for n, page in enumerate(host.pages)}
    later = _later(host, places, index + count) if not last else None
    if "/Tags" in copied:
        before = _reads_later(places, index + count) if later else _never
        structure.join(host, copied.Tags, start, before=before, title=title, language=language)
    outlines.nest(host, copied.get("/Outlines"), pages[0], before=later or _never, title=title)
    labels.insert(host, runs, index, count, f"{letter}-")
    if "/Fields" in copied:
        catalogue.join_forms(host, copied.Fields)
    if "/Layers" in copied:
        catalogue.join_layers(host, copied.Layers)
    catalogue.join_files(host, trees.names(copied.get("/Files")), listed(copied, "/AF"))
    catalogue.join_intents(host, copied.get("/Intents"))
    _join_destinations(host, copied)


def _settle(host: pikepdf.Pdf, guest: pikepdf.Pdf, letter: str) -> None:
    """Make the names of the brief's destinations and files its own, and what leads to a number lead to its page."""
    destinations.hold_pages(host)
    destinations.hold_pages(guest)
    taken: dict[bytes, object] = dict(destinations.named(host))
    texts = destinations.clashes(taken, (name for name, _ in destinations.named(guest)), letter)
    old = {str(name).encode(): None for name in (host.Root.get("/Dests") or {}).keys()}
    own = (str(name)[1:].encode() for name in (guest.Root.get("/Dests") or {}).keys())
    plain = destinations.clashes({name[1:]: None for name in old}, own, letter)
    destinations.rename(guest, texts, {f"/{one.decode()}": f"/{other.decode()}" for one, other in plain.items()})
    files = catalogue.embedded(guest)
    renamed = destinations.clashes(dict(catalogue.embedded(host)), (name for name, _ in files), letter)
    if renamed:
        import pikepdf

        for name, file in files:
            for key in ("/F", "/UF") if name in renamed else ():
                if key in file:
                    file[key] = f"{letter}-{file[key]}" if key == "/UF" else pikepdf.String(f"{letter}-{file[key]}")
        guest.Root.Names.EmbeddedFiles = trees.name_tree(guest, [(renamed.get(n, n), file) for n, file in files])


def _copied(host: pikepdf.Pdf, guest: pikepdf.Pdf) -> Any:
    """All that is carried over, copied in one go, so that what refers to each other still does.

    Pages are held under another type meanwhile: the copying of a page leaves out the pages that it refers to.
    """
    import pikepdf

    pages = [page.obj for page in guest.pages]
    bundle = pikepdf.Dictionary(Pages=pikepdf.Array(pages))
    root = guest.Root
    names = root.get("/Names") or {}
    for key, held_there in (
        ("/Tags", root.get("/StructTreeRoot") if structure.is_tagged(guest) else None),
        ("/Outlines", root.get("/Outlines")),
        ("/Dests", names.get("/Dests")),
        ("/OldDests", root.get("/Dests")),
        ("/Files", names.get("/EmbeddedFiles")),
        ("/AF", root.get("/AF")),
        ("/Fields", root.get("/AcroForm")),
        ("/Layers", root.get("/OCProperties")),
        ("/Intents", root.get("/OutputIntents")),
    ):
        if isinstance(held_there, pikepdf.Array | pikepdf.Dictionary):
            bundle[key] = held_there
    for page in pages:
        page.Type = pikepdf.Name(_HELD)
        drop(page, "/Parent")
    copied = host.copy_foreign(guest.make_indirect(bundle))
    for page in copied.Pages:
        page.Type = pikepdf.Name.Page
    return copied


def _join_destinations(host: pikepdf.Pdf, copied: Any) -> None:
    if further := trees.names(copied.get("/Dests")):
        held(host.Root, "/Names").Dests = trees.name_tree(host, [*destinations.named(host), *further])
    for name, place in (copied.get("/OldDests") or {}).items():
        held(host.Root, "/Dests")[name] = place


def _later(host: pikepdf.Pdf, places: dict[tuple[int, int], int], after: int) -> Callable[[Any], bool]:
    """Whether an entry of the report's outline leads behind the annex."""
    known: dict[bytes, Any] = dict(destinations.named(host))

    def leads_later(entry: Any) -> bool:
        page = destinations.resolve(host, entry, known)
        return _place(page, places) >= after

    return leads_later


def _reads_later(places: dict[tuple[int, int], int], after: int) -> Callable[[Any], bool]:
    """Whether the first page that an element of the report stands on comes behind the annex."""

    def stands_later(element: Any) -> bool:
        for one in (element, *structure.elements(element)):
            for holder in (one, *(kid for kid in listed(one, "/K") if is_dictionary(kid))):
                if "/Pg" in holder:
                    return _place(holder.Pg, places) >= after
        return False

    return stands_later


def _place(page: Any, places: dict[tuple[int, int], int]) -> int:
    return places.get(page.objgen, -1) if hasattr(page, "objgen") else -1


def _never(_: Any) -> bool:
    return False


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
    import pikepdf

    info = guest.trailer.get("/Info")
    given = info.get("/Title") if isinstance(info, pikepdf.Dictionary) else None
    return " ".join(str(given or "").split()) or name


def _left_behind(guest: pikepdf.Pdf, name: str) -> tuple[Diagnostic, ...]:
    """What belongs to a whole document and not to its pages, and so is not carried over."""
    scripts = "/JavaScript" in (guest.Root.get("/Names") or {}) or any(
        one.get("/S") == "/JavaScript" for one in dictionaries(guest)
    )
    return (Diagnostic("scripts", "its scripts for the whole document are left out", name),) if scripts else ()
