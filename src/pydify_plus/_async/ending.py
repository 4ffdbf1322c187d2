"""The bytes of a streamed answer: waiting for them a bounded time, and letting go of them. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import Any

from pydify_plus._sync.ending import shut

DRAIN_SECONDS = 3.0
_MOST_DRAINS = 64
_CLOSE_SECONDS = 5.0

# An open body is held here, so that garbage collection never meets its generators half-way: trio and asyncio would each end them
# in a way of their own. A stream that is collected gives its body up.
_open: set[AsyncBody] = set()
_jobs: set[_Job] = set()


class AsyncBody:
    """The body of one answer, piece by piece.

    Args:
        response: The answer, of which nothing has been read.
    """

    __slots__ = ("_chunks", "_loop", "response")

    def __init__(self, response: Any) -> None:
        self.response = response
        # Bytes as they come: a decoding layer is worth its cost only where a proxy has compressed the stream.
        compressed = "content-encoding" in response.headers
        self._chunks: AsyncIterator[bytes] = response.aiter_bytes() if compressed else response.aiter_raw()
        self._loop = _running_loop()
        _open.add(self)

    async def next(self, until: float | None) -> bytes:
        """The next bytes.

        Args:
            until: How long to wait for them, in the time of `monotonic`; None for as long as the client's `timeout` lets it.

        Raises:
            TimeoutError: None came until then; nothing more can be read.
            StopAsyncIteration: There are none any more.
        """
        if until is None:
            return await anext(self._chunks)
        from anyio import fail_after

        with fail_after(max(0.0, until - monotonic())):
            return await anext(self._chunks)

    async def aclose(self) -> None:
        """Close the connection, or give it back to the pool if all has been read. Cancellation does not prevent it."""
        _open.discard(self)
        if self.response.is_closed:
            return
        from anyio import move_on_after

        with move_on_after(_CLOSE_SECONDS, shield=True) as scope:
            # What goes wrong now is nobody's loss: whoever closes wants nothing more.
            try:
                await self.response.aclose()
            except Exception:  # noqa: S110
                pass
            scope.cancel()
            await self._exhaust()

    async def let_end(self) -> None:
        """Let the server end the answer, which it will do soon. That is awaited in the background, and the pool keeps the connection."""
        if len(_jobs) < _MOST_DRAINS and not self.response.is_closed:
            self._start(DRAIN_SECONDS)
        else:
            await self.aclose()

    def abandon(self) -> None:
        """Close the connection from wherever garbage is collected: at once for the server, and for the pool as soon as the loop can."""
        shut(self.response)
        try:
            self._start(0.0)
        except RuntimeError:
            pass  # the event loop has ended, and with it the connection

    def _start(self, seconds: float) -> None:
        job = _Job(self._loop, seconds, self)
        _start_on(self._loop, job.run)
        _jobs.add(job)
        _open.discard(self)

    async def _exhaust(self) -> None:
        """Read what is left. Of a closed answer that fails at once, and ends the generators beneath in good order."""
        try:
            async for _ in self._chunks:
                pass
        except Exception:  # noqa: S110 - nobody wants it any more
            pass


class _Job:
    """The end of one body in the background: what is left is read for a while, then it is closed."""

    def __init__(self, loop: Any, seconds: float, body: AsyncBody) -> None:
        from anyio import CancelScope, Event

        self.loop = loop
        self.done = Event()
        self.waiting = CancelScope()
        self._seconds = seconds
        self._body = body

    async def run(self) -> None:
        from anyio import move_on_after

        try:
            with self.waiting, move_on_after(self._seconds):
                await self._body._exhaust()
        finally:
            await self._body.aclose()
            _jobs.discard(self)
            self.done.set()


async def settle() -> None:
    """End what this event loop still has in the background."""
    if not _jobs:
        return
    from anyio import move_on_after

    loop = _running_loop()
    jobs = [job for job in _jobs if job.loop is loop]
    for job in jobs:
        job.waiting.cancel()
    with move_on_after(_CLOSE_SECONDS):
        for job in jobs:
            await job.done.wait()
    _jobs.difference_update(jobs)


def _running_loop() -> Any:
    """asyncio's event loop, or the token of trio's."""
    from sniffio import current_async_library

    if current_async_library() == "trio":
        from trio.lowlevel import current_trio_token

        return current_trio_token()
    from asyncio import get_running_loop

    return get_running_loop()


def _start_on(loop: Any, work: Callable[[], Awaitable[None]]) -> None:
    """Start something on an event loop, from wherever.

    Raises:
        RuntimeError: The loop has ended.
    """
    if hasattr(loop, "run_sync_soon"):
        loop.run_sync_soon(_spawn_in_trio, work)
    else:
        loop.call_soon_threadsafe(_spawn_in_asyncio, loop, work)


def _spawn_in_trio(work: Callable[[], Awaitable[None]]) -> None:
    from trio.lowlevel import spawn_system_task

    try:
        spawn_system_task(work)
    except RuntimeError:
        pass  # trio is about to end, and its connections with it


_tasks: set[Any] = set()


def _spawn_in_asyncio(loop: Any, work: Callable[[], Any]) -> None:
    task = loop.create_task(work())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
