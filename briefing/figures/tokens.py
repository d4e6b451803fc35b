"""Style sheets -> Tokens: the custom properties and the faces of a page, for a figure that the page's CSS cannot reach.

The layout engine applies no page style inside an SVG, so a figure carries its colours, sizes and families as values.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

from briefing.errors import SpecificationError
from briefing.model import Noun

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ROOT = re.compile(r":root\s*{([^{}]*)}")
_PROPERTY = re.compile(r"--([\w-]+)\s*:\s*([^;]+)")
_FACE = re.compile(r"@font-face\s*{([^{}]*)}")
_DESCRIPTOR = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_VAR = re.compile(r"var\(--([\w-]+)\)")
_FILE = re.compile(r"""url\(\s*['"]?(file:[^'")]+)['"]?\s*\)""")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(pt|mm|cm|in|px)")
_POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}
_DEEP = 8  # custom properties that may refer to one another


class FontFace(Noun):
    """An upright face that a style sheet names, and its file."""

    family: str
    weight: int
    file: Path


class Tokens(Noun):
    """The custom properties of a page's style sheets, the last one of a name, and their faces."""

    values: dict[str, str]
    faces: tuple[FontFace, ...] = ()

    @classmethod
    def of(cls, css: str) -> Self:
        """The tokens that style sheets set on `:root`; faces are known where their file is a file URL."""
        plain = _COMMENT.sub("", css)
        roots = (_PROPERTY.findall(block) for block in _ROOT.findall(plain))
        faces = (dict(_DESCRIPTOR.findall(block)) for block in _FACE.findall(plain))
        return cls(
            values={name: value.strip() for block in roots for name, value in block},
            faces=tuple(
                FontFace(
                    family=_unquoted(face["font-family"]),
                    weight=int(face.get("font-weight", "400")),
                    file=Path(url2pathname(urlsplit(found[1]).path)),
                )
                for face in faces
                if face.get("font-style", "normal").strip() == "normal" and (found := _FILE.search(face["src"]))
            ),
        )

    def text(self, name: str) -> str:
        """A token's value, with what it refers to. Raises SpecificationError if no sheet sets it."""
        value = f"var(--{name})"
        for _ in range(_DEEP):
            if not (unresolved := _VAR.search(value)):
                return value
            if unresolved[1] not in self.values:
                raise SpecificationError(
                    f"no style sheet sets --{unresolved[1]}, which figures need",
                    "tokens.css",
                    "copy its line from the packaged tokens.css",
                )
            value = value.replace(unresolved[0], self.values[unresolved[1]])
        raise SpecificationError(f"--{name} refers to itself", "tokens.css", "give it a value")

    def length(self, name: str) -> float:
        """A token's length in points. Raises SpecificationError if it is none."""
        value = self.text(name)
        if not (found := _LENGTH.fullmatch(value)):
            raise SpecificationError(f"--{name} must be a length, not '{value}'", "tokens.css", "write 8pt or 2mm")
        return float(found[1]) * _POINTS[found[2]]

    def families(self, name: str) -> tuple[str, ...]:
        """A token's font families, the first choice first."""
        return tuple(_unquoted(family) for family in self.text(name).split(","))


def _unquoted(family: str) -> str:
    return family.strip().strip("\"'")
