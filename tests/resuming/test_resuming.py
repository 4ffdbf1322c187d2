"""Broken streams that are taken up again: by the recorded cuts of a real server, and by the servers and errors that are met on the way."""

from __future__ import annotations

import json
import pickle
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest
from recorded import Exchange, exchanges
from unit.loops import Loop
from unit.raw_server import Answer, RawServer, Request, answer, frame, stream

from pydify_plus._core import resumption
from pydify_plus.errors import (
    DifyAPIError,
    DifyError,
    DifyNotFoundError,
    DifyStreamInterruptedError,
    DifyTimeoutError,
)
from pydify_plus.models import ClientGapEvent, ClientTextEvent

WORDS = "".join(f"word{number} " for number in range(30))
RUN = {"workflow_run_id": "r-1", "task_id": "t-1"}
CHAT = {"conversation_id": "c-1", "message_id": "m-1", "created_at": 1}


@pytest.fixture(params=["sync", "asyncio", "trio"])
def loop(request: pytest.FixtureRequest) -> Loop:
    return Loop(request.param)


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resumption, "POLL_SECONDS", (0.01, 0.02))
    monkeypatch.setenv("no_proxy", "*")


def event(name: str, *ids: dict[str, Any], **data: Any) -> bytes:
    merged: dict[str, Any] = {}
    for each in ids or (RUN,):
        merged |= each
    return frame({"event": name, **merged, "data": data})


STARTED = event("workflow_started", id="r-1", workflow_id="w-1", reason="initial")
NODE = event("node_started", id="n-1", node_id="llm", node_type="llm", title="LLM", index=1)
HALF = event("text_chunk", text="Hel")
FINISHED = {"id": "r-1", "workflow_id": "w-1", "status": "succeeded", "outputs": {"text": "Hello"}, "error": None}
OVER = event("workflow_finished", {**RUN, "task_id": "r-1"}, **FINISHED)
NO_ROUTE = Answer(
    [b"HTTP/1.1 404 NOT FOUND\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>"],
)


def as_json(status: int, body: Any) -> Answer:
    text = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n\r\n"
    return Answer([head.encode(), text])


def paths(server: RawServer) -> list[str]:
    return [request.target.partition("?")[0].removeprefix("/v1") for request in server.requests]


def client_of(loop: Loop, server: RawServer, **options: Any) -> Any:
    return loop.client(server.url, **{"retry_backoff_factor": 0.01, "timeout": 2.0, **options})


# As recorded


def recorded(case: str) -> Exchange:
    return next(one for one in exchanges("1.14.2") if one.case == case)


def played(exchange: Exchange) -> Answer:
    if exchange.is_json:
        return as_json(exchange.status, exchange.json)
    return answer([exchange.text.encode()], then="close" if exchange.held_open else "keep")


@pytest.mark.parametrize("app", ["workflow", "chatflow"])
@pytest.mark.parametrize("fate", ["gap", "finished-meanwhile"])
def test_a_recorded_cut_is_taken_up(loop: Loop, server: RawServer, app: str, fate: str) -> None:
    case = f"cut-{app}-{fate}"
    cut, resumed = recorded(f"{case}-1-cut"), recorded(f"{case}-2-resumed")
    server.add(played(cut), played(resumed))
    if app == "chatflow":
        history = played(recorded(f"{case}-4-history"))
        server.add(history, history)

    async def scenario() -> None:
        async with client_of(loop, server, user="rec-cut") as client:
            sent = cut.request["json"]
            if app == "workflow":
                reading = client.workflows.stream_workflow(inputs=sent["inputs"])
            else:
                reading = client.chat.stream_chat_message(query=sent["query"])
            events = await loop.take(reading)
            final = await loop.get(reading.final())

        (gap,) = reading.gaps
        assert server.requests[1].target.removeprefix("/v1") == (
            f"{resumed.request['path']}?user=rec-cut&include_state_snapshot=true"
        )
        names = [each.event for each in events]
        ours = [type(each) for each in events if each.event.startswith("client_")]
        assert ours == [ClientGapEvent, ClientTextEvent]
        assert names[len(cut.events)] == "client_gap"
        assert names[-2:] == ["client_text", "workflow_finished"]
        # Those before the cut and those after it, but what the snapshot tells again.
        replayed = {"gap": 4 if app == "workflow" else 7, "finished-meanwhile": 0}[fate]
        given = [each.to_dict() for each in events if not each.event.startswith("client_")]
        assert given == [*cut.events, *resumed.events[replayed:]]
        finished = resumed.events[-1]["data"]
        whole = finished["outputs"]["answer"]
        assert whole == WORDS
        assert (reading.status, gap.position) == (
            "succeeded",
            len("".join(w + " " for w in WORDS.split()[: pieces(cut)])),
        )
        if app == "workflow":
            assert final.outputs == finished["outputs"]
            assert reading.answer_so_far.startswith(WORDS + '\n{\n  "prompt_tokens": 12,')
            assert "usage" not in gap.fields
        else:
            assert final.answer == reading.answer_so_far == WORDS
            assert (reading.usage is None) == (fate == "finished-meanwhile") == ("usage" in gap.fields)
        assert ({"node_started", "node_finished"} <= set(gap.events)) == (fate == "finished-meanwhile")

    loop.run(scenario)


def pieces(exchange: Exchange) -> int:
    return sum(each["event"] in ("text_chunk", "message") for each in exchange.events)


def test_a_run_that_was_started_elsewhere_is_joined(loop: Loop, server: RawServer) -> None:
    resumed = recorded("cut-workflow-gap-2-resumed")
    server.add(played(resumed))

    async def scenario() -> None:
        async with client_of(loop, server, user="rec-cut") as client:
            reading = client.workflows.resume_stream(resumed.request["path"].split("/")[2])
            events = await loop.take(reading)
            assert [each.to_dict() for each in events if not each.event.startswith("client_")] == resumed.events
            assert events[0].event == "client_gap"
            assert reading.answer_so_far.startswith(WORDS)
            assert (await loop.get(reading.final())).outputs == resumed.events[-1]["data"]["outputs"]

    loop.run(scenario)


def test_a_run_that_is_not_there_cannot_be_joined(loop: Loop, server: RawServer) -> None:
    server.add(as_json(404, {"code": "not_found", "message": "Workflow run not found", "status": 404}))

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            with pytest.raises(DifyNotFoundError):
                await loop.get(client.workflows.resume_stream("r-1").final())
        assert paths(server) == ["/workflow/r-1/events"]

    loop.run(scenario)


# What comes in the way


def test_it_is_tried_again_within_bounds_and_then_an_error(loop: Loop, server: RawServer) -> None:
    server.respond = lambda request: (
        stream(STARTED, HALF, then="reset") if request.method == "POST" else as_json(503, {"message": "no"})
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            with pytest.raises(DifyStreamInterruptedError, match=r"could not be taken up.*no") as caught:
                await loop.get(client.workflows.stream_workflow(inputs={}).final())
            assert (caught.value.workflow_run_id, caught.value.text) == ("r-1", "Hel")
        assert paths(server) == ["/workflows/run", *["/workflow/r-1/events"] * resumption.MOST_ATTEMPTS]

    loop.run(scenario)


def test_attempts_count_anew_after_each_new_event(loop: Loop, server: RawServer) -> None:
    nodes = [
        event("node_started", id=f"n-{n}", node_id=f"n-{n}", node_type="code", title="", index=n) for n in range(20)
    ]
    parts = deque(stream(STARTED, *nodes[: n + 1], then="close") for n in range(20))
    server.respond = lambda _: parts.popleft() if parts else stream(OVER)

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.workflows.stream_workflow(inputs={})
            events = await loop.take(reading)
            assert [each.data.id for each in events if each.event == "node_started"] == [f"n-{n}" for n in range(20)]
            assert len(reading.gaps) == 20
            assert (await loop.get(reading.final())).outputs == {"text": "Hello"}

    loop.run(scenario)


def test_a_refusal_to_take_it_up_is_final(loop: Loop, server: RawServer) -> None:
    server.add(stream(STARTED, then="close"), as_json(401, {"code": "unauthorized", "message": "no", "status": 401}))

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            with pytest.raises(DifyStreamInterruptedError, match="could not be taken up"):
                await loop.get(client.workflows.stream_workflow(inputs={}).final())

    loop.run(scenario)


def test_a_total_timeout_holds_over_all_connections(loop: Loop, server: RawServer) -> None:
    server.respond = lambda request: (
        stream(STARTED, then="close") if request.method == "POST" else as_json(503, {"message": "no"})
    )

    async def scenario() -> None:
        async with client_of(loop, server, retry_backoff_factor=30.0) as client:
            with pytest.raises(DifyTimeoutError, match="total_timeout"):
                await loop.get(client.workflows.stream_workflow(inputs={}, total_timeout=0.3).final())

    loop.run(scenario)


def test_closing_ends_a_wait_for_the_next_attempt(loop: Loop, server: RawServer) -> None:
    server.respond = lambda request: (
        stream(STARTED, HALF, then="close") if request.method == "POST" else as_json(503, {"message": "no"})
    )

    async def scenario() -> None:
        async with client_of(loop, server, retry_backoff_factor=30.0) as client:
            reading = client.workflows.stream_workflow(inputs={})
            started = time.monotonic()
            with pytest.raises(DifyStreamInterruptedError, match="closed while it was being opened") as caught:
                await loop.while_running(lambda: loop.close(reading), lambda: loop.take(reading))
            assert time.monotonic() - started < 3.0
            assert (caught.value.workflow_run_id, caught.value.text) == ("r-1", "Hel")

    loop.run(scenario)


def test_what_is_closed_while_it_is_taken_up_lets_go_of_the_new_connection(loop: Loop, server: RawServer) -> None:
    def respond(request: Request) -> Answer:
        if request.method == "POST":
            return stream(STARTED, then="close")
        time.sleep(0.5)
        return stream(NODE, then="hold")

    server.respond = respond

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.workflows.stream_workflow(inputs={})

            async def close() -> None:
                while len(server.requests) < 2:
                    await loop.sleep(0.01)
                await loop.close(reading)

            with pytest.raises(DifyStreamInterruptedError, match="closed while it was being opened"):
                await loop.while_running(close, lambda: loop.take(reading))
            assert server.has_been_left(1)

    loop.run(scenario)


def test_a_server_without_run_events_is_asked_for_the_run_s_detail(loop: Loop, server: RawServer) -> None:
    detail = {**FINISHED, "outputs": '{"text": "Hello"}', "inputs": "{}", "total_tokens": 7, "total_steps": 3}
    running = {**detail, "status": "running", "outputs": None}
    server.add(
        stream(STARTED, NODE, HALF, then="reset"),
        NO_ROUTE,
        as_json(200, running),
        as_json(502, {"message": "no"}),
        as_json(200, running),
        as_json(200, detail),
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.workflows.stream_workflow(inputs={})
            events = await loop.take(reading)
            names = ["workflow_started", "node_started", "text_chunk", "client_gap", "client_text", "workflow_finished"]
            assert [each.event for each in events] == names
            assert events[-1]["made_by_client"]
            final = await loop.get(reading.final())
            assert (final.status, final.outputs, final.total_tokens) == ("succeeded", {"text": "Hello"}, 7)
            assert reading.answer_so_far == "Hello"
        assert paths(server)[1:] == ["/workflow/r-1/events", *["/workflows/run/r-1"] * 4]

    loop.run(scenario)


def test_a_chatflow_that_succeeded_in_part_is_not_whole_without_its_end(loop: Loop, server: RawServer) -> None:
    """The older server sends `message_end` after `workflow_finished`."""
    ids = {**RUN, **CHAT}
    run = {**FINISHED, "status": "partial-succeeded", "outputs": {"answer": "Hello"}}
    said = frame({"event": "message", **CHAT, "task_id": "t-1", "id": "m-1", "answer": "Hello"})
    server.add(
        stream(event("workflow_started", ids, id="r-1"), said, event("workflow_finished", ids, **run), then="close"),
        as_json(200, {"data": [{"id": "m-1", "answer": "Hello", "retriever_resources": []}]}),
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.chat.stream_chat_message(query="Hi")
            assert (await loop.get(reading.final())).metadata.usage is None
            assert [gap.fields for gap in reading.gaps] == [("usage",)]

    loop.run(scenario)


def test_a_gap_after_a_pause_tells_of_what_begins_again(loop: Loop, server: RawServer) -> None:
    form = {"form_id": "f-1", "form_token": "token", "node_id": "ask"}
    asked = event("human_input_required", **form, form_content="?", inputs=[], actions=[])
    again = event("workflow_started", id="r-1", reason="initial")
    server.add(
        stream(STARTED, asked, event("node_started", id="n-0", node_id="ask"), then="close"),
        stream(again, NODE, OVER),
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.workflows.stream_workflow(inputs={})
            await loop.take(reading)
            assert {"workflow_started", "node_started"} <= set(reading.gaps[0].events)

    loop.run(scenario)


@pytest.mark.parametrize("older", [False, True])
def test_a_chatflow_that_failed_meanwhile_raises_with_its_text(loop: Loop, server: RawServer, older: bool) -> None:
    ids = {**RUN, **CHAT}
    failed = {**FINISHED, "status": "failed", "outputs": {}, "error": "no model"}
    server.add(
        stream(event("workflow_started", ids, id="r-1", workflow_id="w-1"), then="close"),
        *(
            [NO_ROUTE, as_json(200, failed)]
            if older
            else [stream(event("workflow_finished", {**RUN, "task_id": "r-1"}, **failed))]
        ),
        *[as_json(200, {"data": [{"id": "m-1", "answer": "Hel", "status": "error"}]})] * 2,
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            with pytest.raises(DifyAPIError, match="no model") as caught:
                await loop.get(client.chat.stream_chat_message(query="Hi").final())
            assert caught.value.text == "Hel"

    loop.run(scenario)


def test_only_the_end_of_a_chatflow_lost_costs_its_usage_alone(loop: Loop, server: RawServer) -> None:
    ids = {**RUN, **CHAT}
    server.add(
        stream(
            event("workflow_started", ids, id="r-1", workflow_id="w-1"),
            frame({"event": "message", **CHAT, "task_id": "t-1", "id": "m-1", "answer": "Hello"}),
            event("workflow_finished", ids, **FINISHED),
            then="close",
        ),
        as_json(200, {"data": [{"id": "m-1", "answer": "Hello", "retriever_resources": [{"position": 1}]}]}),
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.chat.stream_chat_message(query="Hi")
            final = await loop.get(reading.final())
            assert (final.answer, final.metadata.usage) == ("Hello", None)
            assert final.metadata["retriever_resources"] == [{"position": 1}]
            assert [(gap.events, gap.fields) for gap in reading.gaps] == [(("message_end",), ("usage",))]
        assert paths(server) == ["/chat-messages", "/messages"]

    loop.run(scenario)


def test_resume_false_leaves_a_cut_a_cut(loop: Loop, server: RawServer) -> None:
    server.add(stream(STARTED, HALF, then="close"))

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            with pytest.raises(DifyStreamInterruptedError):
                await loop.get(client.workflows.stream_workflow(inputs={}, resume=False).final())
        assert len(server.requests) == 1

    loop.run(scenario)


def test_a_text_that_the_outputs_do_not_fit_stays_as_it_came(loop: Loop, server: RawServer) -> None:
    other = {**FINISHED, "outputs": {"length": 7, "kind": "greeting"}}
    server.add(
        stream(STARTED, HALF, then="close"), stream(event("workflow_finished", {**RUN, "task_id": "r-1"}, **other))
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.workflows.stream_workflow(inputs={})
            events = await loop.take(reading)
            assert [each.event for each in events][2:] == ["client_gap", "workflow_finished"]
            assert reading.answer_so_far == "Hel"
            assert "text_chunk" in reading.gaps[0].events

    loop.run(scenario)


def test_the_pieces_of_text_have_the_end_that_was_missing(loop: Loop, server: RawServer) -> None:
    server.add(stream(STARTED, HALF, then="close"), stream(OVER))

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.workflows.stream_workflow(inputs={})
            assert await loop.take(reading.text()) == ["Hel", "lo"]

    loop.run(scenario)


# Chats


def chat_event(text: str) -> bytes:
    return frame({"event": "agent_message", **CHAT, "task_id": "t-1", "id": "m-1", "answer": text})


def test_a_chat_s_saved_answer_is_recovered(loop: Loop, server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from pydify_plus._async import recovery as async_recovery
    from pydify_plus._sync import recovery as sync_recovery

    for module in (async_recovery, sync_recovery):
        monkeypatch.setattr(module, "_POLL", 0.01)

    def history(text: str) -> Answer:
        return as_json(
            200, {"data": [{"id": "m-0", "answer": "before"}, {"id": "m-1", "answer": text, "status": "normal"}]}
        )

    server.add(stream(chat_event("Hel"), then="reset"), history(""), history("Hello"))

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.chat.stream_chat_message(query="Hi")
            with pytest.raises(DifyStreamInterruptedError) as caught:
                await loop.take(reading)
            assert (await loop.get(reading.recover())).answer == "Hello"
            assert "conversation_id=c-1" in server.requests[-1].target
            server.add(history("Hello"))
            assert (await loop.get(caught.value.recover())).answer == "Hello"
            with pytest.raises(DifyError, match=r"get_chat_message\(error.message_id"):
                pickle.loads(pickle.dumps(caught.value)).recover()  # noqa: S301
            server.add(stream(chat_event("Hel"), then="reset"), history("Hello"))
            with pytest.raises(DifyStreamInterruptedError) as caught:
                await loop.get(client.chat.create_chat_message(query="Hi"))
            assert (await loop.get(caught.value.recover())).answer == "Hello"
            server.add(history(""))
            with pytest.raises(DifyStreamInterruptedError, match="saved no answer"):
                await loop.get(reading.recover(within=0.0))

    loop.run(scenario)


def test_a_recovery_survives_failures_that_pass(loop: Loop, server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from pydify_plus._async import recovery as async_recovery
    from pydify_plus._sync import recovery as sync_recovery

    for module in (async_recovery, sync_recovery):
        monkeypatch.setattr(module, "_POLL", 0.01)
    whole = as_json(200, {"data": [{"id": "m-1", "answer": "Hello", "status": "normal"}]})
    server.add(
        stream(chat_event("Hel"), then="reset"), as_json(503, {"message": "no"}), answer([], then="reset"), whole
    )

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.chat.stream_chat_message(query="Hi")
            with pytest.raises(DifyStreamInterruptedError):
                await loop.take(reading)
            assert (await loop.get(reading.recover())).answer == "Hello"
            server.add(as_json(503, {"message": "no"}))
            with pytest.raises(DifyStreamInterruptedError, match="saved no answer"):
                await loop.get(reading.recover(within=0.0))
            server.add(as_json(401, {"code": "unauthorized", "message": "no", "status": 401}))
            with pytest.raises(DifyAPIError, match="unauthorized"):
                await loop.get(reading.recover())

    loop.run(scenario)


@pytest.mark.parametrize("has_all", [True, False])
def test_speech_that_is_cut_behind_the_answer_is_a_gap(loop: Loop, server: RawServer, has_all: bool) -> None:
    speech = frame({"event": "tts_message", **CHAT, "task_id": "t-1", "audio": "bXAz"})
    rest = frame({"event": "tts_message_end", **CHAT, "task_id": "t-1", "audio": ""}) if has_all else b""
    end = frame({"event": "message_end", **CHAT, "task_id": "t-1", "id": "m-1", "metadata": {}, "files": None})
    server.add(stream(chat_event("Hello"), speech, end, speech, rest, then="reset"))

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.chat.stream_chat_message(query="Hi", collect_audio=True)
            names = [each.event for each in await loop.take(reading)]
            assert names.count("tts_message") == 2
            assert names[-1] == ("tts_message_end" if has_all else "client_gap")
            assert [gap.events for gap in reading.gaps] == [] if has_all else [("tts_message", "tts_message_end")]
            assert (await loop.get(reading.final())).answer == "Hello"
            assert reading.audio == b"mp3mp3"

    loop.run(scenario)


def test_what_no_event_has_named_cannot_be_recovered(loop: Loop, server: RawServer) -> None:
    server.add(stream(then="close"))

    async def scenario() -> None:
        async with client_of(loop, server) as client:
            reading = client.chat.stream_chat_message(query="Hi")
            with pytest.raises(DifyStreamInterruptedError):
                await loop.take(reading)
            with pytest.raises(DifyError, match="where the answer is saved"):
                await loop.get(reading.recover())

    loop.run(scenario)
