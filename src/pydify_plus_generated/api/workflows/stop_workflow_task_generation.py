from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.result import Result


def call(task_id: str, *, user: str) -> Call[Result]:
    """Stop a workflow that is being streamed.

    POST /workflows/tasks/{task_id}/stop

    Success is answered to anything, the id of a run included, which stops nothing.

    Args:
        task_id: The stream's `task_id`; not the run id
        user: The end user. For chat and completion it must be the one who started it, or nothing stops and the
            answer is success all the same; a workflow is stopped for any user
    """
    from ...models.result import Result

    return Call(
        operation="stopWorkflowTaskGeneration",
        method="POST",
        path=path_with("/workflows/tasks/{task_id}/stop", task_id=task_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=Result.from_dict,
        json=json_body({"user": user}),
    )
