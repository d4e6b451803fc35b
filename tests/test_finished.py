"""Finished files that strangers hand over: a line that says what is wrong, and little taken for it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest

from briefing import audiences, containers, enclosures, finished, pipeline, workers
from briefing.compose import compose
from briefing.enclosures import Enclosure
from briefing.errors import LimitError, SourceError
from briefing.workers import Call, Limits
from briefing.writers import WRITERS, rebuilding
from foreign import FOREIGN, carrying, endless
from making import nile, order

MOST = 300_000  # kB that the program itself may hold
TRIED = """\
import re, sys
from pathlib import Path
from briefing import finished
from briefing.errors import BriefingError
for work in (finished.verify_pdf, lambda file: finished.extract(file, file.parent / "out")):
    try:
        work(Path(sys.argv[1]))
    except BriefingError as error:
        print(error.exit_code, str(error).replace("\\n", " "))
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""
SAID = {
    "zeros": "8 error: a.pdf: checking took more than 1500 MB of memory",
    "brackets": "8 error: a.pdf: checking took more than 1500 MB of memory",
    "lists": "8 error: a.pdf: checking took more than 1500 MB of memory",
    "strings": "8 error: a.pdf: checking took more than 1500 MB of memory",
    "lost": "4 error: a.pdf: no PDF, or a broken one",
    "page": "4 error: a.pdf: carries no brief.json",
    "metadata": "4 error: a.pdf: carries no brief.json",
}


@pytest.mark.skipif(sys.platform != "linux", reason="where memory is limited")
@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_a_bomb_ends_in_a_line_and_takes_nothing_of_the_program(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(FOREIGN[name]())
    words = [sys.executable, "-c", TRIED, "a.pdf"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    *told, held = done.stdout.splitlines()
    assert int(held) < MOST
    assert told[0].startswith(SAID.get(name, ""))
    assert all(one.startswith(("4 error: a.pdf: ", "7 error: a.pdf: ", "8 error: a.pdf: ")) for one in told), told


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief of an article and a report, and its PDF."""
    folder = tmp_path_factory.mktemp("dam")
    article = {
        "title": "Loans",
        "text": "Sudan wants to buy 1,200 megawatts. Ethiopia needs loans of 4 billion dollars.",
    }
    rows = "\n".join(json.dumps(article | {"title": f"Loans {n}"}) for n in range(2))
    (folder / "dam.md").write_text("# The dam\n\nEgypt fears for its water. Ethiopia wants to fill the dam by 2025.\n")
    (folder / "loans.jsonl").write_text(rows, encoding="utf-8")
    spec = "title: The dam\ndate: 2019-04-01\naudiences: [analyst]\nsources: [dam.md, loans.jsonl]\n"
    (folder / "brief.yaml").write_text(spec, encoding="utf-8")
    pipeline.save(
        pipeline.compile_brief(pipeline.specify([str(folder / "brief.yaml")], ""), (), ("pdf",)), folder / "out"
    )
    return folder


def failing(project: Path, folder: Path) -> list[str]:
    (file,) = (project / "out").glob("*.pdf")
    return [failure.where for one in finished.verify_pdf(file, folder) for failure in one.failures]


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


def test_sources_are_found_in_archives_and_among_articles(project: Path, tmp_path: Path) -> None:
    dam, loans = ((project / name).read_bytes() for name in ("dam.md", "loans.jsonl"))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "all.zip").write_bytes(packed(inner_zip=packed(dam_md=dam), loans_jsonl=loans))
    (tmp_path / "bomb.zip").write_bytes(packed(a_txt=b"a " * 5_000_000))
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing")
    (tmp_path / "other.json").write_text("[" * 100_000, encoding="utf-8")
    assert not failing(project, tmp_path)
    (tmp_path / "deep" / "all.zip").write_bytes(packed(loans_jsonl=loans.replace(b"1,200", b"1,300")))
    assert failing(project, tmp_path) == ["source dam", "source loans-1", "source loans-2"]


def test_an_archive_tells_what_it_holds_and_nothing_above_the_limits() -> None:
    inner = packed(a_txt=b"a")
    told = containers.digested(containers.digests(packed(b_zip=inner, c_txt=b"c"), "x.ZIP"))
    assert told >= {hashlib.sha256(one).hexdigest() for one in (b"a", b"c", inner)}
    deep = packed(a_txt=b"a")
    for _ in range(containers.MOST_NESTING + 1):
        deep = packed(n_zip=deep)
    assert hashlib.sha256(b"a").hexdigest() not in containers.digested(containers.digests(deep, "x.zip"))


@pytest.fixture(scope="module")
def brief(project: Path) -> bytes:
    (file,) = (project / "out").glob("*.pdf")
    return file.read_bytes()


def with_record(content: bytes, **changes: object) -> bytes:
    """A brief's PDF whose record says something else of the brief."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        told = json.loads(pdf.attachments["brief.json"].get_file().read_bytes())
        told["brief"] |= changes
        del pdf.attachments["brief.json"]
        pdf.attachments["brief.json"] = pikepdf.AttachedFileSpec(pdf, json.dumps(told).encode(), filename="brief.json")
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def test_what_is_rebuilt_stays_in_its_folder(brief: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(with_record(brief, name="../../\x1b[31mout"))
    made = finished.rebuild(tmp_path / "a.pdf")
    assert made.artifact.name == "_[31mout.pdf"
    assert not made.is_same
    path = finished.save_rebuilt(made, tmp_path / "a.pdf", tmp_path / "here")
    assert path.parent == tmp_path / "here"


@pytest.mark.parametrize("logo", ["/etc/hostname", "../../etc/hostname", "a/b.svg"])
def test_a_record_names_no_file_of_the_machine(brief: bytes, tmp_path: Path, logo: str) -> None:
    (tmp_path / "a.pdf").write_bytes(with_record(brief, logo=logo))
    with pytest.raises(SourceError, match="names a file that it cannot carry"):
        finished.rebuild(tmp_path / "a.pdf")


def test_a_look_that_a_pdf_carries_cannot_run_on(brief: bytes, tmp_path: Path) -> None:
    loop = (
        b"{% for a in range(99999) %}{% for b in range(99999) %}{% if a == b + 1 %}{% endif %}{% endfor %}{% endfor %}"
    )
    with pikepdf.open(io.BytesIO(brief)) as pdf:
        told = json.loads(pdf.attachments["brief.json"].get_file().read_bytes())
    told["look"] = [{"path": "templates/analyst.html.j2", "sha256": hashlib.sha256(loop).hexdigest()}]
    bare = with_record(brief)
    held = [Enclosure("templates/analyst.html.j2", "text/plain", loop)]
    with pikepdf.open(io.BytesIO(enclosures.enclose(bare, held))) as pdf:
        del pdf.attachments["brief.json"]
        pdf.attachments["brief.json"] = pikepdf.AttachedFileSpec(pdf, json.dumps(told).encode(), filename="brief.json")
        made = io.BytesIO()
        pdf.save(made)
    folder = str(tmp_path.resolve())
    limits = Limits(seconds=60, cpu=60)
    one = Call(rebuilding.packed, (made.getvalue(), "a.pdf", folder, ""), "rebuilding", "a.pdf", limits, folder)
    with pytest.raises(LimitError, match="the template takes more than 1,000,000 steps"):
        workers.call(one)


def test_the_terminal_obeys_nothing_that_a_pdf_says(brief: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(with_record(brief, title="\x1b]0;owned\x07\u202eThe dam"))
    told = finished.tell_checks(finished.verify_pdf(tmp_path / "a.pdf"))
    assert any("owned" in line for line in told)
    assert all(line.isprintable() for line in told)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("CON", "_CON"), ("aux.txt", "_aux.txt"), ("a\u202etxt.exe", "a_txt.exe"), ("\x9b31m", "_31m"), ("\ud800", "_")],
)
def test_a_name_is_one_on_every_platform(name: str, kept: str) -> None:
    assert str(enclosures.safe(name)) == kept


def test_a_former_edition_that_is_a_bomb_is_told_at_its_place(project: Path, tmp_path: Path) -> None:
    for name in ("dam.md", "loans.jsonl"):
        (tmp_path / name).write_bytes((project / name).read_bytes())
    (tmp_path / "old.pdf").write_bytes(carrying(endless(b"\0", 4_000), b"/Filter[/FlateDecode/FlateDecode]"))
    spec = (project / "brief.yaml").read_text("utf-8") + "previous: old.pdf\n"
    (tmp_path / "brief.yaml").write_text(spec, encoding="utf-8")
    with pytest.raises(LimitError, match="reading took more than 1500 MB of memory"):
        pipeline.compile_brief(pipeline.specify([str(tmp_path / "brief.yaml")], ""), (), ("json",))


def test_a_bomb_is_attached_to_as_it_stands_or_refused(tmp_path: Path) -> None:
    made = compose(nile(), order(), audiences.load("minister", tmp_path))[0]
    (tmp_path / "brief.pdf").write_bytes(WRITERS["pdf"](made, tmp_path)[0].content)
    for name, kind in (("repeated", LimitError), ("objects", SourceError), ("cipher", SourceError)):
        (tmp_path / "a.pdf").write_bytes(FOREIGN[name]())
        with pytest.raises(kind):
            finished.attach(str(tmp_path / "a.pdf"), str(tmp_path / "brief.pdf"), "annex", str(tmp_path / "b.pdf"))
    assert not (tmp_path / "b.pdf").exists()


def test_a_long_marking_is_found_on_its_pages(tmp_path: Path) -> None:
    marking = "Not to be handed on outside the ministry without leave"
    (tmp_path / "dam.md").write_text("# The dam\n\nEgypt fears for its water. Ethiopia wants to fill the dam.\n")
    spec = f"title: The dam\ndate: 2019-04-01\nmarking: {marking}\naudiences: [public]\nsources: [dam.md]\n"
    (tmp_path / "brief.yaml").write_text(spec, encoding="utf-8")
    compiled = pipeline.compile_brief(pipeline.specify([str(tmp_path / "brief.yaml")], ""), (), ("pdf",))
    ((path, _),) = pipeline.save(compiled, tmp_path / "out")
    assert not [failure for one in finished.verify_pdf(path) for failure in one.failures]
