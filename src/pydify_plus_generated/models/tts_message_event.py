from __future__ import annotations

from .stream_event import StreamEvent


class TtsMessageEvent(StreamEvent):
    """A piece of speech, when the app speaks by itself."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    audio: str
    """MP3, Base64; join the pieces in their order."""
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
        "audio": "audio",
        "workflow_run_id": "workflow_run_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
    }
    _required = frozenset({"event", "task_id", "audio"})
