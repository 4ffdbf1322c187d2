from enum import StrEnum


class MetadataComparisonOperator(StrEnum):
    """How a document's value is compared: the words for texts, the signs for numbers, `before` and `after` for
    times, `empty` and `not empty` for all."""

    CONTAINS = "contains"
    NOT_CONTAINS = "not contains"
    START_WITH = "start with"
    END_WITH = "end with"
    IS = "is"
    IS_NOT = "is not"
    EMPTY = "empty"
    NOT_EMPTY = "not empty"
    IN = "in"
    NOT_IN = "not in"
    EQUAL = "="
    NOT_EQUAL = "≠"
    GREATER = ">"
    LESS = "<"
    GREATER_OR_EQUAL = "≥"
    LESS_OR_EQUAL = "≤"
    BEFORE = "before"
    AFTER = "after"
