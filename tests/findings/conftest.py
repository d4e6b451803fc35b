"""The seeds as documents, with the date and key that the one without them is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.model import Document, Source
from briefing.readers import read

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="session")
def read_seeds() -> tuple[Document, ...]:
    files = sorted(SEEDS.glob("*.txt"))
    return tuple(
        read(Source(key=f"seed{number}", location=file.name, media_type="text/plain", content=file.read_bytes()))
        for number, file in enumerate(files)
    )
