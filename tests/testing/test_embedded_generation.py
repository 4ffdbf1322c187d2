"""Generations of the embedded Dify that take more than one request: memory, users, stops, cuts, pings, limits."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from itertools import islice
from typing import Any

import pytest
from testing.conversation import Talk, order

from pydify_plus.testing import (
    LLM,
    App,
    Code,
    DifyServer,
    End,
    InputField,
    ModelFailure,
    Pause,
    Quirks,
    Reply,
    ToolCall,
    Turn,
)

MakeTalk = Callable[..., Talk]


def run(talk: Talk, **inputs: Any) -> Any:
    return talk.send("executeWorkflow", json={"inputs": inputs})


def running(talk: Talk, **inputs: Any) -> Generator[dict[str, Any], None, None]:
    return talk.stream("executeWorkflow", json={"inputs": inputs, "response_mode": "streaming"})


@pytest.mark.parametrize("app", ["chat", "chatflow"])
def test_a_conversation_remembers(talk: MakeTalk, app: str) -> None:
    ann = talk(app)
    first = ann.ask("red apples")
    second = ann.ask("What did I say?", conversation_id=first["conversation_id"])
    assert second["answer"] == 'You said "red apples".'
    assert ann.ask("我刚才说了什么")["answer"] == "You have said nothing before."
    history = ann.send("getConversationHistory", params={"conversation_id": first["conversation_id"]})
    assert [one["query"] for one in history["data"]] == ["red apples", "What did I say?"]


def test_a_chatflow_keeps_its_variables(talk: MakeTalk) -> None:
    ann = talk("chatflow")
    conversation = ann.ask("one")["conversation_id"]
    ann.ask("two", conversation_id=conversation)
    kept = {one["name"]: one for one in ann.send("getConversationVariables", conversation)["data"]}
    assert {name: one["value"] for name, one in kept.items()} == {"last_query": "two", "counter": "2"}
    ann.send("updateChatConversationVariable", conversation, kept["counter"]["id"], json={"value": 41})
    ann.ask("three", conversation_id=conversation)
    kept = {one["name"]: one["value"] for one in ann.send("getConversationVariables", conversation)["data"]}
    assert kept["counter"] == "42"


def test_conversations_page_by_the_last_one(talk: MakeTalk) -> None:
    ann = talk("chat", user="pager")
    made = [ann.ask(f"number {index}")["conversation_id"] for index in range(5)]
    found: list[str] = []
    page: dict[str, Any] = {"data": [{"id": ""}], "has_more": True}
    while page["has_more"]:
        page = ann.send("getConversationsList", params={"limit": 2, "last_id": page["data"][-1]["id"]})
        found += [one["id"] for one in page["data"]]
    assert found == made[::-1]
    oldest_first = ann.send("getConversationsList", params={"sort_by": "created_at", "limit": 100})
    assert [one["id"] for one in oldest_first["data"]] == made


def test_messages_page_by_the_first_one(talk: MakeTalk) -> None:
    ann = talk("chat")
    conversation = ann.ask("0")["conversation_id"]
    for index in range(1, 5):
        ann.ask(str(index), conversation_id=conversation)
    found: list[str] = []
    first = ""
    while True:
        params = {"conversation_id": conversation, "limit": 2, "first_id": first}
        page = ann.send("getConversationHistory", params=params)
        found = [one["query"] for one in page["data"]] + found
        first = page["data"][0]["id"]
        if not page["has_more"]:
            break
    assert found == ["0", "1", "2", "3", "4"]


def test_users_do_not_see_each_other(talk: MakeTalk) -> None:
    ann, bob = talk("chat", user="Ann"), talk("chat", user="Bob")
    told = ann.ask("secret")
    conversation, message = told["conversation_id"], told["message_id"]
    body = {"inputs": {}, "query": "x", "conversation_id": conversation}
    assert bob.send("getConversationsList")["data"] == []
    for operation, ids, request in (
        ("sendChatMessage", (), {"json": body}),
        ("getConversationHistory", (), {"params": {"conversation_id": conversation}}),
        ("getConversationVariables", (conversation,), {}),
        ("renameConversation", (conversation,), {"json": {"name": "mine"}}),
        ("deleteConversation", (conversation,), {"json": {}}),
        ("postChatMessageFeedback", (message,), {"json": {"rating": "like"}}),
        ("getSuggestedQuestions", (message,), {}),
    ):
        assert bob.send(operation, *ids, status=404, **request)["code"] == "not_found"
    file = ann.send("uploadChatFile", status=201, files={"file": ("a.png", b"x", "image/png")}, data={})["id"]
    sent = [{"type": "image", "transfer_method": "local_file", "upload_file_id": file}]
    assert bob.send("sendChatMessage", status=400, json={**body, "conversation_id": "", "files": sent})
    assert ann.send("sendChatMessage", json={**body, "files": sent})


def test_what_nobody_names_belongs_to_the_shared_user(server: DifyServer, talk: MakeTalk) -> None:
    shared = talk("chat", user="DEFAULT-USER")
    conversation = shared.ask("hello")["conversation_id"]
    listed = shared.client.get("/conversations").json()
    assert conversation in [one["id"] for one in listed["data"]]


def test_a_file_is_previewed_once_a_message_has_it(talk: MakeTalk, server: DifyServer) -> None:
    ann = talk("chat")
    uploaded = ann.send("uploadChatFile", status=201, files={"file": ("ä.png", b"image", "image/png")}, data={})
    ann.send("previewChatFile", uploaded["id"], status=404)
    sent = {"type": "image", "transfer_method": "local_file", "upload_file_id": uploaded["id"]}
    conversation = ann.ask("look", files=[sent])["conversation_id"]
    assert ann.send("previewChatFile", uploaded["id"]) == b"image"
    assert talk("agent").send("previewChatFile", uploaded["id"], status=403)["code"] == "file_access_denied"
    history = ann.send("getConversationHistory", params={"conversation_id": conversation})
    link = history["data"][0]["message_files"][0]["url"]
    assert ann.client.get(link).content == b"image"
    assert ann.client.get(link.replace("sign=", "sign=x")).status_code == 404


def test_feedback_is_given_changed_and_taken_back(talk: MakeTalk) -> None:
    ann = talk("chat", user="critic")
    message = ann.ask("hello")["message_id"]

    def ratings() -> list[tuple[str, str | None]]:
        given = ann.send("getChatAppFeedbacks")["data"]
        return [(one["rating"], one["content"]) for one in given if one["message_id"] == message]

    ann.send("postChatMessageFeedback", message, json={"rating": None}, status=400)
    ann.send("postChatMessageFeedback", message, json={"rating": "like", "content": "nice"})
    assert ratings() == [("like", "nice")]
    ann.send("postChatMessageFeedback", message, json={"rating": "dislike"})
    assert ratings() == [("dislike", None)]
    ann.send("postChatMessageFeedback", message, json={"rating": None})
    assert ratings() == []


@pytest.mark.parametrize(
    ("app", "end"), [("chat", "message_end"), ("agent", "message_end"), ("chatflow", "workflow_finished")]
)
def test_a_stopped_chat_ends_with_what_was_said(talk: MakeTalk, app: str, end: str) -> None:
    ann, bob = talk(app), talk(app, user="bob")
    stream = ann.streamed("[[slow]]")
    told = [next(stream)]
    while told[-1].get("answer", "").strip() == "":
        told.append(next(stream))
    task = told[-1]["task_id"]
    bob.send("stopChatMessageGeneration", task, json={})
    told.append(next(stream))
    ann.send("stopChatMessageGeneration", task, json={})
    told += stream
    assert told[-1]["event"] == end
    said = "".join(event["answer"] for event in told if "answer" in event)
    assert said.startswith("word0 ")
    assert "word40" not in said
    history = ann.send("getConversationHistory", params={"conversation_id": told[-1]["conversation_id"]})
    assert history["data"][-1]["answer"] == said


def test_a_stopped_workflow_failed_for_its_reader_and_is_stopped_in_its_detail(talk: MakeTalk) -> None:
    ann, bob = talk("workflow"), talk("workflow", user="bob")
    stream = running(ann, text="[[slow]]")
    told = [next(event for event in stream if event["event"] == "text_chunk" and "word" in event["data"]["text"])]
    bob.send("stopWorkflowTaskGeneration", told[0]["task_id"], json={})
    told += stream
    assert order(told) == ["text_chunk", "workflow_finished"]
    ended = told[-1]["data"]
    assert (ended["status"], ended["error"]) == ("failed", "Aborted: User requested stop")
    assert ann.send("getWorkflowRunDetail", told[0]["workflow_run_id"])["status"] == "stopped"
    logged = ann.send("getWorkflowLogs", params={"status": "stopped"})["data"]
    assert [one["workflow_run"]["id"] for one in logged] == [told[0]["workflow_run_id"]]


def test_a_workflow_s_connection_stays_open_for_a_while_after_its_last_event() -> None:
    with DifyServer(quirks=Quirks(linger=0.3, hang=0.3)) as server, Talk(server, "workflow") as ann:
        for inputs, last in ({"text": "hi"}, "workflow_finished"), ({}, "error"):
            stream = running(ann, **inputs)
            events = [next(stream)]
            while events[-1]["event"] != last:
                events.append(next(stream))
            begun = time.perf_counter()
            assert not list(stream)
            assert 0.25 < time.perf_counter() - begun < 1


def test_one_generation_too_many_is_refused_until_another_ends() -> None:
    with DifyServer([App("busy", "chat", max_concurrent=1)]) as server, Talk(server, "busy") as ann:
        stream = ann.streamed("[[slow]]")
        task = next(stream)["task_id"]
        ann.send("sendChatMessage", json={"inputs": {}, "query": "x"}, status=400)
        ann.send("stopChatMessageGeneration", task, json={})
        list(stream)
        assert ann.ask("x")


def test_an_answer_can_be_text_parts_or_a_function() -> None:
    async def slowly(turn: Turn) -> list[Any]:
        return [f"{turn.user}: ", Pause(0.01), *turn.inputs["name"]]

    apps = [
        App("text", "chat", answer="Plain text."),
        App("parts", "chat", answer=["Some", " parts"]),
        App("function", "chat", inputs=(InputField("name"),), answer=slowly),
        App("failing", "chat", answer=["Half of", ModelFailure("overloaded")]),
        App("tool", "agent-chat", answer=[ToolCall("look_up", {"word": "tea"}, "a drink"), "Tea is a drink."]),
    ]
    with DifyServer(apps, quirks=Quirks.none()) as server:

        def ask(app: str, **inputs: str) -> list[dict[str, Any]]:
            with Talk(server, app) as talk:
                return list(talk.streamed("?", inputs=inputs))

        def said(events: list[dict[str, Any]]) -> list[str]:
            return [event["answer"] for event in events if event.get("answer")]

        assert said(ask("text")) == ["Plain ", "text."]
        assert said(ask("parts")) == ["Some", " parts"]
        assert said(ask("function", name="xy")) == ["ann: ", "x", "y"]
        failed = ask("failing")
        assert (order(failed), failed[-1]["message"]) == (["message", "error"], "overloaded")
        thoughts = [event for event in ask("tool") if event["event"] == "agent_thought"]
        assert json.loads(thoughts[2]["observation"]) == {"look_up": "a drink"}
        assert thoughts[-1]["thought"] == "Tea is a drink."


def test_a_prompt_can_ask_the_echo_to_think_and_to_call_a_tool(talk: MakeTalk) -> None:
    assert talk("chat").ask("[[think]] hi")["answer"] == "<think>\nlet me think\n</think>\nYou said: [[think]] hi"
    for query, tool in ('[[call:tts:{"text":"hi"}]]', {"tts": {"text": "hi"}}), ("[[tool]]", {"current_time": {}}):
        events = list(talk("agent").streamed(query))
        calls = [event["tool_input"] for event in events if event.get("tool") and event["observation"]]
        assert [json.loads(call) for call in calls] == [tool]
        assert "".join(event.get("answer", "") for event in events) == "The tool has answered. Done."


def test_a_graph_hands_values_from_node_to_node_and_streams_its_reply_in_order() -> None:
    flow = App(
        "flow",
        "advanced-chat",
        nodes=(
            Code(id="count", function=lambda text: {"words": len(text.split())}, variables={"text": ("sys", "query")}),
            LLM(id="llm", prompt="{{#sys.query#}}!", answer=lambda turn: turn.query.upper()),
            Reply(id="reply", text="{{#llm.text#}} ({{#count.words#}} words for {{#sys.user_id#}})"),
        ),
    )
    with DifyServer([flow], quirks=Quirks.none()) as server, Talk(server, "flow") as ann:
        events = list(ann.streamed("green tea"))
    pieces = [(event["answer"], event["from_variable_selector"][0]) for event in events if event["event"] == "message"]
    assert [piece for piece in pieces if piece[0]] == [
        ("GREEN ", "llm"),
        ("TEA!", "llm"),
        (" (", "reply"),
        ("2", "count"),
        (" words for ", "reply"),
        ("ann", "sys"),
        (")", "reply"),
    ]
    assert events[-1]["data"]["outputs"]["answer"] == "GREEN TEA! (2 words for ann)"


def test_a_failed_node_fails_its_run_in_dify_s_ways() -> None:
    def broken() -> dict[str, Any]:
        raise ValueError("no such thing")

    nodes = (Code(id="code", function=broken), End(outputs={}))
    flow = App("flow", "advanced-chat", nodes=(Code(id="code", function=broken), Reply(id="reply", text="")))
    with DifyServer([App("job", "workflow", nodes=nodes), flow], quirks=Quirks.none()) as server:
        with Talk(server, "job") as ann:
            data = run(ann)["data"]
            assert (data["status"], data["error"], data["outputs"]) == ("failed", "no such thing", {})
            assert [event["data"]["status"] for event in running(ann) if event["event"] == "workflow_finished"] == [
                "failed"
            ]
        with Talk(server, "flow") as ann:
            refused = ann.send("sendChatMessage", json={"inputs": {}, "query": "x"}, status=400)
            assert refused["message"] == "Run failed: no such thing"


def test_a_workflow_takes_and_returns_files(talk: MakeTalk) -> None:
    ann = talk("workflow")
    file = ann.send("uploadChatFile", status=201, files={"file": ("n.txt", b"note", "text/plain")}, data={})
    sent = {"type": "document", "transfer_method": "local_file", "upload_file_id": file["id"]}
    returned = run(ann, text="x", doc=sent)["data"]["outputs"]["doc"]
    assert (returned["filename"], returned["size"], returned["related_id"]) == ("n.txt", 4, file["id"])
    assert ann.client.get(returned["url"]).content == b"note"
    remote = {"type": "document", "transfer_method": "remote_url", "url": "https://example.org/a.pdf"}
    assert run(ann, text="x", doc=remote)["data"]["outputs"]["doc"]["filename"] == "a.pdf"


def test_logs_find_a_run_by_its_id_and_by_time(talk: MakeTalk) -> None:
    ann = talk("workflow", user="logger")
    run_id = run(ann, text="find me")["workflow_run_id"]
    run(ann, text="not me")
    found = ann.send("getWorkflowLogs", params={"keyword": run_id})
    assert [one["workflow_run"]["id"] for one in found["data"]] == [run_id]
    mine = {"created_by_end_user_session_id": "logger"}
    assert ann.send("getWorkflowLogs", params=mine)["total"] == 2
    assert ann.send("getWorkflowLogs", params={**mine, "created_at__after": "2100-01-01T00:00:00Z"})["total"] == 0
    assert ann.send("getWorkflowLogs", params={"created_at__before": "soon"}, status=400)["code"] == "invalid_param"


def test_every_piece_counts_when_thousands_are_streamed(talk: MakeTalk) -> None:
    events = list(islice(talk("chat").streamed("[[chunks:3000]]"), 5000))
    assert [event["answer"] for event in events[:-2]] == [f"word{index} " for index in range(3000)]
