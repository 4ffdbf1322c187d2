from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .app_mode import AppMode
    from .message_metadata import MessageMetadata


class CompletionMessageResponse(View):
    """A text generation app's whole answer."""

    event: str
    """Always `message`."""
    task_id: str
    """The task that made the answer."""
    id: str
    """Id of the message."""
    message_id: str
    """The same; feedback takes it."""
    mode: AppMode | str
    """Always `completion`."""
    answer: str
    """The whole text."""
    metadata: MessageMetadata
    """Usage and citations."""
    created_at: int
    """Unix seconds."""

    _fields = {
        "event": "event",
        "task_id": "task_id",
        "id": "id",
        "message_id": "message_id",
        "mode": "mode",
        "answer": "answer",
        "metadata": "metadata",
        "created_at": "created_at",
    }
    _required = frozenset({"event", "task_id", "id", "message_id", "mode", "answer", "metadata", "created_at"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .app_mode import AppMode
        from .message_metadata import MessageMetadata

        return {"mode": open_enum(AppMode), "metadata": MessageMetadata.from_dict}
