from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder
from .stream_event import StreamEvent

if TYPE_CHECKING:
    from .node_retry_data import NodeRetryData


class NodeRetryEvent(StreamEvent):
    """An attempt of a node failed and is made again."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    workflow_run_id: str
    """The run."""
    data: NodeRetryData
    """The attempt."""
    conversation_id: str | None
    """The conversation; chat apps only."""
    message_id: str | None
    """The message; not in workflow apps."""
    created_at: int | None
    """The message's time, in Unix seconds; not in workflow apps."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "workflow_run_id": "workflow_run_id",
        "data": "data",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
    }
    _required = frozenset({"event", "task_id", "workflow_run_id", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .node_retry_data import NodeRetryData

        return {"data": NodeRetryData.from_dict}
