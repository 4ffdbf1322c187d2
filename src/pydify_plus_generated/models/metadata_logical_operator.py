from enum import StrEnum


class MetadataLogicalOperator(StrEnum):
    """Whether all conditions have to hold, or one of them."""

    AND = "and"
    OR = "or"
