"""Files damaged at random: bytes turned, cut, doubled, swapped, put in from elsewhere."""

from __future__ import annotations

import io
import random
import zipfile

_SPICE = (
    b"\0", b"\xff", b"\xff\xff\xff\xff", b"\x80\0\0\0", b"2147483648", b"-1", b"99999999999999999999", b"<", b"</",
    b"&", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"{", b"}", b"[", b"]", b"\\u-1", b"\\bin999999999 ",
    b"\r\n\r\n", b"--", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"obj", b"endobj", b"stream", b"/Kids[1 0 R]",
    b"/Length 0", b"%PDF-", b"'", b'"',
)  # fmt: skip


def damaged(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """The content with one to six faults; `other` is what foreign pieces are taken from."""
    octets = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not octets:
            break
        at = chance.randrange(len(octets))
        reach = at + chance.choice((1, 2, 8, 64, 1024, len(octets)))
        match chance.randrange(8):
            case 0:
                octets[at] ^= 1 << chance.randrange(8)
            case 1:
                octets[at:reach] = chance.randbytes(min(64, len(octets[at:reach])))
            case 2:
                del octets[at:reach]
            case 3:
                octets[at:at] = octets[at : min(reach, at + 4096)] * chance.choice((1, 2, 50))
            case 4:
                octets[at:at] = chance.choice(_SPICE) * chance.choice((1, 1, 1, 1000))
            case 5:
                start = chance.randrange(max(1, len(other)))
                octets[at:reach] = other[start : start + chance.choice((8, 64, 1024))]
            case 6:
                to = chance.randrange(len(octets))
                octets[at : at + 16], octets[to : to + 16] = octets[to : to + 16], octets[at : at + 16]
            case _:
                octets[at : at + 4] = chance.choice(_SPICE)
    return bytes(octets)


def repacked(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """A ZIP file of which one or two members are damaged and the rest is as it was."""
    try:
        held = zipfile.ZipFile(io.BytesIO(content))
        parts = {name: held.read(name) for name in held.namelist()}
    except (zipfile.BadZipFile, ValueError):
        return damaged(content, other, chance)
    hurt = chance.sample(sorted(parts), min(len(parts), chance.randint(1, 2)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in parts.items():
            archive.writestr(name, damaged(octets, other, chance) if name in hurt else octets)
    return made.getvalue()
