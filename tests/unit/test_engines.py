"""The HTTP clients that can be given as `http_client`: what they raise, upload, stream and cancel, over real sockets."""

from __future__ import annotations

import gc
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from traceback import TracebackException
from typing import Any

import anyio
import httpx
import pytest
from engines import ENGINES, has_engine, http_client
from unit.loops import Loop
from unit.raw_server import PING, Answer, RawServer, answer, frame, stream
from unit.wire import Upload, Wire

from pydify_plus import AsyncClient, Client
from pydify_plus.errors import (
    DifyConnectionError,
    DifyError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
    DifyTransportError,
)
from pydify_plus.testing import DifyServer, Quirks

SILENCE = 0.4
MARK = "PrIvAtE"
KEYS = ("app-PrIvAtE000000000000000001",)  # never in a local variable: tracebacks are shown with those
INFO = b'{"name": "Helper", "mode": "chat"}'
MESSAGE = {"event": "message", "task_id": "t-1", "message_id": "m-1", "conversation_id": "c-1", "answer": "Hello"}
END = {"event": "message_end", "task_id": "t-1", "message_id": "m-1", "conversation_id": "c-1", "metadata": {}}


class Engine(Loop):
    """A world, and an HTTP client in it."""

    def __init__(self, engine: str, world: Any) -> None:
        super().__init__(world)
        self.engine = engine

    @asynccontextmanager
    async def over(self, base_url: str, *, max_connections: int = 1000, **options: Any) -> AsyncIterator[Any]:
        """A client over it."""
        http = http_client(self.engine, self.name, max_connections=max_connections)
        try:
            async with self.client(
                base_url, http_client=http, **{"verify": True, "timeout": SILENCE, **options}
            ) as client:
                yield client
        finally:
            await self.close(http)


def engines(*worlds: str) -> list[Any]:
    """Every engine in every world; the fast tier has httpx everywhere, and each other engine in one world."""
    return [
        pytest.param(
            (engine, world),
            id=f"{engine}-{world}",
            marks=[] if engine == "httpx" or world == "asyncio" else [pytest.mark.slow],
        )
        for engine in ENGINES
        for world in worlds
        if has_engine(engine, world)
    ]


@pytest.fixture(params=engines("sync", "asyncio", "trio"))
def engine(request: pytest.FixtureRequest) -> Engine:
    return Engine(*request.param)


only_async = pytest.mark.parametrize("engine", engines("asyncio", "trio"), indirect=True)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """What is collected late would fail another test than its own."""
    yield
    gc.collect()


@contextmanager
def refusing() -> Iterator[str]:
    """Nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def accepting_nothing() -> Iterator[str]:
    """Connections are not accepted, and the queue for them is full."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(server.getsockname())
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            for connection in waiting:
                connection.close()


@contextmanager
def unknown_host() -> Iterator[str]:
    yield "http://nowhere.invalid"


@contextmanager
def doing(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads a request and then does something."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connections.append(connection)
                try:
                    behave(connection)
                except OSError:
                    pass

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for connection in connections:
                connection.close()


def read(connection: socket.socket) -> None:
    while b"\r\n\r\n" not in connection.recv(65536):
        pass


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def saying(*pieces: bytes, then: Callable[[socket.socket], None] | None = None) -> Callable[[], Any]:
    def behave(connection: socket.socket) -> None:
        read(connection)
        for piece in pieces:
            connection.sendall(piece)
        if then is not None:
            then(connection)

    return lambda: doing(behave)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
TROUBLE = [
    pytest.param(refusing, DifyConnectionError, False, id="refused"),
    pytest.param(unknown_host, DifyConnectionError, False, id="unknown host"),
    pytest.param(accepting_nothing, DifyTimeoutError, False, id="connecting takes too long"),
    pytest.param(saying(), DifyTimeoutError, True, id="silence"),
    pytest.param(saying(HEAD, b'{"na'), DifyTimeoutError, True, id="silence within the answer"),
    pytest.param(saying(then=socket.socket.close), DifyConnectionError, True, id="closed"),
    pytest.param(saying(then=reset), DifyConnectionError, True, id="reset"),
    pytest.param(
        saying(b"HTTP/1.1 200 O", then=socket.socket.close), DifyConnectionError, True, id="closed within the head"
    ),
    pytest.param(
        saying(HEAD, b'{"na', then=socket.socket.close), DifyConnectionError, True, id="closed within the answer"
    ),
    pytest.param(saying(HEAD, b'{"na', then=reset), DifyConnectionError, True, id="reset within the answer"),
    pytest.param(
        saying(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", then=socket.socket.close), DifyConnectionError, True, id="no HTTP"
    ),
]


# httpx leaves the generator of a body that it could not send to trio's garbage collection.
@pytest.mark.filterwarnings("ignore:.*ByteStream.__aiter__.*")
@pytest.mark.parametrize(("server", "kind", "may_have_run"), TROUBLE)
def test_what_goes_wrong_beneath_is_told_apart(
    engine: Engine, server: Callable[[], Any], kind: type[DifyTransportError], may_have_run: bool
) -> None:
    async def test() -> None:
        async with engine.over(url, api_key=KEYS[0]) as client:
            await engine.get(client.annotations.create_annotation("question", "answer"))

    with server() as url, pytest.raises(DifyTransportError) as caught:
        engine.run(test)
    error: BaseException | None = caught.value
    assert (type(error), caught.value.may_have_run) == (kind, may_have_run)
    assert MARK not in "".join(TracebackException.from_exception(caught.value, capture_locals=True).format())
    while error is not None:
        assert MARK not in repr(error)
        error = error.__cause__ or error.__context__


def test_a_call_that_was_lost_is_not_sent_again_and_one_that_was_never_sent_is(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    came: list[bytes] = []

    def close_at_once(connection: socket.socket) -> None:
        came.append(connection.recv(65536))
        connection.close()

    async def create(url: str) -> None:
        async with engine.over(url, retries=2, retry_backoff_factor=0.01) as client:
            await engine.get(client.annotations.create_annotation("question", "answer"))

    with doing(close_at_once) as url, pytest.raises(DifyConnectionError):
        engine.run(lambda: create(url))
    assert len(came) == 1
    with refusing() as url, pytest.raises(DifyConnectionError), caplog.at_level("INFO", logger="pydify_plus"):
        engine.run(lambda: create(url))
    assert "attempt 3" in caplog.text


def test_a_connection_that_does_not_become_free_is_waited_for_as_long_as_the_timeout(engine: Engine) -> None:
    async def test() -> None:
        async with (
            engine.over(server.url, max_connections=1) as client,
            engine.within(client.chat.stream_chat_message(query="Hello", timeout=30)) as busy,
        ):
            await engine.next(busy)
            with pytest.raises(DifyTimeoutError) as caught:
                await engine.get(client.app_config.get_app_basic_info())
            assert not caught.value.may_have_run

    with RawServer() as server:
        server.add(stream(frame(MESSAGE), then="hold"))
        engine.run(test)


def test_headers_query_and_body_arrive(engine: Engine) -> None:
    async def test() -> None:
        async with engine.over(server.url, user="a&b=c/ü", default_headers={"X-Tenant": "one"}) as client:
            await engine.get(client.app_config.get_app_basic_info(extra_query={"q": "100% & 50+1", "tag": ["a", "b"]}))
            conversation = "6bb7ca41-4601-45c9-af15-e380738fd45a"
            await engine.get(client.sessions.rename_conversation(conversation, "Größe – 大小"))

    with RawServer() as server:
        server.add(answer([INFO], "application/json"), answer([b'{"id": "x", "name": "y"}'], "application/json"))
        engine.run(test)
        asked, renamed = server.requests
    url = httpx.URL(f"http://x{asked.target}")
    assert (url.path, url.params.multi_items()) == ("/v1/info", [("q", "100% & 50+1"), ("tag", "a"), ("tag", "b")])
    assert (asked.headers["authorization"], asked.headers["x-tenant"]) == ("Bearer app-KEY", "one")
    assert asked.headers["user-agent"].startswith("pydify-plus/")
    assert renamed.json == {"name": "Größe – 大小", "user": "a&b=c/ü"}
    assert (renamed.method, renamed.headers["content-type"]) == ("POST", "application/json")


@pytest.mark.parametrize("source", ["path", "bytes", "open file", "stream of unknown length"])
def test_a_file_is_uploaded(engine: Engine, tmp_path: Path, source: str) -> None:
    content = bytes(range(256)) * 4000
    path = tmp_path / "report – 报告.pdf"
    path.write_bytes(content)

    async def test() -> None:
        async with engine.over(server.base_url, timeout=10) as client:
            with path.open("rb") as file:
                given = {
                    "path": path,
                    "bytes": content,
                    "open file": file,
                    "stream of unknown length": Unseekable(content),
                }
                part = given[source]
                if not isinstance(part, Path):
                    part = (path.name, part, "application/pdf")
                await engine.get(client.files.upload_file(part))

    with Wire((201, {"id": "f-1", "name": path.name})) as server:
        engine.run(test)
        form = server.received[0].form
    assert form == {"user": "alice", "file": Upload(path.name, "application/pdf", content)}


class Unseekable:
    """A stream that is read once."""

    def __init__(self, content: bytes) -> None:
        self._left = memoryview(content)

    def read(self, size: int = -1, /) -> bytes:
        size = len(self._left) if size < 0 else size
        piece, self._left = bytes(self._left[:size]), self._left[size:]
        return piece

    def seekable(self) -> bool:
        return False


def hello(then: Any = "hold", *before: bytes | float) -> Answer:
    return stream(*before, frame(MESSAGE), then=then)


async def texts(engine: Engine, client: Any, **options: Any) -> list[Any]:
    return await engine.take(client.chat.stream_chat_message(query="Hello", **options).text())


def test_a_stream_ends_at_its_last_event_though_the_connection_stays_open(engine: Engine) -> None:
    async def test() -> None:
        async with engine.over(server.url) as client:
            assert await texts(engine, client) == ["Hello"]

    with RawServer() as server:
        server.add(stream(PING, frame(MESSAGE), frame(END), then="hold"))
        engine.run(test)
        assert server.has_been_left()


@pytest.mark.parametrize(
    ("answer", "options", "error"),
    [
        (hello("close"), {}, DifyStreamInterruptedError),
        (hello("reset"), {}, DifyStreamInterruptedError),
        (hello("hold"), {}, DifyStreamInterruptedError),
        (hello("hold"), {"timeout": 10, "idle_timeout": 0.2}, DifyTimeoutError),
        (hello("hold"), {"timeout": 10, "total_timeout": 0.2}, DifyTimeoutError),
        (stream(*[PING, 0.05] * 20, then="hold"), {"idle_timeout": 0.3}, DifyTimeoutError),
    ],
    ids=["closed", "reset", "silent", "idle", "total", "only pings"],
)
def test_a_stream_that_does_not_end_is_an_error(
    engine: Engine, answer: Answer, options: dict[str, Any], error: type[DifyError]
) -> None:
    async def test() -> None:
        async with engine.over(server.url) as client:
            with pytest.raises(error):
                await texts(engine, client, **options)

    with RawServer() as server:
        server.add(answer)
        started = time.monotonic()
        engine.run(test)
        assert time.monotonic() - started < 5
        assert answer.then != "hold" or server.has_been_left()


def test_leaving_a_stream_closes_its_connection(engine: Engine) -> None:
    async def test() -> None:
        async with engine.over(server.url, timeout=10) as client:
            assert len(await engine.take(client.chat.stream_chat_message(query="Hello"), 1)) == 1
            await engine.sleep(0.05)
            assert server.has_been_left()

    with RawServer() as server:
        server.add(hello())
        engine.run(test)


@only_async
@pytest.mark.parametrize("call", ["call", "stream"])
def test_a_cancelled_call_closes_its_connection_and_the_client_goes_on(engine: Engine, call: str) -> None:
    async def test() -> None:
        async with engine.over(server.url, timeout=10, max_connections=1, api_key=KEYS[0]) as client:
            with anyio.move_on_after(0.2) as scope:
                if call == "stream":
                    await texts(engine, client)
                else:
                    await client.app_config.get_app_basic_info()
            assert scope.cancelled_caught
            assert await anyio.to_thread.run_sync(server.has_been_left)
            assert (await client.app_config.get_app_basic_info()).name == "Helper"

    with RawServer() as server:
        server.add(hello() if call == "stream" else Answer([], "hold"), answer([INFO], "application/json"))
        engine.run(test)


@only_async
def test_a_cancelled_call_shows_no_key(engine: Engine) -> None:
    async def test() -> None:
        async with engine.over(url, timeout=10, api_key=KEYS[0]) as client:
            with anyio.fail_after(0.2):
                await client.app_config.get_app_basic_info()

    with saying()() as url, pytest.raises(TimeoutError) as caught:
        engine.run(test)
    assert MARK not in "".join(TracebackException.from_exception(caught.value, capture_locals=True).format())


def test_an_engine_that_refuses_a_header_shows_no_key(engine: Engine) -> None:
    async def test() -> None:
        http = http_client(engine.engine, engine.name)
        http.headers["X-Bad"] = "a\nb"
        try:
            async with engine.client(server.url, http_client=http, verify=True, api_key=KEYS[0]) as client:
                await engine.get(client.app_config.get_app_basic_info())
        finally:
            await engine.close(http)

    with RawServer() as server, pytest.raises((DifyConnectionError, ValueError)) as caught:
        engine.run(test)
    assert MARK not in "".join(TracebackException.from_exception(caught.value, capture_locals=True).format())


def test_a_conversation_with_dify(engine: Engine) -> None:
    async def test() -> None:
        keys = {"api_key": server.app_key("chat"), "dataset_api_key": server.dataset_key}
        async with engine.over(server.base_url, timeout=10, **keys) as client:
            first = await engine.get(client.chat.create_chat_message(query="Hello"))
            stream = client.chat.stream_chat_message(query="Again", conversation_id=first)
            async with engine.within(stream):
                answer = await engine.get(stream.final())
            assert answer.conversation_id == first.conversation_id
            file = await engine.get(client.files.upload_file(("note.txt", b"Hello")))
            assert file.size == 5
            dataset = await engine.get(client.dataset.create_dataset("Knowledge"))
            await engine.get(client.dataset.delete_dataset(dataset))
            assert (await engine.get(client.diagnose())).ok

    with DifyServer(quirks=Quirks(linger=0.1)) as server:
        engine.run(test)


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        (Client, httpx.AsyncClient, "http_client must be an httpx.Client .* AsyncClient has no close"),
        (AsyncClient, httpx.Client, "http_client must be an httpx.AsyncClient .* Client has no aclose"),
        (Client, object, "object has no build_request"),
    ],
)
def test_an_http_client_of_the_other_world_is_refused(kind: Any, given: Any, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        kind("http://dify.test", "app-KEY", http_client=given())


@pytest.mark.parametrize("options", [{"proxy": "http://proxy.test"}, {"verify": False}])
def test_settings_of_connections_beside_an_http_client_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="give them to your http_client"), httpx.Client() as http:
        Client("http://dify.test", "app-KEY", http_client=http, **options)


def test_parameters_of_an_http_client_go_with_those_of_a_call(engine: Engine) -> None:
    async def test() -> None:
        http = http_client(engine.engine, engine.name)
        http.params = {"tenant": "one"}
        async with engine.client(server.url, http_client=http, verify=True) as client:
            for _ in range(2):
                await engine.get(client.app_config.get_app_basic_info())
                await engine.get(client.app_config.get_app_basic_info(extra_query={"q": "a b"}))
        await engine.close(http)

    with RawServer(lambda _: answer([INFO], "application/json")) as server:
        engine.run(test)
    asked = [httpx.URL(f"http://x{request.target}").params.multi_items() for request in server.requests]
    assert asked == [[("tenant", "one")], [("tenant", "one"), ("q", "a b")]] * 2
