from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .retrieved_document import RetrievedDocument
    from .segment_status import SegmentStatus


class RetrievedSegment(View):
    """A segment as a search gives it."""

    id: str
    """The segment's id."""
    position: int
    """Its place in the document, from 1."""
    document_id: str
    """The document it belongs to."""
    content: str
    """Its text; the question in a document of questions and answers."""
    word_count: int
    """Characters of its text."""
    tokens: int
    """Tokens that its text takes."""
    index_node_id: str
    """Its id in the index."""
    index_node_hash: str
    """Hash of the text that was indexed."""
    hit_count: int
    """How often searches found it."""
    enabled: bool
    """Whether searches can find it."""
    status: SegmentStatus | str
    """How far its indexing is; `completed` for whatever is found."""
    created_by: str
    """Id of the account that made it."""
    created_at: int
    """When it was made, in unix seconds."""
    indexing_at: int
    """When its indexing began, in unix seconds."""
    completed_at: int
    """When its indexing was done, in unix seconds."""
    document: RetrievedDocument
    """The document it belongs to."""
    sign_content: str | None
    """Its text with signed picture addresses; null on newer servers."""
    answer: str | None
    """The answer, in a document of questions and answers."""
    keywords: list[str] | None
    """Its keywords; may be null on older servers."""
    disabled_at: int | None
    """When it was switched off, in unix seconds."""
    disabled_by: str | None
    """Id of the account that switched it off."""
    error: str | None
    """Why its indexing failed."""
    stopped_at: int | None
    """When its indexing was stopped, in unix seconds."""

    _fields = {
        "id": "id",
        "position": "position",
        "document_id": "document_id",
        "content": "content",
        "word_count": "word_count",
        "tokens": "tokens",
        "index_node_id": "index_node_id",
        "index_node_hash": "index_node_hash",
        "hit_count": "hit_count",
        "enabled": "enabled",
        "status": "status",
        "created_by": "created_by",
        "created_at": "created_at",
        "indexing_at": "indexing_at",
        "completed_at": "completed_at",
        "document": "document",
        "sign_content": "sign_content",
        "answer": "answer",
        "keywords": "keywords",
        "disabled_at": "disabled_at",
        "disabled_by": "disabled_by",
        "error": "error",
        "stopped_at": "stopped_at",
    }
    _required = frozenset(
        {
            "id",
            "position",
            "document_id",
            "content",
            "word_count",
            "tokens",
            "index_node_id",
            "index_node_hash",
            "hit_count",
            "enabled",
            "status",
            "created_by",
            "created_at",
            "indexing_at",
            "completed_at",
            "document",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .retrieved_document import RetrievedDocument
        from .segment_status import SegmentStatus

        return {"status": open_enum(SegmentStatus), "document": RetrievedDocument.from_dict}
