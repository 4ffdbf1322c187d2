from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .output_file import OutputFile
    from .pause_reason import PauseReason
    from .run_creator import RunCreator
    from .workflow_run_status import WorkflowRunStatus


class WorkflowRun(View):
    """A run as the blocking answer has it. A failed run is an answer too: look at `status`."""

    id: str
    """Id of the run."""
    workflow_id: str
    """The version that ran."""
    status: WorkflowRunStatus | str
    """How it ended, or `paused`."""
    outputs: dict[str, Any]
    """Outputs by name; empty when it failed or paused."""
    elapsed_time: float
    """Seconds."""
    total_tokens: int
    """Tokens of all nodes."""
    total_steps: int
    """Nodes that ran."""
    created_at: int
    """Start, in Unix seconds."""
    error: str | None
    """Why it failed."""
    finished_at: int | None
    """End, in Unix seconds; null while it is paused."""
    paused_nodes: list[str] | None
    """Ids of the waiting nodes, when paused."""
    reasons: list[PauseReason] | None
    """Why it waits, with the form to fill, when paused."""
    created_by: RunCreator | None
    """Who started it."""
    exceptions_count: int | None
    """Failed nodes that the workflow handled."""
    files: list[OutputFile] | None
    """Files in the outputs."""

    _fields = {
        "id": "id",
        "workflow_id": "workflow_id",
        "status": "status",
        "outputs": "outputs",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "total_steps": "total_steps",
        "created_at": "created_at",
        "error": "error",
        "finished_at": "finished_at",
        "paused_nodes": "paused_nodes",
        "reasons": "reasons",
        "created_by": "created_by",
        "exceptions_count": "exceptions_count",
        "files": "files",
    }
    _required = frozenset(
        {"id", "workflow_id", "status", "outputs", "elapsed_time", "total_tokens", "total_steps", "created_at"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .output_file import OutputFile
        from .pause_reason import PauseReason
        from .run_creator import RunCreator
        from .workflow_run_status import WorkflowRunStatus

        return {
            "status": open_enum(WorkflowRunStatus),
            "reasons": list_of(PauseReason.from_dict),
            "created_by": RunCreator.from_dict,
            "files": list_of(OutputFile.from_dict),
        }
