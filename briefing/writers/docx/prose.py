"""Words, paragraphs and tables in WordprocessingML (ECMA-376, part 1): elements stand in the order of its schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from markupsafe import Markup

from briefing.model import Brief, Spoken

NOTHING = Markup("")
_ILLEGAL = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML 1.0 has no way to say."""

INSET = 75
"""Twips between a table's edge and its words, which stand in line with the text around it."""

_EAST_ASIAN = ("zh", "ja", "ko")


class Tongue(NamedTuple):
    """The language and direction of words; no language where they are in the document's own."""

    language: str
    rtl: bool
    foreign: bool = False


def own_tongue(brief: Brief) -> Tongue:
    """The brief's language and direction, said at every word: a house's styles may be in another."""
    return Tongue(brief.language, brief.direction == "rtl")


def tongue_of(said: Spoken, brief: Brief) -> Tongue:
    """The language and direction of a passage, a note or a source."""
    return Tongue(said.language, said.direction == "rtl", foreign=True) if said.language else own_tongue(brief)


def language(tag: str, *, rtl: bool) -> Markup:
    """The attribute that says a language, by the kind of its script."""
    script = "bidi" if rtl else "eastAsia" if tag.startswith(_EAST_ASIAN) else "val"
    return Markup('w:{}="{}"').format(script, tag)


def plain(words: str) -> str:
    """Words without what XML cannot hold."""
    return _ILLEGAL.sub("", words)


def properties(tongue: Tongue, style: str = "") -> Markup:
    """What a run says of itself."""
    return Markup("<w:rPr>{}{}<w:lang {}/></w:rPr>").format(
        Markup('<w:rStyle w:val="{}"/>').format(style) if style else NOTHING,
        Markup("<w:rtl/>") if tongue.rtl else NOTHING,
        language(tongue.language, rtl=tongue.rtl),
    )


def run(words: str, tongue: Tongue, style: str = "") -> Markup:
    """Words of one language in one style."""
    return Markup('<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>').format(properties(tongue, style), plain(words))


def field(instruction: str, shown: str, tongue: Tongue, style: str = "") -> Markup:
    """What Word works out, and what it last came to."""
    return Markup('<w:fldSimple w:instr=" {} ">{}</w:fldSimple>').format(instruction, run(shown, tongue, style))


def paragraph(style: str, content: Markup, tongue: Tongue, *, keep: bool = False, number: int = 0) -> Markup:
    """A paragraph; `keep` holds it with the next, `number` is a list for a style that has none of its own."""
    direction = Markup("<w:bidi/>") if tongue.rtl else Markup('<w:bidi w:val="0"/>') if tongue.foreign else NOTHING
    return Markup('<w:p><w:pPr><w:pStyle w:val="{}"/>{}{}{}</w:pPr>{}</w:p>').format(
        style,
        Markup("<w:keepNext/>") if keep else NOTHING,
        Markup('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>').format(number) if number else NOTHING,
        direction,
        content,
    )


def pictured(style: str, drawn: Markup, tongue: Tongue) -> Markup:
    """A paragraph of a picture alone, as high as that is, whatever its style says of lines; held with the next."""
    return Markup(
        '<w:p><w:pPr><w:pStyle w:val="{}"/><w:keepNext/>{}'
        '<w:spacing w:before="60" w:after="60" w:line="240" w:lineRule="auto"/></w:pPr>{}</w:p>'
    ).format(style, Markup("<w:bidi/>") if tongue.rtl else NOTHING, drawn)


class Cell(NamedTuple):
    """A cell of a table: its paragraphs, the columns that it spans, its ground as RRGGBB ("" for none)."""

    content: Markup
    span: int = 1
    ground: str = ""


def table(  # noqa: PLR0913 - what a table says of itself
    style: str,
    widths: Sequence[int],
    head: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    *,
    name: str,
    told: str,
    rtl: bool,
    upright: bool = False,
) -> Markup:
    """A table whose head stands on every page and whose rows no page breaks but for tall ones.

    `upright` turns the head's words; `widths` are in twips; `name` and `told` are its title and its description for who
    does not see it.
    """
    grid = NOTHING.join(Markup('<w:gridCol w:w="{}"/>').format(width) for width in widths)
    lines = [_row(head, widths, kind="turned" if upright else "head"), *(_row(row, widths) for row in rows)]
    return Markup(
        '<w:tbl><w:tblPr><w:tblStyle w:val="{}"/>{}<w:tblW w:w="{}" w:type="dxa"/><w:tblInd w:w="-{}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        ' w:noVBand="1"/><w:tblCaption w:val="{}"/><w:tblDescription w:val="{}"/></w:tblPr>'
        "<w:tblGrid>{}</w:tblGrid>{}</w:tbl>"
    ).format(
        style,
        Markup("<w:bidiVisual/>") if rtl else NOTHING,
        sum(widths),
        INSET,
        plain(name),
        plain(told),
        grid,
        NOTHING.join(lines),
    )


_TURNED = 1700  # twips of a head whose words stand upright
_WHOLE = 12  # paragraphs of a cell: a row that has one of more may go on over the page


def _row(cells: Sequence[Cell], widths: Sequence[int], kind: Literal["head", "turned", "plain"] = "plain") -> Markup:
    made, column = [], 0
    for cell in cells:
        width = sum(widths[column : column + cell.span])
        turned = kind == "turned" and column > 0
        made.append(
            Markup('<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>{}{}{}</w:tcPr>{}</w:tc>').format(
                width,
                Markup('<w:gridSpan w:val="{}"/>').format(cell.span) if cell.span > 1 else NOTHING,
                Markup('<w:shd w:val="clear" w:color="auto" w:fill="{}"/>').format(cell.ground)
                if cell.ground
                else NOTHING,
                Markup('<w:textDirection w:val="btLr"/><w:vAlign w:val="center"/>') if turned else NOTHING,
                cell.content,
            )
        )
        column += cell.span
    tall = kind == "plain" and max((cell.content.count("<w:p>") for cell in cells), default=0) > _WHOLE
    return Markup("<w:tr><w:trPr>{}{}{}</w:trPr>{}</w:tr>").format(
        NOTHING if tall else Markup("<w:cantSplit/>"),
        Markup('<w:trHeight w:val="{}" w:hRule="atLeast"/>').format(_TURNED) if kind == "turned" else NOTHING,
        Markup("<w:tblHeader/>") if kind != "plain" else NOTHING,
        NOTHING.join(made),
    )
