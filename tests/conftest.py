"""What every test may ask for: the seeds compiled once, and golden files that `--accept` rewrites."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from briefing import pipeline, readers
from briefing.model import Document, Source
from briefing.pipeline import Compiled
from briefing.spec import BriefSpec
from making import Golden

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"

for variable in [name for name in os.environ if name.startswith("BRIEFING_LLM_")]:
    del os.environ[variable]  # what is tested asks no model of the person's who tests

os.environ["BRIEFING_CACHE"] = "off"  # a test neither fills nor reads the cache of the person who tests

settings.register_profile("briefing", deadline=None, derandomize=True)
settings.load_profile("briefing")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="take what the program does now as right")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def golden(accept: bool) -> Golden:  # noqa: FBT001 - a fixture
    """Compares bytes with a golden file, or writes it with --accept."""

    def compare(name: str, content: bytes) -> None:
        file = GOLDEN / name
        if accept:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        assert file.is_file(), f"no golden file {name}: run pytest --accept, and read what it wrote"
        assert content.decode() == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def read_seeds() -> tuple[Document, ...]:
    """The two texts of the seeds as documents, without what a specification says of them."""
    files = sorted((ROOT / "seeds").glob("*.txt"))
    return tuple(
        readers.read(Source(key=f"seed{n}", location=f.name, media_type="text/plain", content=f.read_bytes()))
        for n, f in enumerate(files)
    )


@pytest.fixture(scope="session")
def seeds_spec() -> BriefSpec:
    return pipeline.specify((str(ROOT / "seeds" / "brief.yaml"),), "")


@pytest.fixture(scope="session")
def seeds(seeds_spec: BriefSpec) -> Compiled:
    """The seeds for all audiences, in every format."""
    return pipeline.compile_brief(seeds_spec, (), ("pdf", "html", "json", "md"))
