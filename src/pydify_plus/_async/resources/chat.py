"""Chat, agent and chatflow apps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pydify_plus._core.chat_query import query_of
from pydify_plus._core.ids import id_of
from pydify_plus._core.options import ChatKeywords, RequestOptions, check_keywords
from pydify_plus._core.paging import Cursor
from pydify_plus._core.stream_state import StreamKind
from pydify_plus.errors import DifyNotFoundError
from pydify_plus_generated import models
from pydify_plus_generated.api.chat import get_suggested_questions, send_chat_message, stop_chat_message_generation
from pydify_plus_generated.api.sessions import get_conversation_history, get_conversations_list
from pydify_plus_generated.models import ChatMessageResponse

from ..conversation import AsyncConversation
from ..resource import AsyncResource
from ..stream import AsyncStream
from ..twin import sync_twin
from ..with_human import final_with_human

if TYPE_CHECKING:
    from pydify_plus_generated.types import Call

    from ..twin import SyncStream


class AsyncChat(AsyncResource):
    """Messages to chat, agent and chatflow apps."""

    @overload
    async def create_chat_message(
        self,
        model: str | None = None,
        messages: Sequence[Any] | None = None,
        *,
        stream: Literal[False] = False,
        **keywords: Unpack[ChatKeywords],
    ) -> ChatMessageResponse: ...
    @overload
    async def create_chat_message(
        self,
        model: str | None = None,
        messages: Sequence[Any] | None = None,
        *,
        stream: Literal[True],
        **keywords: Unpack[ChatKeywords],
    ) -> AsyncStream[ChatMessageResponse]: ...
    async def create_chat_message(
        self,
        model: str | None = None,
        messages: Sequence[Any] | None = None,
        *,
        stream: bool = False,
        **keywords: Unpack[ChatKeywords],
    ) -> ChatMessageResponse | AsyncStream[ChatMessageResponse]:
        """Send a message and wait for the answer.

        POST /chat-messages. By default the answer is read as a stream and put together, so that pings keep a long run connected, and
        agent apps, which only stream, work too.

        Args:
            model: Accepted for likeness with model APIs and not sent: an app's model is chosen in Dify.
            messages: In place of `query`, messages with `role` and `content`; the last user message is the query.
            stream: Return the stream of events in place of the answer, as `stream_chat_message` does.
            **keywords: Those of `ChatKeywords`: `query`, `inputs`, `conversation_id`, `files`, `user` and more.

        Returns:
            The answer: `.answer`, `.conversation_id`, `.message_id`, `.metadata` with the usage and the knowledge cited.

        Raises:
            ValueError: Nothing to ask, or earlier messages that Dify would not see.
            DifyAPIError: Dify refused, or the run failed; `.text` holds what was generated before.
            DifyInputError: With `validate_inputs=True`, inputs that the app does not take.
            DifyTransportError: No complete answer came; the run may go on in Dify.

        Example:
            >>> answer = await client.chat.create_chat_message(query="Hello", user="alice")
            >>> again = await client.chat.create_chat_message(query="And now?", conversation_id=answer, user="alice")
        """
        check_keywords(keywords, ChatKeywords, depth=0)
        if not stream and self._blocks(keywords):
            return await self._client.send(self._call(model, messages, keywords, "blocking"), None, keywords)
        events = self._open(model, messages, keywords)
        return events if stream else await events.final()

    def stream_chat_message(
        self,
        model: str | None = None,
        messages: Sequence[Any] | None = None,
        *,
        stream: bool = True,
        **keywords: Unpack[ChatKeywords],
    ) -> AsyncStream[ChatMessageResponse]:
        """Send a message and read the answer as it is made.

        POST /chat-messages with `response_mode` `streaming`. The request is sent when the first event is asked for.

        Args:
            model: Accepted and not sent, as in `create_chat_message`.
            messages: As in `create_chat_message`.
            stream: Accepted for likeness with model APIs; this method always streams.
            **keywords: As in `create_chat_message`.

        Returns:
            The stream: iterate it for events, `.text()` for the text, `.final()` for the answer.

        Example:
            >>> async for piece in client.chat.stream_chat_message(query="Hello", user="alice").text():
            ...     print(piece, end="")
        """
        check_keywords(keywords, ChatKeywords, depth=0)
        return self._open(model, messages, keywords)

    def stream_chat_message_sync(
        self,
        model: str | None = None,
        messages: Sequence[Any] | None = None,
        *,
        stream: bool = True,
        **keywords: Unpack[ChatKeywords],
    ) -> SyncStream:
        """The same as `stream_chat_message`, read with a plain `for` whatever the client."""
        check_keywords(keywords, ChatKeywords, depth=0)
        return sync_twin(self._client).chat.stream_chat_message(model, messages, **keywords)

    async def send_with_human(
        self,
        messages: Sequence[Any] | None = None,
        *,
        on_form: Callable[[models.PauseReason], Any],
        **keywords: Unpack[ChatKeywords],
    ) -> ChatMessageResponse:
        """Send a message to a chatflow, and have each form that its run waits for filled in on the way.

        POST /chat-messages; for each form GET and POST /form/human_input/{form_token}; and for each pause
        GET /workflow/{workflow_run_id}/events.

        Args:
            messages: As in `create_chat_message`; or give the message as `query=`.
            on_form: As in `workflows.run_with_human`.
            **keywords: As in `create_chat_message`.

        Returns:
            The answer.

        Raises:
            DifyConflictError: As in `workflows.run_with_human`.
            DifyError: As in `create_chat_message`, or the run waits for what cannot be submitted here.
        """
        check_keywords(keywords, ChatKeywords, depth=0)
        events = self._open(None, messages, keywords)
        return await final_with_human(self._client, events, on_form, self._user(keywords), keywords)

    def conversation(
        self, conversation_id: Any = None, *, user: str | None = None, inputs: Mapping[str, Any] | None = None
    ) -> AsyncConversation:
        """Converse: each turn goes on where the one before ended. Nothing is sent before the first turn.

        Args:
            conversation_id: A conversation to go on with: its id, or an answer, stream or conversation that carries it.
            user: The end user; the client's when left out.
            inputs: Values for the app's input variables, by name, sent with each turn.

        Example:
            >>> chat = client.chat.conversation(user="alice")
            >>> await chat.send("My favourite number is 7.")
            >>> print((await chat.send("What is my favourite number?")).answer)
        """
        known = None if conversation_id is None else id_of(conversation_id, "conversation_id", "id")
        return AsyncConversation(self, self._user({"user": user}), inputs or {}, known)

    async def get_chat_message(
        self,
        message_id: Any,
        *,
        conversation_id: Any = None,
        max_conversations: int = 20,
        **options: Unpack[RequestOptions],
    ) -> models.Message:
        """Find a message with its answer, feedback and files.

        GET /messages. Dify has no call for a single message, so that its conversation is searched.

        Args:
            message_id: The message's id, or an answer or stream, which carries its conversation too.
            conversation_id: The conversation that holds it.
            max_conversations: Without one, how many of the user's newest conversations are searched.

        Raises:
            DifyNotFoundError: The message is in none of them; the hint says what to pass.
        """
        check_keywords(options, RequestOptions, depth=0)
        wanted = id_of(message_id, "message_id", "id")
        where = conversation_id if conversation_id is not None else getattr(message_id, "conversation_id", None)
        user = self._user(options)
        if where is not None:
            conversations = [id_of(where, "conversation_id", "id")]
        else:
            limit = min(100, max(1, max_conversations))
            newest = get_conversations_list.call(user=user, limit=limit)
            conversations = [
                item.id
                async for item in self._list(newest, options, Cursor("last_id"), models.Conversation, max_conversations)
            ]
        for conversation in conversations:
            history = get_conversation_history.call(conversation_id=conversation, user=user, limit=100)
            async for message in self._list(history, options, Cursor("first_id", backwards=True), models.Message):
                if message.id == wanted:
                    return message
        raise DifyNotFoundError(
            f"message {wanted} is not in {'that conversation' if where is not None else 'the conversations searched'}",
            status_code=404,
            hint="pass conversation_id= and the user who wrote it, or a larger max_conversations=",
            operation="getConversationHistory",
        )

    async def stop_chat_message(self, task_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Stop an answer that is being made.

        POST /chat-messages/{task_id}/stop. Dify answers success to any id; nothing stops when the user is another one.

        Args:
            task_id: The task's id, or the stream that has it.
        """
        call = stop_chat_message_generation.call(id_of(task_id, "task_id"), user=self._user(options))
        await self._send(call, options)

    async def get_suggested_questions(self, message_id: Any, **options: Unpack[RequestOptions]) -> list[str]:
        """Get questions that the user may want to ask next.

        GET /messages/{message_id}/suggested

        Args:
            message_id: The message that they follow: its id, or an answer.

        Raises:
            DifyAPIError: The app has the feature switched off, or the message is another user's.
        """
        call = get_suggested_questions.call(id_of(message_id, "message_id", "id"), user=self._user(options))
        return (await self._send(call, options)).data

    def _open(
        self,
        model: str | None,
        messages: Sequence[Any] | None,
        keywords: ChatKeywords,
        make: Callable[..., AsyncStream[ChatMessageResponse]] = AsyncStream,
    ) -> AsyncStream[ChatMessageResponse]:
        return self._stream(
            self._call(model, messages, keywords, "streaming"),
            StreamKind.CHAT,
            keywords,
            ChatMessageResponse.from_dict,
            lambda task_id, user: stop_chat_message_generation.call(task_id, user=user),
            make=make,
        )

    def _call(
        self, model: str | None, messages: Sequence[Any] | None, keywords: ChatKeywords, response_mode: str
    ) -> Call[ChatMessageResponse]:
        if model is not None:
            self._note(f"model={model!r} is not sent: an app's model is chosen in Dify")
        conversation = keywords.get("conversation_id")
        query, images = query_of(
            keywords.get("query"),
            messages,
            has_conversation=bool(conversation),
            history=keywords.get("history"),
        )
        return send_chat_message.call(
            query=query,
            inputs=keywords.get("inputs") or {},
            user=self._user(keywords),
            response_mode=response_mode,
            conversation_id=id_of(conversation, "conversation_id", "id") if conversation else None,
            files=[*(keywords.get("files") or ()), *images] or None,
            auto_generate_name=keywords.get("auto_generate_name"),
            workflow_id=keywords.get("workflow_id"),
            trace_id=keywords.get("trace_id"),
            trace_session_id=keywords.get("trace_session_id"),
        )
