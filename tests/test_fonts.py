"""styles/fonts/: the faces draw what coverage.txt says and what a brief needs, under the names their licences allow."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "styles" / "fonts"
FACES = sorted(FONTS.glob("*/*.ttf"))
LATIN = ("Briefing Serif", "Inter")
ARABIC = ("Noto Naskh Arabic", "Noto Sans Arabic")
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "fonts.py"))

TYPOGRAPHY = "−–—‘’‚“”„«»‹›…·•→←±×≈≥≤€£¥₽¼½¾⅓⅔⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉§¶†‡№✓%‰°©®™′″⁄‐‑" + "\u00a0\u2009\u202f"
LETTERS = {
    "French": "àâæçéèêëîïôœùûüÿ",
    "German": "äöüßẞ",
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Turkish": "çğıİöşü",
    "Romanian": "ăâîșț",
    "Hungarian": "őűŐŰ",
    "Vietnamese": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "Arabic in Latin letters": "āīūḥḍṣṭẓḏṯġčʿʾĀĪŪḤḌṢṬẒ",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰΑΩ",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяЁ",
    "Ukrainian": "ґєіїҐЄІЇ",
    "Kazakh": "әғқңөұүһіӘҒҚҢӨҰҮҺІ",
    "Serbian": "ђјљњћџ",
}
ARABIC_LETTERS = {
    "Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
    "Persian": "پچژکگیۀ",
    "Urdu": "ٹڈڑںھہۃےۓ",
    "marks": "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0654",
    "digits": "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "punctuation": "،؛؟٪٫٬«»().:0123456789-–—",
}


@cache
def cmap(face: Path) -> frozenset[int]:
    return frozenset(TTFont(face).getBestCmap())


@cache
def family(face: Path) -> str:
    names = TTFont(face)["name"]
    return str(names.getDebugName(16) or names.getDebugName(1))


@cache
def coverage() -> dict[str, frozenset[int]]:
    lines = (FONTS / "coverage.txt").read_text("utf-8").splitlines()
    families = {}
    for name, _, ranges in (line.partition(": ") for line in lines if not line.startswith("#")):
        ends = [[int(end, 16) for end in run.split("-")] for run in ranges.split()]
        families[name] = frozenset(point for run in ends for point in range(run[0], run[-1] + 1))
    return families


def lacking(text: str, *families: str) -> str:
    return "".join(c for c in text if not any(ord(c) in coverage()[name] for name in families))


def test_coverage_is_what_all_faces_of_a_family_draw() -> None:
    assert sorted(coverage()) == sorted({*LATIN, *ARABIC})
    for name, points in coverage().items():
        assert points == frozenset.intersection(*(cmap(face) for face in FACES if family(face) == name)), name


def test_coverage_is_the_scripts_own_words() -> None:
    assert SCRIPT["coverage"](FACES) == (FONTS / "coverage.txt").read_text("utf-8")


@given(st.sets(st.integers(0, 300)))
def test_ranges_lose_and_add_no_code_point(points: set[int]) -> None:
    ends = [[int(end, 16) for end in run.split("-")] for run in SCRIPT["ranges"](points)]
    assert [point for run in ends for point in range(run[0], run[-1] + 1)] == sorted(points)


@pytest.mark.parametrize("name", LATIN)
@pytest.mark.parametrize("language", LETTERS)
def test_letters_of(language: str, name: str) -> None:
    assert lacking(LETTERS[language], name) == ""


@pytest.mark.parametrize("name", LATIN)
def test_typography_and_ascii(name: str) -> None:
    assert lacking(TYPOGRAPHY + "".join(map(chr, range(0x20, 0x7F))), name) == ""


@pytest.mark.parametrize("name", ARABIC)
@pytest.mark.parametrize("letters", ARABIC_LETTERS)
def test_arabic_letters(letters: str, name: str) -> None:
    assert lacking(ARABIC_LETTERS[letters], name) == ""


def test_the_latin_families_together_draw_the_extended_blocks_and_marks() -> None:
    deprecated = "\u0149"
    blocks = [*range(0x100, 0x250), *range(0x1E00, 0x1F00)]
    missing = lacking("".join(map(chr, blocks)).replace(deprecated, ""), *LATIN)
    assert len(missing) <= 2, missing
    assert (
        lacking("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328↔○●", *LATIN) == ""
    )


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_shaping_is_kept(face: Path) -> None:
    font = TTFont(face)
    features = {tag: {r.FeatureTag for r in font[tag].table.FeatureList.FeatureRecord} for tag in ("GSUB", "GPOS")}
    assert features["GPOS"] >= {"kern", "mark", "mkmk"}
    arabic = {"init", "medi", "fina", "rlig", "ccmp", "tnum", "pnum"}
    latin = {"ccmp", "locl", "tnum", "pnum", "frac", "sups", "subs", "case", "ordn"}
    assert features["GSUB"] >= (arabic if family(face) in ARABIC else latin)


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_a_face_is_small_unhinted_and_bears_a_name_it_may_bear(face: Path) -> None:
    font = TTFont(face)
    assert face.stat().st_size <= 250_000
    assert not {"fpgm", "prep", "cvt ", "DSIG"} & set(font.keys())
    shown = [str(record) for record in font["name"].names if record.nameID in {1, 3, 4, 6, 16}]
    reserved = re.search(r"Reserved Font Names? [‘'\"](\w+)", str(font["name"].getDebugName(0)))
    assert reserved is None or not any(reserved[1] in name for name in shown)


def test_every_face_and_licence_has_an_origin() -> None:
    packages = list(SCRIPT["origins"]((FONTS / "origins.txt").read_text("utf-8").splitlines()))
    listed = sorted(file for package in packages for file, _ in package.members)
    assert listed == sorted(f"{file.parent.name}/{file.name}" for file in FONTS.glob("*/*"))
    assert all(re.fullmatch(r"[0-9a-f]{64}", package.sha256) for package in packages)


def test_every_family_carries_its_licence_and_notice() -> None:
    for face in FACES:
        licence = (face.parent / "OFL.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert str(TTFont(face)["name"].getDebugName(0)) in licence
    readme = (FONTS / "README.md").read_text("utf-8")
    assert [name for name in coverage() if f"| {name} |" not in readme] == []


def test_every_face_is_used_and_every_face_used_is_there() -> None:
    used = re.findall(r"url\([\"']?fonts/([^)\"']+)", (FONTS.parent / "fonts.css").read_text("utf-8"))
    assert sorted(used) == [f"{face.parent.name}/{face.name}" for face in FACES]


def test_all_faces_together_stay_small() -> None:
    assert sum(face.stat().st_size for face in FACES) <= 3_000_000


def test_a_text_whose_face_does_not_exist_is_set_in_a_bundled_one() -> None:
    """With fonts.conf Pango knows no other face; with none at all it would crash."""
    code = (
        "import sys, weasyprint;"
        "sys.stdout.buffer.write(weasyprint.HTML(string=sys.argv[1]).write_pdf(uncompressed_pdf=True))"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS / "fonts.conf")}
    command = [sys.executable, "-c", code, "<p style='font-family: Nothing'>Moscow سوریه"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    fonts = {name.decode() for name in re.findall(rb"/BaseFont /\w+\+([\w-]+)", done.stdout)}
    assert fonts
    assert {font.replace("-", " ") for font in fonts} <= set(coverage())
    assert b"No fonts configured" not in done.stderr
