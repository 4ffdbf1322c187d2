from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .retrieved_child_chunk import RetrievedChildChunk
    from .retrieved_segment import RetrievedSegment
    from .segment_attachment import SegmentAttachment


class RetrieveRecord(View):
    """A segment that was found, and how well it fits."""

    segment: RetrievedSegment
    """The segment."""
    child_chunks: list[RetrievedChildChunk] | None
    """The child chunks that fit, in a hierarchical document; null on older servers when there are none."""
    score: float | None
    """How well it fits, higher is better; older servers give null to what a keyword search found."""
    tsne_position: dict[str, Any] | None
    """Place in a picture of the knowledge base; always null."""
    files: list[SegmentAttachment] | None
    """The segment's pictures; older servers leave it out."""
    summary: str | None
    """The summary through which it was found; older servers leave it out."""

    _fields = {
        "segment": "segment",
        "child_chunks": "child_chunks",
        "score": "score",
        "tsne_position": "tsne_position",
        "files": "files",
        "summary": "summary",
    }
    _required = frozenset({"segment"})

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .retrieved_child_chunk import RetrievedChildChunk
        from .retrieved_segment import RetrievedSegment
        from .segment_attachment import SegmentAttachment

        return {
            "segment": RetrievedSegment.from_dict,
            "child_chunks": list_of(RetrievedChildChunk.from_dict),
            "files": list_of(SegmentAttachment.from_dict),
        }
