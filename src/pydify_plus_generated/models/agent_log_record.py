from __future__ import annotations

from typing import Any

from ..types import View


class AgentLogRecord(View):
    """A finished log entry of an agent node."""

    message_id: str
    """Id of the entry."""
    label: str
    """What the agent did."""
    node_execution_id: str
    """The node's execution, or its `node_id`."""
    status: str
    """`success`, or `error`."""
    data: dict[str, Any]
    """What the step took and gave."""
    metadata: dict[str, Any]
    """Provider, times and the like."""
    node_id: str
    """The node in the workflow."""
    parent_id: str | None
    """The entry that this one is part of."""
    error: str | None
    """Why it failed."""

    _fields = {
        "message_id": "message_id",
        "label": "label",
        "node_execution_id": "node_execution_id",
        "status": "status",
        "data": "data",
        "metadata": "metadata",
        "node_id": "node_id",
        "parent_id": "parent_id",
        "error": "error",
    }
    _required = frozenset({"message_id", "label", "node_execution_id", "status", "data", "metadata", "node_id"})
