"""A conversation that remembers what each of its turns needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack, cast

from pydify_plus._core.options import RequestOptions, TurnKeywords, check_keywords
from pydify_plus.errors import DifyError
from pydify_plus_generated.models import ChatMessageResponse

from .stream import AsyncStream

if TYPE_CHECKING:
    from pydify_plus_generated import models
    from pydify_plus_generated.models import StreamEvent

    from .pager import AsyncPaged
    from .resources.chat import AsyncChat


class AsyncConversation:
    """A conversation of one end user with a chat, agent or chatflow app, made by `client.chat.conversation(...)`.

    It begins in Dify with its first turn, and each further turn goes on with it: the conversation's id and its inputs go along.
    One turn is to be over before the next one begins.

    A chatflow whose conversation is not there any more, deleted say, answers in a new one without a word. This goes on with the
    new one then, says so in the log as a warning, and keeps the id of the old one in `lost_ids`: the answer is paid for, and
    knows nothing of what was said before. The other apps raise DifyNotFoundError, as chatflows of Dify 1.9 do.

    Attributes:
        user: The end user, whose conversation it is.
        inputs: Values for the app's input variables, sent with each turn. Chat and agent apps keep those of the first one.
        lost_ids: The ids of conversations that Dify lost on the way, the oldest first.

    Example:
        >>> chat = client.chat.conversation(user="alice", inputs={"tone": "formal"})
        >>> print((await chat.send("Hello, I am Alice")).answer)
        >>> async for piece in chat.stream("Who am I?").text():
        ...     print(piece, end="")
    """

    def __init__(self, chat: AsyncChat, user: str, inputs: Mapping[str, Any], conversation_id: str | None) -> None:
        self.user = user
        self.inputs = dict(inputs)
        self.lost_ids: list[str] = []
        self._chat = chat
        self._id = conversation_id
        self._message_id: str | None = None

    @property
    def id(self) -> str | None:
        """The conversation's id; None until the first answer has begun to come."""
        return self._id

    async def send(self, query: str, **keywords: Unpack[TurnKeywords]) -> ChatMessageResponse:
        """Say something and wait for the answer.

        POST /chat-messages

        Args:
            query: What the user says.
            **keywords: Those of `TurnKeywords`: `files`, `validate_inputs`, `timeout` and more.

        Raises:
            DifyNotFoundError: The conversation is not there any more.
            DifyError: As for `create_chat_message`. What has begun in Dify goes on: the next turn is in the same conversation.
        """
        turn = self._turn(query, keywords)
        if not self._chat._blocks(keywords):
            return await self._open(turn).final()
        answer = cast("ChatMessageResponse", await self._chat.create_chat_message(**turn))
        self._heard(answer)
        return answer

    def stream(self, query: str, **keywords: Unpack[TurnKeywords]) -> AsyncStream[ChatMessageResponse]:
        """Say something and read the answer as it is made.

        POST /chat-messages with `response_mode` `streaming`. The request is sent when the first event is asked for.

        Args:
            query: What the user says.
            **keywords: As in `send`.
        """
        return self._open(self._turn(query, keywords))

    def messages(
        self, *, limit: int | None = None, max_items: int | None = None, **options: Unpack[RequestOptions]
    ) -> AsyncPaged[models.Message]:
        """Read what has been said: as `client.sessions.get_conversation_messages`.

        GET /messages. The first page has the newest messages, the oldest of them first; iterating goes from the newest to the oldest.

        Args:
            limit: Messages per page, 1 to 100; 20 when left out.
            max_items: The most messages that iterating gives.

        Raises:
            DifyError: Nothing has been said yet.
        """
        sessions = self._chat._client.sessions
        return sessions.get_conversation_messages(self._begun(), limit=limit, max_items=max_items, **self._own(options))

    def variables(
        self, *, max_items: int | None = None, **options: Unpack[RequestOptions]
    ) -> AsyncPaged[models.ConversationVariable]:
        """List the values that a chatflow keeps from turn to turn: as `client.sessions.get_conversation_variables`.

        GET /conversations/{conversation_id}/variables

        Args:
            max_items: The most variables that iterating gives.

        Raises:
            DifyError: Nothing has been said yet.
        """
        sessions = self._chat._client.sessions
        return sessions.get_conversation_variables(self._begun(), max_items=max_items, **self._own(options))

    async def suggested_questions(self, **options: Unpack[RequestOptions]) -> list[str]:
        """Get questions that the user may want to ask next, after the latest answer.

        GET /messages/{message_id}/suggested

        Raises:
            DifyConflictError: The app has the feature switched off.
            DifyError: Nothing has been said yet.
        """
        message_id = self._message_id
        if message_id is None:
            page = await self.messages(limit=1, **options)
            if not page.data:
                raise _nothing_said()
            message_id = page.data[0].id
        return await self._chat.get_suggested_questions(message_id, **self._own(options))

    async def rename(
        self, name: str | None = None, *, auto_generate: bool | None = None, **options: Unpack[RequestOptions]
    ) -> models.Conversation:
        """Give the conversation a name, or let the app's model make one up.

        POST /conversations/{conversation_id}/name

        Args:
            name: The new name.
            auto_generate: True to let the app's model name it, in place of `name`.

        Raises:
            ValueError: Neither a name nor `auto_generate=True`.
            DifyError: Nothing has been said yet.
        """
        sessions = self._chat._client.sessions
        return await sessions.rename_conversation(
            self._begun(), name, auto_generate=auto_generate, **self._own(options)
        )

    async def delete(self, **options: Unpack[RequestOptions]) -> None:
        """Delete the conversation in Dify, if it has begun there. A further turn begins a new one.

        DELETE /conversations/{conversation_id}
        """
        own = self._own(options)
        if self._id is not None:
            await self._chat._client.sessions.delete_conversation(self._id, **own)
            self._id = self._message_id = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._id or 'not begun'} of {self.user!r}>"

    # Within.

    def _turn(self, query: str, keywords: TurnKeywords) -> dict[str, Any]:
        """The keywords of a chat call."""
        check_keywords(keywords, TurnKeywords, depth=1)
        return {**self._own(keywords), "query": query, "inputs": self.inputs, "conversation_id": self._id}

    def _own(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options, and the user whose conversation it is."""
        if options.get("user") not in (None, self.user):
            raise ValueError(
                f"this conversation is that of {self.user!r}: make another one with client.chat.conversation(user=...)"
            )
        return {**options, "user": self.user}

    def _begun(self) -> str:
        if self._id is None:
            raise _nothing_said()
        return self._id

    def _open(self, turn: Any) -> AsyncStream[ChatMessageResponse]:
        return self._chat._open(None, None, turn, partial(AsyncTurn, self._heard))

    def _heard(self, answer: Any) -> None:
        """Take over the ids of an answer or a stream."""
        if self._id not in (None, answer.conversation_id):
            self.lost_ids.append(self._id)
            self._chat._client.logger.warning(
                "conversation %s is lost: Dify answered in a new one, %s, which knows nothing of what was said before",
                self._id,
                answer.conversation_id,
            )
        self._id, self._message_id = answer.conversation_id, answer.message_id


class AsyncTurn(AsyncStream[ChatMessageResponse]):
    """A stream that tells of itself as soon as it knows its conversation."""

    def __init__(self, tell: Callable[[Any], None], *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._tell: Callable[[Any], None] | None = tell

    async def __anext__(self) -> StreamEvent:
        try:
            return await super().__anext__()
        finally:
            if self._tell is not None and self.conversation_id is not None:
                tell, self._tell = self._tell, None
                tell(self)


def _nothing_said() -> DifyError:
    return DifyError("nothing has been said in this conversation yet: it begins with the first send() or stream()")
