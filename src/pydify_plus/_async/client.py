"""The asynchronous client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydify_plus._core.keys import Veil
from pydify_plus._core.settings import (
    Key,
    check_max_connections,
    check_proxy,
    check_verify,
    given_headers,
    make_settings,
    wake,
)

from .ending import settle
from .engine import AsyncEngine
from .groups import AsyncGroups

if TYPE_CHECKING:
    import logging
    import ssl
    from collections.abc import Mapping
    from os import PathLike
    from types import TracebackType
    from typing import Self

    from pydify_plus._core.tracing import TraceId
    from pydify_plus.models.diagnosis import Diagnosis


class AsyncClient(AsyncGroups):
    """A client for Dify's Service API.

    One client serves all threads. A process that is forked makes connections of its own; a client that is pickled takes its keys from
    the environment where it wakes.
    It runs on asyncio and trio. Each event loop has connections of its own, and closing the client closes them all (async only).

    Args:
        base_url: The server, with or without `/v1`, such as `https://api.dify.ai`. Default: `DIFY_BASE_URL`, else Dify Cloud.
        api_key: The key of one app, or a callable that returns it. Default: `DIFY_API_KEY`.
        dataset_api_key: The knowledge key, or a callable that returns it. Default: `DIFY_DATASET_API_KEY`. Where only one of the two
            keys is given, it is used for everything.
        user: The end user in whose name calls are made. Default: `DIFY_USER`, else `DEFAULT-USER`, as which all callers share
            their conversations.
        timeout: Seconds for connecting and for silence; any byte, a ping too, starts it again. None for no limit.
        retries: The most repeats of a call that failed and can be repeated without harm.
        retry_backoff_factor: Seconds; the wait before repeat n is drawn from 0 to this times 2 ** (n - 1).
        logger: The logger to use in place of `pydify_plus`.
        http_client: An `httpx.AsyncClient`, or one of httpx2, to use in place of an own one; it stays open when this client is closed.
            With many calls in flight, the `HttpxAiohttpClient` of httpx-aiohttp (extra `aiohttp`) is several times as fast (async only).
        sync_http_client: The same for the `*_sync` methods, an `httpx.Client` (async only).
        proxy: The URL of a proxy. A client whose proxy takes a password cannot be pickled: there, name it in `HTTPS_PROXY`.
        verify: TLS verification: True, the path of a CA file or folder, or an `ssl.SSLContext`; False is for tests. True trusts the
            authorities that certifi lists, or those of `SSL_CERT_FILE` or `SSL_CERT_DIR` where the environment names them.
        max_connections: The most connections at once. A stream holds one for as long as it runs.
        default_headers: Headers for every request.
        trace_id: The id under which this client's requests are found in tracing tools, sent as the header X-Trace-Id, or a callable
            that gives the one of the moment, or None for none. Default: the trace of the current OpenTelemetry span, if there is one.
        response_mode: How chat, completion and workflow calls wait for their answer when they do not say: `streaming` reads a
            stream, whose pings keep long runs connected, and puts the answer together; `blocking` is the wire's own way.

    Raises:
        ValueError: A value cannot be right; the message says which, and what to give.

    Example:
        >>> async with AsyncClient(api_key="app-...") as client:
        ...     answer = await client.chat.create_chat_message(query="Hello", user="alice")
        ...     print(answer.answer)
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: Key | None = None,
        *,
        dataset_api_key: Key | None = None,
        user: str | None = None,
        timeout: float | None = 30.0,
        retries: int = 3,
        retry_backoff_factor: float = 1.0,
        logger: logging.Logger | None = None,
        http_client: Any = None,
        sync_http_client: Any = None,  # async only
        proxy: Any = None,
        verify: ssl.SSLContext | str | PathLike[str] | bool = True,
        max_connections: int = 1000,
        default_headers: Mapping[str, str] | None = None,
        response_mode: str = "streaming",
        trace_id: TraceId | None = None,
    ) -> None:
        app_key, dataset_key = Veil(api_key), Veil(dataset_api_key)
        default_headers, hidden_proxy = given_headers(default_headers), Veil(proxy)
        del api_key, dataset_api_key, proxy  # a traceback that shows local variables must not show keys
        self._settings = make_settings(
            base_url=base_url,
            api_key=app_key,
            dataset_api_key=dataset_key,
            user=user,
            timeout=timeout,
            retries=retries,
            retry_backoff_factor=retry_backoff_factor,
            response_mode=response_mode,
            default_headers=default_headers,
            trace_id=trace_id,
            logger=logger,
        )
        self._engine = AsyncEngine(
            http_client,
            sync_http_client,  # async only
            proxy=check_proxy(hidden_proxy),
            verify=check_verify(verify),
            max_connections=check_max_connections(max_connections),
        )
        self._owns_engine = True

    async def diagnose(self) -> Diagnosis:
        """Find out what stands between this client and its Dify, with a few requests that change nothing.

        GET /, and with each key GET /info, /parameters and /datasets, none of which waits longer than 10 seconds

        Returns:
            Whether the host can be reached and is a Dify, of which version; what kind of key each one is; the app's mode; the groups
            of methods that can be used; and where something is wrong, what to do. Trouble with the network, the server or the keys
            is a finding, not an exception.

        Example:
            >>> print(await client.diagnose())
            https://dify.example.com/v1
              ok   host: answered in 12 ms
              ok   dify: this is a Dify
              ok   version: 1.14.2, with which this package was checked
              ok   api_key: the key of an app
              ok   app: 'Helper', of the mode chat
              ...
        """
        from .diagnosis import diagnose

        return await diagnose(self)

    async def aclose(self) -> None:
        """Close the connections. A client that was given as `http_client` stays open."""
        if self._owns_engine:
            await settle()
            await self._engine.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        if not hasattr(self, "_settings"):  # as error reporters see a client whose parameters were refused
            return f"<{type(self).__name__} without settings>"
        return f"{type(self).__name__}(base_url={self.base_url!r}, user={self.user!r})"

    def __copy__(self) -> Self:
        return self.with_options()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.with_options()

    def __reduce__(self) -> tuple[Any, ...]:
        return wake, (type(self), {**self._settings.portable(), **self._engine.portable()})
