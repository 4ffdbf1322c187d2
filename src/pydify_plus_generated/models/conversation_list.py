from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .conversation import Conversation


class ConversationList(View):
    """One page of conversations."""

    limit: int
    """Conversations per page."""
    has_more: bool
    """Whether another page follows."""
    data: list[Conversation]
    """The conversations."""

    _fields = {"limit": "limit", "has_more": "has_more", "data": "data"}
    _required = frozenset({"limit", "has_more", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .conversation import Conversation

        return {"data": list_of(Conversation.from_dict)}
