from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder
from .stream_event import StreamEvent

if TYPE_CHECKING:
    from .agent_log_data import AgentLogData


class AgentLogEvent(StreamEvent):
    """A step of an agent node."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    data: AgentLogData
    """The log entry."""
    workflow_run_id: str | None
    """The run."""
    conversation_id: str | None
    """The conversation; chat apps only."""
    message_id: str | None
    """The message; not in workflow apps."""
    created_at: int | None
    """The message's time, in Unix seconds; not in workflow apps."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "data": "data",
        "workflow_run_id": "workflow_run_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
    }
    _required = frozenset({"event", "task_id", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .agent_log_data import AgentLogData

        return {"data": AgentLogData.from_dict}
