"""API keys appear in no text that a program may show, write down or send on: requests that fail, over real sockets."""

from __future__ import annotations

import asyncio
import json
import pickle
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from traceback import TracebackException
from typing import Any

import pytest
from unit.worlds import World

from pydify_plus.errors import DifyAPIError, DifyAuthError, DifyConnectionError, DifyTimeoutError, DifyTransportError

# Never in a local variable: tracebacks are shown with those.
SECRETS = ("app-PrIvAtE000000000000000001", "dataset-PrIvAtE000000000000002")
MARK = "PrIvAtE"


def shown(error: BaseException) -> str:
    """All that an error reporter finds in an exception: the texts and local variables of the whole chain."""
    return "".join(TracebackException.from_exception(error, capture_locals=True).format())


def client_of(world: World, url: str, **options: Any) -> Any:
    return world.client(url, SECRETS[0], dataset_api_key=SECRETS[1], **{"retries": 0, **options})


@pytest.fixture
def refused() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes requests and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def echo(handler: BaseHTTPRequestHandler) -> None:
    """Answers as a careless gateway does: with the key."""
    header = handler.headers["Authorization"]
    key = header.removeprefix("Bearer ")
    body = json.dumps({"code": "unauthorized", "message": f"bad key {key!r}", "seen": {"auth": [header]}}).encode()
    handler.send_response(401)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("X-Seen", key)
    handler.send_header("Set-Cookie", "session=PrIvAtE")
    handler.end_headers()
    handler.wfile.write(body)


def refuse(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(401)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Begins an event stream and breaks off."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b'21\r\ndata: {"event": "message", "answer')
    handler.wfile.flush()
    handler.close_connection = True


def info(world: World, client: Any) -> Any:
    return world.wait(client.app_config.get_app_basic_info())


def stream(world: World, client: Any) -> Any:
    return world.items(client.chat.stream_chat_message(query="Hello", user="alice"))


CALLS = [
    pytest.param(info, id="call"),
    pytest.param(stream, id="stream"),
    pytest.param(lambda world, client: world.request(client, "POST", "/datasets", json={}), id="request"),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_refused_connection_shows_no_key(world: World, refused: str, call: Any) -> None:
    with pytest.raises(DifyConnectionError, match="cannot connect") as caught:
        call(world, client_of(world, refused))
    assert not caught.value.may_have_run
    assert "ConnectError" in shown(caught.value)
    assert MARK not in shown(caught.value)


@pytest.mark.parametrize("call", CALLS)
def test_a_request_that_breaks_off_beneath_shows_no_key(world: World, silent: str, call: Any) -> None:
    # The frames of the HTTP library hold the request's headers here.
    http = world.http(headers={"X-Bad": "a\nb"})
    with pytest.raises(DifyConnectionError, match="Illegal header") as caught:
        call(world, client_of(world, silent, http_client=http))
    assert "LocalProtocolError" in shown(caught.value)
    assert MARK not in shown(caught.value)


@pytest.mark.parametrize("call", CALLS)
def test_a_silent_server_shows_no_key(world: World, silent: str, call: Any) -> None:
    with pytest.raises(DifyTimeoutError, match="sent nothing") as caught:
        call(world, client_of(world, silent, timeout=0.2))
    assert caught.value.may_have_run
    assert "ReadTimeout" in shown(caught.value)
    assert MARK not in shown(caught.value)


def test_a_stream_that_breaks_off_shows_no_key(world: World) -> None:
    with serving(cut) as url, pytest.raises(DifyTransportError) as caught:
        stream(world, client_of(world, url))
    assert MARK not in shown(caught.value)


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_that_repeats_the_key_has_it_masked_everywhere(world: World, call: Any) -> None:
    with serving(echo) as url, pytest.raises(DifyAuthError) as caught:
        call(world, client_of(world, url))
    error = caught.value
    assert (error.headers["x-seen"], error.headers["set-cookie"]) == ("***", "***")
    assert "bad key '***'" in str(error)
    for text in (repr(error), json.dumps(error.body), repr(vars(error)), shown(error)):
        assert MARK not in text
    assert MARK.encode() not in pickle.dumps(error)


def test_a_key_of_any_form_is_masked_even_when_it_has_rotated_since(world: World) -> None:
    keys = iter(["k-1-PrIvAtE", "k-2-PrIvAtE"])
    with serving(echo) as url, pytest.raises(DifyAPIError) as caught:
        info(world, world.client(url, lambda: next(keys), retries=0))
    assert MARK not in repr(vars(caught.value))
    assert next(keys) == "k-2-PrIvAtE"  # the error did not ask for a key


def test_no_logger_is_told_the_key(world: World, refused: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), serving(refuse) as url:
        for address, problem in ((url, DifyAuthError), (refused, DifyConnectionError)):
            for call in (info, stream):
                with pytest.raises(problem):
                    call(world, client_of(world, address))
    assert {"pydify_plus", "httpx", "httpcore.http11"} <= {record.name for record in caplog.records}
    assert MARK not in caplog.text


@pytest.mark.parametrize("name", ["api_key", "dataset_api_key"])
def test_a_key_that_is_refused_is_not_shown(world: World, name: str) -> None:
    with pytest.raises(ValueError, match="white space") as caught:
        world.client("http://dify.test", **{name: f"{SECRETS[0]} \n"})
    assert MARK not in str(caught.value)
    client = client_of(world, "http://dify.test")
    with pytest.raises(ValueError, match="white space") as of_copy:
        refused_copy(client, name)
    frames = shown(of_copy.value).split("in refused_copy")[1]
    assert "changes = " in frames
    assert MARK not in frames


def refused_copy(client: Any, name: str) -> None:
    client.with_options(**{name: f"{SECRETS[0]} \n"})


def test_a_client_shows_no_key(world: World) -> None:
    client = client_of(world, "http://dify.test", default_headers={"X-Api-Key": SECRETS[0]})
    for one in (client, client.as_user("alice")):
        for text in (repr(one), str(one), repr(vars(one)), repr(one._settings), repr(vars(one.chat))):
            assert MARK not in text
        assert MARK.encode() not in pickle.dumps(one)


def test_a_cancelled_call_shows_no_key(silent: str) -> None:
    with World("async") as world:
        client = client_of(world, silent)

        async def main() -> None:
            async with asyncio.timeout(0.1):
                await client.app_config.get_app_basic_info()

        with pytest.raises(TimeoutError) as caught:
            world.wait(main())
        assert "CancelledError" in shown(caught.value)
        assert MARK not in shown(caught.value)
