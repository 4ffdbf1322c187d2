from enum import StrEnum


class AnnotationReplyAction(StrEnum):
    """Switching annotation reply on or off."""

    ENABLE = "enable"
    DISABLE = "disable"
