"""Taking up a run whose stream broke off, and reading what Dify has saved of a generation."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from pydify_plus._core import resumption as rules
from pydify_plus.errors import DifyAPIError, DifyConnectionError, DifyError, DifyNotFoundError, DifyTransportError

from .engine import pause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydify_plus._core.deadlines import Deadline, Deadlines
    from pydify_plus._core.resumption import Resumption
    from pydify_plus._core.stream_state import StreamState
    from pydify_plus_generated.models import Message

    from .caller import AsyncCaller

_SHARED_OPTIONS = ("timeout", "extra_headers")
"""What of a stream's options holds for the calls that take it up too."""


_LONGEST_REST = 0.1
"""Seconds after which it is looked whether the stream has been closed by another thread or task."""


class AsyncRunReader:
    """Finds a run again, for one stream.

    Args:
        client: What sends the calls.
        state: What the stream has told.
        resumption: What it knows of its cuts.
        user: The end user of the run.
        options: The stream's.
        is_closed: Whether the stream has been closed meanwhile.
    """

    def __init__(
        self,
        client: AsyncCaller,
        state: StreamState,
        resumption: Resumption,
        user: str,
        options: Mapping[str, Any],
        is_closed: Callable[[], bool],
    ) -> None:
        self._client = client
        self._state = state
        self._resumption = resumption
        self._user = user
        self._is_closed = is_closed
        self._deadline: Deadline | None = None
        self._options = {name: options[name] for name in _SHARED_OPTIONS if name in options}

    async def events(self, deadlines: Deadlines, operation: str) -> Any:
        """Open the run's events, again and again within bounds.

        Returns:
            The response of which the events are to be read; or, where the server has no run events, the one event that the run's detail
            gives, when the run has ended.

        Raises:
            DifyTimeoutError: A limit of the stream ran out.
            DifyError: It was in vain: the last error.
        """
        from pydify_plus_generated.api.workflows import stream_workflow_events

        self._deadline, self._deadlines, self._operation = deadlines.of_wait(None), deadlines, operation
        state, resumption = self._state, self._resumption
        call = stream_workflow_events.call(
            state.workflow_run_id or "",
            user=self._user,
            include_state_snapshot=True,
            continue_on_pause=state.continues_on_pause or resumption.has_waited or None,
        )
        while True:
            await self._rest_before_an_attempt()
            try:
                response = await self._client.open(call, {**self._options, "retries": 0})
                if response.headers.get("content-type", "").lower().startswith("text/event-stream"):
                    resumption.connected()
                    return response
                await response.aread()
                resumption.broken = self._client.error_of(call, response)
            except DifyNotFoundError as error:
                if error.code is None:  # no answer of Dify's own: it has no such route
                    return await self._detail()
                if state.status is None:  # nothing has told yet that there is such a run
                    raise
                resumption.broken = error
            except (DifyAPIError, DifyTransportError) as error:
                resumption.broken = error

    async def message(self) -> Message | None:
        """The message that holds the answer, as the conversation's history has it.

        Raises:
            DifyError: The history could not be read.
        """
        from pydify_plus_generated.api.sessions import get_conversation_history

        conversation = self._state.conversation_id
        if conversation is None:
            return None
        call = get_conversation_history.call(conversation_id=conversation, user=self._user)
        page = await self._client.send(call, None, self._options)
        return next((message for message in page.data if message.id == self._state.message_id), None)

    async def message_if_there(self) -> Message | None:
        """The same; None too when it cannot be read."""
        try:
            return await self.message()
        except DifyError as error:
            self._client.logger.info("the history of a conversation could not be read: %s", error)
            return None

    async def _detail(self) -> dict[str, Any]:
        from pydify_plus_generated.api.workflows import get_workflow_run_detail

        call = get_workflow_run_detail.call(self._state.workflow_run_id or "")
        interval, longest = rules.POLL_SECONDS
        while True:
            try:
                detail = await self._client.send(call, None, {**self._options, "retries": 0})
            except (DifyAPIError, DifyTransportError) as error:
                self._resumption.broken = error
                await self._rest_before_an_attempt()
                continue
            status = detail.get("status")
            if status in rules.ENDED:
                self._resumption.connected()
                return rules.finished_event(self._state, detail.to_dict())
            if status == "running":
                self._resumption.heard()
                await self._rest(interval)
                interval = min(2 * interval, longest)
            else:
                told = f"the run's detail says {status}, and nothing tells of its end"
                self._resumption.broken = DifyConnectionError(told, may_have_run=True)
                await self._rest_before_an_attempt()

    async def _rest_before_an_attempt(self) -> None:
        seconds = self._resumption.wait(self._client._settings.policy)
        if seconds is None:
            raise self._resumption.broken or DifyError("the run cannot be found again")
        await self._rest(seconds)

    @property
    def is_late(self) -> bool:
        """Whether a limit of the stream ran out."""
        return self._deadline is not None and monotonic() >= self._deadline.at

    async def _rest(self, seconds: float) -> None:
        """Wait, but not longer than the stream may take, nor than it is open."""
        if self._deadline is not None:
            seconds = min(seconds, max(0.0, self._deadline.at - monotonic()))
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0.0 and not self._is_closed():
            await pause(min(left, _LONGEST_REST))
        if self._is_closed():
            raise DifyConnectionError("the stream was closed", may_have_run=True)
        if self._deadline is not None and self.is_late:
            raise self._deadlines.error("total" if self._deadlines.over else "idle", self._operation)
