from __future__ import annotations

from typing import Any

from ..types import View


class IterationNextData(View):
    """The next item of an iteration"""

    id: str
    """Id of the iteration node"""
    node_id: str
    """The same"""
    node_type: str
    """`iteration`"""
    title: str
    """Its title"""
    index: int
    """Which item comes now"""
    created_at: int
    """Unix seconds"""
    extras: dict[str, Any]
    """More about the node"""

    _fields = {
        "id": "id",
        "node_id": "node_id",
        "node_type": "node_type",
        "title": "title",
        "index": "index",
        "created_at": "created_at",
        "extras": "extras",
    }
    _required = frozenset(
        {
            "id",
            "node_id",
            "node_type",
            "title",
            "index",
            "created_at",
            "extras",
        }
    )
