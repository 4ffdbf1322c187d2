from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.conversation import Conversation


def call(
    conversation_id: str, *, name: str | None = None, auto_generate: bool | None = None, user: str | None = None
) -> Call[Conversation]:
    """Rename a conversation.

    POST /conversations/{conversation_id}/name

    Give `name`, or `auto_generate` to let the app's model make one up. Neither, or an empty name, is a 400.

    Args:
        conversation_id: The conversation to rename
        name: The new name, not empty; needed unless `auto_generate` is true
        auto_generate: Let the app's model make up a name, and do not use `name`; false when left out
        user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
    """
    from ...models.conversation import Conversation

    return Call(
        operation="renameConversation",
        method="POST",
        path=path_with("/conversations/{conversation_id}/name", conversation_id=conversation_id),
        key="app",
        repeatable=True,
        answer="json",
        parse=Conversation.from_dict,
        json=json_body({"name": name, "auto_generate": auto_generate, "user": user}),
    )
