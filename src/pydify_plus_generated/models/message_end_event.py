from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, list_of
from .stream_event import StreamEvent

if TYPE_CHECKING:
    from .message_metadata import MessageMetadata
    from .output_file import OutputFile


class MessageEndEvent(StreamEvent):
    """The answer is complete. Speech events may follow; on older servers a chatflow ends with it."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    message_id: str
    """The message."""
    created_at: int
    """The message's time, in Unix seconds."""
    id: str
    """The message once more."""
    metadata: MessageMetadata
    """Usage and citations."""
    conversation_id: str | None
    """The conversation; chat apps only."""
    files: list[OutputFile] | None
    """Files of the answer."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "id": "id",
        "metadata": "metadata",
        "conversation_id": "conversation_id",
        "files": "files",
    }
    _required = frozenset({"event", "task_id", "message_id", "created_at", "id", "metadata"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .message_metadata import MessageMetadata
        from .output_file import OutputFile

        return {"metadata": MessageMetadata.from_dict, "files": list_of(OutputFile.from_dict)}
