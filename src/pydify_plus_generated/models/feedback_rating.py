from enum import StrEnum


class FeedbackRating(StrEnum):
    """A rating."""

    LIKE = "like"
    DISLIKE = "dislike"
