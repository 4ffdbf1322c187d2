"""Connections of an own HTTP client: each is used again, by one call at a time, and none that is gone. A real server counts them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpcore
import httpx
import pytest
from unit.worlds import World

from pydify_plus import _http, _pool

ANSWER = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n{"name": "Helper"}'
IN_TIME = 20.0


class Server:
    """Answers after a moment on connections that it keeps, until it is told to `hang_up`.

    Attributes:
        opened: How many connections there were.
        most: The most calls that were waiting at a time.
        url: Its address.
    """

    def __init__(self) -> None:
        self.opened = self.most = self._waiting = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        listening = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=500))
        self._server = listening
        self.url = "http://{}:{}".format(*listening.sockets[0].getsockname())
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        self._writers.add(writer)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                self._waiting += 1
                self.most = max(self.most, self._waiting)
                await asyncio.sleep(0.01)
                self._waiting -= 1
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    @property
    def open(self) -> int:
        """How many connections there are."""
        return self.do(self._count())

    async def _count(self) -> int:
        await asyncio.sleep(0.05)  # for what the other side has closed to arrive
        return len(self._writers)

    async def _hang_up(self) -> None:
        for writer in self._writers:
            writer.close()
        await asyncio.sleep(0.05)

    def hang_up(self) -> None:
        """Close all connections."""
        self.do(self._hang_up())

    def do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(IN_TIME)

    async def _end(self) -> None:
        self._server.close()
        await self._hang_up()

    def close(self) -> None:
        self.do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def at_once(world: World, client: Any, count: int) -> list[str]:
    """What so many calls at the same time are answered."""

    async def gathered() -> list[Any]:
        return await asyncio.gather(*(client.app_config.get_app_basic_info() for _ in range(count)))

    if world.name == "async":
        return [info.name for info in world.wait(gathered())]
    with ThreadPoolExecutor(count) as pool:
        return [info.name for info in pool.map(lambda _: client.app_config.get_app_basic_info(), range(count))]


@pytest.mark.parametrize("count", [1, 130])
def test_calls_take_a_connection_each_and_the_next_ones_take_them_again(
    world: World, server: Server, count: int
) -> None:
    client = world.client(server.url, retries=0)
    for _ in range(2):
        assert at_once(world, client, count) == ["Helper"] * count
    assert server.opened <= count
    assert server.open == server.opened, "a connection was thrown away"


def test_no_more_connections_than_allowed_and_nobody_waits_for_ever(world: World, server: Server) -> None:
    client = world.client(server.url, retries=0, max_connections=3)
    assert at_once(world, client, 30) == ["Helper"] * 30
    assert server.opened == server.most == 3


def test_a_connection_that_the_server_has_closed_is_not_used(world: World, server: Server) -> None:
    client = world.client(server.url, retries=0)
    at_once(world, client, 5)
    server.hang_up()
    assert at_once(world, client, 5) == ["Helper"] * 5


def test_what_nobody_uses_is_closed_in_time(world: World, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "_limits", lambda *_: httpx.Limits(keepalive_expiry=0.1))
    monkeypatch.setattr(_pool, "_SECONDS", 0.05)
    client = world.client(server.url, retries=0)
    at_once(world, client, 10)
    assert server.opened > 1
    time.sleep(0.15)
    at_once(world, client, 1)
    assert server.open == 1


def test_an_idle_connection_makes_room_for_one_to_another_host(world: World, server: Server) -> None:
    first = world.client(server.url, retries=0, max_connections=1)
    elsewhere = replace(first._settings, base_url=server.url.replace("127.0.0.1", "localhost") + "/v1")
    other = first.on(first._engine, elsewhere)
    for client in (first, other, first):
        assert at_once(world, client, 2) == ["Helper"] * 2
    assert server.open == 1


def test_a_pool_of_another_make_stays_as_it_is() -> None:
    class Pool:
        _http2 = False

        def _assign_requests_to_connections(self) -> list[Any]:
            return []

    pool: Any = Pool()
    _pool.hand_out_quickly(pool)
    assert "_assign_requests_to_connections" not in vars(pool)

    with httpcore.ConnectionPool(http2=True) as pool:
        _pool.hand_out_quickly(pool)
        assert "_assign_requests_to_connections" not in vars(pool)
