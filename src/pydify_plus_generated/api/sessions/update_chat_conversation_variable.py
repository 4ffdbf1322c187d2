from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import Call, json_body, path_with

if TYPE_CHECKING:
    from ...models.conversation_variable import ConversationVariable


def call(conversation_id: str, variable_id: str, *, value: Any, user: str | None = None) -> Call[ConversationVariable]:
    """Set a conversation variable.

    PUT /conversations/{conversation_id}/variables/{variable_id}

    The new value must be of the variable's own type.

    Args:
        conversation_id: The conversation that holds the variable
        variable_id: The variable's id, from the list of the conversation's variables
        value: The new value, of the variable's own type
        user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
    """
    from ...models.conversation_variable import ConversationVariable

    return Call(
        operation="updateChatConversationVariable",
        method="PUT",
        path=path_with(
            "/conversations/{conversation_id}/variables/{variable_id}",
            conversation_id=conversation_id,
            variable_id=variable_id,
        ),
        key="app",
        repeatable=True,
        answer="json",
        parse=ConversationVariable.from_dict,
        json=json_body({"value": value, "user": user}),
    )
