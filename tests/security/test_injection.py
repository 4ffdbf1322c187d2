"""What callers give never becomes another request: it is refused before anything is sent, or arrives as what it is. Seen on the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, quote

import pytest
from security.serving import Connection, Server
from unit.wire import Upload, form_of
from unit.worlds import World

Call = Callable[[Any, str], Any]


def answer(connection: Connection) -> None:
    if b"POST /v1/chat-messages" in connection.request:
        end = b'data: {"event": "message_end", "message_id": "m", "conversation_id": "c", "metadata": {}}\n\n'
        connection.answer("200 OK", end, content_type="text/event-stream")
    else:
        connection.answer("200 OK", b'{"id": "f", "result": "success", "data": [], "has_more": false}')


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server(answer) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.connections.clear()
    return running


@pytest.fixture
def client(world: World, server: Server) -> Any:
    return world.client(server.url, "app-1", retries=0, verify=False)


def sent(server: Server) -> tuple[str, dict[str, str], bytes]:
    """The one request that came: its target, headers and body; nothing follows it."""
    (connection,) = server.connections
    head, _, body = connection.request.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split(
        "\r\n"
    )  # so that there is no other line end, and no byte that is none of a header
    assert "\n" not in head.decode().replace("\r\n", "")
    method, target, version = first.split(" ")
    assert version == "HTTP/1.1"
    assert method.isupper()
    names = [line.partition(":")[0].lower() for line in lines]
    assert len(names) == len(set(names))
    assert {*names} <= {
        "host", "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type",
        "transfer-encoding", "user-agent", "x-test", "x-trace-id",
    }  # fmt: skip
    if "content-length" in connection.headers:
        assert len(body) == int(connection.headers["content-length"])
    return target, connection.headers, body


IN_PATHS: list[tuple[str, Call]] = [
    ("/v1/messages/{}/feedbacks", lambda client, value: client.feedback.like_message(value)),
    ("/v1/files/{}/preview", lambda client, value: client.files.get_file_preview(value)),
    ("/v1/datasets/{}", lambda client, value: client.dataset.delete_dataset(value)),
    ("/v1/conversations/{}/name", lambda client, value: client.sessions.rename_conversation(value, "New")),
    ("/v1/datasets/d/documents/{}", lambda client, value: client.documents.delete_document("d", value)),
]
paths = pytest.mark.parametrize(("path", "call"), IN_PATHS, ids=[path for path, _ in IN_PATHS])


@paths
def test_an_id_that_could_leave_its_place_is_refused(
    world: World, server: Server, client: Any, path: str, call: Call
) -> None:
    for value in (
        "", ".", "..", "a/b", "/", "../../v1/info", "a\\b", "%2f", "%2e%2e", "a%00", "a?b=c", "a#b", "a\r\nX-Test: 1", "a\n", "a\0",
        "a\x7f", "a\u2028", "a\u202eb", "\ud800",
    ):  # fmt: skip
        with pytest.raises(ValueError, match="cannot be an id"):
            world.wait(call(client, value))
    assert server.connections == []


@paths
@pytest.mark.parametrize("value", ["绿茶", "a b", "a;b=c", "a&b", "a:b@c", "a+b", 'a"b', "é", "a|b<c>", "..."])
def test_an_id_of_other_characters_stays_in_its_place(
    world: World, server: Server, client: Any, path: str, call: Call, value: str
) -> None:
    world.wait(call(client, value))
    target = sent(server)[0].partition("?")[0]
    before, after = path.split("{}")
    assert target.startswith(before)
    assert target.endswith(after)
    place = target[len(before) : len(target) - len(after)]
    assert not {"/", "?", "#", " "}.intersection(place)
    assert quote(value, safe="") == quote(value if place == value else _unquoted(place), safe="")


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text, errors="strict")


NASTY = (
    "a&limit=9",
    "a\r\nX-Test: 1\r\n\r\nGET / HTTP/1.1",
    "a\0b",
    "a#b",
    "a=b",
    "../x",
    '"}',
    "绿茶",
    "%0d%0a",
    "a+b c",
)


@pytest.mark.parametrize("value", NASTY)
def test_text_in_a_query_or_a_body_arrives_as_it_is(world: World, server: Server, client: Any, value: str) -> None:
    world.wait(client.sessions.get_conversation_messages(value, limit=5, user=value))
    target, _, body = sent(server)
    path, _, query = target.partition("?")
    assert (path, body) == ("/v1/messages", b"")
    assert parse_qs(query, strict_parsing=True) == {"conversation_id": [value], "limit": ["5"], "user": [value]}

    server.connections.clear()
    world.wait(client.chat.create_chat_message(query=value, inputs={value: value}, user=value))
    target, headers, body = sent(server)
    assert (target, headers["content-type"]) == ("/v1/chat-messages", "application/json")
    told = json.loads(body)
    assert (told["query"], told["inputs"], told["user"]) == (value, {value: value}, value)


BROKEN = ("1\r\nX-Test: 2", "1\n", "1\r", "1\0", "1\x1b", "\ud800", "1\r\n\r\nGET /v1/info HTTP/1.1\r\n\r\n")


def test_a_header_that_would_be_more_than_one_is_refused(world: World, server: Server, client: Any) -> None:
    for value in BROKEN:
        for use in (
            lambda value=value: client.app_config.get_app_basic_info(extra_headers={"X-Test": value}),
            lambda value=value: client.chat.create_chat_message(query="Hello", extra_headers={"X-Test": value}),
            lambda value=value: client.app_config.get_app_basic_info(extra_headers={f"X-Test{value}": "1"}),
            lambda value=value: client.with_options(default_headers={"X-Test": value}),
            lambda value=value: world.kind(server.url, "app-1", default_headers={value: "1"}),
            lambda value=value: client.with_options(trace_id=value),
            lambda value=value: client.with_options(trace_id=lambda: value).app_config.get_app_basic_info(),
            lambda value=value: world.kind(f"{server.url}/{value}x", "app-1"),
            lambda value=value: world.kind(server.url, f"app-1{value}"),
        ):
            with pytest.raises(ValueError, match=r"header|trace_id|base_url|URL|api_key"):
                world.wait(use())
    assert server.connections == []


@pytest.mark.parametrize("value", ["a: b, c", 'quoted "text"', "tab\there", "a=b; c"])
def test_a_header_of_one_line_arrives_as_it_is(world: World, server: Server, client: Any, value: str) -> None:
    world.wait(client.app_config.get_app_basic_info(extra_headers={"X-Test": value}))
    assert sent(server)[1]["x-test"] == value


@pytest.mark.parametrize(
    "name",
    [
        'a".txt', "a\r\nX-Test: 1.txt", 'a"; filename="b', "a\0b.txt", "a\\b.txt", "绿茶.txt", "a%22.txt", "\r\n\r\n--", "a;b=c.txt",
        '"\r\nContent-Disposition: form-data; name="user"\r\n\r\nmallory\r\n',
    ],
)  # fmt: skip
def test_a_name_of_a_file_stays_a_name(world: World, server: Server, client: Any, name: str) -> None:
    content = b'--x\r\nContent-Disposition: form-data; name="user"\r\n\r\nmallory\r\n--x--\r\n'
    world.wait(client.files.upload_file((name, content), user=name))
    target, headers, body = sent(server)
    assert target == "/v1/files/upload"
    form = form_of(headers["content-type"], body)
    assert form.keys() == {"file", "user"}
    assert form["user"] == name
    file = form["file"]
    assert isinstance(file, Upload)
    assert file.content == content
    boundary = headers["content-type"].rpartition("boundary=")[2].encode()
    parts = body.split(b"--" + boundary)
    assert (parts[0], len(parts), parts[-1]) == (b"", 4, b"--\r\n")
    for part in parts[1:-1]:
        head = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")[0]
        for line in head.split(b"\r\n"):
            assert re.fullmatch(
                rb'Content-Disposition: form-data; name="(user|file)"(; filename="[^"\r\n\0]*")?|Content-Type: [\w/+.-]+',
                line,
            )


def test_a_field_beside_a_file_stays_a_field(world: World, server: Server, client: Any) -> None:
    fields = {'a"; filename="x': "1", "b\r\nX-Test: 1": "2", "user": "bob\r\n--"}
    world.wait(client.files.upload_file(("a.txt", b"text"), extra_body=fields))
    _, headers, body = sent(server)
    form = form_of(headers["content-type"], body)
    assert len(form) == 4
    assert form["user"] == "bob\r\n--"
    assert {"1", "2"} <= {value for value in form.values() if isinstance(value, str)}


def test_a_content_type_that_would_be_more_than_one_line_is_refused(world: World, server: Server, client: Any) -> None:
    for value in ("text/plain\r\nX-Test: 1", "text/plain\n", "text/\0plain"):
        with pytest.raises(ValueError, match="content type"):
            world.wait(client.files.upload_file(("a.txt", b"text"), content_type=value))
        with pytest.raises(ValueError, match="content type"):
            world.wait(client.files.upload_file(("a.txt", b"text", value)))
    assert server.connections == []
