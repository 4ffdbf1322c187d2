"""What faults do to an answer on its way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse

from .hang_up import HangUp
from .json_values import Json, is_object
from .streams import PING, frame

if TYPE_CHECKING:
    from .request import ReceivedRequest

_DATA = b"data: "


@dataclass(frozen=True)
class Exchange:
    """A request that a fault has hold of.

    Attributes:
        request: What has come.
        answer: Lets Dify, or the next fault, answer it.
        dify_headers: What Dify puts on every answer.
    """

    request: ReceivedRequest
    answer: Callable[[], Awaitable[Response]]
    dify_headers: list[tuple[bytes, bytes]]


Around = Callable[[Exchange], Awaitable[Response]]
Pieces = AsyncIterator[bytes]


@dataclass(frozen=True)
class Place:
    """A place in an answer: after so many events, or after so many bytes."""

    count: int
    unit: str

    @classmethod
    def of(cls, events: int | None, size: int | None) -> Place:
        """The one of two ways to say it that was used.

        Raises:
            ValueError: Both were, or less than nothing was said.
        """
        if events is not None and size is not None:
            raise ValueError("Give events or bytes, not both.")
        place = cls(events or 0, "events") if size is None else cls(size, "bytes")
        if place.count < 0:
            raise ValueError(f"{place} is before the beginning.")
        return place

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"

    def is_beyond(self, response: Response) -> bool:
        """Whether an answer that is no stream is over before it, or at it: its reader, who knows its length, waits for nothing more."""
        if _is_stream(response) or isinstance(response, StreamingResponse):
            return False
        return self.count >= (len(response.body) if self.unit == "bytes" else 1)

    async def divide(self, response: Response) -> tuple[Pieces, Pieces]:
        """The body before the place, and what comes then; the first has to be read before the second."""
        pieces = _pieces(response)
        if self.unit == "events":
            pieces = _frames(response, pieces)
        rest: list[bytes] = []

        async def before() -> Pieces:
            left = self.count
            while left > 0:
                piece = await anext(pieces, None)
                if piece is None:
                    return
                if self.unit == "bytes":
                    piece, later = piece[:left], piece[left:]
                    left -= len(piece)
                    if later:
                        rest.append(later)
                elif piece.startswith(_DATA) or not _is_stream(response):
                    left -= 1
                yield piece

        async def after() -> Pieces:
            for piece in rest:
                yield piece
            async for piece in pieces:
                yield piece

        return before(), after()


def instead(response: Callable[[Exchange], Response], processed: bool) -> Around:
    """Another answer, before Dify has seen the request or after it has `processed` it."""

    async def around(exchange: Exchange) -> Response:
        if processed:
            await exchange.answer()
        return response(exchange)

    return around


def cut(place: Place, reset: bool) -> Around:
    async def around(exchange: Exchange) -> Response:
        response = await exchange.answer()
        if place.is_beyond(response):
            return response
        before, _ = await place.divide(response)

        async def body() -> Pieces:
            async for piece in before:
                yield piece
            raise HangUp(reset=reset)

        return _with_body(response, body())

    return around


def stall(place: Place, seconds: float | None, ping_every: float | None) -> Around:
    async def around(exchange: Exchange) -> Response:
        response = await exchange.answer()
        if place.is_beyond(response):
            return response
        before, after = await place.divide(response)

        async def body() -> Pieces:
            async for piece in before:
                yield piece
            left = float("inf") if seconds is None else seconds
            if ping_every is not None and _is_stream(response):
                while left > ping_every:
                    await asyncio.sleep(ping_every)
                    left -= ping_every
                    yield PING.encode()
            await asyncio.sleep(left)
            async for piece in after:
                yield piece

        return _with_body(response, body())

    return around


def split(size: int, pause: float) -> Around:
    async def around(exchange: Exchange) -> Response:
        response = await exchange.answer()

        async def body() -> Pieces:
            async for piece in _pieces(response):
                for start in range(0, len(piece), size):
                    yield piece[start : start + size]
                    await asyncio.sleep(pause)

        # Of an answer with its length on it, a reader would see no chunks.
        del response.headers["content-length"]
        return _with_body(response, body())

    return around


def inserted(event: Json, events: int) -> Around:
    async def around(exchange: Exchange) -> Response:
        response = await exchange.answer()
        if not _is_stream(response):
            return response
        before, after = await Place(events, "events").divide(response)

        async def body() -> Pieces:
            async for piece in before:
                yield piece
            yield frame(event).encode()
            async for piece in after:
                yield piece

        return _with_body(response, body())

    return around


def extended(name: str, value: Any) -> Around:
    async def around(exchange: Exchange) -> Response:
        response = await exchange.answer()
        if _is_stream(response):

            async def body() -> Pieces:
                async for piece in _frames(response, _pieces(response)):
                    if piece.startswith(_DATA):
                        yield frame({**json.loads(piece.removeprefix(_DATA)), name: value}).encode()
                    else:
                        yield piece

            return _with_body(response, body())
        content = b"".join([piece async for piece in _pieces(response)])
        if response.headers.get("content-type", "").startswith("application/json") and content:
            told = json.loads(content)
            if is_object(told):
                content = json.dumps({**told, name: value}).encode() + b"\n"
        changed = Response(content, response.status_code)
        changed.raw_headers = [pair for pair in response.raw_headers if pair[0] != b"content-length"]
        changed.headers["content-length"] = str(len(content))
        return changed

    return around


def _is_stream(response: Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/event-stream")


def _with_body(response: Response, body: Pieces) -> Response:
    made = StreamingResponse(body, response.status_code)
    made.raw_headers = response.raw_headers
    return made


async def _pieces(response: Response) -> Pieces:
    if isinstance(response, StreamingResponse):
        async for piece in response.body_iterator:
            yield piece.encode() if isinstance(piece, str) else bytes(piece)
    elif response.body:
        yield bytes(response.body)


async def _frames(response: Response, pieces: Pieces) -> Pieces:
    """A stream frame by frame; another body as one piece."""
    held = b""
    async for piece in pieces:
        held += piece
        while _is_stream(response) and b"\n\n" in held:
            one, _, held = held.partition(b"\n\n")
            yield one + b"\n\n"
    if held:
        yield held
