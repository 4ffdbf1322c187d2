"""Graphs of the embedded Dify: ways, rounds, retries, tools, and people who are asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from testing.conversation import Talk, order

from pydify_plus.testing import (
    LLM,
    Agent,
    App,
    Assign,
    Code,
    ConversationVariable,
    DifyServer,
    End,
    FormAction,
    FormInput,
    HTTPAnswer,
    HTTPRequest,
    HumanInput,
    IfElse,
    InputField,
    Iteration,
    KnowledgeRetrieval,
    Loop,
    Node,
    Parallel,
    Quirks,
    Reply,
    Template,
    ToolCall,
)

QUICK = Quirks(linger=0, hang=0, resume_after=0.05)


def workflow(*nodes: Node, **features: Any) -> App:
    return App("own", "workflow", nodes=nodes, **features)


@contextmanager
def talk_with(app: App, **options: Any) -> Iterator[Talk]:
    with DifyServer([app], quirks=QUICK, chunk_delay=0, **options) as server, Talk(server, app.name) as talk:
        yield talk


def run(talk: Talk, **inputs: Any) -> list[dict[str, Any]]:
    body = {"inputs": inputs, "response_mode": "streaming"}
    return list(talk.stream("executeWorkflow", json=body))[1:]


def data_of(events: list[dict[str, Any]], event: str) -> list[dict[str, Any]]:
    return [one["data"] for one in events if one["event"] == event]


def said(events: list[dict[str, Any]]) -> str:
    return "".join(one["text"] for one in data_of(events, "text_chunk"))


def test_an_iteration_runs_its_nodes_for_each_item() -> None:
    app = workflow(
        Code(id="make", function=lambda: {"items": ["a", "b", "c"]}),
        Iteration(
            id="each",
            title="Each",
            items=("make", "items"),
            nodes=(
                Template(
                    id="name",
                    template="{{ index }}:{{ item }}",
                    variables={"item": ("each", "item"), "index": ("each", "index")},
                ),
            ),
            output=("name", "output"),
        ),
        End(outputs={"all": ("each", "output")}),
    )
    with talk_with(app) as talk:
        events = run(talk)
    round_ = ["iteration_next", "node_started", "node_finished"]
    before = ["workflow_started", *["node_started", "node_finished"] * 2, "iteration_started"]
    after = ["iteration_completed", "text_chunk", "node_started", "node_finished", "workflow_finished"]
    assert order(events) == [*before, *round_ * 3, *after]
    assert events[-1]["data"]["outputs"] == {"all": ["0:a", "1:b", "2:c"]}
    inner = [one for one in data_of(events, "node_finished") if one["node_id"] == "name"]
    assert [one["execution_metadata"]["iteration_index"] for one in inner] == [0, 1, 2]
    assert {one["iteration_id"] for one in inner} == {"each"}
    assert len({one["id"] for one in inner}) == 3
    assert data_of(events, "iteration_completed")[0]["steps"] == 3


@pytest.mark.parametrize(("most", "reason", "number"), [(10, "loop_break", 5), (2, "loop_completed", 3)])
def test_a_loop_ends_by_its_condition_or_after_its_rounds(most: int, reason: str, number: int) -> None:
    app = workflow(
        Loop(
            id="loop",
            variables={"num": 1},
            nodes=(Assign(id="add", variable=("loop", "num"), value=lambda old: old + 1),),
            until=lambda values: values["num"] >= 5,
            most=most,
        ),
        End(outputs={"num": ("loop", "num")}),
    )
    with talk_with(app) as talk:
        events = run(talk)
    completed = data_of(events, "loop_completed")[0]
    assert completed["execution_metadata"]["completed_reason"] == reason
    assert completed["outputs"] == {"num": number, "loop_round": number - 1}
    assert events[-1]["data"]["outputs"] == {"num": number}


def test_what_fails_in_a_round_ends_the_run() -> None:
    app = workflow(
        Loop(id="loop", nodes=(Code(id="fail", function=lambda: 1 / 0),)),
        End(outputs={}),
    )
    with talk_with(app) as talk:
        events = run(talk)
    assert [one["status"] for one in data_of(events, "loop_completed")] == ["failed"]
    assert (events[-1]["data"]["status"], events[-1]["data"]["error"]) == ("failed", "division by zero")


def test_a_declared_function_that_fails_ends_the_run_too() -> None:
    nodes = (Loop(id="loop", nodes=(), until=lambda values: values["nothing"]), End(outputs={}))
    with talk_with(workflow(*nodes)) as talk:
        ended = run(talk)[-1]["data"]
    assert (ended["status"], ended["error"]) == ("failed", "'nothing'")


@pytest.mark.parametrize(("choice", "text"), [("yes", "Yes indeed."), ("no", "No.")])
def test_a_fork_decides_who_speaks(choice: str, text: str) -> None:
    app = App(
        "own",
        "advanced-chat",
        nodes=(
            IfElse(
                id="fork",
                variable=("sys", "query"),
                test=lambda query: query == "yes",
                then=(Reply(id="first", text="Yes "), Reply(id="second", text="indeed.")),
                otherwise=(Reply(id="third", text="No."),),
            ),
        ),
    )
    with talk_with(app) as talk:
        assert talk.ask(choice)["answer"] == text
        events = list(talk.streamed(choice))
        assert "".join(event.get("answer", "") for event in events) == text


def test_ways_run_at_the_same_time_and_are_spoken_of_in_order() -> None:
    async def slowly() -> dict[str, str]:
        await asyncio.sleep(0.05)
        return {"text": "slow"}

    ways = (Code(id="slow", function=slowly),), (LLM(id="quick", prompt="quick"),)
    app = workflow(Parallel(ways=ways), End(outputs={"first": ("slow", "text"), "second": ("quick", "text")}))
    with talk_with(app) as talk:
        events = run(talk)
    ended = [one["node_id"] for one in data_of(events, "node_finished")]
    assert ended == ["start", "quick", "slow", "end"]
    assert said(events) == "slow\nYou said: quick"


def test_one_way_that_fails_ends_the_others() -> None:
    async def for_ever() -> None:
        await asyncio.sleep(60)

    def fail() -> None:
        raise ValueError("broken")

    ways = (Code(id="long", function=for_ever),), (Code(id="fail", function=fail),)
    with talk_with(workflow(Parallel(ways=ways), End(outputs={}))) as talk:
        begun = time.perf_counter()
        assert run(talk)[-1]["data"]["error"] == "broken"
        assert time.perf_counter() - begun < 5


def test_a_node_is_tried_again_until_it_succeeds() -> None:
    calls: list[str] = []

    def answer(method: str, url: str, body: str) -> HTTPAnswer:
        calls.append(f"{method} {url} {body}")
        if len(calls) < 3:
            raise ConnectionError("refused")
        return HTTPAnswer(201, "made", {"x": "y"})

    app = workflow(
        HTTPRequest(
            id="http",
            method="POST",
            url="http://host/{{#start.path#}}?a=b",
            body="{{#start.path#}}!",
            answer=answer,
            retries=3,
            retry_delay=0.001,
        ),
        End(outputs={"status": ("http", "status_code"), "body": ("http", "body")}),
        inputs=(InputField("path"),),
    )
    with talk_with(app) as talk:
        events = run(talk, path="things")
    assert calls == ["POST http://host/things?a=b things!"] * 3
    assert [one["retry_index"] for one in data_of(events, "node_retry")] == [1, 2]
    finished = data_of(events, "node_finished")[1]
    assert finished["process_data"]["request"] == "POST /things?a=b HTTP/1.1\r\nHost: host\r\n\r\nthings!"
    ended = events[-1]["data"]
    assert (ended["outputs"], ended["exceptions_count"], ended["total_steps"]) == (
        {"status": 201, "body": "made"},
        2,
        5,
    )


def test_a_request_is_really_sent_when_no_answer_is_declared() -> None:
    with DifyServer() as other:
        app = workflow(
            HTTPRequest(id="http", url=f"{other.base_url}/info", headers={"Authorization": "{{#start.key#}}"}),
            End(outputs={"status": ("http", "status_code"), "body": ("http", "body")}),
            inputs=(InputField("key"),),
        )
        with talk_with(app) as talk:
            outputs = run(talk, key=f"Bearer {other.app_key()}")[-1]["data"]["outputs"]
            assert (outputs["status"], '"mode": "chat"' in outputs["body"]) == (200, True)


def test_an_agent_logs_what_it_does() -> None:
    app = App(
        "own",
        "advanced-chat",
        nodes=(
            Agent(id="agent", answer=[ToolCall("look_up", {"word": "tea"}, "a drink"), "Tea is a drink."]),
            Reply(id="answer", text="{{#agent.text#}}"),
        ),
    )
    with talk_with(app) as talk:
        events = list(talk.streamed("What is tea?"))
    logs = [(one["label"], one["status"], one["parent_id"]) for one in data_of(events, "agent_log")]
    call, whole = "CALL look_up", "ROUND 1"
    assert logs == [
        (whole, "start", None),
        (call, "start", "log-1"),
        (call, "success", "log-1"),
        (whole, "success", None),
    ]
    outputs = next(one["outputs"] for one in data_of(events, "node_finished") if one["node_id"] == "agent")
    assert outputs["json"][1]["data"] == {"output": "a drink"}


def test_a_node_finds_knowledge_that_a_model_gets_and_the_answer_names() -> None:
    app = App(
        "own",
        "advanced-chat",
        nodes=(
            KnowledgeRetrieval(id="kb", dataset="drinks", top_k=1),
            LLM(id="llm", prompt="{{#sys.query#}}", context=("kb", "result")),
            Reply(id="answer", text="{{#llm.text#}}"),
        ),
    )
    with DifyServer([app], quirks=QUICK, indexing_step=0) as server, Talk(server, "own") as talk, Talk(server) as kb:
        failed = list(talk.streamed("tea"))[-1]["data"]
        assert (failed["status"], failed["error"]) == ("failed", "Dataset drinks not found.")
        dataset = kb.send("createDataset", json={"name": "drinks", "indexing_technique": "high_quality"})["id"]
        kb.send("createDocumentFromText", dataset, json={"name": "tea.txt", "text": "Green tea at 80 degrees."})
        until = time.monotonic() + 5
        while not kb.send("retrieveSegments", dataset, json={"query": "tea"})["records"]:
            assert time.monotonic() < until
        answer = talk.ask("green tea")
        assert [one["content"] for one in answer["metadata"]["retriever_resources"]] == ["Green tea at 80 degrees."]
        params = {"conversation_id": answer["conversation_id"]}
        history = talk.send("getConversationHistory", params=params)["data"][0]
        assert history["retriever_resources"][0]["message_id"] == answer["message_id"]


APPROVAL = HumanInput(
    id="human",
    title="Approve",
    text="Approve {{#start.text#}}? {{#$output.comment#}} {{#$output.name#}}",
    inputs=(FormInput("comment", default="fine"), FormInput("name", default=("start", "text"))),
    actions=(FormAction("yes", "Yes", "primary"), FormAction("no")),
    then={"yes": (End(id="approved", outputs={"comment": ("human", "comment")}),)},
    on_expiry=(End(id="late", outputs={"text": ("human", "__rendered_content")}),),
)
HUMAN = workflow(
    LLM(id="llm", prompt="{{#start.text#}}"),
    APPROVAL,
    End(outputs={"said": ("llm", "text"), "action": ("human", "__action_id")}),
    inputs=(InputField("text"),),
)


def paused_run(talk: Talk) -> tuple[str, dict[str, Any]]:
    """The id of a run that waits, and the form that it waits for."""
    events = run(talk, text="it")
    assert order(events)[-3:] == ["node_started", "human_input_required", "workflow_paused"]
    return events[0]["workflow_run_id"], data_of(events, "human_input_required")[0]


@pytest.mark.parametrize(
    "app", [HUMAN, replace(HUMAN, mode="advanced-chat", nodes=(APPROVAL, Reply(id="r", text="ok")))]
)
def test_a_paused_run_says_what_it_waits_for(app: App) -> None:
    with talk_with(app) as talk:
        if app.mode == "workflow":
            told = talk.send("executeWorkflow", json={"inputs": {"text": "it"}})["data"]
            assert (told["finished_at"], told["outputs"]) == (None, {})
            run_id = told["id"]
        else:
            answer = talk.ask("?", inputs={"text": "it"})
            assert (answer["event"], answer["metadata"]["usage"]) == ("workflow_paused", None)
            told, run_id = answer["data"], answer["workflow_run_id"]
            params = {"conversation_id": answer["conversation_id"]}
            extra = talk.send("getConversationHistory", params=params)["data"][0]["extra_contents"][0]
            assert (extra["submitted"], extra["form_definition"]["form_id"]) == (False, told["reasons"][0]["form_id"])
        assert (told["status"], told["paused_nodes"]) == ("paused", ["human"])
        detail = talk.send("getWorkflowRunDetail", run_id)
        assert (detail["status"], detail["finished_at"]) == ("paused", None)
        form = talk.send("getChatflowHumanInputForm", told["reasons"][0]["form_token"])
        assert form["form_content"] == "Approve it? {{#$output.comment#}} {{#$output.name#}}"
        assert form["resolved_default_values"] == {"name": "it"}


@pytest.mark.parametrize(
    ("action", "outputs"),
    [
        ("yes", {"comment": "good", "said": "You said: it", "action": "yes"}),
        ("no", {"said": "You said: it", "action": "no"}),
    ],
)
def test_an_answered_form_lets_the_run_go_on(action: str, outputs: dict[str, str]) -> None:
    with talk_with(HUMAN) as talk:
        run_id, form = paused_run(talk)
        token = form["form_token"]
        sent = {"inputs": {"comment": "good", "name": "Ann"}, "action": action}
        missing = talk.send("submitChatflowHumanInputForm", token, json={**sent, "inputs": {"name": "x"}}, status=400)
        assert missing["message"] == "Missing required inputs: comment"
        assert talk.send("submitChatflowHumanInputForm", token, json=sent) == {}
        events = list(talk.stream("streamWorkflowEvents", run_id, params={}))[1:]
        assert [one["reason"] for one in data_of(events, "workflow_started")] == ["resumption"]
        filled = data_of(events, "human_input_form_filled")[0]
        assert filled["rendered_content"] == "Approve it? good Ann"
        assert "llm" not in [one["node_id"] for one in data_of(events, "node_started")]
        assert events[-1]["data"]["outputs"] == outputs
        assert said(events).startswith("good" if action == "yes" else "You said: it")
        assert (
            talk.send("submitChatflowHumanInputForm", token, json=sent, status=412)["code"]
            == "human_input_form_submitted"
        )


def test_a_stream_that_waits_on_sees_the_pause_and_what_follows() -> None:
    with talk_with(HUMAN) as talk:
        run_id, form = paused_run(talk)
        params = {"include_state_snapshot": "true", "continue_on_pause": "true"}
        stream = talk.stream("streamWorkflowEvents", run_id, params=params)
        told = [next(stream)]
        while told[-1]["event"] != "workflow_paused":
            told.append(next(stream))
        kept = {(one["event"], one["data"]["id"]) for one in told if one["event"].startswith("node_")}
        sent = {"inputs": {"comment": "x", "name": "y"}, "action": "no"}
        talk.send("submitChatflowHumanInputForm", form["form_token"], json=sent)
        told += stream
        assert told[-1]["event"] == "workflow_finished"
        human = next(one["id"] for one in data_of(told, "node_finished") if one["node_id"] == "human")
        again = [
            one["data"]["status"] for one in told if one["event"] == "node_finished" and one["data"]["id"] == human
        ]
        assert ("node_finished", human) in kept
        assert again == ["paused", "succeeded"]


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_form_that_nobody_answers_expires(by_itself: bool) -> None:
    soon = replace(APPROVAL, expires_after=1.0 if by_itself else 1000)
    app = replace(HUMAN, nodes=(soon,))
    with DifyServer([app], quirks=QUICK) as server, Talk(server, "own") as talk:
        run_id, form = paused_run(talk)
        if not by_itself:
            assert server.expire_forms() == 1
        params = {"continue_on_pause": "true"}
        events = list(talk.stream("streamWorkflowEvents", run_id, params=params))
        assert "human_input_form_timeout" in order(events)
        assert events[-1]["data"]["outputs"] == {"text": "Approve it? {{#$output.comment#}} {{#$output.name#}}"}
        sent = {"inputs": {"comment": "x", "name": "y"}, "action": "yes"}
        late = talk.send("submitChatflowHumanInputForm", form["form_token"], json=sent, status=412)
        assert late["code"] == "human_input_form_expired"


def test_two_people_are_asked_at_the_same_time() -> None:
    def asking(name: str) -> HumanInput:
        return HumanInput(id=name, text=f"{name}?", actions=(FormAction("ok"),))

    app = App(
        "own",
        "advanced-chat",
        variables=(ConversationVariable("seen", 0, "number"),),
        nodes=(
            Assign(id="count", variable="seen", value=lambda old: old + 1),
            Parallel(ways=((asking("ann"),), (asking("bob"),))),
            Reply(id="answer", text="{{#conversation.seen#}} {{#ann.__action_id#}} {{#bob.__action_id#}}"),
        ),
    )
    with talk_with(app) as talk:
        first = talk.ask("?")
        forms = {one["node_id"]: one["form_token"] for one in first["data"]["reasons"]}
        assert sorted(forms) == ["ann", "bob"]
        run_id = first["workflow_run_id"]
        for name, last in ("ann", "workflow_paused"), ("bob", "workflow_finished"):
            talk.send("submitChatflowHumanInputForm", forms[name], json={"inputs": {}, "action": "ok"})
            events = list(talk.stream("streamWorkflowEvents", run_id, params={}))
            assert events[-1]["event"] == last
        params = {"conversation_id": first["conversation_id"]}
        assert talk.send("getConversationHistory", params=params)["data"][0]["answer"] == "1 ok ok"


def test_a_stopped_server_goes_on_with_a_paused_run() -> None:
    server = DifyServer([HUMAN], quirks=QUICK)
    with server, Talk(server, "own") as talk:
        run_id, form = paused_run(talk)
    with server, Talk(server, "own") as talk:
        sent = {"inputs": {"comment": "x", "name": "y"}, "action": "no"}
        talk.send("submitChatflowHumanInputForm", form["form_token"], json=sent)
        assert list(talk.stream("streamWorkflowEvents", run_id, params={}))[-1]["data"]["status"] == "succeeded"
    with pytest.raises(RuntimeError, match="only while it runs"):
        server.expire_forms()


@pytest.mark.parametrize(
    ("nodes", "complaint"),
    [
        ((Code(id="a", function=dict),), "End or a Reply"),
        ((Code(id="a", function=dict), Code(id="a", function=dict), End(outputs={})), "two nodes have the id 'a'"),
        ((Loop(id="loop", nodes=(APPROVAL,)), End(outputs={})), "cannot have a HumanInput"),
        (
            (Iteration(id="i", items=("a", "b"), output=("a", "b"), nodes=(Reply(id="r", text=""),)), End(outputs={})),
            "a Reply",
        ),
    ],
)
def test_a_graph_that_cannot_work_is_refused(nodes: tuple[Node, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        workflow(*nodes)
