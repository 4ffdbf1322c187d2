from __future__ import annotations

from ..types import View


class HumanInputFormTimeoutData(View):
    """A form that expired."""

    node_id: str
    """The node that waited."""
    node_title: str
    """Its title."""
    expiration_time: int
    """When it expired, in Unix seconds."""

    _fields = {"node_id": "node_id", "node_title": "node_title", "expiration_time": "expiration_time"}
    _required = frozenset({"node_id", "node_title", "expiration_time"})
