"""A PDF's pictures of pages -> Document: drawn in one child, read by a program in another, laid out in a third."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing import ocr
from briefing.errors import BriefingError
from briefing.readers.languages import language_of
from briefing.readers.pdf.scans import drawn, words
from briefing.workers import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from briefing.model import Source
    from briefing.ocr import Recogniser
    from briefing.workers import Pool

MOST_SCANS = 300
"""Pages of one source that are read by OCR: each takes some seconds. Those above it stay without text."""
_LOOKS = 3  # pages, from the middle, that are looked at for a language
_ENOUGH = 200  # characters tell a language


class Answers(NamedTuple):
    """What a program read: hOCR by page, and the tag of the language that it read in, "" for another than was meant."""

    pages: dict[int, bytes]
    read_in: str


def read(  # noqa: PLR0913, PLR0917 - what reading a page depends on
    source: Source,
    tag: str,
    scans: Sequence[int],
    program: Recogniser,
    pool: Pool,
    environment: Mapping[str, str],
    report: Callable[[str], None],
) -> Answers | BriefingError:
    """What the program reads on these pages in the language of a BCP 47 tag; without one, in that which it finds.

    A page that it fails on is left out; the error where it fails on all.
    """
    numbers = scans[:MOST_SCANS]
    report(f"reading {len(numbers)} pages of {source.location} by OCR")
    languages, read_in = _languages(source, tag, numbers, program, pool, environment)
    futures = {
        number: pool.submit(_drawing(source, number), ocr.reading(program, languages, environment, source.location))
        for number in numbers
    }
    outcomes = {number: future.result() for number, future in futures.items()}
    pages = {number: one for number, one in outcomes.items() if isinstance(one, bytes)}
    failed = next((one for one in outcomes.values() if isinstance(one, BriefingError)), None)
    return failed if failed and not pages else Answers(pages, read_in)


def _languages(  # noqa: PLR0913, PLR0917 - as `read`
    source: Source,
    tag: str,
    numbers: Sequence[int],
    program: Recogniser,
    pool: Pool,
    environment: Mapping[str, str],
) -> tuple[tuple[str, ...], str]:
    """The program's names of the languages to read in, and the BCP 47 tag of the one that they are."""
    first = ocr.chosen(program, "")
    if not tag and len(first) > 1:
        for number in _from_middle(numbers):
            look = ocr.reading(program, first, environment, source.location)
            answer = pool.submit(_drawing(source, number), look, Call(_look, (), "reading", source.location)).result()
            if isinstance(answer, bytes) and answer:
                tag = answer.decode("ascii", "replace")
                break
    if tag and (own := ocr.chosen(program, tag)):
        return own, tag
    languages = ocr.fallback(program) if tag else first[:1]
    return languages, next((known for known, name in ocr.CODES.items() if (name,) == languages and not tag), "")


def _from_middle(numbers: Sequence[int]) -> Iterator[int]:
    middle = numbers[len(numbers) // 2]
    yield from sorted(numbers, key=lambda number: (abs(number - middle), number))[:_LOOKS]


def _drawing(source: Source, number: int) -> Call:
    return Call(drawn, (source.content, number, source.location), "drawing a page", source.location)


def _look(answer: bytes) -> bytes:
    """The language of a page, b"" where it has too few words to tell."""
    text = words(answer)
    return language_of(text).encode() if len(text) > _ENOUGH else b""
