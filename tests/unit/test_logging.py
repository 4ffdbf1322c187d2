"""What the log is told: a line for each attempt at INFO, what is sent and answered at DEBUG, keys never."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx
from unit.replay import answer_of, recorded
from unit.worlds import World

from pydify_plus._core.log_text import LIMIT, body_text, parts_text
from pydify_plus.errors import DifyAuthError
from pydify_plus_generated.types import File

KEY = "gateway-key-of-no-known-form"
INFO = '{"name":"Helper","mode":"chat"}'


@pytest.fixture
def route() -> Iterator[respx.Route]:
    with respx.mock(assert_all_called=False) as router:
        yield router.route().respond(content=INFO, content_type="application/json")


def told(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [
        record.getMessage() for record in caplog.records if record.name == "pydify_plus" and record.levelno == level
    ]


def test_the_line_of_an_attempt_has_no_query_and_no_body(
    world: World, route: respx.Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="pydify_plus")
    client = world.client(user="alice-of-accounting")
    world.wait(client.sessions.list_conversations(limit=7))
    world.wait(client.sessions.rename_conversation("c-1", "private name"))
    lines = told(caplog, logging.INFO)
    assert [line.partition(" in ")[0] for line in lines] == [
        "GET /conversations: 200",
        "POST /conversations/c-1/name: 200",
    ]
    assert all(line.endswith(" ms, attempt 1") for line in lines)
    assert not any(word in caplog.text for word in ("alice", "private", "Helper", "limit"))


def test_at_debug_the_log_has_what_was_asked_sent_and_answered(
    world: World, route: respx.Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="pydify_plus")
    client = world.client(api_key=KEY, user="alice")
    world.wait(client.sessions.list_conversations(limit=7, extra_query={"api_key": "other-secret"}))
    world.wait(client.sessions.rename_conversation("c-1", f"my key is {KEY}"))
    world.wait(client.files.upload_file(("note.txt", b"content", "text/plain")))
    assert told(caplog, logging.DEBUG) == [
        "GET /conversations?user=alice&limit=7&api_key=***: sends no body",
        'GET /conversations: answers {"name":"Helper","mode":"chat"}',
        'POST /conversations/c-1/name: sends {"name":"my key is ***","user":"alice"}',
        'POST /conversations/c-1/name: answers {"name":"Helper","mode":"chat"}',
        "POST /files/upload: sends form (file: file 'note.txt', text/plain; user: alice)",
        'POST /files/upload: answers {"name":"Helper","mode":"chat"}',
    ]


def test_at_debug_the_log_has_the_events_of_a_stream(
    world: World, route: respx.Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="pydify_plus")
    exchange = recorded("sendChatMessage/ok-chat-streaming")
    route.mock(return_value=answer_of(exchange))
    world.items(world.client().chat.stream_chat_message(query="Hello"))
    events = [json.loads(line[6:]) for line in exchange.text.split("\n\n") if line.startswith("data: ")]
    prefix = "POST /chat-messages: event "
    *messages, end = [line.removeprefix(prefix) for line in told(caplog, logging.DEBUG) if line.startswith(prefix)]
    assert [json.loads(line) for line in messages] == events[:-1]
    assert end.startswith('{"event":"message_end",')


def test_an_answer_that_repeats_the_key_is_told_without_it(
    world: World, route: respx.Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    problem = {"code": "unauthorized", "message": f"bad key {KEY}", "status": 401}
    route.mock(return_value=httpx.Response(401, json=problem))
    with pytest.raises(DifyAuthError):
        world.wait(world.client(api_key=KEY).app_config.get_app_basic_info())
    assert "bad key ***" in caplog.text
    assert KEY not in caplog.text


def test_a_logger_of_the_callers_own_is_told_instead(
    world: World, route: respx.Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    world.wait(world.client(logger=logging.getLogger("mine")).app_config.get_app_basic_info())
    assert "mine" in {record.name for record in caplog.records}
    assert not told(caplog, logging.INFO)


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        (b"", "application/json", "no body"),
        (b"\x89PNG\r\n", "image/png", "6 bytes of image/png"),
        (b"?", "", "1 bytes of unknown type"),
        ("绿茶 – tea".encode(), "text/plain; charset=utf-8", "绿茶 – tea"),
        (b"one\r\nINFO forged\x1b[31m", "text/plain", "one\\r\\nINFO forged\\x1b[31m"),
        (b"\xff\xfe", "application/problem+json", "\ufffd\ufffd"),
        (b'{"a": 1}', "application/json", '{"a": 1}'),
    ],
)
def test_a_body_is_one_line(content: bytes, content_type: str, text: str) -> None:
    assert body_text(content, content_type) == text


@pytest.mark.parametrize("length", [LIMIT, LIMIT + 1, 20 * LIMIT])
def test_a_long_body_is_cut(length: int) -> None:
    text = body_text(b"x" * length, "text/plain")
    assert text == ("x" * LIMIT if length == LIMIT else f"{'x' * LIMIT}… ({length} bytes)")


@pytest.mark.parametrize("shift", range(0, 60, 7))
def test_a_secret_where_a_body_is_cut_is_masked_first(shift: int) -> None:
    body = b"x" * (LIMIT - shift) + KEY.encode() + b"y" * LIMIT
    assert not any(KEY[:length] in body_text(body, "text/plain", [KEY]) for length in range(8, len(KEY)))


def test_a_form_shows_its_files_without_their_content() -> None:
    parts: list[tuple[str, Any]] = [("file", File(b"private", "a.bin")), ("data", f'{{"key": "{KEY}"}}')]
    assert parts_text(parts, [KEY]) == 'form (file: file \'a.bin\', application/octet-stream; data: {"key": "***"})'
