from enum import StrEnum


class FileType(StrEnum):
    """What kind of file it is to the app; `custom` is any other, by its extension."""

    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    CUSTOM = "custom"
