"""The bytes of a streamed answer: waiting for them a bounded time, and letting go of them. Kept by hand in both worlds."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from math import inf
from threading import Condition, Thread
from time import monotonic
from typing import Any


class Body:
    """The body of one answer, piece by piece.

    Args:
        response: The answer, of which nothing has been read.
    """

    __slots__ = ("_chunks", "_reading", "_response", "_watchdog")

    def __init__(self, response: Any) -> None:
        self._response = response
        # Bytes as they come: a decoding layer is worth its cost only where a proxy has compressed the stream.
        compressed = "content-encoding" in response.headers
        self._chunks: Iterator[bytes] = response.iter_bytes() if compressed else response.iter_raw()
        self._watchdog: _Watchdog | None = None
        self._reading = False

    def next(self, until: float | None) -> bytes:
        """The next bytes.

        Args:
            until: How long to wait for them, in the time of `monotonic`; None for as long as the client's `timeout` lets it.

        Raises:
            TimeoutError: None came until then; nothing more can be read.
            StopIteration: There are none any more.
        """
        self._reading = True
        try:
            if until is None:
                return next(self._chunks)
            watchdog = self._watchdog = self._watchdog or _Watchdog(self._response)
            with watchdog.until(until):
                return next(self._chunks)
        finally:
            self._reading = False

    def close(self) -> None:
        """Close the connection, or give it back to the pool if all has been read."""
        if self._watchdog is not None:
            self._watchdog.stop()
        if self._reading:  # in another thread, or in this one below a signal's handler
            shut(self._response)
        try:
            self._response.close()
        except Exception:  # noqa: S110 - whoever closes wants nothing more
            pass

    def let_end(self) -> None:
        """Close the connection: there is no background here in which the server's end could be awaited."""
        self.close()

    def abandon(self) -> None:
        """Close the connection from wherever garbage is collected."""
        self.close()


class _Watchdog:
    """A thread that ends a read when its time is over: a read that blocks cannot be told to stop, but its socket can be shut."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._condition = Condition()
        self._until = inf
        self._looks_at = 0.0
        self._stopped = False
        self._bit = False
        Thread(target=self._watch, name="pydify_plus stream deadline", daemon=True).start()
