"""The pages as pictures, beside the ones that a person has looked at and accepted.

Where Pango is another version than the one that drew them, glyphs shift by fractions; then the boxes of the headings
are compared instead: their page, and their place to within TOLERANCE_MM.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from briefing.pipeline import Compiled

PAGES = Path(__file__).parent / "golden" / "pages"
SCALE = 1.0  # 72 pixels an inch
TOLERANCE = 0.4  # mean difference of a page, of 255 grey levels, after a blur of one pixel
WORST = 90  # the largest difference of a blurred pixel
TOLERANCE_MM = 6
AUDIENCES = ("minister", "policymaker", "analyst", "public")


def pango() -> str:
    from weasyprint.text.ffi import pango as library

    return str(library.pango_version())


def drawn(content: bytes) -> list[Image.Image]:
    return [page.render(scale=SCALE).to_pil().convert("L") for page in pypdfium2.PdfDocument(content)]


def boxes(content: bytes) -> list[tuple[str, int, float]]:
    """Each bookmark's title, page and height above the foot of the page in millimetres."""
    placed = []
    for bookmark in pypdfium2.PdfDocument(content).get_toc():
        target = bookmark.get_dest()
        assert target is not None
        placed.append((bookmark.get_title(), target.get_index(), target.get_view()[1][1] * 25.4 / 72))
    return placed


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_pages_look_as_accepted(seeds: Compiled, audience: str, accept: bool, tmp_path: Path) -> None:  # noqa: FBT001
    (content,) = [a.content for a in seeds.artifacts if a.name.endswith(f"-{audience}.pdf")]
    record = PAGES / f"{audience}.json"
    if accept:
        for old in PAGES.glob(f"{audience}-*.png"):
            old.unlink()
        for number, page in enumerate(drawn(content), 1):
            page.quantize(16).save(PAGES / f"{audience}-{number}.png", optimize=True)
        record.write_text(json.dumps({"pango": pango(), "boxes": boxes(content)}, indent=1) + "\n", encoding="utf-8")
    accepted = json.loads(record.read_text(encoding="utf-8"))
    if accepted["pango"] != pango():
        for (title, page, height), (now, at, top) in zip(accepted["boxes"], boxes(content), strict=True):
            assert (title, page) == (now, at)
            assert abs(height - top) < TOLERANCE_MM, title
        return
    pages = drawn(content)
    assert len(pages) == len(list(PAGES.glob(f"{audience}-*.png")))
    for number, page in enumerate(pages, 1):
        golden = Image.open(io.BytesIO((PAGES / f"{audience}-{number}.png").read_bytes())).convert("L")
        difference = ImageChops.difference(
            page.filter(ImageFilter.GaussianBlur(1)), golden.filter(ImageFilter.GaussianBlur(1))
        )
        page.save(tmp_path / f"{audience}-{number}.png")
        statistics = ImageStat.Stat(difference)
        mean, worst = statistics.mean[0], statistics.extrema[0][1]
        assert mean < TOLERANCE, f"page {number} differs by {mean:.2f}: see {tmp_path}, or accept it"
        assert worst < WORST, f"page {number} differs by up to {worst} somewhere: see {tmp_path}, or accept it"
