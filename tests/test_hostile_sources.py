"""What is made to break a reader, and what broke on its way: each ends in a line that says so."""

from __future__ import annotations

import random
import resource
import sys
from concurrent.futures import Future
from pathlib import Path

import pytest

from bombs import BOMBS, book, open_document, packed, portable, word
from briefing import sources
from briefing.cache import Cache
from briefing.errors import BackendError, BriefingError, LimitError
from briefing.model import Document, Source
from briefing.readers import reading
from briefing.spec import SourceSpec
from briefing.workers import Call, Limits, Pool
from damage import damaged, repacked

SOUND = {
    ".txt": b"# The dam\n\nBy A. Writer, 3 January 2020\n\nEgypt fears for its water. Ethiopia wants power.\n" * 3,
    ".md": b"# The dam\n\n- Egypt *fears* [for](http://a.b) its water.\n\n| a | b |\n|---|---|\n| c | d |\n" * 3,
    ".docx": word("<w:p><w:r><w:t>Egypt fears for its water. </w:t></w:r></w:p>" * 5),
    ".odt": open_document("<text:h>The dam</text:h><text:p>Egypt fears for its water.</text:p>" * 5),
    ".rtf": rb"{\rtf1\ansi{\info{\author Ann Lee}}Egypt fears for its water.{\footnote A note.} It is caf\'e9.\par}"
    * 2,
    ".epub": book("<h1>The dam</h1><p>Egypt fears for its water.</p>", 3),
    ".eml": b"From: Ann Lee <a@b.c>\nSubject: The dam\n\nEgypt fears for its water.\n\n> Does it?\n\n-- \nAnn\n",
    ".json": b'[{"title": "The dam", "text": "Egypt fears for its water."}, {"text": "Ethiopia wants power."}]',
    ".zip": packed({"a.txt": "Egypt fears for its water.", "b.json": '{"text": "Ethiopia wants power."}'}),
    ".pdf": portable(b"BT /F 12 Tf 72 700 Td (Egypt fears for its water.) Tj 0 -14 Td (It is so.) Tj ET"),
}
EACH = 12
PACKED = (".docx", ".odt", ".epub", ".zip")


def outcomes(folder: Path, limits: Limits) -> dict[str, Document | BriefingError]:
    """What came of every source of a folder, by location."""
    found = sources.find([SourceSpec(path=".")], folder)
    with _Limited(limits) as pool:
        loaded = (
            (one if isinstance(one, Source) else one.error, "", one.location) for one, _ in sources.load(found, pool)
        )
        return {location: made for made, location in reading.read_all(loaded, pool, Cache(), lambda _: None)}


class _Limited(Pool):
    """A pool whose calls have other limits than a build's."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(warm=reading.warm_up((), ("en",)))
        self._limits = limits

    def submit(self, one: Call, *further: Call) -> Future[bytes | BriefingError]:
        return super().submit(*(call._replace(limits=self._limits) for call in (one, *further)))


@pytest.fixture(scope="module")
def exploded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document | BriefingError]:
    folder = tmp_path_factory.mktemp("bombs")
    for name, (content, _) in BOMBS.items():
        (folder / name).write_bytes(content)
    return outcomes(folder, Limits(seconds=30, cpu=20, memory=400_000_000))


@pytest.mark.skipif(sys.platform == "win32", reason="limits but that of time need fork")
@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_ends_in_a_line_that_names_the_limit(name: str, exploded: dict[str, Document | BriefingError]) -> None:
    told = next(made for location, made in exploded.items() if location.split("!")[0] == name)
    said = BOMBS[name][1]
    if not said:
        assert isinstance(told, Document)
        return
    assert isinstance(told, BriefingError)
    assert not isinstance(told, BackendError)
    assert said in told.message
    assert len(str(told).splitlines()) == 2
    if "at most" in said or "took more" in said:
        assert isinstance(told, LimitError)


def test_the_parent_stays_small(exploded: dict[str, Document | BriefingError]) -> None:
    assert len(exploded) >= len(BOMBS)
    if "xdist" not in sys.modules:
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 400_000  # kilobytes, of them 200 MB are the tests'


def test_damaged_files_are_read_or_named(tmp_path: Path) -> None:
    for suffix, content in SOUND.items():
        for number in range(EACH):
            chance = random.Random(f"{suffix}/{number}")  # noqa: S311 - no secret
            hurt = repacked if suffix in PACKED and number % 2 else damaged
            (tmp_path / f"{suffix[1:]}{number}{suffix}").write_bytes(hurt(content, content, chance))
    told = outcomes(tmp_path, Limits(seconds=30, cpu=20, memory=400_000_000))
    assert len(told) >= EACH * len(SOUND)
    assert any(isinstance(made, Document) and made.sentences for made in told.values())
    for location, made in told.items():
        if isinstance(made, BriefingError):
            assert not isinstance(made, BackendError), f"{location}: {made}"
            assert len(str(made).splitlines()) == 2, f"{location}: {made}"
            assert made.where.startswith(location.split("#")[0].split("!")[0])
