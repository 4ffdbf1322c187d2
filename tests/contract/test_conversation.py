"""`client.chat.conversation` with a chat, an agent and a chatflow app."""

from __future__ import annotations

import logging

import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN, filled_form

from pydify_plus.errors import DifyConflictError, DifyNotFoundError

pytestmark = pytest.mark.anyio


async def test_turns_follow_one_another(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    chat = client.chat.conversation(inputs=await filled_form(client))
    first = await chat.send("My favourite number is 74317.")
    assert chat.id == first.conversation_id
    async with chat.stream("What did I say is my favourite number?") as stream:
        text = "".join([piece async for piece in stream.text()])
    if conversing != "chatflow":  # which keeps what its builder lets it keep
        assert "74317" in text
    assert [message.query async for message in chat.messages()] == [
        "What did I say is my favourite number?",
        "My favourite number is 74317.",
    ]
    assert chat.lost_ids == []
    assert (await client.chat.conversation(first).send("And now?")).conversation_id == chat.id


async def test_a_conversation_is_renamed_and_deleted(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    chat = client.chat.conversation(inputs=await filled_form(client))
    first = await chat.send("Hello")
    assert (await chat.rename("Greetings")).name == "Greetings"
    assert [each.name async for each in client.sessions.list_conversations()] == ["Greetings"]
    await chat.delete()
    assert [each async for each in client.sessions.list_conversations()] == []
    again = await chat.send("Hello again")
    assert chat.id == again.conversation_id != first.conversation_id


async def test_suggestions_follow_an_answer(connect: Connect) -> None:
    client = connect("chat")
    chat = client.chat.conversation(inputs=await filled_form(client))
    await chat.send("Hello")
    try:
        suggested = await chat.suggested_questions()
    except DifyConflictError:
        pytest.skip("the app has suggestions switched off")
    assert all(isinstance(each, str) for each in suggested)
    assert all(isinstance(each, str) for each in await client.chat.conversation(chat.id).suggested_questions())


async def test_a_chatflow_keeps_variables(connect: Connect) -> None:
    client = connect("chatflow")
    chat = client.chat.conversation(inputs=await filled_form(client))
    await chat.send("Remember this")
    variables = {each.name: each.value async for each in chat.variables()}
    if not variables:
        pytest.skip("the chatflow keeps no variables")
    assert {each.name: each.value for each in (await chat.variables()).data} == variables


async def test_a_chatflow_that_lost_its_conversation_goes_on_and_says_so(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect("chatflow")
    chat = client.chat.conversation(UNKNOWN, inputs=await filled_form(client))
    with caplog.at_level(logging.WARNING, "pydify_plus"):
        answer = await chat.send("Hello")
    assert chat.lost_ids == [UNKNOWN]
    assert chat.id == answer.conversation_id != UNKNOWN
    assert f"conversation {UNKNOWN} is lost" in caplog.text
    assert (await chat.send("Hello again")).conversation_id == chat.id


@pytest.mark.parametrize("app", ["chat", "agent"])
async def test_other_apps_say_that_a_conversation_is_gone(connect: Connect, app: str) -> None:
    client = connect(app)
    with pytest.raises(DifyNotFoundError):
        await client.chat.conversation(UNKNOWN, inputs=await filled_form(client)).send("Hello")
