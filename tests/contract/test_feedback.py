"""`client.feedback` with a chat and a completion app."""

from __future__ import annotations

from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN, filled_form, unique

from pydify_plus.errors import DifyAuthError, DifyNotFoundError

pytestmark = pytest.mark.anyio


async def answered(client: Any, app: str) -> Any:
    inputs = await filled_form(client)
    if app == "completion":
        return await client.textgen.create_completion_message(prompt="Hello", inputs=inputs)
    return await client.chat.create_chat_message(query="Hello", inputs=inputs)


async def ratings(client: Any, message: Any) -> list[tuple[str, str | None]]:
    """What is in the list of feedbacks for a message."""
    newest = client.feedback.list_feedbacks(limit=20, max_items=200)
    return [(each.rating, each.content) async for each in newest if each.message_id == message.message_id]


@pytest.mark.parametrize("app", ["chat", "completion"])
async def test_a_rating_is_listed_changed_and_taken_back(connect: Connect, app: str) -> None:
    client = connect(app)
    answer = await answered(client, app)
    comment = unique()
    assert await client.feedback.like_message(answer.message_id) is None
    assert [rating for rating, _ in await ratings(client, answer)] == ["like"]
    await client.feedback.dislike_message(answer, content=comment)
    assert await ratings(client, answer) == [("dislike", comment)]
    await client.feedback.clear_feedback(answer)
    assert await ratings(client, answer) == []


async def test_a_message_shows_its_user_s_rating(connect: Connect) -> None:
    client = connect("chat")
    answer = await answered(client, "chat")
    await client.feedback.like_message(answer)
    assert (await client.chat.get_chat_message(answer)).feedback.rating == "like"


async def test_all_pages_of_ratings_are_walked(connect: Connect) -> None:
    client = connect("chat")
    answers = [await answered(client, "chat") for _ in range(3)]
    for answer in answers:
        await client.feedback.like_message(answer)
    page = await client.feedback.list_feedbacks(page=1, limit=2)
    assert len(page.data) == 2
    newest = [each.message_id async for each in client.feedback.list_feedbacks(limit=2, max_items=200)]
    assert {answer.message_id for answer in answers} <= set(newest)
    assert len(newest) == len(set(newest))


async def test_a_message_of_nobody_or_another_user_cannot_be_rated(connect: Connect) -> None:
    alice, bob = connect("chat"), connect("chat")
    answer = await answered(alice, "chat")
    for message in (answer, UNKNOWN):
        with pytest.raises(DifyNotFoundError):
            await bob.feedback.like_message(message)


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    with pytest.raises(DifyAuthError):
        await connect("chat", api_key="app-wrong").feedback.like_message(UNKNOWN)
