"""Which connection a request takes in the pool of an own httpx client.

httpcore's pool looks at every connection several times for every request, asks the system about each idle one, and hands one that is idle
to all requests that ask before its first one has begun. With fifty calls in flight that takes longer than the calls. What is decided is
the same here, but each connection is looked at once, is handed to one request, and is asked about when it is to be used.
"""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import Any

_KNOWN = (
    "_assign_requests_to_connections",
    "_connections",
    "_http2",
    "_max_connections",
    "_requests",
    "create_connection",
)
_SECONDS = 1.0
"""How often all idle connections are looked at for those that have expired or that the server has closed."""


def hand_out_quickly(pool: Any) -> None:
    """Let a pool of httpcore decide as said here. One whose inside is not the known one is left as it is."""
    if all(hasattr(pool, name) for name in _KNOWN) and not pool._http2:
        pool._assign_requests_to_connections = partial(_Assignment(), pool)


class _Assignment:
    def __init__(self) -> None:
        self._looked = monotonic()

    def __call__(self, pool: Any) -> list[Any]:
        """Give each waiting request a connection, as far as there are any, and return the connections to close."""
        now = monotonic()
        is_time = now - self._looked > _SECONDS
        waiting = [request for request in pool._requests if request.connection is None]
        if not waiting and not is_time:
            return []
        taken = {id(request.connection) for request in pool._requests}
        connections: list[Any] = []
        idle: list[Any] = []
        closing: list[Any] = []
        for connection in pool._connections:
            if connection.is_closed():
                continue
            if connection.is_idle() and id(connection) not in taken:
                if is_time and connection.has_expired():
                    closing.append(connection)
                    continue
                idle.append(connection)
            connections.append(connection)
        pool._connections = connections
        if is_time:
            self._looked = now
        for request in waiting:
            origin = request.request.url.origin
            connection = _usable(idle, origin, connections, closing)
            if connection is None:
                if len(connections) >= pool._max_connections:
                    if not idle:
                        continue
                    unused = idle.pop(0)  # a connection to another host
                    connections.remove(unused)
                    closing.append(unused)
                connection = pool.create_connection(origin)
                connections.append(connection)
            request.assign_to_connection(connection)
        return closing


def _usable(idle: list[Any], origin: Any, connections: list[Any], closing: list[Any]) -> Any:
    """The first idle connection to a host that still stands; those that do not are moved to those to close."""
    for connection in [*idle]:
        if connection.can_handle_request(origin):
            idle.remove(connection)
            if not connection.has_expired():
                return connection
            connections.remove(connection)
            closing.append(connection)
    return None
