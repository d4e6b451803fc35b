"""What a brief is checked by: every warning under its code, and the house rules that `check` tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from briefing.audiences import Audience
from briefing.compose.clearance import clear
from briefing.errors import Diagnostic, SpecificationError
from briefing.findings.draft.rows import Draft
from briefing.model import Brief, Findings
from briefing.rules import sourcing, wording
from briefing.rules.texts import Edition, Said, drafted, folded, found, printed, specified
from briefing.spec import BriefSpec, Waiver
from briefing.strict_yaml import Tree

__all__ = ["RULES", "TELLERS", "Rule", "Waived", "check", "idle", "refuse", "unwaived", "waivable"]


Teller = Literal["error", "check", "build", "render", "attach"]

TELLERS: dict[Teller, str] = {
    "error": "Errors that cannot be waived",
    "check": "House rules, told by check",
    "build": "Warnings of check and build",
    "render": "Warnings of build alone, which sees the pages",
    "attach": "Warnings of attach",
}
"""Who tells of a rule, and what those rules are called together."""


class Rule(NamedTuple):
    """A rule: what it says, why, how a breach is mended, and who tells it."""

    says: str
    why: str
    mend: str
    told: Teller = "build"


RULES: dict[str, Rule] = {
    "likelihood-rows": Rule(
        "A brief takes its probability words from one row of ICD 203.",
        "Whoever reads “likely” and “probably” looks for a difference, and there is none (ICD 203, D.6.e.2.a).",
        "Write the other row’s word, which the hint names, or waive it and print that the rows mean the same.",
        "check",
    ),
    "likelihood-confidence": Rule(
        "No sentence says both how likely something is and how sure you are of it.",
        "“Likely, with high confidence” is read as more likely (ICD 203, D.6.e.2.b).",
        "Say how sure you are, and why, in a sentence of its own.",
        "check",
    ),
    "long-sentence": Rule(
        "No sentence has more words than its audience takes (`sentence_words` of the audience).",
        "Few take in a sentence of more than 25 words at first reading; plain-language guides set that limit.",
        "Make two of your own; reword one of a source’s in findings.yaml. Words are explained in `glossary:` alone.",
        "check",
    ),
    "judgement-without-source": Rule(
        "A paragraph of your own, or a row of your own in findings.yaml, cites what it rests on.",
        "Without it nobody can tell a judgement from a guess.",
        'Cite: [@key:9 "words of sentence 9"].',
        "check",
    ),
    "missing-bottom-line": Rule(
        "A brief begins with what it comes to.",
        "It is the one sentence that everybody reads.",
        "Write `bottom_line:` in brief.yaml.",
        "check",
    ),
    "undated-source": Rule(
        "Every source has a date.",
        "An undated source may be out of date, and counts as no recent one.",
        "Write `published:` beside its path.",
        "check",
    ),
    "single-origin": Rule(
        "Sources that are copies of one another are one source.",
        "Two addresses of one wire story are no confirmation; what copies share is counted once.",
        "Leave copies out, or say that there is one origin.",
        "check",
    ),
    "cites-higher-marking": Rule(
        "A sentence of your own does not cite a source that its reader may not see.",
        "It is printed without the note, and may still give away what the source says.",
        "Make sure that it does not, or cite another source.",
        "check",
    ),
    "idle-waiver": Rule(
        "A waiver waives something.",
        "One that is left over hides the next breach.",
        "Delete it.",
        "check",
    ),
    "marking-above-ceiling": Rule(
        "No word marked above what an audience may see reaches its edition.",
        "A marking is a promise to whoever gave the text.",
        "Say it in other words, mark the brief higher, or leave the audience out.",
        "error",
    ),
    "marking": Rule(
        "Findings above an edition’s ceiling are withheld, and counted.",
        "You should know that a reader sees less than was found.",
        "Nothing needs mending; `audiences:` and `marking:` decide it.",
    ),
    "previous-newer": Rule(
        "The former edition is older than this one.",
        "Changes are told from then to now.",
        "Name the edition before this one, or mend `date:`.",
    ),
    "previous-other": Rule(
        "The former edition is one of this brief, in its language.",
        "Another brief’s points are neither dropped nor changed here.",
        "Name this brief’s; if it had another title then, waive this rule, and it is compared.",
    ),
    "previous-marking": Rule(
        "An edition tells nothing of a former one that is marked higher than it may show.",
        "What was told to some is not told to all by being dropped.",
        "Name a former edition that may be shown, or leave it.",
    ),
    "citation-without-words": Rule(
        "A citation gives the words that it rests on.",
        "A number alone points elsewhere once the source is read anew.",
        "Write the words, which the hint gives.",
    ),
    "unread": Rule(
        "Every source can be read.",
        "A brief rests on the sources that can, and its list of sources names those that cannot.",
        "Do what the hint says, or leave the source out.",
    ),
    "read-by-ocr": Rule(
        "What is quoted stands in the source letter by letter.",
        "A program that reads a scan takes some letters for others, and a quote of such a page is its reading.",
        "Compare what is quoted with the page, install the data of the language, or name a PDF with a text.",
    ),
    "unread-member": Rule(
        "Every member of an archive is of a kind that is read.",
        "What the others say is missing from the brief.",
        "Save them in a format that is read, or name the members that matter as sources of their own.",
    ),
    "no-sentences": Rule(
        "A source has sentences.",
        "Nothing can be found in one that has none.",
        "Look at the file; it may be a picture, or empty.",
    ),
    "language": Rule(
        "Sources are in a language that findings are found in.",
        "Cues and names are known in English alone; other texts are quoted, and little is found in them.",
        "Write what they say in sections of your own.",
    ),
    "labels": Rule(
        "There are labels in the brief’s language.",
        "Otherwise the words that a page prints of its own accord are English.",
        "Write them under `labels:` in brief.yaml.",
    ),
    "undated": Rule(
        "Dates in a source can be told.",
        "“Last Friday” in an undated source is no day, and makes no event.",
        "Write `published:` beside its path.",
    ),
    "grounding": Rule(
        "Every claim stands on its evidence.",
        "What does not is left out.",
        "Nothing needs mending, unless it was a row of yours: correct its quote.",
    ),
    "too-few-words": Rule(
        "A summary has room for a sentence.",
        "Sentences are kept whole.",
        "Ask for more words.",
    ),
    "missing-glyph": Rule(
        "The bundled faces draw every character.",
        "Others print as an empty box.",
        "Replace it, or add a face that has it in a style sheet of your own.",
    ),
    "contrast": Rule(
        "Text stands out from its ground.",
        "Pale text is lost on a poor printer and to poor eyes (WCAG 2.2, 1.4.3 and 1.4.6).",
        "Take the colour that the hint names.",
    ),
    "style": Rule(
        "A style sheet says only what can be drawn.",
        "What it misspells is ignored, and the page is not as you meant it.",
        "Mend the line that it names.",
        "render",
    ),
    "repaired": Rule(
        "A report that is attached to is sound.",
        "What another program makes of a damaged file may be something else.",
        "Save the report anew in the program that made it.",
        "attach",
    ),
    "signature": Rule(
        "A signed report stays as it was signed.",
        "Any change makes the signature void, and `--break-signature` takes it out.",
        "Have the report signed after the brief is attached.",
        "attach",
    ),
    "references": Rule(
        "Nothing in a report with an annex leads nowhere.",
        "A link or a bookmark whose page is gone takes a reader nowhere.",
        "Look at what is named; the report as it is may have had it already.",
        "attach",
    ),
    "scripts": Rule(
        "A report with an annex runs no scripts.",
        "They were written for other pages.",
        "Attach the brief as a file: `--as file` leaves the report's scripts as they are.",
        "attach",
    ),
    "conformance": Rule(
        "A PDF is the PDF/A-3a and PDF/UA-1 that it says it is.",
        "An archive refuses what is not, and a screen reader stumbles over it; what does not hold is not claimed.",
        "Mend the template or the sheet of yours that breaks the rule, or write characters that a face has.",
        "render",
    ),
    "layout": Rule(
        "The layout engine has nothing to complain of.",
        "What it cannot read in a style sheet, it leaves out.",
        "Mend the sheet or the template that it names.",
        "render",
    ),
    "llm": Rule(
        "A language model, if you name one, answers as it is asked.",
        "What it gets wrong is refused, and the source’s own words stand.",
        "Nothing needs mending; another model may do better.",
    ),
    "llm-marking": Rule(
        "Nothing marked is sent to another machine.",
        "What is held back stays as it was found.",
        "Name the markings that may be sent under `llm: markings`, or ask a model on this machine.",
    ),
    "draft-bottom-line": Rule(
        "There is one bottom line.", "brief.yaml goes before findings.yaml.", "Keep one of the two."
    ),
    "draft-actor": Rule(
        "No row names a rejected actor.", "It is not printed.", "Reject the row too, or name another actor."
    ),
    "draft-support": Rule(
        "Numbers, names and negations of a corrected row stand in what it cites.",
        "A reader who follows the note would not find them.",
        "Cite what says so too, or mend the row.",
    ),
    "draft-conflict": Rule(
        "A corrected row and the compiler agree, or you know that they do not.",
        "Its source has changed since you corrected it.",
        "Compare it with `base`; delete your row to have the compiler’s.",
    ),
    "draft-orphan": Rule(
        "Every row’s evidence is there.",
        "A row without it is kept, and not printed.",
        "Cite other words, or reject the row.",
    ),
    "draft-quote": Rule(
        "A row’s quotes stand in its sources.", "One of them does not any more.", "Quote what the source says now."
    ),
    "draft-number": Rule(
        "A row’s quotes stand in the sentences that it numbers.",
        "The words decide; the number is out of date.",
        "Run `briefing draft`.",
    ),
    "draft-section": Rule(
        "A row’s section is one of the brief’s.",
        "Rows of others are not printed.",
        "Move it to a section that there is.",
    ),
}
"""Every warning that is ever told, by its code; those of the house first."""


def waivable() -> dict[str, bool]:
    """Every code, and whether a specification may waive it."""
    return {code: rule.told != "error" for code, rule in RULES.items()}


# The rules


def refuse(
    spec: BriefSpec,
    drawn: tuple[Draft, Tree] | None,
    findings: Findings,
    editions: Sequence[tuple[Audience, Brief]],
) -> None:
    """Raise one SpecificationError for every word of an edition that is marked above what its audience may see."""
    cleared = [(brief, clear(findings, spec, audience)) for audience, brief in editions]
    said = _said(spec, drawn, findings) if any(one.withheld.text for _, one in cleared) else ()
    mistakes = [*sourcing.repetitions(cleared, said, spec)]
    if mistakes:
        raise SpecificationError.of([*mistakes])


def check(
    spec: BriefSpec,
    drawn: tuple[Draft, Tree] | None,
    findings: Findings,
    editions: Sequence[tuple[Audience, Brief]],
) -> tuple[Diagnostic, ...]:
    """The house rules' warnings, those of one rule together; `drawn` is the draft, where there is one."""
    said = _said(spec, drawn, findings)
    read = tuple(Edition(a.name, brief, a.sentence_words, printed(brief, said)) for a, brief in editions)
    withheld = {audience.name: clear(findings, spec, audience).withheld for audience, _ in editions}
    lined = [edition for (audience, _), edition in zip(editions, read, strict=True) if audience.elements.bottom_line]
    documents = findings.documents
    return (
        *wording.mixed_rows(read),
        *wording.likely_and_sure(read),
        *wording.long_sentences(read),
        *sourcing.unsourced(read),
        *sourcing.without_bottom_line(lined, spec),
        *sourcing.undated(spec, documents),
        *sourcing.one_origin(spec, documents),
        *sourcing.rests_on_more(read, findings, withheld, spec),
    )


def _said(spec: BriefSpec, drawn: tuple[Draft, Tree] | None, findings: Findings) -> tuple[Said, ...]:
    """Every sentence that an edition may print: the analyst's, those of the draft, and what else was found."""
    mine = [*specified(spec), *(drafted(*drawn, findings.documents) if drawn else ())]
    known = {folded(one.text) for one in mine}
    return (*mine, *(one for one in found(findings) if folded(one.text) not in known))


# Waivers


class Waived(NamedTuple):
    """A warning that the specification waives, and its reason."""

    diagnostic: Diagnostic
    reason: str


def unwaived(
    diagnostics: Iterable[Diagnostic], waivers: Sequence[Waiver]
) -> tuple[tuple[Diagnostic, ...], tuple[Waived, ...]]:
    """Each diagnostic once: those that stand, and those that are waived, with the reason."""
    reasons = {waiver.rule: waiver.reason for waiver in waivers}
    every = tuple(dict.fromkeys(diagnostics))
    return (
        tuple(one for one in every if one.code not in reasons),
        tuple(Waived(one, reasons[one.code]) for one in every if one.code in reasons),
    )


def idle(spec: BriefSpec, waived: Sequence[Waived]) -> Iterator[Diagnostic]:
    """A warning for each waiver that waives nothing, of the rules that are told without a render."""
    used = {one.diagnostic.code for one in waived}
    for n, waiver in enumerate(spec.waive):
        if waiver.rule not in used and RULES[waiver.rule].told != "render":
            message = f"the waiver of '{waiver.rule}' waives nothing"
            yield Diagnostic("idle-waiver", message, spec.where("waive", n, "rule"), "delete it")
