"""Faults on order: what should go wrong, with which of the next requests."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from http.client import responses as phrases
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response

from . import tampering
from .hang_up import HangUp
from .operations import check_operation
from .tampering import Around, Exchange

if TYPE_CHECKING:
    from types import TracebackType

    from .json_values import Json
    from .request import ReceivedRequest

_CODES = {400: "invalid_param", 413: "file_too_large", 500: "internal_server_error"}
"""Dify's codes that are not the status's own phrase."""
_IN_NGINX = {503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
"""Phrases of its own."""


@dataclass(frozen=True)
class Fault:
    """One thing that can go wrong with a request; `server.faults.add` orders it.

    Faults add up, the first outermost: `Fault.delay(0.5) + Fault.status(503)` refuses, late.

    A fault that replaces the answer comes before Dify has seen the request, as when a limit or a restart is in the way. With
    `processed=True` Dify has done what was asked, and only its answer is lost, as behind a proxy that lost patience.

    Example:
        >>> server.faults.add(Fault.status(429, retry_after=1), times=2, operation="sendChatMessage")
        >>> server.faults.add(Fault.cut(events=3, reset=True), path="/chat-messages")

    Attributes:
        description: What goes wrong, in words.
        around: What it does with an exchange: gives the answer, by way of `exchange.answer()` or without it.
    """

    description: str
    around: Around = field(repr=False)

    def __str__(self) -> str:
        return self.description

    def __add__(self, other: Fault) -> Fault:
        async def around(exchange: Exchange) -> Response:
            return await self.around(replace(exchange, answer=lambda: other.around(exchange)))

        return Fault(f"{self.description}, {other.description}", around)

    @classmethod
    def status(
        cls,
        status: int,
        *,
        code: str | None = None,
        message: str | None = None,
        body: Json | str | bytes | None = None,
        content_type: str | None = None,
        headers: dict[str, str] | None = None,
        retry_after: float | str | None = None,
        processed: bool = False,
    ) -> Fault:
        """Answer with a status, in Dify's form of an error.

        Args:
            status: The HTTP status.
            code: Dify's name for the kind of error; the one that is usual with the status when left out.
            message: What Dify says; the status's phrase when left out.
            body: Another body than Dify's: JSON, or anything as it is.
            content_type: What `body` is; by default JSON, or plain text.
            headers: More headers.
            retry_after: The header of that name: seconds, or a date.
            processed: Whether Dify has done what was asked all the same.

        Raises:
            ValueError: It is no status of an answer.
        """
        if not 200 <= status <= 599:
            raise ValueError(f"{status} is no status that an answer ends with: give one from 200 to 599.")
        phrase = phrases.get(status, "Unknown")
        code = code or _CODES.get(status) or phrase.lower().replace(" ", "_")
        more = dict(headers or {})
        if retry_after is not None:
            more["Retry-After"] = str(retry_after)
        told = {"code": code, "message": phrase if message is None else message, "status": status}
        sent = told if body is None else body
        if isinstance(sent, str | bytes):
            content, media_type = sent, content_type or "text/plain; charset=utf-8"
        else:
            content, media_type = json.dumps(sent) + "\n", content_type or "application/json"

        def response(exchange: Exchange) -> Response:
            made = Response(content, status, headers=more, media_type=media_type)
            made.raw_headers.extend(exchange.dify_headers)
            return made

        return cls(f"{status} {phrase if body is not None else code}", tampering.instead(response, processed))

    @classmethod
    def proxy_page(cls, status: int = 502, *, processed: bool = False) -> Fault:
        """Answer with the page of HTML that a proxy before Dify shows when Dify is down (502) or takes too long (504).

        Args:
            status: The HTTP status.
            processed: Whether Dify has done what was asked, as with a run that goes on behind a 504.
        """
        title = f"{status} {_IN_NGINX.get(status) or phrases.get(status, 'Unknown')}"
        page = (
            f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
            "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        )

        def response(_: Exchange) -> Response:
            return Response(page, status, headers={"Server": "nginx"}, media_type="text/html")

        return cls(f"a proxy's page {title}", tampering.instead(response, processed))

    @classmethod
    def reset(cls, *, processed: bool = False) -> Fault:
        """Reset the connection (RST) in place of an answer.

        Args:
            processed: Whether Dify has done what was asked.
        """
        return cls("the connection is reset", tampering.instead(HangUp.with_reset, processed))

    @classmethod
    def close(cls, *, processed: bool = False) -> Fault:
        """Close the connection in order, in place of an answer, as a server does with one that was idle for too long.

        Args:
            processed: Whether Dify has done what was asked.
        """
        return cls("the connection is closed", tampering.instead(HangUp.in_order, processed))

    @classmethod
    def delay(cls, seconds: float) -> Fault:
        """Hold the answer back, its first byte included; Dify works meanwhile.

        Args:
            seconds: For how long.
        """

        async def around(exchange: Exchange) -> Response:
            response = await exchange.answer()
            await asyncio.sleep(seconds)
            return response

        return cls(f"the answer comes {seconds:g} s late", around)

    @classmethod
    def cut(cls, *, events: int | None = None, bytes: int | None = None, reset: bool = False) -> Fault:
        """End the connection in the middle of the answer; one that is no stream and is over by then stays whole.

        Args:
            events: After so many events of a stream; pings do not count. An answer that is no stream is one event.
            bytes: Or after so many bytes of the body.
            reset: Whether the connection is reset (RST), in place of closed.
        """
        after = tampering.Place.of(events, bytes)
        return cls(f"cut after {after}{' with a reset' if reset else ''}", tampering.cut(after, reset))

    @classmethod
    def stall(
        cls,
        seconds: float | None = None,
        *,
        events: int | None = None,
        bytes: int | None = None,
        ping_every: float | None = None,
    ) -> Fault:
        """Fall silent in the middle of the answer, then go on; an answer that is no stream and is over by then stays whole.

        Args:
            seconds: How long; until the client leaves when left out.
            events: After so many events of a stream; pings do not count.
            bytes: Or after so many bytes of the body.
            ping_every: Seconds between the pings of a stream that stalls; None for none.
        """
        after = tampering.Place.of(events, bytes)
        how_long = "for good" if seconds is None else f"for {seconds:g} s"
        pings = "" if ping_every is None else f" with a ping every {ping_every:g} s"
        return cls(f"silent {how_long} after {after}{pings}", tampering.stall(after, seconds, ping_every))

    @classmethod
    def split(cls, size: int, *, pause: float = 0.0) -> Fault:
        """Send the body in pieces of `size` bytes, each a chunk of its own, which cut through lines and characters.

        Args:
            size: Bytes of a piece.
            pause: Seconds between pieces.

        Raises:
            ValueError: The size is less than one byte.
        """
        if size < 1:
            raise ValueError("A piece has one byte at least.")
        return cls(f"in pieces of {size} bytes", tampering.split(size, pause))

    @classmethod
    def header(cls, name: str, value: str | None) -> Fault:
        """Change a header of the answer, or remove it with None.

        Args:
            name: The header's name.
            value: Its new value; None removes it.
        """

        async def around(exchange: Exchange) -> Response:
            response = await exchange.answer()
            if value is None:
                del response.headers[name]
            else:
                response.headers[name] = value
            return response

        return cls(f"without the header {name}" if value is None else f"with the header {name}: {value}", around)

    @classmethod
    def version(cls, version: str | None) -> Fault:
        """Let the answer name another version of Dify, or none.

        Args:
            version: The version, such as `1.10.0`; None for none.
        """
        return cls.header("x-version", version)

    @classmethod
    def event(cls, event: Json, *, events: int = 0) -> Fault:
        """Put an event into a stream, such as one that no client knows; other answers stay as they are.

        Args:
            event: The event, whole.
            events: After so many of the stream's own events.
        """
        return cls(f"with the event {event.get('event')!r}", tampering.inserted(event, events))

    @classmethod
    def field(cls, name: str, value: Any) -> Fault:
        """Put a field into the JSON object of an answer, and into every event of a stream.

        Args:
            name: The field's name.
            value: Its JSON value.
        """
        return cls(f"with the field {name!r}", tampering.extended(name, value))


class Done(NamedTuple):
    """A fault that happened, and the request that it happened to."""

    fault: Fault
    request: ReceivedRequest


class Order:
    """A fault that waits for its requests; as a context manager it is taken back at the end.

    Attributes:
        fault: What goes wrong.
        left: How many times it still happens; None for every time.
        requests: The requests that it happened to.
    """

    def __init__(
        self, fault: Fault, times: int | None, matches: Callable[[ReceivedRequest], bool], faults: Faults
    ) -> None:
        self.fault = fault
        self.left = times
        self.requests: list[ReceivedRequest] = []
        self.matches = matches
        self._faults = faults

    def __repr__(self) -> str:
        return f"<Order {self.fault}, {'always' if self.left is None else f'{self.left} left'}>"

    def remove(self) -> None:
        """Take the order back."""
        self._faults._remove(self)

    def __enter__(self) -> Order:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class Faults:
    """The faults of a server, which happen in the order in which they were added, one to a request.

    Example:
        >>> server.faults.add(Fault.status(503))                           # the next request
        >>> server.faults.add(Fault.reset(), times=2, operation="executeWorkflow")
        >>> with server.faults.add(Fault.proxy_page(504), times=None, method="POST", path="/datasets/*/retrieve"):
        ...     ...
        >>> server.faults.add(Fault.delay(2), when=lambda request: request.json["user"] == "ann")
        >>> assert len(server.faults.done) == 4
    """

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._done: list[Done] = []
        self._lock = threading.Lock()  # added by tests, taken by the server's thread

    @property
    def done(self) -> tuple[Done, ...]:
        """What has gone wrong so far, oldest first."""
        return tuple(self._done)

    @property
    def pending(self) -> tuple[Order, ...]:
        """What still waits for a request."""
        return tuple(self._orders)

    def add(
        self,
        fault: Fault,
        *,
        times: int | None = 1,
        operation: str | None = None,
        method: str | None = None,
        path: str | None = None,
        when: Callable[[ReceivedRequest], bool] | None = None,
    ) -> Order:
        """Order a fault for the next requests, or for the next ones that fit all that is said.

        Args:
            fault: What goes wrong.
            times: How many times; None for every time.
            operation: Dify's name of the operation, such as `sendChatMessage`.
            method: The HTTP method.
            path: The path below `/v1`; `*` stands for anything in it.
            when: A test of the request, whose body has been read.

        Raises:
            ValueError: Dify has no such operation, or `times` is less than one.
        """
        if operation is not None:
            check_operation(operation)
        if times is not None and times < 1:
            raise ValueError("A fault happens once at least; times=None lets it happen every time.")

        def matches(request: ReceivedRequest) -> bool:
            return (
                (operation is None or request.operation == operation)
                and (method is None or request.method == method.upper())
                and (path is None or fnmatchcase(request.path, path))
                and (when is None or when(request))
            )

        order = Order(fault, times, matches, self)
        with self._lock:
            self._orders.append(order)
        return order

    def clear(self) -> None:
        """Take all orders back, and forget what has gone wrong."""
        with self._lock:
            self._orders.clear()
            self._done.clear()

    def take(self, request: ReceivedRequest) -> Fault | None:
        """The fault that happens to a request, if any; it counts as done.

        Args:
            request: The request.
        """
        with self._lock:
            order = next((order for order in self._orders if order.matches(request)), None)
            if order is None:
                return None
            if order.left is not None:
                order.left -= 1
                if not order.left:
                    self._orders.remove(order)
            order.requests.append(request)
            self._done.append(Done(order.fault, request))
            return order.fault

    def _remove(self, order: Order) -> None:
        with self._lock:
            if order in self._orders:
                self._orders.remove(order)
