"""Waiting for bytes no longer than a while, and letting go of a stream. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

_DRAIN_SECONDS = 3.0
_MOST_DRAINS = 64
_draining: set[Any] = set()


async def next_chunk(chunks: AsyncIterator[bytes], seconds: float, response: Any) -> bytes:
    """The next bytes.

    Raises:
        TimeoutError: None came within `seconds`; the connection is closed.
        StopAsyncIteration: There are none any more.
    """
    from anyio import fail_after

    with fail_after(seconds):
        return await anext(chunks)


async def let_go(response: Any, chunks: AsyncIterator[bytes] | None, *, ends_soon: bool) -> None:
    """Close an answer that has been read as far as it matters.

    Args:
        response: The answer.
        chunks: The iterator of its bytes.
        ends_soon: Whether the server will end it shortly by itself, as Dify does a second after a workflow's last event. Then
            its end is awaited in the background, so that the pool keeps the connection. Closing would lose it.
    """
    if chunks is None:
        await response.aclose()
    elif ends_soon and len(_draining) < _MOST_DRAINS and _on_asyncio():
        import asyncio

        task = asyncio.create_task(_drain(response, chunks))
        _draining.add(task)
        task.add_done_callback(_draining.discard)
    else:
        await response.aclose()
        await _exhaust(chunks)


async def settle() -> None:
    """End the waiting in the background that this event loop has."""
    import asyncio

    loop = asyncio.get_running_loop() if _on_asyncio() else None
    tasks = [task for task in _draining if task.get_loop() is loop]
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


def _on_asyncio() -> bool:
    from sniffio import current_async_library

    return current_async_library() == "asyncio"


async def _drain(response: Any, chunks: AsyncIterator[bytes]) -> None:
    import asyncio

    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                await _exhaust(chunks)
    finally:
        await response.aclose()


async def _exhaust(chunks: AsyncIterator[bytes]) -> None:
    """Read what is left. Of a closed answer that is an error at once, and lets the generators beneath end properly."""
    # What goes wrong here is nobody's loss: all that the caller wanted has been read.
    with suppress(Exception):
        async for _ in chunks:
            pass
