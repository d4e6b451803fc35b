"""Reports of many kinds, as other programs write them: each a small PDF with one oddity."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from briefing.attach import trees

PAGE = """<h1 id="{id}">{title}</h1><p>Words of page {n}. <a href="#key-points">To the points</a>,
<a href="https://example.org/{n}">outside</a>.</p><table><tr><th id="h{n}">Who</th><th>What</th></tr>
<tr><td headers="h{n}">One</td><td>Two</td></tr></table>"""
HTML = """<html lang="en"><title>The report</title><style>@page{{size:A5}} h1{{break-before:page}}</style>{}</html>"""


@cache
def written(variant: str = "pdf/ua-1", *, tags: bool = True, pages: int = 3) -> bytes:
    """A report that the layout engine writes; one of its anchors has the name of a brief's."""
    import weasyprint

    ids = ["key-points", *(f"part-{n}" for n in range(1, pages))]
    body = "".join(PAGE.format(id=name, title=f"Part {n}", n=n) for n, name in enumerate(ids, 1))
    given: dict[str, Any] = {"pdf_tags": True} if tags and not variant else {}
    content: bytes = weasyprint.HTML(string=HTML.format(body)).write_pdf(pdf_variant=variant or None, **given)
    return content


def changed(content: bytes, change: Callable[[pikepdf.Pdf], object], **saving: Any) -> bytes:
    """The PDF with something done to it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        made = io.BytesIO()
        pdf.save(made, **{"deterministic_id": "encryption" not in saving, **saving})
        return made.getvalue()


def bare(count: int = 3) -> bytes:
    """Pages with a line of text each, and nothing else."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for n in range(count):
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, 300, 200]),
            Resources=Dictionary(Font=Dictionary(F1=font)),
            Contents=pdf.make_stream(f"BT /F1 12 Tf 20 100 Td (Plain page {n + 1}) Tj ET".encode()),
        )
        pdf.pages.append(pikepdf.Page(page))
    made = io.BytesIO()
    pdf.save(made, deterministic_id=True)
    return made.getvalue()


def link(page: Any, place: Any, **fields: Any) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), P=page, Dest=place, **fields)


def file(pdf: pikepdf.Pdf, name: str, words: bytes) -> Any:
    return pdf.make_indirect(pikepdf.AttachedFileSpec(pdf, words, filename=name, mime_type="text/plain").obj)


def field(pdf: pikepdf.Pdf, name: str, kind: str = "/Tx", **fields: Any) -> Any:
    page = pdf.pages[0].obj
    made = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name(kind), T=name, Rect=Array([0, 0, 50, 10]), P=page, **fields
        )
    )
    page.Annots = Array([*page.get("/Annots", []), made])
    return made


def with_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([field(pdf, "name", V=String("Ada")), field(pdf, "place")]))


def with_xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def with_signature(pdf: pikepdf.Pdf) -> None:
    seal = pdf.make_indirect(Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String(b"\0" * 40)))
    group = pdf.make_indirect(Dictionary(FT=Name.Sig, T="approved"))
    group.Kids = Array([field(pdf, "by", "/Sig", V=seal, AP=Dictionary(N=pdf.make_stream(b""))), field(pdf, "x")])
    pdf.Root.AcroForm = Dictionary(Fields=Array([group]), SigFlags=3)


def with_certificate(pdf: pikepdf.Pdf) -> None:
    seal = pdf.make_indirect(Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String(b"\0" * 40)))
    pdf.Root.Perms = Dictionary(DocMDP=seal)


def with_portfolio(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Collection = Dictionary(View=Name.D)


def with_nested_pages(pdf: pikepdf.Pdf) -> None:
    """A branch a page, what pages share inherited from far above, and counts that are wrong."""
    root, pages = pdf.Root.Pages, [page.obj for page in pdf.pages]
    inner = []
    for page in pages:
        deep = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([page]), Count=1))
        page.Parent = deep
        branch = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([deep]), Count=7, Parent=root))
        deep.Parent, branch.MediaBox = branch, page.MediaBox
        del page["/MediaBox"]
        inner.append(branch)
    root.Kids = Array(inner)


def with_a_page_twice(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages.Kids[0])
    pdf.Root.Pages.Count = len(pdf.Root.Pages.Kids)


def with_deep_names(pdf: pikepdf.Pdf) -> None:
    place = Array([pdf.pages[1].obj, Name.Fit])
    pairs = [(f"place-{n:04}".encode(), Dictionary(D=place)) for n in range(500)]
    pdf.Root.Names = Dictionary(Dests=trees.name_tree(pdf, [(b"key-points", place), *pairs]))


def with_double_names(pdf: pikepdf.Pdf) -> None:
    place = Array([pdf.pages[1].obj, Name.Fit])
    pdf.Root.Names = Dictionary(Dests=trees.name_tree(pdf, [(b"key-points", place), (b"key-points", place)]))
    pdf.pages[0].obj.Annots = Array([link(pdf.pages[0].obj, String("key-points"))])


def with_names_of_utf16(pdf: pikepdf.Pdf) -> None:
    name = b"\xfe\xff" + "présentation".encode("utf-16-be")
    pdf.Root.Names = Dictionary(Dests=trees.name_tree(pdf, [(name, Array([pdf.pages[2].obj, Name.Fit]))]))
    pdf.pages[0].obj.Annots = Array([link(pdf.pages[0].obj, String(name))])


def with_old_destinations(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Dests = Dictionary(chapter=Array([pdf.pages[2].obj, Name.Fit]), summary=Array([1, Name.Fit]))
    pdf.pages[0].obj.Annots = Array([link(pdf.pages[0].obj, Name.chapter)])


def with_numbers_of_pages(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    page.Annots = Array([pdf.make_indirect(link(page, Array([2, Name.Fit]))), link(page, Array([1, Name.Fit]))])
    pdf.Root.OpenAction = Array([1, Name.Fit])


def with_odd_annotations(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    page.Annots = pdf.make_indirect(Array([link(page, Array([page, Name.Fit])), None]))


def with_files(pdf: pikepdf.Pdf) -> None:
    files = [(name.encode(), file(pdf, name, b"words")) for name in ("brief.json", "table.csv")]
    pdf.Root.Names = Dictionary(EmbeddedFiles=trees.name_tree(pdf, files))
    pdf.Root.AF = Array([files[0][1]])


def with_roman_labels(pdf: pikepdf.Pdf) -> None:
    runs = [(0, Dictionary(S=Name.r)), (1, Dictionary(S=Name.D, St=5, P="A-"))]
    pdf.Root.PageLabels = trees.number_tree(pdf, runs)


def with_late_labels(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([2, Dictionary(P="Back")]))


def with_layers(pdf: pikepdf.Pdf, name: str = "Drafting notes") -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name))
    shown = Dictionary(Name="Default", Order=Array([group]), OFF=Array([group]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=shown)
    pdf.pages[0].obj.Resources["/Properties"] = Dictionary(Layer0=group)


def with_a_circle_in_the_outline(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    one, two = (pdf.make_indirect(Dictionary(Title=t, Dest=Array([page, Name.Fit]))) for t in ("One", "Two"))
    outline = pdf.make_indirect(Dictionary(First=one, Count=2))
    one.Next, two.Next, one.Parent, two.Parent = two, one, outline, outline
    pdf.Root.Outlines = outline


def with_an_empty_outline(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines))


def with_stale_tags(pdf: pikepdf.Pdf) -> None:
    for n, page in enumerate(pdf.pages):
        page.obj.StructParents = n
    pdf.Root.MarkInfo = Dictionary(Marked=False)


def with_roles(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    root.RoleMap = Dictionary(Lead=Name.P, Box=Name.Div)
    root.ClassMap = Dictionary(wide=Dictionary(O=Name.Layout, Width=200))
    first = root.K[0]
    first.C, first.ID = Name.wide, String("e1")
    root.IDTree = trees.name_tree(pdf, [(b"e1", first)])


def with_leaves_of_parents(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    root.ParentTree = trees.number_tree(
        pdf, [*trees.numbers(root.ParentTree), *((n, root.K[0]) for n in range(900, 1200))]
    )


def with_a_circle_of_tags(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    part = root.K[0]
    part.K = Array([*part.K, part])


def with_many_roots(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    for kid in (kids := list(root.K[0].K)):
        kid.P = root
    root.K = Array(kids)


def with_one_root(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K = pdf.Root.StructTreeRoot.K[0]


def with_no_metadata(pdf: pikepdf.Pdf) -> None:
    for holder, key in ((pdf.Root, "/Metadata"), (pdf.trailer, "/Info")):
        if key in holder:
            del holder[key]


def with_broken_metadata(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta", Type=Name.Metadata, Subtype=Name.XML)


def with_print_claims(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-3:2002"


def with_split_content(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    words = page.Contents.read_bytes()
    page.Contents = Array([pdf.make_stream(b"q"), pdf.make_stream(words), pdf.make_stream(b"Q")])
    page.Rotate, page.UserUnit = 90, 2


def with_scripts(pdf: pikepdf.Pdf) -> None:
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("go"), script])))


def with_wrong_pages(pdf: pikepdf.Pdf) -> None:
    for page in pdf.Root.Pages.Kids:
        del page["/Type"]
    pdf.Root.Pages.Count = 99


def with_latin_names(pdf: pikepdf.Pdf) -> None:
    """Names as old programs write them: bytes that are no UTF-8."""
    place = Array([pdf.pages[1].obj, Name.Fit])
    pdf.Root.Dests = Dictionary(plain=place)
    pdf.Root.Dests["/r\udce9sum\udce9"] = place
    page = pdf.pages[0].obj
    page.Annots = Array([link(page, pikepdf.Object.parse(b"/r#e9sum#e9"))])


def with_wrong_numbers(pdf: pikepdf.Pdf) -> None:
    """Counts and entries that are no numbers, and an outline whose entries stand in one another."""
    page = pdf.pages[0].obj
    inner = Dictionary(Title="Inner", Dest=Array([page, Name.Fit]), Count=String("many"))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=inner, Last=inner, Count=Name.All))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=String("one")), Name.X, 5]))


def with_null_kids(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines = Array()
    pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([None, Dictionary(Names=Array())])))
    pdf.Root.AcroForm = Dictionary(Fields=Array([None]))


def damaged(content: bytes, seed: int) -> bytes:
    """The PDF with some values of any of its dictionaries and arrays, but those of fonts, in the wrong place."""
    chance = random.Random(seed)  # noqa: S311 - for damage, not for secrets
    with pikepdf.open(io.BytesIO(content)) as pdf:
        places = [
            (one, key)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "Font" not in str(one.get("/Type", ""))
            for key in sorted(one.keys())
        ]
        others = [
            String(b"\xef\xbb\xbf\xff"),
            5,
            -3,
            True,
            Name.Odd,
            pikepdf.Object.parse(b"/o#e9"),
            Dictionary(),
            Array(),
        ]
        others += [pdf.pages[0].obj, pdf.Root, Array([None, 1, Dictionary()]), pdf.make_stream(b"x")]
        for holder, key in chance.sample(places, 3):
            holder[key] = chance.choice(others)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
        return made.getvalue()


PLAIN: dict[str, Callable[[pikepdf.Pdf], object]] = {
    name.removeprefix("with_").replace("_", " "): change
    for name, change in list(globals().items())
    if name.startswith("with_")
}
"""Each oddity by its name."""
TAGGED = {"roles", "leaves of parents", "a circle of tags", "many roots", "one root"}
REFUSED = {"xfa", "portfolio", "signature", "certificate"}
_NO_OBJECT_STREAMS = pikepdf.ObjectStreamMode.disable
_OLD_OWNER = pikepdf.Encryption(owner="o", user="", R=3, aes=False, metadata=False)
_OWNER = pikepdf.Encryption(owner="o", user="", R=6)


def _kinds() -> dict[str, Callable[[], bytes]]:
    made: dict[str, Callable[[], bytes]] = {}
    for name, change in PLAIN.items():
        if name not in REFUSED | TAGGED:
            made[f"plain, {name}"] = lambda change=change: changed(bare(), change)  # type: ignore[misc]
        if name not in REFUSED and name not in ("wrong pages", "null kids"):
            made[f"tagged, {name}"] = lambda change=change: changed(written(), change)  # type: ignore[misc]
    for variant in ("pdf/a-1b", "pdf/a-2b", "pdf/a-2u", "pdf/a-3b", "pdf/a-3a"):
        made[variant] = lambda variant=variant: written(variant)  # type: ignore[misc]
    return made | {
        "plain": bare,
        "untagged": lambda: written("", tags=False),
        "tagged": written,
        "linearised": lambda: changed(written(), bool, linearize=True),
        "by its owner": lambda: changed(written(), bool, encryption=_OWNER),
        "by its owner, rc4": lambda: changed(bare(), bool, encryption=_OLD_OWNER),
        "of 1.2": lambda: changed(bare(), bool, force_version="1.2", object_stream_mode=_NO_OBJECT_STREAMS),
        "of 2.0": lambda: changed(bare(), bool, force_version="2.0"),
        "one page": lambda: bare(1),
        "its table lost": lambda: bare().replace(b"startxref", b"startxxxx"),
        "junk before it": lambda: b"junk\n" + bare(),
        "cut in its tail": lambda: bare()[:-200],
    }


KINDS = _kinds()
"""Every report that takes an annex, by what is odd of it."""


@cache
def report(name: str) -> bytes:
    """The report of one of the kinds."""
    return KINDS[name]()
