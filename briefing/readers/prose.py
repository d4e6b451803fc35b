"""Source -> Document: every step from bytes to sentences, in order; what the readers of plain formats share."""

from __future__ import annotations

import re
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from briefing.errors import LimitError
from briefing.model import Document, Heading, Sentence
from briefing.readers import blocks as structure
from briefing.readers import boilerplate, characters, inline, metadata, repairs
from briefing.readers.dates import apart, disagree
from briefing.readers.decoding import decode
from briefing.readers.languages import language_of, passage
from briefing.readers.ledger import Draft, Edit, entries
from briefing.readers.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model import Source
    from briefing.readers.blocks import Block, Parsed
    from briefing.readers.boilerplate import Fact

MOST_WORDS = 1_000_000
"""Of one source: some 3,000 pages."""
MOST_SPANS = 120_000
"""Paragraphs of one source, and repairs, and sentences: a book of 1,500 pages has fewer of each."""

UNDATED = "undated"
PASSAGES = "passages in other languages"
DATES, DATES_OF_FILE = "several dates", "dates of text and file differ"
DATED_BY_FILE = "date of the file, not of the text"
_WORD = re.compile(r"\S+")
_SITE = re.compile(r"(.{8,}) \| ([^\W\d_][^|]{1,40})$")
_Value = str | tuple[str, ...] | None
_SILENT = ("table", "code")  # kinds that stay in the text but hold no sentences


class _Paragraph(NamedTuple):
    """A run of joined blocks where it stands in the text."""

    start: int
    end: int
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]  # where each block begins in the text

    def page(self, at: int) -> int:
        """The page of what stands at an offset of the text."""
        return next(b.page for start, b in zip(self.starts[::-1], self.blocks[::-1], strict=True) if start <= at)


class Laid(NamedTuple):
    """A source as read, before it is cleaned: what a reader of a format hands to `document`.

    `text` is all that a person would see of it, in reading order, blocks apart by white space. The blocks of `parsed`
    hold everything of it from `offset` on that is not white space; one that is `dropped` already stays so. `facts`
    are what the format tells beside its text (title, author, published ...), `guesses` become notices. `titled`: the
    title is told, so that no block of the text is taken for it.
    """

    text: str
    parsed: Parsed
    facts: list[Fact]
    guesses: tuple[str, ...] = ()
    offset: int = 0
    titled: bool = False


def read(source: Source, language: str, *, marked: bool, wrapped: bool) -> Document:
    """The document that a text holds, cleaned, its sentences numbered from 1.

    `language`: its BCP 47 tag, "" where nobody has said: then the text tells. `marked`: it is Markdown, whether or not
    it looks so. `wrapped`: its line lengths tell paragraphs apart.
    Raises SourceError for bytes that are no text.
    """
    text, guesses = decode(source)
    language = language or language_of(text)
    offset, facts = metadata.front_matter(text, language)
    alone = partial(metadata.stands_alone, language=language)
    parsed = structure.parse(text, offset, alone, marked=marked or structure.is_markdown(text), wrapped=wrapped)
    return document(source, Laid(text, parsed, facts, guesses, offset), language)


def document(source: Source, laid: Laid, language: str) -> Document:
    """The document that a source as read holds, cleaned, its sentences numbered from 1; the ledger undoes every edit.

    `language` is its BCP 47 tag. Raises LimitError above MOST_WORDS or MOST_SPANS.
    """
    text, parsed, facts, guesses, offset, titled = laid
    _limit_words(text, source.location)
    _limit_spans(len(parsed.blocks), "paragraphs", source.location)
    blocks = [_plain(block, parsed) for block in parsed.blocks]
    for step in (boilerplate.strip, partial(metadata.read_head, titled=titled), boilerplate.cut):
        blocks, told = step(blocks, language)
        facts = [*facts, *told]
    blocks = repairs.mended(list(metadata.mark_headings(blocks)), language)
    blocks = [_emptied(block._replace(draft=block.draft.without_margins("doubled spaces"))) for block in blocks]
    edits, paragraphs = _assembled(text, offset, blocks)
    _limit_spans(len(edits), "repairs", source.location)
    clean = Draft.of(text).edited(edits).text
    sentences = tuple(islice(_sentences(source.key, clean, paragraphs, language), MOST_SPANS + 1))
    _limit_spans(len(sentences), "sentences", source.location)
    made = Document(
        key=source.key,
        location=source.location,
        title="",
        language=language,
        text=clean,
        sentences=sentences,
        headings=tuple(_headings(clean, paragraphs)),
        ledger=entries(text, edits),
    )
    return made.model_copy(update=_told(made, facts, guesses))


def _limit_words(text: str, where: str) -> None:
    if len(text) > 2 * MOST_WORDS and (count := sum(1 for _ in _WORD.finditer(text))) > MOST_WORDS:
        message = f"{count} words, at most {MOST_WORDS} of one source are read"
        raise LimitError(message, where, "split it, or name the part that matters")


def _limit_spans(count: int, what: str, where: str) -> None:
    if count > MOST_SPANS:
        message = f"more than {MOST_SPANS} {what}"
        raise LimitError(message, where, "split it, or name the part that matters")


def _plain(block: Block, parsed: Parsed) -> Block:
    """The block in plain characters and single spaces, its Markdown taken off."""
    if block.dropped:
        return block
    draft = block.draft
    if parsed.marked and block.kind != "code":
        draft = draft.edited(inline.plain(draft.text, parsed.definitions))
    draft = draft.edited(characters.mended(draft.text))
    draft = draft.edited(characters.spaced(draft.text))
    draft = draft.edited(characters.trimmed(draft.text))
    return _emptied(block._replace(draft=draft.without_margins("doubled spaces")))


def _emptied(block: Block) -> Block:
    """The block, dropped if nothing is left of it."""
    if block.dropped or block.text.strip():
        return block
    return block._replace(dropped=block.draft.edits[0].reason if block.draft.edits else "blank lines")


def _assembled(text: str, offset: int, blocks: list[Block]) -> tuple[list[Edit], list[_Paragraph]]:
    """Every edit of the source, and the paragraphs that are left."""
    edits: list[Edit] = []
    runs: list[list[tuple[int, int, Block]]] = []
    at = reach = 0  # offsets behind the last block: in the source, in the text
    if offset:
        edits.append(Edit(0, offset, "", "front matter"))
        at = offset
    elif text.startswith("\ufeff"):
        edits.append(Edit(0, 1, "", "byte order mark"))
        at = 1
    for block in blocks:
        if block.dropped:
            blank = at if runs or len(edits) > 1 else block.start
            edits += [Edit(at, blank, "", "blank lines"), Edit(blank, block.end, "", block.dropped)]
        else:
            joint = block.joint if runs else ""
            edits.append(Edit(at, block.start, joint, repairs.joint_reason(block.joint)))
            edits += (Edit(e.start + block.start, e.end + block.start, e.now, e.reason) for e in block.draft.edits)
            start = reach + len(joint)
            reach = start + len(block.text)
            if not runs or block.joint == structure.APART:
                runs.append([])
            runs[-1].append((start, reach, block))
        at = block.end
    edits.append(Edit(at, len(text), "", "blank lines"))
    return edits, [
        _Paragraph(run[0][0], run[-1][1], tuple(b for *_, b in run), tuple(start for start, *_ in run)) for run in runs
    ]


def _sentences(key: str, text: str, paragraphs: list[_Paragraph], language: str) -> Iterator[Sentence]:
    paged = any(block.page > 1 for paragraph in paragraphs for block in paragraph.blocks)
    spoken = [p for p in paragraphs if p.blocks[0].kind != "heading" and p.blocks[0].kind not in _SILENT]
    number = 0
    for count, paragraph in enumerate(spoken, 1):
        whole = text[paragraph.start : paragraph.end]
        spoken_in = passage(whole, language)
        for low, high in split(whole, spoken_in):
            number += 1
            start, end = paragraph.start + low, paragraph.start + high
            said = text[start:end]
            tag = spoken_in if spoken_in != language else passage(said, language)
            yield Sentence(
                id=f"{key}:{number}",
                text=said,
                start=start,
                end=end,
                paragraph=count,
                page=paragraph.page(start) if paged else None,
                language="" if tag == language else tag,
            )


def _headings(text: str, paragraphs: list[_Paragraph]) -> Iterator[Heading]:
    for start, end, blocks, _ in paragraphs:
        if blocks[0].kind == "heading":
            yield Heading(text=text[start:end], start=start, end=end, level=blocks[0].level)


def _told(document: Document, facts: Iterable[Fact], guesses: tuple[str, ...]) -> dict[str, _Value]:
    """The fields that a source tells of itself."""
    ranked = sorted(facts, key=lambda fact: fact.rank)

    def values(field: str) -> tuple[str, ...]:
        found = (characters.plain(fact.value) for fact in ranked if fact.field == field)
        return tuple(dict.fromkeys(value for value in found if value))

    title = next(iter(values("title")), "")
    site = _SITE.fullmatch(title)
    title = site[1] if site else title
    url = next(iter(values("url")), "")
    dated = values("published") + values("updated")
    published = next(iter(dated + values("created")), None)
    files = values("created") + values("made")
    conflicts = [f"{DATES}: {', '.join(days[:3])}"] if apart(days := values("published")) else []
    if dated and disagree(dated[0], files):
        conflicts.append(f"{DATES_OF_FILE}: {dated[0]}, {files[0]}")
    if others := sorted({sentence.language for sentence in document.sentences} - {""}):
        guesses = (*guesses, f"{PASSAGES}: {', '.join(others)}")
    publishers = [*values("publisher"), *([site[2]] if site else []), _host(url)]
    if not title:
        title = metadata.stand_in(document.sentences[0].text) if document.sentences else document.key
    return {
        "title": metadata.calmed(title, document.text, document.language),
        "authors": values("author") or values("creator"),
        "publisher": publishers[0],
        "published": published,
        "url": url,
        "notices": (
            *([] if dated else [DATED_BY_FILE if published else UNDATED]),
            *dict.fromkeys((*values("notice"), *conflicts, *map(characters.plain, guesses))),
        ),
    }


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
