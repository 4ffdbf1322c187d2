from enum import StrEnum


class DatasetProvider(StrEnum):
    """`vendor` for a knowledge base that Dify keeps, `external` for one that is asked over an external knowledge
    API."""

    VENDOR = "vendor"
    EXTERNAL = "external"
