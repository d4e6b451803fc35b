"""An analyst's text -> assessments: citations become evidence, and what stands on them is checked.

A citation is `[@egic:9 "words of the sentence"]`. The words decide; the number is a hint that must agree with them, so
that no citation rots when a source is read anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from briefing.errors import BriefingError, ClaimError, Diagnostic
from briefing.findings.terms import lexicon
from briefing.model import Assessment, Evidence
from briefing.strict_yaml import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.model import Document, Sentence

Paragraphs: TypeAlias = tuple[tuple[Assessment, ...], ...]

FORM = '[@key:9 "words of sentence 9"]'

_DASHES, _DOUBLE = "-‐‑‒–—―−", '"“”„‟«»'
_QUOTES = _DOUBLE + "'’‘‚‛‹›`´"  # one for another: a quotation inside a quotation changes its marks
_CITATION = re.compile(
    rf"""\[@ (?P<key>[^\s:\[\]{_DOUBLE}]*) (?: :(?P<number>\d{{1,9}}) )? \s*
         (?: [{_DOUBLE}] (?P<words>(?:(?!\[@).){{0,1000}}?) [{_DOUBLE}] \s* )? \]""",
    re.VERBOSE | re.DOTALL,
)
_BROKEN = re.compile(r"\[(?:[^\]\n@]{0,20}\s)?@[^\]\n]*\]?")
_LIST_MARK = re.compile(r"[ \t]*[-*•][ \t]+")
_FOLDED = re.compile(rf"\s*[{_DASHES}]+\s*|\s+|…|\.\.\.|.", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_QUOTED = re.compile(r'"([^"]+)"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»')
_STOP = re.compile(rf"[.!?…]+[{_QUOTES})\]]*(?=\s+[{_QUOTES}(\[]*(?P<next>[^\W_]))")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 12  # characters of an abbreviation
_SHOWN = 160  # characters of a sentence that a hint repeats


class _Citation(NamedTuple):
    """A citation, its offset in the text and the printed length it stands behind; number 0, words "": not given."""

    written: str
    key: str
    number: int
    words: str
    offset: int
    behind: int


def _citation(match: re.Match[str], offset: int, behind: int) -> _Citation:
    words = " ".join((match["words"] or "").split())
    return _Citation(match[0], match["key"], int(match["number"] or 0), words, offset + match.start(), behind)


def assess(
    text: str, documents: Sequence[Document], where: Callable[[int], str]
) -> tuple[Paragraphs, tuple[Diagnostic, ...]]:
    """Read an analyst's text: paragraphs (blank lines; a list line `- x` is one of its own) of sentences.

    Citations are taken out of the printed text and become the evidence of the sentence that they stand in or right
    behind; a quote is the document's own spelling of the cited words, white space, quotation marks and dashes aside.
    A citation without words is a warning, and quotes the whole sentence. `where` tells the place of an offset.

    Raises one ClaimError for all that does not stand: unknown sources and sentences, words that the sentence has not,
    and numbers and quoted words of a citing sentence that stand in none of the sentences it cites.
    """
    desk = _Desk(documents, where)
    paragraphs = []
    for offset, raw in _paragraphs(text):
        printed, citations = desk.take_out(raw, offset)
        if printed:
            spans = _sentences(printed)
            paragraphs.append(tuple(desk.assessment(printed, span, citations) for span in spans))
    desk.close()
    return tuple(paragraphs), tuple(desk.diagnostics)


def assess_line(
    text: str, documents: Sequence[Document], where: Callable[[int], str]
) -> tuple[Assessment, tuple[Diagnostic, ...]]:
    """Read a text that is printed in one piece, such as a bottom line or an ask, as `assess` does."""
    desk = _Desk(documents, where)
    printed, citations = desk.take_out(text, 0)
    assessment = desk.assessment(printed, (0, len(printed)), citations)
    desk.close()
    return assessment, tuple(desk.diagnostics)


class _Desk:
    """The documents beside the analyst's text, and what was found wrong so far."""

    def __init__(self, documents: Sequence[Document], where: Callable[[int], str]) -> None:
        self.documents = {document.key: document for document in documents}
        self.sentences = {s.id: s for document in documents for s in document.sentences}
        self.where = where
        self.mistakes: list[BriefingError] = []
        self.diagnostics: list[Diagnostic] = []

    def close(self) -> None:
        if self.mistakes:
            raise BriefingError.of(self.mistakes)

    def note(self, offset: int, message: str, hint: str) -> None:
        self.mistakes.append(ClaimError(message, self.where(offset), hint))

    # taking citations out

    def take_out(self, raw: str, offset: int) -> tuple[str, list[_Citation]]:
        """Return a paragraph as printed, in one line, and its citations."""
        printed, at = "", 0
        citations: list[_Citation] = []
        waiting: list[re.Match[str]] = []  # citations whose place depends on what follows them
        for match in [*_CITATION.finditer(raw), None]:
            more = self.plain(raw[at : match.start() if match else len(raw)], offset + at)
            if not (waiting and match and more.strip() in ("", ",", ";")):
                printed, more = _tidied(printed, more) if waiting else (printed, more)
                citations += (_citation(w, offset, len(printed)) for w in waiting)
                waiting.clear()
                printed += more if printed else more.lstrip()
            if match:
                waiting.append(match)
                at = match.end()
        printed = printed.rstrip()
        if citations and not printed:
            self.note(citations[0].offset, "a citation stands alone", "put it behind the words that rest on it")
        return printed, citations

    def plain(self, raw: str, offset: int) -> str:
        for match in _BROKEN.finditer(raw):
            self.note(offset + match.start(), f"the citation {_cut(match[0])} cannot be read", f"write {FORM}")
        return re.sub(r"\s+", " ", raw)

    # what a sentence rests on

    def assessment(self, printed: str, span: tuple[int, int], citations: list[_Citation]) -> Assessment:
        start, end = span
        text = printed[start:end]
        own = [c for c in citations if start < c.behind <= end or (start == 0 and c.behind == 0)]
        mistakes = len(self.mistakes)
        evidence = tuple(dict.fromkeys(e for c in own if (e := self.evidence(c))))
        if own and len(self.mistakes) == mistakes:
            self.check_words(text, evidence, own[0].offset)
        return Assessment(text=text, evidence=evidence)

    def check_words(self, text: str, evidence: tuple[Evidence, ...], offset: int) -> None:
        """Check that numbers and quoted words of a sentence stand in the sentences it cites."""
        cited = [self.sentences[e.sentence].text for e in evidence]
        known = {number for sentence in cited for number in _numbers(sentence)}
        quotations = ("".join(match.groups("")).strip(" ,.;:!?") for match in _QUOTED.finditer(text))
        unfound = (q for q in quotations if q and not any(word_pattern(q).search(sentence) for sentence in cited))
        missing = [*(n for n in _numbers(text) if n not in known), *(f"“{quoted}”" for quoted in unfound)]
        if missing:
            ids = ", ".join(dict.fromkeys(e.sentence for e in evidence))
            verb = "does" if len(missing) == 1 else "do"
            hint = f"{evidence[0].sentence} says: {_cut(cited[0])}; cite what says so too, or mend the text"
            self.note(offset, f"{', '.join(missing)} {verb} not stand in what is cited ({ids})", hint)

    def evidence(self, citation: _Citation) -> Evidence | None:
        document = self.documents.get(citation.key)
        if document is None:
            self.note(citation.offset, f"there is no source '{citation.key}'", suggest(citation.key, self.documents))
            return None
        if citation.words:
            return self.by_words(citation, document)
        return self.by_number(citation, document)

    def by_number(self, citation: _Citation, document: Document) -> Evidence | None:
        sentence = self.sentences.get(f"{document.key}:{citation.number}")
        if sentence is None:
            what = f"sentence {citation.number}" if citation.number else "sentence is named"
            last = document.sentences[-1].id if document.sentences else "none"
            self.note(citation.offset, f"no {what} in {citation.written}", f"write {FORM}; the last is {last}")
            return None
        message = f"the citation {citation.written} has no words to check"
        hint = f'write [@{sentence.id} "{_cut(sentence.text)}"], or fewer of these words'
        self.diagnostics.append(Diagnostic("citation-without-words", message, self.where(citation.offset), hint))
        return Evidence(sentence=sentence.id, quote=sentence.text)

    def by_words(self, citation: _Citation, document: Document) -> Evidence | None:
        pattern = word_pattern(citation.words)
        named = f"{document.key}:{citation.number}" if citation.number else "no sentence at all"
        found = {s.id: match[0] for s in document.sentences if (match := pattern.search(s.text))}
        if named in found:
            return Evidence(sentence=named, quote=found[named])
        shown = f"“{_cut(citation.words)}”"
        if found:
            message = f"{shown} stands in {', '.join(found)}; the citation names {named}"
            right = f'[@{next(iter(found))} "{citation.words}"]'
            hint = f"write {right}" if len(found) == 1 else "name the one that is meant"
        else:
            message = f"{shown} stands in no sentence of {document.key}"
            hint = self.way_out(pattern, citation.words, document)
        self.note(citation.offset, message, hint)
        return None

    def way_out(self, pattern: re.Pattern[str], words: str, document: Document) -> str:
        """Say where words that stand in no sentence of their source come from, as near as can be told."""
        if match := pattern.search(document.text):
            over = [s.id for s in document.sentences if s.start < match.end() and match.start() < s.end]
            return f"they run over {' and '.join(over)}: cite each" if over else "they stand in a heading"
        elsewhere = [s.id for s in self.sentences.values() if pattern.search(s.text)]
        if elsewhere:
            return f"they stand in {', '.join(elsewhere)}"
        near = _closest(words, document)
        return f"the closest is {near.id}: {_cut(near.text)}" if near else f"write {FORM}"


# Words


def word_pattern(words: str) -> re.Pattern[str]:
    """Compile words to a pattern of whole words, blind to white space and the shapes of quotation marks and dashes."""
    pieces = (_piece(match[0]) for match in _FOLDED.finditer(words))
    before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
    return re.compile(before + "".join(pieces) + after)


def _piece(token: str) -> str:
    if any(dash in token for dash in _DASHES):
        return rf"\s*[{_DASHES}]+\s*"
    if token.isspace():
        return r"\s+"
    if token in ("…", "..."):
        return r"(?:…|\.\.\.)"
    return f"[{_QUOTES}]" if token in _QUOTES else re.escape(token)


def _numbers(text: str) -> list[str]:
    """Return the numbers of a text in digits, without their thousands' commas."""
    return [number.replace(",", "") for number in _NUMBER.findall(text)]


def _closest(words: str, document: Document) -> Sentence | None:
    """Return the sentence that shares most of the words, the first of several; None if none shares any."""
    wanted = set(_WORD.findall(words.lower()))
    shared = [(len(wanted.intersection(_WORD.findall(s.text.lower()))), s) for s in document.sentences]
    most, nearest = max(shared, key=lambda pair: pair[0], default=(0, None))
    return nearest if most else None


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rsplit(" ", 1)[0] + "…"


# Printed text


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph with its offset; a list line begins one, without its mark."""
    start: int | None = None
    for line in re.finditer(r"[^\n]*\n|[^\n]+", text):
        mark = _LIST_MARK.match(line[0])
        if start is not None and (mark or not line[0].strip()):
            yield start, text[start : line.start()]
            start = None
        if start is None and line[0].strip():
            start = line.start() + (mark.end() if mark else 0)
    if start is not None:
        yield start, text[start:]


def _tidied(before: str, after: str) -> tuple[str, str]:
    """Return the texts on both sides of a citation that was taken out, without what only served the citation."""
    before = before.rstrip()
    if before.endswith(("(", "[")) and after.startswith((")", "]")):
        before, after = before[:-1].rstrip(), after[1:]
    if after.startswith(tuple(".,;:!?")) and before.endswith((",", ";", ":")):
        before = before[:-1]
    elif after.startswith(".") and before.endswith((".", "!", "?")):
        after = after[1:]
    return before, f" {after}" if after[:1].isalnum() else after


def _sentences(printed: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a line; none ends inside quotation marks or behind an abbreviation."""
    spans, start, at, inside = [], 0, 0, 0
    for stop in _STOP.finditer(printed):
        inside = _open_quotations(printed[at : stop.end()], inside)
        at = stop.end()
        if not inside and not stop["next"].islower() and not _is_abbreviation(printed, stop):
            spans.append((start, at))
            start = at + 1
    return [*spans, (start, len(printed))]


def _open_quotations(text: str, inside: int) -> int:
    """Return how many quotations are open behind a text, `inside` of them before it; a straight mark turns about."""
    inside = max(0, inside + text.count("“") - text.count("”"))
    return inside if text.count('"') % 2 == 0 else int(not inside)


def _is_abbreviation(printed: str, stop: re.Match[str]) -> bool:
    """Tell whether a full stop ends a single letter, letters with stops between them, or a known abbreviation."""
    before = printed[max(0, stop.start() - _LONGEST) : stop.start()].rsplit(" ", 1)[-1].lstrip(f"([{_QUOTES}")
    letters = re.fullmatch(r"[^\W\d_](\.[^\W\d_])*", before)
    return stop[0] == "." and bool(letters or before in lexicon("judgement-abbreviations")[""])
