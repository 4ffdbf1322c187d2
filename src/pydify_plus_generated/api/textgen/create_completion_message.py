from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models.completion_message_response import CompletionMessageResponse
    from ...models.input_file import InputFile
    from ...models.response_mode import ResponseMode


EVENTS = frozenset(
    {"message", "message_end", "message_replace", "message_file", "tts_message", "tts_message_end", "error"}
)


def call(
    *,
    inputs: Mapping[str, Any],
    user: str,
    response_mode: ResponseMode | str | None = None,
    query: str | None = None,
    files: Sequence[InputFile | Mapping[str, Any]] | None = None,
    trace_session_id: str | None = None,
) -> Call[CompletionMessageResponse]:
    """Generate text with a completion app.

    POST /completion-messages

    The input goes into the variables that the app declares, often one named `query`. A stream has `message` events up
    to `message_end` or `error`.

    Args:
        inputs: Values for the app's input variables, by name; the text to work on is usually the one named `query`
        user: Your id for the end user; conversations, runs and files belong to the user who made them
        response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on Dify
            Cloud, while the run goes on
        query: Text to work on, outside of `inputs`: the older way, for apps that have no variable for it
        files: Files for the model to look at; the app must allow them
        trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
    """
    from ...models.completion_message_response import CompletionMessageResponse
    from ...models.stream_event import StreamEvent

    return Call(
        operation="createCompletionMessage",
        method="POST",
        path="/completion-messages",
        key="app",
        repeatable=False,
        answer="json",
        parse=CompletionMessageResponse.from_dict,
        event=StreamEvent.from_dict,
        events=EVENTS,
        json=json_body(
            {
                "inputs": inputs,
                "user": user,
                "response_mode": response_mode,
                "query": query,
                "files": files,
                "trace_session_id": trace_session_id,
            }
        ),
    )
