"""Evidence -> numbered notes: one note a sentence, in the order in which the page first needs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote as percent

from briefing.compose.voice import Voice
from briefing.model import Document, Evidence, Note, Reference, Sentence, filled

_WHOLE_WORDS = 45  # a sentence of at most so many words is quoted whole
_FRAGMENT_WORDS = 5  # at each end of a text fragment; the WICG draft finds a range by its first and last words


class Notes:
    """The notes of one brief while it is composed.

    A sentence that proves several claims has one note. Its quote is the sentence, or, of a long one, the shortest run
    that holds every quoted span.
    """

    def __init__(self, documents: Iterable[Document], voice: Voice) -> None:
        self._voice = voice
        self._sentences: dict[str, tuple[Document, Sentence]] = {
            sentence.id: (document, sentence) for document in documents for sentence in document.sentences
        }
        self._numbers: dict[str, int] = {}  # by sentence, in the order of the page
        self._spans: dict[str, tuple[int, int]] = {}
        self._anchors: dict[str, list[str]] = {}

    def cite(self, evidence: Iterable[Evidence], at_most: int = 99) -> tuple[Reference, ...]:
        """Markers to the notes for the first `at_most` sentences of `evidence`, by number."""
        numbers: dict[int, str] = {}
        for piece in evidence:
            if len(numbers) == at_most:
                break
            numbers[self._number(piece)] = piece.sentence
        return tuple(
            Reference(number=n, figure=self._voice.figure(n), anchor=self._anchor(n, numbers[n]))
            for n in sorted(numbers)
        )

    def _number(self, piece: Evidence) -> int:
        text = self._sentences[piece.sentence][1].text
        start = text.index(piece.quote)
        end = start + len(piece.quote)
        if piece.sentence in self._spans:
            low, high = self._spans[piece.sentence]
            start, end = min(low, start), max(high, end)
        self._spans[piece.sentence] = (start, end)
        return self._numbers.setdefault(piece.sentence, len(self._numbers) + 1)

    def _anchor(self, number: int, sentence: str) -> str:
        anchors = self._anchors.setdefault(sentence, [])
        anchors.append(f"ref-{number}" if not anchors else f"ref-{number}-{len(anchors) + 1}")
        return anchors[-1]

    def collect(self, names: Mapping[str, str]) -> tuple[Note, ...]:
        """The notes by number. `names`: a short name for each document key."""
        notes = []
        for identity, number in self._numbers.items():
            document, sentence = self._sentences[identity]
            start, end = _readable(sentence.text, *self._spans[identity])
            notes.append(
                Note(
                    number=number,
                    figure=self._voice.figure(number),
                    sentence=identity,
                    quote=sentence.text[start:end],
                    source=names[document.key],
                    place=self._place(sentence),
                    url=_link(document, sentence, start, end),
                    back=tuple(self._anchors[identity]),
                    **self._voice.foreign(sentence.language or document.language),
                )
            )
        return tuple(notes)

    def _place(self, sentence: Sentence) -> str:
        """Where a sentence stands in its source, unbroken: its page, if there are pages, and its paragraph."""
        labels, figure = self._voice.labels, self._voice.figure
        page = filled(labels.page, n=figure(sentence.page)) if sentence.page else ""
        paragraph = filled(labels.paragraph, n=figure(sentence.paragraph))
        return self._voice.joined(part.replace(" ", "\u00a0") for part in (page, paragraph))


def _readable(text: str, start: int, end: int) -> tuple[int, int]:
    """The span to print: the whole sentence unless it is long, since a clause alone reads badly."""
    return (0, len(text)) if len(text.split()) <= _WHOLE_WORDS else (start, end)


def _link(document: Document, sentence: Sentence, start: int, end: int) -> str:
    """A link to the words `[start, end)` of a sentence: to their page of a PDF (RFC 8118), else to themselves."""
    if document.url and sentence.page and document.location.lower().endswith(".pdf"):
        return f"{document.url.partition('#')[0]}#page={sentence.page}"
    return _fragment(document, sentence.start + start, sentence.start + end)


def _fragment(document: Document, start: int, end: int) -> str:
    """A link to the words themselves (URL text fragment), from the words of the source as read; "" without a URL."""
    if not document.url:
        return ""
    low, high = document.source_span(start, end)
    words = document.source_text()[low:high].split()
    ends = [words] if len(words) <= 2 * _FRAGMENT_WORDS else [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]]
    encoded = ",".join(percent(" ".join(run), safe="").replace("-", "%2D") for run in ends)
    page, _, anchor = document.url.partition("#")
    return f"{page}#{anchor}:~:text={encoded}"
