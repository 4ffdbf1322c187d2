from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Mapping, Sequence

    from ...models.input_file import InputFile
    from ...models.response_mode import ResponseMode
    from ...models.result import Result
    from ...models.stream_event import StreamEvent
    from ...models.workflow_log_list import WorkflowLogList
    from ...models.workflow_log_status import WorkflowLogStatus
    from ...models.workflow_run_detail import WorkflowRunDetail
    from ...models.workflow_run_response import WorkflowRunResponse
    from ...types import AsyncSender, Sender


class WorkflowsApi:
    """The operations of the area `workflows` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def execute_workflow(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        response_mode: ResponseMode | str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> WorkflowRunResponse:
        """Run the app's current workflow.

        POST /workflows/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. Too many runs at once come as 400 `invalid_param`.

        Args:
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on
                Dify Cloud, while the run goes on
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .execute_workflow import call

        return self._sender.send(
            call(
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
            )
        )

    def stream_execute_workflow(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> Iterable[StreamEvent]:
        """Run the app's current workflow.

        POST /workflows/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. Too many runs at once come as 400 `invalid_param`.

        Args:
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .execute_workflow import call

        return self._sender.stream(
            call(
                inputs=inputs,
                user=user,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    def run_workflow_by_id(
        self,
        workflow_id: str,
        *,
        inputs: Mapping[str, Any],
        user: str,
        response_mode: ResponseMode | str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> WorkflowRunResponse:
        """Run a published version of a workflow.

        POST /workflows/{workflow_id}/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. A draft or a malformed id is 400, an unknown one 404. Needs a paid plan on Dify Cloud.

        Args:
            workflow_id: UUID of the published version; the key decides which app it is of
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on
                Dify Cloud, while the run goes on
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .run_workflow_by_id import call

        return self._sender.send(
            call(
                workflow_id,
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
            )
        )

    def stream_run_workflow_by_id(
        self,
        workflow_id: str,
        *,
        inputs: Mapping[str, Any],
        user: str,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> Iterable[StreamEvent]:
        """Run a published version of a workflow.

        POST /workflows/{workflow_id}/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. A draft or a malformed id is 400, an unknown one 404. Needs a paid plan on Dify Cloud.

        Args:
            workflow_id: UUID of the published version; the key decides which app it is of
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .run_workflow_by_id import call

        return self._sender.stream(
            call(
                workflow_id,
                inputs=inputs,
                user=user,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    def get_workflow_run_detail(self, workflow_run_id: str) -> WorkflowRunDetail:
        """Get the state and outputs of a run.

        GET /workflows/run/{workflow_run_id}

        For runs of workflows and chatflows. An id that is no UUID is a 500; an older server answers an unknown run with
        every field null.

        Args:
            workflow_run_id: The run; not the task
        """
        from .get_workflow_run_detail import call

        return self._sender.send(call(workflow_run_id))

    def get_workflow_logs(
        self,
        *,
        keyword: str | None = None,
        status: WorkflowLogStatus | str | None = None,
        created_at_before: str | None = None,
        created_at_after: str | None = None,
        created_by_end_user_session_id: str | None = None,
        created_by_account: str | None = None,
        page: int | None = None,
        limit: int | None = None,
    ) -> WorkflowLogList:
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
        from .get_workflow_logs import call

        return self._sender.send(
            call(
                keyword=keyword,
                status=status,
                created_at_before=created_at_before,
                created_at_after=created_at_after,
                created_by_end_user_session_id=created_by_end_user_session_id,
                created_by_account=created_by_account,
                page=page,
                limit=limit,
            )
        )

    def stop_workflow_task_generation(self, task_id: str, *, user: str) -> Result:
        """Stop a workflow that is being streamed.

        POST /workflows/tasks/{task_id}/stop

        Success is answered to anything, the id of a run included, which stops nothing.

        Args:
            task_id: The stream's `task_id`; not the run id
            user: The end user. For chat and completion it must be the one who started it, or nothing stops and the
                answer is success all the same; a workflow is stopped for any user
        """
        from .stop_workflow_task_generation import call

        return self._sender.send(call(task_id, user=user))

    def stream_workflow_events(
        self,
        workflow_run_id: str,
        *,
        user: str,
        include_state_snapshot: bool | None = None,
        continue_on_pause: bool | None = None,
    ) -> Iterable[StreamEvent]:
        """Stream the events of a run that has started.

        GET /workflow/{workflow_run_id}/events

        For a run that is paused, or whose stream was lost; of workflows and chatflows. Text that was sent meanwhile
        does not come again: the whole of it is in the outputs of `workflow_finished`. An ended run gives that one
        event. Older servers do not have it.

        Args:
            workflow_run_id: The run
            user: The end user who started it
            include_state_snapshot: Whether what happened so far is replayed first: one event for each start and end
                of a node. Not replayed when left out
            continue_on_pause: Whether the stream goes on over a pause. When left out, it ends at `workflow_paused`
        """
        from .stream_workflow_events import call

        return self._sender.stream(
            call(
                workflow_run_id,
                user=user,
                include_state_snapshot=include_state_snapshot,
                continue_on_pause=continue_on_pause,
            )
        )


class AsyncWorkflowsApi:
    """The operations of the area `workflows` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def execute_workflow(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        response_mode: ResponseMode | str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> WorkflowRunResponse:
        """Run the app's current workflow.

        POST /workflows/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. Too many runs at once come as 400 `invalid_param`.

        Args:
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on
                Dify Cloud, while the run goes on
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .execute_workflow import call

        return await self._sender.send(
            call(
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
            )
        )

    def stream_execute_workflow(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> AsyncIterable[StreamEvent]:
        """Run the app's current workflow.

        POST /workflows/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. Too many runs at once come as 400 `invalid_param`.

        Args:
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .execute_workflow import call

        return self._sender.stream(
            call(
                inputs=inputs,
                user=user,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    async def run_workflow_by_id(
        self,
        workflow_id: str,
        *,
        inputs: Mapping[str, Any],
        user: str,
        response_mode: ResponseMode | str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> WorkflowRunResponse:
        """Run a published version of a workflow.

        POST /workflows/{workflow_id}/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. A draft or a malformed id is 400, an unknown one 404. Needs a paid plan on Dify Cloud.

        Args:
            workflow_id: UUID of the published version; the key decides which app it is of
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on
                Dify Cloud, while the run goes on
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .run_workflow_by_id import call

        return await self._sender.send(
            call(
                workflow_id,
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
            )
        )

    def stream_run_workflow_by_id(
        self,
        workflow_id: str,
        *,
        inputs: Mapping[str, Any],
        user: str,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> AsyncIterable[StreamEvent]:
        """Run a published version of a workflow.

        POST /workflows/{workflow_id}/run

        A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
        `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says
        nothing more. A draft or a malformed id is 400, an unknown one 404. Needs a paid plan on Dify Cloud.

        Args:
            workflow_id: UUID of the published version; the key decides which app it is of
            inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
                variable a list of them; leave out an optional one that has no value
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .run_workflow_by_id import call

        return self._sender.stream(
            call(
                workflow_id,
                inputs=inputs,
                user=user,
                files=files,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    async def get_workflow_run_detail(self, workflow_run_id: str) -> WorkflowRunDetail:
        """Get the state and outputs of a run.

        GET /workflows/run/{workflow_run_id}

        For runs of workflows and chatflows. An id that is no UUID is a 500; an older server answers an unknown run with
        every field null.

        Args:
            workflow_run_id: The run; not the task
        """
        from .get_workflow_run_detail import call

        return await self._sender.send(call(workflow_run_id))

    async def get_workflow_logs(
        self,
        *,
        keyword: str | None = None,
        status: WorkflowLogStatus | str | None = None,
        created_at_before: str | None = None,
        created_at_after: str | None = None,
        created_by_end_user_session_id: str | None = None,
        created_by_account: str | None = None,
        page: int | None = None,
        limit: int | None = None,
    ) -> WorkflowLogList:
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
        from .get_workflow_logs import call

        return await self._sender.send(
            call(
                keyword=keyword,
                status=status,
                created_at_before=created_at_before,
                created_at_after=created_at_after,
                created_by_end_user_session_id=created_by_end_user_session_id,
                created_by_account=created_by_account,
                page=page,
                limit=limit,
            )
        )

    async def stop_workflow_task_generation(self, task_id: str, *, user: str) -> Result:
        """Stop a workflow that is being streamed.

        POST /workflows/tasks/{task_id}/stop

        Success is answered to anything, the id of a run included, which stops nothing.

        Args:
            task_id: The stream's `task_id`; not the run id
            user: The end user. For chat and completion it must be the one who started it, or nothing stops and the
                answer is success all the same; a workflow is stopped for any user
        """
        from .stop_workflow_task_generation import call

        return await self._sender.send(call(task_id, user=user))

    def stream_workflow_events(
        self,
        workflow_run_id: str,
        *,
        user: str,
        include_state_snapshot: bool | None = None,
        continue_on_pause: bool | None = None,
    ) -> AsyncIterable[StreamEvent]:
        """Stream the events of a run that has started.

        GET /workflow/{workflow_run_id}/events

        For a run that is paused, or whose stream was lost; of workflows and chatflows. Text that was sent meanwhile
        does not come again: the whole of it is in the outputs of `workflow_finished`. An ended run gives that one
        event. Older servers do not have it.

        Args:
            workflow_run_id: The run
            user: The end user who started it
            include_state_snapshot: Whether what happened so far is replayed first: one event for each start and end
                of a node. Not replayed when left out
            continue_on_pause: Whether the stream goes on over a pause. When left out, it ends at `workflow_paused`
        """
        from .stream_workflow_events import call

        return self._sender.stream(
            call(
                workflow_run_id,
                user=user,
                include_state_snapshot=include_state_snapshot,
                continue_on_pause=continue_on_pause,
            )
        )
