from enum import StrEnum


class FeedbackSource(StrEnum):
    """Who rated a message, an end user or a member of the workspace."""

    USER = "user"
    ADMIN = "admin"
