from enum import StrEnum


class MessageStatus(StrEnum):
    """Whether a message's answer was made."""

    NORMAL = "normal"
    ERROR = "error"
