"""A client for a job that runs on an event loop of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydify_plus import AsyncClient, Client


def own_client(client: Client | AsyncClient) -> AsyncClient:
    """An `AsyncClient` with the settings of a client and connections of its own; close it.

    Raises:
        TypeError: The client has an `http_client` of the caller's, which is of another world or of another event loop.
    """
    from pydify_plus import AsyncClient
    from pydify_plus._async.engine import AsyncEngine

    try:
        options = client._engine.portable()
    except TypeError:
        raise TypeError(
            "this client has an http_client of yours, which a job cannot use on its own event loop: pass an AsyncClient to the "
            "asynchronous function, or a client without http_client"
        ) from None
    own = AsyncClient.on(AsyncEngine(None, None, **options), client._settings)
    own._owns_engine = True
    return own
