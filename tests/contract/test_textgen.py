"""`client.textgen` with a completion app."""

from __future__ import annotations

import pytest
from contract.conftest import Connect
from contract.helpers import filled_form

from pydify_plus.errors import DifyAuthError, DifyConflictError, DifyValidationError

pytestmark = pytest.mark.anyio

LONG = "Repeat these words: " + " ".join(f"word{number}" for number in range(400))


async def test_a_prompt_is_completed(connect: Connect) -> None:
    client = connect("completion")
    answer = await client.textgen.create_completion_message(
        model="gpt-3.5-turbo", prompt="Complete this sentence: The weather today is", inputs=await filled_form(client)
    )
    assert answer.answer
    assert answer.message_id
    assert answer.metadata.usage.total_tokens > 0


async def test_inputs_may_take_the_prompt_s_place(connect: Connect) -> None:
    client = connect("completion")
    inputs = await filled_form(client, "The weather today is")
    assert (await client.textgen.create_completion_message(inputs=inputs)).answer


async def test_a_stream_brings_the_text_in_pieces_and_then_its_end(connect: Connect) -> None:
    client = connect("completion")
    stream = client.textgen.stream_completion_message(prompt="Say hello, world", inputs=await filled_form(client))
    events = [event async for event in stream]
    assert {event.event for event in events[:-1]} == {"message"}
    assert events[-1].event == "message_end"
    assert "".join(event.answer for event in events[:-1]) == (await stream.final()).answer == stream.answer_so_far


async def test_the_sync_stream_is_read_with_a_plain_loop(connect: Connect) -> None:
    client = connect("completion")
    stream = client.textgen.stream_completion_message_sync(
        model="gpt-3.5-turbo", prompt="Say hello", inputs=await filled_form(client)
    )
    assert [event.event for event in stream][-1] == "message_end"


async def test_the_wire_s_own_blocking_mode_gives_the_same_shape(connect: Connect) -> None:
    client = connect("completion")
    inputs = await filled_form(client)
    blocking = await client.textgen.create_completion_message(
        prompt="Say hello", inputs=inputs, response_mode="blocking"
    )
    streamed = await client.textgen.create_completion_message(prompt="Say hello", inputs=inputs)
    assert blocking.to_dict().keys() == streamed.to_dict().keys()


async def test_a_stopped_text_ends_early_and_keeps_what_came(connect: Connect) -> None:
    client = connect("completion")
    async with client.textgen.stream_completion_message(prompt=LONG, inputs=await filled_form(client)) as stream:
        async for event in stream:
            if event.event == "message":
                break
        await client.textgen.stop_completion_message(stream)
        names = [event.event async for event in stream]
    assert names[-1] == "message_end"
    assert "word399" not in stream.answer_so_far


@pytest.mark.parametrize("response_mode", ["streaming", "blocking"])
async def test_a_missing_input_is_a_validation_error(connect: Connect, response_mode: str) -> None:
    client = connect("completion")
    if not await filled_form(client):
        pytest.skip("the app has no required input")
    with pytest.raises(DifyValidationError, match="required"):
        await client.textgen.create_completion_message(prompt="Hello", variable="unknown", response_mode=response_mode)


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    client = connect("completion", api_key="app-wrong")
    with pytest.raises(DifyAuthError):
        await client.textgen.create_completion_message(prompt="Hello")


async def test_an_app_of_another_mode_is_refused(connect: Connect) -> None:
    client = connect("chat")
    with pytest.raises(DifyConflictError):
        await client.textgen.create_completion_message(prompt="Hello")
