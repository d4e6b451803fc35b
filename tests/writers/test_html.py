from __future__ import annotations

import re
import resource
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from briefing import assets, audiences
from briefing.compose import compose
from briefing.errors import LimitError, SpecificationError
from briefing.model import Brief
from briefing.writers import html
from making import nile, order, point

NOWHERE = Path("nowhere")
MARKUP = st.text(alphabet=st.sampled_from("<>&\"'{}%#`/=! abscriptonload\u202e\u0000\n"), max_size=60)


def brief(name: str = "policymaker", **fields: object) -> Brief:
    return compose(nile(), order(**fields), audiences.load(name, NOWHERE))[0]


class Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(f"{tag} {' '.join(sorted(name for name, _ in attrs))}")


@pytest.mark.parametrize("name", ["minister", "policymaker", "analyst", "public"])
def test_every_audience_has_a_page_whose_links_arrive(name: str) -> None:
    page = html.markup(brief(name, indicators=["A vote"], options=[{"name": "Wait", "for": "cheap"}]), NOWHERE, "")
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^":]+)"', page)) <= set(anchors)
    assert page.count("<h1>") == 1


@given(MARKUP)
@settings(max_examples=60)
def test_no_words_of_a_source_or_a_person_become_markup(text: str) -> None:
    findings, spec = (
        nile(),
        order(title=f"T{text}", ask=text, indicators=[text], glossary=[{"term": text, "meaning": text}]),
    )
    first = findings.documents[0].sentences[0]
    hostile = findings.model_copy(
        update={
            "gaps": (text,),
            "key_points": (point(first, text=f"K{text}"),),
            "documents": tuple(
                d.model_copy(update={"title": f"D{text}", "notices": (text,)}) for d in findings.documents
            ),
        }
    )
    audience = audiences.load("policymaker", NOWHERE)
    plain = findings.model_copy(
        update={
            "gaps": ("x",),
            "documents": tuple(d.model_copy(update={"notices": ("x",)}) for d in findings.documents),
        }
    )
    calm = order(ask="x", indicators=["x"], glossary=[{"term": "x", "meaning": "x"}])
    made = [html.markup(compose(f, s, audience)[0], NOWHERE, "") for f, s in ((hostile, spec), (plain, calm))]
    assert Tags(made[0]).names.count("script ") == 0
    assert sorted(set(Tags(made[0]).names)) == sorted(set(Tags(made[1]).names))


def test_the_file_needs_no_other(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 20), "#884400").save(logo)
    artifact, told = html.write(
        brief(brand={"logo": "logo.png", "organisation": "Desk", "accent": "#884400"}), tmp_path
    )
    page = artifact.content.decode()
    assert not told
    assert set(re.findall(r'(?:src=|url\()"([a-z]+):', page)) == {"data"}
    assert "--accent: #884400" in page
    assert len(artifact.content) < 700_000


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.png", b"no picture", "no sound picture"),
        ("logo.png", b"\x89PNG\r\n\x1a\n", "no sound picture"),
        ("logo.svg", b"<svg", "no sound picture"),
        ("logo.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>", "document type"),
        ("logo.svg", b"<html/>", "no SVG"),
        ("logo.gif", b"GIF89a", "no picture of the project"),
    ],
)
def test_a_logo_that_is_no_picture_is_told(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SpecificationError, match=told):
        html.markup(brief(brand={"logo": name}), tmp_path, "")


def template(project: Path, text: str) -> Path:
    (project / "templates").mkdir()
    (project / "templates" / "policymaker.html.j2").write_text(text, encoding="utf-8")
    return project


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "<p>\n{{ brief.titel }}",
            "policymaker.html.j2:2: template: there is no field 'titel'\nhint: did you mean 'title'?",
        ),
        ("{{ breif.title }}", "policymaker.html.j2:1: template: 'breif' is undefined"),
        ("\n\n{% if %}", "policymaker.html.j2:3: template:"),
        ("{% include 'nothing.html.j2' %}", "no file 'nothing.html.j2' in templates/"),
        ("{{ 1 / 0 }}", "policymaker.html.j2:1: template: division by zero"),
        ("{{ brief.title + 1 }}", "policymaker.html.j2:1: template: can only concatenate"),
        ("{% extends '_actors.html.j2' %}{% extends 'policymaker.html.j2' %}", "policymaker.html.j2"),
    ],
)
def test_a_wrong_template_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        html.markup(brief(), template(tmp_path, text), "")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "payload",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ brief.__class__.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ lipsum.__globals__['os'].system('touch stolen') }}",
        "{{ joiner.__init__.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ ''|attr('__class__')|attr('__mro__') }}",
        "{{ '{0.__class__.__init__}'.format(brief) }}",
        "{{ brief.update({'title': 'x'}) }}",
        "{{ brief.key_points.__add__ }}",
        "{{ brief.labels.__class__.__base__.__subclasses__() }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../etc/passwd' %}",
        "{% import 'os' as os %}{{ os.name }}",
        "{{ range(999999999)|list }}",
        "{{ brief.title.__getattribute__('x') }}",
        "{{ ().__class__.__bases__[0] }}",
        "{{ 'x' * 10 ** 10 }}",
        "{{ ['x'] * 9999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'a'|center(999999999) }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ 'a'.ljust(999999999) }}",
        "{{ (1).to_bytes(999999999, 'big') }}",
        "{{ [1]|batch(999999999, 'x')|list }}",
        "{{ 'a'|indent(width=999999999, first=true) }}",
        "{{ {}|tojson(indent=999999999) }}",
        "{{ lipsum(n=999999) }}",
        "{{ ('a' * 1000000)|replace('a', 'b' * 1000000) }}",
        "{{ brief|attr('__init__') }}",
        "{{ ''|map(attribute='__class__')|list }}{{ [brief]|map(attribute='__class__')|list }}",
        "{{ [1]|map('attr', '__class__')|list }}",
        "{{ brief.items.__self__ }}",
        "{{ caller.__globals__ }}",
        "{{ url_for.__globals__ }}",
        "{{ config.items() }}",
        "{{ request.application }}",
        "{{ get_flashed_messages.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ brief.title.format_map }}",
        "{% set x = cycler.next.__func__ %}{{ x }}",
        "{{ 1|turns_of_a_loop }}",
        "{% from '/proc/self/environ' import x %}",
        "{% extends '../../../../etc/hostname' %}",
        "{{ include('/etc/passwd') }}",
        "{{ open('/etc/passwd').read() }}",
        "{{ __import__('os').system('touch stolen') }}",
        "{% do brief.pop('title') %}",
    ],
)
def test_a_hostile_template_runs_nothing(tmp_path: Path, payload: str) -> None:
    with pytest.raises(SpecificationError):
        html.markup(brief(), template(tmp_path, payload), "")
    assert not (tmp_path / "stolen").exists()


def test_a_template_without_end_meets_a_limit(tmp_path: Path) -> None:
    text = "{% for i in range(900) %}{% for j in range(900) %}" + "x" * 30 + "{% endfor %}{% endfor %}"
    with pytest.raises(LimitError, match="20,000,000"):
        html.markup(brief(), template(tmp_path, text), "")


TWICE = "{% set x = 'a' * 1 %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}"


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(100) }}",
        "{% macro a(x, n) %}{% if n %}{{ a(x ~ x, n - 1) }}{% endif %}{% endmacro %}{{ a('aaaaaaaa', 60) }}",
        TWICE.replace("'a' * 1", "'a'"),
        TWICE.replace("'a' * 1", "['a']").replace("x ~ x", "[x, x]"),
        "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set x %}aaaaaaaa{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 40,
        "{% set x = 'a' %}" + "{% with x = x ~ x %}" * 18 + "{% with x = x ~ x ~ x ~ x ~ x ~ x ~ x ~ x %}" * 8
        + "{{ x }}" + "{% endwith %}" * 26,
        "{% for a in [1] recursive %}{{ loop([1, 1]) }}{{ loop([1, 1]) }}{% endfor %}",
        "{% set x = 'a' %}" + "{% for x in [x ~ x] %}" * 15 + "{% for x in [x ~ x ~ x ~ x ~ x ~ x ~ x ~ x] %}" * 4
        + "{% for x in [x ~ x ~ x ~ x ~ x ~ x ~ x ~ x] %}{{ x }}{{ x }}{{ x }}" + "{% endfor %}" * 20,
    ],
)  # fmt: skip
def test_a_template_takes_neither_all_time_nor_all_memory(tmp_path: Path, text: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((LimitError, SpecificationError)) as caught:
        html.markup(brief(), template(tmp_path, text), "")
    assert "policymaker.html.j2" in str(caught.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000


def test_a_template_counts_from_the_start_each_time(tmp_path: Path) -> None:
    project = template(tmp_path, "{% for a in range(90000) %}{% endfor %}" * 4 + "{{ brief.title }}")
    for _ in range(4):
        assert "Nile" in html.markup(brief(title="Nile"), project, "")


@pytest.mark.parametrize(
    "css",
    [
        "@import 'https://example.org/x.css';",
        "@IMPORT url(x.css);",
        "@\\69mport 'x.css';",
        "p { background: URL(https://example.org/x.png) }",
        "p { background: u\\72l(https://example.org/x.png) }",
        "p { background: \\75 rl('https://example.org/x.png') }",
        "/* url(data:x) */ p { background: \\75 rl('https://example.org/x.png') }",
        'p { background: url("https://example.org/\'x.png") }',
        "p { background: image-set('https://example.org/x.png' 1x) }",
        "p { background: -webkit-image-set(url(x.png) 1x) }",
        "@font-face { font-family: X; src: src('https://example.org/x') }",
        "p { background: url(//example.org/x.png) }",
        "p { background: url('\\\\\\\\example.org\\\\x.png') }",
        "p { background: url(file:///etc/hostname) }",
        "p { cursor: url(ftp://example.org/x.cur), auto }",
        "p { background: url(missing.png) }",
        "p { background: url('../../../../etc/passwd') }",
        "p { background: url(/etc/passwd) }",
        "p { background: url(https://example.org/x.png) }",
        "p { } </style><script>alert(1)</script>",
    ],
)
def test_a_style_sheet_reaches_nothing_outside(tmp_path: Path, css: str) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "policymaker.css").write_text(css, encoding="utf-8")
    with pytest.raises(SpecificationError, match=r"policymaker\.css|style sheet"):
        html.write(brief(), tmp_path)


def test_a_brand_needs_no_css(tmp_path: Path) -> None:
    """Fonts that ship and of a folder, sizes, a tint that goes with the accent: all as tokens after every sheet."""
    face = assets.packaged("styles") / "fonts" / "inter" / "Inter-SemiBold.ttf"
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "House.ttf").write_bytes(face.read_bytes())
    look = {"accent": "#884400", "fonts": {"text": "house", "labels": "Briefing Serif"}, "sizes": {"text": 11}}
    css = html.style(brief(brand=look), tmp_path, (), Path.as_uri)
    own = css[css.rindex("@font-face") :]
    assert 'font-family: "brand serif"; font-weight: 600; font-style: normal' in own
    assert '--serif: "brand serif", "Briefing Serif"' in own
    assert '--sans: "Briefing Serif", "Inter"' in own
    assert "--text: 11pt" in own
    assert "--lead: 15.4pt" in own
    assert "--tint: #f7f2ed" in own


def test_a_logo_is_told_to_who_cannot_see_it(tmp_path: Path) -> None:
    Image.new("RGB", (40, 20), "#884400").save(tmp_path / "logo.png")
    page = html.markup(brief(brand={"logo": "logo.png", "logo_alt": "A heron"}), tmp_path, "")
    assert 'alt="A heron"' in page
