"""The HTTP client beneath a `Client`, and waiting. Kept by hand in both worlds."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from pydify_plus._core.keys import Veil
from pydify_plus._core.recent import Recent
from pydify_plus._core.settings import check_http_client, holds_password
from pydify_plus._core.wire_logs import mask_wire_logs
from pydify_plus._forks import leave_to_the_parent, tell_of_forks

if TYPE_CHECKING:
    import ssl

NO_PROXY = Veil(None)


class Engine:
    """An httpx client, made at the first request and shared by a client, its `with_options` copies and all threads.

    A forked process gets an httpx client of its own.

    Args:
        http_client: A client to use in place of an own one; whoever made it closes it.
    """

    def __init__(
        self,
        http_client: Any,
        *,
        proxy: Veil = NO_PROXY,
        verify: ssl.SSLContext | str | bool = True,
        max_connections: int = 1000,
    ) -> None:
        check_http_client(http_client, close="close", proxy=proxy, verify=verify)
        self.closed = False
        self.urls = Recent()
        self._options: dict[str, Any] = {"proxy": proxy, "verify": verify, "max_connections": max_connections}
        self._given = http_client
        self._http: Any = None  # once it is in use
        self._forked = False
        self._lock = threading.Lock()
        tell_of_forks(self)
        mask_wire_logs()

    @property
    def http(self) -> Any:
        """The httpx client, or one with its interface."""
        http = self._http
        return self._first() if http is None else http

    def _first(self) -> Any:
        with self._lock:
            if self.closed:
                raise RuntimeError("this client is closed: make another one, or keep it open as long as it is used")
            if self._forked and self._given is not None:
                raise RuntimeError(
                    "this client's http_client has connections of the process that this one was forked from: "
                    "make both clients in the process that uses them"
                )
            if self._http is None:
                self._http = self._make() if self._given is None else self._given
            return self._http

    def _make(self) -> Any:
        from pydify_plus._http import make_client

        return make_client(**self._options)

    def portable(self) -> dict[str, Any]:
        """What a pickled client carries of this."""
        if self._given is not None:
            raise TypeError(
                "a client with an http_client of yours cannot be pickled: make another one where it is needed"
            )
        if holds_password(self._options["proxy"]):
            raise TypeError(
                "a client whose proxy takes a password cannot be pickled: leave proxy= out, and name the proxy in the environment "
                "variable HTTPS_PROXY (HTTP_PROXY for http://) where the client wakes"
            )
        return {**self._options, "proxy": self._options["proxy"].unveil()}

    def after_fork(self) -> None:
        """Use none of the connections that were made before."""
        self._lock = threading.Lock()
        if self._http is not None:
            leave_to_the_parent(self._http)
            self._http, self._forked = None, True

    def close(self) -> None:
        with self._lock:
            self.closed = True
            http, self._http = self._http, None
        if http is not None and self._given is None:
            http.close()


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def outcome(value: Any) -> Any:
    """What a method's result comes to: itself."""
    return value
