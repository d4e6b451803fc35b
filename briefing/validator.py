"""Bytes -> the rules of a profile that they fail, by the validator that tries every PDF we write."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

PROFILES = re.compile(r"1[ab]|[23][abu]|ua1")
"""What can be tried: PDF/A-1 to -3 (ISO 19005-1 to -3) by part and level, PDF/UA-1 (ISO 14289-1)."""

_MISJUDGED = (
    "has a malformed ToUnicode CMap",  # the dots of Arabic letters, which add no character to the text (`<gid> <>`)
    "a stream /Length does not match its raw content length",  # its last byte is CR, taken for a part of the line's end
)
_MISREAD = re.compile(r"PDFA[23].-METADATA-FILTER-001")  # a rule of PDF/A-1 alone (ISO 19005-1, 6.7.2)
"""What the validator tells of sound files, and veraPDF 1.29 does not; qpdf, which writes ours, counts every stream."""
_DEPTH = 4000  # references from one object to the next: the outline of a long report is such a chain
_STACK = 256 << 20  # bytes; the validator goes down such a chain by calls, and dies with a thread's usual 8 MB
_MOST_TOLD = 6  # rules that one message names


def failures(content: bytes, profile: str) -> list[str]:
    """The rules of a profile that a PDF fails, each once with what is wrong; at most six are told.

    A file that the validator's limits stop at fails too: what was not tried is not vouched for.
    """
    import page

    limits = page.SafetyLimits(max_reference_depth=_DEPTH)
    usual = threading.stack_size(_STACK)
    try:
        with ThreadPoolExecutor(1) as deep:
            report = deep.submit(page.validate_pdf_bytes, content, profile=profile, limits=limits).result()
    except page.PageError as error:
        return [f"it cannot be tried ({error})"]
    finally:
        threading.stack_size(usual)
    rules: dict[str, str] = {}
    for failure in report.failures:
        if not failure.message.endswith(_MISJUDGED) and not _MISREAD.fullmatch(failure.rule_id):
            rules.setdefault(failure.rule_id, failure.message)
    told = [f"{rule} ({message})" for rule, message in rules.items()]
    silent = not report.is_compliant and not report.failures
    return told[:_MOST_TOLD] or (["a rule that the validator does not name"] if silent else [])
