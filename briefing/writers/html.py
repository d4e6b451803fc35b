"""Brief -> HTML: one file that carries its style, fonts and pictures; and the markup that the PDF is made from."""

from __future__ import annotations

import base64
import difflib
import io
import re
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.loaders import FunctionLoader
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from briefing import assets
from briefing.errors import BriefingError, Diagnostic, LimitError, SpecificationError
from briefing.model import Artifact, Brief

MOST_MARKUP = 20_000_000
"""Characters of markup that a template may make."""
MOST_NUMBER = 1_000_000
"""That a template may multiply."""
MOST_PICTURE = 5_000_000
"""Bytes of a logo or a picture that a style sheet names."""

MOST_PIXELS = 20_000_000
"""Of a picture."""

_PICTURES = (".png", ".jpg", ".jpeg", ".svg")
_FULL = 100  # per cent of the style's own spacing
_SHEETS = ("fonts.css", "tokens.css", "page.css")
_URL = re.compile(r"""url\(\s*(['"]?)(?!data:|#)([^'")]+)\1\s*\)""")
_MEDIA = {
    ".ttf": "font/ttf", ".otf": "font/otf", ".woff2": "font/woff2", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".svg": "image/svg+xml", ".webp": "image/webp", ".gif": "image/gif",
}  # fmt: skip
_WRONG = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, AttributeError)
"""What an expression of a template can raise besides Jinja's own errors."""

Locate = Callable[[Path], str]
"""A file that a style sheet names -> the URL under which the page finds it."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which bounds neither time nor memory, without the one-line ways to use all of either."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Refuse to multiply what is not a small number."""
        small = all(isinstance(one, int | float) and abs(one) <= MOST_NUMBER for one in (left, right))
        if not small or operator == "**":
            raise SecurityError(f"a template cannot compute {operator} here")
        return super().call_binop(context, operator, left, right)


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    """The brief as one HTML file that needs no other. Raises SpecificationError where a template or sheet is wrong."""
    plain = markup(brief, project, "")
    shown = frozenset(plain)

    def embed(file: Path) -> str:
        content = _subset(file, shown) if file.suffix == ".ttf" else file.read_bytes()
        return _data_url(file, content)

    css = style(brief, project, ("screen.css",), embed)
    page = markup(brief, project, css)
    return Artifact(name=f"{brief.name}.html", media_type="text/html", content=page.encode()), ()


def markup(brief: Brief, project: Path, css: str) -> str:
    """The brief in its template, with `css` inside. Raises SpecificationError with the template's file and line."""
    environment = _environment(project)
    plain = brief.model_dump(by_alias=True)
    plain["logo"] = _logo(brief, project)
    pieces, length = [], 0
    try:
        for piece in environment.get_template(brief.template).generate(brief=plain, css=Markup(css)):  # noqa: S704
            length += len(piece)
            if length > MOST_MARKUP:
                raise LimitError(f"the template makes more than {MOST_MARKUP:,} characters", brief.template)
            pieces.append(piece)
    except BriefingError:
        raise
    except (TemplateError, *_WRONG) as error:
        raise _template_error(error, brief) from error
    return re.sub(r"\n\s*\n+", "\n", "".join(pieces))


@cache
def _environment(project: Path) -> _Sandbox:
    """The sandbox of a project; a template is compiled once and again when its file has changed."""

    def source(name: str) -> tuple[str, str, Callable[[], bool]]:
        file = assets.find("templates", name, project)
        text = assets.read(file)
        return text, str(file), lambda: assets.read(assets.find("templates", name, project)) == text

    return _Sandbox(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def style(brief: Brief, project: Path, further: tuple[str, ...], locate: Locate) -> str:
    """The sheets of a brief as one: fonts, tokens, page, audience, `further`; then the brand's accent, the figures."""
    sheets = [
        _sheet(assets.find("styles", name, project), (project, assets.packaged("styles")), locate)
        for name in (*_SHEETS, brief.style, *further)
    ]
    if brief.accent:
        sheets.append(f":root {{ --accent: {brief.accent} }}")
    if brief.spacing != _FULL:
        sheets.append(f":root {{ --spacing: {brief.spacing / 100} }}")
    if brief.figures != "decimal":
        sheets.append(f":root {{ --figures: {brief.figures} }}")
    return "\n".join(sheets)


def _sheet(file: Path, roots: tuple[Path, ...], locate: Locate) -> str:
    css = assets.read(file)
    if "</" in css or "<!--" in css:
        raise SpecificationError("a style sheet cannot hold markup", file.name, "take '</' and '<!--' out of it")

    def found(match: re.Match[str]) -> str:
        target = (file.parent / match[2]).resolve()
        if not target.is_file():  # an ejected sheet still means the packaged faces
            target = (assets.packaged("styles") / match[2]).resolve()
        inside = any(target.is_relative_to(root.resolve()) for root in roots)
        if not inside or not target.is_file():
            line = css.count("\n", 0, match.start()) + 1
            hint = "name a file of the project, relative to the sheet"
            raise SpecificationError(f"no file '{match[2]}' within reach", f"{file.name}:{line}", hint)
        return f'url("{locate(target)}")'

    return _URL.sub(found, css)


def _logo(brief: Brief, project: Path) -> str:
    if not brief.logo:
        return ""
    file = (project / brief.logo).resolve()
    if file.suffix.lower() not in _PICTURES or not file.is_relative_to(project.resolve()):
        raise SpecificationError(f"the logo '{brief.logo}' is no picture of the project", hint="PNG, JPEG or SVG")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SpecificationError(f"the logo cannot be read: {error.strerror}", brief.logo) from error
    if len(content) > MOST_PICTURE:
        raise LimitError(f"the logo has {len(content):,} bytes, at most {MOST_PICTURE:,}", brief.logo)
    if wrong := _flaw_of_picture(content, vector=file.suffix.lower() == ".svg"):
        raise SpecificationError(
            f"the logo is no sound picture: {wrong}", brief.logo, "save it anew as PNG, JPEG or SVG"
        )
    return _data_url(file, content)


def _flaw_of_picture(content: bytes, *, vector: bool) -> str:
    """What keeps a picture from being drawn, "" for nothing. Pixels are counted before any is decoded."""
    from xml.etree import ElementTree as ET

    from PIL import Image

    if vector:
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            return "it holds a document type"
        try:
            root = ET.fromstring(content)  # noqa: S314 - no document type, so no entity
        except ET.ParseError as error:
            return str(error)
        return "" if root.tag.endswith("svg") else "it is no SVG"
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return f"{picture.width} x {picture.height} pixels, at most {MOST_PIXELS:,} in all"
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        return str(error)
    return ""


def _data_url(file: Path, content: bytes) -> str:
    return f"data:{_MEDIA[file.suffix.lower()]};base64,{base64.b64encode(content).decode()}"


def _subset(file: Path, characters: frozenset[str]) -> bytes:
    """A face cut to the characters of a page, its layout features kept."""
    from fontTools import subset

    options = subset.Options(layout_features=["*"], recalc_timestamp=False, notdef_outline=True, hinting=False)
    with subset.load_font(str(file), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(c) for c in characters])
        cutter.subset(font)
        cut = io.BytesIO()
        font.save(cut)
    return cut.getvalue()


def _template_error(error: Exception, brief: Brief) -> SpecificationError:
    """What is wrong in a template, with its file and line, and the names that there are."""
    if isinstance(error, TemplateSyntaxError):
        name = Path(error.filename or error.name or brief.template).name
        return SpecificationError(f"template: {error.message}", f"{name}:{error.lineno}")
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".j2")]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else brief.template
    hint = ""
    if isinstance(error, UndefinedError) and (unknown := re.search(r"'(\w+)'$", str(error))):
        known = list(Brief.model_fields)
        near = difflib.get_close_matches(unknown[1], known, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"fields of brief: {', '.join(known)}"
    return SpecificationError(f"template: {error}", where, hint)
