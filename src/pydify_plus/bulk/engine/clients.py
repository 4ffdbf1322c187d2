"""Clients for many calls at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client

CALLS_PER_POOL = 8
"""Each call looks at every connection of its pool, more than once: with 64 at once in one pool, that costs more than all the rest."""


@asynccontextmanager
async def own_clients(client: Client | AsyncClient, concurrency: int) -> AsyncGenerator[list[AsyncClient]]:
    """Async clients with the settings of another client of either kind, and with connections of their own, to be used in turn.

    Args:
        client: Whose settings they have. One with an `http_client` of the user's is used itself.
        concurrency: How many calls there will be at once.

    Raises:
        TypeError: A synchronous client has an `http_client` of the user's.
    """
    from pydify_plus import AsyncClient
    from pydify_plus._http import trust

    try:
        options = {**client._settings.portable(), **client._engine.portable()}
    except TypeError:
        if not isinstance(client, AsyncClient):
            raise TypeError("a Client with an http_client of yours cannot be used here: give an AsyncClient") from None
        yield [client]
        return
    options["verify"] = trust(options["verify"])
    async with AsyncExitStack() as stack:
        clients: list[AsyncClient] = []
        for _ in range(max(1, -(-concurrency // CALLS_PER_POOL))):
            own = await stack.enter_async_context(AsyncClient(**options))
            own._settings = client._settings
            clients.append(own)
        yield clients
