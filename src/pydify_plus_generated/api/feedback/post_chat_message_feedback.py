from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import UNSET, Call, Unset, json_body, path_with

if TYPE_CHECKING:
    from ...models.feedback_rating import FeedbackRating
    from ...models.result import Result


def call(
    message_id: str, *, user: str, rating: FeedbackRating | str | None | Unset = UNSET, content: str | None = None
) -> Call[Result]:
    """Rate a message.

    POST /messages/{message_id}/feedbacks

    A user has one rating per message: a new one replaces it, null takes it back. `user` must be the one whom the
    message was for.

    Args:
        message_id: The message to rate
        user: The end user whom the message was for
        rating: The rating; null takes an earlier one back, which is a 400 when there is none
        content: A comment
    """
    from ...models.result import Result

    return Call(
        operation="postChatMessageFeedback",
        method="POST",
        path=path_with("/messages/{message_id}/feedbacks", message_id=message_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=Result.from_dict,
        json=json_body({"user": user, "content": content}, {"rating": rating}),
    )
