"""The few functions that an app file can name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .nodes import NodeFailure, as_text
from .script import Answer, Turn


def _returns(value: Any) -> Callable[..., Any]:
    return lambda *_, **__: value


def _fails(message: Any) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise NodeFailure(str(message))

    return fail


def _equals(value: Any) -> Callable[[Any], bool]:
    return lambda given: given == value


def _contains(value: Any) -> Callable[[Any], bool]:
    return lambda given: value in (given or ())


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda given: pattern.search(as_text(given)) is not None


def _add(value: Any) -> Callable[[Any], Any]:
    return lambda given: given + value


def _append(value: Any) -> Callable[[Any], list[Any]]:
    return lambda given: [*(given or ()), value]


FUNCTIONS: dict[str, Callable[[Any], Callable[..., Any]]] = {
    "returns": _returns,
    "fails": _fails,
    "equals": _equals,
    "contains": _contains,
    "matches": _matches,
    "add": _add,
    "append": _append,
}


def of(name: str, function: Callable[[Any], Any]) -> Callable[[dict[str, Any]], Any]:
    """The function of one of several variables."""
    return lambda variables: function(variables.get(name))


def by_query(answers: Sequence[tuple[re.Pattern[str], Answer]], otherwise: Answer) -> Callable[[Turn], Any]:
    """The answer of the first pattern that is in the query."""

    def answer(turn: Turn) -> Any:
        fitting: Iterator[Any] = (answer for pattern, answer in answers if pattern.search(turn.query))
        found = next(fitting, otherwise)
        return found(turn) if callable(found) else found

    return answer
