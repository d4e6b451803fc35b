from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from briefing import store
from briefing.errors import WriteError


def test_writes_whole_files_and_leaves_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "brief.pdf"
    store.write(target, b"one")
    store.write(target, b"two")
    assert target.read_bytes() == b"two"
    assert [f.name for f in target.parent.iterdir()] == ["brief.pdf"]


def test_keeps_the_mode_of_what_it_replaces(tmp_path: Path) -> None:
    target = tmp_path / "brief.pdf"
    target.write_bytes(b"one")
    target.chmod(0o600)
    store.write(target, b"two")
    assert target.stat().st_mode & 0o777 == 0o600


def test_never_writes_over_an_input(tmp_path: Path) -> None:
    source = tmp_path / "brief.html"
    source.write_bytes(b"a source")
    link = tmp_path / "link.html"
    link.symlink_to(source)
    for target in (source, link, tmp_path / "x" / ".." / "brief.html"):
        with pytest.raises(WriteError, match="input"):
            store.write(target, b"a brief", [source])
    assert source.read_bytes() == b"a source"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(WriteError, match="cannot be written"):
        store.write(tmp_path / "out" / "brief.pdf", b"x")


def test_a_loop_of_links_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(WriteError, match="cannot be written"):
        store.write(tmp_path / "a", b"x")


def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    target = tmp_path / "brief.pdf"
    contents = [bytes([letter]) * 300_000 for letter in b"abcd"]
    store.write(target, contents[0])

    def write_often(content: bytes) -> None:
        for _ in range(15):
            store.write(target, content)

    writers = [threading.Thread(target=write_often, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        seen.add(target.read_bytes())
    assert seen <= set(contents)
    assert [f.name for f in tmp_path.iterdir()] == ["brief.pdf"]


WRITER = """
import sys
from pathlib import Path
from briefing import store
content = [bytes([letter]) * 3_000_000 for letter in b"ab"]
print("up", flush=True)
while True:
    for one in content:
        store.write(Path(sys.argv[1]), one)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks for flock")
def test_who_is_killed_leaves_the_old_file_or_the_new_and_no_litter_to_the_next(tmp_path: Path) -> None:
    target = tmp_path / "brief.pdf"
    chance = random.Random(1)  # noqa: S311 - no secret
    with subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        for _ in range(6):
            with subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE) as writer:
                assert writer.stdout
                writer.stdout.readline()
                time.sleep(chance.random() * 0.05)
                writer.kill()
            found = target.read_bytes()
            assert len(found) == 3_000_000
            assert len(set(found)) == 1
        assert other.poll() is None  # whose own files nobody took
        other.kill()
    (tmp_path / ".other.pdf.x.part").write_bytes(b"of another target")
    store.write(target, b"whole")
    assert sorted(file.name for file in tmp_path.iterdir()) == [".other.pdf.x.part", "brief.pdf"]
