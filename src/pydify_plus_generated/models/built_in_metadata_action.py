from enum import StrEnum


class BuiltInMetadataAction(StrEnum):
    """What to do with the built-in metadata fields."""

    ENABLE = "enable"
    DISABLE = "disable"
