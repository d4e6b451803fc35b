"""Titles -> names of files and anchors, safe on any file system and in any address."""

from __future__ import annotations

import re
import textwrap
import unicodedata

from briefing.model import filled
from briefing.spec import BriefSpec

_MOST_BYTES = 200  # of UTF-8; file systems take 255, and a suffix follows
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, whatever their suffix."""


def file_name(spec: BriefSpec, title: str, audience: str, date: str) -> str:
    """The name of a brief's files, without a suffix, by the pattern of its specification.

    What stands in a field is made safe as `slug` does, a version keeps its dots; an empty field takes the mark before
    it along.
    """
    values = {
        "title": slug(title),
        "audience": slug(audience),
        "date": date,
        "language": spec.language,
        "version": ".".join(filter(None, (slug(part, "") for part in spec.imprint.version.split(".")))),
    }
    name = filled(re.sub(r"[\W_]*\{(\w+)\}", lambda m: m[0] if values[m[1]] else "", spec.file_name), **values)
    name = unicodedata.normalize("NFC", name).encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .-_")
    return f"{name}-brief".lstrip("-") if _RESERVED.fullmatch(name) or not name else name


def slug(title: str, otherwise: str = "brief") -> str:
    """`title` as part of a file name or an anchor: letters and digits of any script, in lower case, and hyphens.

    At most 60 characters and 120 bytes of UTF-8, whole words where they are short; `otherwise` where nothing is left.
    """
    plain = unicodedata.normalize("NFC", "".join(c for c in _folded(title.lower()) if c.isprintable()))
    words = re.sub(r"[\W_]+", " ", plain).strip()
    short = textwrap.shorten(words, 60, placeholder="") or words[:60]
    return re.sub(r" +", "-", short.encode()[:120].decode(errors="ignore").strip()) or otherwise


def _folded(text: str) -> str:
    """Latin letters without their marks; other scripts as they are."""
    return "".join(
        base if (base := unicodedata.normalize("NFKD", c)[0]).isascii() else unicodedata.normalize("NFKC", c)
        for c in unicodedata.normalize("NFC", text)
    )
