from __future__ import annotations

from typing import Any

from ..types import View


class LoopNextData(View):
    """The next round of a loop."""

    id: str
    """Id of the loop node."""
    node_id: str
    """The same."""
    node_type: str
    """`loop`."""
    title: str
    """Its title."""
    index: int
    """Which round comes now; the first has had no event of its own."""
    created_at: int
    """Unix seconds."""
    pre_loop_output: Any
    """The loop's variables after the round before."""
    extras: dict[str, Any]
    """More about the node."""

    _fields = {
        "id": "id",
        "node_id": "node_id",
        "node_type": "node_type",
        "title": "title",
        "index": "index",
        "created_at": "created_at",
        "pre_loop_output": "pre_loop_output",
        "extras": "extras",
    }
    _required = frozenset({"id", "node_id", "node_type", "title", "index", "created_at", "pre_loop_output", "extras"})
