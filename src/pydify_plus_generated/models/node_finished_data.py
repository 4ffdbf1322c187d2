from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .node_execution_metadata import NodeExecutionMetadata
    from .node_status import NodeStatus
    from .output_file import OutputFile


class NodeFinishedData(View):
    """A node that ended. A replayed event has `inputs`, `process_data` and `outputs` null."""

    id: str
    """Id of this execution of the node; the same in all its events."""
    node_id: str
    """The node in the workflow."""
    node_type: str
    """Kind of node, such as `llm` or `code`."""
    title: str
    """Its title."""
    index: int
    """No order of execution: live events say 1 for every node; a replay counts."""
    status: NodeStatus | str
    """How it ended."""
    elapsed_time: float
    """Seconds."""
    created_at: int
    """Start, in Unix seconds."""
    finished_at: int
    """End, in Unix seconds."""
    files: list[OutputFile]
    """Files among its outputs."""
    predecessor_node_id: str | None
    """The node before it; only ever seen null."""
    inputs: dict[str, Any] | None
    """What it got."""
    inputs_truncated: bool | None
    """Whether `inputs` was cut short; not in a replayed event."""
    process_data: dict[str, Any] | None
    """What it worked with, such as the prompt."""
    process_data_truncated: bool | None
    """Whether `process_data` was cut short; not in a replayed event."""
    outputs: dict[str, Any] | None
    """What it gave."""
    outputs_truncated: bool | None
    """Whether `outputs` was cut short; not in a replayed event."""
    error: str | None
    """Why it failed."""
    execution_metadata: NodeExecutionMetadata | None
    """What it cost, and where it ran."""
    iteration_id: str | None
    """The iteration node that it runs in."""
    loop_id: str | None
    """The loop node that it runs in."""

    _fields = {
        "id": "id",
        "node_id": "node_id",
        "node_type": "node_type",
        "title": "title",
        "index": "index",
        "status": "status",
        "elapsed_time": "elapsed_time",
        "created_at": "created_at",
        "finished_at": "finished_at",
        "files": "files",
        "predecessor_node_id": "predecessor_node_id",
        "inputs": "inputs",
        "inputs_truncated": "inputs_truncated",
        "process_data": "process_data",
        "process_data_truncated": "process_data_truncated",
        "outputs": "outputs",
        "outputs_truncated": "outputs_truncated",
        "error": "error",
        "execution_metadata": "execution_metadata",
        "iteration_id": "iteration_id",
        "loop_id": "loop_id",
    }
    _required = frozenset(
        {"id", "node_id", "node_type", "title", "index", "status", "elapsed_time", "created_at", "finished_at", "files"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .node_execution_metadata import NodeExecutionMetadata
        from .node_status import NodeStatus
        from .output_file import OutputFile

        return {
            "status": open_enum(NodeStatus),
            "files": list_of(OutputFile.from_dict),
            "execution_metadata": NodeExecutionMetadata.from_dict,
        }
