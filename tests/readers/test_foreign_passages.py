"""A passage in another language than its document's: told, quoted in its own, and nothing is looked for in it."""

import json
from pathlib import Path

import pytest

from briefing import findings as finders
from briefing import pipeline
from briefing.model import Document, Source
from briefing.readers import read
from briefing.readers.languages import passage
from briefing.readers.prose import PASSAGES
from briefing.rules import RULES

ENGLISH = (
    "Egypt fears for its freshwater supply, and says so at every meeting of the commission on the river.",
    "Ethiopia sees the dam as a national work and will not be told by others what to do with it.",
    "The talks have failed, and nobody in the capitals expects them to begin anew before the spring.",
)
FOREIGN = {
    "fr": "L’Égypte craint pour son approvisionnement en eau douce. Le gouvernement a déclaré que le barrage est une "
    "menace pour les habitants de la vallée.",
    "de": "Ägypten fürchtet um seine Wasserversorgung. Die Regierung hat erklärt, dass der Damm eine Gefahr für die "
    "Bewohner des Tals ist und nicht hingenommen wird.",
    "es": "Egipto teme por su suministro de agua dulce. El gobierno declaró que la presa es una amenaza para los "
    "habitantes del valle y que no la aceptará.",
    "ar": "تخشى مصر على إمداداتها من المياه العذبة. وقالت الحكومة إن السد تهديد لسكان الوادي.",
    "ru": "Египет опасается за свои запасы пресной воды. Правительство заявило, что плотина угрожает жителям долины.",
}


def made(*paragraphs: str) -> Document:
    content = "\n\n".join(("# The dam", *paragraphs)).encode()
    return read(Source(key="s", location="s.md", media_type="text/markdown", content=content))


@pytest.mark.parametrize("tag", FOREIGN)
def test_a_paragraph_in_another_language_is_told(tag: str) -> None:
    document = made(ENGLISH[0], FOREIGN[tag], *ENGLISH[1:])
    assert document.language == "en"
    assert [one.language for one in document.sentences] == ["", tag, tag, "", ""]
    assert f"{PASSAGES}: {tag}" in document.notices


@pytest.mark.parametrize("tag", [tag for tag in FOREIGN if tag != "en"])
def test_an_abstract_in_english_too(tag: str) -> None:
    document = made(*[FOREIGN[tag]] * 4, " ".join(ENGLISH))
    assert document.language == tag
    assert [one.language for one in document.sentences[-3:]] == ["en"] * 3
    assert not any(one.language for one in document.sentences[:-3])


def test_a_sentence_in_a_paragraph_of_another_language_is_told() -> None:
    quote = "Le gouvernement a déclaré que le barrage est une menace pour les habitants de la vallée."
    document = made(f"{ENGLISH[0]} {ENGLISH[1]} {ENGLISH[2]} The minister said so. {quote} {ENGLISH[1]}")
    assert [one.text for one in document.sentences if one.language == "fr"] == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "The president of El Salvador met the mayor of Los Angeles and the head of La Française in Le Touquet.",
        "He wrote for Le Monde, La Croix, El Pais, Die Zeit and Der Spiegel before he went to Rio de Janeiro.",
        "Vladimir Putin (Владимир Путин) said so.",
        "C’est la vie.",
        "1990, 1991, 1992, 1993, 1994, 1995, 1996, 1997, 1998, 1999, 2000, 2001, 2002, 2003.",
        "",
    ],
)
def test_names_and_scraps_are_no_other_language(text: str) -> None:
    assert passage(text, "en") == "en"


def test_a_document_of_one_language_has_none_apart() -> None:
    for text in FOREIGN.values():
        assert not any(one.language for one in made(*[text] * 3).sentences)
    assert not any(PASSAGES in notice for notice in made(*ENGLISH).notices)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("passages")
    french = "Moscow et Téhéran. La Russie veut que le port soit ouvert, et les habitants de la ville sont contre."
    text = "\n\n".join(("# The dam", ENGLISH[0], french, FOREIGN["ar"], *ENGLISH[1:]))
    (made / "s.md").write_text(text, encoding="utf-8")
    (made / "brief.yaml").write_text(
        "title: The dam\nsources: [s.md]\naudiences: [analyst]\nsections:\n  - title: The dam\n    text: |\n"
        '      So it is said [@s:4 "تخشى مصر على إمداداتها من المياه العذبة"].\n',
        encoding="utf-8",
    )
    return made


def test_nothing_is_looked_for_in_it(folder: Path) -> None:
    spec = pipeline.specify([str(folder / "brief.yaml")], "")
    found, told = pipeline.find(spec)
    apart = {one.id for one in found.documents[0].sentences if one.language}
    assert len(apart) == 4
    own = {e.sentence for s in found.sections for run in s.judgement for one in run for e in one.evidence}
    assert own == {"s:4"}  # what the analyst quotes
    assert not apart & {piece.sentence for claim in found.claims() for piece in claim.evidence}
    assert not {actor.name for actor in found.actors} & {"Russia", "Moscow", "La Russie"}
    (warning,) = [one for one in told if one.code == "language"]
    assert "4 sentences in another language (ar, fr)" in warning.message
    assert "language" in RULES
    read_again = finders.searched(found.documents[0])
    assert [one.id for one in read_again.sentences] == ["s:1", "s:6", "s:7"]


def test_a_quote_of_it_is_marked_with_its_language(folder: Path) -> None:
    made = pipeline.compile_brief(pipeline.specify([str(folder / "brief.yaml")], ""), (), ("html", "json"))
    page = next(one.content.decode() for one in made.artifacts if one.name.endswith(".html"))
    assert '<td lang="ar" dir="rtl"><q>تخشى مصر' in page
    brief = json.loads(next(one.content for one in made.artifacts if one.name.endswith(".json")))
    assert [(note["language"], note["direction"]) for note in brief["notes"] if note["sentence"] == "s:4"] == [
        ("ar", "rtl")
    ]
