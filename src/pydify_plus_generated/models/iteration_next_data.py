from __future__ import annotations

from typing import Any

from ..types import View


class IterationNextData(View):
    """The next item of an iteration."""

    id: str | None
    """Id of the iteration node."""
    node_id: str | None
    """The same."""
    node_type: str | None
    """`iteration`."""
    title: str | None
    """Its title."""
    index: int | None
    """Which item comes now."""
    created_at: int | None
    """Unix seconds."""
    extras: dict[str, Any] | None
    """More about the node."""

    _fields = {
        "id": "id",
        "node_id": "node_id",
        "node_type": "node_type",
        "title": "title",
        "index": "index",
        "created_at": "created_at",
        "extras": "extras",
    }
