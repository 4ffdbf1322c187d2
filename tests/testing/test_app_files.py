"""Apps from YAML files."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from testing.conversation import Talk

import pydify_plus.testing
from pydify_plus.testing import App, AppFileError, DifyServer, Quirks, app_files, load_apps

ALL_MODES = """
dataset_key: dataset-declared
apps:
  - name: support
    mode: chat
    key: app-support
    description: 007
    inputs:
      - {variable: name, required: true, max_length: 8}
      - {variable: tone, type: select, options: [formal, casual]}
    answer:
      when:
        refund|money back: ["Let me see. ", {pause: 0.1}, It is on its way.]
        crash: [Wait, {fail: The model is down, code: completion_request_error, status: 400}]
        ^hello$: Hi!
      otherwise: I do not know.
    opening_statement: Hello {{name}}!
    suggested_questions: ["Where is my parcel?"]
    follow_ups: ["Anything else?"]
    chunk_delay: 0
    max_concurrent: 3

  - name: helper
    mode: agent-chat
    answer:
      - "I look. "
      - {tool: weather, input: {city: Berlin}, observation: rain}
      - It rains.

  - name: echo
    mode: completion
    prompt: Say {{query}}
    inputs: [{variable: query, type: paragraph}]

  - name: counter
    mode: advanced-chat
    variables:
      - {name: count, type: number, value: 1}
    nodes:
      - {type: assigner, id: add, variable: count, value: {add: 2}}
      - type: if-else
        id: which
        variable: sys.query
        test: {matches: "how many"}
        then:
          - {type: answer, id: told, text: "{{#conversation.count#}} of them"}
        otherwise:
          - {type: llm, id: llm, prompt: "{{#sys.query#}}", answer: Ask me how many.}
          - {type: answer, id: other, text: "{{#llm.text#}}"}

  - name: numbers
    mode: workflow
    inputs: [{variable: broken, type: checkbox}]
    nodes:
      - {type: code, id: list, function: {returns: {items: [1, 2, 3]}}}
      - type: iteration
        id: each
        items: list.items
        nodes:
          - {type: template-transform, id: one, template: "<{{ item }}>", variables: {item: each.item}}
        output: [one, output]
      - {type: code, id: odd, function: {fails: It went wrong}, on_error: {body: none}}
      - {type: end, outputs: {found: each.output, body: odd.body}}
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "apps.yaml"
    path.write_text(ALL_MODES, encoding="utf-8")
    return path


def test_apps_of_all_modes_do_what_the_file_says(written: Path) -> None:
    with DifyServer.from_file(written, quirks=Quirks.none(), chunk_delay=0) as server:
        assert server.dataset_key == "dataset-declared"
        assert server.app_key("support") == "app-support"
        with Talk(server, "support") as talk:
            assert talk.send("getChatAppInfo")["description"] == "007"
            parameters = talk.send("getChatAppParameters")
            assert parameters["opening_statement"] == "Hello {{name}}!"
            assert [next(iter(one)) for one in parameters["user_input_form"]] == ["text-input", "select"]
            inputs = {"name": "Ann"}
            for query, answer in (
                ("I want my MONEY back", "Let me see. It is on its way."),
                ("Hello", "Hi!"),
                ("Hello you", "I do not know."),
            ):
                assert talk.ask(query, inputs=inputs)["answer"] == answer
            body = {"inputs": inputs, "query": "crash"}
            assert talk.send("sendChatMessage", json=body, status=400)["message"] == "The model is down"
        with Talk(server, "helper") as talk:
            thoughts = [event for event in talk.streamed("Weather?") if event["event"] == "agent_thought"]
            assert {thought["tool"] for thought in thoughts} == {"", "weather"}
        with Talk(server, "echo") as talk:
            told = talk.send("createCompletionMessage", json={"inputs": {"query": "tea"}})
            assert told["answer"] == "You said: Say tea"
        with Talk(server, "counter") as talk:
            first = talk.ask("Well?")
            assert first["answer"] == "Ask me how many."
            second = talk.ask("So how many?", conversation_id=first["conversation_id"])
            assert second["answer"] == "5 of them"
        with Talk(server, "numbers") as talk:
            run = talk.send("executeWorkflow", json={"inputs": {}})["data"]
            assert (run["status"], run["outputs"]["found"]) == ("partial-succeeded", ["<1>", "<2>", "<3>"])


def test_a_json_file_and_options_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "apps.json"
    path.write_text(json.dumps({"apps": [{"name": "weather", "mode": "chat", "answer": "Rain."}]}), encoding="utf-8")
    (app,) = load_apps(path)
    assert (app.name, app.mode, app.answer) == ("weather", "chat", "Rain.")
    assert DifyServer.from_file(path, dataset_key="dataset-mine").dataset_key == "dataset-mine"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "it is empty"),
        ("apps: [", "line 1"),
        ("- a", "line 1: An app file must be a mapping"),
        ("dataset_key: x", "line 1: an app file needs a list `apps`"),
        ("apps:\n  name: x", "line 2: `apps` must be a list"),
        ("apps:\n- name: x\n  mode: chatt", "line 3: `mode` must be one of chat, agent-chat, .*, not chatt"),
        ("apps:\n- mode: chat", "line 2: the app needs `name`"),
        ("apps:\n- {name: x, mode: chat}\n- {name: x, mode: chat}", "line 3: there is an app 'x' above already"),
        ("apps:\n- name: x\n  mode: chat\n  awnser: y", "line 4: the app has no `awnser`; did you mean `answer`"),
        ("apps:\n- name: x\n  name: y", "line 3: `name` is there twice"),
        ("apps:\n- name: x\n  mode: workflow", "line 2: App 'x': a workflow app needs nodes"),
        ("apps:\n- name: x\n  mode: chat\n  chunk_delay: soon", "line 4: `chunk_delay` must be a number, not soon"),
        ("apps:\n- name: x\n  mode: chat\n  published: 'yes'", "line 4: `published` must be true or false, not yes"),
        ("apps:\n- name: x\n  mode: chat\n  name: null", "`name` is there twice"),
        ("apps:\n- mode: chat\n  name:", "line 3: `name` must be a text, not null"),
        ("apps:\n- name: x\n  mode: chat\n  tags: x", "line 4: `tags` must be a list"),
        ("apps:\n- name: x\n  mode: chat\n  answer: [{pauze: 1}]", "line 4: a part of an answer is a text, or has"),
        (
            "apps:\n- name: x\n  mode: chat\n  answer: [{pause: 1, tool: x}]",
            "line 4: a part with `pause` has no `tool`",
        ),
        ("apps:\n- name: x\n  mode: chat\n  answer: {otherwise: x}", "line 4: an answer with cases needs `when`"),
        ("apps:\n- name: x\n  mode: chat\n  answer: {when: {'(': x}}", "line 4: '\\(' is no pattern"),
        (
            "apps:\n- name: x\n  mode: chat\n  answer: !!python/name:os.system",
            "line 4: could not determine a constructor",
        ),
        ("apps:\n- name: x\n  mode: workflow\n  nodes: [{id: a}]", "line 4: a node needs a `type`"),
        (
            "apps:\n- name: x\n  mode: workflow\n  nodes: [{type: lm}]",
            "line 4: `type` must be one of agent, .*, not lm",
        ),
        ("apps:\n- name: x\n  mode: workflow\n  nodes: [{type: llm, id: a}]", "line 4: the llm needs `prompt`"),
        (
            "apps:\n- name: x\n  mode: workflow\n  nodes:\n  - {type: end, outputs: {a: b}}",
            "line 5: `a` is a variable here, such as llm.text",
        ),
        (
            "apps:\n- name: x\n  mode: workflow\n  nodes:\n  - {type: code, id: a, function: print}",
            "line 5: `function` is a function here: one of returns",
        ),
        (
            "apps:\n- name: x\n  mode: workflow\n  nodes:\n  - {type: code, id: a, function: {returns: 1, add: 1}}",
            "line 5: `function` says what it does by one of",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "apps.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AppFileError, match=complaint):
        load_apps(path)


def test_every_field_of_every_declaration_can_be_read() -> None:
    """A kind of field that no file can hold would be found here, before somebody needs it."""
    reader = app_files._Reader("", None)  # type: ignore[arg-type]
    for kind in (App, *app_files.node_kinds().values()):
        for name, (_, hint) in app_files._fields(kind).items():
            assert _is_readable(hint), f"{kind.__name__}.{name}: {hint}"
    assert reader
    assert {"llm", "code", "if-else", "iteration", "loop", "human-input", "answer", "end"} <= set(
        app_files.node_kinds()
    )


def _is_readable(hint: Any) -> bool:
    import types
    import typing
    from collections.abc import Callable, Mapping, Sequence

    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in (Any, str, int, float, bool, bytes, type(None), app_files.Node) or hint == app_files._answer_type():
        return True
    if origin in (typing.Literal, Callable):
        return True
    if origin in (typing.Union, types.UnionType):
        return all(_is_readable(each) for each in arguments)
    if isinstance(origin, type) and issubclass(origin, Sequence | Mapping):
        return all(each is ... or _is_readable(each) for each in arguments)
    if dataclasses.is_dataclass(hint):
        return all(_is_readable(each) for _, each in app_files._fields(hint).values())  # type: ignore[arg-type]
    return False


def test_without_yaml_it_says_how_to_get_it() -> None:
    code = "import sys; sys.modules['yaml'] = None; from pydify_plus.testing import DifyServer, load_apps"
    environment = {**os.environ, "PYTHONPATH": str(Path(pydify_plus.testing.__file__).parents[2])}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert 'pip install "pydify-plus[testing]"' in run.stderr
