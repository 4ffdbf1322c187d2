"""Event streams: from bytes to typed events, and to the answer that they add up to."""

from __future__ import annotations

import json
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from pydify_plus._core.deadlines import Deadlines
from pydify_plus._core.error_table import error_from_event
from pydify_plus._core.final_answer import final_answer
from pydify_plus._core.redaction import secrets_in
from pydify_plus._core.sse import ServerSentEvent, SSEDecoder
from pydify_plus._core.stream_state import StreamKind, StreamState
from pydify_plus._core.transport_errors import transport_error
from pydify_plus.errors import DifyError, DifyStreamInterruptedError

from .ending import let_go, next_chunk

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from pydify_plus_generated.models import StreamEvent
    from pydify_plus_generated.types import Call

    from .client import AsyncClient

AnswerT = TypeVar("AnswerT")


class AsyncStream(Generic[AnswerT]):
    """The events of one generation, as they come.

    The request is sent when the first event is asked for. Iterate it for events, or use `.text()` for the text as it grows, or
    `.final()` for the whole answer. It ends by itself where Dify's stream ends, even when Dify holds the connection open. An
    `error` event raises, and a connection that breaks off raises `DifyStreamInterruptedError`: a short answer never looks whole.

    Leaving the loop closes the connection, unless the stream is used as a context manager: then the context's end does, and a loop
    may be taken up again. Closing does not stop the generation in Dify; `.stop()` does.

    Example:
        >>> async with client.chat.stream_chat_message(query="Hello", user="alice") as stream:
        ...     async for event in stream:
        ...         print(event.event, event.data)
    """

    def __init__(
        self,
        client: AsyncClient,
        call: Call[Any],
        kind: StreamKind,
        options: Mapping[str, Any],
        answer: Callable[[Any], AnswerT],
        *,
        stop: Callable[[str, str], Call[Any]] | None = None,
        continue_on_pause: bool = False,
        collect_audio: bool = False,
    ) -> None:
        self._client = client
        self._call = call
        self._options = options
        self._answer = answer
        self._stop = stop
        self._state = StreamState(kind, continue_on_pause=continue_on_pause, collect_audio=collect_audio)
        self._json_answer: dict[str, Any] | None = None
        self._response: Any = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._headers: Mapping[str, str] = {}
        self._running: AsyncGenerator[StreamEvent, None] | None = None
        self._entered = False
        self._finished = False
        self._closed = False

    # What is known so far.

    @property
    def task_id(self) -> str | None:
        """What stopping the generation takes."""
        return self._state.task_id

    @property
    def workflow_run_id(self) -> str | None:
        """The run of a workflow or chatflow."""
        return self._state.workflow_run_id

    @property
    def conversation_id(self) -> str | None:
        """The conversation, to go on with it."""
        return self._state.conversation_id

    @property
    def message_id(self) -> str | None:
        """The message that holds the answer."""
        return self._state.message_id

    @property
    def answer_so_far(self) -> str:
        """The text that has come until now."""
        return self._state.text

    @property
    def audio(self) -> bytes | None:
        """The speech that has come until now; None unless `collect_audio=True` was asked for."""
        return self._state.audio

    @property
    def usage(self) -> Any:
        """Tokens and prices as a `Usage`, once the stream has told them; None before."""
        usage = self._state.usage
        if usage is None:
            return None
        from pydify_plus_generated.models import Usage

        return Usage.from_dict(usage)

    @property
    def status(self) -> str | None:
        """A run's status: `running`, `paused`, `succeeded`, `partial-succeeded`, `failed` or `stopped`; None without a run."""
        return self._state.status

    @property
    def paused(self) -> bool:
        """Whether the run waits for human input."""
        return self._state.paused is not None

    # Reading.

    def __aiter__(self) -> AsyncIterator[StreamEvent]:
        if self._entered:
            if self._running is None:
                self._running = self._events()
            return _Resumable(self._running)
        return self._events()

    async def __anext__(self) -> StreamEvent:
        """The next event; for reading one by one, inside a `with` or with `.aclose()` afterwards."""
        if self._running is None:
            self._running = self._events()
        return await anext(self._running)

    async def text(self) -> AsyncGenerator[str, None]:
        """The text of the answer, piece by piece.

        Raises:
            DifyError: As when iterating.
        """
        async with aclosing(self._events()) as events:
            async for _ in events:
                if self._state.delta:
                    yield self._state.delta

    async def final(self) -> AnswerT:
        """Read to the end and give the answer in the shape that Dify's blocking mode has.

        Raises:
            DifyAPIError: The generation failed; `.text` holds what came before.
            DifyStreamInterruptedError: The connection broke off.
            DifyTimeoutError: `idle_timeout` or `total_timeout` ran out.
        """
        if not self._finished:
            async with aclosing(self._running or self._events()) as events:
                async for _ in events:
                    pass
        if self._json_answer is not None:
            return self._answer(self._json_answer)
        if self._state.failure is not None:
            raise self._error(self._state.failure)
        return self._answer(final_answer(self._state))

    # Ending.

    async def stop(self) -> None:
        """Stop the generation in Dify, for the same user. What has come so far stays; read on for the last events.

        Raises:
            DifyError: No event has named the task yet, or this kind of stream cannot be stopped.
        """
        if self._stop is None:
            raise DifyError("Dify has no way to stop this kind of stream")
        if self.task_id is None:
            raise DifyError("there is nothing to stop yet: the task's id comes with the first event")
        await self._client.send(self._stop(self.task_id, self._user))

    async def aclose(self) -> None:
        """Close the connection. The generation goes on in Dify."""
        self._closed = True
        if self._running is not None:
            await self._running.aclose()
            self._running = None
        await self._let_go()

    async def __aenter__(self) -> Self:
        self._entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        if getattr(self, "_response", None) is not None:
            warnings.warn(
                f"unclosed {self!r}: read it to its end, or close it", ResourceWarning, source=self, stacklevel=1
            )

    def __repr__(self) -> str:
        state = (
            "finished"
            if self._finished
            else "closed"
            if self._closed
            else "open"
            if self._response is not None
            else "not started"
        )
        return f"<{type(self).__name__} {self._call.method} {self._call.path} {state}>"

    # Within.

    @property
    def _user(self) -> str:
        given: Mapping[str, Any] = self._call.json or self._call.query or {}
        return str(given.get("user", self._client.user))

    async def _events(self) -> AsyncGenerator[StreamEvent, None]:
        if self._finished:
            return
        if self._closed or self._headers:
            raise RuntimeError("this stream was left before its end and is closed: ask for another one")
        state, view = self._state, cast("Callable[[Any], StreamEvent]", self._call.event)
        response = self._response = await self._client.open(self._call, self._options)
        self._headers = response.headers
        try:
            if not response.headers.get("content-type", "").startswith("text/event-stream"):
                payload = await self._read_json(response)
                if "event" in payload:
                    state.feed(payload)
                    yield view(payload)
                return
            async with aclosing(self._frames(response)) as frames:
                async for frame in frames:
                    for event in frame:
                        if not event.data:
                            continue
                        payload = self._payload(event)
                        state.feed(payload)
                        if state.error is not None:
                            self._finished = True
                            raise self._error(state.error)
                        yield view(payload)
                        if state.over_after == 0:
                            self._finished = True
                            return
            if not state.complete:
                raise self._interrupted("the stream ended before its last event")
            self._finished = True
        except Exception as problem:
            error = transport_error(problem, operation=self._call.operation)
            if error is None:
                raise
            if not state.complete:
                raise self._interrupted(error.message) from problem
            self._finished = True
        finally:
            if self._finished or not self._entered:
                await self._let_go()

    async def _frames(self, response: Any) -> AsyncGenerator[list[ServerSentEvent], None]:
        """The events of each piece of bytes, until the bytes end or the time for more of them is over."""
        deadlines = Deadlines(self._options.get("idle_timeout"), self._options.get("total_timeout"))
        # Bytes as they come: a decoding layer is worth its cost only where a proxy has compressed the stream.
        compressed = "content-encoding" in response.headers
        chunks = self._chunks = response.aiter_bytes() if compressed else response.aiter_raw()
        decoder = SSEDecoder()
        while True:
            deadlines.grace = self._state.over_after
            try:
                if deadlines.any:
                    chunk = await next_chunk(chunks, deadlines.remaining(), response)
                else:
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                break
            except TimeoutError:
                error = deadlines.passed(self._call.operation)
                if error is not None:
                    raise error from None
                return
            frame = decoder.feed(chunk)
            if frame:
                deadlines.event()
                yield frame
        if not self._state.complete:
            yield decoder.flush()

    def _payload(self, event: ServerSentEvent) -> dict[str, Any]:
        try:
            payload = json.loads(event.data)
        except ValueError:
            payload = None
        if not isinstance(payload, dict):
            raise self._interrupted(f"the stream broke off within an event: {event.data[:80]!r}")
        return cast("dict[str, Any]", payload)

    async def _read_json(self, response: Any) -> dict[str, Any]:
        """A JSON answer in place of a stream, which is taken as it is."""
        try:
            answer = json.loads(await response.aread())
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise self._client.error_of(self._call, response)
        self._finished = True
        self._json_answer = cast("dict[str, Any]", answer)
        return self._json_answer

    def _error(self, payload: Mapping[str, Any]) -> DifyError:
        return error_from_event(
            payload,
            headers=self._headers,
            operation=self._call.operation,
            key_kind=self._call.key,
            text=self._state.text,
            secrets=secrets_in(self._response.request.headers) if self._response is not None else (),
        )

    def _interrupted(self, why: str) -> DifyStreamInterruptedError:
        state = self._state
        return DifyStreamInterruptedError(
            why,
            operation=self._call.operation,
            task_id=state.task_id,
            workflow_run_id=state.workflow_run_id,
            conversation_id=state.conversation_id,
            message_id=state.message_id,
            text=state.text,
        )

    async def _let_go(self) -> None:
        response, self._response = self._response, None
        if response is not None:
            await let_go(response, self._chunks, ends_soon=self._finished and self._state.finished is not None)


class _Resumable:
    """Iterates a stream's one generator without closing it when a loop is left."""

    def __init__(self, events: AsyncGenerator[StreamEvent, None]) -> None:
        self._events = events

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StreamEvent:
        return await anext(self._events)
