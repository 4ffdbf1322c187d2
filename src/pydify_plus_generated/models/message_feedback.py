from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, open_enum

if TYPE_CHECKING:
    from .feedback_rating import FeedbackRating


class MessageFeedback(View):
    """The user's rating of a message."""

    rating: FeedbackRating | str | None
    """The rating."""

    _fields = {"rating": "rating"}

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .feedback_rating import FeedbackRating

        return {"rating": open_enum(FeedbackRating)}
