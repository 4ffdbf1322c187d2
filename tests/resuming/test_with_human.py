"""Runs that wait for forms, with somebody at hand who fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from unit.loops import Loop

from pydify_plus.errors import DifyConflictError
from pydify_plus.testing import LLM, App, DifyServer, End, FormAction, FormInput, HumanInput, InputField, Quirks, Reply

TWICE = (
    HumanInput(
        id="first",
        title="First",
        text="Publish {{#start.text#}}?\n{{#$output.comment#}}",
        inputs=(FormInput("comment"),),
        actions=(FormAction("yes", "Yes"), FormAction("no", "No")),
    ),
    LLM(id="llm", title="LLM", prompt="{{#first.comment#}}"),
    HumanInput(id="second", title="Second", text="Sure?", actions=(FormAction("yes", "Yes"), FormAction("no", "No"))),
)
APPS = [
    App(
        "flow",
        "workflow",
        inputs=(InputField("text"),),
        nodes=(*TWICE, End(id="end", outputs={"said": ("llm", "text"), "sure": ("second", "__action_id")})),
    ),
    App(
        "talk",
        "advanced-chat",
        inputs=(InputField("text"),),
        nodes=(*TWICE, Reply(id="reply", text="{{#llm.text#}} {{#second.__action_id#}}")),
    ),
]


@pytest.fixture(params=["sync", "asyncio", "trio"])
def loop(request: pytest.FixtureRequest) -> Loop:
    return Loop(request.param)


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    with DifyServer(apps=APPS, quirks=Quirks(linger=0.02, resume_after=0.05)) as server:
        yield server


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def decide(form: Any) -> Any:
    if form.node_id == "first":
        assert "Publish news?" in form.form_content
        assert [field.output_variable_name for field in form.inputs] == ["comment"]
        assert [button.id for button in form.actions] == ["yes", "no"]
        return "yes", {"comment": "fine"}
    return "no"


async def decide_later(form: Any) -> Any:
    return decide(form)


@pytest.mark.parametrize("slowly", [False, True])
def test_a_workflow_runs_over_its_pauses(loop: Loop, server: DifyServer, slowly: bool) -> None:
    async def scenario() -> None:
        async with loop.client(server.base_url, api_key=server.app_key("flow")) as client:
            on_form = decide_later if slowly and not loop.is_sync else decide
            run = await loop.get(client.workflows.run_with_human({"text": "news"}, on_form=on_form))
            assert (run.status, run.outputs) == ("succeeded", {"said": "You said: fine", "sure": "no"})

    loop.run(scenario)


def test_a_chatflow_runs_over_its_pauses(loop: Loop, server: DifyServer) -> None:
    async def scenario() -> None:
        async with loop.client(server.base_url, api_key=server.app_key("talk")) as client:
            answer = await loop.get(client.chat.send_with_human(query="Hi", inputs={"text": "news"}, on_form=decide))
            assert answer.answer == "You said: fine no"
            saved = await loop.get(client.chat.get_chat_message(answer))
            assert saved.answer == answer.answer

    loop.run(scenario)


def test_a_form_that_somebody_else_has_submitted_is_a_conflict(loop: Loop, server: DifyServer) -> None:
    async def scenario() -> None:
        async with loop.client(server.base_url, api_key=server.app_key("flow")) as client:
            joined: list[Any] = []

            async def too_late(form: Any) -> Any:
                await loop.get(client.human_input.submit_form(form, "yes", {"comment": "mine"}))
                joined.append(form)
                return decide(form)

            def too_late_at_once(form: Any) -> Any:
                client.human_input.submit_form(form, "yes", {"comment": "mine"})
                return decide(form)

            with pytest.raises(DifyConflictError):
                await loop.get(
                    client.workflows.run_with_human(
                        {"text": "news"}, on_form=too_late_at_once if loop.is_sync else too_late
                    )
                )

    loop.run(scenario)


def test_a_decision_that_is_none_is_refused(loop: Loop, server: DifyServer) -> None:
    async def scenario() -> None:
        async with loop.client(server.base_url, api_key=server.app_key("flow")) as client:
            with pytest.raises(TypeError, match="on_form must return"):
                await loop.get(
                    client.workflows.run_with_human({"text": "news"}, on_form=lambda form: {"action": "yes"})
                )
            if loop.is_sync:
                with pytest.raises(TypeError, match="async function"):
                    client.workflows.run_with_human({"text": "news"}, on_form=decide_later)

    loop.run(scenario)
