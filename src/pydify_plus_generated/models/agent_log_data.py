from __future__ import annotations

from typing import Any

from ..types import View


class AgentLogData(View):
    """A log entry of an agent node."""

    node_execution_id: str
    """The node's execution, or its `node_id`."""
    id: str
    """Id of the entry; the same when it comes again with a new status."""
    label: str
    """What the agent does."""
    status: str
    """`start`, then `success` or `error`."""
    data: dict[str, Any]
    """What the step takes and gives."""
    metadata: dict[str, Any]
    """Provider, times and the like."""
    node_id: str
    """The node in the workflow."""
    parent_id: str | None
    """The entry that this one is part of."""
    error: str | None
    """Why it failed."""

    _fields = {
        "node_execution_id": "node_execution_id",
        "id": "id",
        "label": "label",
        "status": "status",
        "data": "data",
        "metadata": "metadata",
        "node_id": "node_id",
        "parent_id": "parent_id",
        "error": "error",
    }
    _required = frozenset({"node_execution_id", "id", "label", "status", "data", "metadata", "node_id"})
