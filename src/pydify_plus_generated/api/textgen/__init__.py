from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Mapping, Sequence

    from ...models.completion_message_response import CompletionMessageResponse
    from ...models.input_file import InputFile
    from ...models.response_mode import ResponseMode
    from ...models.result import Result
    from ...models.stream_event import StreamEvent
    from ...types import AsyncSender, Sender


class TextgenApi:
    """The operations of the area `textgen` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create_completion_message(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        response_mode: ResponseMode | str | None = None,
        query: str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_session_id: str | None = None,
    ) -> CompletionMessageResponse:
        """Generate text with a completion app.

        POST /completion-messages

        The input goes into the variables that the app declares, often one named `query`. A stream has `message` events
        up to `message_end` or `error`.

        Args:
            inputs: Values for the app's input variables, by name; the text to work on is usually the one named
                `query`
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on
                Dify Cloud, while the run goes on
            query: Text to work on, outside of `inputs`: the older way, for apps that have no variable for it
            files: Files for the model to look at; the app must allow them
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .create_completion_message import call

        return self._sender.send(
            call(
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                query=query,
                files=files,
                trace_session_id=trace_session_id,
            )
        )

    def stream_create_completion_message(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        query: str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_session_id: str | None = None,
    ) -> Iterable[StreamEvent]:
        """Generate text with a completion app.

        POST /completion-messages

        The input goes into the variables that the app declares, often one named `query`. A stream has `message` events
        up to `message_end` or `error`.

        Args:
            inputs: Values for the app's input variables, by name; the text to work on is usually the one named
                `query`
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            query: Text to work on, outside of `inputs`: the older way, for apps that have no variable for it
            files: Files for the model to look at; the app must allow them
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .create_completion_message import call

        return self._sender.stream(
            call(
                inputs=inputs,
                user=user,
                query=query,
                files=files,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    def stop_generate(self, task_id: str, *, user: str) -> Result:
        """Stop a text that is being streamed.

        POST /completion-messages/{task_id}/stop

        Success is answered to anything, an unknown task and another `user` included.

        Args:
            task_id: The stream's `task_id`; not the id of a message
            user: The end user. For chat and completion it must be the one who started it, or nothing stops and the
                answer is success all the same; a workflow is stopped for any user
        """
        from .stop_generate import call

        return self._sender.send(call(task_id, user=user))


class AsyncTextgenApi:
    """The operations of the area `textgen` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def create_completion_message(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        response_mode: ResponseMode | str | None = None,
        query: str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_session_id: str | None = None,
    ) -> CompletionMessageResponse:
        """Generate text with a completion app.

        POST /completion-messages

        The input goes into the variables that the app declares, often one named `query`. A stream has `message` events
        up to `message_end` or `error`.

        Args:
            inputs: Values for the app's input variables, by name; the text to work on is usually the one named
                `query`
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Long blocking runs are cut by proxies, after about 100 s on
                Dify Cloud, while the run goes on
            query: Text to work on, outside of `inputs`: the older way, for apps that have no variable for it
            files: Files for the model to look at; the app must allow them
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .create_completion_message import call

        return await self._sender.send(
            call(
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                query=query,
                files=files,
                trace_session_id=trace_session_id,
            )
        )

    def stream_create_completion_message(
        self,
        *,
        inputs: Mapping[str, Any],
        user: str,
        query: str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        trace_session_id: str | None = None,
    ) -> AsyncIterable[StreamEvent]:
        """Generate text with a completion app.

        POST /completion-messages

        The input goes into the variables that the app declares, often one named `query`. A stream has `message` events
        up to `message_end` or `error`.

        Args:
            inputs: Values for the app's input variables, by name; the text to work on is usually the one named
                `query`
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            query: Text to work on, outside of `inputs`: the older way, for apps that have no variable for it
            files: Files for the model to look at; the app must allow them
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .create_completion_message import call

        return self._sender.stream(
            call(
                inputs=inputs,
                user=user,
                query=query,
                files=files,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    async def stop_generate(self, task_id: str, *, user: str) -> Result:
        """Stop a text that is being streamed.

        POST /completion-messages/{task_id}/stop

        Success is answered to anything, an unknown task and another `user` included.

        Args:
            task_id: The stream's `task_id`; not the id of a message
            user: The end user. For chat and completion it must be the one who started it, or nothing stops and the
                answer is success all the same; a workflow is stopped for any user
        """
        from .stop_generate import call

        return await self._sender.send(call(task_id, user=user))
