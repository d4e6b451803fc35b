"""Typewriter marks -> the marks a typesetter would set; words stay the source's."""

from __future__ import annotations

import re

_MARKS = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"'(?=\d0s\b)"), "’"),
    (re.compile(r"(^|[\s(\[—–“‘/])\"(?=\S)"), r"\1“"),
    (re.compile(r'"'), "”"),
    (re.compile(r"(^|[\s(\[—–“])'(?=\S)"), r"\1‘"),
    (re.compile(r"'"), "’"),
    (re.compile(r"\s--\s"), " – "),
    (re.compile(r"(?<=\w)--(?=\w)"), "—"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.) (?=\d)"), "\u00a0"),
    (re.compile(r"(?<=\d) (?=(?:billion|million|trillion|per cent|percent|km|January|February|March|April|May|June"
                r"|July|August|September|October|November|December)\b)"), "\u00a0"),
    (re.compile(r"(?<=\b\d{4})-(?=\d{4}\b)"), "–"),
)  # fmt: skip


def typeset(text: str, language: str) -> str:
    """`text` with curly quotation marks, dashes and unbreakable dates, in English; another language's is left alone."""
    if language.partition("-")[0].lower() != "en":
        return text
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    return text


def capitalised(text: str) -> str:
    """`text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]
