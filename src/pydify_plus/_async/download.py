"""Binary answers written to a file as they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydify_plus._core.downloads import writer_to
from pydify_plus._core.transport_errors import transport_error

if TYPE_CHECKING:
    from pydify_plus._core.downloads import Target
    from pydify_plus_generated.types import Call

    from .caller import AsyncCaller


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
