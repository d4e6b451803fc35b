"""Source -> Document: pages that a page carries in its frames (`srcdoc`), taken out of it."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice

MOST_FRAMES = 100
MOST_DEPTH = 3
_FRAME = re.compile(r"<iframe(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?P<name>[^\s=>"'/]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"']++)))?"""
)
_MOST_ATTRIBUTES = 60
_MOST_LOOKED_AT = 400  # frames: a quotation mark that never ends makes each cost the whole page


def taken(text: str) -> tuple[str, list[str]]:
    """A page without the pages in its frames, and those, each before the ones in its own.

    At most MOST_FRAMES, MOST_DEPTH deep; what is beyond stays in the frame, where nothing reads it.
    """
    rest, inner = _parted(text, MOST_FRAMES)
    found: list[str] = []
    waiting = [(page, 1) for page in inner]
    while waiting:
        page, depth = waiting.pop(0)
        if depth < MOST_DEPTH and len(found) + len(waiting) < MOST_FRAMES:
            page, deeper = _parted(page, MOST_FRAMES - len(found) - len(waiting))
            waiting = [(one, depth + 1) for one in deeper] + waiting
        found.append(page)
    return rest, found


def _parted(text: str, most: int) -> tuple[str, list[str]]:
    """A page without the values of its `srcdoc` attributes, and those values."""
    pieces: list[str] = []
    inner: list[str] = []
    done = 0
    for frame in islice(_FRAME.finditer(text), _MOST_LOOKED_AT):
        if len(inner) >= most:
            break
        at = frame.end()
        if frame.start() < done:
            continue  # inside a value that was taken
        for _ in range(_MOST_ATTRIBUTES):
            attribute = _ATTRIBUTE.match(text, at)
            if not attribute:
                break
            at = attribute.end()
            kind = next((kind for kind in ("double", "single", "bare") if attribute[kind]), "")
            if attribute["name"].lower() == "srcdoc" and kind:
                inner.append(unescape(attribute[kind]))
                pieces.append(text[done : attribute.start(kind)])
                done = attribute.end(kind)
    return "".join([*pieces, text[done:]]), inner
