"""From a scan to a document: pages that are pictures are read by a program, where it is installed."""

import io
import math
import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import weasyprint

from briefing import ocr, pipeline
from briefing.cache import Cache
from briefing.errors import BriefingError, SourceError
from briefing.model import Document, Source
from briefing.readers import pdf, reading
from briefing.readers.pdf import scans
from briefing.readers.pdf.pages import Fragment, Page, Read, opened
from briefing.workers import Pool
from damage import damaged

installed = pytest.mark.skipif(not ocr.installed(os.environ), reason="Tesseract is not installed: no scan is read")
SAID = (
    "The commission on the river announced a restructuring of the water companies.",
    "Ministers of both countries warned of a new dispute over the harbour.",
    "Nobody in the capital expects an agreement before the spring.",
)
STYLE = "@page { size: A5; margin: 18mm } body { font: 13pt/1.5 serif }"


@cache
def printed(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{said}</p>" for said in paragraphs)
    made = weasyprint.HTML(string=f"<html lang=en><style>{STYLE}</style>{body}</html>").write_pdf()
    assert isinstance(made, bytes)
    return made


@cache
def scanned(content: bytes, turn: int = 0) -> bytes:
    """A PDF whose pages are pictures of another's."""
    pictures = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(content)]
    pictures = [picture.rotate(turn, expand=True) for picture in pictures]
    made = io.BytesIO()
    pictures[0].save(made, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return made.getvalue()


def joined(*contents: bytes) -> bytes:
    whole, made = pikepdf.new(), io.BytesIO()
    for content in contents:
        whole.pages.extend(pikepdf.open(io.BytesIO(content)).pages)
    whole.save(made)
    return made.getvalue()


def source(content: bytes) -> Source:
    return Source(key="s", location="s.pdf", media_type="application/pdf", content=content)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool() as made:
        yield made


def read(content: bytes, pool: Pool, remembered: Cache | None = None, **environment: str) -> Document | BriefingError:
    surroundings = {"PATH": os.environ["PATH"], **environment}
    wanted = [(source(content), "en", None)]
    ((made, _),) = reading.read_all(wanted, pool, remembered or Cache(), lambda _: None, surroundings)
    return made


def sentences(document: Document | BriefingError) -> list[str]:
    assert isinstance(document, Document), document
    return [sentence.text for sentence in document.sentences]


@installed
@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_scan_is_read_whichever_way_it_lies(turn: int, pool: Pool) -> None:
    program = ocr.recogniser(pool, os.environ)
    if turn and not (program and program.turns):
        pytest.skip("Tesseract lacks the data that tell which way up a page is (osd)")
    document = read(scanned(printed(*SAID), turn), pool)
    assert sentences(document) == list(SAID)
    assert isinstance(document, Document)
    assert f"{pdf.OCR}: 1" in document.notices
    sure = next(int(told.partition(": ")[2]) for told in document.notices if told.startswith(pdf.SURE))
    assert 80 < sure <= 100
    (caution,) = reading.cautions(document)
    assert (caution.code, caution.where) == ("read-by-ocr", "s.pdf")
    assert f"{sure} %" in caution.message


@installed
def test_only_the_pages_that_are_pictures_are_read_so(pool: Pool) -> None:
    text = printed("The talks in Geneva have failed, and nobody says so.")
    document = read(joined(text, scanned(printed(*SAID)), text), pool)
    assert isinstance(document, Document)
    assert [(one.text, one.page) for one in document.sentences if one.page == 2] == [(said, 2) for said in SAID]
    assert {one.page for one in document.sentences} == {1, 2, 3}
    assert f"{pdf.OCR}: 2" in document.notices


@installed
def test_a_stamp_on_a_scan_is_not_all_that_is_read(pool: Pool) -> None:
    whole, made = pikepdf.open(io.BytesIO(scanned(printed(*SAID)))), io.BytesIO()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page = whole.pages[0]
    page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F9)
    page.contents_add(whole.make_stream(b"BT /F9 8 Tf 20 12 Td (Archive copy 4711) Tj ET"))
    whole.save(made)
    assert set(SAID) <= set(sentences(read(made.getvalue(), pool)))


@installed
def test_what_was_read_is_remembered_with_the_program_that_read_it(pool: Pool, tmp_path: Path) -> None:
    content, remembered = scanned(printed(*SAID)), Cache(tmp_path)
    first = read(content, pool, remembered)
    program = ocr.recogniser(pool, os.environ)
    told: list[str] = []
    ((again, _),) = reading.read_all([(source(content), "en", None)], pool, remembered, told.append, os.environ)
    assert again == first
    assert told == ["reading s.pdf"]  # and not by OCR
    assert program
    assert program.version
    assert any("eng.traineddata" in one for one in program.data)


@installed
def test_a_language_without_data_is_told(pool: Pool) -> None:
    ((made, _),) = reading.read_all(
        [(source(scanned(printed(*SAID))), "ka", None)], pool, Cache(), lambda _: None, os.environ
    )
    assert isinstance(made, Document)
    if "kat" not in getattr(ocr.recogniser(pool, os.environ), "languages", ()):
        assert f"{pdf.LACKING}: ka" in made.notices
        assert any("kat" in (caution.hint or "") for caution in reading.cautions(made))


@installed
def test_a_picture_without_words_is_no_text(pool: Pool) -> None:
    noise = scanned(
        printed(
            '<div style="height: 8cm; background: repeating-linear-gradient(9deg, #000 0 3px, #fff 3px 9px)"></div>'
        )
    )
    told = read(noise, pool)
    assert isinstance(told, SourceError)
    assert told.message == "no text in the PDF: a scan, in which OCR reads nothing"


def test_without_the_program_a_scan_says_what_to_type(pool: Pool) -> None:
    wanted = [(source(scanned(printed(*SAID))), "", None)]
    ((told, _),) = reading.read_all(wanted, pool, Cache(), lambda _: None, {"PATH": "/nowhere"})
    assert isinstance(told, SourceError)
    assert told.message == "no text in the PDF: a scan, it needs OCR"
    assert "tesseract" in told.hint
    assert "ocrmypdf" in told.hint
    assert len(str(told).splitlines()) == 2


def test_a_program_that_answers_nothing_is_an_error_of_two_lines(pool: Pool, tmp_path: Path) -> None:
    """A script cannot become a program: what would run it may not be started."""
    (tmp_path / ocr.NAME).write_text("#!/bin/sh\necho tesseract 9\n", encoding="utf-8")
    (tmp_path / ocr.NAME).chmod(0o755)
    wanted = [(source(scanned(printed(*SAID))), "", None)]
    ((told, _),) = reading.read_all(wanted, pool, Cache(), lambda _: None, {"PATH": str(tmp_path)})
    assert isinstance(told, BriefingError)
    assert len(str(told).splitlines()) <= 2


@installed
def test_a_build_tells_which_pages(tmp_path: Path) -> None:
    (tmp_path / "s.pdf").write_bytes(joined(printed(SAID[0]), scanned(printed(*SAID[1:]))))
    documents, told = pipeline.read(pipeline.specify([str(tmp_path / "s.pdf")], ""))
    assert [one.code for one in told] == ["read-by-ocr"]
    assert [sentence.page for sentence in documents[0].sentences] == [1, 2, 2]


# what a program answers


def test_an_empty_page_is_no_scan() -> None:
    held = opened(source(printed("")))
    assert not held.scans
    assert held.fault
    assert held.fault.message == "no text in the PDF: its pages are empty"


def test_a_page_of_text_is_no_scan() -> None:
    assert not opened(source(printed(*SAID))).scans


def hocr(*lines: str) -> bytes:
    return f"<html><body><div class='ocr_page'>{''.join(lines)}</div></body></html>".encode()


def line(box: str, *words: tuple[str, int], more: str = "") -> str:
    spans = "".join(
        f"<span class='ocrx_word' title='bbox 0 0 1 1; x_wconf {sure}'>{word}</span>" for word, sure in words
    )
    return f"<span class='ocr_line' title=\"bbox {box}{more}\">{spans}</span>"


SIZE = (420.0, 595.0)


def test_lines_stand_where_they_stood_on_the_page() -> None:
    answer = hocr(line("100 200 900 250", ("Hello", 90), ("world.", 80), more="; baseline 0 -10; x_size 50"))
    found = scans.recognised(answer, SIZE)
    (fragment,) = found.page.fragments
    point = 72 / 300
    assert fragment == Fragment("Hello world.", 100 * point, 900 * point, 240 * point, 50 * point, bold=False)
    assert found.confidence == pytest.approx((5 * 90 + 6 * 80) / 11)


def test_a_page_that_lies_is_turned() -> None:
    """A line that runs up the page at its left edge runs along its head, once it is turned."""
    high = round(SIZE[1] * 300 / 72)
    answer = hocr(line(f"100 400 150 {high - 100}", ("Hello", 90), more="; textangle 90; x_size 50"))
    (fragment,) = scans.recognised(answer, SIZE).page.fragments
    assert fragment.left == pytest.approx(100 * 72 / 300)
    assert fragment.base < 150 * 72 / 300
    assert scans.recognised(answer, SIZE).page.width == SIZE[1]


@pytest.mark.parametrize("answer", [b"", b"<html", b"\0\xff", hocr("<span class='ocr_line' title='bbox 9'>x</span>")])
def test_a_damaged_answer_tells_nothing(answer: bytes) -> None:
    assert scans.recognised(answer, SIZE).characters == 0


def test_whatever_is_answered_is_a_page() -> None:
    sound = hocr(
        *[line(f"100 {at}00 900 {at}50", ("Hello", 90), more="; baseline 0 -10; x_size 50") for at in range(9)]
    )
    for number in range(300):
        made = damaged(sound, sound, random.Random(number))  # noqa: S311 - no secret
        found = scans.recognised(made, SIZE)
        assert found.characters >= 0
        assert all(math.isfinite(one.base) and math.isfinite(one.size) for one in found.page.fragments)


def test_a_page_that_the_program_is_not_sure_of_stays_unread() -> None:
    held = Read((Page(*SIZE, (), ()),), {}, "", (SIZE,), (1,))
    box = "100 200 900 250"
    for sure, read_pages in ((scans.LEAST_SURE - 1, ()), (scans.LEAST_SURE, (1,))):
        assert scans.merged(held, {1: hocr(line(box, ("Hello", sure)))}).read == read_pages


def test_sizes_that_are_nearly_alike_are_one() -> None:
    lines = [
        line(f"0 {at}00 900 {at}50", ("word" * 5, 90), more=f"; x_size {size}")
        for at, size in enumerate((45, 45, 41, 90))
    ]
    sizes = [fragment.size for fragment in scans.recognised(hocr(*lines), SIZE).page.fragments]
    assert sizes[0] == sizes[1] == sizes[2] < sizes[3]


def test_a_large_page_is_drawn_coarser() -> None:
    assert scans._scale(*SIZE) == 300 / 72  # noqa: SLF001
    wide = 14_400.0
    assert (wide * scans._scale(wide, wide)) ** 2 == pytest.approx(scans.MOST_PIXELS)  # noqa: SLF001


def test_pages_are_told_in_runs() -> None:
    assert scans.told([7, 1, 3, 2]) == "1–3, 7"
