# Derived from _async by scripts/unasync.py; edit there.
"""What end users think of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.ids import id_of
from pydify_plus._core.paging import Numbered
from pydify_plus_generated.api.feedback import get_chat_app_feedbacks, post_chat_message_feedback
from pydify_plus_generated.models import Feedback as Rating
from pydify_plus_generated.models import FeedbackRating

from ..resource import Resource

if TYPE_CHECKING:
    from pydify_plus._core.options import RequestOptions
    from pydify_plus_generated.types import Call

    from ..pager import Page


class Feedback(Resource):
    """Ratings of answers. A user has one rating per message, and rates only messages made in that user's name."""

    def like_message(self, message_id: Any, *, content: str | None = None, **options: Unpack[RequestOptions]) -> None:
        """Rate an answer as good, in place of the user's earlier rating.

        POST /messages/{message_id}/feedbacks

        Args:
            message_id: The message: its id, or an answer or stream that carries it.
            content: A comment.

        Raises:
            DifyNotFoundError: The message does not exist, or was made for another user.

        Example:
            >>> answer = client.chat.create_chat_message(query="Hello", user="alice")
            >>> client.feedback.like_message(answer, content="Just what I needed", user="alice")
        """
        self._send(self._rating(message_id, FeedbackRating.LIKE, content, options), options)

    def dislike_message(
        self, message_id: Any, *, content: str | None = None, **options: Unpack[RequestOptions]
    ) -> None:
        """Rate an answer as bad, in place of the user's earlier rating.

        POST /messages/{message_id}/feedbacks

        Args:
            message_id: As in `like_message`.
            content: A comment.

        Raises:
            DifyNotFoundError: The message does not exist, or was made for another user.
        """
        self._send(self._rating(message_id, FeedbackRating.DISLIKE, content, options), options)

    def clear_feedback(self, message_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Take the user's rating of an answer back.

        POST /messages/{message_id}/feedbacks

        Args:
            message_id: As in `like_message`.

        Raises:
            DifyNotFoundError: The message does not exist, or was made for another user.
            DifyAPIError: There is no rating to take back.
        """
        self._send(self._rating(message_id, None, None, options), options)

    def list_feedbacks(
        self,
        *,
        page: int | None = None,
        limit: int | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Page[Rating]:
        """List the ratings by all users of the app, the newest first.

        GET /app/feedbacks. Dify says neither how many there are nor whether more follow: a page that is full may be
        the last.

        Args:
            page: The page to begin with, from 1; 1 when left out.
            limit: Ratings per page, up to 101; 20 when left out.
            max_items: The most ratings that iterating gives.

        Returns:
            The page; iterating it walks this one and all that follow.

        Example:
            >>> for rating in client.feedback.list_feedbacks():
            ...     print(rating.rating, rating.content, rating.message_id)
        """
        return self._list(
            get_chat_app_feedbacks.call(page=page, limit=limit), options, Numbered(most=101), Rating, max_items
        )

    def _rating(
        self, message_id: Any, rating: FeedbackRating | None, content: str | None, options: RequestOptions
    ) -> Call[Any]:
        return post_chat_message_feedback.call(
            id_of(message_id, "message_id", "id"), user=self._user(options), rating=rating, content=content
        )
