"""Work that may wait for a disk. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def on_disk(work: Callable[..., T], *arguments: object) -> T:
    """Do it."""
    return work(*arguments)


def on_pipe(work: Callable[..., T], *arguments: object) -> T:
    """Do it."""
    return work(*arguments)
