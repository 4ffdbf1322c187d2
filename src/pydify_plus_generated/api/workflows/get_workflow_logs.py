from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, query_params

if TYPE_CHECKING:
    from ...models.workflow_log_list import WorkflowLogList
    from ...models.workflow_log_status import WorkflowLogStatus


def call(
    *,
    keyword: str | None = None,
    status: WorkflowLogStatus | str | None = None,
    created_at_before: str | None = None,
    created_at_after: str | None = None,
    created_by_end_user_session_id: str | None = None,
    created_by_account: str | None = None,
    page: int | None = None,
    limit: int | None = None,
) -> Call[WorkflowLogList]:
    """List the runs of a workflow app.

    GET /workflows/logs

    Newest first, one summary per run. The runs of chatflows are not in it: their list is empty.

    Args:
        keyword: Text to look for in inputs, outputs and the end user; the id of a run finds that run
        status: Only runs that ended so
        created_at_before: Only runs started before this time, ISO 8601
        created_at_after: Only runs started after this time, ISO 8601
        created_by_end_user_session_id: Only runs of this end user, by your id
        created_by_account: Only runs of this account, by its email address; 400 when there is none
        page: Number of the page, from 1, the default, to 99999
        limit: Entries per page, 1 to 100; 20 when left out
    """
    from ...models.workflow_log_list import WorkflowLogList

    return Call(
        operation="getWorkflowLogs",
        method="GET",
        path="/workflows/logs",
        key="app",
        repeatable=True,
        answer="json",
        parse=WorkflowLogList.from_dict,
        query=query_params(
            {
                "keyword": keyword,
                "status": status,
                "created_at__before": created_at_before,
                "created_at__after": created_at_after,
                "created_by_end_user_session_id": created_by_end_user_session_id,
                "created_by_account": created_by_account,
                "page": page,
                "limit": limit,
            }
        ),
    )
