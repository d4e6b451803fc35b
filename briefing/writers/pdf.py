"""Brief -> PDF: the HTML laid out on pages, tagged, in a jail without a network."""

from __future__ import annotations

import ctypes.util
import gc
import logging
import os
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from briefing import assets, natives
from briefing.errors import BackendError, Diagnostic
from briefing.model import Artifact, Brief
from briefing.writers import conformance, html

if TYPE_CHECKING:
    import weasyprint


_ALTERNATIVE = re.compile(r"(<title>[^<]*)</title>\n<desc>([^<]*)</desc>")
"""Title and description of a figure: the engine takes a figure's text alternative from its title alone."""
_MOST_TOLD = 200  # characters of a complaint: one may quote a picture whole


@dataclass(frozen=True)
class Layout:
    """A brief laid out on `pages` pages, not written yet."""

    name: str
    document: weasyprint.Document
    complaints: Complaints
    own_look: bool
    """Whether a template or a style sheet of the project's own may stand in it."""

    @property
    def pages(self) -> int:
        """How many pages the brief takes."""
        return len(self.document.pages)

    @property
    def used(self) -> float:
        """How many pages it fills: the last one counts as far down as there is ink."""
        page = self.document.pages[-1]._page_box  # noqa: SLF001 - the engine tells no other way where boxes stand
        lowest = max((foot for box in page.children[:1] for foot in _feet(box)), default=page.content_box_y())
        return self.pages - 1 + float((lowest - page.content_box_y()) / page.height)

    def artifact(self) -> tuple[Artifact, tuple[Diagnostic, ...]]:
        """The tagged PDF/A-3a and PDF/UA-1, with the engine's complaints and a claim taken back as warnings.

        Raises BackendError where it fails what it claims by a fault of ours.
        """
        with self.complaints, _uncollected():
            written = self.document.write_pdf(pdf_variant="pdf/a-3a")
        content, withdrawn = conformance.vouch(written, self._reading(), own_look=self.own_look)
        made = Artifact(name=f"{self.name}.pdf", media_type="application/pdf", content=content, pages=self.pages)
        return made, (*self.complaints.diagnostics, *withdrawn)

    def _reading(self) -> conformance.Reading:
        pages = tuple(tuple(_runs(page._page_box)) for page in self.document.pages)  # noqa: SLF001 - as above
        targets: dict[str, str] = {}
        for page in self.document.pages:
            targets |= {name: words for name, words in _places(page._page_box) if name not in targets}  # noqa: SLF001
        return conformance.Reading(self.document.metadata.lang or "", pages, targets)


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    """The brief as a tagged PDF, with the engine's complaints as warnings. Raises what `lay_out` raises."""
    return lay_out(brief, project).artifact()


def lay_out(brief: Brief, project: Path) -> Layout:
    """The brief on its pages.

    Raises BackendError where Pango is missing, SpecificationError where a template or a sheet is wrong.
    """
    engine = _engine()
    from weasyprint.text.fonts import FontConfiguration

    from briefing.writers.jail import Jail

    sheets = html.sheets(brief, project, (), Path.as_uri)
    page = _ALTERNATIVE.sub(r"\1. \2</title>", html.markup(brief, project, "\n".join(sheet.css for sheet in sheets)))
    base = project.resolve().as_uri() + "/"
    jail = Jail(project, assets.packaged("styles"))
    complaints = Complaints(sheets)
    try:
        with complaints, _uncollected():
            source = engine.HTML(string=page, base_url=base, url_fetcher=jail)
            document = source.render(font_config=FontConfiguration(), pdf_tags=True)
    except RecursionError as error:
        raise BackendError("the layout engine gave up: elements are nested too deep", brief.template) from error
    own_look = any((project / folder).is_dir() for folder in ("templates", "styles"))
    return Layout(brief.name, document, complaints, own_look)


def draw(markup: str, project: Path) -> bytes:
    """Markup of our own on its pages, as a PDF without tags. Raises BackendError where Pango is missing."""
    engine = _engine()
    from briefing.writers.jail import Jail

    content: bytes = engine.HTML(string=markup, url_fetcher=Jail(project)).write_pdf()
    return content


def _feet(box: Any) -> Iterator[float]:  # one of the engine's boxes
    """The lower edges of the lines and pictures of a box, from the top of the page."""
    inner = getattr(box, "children", ())
    if not inner or type(box).__name__ == "LineBox":
        yield box.position_y + box.margin_height()
    else:
        for one in inner:
            yield from _feet(one)


def _inner(box: Any) -> Iterator[Any]:
    """What stands in a box of the engine's, but for the margins of a page."""
    for one in getattr(box, "children", ()):
        found = getattr(one, "_box", one)  # a placeholder stands for what is placed elsewhere
        if type(found).__name__ != "MarginBox":
            yield found


def _runs(box: Any) -> Iterator[tuple[str, str]]:
    """Each run of text in a box and its language, in reading order."""
    if type(box).__name__ == "TextBox":
        yield box.text, box.style["lang"] or ""
    for one in _inner(box):
        yield from _runs(one)


def _places(box: Any) -> Iterator[tuple[str, str]]:
    """The anchors in a box, each with the words there."""
    name = box.element.get("id") if box.element is not None else None
    if name and (words := " ".join(text for text, _ in _runs(box))):
        yield name, words
    for one in _inner(box):
        yield from _places(one)


def _engine() -> ModuleType:
    """WeasyPrint, set to draw with the bundled faces alone."""
    os.environ["FONTCONFIG_FILE"] = str(assets.packaged("styles") / "fonts" / "fonts.conf")
    if sys.platform.startswith("linux"):
        with suppress(OSError), _libraries_by_soname():
            return import_module("weasyprint")
    try:
        return import_module("weasyprint")
    except OSError as error:
        raise natives.explain_missing_library(error) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles while the engine makes its many boxes, all of which it needs."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _libraries_by_soname() -> Iterator[None]:
    """Let the engine's import go on to the names that the loader knows, without asking ldconfig, gcc and ld first.

    The engine tries each library by several names. A name that is no file makes cffi search for it by starting some 200
    processes, half of the import's time, although the next name (libpango-1.0.so.0) is the one that loads.
    """
    search = ctypes.util.find_library
    ctypes.util.find_library = _found_nowhere
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _found_nowhere(name: str) -> str | None:  # noqa: ARG001 - stands in for ctypes.util.find_library
    return None


_IGNORED = re.compile(r"Ignored `(.*)` at (\d+):(\d+), (.*?)\.?", re.DOTALL)


class Complaints(logging.Handler):
    """The engine's warnings and errors while it is entered, each once, as diagnostics.

    What it ignores of a style is told at its place in the sheet that says so; `sheets` are those of the page.
    """

    def __init__(self, sheets: Sequence[html.Sheet]) -> None:
        super().__init__(logging.WARNING)
        self._sheets = sheets
        self.diagnostics: list[Diagnostic] = list(html.unknown_tokens(sheets))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a complaint of the engine's."""
        message = record.getMessage()
        if message.startswith("Using fontTools"):
            return  # slower, the page is the same: doctor tells of it
        ignored = _IGNORED.fullmatch(message)
        told = self._ignored(*ignored.groups()) if ignored else Diagnostic("layout", _short(message))
        if told not in self.diagnostics:
            self.diagnostics.append(told)

    def _ignored(self, declaration: str, line: str, column: str, reason: str) -> Diagnostic:
        rest = int(line)
        for sheet in self._sheets:
            lines = sheet.css.count("\n") + 1
            if rest <= lines:
                where = f"{sheet.name}:{rest}:{column}"
                return Diagnostic("style", _short(f"'{declaration}' is ignored: {reason}"), where)
            rest -= lines
        return Diagnostic("layout", _short(f"'{declaration}' is ignored: {reason}"))

    def __enter__(self) -> None:
        logging.getLogger("weasyprint").addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)


def _short(message: str) -> str:
    return textwrap.shorten(message, _MOST_TOLD, placeholder=" …")
