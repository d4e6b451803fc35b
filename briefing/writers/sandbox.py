"""Jinja's sandbox, which bounds neither time nor memory, with bounds: steps, lengths and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from functools import wraps
from itertools import chain
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.errors import LimitError

MOST_MARKUP = 20_000_000
"""Characters of markup that a template may make, or hold at once."""
MOST_NUMBER = 1_000_000
"""That a template may multiply."""
MOST_STEPS = 1_000_000
"""Turns of loops, tenths of calls and thousands of characters filtered, together."""

_MOST_WIDTH = 10_000  # a number given to a filter that makes a text or a list as long
_WIDENING = frozenset(
    ("center", "indent", "batch", "slice", "tojson", "wordwrap", "truncate", "urlize", "round", "int")
)  # fmt: skip
_GROWING = frozenset((
    "center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "replace", "translate", "join", "encode",
    "to_bytes", "from_bytes",
))  # fmt: skip
"""Methods of texts and numbers that make much of little; the filters of these names are bounded."""
_THOUSAND = 1000
_CALL = 10  # turns of a loop that a call takes


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox without the ways to use all time or memory. `begin` counts anew, for each page that is made."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._left = MOST_STEPS
        del self.globals["lipsum"]
        self.filters |= {name: self._bounded(name, work) for name, work in self.filters.items() if name != "format"}
        del self.filters["format"]  # a width in its words makes as many spaces
        self.filters |= {"turns of a loop": self._turns, "held": self._held}  # names that no template can say

    def begin(self) -> None:
        """Count from here."""
        self._left = MOST_STEPS

    def bound(self, length: int) -> None:
        """Raises LimitError where so many characters of a page are more than one may have."""
        if length > MOST_MARKUP:
            raise LimitError(f"the template makes more than {MOST_MARKUP:,} characters")

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Refuse to multiply what is not a small number, and to add texts without end."""
        numbers = all(isinstance(one, int | float) and abs(one) <= MOST_NUMBER for one in (left, right))
        if not numbers and (operator != "+" or isinstance(left, bytes)):
            raise SecurityError(f"a template cannot compute {operator} here")
        if operator == "**":
            raise SecurityError(f"a template cannot compute {operator} here")
        return self._held(super().call_binop(context, operator, left, right))

    def call(self, context: Context, callee: Any, *given: Any, **named: Any) -> Any:
        """A call, counted, of what is not too long."""
        self._take(_CALL)
        for one in chain(given, named.values()):
            self._held(one)
        return super().call(context, callee, *given, **named)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Not where a method makes a long text of a short one."""
        return not (isinstance(obj, str | int | float) and attr in _GROWING) and super().is_safe_attribute(
            obj, attr, value
        )

    def wrap_str_format(self, value: Any) -> None:
        """No text is formatted: `is_safe_attribute` refuses it."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template whose loops are counted and whose variables are measured."""
        tree = super()._parse(source, name, filename)
        for loop in [*tree.find_all(nodes.For)]:
            loop.iter = _filtered(loop.iter, "turns of a loop")
        for assigned in [*tree.find_all(nodes.Assign)]:
            assigned.node = _filtered(assigned.node, "held")
        for block in [*tree.find_all(nodes.AssignBlock)]:
            block.filter = _filtered(block.filter, "held")
        for within in [*tree.find_all(nodes.With)]:
            within.values = [_filtered(one, "held") for one in within.values]
        return tree

    def _take(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise LimitError(f"the template takes more than {MOST_STEPS:,} steps", hint="take loops in loops out of it")

    def _turns(self, iterable: Iterable[Any]) -> Iterator[Any]:
        for one in iterable:
            self._take(1)
            yield self._held(one)

    def _held(self, value: Any) -> Any:
        """The value, if it is not too long with all that it holds."""
        if isinstance(value, str) and len(value) > MOST_MARKUP:
            raise LimitError(f"the template holds more than {MOST_MARKUP:,} characters")
        if isinstance(value, list | tuple | dict):
            pending: list[Any] = [value]
            while pending:
                one = pending.pop()
                self._take(1)
                if isinstance(one, list | tuple):
                    pending += one
                elif isinstance(one, dict):
                    pending += one.values()
        return value

    def _bounded(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that is counted, and given no number that it would make as much of."""

        @wraps(work)
        def bounded(*given: Any, **named: Any) -> Any:
            every = [*given, *named.values()]
            if name in _WIDENING and any(isinstance(one, int) and abs(one) > _MOST_WIDTH for one in every):
                raise SecurityError(f"a number too large for the filter '{name}'")
            texts = [one for one in every if isinstance(one, str)]
            if name == "replace" and texts[0:] and len(texts[0]) * len(texts[-1]) > MOST_MARKUP:
                raise SecurityError("a text too long for the filter 'replace'")
            self._take(1 + sum(len(one) for one in every if isinstance(one, Sized)) // _THOUSAND)
            return self._held(work(*given, **named))

        return bounded


def _filtered(node: nodes.Node | None, name: str) -> Any:  # the generator takes any node in place of an expression
    made = nodes.Filter(
        node,
        name,
        [],
        [],
        None,
        None,
    )
    return made.set_lineno(node.lineno) if node is not None else made
