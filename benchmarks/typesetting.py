"""How briefs of many shapes come out: pages, fill, layouts and a typesetter's faults, for every audience.

    python benchmarks/typesetting.py [SHAPE ...] [--audience NAME] [--out FOLDER]

FOLDER gets the PDF of each edition, to be looked at.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from briefing import audiences  # noqa: E402
from briefing.compose import compose  # noqa: E402
from briefing.compose.budget import fit  # noqa: E402
from briefing.model import Brief, Findings  # noqa: E402
from briefing.spec import BriefSpec  # noqa: E402
from briefing.writers import pdf  # noqa: E402
from faults import faults  # noqa: E402 - stands in tests/
from shapes import SHAPES, spec_of  # noqa: E402

AUDIENCES = ("minister", "policymaker", "analyst", "public")


def main() -> None:
    """Print a row for each edition, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", default=list(SHAPES))
    parser.add_argument("--audience", action="append", dest="names", choices=AUDIENCES)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    layouts: list[int] = []
    wrong = too_long = 0
    for shape in args.shapes:
        for name in args.names or AUDIENCES:
            found, fields = SHAPES[shape]
            spec = spec_of(found, fields)
            measured: list[Brief] = []

            def measure(brief: Brief, measured: list[Brief] = measured) -> pdf.Layout:
                measured.append(brief)
                return pdf.lay_out(brief, ROOT / "seeds")

            def make(rung: audiences.Audience, found: Findings = found, spec: BriefSpec = spec) -> Brief:
                return compose(found, spec, rung)[0]

            made = fit(audiences.load(name, ROOT / "seeds"), make, measure)
            told = faults(made.laid)
            layouts.append(len(measured))
            wrong += len(told)
            too_long += not made.fits
            state = f"{made.laid.used:5.2f} of {made.laid.pages}" if made.fits else "does not fit"
            print(f"{shape:24} {name:12} {state:12} layouts {len(measured)}  faults {len(told)}", flush=True)
            for fault in told:
                print(f"    {fault}")
            if args.out:
                args.out.mkdir(parents=True, exist_ok=True)
                artifact, _ = made.laid.artifact()
                (args.out / f"{shape.replace(' ', '-')}-{name}.pdf").write_bytes(artifact.content)
    mean = sum(layouts) / len(layouts)
    print(f"{len(layouts)} editions: {wrong} faults, {too_long} do not fit, {mean:.2f} layouts each")


if __name__ == "__main__":
    main()
