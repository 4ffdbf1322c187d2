"""The HTTP client beneath a `Client`, and waiting. Kept by hand in both worlds."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl


class Engine:
    """An httpx client, made at the first request and shared by a client and its `with_options` copies.

    Args:
        http_client: A client to use in place of an own one; whoever made it closes it.
    """

    def __init__(
        self, http_client: Any, *, proxy: Any, verify: ssl.SSLContext | str | bool, max_connections: int
    ) -> None:
        self.proxy = proxy
        self.verify = verify
        self.max_connections = max_connections
        self.given = http_client is not None
        self.closed = False
        self._http: Any = http_client
        self._lock = threading.Lock()

    @property
    def http(self) -> Any:
        """The httpx client, or one with its interface."""
        if self.closed:
            raise RuntimeError("this client is closed: make another one, or keep it open as long as it is used")
        if self._http is None:
            with self._lock:
                if self._http is None:
                    from pydify_plus._http import make_client

                    self._http = make_client(
                        proxy=self.proxy, verify=self.verify, max_connections=self.max_connections
                    )
        return self._http

    def portable(self) -> dict[str, Any]:
        """What a pickled client carries of this."""
        if self.given:
            raise TypeError("a client with an http_client of yours cannot be pickled: make another one where it is needed")
        return {"proxy": self.proxy, "verify": self.verify, "max_connections": self.max_connections}

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        if self._http is not None and not self.given:
            self._http.close()


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)
