from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Mapping, Sequence

    from ...models.chat_message_response import ChatMessageResponse
    from ...models.input_file import InputFile
    from ...models.response_mode import ResponseMode
    from ...models.result import Result
    from ...models.stream_event import StreamEvent
    from ...models.suggested_question_list import SuggestedQuestionList
    from ...types import AsyncSender, Sender


class ChatApi:
    """The operations of the area `chat` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def send_chat_message(
        self,
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
    ) -> ChatMessageResponse:
        """Send a message to a chat app.

        POST /chat-messages

        For chatbots, agents and chatflows. A stream has `message` events (`agent_message` for agents) up to
        `message_end` or `error`; a chatflow has those of its run besides and ends with `workflow_finished` or
        `workflow_paused`. `ping` events without data come every 10 s while nothing else does. Too many runs at once
        come as 400 `invalid_param`, a failed chatflow called blocking as 400 too.

        Args:
            query: The user's message
            inputs: Values for the app's input variables, by name; `{}` when it has none. An empty one of a
                continued conversation is fine
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Agent apps only stream. Long blocking answers are cut by
                proxies, after about 100 s on Dify Cloud
            conversation_id: The conversation to go on with; left out or empty starts a new one. A chatflow on 1.14
                starts a new one for an unknown id too, the other apps answer 404
            files: Files that belong to the message; the app must allow them
            auto_generate_name: Whether Dify names a new conversation by its first message. True when left out
            workflow_id: Published version of a chatflow to run, by its UUID; the app's current one when left out.
                Needs a paid plan on Dify Cloud
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .send_chat_message import call

        return self._sender.send(
            call(
                query=query,
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                conversation_id=conversation_id,
                files=files,
                auto_generate_name=auto_generate_name,
                workflow_id=workflow_id,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
            )
        )

    def stream_send_chat_message(
        self,
        *,
        query: str,
        inputs: Mapping[str, Any],
        user: str,
        conversation_id: str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        auto_generate_name: bool | None = None,
        workflow_id: str | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> Iterable[StreamEvent]:
        """Send a message to a chat app.

        POST /chat-messages

        For chatbots, agents and chatflows. A stream has `message` events (`agent_message` for agents) up to
        `message_end` or `error`; a chatflow has those of its run besides and ends with `workflow_finished` or
        `workflow_paused`. `ping` events without data come every 10 s while nothing else does. Too many runs at once
        come as 400 `invalid_param`, a failed chatflow called blocking as 400 too.

        Args:
            query: The user's message
            inputs: Values for the app's input variables, by name; `{}` when it has none. An empty one of a
                continued conversation is fine
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            conversation_id: The conversation to go on with; left out or empty starts a new one. A chatflow on 1.14
                starts a new one for an unknown id too, the other apps answer 404
            files: Files that belong to the message; the app must allow them
            auto_generate_name: Whether Dify names a new conversation by its first message. True when left out
            workflow_id: Published version of a chatflow to run, by its UUID; the app's current one when left out.
                Needs a paid plan on Dify Cloud
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .send_chat_message import call

        return self._sender.stream(
            call(
                query=query,
                inputs=inputs,
                user=user,
                conversation_id=conversation_id,
                files=files,
                auto_generate_name=auto_generate_name,
                workflow_id=workflow_id,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    def stop_chat_message_generation(self, task_id: str, *, user: str) -> Result:
        """Stop an answer that is being streamed.

        POST /chat-messages/{task_id}/stop

        Success is answered to anything, an unknown task and another `user` included.

        Args:
            task_id: The stream's `task_id`; not the id of a message or run
            user: The end user. For chat and completion it must be the one who started it, or nothing stops and the
                answer is success all the same; a workflow is stopped for any user
        """
        from .stop_chat_message_generation import call

        return self._sender.send(call(task_id, user=user))

    def get_suggested_questions(self, message_id: str, *, user: str) -> SuggestedQuestionList:
        """Suggest what the user may ask next.

        GET /messages/{message_id}/suggested

        A model makes them from the conversation, so it costs tokens each time. The app must have the feature switched
        on, or the answer is 400.

        Args:
            message_id: The answered message
            user: The end user of the conversation
        """
        from .get_suggested_questions import call

        return self._sender.send(call(message_id, user=user))


class AsyncChatApi:
    """The operations of the area `chat` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def send_chat_message(
        self,
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
    ) -> ChatMessageResponse:
        """Send a message to a chat app.

        POST /chat-messages

        For chatbots, agents and chatflows. A stream has `message` events (`agent_message` for agents) up to
        `message_end` or `error`; a chatflow has those of its run besides and ends with `workflow_finished` or
        `workflow_paused`. `ping` events without data come every 10 s while nothing else does. Too many runs at once
        come as 400 `invalid_param`, a failed chatflow called blocking as 400 too.

        Args:
            query: The user's message
            inputs: Values for the app's input variables, by name; `{}` when it has none. An empty one of a
                continued conversation is fine
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            response_mode: `blocking` when left out. Agent apps only stream. Long blocking answers are cut by
                proxies, after about 100 s on Dify Cloud
            conversation_id: The conversation to go on with; left out or empty starts a new one. A chatflow on 1.14
                starts a new one for an unknown id too, the other apps answer 404
            files: Files that belong to the message; the app must allow them
            auto_generate_name: Whether Dify names a new conversation by its first message. True when left out
            workflow_id: Published version of a chatflow to run, by its UUID; the app's current one when left out.
                Needs a paid plan on Dify Cloud
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .send_chat_message import call

        return await self._sender.send(
            call(
                query=query,
                inputs=inputs,
                user=user,
                response_mode=response_mode,
                conversation_id=conversation_id,
                files=files,
                auto_generate_name=auto_generate_name,
                workflow_id=workflow_id,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
            )
        )

    def stream_send_chat_message(
        self,
        *,
        query: str,
        inputs: Mapping[str, Any],
        user: str,
        conversation_id: str | None = None,
        files: Sequence[InputFile | Mapping[str, Any]] | None = None,
        auto_generate_name: bool | None = None,
        workflow_id: str | None = None,
        trace_id: str | None = None,
        trace_session_id: str | None = None,
    ) -> AsyncIterable[StreamEvent]:
        """Send a message to a chat app.

        POST /chat-messages

        For chatbots, agents and chatflows. A stream has `message` events (`agent_message` for agents) up to
        `message_end` or `error`; a chatflow has those of its run besides and ends with `workflow_finished` or
        `workflow_paused`. `ping` events without data come every 10 s while nothing else does. Too many runs at once
        come as 400 `invalid_param`, a failed chatflow called blocking as 400 too.

        Args:
            query: The user's message
            inputs: Values for the app's input variables, by name; `{}` when it has none. An empty one of a
                continued conversation is fine
            user: Your id for the end user; conversations, runs and files belong to the user who made them
            conversation_id: The conversation to go on with; left out or empty starts a new one. A chatflow on 1.14
                starts a new one for an unknown id too, the other apps answer 404
            files: Files that belong to the message; the app must allow them
            auto_generate_name: Whether Dify names a new conversation by its first message. True when left out
            workflow_id: Published version of a chatflow to run, by its UUID; the app's current one when left out.
                Needs a paid plan on Dify Cloud
            trace_id: Your id for this request in the tracing tools that the app sends to: 1 to 128 of letters,
                digits, `_` and `-`
            trace_session_id: Groups requests in the tracing tools that the app sends to; 1 to 200 characters
        """
        from .send_chat_message import call

        return self._sender.stream(
            call(
                query=query,
                inputs=inputs,
                user=user,
                conversation_id=conversation_id,
                files=files,
                auto_generate_name=auto_generate_name,
                workflow_id=workflow_id,
                trace_id=trace_id,
                trace_session_id=trace_session_id,
                response_mode="streaming",
            )
        )

    async def stop_chat_message_generation(self, task_id: str, *, user: str) -> Result:
        """Stop an answer that is being streamed.

        POST /chat-messages/{task_id}/stop

        Success is answered to anything, an unknown task and another `user` included.

        Args:
            task_id: The stream's `task_id`; not the id of a message or run
            user: The end user. For chat and completion it must be the one who started it, or nothing stops and the
                answer is success all the same; a workflow is stopped for any user
        """
        from .stop_chat_message_generation import call

        return await self._sender.send(call(task_id, user=user))

    async def get_suggested_questions(self, message_id: str, *, user: str) -> SuggestedQuestionList:
        """Suggest what the user may ask next.

        GET /messages/{message_id}/suggested

        A model makes them from the conversation, so it costs tokens each time. The app must have the feature switched
        on, or the answer is 400.

        Args:
            message_id: The answered message
            user: The end user of the conversation
        """
        from .get_suggested_questions import call

        return await self._sender.send(call(message_id, user=user))
