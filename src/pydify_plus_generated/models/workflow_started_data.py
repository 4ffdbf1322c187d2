from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .workflow_start_reason import WorkflowStartReason


class WorkflowStartedData(View):
    """A run that starts or goes on."""

    id: str
    """Id of the run."""
    workflow_id: str
    """The version that runs."""
    inputs: dict[str, Any]
    """Inputs and system variables, by name."""
    created_at: int
    """Unix seconds."""
    reason: WorkflowStartReason | str | None
    """Whether it starts or goes on; not on older servers."""

    _fields = {
        "id": "id",
        "workflow_id": "workflow_id",
        "inputs": "inputs",
        "created_at": "created_at",
        "reason": "reason",
    }
    _required = frozenset({"id", "workflow_id", "inputs", "created_at"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .workflow_start_reason import WorkflowStartReason

        return {"reason": open_enum(WorkflowStartReason)}
