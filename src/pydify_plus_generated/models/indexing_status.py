from enum import StrEnum


class IndexingStatus(StrEnum):
    """How far the indexing of a document is; `completed` and `error` are its ends."""

    WAITING = "waiting"
    PARSING = "parsing"
    CLEANING = "cleaning"
    SPLITTING = "splitting"
    INDEXING = "indexing"
    PAUSED = "paused"
    COMPLETED = "completed"
    ERROR = "error"
