from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...models.conversation import Conversation
    from ...models.conversation_list import ConversationList
    from ...models.conversation_sort import ConversationSort
    from ...models.conversation_variable import ConversationVariable
    from ...models.conversation_variable_list import ConversationVariableList
    from ...models.message_list import MessageList
    from ...types import AsyncSender, Sender


class SessionsApi:
    """The operations of the area `sessions` by Dify's own names."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get_conversations_list(
        self,
        *,
        user: str | None = None,
        last_id: str | None = None,
        limit: int | None = None,
        sort_by: ConversationSort | str | None = None,
    ) -> ConversationList:
        """List a user's conversations.

        GET /conversations

        The conversations of one end user with this app, newest change first. The next page starts after `last_id`, the
        last conversation of the page at hand. Only apps that chat have conversations: others answer 400 `not_chat_app`.

        Args:
            user: The end user whose conversations are wanted; when left out, those of `DEFAULT-USER`
            last_id: The id of the last conversation of the page before; an unknown one is a 404
            limit: Conversations per page, 1 to 100; 20 when left out
            sort_by: The time to sort by, with a leading `-` for newest first; `-updated_at` when left out
        """
        from .get_conversations_list import call

        return self._sender.send(call(user=user, last_id=last_id, limit=limit, sort_by=sort_by))

    def delete_conversation(self, conversation_id: str, *, user: str | None = None) -> None:
        """Delete a conversation.

        DELETE /conversations/{conversation_id}

        Removes the conversation with its messages. Deleting it once more is a 404 (older servers answer 204 to any id).
        The JSON body has to be there even when it is empty.

        Args:
            conversation_id: The conversation to delete
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
        """
        from .delete_conversation import call

        return self._sender.send(call(conversation_id, user=user))

    def rename_conversation(
        self,
        conversation_id: str,
        *,
        name: str | None = None,
        auto_generate: bool | None = None,
        user: str | None = None,
    ) -> Conversation:
        """Rename a conversation.

        POST /conversations/{conversation_id}/name

        Give `name`, or `auto_generate` to let the app's model make one up. Neither, or an empty name, is a 400.

        Args:
            conversation_id: The conversation to rename
            name: The new name, not empty; needed unless `auto_generate` is true
            auto_generate: Let the app's model make up a name, and do not use `name`; false when left out
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
        """
        from .rename_conversation import call

        return self._sender.send(call(conversation_id, name=name, auto_generate=auto_generate, user=user))

    def get_conversation_variables(
        self,
        conversation_id: str,
        *,
        user: str | None = None,
        last_id: str | None = None,
        limit: int | None = None,
        variable_name: str | None = None,
    ) -> ConversationVariableList:
        """List a conversation's variables.

        GET /conversations/{conversation_id}/variables

        The values that a chatflow keeps from turn to turn; empty for other apps that chat. Paging is unreliable:
        variables made in the same instant as the last one of a page are left out of the next, so ask with a `limit`
        that holds them all.

        Args:
            conversation_id: The conversation whose variables are wanted
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
            last_id: The id of the last variable of the page before; an unknown one is a 400 with an empty message
            limit: Variables per page, 1 to 100; 20 when left out
            variable_name: Only the variable of this name; servers on PostgreSQL answer 500 to it, so filter the
                list yourself
        """
        from .get_conversation_variables import call

        return self._sender.send(
            call(conversation_id, user=user, last_id=last_id, limit=limit, variable_name=variable_name)
        )

    def update_chat_conversation_variable(
        self, conversation_id: str, variable_id: str, *, value: Any, user: str | None = None
    ) -> ConversationVariable:
        """Set a conversation variable.

        PUT /conversations/{conversation_id}/variables/{variable_id}

        The new value must be of the variable's own type.

        Args:
            conversation_id: The conversation that holds the variable
            variable_id: The variable's id, from the list of the conversation's variables
            value: The new value, of the variable's own type
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
        """
        from .update_chat_conversation_variable import call

        return self._sender.send(call(conversation_id, variable_id, value=value, user=user))

    def get_conversation_history(
        self, *, conversation_id: str, user: str | None = None, first_id: str | None = None, limit: int | None = None
    ) -> MessageList:
        """List a conversation's messages.

        GET /messages

        Without `first_id` the newest messages, oldest of them first. The page before them starts at `first_id`, the
        first message of the page at hand; of messages made in the same instant some can be skipped at a page's edge.

        Args:
            conversation_id: The conversation to read
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out, and 404 for anybody
                else's
            first_id: The id of the first message of the page at hand, to get the older ones; an unknown one is a
                404
            limit: Messages per page, 1 to 100; 20 when left out
        """
        from .get_conversation_history import call

        return self._sender.send(call(conversation_id=conversation_id, user=user, first_id=first_id, limit=limit))


class AsyncSessionsApi:
    """The operations of the area `sessions` by Dify's own names."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get_conversations_list(
        self,
        *,
        user: str | None = None,
        last_id: str | None = None,
        limit: int | None = None,
        sort_by: ConversationSort | str | None = None,
    ) -> ConversationList:
        """List a user's conversations.

        GET /conversations

        The conversations of one end user with this app, newest change first. The next page starts after `last_id`, the
        last conversation of the page at hand. Only apps that chat have conversations: others answer 400 `not_chat_app`.

        Args:
            user: The end user whose conversations are wanted; when left out, those of `DEFAULT-USER`
            last_id: The id of the last conversation of the page before; an unknown one is a 404
            limit: Conversations per page, 1 to 100; 20 when left out
            sort_by: The time to sort by, with a leading `-` for newest first; `-updated_at` when left out
        """
        from .get_conversations_list import call

        return await self._sender.send(call(user=user, last_id=last_id, limit=limit, sort_by=sort_by))

    async def delete_conversation(self, conversation_id: str, *, user: str | None = None) -> None:
        """Delete a conversation.

        DELETE /conversations/{conversation_id}

        Removes the conversation with its messages. Deleting it once more is a 404 (older servers answer 204 to any id).
        The JSON body has to be there even when it is empty.

        Args:
            conversation_id: The conversation to delete
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
        """
        from .delete_conversation import call

        return await self._sender.send(call(conversation_id, user=user))

    async def rename_conversation(
        self,
        conversation_id: str,
        *,
        name: str | None = None,
        auto_generate: bool | None = None,
        user: str | None = None,
    ) -> Conversation:
        """Rename a conversation.

        POST /conversations/{conversation_id}/name

        Give `name`, or `auto_generate` to let the app's model make one up. Neither, or an empty name, is a 400.

        Args:
            conversation_id: The conversation to rename
            name: The new name, not empty; needed unless `auto_generate` is true
            auto_generate: Let the app's model make up a name, and do not use `name`; false when left out
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
        """
        from .rename_conversation import call

        return await self._sender.send(call(conversation_id, name=name, auto_generate=auto_generate, user=user))

    async def get_conversation_variables(
        self,
        conversation_id: str,
        *,
        user: str | None = None,
        last_id: str | None = None,
        limit: int | None = None,
        variable_name: str | None = None,
    ) -> ConversationVariableList:
        """List a conversation's variables.

        GET /conversations/{conversation_id}/variables

        The values that a chatflow keeps from turn to turn; empty for other apps that chat. Paging is unreliable:
        variables made in the same instant as the last one of a page are left out of the next, so ask with a `limit`
        that holds them all.

        Args:
            conversation_id: The conversation whose variables are wanted
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
            last_id: The id of the last variable of the page before; an unknown one is a 400 with an empty message
            limit: Variables per page, 1 to 100; 20 when left out
            variable_name: Only the variable of this name; servers on PostgreSQL answer 500 to it, so filter the
                list yourself
        """
        from .get_conversation_variables import call

        return await self._sender.send(
            call(conversation_id, user=user, last_id=last_id, limit=limit, variable_name=variable_name)
        )

    async def update_chat_conversation_variable(
        self, conversation_id: str, variable_id: str, *, value: Any, user: str | None = None
    ) -> ConversationVariable:
        """Set a conversation variable.

        PUT /conversations/{conversation_id}/variables/{variable_id}

        The new value must be of the variable's own type.

        Args:
            conversation_id: The conversation that holds the variable
            variable_id: The variable's id, from the list of the conversation's variables
            value: The new value, of the variable's own type
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out
        """
        from .update_chat_conversation_variable import call

        return await self._sender.send(call(conversation_id, variable_id, value=value, user=user))

    async def get_conversation_history(
        self, *, conversation_id: str, user: str | None = None, first_id: str | None = None, limit: int | None = None
    ) -> MessageList:
        """List a conversation's messages.

        GET /messages

        Without `first_id` the newest messages, oldest of them first. The page before them starts at `first_id`, the
        first message of the page at hand; of messages made in the same instant some can be skipped at a page's edge.

        Args:
            conversation_id: The conversation to read
            user: The end user whom the conversation belongs to; `DEFAULT-USER` when left out, and 404 for anybody
                else's
            first_id: The id of the first message of the page at hand, to get the older ones; an unknown one is a
                404
            limit: Messages per page, 1 to 100; 20 when left out
        """
        from .get_conversation_history import call

        return await self._sender.send(call(conversation_id=conversation_id, user=user, first_id=first_id, limit=limit))
