from enum import StrEnum


class WeightType(StrEnum):
    """What counts more in a weighted score; `customized` when the weights are set by hand."""

    SEMANTIC_FIRST = "semantic_first"
    KEYWORD_FIRST = "keyword_first"
    CUSTOMIZED = "customized"
