from enum import StrEnum


class DocumentDisplayStatus(StrEnum):
    """The status that Dify shows, made of indexing, enabling and archiving."""

    QUEUING = "queuing"
    INDEXING = "indexing"
    PAUSED = "paused"
    ERROR = "error"
    AVAILABLE = "available"
    DISABLED = "disabled"
    ARCHIVED = "archived"
