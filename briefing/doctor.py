"""This machine -> Needs: what a build needs here, whether it is there, and what to type where it is not.

It works where WeasyPrint cannot be imported, and where the package's own libraries are missing.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from briefing import assets, natives, ocr, workers
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Iterator

State = Literal["ok", "missing", "old", "new"]

OLDEST_PYTHON = "3.11"

TYPOGRAPHY = "‘é’ “ы” — → ≥ م"
"""What a terminal shows of a brief and its diagnostics."""

_REINSTALL = "python -m pip install --force-reinstall briefing"


class Need(NamedTuple):
    """Something that a build needs, or is better with. `found` and `wanted` are versions or amounts, or empty."""

    name: str
    state: State
    found: str = ""
    wanted: str = ""
    required: bool = True
    cure: str = ""


def needs(folder: Path = Path()) -> tuple[Need, ...]:
    """Everything that matters to a build in `folder`, in the order in which to mend it. Raises nothing."""
    return (_python(), *_libraries(), *_distributions(), *_shipped(), *_ocr(), _writable(folder), _model(), _terminal())


def ready(found: tuple[Need, ...]) -> bool:
    """Whether no required need is left."""
    return all(need.state == "ok" for need in found if need.required)


def report(found: tuple[Need, ...]) -> str:
    """Print a line for each need, the cure below one that is not met, and last whether a brief can be built."""
    lines = [line for need in found for line in _told(need)]
    unmet = sum(need.required and need.state != "ok" for need in found)
    closing = f"{unmet} of {len(found)} needs are not met" if unmet else "ready to build"
    return "\n".join([*lines, "", closing])


def report_json(found: tuple[Need, ...]) -> str:
    """Print the needs as a JSON list of objects; the keys are Need's fields."""
    return json.dumps([need._asdict() for need in found], ensure_ascii=False, indent=2)


def _told(need: Need) -> Iterator[str]:
    wanted = f" (wanted: {need.wanted})" if need.wanted and need.state != "ok" else ""
    optional = "" if need.required or need.state == "ok" else ", optional"
    yield f"{need.state:<8} {' '.join(filter(None, (need.name, need.found)))}{wanted}{optional}"
    if need.state != "ok":
        yield f"{'':<8} {need.cure}"


def _python() -> Need:
    found = ".".join(map(str, sys.version_info[:3]))
    state: State = "ok" if natives.at_least(found, OLDEST_PYTHON) else "old"
    return Need("Python", state, found, f">={OLDEST_PYTHON}", cure=f"install Python {OLDEST_PYTHON} or newer")


def _libraries() -> Iterator[Need]:
    for library in natives.LIBRARIES:
        wanted = f">={library.oldest}" if library.oldest else ""
        try:
            found = natives.find(library)
        except OSError:
            yield Need(library.name, "missing", "", wanted, library.required, natives.cure())
        else:
            state: State = "ok" if natives.at_least(found, library.oldest) else "old"
            yield Need(library.name, state, found, wanted, library.required, natives.cure())


def _distributions() -> Iterator[Need]:
    """Look for the packages that briefing's own metadata asks for."""
    try:
        requirements = metadata.requires("briefing") or []
    except metadata.PackageNotFoundError:
        yield Need("briefing", "missing", cure="python -m pip install -e .")
        return
    for requirement in sorted(requirements):
        name, wanted = re.match(r"([\w.-]+)\s*([^;]*)", requirement).groups()  # type: ignore[union-attr]
        wanted = wanted.strip()
        extra = re.search(r"""extra\s*==\s*["']([\w-]+)""", requirement)
        cure = f'python -m pip install "briefing[{extra[1]}]"' if extra else f'python -m pip install "{name}{wanted}"'
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Need(name, "missing", "", wanted, extra is None, cure)
        else:
            yield Need(name, _fit(found, wanted), found, wanted, extra is None, cure)


def _fit(found: str, wanted: str) -> State:
    """How a version stands to bounds written `>=70,<71`."""
    bounds = re.findall(r"(>=|<)\s*([\d.]+)", wanted)
    if any(sign == ">=" and not natives.at_least(found, bound) for sign, bound in bounds):
        return "old"
    return "new" if any(sign == "<" and natives.at_least(found, bound) for sign, bound in bounds) else "ok"


def _shipped() -> Iterator[Need]:
    """Look into the folders that ship with the package; the bundled faces are those that origins.txt names."""
    for folder, pattern, noun in (
        ("audiences", "*.yaml", ""),
        ("templates", "*.j2", ""),
        ("styles", "*.css", "sheets"),
    ):
        amount = len(list(assets.packaged(folder).glob(pattern)))
        yield Need(folder, "ok" if amount else "missing", f"{amount} {noun}".strip(), cure=_REINSTALL)
    fonts = assets.packaged("styles") / "fonts"
    origins = fonts / "origins.txt"
    listed = re.findall(r"^ +(\S+\.ttf)", origins.read_text("utf-8"), re.MULTILINE) if origins.is_file() else []
    there = [face for face in listed if (fonts / face).is_file()]
    whole = bool(listed) and there == listed
    yield Need("fonts", "ok" if whole else "missing", f"{len(there)} faces", f"{len(listed)} faces", cure=_REINSTALL)


def _ocr() -> Iterator[Need]:
    """The program that reads scans, and the languages that it has."""
    if not workers.HAS_FORK:
        return
    try:
        with workers.Pool(1) as pool:
            program = ocr.recogniser(pool, os.environ)
    except BriefingError as error:
        yield Need("Tesseract", "missing", error.message, required=False, cure=natives.ocr_cure())
        return
    found = f"{program.version} ({', '.join(program.languages)})" if program else ""
    yield Need("Tesseract", "ok" if program else "missing", found, required=False, cure=natives.ocr_cure())


def _writable(folder: Path) -> Need:
    try:
        with tempfile.TemporaryFile(dir=folder):
            state: State = "ok"
    except OSError:
        state = "missing"
    return Need("leave to write here", state, str(folder.resolve()), required=False, cure="name another folder with -o")


def _terminal() -> Need:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        TYPOGRAPHY.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        state: State = "missing"
    else:
        state = "ok"
    cure = "set PYTHONUTF8=1" if sys.platform == "win32" else "export PYTHONUTF8=1"
    return Need("terminal encoding", state, encoding, "utf-8", required=False, cure=cure)


def _model() -> Need:
    """The language model that the environment names; none is contacted, and none is needed."""
    url, model = (os.environ.get(f"BRIEFING_LLM_{name}", "").strip() for name in ("URL", "MODEL"))
    state: State = "missing" if url and not model else "ok"
    found = (model or "no name") if url else "none in the environment"
    return Need(
        "language model", state, found, required=False, cure="export BRIEFING_LLM_MODEL, or unset BRIEFING_LLM_URL"
    )
