"""A parse as a tree: children, lemmas, spans, and the small questions that extraction asks of a token."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property

from briefing.findings import lexicon
from briefing.findings.syntax import Parse


class Tree:
    """A parse with its children and lemmas worked out; tokens are known by their number."""

    def __init__(self, parse: Parse) -> None:
        """Children are in the order of the text."""
        self.parse = parse
        self.forms, self.tags, self.heads, self.labels = parse.forms, parse.tags, parse.heads, parse.labels
        self.lows = tuple(form.lower().replace("’", "'") for form in parse.forms)
        children: list[list[int]] = [[] for _ in parse.forms]
        for token, head in enumerate(parse.heads):
            if head != token:
                children[head].append(token)
        self.children = tuple(map(tuple, children))

    def __len__(self) -> int:
        return len(self.forms)

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """The lemma of each token, in lower case."""
        return tuple(lemma(low, tag) for low, tag in zip(self.lows, self.tags, strict=True))

    @cached_property
    def _subtrees(self) -> dict[int, tuple[int, ...]]:
        return {}

    def subtree(self, token: int) -> tuple[int, ...]:
        """The token and all that hangs on it, in the order of the text."""
        found = self._subtrees.get(token)
        if found is None:
            seen, queue = {token}, [token]
            while queue:
                new = [child for child in self.children[queue.pop()] if child not in seen]
                seen.update(new)
                queue += new
            found = self._subtrees[token] = tuple(sorted(seen))
        return found

    def having(self, token: int, *labels: str) -> list[int]:
        """The children of a token with one of the labels."""
        return [child for child in self.children[token] if self.labels[child] in labels]

    def first(self, token: int, *labels: str) -> int | None:
        """The first child with one of the labels, or None."""
        return next((child for child in self.children[token] if self.labels[child] in labels), None)

    def is_verb(self, token: int) -> bool:
        """Whether a token is tagged as a verb."""
        return self.tags[token].startswith("VB")

    def is_noun(self, token: int) -> bool:
        """Whether a token is tagged as a noun, a name or a number that may stand for one."""
        return self.tags[token].startswith("NN")

    def negated(self, token: int) -> bool:
        """Whether a negation hangs on a verb ("not only" is none)."""
        return any(
            (self.labels[c] == "neg" or self.lows[c] in lexicon.word_class("negation"))
            and self.lows[c + 1 : c + 2] not in (("only",), ("just",), ("merely",), ("simply",))
            for c in self.children[token]
        )

    def modal(self, token: int) -> str:
        """The modal before a verb, or ""."""
        return next((self.lows[c] for c in self.children[token] if self.tags[c] == "MD"), "")

    def infinitive(self, token: int) -> bool:
        """Whether "to" stands before a verb."""
        return any(self.tags[c] == "TO" for c in self.children[token])

    def passive(self, token: int) -> bool:
        """Whether a verb is in the passive."""
        return any(self.labels[c] in ("auxpass", "nsubjpass") for c in self.children[token])

    def finite(self, token: int) -> bool:
        """Whether a verb, with its auxiliaries, is finite."""
        tag = self.tags[token]
        if tag in ("VBD", "VBZ", "VBP"):
            return True
        return any(
            self.labels[c] in ("aux", "auxpass") and self.tags[c] in ("VBD", "VBZ", "VBP", "MD")
            for c in self.children[token]
        )

    def joined(self, token: int) -> Iterator[int]:
        """The token and those joined to it by conjunctions."""
        yield token
        for child in self.children[token]:
            if self.labels[child] == "conj":
                yield from self.joined(child)

    def between(self, start: int, end: int) -> str:
        """The text from token `start` up to token `end`, verbatim."""
        spans = self.parse.spans
        return self.parse.text[spans[start][0] : spans[end - 1][1]] if start < end else ""


_AUXILIARIES = {
    "is": "be", "are": "be", "was": "be", "were": "be", "am": "be", "been": "be", "being": "be", "'s": "be",
    "'re": "be", "'m": "be", "has": "have", "had": "have", "having": "have", "'ve": "have", "'d": "have",
    "does": "do", "did": "do", "done": "do", "'ll": "will", "ca": "can", "wo": "will",
}  # fmt: skip
_IRREGULAR_NOUNS = {
    "men": "man", "women": "woman", "people": "people", "children": "child", "media": "media", "crises": "crisis",
    "countries": "country", "allies": "ally", "lives": "life", "wives": "wife", "hypotheses": "hypothesis",
}  # fmt: skip


@cache
def lemma(low: str, tag: str) -> str:
    """The dictionary form of a word in lower case, by its Penn tag."""
    if tag.startswith("VB") or tag == "MD":
        if low in _AUXILIARIES:
            return _AUXILIARIES[low]
        known = lexicon.verbs().get(low)
        if known:
            return known.lemma
        return _verb(low, tag)
    if tag in ("NNS", "NNPS"):
        return _noun(low)
    return low


def _noun(low: str) -> str:
    if low in _IRREGULAR_NOUNS:
        return _IRREGULAR_NOUNS[low]
    if low.endswith("ies") and len(low) > 4:  # noqa: PLR2004 - "ties" keeps its e
        return low[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes", "zes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low


def _verb(low: str, tag: str) -> str:
    """An unlisted verb's lemma: the candidate that WordNet has, or the barest."""
    candidates = [low]
    if tag == "VBZ" and low.endswith("s"):
        candidates = [low[:-1], low[:-2], low[:-3] + "y"]
    elif tag in ("VBD", "VBN") and low.endswith("ed"):
        candidates = [low[:-2], low[:-1], low[:-3] + "y" if low.endswith("ied") else low[:-3]]
    elif tag == "VBG" and low.endswith("ing"):
        candidates = [low[:-3], low[:-3] + "e", low[:-4]]
    classes = lexicon.classes("verb")
    return next((one for one in candidates if one in classes), candidates[0])
