"""Source -> Document: letters (RFC 5322, MIME), without what they quote and how they are signed."""

from __future__ import annotations

import email
import email.policy
import re
from email.errors import MessageError
from typing import TYPE_CHECKING

from briefing.errors import SourceError
from briefing.readers.boilerplate import Fact
from briefing.readers.languages import language_of
from briefing.readers.laying import Run, Sheet
from briefing.readers.markup import Walk
from briefing.readers.prose import Laid, document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from briefing.model import Document, Source

_HEADER = re.compile(rb"(?:from |[!-9;-~]{1,70}:[ \t])", re.IGNORECASE)
_REPLY = re.compile(r"(?:re|fwd?|aw|wg|tr|sv|vs|rif|r|enc)(?:\[\d+\])?:\s*", re.IGNORECASE)
_INTRODUCTION = re.compile(
    r"(?:On|Am|Le|El|Il|Em|Op|W dniu)\b.{6,200}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|napisał).{0,40}:"
)
_FORWARDED = re.compile(
    r"-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine)\s*-{2,}", re.I
)
_DISCLAIMER = re.compile(
    r"(?:this (?:e-?mail|message|communication)\b.{0,120}\b(?:confidential|privileged|intended)|confidentiality notice"
    r"|the information (?:contained )?in this (?:e-?mail|message))",
    re.IGNORECASE | re.DOTALL,
)
_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+(?=\S)")
_MOST_PARTS = 200
_LONG_LINE = 200


def read(source: Source, language: str) -> Document:
    """The document of an .eml: its plain text, else its HTML. Raises SourceError for what is no letter, LimitError."""
    if not _HEADER.match(source.content.lstrip()):
        raise SourceError(
            "no letter: it does not begin with headers", source.location, "rename it to .txt, or export it as .eml"
        )
    try:
        letter = email.message_from_bytes(source.content.lstrip(), policy=email.policy.default)
        facts = list(_facts(letter))
        parts = [part for _, part in zip(range(_MOST_PARTS), letter.walk(), strict=False) if not part.is_multipart()]
        names = [name for part in parts if (name := _attached(part))]
        bodies = [part for part in parts if not _attached(part)]
        plain = [_words(part) for part in bodies if part.get_content_type() == "text/plain"]
        pages = [_words(part) for part in bodies if part.get_content_type() == "text/html"]
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError, RecursionError) as error:
        raise SourceError("a damaged letter", source.location, "export it again, or save its text as .txt") from error
    sheet = Sheet(source.location)
    if any(text.strip() for text in plain):
        for text in plain:
            _lay(text, sheet)
    else:
        for page in pages:
            _lay_page(page, sheet)
    text = sheet.text
    guesses = (f"attachments not read: {', '.join(names)}",) if names else ()
    return document(source, Laid(text, sheet.parsed, facts, guesses), language or language_of(text))


def _facts(letter: EmailMessage) -> Iterator[Fact]:
    subject = " ".join(str(letter.get("Subject", "")).split())
    while found := _REPLY.match(subject):
        subject = subject[found.end() :]
    if subject:
        yield Fact("title", subject[:300], -1)
    sender = letter.get("From")
    for address in getattr(sender, "addresses", ()):
        name = " ".join(address.display_name.split())
        if name and "@" not in name:
            yield Fact("author", name, -1)
    when = getattr(letter.get("Date"), "datetime", None)
    if when is not None:
        yield Fact("published", when.date().isoformat(), -1)


def _attached(part: EmailMessage) -> str:
    """The name of what is attached; "" for the letter's own words."""
    if part.get_content_disposition() == "attachment" or part.get_filename() or part.get_content_maintype() != "text":
        return " ".join((part.get_filename() or part.get_content_type()).split())[:100]
    return ""


def _words(part: EmailMessage) -> str:
    """The characters of a part; `format=flowed` (RFC 3676) is unfolded."""
    octets = part.get_payload(decode=True)
    octets = octets if isinstance(octets, bytes) else b""
    charset = str(part.get_content_charset() or "utf-8")
    try:
        text = octets.decode(charset)
    except (UnicodeDecodeError, LookupError):
        text = octets.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    gap = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    lines: list[str] = []
    folded = False
    for line in text.split("\n"):
        bare = line.removeprefix(" ")
        quote = len(bare) - len(bare.lstrip(">"))
        if folded and quote == 0 and line != "-- ":
            lines[-1] += bare.rstrip(" ") if not line.endswith(" ") else bare[:-1]
        else:
            lines.append(bare.rstrip(" ") if line != "-- " else line)
        folded = line.endswith(" ") and line != "-- " and quote == 0
        if folded:
            lines[-1] = lines[-1].rstrip(" ") + gap
    return "\n".join(lines)


def _lay(text: str, sheet: Sheet) -> None:
    """Paragraphs, quoted lines, the signature, each by itself."""
    reason = ending = ""
    run: list[str] = []
    for line in [*text.split("\n"), ""]:
        why = ending or _why(line)
        if run and (not line.strip() or why != reason or _BULLET.match(line)):
            _put(run, reason, sheet)
            run = []
        if line.rstrip() == "--":
            ending = why = "signature"
        elif _FORWARDED.fullmatch(line.strip()):
            ending = why = "quoted letter"
        if line.strip():
            run.append(line)
        reason = why


def _why(line: str) -> str:
    return "quoted letter" if line.startswith(">") or _INTRODUCTION.fullmatch(line.strip()) else ""


def _put(lines: list[str], reason: str, sheet: Sheet) -> None:
    text = "\n".join(lines)
    joined = " ".join(text.split())
    if not reason and _INTRODUCTION.fullmatch(joined):
        reason = "quoted letter"
    elif not reason and _DISCLAIMER.match(joined):
        reason = "disclaimer"
    marker = None if reason else _BULLET.match(text)
    runs = [Run(text[: marker.end()], "list marker"), Run(text[marker.end() :])] if marker else [Run(text)]
    sheet.add("item" if marker else "paragraph", runs, dropped=reason)


def _lay_page(page: str, sheet: Sheet) -> None:
    from lxml import etree, html  # noqa: PLC0415 - heavy, and few letters are pages only

    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    etree.strip_elements(root, etree.Comment, with_tail=False)
    quoted = [
        at
        for at in root.iter("blockquote", "div")
        if at.tag == "blockquote" or "gmail_quote" in (at.get("class") or "")
    ]
    for at in quoted:
        at.set("role", "quoted-letter")
    Walk(sheet).lay(root)
