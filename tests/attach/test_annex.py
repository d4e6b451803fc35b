"""A brief's pages in other people's reports: what the reports had they keep, and nothing refers to nothing."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zoo
from pikepdf import Array, Dictionary, Name, String

from briefing import audiences, tagged
from briefing.attach import WAYS, Attached, Attaching, catalogue, destinations, outlines, structure, trees
from briefing.attach.references import counted
from briefing.compose import compose
from briefing.errors import BriefingError
from briefing.writers import WRITERS
from making import nile, order

NAMES = ("report.pdf", "brief.pdf")
NOWHERE = Path("nowhere")
UNREADABLE = {"cut in its tail"}  # to pdfium, unless it is mended first


@pytest.fixture(scope="module")
def brief() -> bytes:
    """A brief with a file in it, whose name and whose anchors the reports have too."""
    made = WRITERS["pdf"](compose(nile(), order(), audiences.load("minister", NOWHERE))[0], NOWHERE)[0].content
    return zoo.changed(made, _with_file)


def _with_file(pdf: pikepdf.Pdf) -> None:
    spec = zoo.file(pdf, "brief.json", b"{}")
    spec.AFRelationship = pikepdf.Name.Data
    pdf.Root.Names.EmbeddedFiles = trees.name_tree(pdf, [(b"brief.json", spec)])
    pdf.Root.AF = pikepdf.Array([spec])


def annexed(report: bytes, brief: bytes, at: int = 0, *, break_signature: bool = False) -> Attached:
    return WAYS["annex"](Attaching(report, brief, NAMES, at, break_signature))


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def texts(content: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in pages]


def shape(pdf: pikepdf.Pdf, pages: list[Any]) -> list[tuple[Any, ...]]:
    """What hangs on each of some pages: annotations with where they lead, boxes, turns."""
    known = dict(destinations.named(pdf))
    at = {page.objgen: n for n, page in enumerate(pages)}
    rows = []
    for page in pages:
        links = []
        for one in page.get("/Annots", []):
            if isinstance(one, pikepdf.Dictionary):
                place = destinations.resolve(pdf, one, known)
                links.append(
                    (
                        str(one.get("/Subtype")),
                        at.get(getattr(place, "objgen", None), place if isinstance(place, int) else None),
                    )
                )
        rows.append(
            (links, [float(x) for x in page.MediaBox], int(page.get("/Rotate", 0)), str(page.get("/UserUnit", 1)))
        )
    return rows


def titles(pdf: pikepdf.Pdf) -> list[str]:
    if not isinstance(pdf.Root.get("/Outlines"), pikepdf.Dictionary):
        return []
    found, pending = [], [pdf.Root.Outlines]
    while pending:
        inner = outlines.entries(pending.pop(0))
        found += [str(one.Title) for one in inner]
        pending += inner
    return found


def tags(pdf: pikepdf.Pdf) -> Counter[str]:
    root = pdf.Root.get("/StructTreeRoot")
    return Counter(str(e.S) for e in tagged.elements(root)) if structure.is_tagged(pdf) else Counter()


@pytest.mark.parametrize(("name", "at"), [(name, 2 * (n % 2)) for n, name in enumerate(zoo.KINDS)])
def test_a_report_keeps_all_that_it_has(name: str, at: int, brief: bytes) -> None:
    report = zoo.report(name)
    before, guest, read = (
        opened(report),
        opened(brief),
        texts(zoo.changed(report, bool) if name in UNREADABLE else report),
    )
    had = counted(before)
    pages = [page.obj for page in before.pages]
    destinations.hold_pages(before)
    made = annexed(report, brief, at)
    with opened(made.content) as after:
        every = [page.obj for page in after.pages]
        where = at - 1 if at else len(pages)
        kept = every[:where] + every[where + len(guest.pages) :]
        annex = every[where : where + len(guest.pages)]
        assert made.pages == len(every) == len(pages) + len(guest.pages)
        assert not counted(after) - had
        assert shape(after, kept) == shape(before, pages)
        assert shape(after, annex) == shape(guest, [page.obj for page in guest.pages])
        assert not Counter(titles(before)) - Counter(titles(after))
        assert tags(after) == tags(before) + tags(guest) + Counter({"/Part": 1})
        files = {bytes(f.EF.F.read_bytes()) for _, f in catalogue.embedded(after)}
        assert files >= {
            bytes(f.EF.F.read_bytes()) for _, f in [*catalogue.embedded(before), *catalogue.embedded(guest)]
        }
        assert after.Root.get("/Lang") == before.Root.get("/Lang")
        assert after.is_encrypted == before.is_encrypted
        assert after.is_linearized == before.is_linearized
    now = texts(made.content)
    assert now[:where] + now[where + len(guest.pages) :] == read
    assert now[where : where + len(guest.pages)] == texts(brief)
    if not at and not before.is_encrypted:
        assert annexed(report, brief, at).content == made.content, "the same bytes give the same bytes"


def test_the_reports_are_many() -> None:
    assert len(zoo.KINDS) >= 60


def test_pages_are_labelled_and_the_reports_labels_stay(brief: bytes) -> None:
    def labels(content: bytes) -> list[str]:
        pdf = pypdfium2.PdfDocument(content)
        return [pdf.get_page_label(n) for n in range(len(pdf))]

    report = zoo.report("plain")
    assert labels(annexed(report, brief).content) == ["1", "2", "3", "A-1"]
    assert labels(annexed(report, brief, 2).content) == ["1", "A-1", "2", "3"]
    twice = annexed(annexed(report, brief, 1).content, brief).content
    assert labels(twice) == ["A-1", "1", "2", "3", "B-1"]
    assert labels(annexed(zoo.report("plain, roman labels"), brief, 3).content) == ["i", "A-5", "B-1", "A-6"]
    assert labels(annexed(zoo.report("plain, late labels"), brief, 3).content)[2:] == ["A-1", "Back"]


def test_links_of_one_name_lead_each_to_its_own_place(brief: bytes) -> None:
    made = annexed(zoo.written(), brief).content
    with opened(made) as pdf:
        known = dict(destinations.named(pdf))
        assert known[b"key-points"][0] == pdf.pages[0].obj
        assert known[b"A-key-points"][0] == pdf.pages[-1].obj


def test_files_of_one_name_are_both_there(brief: bytes) -> None:
    with opened(annexed(zoo.report("plain, files"), brief).content) as pdf:
        files = {name: file.EF.F.read_bytes() for name, file in catalogue.embedded(pdf)}
        assert files == {b"A-brief.json": b"{}", b"brief.json": b"words", b"table.csv": b"words"}
        assert len(pdf.Root.AF) == 2
        assert {str(f.UF) for f in pdf.Root.AF} == {"brief.json", "A-brief.json"}


def test_the_brief_is_an_entry_of_the_outline_where_its_pages_are(brief: bytes) -> None:
    for at, order_of in (
        (0, ["Part 1", "Part 2", "Part 3", "The dam"]),
        (2, ["Part 1", "The dam", "Part 2", "Part 3"]),
    ):
        with opened(annexed(zoo.written(), brief, at).content) as pdf:
            assert [str(one.Title) for one in outlines.entries(pdf.Root.Outlines)] == order_of
            (mine,) = [one for one in outlines.entries(pdf.Root.Outlines) if one.Title == "The dam"]
            assert mine.Count < 0
            assert "Key points" in [str(one.Title) for one in outlines.entries(mine)]


def test_a_screen_reader_comes_to_the_annex_where_it_stands(brief: bytes) -> None:
    with opened(annexed(zoo.written(), brief, 2).content) as pdf:
        part = pdf.pages[1].obj
        order_of = [e.Pg.objgen for e in tagged.elements(pdf.Root.StructTreeRoot) if "/Pg" in e]
        pages = list(dict.fromkeys(order_of))
        assert pages.index(part.objgen) == 1
        (mine,) = [e for e in tagged.elements(pdf.Root.StructTreeRoot) if e.get("/T") == "The dam"]
        assert mine.Lang == "en"
        assert mine.S == "/Part"


def test_roles_classes_and_ids_of_two_meanings_are_told_apart(brief: bytes) -> None:
    def otherwise(pdf: pikepdf.Pdf) -> None:
        zoo.with_roles(pdf)
        root = pdf.Root.StructTreeRoot
        root.RoleMap = pikepdf.Dictionary(Lead=pikepdf.Name.H1, Box=pikepdf.Name.Lead)
        root.ClassMap = pikepdf.Dictionary(wide=pikepdf.Dictionary(O=pikepdf.Name.Layout, Width=100))
        element = next(e for e in tagged.elements(root) if e.S == "/P")
        element.S = pikepdf.Name.Box
        element.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Headers=pikepdf.Array([pikepdf.String("e1")]))

    made = annexed(zoo.report("tagged, roles"), zoo.changed(brief, otherwise)).content
    with opened(made) as pdf:
        root = pdf.Root.StructTreeRoot
        mine = [e for e in tagged.elements(root) if str(e.get("/ID", "")) == "e1-annex-1"]
        assert root.RoleMap.Lead == "/P"
        assert root.RoleMap["/Lead-annex"] == "/H1"
        assert root.RoleMap["/Box-annex"] == "/Lead-annex"
        assert root.ClassMap["/wide-annex"].Width == 100
        assert mine[0].C[0] == "/wide-annex"
        (told,) = [e for e in tagged.elements(root) if e.S == "/Box-annex"]
        assert str(told.A.Headers[0]) == "e1-annex-1"
        assert {name for name, _ in trees.names(root.IDTree)} == {b"e1", b"e1-annex-1"}


def test_fields_and_layers_of_both_are_there(brief: bytes) -> None:
    def more(pdf: pikepdf.Pdf) -> None:
        zoo.with_form(pdf)
        zoo.with_layers(pdf, "Evidence")
        pdf.Root.OCProperties.D.BaseState = pikepdf.Name.OFF

    guest = zoo.changed(brief, more)
    report = zoo.changed(zoo.report("plain, form"), zoo.with_layers)
    with opened(annexed(report, guest).content) as pdf:
        assert [str(f.T) for f in pdf.Root.AcroForm.Fields] == ["name", "place", "name-2", "place-2"]
        assert {str(g.Name) for g in pdf.Root.OCProperties.OCGs} == {"Drafting notes", "Evidence"}
        assert len(pdf.Root.OCProperties.D.OFF) == 2


def test_an_untagged_report_is_not_called_tagged(brief: bytes) -> None:
    with opened(annexed(zoo.report("plain"), brief).content) as pdf:
        assert "/MarkInfo" not in pdf.Root
        assert structure.is_tagged(pdf)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("xfa", 4, "XFA form"),
        ("portfolio", 4, "portfolio"),
        ("signature", 2, "is signed"),
        ("certificate", 2, "is signed"),
    ],
)
def test_what_takes_no_annex_is_refused_in_a_sentence(name: str, code: int, words: str, brief: bytes) -> None:
    report = zoo.changed(zoo.bare(), zoo.PLAIN[name])
    with pytest.raises(BriefingError, match=words) as refusal:
        annexed(report, brief)
    assert refusal.value.exit_code == code
    assert refusal.value.where == "report.pdf"
    assert refusal.value.hint
    if code == 4:
        assert not WAYS["file"](Attaching(report, brief, NAMES)).diagnostics


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", 4, "no PDF"),
        (b"A text.", 4, "no PDF"),
        (b"%PDF-1.7\nnothing", 4, "broken"),
        (zoo.changed(zoo.bare(), lambda pdf: pdf.pages.__delitem__(slice(0, 3))), 4, "no pages"),
        (zoo.changed(zoo.bare(), bool, encryption=pikepdf.Encryption(owner="o", user="u")), 4, "password"),
        (
            zoo.changed(
                zoo.bare(),
                bool,
                encryption=pikepdf.Encryption(
                    owner="o", user="", allow=pikepdf.Permissions(modify_assembly=False, modify_other=False)
                ),
            ),
            4,
            "permissions forbid adding pages",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, code: int, words: str, brief: bytes) -> None:
    with pytest.raises(BriefingError, match=words) as refusal:
        annexed(content, brief)
    assert refusal.value.exit_code == code
    assert len(str(refusal.value).splitlines()) == 2
    with pytest.raises(BriefingError):
        WAYS["file"](Attaching(content, brief, NAMES))


@pytest.mark.parametrize("at", [5, 99])
def test_a_page_that_is_not_there(at: int, brief: bytes) -> None:
    with pytest.raises(BriefingError, match=f"page {at}") as refusal:
        annexed(zoo.report("plain"), brief, at)
    assert refusal.value.exit_code == 2


@pytest.mark.parametrize("name", ["signature", "certificate"])
def test_a_signature_goes_whole_where_it_may(name: str, brief: bytes) -> None:
    report = zoo.changed(zoo.bare(), zoo.PLAIN[name])
    made = annexed(report, brief, break_signature=True)
    assert [one.code for one in made.diagnostics] == ["signature"]
    with opened(made.content) as pdf:
        assert "/Perms" not in pdf.Root
        if name == "signature":
            assert "/SigFlags" not in pdf.Root.AcroForm
            (group,) = pdf.Root.AcroForm.Fields
            assert all("/V" not in kid and "/AP" not in kid for kid in group.Kids)
    annexed(made.content, brief)


def test_scripts_of_the_brief_stay_behind() -> None:
    made = annexed(zoo.bare(), zoo.changed(zoo.bare(), zoo.with_scripts))
    assert [one.code for one in made.diagnostics] == ["scripts"]
    assert b"app.alert" not in made.content


def test_a_brief_whose_pages_inherit_keeps_their_size() -> None:
    guest = zoo.changed(zoo.bare(2), zoo.with_nested_pages)
    with opened(annexed(zoo.written(), guest).content) as pdf:
        assert [[float(x) for x in page.obj.MediaBox] for page in list(pdf.pages)[-2:]] == [[0, 0, 300, 200]] * 2


def test_a_brief_without_tags_has_no_keys_into_them() -> None:
    guest = zoo.changed(zoo.bare(1), zoo.with_stale_tags)
    with opened(annexed(zoo.written(), guest).content) as pdf:
        assert not counted(pdf)
        assert "/StructParents" not in pdf.pages[-1].obj


def test_a_font_of_a_form_means_what_it_meant() -> None:
    def formed(font: str) -> bytes:
        def change(pdf: pikepdf.Pdf) -> None:
            zoo.with_form(pdf)
            pdf.Root.AcroForm.DR = Dictionary(Font=Dictionary(F=Dictionary(BaseFont=Name(font))))
            pdf.Root.AcroForm.DA = String("/F 9 Tf 0 g")

        return zoo.changed(zoo.bare(1), change)

    with opened(annexed(formed("/Courier"), formed("/Times")).content) as pdf:
        fonts = {key: str(font.BaseFont) for key, font in pdf.Root.AcroForm.DR.Font.items()}
        assert fonts == {"/F": "/Courier", "/F-2": "/Times"}
        assert [str(field.get("/DA", "")) for field in pdf.Root.AcroForm.Fields] == ["", "", *["/F-2 9 Tf 0 g"] * 2]


def test_a_role_that_leads_to_a_renamed_one_follows_it(brief: bytes) -> None:
    def guest(pdf: pikepdf.Pdf) -> None:
        pdf.Root.StructTreeRoot.RoleMap = Dictionary(Deep=Name.Lead, Lead=Name.H2)

    with opened(annexed(zoo.report("tagged, roles"), zoo.changed(brief, guest)).content) as pdf:
        roles = pdf.Root.StructTreeRoot.RoleMap
        assert {key: str(role) for key, role in roles.items() if key != "/Box"} == {
            "/Lead": "/P",
            "/Lead-annex": "/H2",
            "/Deep": "/Lead-annex",
        }


def test_an_annex_in_the_middle_is_read_in_the_middle_of_a_group(brief: bytes) -> None:
    def grouped(pdf: pikepdf.Pdf) -> None:
        root = pdf.Root.StructTreeRoot
        group = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect, P=root.K[0], K=root.K[0].K))
        for kid in group.K:
            kid.P = group
        root.K[0].K = Array([group])

    with opened(annexed(zoo.changed(zoo.written(), grouped), brief, 2).content) as pdf:
        found = [e.Pg.objgen for e in tagged.elements(pdf.Root.StructTreeRoot) if "/Pg" in e]
        assert list(dict.fromkeys(found)) == [page.obj.objgen for page in pdf.pages]
        assert not counted(pdf)


def test_a_title_is_the_metadata_s_or_the_file_s(brief: bytes) -> None:
    def unnamed(pdf: pikepdf.Pdf) -> None:
        del pdf.docinfo["/Title"]

    def nameless(pdf: pikepdf.Pdf) -> None:
        unnamed(pdf)
        del pdf.Root["/Metadata"]

    for change, title in ((unnamed, "The dam"), (nameless, "brief")):
        with opened(annexed(zoo.bare(1), zoo.changed(brief, change)).content) as pdf:
            assert titles(pdf)[0] == title


def test_an_owner_s_password_alone_opens_nothing(brief: bytes) -> None:
    locked = zoo.changed(zoo.bare(), bool, encryption=pikepdf.Encryption(owner="", user="u"))
    with pytest.raises(BriefingError, match="opens with a password only"):
        annexed(locked, brief)


@pytest.mark.parametrize("seed", range(16))
def test_a_damaged_report_is_attached_to_or_refused(seed: int, brief: bytes) -> None:
    """Whatever stands in the wrong place: no fault of ours, and nothing new that leads nowhere."""
    report = zoo.damaged(zoo.changed(zoo.changed(zoo.report("tagged, roles"), zoo.with_form), zoo.with_layers), seed)
    try:
        made = annexed(report, brief, seed % 3)
    except BriefingError:
        return
    with opened(report) as before, opened(made.content) as after:
        destinations.hold_pages(before)
        assert not counted(after) - counted(before)


def test_five_hundred_pages(brief: bytes) -> None:
    made = annexed(zoo.bare(500), brief, 250)
    assert made.pages == 501
    assert re.match("Plain page 250", texts(made.content)[250])
