from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .feedback_rating import FeedbackRating
    from .feedback_source import FeedbackSource


class Feedback(View):
    """A rating of a message of the app."""

    id: str
    """The rating's id."""
    app_id: str
    """The app."""
    conversation_id: str
    """The conversation."""
    message_id: str
    """The message that was rated."""
    rating: FeedbackRating | str
    """The rating."""
    content: str
    """The comment."""
    from_source: FeedbackSource | str
    """Who rated."""
    from_end_user_id: str
    """Dify's id of the end user who rated."""
    created_at: str
    """Time of the rating, ISO 8601 without a zone."""
    updated_at: str
    """Time of the last change, ISO 8601 without a zone."""
    from_account_id: str | None
    """The workspace member who rated in the console."""

    _fields = {
        "id": "id",
        "app_id": "app_id",
        "conversation_id": "conversation_id",
        "message_id": "message_id",
        "rating": "rating",
        "content": "content",
        "from_source": "from_source",
        "from_end_user_id": "from_end_user_id",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "from_account_id": "from_account_id",
    }
    _required = frozenset(
        {
            "id",
            "app_id",
            "conversation_id",
            "message_id",
            "rating",
            "content",
            "from_source",
            "from_end_user_id",
            "created_at",
            "updated_at",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .feedback_rating import FeedbackRating
        from .feedback_source import FeedbackSource

        return {"rating": open_enum(FeedbackRating), "from_source": open_enum(FeedbackSource)}
