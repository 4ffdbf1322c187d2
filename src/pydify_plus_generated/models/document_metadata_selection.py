from enum import StrEnum


class DocumentMetadataSelection(StrEnum):
    """With the metadata, the metadata alone, or everything else."""

    ALL = "all"
    ONLY = "only"
    WITHOUT = "without"
