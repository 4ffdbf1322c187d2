"""Binary answers that are written to a file as they come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydify_plus._core.downloads import Sink
from pydify_plus._core.transport_errors import transport_error

from .disk import on_disk

if TYPE_CHECKING:
    from pydify_plus._core.downloads import Target
    from pydify_plus_generated.types import Call

    from .caller import AsyncCaller

AT_A_TIME = 1 << 19
"""How many bytes are gathered before they are written."""


async def download(
    client: AsyncCaller,
    call: Call[bytes],
    options: Mapping[str, Any],
    to: Target,
    *,
    if_json: Callable[[], Exception] | None = None,
) -> int:
    """Send a call and write its answer to `to`.

    Args:
        client: What sends the call.
        call: One whose answer is bytes.
        options: Those of the call.
        to: Where the answer goes.
        if_json: The error that a JSON answer means, where Dify does not say it by the status.

    Returns:
        The number of bytes.
    """
    sink = Sink(to)
    response = await client.open(call, options)
    try:
        if if_json is not None and "json" in response.headers.get("content-type", ""):
            raise if_json()
        await on_disk(sink.open)
        written = await _write(response, sink)
        await on_disk(sink.finish)
    except BaseException as problem:
        await on_disk(sink.discard)
        error = transport_error(problem, operation=call.operation) if isinstance(problem, Exception) else None
        if error is None:
            raise
        raise error from problem
    finally:
        await response.aclose()
    return written


async def _write(response: Any, sink: Sink) -> int:
    written, size = 0, 0
    waiting: list[bytes] = []
    try:
        async for chunk in response.aiter_bytes():
            waiting.append(chunk)
            size += len(chunk)
            if size >= AT_A_TIME:
                await on_disk(sink.write, *waiting)
                written, size = written + size, 0
                waiting.clear()
    finally:
        if waiting:
            await on_disk(sink.write, *waiting)
    return written + size
