from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .node_execution_metadata import NodeExecutionMetadata
    from .node_status import NodeStatus
    from .output_file import OutputFile


class NodeRetryData(View):
    """An attempt of a node that failed and is made again."""

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
    inputs: dict[str, Any]
    """What it got."""
    inputs_truncated: bool
    """Whether `inputs` was cut short."""
    process_data: dict[str, Any]
    """What it worked with."""
    process_data_truncated: bool
    """Whether `process_data` was cut short."""
    outputs: dict[str, Any]
    """What it gave."""
    outputs_truncated: bool
    """Whether `outputs` was cut short."""
    status: NodeStatus | str
    """Always `retry`."""
    error: str
    """Why the attempt failed."""
    elapsed_time: float
    """Seconds."""
    created_at: int
    """Start, in Unix seconds."""
    finished_at: int
    """End, in Unix seconds."""
    files: list[OutputFile]
    """Files among its outputs."""
    retry_index: int
    """Number of the retry that follows, from 1."""
    predecessor_node_id: str | None
    """The node before it; only ever seen null."""
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
        "inputs": "inputs",
        "inputs_truncated": "inputs_truncated",
        "process_data": "process_data",
        "process_data_truncated": "process_data_truncated",
        "outputs": "outputs",
        "outputs_truncated": "outputs_truncated",
        "status": "status",
        "error": "error",
        "elapsed_time": "elapsed_time",
        "created_at": "created_at",
        "finished_at": "finished_at",
        "files": "files",
        "retry_index": "retry_index",
        "predecessor_node_id": "predecessor_node_id",
        "execution_metadata": "execution_metadata",
        "iteration_id": "iteration_id",
        "loop_id": "loop_id",
    }
    _required = frozenset(
        {
            "id",
            "node_id",
            "node_type",
            "title",
            "index",
            "inputs",
            "inputs_truncated",
            "process_data",
            "process_data_truncated",
            "outputs",
            "outputs_truncated",
            "status",
            "error",
            "elapsed_time",
            "created_at",
            "finished_at",
            "files",
            "retry_index",
        }
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
