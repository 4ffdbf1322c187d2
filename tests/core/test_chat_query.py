"""Messages in the style of model APIs become the one query that Dify takes, or a refusal that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from pydify_plus._core.chat_query import query_of

URL = "https://example.com/cat.png"


@dataclass
class Message:
    """A message as an object, as model APIs' own packages have it."""

    role: str
    content: Any


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


BEFORE = [{"role": "system", "content": "Be brief."}, user("Hello"), {"role": "assistant", "content": "Hi"}]


def asked(
    query: str | None = None, messages: Any = None, *, goes_on: bool = False, history: str | None = None
) -> tuple[str, list[dict[str, Any]]]:
    return query_of(query, messages, has_conversation=goes_on, history=history)


def test_a_query_is_the_query() -> None:
    assert asked("Hello") == ("Hello", [])
    assert asked("", []) == ("", [])


@pytest.mark.parametrize("message", [user("Hello"), Message("user", "Hello")])
def test_one_message_is_the_query(message: Any) -> None:
    assert asked(messages=[message]) == ("Hello", [])


def test_parts_are_joined_and_images_become_files() -> None:
    parts = [
        {"type": "text", "text": "What is"},
        {"type": "image_url", "image_url": {"url": URL}},
        {"type": "text", "text": "this?"},
        {"type": "image_url", "image_url": URL.replace("cat", "dog")},
    ]
    query, files = asked(messages=[user(parts)])

    assert query == "What is\nthis?"
    assert files == [
        {"type": "image", "transfer_method": "remote_url", "url": URL},
        {"type": "image", "transfer_method": "remote_url", "url": URL.replace("cat", "dog")},
    ]


def test_a_conversation_that_goes_on_has_what_came_before() -> None:
    assert asked(messages=[*BEFORE, user("And now?")], goes_on=True) == ("And now?", [])


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_transcript_has_all_messages_and_their_files(*, goes_on: bool) -> None:
    seen = user([{"type": "image_url", "image_url": URL}])
    query, files = asked(messages=[*BEFORE, seen, user("And now?")], goes_on=goes_on, history="transcript")

    assert query == "system: Be brief.\nuser: Hello\nassistant: Hi\nuser: \nuser: And now?"
    assert [file["url"] for file in files] == [URL]


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({}, ValueError, "nothing to ask: give query='...', or messages="),
        ({"messages": []}, ValueError, "nothing to ask"),
        ({"query": 3}, TypeError, "query must be a string, not int"),
        ({"query": "Hello", "messages": BEFORE}, ValueError, "give query= or messages=, not both"),
        ({"query": "Hello", "history": "all"}, ValueError, "history must be 'transcript' or left out, not 'all'"),
        ({"messages": BEFORE}, ValueError, "the last of messages must be the user's, not of role 'assistant'"),
        ({"messages": [*BEFORE, user("And now?")]}, ValueError, "3 come before it: pass conversation_id="),
        ({"messages": ["Hello"]}, TypeError, "a message has a role and a content"),
        ({"messages": [{"role": "user"}]}, TypeError, "a message has a role and a content"),
        ({"messages": [user([{"type": "input_audio"}])]}, ValueError, "of type text or image_url, not 'input_audio'"),
        (
            {"messages": [user([{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}])]},
            ValueError,
            "must be an http\\(s\\) URL: upload other images",
        ),
    ],
)
def test_what_dify_would_not_see_is_refused(given: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        asked(**given)
