"""Whether the colours of a page can be read: the contrast of text with its grounds, as WCAG 2.2 measures it."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from briefing import assets
from briefing.errors import Diagnostic
from briefing.model import Brief

TEXT, SMALL = 7.0, 4.5
"""The least ratios of running text and of labels: WCAG 2.2, 1.4.6 and 1.4.3."""

_PAIRS = (
    ("ink", ("paper", "tint", "aligned", "opposed", "mixed", "conditional"), TEXT),
    ("accent", ("paper", "tint"), SMALL),
    ("soft", ("paper",), SMALL),
    ("faint", ("paper",), SMALL),
    ("warning", ("paper",), SMALL),
)
"""A token of tokens.css, the grounds that it stands on, and the ratio that it needs there."""

_LINEAR = 0.04045  # channels of sRGB up to this are proportional to light
_TINT = 0.07  # of the accent in its tint, as in tokens.css
_TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6})\b")


class _Colour(NamedTuple):
    """A colour as #rrggbb, and the place that says so."""

    value: str
    where: str


def check(brief: Brief, project: Path, accent_at: str) -> tuple[Diagnostic, ...]:
    """A warning for each colour of a brief's tokens that is too near to a ground of its own, with one that is not.

    `accent_at` is the place of the brand's accent. Raises SpecificationError if a style sheet cannot be read.
    """
    tokens = dict(_tokens(brief, project))
    if brief.accent:
        tokens["accent"] = _Colour(brief.accent, accent_at)
        tokens["tint"] = _Colour(tint(brief.accent), accent_at)
    told = []
    for name, grounds, least in _PAIRS:
        there = [(ground, tokens[ground].value) for ground in grounds if ground in tokens]
        if name not in tokens or not there:
            continue
        colour, where = tokens[name]
        found, ground, on = min((ratio(colour, value), ground, value) for ground, value in there)
        if found < least:
            moving = (tint,) if name == "accent" and brief.accent else ()
            fixed = tuple(value for ground, value in there if not (moving and ground == "tint"))
            near = _readable(colour, fixed, moving, least)
            hint = f"{near} would do" if near else f"no shade of it is readable on all of {', '.join(grounds)}"
            message = f"{name} {colour} on {ground} {on} has a contrast of {_told(found)}:1, and needs {least:g}:1"
            told.append(Diagnostic("contrast", message, where, hint))
    return tuple(told)


def _tokens(brief: Brief, project: Path) -> Iterator[tuple[str, _Colour]]:
    """The colours that a brief's sheets name, the audience's after the common ones."""
    for sheet in ("tokens.css", brief.style):
        file = assets.find("styles", sheet, project)
        css = assets.read(file)
        for match in _TOKEN.finditer(css):
            line = css.count("\n", 0, match.start()) + 1
            yield match[1], _Colour(match[2].lower(), f"{assets.shown(file, project)}:{line}")


def ratio(one: str, other: str) -> float:
    """The contrast of two colours #rrggbb, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: str, fixed: Sequence[str], moving: Sequence[Callable[[str], str]], least: float) -> str:
    """The nearest shade of a colour with at least this contrast on every ground; "" where there is none.

    A moving ground is one that goes with the shade.
    """
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(1, 101):
        for shade in (light - step / 100, light + step / 100):
            if 0 <= shade <= 1:
                near = _hex(colorsys.hls_to_rgb(hue, shade, saturation))
                grounds = (*fixed, *(ground(near) for ground in moving))
                if all(ratio(near, ground) >= least for ground in grounds):
                    return near
    return ""


def tint(accent: str) -> str:
    """The pale ground that goes with an accent."""
    red, green, blue = (1 - (1 - channel) * _TINT for channel in _channels(accent))
    return _hex((red, green, blue))


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    linear = (c / 12.92 if c <= _LINEAR else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _told(found: float) -> str:
    return f"{int(found * 100) / 100:g}"  # cut, not rounded: 4.499 is not 4.5
