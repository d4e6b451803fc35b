"""What the cleaning came to: the sums that are printed are those of the ledger."""

import re
from pathlib import Path

from briefing import labels
from briefing.audiences import load
from briefing.compose import compose
from briefing.compose.cleaning import REASONS, summed
from briefing.model import Findings, Source
from briefing.readers import read
from making import nile, order

TEXT = b"""# The dam

By A. Writer, 3 January 2020

Egypt fears for its fresh\xc2\xadwater supply.

Advertisement

Ethiopia wants power.
"""


def test_words_are_counted_by_kind_and_repairs_by_spot() -> None:
    document = read(Source(key="s", location="s.md", media_type="text/markdown", content=TEXT))
    found = summed(document)
    taken = sum(n for _, n in found.aside)
    kept = len(document.text.split())
    assert dict(found.aside)["head"] >= 5  # the title, the byline, the date
    assert dict(found.aside)["round"] == 1  # the advertisement
    assert found.repairs == 1  # the hyphen that nobody sees
    assert 0 <= found.words - kept - taken <= 1  # the mark of the heading is no word


def test_a_text_that_needs_nothing_has_nothing_set_aside() -> None:
    assert [summed(document)[1:] for document in nile().documents] == [((), 0), ((), 0)]


def test_every_reason_is_counted_once() -> None:
    every = [reason for reasons in REASONS.values() for reason in reasons]
    assert len(every) == len(set(every))


def test_what_the_word_lists_set_aside_has_a_kind() -> None:
    folder = Path(labels.__file__).parents[1] / "readers"
    named = set()
    for name in ("boilerplate_en.txt", "furniture.txt", "page_labels_en.txt"):
        named |= set(re.findall(r"^\[([a-z ]+)(?:;[^]]*)?\]$", (folder / name).read_text("utf-8"), re.MULTILINE))
    assert named - {reason for reasons in REASONS.values() for reason in reasons} <= {"article", "names"}


def test_the_analyst_alone_is_shown_it() -> None:
    whole: Findings = nile()
    for name in ("minister", "policymaker", "public"):
        assert not compose(whole, order(), load(name, Path()))[0].cleaning
    rows = compose(whole, order(), load("analyst", Path()))[0].cleaning
    assert [(row.words, row.aside, row.repairs) for row in rows] == [("30", (), ""), ("10", (), "")]
    assert rows[0].cells("; ") == (rows[0].source, "30", "—", "—")
