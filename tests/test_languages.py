"""Real pages in each of the seven languages: what they say of their own, how they run, and what they quote."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
import pytest
from babel import Locale

from briefing import audiences, labels, pipeline
from briefing.compose import compose
from briefing.model import Artifact, Brief
from briefing.pipeline import Compiled
from briefing.spec import BriefSpec
from briefing.writers import WRITERS, html
from making import nile, order
from test_labels import LANGUAGES

SPECIFICATIONS = Path(__file__).parent / "languages"
NOWHERE = Path("nowhere")
MILLIMETRE = 72 / 25.4
ENGLISH = re.compile(r"\b(?:Sources?|Actors?|Key points|Who|What|Notes|Draft|Published|Authors?|state|undated)\b")


def specification(name: str) -> BriefSpec:
    return pipeline.specify((str(SPECIFICATIONS / f"{name}.yaml"),), "")


def composed(seeds: Compiled, tag: str, audience: str) -> Brief:
    """The seeds' findings under titles in another language."""
    spec = specification(tag)
    titles = [section.title for section in spec.sections]
    sections = tuple(
        section.model_copy(update={"title": titles[number % len(titles)]})
        for number, section in enumerate(seeds.findings.sections)
    )
    found = seeds.findings.model_copy(update={"sections": sections})
    return compose(found, spec, audiences.load(audience, spec.folder))[0]


class Words(HTMLParser):
    """The text of a page with the language and direction of each piece."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self._open: list[tuple[str, str, str]] = []
        self.pieces: list[tuple[str, str, str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        _, language, direction = self._open[-1] if self._open else ("", "", "")
        if tag not in ("meta", "img", "col", "br"):
            self._open.append((tag, given.get("lang") or language, given.get("dir") or direction))

    def handle_endtag(self, tag: str) -> None:
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open[-1][0] not in ("style", "title"):
            self.pieces.append((data, *self._open[-1][1:]))


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("audience", ["minister", "policymaker", "analyst", "public"])
def test_a_page_says_nothing_of_its_own_in_another_language(seeds: Compiled, tag: str, audience: str) -> None:
    brief = composed(seeds, tag, audience)
    own = [text for text, language, _ in Words(html.markup(brief, NOWHERE, "")).pieces if language == tag]
    assert len(own) > 15
    if tag != "en":
        foreign = [word for word in own if ENGLISH.search(word) and word.strip() not in vars(brief.labels).values()]
        assert not foreign
        quoted = [one for one in Words(html.markup(brief, NOWHERE, "")).pieces if one[1] == "en"]
        assert quoted
        assert {direction for *_, direction in quoted} == {"ltr"}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_specification_of_each_language_is_sound(tag: str) -> None:
    spec = specification(tag)
    assert spec.language == tag
    assert len(spec.sections) == 4


@pytest.mark.parametrize("tag", ["ar", "fa"])
def test_a_page_of_a_language_from_right_to_left_is_mirrored(seeds: Compiled, tag: str) -> None:
    brief = composed(seeds, tag, "policymaker")
    assert brief.direction == "rtl"
    content = WRITERS["pdf"](brief, NOWHERE)[0].content
    page = pypdfium2.PdfDocument(content)[0]
    left, right = page.get_width() / 3, page.get_width() * 2 / 3
    assert where(page, "TLP:CLEAR") < left
    start = " ".join(brief.key_points[0].text.split()[:3])
    assert left < where(page, start) < right  # the main column begins a side and a gap from the left
    assert where(page, "Belenkaya") < left  # whom the side warns of


def where(page: pypdfium2.PdfPage, words: str) -> float:
    """Where the first of some words begins, from the left."""
    text = page.get_textpage()
    tries = (words, words[::-1], words.rpartition(":")[2])  # some readers give a line of both directions backwards
    found = next((place for one in tries if (place := text.search(one).get_next())), None)
    assert found, words
    return float(text.get_charbox(found[0])[0])


def made(name: str = "policymaker", **fields: object) -> Artifact:
    return WRITERS["pdf"](compose(nile(), order(**fields), audiences.load(name, NOWHERE))[0], NOWHERE)[0]


@pytest.mark.parametrize("tag", ["en", "de", "fa"])
@pytest.mark.parametrize("marking", ["TLP:AMBER+STRICT", "For official use only"])
def test_draft_embargo_and_marking_stand_on_every_page(tag: str, marking: str) -> None:
    artifact = made("analyst", language=tag, draft=True, embargo="2020-02-01", marking=marking)
    said = labels.load(tag)
    pdf = pypdfium2.PdfDocument(artifact.content)
    assert len(pdf) > 1
    for page in pdf:
        text = " ".join(page.get_textpage().get_text_range().split())
        for word in marking.split():  # beside Arabic letters a reader may take them in the other order
            assert len(re.findall(rf"\b{re.escape(word)}\b", text)) + len(re.findall("STRICT.AMBER:TLP", text)) >= 2
        if tag != "fa":  # text of an Arabic script comes out in pieces
            assert said.draft.upper() in text.upper().replace(" ", "").replace("\u00a0", "") or said.draft in text
            assert said.embargo.partition("{")[0].strip() in text


@pytest.mark.parametrize(("size", "width", "height"), [("A4", 210, 297), ("Letter", 215.9, 279.4)])
@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("name", ["minister", "policymaker", "analyst", "public"])
def test_a_brief_has_the_page_size_that_is_asked_for(
    tag: str, name: str, size: str, width: float, height: float
) -> None:
    page = pypdfium2.PdfDocument(made(name, language=tag, page_size=size).content)[0]
    assert (round(page.get_width() / MILLIMETRE, 1), round(page.get_height() / MILLIMETRE, 1)) == (width, height)


def test_a_brief_quotes_arabic_and_russian_in_their_own_language_and_direction() -> None:
    spec = specification("scripts")
    found, _ = pipeline.find(spec)
    assert [d.language for d in found.documents] == ["ar", "ru"]
    brief = compose(found, spec, audiences.load("policymaker", spec.folder))[0]
    page = html.markup(brief, spec.folder, "")
    assert '<p lang="ar" dir="rtl"><q>ويقول خبراء الملاحة' in page
    assert '<p lang="ru" dir="ltr"><q>«Мы не соперники' in page
    artifact, told = WRITERS["pdf"](brief, spec.folder)
    assert not told
    assert artifact.pages == 1


def test_numbers_of_a_persian_page_are_persian(seeds: Compiled) -> None:
    brief = composed(seeds, "fa", "policymaker")
    page = html.markup(brief, NOWHERE, "")
    own = "".join(text for text, language, _ in Words(page).pieces if language == "fa")
    spec = specification("fa").imprint
    told = own.replace(spec.number, "").replace(spec.version, "").replace("CC BY 4.0", "")
    assert not re.search(r"[0-9]", told)
    assert ":root { --figures: persian }" in html.style(brief, NOWHERE, (), Path.as_uri)


def test_the_languages_write_as_cldr_says() -> None:
    for tag in LANGUAGES:
        brief = compose(nile(), order(language=tag), audiences.load("policymaker", NOWHERE))[0]
        assert brief.direction == ("rtl" if Locale(tag).text_direction == "rtl" else "ltr")
