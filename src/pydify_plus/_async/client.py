"""The asynchronous client."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, overload

from pydify_plus._core.error_table import error_from_response
from pydify_plus._core.keys import Veil, choose_key
from pydify_plus._core.redaction import secrets_in
from pydify_plus._core.request import (
    body_of,
    call_from_path,
    is_rereadable,
    kind_of_path,
    laid_over,
    multipart_of,
)
from pydify_plus._core.settings import (
    Key,
    Settings,
    check_headers,
    check_max_connections,
    check_timeout,
    make_settings,
    wake,
)
from pydify_plus._core.transport_errors import transport_error
from pydify_plus._version import __version__
from pydify_plus.errors import DifyAPIError, DifyTransportError
from pydify_plus_generated.types import query_params

from .ending import settle
from .engine import AsyncEngine, pause
from .stream import AsyncStream

if TYPE_CHECKING:
    import logging
    import ssl
    from types import TracebackType
    from typing import Self

    from pydify_plus_generated.api import AsyncApi
    from pydify_plus_generated.types import Call, View

    from .resources.annotations import AsyncAnnotations
    from .resources.app_config import AsyncAppConfig
    from .resources.audio import AsyncAudio
    from .resources.blocks import AsyncBlocks
    from .resources.chat import AsyncChat
    from .resources.dataset import AsyncDatasets
    from .resources.documents import AsyncDocuments
    from .resources.end_users import AsyncEndUsers
    from .resources.feedback import AsyncFeedback
    from .resources.files import AsyncFiles
    from .resources.human_input import AsyncHumanInput
    from .resources.metadata import AsyncMetadata
    from .resources.models import AsyncModels
    from .resources.pipelines import AsyncPipelines
    from .resources.server import AsyncServer
    from .resources.sessions import AsyncSessions
    from .resources.tags import AsyncTags
    from .resources.textgen import AsyncTextGen
    from .resources.workflows import AsyncWorkflows

USER_AGENT = f"pydify-plus/{__version__}"

T = TypeVar("T")
ViewT = TypeVar("ViewT", bound="View")


class AsyncClient:
    """A client for Dify's Service API, for asyncio and trio.

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
        http_client: An `httpx.AsyncClient`, or one of the same interface, to use in place of an own one; it is not closed.
        sync_http_client: The same for the `*_sync` methods, an `httpx.Client` (async only).
        proxy: The URL of a proxy.
        verify: TLS verification: True, the path of a CA file or folder, or an `ssl.SSLContext`; False is for tests.
        max_connections: The most connections at once. A stream holds one for as long as it runs.
        default_headers: Headers for every request.
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
        verify: ssl.SSLContext | str | bool = True,
        max_connections: int = 1000,
        default_headers: Mapping[str, str] | None = None,
        response_mode: str = "streaming",
    ) -> None:
        app_key, dataset_key = Veil(api_key), Veil(dataset_api_key)
        del api_key, dataset_api_key  # a traceback that shows local variables must not show keys
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
            logger=logger,
        )
        self._engine = AsyncEngine(
            http_client,
            sync_http_client,  # async only
            proxy=proxy,
            verify=verify,
            max_connections=check_max_connections(max_connections),
        )
        self._owns_engine = True

    @classmethod
    def on(cls, engine: AsyncEngine, settings: Settings) -> Self:
        """A client with these settings on the connections of another one."""
        client = cls.__new__(cls)
        client._settings = settings
        client._engine = engine
        client._owns_engine = False
        return client

    # Groups.

    @cached_property
    def chat(self) -> AsyncChat:
        """Chat, agent and chatflow apps."""
        from .resources.chat import AsyncChat

        return AsyncChat(self)

    @cached_property
    def textgen(self) -> AsyncTextGen:
        """Completion apps."""
        from .resources.textgen import AsyncTextGen

        return AsyncTextGen(self)

    @cached_property
    def workflows(self) -> AsyncWorkflows:
        """Workflow apps."""
        from .resources.workflows import AsyncWorkflows

        return AsyncWorkflows(self)

    @cached_property
    def dataset(self) -> AsyncDatasets:
        """Knowledge bases, and searching them."""
        from .resources.dataset import AsyncDatasets

        return AsyncDatasets(self)

    @cached_property
    def documents(self) -> AsyncDocuments:
        """The documents of knowledge bases."""
        from .resources.documents import AsyncDocuments

        return AsyncDocuments(self)

    @cached_property
    def blocks(self) -> AsyncBlocks:
        """The segments of documents, and their child chunks."""
        from .resources.blocks import AsyncBlocks

        return AsyncBlocks(self)

    @cached_property
    def pipelines(self) -> AsyncPipelines:
        """Knowledge pipelines."""
        from .resources.pipelines import AsyncPipelines

        return AsyncPipelines(self)

    @cached_property
    def files(self) -> AsyncFiles:
        """Files for messages and runs."""
        from .resources.files import AsyncFiles

        return AsyncFiles(self)

    @cached_property
    def audio(self) -> AsyncAudio:
        """Speech to text, and text to speech."""
        from .resources.audio import AsyncAudio

        return AsyncAudio(self)

    @cached_property
    def sessions(self) -> AsyncSessions:
        """Conversations, their messages and variables."""
        from .resources.sessions import AsyncSessions

        return AsyncSessions(self)

    @cached_property
    def feedback(self) -> AsyncFeedback:
        """What end users think of answers."""
        from .resources.feedback import AsyncFeedback

        return AsyncFeedback(self)

    @cached_property
    def app_config(self) -> AsyncAppConfig:
        """What an app is and how it is set up."""
        from .resources.app_config import AsyncAppConfig

        return AsyncAppConfig(self)

    @cached_property
    def annotations(self) -> AsyncAnnotations:
        """Questions with prepared answers."""
        from .resources.annotations import AsyncAnnotations

        return AsyncAnnotations(self)

    @cached_property
    def human_input(self) -> AsyncHumanInput:
        """Forms that runs wait for."""
        from .resources.human_input import AsyncHumanInput

        return AsyncHumanInput(self)

    @cached_property
    def end_users(self) -> AsyncEndUsers:
        """The end users of an app."""
        from .resources.end_users import AsyncEndUsers

        return AsyncEndUsers(self)

    @cached_property
    def server(self) -> AsyncServer:
        """The server behind the API."""
        from .resources.server import AsyncServer

        return AsyncServer(self)

    @cached_property
    def tags(self) -> AsyncTags:
        """Tags of knowledge bases."""
        from .resources.tags import AsyncTags

        return AsyncTags(self)

    @cached_property
    def metadata(self) -> AsyncMetadata:
        """Metadata fields of knowledge bases, and their values on documents."""
        from .resources.metadata import AsyncMetadata

        return AsyncMetadata(self)

    @cached_property
    def models(self) -> AsyncModels:
        """The models that the workspace has set up."""
        from .resources.models import AsyncModels

        return AsyncModels(self)

    @cached_property
    def api(self) -> AsyncApi:
        """Every operation by its area and Dify's own name: `client.api.workflows.get_workflow_run_detail("…")`."""
        from pydify_plus_generated.api import AsyncApi

        return AsyncApi(self)

    # The client itself.

    @property
    def base_url(self) -> str:
        """The URL that the operations' paths are appended to; it ends in `/v1`."""
        return self._settings.base_url

    @property
    def user(self) -> str:
        """The end user in whose name calls are made."""
        return self._settings.user

    @property
    def response_mode(self) -> str:
        """How a generation waits for its answer when it does not say."""
        return self._settings.response_mode

    @property
    def logger(self) -> logging.Logger:
        """The logger that requests are told to."""
        return self._settings.logger

    def with_options(self, **changes: Any) -> Self:
        """A client for another app, user or time on the same connections.

        Args:
            **changes: `api_key`, `dataset_api_key`, `user`, `timeout`, `retries`, `retry_backoff_factor`, `response_mode`,
                `default_headers` (laid over this client's) or `logger`, as for the client itself.

        Returns:
            The other client. Closing it does nothing: the connections are this client's.

        Raises:
            TypeError: An unknown keyword.
            ValueError: A value that the client would refuse.
        """
        for name in ("api_key", "dataset_api_key"):
            if name in changes:  # a traceback that shows local variables must not show keys
                changes[name] = Veil(changes[name])
        return self.on(self._engine, self._settings.changed(**changes))

    def as_user(self, user: str) -> Self:
        """A client that makes its calls in the name of `user`, on the same connections."""
        return self.with_options(user=user)

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

    # Calls.

    @overload
    async def send(self, call: Call[T], view: None = None, options: Mapping[str, Any] | None = None) -> T: ...
    @overload
    async def send(self, call: Call[Any], view: type[ViewT], options: Mapping[str, Any] | None = None) -> ViewT: ...
    async def send(
        self, call: Call[Any], view: type[View] | None = None, options: Mapping[str, Any] | None = None
    ) -> Any:
        """Send a call of the generated package and give its answer.

        Args:
            call: What an operation's `call(...)` returned.
            view: The class that the answer becomes, in place of the operation's own.
            options: `timeout`, `retries`, `extra_headers`, `extra_query`, `extra_body`, as for every method.

        Raises:
            DifyAPIError: Dify answered with an error.
            DifyTransportError: No complete answer came.
        """
        response = await self._exchange(call, options or {}, stream=False)
        if call.answer == "empty":
            if "html" in response.headers.get("content-type", ""):  # a page of whatever answers in Dify's place
                raise self.error_of(call, response)
            return call.parse(None)
        if call.answer == "bytes":
            return call.parse(response.content)
        answer = self._json_of(call, response)
        return view.from_dict(answer) if view is not None else call.parse(answer)

    def stream(self, call: Call[T], options: Mapping[str, Any] | None = None) -> AsyncStream[T]:
        """Send a call of the generated package and read its answer as an event stream.

        Args:
            call: What the `call(...)` of an operation that streams returned, with `response_mode="streaming"` where it has one.
            options: As for `send`, and `idle_timeout` and `total_timeout`.
        """
        return AsyncStream(self, call, kind_of_path(call.path), options or {}, call.parse)

    async def open(self, call: Call[Any], options: Mapping[str, Any]) -> Any:
        """Send a call and give the httpx response before its body is read. Whoever opens it closes it."""
        return await self._exchange(call, options, stream=True)

    async def _arequest(self, method: str, path: str, **kwargs: Any) -> Any:
        """Send any request to the server.

        Args:
            method: The HTTP method.
            path: The path below `/v1`, such as `/info`.
            **kwargs: `json`, `params`, `files` (a list of name and `File`), `key` (`app` or `dataset`, by the path when left out),
                `repeatable` (whether sending it twice is harmless; by the method when left out), and the options of every method.

        Returns:
            The decoded JSON of the answer, bytes when it is of another type, None when it is empty.
        """
        call, options = call_from_path(method, path, kwargs)
        response = await self._exchange(call, options, stream=False)
        if not response.content:
            return None
        if "json" not in response.headers.get("content-type", ""):
            return response.content
        return self._json_of(call, response)

    def stream_request(self, method: str, path: str, **kwargs: Any) -> AsyncStream[dict[str, Any]]:
        """Send any request and read its answer as an event stream.

        Args:
            method: The HTTP method.
            path: The path below `/v1`, such as `/chat-messages`; it decides which events end the stream.
            **kwargs: As for `_arequest`; give `json={..., "response_mode": "streaming"}` where the operation asks for it.

        Returns:
            The stream; its `final()` gives a dict.
        """
        call, options = call_from_path(method, path, kwargs)
        return self.stream(call, options)

    async def _exchange(self, call: Call[Any], options: Mapping[str, Any], *, stream: bool) -> Any:
        """Send a call, again where the policy says so, and give the response of the attempt that succeeded."""
        policy = self._settings.policy
        if "retries" in options:
            policy = replace(policy, retries=options["retries"])
        attempt = 1
        while True:
            try:
                return await self._attempt(call, options, attempt, stream=stream)
            except (DifyAPIError, DifyTransportError) as error:
                delay = policy.delay(
                    error, attempt=attempt, repeatable=call.repeatable, rereadable=is_rereadable(call.parts)
                )
                if delay is None:
                    raise
            await pause(delay)
            attempt += 1

    async def _attempt(self, call: Call[Any], options: Mapping[str, Any], attempt: int, *, stream: bool) -> Any:
        started = time.perf_counter()
        with ExitStack() as files:
            request = self._request_for(call, options, files)
            try:
                response = await self._engine.http.send(request, stream=stream)
                if stream and response.status_code >= 300:
                    await self._read(response)
            except Exception as problem:
                error = transport_error(problem, operation=call.operation)
                self._log(call, type(problem).__name__, started, attempt)
                if error is None:
                    raise
                raise error from problem
        self._log(call, response.status_code, started, attempt)
        if response.status_code >= 300:
            raise self.error_of(call, response)
        return response

    def _json_of(self, call: Call[Any], response: Any) -> Any:
        try:
            return json.loads(response.content)
        except ValueError:
            raise self.error_of(call, response) from None

    async def _read(self, response: Any) -> None:
        try:
            await response.aread()
        finally:
            await response.aclose()

    def _request_for(self, call: Call[Any], options: Mapping[str, Any], files: ExitStack) -> Any:
        """A fresh httpx request. Files that are opened for it are closed with `files`."""
        settings = self._settings
        extra = options.get("extra_body")
        body = body_of(call, extra) if call.parts is None else multipart_of(call.parts, extra, files)
        query = {**(call.query or {}), **query_params(options.get("extra_query") or {})}
        headers = laid_over(
            {"User-Agent": USER_AGENT, **({"Content-Type": "application/json"} if "content" in body else {})},
            settings.headers,
            check_headers(options.get("extra_headers") or {}),
        )
        request = self._engine.http.build_request(
            call.method,
            settings.base_url + call.path,
            params=query or None,
            headers=headers,
            timeout=check_timeout(options["timeout"]) if "timeout" in options else settings.timeout,
            **body,
        )
        if not any(name.lower() == "authorization" for name in headers):
            key = choose_key(call.key, app=settings.app_key, dataset=settings.dataset_key)
            if key is not None:
                request.headers["Authorization"] = f"Bearer {key.reveal()}"
        return request

    def error_of(self, call: Call[Any], response: Any) -> DifyAPIError:
        """The error that a response is, its body read."""
        return error_from_response(
            status=response.status_code,
            headers=response.headers,
            content=response.content,
            operation=call.operation,
            key_kind=call.key,
            path=call.path,
            secrets=secrets_in(response.request.headers),
        )

    def _log(self, call: Call[Any], outcome: object, started: float, attempt: int) -> None:
        seconds = time.perf_counter() - started
        self._settings.logger.info(
            "%s %s: %s in %.0f ms, attempt %d", call.method, call.path, outcome, seconds * 1000, attempt
        )
