from __future__ import annotations

from .stream_event import StreamEvent


class AgentMessageEvent(StreamEvent):
    """A piece of an agent's answer."""

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
    id: str
    """The message once more."""
    answer: str
    """The piece of text; may be empty."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "id": "id",
        "answer": "answer",
    }
    _required = frozenset({"event", "task_id", "conversation_id", "message_id", "created_at", "id", "answer"})
