"""The id under which requests are found in tracing tools."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import respx
from opentelemetry import trace
from unit.worlds import World

INFO = {"name": "Helper", "mode": "chat"}
TRACE = 0x0AF7651916CD43DD8448EB211C80319C


@pytest.fixture
def sent() -> Iterator[respx.Route]:
    with respx.mock(assert_all_called=False) as router:
        yield router.route().respond(json=INFO)


def id_sent(world: World, sent: respx.Route, client: Any, **options: Any) -> str | None:
    world.wait(client.app_config.get_app_basic_info(**options))
    value: str | None = sent.calls.last.request.headers.get("X-Trace-Id")
    return value


def id_sent_within(world: World, sent: respx.Route, client: Any, trace_id: int) -> str | None:
    """The same while a span of a trace is the current one."""
    span = trace.NonRecordingSpan(trace.SpanContext(trace_id, 0xB7AD6B7169203331, is_remote=False))

    async def call() -> None:
        with trace.use_span(span):
            await client.app_config.get_app_basic_info()

    if world.name == "async":
        world.wait(call())
    else:
        with trace.use_span(span):
            client.app_config.get_app_basic_info()
    value: str | None = sent.calls.last.request.headers.get("X-Trace-Id")
    return value


def test_without_an_id_none_is_sent(world: World, sent: respx.Route) -> None:
    assert id_sent(world, sent, world.client()) is None


def test_the_id_of_a_client_goes_with_each_request(world: World, sent: respx.Route) -> None:
    client = world.client(trace_id="request-1")
    assert id_sent(world, sent, client) == "request-1"
    assert id_sent(world, sent, client.with_options(trace_id="request-2")) == "request-2"
    assert id_sent(world, sent, client, extra_headers={"x-trace-id": "request-3"}) == "request-3"


def test_a_callable_gives_the_id_of_the_moment(world: World, sent: respx.Route) -> None:
    ids = iter(["first", None, "third"])
    client = world.client(trace_id=lambda: next(ids))
    assert [id_sent(world, sent, client) for _ in range(3)] == ["first", None, "third"]


def test_the_id_of_a_call_takes_the_place_of_the_clients(world: World, sent: respx.Route) -> None:
    client = world.client(trace_id="of-the-client", response_mode="blocking")
    world.wait(client.chat.create_chat_message(query="Hello", trace_id="of-the-call"))
    request = sent.calls.last.request
    assert "X-Trace-Id" not in request.headers  # Dify would take it before the field
    assert json.loads(request.content)["trace_id"] == "of-the-call"
    world.wait(client.chat.create_chat_message(query="Hello"))
    request = sent.calls.last.request
    assert (request.headers["X-Trace-Id"], "trace_id" in json.loads(request.content)) == ("of-the-client", False)


def test_the_current_span_gives_the_id(world: World, sent: respx.Route) -> None:
    client = world.client()
    assert id_sent_within(world, sent, client, TRACE) == "0af7651916cd43dd8448eb211c80319c"
    assert id_sent_within(world, sent, client.with_options(trace_id="mine"), TRACE) == "mine"
    assert id_sent_within(world, sent, client.with_options(trace_id=lambda: None), TRACE) is None
    assert id_sent_within(world, sent, client, 0) is None  # the span of nothing
    assert id_sent(world, sent, client) is None


@pytest.mark.parametrize("bad", ["", "a b", "x" * 129, "ü", "a\n", 7])
def test_an_id_that_dify_would_drop_is_refused(world: World, sent: respx.Route, bad: Any) -> None:
    with pytest.raises(ValueError, match="trace_id must be 1 to 128"):
        world.client(trace_id=bad)
    with pytest.raises(ValueError, match="trace_id must be 1 to 128"):
        id_sent(world, sent, world.client(trace_id=lambda: bad))
    assert not sent.called


def test_opentelemetry_is_never_imported_for_it() -> None:
    script = (
        "import sys; from pydify_plus import Client\n"
        "try: Client('http://127.0.0.1:1', 'app-KEY', retries=0).app_config.get_app_basic_info()\n"
        "except Exception as problem: print(type(problem).__name__, any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["DifyConnectionError", "False"]
