from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, query_params

if TYPE_CHECKING:
    from ...models.conversation_list import ConversationList
    from ...models.conversation_sort import ConversationSort


def call(
    *,
    user: str | None = None,
    last_id: str | None = None,
    limit: int | None = None,
    sort_by: ConversationSort | str | None = None,
) -> Call[ConversationList]:
    """List a user's conversations.

    GET /conversations

    The conversations of one end user with this app, newest change first. The next page starts after `last_id`, the last
    conversation of the page at hand. Only apps that chat have conversations: others answer 400 `not_chat_app`.

    Args:
        user: The end user whose conversations are wanted; when left out, those of `DEFAULT-USER`
        last_id: The id of the last conversation of the page before; an unknown one is a 404
        limit: Conversations per page, 1 to 100; 20 when left out
        sort_by: The time to sort by, with a leading `-` for newest first; `-updated_at` when left out
    """
    from ...models.conversation_list import ConversationList

    return Call(
        operation="getConversationsList",
        method="GET",
        path="/conversations",
        key="app",
        repeatable=True,
        answer="json",
        parse=ConversationList.from_dict,
        query=query_params({"user": user, "last_id": last_id, "limit": limit, "sort_by": sort_by}),
    )
