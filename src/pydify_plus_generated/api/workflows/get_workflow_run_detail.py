from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with

if TYPE_CHECKING:
    from ...models.workflow_run_detail import WorkflowRunDetail


def call(workflow_run_id: str) -> Call[WorkflowRunDetail]:
    """Get the state and outputs of a run.

    GET /workflows/run/{workflow_run_id}

    For runs of workflows and chatflows. An id that is no UUID is a 500; an older server answers an unknown run with
    every field null.

    Args:
        workflow_run_id: The run; not the task
    """
    from ...models.workflow_run_detail import WorkflowRunDetail

    return Call(
        operation="getWorkflowRunDetail",
        method="GET",
        path=path_with("/workflows/run/{workflow_run_id}", workflow_run_id=workflow_run_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=WorkflowRunDetail.from_dict,
    )
