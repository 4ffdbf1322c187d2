from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with, query_params

if TYPE_CHECKING:
    from ...models.suggested_question_list import SuggestedQuestionList


def call(message_id: str, *, user: str) -> Call[SuggestedQuestionList]:
    """Suggest what the user may ask next.

    GET /messages/{message_id}/suggested

    A model makes them from the conversation, so it costs tokens each time. The app must have the feature switched on,
    or the answer is 400.

    Args:
        message_id: The answered message
        user: The end user of the conversation
    """
    from ...models.suggested_question_list import SuggestedQuestionList

    return Call(
        operation="getSuggestedQuestions",
        method="GET",
        path=path_with("/messages/{message_id}/suggested", message_id=message_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=SuggestedQuestionList.from_dict,
        query=query_params({"user": user}),
    )
