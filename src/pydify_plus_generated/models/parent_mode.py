from enum import StrEnum


class ParentMode(StrEnum):
    """What a parent is in hierarchical splitting, the whole document or a paragraph."""

    FULL_DOC = "full-doc"
    PARAGRAPH = "paragraph"
