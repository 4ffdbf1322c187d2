from enum import StrEnum


class ProcessRuleMode(StrEnum):
    """How documents are split, by Dify's own rules, by given ones, or into parents and children."""

    AUTOMATIC = "automatic"
    CUSTOM = "custom"
    HIERARCHICAL = "hierarchical"
