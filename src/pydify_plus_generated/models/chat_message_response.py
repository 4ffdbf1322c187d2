from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .app_mode import AppMode
    from .message_metadata import MessageMetadata
    from .paused_chat_message import PausedChatMessage


class ChatMessageResponse(View):
    """A chat app's whole answer."""

    event: str
    """`message`, or `workflow_paused` when a chatflow waits for a human."""
    task_id: str
    """The task that made the answer."""
    id: str
    """Id of the message."""
    message_id: str
    """The same; feedback and suggested questions take it."""
    conversation_id: str
    """The conversation; send it with the next message to go on."""
    mode: AppMode | str
    """Kind of app."""
    answer: str
    """The whole text."""
    metadata: MessageMetadata
    """Usage and citations."""
    created_at: int
    """Unix seconds."""
    workflow_run_id: str | None
    """The run of a chatflow that paused."""
    data: PausedChatMessage | None
    """Where a chatflow paused, and what it waits for."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "id": "id",
        "message_id": "message_id",
        "conversation_id": "conversation_id",
        "mode": "mode",
        "answer": "answer",
        "metadata": "metadata",
        "created_at": "created_at",
        "workflow_run_id": "workflow_run_id",
        "data": "data",
    }
    _required = frozenset(
        {"event", "task_id", "id", "message_id", "conversation_id", "mode", "answer", "metadata", "created_at"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .app_mode import AppMode
        from .message_metadata import MessageMetadata
        from .paused_chat_message import PausedChatMessage

        return {"mode": open_enum(AppMode), "metadata": MessageMetadata.from_dict, "data": PausedChatMessage.from_dict}
