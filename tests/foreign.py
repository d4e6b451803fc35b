"""PDFs that a stranger made to take all memory, all time or more than they are given, by name."""

from __future__ import annotations

import zlib
from collections.abc import Callable

_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_TWICE = b"/Filter[/FlateDecode/FlateDecode]"


def endless(piece: bytes, megabytes: int, before: bytes = b"") -> bytes:
    """A small stream that unpacks, twice, to so many million bytes of the same piece."""
    block = piece * (1_000_000 // len(piece))
    packer = zlib.compressobj(9)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    repeated = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return zlib.compress(head + repeated * megabytes + packer.flush(), 9)


def stream(entries: bytes, octets: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(octets), octets)


def written(root: bytes, *objects: bytes) -> bytes:
    """A PDF whose catalogue has these entries; its first object is the catalogue, the others follow."""
    made, places = b"%PDF-1.7\n", []
    for number, one in enumerate([b"<</Type/Catalog/Pages 2 0 R%s>>" % root, *objects], 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return made + end % (size, table, size, len(made))


def paged(root: bytes = b"", *further: bytes, content: bytes = b"<</Length 0>>stream\n\nendstream") -> bytes:
    """The same with one page, its content as object 4, and further objects from 5 on."""
    return written(root, _PAGES, _PAGE, content, *further)


def carrying(held: bytes, entries: bytes = b"") -> bytes:
    """A PDF that carries a brief.json of this (packed) content."""
    names = b"/Names<</EmbeddedFiles<</Names[(brief.json) 5 0 R]>>>>"
    spec = b"<</Type/Filespec/F(brief.json)/UF(brief.json)/EF<</F 6 0 R>>>>"
    return paged(names, spec, stream(b"/Type/EmbeddedFile" + entries, held))


def _many_sections() -> bytes:
    """A table of objects in so many parts, each naming the one before it."""
    made = paged()
    at = made.rindex(b"startxref\n")
    last = int(made[at + 10 :].split(b"\n")[0])
    for _ in range(20_000):
        place = len(made)
        made += b"\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 5/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (
            last, place + 1,
        )  # fmt: skip
        last = place + 1
    return made


def _packed_objects() -> bytes:
    """A hundred million objects, by what an object stream says of itself."""
    held = stream(b"/Type/ObjStm/N 100000000/First 9" + _TWICE, endless(b"7 0 ", 4_000))
    body = b"%PDF-1.7\n" + b"5 0 obj\n" + held + b"\nendobj\n"
    places = b"\x01" + (9).to_bytes(4, "big") + b"\0\0" + b"\x02\0\0\0\x05\0\0"
    index = stream(b"/Type/XRef/Size 7/Root 6 0 R/W[1 4 2]/Index[5 2]", places)
    return body + b"8 0 obj\n" + index + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(body)


def _lost_table() -> bytes:
    """Objects without end and no table: a reader looks for them itself."""
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj<</A %d 0 R>>endobj\n" % (n, n + 1) for n in range(1, 60_000))


def _circles() -> bytes:
    """Tags, bookmarks, names and pages that go round in circles."""
    root = (
        b"/Names<</EmbeddedFiles 5 0 R/Dests 5 0 R>>/StructTreeRoot 6 0 R/Outlines 7 0 R/AF[6 0 R]"
        b"/MarkInfo<</Marked true>>/AcroForm<</Fields[8 0 R]>>/PageLabels 5 0 R"
    )
    return written(
        root,
        b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>",
        _PAGE,
        stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>", b"/X Do /X Do"),
        b"<</Kids[5 0 R 5 0 R]/Limits[(a)(b)]>>",
        b"<</Type/StructTreeRoot/K[6 0 R 6 0 R]/ParentTree 5 0 R/S/P>>",
        b"<</First 7 0 R/Last 7 0 R/Next 7 0 R/Count 1/Title(a)>>",
        b"<</Kids[8 0 R 8 0 R]/FT/Sig/V 8 0 R>>",
    )


def _metadata() -> bytes:
    return paged(b"/Metadata 5 0 R", stream(b"/Type/Metadata/Subtype/XML" + _TWICE, endless(b"<a>", 4_000)))


FOREIGN: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: carrying(endless(b"\0", 4_000), _TWICE),
    "brackets": lambda: carrying(endless(b"[", 1_000), _TWICE),
    "lists": lambda: carrying(endless(b"[],", 1_500, b"["), _TWICE),
    "strings": lambda: carrying(endless(b'"a",', 1_500, b'{"version": 1, "proofs": ['), _TWICE),
    "page": lambda: paged(content=stream(_TWICE, endless(b"q ", 4_000))),
    "objects": _packed_objects,
    "sections": _many_sections,
    "lost": _lost_table,
    "circles": _circles,
    "metadata": _metadata,
    "depth": lambda: paged(b"/Names " + b"[" * 1_000_000),
    "dictionaries": lambda: paged(b"/Names " + b"<</A" * 500_000),
    "counted": lambda: written(b"", b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", _PAGE, stream(b"", b"")),
    "repeated": lambda: written(
        b"", b"<</Type/Pages/Kids[%s]/Count 200000>>" % (b"3 0 R " * 200_000), _PAGE, stream(b"", b"")
    ),
    "levels": lambda: written(
        b"",
        b"<</Type/Pages/Kids[5 0 R 5 0 R]/Count 1>>",
        _PAGE,
        stream(b"", b""),
        *(b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 1>>" % (n, n) for n in range(6, 40)),
        b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
    ),
    "picture": lambda: paged(
        content=stream(
            b"/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB" + _TWICE,
            endless(b"\0", 4_000),
        )
    ),
    "files": lambda: paged(
        b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % b"".join(b"(%06d) 5 0 R" % n for n in range(20_000)),
        b"<</Type/Filespec/F(a)/UF(a)/EF<</F 6 0 R>>>>",
        stream(b"/Type/EmbeddedFile", b"a"),
    ),
    "cipher": lambda: paged().replace(b"/Size 5", b"/Size 5/Encrypt<</Filter/Standard/V 5/R 6/P -1>>/ID[(a)(a)]"),
}
"""How each is made, by name."""
