from __future__ import annotations

from .stream_event import StreamEvent


class ErrorEvent(StreamEvent):
    """It failed, and the stream gives nothing more. What else the event says differs by app and by when it failed."""

    event: str
    """The event's name."""
    status: int
    """A status as in HTTP; bad input to a streamed workflow comes as 500."""
    message: str
    """What went wrong, in words."""
    code: str | None
    """Dify's name for the kind of error; absent when a workflow failed before its first node."""
    task_id: str | None
    """The task, which the stop operations take."""
    workflow_run_id: str | None
    """The run; null when there is none yet."""
    conversation_id: str | None
    """The conversation; chat apps only."""
    message_id: str | None
    """The message; not in workflow apps."""
    created_at: int | None
    """The message's time, in Unix seconds; not in workflow apps."""

    _fields = {
        "event": "event",
        "status": "status",
        "message": "message",
        "code": "code",
        "task_id": "task_id",
        "workflow_run_id": "workflow_run_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
    }
    _required = frozenset({"event", "status", "message"})
