from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, open_enum
from .stream_event import StreamEvent

if TYPE_CHECKING:
    from .file_type import FileType


class MessageFileEvent(StreamEvent):
    """A file that an agent's tool made."""

    event: str
    """The event's name."""
    task_id: str
    """The task, which the stop operations take."""
    conversation_id: str
    """The conversation."""
    message_id: str
    """The message."""
    created_at: int
    """The message's time, in Unix seconds."""
    id: str
    """Id of the file."""
    type: FileType | str
    """What kind of file it is."""
    belongs_to: str
    """`assistant`."""
    url: str
    """Where to download it."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "created_at": "created_at",
        "id": "id",
        "type": "type",
        "belongs_to": "belongs_to",
        "url": "url",
    }
    _required = frozenset(
        {"event", "task_id", "conversation_id", "message_id", "created_at", "id", "type", "belongs_to", "url"}
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .file_type import FileType

        return {"type": open_enum(FileType)}
