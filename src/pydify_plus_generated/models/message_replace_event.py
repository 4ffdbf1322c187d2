from __future__ import annotations

from .stream_event import StreamEvent


class MessageReplaceEvent(StreamEvent):
    """Forget the text so far: this is the whole text now. Moderation does it, and a reopened chatflow stream."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    conversation_id: str
    """The conversation."""
    message_id: str
    """The message."""
    created_at: int
    """The message's time, in Unix seconds."""
    answer: str
    """The whole text; empty in a reopened stream while the answer is still being written."""
    reason: str
    """Why; may be empty."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "answer": "answer",
        "reason": "reason",
    }
    _required = frozenset({"event", "task_id", "conversation_id", "message_id", "created_at", "answer", "reason"})
