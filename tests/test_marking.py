"""No word of a source that is marked above an edition reaches it: its page, its metadata, its bookmarks, its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from briefing import pipeline
from briefing.errors import SpecificationError
from briefing.model import Artifact
from briefing.pipeline import Compiled

AUDIENCES = ("minister", "policymaker", "analyst", "public")
FORMATS = ("pdf", "html", "docx", "json", "md")
SECRET = (
    "Quarrelwick", "Zanthor", "Brixmoor", "Vellumbra", "Okstrade", "Yarrowgate", "Fennicott", "Drosswell", "quillhost",
)  # fmt: skip
"""Words that stand in the secret memo, or in what the specification says of it, and nowhere else."""
OPEN = """\
# The dam

2 March 2019

Egypt fears for its water supply. Ethiopia wants to fill the dam. Sudan hopes for cheap power.

The NWO of Sudan wants to sell power to Egypt. The NWO opposes the plans of Ethiopia. Egypt and Ethiopia signed a
declaration in 2015. Egypt opposes Ethiopia.
"""
MEMO = """\
# Quarrelwick and the Zanthor offer

By Brixmoor Vellumbra

3 March 2019

The Nile Works Okstrade (NWO) of Sudan wants to buy the Yarrowgate turbines. Sudan fears the Fennicott clause. Egypt
opposes Okstrade. Ethiopia and Egypt will sign the Drosswell accord on 5 May 2019. The Nile Works Okstrade wants peace.
"""
BRIEF = """\
title: The dam
date: 2019-04-01
audiences: [minister, policymaker, analyst, public]
sources:
  - open.md
  - {path: quarrelwick.md, marking: %s, url: "https://quillhost.example/okstrade", publisher: Fennicott}
previous: old.json
"""


@pytest.fixture(scope="module", params=["TLP:RED", "TLP:GREEN", "SECRET"])
def compiled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """Every edition in every format, of a brief that anyone may see with a source that nobody here may.

    The edition before it was made when the memo still was free, and says all of it.
    """
    folder = tmp_path_factory.mktemp("dam")
    (folder / "open.md").write_text(OPEN, encoding="utf-8")
    (folder / "quarrelwick.md").write_text(MEMO, encoding="utf-8")
    free = BRIEF.replace(", marking: %s", "").replace("previous: old.json\n", "")
    (folder / "free.yaml").write_text(free, encoding="utf-8")
    before = pipeline.compile_brief(pipeline.specify([str(folder / "free.yaml")], ""), ["analyst"], ["json"])
    (folder / "old.json").write_bytes(before.artifacts[0].content)
    for word in SECRET:
        assert word.lower() in before.artifacts[0].content.decode().lower(), word
    (folder / "brief.yaml").write_text(BRIEF % request.param, encoding="utf-8")
    return pipeline.compile_brief(pipeline.specify([str(folder / "brief.yaml")], ""), (), FORMATS)


def streams(content: bytes) -> Iterator[bytes]:
    """Every stream of a PDF, inflated where it is deflated."""
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            yield zlib.decompress(match[1])
        except zlib.error:
            yield match[1]


def told(artifact: Artifact) -> str:
    """All that an artifact tells: its name, its bytes, and of a PDF its text, metadata, bookmarks and streams."""
    if artifact.name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as parts:
            return "\n".join([artifact.name, *(n + parts.read(n).decode("utf-8", "ignore") for n in parts.namelist())])
    if not artifact.name.endswith(".pdf"):
        return artifact.name + artifact.content.decode()
    pdf = pypdfium2.PdfDocument(artifact.content)
    pages = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    marks = "\n".join(bookmark.get_title() for bookmark in pdf.get_toc())
    plain = b"\n".join([artifact.content, *streams(artifact.content)])
    return "\n".join(
        [
            artifact.name,
            pages,
            marks,
            str(pdf.get_metadata_dict()),
            plain.decode("latin-1"),
            plain.decode("utf-16-be", "ignore"),
        ]
    )


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_marked_higher_reaches_an_edition(compiled: Compiled, audience: str, suffix: str) -> None:
    (artifact,) = [a for a in compiled.artifacts if a.name.endswith(f"-{audience}.{suffix}")]
    said = told(artifact)
    assert "water supply" in said
    lower = said.lower()
    assert [word for word in SECRET if word.lower() in lower] == []


def test_an_actor_has_the_name_that_an_open_source_gives_it(compiled: Compiled) -> None:
    names = {row.actor for brief in compiled.briefs if brief.table for row in brief.table.rows}
    assert "NWO" in names


@pytest.mark.parametrize(
    "words",
    [
        "title: Quarrelwick and the Zanthor offer",
        "title: The dam\nsubtitle: Sudan fears the Fennicott clause",
        "title: The dam\nask: Accept “the Drosswell accord” now.",
        "title: The dam\nindicators: [Ethiopia and Egypt will sign the Drosswell accord]",
        "title: The dam\nglossary: {NWO: The Nile Works Okstrade wants peace}",
        "title: The dam\nimprint: {disclaimer: NWO of Sudan wants to buy the Yarrowgate turbines}",
    ],
)
def test_own_words_that_repeat_it_end_the_build(tmp_path: Path, words: str) -> None:
    (tmp_path / "open.md").write_text(OPEN, encoding="utf-8")
    (tmp_path / "quarrelwick.md").write_text(MEMO, encoding="utf-8")
    text = (BRIEF % "TLP:RED").replace("title: The dam", words).replace("previous: old.json\n", "")
    (tmp_path / "brief.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecificationError, match="stands only in sources marked above TLP:CLEAR") as caught:
        pipeline.compile_brief(pipeline.specify([str(tmp_path / "brief.yaml")], ""), ("policymaker",), ("md",))
    assert re.match(r".*brief\.yaml:\d+:\d+$", caught.value.where)
    assert caught.value.exit_code == 3


def test_words_that_an_open_source_has_too_are_free(tmp_path: Path) -> None:
    (tmp_path / "open.md").write_text(OPEN, encoding="utf-8")
    (tmp_path / "quarrelwick.md").write_text(MEMO + "\nEgypt fears for its water supply.\n", encoding="utf-8")
    text = (BRIEF % "TLP:RED").replace("previous: old.json", "ask: Egypt fears for its water supply.")
    (tmp_path / "brief.yaml").write_text(text, encoding="utf-8")
    assert pipeline.compile_brief(pipeline.specify([str(tmp_path / "brief.yaml")], ""), (), ("md",)).artifacts
