"""Event streams: from bytes to typed events, and to the answer that they add up to."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from copy import copy
from itertools import chain
from json import JSONDecoder, dumps
from logging import DEBUG
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from pydify_plus._core.deadlines import Deadlines
from pydify_plus._core.final_answer import final_answer
from pydify_plus._core.logs import log_events
from pydify_plus._core.redaction import redact, secrets_in
from pydify_plus._core.resumption import (
    Resumption,
    StreamGap,
    is_of_an_ended_run,
    is_told_once,
    metadata_without_usage,
    text_event,
)
from pydify_plus._core.sse import ServerSentEvent, SSEDecoder
from pydify_plus._core.stream_state import StreamKind, StreamState
from pydify_plus._core.transport_errors import drop_frames, transport_error
from pydify_plus.errors import (
    DifyError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
)
from pydify_plus.models.client_events import event_of

from .ending import AsyncBody
from .recovery import AsyncRecovery
from .resuming import AsyncRunReader

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from pydify_plus_generated.models import Message, PauseReason, StreamEvent, Usage
    from pydify_plus_generated.types import Call

    from .caller import AsyncCaller

AnswerT = TypeVar("AnswerT")

# What of a stream's options holds for the call that stops it too.
_OPTIONS_OF_STOPPING = ("timeout", "retries", "extra_headers")

_CLOSED_MEANWHILE = "the stream was closed while it was being opened"


class AsyncStream(Generic[AnswerT]):
    """The events of one generation, as they come.

    The request is sent when the first event is asked for. Iterate it for events, or use `.text()` for the text as it grows, or
    `.final()` for the whole answer. It ends by itself where Dify's stream ends, even when Dify holds the connection open. A message
    whose generation fails raises after its last event (a workflow that fails is an answer, with its status). The stream of a workflow
    or chatflow whose connection breaks off is taken up again from the run's own events: no event comes twice, `.gaps` and the event
    `client_gap` tell what Dify does not send again, and `client_text` gives the whole text just before the last event;
    `resume=False` switches that off. Where it cannot be taken up, `DifyStreamInterruptedError` is raised: a short answer never looks
    whole.

    Leaving the loop closes the connection, unless the stream is used as a context manager: then the context's end does, and a loop
    may be taken up again. Closing does not stop the generation in Dify; `.stop()` does. Iterating a stream that has been read to its
    end gives nothing more, one that failed raises the same error again, and one that was left before its end raises RuntimeError.

    Example:
        >>> async with client.chat.stream_chat_message(query="Hello", user="alice") as stream:
        ...     async for event in stream:
        ...         print(event.event, event.data)
    """

    def __init__(
        self,
        client: AsyncCaller,
        call: Call[Any],
        kind: StreamKind,
        options: Mapping[str, Any],
        answer: Callable[[Any], AnswerT],
        *,
        stop: Callable[[str, str], Call[Any]] | None = None,
        continue_on_pause: bool = False,
        collect_audio: bool = False,
        raise_on_failure: bool = False,
    ) -> None:
        self._body: AsyncBody | None = None
        self._client = client
        self._call = call
        self._view = cast("Callable[[Any], StreamEvent]", call.event)
        self._options = options
        self._answer = answer
        self._stop = stop
        self._state = StreamState(
            kind,
            continue_on_pause=continue_on_pause,
            collect_audio=collect_audio,
            raise_on_failure=raise_on_failure,
        )
        self._resumption = Resumption(self._state, enabled=options.get("resume", True))
        self._deadlines = Deadlines(options.get("idle_timeout"), options.get("total_timeout"))
        self._decoder = SSEDecoder()
        self._arrived: Iterator[ServerSentEvent | dict[str, Any]] = iter(())
        self._json_answer: dict[str, Any] | None = None
        self._entered = False
        self._reading = False
        self._is_logged = False
        self._ended = False
        self._closed = False
        self._problem: DifyError | None = None

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
    def usage(self) -> Usage | None:
        """Tokens and prices, once the stream has told them; None before."""
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

    @property
    def forms(self) -> list[PauseReason]:
        """What a paused run waits for: the forms, each with its token, fields, buttons and time; empty when it does not wait."""
        from pydify_plus_generated.models import PauseReason

        return [PauseReason.from_dict(reason) for reason in (self._state.paused or {}).get("reasons") or ()]

    @property
    def gaps(self) -> list[StreamGap]:
        """What may be missing since the connection broke; empty when it never did."""
        return list(self._resumption.gaps)

    # Reading.

    def __aiter__(self) -> AsyncIterator[StreamEvent]:
        return _Events(self)

    async def __anext__(self) -> StreamEvent:
        """The next event; for reading one by one, inside a `with` or with `.aclose()` afterwards."""
        state, resumption = self._state, self._resumption
        view: Callable[[Any], StreamEvent]
        while True:
            for event in self._arrived:
                if isinstance(event, dict):
                    payload, view = event, event_of
                elif not event.data:
                    continue
                else:
                    arrived, view = _json_object(event.data), self._view
                    if arrived is None:
                        found = redact(event.data, self._secrets)[:80]
                        del event  # it may repeat the key, and a traceback may show local variables
                        await self._break_off(f"the stream holds what is no event: {found!r}")
                        break
                    payload = arrived
                    if resumption.is_resumed or is_told_once(payload):
                        ahead = await self._sifted(payload)
                        if not ahead:
                            continue
                        if ahead[0] is not payload:
                            self._arrived = chain(ahead, self._arrived)
                            break
                state.feed(payload)
                if state.over_after == 0.0:
                    await self._end()
                    if state.error is not None:
                        arrived = None
                        del event, payload
                        break
                return view(payload)
            else:
                if self._body is not None:
                    await self._receive(self._body)
                elif not await self._begin():
                    raise StopAsyncIteration

    def text(self) -> AsyncIterator[str]:
        """The text of the answer, piece by piece. A text that moderation replaces has been given by then; `.final()` has the new one.
        So it is with text that a cut has taken out of the middle; what is missing at the end is given.

        Raises:
            DifyError: As when iterating.
        """
        return _Texts(self)

    async def final(self) -> AnswerT:
        """Read to the end and give the answer in the shape that Dify's blocking mode has. It may be asked for again.

        Raises:
            DifyAPIError: The generation failed; `.text` holds what came before.
            DifyStreamInterruptedError: The connection broke off.
            DifyTimeoutError: `idle_timeout` or `total_timeout` ran out.
            RuntimeError: The stream was left before its end.
        """
        async for _ in self:
            pass
        if not self._complete:
            raise self._interrupted("the stream ended, but its events add up to no answer")
        return self._answer(final_answer(self._state) if self._json_answer is None else self._json_answer)

    async def recover(self, *, within: float = 60.0) -> Message:
        """Get the answer that Dify has saved of a chat, agent or chatflow message whose stream broke off: the generation goes on there.

        GET /messages, until the answer is there, over failures that may pass. Tokens and prices are not saved with it. A completion app
        keeps no history.

        Args:
            within: The seconds to wait for an answer that is still being made.

        Returns:
            The message; its `status` is `error` when the generation failed.

        Raises:
            DifyStreamInterruptedError: No answer was there in time, or no event had told the ids of the conversation and the message.
            DifyAPIError: The history cannot be read, now or later.
        """
        return await self._recovery(within=within)

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
        options = {name: self._options[name] for name in _OPTIONS_OF_STOPPING if name in self._options}
        await self._client.send(self._stop(self.task_id, self._user), None, options)

    async def aclose(self) -> None:
        """Close the connection. The generation goes on in Dify. A read that waits elsewhere ends with `DifyStreamInterruptedError`."""
        body = self._leave()
        if body is not None:
            await body.aclose()

    async def __aenter__(self) -> Self:
        self._entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        body: AsyncBody | None = getattr(self, "_body", None)
        if body is not None:
            body.abandon()
            warnings.warn(
                f"{self!r} was never closed: read it to its end, or close it", ResourceWarning, 2, source=self
            )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._call.method} {self._call.path} {self._progress}>"

    # Within.

    @property
    def _progress(self) -> str:
        if self._ended:
            return "finished" if self._problem is None else "failed"
        if self._closed:
            return "closed"
        return "not started" if self._body is None and not self._resumption.is_resumed else "open"

    @property
    def _user(self) -> str:
        given: Mapping[str, Any] = self._call.json or self._call.query or {}
        return str(given.get("user", self._client.user))

    async def _begin(self) -> bool:
        """Send the request, if that has not been done yet; False when the stream has ended."""
        if self._resumption.is_resumed and not self._ended and self._complete:
            await self._end()
        if self._problem is not None:
            raise _again(self._problem)
        if self._ended:
            return False
        if self._closed:
            raise RuntimeError(
                "this stream was left before its end and is closed: ask for another one, used in a `with` if a loop is to be taken up again"
            )
        self._claim()
        try:
            await (self._open() if self._resumption.broken is None else self._reopen())
            if self._closed and not self._complete:
                await self._end(self._interrupted(_CLOSED_MEANWHILE))
        except DifyError as error:
            await self._end(self._interrupted(_CLOSED_MEANWHILE) if self._closed else error)
        except BaseException:
            await self.aclose()
            raise
        finally:
            self._reading = False
        return True

    def _claim(self) -> None:
        if self._reading:
            raise RuntimeError("this stream is being read elsewhere: each of its events goes to one reader")
        self._reading = True

    async def _open(self) -> None:
        options = self._options
        total = options.get("total_timeout")
        self._deadlines = Deadlines(options.get("idle_timeout"), total)
        if total is not None:
            silence = options.get("timeout", self._client._settings.timeout)
            options = {**options, "timeout": total if silence is None else min(silence, total)}
        try:
            response = await self._client.open(self._call, options)
        except DifyTimeoutError:
            if self._deadlines.over:
                raise self._deadlines.error("total", self._call.operation) from None
            raise
        self._connect(response)
        if not response.headers.get("content-type", "").lower().startswith("text/event-stream"):
            await self._read_json(response)

    def _connect(self, response: Any) -> None:
        self._body = AsyncBody(response)
        self._decoder = SSEDecoder()
        self._is_logged = self._client.logger.isEnabledFor(DEBUG)

    async def _reopen(self) -> None:
        """Take up the run where its stream broke off."""
        state, resumption = self._state, self._resumption
        if state.finished is not None:  # only the other event that ends a chatflow is missing
            await self._make_up_for_message_end()
            resumption.connected()
            self._arrived = iter([resumption.gap_at_the_end().payload()])
            return
        reason = resumption.broken
        self._client.logger.info("%s %s: %s; reads the run's events", self._call.method, self._call.path, reason)
        reader = self._reader
        try:
            found = await reader.events(self._deadlines, self._call.operation)
        except DifyError as error:
            if reader.is_late or state.status is None:
                raise
            raise self._interrupted(f"{reason}; the run could not be taken up: {error}") from error
        if isinstance(found, dict):
            self._arrived = iter([ServerSentEvent("message", dumps(found))])
        else:
            self._connect(found)

    async def _sifted(self, payload: dict[str, Any]) -> list[dict[str, Any]]:
        """What an event is given as: itself, with what is to be said before it; nothing when it has been given."""
        resumption, state = self._resumption, self._state
        gap = resumption.gap_before(payload)
        is_new = resumption.admits(payload)
        ahead = [gap.payload()] if gap else []
        if is_new:
            if resumption.lacks_text(payload):
                message = await self._reader.message_if_there()
                whole = resumption.whole_text(payload, message.answer if message else None)
                if whole is not None:
                    ahead.append(text_event(whole))
            if is_of_an_ended_run(payload) and state.kind is StreamKind.CHAT and state.metadata is None:
                await self._make_up_for_message_end()
            ahead.append(payload)
        return ahead

    async def _make_up_for_message_end(self) -> None:
        message = await self._reader.message_if_there()
        self._state.metadata = metadata_without_usage(message.get("retriever_resources") or [] if message else [])

    def _go_on(self, form_ids: list[str]) -> None:
        """Be read on after a pause, whose forms are submitted."""
        self._resumption.submitted(form_ids)
        self._resumption.waited()
        self._ended = self._closed = False

    def _join(self, run_id: str) -> None:
        """Begin in the middle of a run that was started elsewhere."""
        self._state.workflow_run_id = run_id
        self._resumption.cut("the stream was opened while the run was under way")

    def _reader_until(self, is_closed: Callable[[], bool]) -> AsyncRunReader:
        return AsyncRunReader(self._client, self._state, self._resumption, self._user, self._options, is_closed)

    @property
    def _reader(self) -> AsyncRunReader:
        return self._reader_until(lambda: self._closed)

    @property
    def _recovery(self) -> AsyncRecovery:
        reader = self._reader_until(lambda: False)  # it outlives this stream, and must not hold it
        return AsyncRecovery(reader, self._state, self._call.operation)

    async def _read_json(self, response: Any) -> None:
        """Take a JSON answer in place of a stream as it is."""
        try:
            text = (await response.aread()).decode("utf-8", "replace")
        except Exception as problem:
            await self._lose(problem)
            return
        answer = self._json_answer = _json_object(text)
        if answer is None:
            raise self._client.error_of(self._call, response)
        if "event" in answer:
            self._arrived = iter([ServerSentEvent("message", text)])
        else:
            self._state.take_answer(answer)

    async def _receive(self, body: AsyncBody) -> None:
        """Wait until bytes complete an event, the bytes end, or the time for more of them is over."""
        self._claim()
        deadline = None
        try:
            if self._json_answer is not None:
                await self._end()
                return
            deadline = self._deadlines.of_wait(self._state.over_after)
            events: list[ServerSentEvent] = []
            while not events:
                chunk = await (anext(body.chunks) if deadline is None else body.next_before(deadline.at))
                events = self._decoder.feed(chunk)
            self._take(events)
        except StopAsyncIteration:
            events = self._decoder.flush()
            self._take(events)
            if not events:
                await self._break_off("the stream ended before its last event")
        except Exception as problem:
            if deadline is None or not isinstance(problem, TimeoutError):
                await self._lose(problem)
            elif deadline.limit == "grace":
                await self._break_off("the stream fell silent before its last event")
            else:
                await self._end(self._deadlines.error(deadline.limit, self._call.operation))
        except BaseException:
            await self.aclose()
            raise
        finally:
            self._reading = False

    def _take(self, events: list[ServerSentEvent]) -> None:
        self._arrived = iter(events)
        if self._is_logged and self._body is not None:
            log_events(self._client.logger, self._call, self._body.response, (event.data for event in events))

    async def _lose(self, problem: Exception) -> None:
        """End the stream by what reading it raised."""
        error = transport_error(problem, operation=self._call.operation)
        if self._closed:
            await self._break_off("the stream was closed while it was read", problem)
        elif error is not None:
            await self._break_off(error.message, problem)
        else:
            await self.aclose()
            raise problem

    async def _break_off(self, why: str, cause: Exception | None = None) -> None:
        """End the stream here if all that must come has come; else be taken up again, or end with the error that it was cut."""
        if self._complete:
            await self._end()
            if self._state.lacks_speech and self._problem is None and not self._closed:
                self._arrived = iter([self._resumption.gap_in_the_speech(why).payload()])
        elif self._resumption.possible and not self._closed:
            self._resumption.cut(why)
            self._arrived = iter(())
            body, self._body = self._body, None
            if body is not None:
                await body.aclose()
        else:
            error = self._interrupted(why)
            error.__cause__ = cause
            await self._end(error)

    def _interrupted(self, why: str) -> DifyStreamInterruptedError:
        return self._recovery.error(why)

    async def _end(self, problem: DifyError | None = None) -> None:
        """Be over, and let go of the connection."""
        self._conclude(problem)
        body, self._body = self._body, None
        if body is None:
            return
        # Dify ends the answer itself about a second after these events. Closing it now would lose the connection.
        if problem is None and (self._state.finished is not None or self._state.paused is not None):
            await body.let_end()
        else:
            await body.aclose()

    def _leave(self) -> AsyncBody | None:
        """Be closed, at whatever point; give what is left to close."""
        self._closed = True
        if self._complete and not self._ended:
            self._conclude()
        body, self._body = self._body, None
        return body

    def _conclude(self, problem: DifyError | None = None) -> None:
        self._ended = True
        self._arrived = iter(())
        if problem is not None:
            drop_frames(problem)
        elif self._state.failure is not None:
            response = None if self._body is None else self._body.response
            problem = self._client._failure_of(self._call, response, self._state.failure, self._state.text)
        self._problem = problem

    @property
    def _secrets(self) -> Sequence[str]:
        return () if self._body is None else secrets_in(self._body.response.request.headers)

    @property
    def _complete(self) -> bool:
        return self._state.complete or self._json_answer is not None


class _Events:
    """A loop over a stream. Leaving the loop drops this, which closes the stream unless a `with` will."""

    __slots__ = ("_begun", "_stream")

    def __init__(self, stream: AsyncStream[Any]) -> None:
        self._stream = stream
        self._begun = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StreamEvent:
        self._begun = True
        return await self._stream.__anext__()

    def __del__(self) -> None:
        if self._begun and not self._stream._entered:
            body = self._stream._leave()
            if body is not None:
                body.abandon()


class _Texts:
    """The same over the text alone."""

    def __init__(self, stream: AsyncStream[Any]) -> None:
        self._stream = stream
        self._events = aiter(stream)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        while True:
            await anext(self._events)
            if self._stream._state.delta:
                return self._stream._state.delta


def _again(error: DifyError) -> DifyError:
    """A copy to raise: what is raised holds the frames that it passes, and the stream among them would hold it."""
    fresh = copy(error)
    fresh.__cause__ = error.__cause__
    return fresh


# `json.loads` without its detours takes half the time.
_raw_decode: Callable[[str], tuple[Any, int]] = JSONDecoder().raw_decode


def _json_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a text holds; None when it holds none."""
    text = text.strip()
    try:
        value, end = _raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if end == len(text) and isinstance(value, dict) else None
