"""Telling a caller how far something is, and asking for a decision. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutine
from typing import Any, TypeVar

T = TypeVar("T")


def tell(callback: Callable[[T], Any] | None, progress: T) -> None:
    """Call a caller's function, if there is one.

    Raises:
        TypeError: It is async: nobody could wait for it.
    """
    if callback is not None:
        told = callback(progress)
        if iscoroutine(told):
            told.close()
            raise TypeError("on_progress is an async function, for which a Client cannot wait: pass an ordinary one")


def ask(callback: Callable[[T], Any], question: T) -> Any:
    """What a caller's function answers.

    Raises:
        TypeError: It is async: nobody could wait for it.
    """
    answer = callback(question)
    if iscoroutine(answer):
        answer.close()
        raise TypeError("on_form is an async function, for which a Client cannot wait: pass an ordinary one")
    return answer
