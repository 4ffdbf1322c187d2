"""What of a stream that was opened again is new, what is missing, and how its text is made whole."""

from __future__ import annotations

from typing import Any

import pytest
from core.streams import STREAMS, new_state
from recorded import Exchange

from pydify_plus._core.resumption import TOLD_ONCE, Resumption, text_of_outputs
from pydify_plus._core.stream_state import StreamKind, StreamState

RUN = {"workflow_run_id": "r-1", "task_id": "t-1"}
PAUSE = {"event": "workflow_paused", **RUN, "data": {"reasons": [{"form_id": "f-1"}]}}


def event(name: str, **data: Any) -> dict[str, Any]:
    return {"event": name, **RUN, "data": data}


STARTED = event("workflow_started", reason="initial")


def resumed(*payloads: dict[str, Any], cuts: bool = True) -> tuple[StreamState, Resumption]:
    """A stream that was cut after these events, and is connected again."""
    state = StreamState(StreamKind.WORKFLOW)
    resumption = Resumption(state, enabled=True)
    for payload in (STARTED, *payloads):
        assert resumption.admits(payload)
        state.feed(payload)
    if cuts:
        resumption.cut("it broke")
        resumption.connected()
    return state, resumption


@pytest.mark.parametrize("exchange", STREAMS, ids=str)
def test_of_a_stream_that_never_broke_every_event_is_new_and_no_node_is_told_twice(exchange: Exchange) -> None:
    state = new_state(exchange)
    resumption = Resumption(state, enabled=True)
    connected = Resumption(state, enabled=True)
    connected.connected()
    for payload in exchange.events:
        if payload["event"] in TOLD_ONCE:
            assert resumption.admits(payload)
            # What a snapshot alone has is not given later; but nothing else takes an event for one that was told before.
            snapshot = payload["event"] == "node_finished" and payload["data"]["status"] == "paused"
            assert connected.admits(payload) or snapshot or payload.get("answer") == ""
        state.feed(payload)


@pytest.mark.parametrize(
    ("before", "told", "is_new"),
    [
        ((), STARTED, False),
        ((), event("node_started", id="n-1"), True),
        ((event("node_started", id="n-1"),), event("node_started", id="n-1"), False),
        ((event("node_started", id="n-1"),), event("node_finished", id="n-1", status="succeeded"), True),
        ((event("node_started", id="n-1"),), event("node_finished", id="n-1", status="paused"), False),
        ((event("human_input_required", form_id="f-1"),), event("human_input_required", form_id="f-1"), False),
        ((event("human_input_required", form_id="f-1"),), event("human_input_required", form_id="f-2"), True),
        ((PAUSE,), PAUSE, False),
        ((), PAUSE, True),
        ((PAUSE,), event("workflow_started", reason="resumption"), True),
        ((), {"event": "message_replace", "answer": ""}, False),
        ((), {"event": "message_replace", "answer": "blocked"}, True),
        ((event("text_chunk", text="a"),), event("text_chunk", text="a"), True),
    ],
)
def test_an_event_is_given_once(before: tuple[Any, ...], told: dict[str, Any], is_new: bool) -> None:
    _, resumption = resumed(*before)
    assert resumption.admits(told) is is_new


def test_a_node_that_waited_starts_again_when_the_run_goes_on() -> None:
    waits, done = event("node_started", id="n-1"), event("node_started", id="n-0")
    _, resumption = resumed(done, event("node_finished", id="n-0", status="succeeded"), waits, PAUSE)
    assert not resumption.admits(waits)
    resumption.admits(event("workflow_started", reason="resumption"))
    assert [resumption.admits(each) for each in (done, waits, waits)] == [False, True, False]


def test_a_pause_for_forms_that_are_submitted_is_over() -> None:
    state, resumption = resumed(PAUSE, cuts=False)
    resumption.submitted(["f-1"])
    resumption.waited()
    resumption.connected()
    assert (state.paused, state.status, state.complete) == (None, "running", False)
    assert not resumption.admits(PAUSE)
    assert resumption.admits({**PAUSE, "data": {"reasons": [{"form_id": "f-1"}, {"form_id": "f-2"}]}})


@pytest.mark.parametrize(
    ("kind", "run", "enabled", "possible"),
    [
        (StreamKind.WORKFLOW, True, True, True),
        (StreamKind.CHAT, True, True, True),
        (StreamKind.RUN_EVENTS, True, True, True),
        (StreamKind.WORKFLOW, False, True, False),
        (StreamKind.WORKFLOW, True, False, False),
        (StreamKind.COMPLETION, True, True, False),
        (StreamKind.PIPELINE, True, True, False),
    ],
)
def test_a_run_that_is_known_can_be_taken_up(kind: StreamKind, run: bool, enabled: bool, possible: bool) -> None:
    state = StreamState(kind)
    if run:
        state.feed(STARTED)
    assert Resumption(state, enabled=enabled).possible is possible


@pytest.mark.parametrize(
    ("pieces", "outputs", "whole"),
    [
        (["ab", "ef"], {"text": "abcdef"}, "abcdef"),
        (["ab", ""], {"text": "abcdef"}, "abcdef"),
        (["", "ef"], {"text": "abcdef"}, "abcdef"),
        (["a", "c", "e", "f"], {"text": "abcdef"}, "abcdef"),
        (["abc", "def"], {"text": "abcdef"}, None),
        (["ab", "xf"], {"text": "abcdef"}, None),
        (["b", "f"], {"text": "abcdef"}, None),
        (["ab", "d"], {"text": "abcdef"}, None),
        (["abcde", "ef"], {"text": "abcdef"}, None),
        (["a", "4"], {"a": "a", "b": {"c": [1]}, "d": None, "e": 4}, 'a\n{\n  "c": [\n    1\n  ]\n}\n\n4'),
        (["a", ""], {}, None),
    ],
)
def test_a_workflow_s_text_is_made_of_outputs_that_its_pieces_fit(
    pieces: list[str], outputs: dict[str, Any], whole: str | None
) -> None:
    state, resumption = resumed(event("text_chunk", text=pieces[0]))
    for piece in pieces[1:]:
        resumption.connected()
        resumption.gap_before(event("text_chunk"))
        state.feed(event("text_chunk", text=piece))
    assert resumption.whole_text(event("workflow_finished", outputs=outputs), None) == whole


def test_without_outputs_there_is_no_text() -> None:
    assert text_of_outputs({}) is None
