"""A brief in other people's Word reports: what these had they keep, and nothing refers to nothing."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree

from briefing import audiences
from briefing.attach import WAYS, Attached, Attaching
from briefing.attach.section.package import Package
from briefing.attach.section.words import R, val, w
from briefing.compose import compose
from briefing.errors import BriefingError
from briefing.writers import WRITERS
from making import nile, order

NAMES = ("report.docx", "brief.docx")
NOWHERE = Path("nowhere")
HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{{}} xmlns:w="{w("")[1:-1]}" xmlns:r="{R[1:-1]}">'
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = R[1:-1]
RELATED = "word/_rels/document.xml.rels"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = """<w:docDefaults/>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/></w:style>
<w:style w:type="paragraph" w:styleId="Standfirst"><w:name w:val="Something else"/></w:style>
<w:style w:type="character" w:styleId="C1"><w:name w:val="Table Text"/></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Number"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>
</w:style>"""
BODY = """<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:bookmarkStart w:id="7" w:name="_Note000001"/>
<w:r><w:t>Report</w:t></w:r><w:bookmarkEnd w:id="7"/></w:p><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>
<w:instrText> TOC \\o </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Liste"/></w:pPr>
<w:r><w:t>Listed</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>
<w:p><w:hyperlink r:id="rId9"><w:r><w:t>Elsewhere</w:t></w:r></w:hyperlink></w:p>
<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:pgSz w:w="8000" w:h="11000"/>
<w:pgMar w:left="1000" w:right="1000"/></w:sectPr>"""
NOTES = """<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:t>Mine</w:t></w:r></w:p></w:footnote>"""
NUMBERS = """<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""
FILES = {
    "word/document.xml": ("document", f"<w:body>{BODY}</w:body>", "document.main"),
    "word/styles.xml": ("styles", STYLES, "styles"),
    "word/footnotes.xml": ("footnotes", NOTES, "footnotes"),
    "word/numbering.xml": ("numbering", NUMBERS, "numbering"),
    "word/header1.xml": ("hdr", "<w:p><w:r><w:t>Head</w:t></w:r></w:p>", "header"),
    "word/settings.xml": ("settings", "<w:compat/>", "settings"),
}
REFERRING = {
    "footnotes": r"<w:footnoteReference[^>]*/>",
    "numbering": r"<w:numPr>.*?</w:numPr>",
    "styles": r"<w:pStyle[^>]*/>",
    "settings": r"(?!)",
    "header": r"<w:headerReference[^>]*/>",
}
"""What of a report's text refers to a part."""


def report(without: str = "", change: Callable[[str], str] = str, further: dict[str, str] | None = None) -> bytes:
    """A report as another program writes it, without the parts of some names."""
    files = {name: given for name, given in FILES.items() if not without or without not in name}
    related = [
        (f"rId{n}", root, Path(name).name) for n, (name, (root, _, _)) in enumerate(FILES.items()) if name in files
    ]
    rows = [
        f'<Relationship Id="{key}" Type="{OFFICE}/{root.replace("hdr", "header")}" Target="{target}"/>'
        for key, root, target in related[1:]
    ]
    rows += [f'<Relationship Id="rId9" Type="{OFFICE}/hyperlink" Target="https://a.org/" TargetMode="External"/>']
    kinds = [f'<Override PartName="/{name}" ContentType="{KIND}.{kind}+xml"/>' for name, (_, _, kind) in files.items()]
    kinds += ['<Default Extension="xml" ContentType="application/xml"/>']
    kinds += [f'<Default Extension="rels" ContentType="{RELATIONS}"/>']
    start = f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="/word/document.xml"/>'
    parts = {name: f"{HEAD.format(root)}{inner}</w:{root}>" for name, (root, inner, _) in files.items()} | {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{"".join(kinds)}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{start}</Relationships>',
        RELATED: f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>',
        **(further or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, change(content))
    return made.getvalue()


def written(audience: str = "analyst", **fields: object) -> bytes:
    made = compose(nile(), order(marking="TLP:GREEN", **fields), audiences.load(audience, NOWHERE))[0]
    return WRITERS["docx"](made, NOWHERE)[0].content


@pytest.fixture(scope="module")
def brief() -> bytes:
    return written()


def inserted(host: bytes, brief: bytes, *, break_signature: bool = False) -> Attached:
    return WAYS["section"](Attaching(host, brief, NAMES, 0, break_signature))


def words(package: Package, part: str = "") -> list[str]:
    tree = package.tree(part or package.main)
    return ["".join(t.text or "" for t in p.iter(w("t"))) for p in tree.iter(w("p"))]


def loose(package: Package) -> list[str]:
    """What in a Word file refers to nothing, or is there twice."""
    found = []
    styles = package.tree(package.related(package.main, "styles"))
    known = [one.get(w("styleId")) for one in styles.iter(w("style"))]
    found += [f"style twice: {one}" for one, n in Counter(known).items() if n > 1]
    names = Counter((one.get(w("type")), val(one, "name").casefold()) for one in styles.iter(w("style")))
    found += [f"style's name twice: {one}" for one, n in names.items() if n > 1]
    numbering = package.related(package.main, "numbering")
    lists = {one.get(w("numId")) for one in (package.tree(numbering).iter(w("num")) if numbering else ())}
    shapes = [
        one.get(w("abstractNumId")) for one in (package.tree(numbering).iter(w("abstractNum")) if numbering else ())
    ]
    found += ["shape of a list twice"] if len(set(shapes)) != len(shapes) else []
    parts = [name for name in package.names() if name.startswith("word/") and name.endswith(".xml")]
    for part in parts:
        tree = package.tree(part)
        ids = {one.id for one in package.relations(part)}
        found += [
            f"{part}: relation {v}"
            for e in tree.iter()
            for k, v in e.attrib.items()
            if k.startswith(R) and v not in ids
        ]
        for name in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            used = {one.get(w("val")) for one in tree.iter(w(name))}
            found += [f"{part}: style {one}" for one in used - set(known)]
        used = {one.get(w("val")) for one in tree.iter(w("numId"))} - lists - {"0"}
        found += [f"{part}: list {one}" for one in used]
        found += [
            f"{part}: part {one.target}"
            for one in package.relations(part)
            if not one.outside and one.target not in package
        ]
    main = package.tree(package.main)
    for kind in ("footnote", "endnote"):
        notes = package.related(package.main, f"{kind}s")
        there = [one.get(w("id")) for one in (package.tree(notes).iter(w(kind)) if notes else ())]
        asked = {one.get(w("id")) for one in main.iter(w(f"{kind}Reference"))}
        found += [f"{kind} {one}" for one in asked - set(there)]
        found += [f"{kind} twice"] if len(set(there)) != len(there) else []
    marks = [one.get(w("name")) for one in main.iter(w("bookmarkStart"))]
    found += [f"bookmark twice: {one}" for one, n in Counter(marks).items() if n > 1]
    numbers = [one.get(w("id")) for one in main.iter(w("bookmarkStart"))]
    found += ["id of a bookmark twice"] if len(set(numbers)) != len(numbers) else []
    asked = {one.get(w("anchor")) for one in main.iter(w("hyperlink")) if w("anchor") in one.attrib}
    asked |= {one.get(w("instr")).split()[1] for one in main.iter(w("fldSimple")) if "REF" in one.get(w("instr"))}
    found += [f"bookmark {one}" for one in asked - set(marks)]
    return found


def test_a_report_keeps_what_it_has_and_gets_a_section(brief: bytes) -> None:
    host = report()
    made = inserted(host, brief)
    before, guest, after = Package(host, "r"), Package(brief, "b"), Package(made.content, "a")
    assert words(after)[: len(words(before))] == words(before)
    section = words(after)[len(words(before)) :]
    assert section[:2] == ["The dam", "TLP:GREEN"]
    told = Counter(filter(None, section)) - Counter(["TLP:GREEN"])
    contents = {"TOC1", "TOCHeading"}
    body = guest.tree(guest.main)
    asked = Counter(
        text
        for paragraph in body.iter(w("p"))
        if val(paragraph.find(w("pPr")), "pStyle") not in contents
        and (text := "".join(t.text or "" for t in paragraph.iter(w("t"))))
    )
    assert Counter(map(_unnumbered, told.elements())) == Counter(map(_unnumbered, asked.elements()))
    for part in ("word/header1.xml", "word/settings.xml"):
        assert after.content(part) == before.content(part)
    kept = after.tree("word/styles.xml")[: len(before.tree("word/styles.xml"))]
    assert [etree.tostring(one) for one in kept] == [etree.tostring(one) for one in before.tree("word/styles.xml")]
    last = after.tree(after.main).find(w("body"))[-1]
    assert etree.tostring(last) == etree.tostring(before.tree(before.main).find(w("body"))[-1])
    assert not loose(after)
    assert inserted(host, brief).content == made.content


def _unnumbered(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def test_the_styles_of_the_report_win_and_others_come_along(brief: bytes) -> None:
    after = Package(inserted(report(), brief).content, "a")
    styles = {one.get(w("styleId")): one for one in after.tree("word/styles.xml").iter(w("style"))}
    body = after.tree(after.main)
    used = Counter(val(p.find(w("pPr")), "pStyle") for p in body.iter(w("p")))
    assert used["berschrift1"] == 2, "the report's heading and the brief's title"
    assert val(styles["Standfirst"], "name") == "Something else"
    assert val(styles["Standfirst1"], "name") == "Standfirst"
    assert val(styles["Standfirst1"], "basedOn") == "Standard"
    assert val(styles["TableText"], "name") == "Table Text", "a style of another kind of that name is another style"
    assert "ListNumber" not in styles
    levels = [val(styles[key], "name") for key in used if val(styles.get(key), "name").startswith("heading")]
    assert sorted(levels)[:2] == ["heading 1", "heading 2"]
    assert "Title" not in used


def test_lists_begin_anew(brief: bytes) -> None:
    after = Package(inserted(report(), brief).content, "a")
    listed = [p for p in after.tree(after.main).iter(w("p")) if val(p.find(w("pPr")), "pStyle") == "Liste"]
    own = [one.find(f"{w('pPr')}/{w('numPr')}") for one in listed]
    assert own[0] is None
    assert len(own) > 1
    assert {val(one, "numId") for one in own[1:]} == {"2"}


def test_notes_are_counted_on(brief: bytes) -> None:
    after = Package(inserted(report(), brief).content, "a")
    notes = [one.get(w("id")) for one in after.tree("word/footnotes.xml").iter(w("footnote"))]
    assert notes[:2] == ["-1", "1"]
    assert next(after.tree(after.main).iter(w("footnoteReference"))).get(w("id")) == "1"
    assert len(set(notes)) == len(notes) > 3
    marks = {}
    order_of = 0
    for one in after.tree(after.main).iter(w("bookmarkStart"), w("footnoteReference")):
        if one.tag == w("footnoteReference"):
            order_of += 1
        else:
            marks[one.get(w("name"))] = order_of + 1
    fields = [one for one in after.tree(after.main).iter(w("fldSimple")) if "NOTEREF" in one.get(w("instr"))]
    assert fields
    for field in fields:
        assert int("".join(field.itertext())) == marks[field.get(w("instr")).split()[1]]
    assert "_Note000001_2" in marks


def test_tables_fit_a_narrower_sheet(brief: bytes) -> None:
    after = Package(inserted(report(), brief).content, "a")
    for table in after.tree(after.main).iter(w("tbl")):
        assert sum(int(one.get(w("w"))) for one in table.iter(w("gridCol"))) <= 6000 + 2 * 75  # the margins of cells


@pytest.mark.parametrize("without", REFERRING)
def test_a_report_without_a_part_gets_it(without: str, brief: bytes) -> None:
    host = report(without, lambda text: re.sub(REFERRING[without], "", text, flags=re.DOTALL))
    after = Package(inserted(host, brief).content, "a")
    assert not loose(after)
    assert "The dam" in words(after)


def test_twice_is_well_too(brief: bytes) -> None:
    after = Package(inserted(inserted(report(), brief).content, brief).content, "a")
    assert not loose(after)
    assert words(after).count("The dam") == 2


def test_a_brief_in_a_brief(brief: bytes) -> None:
    after = Package(inserted(written("minister"), brief).content, "a")
    assert not loose(after)


def test_pictures_and_what_they_refer_to_come_along() -> None:
    drawing = (
        '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="rId9"/>'
        '<a:blip xmlns:a="x" r:embed="rIdNone"/></w:drawing></w:r></w:p></w:body>'
    )

    def pictured(text: str) -> str:
        png = f'<Relationship Id="rId9" Type="{OFFICE}/image" Target="media/image1.png"/>'
        text = re.sub(r'<Relationship Id="rId9".*?/>', png, text).replace("</w:body>", drawing)
        return re.sub(r"<w:hyperlink.*?</w:hyperlink>", "", text, flags=re.DOTALL).replace(
            '<Default Extension="xml"', '<Default Extension="png" ContentType="image/png"/><Default Extension="xml"'
        )

    guest = report(change=pictured, further={"word/media/image1.png": "pixels"})
    after = Package(inserted(report(), guest).content, "a")
    assert after.content("word/media/brief1.png") == b"pixels"
    assert after.kind("word/media/brief1.png") == "image/png"
    assert not loose(after)
    assert words(after).count("Report") == 2
    assert "brief" in words(after), "a file without a title is called by its name"


@pytest.mark.parametrize(
    ("host", "code", "told"),
    [
        (b"%PDF-1.7", 4, "is no Word document"),
        (b"\xd0\xcf\x11\xe0 old", 4, "is a .doc of an old Word, or locked with a password"),
        (report("document"), 4, "is no"),
        (report(change=lambda text: text.replace("<w:body>", "<w:body><w:p>")), 4, "broken XML in word/document.xml"),
        (
            report(change=lambda text: text.replace("<w:document ", '<!DOCTYPE x [<!ENTITY y "z">]><w:document ')),
            4,
            "document type",
        ),
        (
            report(change=lambda text: text.replace("<w:compat/>", '<w:documentProtection w:enforcement="1"/>')),
            4,
            "forbids",
        ),
        (report(change=lambda text: text.replace(OFFICE + "/office", "http://purl.oclc.org/x/office")), 4, "Strict"),
        (report(further={"_xmlsignatures/origin.sigs": ""}), 2, "is signed"),
    ],
)
def test_what_takes_no_section_is_refused_in_a_sentence(host: bytes, code: int, told: str, brief: bytes) -> None:
    with pytest.raises(BriefingError, match=re.escape(told)) as refusal:
        inserted(host, brief)
    assert refusal.value.exit_code == code
    assert refusal.value.where == "report.docx"
    assert len(str(refusal.value).splitlines()) == 2


def test_a_signature_goes_where_it_may(brief: bytes) -> None:
    made = inserted(report(further={"_xmlsignatures/origin.sigs": ""}), brief, break_signature=True)
    assert [one.code for one in made.diagnostics] == ["signature"]
    assert not [one for one in Package(made.content, "a").names() if "signature" in one]


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="there is no LibreOffice here: apt-get install libreoffice-writer"
)
def test_libreoffice_reads_the_report_and_its_section(brief: bytes, tmp_path: Path) -> None:
    (tmp_path / "made.docx").write_bytes(inserted(report(), brief).content)
    words_of = ["soffice", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*words_of, "made.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=100)
    pages: Any = pypdfium2.PdfDocument(tmp_path / "made.pdf")
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    assert text.index("Report") < text.index("Listed") < text.index("The dam") < text.index("Key points")
    assert "Mine" in text
    assert "Head" in text
