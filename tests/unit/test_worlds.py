"""One client in many threads, on several event loops, after a fork, collected, and with many streams at once."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
import warnings
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import trio
from unit.loops import Loop
from unit.raw_server import Answer, RawServer, answer, frame, stream

from pydify_plus import AsyncClient, Client
from pydify_plus.testing import DifyServer, Quirks

INFO = b'{"name": "Helper", "mode": "chat"}'
MESSAGE = {"event": "message", "task_id": "t-1", "message_id": "m-1", "conversation_id": "c-1", "answer": "Hello"}
END = {"event": "message_end", "task_id": "t-1", "message_id": "m-1", "conversation_id": "c-1", "metadata": {}}


def info(_: object = None) -> Answer:
    return answer([INFO], "application/json")


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(info) as server:
        yield server


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """What is collected late would fail another test than its own."""
    yield
    gc.collect()


# Threads.


def test_one_client_is_used_by_many_threads_at_once() -> None:
    def talk(number: int) -> None:
        mine = client.as_user(f"user-{number}")
        first = mine.chat.create_chat_message(query=f"I am {number}")
        with mine.chat.stream_chat_message(query="Who am I?", conversation_id=first) as stream:
            assert stream.final().conversation_id == first.conversation_id
        asked = {message.query for message in mine.sessions.get_conversation_messages(first)}
        assert asked == {f"I am {number}", "Who am I?"}
        dataset = mine.dataset.create_dataset(f"Knowledge of {number}")
        assert mine.dataset.get_dataset(dataset).name == f"Knowledge of {number}"
        mine.dataset.delete_dataset(dataset)

    with (
        DifyServer(quirks=Quirks(linger=0)) as server,
        Client(server.base_url, server.app_key("chat"), dataset_api_key=server.dataset_key, verify=False) as client,
        ThreadPoolExecutor(16) as threads,
    ):
        assert len(list(threads.map(talk, range(64)))) == 64


def test_threads_that_begin_together_share_one_pool(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from pydify_plus import _http

    made: list[Any] = []
    make = _http.make_client

    def slowly(**options: Any) -> Any:
        made.append(make(**options))
        return made[-1]

    monkeypatch.setattr(_http, "make_client", slowly)
    together = threading.Barrier(8)

    def first_call(_: int) -> str | None:
        together.wait()
        return client.app_config.get_app_basic_info().name

    with Client(server.url, "app-KEY", verify=False) as client, ThreadPoolExecutor(8) as threads:
        assert list(threads.map(first_call, range(8))) == ["Helper"] * 8
    assert len(made) == 1


# Event loops.


async def name(client: AsyncClient) -> str | None:
    return (await client.app_config.get_app_basic_info()).name


def test_an_asynchronous_client_has_connections_of_its_own_on_every_event_loop(server: RawServer) -> None:
    client = AsyncClient(server.url, "app-KEY", verify=False)

    async def twice(close: bool = False) -> None:
        assert [await name(client), await name(client)] == ["Helper", "Helper"]
        if close:
            await client.aclose()

    with warnings.catch_warnings():
        # Python tells of the connections that a loop leaves behind, of whichever client.
        warnings.simplefilter("ignore", ResourceWarning)
        asyncio.run(twice())
        trio.run(twice)
        asyncio.run(twice())
        assert len(client._engine._clients) == 1
        asyncio.run(twice(True))
        gc.collect()
    assert (len(server.requests), server.accepted) == (8, 4)
    with pytest.raises(RuntimeError, match="this client is closed"):
        asyncio.run(twice())


@pytest.mark.parametrize("here", ["asyncio", "trio"])
@pytest.mark.parametrize("there", ["asyncio", "trio"])
def test_closing_a_client_closes_its_connections_on_every_event_loop(server: RawServer, here: str, there: str) -> None:
    called, closed = threading.Event(), threading.Event()
    client = AsyncClient(server.url, "app-KEY", verify=False)

    async def call_and_stay() -> None:
        await name(client)
        called.set()
        await anyio.to_thread.run_sync(closed.wait)
        await anyio.sleep(0.1)  # closing has begun by now, and takes a few turns of the loop

    async def call_and_close() -> None:
        await name(client)
        await anyio.to_thread.run_sync(called.wait)
        await client.aclose()
        with anyio.fail_after(5):
            while not https[0].is_closed:  # noqa: ASYNC110 - it is closed on another event loop
                await anyio.sleep(0.01)

    https: list[Any] = []
    other = threading.Thread(target=anyio.run, args=(call_and_stay,), kwargs={"backend": there})
    other.start()
    called.wait()
    https.extend(client._engine._clients.values())
    try:
        anyio.run(call_and_close, backend=here)
    finally:
        closed.set()
        other.join()
    assert server.accepted == 2


def test_an_http_client_of_the_callers_own_stays_on_one_event_loop(server: RawServer) -> None:
    async def own() -> httpx.AsyncClient:
        http = httpx.AsyncClient()
        client = AsyncClient(server.url, "app-KEY", http_client=http)
        assert await name(client) == "Helper"
        await http.aclose()
        clients.append(client)
        return http

    clients: list[AsyncClient] = []
    asyncio.run(own())
    with pytest.raises(RuntimeError, match="connections on another event loop"):
        asyncio.run(name(clients[0]))


# Processes.

FORKING = """
import os, sys, threading, warnings
from pydify_plus import Client

warnings.simplefilter("error")
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)


def in_a_child(work):
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as problem:
            sys.stderr.write(f"{type(problem).__name__}: {problem}")
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def name():
    return client.app_config.get_app_basic_info().name


"""
CALLS = """
client = Client(sys.argv[1], "app-KEY", verify=False)


def work():
    assert name() == name() == "Helper"
    client.close()


name()
in_a_child(work)
assert name() == "Helper"
client.close()
"""
LOCKED = """
client = Client(sys.argv[1], "app-KEY", verify=False)
with client._engine._lock:  # as another thread may hold it just now
    in_a_child(lambda: name())
"""
STREAM = """
import gc
client = Client(sys.argv[1], "app-KEY", verify=False)
events = iter(client.chat.stream_chat_message(query="Hello"))
next(events)


def leave():
    global events
    del events
    gc.collect()


in_a_child(leave)
assert next(events).event == "message_end"
assert next(events, None) is None
"""
ASYNCHRONOUS = """
import asyncio
from pydify_plus import AsyncClient

client = AsyncClient(sys.argv[1], "app-KEY", verify=False)


async def name():
    return (await client.app_config.get_app_basic_info()).name


async def main():
    assert await name() == "Helper"
    in_a_child(lambda: asyncio.run(again()))
    assert await name() == "Helper"
    await client.aclose()


async def again():
    assert await name() == await name() == "Helper"
    await client.aclose()


asyncio.run(main())
"""
GIVEN = """
import httpx
http = httpx.Client(verify=False)
client = Client(sys.argv[1], "app-KEY", http_client=http)


def refused():
    try:
        name()
    except RuntimeError as problem:
        assert "was forked from" in str(problem)
    else:
        raise AssertionError("not refused")


def fine():
    assert name() == "Helper"


in_a_child(fine)
name()
in_a_child(refused)
assert name() == "Helper"
http.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
@pytest.mark.parametrize(
    ("script", "connections"),
    [(CALLS, 2), (LOCKED, 1), (STREAM, 1), (ASYNCHRONOUS, 2), (GIVEN, 2)],
    ids=["calls", "locked", "stream", "asynchronous", "own http client"],
)
def test_a_forked_process_makes_connections_of_its_own(script: str, connections: int) -> None:
    """Each script does something before a fork, in the child, and after it in the parent, on the connection from before."""

    def respond(request: Any) -> Answer:
        return stream(frame(MESSAGE), 1.0, frame(END)) if request.method == "POST" else info()

    with RawServer(respond) as server:
        done = subprocess.run(
            [sys.executable, "-c", FORKING + script, server.url],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "NO_PROXY": "*"},
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert server.accepted == connections


# Garbage.


def test_a_client_that_was_dropped_leaves_no_connection(server: RawServer) -> None:
    client = Client(server.url, "app-KEY", verify=False)
    client.app_config.get_app_basic_info()
    connection = weakref.ref(client._engine.http)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Python's own, as for any open socket
        del client
        gc.collect()
    assert connection() is None


# Many streams.


@pytest.mark.parametrize("world", ["sync", "asyncio", "trio"])
def test_the_hundred_and_first_stream_does_not_wait(world: Any) -> None:
    loop = Loop(world)
    count = 150
    all_have_come = threading.Barrier(count)

    def respond(_: object) -> Answer:
        def body() -> Iterator[bytes]:
            all_have_come.wait(30)
            yield frame(MESSAGE)
            yield frame(END)

        return answer(body())

    async def test() -> None:
        async with loop.client(server.url) as client:
            if loop.is_sync:
                with ThreadPoolExecutor(count) as threads:
                    texts.extend(threads.map(lambda _: "".join(streamed(client)), range(count)))
                return
            async with anyio.create_task_group() as tasks:
                for _ in range(count):
                    tasks.start_soon(read, client)

    def streamed(client: Any) -> Any:
        return client.chat.stream_chat_message(query="Hello").text()

    async def read(client: AsyncClient) -> None:
        texts.append("".join([text async for text in streamed(client)]))

    texts: list[str] = []
    with RawServer(respond) as server:
        loop.run(test)
    assert texts == ["Hello"] * count
    assert server.accepted == count
