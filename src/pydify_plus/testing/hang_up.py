"""Ending a connection from within an answer."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Awaitable
from typing import TYPE_CHECKING, NoReturn

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_TRANSPORT = "pydify_plus.transport"
# Lingering for 0 seconds: closing resets.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class HangUp(Exception):
    """The connection ends here, whatever the answer still had to say.

    Args:
        reset: Whether it is reset (RST), in place of closed.
    """

    def __init__(self, *, reset: bool) -> None:
        super().__init__()
        self.reset = reset

    @classmethod
    def with_reset(cls, _: object = None) -> NoReturn:
        raise cls(reset=True)

    @classmethod
    def in_order(cls, _: object = None) -> NoReturn:
        raise cls(reset=False)

    async def perform(self, scope: Scope, receive: Receive) -> None:
        """End the connection that a request came by; returns when it is gone."""
        transport: asyncio.Transport = scope[_TRANSPORT]
        if self.reset:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            transport.abort()
        else:
            transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass


class Connection(H11Protocol):
    """uvicorn's side of a connection, which lets the application end it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app: ASGIApp = self.app

        def with_transport(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
            scope[_TRANSPORT] = transport
            return app(scope, receive, send)

        self.app = with_transport
