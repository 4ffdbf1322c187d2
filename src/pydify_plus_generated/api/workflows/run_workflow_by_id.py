from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.input_file import InputFile
    from ...models.response_mode import ResponseMode
    from ...models.workflow_run_response import WorkflowRunResponse


EVENTS = frozenset(
    {
        "workflow_started",
        "workflow_finished",
        "workflow_paused",
        "node_started",
        "node_finished",
        "node_retry",
        "iteration_started",
        "iteration_next",
        "iteration_completed",
        "loop_started",
        "loop_next",
        "loop_completed",
        "agent_log",
        "human_input_required",
        "human_input_form_filled",
        "human_input_form_timeout",
        "text_chunk",
        "text_replace",
        "reasoning_chunk",
        "tts_message",
        "tts_message_end",
        "error",
    }
)


def call(
    workflow_id: str,
    *,
    inputs: Mapping[str, Any],
    user: str,
    response_mode: ResponseMode | str | None = None,
    files: Sequence[InputFile | Mapping[str, Any]] | None = None,
    trace_id: str | None = None,
    trace_session_id: str | None = None,
) -> Call[WorkflowRunResponse]:
    """Run a published version of a workflow.

    POST /workflows/{workflow_id}/run

    A failed run called blocking is a 200 with `data.status` `failed`. A stream ends with `workflow_finished`,
    `workflow_paused` or `error`; after an early `error` the server keeps the connection open for 300 s and says nothing
    more. A draft or a malformed id is 400, an unknown one 404. Needs a paid plan on Dify Cloud.

    Args:
        workflow_id: UUID of the published version; the key decides which app it is of
        inputs: Values for the start node's variables, by name. A file variable takes a file object, a file list
            variable a list of them; leave out an optional one that has no value
        user: Your id for the end user; conversations, runs and files belong to the user who made them
        response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on Dify
            Cloud, while the run goes on
        files: Files for the workflow's `sys.files`; most workflows take files as variables in `inputs` instead
        trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters, digits,
            `_` and `-`
        trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
    """
    from ...models.stream_event import StreamEvent
    from ...models.workflow_run_response import WorkflowRunResponse

    return Call(
        operation="runWorkflowById",
        method="POST",
        path=path_with("/workflows/{workflow_id}/run", workflow_id=workflow_id),
        key="app",
        repeatable=False,
        answer="json",
        parse=WorkflowRunResponse.from_dict,
        event=StreamEvent.from_dict,
        events=EVENTS,
        json=json_body(
            {
                "inputs": inputs,
                "user": user,
                "response_mode": response_mode,
                "files": files,
                "trace_id": trace_id,
                "trace_session_id": trace_session_id,
            }
        ),
    )
