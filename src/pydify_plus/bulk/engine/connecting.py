"""The client of a long job."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client

_KEEPALIVE_EXPIRY = 4.0
"""Seconds; less than servers keep an idle connection. One that they close just when a call is sent on it costs the call its answer, and
of many thousands of calls that is one."""


@asynccontextmanager
async def own_client(client: Client | AsyncClient) -> AsyncGenerator[AsyncClient]:
    """An async client with the settings of another client of either kind, and with connections of its own.

    Args:
        client: Whose settings it has. One with an `http_client` of the user's is used itself.

    Raises:
        TypeError: A synchronous client has an `http_client` of the user's.
    """
    from pydify_plus import AsyncClient
    from pydify_plus._http import make_async_client

    if client._engine._given is not None:
        if not isinstance(client, AsyncClient):
            raise TypeError("a Client with an http_client of yours cannot be used here: give an AsyncClient")
        yield client
        return
    http = make_async_client(**client._engine._options, keepalive_expiry=_KEEPALIVE_EXPIRY)
    async with http, AsyncClient(**client._settings.portable(), http_client=http) as own:
        own._settings = client._settings
        yield own
