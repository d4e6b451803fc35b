"""Source -> Document: web pages saved with all that belongs to them in one file (MHTML, RFC 2557; Safari's archive)."""

from __future__ import annotations

import email
import email.policy
import plistlib
import re
from email.errors import MessageError
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from briefing.errors import SourceError
from briefing.readers.about import About
from briefing.readers.page import Frame, decoded, joined

if TYPE_CHECKING:
    from email.message import EmailMessage

    from briefing.model import Document, Source

_HEADER = re.compile(rb"(?:from |[!-9;-~]{1,70}:[ \t])", re.IGNORECASE)
_MOST_PARTS = 3_000
_MOST_FRAMES = 60
_PAGES = ("text/html", "application/xhtml+xml")


def read(source: Source, language: str) -> Document:
    """The article of an .mhtml: of its frames, the one with it. Raises SourceError where there is none, LimitError."""
    content = source.content.lstrip()
    if content[:1] == b"<":
        text, guesses = decoded(content)
        return joined(source, [Frame(text, guesses)], language)
    way_out = "save the page again as .mhtml or .html"
    if not _HEADER.match(content):
        raise SourceError("no saved page: it does not begin with headers", source.location, way_out)
    try:
        whole = email.message_from_bytes(content, policy=email.policy.default)
        parts = [
            part for _, part in zip(range(_MOST_PARTS), whole.walk(), strict=False) if part.get_content_type() in _PAGES
        ]
        start = str(whole.get_param("start") or "").strip()
        parts.sort(key=lambda part: not start or str(part.get("Content-ID", "")).strip() != start)
        frames = [_frame(part) for part in parts[:_MOST_FRAMES]]
        address = str(
            whole.get("Snapshot-Content-Location") or (parts[0].get("Content-Location") if parts else "") or ""
        )
        title = " ".join(str(whole.get("Subject") or "").split())[:300]
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError, RecursionError) as error:
        raise SourceError("a damaged saved page", source.location, way_out) from error
    if not frames:
        raise SourceError("no page in this file", source.location, way_out)
    values = (("url", address, "saved from"), *([("title", title, "subject")] if title else []))
    return joined(source, frames, language, About(values=values))


def read_archive(source: Source, language: str) -> Document:
    """The article of a .webarchive, Safari's property list. Raises SourceError where there is none, LimitError."""
    way_out = "save the page again as .html"
    try:
        whole = plistlib.loads(source.content)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError, AttributeError, ExpatError) as error:
        raise SourceError("no saved page: no property list", source.location, way_out) from error
    parts = [whole, *_listed(whole, "WebSubframeArchives")]
    resources = [one.get("WebMainResource") for one in parts[:_MOST_FRAMES] if isinstance(one, dict)]
    pages = [one for one in resources if isinstance(one, dict) and one.get("WebResourceMIMEType") in _PAGES]
    frames = [
        Frame(*decoded(octets, str(one.get("WebResourceTextEncodingName") or "")))
        for one in pages
        if isinstance(octets := one.get("WebResourceData"), bytes)
    ]
    if not frames:
        raise SourceError("no page in this file", source.location, way_out)
    return joined(source, frames, language, About(values=(("url", str(pages[0].get("WebResourceURL")), "saved from"),)))


def _listed(whole: object, name: str) -> list[object]:
    found = whole.get(name) if isinstance(whole, dict) else None
    return found if isinstance(found, list) else []


def _frame(part: EmailMessage) -> Frame:
    octets = part.get_payload(decode=True)
    text, guesses = decoded(octets if isinstance(octets, bytes) else b"", str(part.get_content_charset() or ""))
    return Frame(text, guesses)
