"""Telling a caller how far something is, and asking for a decision. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, TypeVar

T = TypeVar("T")


async def tell(callback: Callable[[T], Any] | None, progress: T) -> None:
    """Call a caller's function, which may be async, if there is one."""
    if callback is not None:
        told = callback(progress)
        if isawaitable(told):
            await told


async def ask(callback: Callable[[T], Any], question: T) -> Any:
    """What a caller's function, which may be async, answers."""
    answer = callback(question)
    return await answer if isawaitable(answer) else answer
