"""briefing/labels/: every language has every label, with the fields and the plural forms that it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale

from briefing import audiences, glyphs, labels, strict_yaml
from briefing.labels import _File
from briefing.model import Labels, Plural, fields_of
from briefing.spec import BriefSpec

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "ru")
FOLDER = Path(labels.__file__).parent


def shipped(language: str) -> _File:
    path = FOLDER / f"{language}.yaml"
    return strict_yaml.validate(strict_yaml.read(path, path.name), _File)


def texts(said: Labels) -> dict[str, str]:
    """Every text of some labels: a plural's forms apart."""
    found: dict[str, str] = {}
    for key, value in said:
        forms = value.model_dump(exclude_unset=True) if isinstance(value, Plural) else {"": value}
        found |= {f"{key}.{form}".rstrip("."): text for form, text in forms.items()}
    return found


def test_seven_languages_ship() -> None:
    assert labels.languages() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_every_label_and_no_other(language: str) -> None:
    file = shipped(language)
    assert file.words.model_fields_set == set(Labels.model_fields)
    assert not [key for key, text in texts(file.words).items() if not text.strip()]
    english = shipped("en")
    assert {name: one.model_fields_set for name, one in file.audiences.items()} == {
        name: one.model_fields_set for name, one in english.audiences.items()
    }
    assert file.audiences.keys() <= set(audiences.names(Path("nowhere")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_plural_forms_that_cldr_gives_it(language: str) -> None:
    forms = {*Locale(language).plural_form.tags, "other"}
    for key, value in shipped(language).words:
        if isinstance(value, Plural):
            assert value.model_fields_set == forms, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_has_the_fields_that_it_has_in_english(language: str) -> None:
    english = shipped("en").words
    for key, value in shipped(language).words:
        told = getattr(english, key)
        if isinstance(value, Plural):
            assert fields_of(value.other) == ("n",), key
        else:
            assert sorted(fields_of(value)) == sorted(fields_of(told)), key


def test_every_label_is_said_somewhere() -> None:
    package = FOLDER.parent
    files = [f for f in package.rglob("*") if f.suffix in (".py", ".j2") and "data" not in f.parts]
    text = "".join(f.read_text("utf-8") for f in files if f.name != "model.py" or f.parent != package)
    by_kind = re.compile(r"(type|notice|gap|outline|sign|line|grid_caption|cleaned)_\w+|changes?_(new|dropped|changed)")
    unsaid = [key for key in Labels.model_fields if not by_kind.fullmatch(key)]
    assert not [key for key in unsaid if not re.search(rf"\b{key}\b", text)]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_no_label_was_left_in_english(language: str) -> None:
    english, own = texts(shipped("en").words), texts(shipped(language).words)
    phrases = {
        key for key, text in english.items() if len(re.findall(r"[A-Za-z]{3,}", re.sub(r"\{\w+\}", "", text))) > 1
    }
    assert len(phrases) > 50
    assert not [key for key in phrases if own.get(key) == english[key] and not key.startswith("cited")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_faces_draw_every_label(language: str) -> None:
    file = shipped(language)
    said = "".join(text for one in (file.words, *file.audiences.values()) for text in texts(one).values())
    assert sorted(c for c in set(said) if not glyphs.drawn(c)) == []


def test_quotation_marks_come_in_pairs() -> None:
    for language in LANGUAGES:
        for key, text in texts(shipped(language).words).items():
            if not key.startswith("quote_"):
                assert text.count("«") == text.count("»"), (language, key)
                assert text.count("„") == text.count("“") or language in ("en", "ar"), (language, key)


def test_french_punctuation_stands_off_unbroken() -> None:
    for key, text in texts(shipped("fr").words).items():
        assert not re.search(r"\w [;:!»]|« ", text), key


def test_a_tag_of_any_region_finds_its_language_and_another_english() -> None:
    assert labels.load("fr-CA").series == labels.load("fr").series == "Note de synthèse"
    assert labels.load("ar-u-nu-arab").series == labels.load("ar").series
    assert not labels.ships("pl")
    assert labels.load("pl") == labels.load("en")


def test_an_audience_of_the_package_has_words_of_its_own_in_every_language() -> None:
    public = audiences.load("public", Path("nowhere"))
    assert labels.load("en", public.lineage).key_points == "In short"
    assert labels.load("ru", public.lineage).key_points == "Вкратце"
    assert labels.load("ru", public.lineage).timeline == "Что произошло"


def test_what_a_person_says_otherwise_wins() -> None:
    own = Labels(series="Note", count_points=Plural(other="{n} ideas"))
    said = labels.load("de", ("policymaker",), own)
    assert (said.series, said.count_points.other, said.sources) == ("Note", "{n} ideas", "Quellen")
    spec = BriefSpec.model_validate({"title": "T", "sources": [{"path": "a"}], "labels": {"draft": "Brouillon"}})
    assert labels.load("fr", (), own, spec.labels).draft == "Brouillon"


def test_an_audience_of_the_projects_own_name_is_not_the_packages(tmp_path: Path) -> None:
    (tmp_path / "audiences").mkdir()
    (tmp_path / "audiences" / "public.yaml").write_text("extends: minister\n", encoding="utf-8")
    public = audiences.load("public", tmp_path)
    assert public.lineage == ("policymaker", "minister")
    assert labels.load("en", public.lineage).key_points == "Key points"
