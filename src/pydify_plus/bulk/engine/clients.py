"""Clients for many calls at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client

CALLS_PER_POOL = 8
"""Each call of httpx looks at every connection of its pool, more than once: with 64 in one pool, that costs more than all the rest."""


@asynccontextmanager
async def own_clients(client: Client | AsyncClient, concurrency: int) -> AsyncGenerator[list[AsyncClient]]:
    """Async clients with the settings of another client of either kind, and with connections of their own, to be used in turn.

    They are over aiohttp where that is installed (extra `aiohttp`) and no proxy is to be used: it takes less time for a call.

    Args:
        client: Whose settings they have. One with an `http_client` of the user's is used itself.
        concurrency: How many calls there will be at once.

    Raises:
        TypeError: A synchronous client has an `http_client` of the user's.
    """
    from pydify_plus import AsyncClient
    from pydify_plus._http import trust

    try:
        connections: dict[str, Any] = client._engine.portable()
    except TypeError:
        if not isinstance(client, AsyncClient):
            raise TypeError("a Client with an http_client of yours cannot be used here: give an AsyncClient") from None
        yield [client]
        return
    settings = client._settings.portable()
    connections["verify"] = trust(connections["verify"])
    async with AsyncExitStack() as stack:
        clients: list[AsyncClient] = []
        pools, http = max(1, -(-concurrency // CALLS_PER_POOL)), _over_aiohttp(**connections)
        if http is not None:
            await stack.enter_async_context(http)
            pools, connections = 1, {"http_client": http}
        for _ in range(pools):
            own = await stack.enter_async_context(AsyncClient(**settings, **connections))
            own._settings = client._settings
            clients.append(own)
        yield clients


def _over_aiohttp(*, proxy: str | None, verify: Any, max_connections: int) -> Any:
    """An HTTP client over aiohttp; None where there is none, or where a proxy may be of a kind that it does not know."""
    if proxy is not None or getproxies():
        return None
    try:
        from httpx import Limits
        from httpx_aiohttp import HttpxAiohttpClient
    except ImportError:
        return None
    limits = Limits(max_connections=max_connections, keepalive_expiry=30.0)
    return HttpxAiohttpClient(verify=verify, limits=limits, timeout=None)
