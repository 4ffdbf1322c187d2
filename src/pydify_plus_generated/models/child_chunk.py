from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .child_chunk_type import ChildChunkType


class ChildChunk(View):
    """A piece of a segment that is searched in its place."""

    id: str
    """The child chunk's id."""
    segment_id: str
    """The segment it belongs to."""
    content: str
    """Its text; may be empty."""
    position: int
    """Its place in the segment, counted from 1."""
    word_count: int
    """Length in characters."""
    type: ChildChunkType | str
    """Whether Dify made it or somebody."""
    created_at: int
    """When it was created, in unix seconds."""
    updated_at: int
    """When it was last changed, in unix seconds."""

    _fields = {
        "id": "id",
        "segment_id": "segment_id",
        "content": "content",
        "position": "position",
        "word_count": "word_count",
        "type": "type",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }
    _required = frozenset({"id", "segment_id", "content", "position", "word_count", "type", "created_at", "updated_at"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .child_chunk_type import ChildChunkType

        return {"type": open_enum(ChildChunkType)}
