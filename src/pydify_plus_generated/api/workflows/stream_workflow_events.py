from __future__ import annotations

from ...types import Call, nothing, path_with, query_params

EVENTS = frozenset(
    {
        "message",
        "message_end",
        "message_replace",
        "message_file",
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
    workflow_run_id: str,
    *,
    user: str,
    include_state_snapshot: bool | None = None,
    continue_on_pause: bool | None = None,
) -> Call[None]:
    """Stream the events of a run that has started.

    GET /workflow/{workflow_run_id}/events

    For a run that is paused, or whose stream was lost; of workflows and chatflows. Text that was sent meanwhile does
    not come again: the whole of it is in the outputs of `workflow_finished`. An ended run gives that one event. Older
    servers do not have it.

    Args:
        workflow_run_id: The run
        user: The end user who started it
        include_state_snapshot: Whether what happened so far is replayed first: one event for each start and end of
            a node. Not replayed when left out
        continue_on_pause: Whether the stream goes on over a pause. When left out, it ends at `workflow_paused`
    """
    from ...models.stream_event import StreamEvent

    return Call(
        operation="streamWorkflowEvents",
        method="GET",
        path=path_with("/workflow/{workflow_run_id}/events", workflow_run_id=workflow_run_id),
        key="app",
        repeatable=True,
        answer="empty",
        parse=nothing,
        event=StreamEvent.from_dict,
        events=EVENTS,
        query=query_params(
            {"user": user, "include_state_snapshot": include_state_snapshot, "continue_on_pause": continue_on_pause}
        ),
    )
