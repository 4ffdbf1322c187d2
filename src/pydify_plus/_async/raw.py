"""A group's methods with the HTTP response beside their answer, or in place of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from pydify_plus._core.raw_response import RawResponse
from pydify_plus._core.transport_errors import transport_error

from .engine import outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydify_plus_generated.types import Call

    from .resource import AsyncResource


class AsyncRawMethods:
    """The methods of a group, each returning a `RawResponse`.

    Generation waits in the wire's own blocking mode, since there is one answer to show then. A method that sends several
    requests shows the last one's answer.

    Example:
        >>> response = await client.app_config.with_raw_response.get_app_basic_info()
        >>> print(response.status_code, response.headers["x-version"], response.parse().name)
    """

    def __init__(self, group: AsyncResource) -> None:
        self._group = group

    def __getattr__(self, name: str) -> Callable[..., Any]:
        group = type(self._group)
        if name.startswith("_") or not callable(getattr(group, name, None)):
            raise AttributeError(f"{group.__name__} has no method {name!r}")

        async def call(*arguments: Any, **keywords: Any) -> RawResponse[Any]:
            responses: list[Any] = []
            client = self._group._client.with_options(response_mode="blocking")
            client._tap = lambda response, _: responses.append(response)
            result = await outcome(getattr(group(client), name)(*arguments, **keywords))
            if not responses:
                raise TypeError(
                    f"{name}() returns a stream, which has no single answer: iterate it, or use with_streaming_response"
                )
            return RawResponse(responses[-1], result)

        return call


class AsyncStreamedMethods:
    """The methods of a group, each giving a context in which its answer is read piece by piece, in constant memory.

    Example:
        >>> async with client.files.with_streaming_response.get_file_preview(file) as response:
        ...     async for chunk in response.iter_bytes():
        ...         ...
    """

    def __init__(self, group: AsyncResource) -> None:
        self._group = group

    def __getattr__(self, name: str) -> Callable[..., Any]:
        group = type(self._group)
        if name.startswith("_") or not callable(getattr(group, name, None)):
            raise AttributeError(f"{group.__name__} has no method {name!r}")

        @asynccontextmanager
        async def call(*arguments: Any, **keywords: Any) -> AsyncGenerator[AsyncStreamedResponse, None]:
            client = self._group._client.with_options()
            client._tap, client._keep_open = _take, True
            try:
                await outcome(getattr(group(client), name)(*arguments, **keywords))
            except Opened as opened:
                response = AsyncStreamedResponse(opened.response, opened.call)
            else:
                raise TypeError(f"{name}() has no single answer to stream")
            try:
                yield response
            finally:
                await response.aclose()

        return call


class AsyncStreamedResponse:
    """An answer whose body is read as it comes.

    Attributes:
        status_code: The HTTP status.
        headers: The answer's headers.
    """

    def __init__(self, response: Any, call: Call[Any]) -> None:
        self._response = response
        self._call = call
        self.status_code: int = response.status_code
        self.headers: Mapping[str, str] = response.headers

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body, in pieces as they come, or of `chunk_size` bytes.

        Args:
            chunk_size: Bytes of a piece; as they come when left out.

        Raises:
            DifyTransportError: The connection broke before the body was complete.
        """
        try:
            async for chunk in self._response.aiter_bytes(chunk_size):
                yield chunk
        except Exception as problem:
            error = transport_error(problem, operation=self._call.operation)
            if error is None:
                raise
            raise error from problem

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([chunk async for chunk in self.iter_bytes()])

    async def aclose(self) -> None:
        """Close the connection."""
        await self._response.aclose()


def _take(response: Any, call: Call[Any]) -> None:
    raise Opened(response, call)


class Opened(Exception):
    """A call was sent, and its answer is open."""

    def __init__(self, response: Any, call: Call[Any]) -> None:
        super().__init__("opened")
        self.response = response
        self.call = call
