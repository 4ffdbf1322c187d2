"""The HTTP clients that are made when none is given: what they send is what httpx would, in fewer pieces. A real server reads it."""

from __future__ import annotations

from typing import Any

import httpcore
import httpx
import pytest
from unit.raw_server import Answer, RawServer
from unit.worlds import World

from pydify_plus import _http
from pydify_plus._core.keys import Veil
from pydify_plus._network import make_quick

BODY = b'{"name": "Helper"}'
LARGE = 4 << 20


def answer(body: bytes = BODY, *headers: str) -> Answer:
    lines = ("HTTP/1.1 200 OK", "content-type: application/json", f"content-length: {len(body)}", *headers, "", "")
    return Answer(["\r\n".join(lines).encode() + body])


class Counted:
    """A network stream of httpcore that counts."""

    def __init__(self, beneath: Any, counts: dict[str, list[int]]) -> None:
        self._beneath = beneath
        self._counts = counts

    def get_extra_info(self, info: str) -> Any:
        return self._beneath.get_extra_info(info)


class CountedSync(Counted, httpcore.NetworkStream):
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._counts["write"].append(len(buffer))
        self._beneath.write(buffer, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._beneath.read(max_bytes, timeout)
        self._counts["read"].append(len(data))
        return data

    def close(self) -> None:
        self._beneath.close()


class CountedAsync(Counted, httpcore.AsyncNetworkStream):
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self._counts["write"].append(len(buffer))
        await self._beneath.write(buffer, timeout)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        data: bytes = await self._beneath.read(max_bytes, timeout)
        self._counts["read"].append(len(data))
        return data

    async def aclose(self) -> None:
        await self._beneath.aclose()


class Network(httpcore.NetworkBackend):
    def __init__(self, counts: dict[str, list[int]]) -> None:
        self._beneath: Any = httpcore.SyncBackend()
        self._counts = counts

    def connect_tcp(self, *arguments: Any, **keywords: Any) -> CountedSync:
        return CountedSync(self._beneath.connect_tcp(*arguments, **keywords), self._counts)


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    def __init__(self, counts: dict[str, list[int]]) -> None:
        self._beneath: Any = httpcore.AnyIOBackend()
        self._counts = counts

    async def connect_tcp(self, *arguments: Any, **keywords: Any) -> CountedAsync:
        return CountedAsync(await self._beneath.connect_tcp(*arguments, **keywords), self._counts)


@pytest.fixture
def counts() -> dict[str, list[int]]:
    """The bytes of every read and write of `http`."""
    return {"read": [], "write": []}


@pytest.fixture
def http(world: World, counts: dict[str, list[int]]) -> Any:
    """An httpx client that was made quick, on a network that counts."""
    http = world.http(limits=httpx.Limits())
    http._transport._pool._network_backend = (Network if world.name == "sync" else AsyncNetwork)(counts)
    make_quick(http)
    return http


def test_a_call_with_a_json_body_is_sent_as_one(world: World, http: Any, counts: dict[str, list[int]]) -> None:
    with RawServer() as server:
        server.add(answer(), answer())
        client = world.client(server.url, http_client=http)

        for text in ("Hello", "é" * 100_000):
            world.request(client, "POST", "/chat-messages", json={"query": text})

        assert [request.json for request in server.requests] == [{"query": "Hello"}, {"query": "é" * 100_000}]
    assert len(counts["write"]) == 2


def test_a_large_answer_is_read_in_large_pieces(world: World, http: Any, counts: dict[str, list[int]]) -> None:
    with RawServer() as server:
        server.add(answer(b'"' + b"x" * LARGE + b'"'))
        client = world.client(server.url, http_client=http)

        assert world.request(client, "GET", "/info") == "x" * LARGE

    assert max(counts["read"]) > 65536


def test_no_cookie_goes_along_with_another_users_call(world: World) -> None:
    with RawServer() as server:
        server.add(answer(BODY, "set-cookie: session=alice; path=/"), answer())
        client = world.client(server.url)

        for user in ("alice", "bob"):
            world.request(client.with_options(api_key=f"app-{user}", user=user), "GET", "/info")

        assert [request.headers["authorization"] for request in server.requests] == [
            "Bearer app-alice",
            "Bearer app-bob",
        ]
        assert [request.headers.get("cookie") for request in server.requests] == [None, None]


@pytest.mark.parametrize(
    "body",
    [{}, {"content": b"{}"}, {"content": b"--b--", "headers": {"Content-Type": "multipart/form-data", "accept": "a"}}],
)
def test_a_request_is_the_one_that_httpx_makes(world: World, body: dict[str, Any]) -> None:
    make: Any = _http.make_client if world.name == "sync" else _http.make_async_client
    own = make(proxy=Veil(None), verify=True, max_connections=10)

    made, expected = (
        http.build_request(
            "post", "http://dify.test/v1/info?a=b", params=None, extensions={"timeout": {"read": 1}}, **body
        )
        for http in (own, world.http())
    )

    assert (made.method, made.url, made.headers.raw) == (expected.method, expected.url, expected.headers.raw)
    assert made.extensions == expected.extensions
    world.close(own)
