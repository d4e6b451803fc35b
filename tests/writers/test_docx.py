"""A Word document as its parts say it; and as LibreOffice opens it, where that is installed."""

from __future__ import annotations

import io
import posixpath
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from briefing import audiences
from briefing.compose import compose
from briefing.errors import BackendError, BriefingError, LimitError, SpecificationError
from briefing.model import Brief
from briefing.pipeline import Compiled
from briefing.spec import BriefSpec
from briefing.writers import docx
from making import nile, order

NOWHERE = Path("nowhere")
AUDIENCES = ("minister", "policymaker", "analyst", "public")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
XML = st.text(alphabet=st.sampled_from("<>&\"'{}%abc\u0000\u0008\ufffe\n"), max_size=40)

Parts = dict[str, bytes]


def brief(name: str = "policymaker", **fields: object) -> Brief:
    return compose(nile(), order(**fields), audiences.load(name, NOWHERE))[0]


def unzipped(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: Parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def parts_of(one: Brief, project: Path = NOWHERE) -> Parts:
    return unzipped(docx.write(one, project)[0].content)


def said(element: ET.Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def styled(parts: Parts, name: str) -> list[str]:
    """The text of the document's paragraphs in a style of this name."""
    styles = ET.fromstring(parts["word/styles.xml"])
    identity = {s.find(f"{W}name").get(f"{W}val"): s.get(f"{W}styleId") for s in styles.iter(f"{W}style")}[name]  # type: ignore[union-attr]
    return [
        said(p)
        for p in ET.fromstring(parts["word/document.xml"]).iter(f"{W}p")
        if (style := p.find(f"{W}pPr/{W}pStyle")) is not None and style.get(f"{W}val") == identity
    ]


def is_whole(parts: Parts) -> None:
    """Every part is XML, every relation arrives, every style, list and note that is named is there."""
    types = parts["[Content_Types].xml"].decode()
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            root = ET.fromstring(content)
        if name.endswith(".rels"):
            base = posixpath.dirname(posixpath.dirname(name))
            inside = [r.get("Target", "") for r in root if r.get("TargetMode") != "External"]
            assert all(posixpath.normpath(posixpath.join(base, target)) in parts for target in inside)
        elif name != "[Content_Types].xml":
            assert f'PartName="/{name}"' in types
    styles = {s.get(f"{W}styleId") for s in ET.fromstring(parts["word/styles.xml"]).iter(f"{W}style")}
    lists = {n.get(f"{W}numId") for n in ET.fromstring(parts["word/numbering.xml"]).iter(f"{W}num")}
    notes = {n.get(f"{W}id") for n in ET.fromstring(parts["word/footnotes.xml"])}
    for name in ("word/document.xml", "word/footnotes.xml", "word/styles.xml"):
        root = ET.fromstring(parts[name])
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            assert {e.get(f"{W}val") for e in root.iter(f"{W}{tag}")} <= styles, tag
        assert {e.get(f"{W}val") for e in root.iter(f"{W}numId")} <= lists
        assert {e.get(f"{W}id") for e in root.iter(f"{W}footnoteReference")} <= notes
        marks = [e.get(f"{W}id") for e in root.iter(f"{W}bookmarkStart")]
        assert len(marks) == len(set(marks))


@pytest.mark.parametrize("name", AUDIENCES)
def test_every_audience_has_a_whole_document_with_the_numbers_of_its_page(seeds: Compiled, name: str) -> None:
    one = next(b for b in seeds.briefs if b.audience == name)
    parts = parts_of(one)
    is_whole(parts)
    assert styled(parts, "Title") == [one.title]
    assert set(styled(parts, "heading 1")) >= {section.title for section in one.sections}
    assert len(styled(parts, "List Number")) == len(one.key_points)
    document = ET.fromstring(parts["word/document.xml"])
    notes = [said(n) for n in ET.fromstring(parts["word/footnotes.xml"])][2:]
    assert len(notes) == len(one.notes)
    for note, printed in zip(one.notes, notes, strict=True):  # footnotes are counted in this order
        assert note.quote in printed
        assert note.place in printed
    assert len(list(document.iter(f"{W}footnoteReference"))) == len(one.notes)


@pytest.mark.parametrize("name", AUDIENCES)
def test_tables_repeat_their_heads_and_break_no_row_but_tall_ones(seeds: Compiled, name: str) -> None:
    one = next(b for b in seeds.briefs if b.audience == name)
    tables = list(ET.fromstring(parts_of(one)["word/document.xml"]).iter(f"{W}tbl"))
    assert tables
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        for row in rows:
            tall = max(len(cell.findall(f"{W}p")) for cell in row.findall(f"{W}tc")) > 12
            assert (row.find(f"{W}trPr/{W}cantSplit") is None) == tall
        for described in ("tblCaption", "tblDescription"):
            told = table.find(f"{W}tblPr/{W}{described}")
            assert told is not None
            assert told.get(f"{W}val")
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in rows:
            spans = [int(s.get(f"{W}val", "1")) for s in row.iter(f"{W}gridSpan")]
            assert len(row.findall(f"{W}tc")) + sum(spans) - len(spans) == columns


def test_the_matrix_has_the_letters_of_its_signs() -> None:
    one = brief()
    assert one.matrix
    table = list(ET.fromstring(parts_of(one)["word/document.xml"]).iter(f"{W}tbl"))[-1]
    assert any("±" in said(cell) or "+" in said(cell) for cell in table.iter(f"{W}tc"))


def test_the_same_brief_has_the_same_bytes() -> None:
    assert docx.write(brief(), NOWHERE) == docx.write(brief(), NOWHERE)


def test_properties_name_no_author_but_the_imprints() -> None:
    core = parts_of(brief(date="2020-01-20"))["docProps/core.xml"].decode()
    assert "<dc:title>The dam</dc:title>" in core
    assert "<dc:language>en</dc:language>" in core
    assert "2020-01-20T00:00:00Z" in core
    assert "creator" not in core
    named = parts_of(brief(imprint={"authors": ["A. Martin"]}))["docProps/core.xml"].decode()
    assert "<dc:creator>A. Martin</dc:creator>" in named


def test_the_marking_the_draft_and_the_pages_are_in_head_and_foot() -> None:
    parts = parts_of(brief(marking="TLP:AMBER", draft=True, embargo="2030-02-01"))
    head, foot = parts["word/header.xml"].decode(), parts["word/footer.xml"].decode()
    assert "TLP:AMBER" in head
    assert "Draft · " in head
    assert "TLP:AMBER" in foot
    assert " PAGE " in foot


def test_a_page_from_right_to_left_keeps_passages_that_run_the_other_way() -> None:
    parts = parts_of(brief(language="ar"))
    is_whole(parts)
    document = parts["word/document.xml"].decode()
    assert "<w:bidiVisual/>" in document
    assert '<w:bidi w:val="0"/>' in document
    assert '<w:lang w:bidi="ar"/>' in document
    assert '<w:lang w:val="en"/>' in document


@given(XML)
@settings(max_examples=25)
def test_no_words_become_markup_or_break_a_part(text: str) -> None:
    one = brief(title=f"T{text}", ask=f"A{text}", indicators=[f"I{text}"], labels={"series": f"S{text}"})
    is_whole(parts_of(one))


def test_a_logo_is_shown_with_its_words(tmp_path: Path) -> None:
    Image.new("RGB", (120, 40), "navy").save(tmp_path / "logo.png")
    parts = parts_of(brief(brand={"logo": "logo.png", "organisation": "The house"}), tmp_path)
    is_whole(parts)
    assert parts["word/media/picture1.png"] == (tmp_path / "logo.png").read_bytes()
    assert 'descr="The house"' in parts["word/document.xml"].decode()


def test_a_drawn_logo_is_kept_beside_its_likeness_in_dots(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="30" height="10"/></svg>'
    (tmp_path / "logo.svg").write_text(drawing)
    parts = parts_of(brief(brand={"logo": "logo.svg"}), tmp_path)
    is_whole(parts)
    assert parts["word/media/picture1.svg"].decode() == drawing
    with Image.open(io.BytesIO(parts["word/media/picture1.png"])) as likeness:
        assert abs(likeness.width / likeness.height - 3) < 0.1


def test_a_colour_that_word_cannot_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    packaged = Path(__file__).parents[2] / "styles" / "policymaker.css"
    (tmp_path / "styles" / "policymaker.css").write_text(packaged.read_text() + ":root { --ink: oklch(20% 0 0) }")
    with pytest.raises(SpecificationError, match="Word cannot read '--ink"):
        docx.write(brief(), tmp_path)


# An organisation's file


def house(tmp_path: Path, change: Callable[[Parts], None] = lambda _: None) -> Brief:
    """A brief on the paper of a house of French names, with a letterhead, on Letter."""
    parts = parts_of(brief())
    styles = parts["word/styles.xml"].decode()
    for ours, theirs in (("Heading1", "Titre1"), ("Title", "Titre"), ("ListNumber", "Listenumros")):
        styles = styles.replace(f'w:styleId="{ours}"', f'w:styleId="{theirs}"')
    start = styles.index('<w:style w:type="paragraph" w:customStyle="1" w:styleId="Standfirst"')
    styles = styles[:start] + styles[styles.index("</w:style>", start) + len("</w:style>") :]
    parts["word/styles.xml"] = styles.replace('w:customStyle="1" w:styleId="Marking"', 'w:styleId="Sceau"').encode()
    parts["word/header.xml"] = parts["word/header.xml"].replace(b"Policy brief", b"Maison de la house")
    document = '<w:document xmlns:w="{}" xmlns:r="{}"><w:body><w:p/><w:sectPr>{}{}</w:sectPr></w:body></w:document>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    heads = '<w:headerReference w:type="default" r:id="rIdHeader"/>'
    sheet = '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="2000" w:right="1440" w:bottom="1440" w:left="1440"/>'
    parts["word/document.xml"] = document.format(W[1:-1], office, heads, sheet).encode()
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(b"The dam", b"C:\\Users\\someone")
    change(parts)
    (tmp_path / "house.docx").write_bytes(zipped(parts))
    return brief(brand={"reference": "house.docx"}, marking="TLP:GREEN")


def test_a_brief_stands_on_the_houses_paper(tmp_path: Path) -> None:
    parts = parts_of(house(tmp_path), tmp_path)
    is_whole(parts)
    document = parts["word/document.xml"].decode()
    assert '<w:pStyle w:val="Titre1"/>' in document
    assert 'w:w="12240"' in document
    assert 'w:top="2000"' in document
    head = parts["word/header.xml"].decode()
    assert "Maison de la house" in head
    assert "TLP:GREEN" in head
    assert "TLP:GREEN" in parts["word/footerBriefing.xml"].decode()
    assert 'w:styleId="Standfirst"' in parts["word/styles.xml"].decode()
    assert b"someone" not in b"".join(parts.values())


def test_a_house_without_lists_gets_ours(tmp_path: Path) -> None:
    def without(parts: Parts) -> None:
        styles = parts["word/styles.xml"].decode()
        parts["word/styles.xml"] = styles.replace('<w:numPr><w:numId w:val="1"/></w:numPr>', "").encode()

    parts = parts_of(house(tmp_path, without), tmp_path)
    is_whole(parts)
    assert '<w:numId w:val="4"/>' in parts["word/document.xml"].decode()


def change(name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def changed(parts: Parts) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return changed


WRONG: dict[str, Callable[[Parts], None]] = {
    "is broken XML": change("word/styles.xml", b"</w:styles>", b""),
    "holds a document type": change("word/styles.xml", b"<w:styles", b"<!DOCTYPE x><w:styles"),
    "holds macros": change(
        "[Content_Types].xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    ),
    "is no text of Word's": change("[Content_Types].xml", b"wordprocessingml.document.main", b"spreadsheetml.main"),
    "is not in the file": lambda parts: parts.__delitem__("word/styles.xml"),
    "names no document": change("_rels/.rels", b'/officeDocument"', b'/other"'),
    "is Strict": change("_rels/.rels", b"http://schemas.openxmlformats.org/officeDocument", b"http://purl.oclc.org/ooxml"),
}  # fmt: skip


@pytest.mark.parametrize("told", WRONG)
def test_a_broken_or_foreign_file_is_told_with_its_place(tmp_path: Path, told: str) -> None:
    one = house(tmp_path, WRONG[told])
    with pytest.raises(SpecificationError, match=told) as error:
        docx.write(one, tmp_path)
    assert error.value.where.startswith("house.docx")
    assert error.value.hint


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"{\\rtf1 }", SpecificationError, "is no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SpecificationError, "locked with a password"),
        (b"0" * 20_000_001, LimitError, "at most"),
        (zipped({"a": b"0" * 100_000_001}), LimitError, "has|unpacks"),
    ],
)
def test_what_is_no_package_is_told(tmp_path: Path, content: bytes, kind: type[BriefingError], told: str) -> None:
    (tmp_path / "house.docx").write_bytes(content)
    with pytest.raises(kind, match=told) as error:
        docx.write(brief(brand={"reference": "house.docx"}), tmp_path)
    assert error.value.where == "house.docx"


# LibreOffice


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed here")
def test_an_office_opens_it_with_its_headings_table_and_notes(
    seeds: Compiled, seeds_spec: BriefSpec, tmp_path: Path
) -> None:
    one = next(b for b in seeds.briefs if b.audience == "policymaker")
    file = tmp_path / "brief.docx"
    file.write_bytes(docx.write(one, seeds_spec.folder)[0].content)
    program = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    filtered = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
    subprocess.run(
        [*program, "--convert-to", filtered, "--outdir", tmp_path, file], check=True, capture_output=True, timeout=180
    )
    pdf = pypdfium2.PdfDocument(tmp_path / "brief.pdf")
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    headings = {bookmark.get_title() for bookmark in pdf.get_toc()}
    assert {section.title for section in one.sections} <= headings
    assert one.table
    assert all(column in text for column in (one.labels.interest, one.labels.concern))
    assert all(note.quote[:24] in text for note in one.notes)
    assert text.count(one.marking) >= 2 * len(pdf)


def test_an_analysts_figures_are_pictures_with_words(seeds: Compiled) -> None:
    """Network, grid and axis; the matrix is a table, whose cells are notes."""
    one = next(b for b in seeds.briefs if b.audience == "analyst")
    parts = parts_of(one)
    shown = list(ET.fromstring(parts["word/document.xml"]).iter(f"{DRAWN}docPr"))
    assert len(shown) == 3
    told = [picture.get("descr", "") for picture in shown]
    assert "Russia" in told[1]
    assert all(len(words) > 40 for words in told)
    assert len({picture.get("id") for picture in shown}) == 3
    for name in ("picture2", "picture3", "picture4"):
        with Image.open(io.BytesIO(parts[f"word/media/{name}.png"])) as image:
            assert image.width > 600
            assert len(set(image.convert("L").resize((60, 40)).tobytes())) > 5  # something is drawn


def test_without_pango_the_figures_are_left_out_with_a_word(seeds: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> bytes:
        raise BackendError("the PDF needs Pango, which cannot be loaded here", hint="install it")

    monkeypatch.setattr("briefing.writers.pdf.draw", missing)
    made, (told,) = docx.write(next(b for b in seeds.briefs if b.audience == "analyst"), Path("nowhere"))
    assert "figures are left out" in told.message
    with zipfile.ZipFile(io.BytesIO(made.content)) as package:
        assert not [name for name in package.namelist() if "media" in name]
