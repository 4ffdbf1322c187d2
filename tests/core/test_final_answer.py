from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from core.streams import STREAMS, new_state, recorded, replayed, told

from pydify_plus._core.final_answer import final_answer
from pydify_plus._core.stream_state import StreamKind

if TYPE_CHECKING:
    from recorded import Exchange

# What differs between two runs of the same request.
VOLATILE = {
    *("id", "task_id", "message_id", "conversation_id", "workflow_run_id", "form_id", "form_token", "form_content"),
    *("created_at", "finished_at", "elapsed_time", "expiration_time", "hit_count", "url", "reference"),
    *("latency", "time_to_first_token", "time_to_generate"),
}
# What depends on the conversation so far.
OF_THE_HISTORY = {"prompt_tokens", "prompt_price", "total_tokens", "total_price"}


def comparable(value: Any, volatile: set[str]) -> Any:
    """The value with what is volatile replaced by its type."""
    if isinstance(value, dict):
        return {key: type(item) if key in volatile else comparable(item, volatile) for key, item in value.items()}
    return [comparable(item, volatile) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("version", "streaming", "blocking"),
    [
        pytest.param("1.14.2", "107", "108", id="chat"),
        pytest.param("1.14.2", "685", "684", id="chat, unpublished"),
        pytest.param("1.14.2", "110", "109", id="chatflow"),
        pytest.param("1.14.2", "656", "657", id="chatflow, moderated"),
        pytest.param("1.14.2", "661", "662", id="chatflow with knowledge"),
        pytest.param("1.14.2", "154", "153", id="completion"),
        pytest.param("1.14.2", "168", "167", id="workflow"),
        pytest.param("1.14.2", "171", "170", id="workflow with a file"),
        pytest.param("1.14.2", "174", "173", id="workflow with usage"),
        pytest.param("1.14.2", "181", "182", id="workflow, partial"),
        pytest.param("1.14.2", "198", "197", id="workflow by id"),
        pytest.param("1.14.2", "659", "660", id="workflow with an agent node"),
        pytest.param("1.14.2", "251", "246", id="workflow, paused"),
        pytest.param("1.9.2", "107", "108", id="older chat"),
        pytest.param("1.9.2", "652", "651", id="older chat, unpublished"),
        pytest.param("1.9.2", "110", "109", id="older chatflow"),
        pytest.param("1.9.2", "623", "624", id="older chatflow, moderated"),
        pytest.param("1.9.2", "154", "153", id="older completion"),
        pytest.param("1.9.2", "168", "167", id="older workflow"),
        pytest.param("1.9.2", "174", "173", id="older workflow with usage"),
        pytest.param("1.9.2", "181", "182", id="older workflow, partial"),
        pytest.param("1.9.2", "198", "197", id="older workflow by id"),
        pytest.param("1.9.2", "626", "627", id="older workflow with an agent node"),
        pytest.param("1.9.2", "660", "659", id="older workflow, failed"),
    ],
)
def test_a_stream_adds_up_to_the_blocking_answer_of_the_same_request(
    version: str, streaming: str, blocking: str
) -> None:
    exchange = recorded(version, streaming)
    volatile = VOLATILE | (OF_THE_HISTORY if "conversation_id" in exchange.request["json"] else set())
    answer = final_answer(replayed(version, streaming))
    assert comparable(answer, volatile) == comparable(recorded(version, blocking).json, volatile)
    assert list(answer) == list(recorded(version, blocking).json), "in Dify's order"


@pytest.mark.parametrize("exchange", STREAMS, ids=str)
def test_an_answer_has_the_ids_of_its_stream(exchange: Exchange) -> None:
    state = told(new_state(exchange), *exchange.events)
    if not state.complete or state.failure or state.kind is StreamKind.DATASOURCE:
        return
    answer = final_answer(state)
    assert answer["task_id"] == state.task_id
    if "data" in answer:
        assert answer["workflow_run_id"] == state.workflow_run_id is not None
    else:
        assert answer["id"] == answer["message_id"] == state.message_id is not None
        assert answer["created_at"] == exchange.events[0]["created_at"]
        assert answer.get("conversation_id") == state.conversation_id


def test_a_stopped_workflow_is_what_its_run_says_later() -> None:
    answer, run = final_answer(replayed("1.14.2", "148")), recorded("1.14.2", "149").json
    assert answer["data"]["status"] == "stopped"
    for key in ("id", "workflow_id", "status", "outputs", "error", "total_steps", "total_tokens", "finished_at"):
        assert answer["data"][key] == run[key]


def test_a_failed_workflow_is_an_answer() -> None:
    data = final_answer(replayed("1.14.2", "185"))["data"]
    assert (data["status"], data["error"], data["outputs"]) == ("failed", "fake errormid", {})


def test_a_paused_chatflow_holds_the_pause_beside_the_message() -> None:
    answer = final_answer(replayed("1.14.2", "247"))
    pause = recorded("1.14.2", "247").events[-1]["data"]
    message = {"id", "message_id", "conversation_id", "mode", "answer", "metadata", "created_at"}
    assert answer.keys() == message | {"event", "task_id", "workflow_run_id", "data"}
    assert answer["event"] == "workflow_paused"
    assert answer["metadata"] == {"annotation_reply": None, "retriever_resources": [], "usage": None}
    assert {key: answer["data"][key] for key in message} == {key: answer[key] for key in message}
    told_by_pause = {"status", "reasons", "paused_nodes", "elapsed_time", "total_tokens", "total_steps"}
    assert answer["data"].keys() == message | told_by_pause | {"workflow_run_id"}
    assert {key: answer["data"][key] for key in told_by_pause} == {key: pause[key] for key in told_by_pause}
    assert answer["data"]["reasons"][0]["form_token"] == "TWmRDCLk9DGflXcDW79xPQ"


def test_an_agent_answer_is_the_message_that_the_history_keeps() -> None:
    answer = final_answer(replayed("1.14.2", "718"))
    (message,) = [m for m in recorded("1.14.2", "719").json["data"] if m["id"] == answer["id"]]
    assert answer["mode"] == "agent-chat"
    assert answer["answer"] == message["answer"]
    for kept, thought in zip(message["agent_thoughts"], answer["agent_thoughts"], strict=True):
        for key in ("id", "message_id", "position", "thought", "tool", "tool_labels", "tool_input", "observation"):
            assert thought[key] == kept[key]
    assert [f["id"] for f in answer["message_files"]] == [f["id"] for f in message["message_files"]]
    assert [f["related_id"] for f in answer["files"]] == [f["id"] for f in message["message_files"]]
    assert answer["metadata"]["usage"]["total_tokens"] > 0


def test_the_callers_own_files_are_not_in_a_chat_answer() -> None:
    state = replayed("1.14.2", "061")
    assert state.files
    assert "files" not in final_answer(state)


def test_moderated_text_is_the_replaced_one() -> None:
    assert final_answer(replayed("1.14.2", "105"))["answer"] == "Output blocked."


def test_an_annotation_reply_is_named() -> None:
    assert final_answer(replayed("1.14.2", "373"))["metadata"]["annotation_reply"]["account"]["name"] == "admin"


def test_a_chatflow_stopped_without_message_end_answers_with_the_text_so_far() -> None:
    exchange = recorded("1.9.2", "704")
    state = told(new_state(exchange), *exchange.events[:-1])
    answer = final_answer(state)
    assert answer["answer"] == "word0 word1 word2 "
    assert answer["metadata"] == {"annotation_reply": None, "retriever_resources": [], "usage": None}


def test_events_that_were_opened_late_answer_with_the_run_s_whole_text() -> None:
    state = replayed("1.14.2", "730")
    assert state.text.startswith("word15 ")
    answer = final_answer(state)
    assert answer["answer"] == "".join(f"word{i} " for i in range(30))
    assert answer["mode"] == "advanced-chat"


def test_a_pipeline_answers_as_a_run_and_a_datasource_with_its_last_event() -> None:
    assert final_answer(replayed("1.14.2", "640"))["data"]["error"] == "Chunks is not a list"
    crawled = recorded("1.14.2", "631").events[-1]
    assert final_answer(replayed("1.14.2", "631")) == {key: crawled[key] for key in crawled if key != "event"}


@pytest.mark.parametrize("number", ["096", "119", "123", "633", "726", "729"])
def test_a_stream_that_failed_or_was_cut_has_no_answer(number: str) -> None:
    with pytest.raises(ValueError, match="no answer"):
        final_answer(replayed("1.14.2", number))


def test_answers_do_not_share_their_metadata() -> None:
    first, second = (final_answer(replayed("1.14.2", "247")) for _ in range(2))
    first["metadata"]["retriever_resources"].append("mine")
    assert second["metadata"]["retriever_resources"] == []
