"""Brief -> HTML: one file that carries its style, fonts and pictures; and the markup that the PDF is made from."""

from __future__ import annotations

import base64
import io
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.loaders import FunctionLoader
from markupsafe import Markup

from briefing import assets, figures
from briefing.contrast import tint
from briefing.errors import BriefingError, Diagnostic, LimitError, SpecificationError
from briefing.figures.tokens import Tokens
from briefing.labels import figure
from briefing.model import Artifact, Brief
from briefing.spec import FAMILIES
from briefing.strict_yaml import suggest
from briefing.writers.sandbox import Sandbox

MOST_PICTURE = 5_000_000
"""Bytes of a logo or a picture that a style sheet names."""

MOST_PIXELS = 20_000_000
"""Of a picture."""

_PICTURES = (".png", ".jpg", ".jpeg", ".svg")
_STACKS = {
    "serif": ('"Briefing Serif"', '"Inter"', '"Noto Naskh Arabic"', "serif"),
    "sans": ('"Inter"', '"Noto Sans Arabic"', "sans-serif"),
}
"""The families of tokens.css that stand behind a brand's own."""
_SHARES = {
    "text": {"text": 1, "lead": 1.4, "standfirst": 1.2, "standfirst-lead": 1.65, "section": 1.3, "section-lead": 1.7},
    "small": {"small": 1, "small-lead": 1.4},
    "title": {"title": 1, "title-lead": 1.12},
}
"""The tokens that go with a size of the brand's, as shares of it, as in tokens.css."""
_STYLE = "\0"  # stands for the style while the page is made: no text holds it
_FULL = 100  # per cent of the style's own spacing
_SHEETS = ("fonts.css", "tokens.css", "page.css")
_URL = re.compile(r"""(?i)url\(\s*(['"]?)(?!data:|#)([^'")]+)\1\s*\)""")
_OWN = re.compile(r"""(?i)url\(\s*['"]?(?:data:|#)""")
_ADDRESS = re.compile(r"(?i)\burl\(")
_LOADING = re.compile(r"(?i)@import\b|(?<![\w-])(?:-webkit-)?(?:image-set|image|src)\(")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
_MEDIA = {
    ".ttf": "font/ttf", ".otf": "font/otf", ".woff2": "font/woff2", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".svg": "image/svg+xml", ".webp": "image/webp", ".gif": "image/gif",
}  # fmt: skip
_WRONG = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, AttributeError)
"""What an expression of a template can raise besides Jinja's own errors."""

Locate = Callable[[Path], str]
"""A file that a style sheet names -> the URL under which the page finds it."""


class _Unknown(StrictUndefined):
    """A name that is not there: using it is an error that tells the names that are."""

    @property
    def _undefined_message(self) -> str:
        there = self._undefined_obj
        if self._undefined_name is None or not isinstance(there, dict):
            return super()._undefined_message
        return f"there is no field '{self._undefined_name}' among: {', '.join(map(str, there))}"


_NO_FIELD = re.compile(r"(there is no field '(.*)') among: (.*)", re.DOTALL)


def write(brief: Brief, project: Path) -> tuple[Artifact, tuple[Diagnostic, ...]]:
    """The brief as one HTML file that needs no other. Raises SpecificationError where a template or sheet is wrong."""
    plain = markup(brief, project, "")
    shown = frozenset(plain)

    def embed(file: Path) -> str:
        content = _subset(file, shown) if file.suffix == ".ttf" else file.read_bytes()
        return _data_url(file, content)

    css = style(brief, project, ("tokens-screen.css", "screen.css"), embed) + "\n" + _running(brief)
    page = markup(brief, project, css)
    return Artifact(name=f"{brief.name}.html", media_type="text/html", content=page.encode()), ()


def markup(brief: Brief, project: Path, css: str) -> str:
    """The brief in its template, with `css` inside. Raises SpecificationError with the template's file and line."""
    environment = _environment(project)
    environment.begin()
    plain = brief.model_dump(by_alias=True)
    plain["logo"] = _logo(brief, project)
    plain["drawings"] = _drawings(brief, project)
    pieces, length = [], 0
    try:
        for piece in environment.get_template(brief.template).generate(brief=plain, css=Markup(_STYLE)):  # noqa: S704
            length += len(piece)
            environment.bound(length)
            pieces.append(piece)
    except LimitError as error:
        raise LimitError(error.message, error.where or brief.template, error.hint) from error
    except BriefingError:
        raise
    except (TemplateError, *_WRONG) as error:
        raise _template_error(error, brief, project) from error
    return re.sub(r"\n\s*\n+", "\n", "".join(pieces)).replace(_STYLE, css)  # a sheet keeps its lines: they are told


def drawn(brief: Brief, project: Path) -> dict[str, tuple[figures.Figure, str]]:
    """Each figure that the brief shows, by its element's name, and its SVG.

    Raises SpecificationError where the style sheets lack a token.
    """
    packaged = assets.packaged("styles") / "tokens.css"  # a project's own, ejected before, may lack the newest
    tokens = cache(lambda: Tokens.of(assets.read(packaged) + style(brief, project, (), Path.as_uri)))
    return {name: (one, one.drawing.svg(tokens())) for name, one in figures.drawn(brief, tokens).items()}


def _drawings(brief: Brief, project: Path) -> dict[str, dict[str, str] | None]:
    """Each figure as SVG with its caption, None for one that the brief does not show."""
    return dict.fromkeys(figures.FIGURES) | {
        name: {"svg": Markup(svg), "caption": one.caption}  # noqa: S704 - words are escaped
        for name, (one, svg) in drawn(brief, project).items()
    }


@cache
def _environment(project: Path) -> Sandbox:
    """The sandbox of a project; a template is compiled once and again when its file has changed."""

    def source(name: str) -> tuple[str, str, Callable[[], bool]]:
        file = assets.find("templates", name, project)
        text = assets.read(file)
        return text, str(file), lambda: assets.read(assets.find("templates", name, project)) == text

    made = Sandbox(
        loader=FunctionLoader(source), autoescape=True, undefined=_Unknown, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["figure"] = figure
    return made


class Sheet(NamedTuple):
    """A style sheet as the page gets it, and its file's name; "" is the brand's."""

    name: str
    css: str


def style(brief: Brief, project: Path, further: tuple[str, ...], locate: Locate) -> str:
    """The sheets of a brief as one."""
    return "\n".join(sheet.css for sheet in sheets(brief, project, further, locate))


def sheets(brief: Brief, project: Path, further: tuple[str, ...], locate: Locate) -> tuple[Sheet, ...]:
    """The sheets of a brief in their order: fonts, tokens, page, audience, `further`; then the brand's own look.

    Raises SpecificationError where one holds markup, or names a file out of reach.
    """
    made = []
    for name in (*_SHEETS, brief.style, *further):
        file = assets.find("styles", name, project)
        css = _sheet(file, (project, assets.packaged("styles")), locate)
        made.append(Sheet(assets.shown(file, project), css))
    return (*made, Sheet("", "\n".join(_look(brief, project, locate))))


def faces(brief: Brief, project: Path, locate: Locate) -> tuple[str, ...]:
    """The faces alone: ours, and the brand's."""
    packaged = assets.packaged("styles")
    own = (line for line in _look(brief, project, locate) if line.startswith("@font-face"))
    return (_sheet(assets.find("styles", "fonts.css", project), (project, packaged), locate), *own)


def unknown_tokens(made: Sequence[Sheet]) -> tuple[Diagnostic, ...]:
    """A warning for each custom property that a sheet uses and none defines, with its place and the nearest known."""
    known = sorted({name for sheet in made for name in re.findall(r"(--[\w-]+)\s*:", sheet.css)})
    told = []
    for sheet in made:
        for use in re.finditer(r"var\(\s*(--[\w-]+)\s*\)", sheet.css):
            if use[1] not in known:
                line = sheet.css.count("\n", 0, use.start()) + 1
                message = f"no sheet defines {use[1]}, so what it is used in is ignored"
                told.append(Diagnostic("style", message, f"{sheet.name}:{line}", suggest(use[1], known)))
    return tuple(told)


def _look(brief: Brief, project: Path, locate: Locate) -> Iterator[str]:
    """What the brand, the page budget and the language say of the tokens."""
    tokens: dict[str, str] = {}
    if brief.accent:
        tokens |= {"accent": brief.accent, "tint": tint(brief.accent)}
    for name, size in brief.sizes:
        tokens |= {token: f"{size * share:.4g}pt" for token, share in _SHARES[name].items()} if size else {}
    for voice, chosen in (("serif", brief.fonts.text), ("sans", brief.fonts.labels)):
        family = chosen if chosen in FAMILIES else f"brand {voice}"
        if family != chosen and chosen:
            yield from _faces(family, project / chosen, project, locate)
        if chosen:
            tokens[voice] = ", ".join(dict.fromkeys((f'"{family}"', *_STACKS[voice])))
    if brief.spacing != _FULL:
        tokens["spacing"] = f"{brief.spacing / 100}"
    if brief.figures != "decimal":
        tokens["figures"] = brief.figures
    yield from (f":root {{ --{name}: {value} }}" for name, value in tokens.items())


def _faces(family: str, folder: Path, project: Path, locate: Locate) -> Iterator[str]:
    """The faces of a folder under one family's name, each with the weight and slope that its file says."""
    from fontTools.ttLib import TTFont, TTLibError

    for file in sorted(folder.glob("*.ttf")):
        if not file.resolve().is_relative_to(project.resolve()):
            raise SpecificationError(f"no face '{file.name}' within reach", str(folder), "keep it in the project")
        try:
            with TTFont(file, lazy=True) as face:
                weight, slanted = face["OS/2"].usWeightClass, face["OS/2"].fsSelection & 1
        except (TTLibError, KeyError, OSError) as error:
            raise SpecificationError(f"is no sound TTF: {error}", str(file), "save it anew as TTF") from error
        slope = "italic" if slanted else "normal"
        source = f'src: url("{locate(file.resolve())}")'
        yield f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slope}; {source} }}'


def _running(brief: Brief) -> str:
    """Heads and feet as plain words, for browsers that print and do not know strings of the page."""
    start, end = ("right", "left") if brief.direction == "rtl" else ("left", "right")
    status = " · ".join(filter(None, (brief.labels.draft if brief.draft else "", brief.embargo)))
    boxes = {
        f"top-{start}": brief.series,
        "top-center": status,
        f"top-{end}": brief.marking,
        f"bottom-{start}": brief.running_title,
        f"bottom-{end}": brief.marking,
        f"{start}-middle": brief.labels.draft if brief.draft else "",
    }
    rules = " ".join(f"@{box} {{ content: {_css_string(words)} }}" for box, words in boxes.items() if words)
    name = brief.page_size.lower() + ("-rtl" if brief.direction == "rtl" else "")
    return f"@page {name} {{ {rules} }}"


def _css_string(words: str) -> str:
    """Words as a string of CSS in which nothing is markup or an escape."""
    return '"' + re.sub(r"[^\w .,:;+-]", lambda odd: f"\\{ord(odd[0]):x} ", words) + '"'


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

    plain = re.sub(r"(?s)/\*.*?(?:\*/|\Z)", " ", css)
    meant = _ESCAPE.sub(_character, plain)
    for loading in _LOADING.finditer(meant):
        raise SpecificationError(f"a style sheet cannot load by {loading[0]}", file.name, "name a file by url()")
    addresses = [one.start() for one in _ADDRESS.finditer(plain)]
    hidden = len(_ADDRESS.findall(meant)) > len(addresses)
    if hidden or not all(_URL.match(plain, one) or _OWN.match(plain, one) for one in addresses):
        raise SpecificationError("an address that cannot be read", file.name, 'write url("file of the project")')
    return _URL.sub(found, css)


def _character(escape: re.Match[str]) -> str:
    """What an escape of a style sheet stands for (CSS Syntax 3)."""
    return chr(min(int(escape[1], 16), 0x10FFFF)) if escape[1] else escape[2]


def _logo(brief: Brief, project: Path) -> str:
    content = logo(brief, project)
    return _data_url(Path(brief.logo), content) if content else ""


def logo(brief: Brief, project: Path) -> bytes:
    """The brief's logo, a sound picture; nothing where it has none. Raises SpecificationError, LimitError."""
    if not brief.logo:
        return b""
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
    return content


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


def _template_error(error: Exception, brief: Brief, project: Path) -> SpecificationError:
    """What is wrong in a template, with its file and line, and the names that there are."""
    if isinstance(error, TemplateSyntaxError):
        file = Path(error.filename or error.name or brief.template)
        return SpecificationError(f"template: {error.message}", f"{assets.shown(file, project)}:{error.lineno}")
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".j2")]
    where = f"{assets.shown(Path(frames[-1].filename), project)}:{frames[-1].lineno}" if frames else brief.template
    if isinstance(error, UndefinedError) and (unknown := _NO_FIELD.fullmatch(str(error))):
        hint = suggest(unknown[2], unknown[3].split(", "))
        return SpecificationError(f"template: {unknown[1]}", where, f"{hint} (briefing schema --template lists all)")
    return SpecificationError(f"template: {error}", where)
