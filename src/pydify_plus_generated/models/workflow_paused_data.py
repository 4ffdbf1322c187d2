from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .pause_reason import PauseReason
    from .workflow_run_status import WorkflowRunStatus


class WorkflowPausedData(View):
    """A run that waits."""

    workflow_run_id: str
    """The run."""
    paused_nodes: list[str]
    """Ids of the waiting nodes."""
    outputs: dict[str, Any]
    """Outputs so far, by name."""
    reasons: list[PauseReason]
    """Why it waits, with the form to fill."""
    status: WorkflowRunStatus | str
    """Always `paused`."""
    created_at: int
    """Start, in Unix seconds."""
    elapsed_time: float
    """Seconds so far."""
    total_tokens: int
    """Tokens so far."""
    total_steps: int
    """Nodes run so far."""

    _fields = {
        "workflow_run_id": "workflow_run_id",
        "paused_nodes": "paused_nodes",
        "outputs": "outputs",
        "reasons": "reasons",
        "status": "status",
        "created_at": "created_at",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "total_steps": "total_steps",
    }
    _required = frozenset(
        {
            "workflow_run_id",
            "paused_nodes",
            "outputs",
            "reasons",
            "status",
            "created_at",
            "elapsed_time",
            "total_tokens",
            "total_steps",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .pause_reason import PauseReason
        from .workflow_run_status import WorkflowRunStatus

        return {"reasons": list_of(PauseReason.from_dict), "status": open_enum(WorkflowRunStatus)}
