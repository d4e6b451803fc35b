"""doctor and natives: they tell what is missing, how to mend it, and need nothing themselves."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import doctor, natives
from briefing.errors import BackendError

ROOT = Path(__file__).parent.parent
BARE = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from briefing import doctor, natives; "
NOWHERE = natives.Library("Nowhere", ("libnowhere.so.0", "libnowhere.0.dylib", "libnowhere-0.dll"))


def run(code: str, *flags: str, **environment: str) -> str:
    command = [sys.executable, *flags, "-c", BARE + code]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    return done.stdout


def state(name: str, needs: tuple[doctor.Need, ...]) -> str:
    return next(need.state for need in needs if need.name == name)


def test_this_machine_has_what_the_tests_run_on() -> None:
    needs = doctor.needs()
    for name in ("Python", "Pango", "PangoFT2", "HarfBuzz", "Fontconfig", "styles", "templates", "audiences", "fonts"):
        assert state(name, needs) == "ok", name
    faces = len(list((ROOT / "styles" / "fonts").glob("*/*.ttf")))
    assert next(need for need in needs if need.name == "fonts").found == f"{faces} faces"


def test_json_is_a_list_of_objects_with_the_fields_of_a_need() -> None:
    needs = doctor.needs()
    assert [doctor.Need(**row) for row in json.loads(doctor.report_json(needs))] == list(needs)


def test_a_bare_python_is_told_what_to_install() -> None:
    """-S hides every installed package, and with them WeasyPrint."""
    rows = json.loads(run("print(doctor.report_json(doctor.needs()))", "-S"))
    assert {"name": "briefing", "state": "missing"}.items() <= next(r for r in rows if r["name"] == "briefing").items()
    assert run("print(doctor.ready(doctor.needs()))", "-S") == "False\n"


def test_nothing_heavy_is_imported() -> None:
    heavy = run(
        "doctor.needs(); print([m for m in ('weasyprint', 'pydantic', 'fontTools', 'yaml') if m in sys.modules])"
    )
    assert heavy == "[]\n"


def test_a_terminal_without_unicode_is_told_how_to_get_it() -> None:
    code = "need = doctor.needs()[-1]; print(need.state, need.required, need.cure)"
    assert run(code, PYTHONIOENCODING="ascii") == "missing False export PYTHONUTF8=1\n"
    assert run(code, PYTHONIOENCODING="utf-8").startswith("ok")


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert state("leave to write here", doctor.needs(tmp_path)) == "ok"
    assert state("leave to write here", doctor.needs(tmp_path / "file")) == "missing"
    assert state("leave to write here", doctor.needs(tmp_path / "none")) == "missing"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_report_names_the_cure_and_only_a_required_need_stops_a_build() -> None:
    fine = doctor.Need("Python", "ok", "3.12.0", ">=3.11", cure="install Python")
    old = doctor.Need("Pango", "old", "1.40.0", ">=1.44", cure="brew install pango")
    spare = doctor.Need("HarfBuzz Subset", "missing", required=False, cure="brew install harfbuzz")
    assert doctor.ready((fine, spare))
    assert not doctor.ready((fine, old, spare))
    assert doctor.report((fine, old, spare)).splitlines() == [
        "ok       Python 3.12.0",
        "old      Pango 1.40.0 (wanted: >=1.44)",
        "         brew install pango",
        "missing  HarfBuzz Subset, optional",
        "         brew install harfbuzz",
        "",
        "1 of 3 needs are not met",
    ]
    assert doctor.report((fine, spare)).endswith("\nready to build")


def test_a_library_that_does_not_load() -> None:
    with pytest.raises(OSError, match="Nowhere"):
        natives.find(NOWHERE)
    assert natives.unmet((NOWHERE,)) == (NOWHERE,)


def test_a_library_that_is_too_old() -> None:
    pango = next(library for library in natives.LIBRARIES if library.name == "Pango")
    assert natives.at_least(natives.find(pango), "1.44")
    assert natives.unmet((pango._replace(oldest="999"),))


@pytest.mark.parametrize("library", natives.LIBRARIES, ids=lambda library: library.name)
def test_the_error_of_the_loader_becomes_one_with_a_cure(library: natives.Library) -> None:
    """WeasyPrint's last words are those of cffi about the first name that it tries, the one on Windows."""
    with pytest.raises(OSError, match=r"cannot load|did not manage") as caught:
        importlib.import_module("cffi").FFI().dlopen(library.files[2].removesuffix(".dll"))
    told = natives.explain_missing_library(caught.value)
    assert isinstance(told, BackendError)
    assert told.exit_code == 7
    assert told.message == f"the PDF needs {library.name}, which cannot be loaded here"
    assert told.hint == natives.cure()


def test_an_error_that_names_no_library_is_passed_on() -> None:
    assert "disk on fire" in natives.explain_missing_library(OSError("disk on fire: 7")).message


numbers = st.lists(st.integers(0, 30), min_size=1, max_size=4)


@given(numbers, numbers)
def test_versions_compare_as_numbers(found: list[int], oldest: list[int]) -> None:
    padded = [[*version, *[0] * (4 - len(version))] for version in (found, oldest)]
    assert natives.at_least(".".join(map(str, found)), ".".join(map(str, oldest))) == (padded[0] >= padded[1])


def test_a_language_model_is_told_of_and_never_needed() -> None:
    told = "print([tuple(n)[:5] for n in doctor.needs() if n.name == 'language model'])"
    here = {"BRIEFING_LLM_URL": "http://127.0.0.1:9/v1"}
    assert run(told) == "[('language model', 'ok', 'none in the environment', '', False)]\n"
    assert run(told, **here) == "[('language model', 'missing', 'no name', '', False)]\n"
    assert run(told, **here, BRIEFING_LLM_MODEL="small") == "[('language model', 'ok', 'small', '', False)]\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no scan is read there")
def test_what_reads_scans_is_told_of_and_never_needed(tmp_path: Path) -> None:
    told = (
        "need = next(n for n in doctor.needs() if n.name == 'Tesseract'); print(need.state, need.required, need.cure)"
    )
    state, required, cure = run(told, PATH=str(tmp_path)).strip().split(" ", 2)
    assert (state, required) == ("missing", "False")
    assert "tesseract" in cure.lower()


def test_what_an_extra_needs_is_not_required() -> None:
    need = next(need for need in doctor.needs() if need.name == "httpx")
    assert (need.wanted, need.required, need.cure) == (">=0.27", False, 'python -m pip install "briefing[llm]"')
