"""The synchronous client beside an asynchronous one, for its `*_sync` methods. Kept by hand in both worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydify_plus._sync.client import Client
    from pydify_plus._sync.stream import Stream

    from .caller import AsyncCaller

    SyncStream = Stream[Any]


def sync_twin(client: AsyncCaller) -> Client:
    """A `Client` with the settings of `client` and connections of its own, which `client.aclose()` closes."""
    from pydify_plus._sync.client import Client

    return Client.on(client._engine.sync_engine(), client._settings)
