from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import UNSET, Unset

if TYPE_CHECKING:
    from ...models.feedback_list import FeedbackList
    from ...models.feedback_rating import FeedbackRating
    from ...models.result import Result
    from ...types import AsyncSender, Sender


class FeedbackApi:
    """The operations of the area `feedback` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def post_chat_message_feedback(
        self,
        message_id: str,
        *,
        user: str,
        rating: FeedbackRating | str | None | Unset = UNSET,
        content: str | None = None,
    ) -> Result:
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
        from .post_chat_message_feedback import call

        return self._sender.send(call(message_id, user=user, rating=rating, content=content))

    def get_chat_app_feedbacks(self, *, page: int | None = None, limit: int | None = None) -> FeedbackList:
        """List the app's feedback.

        GET /app/feedbacks

        Ratings by all users of the app. The answer tells neither a total nor whether there is more; a page shorter than
        `limit` is the last.

        Args:
            page: Page number, from 1; 1 when left out
            limit: Ratings per page, 1 to 101; 20 when left out
        """
        from .get_chat_app_feedbacks import call

        return self._sender.send(call(page=page, limit=limit))


class AsyncFeedbackApi:
    """The operations of the area `feedback` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def post_chat_message_feedback(
        self,
        message_id: str,
        *,
        user: str,
        rating: FeedbackRating | str | None | Unset = UNSET,
        content: str | None = None,
    ) -> Result:
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
        from .post_chat_message_feedback import call

        return await self._sender.send(call(message_id, user=user, rating=rating, content=content))

    async def get_chat_app_feedbacks(self, *, page: int | None = None, limit: int | None = None) -> FeedbackList:
        """List the app's feedback.

        GET /app/feedbacks

        Ratings by all users of the app. The answer tells neither a total nor whether there is more; a page shorter than
        `limit` is the last.

        Args:
            page: Page number, from 1; 1 when left out
            limit: Ratings per page, 1 to 101; 20 when left out
        """
        from .get_chat_app_feedbacks import call

        return await self._sender.send(call(page=page, limit=limit))
