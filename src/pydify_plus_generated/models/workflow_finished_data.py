from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .output_file import OutputFile
    from .run_creator import RunCreator
    from .workflow_run_status import WorkflowRunStatus


class WorkflowFinishedData(View):
    """A run that ended."""

    id: str
    """Id of the run."""
    workflow_id: str
    """The version that ran."""
    status: WorkflowRunStatus | str
    """How it ended; a stopped run may say `failed` here, its detail says `stopped`."""
    outputs: dict[str, Any]
    """All outputs by name; a chatflow has its `answer` here."""
    elapsed_time: float
    """Seconds."""
    total_tokens: int
    """Tokens of all nodes."""
    total_steps: int
    """Nodes that ran."""
    created_by: RunCreator
    """Who started it."""
    created_at: int
    """Start, in Unix seconds."""
    finished_at: int
    """End, in Unix seconds."""
    exceptions_count: int
    """Failed nodes that the workflow handled."""
    files: list[OutputFile]
    """Files in the outputs."""
    error: str | None
    """Why it failed; `Aborted: …` when it was stopped."""

    _fields = {
        "id": "id",
        "workflow_id": "workflow_id",
        "status": "status",
        "outputs": "outputs",
        "elapsed_time": "elapsed_time",
        "total_tokens": "total_tokens",
        "total_steps": "total_steps",
        "created_by": "created_by",
        "created_at": "created_at",
        "finished_at": "finished_at",
        "exceptions_count": "exceptions_count",
        "files": "files",
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
            "created_by",
            "created_at",
            "finished_at",
            "exceptions_count",
            "files",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .output_file import OutputFile
        from .run_creator import RunCreator
        from .workflow_run_status import WorkflowRunStatus

        return {
            "status": open_enum(WorkflowRunStatus),
            "created_by": RunCreator.from_dict,
            "files": list_of(OutputFile.from_dict),
        }
