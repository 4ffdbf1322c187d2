"""Which calls are repeated, when, and with what."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import respx
from unit.worlds import World

from pydify_plus import AsyncClient
from pydify_plus.errors import DifyConnectionError, DifyError, DifyRateLimitError, DifyServerError, DifyTimeoutError
from pydify_plus_generated.types import File

INFO = httpx.Response(200, json={"name": "Helper", "mode": "chat"})
CREATED = httpx.Response(201, json={"id": "6bb7ca41-4601-45c9-af15-e380738fd45a", "question": "q", "answer": "a"})
FAILED = httpx.Response(502, html="<title>502 Bad Gateway</title>")
BUSY = {"code": "too_many_requests", "message": "Too many requests.", "status": 429}


@pytest.fixture
def pauses(world: World, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between attempts, which take no time here."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(sys.modules[world.module], "pause", waited.append if world.name == "sync" else pause)
    return waited


@pytest.fixture
def route() -> Iterator[respx.Route]:
    with respx.mock(assert_all_called=False) as router:
        yield router.route()


def read(world: World, **options: Any) -> Any:
    """A call that can be repeated without harm."""
    client_options = {name: options.pop(name) for name in list(options) if name.startswith("retry")}
    return world.wait(world.client(**client_options).app_config.get_app_basic_info(**options))


def create(world: World, **options: Any) -> Any:
    """A call that may create two where one was asked for."""
    return world.wait(world.client().annotations.create_annotation("q", "a", **options))


@pytest.mark.parametrize("problem", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
@pytest.mark.parametrize(("call", "answer"), [(read, INFO), (create, CREATED)])
def test_a_request_that_was_never_sent_is_repeated_whatever_it_does(
    world: World, pauses: list[float], route: respx.Route, call: Any, answer: Any, problem: type[Exception]
) -> None:
    route.side_effect = [problem("no"), answer]
    assert call(world)
    assert (route.call_count, len(pauses)) == (2, 1)


@pytest.mark.parametrize("problem", [httpx.ReadTimeout("silence"), httpx.RemoteProtocolError("cut"), FAILED])
def test_what_was_sent_and_lost_is_repeated_where_that_does_no_harm(
    world: World, pauses: list[float], route: respx.Route, problem: Any
) -> None:
    route.side_effect = [problem, INFO]
    assert read(world).name == "Helper"
    assert (route.call_count, len(pauses)) == (2, 1)


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (httpx.ReadTimeout("silence"), DifyTimeoutError),
        (httpx.RemoteProtocolError("cut"), DifyConnectionError),
        (FAILED, DifyServerError),
    ],
)
def test_what_was_sent_and_lost_is_not_repeated_where_it_might_run_twice(
    world: World, pauses: list[float], route: respx.Route, problem: Any, error: type[DifyError]
) -> None:
    route.side_effect = [problem, CREATED]
    with pytest.raises(error) as caught:
        create(world)
    assert (route.call_count, pauses, caught.value.may_have_run) == (1, [], True)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("call", "answer"), [(read, INFO), (create, CREATED)])
def test_a_refusal_for_the_rate_is_repeated_after_the_time_that_it_names(
    world: World, pauses: list[float], route: respx.Route, call: Any, answer: Any
) -> None:
    route.side_effect = [httpx.Response(429, json=BUSY, headers={"Retry-After": "7"}), answer]
    assert call(world)
    assert (route.call_count, pauses) == (2, [7.0])


def test_a_refusal_that_names_too_long_a_time_is_the_callers(
    world: World, pauses: list[float], route: respx.Route
) -> None:
    route.side_effect = [httpx.Response(429, json=BUSY, headers={"Retry-After": "3600"})]
    with pytest.raises(DifyRateLimitError) as caught:
        read(world)
    assert (caught.value.retry_after, pauses) == (3600.0, [])


def test_the_last_error_comes_when_all_repeats_failed(world: World, pauses: list[float], route: respx.Route) -> None:
    route.side_effect = [httpx.ConnectError("first"), FAILED, httpx.ConnectError("second"), httpx.ConnectError("last")]
    with pytest.raises(DifyConnectionError, match="last"):
        read(world)
    assert (route.call_count, len(pauses)) == (4, 3)


def test_waits_grow_from_the_backoff_factor(
    world: World, pauses: list[float], route: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    route.side_effect = httpx.ConnectError("no")
    client = world.client(retries=4, retry_backoff_factor=0.25)
    draws = iter([1.0, 1.0, 0.5, 1.0])
    object.__setattr__(client._settings.policy, "random", lambda: next(draws))
    with pytest.raises(DifyConnectionError):
        world.wait(client.app_config.get_app_basic_info())
    assert pauses == [0.25, 0.5, 0.5, 2.0]


@pytest.mark.parametrize(
    ("of_client", "of_call", "attempts"), [(0, {}, 1), (1, {}, 2), (5, {"retries": 0}, 1), (0, {"retries": 2}, 3)]
)
def test_the_number_of_repeats_is_that_of_the_call_else_of_the_client(
    world: World, pauses: list[float], route: respx.Route, of_client: int, of_call: dict[str, int], attempts: int
) -> None:
    route.side_effect = httpx.ConnectError("no")
    with pytest.raises(DifyConnectionError):
        world.wait(world.client(retries=of_client).app_config.get_app_basic_info(**of_call))
    assert route.call_count == attempts


def test_every_attempt_has_the_key_as_it_is_then(world: World, pauses: list[float], route: respx.Route) -> None:
    keys = iter(["app-old", "app-new"])
    route.side_effect = [FAILED, INFO]
    world.wait(world.client(api_key=lambda: next(keys)).app_config.get_app_basic_info())
    assert [call.request.headers["Authorization"] for call in route.calls] == ["Bearer app-old", "Bearer app-new"]


class Pipe(io.RawIOBase):
    """Bytes that can be read once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


def upload(world: World, payload: Any) -> Any:
    return world.request(
        world.client(), "POST", "/files/upload", files=[("file", File(payload, "a.txt", "text/plain"))]
    )


@pytest.mark.parametrize("source", ["bytes", "open file", "path"])
def test_an_upload_is_repeated_from_the_start_of_its_file(
    world: World, pauses: list[float], route: respx.Route, tmp_path: Path, source: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"the whole content")
    route.side_effect = [httpx.Response(429, json=BUSY), httpx.Response(201, json={"id": "x"})]
    with path.open("rb") as file:
        assert upload(world, {"bytes": b"the whole content", "open file": file, "path": path}[source]) == {"id": "x"}
        assert not file.closed
    assert [call.request.content.count(b"the whole content") for call in route.calls] == [1, 1]


def test_an_upload_of_a_stream_that_is_spent_is_not_repeated(
    world: World, pauses: list[float], route: respx.Route
) -> None:
    route.side_effect = [httpx.Response(429, json=BUSY), httpx.Response(201, json={"id": "x"})]
    with Pipe(b"content") as pipe, pytest.raises(DifyRateLimitError):
        upload(world, pipe)
    assert (route.call_count, pauses) == (1, [])


def test_every_attempt_is_told_to_the_log(
    world: World, pauses: list[float], route: respx.Route, caplog: pytest.LogCaptureFixture
) -> None:
    route.side_effect = [httpx.ConnectError("no"), FAILED, INFO]
    with caplog.at_level("INFO", logger="pydify_plus"):
        read(world)
    told = [record.getMessage() for record in caplog.records if record.name == "pydify_plus"]
    assert [line.partition(" in ")[0] for line in told] == [
        f"GET /info: {outcome}" for outcome in ("ConnectError", "502", "200")
    ]
    assert [line.rpartition(", ")[2] for line in told] == ["attempt 1", "attempt 2", "attempt 3"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_waiting_works_on_every_event_loop(backend: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens

        async def main() -> None:
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
            async with AsyncClient(url, "app-KEY", retries=2, retry_backoff_factor=0.01) as client:
                with pytest.raises(DifyConnectionError, match="cannot connect") as caught:
                    await client.app_config.get_app_basic_info()
                assert not caught.value.may_have_run

        anyio.run(main, backend=backend)
