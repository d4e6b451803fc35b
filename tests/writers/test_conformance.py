"""What a PDF claims, tried by the veraPDF engine; and what a screen reader meets in it."""

from __future__ import annotations

import io
import itertools
import re
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from aloud import aloud
from briefing import audiences, pipeline, tagged, verify
from briefing.compose import compose
from briefing.errors import BackendError
from briefing.pipeline import Compiled
from briefing.validator import failures
from briefing.writers import WRITERS, conformance
from making import Golden, nile, order
from validating import verapdf

ROOT = Path(__file__).parent.parent
LANGUAGES = ("ar", "ru")
AUDIENCES = ("minister", "policymaker", "analyst", "public")


@pytest.fixture(scope="module")
def spoken() -> dict[str, bytes]:
    """An analyst's brief in Arabic and in Russian."""
    made = {}
    for tag in LANGUAGES:
        spec = pipeline.specify((str(ROOT / "languages" / f"{tag}.yaml"),), "")
        (artifact,) = pipeline.compile_brief(spec, ("analyst",), ("pdf",)).artifacts
        made[tag] = artifact.content
    return made


def attached(content: bytes) -> bytes:
    """The same PDF with a file in it, as ISO 19005-3 wants it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        file = pikepdf.AttachedFileSpec(
            pdf, b"{}", filename="brief.json", mime_type="application/json", mod_date="D:20200120000000Z",
            relationship=pikepdf.Name.Source,
        )  # fmt: skip
        pdf.attachments["brief.json"] = file
        pdf.Root.AF = pikepdf.Array([pdf.attachments["brief.json"].obj])
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
        return made.getvalue()


def returned(content: bytes) -> bytes:
    """The same PDF with a stream whose last byte looks like a part of the line's end after it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        drawn = pdf.pages[0].Contents
        padded = (zlib.compress(drawn.read_bytes() + b"\n" * n) for n in itertools.count())
        drawn.write(next(raw for raw in padded if raw.endswith(b"\r")), filter=pikepdf.Name.FlateDecode)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
        return made.getvalue()


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    return list(tagged.elements(pdf.Root.StructTreeRoot))


def of_seeds(seeds: Compiled) -> dict[str, bytes]:
    return {a.name.rpartition("-")[2]: a.content for a in seeds.artifacts if a.name.endswith(".pdf")}


def test_verapdf_finds_every_claim_kept(seeds: Compiled, spoken: dict[str, bytes], tmp_path: Path) -> None:
    contents = of_seeds(seeds) | {f"{tag}.pdf": content for tag, content in spoken.items()}
    contents["attached.pdf"] = attached(contents["minister.pdf"])
    contents["returned.pdf"] = returned(contents["minister.pdf"])
    contents["broken.pdf"] = re.sub(rb"pdfuaid:part=.1.", b'pdfuaid:part="2"', contents["minister.pdf"])
    told = verapdf(tmp_path, contents)
    assert told.pop(("broken.pdf", "ua1")) != "ok", "the engine sees what is wrong"
    assert set(told.values()) == {"ok"}, told
    assert len(told) == 2 * len(contents) - 1


def test_a_stream_that_ends_in_a_return_is_no_fault(seeds: Compiled) -> None:
    content = returned(of_seeds(seeds)["minister.pdf"])
    assert b"\r\nendstream" in content
    assert [failures(content, profile) for profile in conformance.PROFILES] == [[], []]


def test_what_finishing_gets_embedded_it_keeps(seeds: Compiled) -> None:
    again = conformance.finish(attached(of_seeds(seeds)["minister.pdf"]), ())
    with pikepdf.open(io.BytesIO(again)) as pdf:
        assert pdf.attachments["brief.json"].get_file().read_bytes() == b"{}"
        assert len(pdf.Root.AF) == 1


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_screen_reader_is_told_what_it_meets(seeds: Compiled, audience: str) -> None:
    with pikepdf.open(io.BytesIO(of_seeds(seeds)[f"{audience}.pdf"])) as pdf:
        every = elements(pdf)
        headers = [e for e in every if e.S == "/TH"]
        assert headers
        assert all(e.A.Scope in ("/Row", "/Column", "/Both") for e in headers)
        levels = [int(str(e.S)[2:]) for e in every if re.fullmatch(r"/H\d", str(e.S))]
        assert levels[0] == 1
        assert all(later <= former + 1 for former, later in itertools.pairwise(levels)), levels
        assert all(e.get("/Alt") for e in every if e.S == "/Figure")
        assert not [e for e in every if e.S == "/P" and not len(e.get("/K", []))]
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.Outlines
        links = [a for page in pdf.pages for a in page.get("/Annots", [])]
        assert not [a for a in links if re.fullmatch(r"(?:note|pair)-[\d-]+", str(a.Contents))]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_a_screen_reader_says(seeds: Compiled, audience: str, golden: Golden) -> None:
    golden(f"aloud-{audience}.txt", aloud(of_seeds(seeds)[f"{audience}.pdf"]).encode())


def test_what_page_breaks_part_is_one_table(seeds: Compiled) -> None:
    """The notes take several pages: they are one table with one head, and each cell names headers that are there."""
    with pikepdf.open(io.BytesIO(of_seeds(seeds)["analyst.pdf"])) as pdf:
        every = elements(pdf)
        pages = {page.obj.objgen for page in pdf.pages}
        evidence = [t for t in every if t.S == "/Table" and len({row.Pg.objgen for row in rows(t)} & pages) > 2]
        assert evidence
        assert all(len([part for part in t.K if part.S == "/THead"]) == 1 for t in evidence)
        held = pdf.Root.StructTreeRoot.IDTree.Kids[0].Names
        named = {str(held[at]) for at in range(0, len(held), 2)}
        assert {str(e.ID) for e in every if "/ID" in e} == named
        told = {str(one) for e in every if e.S == "/TD" for one in e.A.get("/Headers", [])}
        assert told
        assert told <= named
        assert all(kid.P.objgen == e.objgen for e in every for kid in e.K if not isinstance(kid, int) and "/S" in kid)


def rows(table: Any) -> list[Any]:
    return [row for part in table.K if part.S == "/TBody" for row in part.K]


def test_the_side_is_read_after_the_text_that_it_stands_beside(seeds: Compiled) -> None:
    """And a date is the label of what happened then."""
    told = aloud(next(one.content for one in seeds.artifacts if one.name.endswith("-policymaker.pdf")))
    order = ["KEY POINTS", "What has changed", "AT A GLANCE", "WHO STANDS WHERE", "Outlook and risks", "TIMELINE"]
    places = [told.index(heading) for heading in order]
    assert places == sorted(places)
    items = re.findall(r"LI\n +Lbl\n(.*?)\n +LBody\n(.*?)\n +(?=LI|Sect)", told, re.DOTALL)
    assert any(label.strip().endswith("\n1") or label.strip() == "1" for label, body in items if "If Syria" in body)
    assert any("January 2020" in label and "Soleimani" in body for label, body in items)


def test_running_heads_are_not_read_aloud(seeds: Compiled) -> None:
    with pikepdf.open(io.BytesIO(of_seeds(seeds)["analyst.pdf"])) as pdf:
        for page in pdf.pages:
            assert page.Contents.read_bytes().count(b"/Artifact <</Type /Pagination>> BDC") >= 4


def test_words_in_another_language_say_which(spoken: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(spoken["ar"])) as pdf:
        assert {str(e.Lang) for e in elements(pdf) if "/Lang" in e}


def test_arabic_is_spelled_out_where_glyphs_do_not_tell(spoken: dict[str, bytes]) -> None:
    """A face that draws dots apart has one glyph for many letters: the marks say what is written."""
    with pikepdf.open(io.BytesIO(spoken["ar"])) as pdf:
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
        title = str(pdf.docinfo["/Title"])
        told = [bytes.fromhex(one.decode()) for one in re.findall(rb"/ActualText <feff([0-9a-f]+)>", drawn)]
        assert title in " ".join(one.decode("utf-16-be") for one in told)
    assert not [check for check in verify.check(spoken["ar"], "a.pdf") if check.failures]


def test_a_template_that_breaks_the_claim_loses_it(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    page = '<html lang="en"><title>T</title><h1>One</h1><h3>Three</h3><p>{{ brief.title }}</p></html>'
    (tmp_path / "templates" / "minister.html.j2").write_text(page, encoding="utf-8")
    brief = compose(nile(), order(), audiences.load("minister", tmp_path))[0]
    made, told = WRITERS["pdf"](brief, tmp_path)
    (lost,) = [one for one in told if one.code == "conformance"]
    assert "HEADING" in lost.message
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        claimed = pdf.Root.Metadata.read_bytes()
    assert b"pdfuaid:part" not in claimed
    assert b'pdfaid:part="3"' in claimed


def test_a_fault_of_ours_is_no_silent_claim(seeds: Compiled) -> None:
    with pikepdf.open(io.BytesIO(of_seeds(seeds)["public.pdf"])) as pdf:
        del pdf.Root.ViewerPreferences
        broken = io.BytesIO()
        pdf.save(broken)
    with pytest.raises(BackendError, match="PDFUA1-"):
        conformance.vouch(broken.getvalue(), conformance.Reading("en", (), {}), own_look=False)
