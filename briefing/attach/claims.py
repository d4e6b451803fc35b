"""What a PDF claims to conform to, and what of it still holds once something is attached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.enclosures import PDFA as _A
from briefing.enclosures import PDFUA as _UA
from briefing.enclosures import xmp
from briefing.errors import Diagnostic
from briefing.validator import PROFILES, failures

if TYPE_CHECKING:
    import pikepdf

_OTHERS = {
    "PDF/X": ("{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion", "{http://ns.adobe.com/pdfx/1.3/}GTS_PDFXVersion"),
    "PDF/E": ("{http://www.aiim.org/pdfe/ns/id/}ISO_PDFEVersion",),
    "PDF/VT": ("{http://www.npes.org/pdfvt/ns/id/}GTS_PDFVTVersion",),
}
"""ISO 15930, ISO 24517 and ISO 16612-2: nothing that is attached is made for them."""
_CLAIMED = (f"{_A}part", f"{_A}conformance", f"{_UA}part", *(key for keys in _OTHERS.values() for key in keys))
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_IN_INFO = ("/GTS_PDFXVersion", "/GTS_PDFXConformance", "/ISO_PDFEVersion")
_EMBEDDED = "-EMBEDDED-FILE-PDFA-"
"""The rule that a file in a PDF/A-2 is PDF/A: the validator judges it by other rules than one that stands alone."""
_LEVELS = "BUA"  # lowest first


class Claims(NamedTuple):
    """`part` and `level` are PDF/A's ("3", "A"), `ua` is PDF/UA's part; "" where nothing is claimed."""

    part: str = ""
    level: str = ""
    ua: str = ""
    others: tuple[str, ...] = ()

    @property
    def archival(self) -> str:
        """PDF/A-3a, or "" where it is not claimed."""
        return f"PDF/A-{self.part}{self.level.lower()}" if self.part else ""

    @property
    def accessible(self) -> str:
        """PDF/UA-1, or "" where it is not claimed."""
        return f"PDF/UA-{self.ua}" if self.ua else ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.archival, self.accessible, *self.others)))


def claims(pdf: pikepdf.Pdf) -> Claims:
    """What a PDF's metadata claim."""
    told = xmp(pdf, _CLAIMED)
    others = tuple(
        kind
        for kind, keys in _OTHERS.items()
        if any(key in told for key in keys) or any(kind[4:] in key for key in _in_info(pdf))
    )
    return Claims(
        told.get(f"{_A}part", ""), told.get(f"{_A}conformance", "").upper(), told.get(f"{_UA}part", ""), others
    )


def annexed(report: pikepdf.Pdf, brief: pikepdf.Pdf) -> tuple[Claims, tuple[str, ...]]:
    """What is left of a report's claims with the pages of a brief, by the claims of both, and why the rest goes."""
    mine, theirs = claims(report), claims(brief)
    part, level, why = "", "", []
    if mine.part:
        if mine.part != theirs.part:
            other = theirs.archival or "no PDF/A"
            why.append(f"{mine.archival}, the brief is {other}")
        elif mine.level not in _LEVELS or theirs.level not in _LEVELS:
            why.append(f"{mine.archival}, of which pages alone cannot tell whether they keep it")
        elif intent := _intents_apart(report, brief):
            why.append(f"{mine.archival}, {intent}")
        else:
            part, level = mine.part, min(mine.level, theirs.level, key=_LEVELS.index)
    ua = "1" if mine.ua == theirs.ua == "1" else ""
    if mine.ua and not ua:
        why.append(f"{mine.accessible}, the brief is {theirs.accessible or 'not PDF/UA'}")
    return Claims(part, level, ua), (*why, *_unmeant(mine))


def embedded(report: pikepdf.Pdf, brief: pikepdf.Pdf, *, sound: bool) -> tuple[Claims, tuple[str, ...]]:
    """What is left of a report's claims with a brief as a file in it (ISO 19005-1 6.1.11, -2 6.8, -3 6.8, -4 6.9).

    `sound`: the brief is the PDF/A that it claims to be.
    """
    mine, theirs = claims(report), claims(brief)
    kept = {
        "1": False,
        "2": theirs.part in ("1", "2") and sound,
        "3": True,
        "4": mine.level == "F",
    }.get(mine.part, False)
    why = []
    if mine.part and not kept:
        reason = {
            "1": "which allows no files in it",
            "2": f"which allows PDF/A-1 and -2 in it, and the brief {_is(theirs, sound=sound)}",
            "4": "of which only PDF/A-4f allows any file in it",
        }.get(mine.part, "of which it is not known what it allows in it")
        why.append(f"{mine.archival}, {reason}")
    return Claims(mine.part if kept else "", mine.level if kept else "", mine.ua), (*why, *_unmeant(mine))


def title(pdf: pikepdf.Pdf) -> str:
    """The title in a PDF's metadata, "" where there is none."""
    return xmp(pdf, [_TITLE]).get(_TITLE, "")


def withdraw(pdf: pikepdf.Pdf, kept: Claims) -> None:
    """Take back what a PDF claims beyond `kept`; metadata that claim no more than it stay as they are."""
    mine = claims(pdf)
    if mine == kept:
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False, strict=False) as told:
        gone = [key for kind in mine.others if kind not in kept.others for key in _OTHERS[kind]]
        if not kept.part:
            gone += [f"{_A}{key}" for key in ("part", "conformance", "amd", "corr", "rev")]
        elif kept.level != mine.level:
            told[f"{_A}conformance"] = kept.level
        if not kept.ua:
            gone += [f"{_UA}{key}" for key in ("part", "amd", "corr", "rev")]
        for key in gone:
            if key in told:
                del told[key]
    for key in _in_info(pdf) if not kept.others else ():
        del pdf.docinfo[key]


def tried(content: bytes, claimed: Claims, report: bytes, *, sound_file: bool) -> tuple[Claims, tuple[str, ...]]:
    """What bytes keep of what they claim, by the validator, and why the rest goes; `report` is what they were before.

    PDF/A-4 cannot be tried, and is left as it is. `sound_file`: what has been embedded is known to be PDF/A.
    """
    kept, why = claimed, []
    for profile, name in ((f"{claimed.part}{claimed.level}".lower(), claimed.archival), ("ua1", claimed.accessible)):
        if not name or not PROFILES.fullmatch(profile) or not (rules := failures(content, profile)):
            continue
        former = failures(report, profile)
        if sound_file and not any(_EMBEDDED in rule for rule in former):
            rules = [rule for rule in rules if _EMBEDDED not in rule]
        if rules:
            whose = "which the report itself fails" if set(rules) <= set(former) else "which the result fails"
            untried = rules[0].startswith("it cannot be tried")
            why.append(f"{name}: {rules[0]}" if untried else f"{name}, {whose}: {', '.join(rules)}")
            kept = kept._replace(ua="") if profile == "ua1" else kept._replace(part="", level="")
    return kept, tuple(why)


def true(brief: bytes, claimed: Claims) -> bool:
    """Whether a brief is the PDF/A that it claims to be; one that cannot be tried is not known to be."""
    profile = f"{claimed.part}{claimed.level}".lower()
    return bool(PROFILES.fullmatch(profile)) and not failures(brief, profile)


def told(mine: Claims, kept: Claims, why: tuple[str, ...], name: str) -> tuple[Diagnostic, ...]:
    """One warning a claim that goes, and one for a level that sinks."""
    lost = [Diagnostic("conformance", f"the result no longer claims {reason}", name) for reason in why]
    if kept.part and kept.level != mine.level:
        lost.append(
            Diagnostic(
                "conformance", f"the result claims {kept.archival}, as the brief does, not {mine.archival}", name
            )
        )
    return tuple(lost)


def _in_info(pdf: pikepdf.Pdf) -> list[str]:
    import pikepdf

    info = pdf.trailer.get("/Info")
    return [key for key in _IN_INFO if isinstance(info, pikepdf.Dictionary) and key in info]


def _is(theirs: Claims, *, sound: bool) -> str:
    if theirs.part in ("1", "2") and not sound:
        return f"claims {theirs.archival} and is not"
    return f"is {theirs.archival or 'no PDF/A'}"


def _unmeant(mine: Claims) -> list[str]:
    return [f"{kind}, which the brief is not made for" for kind in mine.others]


def _intents_apart(report: pikepdf.Pdf, brief: pikepdf.Pdf) -> str:
    """Why the brief's device colours would not be what the report's output intent says, "" where they agree."""
    mine, theirs = _components(report), _components(brief)
    if mine and theirs and mine != theirs:
        return f"whose output intent has {mine} colour components, and the brief's has {theirs}"
    return ""


def _components(pdf: pikepdf.Pdf) -> int:
    """Of the output intent's profile, 0 where there is none: 1 is grey, 3 RGB, 4 CMYK."""
    for intent in intents(pdf):
        number = intent.DestOutputProfile.get("/N") if "/DestOutputProfile" in intent else None
        if isinstance(number, int):
            return number
    return 0


def intents(pdf: pikepdf.Pdf) -> list[Any]:
    """The output intents of a PDF."""
    import pikepdf

    given = pdf.Root.get("/OutputIntents")
    every = list(given) if isinstance(given, pikepdf.Array) else []
    return [one for one in every if isinstance(one, pikepdf.Dictionary)]
