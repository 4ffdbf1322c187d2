"""Work that may wait for a disk. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def on_disk(work: Callable[..., T], *arguments: object) -> T:
    """Do it in a thread, so that the event loop goes on. It is done even when the caller has been cancelled."""
    from anyio import CancelScope, to_thread

    done: list[T] = []
    with CancelScope(shield=True):
        done.append(await to_thread.run_sync(work, *arguments))
    return done[0]


async def on_pipe(work: Callable[..., T], *arguments: object) -> T:
    """The same for what may wait for ever: being cancelled leaves the thread to itself."""
    from anyio import to_thread

    return await to_thread.run_sync(work, *arguments, abandon_on_cancel=True)
