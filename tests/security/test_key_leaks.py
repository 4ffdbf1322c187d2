"""No key in anything that a program shows, writes down or sends on: a table of failures and outputs, over real sockets."""

from __future__ import annotations

import logging
import socket
import ssl
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from security.leaks import MARK, OUTPUTS, SECRETS, Trace, watching
from security.serving import Connection, Server
from unit.worlds import World

from pydify_plus.errors import (
    DifyAPIError,
    DifyAuthError,
    DifyConnectionError,
    DifyError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
)

TLS = ssl.create_default_context()  # made once: it takes longer than a test
Place = Callable[[], Any]


def _key_of(connection: Connection) -> bytes:
    return connection.headers.get("authorization", "Bearer none").encode("latin-1")


def echo(connection: Connection) -> None:
    """Refuses as a careless gateway does: with the key, in the body and in headers."""
    key = _key_of(connection)
    alone = key.removeprefix(b"Bearer ")
    body = b'{"code": "unauthorized", "message": "no such key: %b", "seen": ["%b"]}' % (alone, key)
    connection.answer("401 Unauthorized", body, x_seen=alone.decode("latin-1"), set_cookie="session=PrIvAtE")


def no_json(connection: Connection) -> None:
    connection.answer("200 OK", b'{"you": "sent %b"' % _key_of(connection))


def cut(connection: Connection) -> None:
    """Sends an event, and half of another one with the key in it."""
    event = b'data: {"event": "message", "answer": "x"}\n\ndata: {"event": "%b' % _key_of(connection)
    connection.answer("200 OK", event, content_type="text/event-stream", content_length=str(len(event) + 10))


def error_event(connection: Connection) -> None:
    event = b'data: {"event": "error", "status": 400, "code": "x", "message": "key %b"}\n\n' % _key_of(connection)
    connection.answer("200 OK", event, content_type="text/event-stream")


def no_event(connection: Connection) -> None:
    connection.answer("200 OK", b"data: you sent %b\n\n" % _key_of(connection), content_type="text/event-stream")


def broken(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 999999 %b\r\nX: %b\r\n\r\n" % (_key_of(connection), _key_of(connection)))


def silent(connection: Connection) -> None:
    time.sleep(0.1)


def redirect(connection: Connection) -> None:
    connection.answer("302 Found", location=f"http://elsewhere.test/?api_key={_key_of(connection)[7:].decode()}")


def fine(connection: Connection) -> None:
    if b"POST /v1/chat-messages" in connection.request:
        end = b'data: {"event": "message_end", "message_id": "m", "conversation_id": "c", "metadata": {}}\n\n'
        connection.answer("200 OK", end, content_type="text/event-stream")
    else:
        connection.answer(
            "200 OK",
            b'{"name": "Helper", "id": "f", "data": [], "has_more": false, "mode": "chat", "status": "succeeded"}',
        )


def failed_run(connection: Connection) -> None:
    if b"POST /v1/workflows/run" not in connection.request:
        return fine(connection)
    run = b'{"task_id": "t", "workflow_run_id": "r", "data": {"id": "r", "status": "failed", "error": "key %b"}}'
    return connection.answer("200 OK", run % _key_of(connection))


@contextmanager
def nobody() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def at(answer: Callable[[Connection], None]) -> Place:
    @contextmanager
    def place() -> Iterator[str]:
        with Server(answer) as server:
            yield server.url

    return place


FAILURES: dict[str, tuple[Place, type[DifyError] | None]] = {
    "none": (at(fine), None),
    "401 with the key": (at(echo), DifyAuthError),
    "no JSON": (at(no_json), DifyAPIError),
    "error event": (at(error_event), DifyAPIError),
    "failed run": (at(failed_run), DifyAPIError),
    "no event": (at(no_event), DifyStreamInterruptedError),
    "redirect": (at(redirect), DifyAPIError),
    "stream cut": (at(cut), DifyStreamInterruptedError),
    "no HTTP": (at(broken), DifyConnectionError),
    "refused connection": (nobody, DifyConnectionError),
    "silence": (at(silent), DifyTimeoutError),
}
"""Where the calls go, and an error that one of them ends in."""

# Never in a local variable: tracebacks are shown with those.
BAD_KEYS = {
    "non-latin": "app-PrIvAtE绿茶",
    "latin-1": "app-PrIvAtEé",
    "line end": "app-PrIvAtE\nX: 1",
    "carriage return": "app-PrIvAtE\r",
    "NUL": "app-PrIvAtE\0",
    "blank": "app-PrIvAtE 1",
    "quote": '"app-PrIvAtE"',
    "Bearer": "Bearer app-PrIvAtE",
    "surrogate": "app-PrIvAtE\udcff",
    "bytes": b"app-PrIvAtE",
    "list": ["app-PrIvAtE"],
}


def calls(world: World, client: Any) -> Iterator[Callable[[], Any]]:
    yield lambda: world.wait(client.app_config.get_app_basic_info())
    yield lambda: world.wait(client.app_config.with_raw_response.get_app_basic_info())
    yield lambda: world.wait(client.feedback.like_message("m"))
    yield lambda: world.wait(client.files.upload_file(("a.txt", b"text")))
    yield lambda: world.wait(client.dataset.list_datasets())
    yield lambda: world.wait(client.chat.create_chat_message(query="Hello"))
    yield lambda: world.items(client.chat.stream_chat_message(query="Hello"))
    yield lambda: world.wait(
        client.workflows.execute_workflow(inputs={}, response_mode="blocking", raise_on_failure=True)
    )
    yield lambda: bool(
        world.request(client, "POST", "/feedbacks", json={})
    )  # what a server answers is the caller's, as it came
    yield lambda: world.wait(client.diagnose())


def after_failure(kind: Literal["sync", "async"], failure: str) -> Trace:
    """What is left when calls fail like this."""
    place, _ = FAILURES[failure]
    with World(kind) as world, watching() as trace, place() as url:
        client = world.client(
            url,
            SECRETS[0],
            dataset_api_key=lambda: SECRETS[1],
            default_headers={"X-Api-Key": SECRETS[1]},
            retries=0,
            verify=TLS,
            timeout=0.03 if failure == "silence" else 10,
        )
        trace.things += [client, client._settings, client.as_user("alice"), client.chat, client._engine]
        for call in calls(world, client):
            trace.attempt(call)
        stream = client.chat.stream_chat_message(query="Hello")
        trace.things.append(stream)
        trace.attempt(lambda: world.items(stream))
    return trace


def after_bad_key(kind: Literal["sync", "async"], name: str) -> Trace:
    """What is left when a key like this is given, in every way in which one can be."""
    with World(kind) as world, watching() as trace, Server(fine) as server:
        for parameter, variable in (("api_key", "DIFY_API_KEY"), ("dataset_api_key", "DIFY_DATASET_API_KEY")):
            trace.attempt(lambda parameter=parameter: world.kind(server.url, **{parameter: BAD_KEYS[name]}))
            client = world.client(
                server.url, **{"api_key": "app-1", parameter: lambda: BAD_KEYS[name]}, retries=0, verify=TLS
            )
            call = client.app_config.get_app_basic_info if parameter == "api_key" else client.dataset.list_datasets
            trace.attempt(lambda call=call: world.wait(call()))
            trace.attempt(lambda client=client, parameter=parameter: client.with_options(**{parameter: BAD_KEYS[name]}))
            if isinstance(BAD_KEYS[name], str) and "\0" not in BAD_KEYS[name]:
                with pytest.MonkeyPatch.context() as patch:
                    patch.setenv(variable, BAD_KEYS[name])
                    trace.attempt(lambda: world.kind(server.url))
        trace.things.append(client)
        assert server.connections == []
    return trace


def leaks(trace: Trace, *excepted: str) -> list[str]:
    """The outputs that show a key."""
    return [name for name, show in OUTPUTS.items() if name not in excepted and MARK in show(trace)]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_failure_shows_no_key(kind: Any, failure: str) -> None:
    trace = after_failure(kind, failure)
    expected = FAILURES[failure][1]
    assert expected is None or any(isinstance(error, expected) for error in trace.errors), trace.errors
    assert {"pydify_plus", "httpcore.connection"} <= {record.name for record in trace.records}
    # What a stream brought is in it, as it came.
    kept = ("error event", "no event", "stream cut")
    opened = ("tracebacks with attributes", "attributes of objects") if failure in kept else ()
    assert leaks(trace, *opened) == []


@pytest.mark.parametrize("name", BAD_KEYS)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(kind: Any, name: str) -> None:
    trace = after_bad_key(kind, name)
    expected = TypeError if name in ("bytes", "list") else ValueError
    ways = 8 if isinstance(BAD_KEYS[name], str) and name != "NUL" else 6
    assert [type(error) for error in trace.errors] == [expected] * ways
    assert leaks(trace) == []


def test_every_output_would_show_a_key() -> None:
    """What the tables above rest on: a careless client is seen, whichever way it leaks."""

    class Careless:
        def __init__(self) -> None:
            self.key = SECRETS[0]

        def __repr__(self) -> str:
            return f"Careless({self.key})"

        __module__ = "pydify_plus.careless"

    def fail() -> None:
        key = SECRETS[0]
        raise DifyConnectionError(f"cannot send {key}", may_have_run=False)

    with watching() as trace:
        logging.getLogger("httpcore.connection.other").debug("sent %s", SECRETS[0])
        warnings.warn(SECRETS[0], stacklevel=1)
        sys.stderr.write(SECRETS[0])
        trace.attempt(fail)
        trace.things += [Careless(), SECRETS[0]]
    assert leaks(trace) == [*OUTPUTS]
