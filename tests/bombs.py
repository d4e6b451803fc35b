"""Small files that would grow, nest or loop without end, by name."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_O = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
_CONTAINER = '<container><rootfiles><rootfile full-path="o.opf"/></rootfiles></container>'
_LETTER = "From: Ann Lee <a@b.c>\n"


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word(body: str, before: str = "") -> bytes:
    """A Word document with this body, and what stands before its root element."""
    xml = f"{before}<w:document {_W}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def open_document(body: str) -> bytes:
    """An OpenDocument text with this body."""
    xml = f"<office:document-content {_O}><office:body><office:text>{body}</office:text></office:body>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"{xml}</office:document-content>"})  # fmt: skip


def book(body: str, times: int = 1) -> bytes:
    """An EPUB whose spine has so many chapters of this body."""
    names = [f"c{number}.xhtml" for number in range(times)]
    manifest = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    package = f"<package><metadata/><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    chapters = dict.fromkeys(names, f"<html><body>{body}</body></html>")
    return packed({"META-INF/container.xml": _CONTAINER, "o.opf": package, **chapters})


def portable(content: bytes, head: bytes = b"", kids: bytes = b"3 0 R", count: int = 1, form: bytes = b"") -> bytes:
    """A PDF: its page's content stream with the further entries of its dictionary, the page tree, a form /X."""

    def stream(entries: bytes, octets: bytes) -> bytes:
        return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(octets), octets)

    resources = b"<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources %s>>" % resources,
        stream(head, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>", form),
    ]
    made, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return made + end % (table, len(made))


def _nested(depth: int) -> bytes:
    made = packed({"a.txt": "The harbour is shut."})
    for _ in range(depth):
        made = packed({"n.zip": made})
    return made


def _lying(size: int) -> bytes:
    made = bytearray(packed({"a.txt": b"word. " * 1000}))
    at = made.rindex(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(made)


_ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
_TWICE = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)

BOMBS: dict[str, tuple[bytes, str]] = {
    "ratio.zip": (packed({"a.txt": b"a " * 5_000_000}), "times its size, at most 200"),
    "deep.zip": (_nested(6), "archives in archives more than 3 deep"),
    "members.zip": (packed({f"{n}.txt": "x" for n in range(501)}), "501 members, at most 500"),
    "large.zip": (_lying(2**31), "2147 MB unpacked, at most 200 MB"),
    "small.zip": (_lying(50), "a.txt cannot be unpacked"),
    "out.zip": (packed({"../../a.txt": "x"}), "leads out of the archive"),
    "laughs.docx": (word("<w:p/>", f'<!DOCTYPE a [<!ENTITY a "aa">{_ENTITIES}]>'), "declares a document type"),
    "file.docx": (word("<w:p/>", '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "declares a document type"),
    "paragraphs.docx": (word("<w:p/>" * 2_000_000), "times its size, at most 200"),
    "nesting.docx": (word("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "Excessive depth"),
    "spaces.odt": (open_document('<text:p>A <text:s text:c="2000000000"/> b.</text:p>'), ""),
    "cells.odt": (
        open_document(
            '<table:table><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell table:number-columns-repeated="16384"><text:p>x y</text:p></table:table-cell>'
            "</table:table-row></table:table>"
        ),
        "",
    ),
    "groups.rtf": (b"{\\rtf1" + b"{" * 100_000 + b"x", "groups nested more than 1000 deep"),
    "binary.rtf": (b"{\\rtf1 The harbour is shut. \\bin2147483647 x}", ""),
    "spine.epub": (book("<p>" + "The harbour is shut. " * 700 + "</p>", 1500), "characters of text"),
    "nesting.epub": (book("<div>" * 5_000), ""),
    "parts.eml": (
        (_LETTER + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(999))).encode(),
        "999 boundaries, at most 300",
    ),
    "address.eml": (f"From: {'a, ' * 100_000}\n\nIt is shut.".encode(), "bytes in one header, at most 20000"),
    "deep.json": (b"[" * 1_000_000, "nested too deeply"),
    "lists.json": (b"[" + b"[]," * 1_000_000 + b"[]]", "1000001 articles, at most 500"),
    "number.json": (b'{"text": "It is shut.", "date": ' + b"9" * 100_000 + b"}", "too long a number"),
    "halves.json": (json.dumps({"text": "It \ud800 is shut.", "title": "\udfff\x1b[31m x"}).encode(), ""),
    "twice.pdf": (portable(_TWICE, b"/Filter[/FlateDecode/FlateDecode]"), "no text in the PDF"),
    "itself.pdf": (portable(b"/X Do", form=b"/X Do /X Do"), "took more than"),
    "pages.pdf": (portable(b"", kids=b"3 0 R " * 3000, count=3000), "3000 pages, at most 2000"),
    "tree.pdf": (portable(b"", kids=b"2 0 R 2 0 R", count=9), "the PDF is broken"),
    "words.txt": (b"word " * 1_000_001, "1000001 words, at most 1000000"),
    "blocks.md": (b"# a\n" * 150_000, "more than 120000 paragraphs"),
    "sentences.txt": (b"Cap it. " * 130_000, "more than 120000 sentences"),
    "brackets.md": (b"[a](" * 50_000, ""),
}
"""Content by name, with words of the error that it must end with, "" where it must be read."""
