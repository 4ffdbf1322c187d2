from __future__ import annotations

from ...types import Call, json_body, nothing, path_with


def call(conversation_id: str, *, user: str | None = None) -> Call[None]:
    """Delete a conversation.

    DELETE /conversations/{conversation_id}

    Removes the conversation with its messages. Deleting it once more is a 404 (older servers answer 204 to any id). The
    JSON body has to be there even when it is empty.

    Args:
        conversation_id: The conversation to delete
        user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
    """
    return Call(
        operation="deleteConversation",
        method="DELETE",
        path=path_with("/conversations/{conversation_id}", conversation_id=conversation_id),
        key="app",
        repeatable=True,
        answer="empty",
        parse=nothing,
        json=json_body({"user": user}),
    )
