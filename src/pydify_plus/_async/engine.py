"""The HTTP client beneath an `AsyncClient`, and waiting. Kept by hand in both worlds."""

from __future__ import annotations

import threading
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from pydify_plus._core.keys import Veil
from pydify_plus._core.recent import Recent
from pydify_plus._core.settings import check_http_client, holds_password
from pydify_plus._core.wire_logs import mask_wire_logs
from pydify_plus._forks import leave_to_the_parent, tell_of_forks
from pydify_plus._loops import has_ended, running_loop, spawn

if TYPE_CHECKING:
    import ssl

    from pydify_plus._sync.engine import Engine

NO_PROXY = Veil(None)


class AsyncEngine:
    """An httpx client for each event loop, made at the first request there and shared by a client and its `with_options` copies.

    A forked process gets httpx clients of its own.

    Args:
        http_client: A client to use in place of own ones, on one event loop; whoever made it closes it.
        sync_http_client: The same for the synchronous twin.
    """

    def __init__(
        self,
        http_client: Any,
        sync_http_client: Any,
        *,
        proxy: Veil = NO_PROXY,
        verify: ssl.SSLContext | str | bool = True,
        max_connections: int = 1000,
    ) -> None:
        check_http_client(http_client, close="aclose", proxy=proxy, verify=verify)
        check_http_client(sync_http_client, close="close", name="sync_http_client")
        self.closed = False
        self.urls = Recent()
        self._options: dict[str, Any] = {"proxy": proxy, "verify": verify, "max_connections": max_connections}
        self._given = http_client
        self._sync_http_client = sync_http_client
        self._sync_engine: Engine | None = None
        self._clients: dict[Any, Any] = {}  # by event loop
        self._latest: tuple[Any, Any] = (None, None)
        self._trust: ssl.SSLContext | None = None
        self._forked = False
        self._lock = threading.Lock()
        tell_of_forks(self)
        mask_wire_logs()

    @property
    def http(self) -> Any:
        """The httpx client of the running event loop, or one with its interface."""
        loop, http = self._latest
        here = running_loop()
        return http if loop is here else self._client_of(here)

    def _client_of(self, loop: Any) -> Any:
        with self._lock:
            self._check_open()
            if self._given is not None:
                self._check_place(loop)
                self._clients[loop] = self._given
            elif loop not in self._clients:
                # A loop that has ended took its connections with it.
                self._clients = {loop: http for loop, http in self._clients.items() if not has_ended(loop)}
                self._clients[loop] = self._make()
            self._latest = loop, self._clients[loop]
            return self._clients[loop]

    def _make(self) -> Any:
        from pydify_plus._http import make_async_client, trust

        self._trust = self._trust or trust(self._options["verify"])  # making one takes longer than many a call
        options = self._options
        return make_async_client(proxy=options["proxy"], verify=self._trust, max_connections=options["max_connections"])

    def _check_place(self, loop: Any) -> None:
        if self._forked:
            raise RuntimeError(
                "this client's http_client has connections of the process that this one was forked from: "
                "make both clients in the process that uses them"
            )
        if self._clients and loop not in self._clients:
            raise RuntimeError(
                "this client's http_client has connections on another event loop: make both clients on the loop that uses them, "
                "or leave http_client out"
            )

    def sync_engine(self) -> Engine:
        """The HTTP client for synchronous streams, made when the first one is asked for."""
        with self._lock:
            self._check_open()
            if self._given is not None and self._sync_http_client is None:
                raise RuntimeError(
                    "this client has an http_client of yours: pass sync_http_client= too for its *_sync methods"
                )
            if self._sync_engine is None:
                from pydify_plus._sync.engine import Engine

                given = self._sync_http_client
                self._sync_engine = Engine(None, **self._options) if given is None else Engine(given)
            return self._sync_engine

    def _check_open(self) -> None:
        if self.closed:
            raise RuntimeError("this client is closed: make another one, or keep it open as long as it is used")

    def portable(self) -> dict[str, Any]:
        """What a pickled client carries of this."""
        if self._given is not None or self._sync_http_client is not None:
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
        if self._clients:
            leave_to_the_parent(self._clients)
            self._clients, self._latest, self._forked = {}, (None, None), True

    async def aclose(self) -> None:
        with self._lock:
            self.closed = True
            clients, self._clients, self._latest = self._clients, {}, (None, None)
        if self._sync_engine is not None:
            self._sync_engine.close()
        if self._given is None:
            here = running_loop()
            for loop, http in clients.items():
                if loop is not here:
                    spawn(loop, partial(_close, http))
            if here in clients:
                await clients[here].aclose()


async def _close(http: Any) -> None:
    try:
        await http.aclose()
    except Exception:  # noqa: S110 - nobody there waits for it
        pass


async def pause(seconds: float) -> None:
    """Wait, on whatever event loop runs."""
    from anyio import sleep

    await sleep(seconds)


async def outcome(value: Any) -> Any:
    """What a method's result comes to: awaited, unless it is one that is iterated."""
    return await value if isawaitable(value) else value
