"""The HTTP client beneath an `AsyncClient`, and waiting. Kept by hand in both worlds."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl

    from pydify_plus._sync.engine import Engine


class AsyncEngine:
    """An asynchronous httpx client, made at the first request and shared by a client and its `with_options` copies.

    Args:
        http_client: A client to use in place of an own one; whoever made it closes it.
        sync_http_client: The same for the synchronous twin.
    """

    def __init__(
        self,
        http_client: Any,
        sync_http_client: Any,
        *,
        proxy: Any,
        verify: ssl.SSLContext | str | bool,
        max_connections: int,
    ) -> None:
        self.proxy = proxy
        self.verify = verify
        self.max_connections = max_connections
        self.given = http_client is not None
        self.closed = False
        self._http: Any = http_client
        self._sync_http_client = sync_http_client
        self._sync_engine: Engine | None = None
        self._lock = threading.Lock()

    @property
    def http(self) -> Any:
        """The httpx client, or one with its interface."""
        self._check_open()
        if self._http is None:
            with self._lock:
                if self._http is None:
                    from pydify_plus._http import make_async_client

                    self._http = make_async_client(
                        proxy=self.proxy, verify=self.verify, max_connections=self.max_connections
                    )
        return self._http

    def sync_engine(self) -> Engine:
        """The HTTP client for synchronous streams, made when the first one is asked for."""
        self._check_open()
        if self.given and self._sync_http_client is None:
            raise RuntimeError(
                "this client has an http_client of yours: pass sync_http_client= too for its *_sync methods"
            )
        with self._lock:
            if self._sync_engine is None:
                from pydify_plus._sync.engine import Engine

                self._sync_engine = Engine(
                    self._sync_http_client, proxy=self.proxy, verify=self.verify, max_connections=self.max_connections
                )
        return self._sync_engine

    def _check_open(self) -> None:
        if self.closed:
            raise RuntimeError("this client is closed: make another one, or keep it open as long as it is used")

    def portable(self) -> dict[str, Any]:
        """What a pickled client carries of this."""
        if self.given or self._sync_http_client is not None:
            raise TypeError(
                "a client with an http_client of yours cannot be pickled: make another one where it is needed"
            )
        return {"proxy": self.proxy, "verify": self.verify, "max_connections": self.max_connections}

    async def aclose(self) -> None:
        if self.closed:
            return
        self.closed = True
        if self._sync_engine is not None:
            self._sync_engine.close()
        if self._http is not None and not self.given:
            await self._http.aclose()


async def pause(seconds: float) -> None:
    """Wait, on whatever event loop runs."""
    from anyio import sleep

    await sleep(seconds)
