from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .workflow_run_status import WorkflowRunStatus


class PipelineRunData(View):
    """A finished run of a draft pipeline."""

    id: str
    """The run's id."""
    workflow_id: str
    """The pipeline's workflow."""
    status: WorkflowRunStatus | str
    """How it ended."""
    outputs: dict[str, Any]
    """What it gave."""
    elapsed_time: float
    """How long it took, in seconds."""
    total_tokens: int
    """Tokens that its models used."""
    total_steps: int
    """How many nodes ran."""
    created_at: int
    """When it began, in unix seconds."""
    finished_at: int
    """When it ended, in unix seconds."""
    error: str | None
    """Why it failed."""

    _fields = {
        "id": "id",
        "workflow_id": "workflow_id",
        "status": "status",
        "outputs": "outputs",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "total_steps": "total_steps",
        "created_at": "created_at",
        "finished_at": "finished_at",
        "error": "error",
    }
    _required = frozenset(
        {
            "id",
            "workflow_id",
            "status",
            "outputs",
            "elapsed_time",
            "total_tokens",
            "total_steps",
            "created_at",
            "finished_at",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .workflow_run_status import WorkflowRunStatus

        return {"status": open_enum(WorkflowRunStatus)}
