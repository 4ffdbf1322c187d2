from enum import StrEnum


class ConversationSort(StrEnum):
    """A time to sort conversations by; a leading `-` puts the newest first."""

    CREATED_AT = "created_at"
    CREATED_AT_DESCENDING = "-created_at"
    UPDATED_AT = "updated_at"
    UPDATED_AT_DESCENDING = "-updated_at"
