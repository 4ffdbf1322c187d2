"""The bytes of a streamed answer: waiting for them a bounded time, and letting go of them. Kept by hand in both worlds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from os import getpid
from time import monotonic
from typing import Any
from weakref import WeakSet

from pydify_plus._loops import running_loop, spawn
from pydify_plus._sync.ending import shut

DRAIN_SECONDS = 3.0
_MOST_DRAINS = 64
_CLOSE_SECONDS = 5.0

# An open body is held here, so that garbage collection never meets its generators half-way: asyncio and trio would each end them
# in a way of their own. A stream that is collected gives its body up.
_open: set[AsyncBody] = set()
_endings: WeakSet[_Ending] = WeakSet()  # held by the event loop that works on it


class AsyncBody:
    """The body of one answer, piece by piece.

    Args:
        response: The answer, of which nothing has been read.
    """

    __slots__ = ("_process", "chunks", "loop", "response")

    def __init__(self, response: Any) -> None:
        self.response = response
        # Bytes as they come: a decoding layer is worth its cost only where a proxy has compressed the stream, and needed where
        # the answer has been read already, as that of a mock transport has.
        decoded = "content-encoding" in response.headers or response.is_stream_consumed
        self.chunks: AsyncIterator[bytes] = response.aiter_bytes() if decoded else response.aiter_raw()
        self.loop = running_loop()
        self._process = getpid()
        _open.add(self)

    async def next_before(self, at: float) -> bytes:
        """The next of `chunks`, if it comes before a point in the time of `monotonic`.

        Raises:
            TimeoutError: None came; nothing more can be read.
            StopAsyncIteration: There are none any more.
        """
        from anyio import fail_after

        with fail_after(max(0.0, at - monotonic())):
            return await anext(self.chunks)

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
            await self.exhaust()

    async def let_end(self) -> None:
        """Let the server end the answer, which it will do soon. That is awaited in the background, and the pool keeps the connection."""
        if len(_endings) < _MOST_DRAINS and not self.response.is_closed:
            _Ending(self, DRAIN_SECONDS).start()
        else:
            await self.aclose()

    def abandon(self) -> None:
        """Close the connection from wherever garbage is collected: at once for the server, and for the pool as soon as the loop can."""
        if self._process != getpid():
            return  # the connection is that of the process that this one was forked from
        shut(self.response)
        _Ending(self, 0.0).start()

    async def exhaust(self) -> None:
        """Read what is left. Of a closed answer that fails at once, and ends the generators beneath in good order."""
        try:
            async for _ in self.chunks:
                pass
        except Exception:  # noqa: S110 - nobody wants it any more
            pass


class _Ending:
    """The end of one body in the background: what is left of it is read for a while, then it is closed."""

    def __init__(self, body: AsyncBody, seconds: float) -> None:
        self.loop = body.loop
        self._body = body
        self._seconds = seconds
        self._reading: Any = None
        self._done: Any = None

    def start(self) -> None:
        """Go to work on the body's event loop. This can be called from any thread, and where no loop runs."""
        _open.discard(self._body)
        _endings.add(self)
        spawn(self.loop, self.run)

    async def run(self) -> None:
        from anyio import move_on_after

        try:
            with move_on_after(self._seconds) as self._reading:
                await self._body.exhaust()
        finally:
            await self._body.aclose()
            _endings.discard(self)
            if self._done is not None:
                self._done.set()

    def hurry(self) -> Any:
        """Be done at once; the event that is given will be set then."""
        from anyio import Event

        self._seconds = 0.0
        self._done = self._done or Event()
        if self._reading is not None:
            self._reading.cancel()
        return self._done


async def settle() -> None:
    """End what this event loop still has in the background."""
    if not _endings:
        return
    from anyio import move_on_after

    loop = running_loop()
    with move_on_after(_CLOSE_SECONDS):
        for done in [ending.hurry() for ending in _endings if ending.loop is loop]:
            await done.wait()
