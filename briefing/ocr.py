"""Which program on this machine reads pictures of pages, in which languages, and how it is asked.

It is Tesseract, 4 or newer, where it is installed; it runs in a confined child alone (workers.Program).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing import workers
from briefing.natives import ocr_cure
from briefing.workers import Call, Limits, Program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.workers import Pool

NAME = "tesseract"
LIMITS = Limits(seconds=180, cpu=120, memory=1_500_000_000, answer=20_000_000)
"""Of one page."""
DPI = 300
"""What Tesseract's own documentation asks for at least."""

CODES = {
    "en": "eng", "fr": "fra", "de": "deu", "es": "spa", "it": "ita", "pt": "por", "nl": "nld", "pl": "pol", "tr": "tur",
    "ru": "rus", "uk": "ukr", "ar": "ara", "fa": "fas", "ur": "urd", "he": "heb", "el": "ell", "sv": "swe", "da": "dan",
    "nb": "nor", "no": "nor", "fi": "fin", "cs": "ces", "sk": "slk", "hu": "hun", "ro": "ron", "bg": "bul", "hr": "hrv",
    "id": "ind", "vi": "vie", "zh": "chi_sim", "ja": "jpn", "ko": "kor", "th": "tha", "hi": "hin", "ka": "kat",
    "hy": "hye", "am": "amh", "sr": "srp", "ca": "cat", "lt": "lit", "lv": "lav", "et": "est", "sl": "slv",
}  # fmt: skip
"""Tesseract's names of languages, those of its data files, by BCP 47 tag."""
_PLACES = "osd"  # the data that tell which way up a page is
_ENGLISH = "eng"
_MOST_AT_ONCE = 6  # languages: each makes a page slower
_FIXED = {"LC_ALL": "C", "OMP_THREAD_LIMIT": "1"}
_FOLDER = "TESSDATA_PREFIX"
_FOUND = re.compile(r'"([^"\n]*)"')


class Recogniser(NamedTuple):
    """A program that reads pictures: its file, its version, the languages that it has (Tesseract's names), its data.

    `data` tells the size of each language's data: with the version, all that an answer rests on beside the picture.
    """

    path: str
    version: str
    languages: tuple[str, ...]
    data: tuple[str, ...] = ()
    turns: bool = False
    """Whether it can tell which way up a page is."""


def installed(environment: Mapping[str, str]) -> str:
    """The program's file, "" where there is none, or no way to confine it."""
    return (workers.HAS_FORK and shutil.which(NAME, path=environment.get("PATH"))) or ""


def recogniser(pool: Pool, environment: Mapping[str, str]) -> Recogniser | None:
    """The program as it is here; None where there is none. Raises BackendError where it does not answer."""
    path = installed(environment)
    if not path:
        return None
    version = _asked(pool, path, environment, "--version").split("\n", 1)[0].removeprefix(f"{NAME} ").strip()
    told = _asked(pool, path, environment, "--list-langs")
    head, *names = told.strip().split("\n")
    folder = _FOUND.search(head)
    data = []
    for file in sorted(Path(folder[1]).glob("*.traineddata")) if folder else ():
        with contextlib.suppress(OSError):
            data.append(f"{file.name} {file.stat().st_size}")
    languages = tuple(sorted(name.strip() for name in names if name.strip() not in ("", _PLACES)))
    return Recogniser(path, version, languages, tuple(data), turns=_PLACES in [name.strip() for name in names])


def _asked(pool: Pool, path: str, environment: Mapping[str, str], word: str) -> str:
    call = Call(_program(path, environment, (word,)), (b"",), f"asking {NAME}", path, LIMITS._replace(seconds=20))
    return pool.call(call).decode("utf-8", "replace")


def reading(one: Recogniser, languages: Sequence[str], environment: Mapping[str, str], where: str) -> Call:
    """The call that reads a picture, its last argument, in these languages; its answer is hOCR 1.2."""
    words = (
        "stdin",
        "stdout",
        "-l",
        "+".join(languages),
        "--psm",
        "1" if one.turns else "3",
        "--dpi",
        str(DPI),
        "hocr",
    )
    return Call(_program(one.path, environment, words), (), "reading a page by OCR", where, LIMITS)


def _program(path: str, environment: Mapping[str, str], words: tuple[str, ...]) -> Program:
    folder = environment.get(_FOLDER, "")
    given = {_FOLDER: folder} if folder and Path(folder).is_dir() else {}
    folders = (os.path.realpath(folder),) if given else ()
    return Program(path, words, folders, tuple({**_FIXED, **given}.items()))


def code(tag: str) -> str:
    """Tesseract's name of a language, "" for one that it does not know."""
    return CODES.get(tag.partition("-")[0].lower(), "")


def chosen(one: Recogniser, tag: str) -> tuple[str, ...]:
    """The languages to read in: that of a BCP 47 tag where its data are here; without a tag those worth a first look.

    () where there are no data for it.
    """
    if tag:
        return (code(tag),) if code(tag) in one.languages else ()
    known = [name for name in dict.fromkeys(CODES.values()) if name in one.languages]
    return tuple(known[:_MOST_AT_ONCE]) or one.languages[:1]


def fallback(one: Recogniser) -> tuple[str, ...]:
    """What to read in where a language's own data are not here."""
    return (_ENGLISH,) if _ENGLISH in one.languages else one.languages[:1]


def way_out(tag: str = "", how: str = "") -> str:
    """What to type so that scans are read here, and those in a language; `how` the other way adds words to a PDF."""
    layer = f"add a text layer (ocrmypdf {how}in.pdf out.pdf) and name that file"
    return f"{ocr_cure(code(tag))}; or {layer}" if workers.HAS_FORK else layer
