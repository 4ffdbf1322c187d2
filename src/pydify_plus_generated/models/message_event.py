from __future__ import annotations

from .stream_event import StreamEvent


class MessageEvent(StreamEvent):
    """A piece of the answer of a chat, chatflow or completion app."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    message_id: str
    """The message."""
    created_at: int
    """The message's time, in Unix seconds."""
    id: str
    """The message once more."""
    answer: str
    """The piece of text; may be empty."""
    conversation_id: str | None
    """The conversation; chat apps only."""
    from_variable_selector: list[str] | None
    """Node id and variable name that the text comes from, in chatflows."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "id": "id",
        "answer": "answer",
        "conversation_id": "conversation_id",
        "from_variable_selector": "from_variable_selector",
    }
    _required = frozenset({"event", "task_id", "message_id", "created_at", "id", "answer"})
