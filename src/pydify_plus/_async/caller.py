"""Sending calls: requests, repeats, errors. What is sent and when is decided in `_core`."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from logging import DEBUG
from typing import TYPE_CHECKING, Any, TypeVar, overload
from urllib.parse import urlencode

from pydify_plus._core.error_table import error_from_event, error_from_response
from pydify_plus._core.keys import Veil
from pydify_plus._core.logs import log_answer, log_outcome, log_request
from pydify_plus._core.redaction import secrets_in
from pydify_plus._core.request import (
    body_of,
    call_from_path,
    is_rereadable,
    kind_of_path,
    query_of,
    set_headers,
)
from pydify_plus._core.settings import check_timeout, given_headers
from pydify_plus._core.transport_errors import hide_libraries, transport_error
from pydify_plus.errors import DifyAPIError, DifyTransportError

from .engine import pause
from .error_body import beginning_of
from .preparing import prepared
from .stream import AsyncStream
from .upload import AsyncUpload

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping
    from typing import Self

    from pydify_plus._core.settings import Settings
    from pydify_plus_generated.types import Call, View

    from .engine import AsyncEngine

T = TypeVar("T")
ViewT = TypeVar("ViewT", bound="View")


class AsyncCaller:
    """Settings and connections, and the way a call takes with them."""

    _settings: Settings
    _engine: AsyncEngine
    _owns_engine: bool

    _tap: Callable[[Any, Call[Any]], None] | None = None
    """Shown every response of `send` with its call, before it is read for its meaning."""
    _keep_open = False
    """Whether `send` leaves the body of a response unread, for `_tap` to take it."""

    @classmethod
    def on(cls, engine: AsyncEngine, settings: Settings) -> Self:
        """A client with these settings on the connections of another one.

        Args:
            engine: The connections.
            settings: What the client knows: address, keys, user, times.
        """
        client = cls.__new__(cls)
        client._settings = settings
        client._engine = engine
        client._owns_engine = False
        return client

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
                `default_headers` (laid over this client's), `trace_id` or `logger`, as for the client itself.

        Returns:
            The other client. Closing it does nothing: the connections are this client's.

        Raises:
            TypeError: An unknown keyword.
            ValueError: A value that the client would refuse.
        """
        for name in ("api_key", "dataset_api_key"):
            if name in changes:  # a traceback that shows local variables must not show keys
                changes[name] = Veil(changes[name])
        if "default_headers" in changes:
            changes["default_headers"] = given_headers(changes["default_headers"])
        return self.on(self._engine, self._settings.changed(**changes))

    def as_user(self, user: str) -> Self:
        """A client that makes its calls in the name of `user`, on the same connections.

        Args:
            user: The end user's id, as your application knows it.
        """
        return self.with_options(user=user)

    @overload
    async def send(self, call: Call[T], view: None = None, options: Mapping[str, Any] | None = None) -> T: ...
    @overload
    async def send(
        self,
        call: Call[Any],
        view: type[ViewT],
        options: Mapping[str, Any] | None = None,
        *,
        failure_in: Callable[[ViewT], Mapping[str, Any] | None] | None = None,
    ) -> ViewT: ...
    async def send(
        self,
        call: Call[Any],
        view: type[View] | None = None,
        options: Mapping[str, Any] | None = None,
        *,
        failure_in: Callable[[Any], Mapping[str, Any] | None] | None = None,
    ) -> Any:
        """Send a call of the generated package and give its answer.

        Args:
            call: What an operation's `call(...)` returned.
            view: The class that the answer becomes, in place of the operation's own.
            options: `timeout`, `retries`, `extra_headers`, `extra_query`, `extra_body`, as for every method.
            failure_in: Gives the `error` event that an answer comes to, None for one that is no failure.

        Raises:
            DifyAPIError: Dify answered with an error, or with what `failure_in` takes for one.
            DifyTransportError: No complete answer came.
        """
        response = await self._exchange(call, options or {}, stream=self._keep_open)
        if self._tap is not None:
            self._tap(response, call)
        if call.answer == "empty":
            if "html" in response.headers.get("content-type", ""):  # a page of whatever answers in Dify's place
                raise self.error_of(call, response)
            return call.parse(None)
        if call.answer == "bytes":
            return call.parse(response.content)
        result = self._result_of(call, response, view, failure_in)
        if isinstance(result, DifyAPIError):
            raise result
        return result

    def stream(self, call: Call[T], options: Mapping[str, Any] | None = None) -> AsyncStream[T]:
        """Send a call of the generated package and read its answer as an event stream.

        Args:
            call: What the `call(...)` of an operation that streams returned, with `response_mode="streaming"` where it has one.
            options: As for `send`, and `idle_timeout` and `total_timeout`.
        """
        return AsyncStream(self, call, kind_of_path(call.path), options or {}, call.parse)

    async def open(self, call: Call[Any], options: Mapping[str, Any]) -> Any:
        """Send a call and give the httpx response before its body is read. Whoever opens it closes it.

        Args:
            call: What an operation's `call(...)` returned.
            options: As for `send`.
        """
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
        if call.key == "app" and call.json is not None:
            call = await prepared(self, call, options)
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
        upload = None if call.parts is None else await AsyncUpload.opened(call.parts, options)
        try:
            http = self._engine.http
            request = self._request_for(http, call, options, upload)
            try:
                # Whatever the client of a caller is set to: the key would go where the answer says, and a POST might become a GET.
                response = await http.send(request, stream=True, follow_redirects=False)
                refusal = await self._refusal(call, response) if response.status_code >= 300 else None
                if refusal is None and not stream:
                    await self._read(response)
            except Exception as problem:
                error = transport_error(problem, operation=call.operation)
                log_outcome(self._settings.logger, call, type(problem).__name__, started, attempt)
                if error is None:
                    hide_libraries(problem)
                    raise
                raise error from problem
            except BaseException as problem:
                hide_libraries(problem)
                raise
        finally:
            if upload is not None:
                upload.close()
        log_outcome(self._settings.logger, call, response.status_code, started, attempt)
        if refusal is not None:
            raise refusal
        if self._settings.logger.isEnabledFor(DEBUG):
            log_answer(self._settings.logger, call, response)
        return response

    def _result_of(
        self,
        call: Call[Any],
        response: Any,
        view: type[View] | None,
        failure_in: Callable[[Any], Mapping[str, Any] | None] | None,
    ) -> Any:
        """What an answer is given as, or the error that it comes to: raised from here, it would hold an answer that may repeat the key."""
        answer = self._json_of(call, response)
        result = view.from_dict(answer) if view is not None else call.parse(answer)
        failure = None if failure_in is None else failure_in(result)
        return result if failure is None else self._failure_of(call, response, failure)

    def _json_of(self, call: Call[Any], response: Any) -> Any:
        try:
            return json.loads(response.content)
        except ValueError:
            pass  # not raised from here: the decoder's exception holds the whole body, which may repeat the key
        raise self.error_of(call, response)

    async def _refusal(self, call: Call[Any], response: Any) -> DifyAPIError:
        """The error that a response is. What of its body is read is in no local variable by the time that it is raised."""
        content = await beginning_of(response)
        if self._settings.logger.isEnabledFor(DEBUG):
            log_answer(self._settings.logger, call, response, content)
        return self.error_of(call, response, content)

    async def _read(self, response: Any) -> None:
        try:
            await response.aread()
        except BaseException:
            await response.aclose()
            raise
        response.stream = None  # it holds the response: without the circle, both go as soon as nobody needs them

    def _request_for(self, http: Any, call: Call[Any], options: Mapping[str, Any], upload: AsyncUpload | None) -> Any:
        """A fresh httpx request."""
        settings = self._settings
        extra = options.get("extra_body")
        body = body_of(call, extra) if upload is None else upload.arguments()
        query = query_of(call, options.get("extra_query"))
        timeout = check_timeout(options["timeout"]) if "timeout" in options else settings.timeout
        url = settings.base_url + call.path
        mixed = bool(query and http.params)  # with an http_client's own, which httpx does
        if query and not mixed:
            url += f"?{urlencode(query, doseq=True)}"
        parsed = self._engine.urls.get(url)
        request = http.build_request(
            call.method,
            url if parsed is None else parsed,
            params=query if mixed else None,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout)},
            **body,
        )
        if parsed is None and not mixed:
            self._engine.urls[url] = request.url  # parsing one takes as long as all else here
        # Set one by one, which takes half the time of letting httpx merge them with its own.
        set_headers(request.headers, call, settings, options, is_json=upload is None and bool(body))
        if settings.logger.isEnabledFor(DEBUG):
            log_request(settings.logger, call, request, query, body.get("content", b""))
        return request

    def error_of(self, call: Call[Any], response: Any, content: bytes | None = None) -> DifyAPIError:
        """The error that a response is. Its body has been read, or as much of it as `content` is.

        Args:
            call: What was asked.
            response: The httpx response.
            content: What is known of its body; all of it when left out.
        """
        return error_from_response(
            status=response.status_code,
            headers=response.headers,
            content=response.content if content is None else content,
            operation=call.operation,
            key_kind=call.key,
            path=call.path,
            secrets=secrets_in(response.request.headers),
        )

    def _failure_of(self, call: Call[Any], response: Any, event: Mapping[str, Any], text: str = "") -> DifyAPIError:
        """The error that an `error` event is.

        Args:
            call: What was asked.
            response: The httpx response that the event came with; None for one that is made up from what is known of a run.
            event: The event.
            text: The text that a stream brought before it.
        """
        return error_from_event(
            event,
            headers={} if response is None else response.headers,
            operation=call.operation,
            key_kind=call.key,
            text=text,
            secrets=() if response is None else secrets_in(response.request.headers),
        )
