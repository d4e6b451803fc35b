from __future__ import annotations

import os
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


def test_all_files_come_or_none(tmp_path: Path) -> None:
    files = [(tmp_path / name, name.encode() * 30_000) for name in ("a.pdf", "b.pdf", "manifest.json")]
    store.write_all(files)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.pdf", "b.pdf", "manifest.json"]
    changed = [(path, content + b"2") for path, content in files]
    blocked = [*changed[:2], (tmp_path / "a.pdf" / "manifest.json", b"x")]
    with pytest.raises(WriteError, match=r"manifest.json: cannot be written: (Not a directory|File exists)"):
        store.write_all(blocked)
    assert {path: path.read_bytes() for path, _ in files} == dict(files)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_in_the_way_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"old")
    with pytest.raises(WriteError, match=r"b.pdf: cannot be written: Is a directory"):
        store.write_all([(tmp_path / "a.pdf", b"new"), (tmp_path / "b.pdf", b"new")])
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the system's")
def test_a_quota_leaves_the_old_files(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    code = (
        "import resource, sys; from pathlib import Path; from briefing import store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)); folder = Path(sys.argv[1])\n"
        "store.write_all([(folder / 'a.pdf', b'new'), (folder / 'b.pdf', b'x' * 60_000)])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "WriteError" in done.stderr
    assert "b.pdf: cannot be written: File too large" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"old"


CROWD = """\
import sys
from pathlib import Path
from briefing import store
folder, name = Path(sys.argv[1]), sys.argv[2]
for number in range(400):
    made = [(folder / f"{part}.txt", f"{name} {number} {part}".encode() * 999) for part in range(4)]
    store.write_all([*made, (folder / "manifest.txt", f"{name} {number}".encode())])
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such locks")
def test_writers_at_once_agree_with_their_manifest(tmp_path: Path) -> None:
    words = [sys.executable, "-c", CROWD, str(tmp_path)]
    writers = [subprocess.Popen([*words, name], stdout=subprocess.PIPE, text=True) for name in ("one", "two", "three")]
    for number, writer in enumerate(writers):
        assert writer.stdout
        for _ in range(5 + 3 * number):
            writer.stdout.readline()
    for writer in writers:  # in the midst of it
        writer.kill()
        writer.communicate()
    manifest = tmp_path / "manifest.txt"
    if manifest.exists():
        said = manifest.read_text("utf-8")
        for part in range(4):
            assert (tmp_path / f"{part}.txt").read_text("utf-8") == f"{said} {part}" * 999
    store.write_all([(tmp_path / f"{part}.txt", b"end") for part in range(4)] + [(manifest, b"end")])
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {b"end"}


def run(code: str, folder: Path) -> str:
    home = {"TMPDIR": str(folder)}
    words = [sys.executable, "-c", f"from briefing import store\n{code}"]
    done = subprocess.run(words, env=os.environ | home, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="has no such locks")
def test_a_folder_for_a_while_goes_with_its_run(tmp_path: Path) -> None:
    for name in ("briefing-work", "briefing-run-mine", "briefing-run-notours1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept.txt").write_text("kept", encoding="utf-8")
    kept = sorted(tmp_path.iterdir())
    run("(store.scratch() / 'a').write_bytes(b'x')", tmp_path)
    assert sorted(tmp_path.iterdir()) == kept
    run("import os; (store.scratch() / 'a').write_bytes(b'x'); os.kill(os.getpid(), 9)", tmp_path)
    assert len(list(tmp_path.iterdir())) == 4
    held = subprocess.Popen(
        [sys.executable, "-c", "from briefing import store; print(store.scratch(), flush=True); input()"],
        env=os.environ | {"TMPDIR": str(tmp_path)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert held.stdout
    own = Path(held.stdout.readline().strip())
    run("store.scratch()", tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([*kept, own]), "the killed run's is gone, the other's stays"
    held.communicate("\n")
    assert sorted(tmp_path.iterdir()) == kept
