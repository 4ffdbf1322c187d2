from __future__ import annotations

import tracemalloc
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from core.streams import STREAMS, new_state, recorded, replayed, told

from pydify_plus._core.stream_state import GRACE, SPEECH_GRACE, StreamKind, StreamState

if TYPE_CHECKING:
    from recorded import Exchange

SPEECH = {"tts_message", "tts_message_end"}
CUT_BY_CLIENT = [exchange for exchange in STREAMS if exchange.case.endswith("-cut")]
ENDED = [exchange for exchange in STREAMS if exchange not in CUT_BY_CLIENT]


# The end


@pytest.mark.parametrize("exchange", ENDED, ids=str)
def test_a_recorded_stream_is_over_at_its_last_event_and_not_before(exchange: Exchange) -> None:
    state = new_state(exchange)
    for event in exchange.events:
        assert state.over_after != 0.0, "there is more to read"
        state.feed(event)
    assert state.complete
    assert state.over_after is not None


@pytest.mark.parametrize("exchange", ENDED, ids=str)
def test_a_recorded_stream_that_is_cut_is_not_complete(exchange: Exchange) -> None:
    state = new_state(exchange)
    events = exchange.events
    for position, event in enumerate(events):
        rest = {later["event"] for later in events[position:]}
        if state.complete:  # nothing of the answer is missing
            assert rest <= SPEECH or (state.status in {"failed", "stopped"} and rest <= {"error", "message_end"})
            assert state.over_after is not None
        state.feed(event)


@pytest.mark.parametrize("exchange", CUT_BY_CLIENT, ids=str)
def test_a_stream_cut_before_its_end_is_to_be_read_on(exchange: Exchange) -> None:
    state = told(new_state(exchange), *exchange.events)
    assert not state.complete
    assert state.over_after is None
    assert state.status == "running"
    assert state.workflow_run_id is not None


@pytest.mark.parametrize(
    ("version", "number", "over_after"),
    [
        pytest.param("1.14.2", "096", 0, id="error"),
        pytest.param("1.14.2", "123", 0, id="chatflow, error before the run, held open"),
        pytest.param("1.14.2", "693", 0, id="workflow, error before the run, held open"),
        pytest.param("1.14.2", "633", 0, id="datasource_error"),
        pytest.param("1.14.2", "631", 0, id="datasource_completed"),
        pytest.param("1.14.2", "640", 0, id="pipeline"),
        pytest.param("1.14.2", "107", GRACE, id="chat: speech may follow"),
        pytest.param("1.14.2", "102", 0, id="chat: speech has ended"),
        pytest.param("1.14.2", "154", GRACE, id="completion: speech may follow"),
        pytest.param("1.14.2", "168", 0, id="workflow"),
        pytest.param("1.14.2", "654", GRACE, id="workflow, speech cut off"),
        pytest.param("1.14.2", "251", 0, id="workflow, paused"),
        pytest.param("1.14.2", "110", 0, id="chatflow: both ends seen"),
        pytest.param("1.14.2", "119", GRACE, id="chatflow, failed: an error may follow"),
        pytest.param("1.14.2", "247", 0, id="chatflow, paused"),
        pytest.param("1.14.2", "656", GRACE, id="chatflow, moderated, held open"),
        pytest.param("1.14.2", "723", 0, id="chatflow, annotation with speech, held open"),
        pytest.param("1.14.2", "236", 0, id="events of a finished run"),
        pytest.param("1.14.2", "232", 0, id="events of a paused run"),
        pytest.param("1.14.2", "254", 0, id="events of a run that goes on after its pause"),
        pytest.param("1.9.2", "168", GRACE, id="older workflow: speech may follow"),
        pytest.param("1.9.2", "621", 0, id="older workflow: speech has ended"),
        pytest.param("1.9.2", "110", GRACE, id="older chatflow: speech may follow both ends"),
        pytest.param("1.9.2", "119", 0, id="older chatflow, failed: its error came"),
    ],
)
def test_how_long_to_read_on_after_the_last_event(version: str, number: str, over_after: float) -> None:
    assert replayed(version, number).over_after == over_after


def test_one_end_of_a_chatflow_alone_is_waited_for_and_then_a_cut() -> None:
    for version, last in (("1.14.2", "workflow_finished"), ("1.9.2", "message_end")):
        exchange = recorded(version, "110")
        *events, end = exchange.events
        assert end["event"] == last
        state = told(new_state(exchange), *events)
        assert state.over_after == GRACE
        assert not state.complete


def test_the_wait_is_longer_between_two_pieces_of_speech() -> None:
    exchange = recorded("1.14.2", "102")
    state = new_state(exchange)
    for event in exchange.events[:-1]:
        state.feed(event)
        assert state.over_after in (None, SPEECH_GRACE)
    assert state.over_after == SPEECH_GRACE


def test_a_pause_ends_a_stream_unless_it_is_to_go_on() -> None:
    exchange = recorded("1.14.2", "234")
    events = exchange.events
    pause = [event["event"] for event in events].index("workflow_paused")
    ends, goes_on = StreamState(StreamKind.RUN_EVENTS), StreamState(StreamKind.RUN_EVENTS, continue_on_pause=True)
    for state in (ends, goes_on):
        told(state, *events[: pause + 1])
        assert state.status == "paused"
        assert state.paused == events[pause]["data"]
    assert (ends.over_after, ends.complete) == (0, True)
    assert (goes_on.over_after, goes_on.complete) == (None, False)
    told(goes_on, events[pause + 1])
    assert (goes_on.status, goes_on.paused) == ("running", None)


def test_a_chatflow_is_known_and_read_to_its_end_wherever_its_events_are_opened() -> None:
    exchange = recorded("1.14.2", "250")
    events = exchange.events
    for start in range(len(events) - 1):
        state = new_state(exchange)
        for event in events[start:]:
            assert state.over_after != 0.0
            state.feed(event)
        assert (state.mode, state.over_after, state.complete) == ("advanced-chat", 0.0, True)
        assert state.workflow_run_id == events[0]["workflow_run_id"]


# What it told


@pytest.mark.parametrize("exchange", STREAMS, ids=str)
def test_the_ids_are_those_of_the_events(exchange: Exchange) -> None:
    state = told(new_state(exchange), *exchange.events)
    for name in ("conversation_id", "message_id", "workflow_run_id"):
        assert {getattr(state, name)} == ({event[name] for event in exchange.events if event.get(name)} or {None})
    tasks = {event["task_id"] for event in exchange.events if event.get("task_id")} - {state.workflow_run_id}
    assert {state.task_id} == (tasks or {None})


def test_a_finished_run_has_no_task_to_stop() -> None:
    state = replayed("1.14.2", "236")
    assert state.task_id is None
    assert state.workflow_run_id == "8c8adf41-71e0-4823-8731-b5e4b9360c88"


@pytest.mark.parametrize(
    ("version", "number", "text"),
    [
        ("1.14.2", "107", "You said: hello"),
        ("1.14.2", "711", "You said: unicode é 😀 \u2028 line"),
        ("1.14.2", "105", "Output blocked."),
        ("1.14.2", "126", "The tool has answered. Done."),
        ("1.14.2", "154", "You said: Write a poem"),
        ("1.14.2", "148", "word0 word1 word2 word3 word4 word5 word6 word7 "),
        ("1.9.2", "690", "A platform."),
    ],
)
def test_the_text_is_that_of_the_deltas(version: str, number: str, text: str) -> None:
    assert replayed(version, number).text == text


@pytest.mark.parametrize("exchange", [e for e in STREAMS if e.operation == "sendChatMessage"], ids=str)
def test_a_chatflow_text_is_the_answer_that_its_run_gives(exchange: Exchange) -> None:
    state = told(new_state(exchange), *exchange.events)
    answer = (state.finished or {}).get("outputs", {}).get("answer")
    assert answer is None or state.text == answer


@pytest.mark.parametrize(
    ("payloads", "text", "delta"),
    [
        ([{"event": "message", "answer": "a\r\n"}, {"event": "message", "answer": "b"}], "a\r\nb", "b"),
        ([{"event": "message", "answer": "a"}, {"event": "message_replace", "answer": "b"}], "b", ""),
        ([{"event": "text_chunk", "data": {"text": "a"}}, {"event": "text_replace", "data": {"text": "b"}}], "b", ""),
        ([{"event": "agent_message", "answer": "a"}, {"event": "agent_message", "answer": "b"}], "ab", "b"),
        ([{"event": "agent_message", "answer": "ab"}, {"event": "message", "answer": "ab"}], "ab", ""),
        ([{"event": "message", "answer": "a"}, {"event": "reasoning_chunk", "data": {"reasoning": "b"}}], "a", ""),
        ([{"event": "message_replace", "answer": "a"}, {"event": "message", "answer": "b"}], "ab", "b"),
    ],
)
def test_text_rules(payloads: list[dict[str, Any]], text: str, delta: str) -> None:
    state = told(StreamState(StreamKind.CHAT), *payloads)
    assert (state.text, state.delta) == (text, delta)


@pytest.mark.parametrize(
    ("version", "number", "mode", "status"),
    [
        ("1.14.2", "107", "chat", None),
        ("1.14.2", "126", "agent-chat", None),
        ("1.14.2", "110", "advanced-chat", "succeeded"),
        ("1.14.2", "656", "advanced-chat", None),
        ("1.9.2", "623", "advanced-chat", None),
        ("1.9.2", "341", "chat", None),
        ("1.14.2", "154", "completion", None),
        ("1.14.2", "181", "workflow", "partial-succeeded"),
        ("1.14.2", "185", "workflow", "failed"),
        ("1.14.2", "148", "workflow", "stopped"),
        ("1.9.2", "148", "workflow", "stopped"),
        ("1.9.2", "704", "advanced-chat", "stopped"),
        ("1.14.2", "251", "workflow", "paused"),
        ("1.14.2", "250", "advanced-chat", "succeeded"),
        ("1.14.2", "640", "rag-pipeline", "failed"),
    ],
)
def test_mode_and_status(version: str, number: str, mode: str, status: str | None) -> None:
    state = replayed(version, number)
    assert (state.mode, state.status) == (mode, status)


def test_usage_and_retriever_resources_are_those_of_message_end() -> None:
    exchange = recorded("1.14.2", "661")
    (metadata,) = [event["metadata"] for event in exchange.events if event["event"] == "message_end"]
    state = told(new_state(exchange), *exchange.events)
    assert state.usage == metadata["usage"]
    assert state.retriever_resources == metadata["retriever_resources"] != []


def test_an_agent_thought_is_kept_as_it_was_told_last() -> None:
    state = replayed("1.14.2", "126")
    assert [(thought["position"], thought["tool"]) for thought in state.agent_thoughts] == [(1, "tts"), (2, "")]
    assert state.agent_thoughts[0]["observation"].startswith('{"tts": "Audio generated')
    assert state.agent_thoughts[1]["thought"] == "The tool has answered. Done."
    assert [file["id"] for file in state.message_files] == state.agent_thoughts[0]["message_files"]


def test_a_failed_chatflow_is_the_same_failure_on_both_servers() -> None:
    newer, older = replayed("1.14.2", "119"), replayed("1.9.2", "119")
    assert newer.error is None
    assert older.failure == older.error
    assert newer.failure
    assert older.failure
    assert newer.failure["message_id"] == newer.message_id
    ids = {"conversation_id", "message_id", "created_at"}
    assert newer.failure.keys() == older.failure.keys()
    assert all(newer.failure[key] == older.failure[key] for key in older.failure.keys() - ids)


@pytest.mark.parametrize(("version", "number"), [("1.14.2", "185"), ("1.14.2", "148"), ("1.9.2", "704")])
def test_a_failed_workflow_and_a_stopped_chatflow_are_answers(version: str, number: str) -> None:
    assert replayed(version, number).failure is None


def test_speech_is_counted_and_collected_only_on_request() -> None:
    exchange = recorded("1.14.2", "102")
    pieces = [b64decode(event["audio"]) for event in exchange.events if event["event"] == "tts_message"]
    counting = told(new_state(exchange), *exchange.events)
    collecting = told(new_state(exchange, collect_audio=True), *exchange.events)
    assert counting.audio_chunks == collecting.audio_chunks == len(pieces) == 6
    assert counting.audio is None
    assert collecting.audio == b"".join(pieces)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"event": None},
        {"event": ["message"]},
        {"event": "message"},
        {"event": "message", "answer": None},
        {"event": "text_chunk", "data": None},
        {"event": "text_replace"},
        {"event": "message_end", "metadata": None},
        {"event": "workflow_started", "data": []},
        {"event": "workflow_finished"},
        {"event": "tts_message"},
        {"event": "tts_message", "audio": ["UklGRg=="]},
        {"event": "tts_message", "audio": "AAAAA"},
        {"event": "from_the_future", "data": {"text": "x"}, "answer": "x"},
    ],
)
@pytest.mark.parametrize("kind", StreamKind)
def test_unknown_and_odd_events_are_no_error(kind: StreamKind, payload: dict[str, Any]) -> None:
    state = told(StreamState(kind, collect_audio=True), payload, {"event": "message", "answer": "text"})
    assert state.text == "text"
    assert state.audio == b""
    assert state.failure is None
    assert isinstance(state.mode, str)
    assert isinstance(state.complete, bool)


def test_memory_is_that_of_the_text() -> None:
    exchange = recorded("1.14.2", "653")
    started, finished = exchange.events[1:3]
    state = told(new_state(exchange), exchange.events[0])
    speech = {"event": "tts_message", "audio": "A" * 1000}
    tracemalloc.start()
    for _ in range(20_000):
        told(state, dict(started), {"event": "message", "answer": "12345"}, dict(speech), dict(finished))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(state.text) == 100_000
    assert used < 1_000_000  # bytes
