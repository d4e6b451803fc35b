"""From what a person wrote to bytes with a key."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import readers, sources
from briefing.errors import LimitError, SourceError
from briefing.model import Source
from briefing.spec import SourceSpec
from briefing.workers import Pool


def opened(specs: Sequence[SourceSpec], folder: Path) -> list[sources.Loaded]:
    with Pool(1) as pool:
        return list(sources.load(sources.find(specs, folder), pool))


def load(folder: Path, *entries: str | SourceSpec) -> tuple[Source, ...]:
    specs = [entry if isinstance(entry, SourceSpec) else SourceSpec(path=entry) for entry in entries]
    loaded = opened(specs, folder)
    assert all(spec in specs for _, spec in loaded)
    read = []
    for source, _ in loaded:
        if isinstance(source, sources.Unread):
            raise source.error
        read.append(source)
    return tuple(read)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.md",
        "texts/z.txt",
        "texts/y.MD",
        "texts/x.markdown",
        "texts/pict.png",
        "texts/.hidden.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"The text of {name}.")
    (tmp_path / "texts" / "deep").mkdir()
    (tmp_path / "texts" / "deep" / "w.txt").write_text("Deep.")
    return tmp_path


def test_files_come_in_the_order_written(folder: Path) -> None:
    loaded = load(folder, "b.txt", "./a.md")
    assert [(s.key, s.location, s.media_type) for s in loaded] == [
        ("b", "b.txt", "text/plain"),
        ("a", "./a.md", "text/markdown"),
    ]
    assert loaded[0].content == b"The text of b.txt."


def test_a_folder_gives_its_readable_files_by_name(folder: Path) -> None:
    assert [s.location for s in load(folder, "texts/")] == ["texts/x.markdown", "texts/y.MD", "texts/z.txt"]
    assert [s.location for s in load(folder, ".")] == ["a.md", "b.txt"]


def test_a_pattern_gives_what_fits_by_name(folder: Path) -> None:
    assert [s.location for s in load(folder, "**/*.txt")] == ["b.txt", "texts/deep/w.txt", "texts/z.txt"]
    assert [s.location for s in load(folder, "texts/[xz].*")] == ["texts/x.markdown", "texts/z.txt"]
    assert [Path(s.location) for s in load(Path("/"), f"{folder}/*.txt")] == [folder / "b.txt"]


def test_a_name_with_the_letters_of_a_pattern_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("A text.")
    assert [s.key for s in load(tmp_path, "a[1].txt")] == ["a-1"]


def test_a_file_named_on_its_own_leaves_the_pattern(folder: Path) -> None:
    loaded = load(folder, "*.*", SourceSpec(path="b.txt", key="egic"))
    assert [s.key for s in loaded] == ["a", "egic"]


def test_a_file_named_twice_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match="named twice"):
        load(folder, "b.txt", "./b.txt")


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        ("Simple", "simple"),
        ("000_4711b08", "s000-4711b08"),
        ("A  Report (final)!", "a-report-final"),
        ("Иран", "s"),
        ("_x_", "x"),
        ("-", "s"),
    ],
)
def test_a_key_comes_from_the_stem(tmp_path: Path, stem: str, key: str) -> None:
    (tmp_path / f"{stem}.txt").write_text("A text.")
    assert [s.key for s in load(tmp_path, f"{stem}.txt")] == [key]


def test_keys_that_clash_are_numbered_and_given_ones_stay(tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt", "c/x.txt", "d/x-2.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("A text.")
    loaded = load(tmp_path, "a/x.txt", "b", "c/*", SourceSpec(path="d/x-2.txt", key="x"))
    assert [s.key for s in loaded] == ["x-2", "x-3", "x-4", "x"]


@given(st.lists(st.text(alphabet="aB1_- é.", min_size=1, max_size=6), min_size=1, max_size=8))
def test_keys_are_always_keys_and_differ(stems: list[str]) -> None:
    entries = [SourceSpec(path=f"{stem}.txt") for stem in stems]
    found = [sources._Piece(e, e.path, Path(e.path).name, b"", named=True) for e in entries]  # noqa: SLF001
    known = sources._Keys(())  # noqa: SLF001
    keys = [known.next(piece) for piece in found]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", key) for key in keys)


@pytest.mark.parametrize(
    ("entry", "message", "hint"),
    [
        ("missing.txt", "no such file", "specification's folder"),
        ("bb.txt", "no such file", "did you mean b.txt?"),
        ("texts/pict.png", "no reader for files .png", ".txt, .md, .markdown, .pdf"),
        ("bare", "no reader for files without a suffix", ".txt, .md, .markdown, .pdf"),
        ("void", "no readable files in this folder", ".txt"),
        ("*.pdf", "no readable file fits this pattern", ".txt"),
        ("https://example.org/a.txt", "fetching is off", "as url"),
        ("-", "standard input is not read", "save"),
        ("empty.txt", "the file is empty", "fill it"),
        ("blank.txt", "the file is empty", "fill it"),
        ("binary.txt", "not a text but binary content", "UTF-8"),
        ("really.txt", "not a text but a PDF", ".pdf"),
        ("office.md", "not a text but an archive or an office file", "UTF-8"),
        ("x" * 300 + ".txt", "cannot be read", "path"),
    ],
)
def test_what_cannot_be_read_says_so(folder: Path, entry: str, message: str, hint: str) -> None:
    (folder / "void").mkdir()
    (folder / "bare").write_text("A text.")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_bytes(b" \r\n\n")
    (folder / "binary.txt").write_bytes(b"ab\0cd")
    (folder / "really.txt").write_bytes(b"%PDF-1.7 ...")
    (folder / "office.md").write_bytes(b"PK\x03\x04...")
    with pytest.raises(SourceError) as error:
        load(folder, SourceSpec.model_construct(path=entry, key=""))
    assert message in error.value.message
    assert hint in error.value.hint
    assert error.value.where == entry
    assert error.value.exit_code == 4


def test_a_name_that_no_file_can_have_says_so(folder: Path) -> None:
    with pytest.raises(SourceError):
        load(folder, SourceSpec.model_construct(path="nul\0.txt", key=""))


def test_an_unreadable_file_says_so(folder: Path) -> None:
    (folder / "loop.txt").symlink_to("loop.txt")
    with pytest.raises(SourceError):
        load(folder, "loop.txt")


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    with pytest.raises(SourceError) as error:
        load(folder, "missing.txt", "b.txt", "texts/pict.png", "-")
    assert str(error.value).count("error:") == 3


def test_content_that_cannot_be_read_leaves_the_others(folder: Path) -> None:
    (folder / "broken.txt").write_bytes(b"ab\0cd")
    (folder / "empty.txt").write_bytes(b"")
    loaded = opened([SourceSpec(path=path) for path in ("broken.txt", "b.txt", "empty.txt")], folder)
    first, second, third = (source for source, _ in loaded)
    assert isinstance(first, sources.Unread)
    assert (first.key, first.location, first.error.exit_code) == ("broken", "broken.txt", 4)
    assert isinstance(second, Source)
    assert isinstance(third, sources.Unread)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_no_binary(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Ein Text.".encode(encoding))
    assert len(load(tmp_path, "a.txt")) == 1


def test_zero_bytes_without_order_are_binary(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(range(200)) * 20)
    with pytest.raises(SourceError, match="binary content"):
        load(tmp_path, "a.txt")


def test_too_many_sources(tmp_path: Path) -> None:
    for number in range(sources.MOST_SOURCES + 1):
        (tmp_path / f"{number}.txt").write_text("A text.")
    with pytest.raises(LimitError, match=r"501 sources, at most 500"):
        load(tmp_path, ".")


def test_too_large_a_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * (sources.MOST_BYTES + 1_500_000))
    with pytest.raises(LimitError, match=r"21\.5 MB, at most 20 MB") as error:
        load(tmp_path, "a.txt")
    assert error.value.where == "a.txt"


def test_too_much_in_all(tmp_path: Path) -> None:
    (tmp_path / "0.txt").write_bytes(b"x" * sources.MOST_BYTES)
    for number in range(1, 11):
        (tmp_path / f"{number}.txt").hardlink_to(tmp_path / "0.txt")
    with pytest.raises(LimitError, match=r"more than 200 MB of sources: this one would make it 220\.0 MB"):
        load(tmp_path, ".")


def test_every_media_type_has_a_reader() -> None:
    opened = {"application/zip", "application/rss+xml", "application/atom+xml", "application/xml"}  # by their members
    assert set(sources.MEDIA_TYPES.values()) - opened == set(readers.READERS)
