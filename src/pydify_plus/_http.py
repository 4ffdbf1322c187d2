"""The one place that imports httpx: the clients that are made when none is given."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx

from ._network import make_quick

if TYPE_CHECKING:
    import ssl

    from pydify_plus._core.keys import Veil

# Long streams hold a connection each, and idle ones are worth keeping through the pauses of a conversation. How many are kept is left
# to that time: httpcore counts those in use with the idle ones, and beyond a number would keep none.
_KEEPALIVE_EXPIRY = 30.0


class _NoCookies(httpx.Cookies):
    """Keeps none: Dify's API has none, and one that came in the name of a user or an app would go along with the next one's key."""

    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class _Own:
    """What the clients that are made here do in another way than httpx."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._cookies: httpx.Cookies = _NoCookies()

    def build_request(
        self: Any, method: str, url: httpx.URL | str, *, headers: Any = None, **parts: Any
    ) -> httpx.Request:
        """The request that httpx makes, without merging what these have none of: a base URL, parameters, cookies, a time limit."""
        merged = self.headers
        if headers:
            merged = httpx.Headers(merged)
            merged.update(headers)
        return httpx.Request(method, url, headers=merged, **parts)


class _Client(_Own, httpx.Client):
    pass


class _AsyncClient(_Own, httpx.AsyncClient):
    pass


def _limits(max_connections: int, keepalive_expiry: float = _KEEPALIVE_EXPIRY) -> httpx.Limits:
    return httpx.Limits(
        max_connections=max_connections,
        max_keepalive_connections=max_connections,
        keepalive_expiry=keepalive_expiry,
    )


def make_client(*, proxy: Veil, verify: ssl.SSLContext | str | bool, max_connections: int) -> httpx.Client:
    http = _Client(proxy=proxy.unveil(), verify=trust(verify), limits=_limits(max_connections))
    make_quick(http)
    return http


def make_async_client(
    *,
    proxy: Veil,
    verify: ssl.SSLContext | str | bool,
    max_connections: int,
    keepalive_expiry: float = _KEEPALIVE_EXPIRY,
) -> httpx.AsyncClient:
    limits = _limits(max_connections, keepalive_expiry)
    http = _AsyncClient(proxy=proxy.unveil(), verify=trust(verify), limits=limits)
    make_quick(http)
    return http


def trust(verify: ssl.SSLContext | str | bool) -> ssl.SSLContext:
    """What `verify` means: the path of a file or folder of CA certificates becomes a context that trusts them."""
    if not isinstance(verify, (str, bool)):
        return verify
    if isinstance(verify, bool):
        named = os.environ.get("SSL_CERT_FILE") or os.environ.get(
            "SSL_CERT_DIR"
        )  # which may be written anew at any time
        return httpx.create_ssl_context(verify=verify) if named else _usual_trust(verify)
    import ssl
    from pathlib import Path

    if Path(verify).is_dir():
        return ssl.create_default_context(capath=verify)
    return ssl.create_default_context(cafile=verify)


@cache
def _usual_trust(verify: bool) -> ssl.SSLContext:
    """A context that all clients share: reading the authorities takes as long as dozens of calls."""
    return httpx.create_ssl_context(verify=verify)
