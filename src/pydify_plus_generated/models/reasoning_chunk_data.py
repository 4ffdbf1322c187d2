from __future__ import annotations

from ..types import View


class ReasoningChunkData(View):
    """A piece of reasoning."""

    message_id: str | None
    """The message, in chatflows."""
    reasoning: str | None
    """The piece; may be empty."""
    node_id: str | None
    """The model node that thinks."""
    is_final: bool | None
    """Whether the node has done thinking."""

    _fields = {"message_id": "message_id", "reasoning": "reasoning", "node_id": "node_id", "is_final": "is_final"}
