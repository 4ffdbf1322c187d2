from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.chat_message_response import ChatMessageResponse
    from ...models.input_file import InputFile
    from ...models.response_mode import ResponseMode


EVENTS = frozenset(
    {
        "message",
        "message_end",
        "message_replace",
        "message_file",
        "agent_message",
        "agent_thought",
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
        "reasoning_chunk",
        "tts_message",
        "tts_message_end",
        "error",
    }
)


def call(
    *,
    query: str,
    inputs: Mapping[str, Any],
    user: str,
    response_mode: ResponseMode | str | None = None,
    conversation_id: str | None = None,
    files: Sequence[InputFile | Mapping[str, Any]] | None = None,
    auto_generate_name: bool | None = None,
    workflow_id: str | None = None,
    trace_id: str | None = None,
    trace_session_id: str | None = None,
) -> Call[ChatMessageResponse]:
    """Send a message to a chat app.

    POST /chat-messages

    For chatbots, agents and chatflows. A stream has `message` events (`agent_message` for agents) up to `message_end`
    or `error`; a chatflow has those of its run besides and ends with `workflow_finished` or `workflow_paused`. `ping`
    events without data come every 10 s while nothing else does. Too many runs at once come as 400 `invalid_param`, a
    failed chatflow called blocking as 400 too.

    Args:
        query: The user's message
        inputs: Values for the app's input variables, by name; `{}` when it has none. An empty one of a continued
            conversation is fine
        user: Your id for the end user; conversations, runs and files belong to the user who made them
        response_mode: `blocking` when left out. Agent apps only stream. Long blocking answers are cut by proxies,
            after about 100 s on Dify Cloud
        conversation_id: The conversation to go on with; left out or empty starts a new one. A chatflow on 1.14
            starts a new one for an unknown id too, the other apps answer 404
        files: Files that belong to the message; the app must allow them
        auto_generate_name: Whether Dify names a new conversation by its first message. True when left out
        workflow_id: Published version of a chatflow to run, by its UUID; the app's current one when left out. Needs
            a paid plan on Dify Cloud
        trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters, digits,
            `_` and `-`
        trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
    """
    from ...models.chat_message_response import ChatMessageResponse
    from ...models.stream_event import StreamEvent

    return Call(
        operation="sendChatMessage",
        method="POST",
        path="/chat-messages",
        key="app",
        repeatable=False,
        answer="json",
        parse=ChatMessageResponse.from_dict,
        event=StreamEvent.from_dict,
        events=EVENTS,
        json=json_body(
            {
                "query": query,
                "inputs": inputs,
                "user": user,
                "response_mode": response_mode,
                "conversation_id": conversation_id,
                "files": files,
                "auto_generate_name": auto_generate_name,
                "workflow_id": workflow_id,
                "trace_id": trace_id,
                "trace_session_id": trace_session_id,
            }
        ),
    )
