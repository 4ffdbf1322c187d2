from __future__ import annotations

from .stream_event import StreamEvent


class DatasourceErrorEvent(StreamEvent):
    """A datasource node failed."""

    event: str
    """The event's name."""
    error: str
    """What went wrong, in words."""

    _fields = {"event": "event", "error": "error"}
    _required = frozenset({"event", "error"})
