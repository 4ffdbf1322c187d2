from enum import StrEnum


class MetadataFieldType(StrEnum):
    """What the values of a metadata field are; a `time` is unix seconds."""

    STRING = "string"
    NUMBER = "number"
    TIME = "time"
