"""`client.chat` with a chat, an agent and a chatflow app."""

from __future__ import annotations

from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN, filled_form

from pydify_plus.errors import DifyAuthError, DifyConflictError, DifyNotFoundError
from pydify_plus.models import ChatMessage, CreateChatMessageRequest, MessageRole

pytestmark = pytest.mark.anyio

LONG = "Repeat these words: " + " ".join(f"word{number}" for number in range(400))


async def test_an_answer_names_its_message_and_conversation(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    answer = await client.chat.create_chat_message(query="Say hello", inputs=await filled_form(client))
    assert answer.answer
    assert answer.event == "message"
    assert answer.task_id
    message = await client.chat.get_chat_message(answer.message_id, conversation_id=answer.conversation_id)
    assert (message.query, message.answer) == ("Say hello", answer.answer)
    assert answer.metadata.usage.total_tokens > 0


async def test_a_message_is_found_by_its_bare_id_and_by_its_answer(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    inputs = await filled_form(client)
    answer = await client.chat.create_chat_message(query="Say hello", inputs=inputs)
    await client.chat.create_chat_message(query="Another conversation", inputs=inputs)
    for known in (answer.message_id, answer):
        assert (await client.chat.get_chat_message(known)).id == answer.message_id
    with pytest.raises(DifyNotFoundError, match="conversation_id="):
        await client.chat.get_chat_message(UNKNOWN)


@pytest.mark.parametrize("app", ["chat", "agent"])
async def test_a_conversation_remembers_what_was_said(connect: Connect, app: str) -> None:
    client = connect(app)
    inputs = await filled_form(client)
    first = await client.chat.create_chat_message(query="My favourite number is 74317.", inputs=inputs)
    second = await client.chat.create_chat_message(
        query="What did I say is my favourite number?", conversation_id=first.conversation_id, inputs=inputs
    )
    assert second.conversation_id == first.conversation_id
    assert second.message_id != first.message_id
    assert "74317" in second.answer


async def test_each_message_without_a_conversation_begins_one(connect: Connect) -> None:
    client = connect("chat")
    inputs = await filled_form(client)
    answers = [await client.chat.create_chat_message(query="Hello", inputs=inputs) for _ in range(2)]
    assert answers[0].conversation_id != answers[1].conversation_id


async def test_messages_in_the_style_of_model_apis_ask_the_last_of_the_user(connect: Connect) -> None:
    client = connect("chat")
    inputs = await filled_form(client)
    answer = await client.chat.create_chat_message(
        model="gpt-3.5-turbo", messages=[{"role": "user", "content": "Say hello"}], inputs=inputs, stream=False
    )
    request = CreateChatMessageRequest(
        messages=[
            ChatMessage(role=MessageRole.USER, content="Say hello"),
            ChatMessage(role=MessageRole.ASSISTANT, content=answer.answer),
            ChatMessage(role=MessageRole.USER, content="And goodbye"),
        ],
        conversation_id=answer.conversation_id,
        inputs=inputs,
    )
    again = await client.chat.create_chat_message(**request.to_keywords())
    message = await client.chat.get_chat_message(again)
    assert (message.query, message.conversation_id) == ("And goodbye", answer.conversation_id)


async def test_a_stream_brings_the_answer_in_pieces_and_then_its_end(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    stream = client.chat.stream_chat_message(query="Say hello, world", inputs=await filled_form(client))
    events = [event async for event in stream]
    names = [event.event for event in events]
    text_event = "agent_message" if conversing == "agent" else "message"
    assert names.count(text_event) >= 1
    assert "message_end" in names[-2:]
    if conversing == "chatflow":
        assert names[0] == "workflow_started"
        assert "workflow_finished" in names[-2:]
    assert {event.get("conversation_id", stream.conversation_id) for event in events} == {stream.conversation_id}
    assert {event.get("task_id", stream.task_id) for event in events} == {stream.task_id}
    pieces = [event.answer for event in events if event.event == text_event]
    assert "".join(pieces) == stream.answer_so_far
    message = await client.chat.get_chat_message(stream.message_id, conversation_id=stream.conversation_id)
    assert message.answer == (await stream.final()).answer == stream.answer_so_far
    assert stream.usage.total_tokens > 0


async def test_text_gives_the_answer_alone(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    stream = client.chat.stream_chat_message(query="Say hello", inputs=await filled_form(client))
    assert "".join([piece async for piece in stream.text()]) == (await stream.final()).answer != ""


async def test_stream_true_returns_the_stream(connect: Connect) -> None:
    client = connect("chat")
    stream = await client.chat.create_chat_message(query="Say hello", inputs=await filled_form(client), stream=True)
    assert [event.event async for event in stream][-1] == "message_end"


async def test_the_sync_stream_is_read_with_a_plain_loop(connect: Connect) -> None:
    client = connect("chat")
    stream = client.chat.stream_chat_message_sync(
        model="gpt-3.5-turbo",
        messages=[{"role": "user", "content": "Hello"}],
        inputs=await filled_form(client),
        stream=True,
    )
    events = list(stream)
    assert events[-1].event == "message_end"
    assert events[0].data["conversation_id"] == stream.conversation_id


async def test_a_stream_that_is_left_early_closes(connect: Connect) -> None:
    client = connect("chat")
    async with client.chat.stream_chat_message(query=LONG, inputs=await filled_form(client)) as stream:
        async for event in stream:
            assert event.event == "message"
            break
    with pytest.raises(RuntimeError, match="closed"):
        [event async for event in stream]


@pytest.mark.parametrize("way", ["the stream", "its task id", "the method"])
async def test_a_stopped_answer_ends_early_and_keeps_what_came(connect: Connect, way: str) -> None:
    client = connect("chat")
    async with client.chat.stream_chat_message(query=LONG, inputs=await filled_form(client)) as stream:
        async for event in stream:
            if event.event == "message":
                break
        if way == "the stream":
            await stream.stop()
        else:
            await client.chat.stop_chat_message(stream if way == "the method" else stream.task_id)
        names = [event.event async for event in stream]
    assert names[-1] == "message_end"
    assert stream.answer_so_far
    assert "word399" not in stream.answer_so_far


@pytest.mark.parametrize("app", ["chat", "chatflow"])
async def test_the_wire_s_own_blocking_mode_gives_the_same_shape(connect: Connect, app: str) -> None:
    client = connect(app)
    inputs = await filled_form(client)
    blocking = await client.chat.create_chat_message(query="Say hello", inputs=inputs, response_mode="blocking")
    streamed = await client.chat.create_chat_message(query="Say hello", inputs=inputs)
    assert blocking.mode == streamed.mode
    assert blocking.to_dict().keys() - {"id"} == streamed.to_dict().keys() - {"id"}


async def test_suggested_questions_follow_an_answer(connect: Connect, conversing: str) -> None:
    client = connect(conversing)
    answer = await client.chat.create_chat_message(query="Say hello", inputs=await filled_form(client))
    if (await client.app_config.get_app_parameters()).suggested_questions_after_answer.enabled:
        questions = await client.chat.get_suggested_questions(answer)
        assert all(isinstance(question, str) for question in questions)
    else:
        with pytest.raises(DifyConflictError):
            await client.chat.get_suggested_questions(answer)


async def test_an_unknown_conversation_is_not_found(connect: Connect) -> None:
    client = connect("chat")
    inputs = await filled_form(client)
    with pytest.raises(DifyNotFoundError):
        await client.chat.create_chat_message(query="Hello", conversation_id=UNKNOWN, inputs=inputs)
    with pytest.raises(DifyNotFoundError):
        [_ async for _ in client.chat.stream_chat_message(query="Hello", conversation_id=UNKNOWN, inputs=inputs)]


async def test_another_user_s_conversation_cannot_be_gone_on_with(connect: Connect) -> None:
    alice, bob = connect("chat"), connect("chat")
    inputs = await filled_form(alice)
    answer = await alice.chat.create_chat_message(query="Hello", inputs=inputs)
    with pytest.raises(DifyNotFoundError):
        await bob.chat.create_chat_message(query="Hello", conversation_id=answer, inputs=inputs)
    with pytest.raises(DifyNotFoundError):
        await bob.chat.get_chat_message(answer)


@pytest.mark.parametrize("key", ["app-wrong", "dataset-wrong"])
async def test_a_wrong_key_is_an_auth_error_that_does_not_show_it(connect: Connect, key: str) -> None:
    client: Any = connect("chat", api_key=key)
    with pytest.raises(DifyAuthError) as caught:
        await client.chat.create_chat_message(query="Hello")
    assert key not in f"{caught.value!s}{caught.value!r}{caught.value.__dict__}"


async def test_a_chat_message_to_an_app_of_another_mode_is_refused(connect: Connect) -> None:
    client = connect("workflow")
    with pytest.raises(DifyConflictError):
        await client.chat.create_chat_message(query="Hello")
