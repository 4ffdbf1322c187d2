from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of, open_enum

if TYPE_CHECKING:
    from .child_chunk import ChildChunk
    from .segment_attachment import SegmentAttachment
    from .segment_status import SegmentStatus


class Segment(View):
    """A segment of a document, the unit that retrieval finds."""

    id: str
    """The segment's id."""
    position: int
    """Its place in the document, counted from 1."""
    document_id: str
    """The document it belongs to."""
    content: str
    """Its text; the question in a document of questions and answers."""
    sign_content: str
    """The text with links to its files signed, so that they can be opened."""
    word_count: int
    """Length in characters."""
    tokens: int
    """Its tokens; 0 in an `economy` knowledge base."""
    index_node_id: str
    """Its id in the index."""
    index_node_hash: str
    """Hash of the text that was indexed."""
    hit_count: int
    """How often retrieval found it."""
    enabled: bool
    """Retrieval looks at it."""
    status: SegmentStatus | str
    """How far its indexing is."""
    created_by: str
    """Who created it."""
    created_at: int
    """When it was created, in unix seconds."""
    updated_at: int
    """When it was last changed, in unix seconds."""
    indexing_at: int | None
    """When its indexing began, in unix seconds."""
    completed_at: int | None
    """When its indexing was completed, in unix seconds."""
    child_chunks: list[ChildChunk]
    """Its child chunks; empty unless the document is hierarchical."""
    answer: str | None
    """The answer, in a document of questions and answers."""
    keywords: list[str] | None
    """Its keywords."""
    disabled_at: int | None
    """When it was disabled, in unix seconds."""
    disabled_by: str | None
    """Who disabled it."""
    updated_by: str | None
    """Who last changed it."""
    error: str | None
    """Why indexing failed."""
    stopped_at: int | None
    """When indexing was stopped, in unix seconds."""
    attachments: list[SegmentAttachment] | None
    """Files attached to it."""
    summary: str | None
    """Its summary; null without a summary index."""

    _fields = {
        "id": "id",
        "position": "position",
        "document_id": "document_id",
        "content": "content",
        "sign_content": "sign_content",
        "word_count": "word_count",
        "tokens": "tokens",
        "index_node_id": "index_node_id",
        "index_node_hash": "index_node_hash",
        "hit_count": "hit_count",
        "enabled": "enabled",
        "status": "status",
        "created_by": "created_by",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "indexing_at": "indexing_at",
        "completed_at": "completed_at",
        "child_chunks": "child_chunks",
        "answer": "answer",
        "keywords": "keywords",
        "disabled_at": "disabled_at",
        "disabled_by": "disabled_by",
        "updated_by": "updated_by",
        "error": "error",
        "stopped_at": "stopped_at",
        "attachments": "attachments",
        "summary": "summary",
    }
    _required = frozenset(
        {
            "id",
            "position",
            "document_id",
            "content",
            "sign_content",
            "word_count",
            "tokens",
            "index_node_id",
            "index_node_hash",
            "hit_count",
            "enabled",
            "status",
            "created_by",
            "created_at",
            "updated_at",
            "indexing_at",
            "completed_at",
            "child_chunks",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .child_chunk import ChildChunk
        from .segment_attachment import SegmentAttachment
        from .segment_status import SegmentStatus

        return {
            "status": open_enum(SegmentStatus),
            "child_chunks": list_of(ChildChunk.from_dict),
            "attachments": list_of(SegmentAttachment.from_dict),
        }
