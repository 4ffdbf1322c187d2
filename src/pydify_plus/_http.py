"""The one place that imports httpx: the clients that are made when none is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from ._network import merge_chunks

if TYPE_CHECKING:
    import ssl

    from pydify_plus._core.keys import Veil

# Long streams hold a connection each, and idle ones are worth keeping through the pauses of a conversation.
_KEEPALIVE = 100
_KEEPALIVE_EXPIRY = 30.0


def _limits(max_connections: int, keepalive_expiry: float = _KEEPALIVE_EXPIRY) -> httpx.Limits:
    return httpx.Limits(
        max_connections=max_connections,
        max_keepalive_connections=min(_KEEPALIVE, max_connections),
        keepalive_expiry=keepalive_expiry,
    )


def make_client(*, proxy: Veil, verify: ssl.SSLContext | str | bool, max_connections: int) -> httpx.Client:
    http = httpx.Client(proxy=proxy.unveil(), verify=trust(verify), limits=_limits(max_connections))
    merge_chunks(http)
    return http


def make_async_client(
    *,
    proxy: Veil,
    verify: ssl.SSLContext | str | bool,
    max_connections: int,
    keepalive_expiry: float = _KEEPALIVE_EXPIRY,
) -> httpx.AsyncClient:
    limits = _limits(max_connections, keepalive_expiry)
    http = httpx.AsyncClient(proxy=proxy.unveil(), verify=trust(verify), limits=limits)
    merge_chunks(http)
    return http


def trust(verify: ssl.SSLContext | str | bool) -> ssl.SSLContext:
    """What `verify` means: the path of a file or folder of CA certificates becomes a context that trusts them."""
    if not isinstance(verify, (str, bool)):
        return verify
    if isinstance(verify, bool):
        return httpx.create_ssl_context(verify=verify)
    import ssl
    from pathlib import Path

    if Path(verify).is_dir():
        return ssl.create_default_context(capath=verify)
    return ssl.create_default_context(cafile=verify)
