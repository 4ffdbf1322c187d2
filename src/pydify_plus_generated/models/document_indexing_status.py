from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .indexing_status import IndexingStatus


class DocumentIndexingStatus(View):
    """How far the indexing of one document is; the times are in unix seconds, null until it gets there."""

    id: str
    """The document's id."""
    indexing_status: IndexingStatus | str
    """The step it is at."""
    processing_started_at: int | None
    """When work on it began."""
    parsing_completed_at: int | None
    """When its text was extracted."""
    completed_segments: int
    """Segments that are indexed."""
    total_segments: int
    """Segments there are so far; 0 before splitting."""
    cleaning_completed_at: int | None
    """When its text was cleaned."""
    splitting_completed_at: int | None
    """When it was split into segments."""
    completed_at: int | None
    """When it was done."""
    paused_at: int | None
    """When it was paused."""
    error: str | None
    """Why indexing failed."""
    stopped_at: int | None
    """When it was stopped."""

    _fields = {
        "id": "id",
        "indexing_status": "indexing_status",
        "processing_started_at": "processing_started_at",
        "parsing_completed_at": "parsing_completed_at",
        "completed_segments": "completed_segments",
        "total_segments": "total_segments",
        "cleaning_completed_at": "cleaning_completed_at",
        "splitting_completed_at": "splitting_completed_at",
        "completed_at": "completed_at",
        "paused_at": "paused_at",
        "error": "error",
        "stopped_at": "stopped_at",
    }
    _required = frozenset(
        {
            "id",
            "indexing_status",
            "processing_started_at",
            "parsing_completed_at",
            "completed_segments",
            "total_segments",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .indexing_status import IndexingStatus

        return {"indexing_status": open_enum(IndexingStatus)}
