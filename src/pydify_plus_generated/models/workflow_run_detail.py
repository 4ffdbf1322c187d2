from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .workflow_run_status import WorkflowRunStatus


class WorkflowRunDetail(View):
    """A run as Dify remembers it."""

    id: str
    """Id of the run."""
    workflow_id: str
    """The version that ran."""
    status: WorkflowRunStatus | str
    """Where it stands."""
    inputs: str
    """The inputs and system variables, as JSON text."""
    total_steps: int
    """Nodes that ran."""
    total_tokens: int
    """Tokens of all nodes."""
    created_at: int
    """Start, in Unix seconds."""
    elapsed_time: float
    """Seconds."""
    outputs: dict[str, Any] | None
    """Outputs by name; empty until there are some. Older servers give JSON text here, or null."""
    error: str | None
    """Why it failed; `Aborted: …` when it was stopped."""
    finished_at: int | None
    """End, in Unix seconds; null while it runs or is paused."""

    _fields = {
        "id": "id",
        "workflow_id": "workflow_id",
        "status": "status",
        "inputs": "inputs",
        "total_steps": "total_steps",
        "total_tokens": "total_tokens",
        "created_at": "created_at",
        "elapsed_time": "elapsed_time",
        "outputs": "outputs",
        "error": "error",
        "finished_at": "finished_at",
    }
    _required = frozenset(
        {"id", "workflow_id", "status", "inputs", "total_steps", "total_tokens", "created_at", "elapsed_time"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .workflow_run_status import WorkflowRunStatus

        return {"status": open_enum(WorkflowRunStatus)}
