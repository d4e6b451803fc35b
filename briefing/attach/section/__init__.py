"""A brief's Word document into a Word report, as a section at its end; the report keeps all that it has."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefing.attach.attached import Attached
from briefing.attach.section import lists, notes
from briefing.attach.section.package import Package
from briefing.attach.section.styles import Styles
from briefing.attach.section.words import R, ahead, made, number, remove, val, w
from briefing.errors import Diagnostic, SourceError, UsageError

_MOVED = ("commentRangeStart", "commentRangeEnd", "commentReference", "sectPr", "proofErr", "permStart", "permEnd")
"""What refers to parts of the brief that stay behind, or to its sheet."""
_MARKS = re.compile(r"\b(?:PAGEREF|REF|NOTEREF|TOC)\b")
_OWN = "{http://schemas.microsoft.com/office/word/"  # ids of paragraphs, which Word gives anew
_LONGEST = 40  # characters of a bookmark's name
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BEFORE_LISTS = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")


def section(report: bytes, brief: bytes, names: tuple[str, str], *, break_signature: bool = False) -> Attached:
    """A Word report with a brief, itself a Word document, under a heading at its end.

    The brief's title becomes a heading of the first level, its own headings stand beneath; where both have a style of
    one name, the report's is taken. `names` are what errors call the two. Raises UsageError where the report is signed
    and that is not to be broken, SourceError where one cannot be read or is protected, LimitError.
    """
    host, guest = Package(report, names[0]), Package(brief, names[1])
    told = _unsign(host, allowed=break_signature)
    _refuse_protected(host)
    body = _body(host)
    styles = Styles(host, guest)
    blocks = _blocks(guest, styles)
    headings = _headings(guest, blocks, styles)
    _settle(host, guest, blocks)
    _bring(host, guest, blocks, headings, styles)
    last = body[-1] if len(body) and body[-1].tag == w("sectPr") else None
    for block in blocks:
        body.append(block) if last is None else last.addprevious(block)
    for field in body.iter(w("fldChar")):
        if field.get(w("fldCharType")) == "begin" and _instruction(field).startswith("TOC"):
            field.set(w("dirty"), "true")  # the list of contents has new lines to show
    return Attached(content=host.packed(), pages=0, claims="", diagnostics=told)


def _unsign(host: Package, *, allowed: bool) -> tuple[Diagnostic, ...]:
    if not any(part.startswith("_xmlsignatures/") for part in host.names()):
        return ()
    if not allowed:
        raise UsageError(
            "is signed, and any change makes the signature void",
            host.name,
            "attach to the unsigned original, or let the signature go: --break-signature",
        )
    host.drop("_xmlsignatures/")
    return (Diagnostic("signature", "the signature is gone: it would no longer have been valid", host.name),)


def _refuse_protected(host: Package) -> None:
    settings = host.related(host.main, "settings")
    given = host.tree(settings).find(w("documentProtection")) if settings else None
    if given is not None and given.get(w("enforcement")) in ("1", "true", "on"):
        raise SourceError(
            "its protection forbids editing", host.name, "lift it in Word: Review, Restrict Editing, Stop Protection"
        )


def _body(package: Package) -> Any:
    body = package.tree(package.main).find(w("body"))
    if body is None:
        raise SourceError("is Word's, but has no text", package.name, "save it in Word as 'Word document (.docx)'")
    return body


def _blocks(guest: Package, styles: Styles) -> list[Any]:
    """What the brief's text is made of; its list of contents gives way to the report's."""
    wanted = {w(name) for name in ("p", "tbl", "sdt", "bookmarkStart", "bookmarkEnd")}
    return [copy.deepcopy(one) for one in _body(guest) if one.tag in wanted and not _is_contents(one, styles)]


def _headings(guest: Package, blocks: list[Any], styles: Styles) -> list[tuple[Any, int]]:
    """The headings and the level that each gets: the brief's title, made if need be, is the first.

    The brief's marking, which stands in the head of its sheets, follows the title.
    """
    at = next((n for n, one in enumerate(blocks) if styles.name(_style(one)) == "title"), None)
    if at is None:
        run = made("r", [made("t")])
        run[0].text, at = _title(guest), 0
        blocks.insert(0, made("p", [made("pPr"), run]))
    if (marking := _marking(guest, styles)) is not None:
        blocks.insert(at + 1, marking)
    inner = [(one, styles.level(_style(one)) + 1) for one in _all(blocks, w("p")) if styles.level(_style(one))]
    return [(blocks[at], 1), *inner]


def _style(paragraph: Any) -> str:
    return val(paragraph.find(w("pPr")), "pStyle")


def _give_style(paragraph: Any, style: str) -> None:
    settings = paragraph.find(w("pPr"))
    if settings is None:
        settings = made("pPr")
        paragraph.insert(0, settings)
    for one in settings.findall(w("pStyle")):
        remove(one)
    if style:
        settings.insert(0, made("pStyle", val=style))


def _is_contents(block: Any, styles: Styles) -> bool:
    gallery = block.find(f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}") if block.tag == w("sdt") else None
    if gallery is not None:
        return bool(gallery.get(w("val")) == "Table of Contents")
    name = styles.name(_style(block)) if block.tag == w("p") else ""
    return name.startswith("toc ")


def _title(guest: Package) -> str:
    part = guest.related("", "core-properties")
    for one in guest.tree(part).iter("{http://purl.org/dc/elements/1.1/}title") if part else ():
        if title := " ".join((one.text or "").split()):
            return title
    return Path(guest.name).stem


def _marking(guest: Package, styles: Styles) -> Any:
    """The brief's marking as a paragraph; None where the head of its sheets has none."""
    part = guest.related(guest.main, "header")
    for run in guest.tree(part).iter(w("r")) if part else ():
        if styles.name(val(run.find(w("rPr")), "rStyle")) == "marking" and "".join(run.itertext()).strip():
            return made("p", [made("pPr", [made("keepNext"), made("jc", val="end")]), copy.deepcopy(run)])
    return None


def _settle(host: Package, guest: Package, blocks: list[Any]) -> None:
    """Take away what the report's parts do not have, and fit in what is left: ids, names, numbers, widths."""
    mine = host.tree(host.main)
    for one in [one for name in _MOVED for one in _all(blocks, w(name))]:
        remove(one)
    for block in blocks:
        for one in block.iter():
            for key in [key for key in one.attrib if key.startswith(_OWN)]:
                del one.attrib[key]
    _mark(mine, blocks)
    drawn = 1 + max((int(one.get("id", "0")) for one in mine.iter(_DRAWN) if one.get("id", "").isdecimal()), default=0)
    for n, one in enumerate(_all(blocks, _DRAWN)):
        one.set("id", str(drawn + n))
    _count_on(blocks, sum(1 for _ in mine.iter(w("footnoteReference"))))
    if (ours := _width(host)) and (theirs := _width(guest)) > ours:
        _narrow(blocks, ours / theirs)


def _mark(mine: Any, blocks: list[Any]) -> None:
    """Give the brief's bookmarks ids and names that are free, and what leads to them the new names."""
    names = {one.get(w("name"), "") for one in mine.iter(w("bookmarkStart"))}
    new = 1 + max((number(one, "id") for one in mine.iter(w("bookmarkStart"))), default=0)
    ids: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for count, mark in enumerate(_all(blocks, w("bookmarkStart")), new):
        ids[mark.get(w("id"), "")] = str(count)
        given = mark.get(w("name"), "")
        if given in names:
            renamed[given] = next(n for k in range(2, len(names) + 3) if (n := _numbered(given, k)) not in names)
            mark.set(w("name"), renamed[given])
        names.add(renamed.get(given, given))
    for mark in [*_all(blocks, w("bookmarkStart")), *_all(blocks, w("bookmarkEnd"))]:
        mark.set(w("id"), ids.get(mark.get(w("id"), ""), mark.get(w("id"), "")))
    for block in blocks:
        _refer(block, renamed)


def _numbered(name: str, count: int) -> str:
    return f"{name[: _LONGEST - len(str(count)) - 1]}_{count}"


def _refer(block: Any, renamed: dict[str, str]) -> None:
    """Let links and fields lead to bookmarks by their new names."""
    for link in block.iter(w("hyperlink")):
        if link.get(w("anchor")) in renamed:
            link.set(w("anchor"), renamed[link.get(w("anchor"))])
    for field in block.iter(w("fldSimple")):
        field.set(w("instr"), _renamed(field.get(w("instr"), ""), renamed))
    for told in block.iter(w("instrText")):
        told.text = _renamed(told.text or "", renamed)


def _renamed(instruction: str, renamed: dict[str, str]) -> str:
    if not _MARKS.search(instruction):
        return instruction
    return re.sub(r"\S+", lambda found: renamed.get(found[0], found[0]), instruction)


def _count_on(blocks: list[Any], before: int) -> None:
    """Let fields that repeat the number of a note show what it is behind the report's `before` notes."""
    for field in _all(blocks, w("fldSimple")):
        for shown in field.iter(w("t")) if "NOTEREF" in field.get(w("instr"), "") else ():
            digits = (shown.text or "").strip()
            if digits.isdecimal():
                zero = ord(digits[0]) - int(digits[0])
                shown.text = "".join(chr(zero + int(digit)) for digit in str(int(digits) + before))


def _width(package: Package) -> int:
    """How wide the text of the last section is, in twentieths of a point; 0 where the file does not say."""
    sheet = next(reversed(list(package.tree(package.main).iter(w("sectPr")))), None)
    if sheet is None or sheet.find(w("pgSz")) is None or sheet.find(w("pgMar")) is None:
        return 0
    margins = sheet.find(w("pgMar"))
    return number(sheet.find(w("pgSz")), "w") - number(margins, "left") - number(margins, "right")


def _narrow(blocks: list[Any], share: float) -> None:
    """Make tables narrower that are set for a wider sheet."""
    for name in ("tblW", "tcW", "gridCol"):
        for one in _all(blocks, w(name)):
            if one.get(w("type"), "dxa") == "dxa" and number(one, "w"):
                one.set(w("w"), str(round(number(one, "w") * share)))


def _bring(host: Package, guest: Package, blocks: list[Any], headings: list[tuple[Any, int]], styles: Styles) -> None:
    """Bring along notes, lists, styles, pictures and addresses."""
    came: list[tuple[str, str, Any]] = [(host.main, guest.main, block) for block in blocks]
    for kind, plural in notes.KINDS.items():
        references = list(_all(blocks, w(f"{kind}Reference")))
        part, further, known = notes.brought(host, guest, kind, {one.get(w("id"), "") for one in references})
        for one in references:
            if one.get(w("id"), "") in known:
                one.set(w("id"), known[one.get(w("id"), "")])
            else:
                remove(one)
        came += [(part, guest.related(guest.main, plural), note) for note in further]
    trees = [tree for _, _, tree in came]
    for heading, _ in headings:
        _give_style(heading, "")
    _keep_lists(trees, styles)
    for tree in trees:
        styles.carry(tree)
    for heading, level in headings:
        _give_style(heading, styles.heading(level))
    wanted = {one.get(w("val"), "") for one in _all([*trees, *styles.brought], w("numId"))}
    numbers = lists.brought(host, guest, styles, wanted)
    for one in _all([*trees, *styles.brought], w("numId")):
        one.set(w("val"), numbers.get(one.get(w("val"), ""), "0"))
    ids: dict[tuple[str, str], str] = {}
    copies: dict[str, str] = {}
    for mine, theirs, tree in came:
        _relate(host, guest, (mine, theirs), tree, (ids, copies))


def _keep_lists(trees: list[Any], styles: Styles) -> None:
    """Give paragraphs that are listed by their style, which gives way to the report's, the brief's list itself."""
    for paragraph in _all(trees, w("p")):
        key, level = styles.numbering(_style(paragraph))
        if key and styles.gives_way(_style(paragraph)) and paragraph.find(f"{w('pPr')}/{w('numPr')}") is None:
            given = made("numPr", [made("ilvl", val=level), made("numId", val=key)])
            ahead(paragraph.find(w("pPr")), given, _BEFORE_LISTS)


def _relate(
    host: Package,
    guest: Package,
    parts: tuple[str, str],
    tree: Any,
    known: tuple[dict[tuple[str, str], str], dict[str, str]],
) -> None:
    """Give what refers to pictures and addresses the ids that these have in the report."""
    mine, theirs = parts
    ids, copies = known
    there = {one.id: one for one in guest.relations(theirs)}
    for element in tree.iter():
        for key in [key for key in element.attrib if key.startswith(R)]:
            relation = there.get(element.get(key))
            if relation is None:
                del element.attrib[key]
                continue
            if (mine, relation.id) not in ids:
                target = relation.target if relation.outside else _copied(host, guest, relation.target, copies)
                ids[mine, relation.id] = host.relate(mine, relation.kind, target, outside=relation.outside)
            element.set(key, ids[mine, relation.id])


def _copied(host: Package, guest: Package, part: str, known: dict[str, str]) -> str:
    """Copy a part of the brief with all that it refers to; its name in the report."""
    if part not in known:
        ending = part.rpartition(".")[2]
        folder, _, _ = part.rpartition("/")
        known[part] = host.free(f"{folder}/brief", f".{ending}")
        host.add(known[part], guest.content(part), guest.kind(part))
        for one in guest.relations(part):
            target = one.target if one.outside else _copied(host, guest, one.target, known)
            host.relate(known[part], one.kind, target, outside=one.outside, wanted=one.id)
    return known[part]


def _all(trees: list[Any], tag: str) -> Iterator[Any]:
    for tree in trees:
        yield from tree.iter(tag)


def _instruction(field: Any) -> str:
    """What a field that begins here is to show."""
    told = []
    for run in field.getparent().itersiblings():
        told += [one.text or "" for one in run.iter(w("instrText"))]
        if any(one.get(w("fldCharType")) != "begin" for one in run.iter(w("fldChar"))):
            break
    return "".join(told).strip()
