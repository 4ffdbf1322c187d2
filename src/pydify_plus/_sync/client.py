# Derived from _async by scripts/unasync.py; edit there.
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
from .engine import Engine, pause
from .stream import Stream

if TYPE_CHECKING:
    import logging
    import ssl
    from types import TracebackType
    from typing import Self

    from pydify_plus_generated.api import Api
    from pydify_plus_generated.types import Call, View

    from .resources.annotations import Annotations
    from .resources.app_config import AppConfig
    from .resources.audio import Audio
    from .resources.blocks import Blocks
    from .resources.chat import Chat
    from .resources.dataset import Datasets
    from .resources.documents import Documents
    from .resources.end_users import EndUsers
    from .resources.feedback import Feedback
    from .resources.files import Files
    from .resources.human_input import HumanInput
    from .resources.metadata import Metadata
    from .resources.models import Models
    from .resources.pipelines import Pipelines
    from .resources.server import Server
    from .resources.sessions import Sessions
    from .resources.tags import Tags
    from .resources.textgen import TextGen
    from .resources.workflows import Workflows

USER_AGENT = f"pydify-plus/{__version__}"

T = TypeVar("T")
ViewT = TypeVar("ViewT", bound="View")


class Client:
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
        http_client: An `httpx.Client`, or one of the same interface, to use in place of an own one; it is not closed.
        proxy: The URL of a proxy.
        verify: TLS verification: True, the path of a CA file or folder, or an `ssl.SSLContext`; False is for tests.
        max_connections: The most connections at once. A stream holds one for as long as it runs.
        default_headers: Headers for every request.
        response_mode: How chat, completion and workflow calls wait for their answer when they do not say: `streaming` reads a
            stream, whose pings keep long runs connected, and puts the answer together; `blocking` is the wire's own way.

    Raises:
        ValueError: A value cannot be right; the message says which, and what to give.

    Example:
        >>> with Client(api_key="app-...") as client:
        ...     answer = client.chat.create_chat_message(query="Hello", user="alice")
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
        self._engine = Engine(
            http_client,
            proxy=proxy,
            verify=verify,
            max_connections=check_max_connections(max_connections),
        )
        self._owns_engine = True

    @classmethod
    def on(cls, engine: Engine, settings: Settings) -> Self:
        """A client with these settings on the connections of another one."""
        client = cls.__new__(cls)
        client._settings = settings
        client._engine = engine
        client._owns_engine = False
        return client

    # Groups.

    @cached_property
    def chat(self) -> Chat:
        """Chat, agent and chatflow apps."""
        from .resources.chat import Chat

        return Chat(self)

    @cached_property
    def textgen(self) -> TextGen:
        """Completion apps."""
        from .resources.textgen import TextGen

        return TextGen(self)

    @cached_property
    def workflows(self) -> Workflows:
        """Workflow apps."""
        from .resources.workflows import Workflows

        return Workflows(self)

    @cached_property
    def dataset(self) -> Datasets:
        """Knowledge bases, and searching them."""
        from .resources.dataset import Datasets

        return Datasets(self)

    @cached_property
    def documents(self) -> Documents:
        """The documents of knowledge bases."""
        from .resources.documents import Documents

        return Documents(self)

    @cached_property
    def blocks(self) -> Blocks:
        """The segments of documents, and their child chunks."""
        from .resources.blocks import Blocks

        return Blocks(self)

    @cached_property
    def pipelines(self) -> Pipelines:
        """Knowledge pipelines."""
        from .resources.pipelines import Pipelines

        return Pipelines(self)

    @cached_property
    def files(self) -> Files:
        """Files for messages and runs."""
        from .resources.files import Files

        return Files(self)

    @cached_property
    def audio(self) -> Audio:
        """Speech to text, and text to speech."""
        from .resources.audio import Audio

        return Audio(self)

    @cached_property
    def sessions(self) -> Sessions:
        """Conversations, their messages and variables."""
        from .resources.sessions import Sessions

        return Sessions(self)

    @cached_property
    def feedback(self) -> Feedback:
        """What end users think of answers."""
        from .resources.feedback import Feedback

        return Feedback(self)

    @cached_property
    def app_config(self) -> AppConfig:
        """What an app is and how it is set up."""
        from .resources.app_config import AppConfig

        return AppConfig(self)

    @cached_property
    def annotations(self) -> Annotations:
        """Questions with prepared answers."""
        from .resources.annotations import Annotations

        return Annotations(self)

    @cached_property
    def human_input(self) -> HumanInput:
        """Forms that runs wait for."""
        from .resources.human_input import HumanInput

        return HumanInput(self)

    @cached_property
    def end_users(self) -> EndUsers:
        """The end users of an app."""
        from .resources.end_users import EndUsers

        return EndUsers(self)

    @cached_property
    def server(self) -> Server:
        """The server behind the API."""
        from .resources.server import Server

        return Server(self)

    @cached_property
    def tags(self) -> Tags:
        """Tags of knowledge bases."""
        from .resources.tags import Tags

        return Tags(self)

    @cached_property
    def metadata(self) -> Metadata:
        """Metadata fields of knowledge bases, and their values on documents."""
        from .resources.metadata import Metadata

        return Metadata(self)

    @cached_property
    def models(self) -> Models:
        """The models that the workspace has set up."""
        from .resources.models import Models

        return Models(self)

    @cached_property
    def api(self) -> Api:
        """Every operation by its area and Dify's own name: `client.api.workflows.get_workflow_run_detail("…")`."""
        from pydify_plus_generated.api import Api

        return Api(self)

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

    def close(self) -> None:
        """Close the connections. A client that was given as `http_client` stays open."""
        if self._owns_engine:
            settle()
            self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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
    def send(self, call: Call[T], view: None = None, options: Mapping[str, Any] | None = None) -> T: ...
    @overload
    def send(self, call: Call[Any], view: type[ViewT], options: Mapping[str, Any] | None = None) -> ViewT: ...
    def send(self, call: Call[Any], view: type[View] | None = None, options: Mapping[str, Any] | None = None) -> Any:
        """Send a call of the generated package and give its answer.

        Args:
            call: What an operation's `call(...)` returned.
            view: The class that the answer becomes, in place of the operation's own.
            options: `timeout`, `retries`, `extra_headers`, `extra_query`, `extra_body`, as for every method.

        Raises:
            DifyAPIError: Dify answered with an error.
            DifyTransportError: No complete answer came.
        """
        response = self._exchange(call, options or {}, stream=False)
        if call.answer == "empty":
            if "html" in response.headers.get("content-type", ""):  # a page of whatever answers in Dify's place
                raise self.error_of(call, response)
            return call.parse(None)
        if call.answer == "bytes":
            return call.parse(response.content)
        answer = self._json_of(call, response)
        return view.from_dict(answer) if view is not None else call.parse(answer)

    def stream(self, call: Call[T], options: Mapping[str, Any] | None = None) -> Stream[T]:
        """Send a call of the generated package and read its answer as an event stream.

        Args:
            call: What the `call(...)` of an operation that streams returned, with `response_mode="streaming"` where it has one.
            options: As for `send`, and `idle_timeout` and `total_timeout`.
        """
        return Stream(self, call, kind_of_path(call.path), options or {}, call.parse)

    def open(self, call: Call[Any], options: Mapping[str, Any]) -> Any:
        """Send a call and give the httpx response before its body is read. Whoever opens it closes it."""
        return self._exchange(call, options, stream=True)

    def _request(self, method: str, path: str, **kwargs: Any) -> Any:
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
        response = self._exchange(call, options, stream=False)
        if not response.content:
            return None
        if "json" not in response.headers.get("content-type", ""):
            return response.content
        return self._json_of(call, response)

    def stream_request(self, method: str, path: str, **kwargs: Any) -> Stream[dict[str, Any]]:
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

    def _exchange(self, call: Call[Any], options: Mapping[str, Any], *, stream: bool) -> Any:
        """Send a call, again where the policy says so, and give the response of the attempt that succeeded."""
        policy = self._settings.policy
        if "retries" in options:
            policy = replace(policy, retries=options["retries"])
        attempt = 1
        while True:
            try:
                return self._attempt(call, options, attempt, stream=stream)
            except (DifyAPIError, DifyTransportError) as error:
                delay = policy.delay(
                    error, attempt=attempt, repeatable=call.repeatable, rereadable=is_rereadable(call.parts)
                )
                if delay is None:
                    raise
            pause(delay)
            attempt += 1

    def _attempt(self, call: Call[Any], options: Mapping[str, Any], attempt: int, *, stream: bool) -> Any:
        started = time.perf_counter()
        with ExitStack() as files:
            request = self._request_for(call, options, files)
            try:
                response = self._engine.http.send(request, stream=stream)
                if stream and response.status_code >= 300:
                    self._read(response)
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

    def _read(self, response: Any) -> None:
        try:
            response.read()
        finally:
            response.close()

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
