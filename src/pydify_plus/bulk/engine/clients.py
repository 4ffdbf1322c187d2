"""Clients for many calls at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client

CALLS_PER_POOL = 8
"""Each call of httpx looks at every connection of its pool, more than once: with 64 in one pool, that costs more than all the rest."""

_KEEPALIVE_EXPIRY = 4.0
"""Seconds; less than servers keep an idle connection. One that they close just when a call is sent on it costs the call its answer, and
of many thousands of calls that is one."""


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
    connections["verify"] = trust(connections["verify"])
    if find_spec("httpx_aiohttp") is not None and connections["proxy"] is None and not getproxies().keys() - {"no"}:
        make, pools = _over_aiohttp, 1
    else:
        make, pools = _over_httpx, max(1, -(-concurrency // CALLS_PER_POOL))
    async with AsyncExitStack() as stack:
        clients: list[AsyncClient] = []
        for _ in range(pools):
            http = await stack.enter_async_context(make(**connections))
            own = await stack.enter_async_context(AsyncClient(**client._settings.portable(), http_client=http))
            own._settings = client._settings
            clients.append(own)
        yield clients


def _over_aiohttp(*, proxy: None, verify: Any, max_connections: int) -> Any:
    from httpx import Limits
    from httpx_aiohttp import HttpxAiohttpClient

    limits = Limits(max_connections=max_connections, keepalive_expiry=_KEEPALIVE_EXPIRY)
    return HttpxAiohttpClient(verify=verify, limits=limits, trust_env=False)


def _over_httpx(*, proxy: str | None, verify: Any, max_connections: int) -> Any:
    from pydify_plus._core.keys import Veil
    from pydify_plus._http import make_async_client

    return make_async_client(
        proxy=Veil(proxy), verify=verify, max_connections=max_connections, keepalive_expiry=_KEEPALIVE_EXPIRY
    )
