"""A PDF that carries its evidence: what it holds, a hundred ways to change it, and what is made of it again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest

from briefing import enclosures, finished, pipeline, verify
from briefing import record as records
from briefing.enclosures import Enclosure
from briefing.errors import SourceError, WriteError
from briefing.model import Record

ROOT = Path(__file__).parent.parent
BRIEF = """\
title: The dam on the Blue Nile
date: 2019-04-01
marking: TLP:GREEN
audiences: [analyst]
sources: [dam.md, power.md]
sections:
  - {title: Water, question: Who fears for water?}
"""
DAM = """\
# The dam

2 March 2019

Egypt fears for its water supply. Ethiopia wants to fill the dam by 2025. Sudan hopes for 3,000 megawatts of power.
Egypt opposes Ethiopia over the dam. Egypt and Ethiopia signed a declaration in 2015.
"""
POWER = """\
# Power from the dam

5 March 2019

Sudan wants to buy 1,200 megawatts from Ethiopia. Ethiopia needs loans of 4 billion dollars. Egypt rejects the plan.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief of two sources and their PDF, whose bundle is full."""
    folder = tmp_path_factory.mktemp("dam")
    for name, text in (("brief.yaml", BRIEF), ("dam.md", DAM), ("power.md", POWER)):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "styles").mkdir()
    (folder / "styles" / "page.css").write_text(
        (ROOT / "styles" / "page.css").read_text(encoding="utf-8") + "\nh1 { letter-spacing: 0.01em }\n",
        encoding="utf-8",
    )
    compiled = pipeline.compile_brief(pipeline.specify([str(folder / "brief.yaml")], ""), (), ("pdf",), full=True)
    assert not compiled.diagnostics
    pipeline.save(compiled, folder / "out")
    return folder


@pytest.fixture(scope="module")
def content(project: Path) -> bytes:
    (file,) = (project / "out").glob("*.pdf")
    return file.read_bytes()


def failed(content: bytes, sources: dict[str, bytes] | None = None) -> set[str]:
    """The checks that a PDF fails."""
    return {check.name for check in verify.check(content, "a.pdf", sources and digests(sources)) if check.failures}


def digests(sources: dict[str, bytes]) -> set[str]:
    return {hashlib.sha256(content).hexdigest() for content in sources.values()}


def test_all_that_a_brief_claims_holds(content: bytes, project: Path) -> None:
    sources = {name: (project / name).read_bytes() for name in ("dam.md", "power.md")}
    checks = verify.check(content, "a.pdf", digests(sources))
    assert [check.name for check in checks] == [
        "files", "quotes", "markers", "drawing", "words", "marking", "title", "whole", "claims", "texts", "sources",
    ]  # fmt: skip
    assert not failed(content, sources)
    assert failed(content, sources | {"dam.md": b"Egypt fears nothing."}) == {"sources"}


def test_the_record_proves_what_is_printed_and_names_no_path(content: bytes, project: Path) -> None:
    record = records.of(enclosures.opened(content, ""), "")
    assert {origin.key for origin in record.origins} == {"dam", "power"}
    assert record.origins[0].sha256 == hashlib.sha256(DAM.encode()).hexdigest()
    assert record.proofs
    assert record.questions[0].question == "Who fears for water?"
    assert [own.path for own in record.look] == ["styles/page.css"]
    assert str(project) not in record.model_dump_json()


# a hundred ways to change a PDF


class Change(NamedTuple):
    """A change of a PDF: how it is made, and one check at least that must fail."""

    name: str
    make: Callable[[pikepdf.Pdf, random.Random], None]
    fails: str


def page_of(pdf: pikepdf.Pdf, chance: random.Random) -> Any:
    return chance.choice(list(pdf.pages))


def redraw(pdf: pikepdf.Pdf, chance: random.Random, change: Callable[[bytes], bytes]) -> None:
    page = page_of(pdf, chance)
    page.contents_coalesce()
    before = page.Contents.read_bytes()
    after = change(before)
    assert after != before
    page.Contents = pdf.make_stream(after)


def a_glyph(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """Another glyph of the same font: a digit for a digit, say."""

    def change(drawn: bytes) -> bytes:
        found = chance.choice(list(re.finditer(rb"<([0-9a-fA-F]{4,})>", drawn)))
        glyph = found.start(1) + 4 * chance.randrange(len(found[1]) // 4)
        other = b"%04x" % (int(drawn[glyph : glyph + 4], 16) ^ 1)
        return drawn[:glyph] + other + drawn[glyph + 4 :]

    redraw(pdf, chance, change)


def a_place(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A line moved off the page."""
    redraw(pdf, chance, lambda drawn: re.sub(rb"(?m)^([\d. -]+) Tm$", b"1 0 0 1 -900 -900 Tm", drawn, count=1))


def a_cover(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A white box over a page."""
    redraw(pdf, chance, lambda drawn: drawn + b"\nq 1 1 1 rg 0 0 400 %d re f Q" % chance.randrange(40, 700))


def a_note_over_it(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    page = page_of(pdf, chance)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[50, 50, 300, 90 + chance.randrange(90)],
        Contents="Egypt agrees", DA="/Helv 12 Tf",
    )  # fmt: skip
    if "/Annots" not in page.obj:
        page.obj.Annots = pdf.make_indirect(pikepdf.Array())
    page.obj.Annots.append(pdf.make_indirect(note))


def a_letter(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """What a glyph is read as: the page looks the same, a search and a screen reader find other words."""
    fonts = [held for held in pdf.objects if isinstance(held, pikepdf.Dictionary) and "/ToUnicode" in held]
    mapping = chance.choice(fonts).ToUnicode
    told = mapping.read_bytes()
    found = chance.choice(list(re.finditer(rb"<[0-9a-fA-F]{4}> <([0-9a-fA-F]{4})>", told)))
    mapping.write(told[: found.start(1)] + b"0041" + told[found.end(1) :])
    assert mapping.read_bytes() != told


def a_link(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    links = [held for held in pdf.objects if isinstance(held, pikepdf.Dictionary) and held.get("/Subtype") == "/Link"]
    link = chance.choice(links)
    link.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://elsewhere.example/")


def an_alternative(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    told = [held for held in pdf.objects if isinstance(held, pikepdf.Dictionary) and "/Alt" in held]
    chance.choice(told).Alt = "Egypt agrees"


def a_bookmark(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    with pdf.open_outline() as outline:
        chance.choice(outline.root[0].children or outline.root).title = "Egypt agrees"


def a_title(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    pdf.docinfo["/Title"] = f"The dam on the White Nile {chance.random()}"


def an_author(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    pdf.docinfo["/Author"] = f"Somebody {chance.random()}"


def a_claim(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    told = pdf.Root.Metadata.read_bytes()
    part = b"%d" % chance.choice((1, 2, 4))
    pdf.Root.Metadata.write(re.sub(rb"pdfaid:part=\"3\"", b'pdfaid:part="%s"' % part, told))
    assert pdf.Root.Metadata.read_bytes() != told


def a_page_less(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    del pdf.pages[chance.randrange(len(pdf.pages))]


def a_page_twice(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    pdf.pages.insert(0, pdf.pages[chance.randrange(1, len(pdf.pages))])


def a_smaller_page(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    page_of(pdf, chance).obj.CropBox = pikepdf.Array([0, 0, 500, 100 + chance.randrange(500)])


# changes of the files


def replaced(pdf: pikepdf.Pdf, name: str, content: bytes) -> None:
    """The file with other content, and with the checksum of that."""
    held = pdf.attachments[name].obj
    held.EF.F.write(content)
    held.EF.F.Params.CheckSum = pikepdf.String(hashlib.md5(content, usedforsecurity=False).digest())
    held.EF.F.Params.Size = len(content)


def rewritten(pdf: pikepdf.Pdf, change: Callable[[Any], None], *, sealed: bool) -> None:
    """The record with a change in it, by one who knows of the seal, or does not."""
    plain = json.loads(pdf.attachments[records.NAME].get_file().read_bytes())
    change(plain)
    if sealed:
        content = records.enclosure(Record.model_validate(plain)).content
    else:
        content = (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()
    replaced(pdf, records.NAME, content)


def other_digits(text: str) -> str:
    changed = re.sub(r"\d", lambda digit: str(9 - int(digit[0])), text)
    return changed if changed != text else text.replace("e", "o")


def a_quote(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    def change(plain: Any) -> None:
        note = chance.choice(plain["brief"]["notes"])
        note["quote"] = other_digits(note["quote"])

    rewritten(pdf, change, sealed=True)


def a_proof(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    def change(plain: Any) -> None:
        one = chance.choice(chance.choice(plain["proofs"])["evidence"])
        one["quote"] = other_digits(one["quote"])

    rewritten(pdf, change, sealed=True)


def a_sentence(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A cited sentence, told otherwise wherever it stands in the record: its source's text does not hold it."""

    def change(plain: Any) -> None:
        one = chance.choice(plain["sentences"])
        one["text"] = other_digits(one["text"])

    rewritten(pdf, change, sealed=True)


def a_marker(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    def change(plain: Any) -> None:
        markers = [one for one in every(plain["brief"]) if set(one) >= {"anchor", "number", "figure"}]
        chance.choice(markers)["number"] = 97 + chance.randrange(9)

    rewritten(pdf, change, sealed=True)


def a_marking(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    def change(plain: Any) -> None:
        plain["brief"]["marking"] = chance.choice(("TLP:RED", "TLP:AMBER", "SECRET"))

    rewritten(pdf, change, sealed=True)


def a_cell(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    def change(plain: Any) -> None:
        cells = [one for row in plain["brief"]["table"]["rows"] for cell in row["cells"] for one in cell]
        one = chance.choice(cells)
        one["text"] = other_digits(one["text"])

    rewritten(pdf, change, sealed=True)


def a_hash(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    def change(plain: Any) -> None:
        chance.choice(plain["origins"])["sha256"] = f"{chance.getrandbits(256):064x}"

    rewritten(pdf, change, sealed=False)


def a_date(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    def change(plain: Any) -> None:
        chance.choice(plain["origins"])["published"] = f"20{chance.randrange(10, 19)}"

    rewritten(pdf, change, sealed=False)


def a_byte(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A byte of a file, its checksum left as it was."""
    name = chance.choice([name for name in pdf.attachments if name != records.NAME])
    held = pdf.attachments[name]
    content = bytearray(held.get_file().read_bytes())
    content[chance.randrange(len(content))] ^= 1
    held.obj.EF.F.write(bytes(content))


def a_source(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    """A source's clean text, its checksum made anew."""
    name = chance.choice([name for name in pdf.attachments if name.startswith(records.SOURCES)])
    content = pdf.attachments[name].get_file().read_bytes().decode()
    replaced(pdf, name, other_digits(content).encode())


def a_file_less(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    name = chance.choice([name for name in pdf.attachments if name.startswith(records.SOURCES)])
    del pdf.attachments[name]


def a_file_more(pdf: pikepdf.Pdf, chance: random.Random) -> None:
    name = chance.choice(("findings.yaml", "run.exe", "BRIEF.JSON"))
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"more", filename=name)


def every(plain: Any) -> list[dict[str, Any]]:
    """Every object of a JSON value."""
    inner = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ()
    return ([plain] if isinstance(plain, dict) else []) + [found for one in inner for found in every(one)]


CHANGES = (
    Change("a glyph", a_glyph, "drawing"),
    Change("a place", a_place, "drawing"),
    Change("a cover", a_cover, "drawing"),
    Change("a note over it", a_note_over_it, "drawing"),
    Change("a letter", a_letter, "drawing"),
    Change("a link", a_link, "whole"),
    Change("an alternative", an_alternative, "whole"),
    Change("a bookmark", a_bookmark, "whole"),
    Change("a title", a_title, "title"),
    Change("an author", an_author, "whole"),
    Change("a claim", a_claim, "claims"),
    Change("a page less", a_page_less, "drawing"),
    Change("a page twice", a_page_twice, "whole"),
    Change("a smaller page", a_smaller_page, "drawing"),
    Change("a quote", a_quote, "quotes"),
    Change("a proof", a_proof, "quotes"),
    Change("a sentence", a_sentence, "texts"),
    Change("a marker", a_marker, "markers"),
    Change("a marking", a_marking, "marking"),
    Change("a cell", a_cell, "words"),
    Change("a hash", a_hash, "files"),
    Change("a date", a_date, "files"),
    Change("a byte", a_byte, "files"),
    Change("a source", a_source, "texts"),
    Change("a file less", a_file_less, "texts"),
    Change("a file more", a_file_more, "files"),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_what_is_changed_is_found(content: bytes, change: Change) -> None:
    """Each change in four places: a hundred and four PDFs."""
    for seed in range(4):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            change.make(pdf, random.Random(seed))  # noqa: S311 - a place to change
            made = io.BytesIO()
            pdf.save(made)
        assert change.fails in failed(made.getvalue()), seed


@pytest.mark.parametrize(
    "how",
    [
        {"linearize": True},
        {"compress_streams": False, "object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"recompress_flate": True, "object_stream_mode": pikepdf.ObjectStreamMode.generate},
    ],
    ids=["linearised", "unpacked", "packed"],
)
def test_how_a_file_is_stored_is_no_change(content: bytes, how: dict[str, Any]) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        made = io.BytesIO()
        pdf.save(made, **how)
    assert made.getvalue() != content
    assert not failed(made.getvalue())


def test_a_brief_among_other_pages_is_found_and_checked(content: bytes) -> None:
    def joined(change: Callable[[pikepdf.Pdf], None] = lambda _: None) -> bytes:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            change(pdf)
            pdf.docinfo["/Title"] = "A report"
            pdf.add_blank_page(page_size=(500, 700))
            pdf.pages.insert(0, pdf.pages[-1])
            made = io.BytesIO()
            pdf.save(made)
            return made.getvalue()

    def a_glyph_of_one(pdf: pikepdf.Pdf) -> None:
        a_glyph(pdf, random.Random(1))  # noqa: S311 - as above

    checks = {check.name: check for check in verify.check(joined(), "report.pdf")}
    assert "from page 2 of a longer document" in checks["drawing"].holds
    assert not checks["drawing"].failures
    assert not checks["words"].failures
    assert "whole" not in checks
    assert "drawing" in failed(joined(a_glyph_of_one))


# files again


def test_the_files_are_given_back(project: Path, tmp_path: Path) -> None:
    (file,) = (project / "out").glob("*.pdf")
    paths = finished.extract(file, tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "brief.json", "sources/dam.txt", "sources/power.txt", "styles/page.css",
    ]  # fmt: skip
    assert (tmp_path / "styles" / "page.css").read_bytes() == (project / "styles" / "page.css").read_bytes()
    assert "Egypt fears for its water supply." in (tmp_path / "sources" / "dam.txt").read_text(encoding="utf-8")
    with pytest.raises(WriteError, match="is there already"):
        finished.extract(file, tmp_path)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x.dll", "C_/Windows/x.dll"),
        ("..", "file"),
        ("a/./b", "a/b"),
        ("con\x00trol", "con_trol"),
        ("", "file"),
    ],
)
def test_a_file_stays_in_its_folder(told: str, kept: str) -> None:
    assert str(enclosures.safe(told)) == kept


def test_a_file_with_an_odd_name_is_written_inside(content: bytes, tmp_path: Path) -> None:
    odd = enclosures.enclose(content, [Enclosure("../../outside.txt", "text/plain", b"x")])
    (tmp_path / "a.pdf").write_bytes(odd)
    paths = finished.extract(tmp_path / "a.pdf", tmp_path / "here" / "deep")
    assert all(path.resolve().is_relative_to(tmp_path / "here" / "deep") for path in paths)
    assert not (tmp_path / "outside.txt").exists()


def test_a_brief_is_rebuilt_from_its_bundle_to_the_byte(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    made = finished.rebuild(tmp_path / "a.pdf")
    assert made.is_same
    assert made.artifact.content == content


def test_a_brief_without_the_look_it_was_made_with_is_not_rebuilt(project: Path, tmp_path: Path) -> None:
    spec = pipeline.specify([str(project / "brief.yaml")], "")
    (artifact,) = pipeline.compile_brief(spec, (), ("pdf",)).artifacts
    (tmp_path / "a.pdf").write_bytes(artifact.content)
    with pytest.raises(SourceError, match=r"styles/page\.css"):
        finished.rebuild(tmp_path / "a.pdf")


# surroundings


SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tehran", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1"},
)


def test_the_same_bytes_wherever_it_is_built(project: Path, content: bytes, tmp_path: Path) -> None:
    """Of a dated brief: only where it has no date is that of SOURCE_DATE_EPOCH taken."""
    for number, surroundings in enumerate(SURROUNDINGS):
        words = ["build", str(project / "brief.yaml"), "--bundle", "full", "-o", str(tmp_path / str(number))]
        subprocess.run(
            [sys.executable, "-m", "briefing", *words],
            cwd=tmp_path,
            env={**os.environ, **surroundings},
            check=True,
            capture_output=True,
            timeout=120,
        )
        (file,) = (tmp_path / str(number)).glob("*.pdf")
        assert file.read_bytes() == content


def test_an_undated_brief_takes_the_day_of_the_epoch(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def dates(made: bytes) -> set[str]:
        with pikepdf.open(io.BytesIO(made)) as pdf:
            return {str(pdf.attachments["a.txt"].obj.EF.F.Params[key]) for key in ("/CreationDate", "/ModDate")}

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        bare = io.BytesIO()
        pdf.save(bare)
    file = [Enclosure("a.txt", "text/plain", b"a")]
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert dates(enclosures.enclose(bare.getvalue(), file, "2019-04")) == {"D:20190401000000Z"}
    assert dates(enclosures.enclose(bare.getvalue(), file)) == {"D:20121015000000Z"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert dates(enclosures.enclose(bare.getvalue(), file)) == {"D:19700102000000Z"}
    assert dates(enclosures.enclose(bare.getvalue(), file, "2019-04-05")) == {"D:20190405000000Z"}


def test_the_manifest_names_all_that_was_read_and_made(project: Path) -> None:
    (file,) = (project / "out").glob("*.manifest.json")
    told = json.loads(file.read_bytes())
    assert {one["path"]: one["sha256"] for one in told["inputs"]} == {
        name: hashlib.sha256((project / name).read_bytes()).hexdigest() for name in ("dam.md", "power.md", "brief.yaml")
    }
    (made,) = told["outputs"]
    assert made["sha256"] == hashlib.sha256((project / "out" / made["name"]).read_bytes()).hexdigest()
    assert str(project) not in file.read_text(encoding="utf-8")


def test_a_former_edition_may_be_its_pdf(project: Path, tmp_path: Path) -> None:
    """What has changed since is told alike from the JSON and from the PDF of an edition."""
    compiled = pipeline.compile_brief(pipeline.specify([str(project / "brief.yaml")], ""), (), ("pdf", "json"))
    for artifact in compiled.artifacts:
        (tmp_path / f"former{Path(artifact.name).suffix}").write_bytes(artifact.content)
    (tmp_path / "dam.md").write_text(DAM + "\nSudan fears floods below the dam.\n", encoding="utf-8")
    (tmp_path / "power.md").write_text(POWER, encoding="utf-8")
    changes = []
    for suffix in ("pdf", "json"):
        now = BRIEF.replace("2019-04-01", "2019-05-01") + f"previous: former.{suffix}\n"
        (tmp_path / "brief.yaml").write_text(now, encoding="utf-8")
        (brief,) = pipeline.compile_brief(pipeline.specify([str(tmp_path / "brief.yaml")], ""), (), ("md",)).briefs
        changes.append(brief.changes)
    assert changes[0]
    assert changes[0] == changes[1]


# what is no brief


@pytest.mark.parametrize("cut", [0, 5, 300, -2000])
def test_a_broken_file_is_told_as_one(content: bytes, cut: int) -> None:
    broken = content[:cut] + b"\0" * 200
    with pytest.raises(SourceError):
        verify.check(broken, "a.pdf")


def test_a_pdf_of_another_program_carries_no_brief(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "other.pdf")
    with pytest.raises(SourceError, match=r"carries no brief\.json"):
        finished.verify_pdf(tmp_path / "other.pdf")
    with pikepdf.open(tmp_path / "other.pdf") as pdf:
        pdf.attachments["brief.pdf"] = pikepdf.AttachedFileSpec(pdf, b"%PDF", filename="brief.pdf")
        pdf.save(tmp_path / "holds.pdf")
    with pytest.raises(SourceError) as told:
        finished.verify_pdf(tmp_path / "holds.pdf")
    assert "extract that" in told.value.hint
    with pytest.raises(SourceError, match="carries no files"):
        finished.extract(tmp_path / "other.pdf", tmp_path)


def test_the_commands_end_as_they_should(project: Path, content: bytes, tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "briefing", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    (tmp_path / "a.pdf").write_bytes(content)
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        a_quote(pdf, random.Random(0))  # noqa: S311 - as above
        pdf.save(tmp_path / "b.pdf")
    whole = run("verify", "a.pdf", "--sources", str(project))
    assert whole.returncode == 0, whole.stdout + whole.stderr
    changed = run("verify", "b.pdf", "--json")
    assert changed.returncode == 5
    told = json.loads(changed.stdout)
    assert told["holds"] is False
    assert {one["name"] for one in told["checks"] if not one["holds"]} >= {"quotes"}
    missing = run("verify", "c.pdf")
    assert missing.returncode == 4
    assert missing.stderr.startswith("error: c.pdf: cannot be read")
    assert run("extract", "a.pdf", "-o", "files").stdout.split()[0] == str(Path("files") / "brief.json")
    assert run("rebuild", "b.pdf", "-o", "again").returncode == 5
