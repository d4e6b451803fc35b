"""The list of edits: made one after another, undone all at once."""

from hypothesis import given
from hypothesis import strategies as st

from briefing.model import Document
from briefing.readers.ledger import Draft, Edit, entries


@st.composite
def rounds(draw: st.DrawFn) -> tuple[str, Draft, str]:
    """A source, its draft after some rounds of random edits, and what the text must then be."""
    source = draw(st.text(alphabet="abc \n", max_size=30))
    draft, expected = Draft.of(source), source
    for number in range(draw(st.integers(0, 5))):
        places = sorted(draw(st.lists(st.integers(0, len(expected)), max_size=8)))
        changes = [
            Edit(low, high, draw(st.text(alphabet="xyz", max_size=3)), f"round {number}")
            for low, high in zip(places[::2], places[1::2], strict=False)
        ]
        draft = draft.edited(changes)
        for change in reversed(changes):
            expected = expected[: change.start] + change.now + expected[change.end :]
    return source, draft, expected


@given(rounds())
def test_rounds_of_edits_are_one_list(case: tuple[str, Draft, str]) -> None:
    source, draft, expected = case
    assert draft.source == source
    assert draft.text == expected
    document = Document(key="k", location="k", title="t", text=draft.text, ledger=entries(source, draft.edits))
    assert document.source_text() == source
    ends = [(edit.start, edit.end) for edit in draft.edits]
    assert all(low <= high for low, high in ends)
    assert all(ends[i][1] <= ends[i + 1][0] for i in range(len(ends) - 1))


def test_the_later_reason_stands_for_what_it_swallows() -> None:
    draft = Draft.of("a **b** c").edited([Edit(2, 4, "", "emphasis"), Edit(5, 7, "", "emphasis")])
    assert draft.text == "a b c"
    assert draft.edited([Edit(0, 5, "", "boilerplate")]).edits == (Edit(0, 9, "", "boilerplate"),)


def test_edits_that_only_touch_keep_their_reasons() -> None:
    draft = Draft.of("a *b* c").edited([Edit(2, 3, "", "emphasis"), Edit(4, 5, "", "emphasis")])
    assert [edit.reason for edit in draft.edited([Edit(2, 3, "d", "word")]).edits] == ["emphasis", "word", "emphasis"]
