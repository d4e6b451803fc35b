"""The native libraries under WeasyPrint: which there are, and on each platform the command that brings them.

Nothing here imports WeasyPrint, which cannot be imported where one of them is missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import os
import platform
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from briefing.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CURES = {
    "debian": "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "dnf install pango harfbuzz",
    "suse": "zypper install libpango-1_0-0 libharfbuzz-subset0",
    "arch": "pacman -S pango harfbuzz",
    "alpine": "apk add so:libpango-1.0.so.0 so:libpangoft2-1.0.so.0 so:libharfbuzz-subset.so.0",
    "darwin": 'brew install pango && export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"',
    "win32": "in an MSYS2 shell: pacman -S mingw-w64-ucrt-x86_64-pango (WEASYPRINT_DLL_DIRECTORIES names another folder"
    " than C:\\msys64\\ucrt64\\bin)",
}
"""What to type, by platform: `sys.platform`, or on Linux the distribution or the one it descends from."""

OCR_CURES = {
    "debian": "apt-get install --no-install-recommends tesseract-ocr",
    "fedora": "dnf install tesseract",
    "suse": "zypper install tesseract-ocr",
    "arch": "pacman -S tesseract tesseract-data-eng",
    "alpine": "apk add tesseract-ocr tesseract-ocr-data-eng",
    "darwin": "brew install tesseract",
}
"""The same for the program that reads scans."""

OCR_DATA_CURES = {
    "debian": "apt-get install tesseract-ocr-{}",
    "fedora": "dnf install tesseract-langpack-{}",
    "suse": "zypper install tesseract-ocr-traineddata-{}",
    "arch": "pacman -S tesseract-data-{}",
    "alpine": "apk add tesseract-ocr-data-{}",
    "darwin": "brew install tesseract-lang",
}
"""The same for its data of one language, by its own name of the language."""

_DLL_FOLDERS = "C:\\msys64\\ucrt64\\bin;C:\\msys64\\mingw64\\bin;C:\\Program Files\\GTK3-Runtime Win64\\bin"
"""Where WeasyPrint looks on Windows unless WEASYPRINT_DLL_DIRECTORIES says otherwise."""


class Library(NamedTuple):
    """A shared library by its file names on Linux, macOS and Windows. `oldest` is the first version that will do.

    `draws` where the letters on a page depend on it.
    """

    name: str
    files: tuple[str, str, str]
    version: Callable[[ctypes.CDLL], str] = lambda _: ""
    oldest: str = ""
    required: bool = True
    draws: bool = False


def _told_by(symbol: str) -> Callable[[ctypes.CDLL], str]:
    """Read the version that a C function without arguments returns as a string."""

    def read(library: ctypes.CDLL) -> str:
        function = library[symbol]
        function.restype = ctypes.c_char_p
        answer: bytes = function()
        return answer.decode("ascii")

    return read


def _fontconfig(library: ctypes.CDLL) -> str:
    """Tell FcGetVersion's number, 21401 for 2.14.1, as text."""
    number: int = library.FcGetVersion()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


LIBRARIES = (
    Library("GObject", ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll")),
    Library(
        "Pango",
        ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
        _told_by("pango_version_string"),
        "1.44",
        draws=True,
    ),
    Library("PangoFT2", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")),
    Library(
        "HarfBuzz",
        ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
        _told_by("hb_version_string"),
        draws=True,
    ),
    Library("Fontconfig", ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"), _fontconfig),
    Library(
        "HarfBuzz Subset",  # without it fontTools subsets the fonts of a PDF, slowly
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        required=False,
        draws=True,
    ),
)
"""What WeasyPrint loads, in its order; Pango 1.44 is the oldest that its documentation allows."""


def find(library: Library) -> str:
    """Tell the version of a library that loads here, or nothing where it tells none. Raises OSError if none loads."""
    for file in library.files:
        with contextlib.suppress(OSError):
            return library.version(_load(file))
    raise OSError(f"cannot load {library.name}")


def unmet(libraries: tuple[Library, ...] = LIBRARIES) -> tuple[Library, ...]:
    """List the libraries that do not load here, or are too old."""
    return tuple(library for library in libraries if not _will_do(library))


def cure() -> str:
    """Say what to type on this platform; on an unknown one, what to look for."""
    return _typed(CURES, "install Pango 1.44 or newer and HarfBuzz Subset with your package manager")


def ocr_cure(language: str = "") -> str:
    """The same, for Tesseract or for its data of a language (Tesseract's name of it)."""
    if language:
        name = language.replace("_", "-") if _platform() == "debian" else language
        return _typed(OCR_DATA_CURES, f"install Tesseract's data {language}.traineddata").format(name)
    return _typed(OCR_CURES, "install Tesseract 4 or newer with your package manager")


def _typed(cures: Mapping[str, str], otherwise: str) -> str:
    command = cures.get(_platform(), otherwise)
    as_root = sys.platform.startswith("linux") and command in cures.values() and os.geteuid() != 0
    return f"sudo {command}" if as_root else command


def explain_missing_library(error: OSError) -> BackendError:
    """Tell the OSError of `import weasyprint` as what is missing, with the command that brings it here as the hint."""
    words = {_stem(word) for word in re.findall(r"[\w.-]+", str(error))}
    missing = [one.name for one in LIBRARIES if any(_stem(file) in words for file in one.files)]
    if missing:
        return BackendError(f"the PDF needs {missing[0]}, which cannot be loaded here", hint=cure())
    return BackendError(f"WeasyPrint cannot be loaded: {error}", hint=cure())


def at_least(found: str, oldest: str) -> bool:
    """Whether a version, as numbers between points, is not older than another; true where either is unknown."""
    numbers, wanted = ([int(n) for n in re.findall(r"\d+", version)] for version in (found, oldest))
    while wanted and wanted[-1] == 0:  # 70.0 is not newer than 70
        wanted.pop()
    return not numbers or numbers >= wanted


def _will_do(library: Library) -> bool:
    try:
        return at_least(find(library), library.oldest)
    except OSError:
        return False


def _load(file: str) -> ctypes.CDLL:
    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _DLL_FOLDERS).split(";"):
            with contextlib.suppress(OSError):
                os.add_dll_directory(folder)
        file = ctypes.util.find_library(file) or file  # WeasyPrint's cffi looks along PATH, too
    return ctypes.CDLL(file)


def _platform() -> str:
    """Name a key of CURES, or the platform's own name."""
    if not sys.platform.startswith("linux"):
        return sys.platform
    with contextlib.suppress(OSError):
        release = platform.freedesktop_os_release()
        names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
        kin = {"rhel": "fedora", "opensuse": "suse", "ubuntu": "debian"}
        return next((kin.get(name, name) for name in names if kin.get(name, name) in CURES), "linux")
    return "linux"


def _stem(file: str) -> str:
    return re.sub(r"\.(so\.\d+|dylib|dll)$", "", file)
