"""The body of an error is read as far as it explains something, whatever its server goes on to send."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import pytest
from unit.raw_server import Answer, RawServer
from unit.worlds import World

from pydify_plus.errors import DifyAPIError, DifyConnectionError, DifyServerError

REFUSAL = b'{"code": "internal_server_error", "message": "%b", "status": 500}'


def head(header: str) -> bytes:
    return f"HTTP/1.1 500 INTERNAL SERVER ERROR\r\ncontent-type: application/json\r\n{header}\r\n\r\n".encode()


def refusal(body: bytes, length: int | None = None) -> Answer:
    """An error with a body that is said to be that long; as long as it is when left out."""
    whole = length is None
    return Answer([head(f"content-length: {len(body) if whole else length}") + body], "keep" if whole else "close")


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


def error_of(world: World, server: RawServer, kind: type[Exception]) -> Any:
    client = world.client(server.url, retries=0)
    with pytest.raises(kind) as caught:
        world.request(client, "GET", "/info")
    return caught.value


def test_a_body_that_never_ends_is_left(world: World, server: RawServer) -> None:
    server.add(Answer(chain([head("connection: close")], repeat(b"x" * 65536))))

    error = error_of(world, server, DifyServerError)

    assert len(str(error)) < 2000
    assert server.has_been_left()


def test_a_long_one_is_read_in_part_and_shown_in_less(world: World, server: RawServer) -> None:
    body = REFUSAL % (b"y" * (1 << 20))
    server.add(refusal(body))

    error = error_of(world, server, DifyAPIError)

    assert error.status_code == 500
    assert len(str(error)) < 2000


def test_one_that_breaks_off_is_a_lost_connection(world: World, server: RawServer) -> None:
    server.add(refusal(REFUSAL[:20], 1000))

    error_of(world, server, DifyConnectionError)


def test_a_short_one_is_whole(world: World, server: RawServer) -> None:
    body = REFUSAL % b"no model"
    server.add(refusal(body), refusal(body))

    for _ in range(2):
        assert "no model" in str(error_of(world, server, DifyServerError))
