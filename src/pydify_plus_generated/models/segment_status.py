from enum import StrEnum


class SegmentStatus(StrEnum):
    """How far the indexing of a segment is."""

    WAITING = "waiting"
    INDEXING = "indexing"
    COMPLETED = "completed"
    ERROR = "error"
