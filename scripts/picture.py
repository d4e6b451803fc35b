"""The first page of a PDF as a PNG, for README: `picture.py BRIEF.pdf PAGE.png`."""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2

SCALE = 2  # 144 pixels an inch


def main() -> None:
    """Write the picture."""
    pdf, png = map(Path, sys.argv[1:])
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil()
    page.quantize(64).save(png, optimize=True)


if __name__ == "__main__":
    main()
