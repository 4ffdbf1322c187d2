from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .conversation_variable import ConversationVariable


class ConversationVariableList(View):
    """One page of conversation variables."""

    limit: int
    """Variables per page."""
    has_more: bool
    """Whether another page follows."""
    data: list[ConversationVariable]
    """The variables."""

    _fields = {"limit": "limit", "has_more": "has_more", "data": "data"}
    _required = frozenset({"limit", "has_more", "data"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .conversation_variable import ConversationVariable

        return {"data": list_of(ConversationVariable.from_dict)}
