"""Streams over real sockets: how they are read, how they end, and what becomes of their connections."""

from __future__ import annotations

import asyncio
import gc
import gzip
import itertools
import json
import os
import random
import resource
import signal
import sys
import threading
import time
import warnings
import weakref
from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from core.expected_errors import expected_errors, without_ids
from core.streams import STREAMS, new_state, recorded, told
from recorded import Exchange
from unit.loops import Loop
from unit.raw_server import PING, Answer, RawServer, Request, answer, frame, stream

from pydify_plus import AsyncClient, Client, errors
from pydify_plus._async import ending
from pydify_plus._core import stream_state
from pydify_plus._core.final_answer import final_answer
from pydify_plus._core.sse import SSEDecoder
from pydify_plus.errors import (
    DifyAPIError,
    DifyAuthError,
    DifyError,
    DifyServerError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
)
from pydify_plus_generated.models import StreamEvent

GRACE = 0.15
SOON = 5.0
"""Seconds: far less than a connection is held open, far more than a busy machine takes."""

IDS = {"conversation_id": "c-1", "message_id": "m-1", "task_id": "t-1", "created_at": 1}
END = {"event": "message_end", **IDS, "id": "m-1", "metadata": {"usage": {"total_tokens": 7}}, "files": []}
RUN = {"workflow_run_id": "r-1", "task_id": "t-1"}


def message(text: str) -> dict[str, Any]:
    return {"event": "message", **IDS, "id": "m-1", "answer": text}


HELLO = (frame(message("Hel")), frame(message("lo")))
WHOLE = (*HELLO, frame(END))
STARTED = frame({"event": "workflow_started", **RUN, "data": {"id": "r-1", "workflow_id": "w-1", "reason": "initial"}})
FINISHED = frame(
    {
        "event": "workflow_finished",
        **RUN,
        "data": {"id": "r-1", "workflow_id": "w-1", "status": "succeeded", "outputs": {}},
    }
)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def loop(request: pytest.FixtureRequest) -> Loop:
    return Loop(request.param)


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _short_graces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_state, "GRACE", GRACE)
    monkeypatch.setattr(stream_state, "SPEECH_GRACE", 2 * GRACE)


@pytest.fixture(autouse=True, scope="module")
def _older_things_are_not_looked_through() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """What is collected late would fail another test than its own."""
    yield
    gc.collect()


def ask(client: Any, **options: Any) -> Any:
    return client.chat.stream_chat_message(query="Hi", **options)


# Recorded streams


def reopened(client: Any, exchange: Exchange, **options: Any) -> Any:
    """The stream of a recorded request."""
    sent = exchange.request
    path = sent["path"].split("/")
    keywords = {**(sent.get("json") or sent.get("query") or {}), **options}
    keywords.pop("response_mode", None)
    match exchange.operation:
        case "sendChatMessage":
            return client.chat.stream_chat_message(**keywords)
        case "createCompletionMessage":
            return client.textgen.stream_completion_message(**keywords)
        case "executeWorkflow":
            keywords.pop("query", None)
            return client.workflows.stream_workflow(**keywords)
        case "runWorkflowById":
            return client.workflows.stream_workflow(path[2], **keywords)
        case "streamWorkflowEvents":
            flags = {name: True for name in ("include_state_snapshot", "continue_on_pause") if name in keywords}
            return client.workflows.stream_run_events(path[2], **{**keywords, **flags})
        case _:
            return client.stream_request(sent["method"], sent["path"], json=sent["json"], **options)


async def check(loop: Loop, client: Any, exchange: Exchange) -> None:
    """Read a recorded stream, and compare what it gives with what was recorded."""
    events: list[Any] = []
    problem: DifyError | None = None
    reading = reopened(client, exchange, resume=False)
    try:
        await loop.take(reading, into=events)
    except DifyError as error:
        problem = error

    given = [event for event in exchange.events if event["event"] not in ("error", "datasource_error")]
    assert [event.to_dict() for event in events] == given
    assert [type(event).__name__ for event in events] == [
        event["event"].title().replace("_", "") + "Event" for event in given
    ]
    state = told(new_state(exchange), *exchange.events)
    if exchange.case.endswith("-cut"):
        assert type(problem) is DifyStreamInterruptedError
        assert (problem.workflow_run_id, problem.task_id) == (state.workflow_run_id, state.task_id)
        assert problem.text == state.text
    elif state.failure is not None:
        assert isinstance(problem, DifyAPIError)
        assert problem.text == state.text
        assert problem.server_version == exchange.version
        event_error = (
            state.error and expected_errors()[exchange.operation, exchange.case, exchange.version, state.error["event"]]
        )
        if event_error:
            assert type(problem) is getattr(errors, event_error.error)
            assert without_ids(problem.message) == event_error.message
        else:  # a chatflow whose run failed
            assert problem.code == "invalid_param"
    else:
        assert problem is None
        final = await loop.get(reading.final())
        assert json.loads(json.dumps(dict(final))) == final_answer(state)


@pytest.mark.parametrize("then", ["keep", "hold"])
def test_every_recorded_stream_gives_its_events_and_its_answer(loop: Loop, then: Any) -> None:
    by_id = {f"r{number}": exchange for number, exchange in enumerate(STREAMS)}
    assert Counter(exchange.version for exchange in STREAMS) == {"1.14.2": 68, "1.9.2": 43}

    def respond(request: Request) -> Answer:
        exchange = by_id[request.headers["x-exchange"]]
        frames = [part + b"\n\n" for part in exchange.text.encode().split(b"\n\n")[:-1]]
        headers = [f"x-version: {exchange.version}"]
        return answer(frames, exchange.headers["content-type"], *headers, then=then)

    async def one(client: Any, name: str) -> None:
        # A stream that its recorder cut ends by silence alone when its connection is held open.
        timeout = 0.5 if by_id[name].case.endswith("-cut") else 30.0
        started = time.monotonic()
        await check(loop, client.with_options(default_headers={"x-exchange": name}, timeout=timeout), by_id[name])
        assert time.monotonic() - started < SOON

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            await loop.each(by_id, lambda name: one(client, name))

    with RawServer(respond) as server:
        loop.run(scenario)


def test_an_event_of_an_unknown_name_passes(loop: Loop, server: RawServer) -> None:
    unknown = {"event": "hologram", "data": {"depth": 3}}
    server.add(stream(frame(unknown), *WHOLE))

    async def scenario() -> list[Any]:
        async with loop.client(server.url) as client:
            return await loop.take(ask(client))

    event = loop.run(scenario)[0]
    assert type(event) is StreamEvent
    assert event.to_dict() == unknown
    assert event.data == {"depth": 3}


# What comes in place of a stream, or within one


CHAT_ANSWER = {
    "event": "message", **IDS, "id": "m-1", "mode": "chat", "answer": "Hello", "metadata": {"usage": {"total_tokens": 7}}
}  # fmt: skip
RUN_ANSWER = {**RUN, "data": {"id": "r-1", "status": "failed", "outputs": {}, "error": "no"}}


@pytest.mark.parametrize(("body", "names", "text"), [(CHAT_ANSWER, ["message"], "Hello"), (RUN_ANSWER, [], "")])
def test_a_json_answer_in_place_of_a_stream_is_taken_as_it_is(
    loop: Loop, server: RawServer, body: dict[str, Any], names: list[str], text: str
) -> None:
    server.add(answer([json.dumps(body).encode()], "application/json"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client)
            assert [event.event for event in await loop.take(reading)] == names
            assert await loop.take(reading) == []
            final = await loop.get(reading.final())
            assert final.to_dict() == body
            assert (reading.answer_so_far, reading.task_id) == (text, "t-1")

    loop.run(scenario)


def test_a_json_error_in_place_of_a_stream_raises(loop: Loop, server: RawServer) -> None:
    body = {"event": "error", "status": 500, "code": "internal_server_error", "message": "no"}
    server.add(answer([json.dumps(body).encode()], "application/json"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with pytest.raises(DifyServerError, match="no"):
                await loop.take(ask(client))

    loop.run(scenario)


@pytest.mark.parametrize("body", [b"<html><title>Sign in</title></html>", b"5", b""])
def test_a_page_in_place_of_a_stream_raises(loop: Loop, server: RawServer, body: bytes) -> None:
    server.add(answer([body] if body else [], "text/html" if b"html" in body else "application/json"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with pytest.raises(DifyAPIError) as caught:
                await loop.get(ask(client).final())
            assert caught.value.status_code == 200

    loop.run(scenario)


def test_a_json_answer_that_breaks_off_raises(loop: Loop, server: RawServer) -> None:
    server.add(answer([json.dumps(CHAT_ANSWER).encode()[:50]], "application/json", then="close"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with pytest.raises(DifyStreamInterruptedError):
                await loop.take(ask(client))

    loop.run(scenario)


def test_a_request_that_is_refused_raises_again_and_is_not_sent_again(loop: Loop, server: RawServer) -> None:
    server.add(Answer([b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n"]), Answer([1.0], "close"))

    async def scenario() -> None:
        async with loop.client(server.url, timeout=0.2) as client:
            for kind in (DifyAuthError, DifyTimeoutError):
                reading = ask(client, total_timeout=60)
                for _ in range(2):
                    with pytest.raises(kind) as caught:
                        await loop.take(reading)
                    assert "total_timeout" not in str(caught.value)
            assert len(server.requests) == 2

    loop.run(scenario)


def test_a_compressed_stream_is_read(loop: Loop, server: RawServer) -> None:
    packed = gzip.compress(b"".join(WHOLE))
    server.add(answer([packed[:9], packed[9:50], packed[50:]], "text/event-stream", "content-encoding: gzip"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            assert (await loop.get(ask(client).final())).answer == "Hello"

    loop.run(scenario)


def test_events_that_come_together_are_read_together(
    loop: Loop, server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever httpx is installed, its own clients get the chunks of a stream merged."""
    reads: list[int] = []
    feed = SSEDecoder.feed

    def counted(self: SSEDecoder, chunk: bytes) -> Any:
        reads.append(len(chunk))
        return feed(self, chunk)

    monkeypatch.setattr(SSEDecoder, "feed", counted)
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(event), event) for event in (*HELLO * 500, frame(END)))
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

    async def test() -> None:
        server.add(*[Answer([head + chunks + b"0\r\n\r\n"])] * 2)
        async with loop.client(server.url) as client:
            for _ in range(2):
                events = await loop.take(client.chat.stream_chat_message(query="Hello"))
                assert len(events) == 1001
        assert server.accepted == 1

    loop.run(test)
    assert len(reads) < 200


@pytest.mark.parametrize("longest", [1, 7, 60])
def test_bytes_may_be_split_anywhere(loop: Loop, server: RawServer, longest: int) -> None:
    sent = [message(text) for text in ("é😀", "\u2028\u0085 ", "\r\n\n")]
    whole = b"".join(
        b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n" + PING for event in (*sent, END)
    )
    rng = random.Random(longest)
    cuts = sorted({0, len(whole), *(rng.randrange(len(whole)) for _ in range(2 * len(whole) // longest))})
    server.add(stream(*(whole[start:end] for start, end in itertools.pairwise(cuts))))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            assert [event.to_dict() for event in await loop.take(ask(client))] == [*sent, END]

    loop.run(scenario)


# Streams that break off


CUTS = {
    "reset": stream(*HELLO, 0.05, then="reset"),
    "end of bytes within the chunks": stream(*HELLO, then="close"),
    "end of chunks": stream(*HELLO),
    "end of an answer that is as long as its connection": Answer(
        [b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n", *HELLO], "close"
    ),
    "silence": stream(*HELLO, then="hold"),
    "something that is no event": stream(*HELLO, b"data: <html>\n\n", then="hold"),
    "half an event": stream(*HELLO, frame(END)[:40]),
    "a bad chunk": Answer([b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
                           b"%x\r\n" % len(b"".join(HELLO)), *HELLO, b"\r\nzz\r\n"], "hold"),
}  # fmt: skip


@pytest.mark.parametrize("cut", CUTS)
def test_a_cut_stream_raises_with_what_is_known(loop: Loop, server: RawServer, cut: str) -> None:
    server.add(CUTS[cut])

    async def scenario() -> None:
        async with loop.client(server.url, timeout=0.3) as client:
            reading = ask(client)
            with pytest.raises(DifyStreamInterruptedError) as caught:
                await loop.take(reading)
            error = caught.value
            assert (error.text, error.conversation_id, error.message_id, error.task_id) == (
                "Hello",
                "c-1",
                "m-1",
                "t-1",
            )
            assert error.may_have_run
            assert "app-KEY" not in str(error)
            with pytest.raises(DifyStreamInterruptedError) as again:
                await loop.get(reading.final())
            assert str(again.value) == str(error)

    loop.run(scenario)


def test_a_cut_run_raises_with_its_ids(loop: Loop, server: RawServer) -> None:
    chunk = frame({"event": "text_chunk", **RUN, "data": {"text": "Hel"}})
    server.add(stream(PING, STARTED, chunk, then="reset"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with pytest.raises(DifyStreamInterruptedError) as caught:
                await loop.get(client.workflows.execute_workflow(inputs={}, resume=False))
            assert (caught.value.workflow_run_id, caught.value.task_id, caught.value.text) == ("r-1", "t-1", "Hel")

    loop.run(scenario)


@pytest.mark.parametrize("after", [b"data: <html>\n\n", b'data: {"event": "tts_mess'])
@pytest.mark.parametrize("then", ["reset", "close", "keep"])
def test_what_goes_wrong_after_the_end_is_no_loss(loop: Loop, server: RawServer, after: bytes, then: Any) -> None:
    server.add(stream(*WHOLE, after, then=then))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            assert (await loop.get(ask(client).final())).answer == "Hello"

    loop.run(scenario)


def test_an_error_that_is_not_the_connection_s_passes_and_closes(loop: Loop) -> None:
    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
        closed = 0

        def __iter__(self) -> Iterator[bytes]:
            yield HELLO[0]
            raise LookupError("a fault in a transport")

        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield HELLO[0]
            raise LookupError("a fault in a transport")

        def close(self) -> None:
            self.closed += 1

        async def aclose(self) -> None:
            self.closed += 1

    body = Body()
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=body)
    )
    http: Any = httpx.Client(transport=transport) if loop.is_sync else httpx.AsyncClient(transport=transport)

    async def scenario() -> None:
        async with loop.client("http://dify.test", http_client=http) as client:
            reading = ask(client)
            with pytest.raises(LookupError, match="a fault"):
                await loop.take(reading)
            assert body.closed == 1
            with pytest.raises(RuntimeError, match="left before its end"):
                await loop.take(reading)
        await loop.close(http)

    loop.run(scenario)


def test_a_last_event_without_its_blank_line_is_an_event(loop: Loop, server: RawServer) -> None:
    server.add(stream(*HELLO, frame(END)[:-2]))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            assert len(await loop.take(ask(client))) == 3

    loop.run(scenario)


def test_one_end_of_a_chatflow_alone_is_a_cut(loop: Loop, server: RawServer) -> None:
    started = {"event": "workflow_started", **IDS, **RUN, "data": {"id": "r-1", "reason": "initial"}}
    server.add(stream(frame(started), *WHOLE, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with pytest.raises(DifyStreamInterruptedError, match="fell silent"):
                await loop.get(ask(client, resume=False).final())

    loop.run(scenario)


def test_a_failed_chatflow_raises_after_its_last_event_whether_its_server_says_so_or_not(
    loop: Loop, server: RawServer
) -> None:
    async def scenario() -> None:
        async with loop.client(server.url) as client:
            texts = []
            for version in ("1.14.2", "1.9.2"):
                exchange = recorded(version, "119")
                server.add(stream(exchange.text.encode()))
                with pytest.raises(DifyAPIError, match="Run failed") as caught:
                    await loop.take(ask(client).text())
                texts.append(caught.value.text)
            assert texts[0] == texts[1]

    loop.run(scenario)


# Time


def endless(*before: bytes) -> Answer:
    return answer(itertools.chain(before, itertools.cycle((0.02, PING))), then="hold")


def failing_run() -> Answer:
    text = frame({"event": "text_chunk", **RUN, "data": {"text": "so far"}})
    data = {"id": "r-1", "workflow_id": "w-1", "status": "failed", "error": "no shelf", "outputs": {}}
    return stream(STARTED, text, frame({"event": "workflow_finished", **RUN, "data": data}))


def test_a_failed_workflow_is_an_error_on_request(loop: Loop, server: RawServer) -> None:
    async def scenario() -> None:
        async with loop.client(server.url) as client:
            server.add(failing_run(), failing_run())
            assert (await loop.get(client.workflows.execute_workflow(inputs={}))).status == "failed"
            reading = client.workflows.stream_workflow(inputs={}, raise_on_failure=True)
            events: list[Any] = []
            for _ in range(2):
                with pytest.raises(DifyAPIError, match="Run failed: no shelf") as caught:
                    await loop.take(reading, into=events)
                assert (caught.value.text, caught.value.code) == ("so far", "invalid_param")
            assert [event.event for event in events] == ["workflow_started", "text_chunk", "workflow_finished"]
            assert reading.status == "failed"

    loop.run(scenario)


@pytest.mark.parametrize("options", [{}, {"response_mode": "blocking"}])
def test_so_is_one_whose_answer_is_json(loop: Loop, server: RawServer, options: dict[str, Any]) -> None:
    async def scenario() -> None:
        async with loop.client(server.url) as client:
            server.add(*[answer([json.dumps(RUN_ANSWER).encode()], "application/json")] * 2)
            run = await loop.get(client.workflows.execute_workflow(inputs={}, **options))
            assert (run.status, run.error) == ("failed", "no")
            with pytest.raises(DifyAPIError, match="Run failed: no"):
                await loop.get(client.workflows.execute_workflow(inputs={}, raise_on_failure=True, **options))

    loop.run(scenario)


@pytest.mark.parametrize("limit", ["idle_timeout", "total_timeout"])
def test_a_time_limit_ends_a_stream_whatever_its_pings(loop: Loop, server: RawServer, limit: str) -> None:
    server.add(endless(*HELLO))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client, **{limit: 0.3})
            started = time.monotonic()
            with pytest.raises(DifyTimeoutError, match=rf"{limit}=0\.3") as caught:
                await loop.take(reading)
            assert 0.3 <= time.monotonic() - started < SOON
            assert caught.value.may_have_run
            assert reading.answer_so_far == "Hello"
            assert server.has_been_left()

    loop.run(scenario)


def test_time_limits_end_a_silent_stream(loop: Loop, server: RawServer) -> None:
    server.add(stream(*HELLO, then="hold"), stream(*HELLO, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            for limit in ("idle_timeout", "total_timeout"):
                with pytest.raises(DifyTimeoutError, match=limit):
                    await loop.take(ask(client, **{limit: 0.2}))

    loop.run(scenario)


def test_total_timeout_counts_from_the_request(loop: Loop, server: RawServer) -> None:
    server.add(Answer([1.0], "close"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            started = time.monotonic()
            with pytest.raises(DifyTimeoutError, match="total_timeout"):
                await loop.take(ask(client, total_timeout=0.2))
            assert time.monotonic() - started < 1.0

    loop.run(scenario)


def test_limits_that_are_not_reached_change_nothing(loop: Loop, server: RawServer) -> None:
    server.add(stream(PING, HELLO[0], 0.3, HELLO[1], 0.3, frame(END)))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            final = await loop.get(ask(client, idle_timeout=10, total_timeout=30).final())
            assert final.answer == "Hello"

    loop.run(scenario)


def test_a_caller_who_takes_his_time_loses_nothing(loop: Loop, server: RawServer) -> None:
    speech = [
        frame({"event": "tts_message", **IDS, "audio": "QUI="}),
        frame({"event": "tts_message_end", **IDS, "audio": ""}),
    ]
    server.add(stream(*HELLO, 0.01, frame(END), 0.01, *speech, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client, loop.within(ask(client, idle_timeout=GRACE)) as reading:
            seen = []
            for _ in range(5):
                seen.append((await loop.next(reading)).event)
                await loop.sleep(1.5 * GRACE)
            assert seen == ["message", "message", "message_end", "tts_message", "tts_message_end"]

    loop.run(scenario)


# Leaving


def test_leaving_the_loop_closes_the_connection_at_once(loop: Loop, server: RawServer) -> None:
    server.add(*(stream(*HELLO, then="hold") for _ in range(3)))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client)
            assert len(await loop.take(reading, 2)) == 2
            assert server.has_been_left(1)
            assert await loop.take(ask(client).text(), 1) == ["Hel"]
            assert server.has_been_left(2)
            with pytest.raises(LookupError):
                await fail_in_the_loop(loop, ask(client))
            assert server.has_been_left(3)
            with pytest.raises(RuntimeError, match="left before its end"):
                await loop.take(reading)

    loop.run(scenario)


async def fail_in_the_loop(loop: Loop, reading: Any) -> None:
    if loop.is_sync:
        for _ in reading:
            raise LookupError
    async for _ in reading:
        raise LookupError


async def fail_within(loop: Loop, reading: Any) -> None:
    async with loop.within(reading):
        await loop.next(reading)
        raise LookupError


def test_a_loop_that_was_never_begun_closes_nothing(loop: Loop, server: RawServer) -> None:
    server.add(stream(*WHOLE))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client)
            loop.iterator(reading)
            await loop.next(reading)
            loop.iterator(reading.text())
            assert (await loop.get(reading.final())).answer == "Hello"

    loop.run(scenario)


def test_leaving_the_loop_gives_the_place_in_the_pool_back(loop: Loop, server: RawServer) -> None:
    server.add(*(stream(*HELLO, then="hold") for _ in range(4)))

    async def scenario() -> None:
        async with loop.client(server.url, max_connections=1, timeout=SOON) as client:
            for _ in range(4):
                assert len(await loop.take(ask(client), 1)) == 1

    loop.run(scenario)


def test_leaving_the_loop_at_the_last_event_leaves_a_whole_stream(loop: Loop, server: RawServer) -> None:
    server.add(stream(*WHOLE, then="hold"), stream(STARTED, FINISHED))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            for reading, count in ((ask(client), 3), (client.workflows.stream_workflow(inputs={}), 2)):
                assert len(await loop.take(reading, count)) == count
                assert await loop.take(reading) == []
                assert dict(await loop.get(reading.final()))["task_id"] == "t-1"

    loop.run(scenario)


def test_within_a_context_a_loop_may_be_taken_up_again(loop: Loop, server: RawServer) -> None:
    server.add(stream(*HELLO, 0.1, *HELLO, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            async with loop.within(ask(client)) as reading:
                assert [event.answer for event in await loop.take(reading, 1)] == ["Hel"]
                assert await loop.take(reading.text(), 1) == ["lo"]
                assert (await loop.next(reading)).answer == "Hel"
                assert [event.answer for event in await loop.take(reading, 1)] == ["lo"]
                assert server.left == 0
            assert server.has_been_left()

    loop.run(scenario)


def test_the_end_of_a_context_closes_the_connection(loop: Loop, server: RawServer) -> None:
    server.add(stream(*HELLO, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with pytest.raises(LookupError):
                await fail_within(loop, ask(client))
            assert server.has_been_left()
            async with loop.within(ask(client)):
                pass
            assert len(server.requests) == 1, "what is not read is not asked for"

    loop.run(scenario)


async def read_in_a_loop(reading: Any) -> None:
    async for _ in reading:
        pass


async def read_within(reading: Any) -> None:
    async with reading:
        await read_in_a_loop(reading)


async def wait_in_a_loop(reading: Any) -> None:
    async for _ in reading:
        await anyio.sleep_forever()


async def wait_within(reading: Any) -> None:
    async with reading:
        await wait_in_a_loop(reading)


@pytest.mark.parametrize("use", [read_in_a_loop, read_within, wait_in_a_loop, wait_within])
@pytest.mark.parametrize("name", ["asyncio", "trio"])
def test_cancelling_closes_the_connection(server: RawServer, name: Any, use: Any) -> None:
    loop = Loop(name)
    server.add(stream(*HELLO, then="hold"), stream(*WHOLE))

    async def scenario() -> None:
        async with loop.client(server.url, max_connections=1) as client:
            reading = ask(client)
            with anyio.move_on_after(0.2) as scope:
                await use(reading)
            assert scope.cancelled_caught
            assert server.has_been_left()
            with pytest.raises(RuntimeError, match="left before its end"):
                await reading.final()
            assert (await ask(client).final()).answer == "Hello"

    loop.run(scenario)


@pytest.mark.parametrize("name", ["asyncio", "trio"])
def test_cancelling_before_the_answer_begins_closes_the_connection(server: RawServer, name: Any) -> None:
    loop = Loop(name)
    server.add(Answer([60.0], "close"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client)
            with anyio.move_on_after(0.2):
                await loop.take(reading)
            assert server.has_been_left()
            assert repr(reading).endswith(" closed>")

    loop.run(scenario)


def test_cancelling_a_task_of_asyncio_closes_the_connection(server: RawServer) -> None:
    server.add(stream(*HELLO, then="hold"))

    async def scenario() -> None:
        async with Loop("asyncio").client(server.url) as client:
            task = asyncio.create_task(ask(client).final())
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert server.has_been_left()

    asyncio.run(scenario())


def test_an_event_loop_may_end_with_an_open_stream(server: RawServer) -> None:
    server.add(stream(*HELLO, then="hold"), stream(*HELLO, then="hold"))

    async def scenario() -> None:
        client = AsyncClient(server.url, "app-KEY", user="alice")
        await anext(aiter(ask(client)))
        await anext(aiter(ask(client)))
        await client.aclose()

    asyncio.run(scenario())
    assert server.has_been_left(2)


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Interrupts raise even where a shell had its background job ignore them."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, previous)


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupt_closes_the_connection(server: RawServer) -> None:
    server.add(stream(*HELLO, then="hold"))
    with Client(server.url, "app-KEY", user="alice") as client:
        reading = ask(client)
        with pytest.raises(KeyboardInterrupt):
            interrupt_after(2, reading)
        assert server.has_been_left()
        with pytest.raises(RuntimeError, match="left before its end"):
            reading.final()


def interrupt_after(count: int, reading: Any) -> None:
    main = threading.main_thread().ident
    for number, _ in enumerate(reading, start=1):
        if number == count:
            threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGINT)).start()


def test_closing_ends_a_read_that_waits(loop: Loop, server: RawServer) -> None:
    server.add(stream(*HELLO, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client)
            started = time.monotonic()
            with pytest.raises(DifyStreamInterruptedError, match="closed while it was read"):
                await loop.while_running(lambda: loop.close(reading), lambda: loop.take(reading))
            assert time.monotonic() - started < SOON
            assert server.has_been_left()

    loop.run(scenario)


def test_each_event_goes_to_one_reader(server: RawServer) -> None:
    server.add(stream(*HELLO, 0.3, frame(END)))

    async def scenario() -> None:
        async with Loop("asyncio").client(server.url) as client, ask(client) as reading:
            first = asyncio.create_task(reading.final())
            await asyncio.sleep(0.1)
            with pytest.raises(RuntimeError, match="read elsewhere"):
                await reading.final()
            assert (await first).answer == "Hello"

    asyncio.run(scenario())


# Garbage


def test_an_unfinished_stream_that_is_collected_warns_and_closes(loop: Loop, server: RawServer) -> None:
    server.add(stream(*HELLO, then="hold"), stream(*HELLO, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            for in_a_cycle in (False, True):
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    reading = ask(client)
                    await loop.next(reading)
                    if in_a_cycle:
                        reading.itself = reading
                    del reading
                    gc.collect()
                    assert server.has_been_left(1 + in_a_cycle)
                    await loop.sleep(0.1)
                assert [(each.category, "was never closed" in str(each.message)) for each in caught] == [
                    (ResourceWarning, True)
                ]

    loop.run(scenario)


def test_other_streams_are_collected_in_silence(loop: Loop, server: RawServer) -> None:
    server.add(*(stream(*WHOLE) for _ in range(2)), *(stream(*HELLO, then="hold") for _ in range(3)))
    server.add(stream(*HELLO, then="reset"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                ask(client)
                await loop.take(ask(client))
                await loop.get(ask(client).final())
                await loop.take(ask(client), 1)
                async with loop.within(ask(client)) as reading:
                    await loop.next(reading)
                closed = ask(client)
                await loop.next(closed)
                await loop.close(closed)
                with pytest.raises(DifyStreamInterruptedError):
                    await loop.take(ask(client))
                del reading, closed
                gc.collect()
                await loop.sleep(0.1)
            assert caught == []

    loop.run(scenario)


def test_a_stream_that_failed_is_freed_at_once(loop: Loop, server: RawServer) -> None:
    server.add(stream(*HELLO, then="reset"))

    async def fail(client: Any) -> weakref.ref[Any]:
        reading = ask(client)
        try:
            await loop.take(reading)
        except DifyStreamInterruptedError:
            return weakref.ref(reading)
        raise AssertionError

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            gc.disable()
            try:
                freed = await fail(client)
                assert freed() is None
            finally:
                gc.enable()

    loop.run(scenario)


# Stopping


def test_stopping_calls_the_endpoint_of_the_mode_for_the_same_user(loop: Loop, server: RawServer) -> None:
    stopped = answer([b'{"result": "success"}'], "application/json")
    kinds = {
        "/v1/chat-messages/t-1/stop": lambda client: client.chat.stream_chat_message(query="x", user="bob"),
        "/v1/completion-messages/t-1/stop": lambda client: client.textgen.stream_completion_message(
            "m", "x", user="bob"
        ),
        "/v1/workflows/tasks/t-1/stop": lambda client: client.workflows.stream_workflow(inputs={}, user="bob"),
    }

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            for path, start in kinds.items():
                server.add(stream(*HELLO, then="hold"), stopped)
                async with loop.within(start(client)) as reading:
                    with pytest.raises(DifyError, match="nothing to stop yet"):
                        await loop.get(reading.stop())
                    await loop.next(reading)
                    await loop.get(reading.stop())
                assert (server.requests[-1].target, server.requests[-1].json) == (path, {"user": "bob"})

    loop.run(scenario)


def test_the_events_of_a_run_cannot_be_stopped(loop: Loop, server: RawServer) -> None:
    async def scenario() -> None:
        async with loop.client(server.url) as client:
            with pytest.raises(DifyError, match="no way to stop"):
                await loop.get(client.workflows.stream_run_events("r-1").stop())

    loop.run(scenario)


# Reading in other ways


def test_final_goes_on_from_where_iterating_was_and_may_be_asked_for_again(loop: Loop, server: RawServer) -> None:
    server.add(stream(*WHOLE), stream(*WHOLE))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client)
            assert (await loop.next(reading)).answer == "Hel"
            finals = [await loop.get(reading.final()) for _ in range(2)]
            read = ask(client)
            await loop.take(read)
            finals.append(await loop.get(read.final()))
            assert [final.answer for final in finals] == ["Hello"] * 3
            assert await loop.take(reading) == await loop.take(read) == await loop.take(read.text()) == []
            assert reading.usage.total_tokens == 7
            assert len(server.requests) == 2

    loop.run(scenario)


def test_text_is_the_pieces_of_the_answer(loop: Loop, server: RawServer) -> None:
    server.add(stream(PING, *HELLO, frame(message("")), frame({**END, "event": "message_file"}), frame(END)))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            assert await loop.take(ask(client).text()) == ["Hel", "lo"]

    loop.run(scenario)


def test_speech_is_collected_on_request(loop: Loop, server: RawServer) -> None:
    exchange = recorded("1.14.2", "102")
    pieces = [event["audio"] for event in exchange.events if event["event"] == "tts_message"]
    server.add(stream(exchange.text.encode(), then="hold"), stream(exchange.text.encode()))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            spoken, silent = ask(client, collect_audio=True), ask(client)
            await loop.get(spoken.final())
            await loop.get(silent.final())
            assert spoken.audio == b"".join(map(b64decode, pieces)) != b""
            assert silent.audio is None

    loop.run(scenario)


def test_a_stream_knows_its_ids_and_that_its_run_waits(loop: Loop, server: RawServer) -> None:
    exchange = recorded("1.14.2", "247")
    last = exchange.events[-1]
    server.add(stream(exchange.text.encode(), then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            reading = ask(client)
            assert (reading.status, reading.paused) == (None, False)
            await loop.take(reading)
            assert (reading.status, reading.paused, reading.usage) == ("paused", True, None)
            for name in ("task_id", "workflow_run_id", "conversation_id", "message_id"):
                assert getattr(reading, name) == last[name]

    loop.run(scenario)


def test_a_stream_says_how_far_it_is(loop: Loop, server: RawServer) -> None:
    server.add(stream(*WHOLE), stream(*HELLO, then="hold"), stream(*HELLO, then="reset"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            read, closed, failed = ask(client), ask(client), ask(client)
            assert repr(read).endswith("POST /chat-messages not started>")
            await loop.next(read)
            assert repr(read).endswith(" open>")
            await loop.get(read.final())
            assert repr(read).endswith(" finished>")
            await loop.take(closed, 1)
            assert repr(closed).endswith(" closed>")
            with pytest.raises(DifyStreamInterruptedError):
                await loop.take(failed)
            assert repr(failed).endswith(" failed>")

    loop.run(scenario)


# Connections


def test_after_a_run_the_connection_is_kept_where_its_end_can_be_awaited(loop: Loop, server: RawServer) -> None:
    server.add(*(stream(STARTED, FINISHED, 0.2) for _ in range(2)))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            for _ in range(2):
                started = time.monotonic()
                await loop.get(client.workflows.execute_workflow(inputs={}, resume=False))
                assert time.monotonic() - started < 0.19
                await loop.sleep(0.5)
            assert server.accepted == (2 if loop.is_sync else 1)
            assert server.left == (2 if loop.is_sync else 0)

    loop.run(scenario)


@pytest.mark.parametrize("name", ["asyncio", "trio"])
def test_the_end_of_a_run_s_connection_is_not_awaited_for_ever(
    server: RawServer, name: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = Loop(name)
    monkeypatch.setattr(ending, "DRAIN_SECONDS", 0.2)
    server.add(stream(STARTED, FINISHED, then="hold"))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            await client.workflows.execute_workflow(inputs={})
            await anyio.sleep(0.05)
            assert server.left == 0
            await anyio.sleep(0.3)
            assert server.has_been_left()

    loop.run(scenario)


@pytest.mark.parametrize("name", ["asyncio", "trio"])
def test_closing_the_client_ends_what_is_awaited_in_the_background(server: RawServer, name: Any) -> None:
    loop = Loop(name)
    server.add(*(stream(STARTED, FINISHED, then="hold") for _ in range(5)))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            for _ in range(5):
                await client.workflows.execute_workflow(inputs={})
            started = time.monotonic()
            await client.aclose()
            assert time.monotonic() - started < 1.0
            assert not ending._endings
            assert not ending._open
            assert server.has_been_left(5)

    loop.run(scenario)


def test_a_chat_s_connection_is_used_again(loop: Loop, server: RawServer) -> None:
    server.add(*(stream(*WHOLE) for _ in range(3)))

    async def scenario() -> None:
        async with loop.client(server.url) as client:
            for _ in range(3):
                await loop.get(ask(client).final())
            assert server.accepted == 1

    loop.run(scenario)


# Memory


LONG = int(os.environ.get("PYDIFY_STREAM_EVENTS", "200000"))
TOGETHER = 10
"""Events in one piece, as a network gives them."""


@pytest.mark.slow
def test_a_long_stream_keeps_nothing_of_its_events(
    loop: Loop, server: RawServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """PYDIFY_STREAM_EVENTS=1000000 makes it as long as that."""
    log = frame({"event": "agent_log", **IDS, "data": {"id": "l", "label": "x" * 200}})
    server.add(answer(itertools.chain(itertools.repeat(log * TOGETHER, LONG // TOGETHER), WHOLE)))

    async def scenario() -> list[tuple[int, int]]:
        held: list[tuple[int, int]] = []
        async with loop.client(server.url) as client, loop.within(ask(client)) as reading:
            for part in (LONG // 100, LONG // 5 - LONG // 100, LONG - LONG // 5):
                await loop.skip(reading, part)
                held.append((sys.getallocatedblocks(), resident_bytes()))
            assert (await loop.get(reading.final())).answer == "Hello"
        return held

    held = loop.run(scenario)
    grown = [(blocks - held[0][0], (resident - held[0][1]) / 1e6) for blocks, resident in held[1:]]
    with capsys.disabled():
        told = [f"{blocks} blocks and {megabytes:.1f} MB more" for blocks, megabytes in grown]
        sys.stdout.write(f"\n{loop.name}: after {LONG // 5} events {told[0]}, after {LONG} {told[1]}\n")
    assert all(blocks < 5_000 and megabytes < 10 for blocks, megabytes in grown)


def resident_bytes() -> int:
    """The memory of this process; 0 where the system does not tell."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * resource.getpagesize() if pages.exists() else 0
