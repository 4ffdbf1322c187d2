"""`client.sessions` with a chat, an agent and a chatflow app."""

from __future__ import annotations

from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN, filled_form, unique

from pydify_plus.errors import DifyAuthError, DifyNotFoundError

pytestmark = pytest.mark.anyio


async def test_conversations_are_listed_and_walked_newest_first(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    inputs = await filled_form(client)
    made = [
        (await client.chat.create_chat_message(query=f"Hello {number}", inputs=inputs)).conversation_id
        for number in range(3)
    ]
    page = await client.sessions.list_conversations(limit=2, last_id=None, pinned=False, sort_by="-created_at")
    assert ([each.id for each in page.data], page.has_more) == ([made[2], made[1]], True)
    rest = await client.sessions.list_conversations(limit=2, last_id=page.data[-1], sort_by="-created_at")
    assert [each.id for each in rest.data] == [made[0]]
    walk = client.sessions.list_conversations(limit=1, sort_by="created_at")
    assert [each.id async for each in walk] == made
    assert [each.id async for each in client.sessions.list_conversations(sort_by="created_at", max_items=2)] == made[:2]


async def test_pinned_conversations_cannot_be_listed_alone(connect: Connect) -> None:
    client = connect("chat")
    with pytest.raises(ValueError, match="pinned"):
        await client.sessions.list_conversations(pinned=True)


async def test_a_conversation_is_renamed_and_deleted(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    answer = await client.chat.create_chat_message(query="Hello", inputs=await filled_form(client))
    name = unique()
    assert (await client.sessions.rename_conversation(answer.conversation_id, name)).name == name
    assert [each.name async for each in client.sessions.list_conversations()] == [name]
    assert (await client.sessions.rename_conversation(answer, auto_generate=True)).name
    assert await client.sessions.delete_conversation(answer.conversation_id) is None
    assert [each async for each in client.sessions.list_conversations()] == []


async def test_messages_are_read_newest_first_page_by_page(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    inputs = await filled_form(client)
    answer: Any = None
    for number in range(3):
        answer = await client.chat.create_chat_message(query=f"Turn {number}", conversation_id=answer, inputs=inputs)
    page = await client.sessions.get_conversation_messages(answer.conversation_id, limit=2)
    assert [message.query for message in page.data] == ["Turn 1", "Turn 2"]
    assert page.data[-1].answer == answer.answer
    older = await client.sessions.get_conversation_messages(answer, first_id=page.data[0])
    assert [message.query for message in older.data] == ["Turn 0"]
    walk = client.sessions.get_conversation_messages(answer, limit=2)
    assert [message.query async for message in walk] == ["Turn 2", "Turn 1", "Turn 0"]


async def test_variables_of_a_conversation_are_listed_and_set(connect: Connect) -> None:
    client = connect("chatflow")
    answer = await client.chat.create_chat_message(query="Hello", inputs=await filled_form(client))
    variables = (await client.sessions.get_conversation_variables(answer.conversation_id)).data
    for variable in variables:
        if variable.value_type != "string":
            continue
        changed = await client.sessions.update_conversation_variable(answer, variable, "changed by a contract test")
        assert changed.id == variable.id
        now = [each async for each in client.sessions.get_conversation_variables(answer)]
        assert {each.name: each.value for each in now}[variable.name] == "changed by a contract test"
        break
    with pytest.raises(DifyNotFoundError):
        await client.sessions.update_conversation_variable(answer, UNKNOWN, "new")


async def test_a_plain_chat_has_no_variables(connect: Connect) -> None:
    client = connect("chat")
    answer = await client.chat.create_chat_message(query="Hello", inputs=await filled_form(client))
    assert (await client.sessions.get_conversation_variables(answer.conversation_id)).data == []


async def test_another_user_s_conversation_is_invisible(connect: Connect, conversing: str) -> None:
    alice, bob = connect(conversing), connect(conversing)
    answer = await alice.chat.create_chat_message(query="A secret", inputs=await filled_form(alice))
    assert [each async for each in bob.sessions.list_conversations()] == []
    for refused in not_found(bob, answer.conversation_id):
        with pytest.raises(DifyNotFoundError):
            await refused()
    assert [each.id async for each in alice.sessions.list_conversations()] == [answer.conversation_id]
    assert (await bob.as_user(alice.user).sessions.get_conversation_messages(answer)).data[0].query == "A secret"


async def test_unknown_conversations_are_not_found(connect: Connect) -> None:
    for refused in not_found(connect("chat"), UNKNOWN):
        with pytest.raises(DifyNotFoundError):
            await refused()


def not_found(client: Any, conversation_id: str) -> list[Any]:
    """Every call about a conversation that the client's user does not have."""
    sessions = client.sessions
    return [
        lambda: sessions.get_conversation_messages(conversation_id),
        lambda: sessions.get_conversation_variables(conversation_id),
        lambda: sessions.rename_conversation(conversation_id, "Mine"),
        lambda: sessions.delete_conversation(conversation_id),
    ]


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    with pytest.raises(DifyAuthError):
        await connect("chat", api_key="app-wrong").sessions.list_conversations()
