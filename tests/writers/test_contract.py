from __future__ import annotations

import pytest

from briefing import assets
from briefing.model import Brief, Row
from briefing.writers import contract


def test_the_table_is_current() -> None:
    """briefing schema --template > briefing/templates/README.md makes it so."""
    assert (assets.packaged("templates") / "README.md").read_text(encoding="utf-8") == contract.table()


def test_every_field_of_every_noun_is_in_it() -> None:
    table = contract.table()
    for field in contract.fields(Brief):
        assert f"| `{field.name}` |" in table
    assert "## Row\n" in table
    assert ("cells", "list of list of Passage") in contract.fields(Row)


@pytest.mark.parametrize("name", ["for", "against"])
def test_a_field_is_named_as_a_template_writes_it(name: str) -> None:
    """An option's are words of Python's own, so the model calls them otherwise."""
    assert f"| `{name}` | text |" in contract.table()


def test_what_prints_a_field_is_told() -> None:
    (row,) = [line for line in contract.table().splitlines() if line.startswith("| `see_edition`")]
    assert row == "| `see_edition` | text | _left_out |"
