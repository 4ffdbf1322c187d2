from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, query_params

if TYPE_CHECKING:
    from ...models.message_list import MessageList


def call(
    *, conversation_id: str, user: str | None = None, first_id: str | None = None, limit: int | None = None
) -> Call[MessageList]:
    """List a conversation's messages.

    GET /messages

    Without `first_id` the newest messages, oldest of them first. The page before them starts at `first_id`, the first
    message of the page at hand; of messages made in the same instant some can be skipped at a page's edge.

    Args:
        conversation_id: The conversation to read
        user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out, and 404 for anybody
            else's
        first_id: The id of the first message of the page at hand, to get the older ones; an unknown one is a 404
        limit: Messages per page, 1 to 100; 20 when left out
    """
    from ...models.message_list import MessageList

    return Call(
        operation="getConversationHistory",
        method="GET",
        path="/messages",
        key="app",
        repeatable=True,
        answer="json",
        parse=MessageList.from_dict,
        query=query_params({"conversation_id": conversation_id, "user": user, "first_id": first_id, "limit": limit}),
    )
