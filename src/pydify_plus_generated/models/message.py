from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .agent_thought import AgentThought
    from .human_input_content import HumanInputContent
    from .message_feedback import MessageFeedback
    from .message_file import MessageFile
    from .message_status import MessageStatus
    from .retriever_resource import RetrieverResource


class Message(View):
    """One turn of a conversation, question and answer."""

    id: str
    """The message's id."""
    conversation_id: str
    """The conversation that it belongs to."""
    parent_message_id: str
    """The message that it follows; zeros for messages that came over this API."""
    inputs: dict[str, Any]
    """The app's inputs in this turn."""
    query: str
    """What the user said."""
    answer: str
    """What the app answered, complete."""
    message_files: list[MessageFile]
    """Files that the user sent or the app made."""
    retriever_resources: list[RetrieverResource]
    """Pieces of knowledge that the answer was made with."""
    agent_thoughts: list[AgentThought]
    """An agent's steps on the way to the answer."""
    status: MessageStatus | str
    """Whether the answer was made."""
    created_at: int
    """Time of the question, unix seconds."""
    feedback: MessageFeedback | None
    """The user's rating, if there is one."""
    error: str | None
    """Why there is no answer."""
    extra_contents: list[HumanInputContent] | None
    """What a chatflow asked people for during this turn."""
    message_tokens: int | None
    """Tokens of the prompt."""
    answer_tokens: int | None
    """Tokens of the answer."""
    total_tokens: int | None
    """Tokens of both."""
    provider_response_latency: float | None
    """Seconds until the model had answered."""
    total_price: str | None
    """Price of the tokens, a decimal string."""
    currency: str | None
    """Currency of the price."""

    _fields = {
        "id": "id",
        "conversation_id": "conversation_id",
        "parent_message_id": "parent_message_id",
        "inputs": "inputs",
        "query": "query",
        "answer": "answer",
        "message_files": "message_files",
        "retriever_resources": "retriever_resources",
        "agent_thoughts": "agent_thoughts",
        "status": "status",
        "created_at": "created_at",
        "feedback": "feedback",
        "error": "error",
        "extra_contents": "extra_contents",
        "message_tokens": "message_tokens",
        "answer_tokens": "answer_tokens",
        "total_tokens": "total_tokens",
        "provider_response_latency": "provider_response_latency",
        "total_price": "total_price",
        "currency": "currency",
    }
    _required = frozenset(
        {
            "id",
            "conversation_id",
            "parent_message_id",
            "inputs",
            "query",
            "answer",
            "message_files",
            "retriever_resources",
            "agent_thoughts",
            "status",
            "created_at",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .agent_thought import AgentThought
        from .human_input_content import HumanInputContent
        from .message_feedback import MessageFeedback
        from .message_file import MessageFile
        from .message_status import MessageStatus
        from .retriever_resource import RetrieverResource

        return {
            "message_files": list_of(MessageFile.from_dict),
            "retriever_resources": list_of(RetrieverResource.from_dict),
            "agent_thoughts": list_of(AgentThought.from_dict),
            "status": open_enum(MessageStatus),
            "feedback": MessageFeedback.from_dict,
            "extra_contents": list_of(HumanInputContent.from_dict),
        }
