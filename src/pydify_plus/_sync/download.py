# Derived from _async by scripts/unasync.py; edit there.
"""Bodies that are read piece by piece: binary answers written to a file as they come, and the beginning of errors."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from pydify_plus._core.downloads import writer_to
from pydify_plus._core.transport_errors import transport_error

if TYPE_CHECKING:
    from pydify_plus._core.downloads import Target
    from pydify_plus_generated.types import Call

    from .caller import Caller


MOST_OF_AN_ERROR = 256 * 1024
"""Bytes of an error's body that are read: what explains it is far shorter, and a body that never ends must not fill the memory."""


def beginning_of(response: Any) -> bytes:
    """The body of an error as far as it is worth reading. The connection is closed, or given back when that was all."""
    if response.is_stream_consumed:  # as of a mock transport
        return bytes(response.content[:MOST_OF_AN_ERROR])
    begun, chunk = bytearray(), b""
    try:
        with closing(response.iter_bytes()) as chunks:
            for chunk in chunks:
                begun += chunk
                if len(begun) >= MOST_OF_AN_ERROR:
                    break
        return bytes(begun[:MOST_OF_AN_ERROR])
    except BaseException:
        begun.clear()  # it may repeat the key, and a traceback may show local variables
        chunk = b""
        raise
    finally:
        response.close()


def download(client: Caller, call: Call[bytes], options: Mapping[str, Any], to: Target) -> int:
    """Send a call and write its answer to `to`. Gives the number of bytes."""
    written = 0
    response = client.open(call, options)
    try:
        with writer_to(to) as write:
            for chunk in response.iter_bytes():
                write(chunk)
                written += len(chunk)
    except Exception as problem:
        error = transport_error(problem, operation=call.operation)
        if error is None:
            raise
        raise error from problem
    finally:
        response.close()
    return written
