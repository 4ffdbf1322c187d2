"""Workflow apps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pydify_plus._core.error_table import is_null_run_detail
from pydify_plus._core.ids import id_of
from pydify_plus._core.options import RequestOptions, StreamOptions, WorkflowKeywords, check_keywords
from pydify_plus._core.paging import Numbered
from pydify_plus._core.stream_state import StreamKind, run_failure
from pydify_plus._core.times import iso_time
from pydify_plus.errors import DifyAPIError, DifyNotFoundError
from pydify_plus.models.execution import WorkflowExecutionResponse
from pydify_plus_generated.api.workflows import (
    execute_workflow,
    get_workflow_logs,
    get_workflow_run_detail,
    run_workflow_by_id,
    stop_workflow_task_generation,
    stream_workflow_events,
)
from pydify_plus_generated.models import WorkflowLog

from ..resource import AsyncResource
from ..with_human import final_with_human

if TYPE_CHECKING:
    from datetime import datetime
    from os import PathLike

    from pydify_plus.models.file import UploadedFile
    from pydify_plus_generated.models import PauseReason, WorkflowLogStatus
    from pydify_plus_generated.types import Call

    from ..pager import AsyncPaged
    from ..stream import AsyncStream


class AsyncWorkflows(AsyncResource):
    """Runs of workflow apps."""

    @overload
    async def execute_workflow(
        self,
        workflow_id: str | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        stream: Literal[False] = False,
        **keywords: Unpack[WorkflowKeywords],
    ) -> WorkflowExecutionResponse: ...
    @overload
    async def execute_workflow(
        self,
        workflow_id: str | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        stream: Literal[True],
        **keywords: Unpack[WorkflowKeywords],
    ) -> AsyncStream[WorkflowExecutionResponse]: ...
    async def execute_workflow(
        self,
        workflow_id: str | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        stream: bool = False,
        **keywords: Unpack[WorkflowKeywords],
    ) -> WorkflowExecutionResponse | AsyncStream[WorkflowExecutionResponse]:
        """Run the workflow and wait for its end.

        POST /workflows/run, or POST /workflows/{workflow_id}/run. By default the run is read as a stream and put together, so that pings
        keep a long run connected.

        Args:
            workflow_id: The published version to run, by its id. None runs the app's current one, which the key selects.
            inputs: Values for the start node's variables, by name.
            stream: Return the stream of events in place of the answer, as `stream_workflow` does.
            **keywords: Those of `WorkflowKeywords`: `files`, `trace_id`, `user` and more.

        Returns:
            The run. A failed one is an answer too: look at `.status` (`succeeded`, `partial-succeeded`, `failed`, `stopped`, `paused`),
            `.error` and `.outputs`; with `raise_on_failure=True` it is an error.

        Raises:
            DifyAPIError: Dify refused the run; or it failed, with `raise_on_failure=True`, and the error's `text` is what came before.
            DifyInputError: With `validate_inputs=True`, inputs that the app does not take.
            DifyTransportError: No complete answer came; the run may go on in Dify.

        Example:
            >>> run = await client.workflows.execute_workflow(inputs={"text": "Hello"}, user="alice")
            >>> print(run.status, run.outputs)
        """
        check_keywords(keywords, WorkflowKeywords, depth=0)
        if not stream and self._blocks(keywords):
            call = self._call(workflow_id, inputs, keywords, "blocking")
            failure_in = _failure_in if keywords.get("raise_on_failure") else None
            return await self._client.send(call, WorkflowExecutionResponse, keywords, failure_in=failure_in)
        events = self._open(workflow_id, inputs, keywords)
        return events if stream else await events.final()

    def stream_workflow(
        self,
        workflow_id: str | None = None,
        inputs: Mapping[str, Any] | None = None,
        **keywords: Unpack[WorkflowKeywords],
    ) -> AsyncStream[WorkflowExecutionResponse]:
        """Run the workflow and read its events as they come: nodes that start and finish, text that is written.

        POST /workflows/run, or POST /workflows/{workflow_id}/run, with `response_mode` `streaming`. The request is sent when the first
        event is asked for.

        Args:
            workflow_id: As in `execute_workflow`.
            inputs: As in `execute_workflow`.
            **keywords: As in `execute_workflow`.

        Returns:
            The stream: iterate it for events, `.text()` for the text, `.final()` for the run.

        Example:
            >>> async for event in client.workflows.stream_workflow(inputs={"text": "Hello"}, user="alice"):
            ...     if event.event == "node_finished":
            ...         print(event.data.title, event.data.status)
        """
        check_keywords(keywords, WorkflowKeywords, depth=0)
        return self._open(workflow_id, inputs, keywords)

    def stream_run_events(
        self,
        workflow_run_id: Any,
        *,
        include_state_snapshot: bool | None = None,
        continue_on_pause: bool = False,
        **options: Unpack[StreamOptions],
    ) -> AsyncStream[WorkflowExecutionResponse]:
        """Read the events of a run that is under way, of a workflow or a chatflow.

        GET /workflow/{workflow_run_id}/events. A run that has ended gives its last event alone.

        Args:
            workflow_run_id: The run's id, or an object that carries it. It must be the same user's.
            include_state_snapshot: Begin with the node events that the run has had so far; text is not told again.
            continue_on_pause: Stay connected while the run waits for human input, and go on with it.

        Raises:
            DifyNotFoundError: There is no such run for this user, or the server is too old for it.
        """
        check_keywords(options, StreamOptions, depth=0)
        call = stream_workflow_events.call(
            id_of(workflow_run_id, "workflow_run_id", "execution_id", "id"),
            user=self._user(options),
            include_state_snapshot=include_state_snapshot,
            continue_on_pause=continue_on_pause or None,
        )
        return self._stream(
            call,
            StreamKind.RUN_EVENTS,
            options,
            WorkflowExecutionResponse.from_dict,
            None,
            continue_on_pause=continue_on_pause,
        )

    def resume_stream(
        self, workflow_run_id: Any, *, continue_on_pause: bool = False, **options: Unpack[StreamOptions]
    ) -> AsyncStream[WorkflowExecutionResponse]:
        """Join a run that was started elsewhere, of a workflow or a chatflow, and read it to its end.

        GET /workflow/{workflow_run_id}/events with what the run has had so far. A server that has no such events is asked for the run's
        detail, GET /workflows/run/{workflow_run_id}, at intervals until the run has ended.

        Args:
            workflow_run_id: The run's id, or an object that carries it, such as the error of a stream that broke off. It must be the
                same user's.
            continue_on_pause: Stay connected while the run waits for human input, and go on with it.
            **options: Those of `StreamOptions`.

        Returns:
            The stream. It begins with the event `client_gap`, tells the nodes that have run, and gives the text of the run whole
            before its end. `.gaps` tells what is missing.

        Raises:
            DifyNotFoundError: There is no such run for this user.

        Example:
            >>> run = await client.workflows.resume_stream(run_id, user="alice").final()
        """
        check_keywords(options, StreamOptions, depth=0)
        run_id = id_of(workflow_run_id, "workflow_run_id", "execution_id", "id")
        stream = self.stream_run_events(
            run_id, include_state_snapshot=True, continue_on_pause=continue_on_pause, **options
        )
        stream._join(run_id)
        return stream

    async def run_with_human(
        self,
        inputs: Mapping[str, Any] | None = None,
        *,
        on_form: Callable[[PauseReason], Any],
        workflow_id: str | None = None,
        **keywords: Unpack[WorkflowKeywords],
    ) -> WorkflowExecutionResponse:
        """Run the workflow to its end, and have each form that it waits for filled in on the way.

        POST /workflows/run, or POST /workflows/{workflow_id}/run; for each form GET and POST /form/human_input/{form_token}; and for
        each pause GET /workflow/{workflow_run_id}/events. Nothing stays connected while `on_form` takes its time.

        Args:
            inputs: As in `execute_workflow`.
            on_form: Called with each form: its `form_content`, `inputs` (the fields), `actions` (the buttons), `node_title` and
                `expiration_time`. It returns the id of a button, or a pair of it and the values by each field's
                `output_variable_name`. With `AsyncClient` it may be async.
            workflow_id: As in `execute_workflow`.
            **keywords: As in `execute_workflow`.

        Returns:
            The run.

        Raises:
            DifyConflictError: The form was submitted by somebody else, or its time was over. The run goes on without it:
                `resume_stream` reads on.
            DifyError: As in `execute_workflow`, or the run waits for what cannot be submitted here.

        Example:
            >>> run = await client.workflows.run_with_human(
            ...     {"text": "please"}, on_form=lambda form: ("approve", {"comment": "looks good"}), user="alice"
            ... )
        """
        check_keywords(keywords, WorkflowKeywords, depth=0)
        events = self._open(workflow_id, inputs, keywords)
        return await final_with_human(self._client, events, on_form, self._user(keywords), keywords)

    async def get_execution_status(
        self, workflow_id: str | None = None, execution_id: Any = None, **options: Unpack[RequestOptions]
    ) -> WorkflowExecutionResponse:
        """Get a run with its status, inputs and outputs.

        GET /workflows/run/{workflow_run_id}

        Args:
            workflow_id: Not needed: the key selects the app.
            execution_id: The run's id, or the run or stream that carries it.

        Raises:
            DifyNotFoundError: The app has no such run.
        """
        check_keywords(options, RequestOptions, depth=0)
        call = get_workflow_run_detail.call(_run_id(execution_id))
        run = await self._client.send(call, WorkflowExecutionResponse, options)
        if is_null_run_detail(run.to_dict()):
            raise DifyNotFoundError(
                f"there is no run {call.path.rsplit('/', 1)[-1]}", status_code=404, operation=call.operation
            )
        return run

    async def stop_execution(
        self, workflow_id: str | None = None, execution_id: Any = None, **options: Unpack[RequestOptions]
    ) -> None:
        """Stop a run.

        POST /workflows/tasks/{task_id}/stop

        Args:
            workflow_id: Not needed: the key selects the app.
            execution_id: A stream, a run that carries its task, or the task's id. Dify answers success to any id, so an id alone is
                asked for first, to find out whether it is a run's.

        Raises:
            ValueError: It is a run's id, which stops nothing.
        """
        check_keywords(options, RequestOptions, depth=0)
        task_id = id_of(execution_id, "task_id")
        if isinstance(execution_id, str) and await self._is_run(task_id):
            raise ValueError(
                f"{task_id} is the id of a run, and stopping takes the id of its task: pass the stream or the answer of "
                "execute_workflow, or its task_id"
            )
        call = stop_workflow_task_generation.call(task_id, user=self._user(options))
        await self._client.send(call, None, options)

    async def get_execution_logs(
        self, workflow_id: str | None = None, execution_id: Any = None, **options: Unpack[RequestOptions]
    ) -> WorkflowLog:
        """Get the log entry of a run: who ran it, when, and how it went.

        GET /workflows/logs, searched for the run's id.

        Args:
            workflow_id: Not needed: the key selects the app.
            execution_id: The run's id, or the run or stream that carries it.

        Raises:
            DifyNotFoundError: The log has no such run; runs of chatflows are never in it.
        """
        check_keywords(options, RequestOptions, depth=0)
        run_id = _run_id(execution_id)
        call = get_workflow_logs.call(keyword=run_id)
        for entry in (await self._client.send(call, None, options)).data:
            if entry.workflow_run.id == run_id:
                return entry
        raise DifyNotFoundError(
            f"the log has no run {run_id}",
            status_code=404,
            hint="it holds the runs of the key's workflow app; a chatflow's runs are not in it",
            operation=call.operation,
        )

    def list_logs(
        self,
        *,
        keyword: str | None = None,
        status: WorkflowLogStatus | str | None = None,
        created_at__before: datetime | str | None = None,
        created_at__after: datetime | str | None = None,
        created_by_end_user_session_id: str | None = None,
        created_by_account: str | None = None,
        page: int | None = None,
        limit: int | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaged[WorkflowLog]:
        """List the app's runs, newest first.

        GET /workflows/logs

        Args:
            keyword: Only runs whose id, inputs or outputs contain this text.
            status: Only runs that ended so.
            created_at__before: Only runs that began before: a datetime, or a date as people write it.
            created_at__after: Only runs that began after.
            created_by_end_user_session_id: Only runs of this end user.
            created_by_account: Only runs of this account of the workspace, by e-mail.
            page: The page to begin with, from 1.
            limit: Runs per page; 20 when left out, 100 at the most.
            max_items: The most items of a walk through all pages.
        """
        call = get_workflow_logs.call(
            keyword=keyword,
            status=status,
            created_at_before=iso_time("created_at__before", created_at__before),
            created_at_after=iso_time("created_at__after", created_at__after),
            created_by_end_user_session_id=created_by_end_user_session_id,
            created_by_account=created_by_account,
            page=page,
            limit=limit,
        )
        return self._list(call, options, Numbered(), WorkflowLog, max_items)

    async def upload_workflow_file(
        self,
        workflow_id: str | None = None,
        file_path: str | PathLike[str] | Any = None,
        **options: Unpack[RequestOptions],
    ) -> UploadedFile:
        """Upload a file for a run's input.

        POST /files/upload

        Args:
            workflow_id: Not needed: the key selects the app.
            file_path: The file: a path, bytes, an open binary file, or `(name, data, type)`.

        Returns:
            The file; `.as_input()` is what a file variable of `inputs` takes.
        """
        check_keywords(options, RequestOptions, depth=0)
        if file_path is None:
            raise ValueError("which file? pass file_path=: a path, bytes, an open binary file, or (name, data, type)")
        return await self._client.files.upload_file(file_path, **options)

    async def _is_run(self, run_id: str) -> bool:
        call = get_workflow_run_detail.call(run_id)
        try:
            detail = await self._client.send(call, None, {"retries": 0})
        except DifyAPIError:
            return False
        return bool(detail.get("id") == run_id)

    def _open(
        self, workflow_id: str | None, inputs: Mapping[str, Any] | None, keywords: WorkflowKeywords
    ) -> AsyncStream[WorkflowExecutionResponse]:
        return self._stream(
            self._call(workflow_id, inputs, keywords, "streaming"),
            StreamKind.WORKFLOW,
            keywords,
            WorkflowExecutionResponse.from_dict,
            lambda task_id, user: stop_workflow_task_generation.call(task_id, user=user),
            raise_on_failure=keywords.get("raise_on_failure", False),
        )

    def _call(
        self,
        workflow_id: str | None,
        inputs: Mapping[str, Any] | None,
        keywords: WorkflowKeywords,
        response_mode: str,
    ) -> Call[Any]:
        arguments: dict[str, Any] = {
            "inputs": inputs or {},
            "user": self._user(keywords),
            "response_mode": response_mode,
            "files": keywords.get("files"),
            "trace_id": keywords.get("trace_id"),
            "trace_session_id": keywords.get("trace_session_id"),
        }
        if workflow_id is None:
            return execute_workflow.call(**arguments)
        return run_workflow_by_id.call(id_of(workflow_id, "workflow_id", "id"), **arguments)


def _run_id(execution: Any) -> str:
    if execution is None:
        raise ValueError("which run? pass execution_id=, the run's id or the run itself")
    return id_of(execution, "workflow_run_id", "execution_id", "id")


def _failure_in(run: WorkflowExecutionResponse) -> dict[str, Any] | None:
    """The `error` event of a run that failed."""
    if run.status != "failed":
        return None
    return run_failure({"error": run.error}, task_id=run.task_id, workflow_run_id=run.execution_id)
