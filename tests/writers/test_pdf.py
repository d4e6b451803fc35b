from __future__ import annotations

import base64
import ctypes
import http.server
import itertools
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from briefing import audiences, glyphs, store
from briefing.compose import compose
from briefing.model import Artifact, Brief, Findings
from briefing.pipeline import Compiled
from briefing.writers import WRITERS
from making import nile, order, point

ROOT = Path(__file__).parent.parent.parent
AUDIENCES = ("minister", "policymaker", "analyst", "public")


def artifact(seeds: Compiled, audience: str, suffix: str = "pdf") -> Artifact:
    return next(a for a in seeds.artifacts if a.name.endswith(f"-{audience}.{suffix}"))


def text_of(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_pdf_says_what_it_is(seeds: Compiled, audience: str) -> None:
    content = artifact(seeds, audience).content
    pdf = pypdfium2.PdfDocument(content)
    assert pdf.get_metadata_dict()["Title"] == "Russia and Iran in Syria after Soleimani"
    assert pdfium.FPDFCatalog_IsTagged(pdf)
    titles = [bookmark.get_title() for bookmark in pdf.get_toc()]
    assert titles[0] == "Russia and Iran in Syria after Soleimani"
    assert "Who wants what" in titles


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page_has_its_number_and_marking(seeds: Compiled, audience: str) -> None:
    made = artifact(seeds, audience)
    pdf = pypdfium2.PdfDocument(made.content)
    assert len(pdf) == made.pages
    for number, page in enumerate(pdf, 1):
        text = page.get_textpage().get_text_range()
        assert f"{number} / {made.pages}" in text
        assert text.count("TLP:CLEAR") == 2


def letters(text: str) -> str:
    """A text's letters and digits alone: line breaks, hyphens and quotation marks fall differently on a page."""
    return re.sub(r"[\W_]", "", text)


def test_the_text_of_the_page_is_the_text_of_the_brief(seeds: Compiled) -> None:
    drawn = letters(text_of(artifact(seeds, "policymaker").content))
    brief = next(b for b in seeds.briefs if b.audience == "policymaker")
    said = [p.text for p in brief.key_points]
    said += [p.text for s in brief.sections for paragraph in s.paragraphs for p in paragraph]
    said += [note.quote for note in brief.notes]
    assert brief.table is not None
    said += [p.text for row in brief.table.rows for cell in row.cells for p in cell]
    # a sentence that a page or column break divides is interrupted by other text: its longer half is enough
    for words in map(letters, said):
        half = len(words) // 2
        assert words in drawn or words[:half] in drawn or words[half:] in drawn, words


PROGRAM = """
import sys
from pathlib import Path
from briefing import pipeline
spec = pipeline.specify([sys.argv[1]], "")
compiled = pipeline.compile_brief(spec, ["policymaker"], ["pdf", "html", "json", "md"])
pipeline.save(compiled, Path(sys.argv[2]))
"""


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "77", "TZ": "Asia/Tehran", "LC_ALL": "C"},
    ]
    for number, further in enumerate(surroundings):
        out = tmp_path / str(number)
        words = [sys.executable, "-c", PROGRAM, str(ROOT / "seeds" / "brief.yaml"), str(out)]
        subprocess.run(words, check=True, cwd=tmp_path, env={**os.environ, **further}, timeout=120)
    first, second = (sorted((tmp_path / str(n)).iterdir()) for n in range(2))
    assert [f.name for f in first] == [f.name for f in second]
    assert len(first) == 5
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_where_fonttools_cuts_the_faces_the_hour_is_not_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without HarfBuzz Subset, which a machine need not have."""
    hours = itertools.count(4_000_000_000, 3600)
    asked: list[int] = []

    def moving() -> int:
        asked.append(next(hours))
        return asked[-1]

    fonts = pytest.importorskip("weasyprint.pdf.fonts")
    monkeypatch.setattr(fonts, "harfbuzz_subset", None)
    monkeypatch.setattr("fontTools.ttLib.tables._h_e_a_d.timestampNow", moving)
    first, second = (WRITERS["pdf"](_with("Łódź"), Path("nowhere"))[0].content for _ in range(2))
    assert first == second
    assert not asked


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server of our own, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()


SVG = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E"
VECTORS = (
    '<img src="{0}/a" alt="a">',
    '<img src="{1}" alt="a">',
    '<link rel="stylesheet" href="{0}/a.css">',
    "<style>@import url({0}/b.css);</style>",
    "<style>@import '{0}/b.css';</style>",
    "<style>@font-face {{ font-family: X; src: url({0}/f.ttf) }} p {{ font-family: X }}</style>",
    "<style>p {{ background: url({0}/c.png) }}</style>",
    "<style>p::before {{ content: url({0}/c.png) }}</style>",
    "<style>li {{ list-style-image: url({1}) }}</style><li>x</li>",
    '<object data="{0}/o.svg"></object>',
    '<embed src="{0}/e.svg">',
    '<svg><image href="{0}/i.png" width="9" height="9"/></svg>',
    '<svg><use href="{0}/i.svg#x"/></svg>',
    '<svg><image xlink:href="{1}" width="9" height="9"/></svg>',
    '<base href="{0}/"><img src="z.png" alt="z">',
    '<a rel="attachment" href="{1}">x</a>',
    '<link rel="attachment" href="{0}/z">',
    f'<img src="{SVG}%3Cimage href=%22{{0}}/n.png%22/%3E%3C/svg%3E" alt="n">',
    '<img srcset="{0}/s.png 2x" src="{0}/s.png" alt="s">',
    '<img src="ftp://127.0.0.1/x" alt="f">',
)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_page_reaches_neither_the_network_nor_files_outside(
    vector: str, server: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = server
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"SECRET-BYTES")
    project = tmp_path / "project"
    (project / "templates").mkdir(parents=True)
    page = f"<html lang=en><title>x</title><p>hello {vector.format(address, secret.as_uri())}"
    (project / "templates" / "policymaker.html.j2").write_text(page, encoding="utf-8")
    brief, _ = compose(nile(), order(), audiences.load("policymaker", project))
    made, _told = WRITERS["pdf"](brief, project)
    assert asked == []
    assert b"SECRET-BYTES" not in made.content
    assert made.pages == 1


FURTHER = (
    '<iframe src="{0}/01"></iframe>',
    '<video poster="{0}/02"></video>',
    '<picture><source srcset="{0}/03"><img src="{1}" alt="p"></picture>',
    '<input type="image" src="{0}/04">',
    '<p style="background: url({2}/05)">x</p>',
    '<img src="\\\\127.0.0.1\\share\\06.png" alt="p">',
    '<img src="{2}/07" alt="p">',
    '<style>@import url("data:text/css,@import%20url({0}/08);");</style>',
    '<svg><foreignObject width="9" height="9"><img src="{0}/09"/></foreignObject></svg>',
    '<svg><script href="{0}/10"/></svg>',
    "<svg><style>@import url({0}/11); rect {{ fill: url({0}/11b) }}</style><rect width='9' height='9'/></svg>",
    '<svg><rect width="9" height="9" fill="url({0}/12#x)" mask="url({0}/12#y)" filter="url({1}#z)"/></svg>',
    '<svg><filter id="f"><feImage href="{0}/13"/></filter><rect filter="url(#f)" width="9" height="9"/></svg>',
    '<svg xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{1}" parse="text"/></svg>',
    '<link rel="icon" href="{0}/15"><link rel="preload" as="image" href="{0}/15b">',
    '<meta http-equiv="refresh" content="0; url={0}/16">',
    "<style>p {{ mask-image: url({0}/17); cursor: url({0}/17b), auto; shape-outside: url({0}/17c) }}</style>",
    "<style>p {{ border-image: url({0}/18) 9; background: image-set('{0}/18b' 1x), url({0}/18c) }}</style>",
    '<table background="{0}/19"><tr><td background="{0}/19b">x</table>',
    '<script src="{0}/20"></script><script>fetch("{0}/20b")</script>',
    '<img src="FILE://{3}" alt="p"><img src="file://localhost{3}" alt="p"><img src="file:{3}" alt="p">',
    '<img src="..%2Fsecret.png" alt="p"><img src="../secret.png" alt="p"><img src="link.png" alt="p">',
    '<object data="{1}" type="image/png"></object><embed src="{1}" type="image/png">',
    '<link rel="stylesheet" href="{1}"><link rel="attachment" href="../secret.png">',
    "<style>@font-face {{ font-family: Y; src: local('{1}'), url({1}), url({0}/25) }} b {{ font: 9pt Y }}</style><b>b",
    '<img src="gopher://127.0.0.1/26" alt="p"><img src="netdoc:{3}" alt="p"><img src="jar:{1}!/a" alt="p">',
    '<img src="data:text/html,%3Cimg src={0}/27%3E" alt="p"><img src="data:;base64,%%%" alt="p">',
    f'<img src="{SVG}%3Cuse href=%22{{0}}/28%23x%22/%3E%3Cstyle%3E@import url({{0}}/28b)%3C/style%3E%3C/svg%3E">',
    f'<img src="{SVG}%3Cimage href=%22{{1}}%22/%3E%3C/svg%3E" alt="n">',
    '<a href="{0}/30" ping="{0}/30b">x</a><q cite="{0}/30c">x</q>',
    "<style>p::after {{ content: url({1}) attr(href url) element(x) }}</style>",
)
"""Ways of HTML, CSS and SVG to load something, each by a path of its own; {2} is without a scheme, {3} a bare path."""

SEEN: list[tuple[str, str]] = []
WATCHED = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "urllib.", "ftplib.")
is_watching = threading.Event()


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if is_watching.is_set() and event.startswith(WATCHED) and threading.current_thread() is threading.main_thread():
        SEEN.append((event, str(arguments[0]) if arguments else ""))


def test_no_way_of_a_page_or_a_logo_loads_anything(server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = server
    secret, project = tmp_path / "secret.png", tmp_path / "project"
    secret.write_bytes(b"SECRET-BYTES")
    for shelf in ("templates", "styles"):
        (project / shelf).mkdir(parents=True)
    (project / "link.png").symlink_to(secret)
    given = (address, secret.as_uri(), address.removeprefix("http:"), str(secret))
    body = "".join(f"<div>{vector.format(*given)}</div>" for vector in (*VECTORS, *FURTHER) if "<base" not in vector)
    head = "<html lang=en><title>x</title><style>{{ css }}</style><p>{{ brief.bottom_line.text }}"
    page = f"{head}<img src='{{{{ brief.logo }}}}' alt=l>{body}"
    (project / "templates" / "policymaker.html.j2").write_text(page, encoding="utf-8")
    logo = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        f"<?xml-stylesheet href='{address}/logo.css'?><image href='{address}/logo.png' width='9' height='9'/>"
        f"<use xlink:href='{secret.as_uri()}#x'/><style>@import url({address}/logo2.css);</style>"
        f"<foreignObject><img xmlns='http://www.w3.org/1999/xhtml' src='{address}/logo3'/></foreignObject></svg>"
    )
    (project / "logo.svg").write_text(logo, encoding="utf-8")
    ours = order(brand={"logo": "logo.svg"})
    brief, _ = compose(_hostile(address, secret), ours, audiences.load("policymaker", project))
    WRITERS["pdf"](brief, project)  # what is imported and asked of the system once
    sys.addaudithook(watch)
    SEEN.clear()
    is_watching.set()
    try:
        made, _told = WRITERS["pdf"](brief, project)
        others = [WRITERS[name](brief, project)[0] for name in ("html", "docx", "md", "json")]
    finally:
        is_watching.clear()
    assert asked == []
    for one in (made, *others):
        assert b"SECRET-BYTES" not in one.content
        assert base64.b64encode(b"SECRET-BYTES")[:12] not in one.content
    allowed = [project, ROOT, *map(Path, {sys.prefix, sys.base_prefix, *sys.path, "/usr", "/dev/null", "/proc/self"})]
    allowed += [store.scratch(), Path(sys.executable).resolve().parents[1]]
    unpacked = [told for told in SEEN if told[0] == "urllib.Request" and told[1].startswith("data:")]
    opened = [told[1] for told in SEEN if told[0] == "open"]
    assert len(SEEN) == len(unpacked) + len(opened), SEEN
    outside = [
        one for one in opened if not one.isdigit() and not any(Path(one).is_relative_to(place) for place in allowed)
    ]
    assert outside == []


def _hostile(address: str, secret: Path) -> Findings:
    """Findings whose every text would load something if it were markup."""
    said = (
        f'<img src="{address}/said"><style>@import "{address}/said.css";</style>![]({address}/said.png) {{{{ 7*7 }}}}'
    )
    held = f"{said} {secret.as_uri()}"
    told = nile().model_dump_json().replace("Blue Nile", json.dumps(held)[1:-1])
    return Findings.model_validate_json(told)


def _with(text: str) -> Brief:
    findings = nile()
    first = findings.documents[0].sentences[0]
    said = findings.model_copy(update={"key_points": (point(first, text=text),)})
    return compose(said, order(), audiences.load("policymaker", Path("nowhere")))[0]


def test_other_scripts_are_drawn_in_bundled_faces() -> None:
    brief = _with("Владимир Путин, ولادیمیر پوتین, الرئيس السوري, Ελλάδα, Łódź, Đặng, − ± → “”")
    made, told = WRITERS["pdf"](brief, Path("nowhere"))
    assert not [d for d in told if "notdef" in d.message or "glyph" in d.message]
    assert not glyphs.missing(brief, (), "brief.yaml")
    faces = _faces(made.content)
    assert all(any(known in face for known in ("Briefing", "Inter", "Noto")) for face in faces), faces


def _faces(content: bytes) -> set[str]:
    pdf = pypdfium2.PdfDocument(content)
    names = set()
    for page in pdf:
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(thing.raw)
            length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
            name = ctypes.create_string_buffer(length)
            pdfium.FPDFFont_GetBaseFontName(font, name, length)
            names.add(re.sub(r"^[A-Z]{6}\+", "", name.value.decode()))
    return names


def test_a_character_without_a_glyph_is_named_with_its_place() -> None:
    findings = nile()
    document = findings.documents[0]
    first = document.sentences[0]
    odd = first.model_copy(update={"text": first.text + " 漢"})
    told = glyphs.missing(_with("Egypt 漢"), (document.model_copy(update={"sentences": (odd,)}),), "brief.yaml")
    assert [(d.code, d.where) for d in told] == [("missing-glyph", "icg:1")]
    assert "U+6F22" in told[0].message
