from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .node_execution_metadata import NodeExecutionMetadata
    from .node_status import NodeStatus


class LoopCompletedData(View):
    """A loop that ended."""

    id: str
    """Id of the loop node."""
    node_id: str
    """The same."""
    node_type: str
    """`loop`."""
    title: str
    """Its title."""
    outputs: dict[str, Any]
    """What it gave."""
    outputs_truncated: bool
    """Whether `outputs` was cut short."""
    created_at: int
    """Start, in Unix seconds."""
    extras: dict[str, Any]
    """More about the node."""
    inputs: dict[str, Any]
    """What it got."""
    inputs_truncated: bool
    """Whether `inputs` was cut short."""
    status: NodeStatus | str
    """How it ended."""
    elapsed_time: float
    """Seconds."""
    total_tokens: int
    """Tokens of all its nodes."""
    execution_metadata: NodeExecutionMetadata
    """What it cost."""
    finished_at: int
    """End, in Unix seconds."""
    steps: int
    """Number of rounds that were planned."""
    error: str | None
    """Why it failed."""

    _fields = {
        "id": "id",
        "node_id": "node_id",
        "node_type": "node_type",
        "title": "title",
        "outputs": "outputs",
        "outputs_truncated": "outputs_truncated",
        "created_at": "created_at",
        "extras": "extras",
        "inputs": "inputs",
        "inputs_truncated": "inputs_truncated",
        "status": "status",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "execution_metadata": "execution_metadata",
        "finished_at": "finished_at",
        "steps": "steps",
        "error": "error",
    }
    _required = frozenset(
        {
            "id",
            "node_id",
            "node_type",
            "title",
            "outputs",
            "outputs_truncated",
            "created_at",
            "extras",
            "inputs",
            "inputs_truncated",
            "status",
            "elapsed_time",
            "total_tokens",
            "execution_metadata",
            "finished_at",
            "steps",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .node_execution_metadata import NodeExecutionMetadata
        from .node_status import NodeStatus

        return {"status": open_enum(NodeStatus), "execution_metadata": NodeExecutionMetadata.from_dict}
