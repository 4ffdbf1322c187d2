"""A chat request in the style of model APIs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from attrs import asdict, field, frozen


class MessageRole(StrEnum):
    """Who wrote a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


def _role(value: str) -> str:
    """A known role becomes its member, any other stays a string."""
    return MessageRole(value) if value in MessageRole.__members__.values() else value


@frozen
class ChatMessage:
    """One message.

    Attributes:
        role: Who wrote it.
        content: Its text, or parts of type `text` and `image_url`.

    Example:
        >>> ChatMessage(role=MessageRole.USER, content="Hello")
    """

    role: MessageRole | str = field(converter=_role)
    content: str | Sequence[Mapping[str, Any]]


def _messages(values: Sequence[ChatMessage | Mapping[str, Any]]) -> tuple[ChatMessage, ...]:
    return tuple(value if isinstance(value, ChatMessage) else ChatMessage(**value) for value in values)


@frozen(kw_only=True)
class CreateChatMessageRequest:
    """The arguments of a chat call as one object: `client.chat.create_chat_message(**request.to_keywords())`.

    Attributes:
        model: Accepted and not sent: an app's model is chosen in Dify.
        messages: The messages; the last one, the user's, is what Dify is asked.
        conversation_id: The conversation to go on with.
        user: The end user.
        stream: Whether a stream is asked for.
        inputs: Values for the app's input variables.
    """

    messages: tuple[ChatMessage, ...] = field(converter=_messages)
    model: str | None = None
    conversation_id: str | None = None
    user: str | None = None
    stream: bool = False
    inputs: Mapping[str, Any] | None = None

    def to_keywords(self) -> dict[str, Any]:
        """The keywords of `create_chat_message`, without what was not given."""
        given = asdict(self, recurse=False)
        return {name: value for name, value in given.items() if value is not None}
