"""The synchronous client beside a client: itself. Kept by hand in both worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .groups import Groups
    from .stream import Stream

    SyncStream = Stream[Any]


def sync_twin(client: Groups) -> Groups:
    return client
