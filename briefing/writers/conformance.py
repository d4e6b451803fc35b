"""PDF -> PDF that claims PDF/A-3a and PDF/UA-1, and only where its bytes keep what they claim."""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.errors import BackendError, Diagnostic
from briefing.tagged import elements, kids
from briefing.validator import failures

if TYPE_CHECKING:
    import pikepdf

PROFILES = {"3a": "PDF/A-3a", "ua1": "PDF/UA-1"}
"""What is claimed, by the validator's name."""

_RIGHT_TO_LEFT = ("R", "AL")
_MARKED = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
_CLAIM_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""ISO 14289-1, 5, and the description of its schema that ISO 19005-3, 6.6.2.3 asks for."""
_CLAIM_A = re.compile(rb'<rdf:Description rdf:about="" pdfaid:part="3" pdfaid:conformance="A"\s*/>')
_PAIR = 2  # a term and what it means
_MOST_DESCRIBED = 120  # characters of a link's description


class Run(NamedTuple):
    """A run of text of one language; `beside` is one that floats at the side of what it is read with."""

    text: str
    language: str
    beside: bool = False


class Reading(NamedTuple):
    """What the layout knows of a document's words and its PDF does not tell."""

    language: str
    pages: tuple[tuple[Run, ...], ...]
    """Each run of text of each page, in the order of the markup."""
    targets: dict[str, str]
    """The words at each place that a link may lead to."""
    joints: tuple[tuple[str, ...], ...] = ()
    """For each page but the first, the tags of the elements that go on from the page before, the outermost first."""


_UNREAD = Reading("", (), {})


def finish(content: bytes, claims: Sequence[str] = tuple(PROFILES), reading: Reading = _UNREAD) -> bytes:
    """A tagged PDF/A-3a of the engine's with its tags mended and the claims given; embedded files are kept.

    Words in another language than the document's get a Lang, links a description of where they lead, header cells a
    Scope; what stands at the side of a text is read after what of it is on that page; lists hold list elements alone, a
    term being the label of what it means; what the structure tree does not reach (running heads, page numbers,
    markings) becomes a pagination artifact. The same bytes give the same bytes.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        said, spelled = _said(pdf, root, reading)  # before anything moves: runs and marks are told by their order
        _join(pdf, root, reading.joints)
        _read_sides_last(root, said)
        reached = {element.objgen for element in elements(root)}
        for element in list(elements(root)):
            if element.S == "/Table":
                _give_scopes(element)
            elif element.S == "/L":
                _hold_items(pdf, element)
                _label_items(element, said)
        numbers = list(root.ParentTree.Nums)
        owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        for element in elements(root):
            if element.objgen in said:
                _give_language(element, said[element.objgen], reading.language)
            if element.S == "/Link":
                _describe(element, "".join(run.text for run in said.get(element.objgen, ())), reading.targets)
        _name(pdf, root)
        for page in pdf.pages:
            _set_apart(pdf, page, owners[int(page.obj.StructParents)], reached)
            _spell(pdf, page, spelled)
        claimed = pdf.Root.Metadata.read_bytes()
        if "ua1" in claims:
            claimed = claimed.replace(b"</rdf:RDF>", _CLAIM_UA + b"</rdf:RDF>")
        if "3a" not in claims:
            claimed = _CLAIM_A.sub(b"", claimed)
        pdf.Root.Metadata = pdf.make_stream(claimed, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return made.getvalue()


def vouch(
    content: bytes, reading: Reading, *, own_look: bool, carry: Callable[[bytes], bytes] = bytes
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """What `finish` makes of a PDF, and `carry` of that, tried on its bytes.

    A claim that fails is taken back with a warning where a template or sheet of the project (`own_look`) or a character
    that no face has can be at fault. Raises BackendError, naming the rules, where the fault is ours.
    """
    made = carry(finish(content, reading=reading))
    failed = {profile: failures(made, profile) for profile in PROFILES}
    if not any(failed.values()):
        return made, ()
    told = "; ".join(f"{PROFILES[profile]}: {', '.join(rules)}" for profile, rules in failed.items() if rules)
    broken = [rule for rules in failed.values() for rule in rules]
    if not own_look and not all("NOTDEF" in rule for rule in broken):
        raise BackendError(f"the PDF fails rules of what it claims: {told}", hint="this is a fault of briefing's")
    kept = [profile for profile in PROFILES if not failed[profile]]
    made = carry(finish(content, kept, reading))
    for profile in kept:
        if rules := failures(made, profile):
            raise BackendError(f"the PDF fails rules of what it claims: {PROFILES[profile]}: {', '.join(rules)}")
    lost = " and ".join(PROFILES[profile] for profile in PROFILES if profile not in kept)
    hint = (
        "mend the template: a text for each picture, headings in steps, rows of equal length; faces for every character"
    )
    return made, (Diagnostic("conformance", f"the PDF does not claim {lost}, it fails {told}", hint=hint),)


_ROLES = {
    "main": ("/Part",), "section": ("/Sect",), "article": ("/Art",), "div": ("/Div",), "table": ("/Table",),
    "tbody": ("/TBody",), "ul": ("/L",), "ol": ("/L",), "dl": ("/L",), "li": ("/LI", "/LBody"),
    "dt": ("/LI", "/LBody"), "dd": ("/LI", "/LBody"), "p": ("/P",), "blockquote": ("/BlockQuote",),
}  # fmt: skip
"""What the engine makes of an element that may go on after a page break; of any other, a NonStruct."""


def _join(pdf: pikepdf.Pdf, root: Any, joints: Sequence[tuple[str, ...]]) -> None:
    """Make one element of the parts that page breaks leave of it; the head that a table repeats is not read again."""
    (document,) = kids(root)
    for page, tags in zip(list(pdf.pages)[1:], joints, strict=False):
        every = kids(document)
        first = next((at for at, one in enumerate(every) if one.Pg.objgen == page.obj.objgen), 0)
        broken = Counter(role for tag in tags for role in _ROLES.get(tag, ("/NonStruct",)))
        if first:
            _join_one(document, every[first - 1], every[first], broken)


def _join_one(parent: Any, former: Any, later: Any, broken: Counter[str]) -> None:
    """Give what `later`, a part of `parent`, holds to `former`, if it is what a page break left of it."""
    import pikepdf

    if former.S != later.S or not broken[str(later.S)] or any(isinstance(one, int) for one in later.K):
        return
    broken[str(later.S)] -= 1
    if later.S == "/Table":
        _forget_head(former, later)
    ends, begins = kids(former), kids(later)
    if ends and begins:
        _join_one(later, ends[-1], begins[0], broken)
    for one in later.K:
        if "/S" in one:
            one.P = former
        former.K.append(one)
    parent.K = pikepdf.Array([one for one in parent.K if one.objgen != later.objgen])


def _forget_head(former: Any, later: Any) -> None:
    """Take the head out of the later part of a table; its cells are headed by those of the former part."""
    import pikepdf

    then, now = ([cell for cell in elements(part) if cell.S == "/TH" and "/ID" in cell] for part in (former, later))
    head = [cell for part in kids(later) if part.S == "/THead" for cell in elements(part) if cell.S == "/TH"]
    named = {str(new.ID): old.ID for new, old in zip(now[: len(head)], then, strict=False)}
    for cell in elements(later):
        if cell.S == "/TD" and "/Headers" in cell.get("/A", {}):
            cell.A.Headers = pikepdf.Array([named.get(str(one), one) for one in cell.A.Headers])
    later.K = pikepdf.Array([one for one in later.K if one.get("/S") != "/THead"])


def _name(pdf: pikepdf.Pdf, root: Any) -> None:
    """List the elements that have an ID, as ISO 32000-1, 14.7.2, asks."""
    import pikepdf

    named = sorted(((bytes(one.ID), one) for one in elements(root) if "/ID" in one), key=lambda pair: pair[0])
    if named:
        names = [part for name, one in named for part in (pikepdf.String(name.decode("latin-1")), one)]
        limits = [names[0], names[-2]]
        leaf = pdf.make_indirect(pikepdf.Dictionary(Names=pikepdf.Array(names), Limits=pikepdf.Array(limits)))
        root.IDTree = pikepdf.Dictionary(Kids=pikepdf.Array([leaf]))


def _read_sides_last(root: Any, said: _Said) -> None:
    """Put what floats at the side of a text behind the last of its neighbours that begins on the same page."""
    import pikepdf

    known: dict[tuple[int, int], bool | None] = {}

    def beside(element: Any) -> bool | None:
        """Whether all that an element says floats; None where it says nothing."""
        if element.objgen not in known:
            told = [run.beside for run in said.get(element.objgen, ())]
            told += [one for kid in kids(element) if (one := beside(kid)) is not None]
            known[element.objgen] = all(told) if told else None
        return known[element.objgen]

    for parent in [one for one in elements(root) if beside(one) is False]:
        every = kids(parent)
        sides = [one for one in every if beside(one)]
        if not sides or len(every) != len(parent.K):
            continue
        rest = [one for one in every if not beside(one)]
        for side in sides:
            last = max((at for at, one in enumerate(rest) if _page(one) == _page(side)), default=-1)
            if last < 0:  # the page has nothing else of this parent's: it stays behind what it stood behind
                before = every[: every.index(side)]
                last = max((at for at, one in enumerate(rest) if one in before), default=-1)
            rest.insert(last + 1, side)
        parent.K = pikepdf.Array(rest)


def _page(element: Any) -> tuple[int, int] | None:
    """The page that an element begins on."""
    inner: tuple[int, int] | None = element.Pg.objgen if "/Pg" in element else None
    return inner or next((found for one in kids(element) if (found := _page(one))), None)


_Said = dict[tuple[int, int], list[Run]]
_Spelled = dict[tuple[tuple[int, int], int], str]


def _said(pdf: pikepdf.Pdf, root: Any, reading: Reading) -> tuple[_Said, _Spelled]:
    """The runs of text right under each element, and the text of each mark, by its page and number.

    None of a page whose runs and marks are not as many.
    """
    owners: dict[tuple[int, int], list[tuple[tuple[int, int], int]]] = {page.obj.objgen: [] for page in pdf.pages}
    for element in elements(root):
        inner = element.get("/K", [])
        marks = [one for one in inner if isinstance(one, int)] if not isinstance(inner, int) else [inner]
        if "/Pg" in element and element.S != "/Figure":
            owners[element.Pg.objgen] += [(element.objgen, mark) for mark in marks]
    said: _Said = {}
    spelled: _Spelled = {}
    for (page, under), runs in zip(owners.items(), reading.pages, strict=False):
        if len(under) == len(runs):
            for (owner, mark), run in zip(under, runs, strict=True):
                said.setdefault(owner, []).append(run)
                spelled[page, mark] = run.text
    return said, spelled


def _give_language(element: Any, runs: Sequence[Run], language: str) -> None:
    spoken = {run.language for run in runs}
    if len(spoken) == 1 and (tongue := spoken.pop()) and tongue != language:
        element.Lang = tongue


def _describe(link: Any, words: str, targets: dict[str, str]) -> None:
    """Say in a link's annotation where it leads: to an address, or to these words of the document."""
    import pikepdf

    for one in link.get("/K", []):
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/OBJR":
            place = str(one.Obj.get("/Dest", "")) or str(one.Obj.get("/Contents", ""))
            said = " ".join(words.split())
            parts = dict.fromkeys(filter(None, (said, targets.get(place, place).removeprefix(f"{said} "))))
            one.Obj.Contents = textwrap.shorten(": ".join(parts), _MOST_DESCRIBED, placeholder=" …")


def _give_scopes(table: Any) -> None:
    """A header cell in the head is a column's; in the body it is its row's, and where cells come before it both's."""
    import pikepdf

    for part in kids(table):
        for row in [part] if part.S == "/TR" else kids(part):
            cells = kids(row)
            for at, cell in enumerate(cells):
                if cell.S != "/TH":
                    continue
                heads = part.S == "/THead" or (len(cells) > 1 and all(one.S == "/TH" for one in cells))
                lone = len(cells) == 1 and part.S != "/THead"
                scope = "/Column" if heads else "/Both" if at or lone else "/Row"
                attributes = cell.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
                attributes.Scope = pikepdf.Name(scope)
                cell.A = attributes


def _hold_items(pdf: pikepdf.Pdf, items: Any) -> None:
    """Groups in a list (a div around dt and dd) give way to what they hold; anything else becomes an item's body."""
    import pikepdf

    held = []
    for kid in list(items.get("/K", [])):
        held += _opened(kid)
    mended = pikepdf.Array()
    for kid in held:
        if kid.S not in ("/LI", "/L", "/Caption"):
            body = pdf.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.LBody, K=pikepdf.Array([kid]))
            )
            item = pdf.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.LI, K=pikepdf.Array([body]), P=items)
            )
            kid.P, body.P = body, item
            mended.append(item)
        else:
            kid.P = items
            mended.append(kid)
    items.K = mended


def _label_items(items: Any, said: _Said) -> None:
    """The number that an item's body begins with becomes its label (ISO 32000-1, 14.8.4.3.3)."""
    import pikepdf

    for item in kids(items):
        bodies = kids(item)
        first = next(iter(kids(bodies[0])), None) if len(bodies) == 1 and bodies[0].S == "/LBody" else None
        if first is None or first.S != "/NonStruct" or len(bodies[0].K) == 1:
            continue
        runs = [run for one in (first, *elements(first)) for run in said.get(one.objgen, ())]
        if "".join(run.text for run in runs).strip().isdigit():
            first.S, first.P = pikepdf.Name.Lbl, item
            bodies[0].K = pikepdf.Array(
                [one for one in bodies[0].K if one.get("/S") is None or one.objgen != first.objgen]
            )
            item.K = pikepdf.Array([first, bodies[0]])
            items.A = pikepdf.Dictionary(O=pikepdf.Name.List, ListNumbering=pikepdf.Name.Decimal)


def _opened(kid: Any) -> list[Any]:
    """What a group in a list holds: a term (dt) and what it means (dd) are one item, its label and its body."""
    import pikepdf

    inner = kids(kid)
    if kid.S not in ("/Div", "/NonStruct") or len(inner) != len(kid.K) or all(one.S != "/LI" for one in inner):
        return [kid]
    bodies = [kids(one) for one in inner if one.S == "/LI"]
    if len(bodies) == len(inner) == _PAIR and all([part.S for part in one] == ["/LBody"] for one in bodies):
        item, ((label,), (body,)) = inner[0], bodies
        label.S, body.P = pikepdf.Name.Lbl, item
        item.K = pikepdf.Array([label, body])
        return [item]
    return inner


def _spell(pdf: pikepdf.Pdf, page: Any, spelled: _Spelled) -> None:
    """Say what is written where glyphs do not tell (ISO 32000-1, 14.9.4).

    A face that draws the dots of a letter apart has one glyph for the bodies of many letters of Arabic: no map of
    glyphs to characters gives its words back.
    """

    def mend(marked: re.Match[bytes]) -> bytes:
        text = spelled.get((page.obj.objgen, int(marked[1])), "")
        if not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
            return marked[0]
        written = b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"
        return marked[0].replace(b">>", b" /ActualText " + written + b" >>", 1)

    page.Contents = pdf.make_stream(_MARKED.sub(mend, page.Contents.read_bytes()))


def _set_apart(pdf: pikepdf.Pdf, page: Any, owners: Any, reached: set[tuple[int, int]]) -> None:
    """Make what the structure tree does not reach on a page an artifact of pagination (ISO 32000-1, 14.8.2.2.2)."""
    loose = {number for number, owner in enumerate(owners) if owner is None or owner.objgen not in reached}

    def mend(marked: re.Match[bytes]) -> bytes:
        return b"/Artifact <</Type /Pagination>> BDC" if int(marked[1]) in loose else marked[0]

    page.Contents = pdf.make_stream(_MARKED.sub(mend, page.Contents.read_bytes()))
    for number in loose:
        owners[number] = None
