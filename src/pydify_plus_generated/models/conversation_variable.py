from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .conversation_variable_type import ConversationVariableType


class ConversationVariable(View):
    """A value that a chatflow keeps through a conversation."""

    id: str
    """The variable's id."""
    name: str
    """Its name in the chatflow."""
    value_type: ConversationVariableType | str
    """Its type."""
    value: str
    """The value written as text; arrays and objects as Python writes them (`['a']`), not as JSON."""
    description: str
    """What it is for."""
    created_at: int
    """Time of creation, unix seconds."""
    updated_at: int
    """Time of the last change, unix seconds."""

    _fields = {
        "id": "id",
        "name": "name",
        "value_type": "value_type",
        "value": "value",
        "description": "description",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }
    _required = frozenset({"id", "name", "value_type", "value", "description", "created_at", "updated_at"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .conversation_variable_type import ConversationVariableType

        return {"value_type": open_enum(ConversationVariableType)}
