from __future__ import annotations

from .stream_event import StreamEvent


class DatasourceProcessingEvent(StreamEvent):
    """A datasource node is at work."""

    event: str
    """The event's name."""
    total: int
    """How many items there are, as far as known."""
    completed: int
    """How many are done."""

    _fields = {"event": "event", "total": "total", "completed": "completed"}
    _required = frozenset({"event", "total", "completed"})
