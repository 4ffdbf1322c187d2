from enum import StrEnum


class HumanInputFieldType(StrEnum):
    """Kind of form field: several lines of text, one choice of a list, one file, several files."""

    PARAGRAPH = "paragraph"
    SELECT = "select"
    FILE = "file"
    FILE_LIST = "file-list"
