from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .message import Message


class MessageList(View):
    """One page of a conversation's messages, oldest first."""

    limit: int
    """Messages per page."""
    has_more: bool
    """Whether there are older messages."""
    data: list[Message]
    """The messages."""

    _fields = {"limit": "limit", "has_more": "has_more", "data": "data"}
    _required = frozenset({"limit", "has_more", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .message import Message

        return {"data": list_of(Message.from_dict)}
