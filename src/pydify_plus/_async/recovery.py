"""Reading the answer that Dify has saved of a message whose stream broke off."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from pydify_plus.errors import DifyAPIError, DifyStreamInterruptedError, DifyTransportError

from .engine import pause

if TYPE_CHECKING:
    from pydify_plus._core.stream_state import StreamState
    from pydify_plus_generated.models import Message

    from .resuming import AsyncRunReader

_POLL = 1.0
"""Seconds between two looks at an answer that is still being made."""


class AsyncRecovery:
    """How an interrupted stream's answer is read. It goes with the error, and keeps nothing of the stream but what that has told.

    Args:
        reader: Reads the conversation's history.
        state: What the stream has told.
        operation: The stream's.
    """

    def __init__(self, reader: AsyncRunReader, state: StreamState, operation: str) -> None:
        self._reader = reader
        self._state = state
        self._operation = operation

    def error(self, why: str) -> DifyStreamInterruptedError:
        """The error that says so, from which the answer can be read."""
        state = self._state
        error = DifyStreamInterruptedError(
            why,
            operation=self._operation,
            task_id=state.task_id,
            workflow_run_id=state.workflow_run_id,
            conversation_id=state.conversation_id,
            message_id=state.message_id,
            text=state.text,
        )
        error._recover = self
        return error

    async def __call__(self, *, within: float) -> Message:
        """Look until the answer is there, for some seconds."""
        until = monotonic() + within
        while self._state.conversation_id is not None:
            problem = None
            try:
                message = await self._reader.message()
            except (DifyAPIError, DifyTransportError) as error:
                if not error.retryable:
                    raise
                message, problem = None, error
            if message is not None and (message.answer or message.status == "error"):
                return message
            if monotonic() >= until:
                raise self.error(f"Dify has saved no answer within {within} s") from problem
            await pause(min(_POLL, max(0.0, until - monotonic())))
        raise self.error("no event has told where the answer is saved")
