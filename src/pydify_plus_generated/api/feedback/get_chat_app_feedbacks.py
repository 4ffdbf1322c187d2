from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, query_params

if TYPE_CHECKING:
    from ...models.feedback_list import FeedbackList


def call(*, page: int | None = None, limit: int | None = None) -> Call[FeedbackList]:
    """List the app's feedback.

    GET /app/feedbacks

    Ratings by all users of the app. The answer tells neither a total nor whether there is more; a page shorter than
    `limit` is the last.

    Args:
        page: Page number, from 1; 1 when left out
        limit: Ratings per page, 1 to 101; 20 when left out
    """
    from ...models.feedback_list import FeedbackList

    return Call(
        operation="getChatAppFeedbacks",
        method="GET",
        path="/app/feedbacks",
        key="app",
        repeatable=True,
        answer="json",
        parse=FeedbackList.from_dict,
        query=query_params({"page": page, "limit": limit}),
    )
