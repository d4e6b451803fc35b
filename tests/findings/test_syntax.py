"""The parser: trees, tags and names of plain sentences, and the same answer on every machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.findings import syntax
from briefing.findings.syntax.network import weights
from briefing.findings.syntax.tokens import MOST_TOKENS, tokens
from briefing.findings.syntax.tree import Tree
from briefing.model import Document

ROOT = Path(__file__).parents[2]

TEXTS = (
    "Russia wants to keep its bases in Syria.",
    "The bill, which the Senate had rejected, was passed by the House on Tuesday.",
    "Critics, including the U.S. Chamber of Commerce, said they can't accept the $5bn plan.",
)


def tree(text: str) -> Tree:
    return Tree(syntax.parse([text])[0])


def relation(text: str, word: str) -> tuple[str, str]:
    told = tree(text)
    at = told.forms.index(word)
    return told.labels[at], told.forms[told.heads[at]]


@pytest.mark.parametrize(
    ("text", "word", "label", "head"),
    [
        (TEXTS[0], "Russia", "nsubj", "wants"),
        (TEXTS[0], "keep", "xcomp", "wants"),
        (TEXTS[0], "Syria", "pobj", "in"),
        (TEXTS[1], "bill", "nsubjpass", "passed"),
        (TEXTS[1], "rejected", "relcl", "bill"),
        (TEXTS[1], "House", "pobj", "by"),
        (TEXTS[2], "accept", "ccomp", "said"),
        (TEXTS[2], "n't", "neg", "accept"),
    ],
)
def test_trees(text: str, word: str, label: str, head: str) -> None:
    assert relation(text, word) == (label, head)


def test_names_and_tags() -> None:
    parse = syntax.parse(["Angela Merkel told the European Commission in Brussels on Monday that Germany would pay."])[
        0
    ]
    named = {(" ".join(parse.forms[start:end]), kind) for start, end, kind in parse.names}
    assert {("Angela Merkel", "PERSON"), ("Brussels", "GPE"), ("Monday", "DATE"), ("Germany", "GPE")} <= named
    assert any(kind == "ORG" and name.endswith("European Commission") for name, kind in named)
    assert parse.tags[parse.forms.index("told")] == "VBD"


def test_tokens_are_cut_as_the_network_has_learnt_them() -> None:
    assert tokens("The U.S.-led force can't cost $5bn.").forms == (
        "The", "U.S.", "-", "led", "force", "ca", "n't", "cost", "$", "5", "bn", ".",
    )  # fmt: skip


def test_a_monstrous_sentence_is_looked_at_to_a_limit() -> None:
    assert len(syntax.parse(["word " * 5000])[0].forms) == MOST_TOKENS


@pytest.mark.parametrize("text", ["", " ", "…", "\ud800", "ﷺ 你好", "a" * 3000])
def test_odd_texts_have_a_parse(text: str) -> None:
    parse = syntax.parse([text])[0]
    assert len(parse.forms) == len(parse.heads) == len(parse.tags) == len(parse.labels)


@given(st.lists(st.text(alphabet="abcA .,'\"-()1$", max_size=40), max_size=6))
def test_every_parse_is_a_forest_over_its_tokens(texts: list[str]) -> None:
    for text, parse in zip(texts, syntax.parse(texts), strict=True):
        assert parse.text == text
        for token, (start, end) in enumerate(parse.spans):
            assert text[start:end] == parse.forms[token]
            seen, at = set(), token
            while parse.heads[at] != at:
                assert at not in seen
                seen.add(at)
                at = parse.heads[at]


def test_a_sentence_is_parsed_alike_in_any_company() -> None:
    alone = [syntax.parse([text])[0] for text in TEXTS]
    syntax._PARSED.clear()  # noqa: SLF001 - what is remembered would prove nothing
    assert (
        list(syntax.parse([*TEXTS, "A much longer sentence that stands beside the others in one batch."])[:3]) == alone
    )


def test_the_same_on_every_machine() -> None:
    program = (
        "import hashlib, pathlib, re\nfrom briefing.findings import syntax\n"
        "texts = [text for file in sorted(pathlib.Path('seeds').glob('*.txt'))"
        " for text in re.split(r'(?<=[.!?])\\s+', file.read_text(encoding='utf-8'))]\n"
        "told = repr(syntax.parse(texts)).encode()\n"
        "print(len(texts) > 40, hashlib.sha256(told).hexdigest())"
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


def test_every_sum_is_one_of_whole_numbers_that_a_float_holds(read_seeds: tuple[Document, ...]) -> None:
    """Why the order of additions cannot matter: even the sum of all magnitudes stays far below 2 ** 24."""
    network = weights()
    sentences = [tokens(sentence.text) for document in read_seeds for sentence in document.sentences]
    features = [feature for sentence in sentences for feature in sentence.features]
    starts = np.cumsum([0, *(len(sentence.forms) for sentence in sentences[:-1])])
    vectors = network.syntax(features, starts)
    assert np.array_equal(vectors, np.rint(vectors))
    for layer in (network.tagger, *network.syntax._convolutions):  # noqa: SLF001 - the claim is about these
        values = np.tile(vectors, (1, layer.weights.shape[1] // vectors.shape[1]))
        assert np.array_equal(layer.weights, np.rint(layer.weights))
        assert (np.abs(values) @ np.abs(layer.weights.T)).max() < 2**23
