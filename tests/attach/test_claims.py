"""What is left of a report's claims, told honestly, and tried by the veraPDF engine."""

from __future__ import annotations

import io
import zlib
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import zoo

from briefing import audiences
from briefing.attach import WAYS, Attached, Attaching, claims
from briefing.compose import compose
from briefing.errors import LimitError
from briefing.writers import WRITERS
from making import nile, order
from validating import verapdf

NOWHERE = Path("nowhere")
NAMES = ("report.pdf", "brief.pdf")


@pytest.fixture(scope="module")
def brief() -> bytes:
    return WRITERS["pdf"](compose(nile(), order(), audiences.load("policymaker", NOWHERE))[0], NOWHERE)[0].content


def attach(report: bytes, brief: bytes, way: str = "annex") -> Attached:
    made = WAYS[way](Attaching(report, brief, NAMES))
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(claims.claims(pdf)) == made.claims, "what is told is what the file says"
    return made


def told(made: Attached) -> str:
    assert {one.code for one in made.diagnostics} <= {"conformance"}
    return " | ".join(one.message for one in made.diagnostics)


@pytest.mark.parametrize(
    ("variant", "kept", "why"),
    [
        ("pdf/a-3a", "PDF/A-3a", ""),
        ("pdf/a-3b", "PDF/A-3b", ""),
        ("pdf/a-3u", "PDF/A-3u", ""),
        ("pdf/a-2b", "", "PDF/A-2b, the brief is PDF/A-3a"),
        ("pdf/a-1b", "", "PDF/A-1b, the brief is PDF/A-3a"),
        ("pdf/ua-1", "PDF/UA-1", ""),
        ("", "", ""),
    ],
)
def test_the_claims_of_a_report_with_an_annex(variant: str, kept: str, why: str, brief: bytes) -> None:
    made = attach(zoo.written(variant), brief)
    assert made.claims == kept
    assert why in told(made)
    assert bool(why) == bool(made.diagnostics)


@pytest.mark.parametrize(
    ("variant", "kept", "why"),
    [
        ("pdf/a-3a", "PDF/A-3a", ""),
        ("pdf/a-3b", "PDF/A-3b", ""),
        ("pdf/a-2b", "", "PDF/A-2b, which allows PDF/A-1 and -2 in it, and the brief is PDF/A-3a"),
        ("pdf/a-1b", "", "PDF/A-1b, which allows no files in it"),
        ("pdf/ua-1", "PDF/UA-1", ""),
    ],
)
def test_the_claims_of_a_report_with_a_brief_in_it(variant: str, kept: str, why: str, brief: bytes) -> None:
    made = attach(zoo.written(variant), brief, "file")
    assert made.claims == kept
    assert why in told(made)


def test_an_older_brief_may_stand_in_an_older_report() -> None:
    made = attach(zoo.written("pdf/a-2b"), zoo.written("pdf/a-2b", pages=1), "file")
    assert made.claims == "PDF/A-2b"
    assert attach(zoo.written("pdf/a-2b"), zoo.written("pdf/a-2b", pages=1)).claims == "PDF/A-2b"


def test_the_lower_level_of_the_two_counts() -> None:
    made = attach(zoo.written("pdf/a-3a"), zoo.written("pdf/a-3b", pages=1))
    assert made.claims == "PDF/A-3b"
    assert "as the brief does, not PDF/A-3a" in told(made)


def test_an_untagged_brief_costs_the_report_its_ua() -> None:
    made = attach(zoo.written("pdf/ua-1"), zoo.bare(1))
    assert made.claims == ""
    assert "PDF/UA-1, the brief is not PDF/UA" in told(made)


def test_other_colours_cost_the_report_its_claim(brief: bytes) -> None:
    def in_cmyk(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OutputIntents[0].DestOutputProfile.N = 4

    made = attach(zoo.changed(zoo.written("pdf/a-3b"), in_cmyk), brief)
    assert made.claims == ""
    assert "4 colour components, and the brief's has 3" in told(made)


def test_a_claim_that_was_not_true_is_not_handed_on(brief: bytes) -> None:
    def break_it(pdf: pikepdf.Pdf) -> None:
        del pdf.Root["/OutputIntents"]
        pdf.Root.Lang = "en"
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))

    made = attach(zoo.changed(zoo.written("pdf/a-3a"), break_it), brief)
    assert made.claims == ""
    assert "PDF/A-3a, which the report itself fails: PDFA3A-" in told(made)


def test_a_claim_of_print_goes(brief: bytes) -> None:
    made = attach(zoo.changed(zoo.bare(), zoo.with_print_claims), brief)
    assert told(made) == "the result no longer claims PDF/X, which the brief is not made for"
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert "/GTS_PDFXVersion" not in pdf.docinfo


def test_metadata_that_claim_what_is_kept_stay_to_the_letter(brief: bytes) -> None:
    report = zoo.written("pdf/a-3b")
    with pikepdf.open(io.BytesIO(report)) as before, pikepdf.open(io.BytesIO(attach(report, brief).content)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo.Title == "The report"


def chained(count: int) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        page, root = pdf.pages[0].obj, pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
        place = pikepdf.Array([page, pikepdf.Name.Fit])
        entries = [pdf.make_indirect(pikepdf.Dictionary(Title="x", Dest=place, Parent=root)) for _ in range(count)]
        for one, other in pairwise(entries):
            one.Next, other.Prev = other, one
        root.First, root.Last, root.Count = entries[0], entries[-1], count
        pdf.Root.Outlines = root

    return zoo.changed(zoo.written("pdf/a-3b", pages=1), change)


def test_a_long_outline_is_tried_and_one_that_is_too_long_costs_the_claim(brief: bytes) -> None:
    assert attach(chained(1500), brief, "file").claims == "PDF/A-3b"
    made = attach(chained(9000), brief, "file")
    assert made.claims == ""
    assert "PDF/A-3b: it cannot be tried (reference chain exceeds" in told(made)


def test_packed_metadata_without_end_are_not_read(brief: bytes) -> None:
    def swell(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(bytes(250_000_000), 9)
        pdf.Root.Metadata = pikepdf.Stream(pdf, packed, Type=pikepdf.Name.Metadatx, Filter=pikepdf.Name.FlateDecode)

    bomb = zoo.changed(zoo.bare(1), swell, fix_metadata_version=False).replace(b"/Metadatx", b"/Metadata")
    with pytest.raises(LimitError, match="packed metadata"):
        attach(bomb, brief)


def test_verapdf_finds_every_claim_kept(brief: bytes, tmp_path: Path) -> None:
    own = {
        "annex.pdf": WAYS["annex"](Attaching(brief, brief, NAMES, 1)),
        "file.pdf": WAYS["file"](Attaching(brief, brief, NAMES)),
    }
    assert {made.claims for made in own.values()} == {"PDF/A-3a, PDF/UA-1"}
    older = {"older.pdf": attach(zoo.written("pdf/a-2b"), zoo.written("pdf/a-2b", pages=1)).content}
    found = verapdf(tmp_path, {name: made.content for name, made in own.items()}) | verapdf(tmp_path, older, ("2b",))
    assert set(found.values()) == {"ok"}, found
    assert len(found) == 5
