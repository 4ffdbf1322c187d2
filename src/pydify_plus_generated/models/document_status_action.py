from enum import StrEnum


class DocumentStatusAction(StrEnum):
    """What can be done with many documents at once."""

    ENABLE = "enable"
    DISABLE = "disable"
    ARCHIVE = "archive"
    UN_ARCHIVE = "un_archive"
