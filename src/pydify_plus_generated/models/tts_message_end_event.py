from __future__ import annotations

from .stream_event import StreamEvent


class TtsMessageEndEvent(StreamEvent):
    """The speech is complete; 1.14 closes the streams of workflows and most chatflows without it."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    audio: str
    """Empty."""
    conversation_id: str | None
    """The conversation; chat apps only."""
    message_id: str | None
    """The message; not in workflow apps."""
    created_at: int | None
    """The message's time, in Unix seconds; not in workflow apps."""
    workflow_run_id: str | None
    """The run."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "audio": "audio",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "workflow_run_id": "workflow_run_id",
    }
    _required = frozenset({"event", "task_id", "audio"})
