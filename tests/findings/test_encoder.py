"""The encoder: pieces of words, states of tokens, who is named; and the same answer on every machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.findings import encoder, syntax
from briefing.findings.encoder import heads
from briefing.findings.encoder.network import Layer, arrays
from briefing.findings.encoder.pieces import MOST, pieces

ROOT = Path(__file__).parents[2]

TEXTS = (
    "Farmers fear that the agency will close the river to them.",
    "The union refused the offer.",
    "Moscow and Tehran disagree over the future of the Syrian army, said a former official.",
)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in pieces(text).spans[1:-1]]


def test_words_are_cut_into_known_pieces() -> None:
    assert words("Tehran's Élan: unbelievability!") == ["Tehran", "'", "s", "Él", "an", ":", "un", "bel", "ie", "va",
                                                        "bility", "!"]  # fmt: skip


def test_a_monstrous_sentence_is_read_to_a_limit() -> None:
    assert len(pieces("word " * 5000).numbers) == MOST
    (parse,) = syntax.parse(["word " * 5000])
    (state,) = encoder.states([parse])
    assert len(heads.named(state)) == len(parse.forms)


@pytest.mark.parametrize("text", ["", " ", "…", "\ud800", "ﷺ 你好", "a" * 3000, "\u0301\u0301"])
def test_odd_texts_have_a_state(text: str) -> None:
    parses = syntax.parse([text])
    (state,) = encoder.states(parses)
    assert len(state.whole) == len(parses[0].forms)


@given(st.text(max_size=60))
def test_pieces_stand_where_they_say(text: str) -> None:
    cut = pieces(text)
    assert len(cut.numbers) == len(cut.spans)
    assert all(0 <= start <= end <= len(text) for start, end in cut.spans)
    assert list(cut.spans[1:]) == sorted(cut.spans[1:])


@pytest.mark.parametrize(
    ("text", "named", "others"),
    [
        (TEXTS[0], {"Farmers", "agency"}, {"river"}),
        (TEXTS[1], {"union"}, {"offer"}),
        (TEXTS[2], {"Moscow"}, {"future"}),
    ],
)
def test_who_is_named_is_told_from_what_is(text: str, named: set[str], others: set[str]) -> None:
    (parse,) = syntax.parse([text])
    (state,) = encoder.states([parse])
    likely = dict(zip(parse.forms, heads.named(state), strict=True))
    assert min(likely[word] for word in named) > max(likely[word] for word in others)


def test_a_sentence_is_read_alike_in_any_company() -> None:
    parses = syntax.parse(TEXTS)
    alone = [encoder.states([parse])[0] for parse in parses]
    encoder._STATES.clear()  # noqa: SLF001 - what is remembered would prove nothing
    together = encoder.states(
        syntax.parse([*TEXTS, "A much longer sentence that stands beside the others in one batch."])
    )
    for one, other in zip(alone, together, strict=False):
        assert np.array_equal(one.whole, other.whole)
        assert np.array_equal(one.steps, other.steps)


def test_the_same_on_every_machine() -> None:
    program = (
        "import hashlib, pathlib, re\nfrom briefing.findings import encoder, syntax\n"
        "texts = [text for file in sorted(pathlib.Path('seeds').glob('*.txt'))"
        " for text in re.split(r'(?<=[.!?])\\s+', file.read_text(encoding='utf-8'))][:40]\n"
        "states = encoder.states(syntax.parse(texts))\n"
        "told = b''.join(state.whole.tobytes() + state.steps.tobytes() for state in states)\n"
        "print(len(told) > 100_000, hashlib.sha256(told).hexdigest())"
    )
    settings = [
        {"OPENBLAS_CORETYPE": core, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": seed}
        for core, threads, seed in (("Haswell", "1", "0"), ("Prescott", "2", "1"), ("SandyBridge", "1", "77"))
    ]
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | setting, cwd=ROOT, capture_output=True, check=True
        ).stdout
        for setting in settings
    }
    assert len(told) == 1
    assert told.pop().startswith(b"True ")


def test_every_product_is_one_of_whole_numbers_that_a_float_holds() -> None:
    """Why the order of additions cannot matter: what a product takes in is whole and short, and so are the weights."""
    from briefing.findings.encoder import network

    values = np.random.default_rng(0).normal(size=(50, 384)).astype(np.float32)
    whole, _ = network._rounded(values)  # noqa: SLF001 - the claim is about it
    assert np.array_equal(whole, np.rint(whole))
    assert np.abs(whole).max() == network._MOST  # noqa: SLF001
    held = arrays()
    for name in (name for name in held if name.endswith(".weights")):
        for block in Layer.of(held, name.removesuffix(".weights")).blocks:
            assert np.array_equal(block, np.rint(block))
            assert network._MOST * np.abs(block).sum(axis=0).max() < 2**24  # noqa: SLF001
