"""Themes: whom a line is about, over pronouns and over quotations that go on."""

from __future__ import annotations

from briefing import readers
from briefing.findings.salience import pool
from briefing.findings.themes import themes
from briefing.model import Source


def of(*sentences: str) -> list[set[str]]:
    source = Source(key="a", location="a.txt", media_type="text/plain", content=" ".join(sentences).encode())
    found = themes(pool((readers.read(source),)).lines)
    assert len(found) == len(sentences)
    return [set(theme) for theme in found]


def test_who_says_it_goes_before_the_subject() -> None:
    said, done = of(
        "Finance minister Anna Berg said that the treaty would cost the ports dearly.",
        "The treaty was signed in Oslo by both sides on Monday.",
    )
    assert {"anna", "berg", "minister"} <= said
    assert "treaty" in done
    assert "berg" not in done


def test_a_pronoun_means_who_spoke_before() -> None:
    first, second = of(
        "Finance minister Anna Berg rejected the treaty at a press conference.",
        "She said that the ports would lose their best customers.",
    )
    assert "berg" in first & second


def test_a_quotation_that_goes_on_has_one_speaker() -> None:
    opened, closed, after = of(
        "“The treaty would cost the ports dearly.",
        "It must not pass,” finance minister Anna Berg said on Monday.",
        "“We will vote against it with all our members.”",
    )
    assert all("berg" in theme for theme in (opened, closed, after))


def test_a_speaker_does_not_reach_another_text() -> None:
    texts = (
        "Finance minister Anna Berg said that the treaty would cost the ports dearly.",
        "“We will vote against it with all our members.”",
    )
    sources = [
        Source(key=key, location=f"{key}.txt", media_type="text/plain", content=text.encode())
        for key, text in zip("ab", texts, strict=True)
    ]
    _, other = themes(pool(tuple(readers.read(source) for source in sources)).lines)
    assert "berg" not in other
