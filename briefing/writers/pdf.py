"""Brief -> PDF: the HTML laid out on pages, tagged, in a jail without a network."""

from __future__ import annotations

import ctypes.util
import gc
import hashlib
import logging
import os
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from briefing import assets, enclosures, natives, printed, store
from briefing import record as records
from briefing.enclosures import Enclosure
from briefing.errors import BackendError, Diagnostic
from briefing.model import Artifact, Brief, OwnFile
from briefing.record import Bundle
from briefing.writers import conformance, html

if TYPE_CHECKING:
    import weasyprint


_ALTERNATIVE = re.compile(r"(<title>[^<]*)</title>\n<desc>([^<]*)</desc>")
"""Title and description of a figure: the engine takes a figure's text alternative from its title alone."""
_MEDIA = {
    ".css": "text/css", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml",
    ".ttf": "font/ttf", ".otf": "font/otf",
}  # fmt: skip
_OWN = ("templates/", "styles/")
_MOST_TOLD = 200  # characters of a complaint: one may quote a picture whole


@dataclass(frozen=True)
class Layout:
    """A brief laid out on `pages` pages, not written yet."""

    name: str
    document: weasyprint.Document
    complaints: Complaints
    look: Mapping[str, bytes]
    """What the project adds to our own look, by its path in the project: templates, style sheets, faces, pictures."""

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

    def artifact(self, bundle: Bundle | None = None) -> tuple[Artifact, tuple[Diagnostic, ...]]:
        """The tagged PDF/A-3a and PDF/UA-1, with the engine's complaints and a claim taken back as warnings.

        It carries `bundle`, its record completed by what the pages show. Raises BackendError where it fails what it
        claims by a fault of ours.
        """
        with self.complaints, _uncollected(), _faces_keep_their_date():
            written = self.document.write_pdf(pdf_variant="pdf/a-3a")

        def carry(content: bytes) -> bytes:
            return self._carrying(content, bundle) if bundle else content

        content, withdrawn = conformance.vouch(written, self._reading(), own_look=self._has_own_look, carry=carry)
        made = Artifact(name=f"{self.name}.pdf", media_type="application/pdf", content=content, pages=self.pages)
        return made, (*self.complaints.diagnostics, *withdrawn)

    @property
    def _has_own_look(self) -> bool:
        return any(path.startswith(_OWN) for path in self.look)

    def _carrying(self, content: bytes, bundle: Bundle) -> bytes:
        drawn, whole = enclosures.prints(content, self.name)
        own = tuple(
            OwnFile(path=path, sha256=hashlib.sha256(held).hexdigest()) for path, held in sorted(self.look.items())
        )
        engine = _engine_and_libraries()
        unprinted: tuple[str, ...] = ()
        if self._has_own_look:
            told = printed.missing(bundle.record.brief, printed.texts(content, self.name))
            unprinted = tuple(dict.fromkeys(where for where, _ in told))
        made = {"engine": engine, "look": own, "drawn": drawn, "whole": whole, "unprinted": unprinted}
        record = bundle.record.model_copy(update=made)
        files = [records.enclosure(record), *bundle.sources]
        if bundle.full:
            files += [Enclosure(path, _media_type(path), held) for path, held in sorted(self.look.items())]
        return enclosures.enclose(content, files, record.brief.date)

    def _reading(self) -> conformance.Reading:
        pages = tuple(tuple(_runs(page._page_box)) for page in self.document.pages)  # noqa: SLF001 - as above
        targets: dict[str, str] = {}
        for page in self.document.pages:
            targets |= {name: words for name, words in _places(page._page_box) if name not in targets}  # noqa: SLF001
        boxes = [page._page_box for page in self.document.pages]  # noqa: SLF001
        joints = tuple(tuple(_broken(former, later)) for former, later in pairwise(boxes))
        return conformance.Reading(self.document.metadata.lang or "", pages, targets, joints)


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    """The brief as a tagged PDF, with the engine's complaints as warnings. Raises what `lay_out` raises."""
    return lay_out(brief, project).artifact()


def lay_out(brief: Brief, project: Path) -> Layout:
    """The brief on its pages.

    Raises BackendError where Pango is missing, SpecificationError where a template or a sheet is wrong, WriteError
    where the faces cannot be put into a folder for a while.
    """
    engine = _engine()
    from briefing.writers.jail import Jail

    sheets = html.sheets(brief, project, (), Path.as_uri)
    page = _ALTERNATIVE.sub(r"\1. \2</title>", html.markup(brief, project, "\n".join(sheet.css for sheet in sheets)))
    base = project.resolve().as_uri() + "/"
    jail = Jail(project, assets.packaged("styles"))
    complaints = Complaints(sheets)
    try:
        with complaints, _uncollected():
            source = engine.HTML(string=page, base_url=base, url_fetcher=jail)
            document = source.render(font_config=_faces(), pdf_tags=True)
    except OSError as error:
        raise store.full(error) from error
    except RecursionError as error:
        raise BackendError("the layout engine gave up: elements are nested too deep", brief.template) from error
    return Layout(brief.name, document, complaints, _look(brief, project, jail.read))


def _look(brief: Brief, project: Path, read: Mapping[Path, bytes]) -> dict[str, bytes]:
    """The templates and sheets of the project's own, its logo, and what the engine read beside them."""
    root, shipped = project.resolve(), assets.packaged("styles").resolve()
    held = dict(read)
    for shelf in ("templates", "styles"):
        named = (project / shelf / name for name in assets.names(shelf, project))
        held |= {file.resolve(): file.read_bytes() for file in named if file.is_file()}
    if brief.logo:
        held[root / Path(brief.logo).name] = (root / brief.logo).read_bytes()
    return {
        file.relative_to(root).as_posix(): content
        for file, content in held.items()
        if file.is_relative_to(root) and not file.is_relative_to(shipped)
    }


def _media_type(path: str) -> str:
    return _MEDIA.get(Path(path).suffix.lower(), "text/plain")


def draw(markup: str, project: Path) -> bytes:
    """Markup of our own on its pages, as a PDF without tags.

    Raises BackendError where Pango is missing, WriteError where the faces cannot be put into a folder for a while.
    """
    engine = _engine()
    from briefing.writers.jail import Jail

    jail = Jail(project, assets.packaged("styles"))
    try:
        content: bytes = engine.HTML(string=markup, url_fetcher=jail).write_pdf(font_config=_faces())
    except OSError as error:
        raise store.full(error) from error
    return content


def _faces() -> Any:
    """Where the engine keeps the faces that a page brings, in a folder of this run's."""
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fonts._folder = Path(tempfile.mkdtemp(dir=store.scratch()))  # noqa: SLF001 - the engine takes no other's
    return fonts


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


def _runs(box: Any, *, beside: bool = False) -> Iterator[conformance.Run]:
    """Each run of text in a box, in the order of the markup."""
    beside = beside or box.is_floated()
    if type(box).__name__ == "TextBox":
        yield conformance.Run(box.text, box.style["lang"] or "", beside)
    for one in _inner(box):
        yield from _runs(one, beside=beside)


def _places(box: Any) -> Iterator[tuple[str, str]]:
    """The anchors in a box, each with the words there."""
    name = box.element.get("id") if box.element is not None else None
    if name and (words := " ".join(run.text for run in _runs(box))):
        yield name, words
    for one in _inner(box):
        yield from _places(one)


def _broken(former: Any, later: Any) -> Iterator[str]:
    """The tags of the elements that a page break parts, from the outside inwards."""
    while True:
        ends = [one for one in _inner(former) if one.element is not None and one.is_in_normal_flow()][-1:]
        begins = [one for one in _inner(later) if one.element is not None and one.is_in_normal_flow()]
        begins = [one for one in begins if not getattr(one, "is_header", False)][:1]
        if not ends or not begins or ends[0].element is not begins[0].element:
            return
        (former,), (later,) = ends, begins
        if type(former).__name__ in ("LineBox", "TextBox"):
            return
        yield former.element_tag


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
def _faces_keep_their_date() -> Iterator[None]:
    """Where fontTools cuts the faces down, for want of HarfBuzz Subset, it would write the time of day into each."""
    fonts: Any = import_module("weasyprint.pdf.fonts")
    opened = fonts.TTFont
    fonts.TTFont = partial(opened, recalcTimestamp=False)
    try:
        yield
    finally:
        fonts.TTFont = opened


def _engine_and_libraries() -> str:
    """The layout engine and what shapes and cuts its letters, with their versions: what the bytes of a PDF hang on."""
    told = [f"WeasyPrint {metadata.version('weasyprint')}"]
    for library in natives.LIBRARIES:
        if library.draws:
            with suppress(OSError):
                told.append(f"{library.name} {natives.find(library)}".rstrip())
    return ", ".join(told)


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
