"""Bodies that are read piece by piece: binary answers written to a file as they come, and the beginning of errors."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pydify_plus._core.downloads import writer_to
from pydify_plus._core.transport_errors import transport_error

if TYPE_CHECKING:
    from pydify_plus._core.downloads import Target
    from pydify_plus_generated.types import Call

    from .caller import AsyncCaller


MOST_OF_AN_ERROR = 256 * 1024
"""Bytes of an error's body that are read: what explains it is far shorter, and a body that never ends must not fill the memory."""


async def beginning_of(response: Any) -> bytes:
    """The body of an error as far as it is worth reading. The connection is closed, or given back when that was all."""
    if response.is_stream_consumed:  # as of a mock transport
        return bytes(response.content[:MOST_OF_AN_ERROR])
    begun, chunk = bytearray(), b""
    try:
        async with aclosing(response.aiter_bytes()) as chunks:
            async for chunk in chunks:
                begun += chunk
                if len(begun) >= MOST_OF_AN_ERROR:
                    break
        return bytes(begun[:MOST_OF_AN_ERROR])
    except BaseException:
        begun.clear()  # it may repeat the key, and a traceback may show local variables
        chunk = b""
        raise
    finally:
        await response.aclose()


async def download(client: AsyncCaller, call: Call[bytes], options: Mapping[str, Any], to: Target) -> int:
    """Send a call and write its answer to `to`. Gives the number of bytes."""
    written = 0
    response = await client.open(call, options)
    try:
        with writer_to(to) as write:
            async for chunk in response.aiter_bytes():
                write(chunk)
                written += len(chunk)
    except Exception as problem:
        error = transport_error(problem, operation=call.operation)
        if error is None:
            raise
        raise error from problem
    finally:
        await response.aclose()
    return written
