"""An artifact's bytes -> what stands in it that its edition may not tell, wherever in the file it stands."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

from briefing.model import Artifact
from briefing.printed import letters, texts

_FEWEST = 4  # words that nobody says by chance
_STRING = re.compile(rb"(?s)\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]+>")  # as qpdf writes them: brackets are escaped
_TAG = re.compile(r"<[^>]*>")


class Secret(NamedTuple):
    """Words that may not be told, and what they are ("a rejected row", "a path of this machine").

    Words are found however they are broken, spaced and punctuated; `exact` ones character by character.
    """

    what: str
    words: str
    exact: bool = False

    @property
    def is_telling(self) -> bool:
        """Whether there is enough of it to know it by."""
        return self.exact or len(self.words.split()) >= _FEWEST


def leaked(
    artifact: Artifact, secrets: tuple[Secret, ...], repeated: Callable[[str], str] = lambda _: ""
) -> Iterator[tuple[str, str]]:
    """Each secret that an artifact tells: what it is, and its words. `repeated` finds withheld words in a text, or "".

    A PDF is read from its bytes: pages, properties, XMP, bookmarks, tags, links, and the files that it carries.
    """
    said = [artifact.name, *_said(artifact)]
    runs = [letters(text) for text in said]
    for secret in secrets:
        places, words = (said, secret.words) if secret.exact else (runs, letters(secret.words))
        if secret.is_telling and any(words in place for place in places):
            yield secret.what, secret.words
    for text in said:
        if words := repeated(text):
            yield "what is marked above it", words


def _said(artifact: Artifact) -> Iterator[str]:
    content = artifact.content
    if artifact.media_type == "application/pdf":
        yield from texts(content, artifact.name)
        yield from _strings(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield from _marked_up(parts.read(name).decode("utf-8", "ignore"))
    else:
        yield from _marked_up(content.decode("utf-8", "ignore"))


def _marked_up(text: str) -> tuple[str, str]:
    """A text as it stands, which has the links, and as it reads."""
    return text, html.unescape(_TAG.sub("", text))


def _strings(content: bytes) -> Iterator[str]:
    """Every string of a PDF's objects, its XMP and its files."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        written: set[bytes] = set()
        for held in pdf.objects:
            shown = held.stream_dict if isinstance(held, pikepdf.Stream) else held
            written.update(_STRING.findall(shown.unparse(resolved=True)))
        yield from (str(pikepdf.Object.parse(one)) for one in sorted(written))
        if "/Metadata" in pdf.Root:
            yield pdf.Root.Metadata.read_bytes().decode("utf-8", "ignore")
        for name, file in pdf.attachments.items():
            yield str(name)
            yield file.get_file().read_bytes().decode("utf-8", "ignore")
