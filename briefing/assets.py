"""The one place that finds styles/, templates/, audiences/ and seeds/, in a wheel, a checkout and a project."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Literal

from briefing.errors import SpecificationError

Shelf = Literal["audiences", "styles", "templates"]

SUFFIXES: dict[str, Shelf] = {".yaml": "audiences", ".css": "styles", ".html.j2": "templates"}
"""What can be ejected, and the folder beside brief.yaml in which it is looked up."""

_PACKAGE = Path(__file__).parent


def packaged(folder: str) -> Path:
    """A folder that ships with the package; styles/ and seeds/ stand beside it in a checkout."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def find(shelf: Shelf, name: str, project: Path) -> Path:
    """The file `name` of a shelf: the project's own, else the package's.

    Raises SpecificationError with the nearest known name.
    """
    for folder in (project / shelf, packaged(shelf)):
        try:
            if (file := folder / name).is_file() and file.parent == folder:
                return file
        except OSError as error:
            raise SpecificationError(f"cannot be read: {error.strerror}", str(file)) from error
    known = names(shelf, project)
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
    raise SpecificationError(f"no file '{name}' in {shelf}/", hint=hint)


def shown(file: Path, project: Path) -> str:
    """How a found file is told: a project's own as audiences/press.yaml, the package's by its name alone."""
    return f"{file.parent.name}/{file.name}" if file.parent.parent == project else file.name


def read(file: Path) -> str:
    """The text of a file that `find` has found. Raises SpecificationError if it cannot be read or is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SpecificationError("is not UTF-8", str(file), "save it in UTF-8") from error
    except OSError as error:
        raise SpecificationError(f"cannot be read: {error.strerror}", str(file)) from error


def names(shelf: Shelf, project: Path) -> tuple[str, ...]:
    """Every file name of a shelf, the project's own and the package's, sorted."""
    suffix = next(s for s, folder in SUFFIXES.items() if folder == shelf)
    folders = (project / shelf, packaged(shelf))
    try:
        return tuple(sorted({f.name for folder in folders if folder.is_dir() for f in folder.glob(f"*{suffix}")}))
    except OSError as error:
        raise SpecificationError(f"cannot be read: {error.strerror}", str(project / shelf)) from error


def shelf_of(name: str) -> Shelf:
    """The shelf on which a file of this name belongs. Raises SpecificationError if none takes it."""
    for suffix, shelf in SUFFIXES.items():
        if name.endswith(suffix) and name != suffix and Path(name).name == name:
            return shelf
    known = [one for folder in SUFFIXES.values() for one in names(folder, Path())]
    near = [one for one in known if one.split(".")[0] == name] or difflib.get_close_matches(name, known)
    hint = f"did you mean {' or '.join(repr(one) for one in near)}?" if near else f"names end in {', '.join(SUFFIXES)}"
    raise SpecificationError(f"'{name}' is no audience, style sheet or template", hint=hint)
