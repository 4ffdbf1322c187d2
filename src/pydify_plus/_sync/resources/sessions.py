# Derived from _async by scripts/unasync.py; edit there.
"""Conversations, their messages and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from pydify_plus._core.ids import id_of
from pydify_plus._core.paging import Cursor
from pydify_plus_generated.api.sessions import (
    delete_conversation,
    get_conversation_history,
    get_conversation_variables,
    get_conversations_list,
    rename_conversation,
    update_chat_conversation_variable,
)
from pydify_plus_generated.models import Conversation, ConversationVariable, Message

from ..resource import Resource

if TYPE_CHECKING:
    from pydify_plus._core.options import RequestOptions
    from pydify_plus_generated.models import ConversationSort

    from ..pager import Page


class Sessions(Resource):
    """The conversations of end users with a chat, agent or chatflow app.

    They belong to the user in whose name they were made: for anybody else they do not exist. A `conversation_id` may
    also be an object that carries it: a conversation, an answer, a stream.
    """

    def list_conversations(
        self,
        *,
        limit: int | None = None,
        last_id: Any = None,
        sort_by: ConversationSort | str | None = None,
        pinned: bool | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Page[Conversation]:
        """List the user's conversations, those that changed last first.

        GET /conversations

        Args:
            limit: Conversations per page, 1 to 100; 20 when left out.
            last_id: The last conversation of the page before, to get the one after it.
            sort_by: `created_at` or `updated_at`, with a leading `-` for the newest first; `-updated_at` when left
                out.
            pinned: Dify's Service API knows no pinned conversations: None and False list all of them.
            max_items: The most conversations that iterating gives.

        Returns:
            The first page; iterating it walks all of them.

        Raises:
            ValueError: `pinned=True`.
            DifyConflictError: The app does not chat.
            DifyNotFoundError: `last_id` is none of the user's conversations.

        Example:
            >>> for conversation in client.sessions.list_conversations(user="alice"):
            ...     print(conversation.id, conversation.name)
        """
        if pinned:
            raise ValueError(
                "Dify's Service API cannot list pinned conversations alone: leave pinned out for all of them"
            )
        call = get_conversations_list.call(
            user=self._user(options),
            last_id=None if last_id is None else id_of(last_id, "conversation_id", "id"),
            limit=limit,
            sort_by=sort_by,
        )
        return self._list(call, options, Cursor("last_id"), Conversation, max_items)

    def delete_conversation(self, conversation_id: Any, **options: Unpack[RequestOptions]) -> None:
        """Delete a conversation with its messages.

        DELETE /conversations/{conversation_id}

        Args:
            conversation_id: The conversation.

        Raises:
            DifyNotFoundError: The user has no such conversation; Dify 1.9 takes any id and says nothing.
        """
        call = delete_conversation.call(id_of(conversation_id, "conversation_id", "id"), user=self._user(options))
        self._send(call, options)

    def rename_conversation(
        self,
        conversation_id: Any,
        name: str | None = None,
        *,
        auto_generate: bool | None = None,
        **options: Unpack[RequestOptions],
    ) -> Conversation:
        """Give a conversation a name, or let the app's model make one up.

        POST /conversations/{conversation_id}/name

        Args:
            conversation_id: The conversation.
            name: The new name.
            auto_generate: True to let the app's model name it, in place of `name`.

        Returns:
            The conversation as it is now.

        Raises:
            ValueError: Neither a name nor `auto_generate=True`.
            DifyNotFoundError: The user has no such conversation.

        Example:
            >>> client.sessions.rename_conversation(conversation, "Travel plans", user="alice")
        """
        if not name and not auto_generate:
            raise ValueError("give the conversation a name that is not empty, or auto_generate=True")
        call = rename_conversation.call(
            id_of(conversation_id, "conversation_id", "id"),
            name=name,
            auto_generate=auto_generate,
            user=self._user(options),
        )
        return self._send(call, options)

    def get_conversation_messages(
        self,
        conversation_id: Any,
        *,
        first_id: Any = None,
        limit: int | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Page[Message]:
        """Read a conversation's messages: the question and the answer of each, its files, feedback and sources.

        GET /messages. A page is oldest first and the page after it is older, so that iterating goes from the newest
        message to the oldest. Of messages made in the same instant Dify can skip some at a page's edge.

        Args:
            conversation_id: The conversation.
            first_id: The first message of the page at hand, to get the older ones.
            limit: Messages per page, 1 to 100; 20 when left out.
            max_items: The most messages that iterating gives.

        Returns:
            The page of the newest messages; iterating it walks all of them.

        Raises:
            DifyNotFoundError: The user has no such conversation, or it has no message `first_id`.
            DifyConflictError: The app does not chat.
        """
        call = get_conversation_history.call(
            conversation_id=id_of(conversation_id, "conversation_id", "id"),
            user=self._user(options),
            first_id=None if first_id is None else id_of(first_id, "message_id", "id"),
            limit=limit,
        )
        return self._list(call, options, Cursor("first_id", backwards=True), Message, max_items)

    def get_conversation_variables(
        self,
        conversation_id: Any,
        *,
        limit: int | None = 100,
        last_id: Any = None,
        variable_name: str | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Page[ConversationVariable]:
        """List the values that a chatflow keeps from turn to turn.

        GET /conversations/{conversation_id}/variables. Their `value` is text; lists and objects in it are written as
        Python does.

        Args:
            conversation_id: The conversation.
            limit: Variables per page, 1 to 100. Dify leaves those that were made together with the last one of a page
                out of the next, and it makes most of them together: hence the largest page by default. None for
                Dify's own default, 20.
            last_id: The last variable of the page before, to get the one after it.
            variable_name: Only the variable of this name. Servers on PostgreSQL fail on it (500).
            max_items: The most variables that iterating gives.

        Returns:
            The first page; iterating it walks all of them. It is empty where the app is no chatflow.

        Raises:
            DifyNotFoundError: The user has no such conversation.
            DifyConflictError: The app does not chat.
        """
        call = get_conversation_variables.call(
            id_of(conversation_id, "conversation_id", "id"),
            user=self._user(options),
            last_id=None if last_id is None else id_of(last_id, "id"),
            limit=limit,
            variable_name=variable_name,
        )
        return self._list(call, options, Cursor("last_id"), ConversationVariable, max_items)

    def update_conversation_variable(
        self, conversation_id: Any, variable_id: Any, value: Any, **options: Unpack[RequestOptions]
    ) -> ConversationVariable:
        """Set a conversation variable.

        PUT /conversations/{conversation_id}/variables/{variable_id}

        Args:
            conversation_id: The conversation.
            variable_id: The variable: its id, or an item of `get_conversation_variables`.
            value: The new value, of the variable's own type: text, a number, a dict, a list.

        Returns:
            The variable as it is now.

        Raises:
            DifyNotFoundError: The user has no such conversation, or it has no such variable.
            DifyValidationError: The value is of another type.
        """
        call = update_chat_conversation_variable.call(
            id_of(conversation_id, "conversation_id", "id"),
            id_of(variable_id, "id"),
            value=value,
            user=self._user(options),
        )
        return self._send(call, options)
