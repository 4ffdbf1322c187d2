from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder
from .stream_event import StreamEvent

if TYPE_CHECKING:
    from .reasoning_chunk_data import ReasoningChunkData


class ReasoningChunkEvent(StreamEvent):
    """A piece of a model's reasoning, apart from its answer; from Dify 1.15."""

    event: str
    """Always `reasoning_chunk`."""
    task_id: str | None
    """The task, which the stop operations take."""
    workflow_run_id: str | None
    """The run."""
    conversation_id: str | None
    """The conversation; chat apps only."""
    message_id: str | None
    """The message; not in workflow apps."""
    created_at: int | None
    """The message's time, in Unix seconds; not in workflow apps."""
    data: ReasoningChunkData | None
    """The piece."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "workflow_run_id": "workflow_run_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "data": "data",
    }
    _required = frozenset({"event"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .reasoning_chunk_data import ReasoningChunkData

        return {"data": ReasoningChunkData.from_dict}
