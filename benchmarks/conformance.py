"""What PDFs of many shapes and languages keep of what they claim: veraPDF, `briefing verify`, and what is read aloud.

    python benchmarks/conformance.py [--least N]

Forty shapes, every language that ships and the seeds, each for four audiences and with its brief.json. It needs a JDK.
"""

from __future__ import annotations

import argparse
import io
import itertools
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests")]

import pikepdf  # noqa: E402

from briefing import audiences, pipeline, tagged, verify  # noqa: E402
from briefing import record as records  # noqa: E402
from briefing.errors import LimitError  # noqa: E402
from shapes import SHAPES, spec_of  # noqa: E402 - stands in tests/
from validating import verapdf  # noqa: E402

AUDIENCES = ("minister", "policymaker", "analyst", "public")
LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "ru", "scripts", "scripts-ar")
BATCH = 40  # PDFs that one run of veraPDF takes


def main() -> None:
    """Print what fails, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--least", type=int, default=0, help="end with 1 where fewer PDFs were made")
    args = parser.parse_args()
    made: dict[str, bytes] = {}
    failed: Counter[str] = Counter()
    for name, content in _editions():
        made[name] = content
        for fault in (*_unverified(content), *_misread(content)):
            failed[fault.split(":")[0]] += 1
            print(f"{name}  {fault}", flush=True)
    rules = 0
    for batch in _batches(made):
        with tempfile.TemporaryDirectory() as folder:
            for (name, profile), told in verapdf(Path(folder), dict(batch)).items():
                if told != "ok":
                    rules += 1
                    print(f"{name}  {profile} fails {told}", flush=True)
    print(
        f"{len(made)} PDFs: veraPDF finds {rules} failures of PDF/A-3a and PDF/UA-1; others: {dict(failed) or 'none'}"
    )
    sys.exit(rules > 0 or bool(failed) or len(made) < args.least)


def _editions() -> Iterator[tuple[str, bytes]]:
    for shape, (found, fields) in SHAPES.items():
        spec = spec_of(found, fields)
        for name in AUDIENCES:
            audience = audiences.load(name, spec.folder)
            fitted = pipeline.fit_pages(found, spec, audience, None)
            if fitted.fits:
                artifact, _ = fitted.laid.artifact(records.Bundle(records.make(fitted.brief, found)))
                yield f"{shape.replace(' ', '-')}-{name}.pdf", artifact.content
    files = {language: ROOT / "tests" / "languages" / f"{language}.yaml" for language in LANGUAGES}
    for language, file in (files | {"seeds": ROOT / "seeds" / "brief.yaml"}).items():
        spec = pipeline.specify((str(file),), "")
        for name in AUDIENCES:
            try:
                (artifact,) = pipeline.compile_brief(spec, (name,), ("pdf",)).artifacts
            except LimitError as error:
                print(f"{language}-{name}  {error.message[:80]}")
                continue
            yield f"{language}-{name}.pdf", artifact.content


def _batches(made: dict[str, bytes]) -> Iterator[tuple[tuple[str, bytes], ...]]:
    every = list(made.items())
    yield from (tuple(every[at : at + BATCH]) for at in range(0, len(every), BATCH))


def _unverified(content: bytes) -> Iterator[str]:
    for check in verify.check(content, "a.pdf"):
        for failure in check.failures[:2]:
            yield f"verify {check.name}: {failure.where}: {failure.message}"


def _misread(content: bytes) -> Iterator[str]:
    """What a validator does not ask and a listener stumbles over."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        every = list(tagged.elements(pdf.Root.StructTreeRoot))
        levels = [int(str(one.S)[2:]) for one in every if re.fullmatch(r"/H\d", str(one.S))]
        if levels[:1] != [1] or any(later > former + 1 for former, later in itertools.pairwise(levels)):
            yield f"headings: {levels}"
        if any("/Scope" not in one.get("/A", {}) for one in every if one.S == "/TH"):
            yield "scope: a header cell has none"
        if any(not str(one.get("/Alt", "")) for one in every if one.S == "/Figure"):
            yield "alternative: a figure has none"
        for number, page in enumerate(pdf.pages, 1):
            drawn = page.Contents.read_bytes()
            if b"/Artifact" not in drawn:
                yield f"running: page {number} has no artifact"


if __name__ == "__main__":
    main()
