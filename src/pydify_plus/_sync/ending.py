"""The bytes of a streamed answer: waiting for them a bounded time, and letting go of them. Kept by hand in both worlds."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from math import inf
from os import getpid
from threading import Condition, Thread
from time import monotonic
from typing import Any

from pydify_plus._forks import leave_to_the_parent


class Body:
    """The body of one answer, piece by piece.

    Args:
        response: The answer, of which nothing has been read.
    """

    __slots__ = ("_process", "_watchdog", "chunks", "response")

    def __init__(self, response: Any) -> None:
        self.response = response
        # Bytes as they come: a decoding layer is worth its cost only where a proxy has compressed the stream, and needed where
        # the answer has been read already, as that of a mock transport has.
        decoded = "content-encoding" in response.headers or response.is_stream_consumed
        self.chunks: Iterator[bytes] = response.iter_bytes() if decoded else response.iter_raw()
        self._watchdog: _Watchdog | None = None
        self._process = getpid()

    def next_before(self, at: float) -> bytes:
        """The next of `chunks`, if it comes before a point in the time of `monotonic`.

        Raises:
            TimeoutError: None came; nothing more can be read.
            StopIteration: There are none any more.
        """
        if self._watchdog is None:
            self._watchdog = _Watchdog(self.response)
        return self._watchdog.read(self.chunks, at)

    def close(self) -> None:
        """Close the connection, or give it back to the pool if all has been read. A read that waits in another thread ends."""
        if self._process != getpid():
            leave_to_the_parent(self)
            return
        if self._watchdog is not None:
            self._watchdog.stop()
        if not self.response.is_closed:
            shut(self.response)
        try:
            self.response.close()
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
        self._changed = Condition()
        self._until = inf
        self._wakes = inf
        self._stopped = False
        self._bit = False
        Thread(target=self._watch, name="deadlines of a Dify stream", daemon=True).start()

    def read(self, chunks: Iterator[bytes], until: float) -> bytes:
        if self._bit:  # where there is no socket to shut, the read that was too long has gone on
            raise TimeoutError
        self._expect(until)
        try:
            return next(chunks)
        except Exception as problem:
            if self._bit:
                raise TimeoutError from problem
            raise
        finally:
            self._expect(inf)

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def _expect(self, until: float) -> None:
        with self._changed:
            self._until = until
            if until < self._wakes:
                self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._stopped:
                left = self._until - monotonic()
                if left <= 0:
                    self._bit = True
                    shut(self._response)
                    return
                self._wakes = self._until
                self._changed.wait(None if left == inf else left)


def settle() -> None:
    """Nothing waits in the background."""


def shut(response: Any) -> None:
    """End the connection of an answer, as far as a socket can from any thread: a read of it ends, and the server sees it close."""
    network = response.extensions.get("network_stream")
    connection = network.get_extra_info("socket") if network is not None else None
    # A connection of HTTP/2 carries other answers too.
    if connection is None or response.http_version == "HTTP/2":
        return
    try:
        if isinstance(connection, socket.socket):
            # Not the method of an SSL socket, which would forget its encryption under the feet of its reader.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        else:
            connection.shutdown(socket.SHUT_RDWR)
    except (OSError, TypeError):
        pass  # it is closed already, or uvloop's, which cannot
