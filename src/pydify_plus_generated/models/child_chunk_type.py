from enum import StrEnum


class ChildChunkType(StrEnum):
    """Made by Dify, or written or changed by somebody."""

    AUTOMATIC = "automatic"
    CUSTOMIZED = "customized"
