"""What end users think of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..answers import answer, success
from ..clock import iso
from ..errors import invalid_param
from ..json_values import Json
from ..routing import Routes
from ..store import Feedback, new_id
from ..validation import Model, integer, one_of, optional
from .messages import own_message
from .payloads import TEXT

if TYPE_CHECKING:
    from starlette.responses import Response

    from ..request import ServiceRequest

routes = Routes("app")

_FEEDBACK = Model("MessageFeedbackPayload", rating=optional(one_of("like", "dislike")), content=TEXT)
_LIST = Model(
    "FeedbackListQuery",
    page=optional(integer(at_least=1), 1),
    limit=optional(integer(at_least=1, at_most=101), 20),
)


@routes("POST", "/messages/<uuid:message_id>/feedbacks", user="json", user_required=True)
async def rate_message(request: ServiceRequest) -> Response:
    payload = await request.read_json(_FEEDBACK)
    message = own_message(request)
    rating, now = payload["rating"], request.workspace.clock.now()
    if rating is None:
        if message.feedback is None:
            raise invalid_param("rating cannot be None when feedback not exists")
        message.feedback = None
    elif message.feedback is None:
        message.feedback = Feedback(new_id(), message, request.user, rating, payload["content"], now, now)
    else:
        message.feedback.rating = rating
        message.feedback.content = payload["content"]
        message.feedback.updated_at = now
    return success()


@routes("GET", "/app/feedbacks")
async def list_feedbacks(request: ServiceRequest) -> Response:
    query = request.read_query(_LIST)
    given = [one.feedback for one in request.app.messages.values() if one.feedback is not None]
    given.sort(key=lambda one: one.created_at, reverse=True)
    start = (query["page"] - 1) * query["limit"]
    return answer({"data": [_told(request, one) for one in given[start : start + query["limit"]]]})


def _told(request: ServiceRequest, feedback: Feedback) -> Json:
    return {
        "id": feedback.id,
        "app_id": request.app.id,
        "conversation_id": feedback.message.conversation.id,
        "message_id": feedback.message.id,
        "rating": feedback.rating,
        "content": feedback.content,
        "from_source": "user",
        "from_end_user_id": feedback.user.id,
        "from_account_id": None,
        "created_at": iso(feedback.created_at),
        "updated_at": iso(feedback.updated_at),
    }
