from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .node_execution_metadata import NodeExecutionMetadata
    from .node_status import NodeStatus


class IterationCompletedData(View):
    """An iteration that ended."""

    id: str | None
    """Id of the iteration node."""
    node_id: str | None
    """The same."""
    node_type: str | None
    """`iteration`."""
    title: str | None
    """Its title."""
    outputs: dict[str, Any] | None
    """What it gave."""
    outputs_truncated: bool | None
    """Whether `outputs` was cut short."""
    created_at: int | None
    """Start, in Unix seconds."""
    extras: dict[str, Any] | None
    """More about the node."""
    inputs: dict[str, Any] | None
    """What it got."""
    inputs_truncated: bool | None
    """Whether `inputs` was cut short."""
    status: NodeStatus | str | None
    """How it ended."""
    error: str | None
    """Why it failed."""
    elapsed_time: float | None
    """Seconds."""
    total_tokens: int | None
    """Tokens of all its nodes."""
    execution_metadata: NodeExecutionMetadata | None
    """What it cost."""
    finished_at: int | None
    """End, in Unix seconds."""
    steps: int | None
    """Number of items."""

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
        "error": "error",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "execution_metadata": "execution_metadata",
        "finished_at": "finished_at",
        "steps": "steps",
    }

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .node_execution_metadata import NodeExecutionMetadata
        from .node_status import NodeStatus

        return {"status": open_enum(NodeStatus), "execution_metadata": NodeExecutionMetadata.from_dict}
