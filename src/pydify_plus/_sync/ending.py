"""Waiting for bytes no longer than a while, and letting go of a stream. Kept by hand in both worlds."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Timer
from typing import Any


def next_chunk(chunks: Iterator[bytes], seconds: float, response: Any) -> bytes:
    """The next bytes.

    A read that blocks cannot be told to stop, so a timer shuts its socket.

    Raises:
        TimeoutError: None came within `seconds`; the connection is closed.
        StopIteration: There are none any more.
    """
    fired = False

    def shut() -> None:
        nonlocal fired
        fired = True
        _shut(response)

    timer = Timer(max(seconds, 0.0), shut)
    timer.daemon = True
    timer.start()
    try:
        return next(chunks)
    except Exception as problem:
        if fired:
            raise TimeoutError from problem.with_traceback(None)
        raise
    finally:
        timer.cancel()


def let_go(response: Any, chunks: Iterator[bytes] | None, *, ends_soon: bool) -> None:
    """Close an answer that has been read as far as it matters. There is no background here to await its end in."""
    response.close()


def settle() -> None:
    """Nothing waits in the background."""


def _shut(response: Any) -> None:
    network = response.extensions.get("network_stream")
    connection = network.get_extra_info("socket") if network is not None else None
    if connection is not None:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is closed already
