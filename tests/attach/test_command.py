"""The command: names, files and exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zoo

from briefing import audiences
from briefing.compose import compose
from briefing.writers import WRITERS
from making import nile, order

NOWHERE = Path("nowhere")


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    """A report and a brief, each as PDF and as Word."""
    made = compose(nile(), order(), audiences.load("minister", NOWHERE))[0]
    page, text = (WRITERS[suffix](made, NOWHERE)[0].content for suffix in ("pdf", "docx"))
    return {"brief.pdf": page, "brief.docx": text, "report.pdf": zoo.written("pdf/a-3b"), "report.docx": text}


@pytest.fixture
def folder(contents: dict[str, bytes], tmp_path: Path) -> Path:
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def attach(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    program = [sys.executable, "-m", "briefing", "attach", *words]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert all((folder / name).read_bytes() == content for name, content in before.items()), "no file is changed"
    assert not [file for file in folder.iterdir() if file.name.endswith(".part")]
    return done


def test_a_report_gets_an_annex_beside_it(folder: Path) -> None:
    done = attach(folder, "report.pdf", "brief.pdf")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("report-annex.pdf  4 pages, ")
    assert done.stdout.endswith("keeps PDF/A-3b\n")
    assert len(pypdfium2.PdfDocument(folder / "report-annex.pdf")) == 4
    again = attach(folder, "report.pdf", "brief.pdf")
    assert (again.returncode, again.stderr.splitlines()[0]) == (6, "error: report-annex.pdf: is there already")


def test_a_word_report_gets_a_section(folder: Path) -> None:
    done = attach(folder, "report.docx", "brief.docx", "--as", "section", "-o", "out/made.docx")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("out/made.docx  ")
    assert (folder / "out" / "made.docx").is_file()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("report.pdf", "brief.pdf", "-o", "report.pdf"), 2, "error: report.pdf: would be written over"),
        (("report.pdf", "brief.pdf", "-o", "./brief.pdf"), 2, "error: ./brief.pdf: would be written over"),
        (("report.pdf", "brief.pdf", "--at", "6"), 2, "error: report.pdf: an annex cannot begin as page 6"),
        (
            ("report.pdf", "brief.pdf", "--at", "2", "--as", "file"),
            2,
            "error: --at places the pages of an annex; there are none --as file",
        ),
        (("report.docx", "brief.docx"), 4, "error: report.docx: is no PDF"),
        (("report.docx", "brief.pdf", "--as", "section"), 4, "error: brief.pdf: is no Word document"),
        (("missing.pdf", "brief.pdf"), 4, "error: missing.pdf: cannot be read: No such file or directory"),
        (("report.pdf", "brief.pdf", "-o", "brief.docx/x.pdf"), 6, "error: brief.docx/x.pdf: cannot be written"),
    ],
)
def test_what_cannot_be_is_told_in_two_lines(words: tuple[str, ...], code: int, told: str, folder: Path) -> None:
    done = attach(folder, *words)
    assert done.returncode == code
    first, hint = done.stderr.splitlines()
    assert first.startswith(told)
    assert hint.startswith("hint: ")
