from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, path_with, query_params

if TYPE_CHECKING:
    from ...models.conversation_variable_list import ConversationVariableList


def call(
    conversation_id: str,
    *,
    user: str | None = None,
    last_id: str | None = None,
    limit: int | None = None,
    variable_name: str | None = None,
) -> Call[ConversationVariableList]:
    """List a conversation's variables.

    GET /conversations/{conversation_id}/variables

    The values that a chatflow keeps from turn to turn; empty for other apps that chat. Paging is unreliable: variables
    made in the same instant as the last one of a page are left out of the next, so ask with a `limit` that holds them
    all.

    Args:
        conversation_id: The conversation whose variables are wanted
        user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
        last_id: The id of the last variable of the page before; an unknown one is a 400 with an empty message
        limit: Variables per page, 1 to 100; 20 when left out
        variable_name: Only the variable of this name; servers on PostgreSQL answer 500 to it, so filter the list
            yourself
    """
    from ...models.conversation_variable_list import ConversationVariableList

    return Call(
        operation="getConversationVariables",
        method="GET",
        path=path_with("/conversations/{conversation_id}/variables", conversation_id=conversation_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=ConversationVariableList.from_dict,
        query=query_params({"user": user, "last_id": last_id, "limit": limit, "variable_name": variable_name}),
    )
