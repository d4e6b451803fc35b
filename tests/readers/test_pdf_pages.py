"""From a PDF to a document: what a page sets round its text is taken out, what it breaks is whole again."""

import io
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import weasyprint

from bombs import portable
from briefing.errors import LimitError, SourceError
from briefing.model import Document, Sentence, Source
from briefing.readers import read
from briefing.readers.pdf import pages as pdf_pages
from briefing.readers.pdf.flow import assembled, pieces
from briefing.readers.pdf.pages import opened

SAMPLE = next((Path(__file__).parents[2] / "out" / "sample").glob("*-policymaker.pdf"))
TOPICS = ("grid", "water", "harbour", "railway", "forest", "school", "market", "border")
STYLE = """
@page { size: A4; margin: 25mm 20mm; @top-left { content: 'Energy Policy Review'; font-size: 8pt }
  @top-right { content: 'Keller'; font-size: 8pt } @bottom-center { content: counter(page) } }
@page :left { @top-left { content: 'Reform in the north' } }
body { font: 10pt/1.35 serif } main { columns: COLUMNS; column-gap: 8mm; hyphens: auto; text-align: justify }
p { margin: 0; text-indent: 1.2em } h2 + p, .flush { text-indent: 0 } h1 { font-size: 20pt }
h2 { font-size: 13pt } sup { font-size: 6.5pt; line-height: 0; vertical-align: 3pt }
.note { float: footnote; font-size: 7.5pt } table { width: 100% }
"""


def source(content: bytes) -> Source:
    return Source(key="s", location="s.pdf", media_type="application/pdf", content=content)


def printed(html: str) -> bytes:
    made = weasyprint.HTML(string=html).write_pdf()
    assert isinstance(made, bytes)
    return made


def paragraphs() -> list[str]:
    """Sentences that are never the same twice, with words that lines break."""
    return [
        f"The commission on the {topic} announced a comprehensive restructuring of distribution companies in year {n}. "
        f"International organisations warned of underfinanced infrastructure commitments for the {topic} in plan {n}. "
        f"Representatives criticised the long-term consequences and the long-term administrative responsibilities of "
        f"the {topic} in round {n}."
        for topic in TOPICS
        for n in range(11, 17)
    ]


@cache
def report(columns: int) -> Document:
    return read(source(paper(columns)))


@cache
def paper(columns: int) -> bytes:
    body = "".join(
        (f"<h2>On the {TOPICS[at // 6]}</h2>" if at % 6 == 0 else "")
        + f"<p>{said}</p>".replace("plan 12.", "plan 12.<sup>4</sup>")
        for at, said in enumerate(paragraphs())
    )
    note = '<span class="note">Interview with an official of the regulator, May 2023.</span>'
    html = f"""<html lang="en"><title>Microsoft Word - final.doc</title><meta name="author" content="Administrator">
      <style>{STYLE.replace("COLUMNS", str(columns))}</style><h1>Reform of the northern grid</h1>
      <p class="flush">By Anna Keller</p><p class="flush">12 March 2024</p><main>
      <p class="flush">Observers in the capital stayed calm.{note} They wait for the vote.</p>{body}
      <p>Two ways are open:</p><ul><li>The first option is cheap.</li><li>The second option costs more than the
      cabinet can spend this year.</li></ul></main>
      <table><tr><th>Country</th><th>Megawatts</th><th>Share</th></tr><tr><td>Norway</td><td>310</td><td>11</td></tr>
      <tr><td>Sweden</td><td>420</td><td>17</td></tr><tr><td>Finland</td><td>515</td><td>23</td></tr></table></html>"""
    return printed(html)


@pytest.mark.parametrize("columns", [1, 2])
def test_a_report_is_read_in_order(columns: int) -> None:
    document = report(columns)
    said = " ".join(sentence.text for sentence in document.sentences)
    for wanted in paragraphs():
        assert wanted in said
    order = [said.index(wanted) for wanted in paragraphs()]
    assert order == sorted(order)
    assert [heading.text for heading in document.headings] == [f"On the {topic}" for topic in TOPICS]


@pytest.mark.parametrize("columns", [1, 2])
def test_what_stands_round_the_text_is_dropped_with_its_reason(columns: int) -> None:
    document = report(columns)
    for furniture in ("Energy Policy Review", "Reform in the north", "Interview with", "Keller", "12 March"):
        assert furniture not in document.text
        assert furniture in document.source_text()
    was: dict[str, str] = {}
    for entry in document.ledger:
        was[entry.reason] = was.get(entry.reason, "") + entry.was
    assert "Energy Policy Review" in was["running head"]
    assert "Interview with an official" in was["footnote"]
    assert "4" in was["footnote mark"]
    assert set(re.findall(r"\d+", was["page number"])) == {str(page) for page in range(1, pages(document) + 1)}
    assert "-\n" in was["word broken across lines"]


@pytest.mark.parametrize("columns", [1, 2])
def test_sentences_know_their_pages(columns: int) -> None:
    document = report(columns)
    found = [sentence.page for sentence in document.sentences]
    assert found == sorted(found, key=lambda page: page or 0)
    assert set(found) == set(range(1, len(pypdfium2.PdfDocument(paper(columns))) + 1))


def pages(document: Document) -> int:
    return max(sentence.page or 0 for sentence in document.sentences)


def test_the_paper_tells_of_itself_where_its_dictionary_does_not() -> None:
    document = report(2)
    assert (document.title, document.authors, document.published) == (
        "Reform of the northern grid",
        ("Anna Keller",),
        "2024-03-12",
    )
    assert document.language == "en"


def test_items_are_sentences_and_tables_are_not() -> None:
    texts = [sentence.text for sentence in report(1).sentences]
    assert "The first option is cheap." in texts
    assert "The second option costs more than the cabinet can spend this year." in texts
    assert not any("Norway" in text for text in texts)
    assert "Sweden 420 17" in report(1).text


@pytest.mark.parametrize("columns", [1, 2])
def test_the_ledger_is_exact(columns: int) -> None:
    document, held = report(columns), opened(source(paper(columns)))
    as_read, blocks = assembled(pieces(held.pages))
    assert document.source_text() == as_read
    assert (
        "".join(as_read[block.start : block.end] for block in blocks).split() == "".join(as_read.split("\n\n")).split()
    )
    words = Counter(re.sub(r"\s", "", as_read))
    drawn = pypdfium2.PdfDocument(paper(columns))
    there = "".join(page.get_textpage().get_text_range() for page in drawn)
    there = re.sub("[\x02\ufffe\u2010]", "-", re.sub(r"\s", "", there))
    assert words == Counter(there)


def test_our_own_brief_is_read_back() -> None:
    document = read(source(SAMPLE.read_bytes()))
    texts = [sentence.text for sentence in document.sentences]
    assert document.title == "Russia and Iran in Syria after Soleimani"
    assert not any("TLP:CLEAR" in text or re.search(r"\d / \d", text) for text in texts)
    beside_a_sidebar = "Russia’s President, Vladimir Putin, is internationally regarded as the kingmaker"
    assert any(beside_a_sidebar in text for text in texts)


def test_the_dictionary_tells_title_author_and_language() -> None:
    html = (
        '<html lang="de"><title>Netze im Norden</title><meta name="author" content="Anna Keller"><p>Die Netze im '
        "Norden sind alt. Der Ausbau kostet mehr, als die Länder geben wollen.</p></html>"
    )
    document = read(source(printed(html)))
    assert (document.title, document.authors, document.language) == ("Netze im Norden", ("Anna Keller",), "de")
    assert [sentence.page for sentence in document.sentences] == [None, None]


def test_a_paragraph_that_a_page_breaks_is_whole() -> None:
    words = " ".join(f"and the {topic} of district {n}" for n in range(100, 130) for topic in TOPICS)
    style = "<style>@page { size: A5; margin: 30mm }</style>"
    document = read(source(printed(f"{style}<p>The cabinet saw the coast {words}. It was content.</p>")))
    assert [sentence.text for sentence in document.sentences] == [
        f"The cabinet saw the coast {words}.",
        "It was content.",
    ]
    assert [sentence.page for sentence in document.sentences] == [1, pages(document)]
    assert pages(document) > 2


def test_powers_stay_and_text_across_the_page_is_dropped() -> None:
    html = """<style>.side { position: absolute; left: 0; top: 50mm; transform: rotate(-90deg) }
      sup { font-size: 6pt; line-height: 0; vertical-align: 4pt }</style>
      <p>The lake covers 40 km<sup>2</sup> of the province.<sup>3</sup> It is the 5<sup>th</sup> largest of them.</p>
      <div class="side">Draft copy</div>"""
    document = read(source(printed(html)))
    assert [sentence.text for sentence in document.sentences] == [
        "The lake covers 40 km2 of the province.",
        "It is the 5th largest of them.",
    ]
    assert "Draft copy" in document.source_text()


def test_pages_without_text_are_told() -> None:
    html = '<p>The cabinet met on Monday.</p><p style="break-before: page; height: 9cm; background: red"></p>'
    assert "pages without text: 1" in read(source(printed(html))).notices


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"The cabinet met on Monday.", "not a PDF", "suffix"),
        (b"%PDF-1.7 and nothing else", "broken", "save"),
        (printed("<p>The cabinet met.</p>")[:600], "broken", "save"),
        (printed('<div style="height: 5cm; background: red"></div>'), "a scan", "ocrmypdf"),
    ],
)
def test_what_cannot_be_read_says_so(content: bytes, message: str, hint: str) -> None:
    with pytest.raises(SourceError) as error:
        read(source(content))
    assert message in error.value.message
    assert hint in error.value.hint
    assert error.value.where == "s.pdf"


def test_a_password_is_asked_for() -> None:
    pikepdf = pytest.importorskip("pikepdf")
    closed = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed("<p>The cabinet met.</p>"))) as pdf:
        pdf.save(closed, encryption=pikepdf.Encryption(user="a", owner="b"))
    with pytest.raises(SourceError, match="password"):
        read(source(closed.getvalue()))


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = printed('<p>The cabinet met.</p><p style="break-before: page">It met again.</p>')
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 1)
    with pytest.raises(LimitError, match="2 pages, at most 1"):
        read(source(content))
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 2)
    monkeypatch.setattr(pdf_pages, "MOST_CHARACTERS", 20)
    with pytest.raises(LimitError, match="characters"):
        read(source(content))


def test_a_note_leads_to_the_page() -> None:
    from briefing.compose.notes import _link

    sentence = Sentence(id="s:1", text="It met.", start=0, end=7, paragraph=1, page=7)
    document = Document(
        key="s", location="a/S.PDF", title="T", text="It met.", url="https://a.org/s.pdf#x", sentences=(sentence,)
    )
    assert _link(document, sentence, 0, 7) == "https://a.org/s.pdf#page=7"
    assert ":~:text=" in _link(document.model_copy(update={"location": "s.txt"}), sentence, 0, 7)


WORDS = ("Two", "days", "later", "he", "ended", "the", "long", "journey")


@pytest.mark.parametrize(
    ("gap", "told"),
    [(-125, "Two days later he ended the long journey"), (-80, "Two days later heended the long journey")],
)
def test_a_narrow_gap_is_a_space_where_words_stand_close(gap: int, told: str) -> None:
    """Words 0.2 em apart, as a justified line has them, and one pair closer still."""
    shown = b"-200".join(b"(%s)" % word.encode() for word in WORDS)
    shown = shown.replace(b"(he)-200", b"(he)%d" % gap)
    document = read(source(portable(b"BT /F 12 Tf 72 700 Td [%s] TJ ET" % shown)))
    assert document.text == told


def test_a_title_that_is_no_text_is_left_out() -> None:
    with pikepdf.open(io.BytesIO(portable(b"BT /F 12 Tf 72 700 Td (Egypt fears for its water.) Tj ET"))) as pdf:
        pdf.docinfo["/Title"] = pikepdf.String(b"\xfe\xff\x00A\xdc\x00\x00A")
        made = io.BytesIO()
        pdf.save(made)
    assert read(source(made.getvalue())).text == "Egypt fears for its water."
