"""The objects of a PDF, walked and read whatever they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, those of streams and those inside other objects included."""
    import pikepdf

    for one in pdf.objects:
        pending = [one]
        while pending:
            found = pending.pop()
            if isinstance(found, pikepdf.Array):
                pending += [kid for kid in found if _inside(kid)]
            elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                yield found
                pending += [kid for kid in found.values() if _inside(kid)]


def _inside(kid: Any) -> bool:
    import pikepdf

    return isinstance(kid, pikepdf.Array | pikepdf.Dictionary) and not kid.is_indirect


def listed(holder: Any, key: str) -> list[Any]:
    """An array of a dictionary as a list: one thing in place of an array counts as that, anything missing as none."""
    import pikepdf

    given = holder.get(key)
    if given is None:
        return []
    return list(given) if isinstance(given, pikepdf.Array) else [given]


def held(holder: Any, key: str) -> Any:
    """The dictionary under a key, made where there is none."""
    import pikepdf

    if not isinstance(holder.get(key), pikepdf.Dictionary):
        holder[key] = pikepdf.Dictionary()
    return holder[key]


def under(holder: Any, key: str) -> Any:
    """The dictionary under a key; an empty one that stands nowhere if there is none."""
    import pikepdf

    given = holder.get(key)
    return given if isinstance(given, pikepdf.Dictionary) else pikepdf.Dictionary()


def number(holder: Any, key: str, otherwise: int = 0) -> int:
    """The whole number under a key, or another if there is none."""
    given = holder.get(key)
    return given if isinstance(given, int) else otherwise


def text(holder: Any, key: str) -> str:
    """The text under a key, read byte by byte where it is not what it says it is; "" if there is none."""
    import pikepdf

    given = holder.get(key)
    if not isinstance(given, pikepdf.String):
        return ""
    try:
        return str(given)
    except UnicodeDecodeError:
        return bytes(given).decode("latin-1")


def word(name: Any) -> str:
    """A name with its slash; bytes that are not UTF-8 become lone surrogates, as in the keys of dictionaries."""
    import pikepdf

    return bytes(name).decode("utf-8", "surrogateescape") if isinstance(name, pikepdf.Name) else ""


def name(of: str) -> Any:
    """The name that `word` reads so."""
    import pikepdf

    return pikepdf.Object.parse(
        b"/" + b"".join(b"#%02x" % byte for byte in of.removeprefix("/").encode("utf-8", "surrogateescape"))
    )


def is_dictionary(one: Any) -> bool:
    """Whether something is a dictionary, or a stream with one."""
    import pikepdf

    return isinstance(one, pikepdf.Dictionary | pikepdf.Stream)


def is_array(one: Any) -> bool:
    """Whether something is an array."""
    import pikepdf

    return isinstance(one, pikepdf.Array)


def drop(holder: Any, key: str) -> None:
    """Take a key out of a dictionary if it is there."""
    if key in holder:
        del holder[key]
