"""Source -> Document: an office file or book opened, and what it is told where it is something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.containers import Package
from briefing.errors import SourceError
from briefing.readers.about import opinion
from briefing.readers.boilerplate import Fact
from briefing.readers.xml import every, parse, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model import Source

LATE = 80  # rank of what a file's properties say: what stands in the text wins
_KINDS = (
    (b"%PDF-", "a PDF", "rename it to .pdf"),
    (b"{\\rtf", "rich text", "rename it to .rtf"),
    (b"\xd0\xcf\x11\xe0", "an old binary or a password-protected office file", "save it as .docx without a password"),
)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|\?xml|head|body)", re.IGNORECASE)
_INSIDE = (
    ("word/document.xml", "a Word document", ".docx"), ("xl/workbook.xml", "a spreadsheet", ".csv or .txt"),
    ("ppt/presentation.xml", "a presentation", ".pdf"), ("META-INF/container.xml", "an EPUB book", ".epub"),
    ("content.xml", "an OpenDocument file", ".odt"),
)  # fmt: skip
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T|$| )")
_NAME = re.compile(r"[^\W\d_][^@<>\d]*\s[^@<>\d]*[^\W\d_]\.?")
_PLACEHOLDER = re.compile(
    r"(?:microsoft word - .*|document ?\d*|untitled.*|.*\.(?:docx?|odt|rtf|dotx?|wpd))", re.IGNORECASE
)


def opened(source: Source, what: str, suffix: str, part: str) -> Package:
    """The parts of a source that ought to hold `part`; SourceError says what it is instead, and the way out."""
    content = source.content
    for mark, kind, way_out in _KINDS:
        if content.startswith(mark):
            raise SourceError(f"no {what} but {kind}", source.location, way_out)
    if not content.startswith(b"PK"):
        kind, way_out = "damaged or another format", f"open it in its program and save it as {suffix}"
        if _MARKUP.match(content):
            kind, way_out = "a web page or XML", f"rename it to .html, or save it as {suffix}"
        elif b"\0" not in content[:65_536]:
            kind, way_out = "plain text", "rename it to .txt"
        raise SourceError(f"no {what} but {kind}", source.location, way_out)
    package = Package(content, source.location)
    if part not in package.names:
        for name, kind, to in _INSIDE:
            if name in package.names:
                raise SourceError(f"no {what} but {kind}", source.location, f"save or rename it as {to}")
        raise SourceError(f"no {what}: {part} is missing", source.location, f"save it as {suffix} again")
    return package


def properties(package: Package, part: str, names: dict[str, str]) -> list[Fact]:
    """What a part of metadata says, by the local names of its elements: `names` tells the fields."""
    if part not in package.names:
        return []
    root = parse(package.read(part), package.where, part)
    return [fact for name, field in names.items() for at in every(root, name) for fact in told(field, words(at))]


def told(field: str, value: str, rank: int = LATE) -> Iterator[Fact]:
    """The fact that a property tells; none for placeholders, user names and what is no date."""
    if field in ("published", "created"):
        if (day := _DAY.match(value)) and day[1] >= "1970-01-02":
            yield Fact(field, day[1], rank)
    elif field == "kind":
        yield from (Fact("notice", said, rank) for said in (opinion(value),) if said)
    elif field in ("author", "creator"):
        yield from (Fact(field, name.strip(), rank) for name in value.split(";") if _NAME.fullmatch(name.strip()))
    elif value and not _PLACEHOLDER.fullmatch(value):
        yield Fact(field, value[:300], rank)
