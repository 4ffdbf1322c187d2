from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View

if TYPE_CHECKING:
    from .workflow_run import WorkflowRun


class WorkflowRunResponse(View):
    """The blocking answer of a workflow."""

    task_id: str
    """The task that ran."""
    workflow_run_id: str
    """The run."""
    data: WorkflowRun
    """How it went."""

    _fields = {"task_id": "task_id", "workflow_run_id": "workflow_run_id", "data": "data"}
    _required = frozenset({"task_id", "workflow_run_id", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .workflow_run import WorkflowRun

        return {"data": WorkflowRun.from_dict}
