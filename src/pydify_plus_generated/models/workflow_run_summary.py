from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .workflow_run_status import WorkflowRunStatus


class WorkflowRunSummary(View):
    """A run as the log lists it."""

    id: str
    """Id of the run."""
    version: str
    """The version that ran, by the time of its publication."""
    status: WorkflowRunStatus | str
    """Where it stands."""
    triggered_from: str
    """What started it: `app-run` for the app and the API, `webhook`, `schedule` or `plugin` for triggers."""
    elapsed_time: float
    """Seconds."""
    total_tokens: int
    """Tokens of all nodes."""
    total_steps: int
    """Nodes that ran."""
    created_at: int
    """Start, in Unix seconds."""
    exceptions_count: int
    """Failed nodes that the workflow handled."""
    error: str | None
    """Why it failed."""
    finished_at: int | None
    """End, in Unix seconds; null while it runs or is paused."""

    _fields = {
        "id": "id",
        "version": "version",
        "status": "status",
        "triggered_from": "triggered_from",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "total_steps": "total_steps",
        "created_at": "created_at",
        "exceptions_count": "exceptions_count",
        "error": "error",
        "finished_at": "finished_at",
    }
    _required = frozenset(
        {
            "id",
            "version",
            "status",
            "triggered_from",
            "elapsed_time",
            "total_tokens",
            "total_steps",
            "created_at",
            "exceptions_count",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .workflow_run_status import WorkflowRunStatus

        return {"status": open_enum(WorkflowRunStatus)}
