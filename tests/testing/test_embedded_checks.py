"""What the embedded Dify refuses, in the words of the real one, beyond what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from testing.conversation import Talk

from pydify_plus.testing import App, DifyServer, End, InputField, Quirks
from pydify_plus.testing.script import pieces
from pydify_plus.testing.search import tokens
from pydify_plus.testing.splitting import cut
from pydify_plus.testing.validation import (
    Invalid,
    Model,
    boolean,
    describe,
    integer,
    items,
    mapping,
    number,
    optional,
    required,
    string,
)

FORM = (
    InputField("text", "paragraph", label="Your text", max_length=3),
    InputField("choice", "select", options=("a", "b"), default="a"),
    InputField("amount", "number"),
    InputField("agreed", "checkbox"),
    InputField("file", "file"),
    InputField("files", "file-list", max_length=1),
)
REMOTE = {"type": "image", "transfer_method": "remote_url", "url": "https://example.org/a.png"}


@pytest.fixture(scope="module")
def form() -> Iterator[Talk]:
    """A talk with a workflow that has a field of each kind and returns them all."""
    outputs = {field.variable: ("start", field.variable) for field in FORM}
    app = App("form", "workflow", inputs=FORM, nodes=(End(outputs=outputs),))
    with DifyServer([app], quirks=Quirks.none()) as server, Talk(server, "form") as talk:
        yield talk


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"text": "long"}, "text in input form must be less than 3 characters"),
        ({"text": 1}, "(type 'paragraph') text in input form must be a string"),
        ({"choice": "c"}, "choice in input form must be one of the following: ['a', 'b']"),
        ({"amount": "many"}, "amount in input form must be a valid number"),
        ({"amount": True}, "amount in input form must be a valid number"),
        ({"agreed": "yes"}, "(type 'checkbox') agreed in input form must be a boolean"),
        ({"file": "a.png"}, "file in input form must be a file"),
        ({"file": {**REMOTE, "type": "picture"}}, "'picture' is not a valid FileType"),
        ({"file": {**REMOTE, "url": ""}}, "Invalid file url"),
        ({"files": REMOTE}, "files in input form must be a list of files"),
        ({"files": [REMOTE, REMOTE]}, "files in input form must be less than 1 files"),
    ],
)
def test_an_input_that_does_not_fit_is_refused(form: Talk, inputs: dict[str, Any], message: str) -> None:
    assert form.send("executeWorkflow", json={"inputs": inputs}, status=400)["message"] == message
    streamed = list(form.stream("executeWorkflow", json={"inputs": inputs, "response_mode": "streaming"}))
    assert streamed[1:] == [{"event": "error", "message": message, "status": 500}]


def test_inputs_that_fit_come_through(form: Talk) -> None:
    inputs = {"text": "abc", "choice": "b", "amount": "2.5", "agreed": True, "file": REMOTE, "files": [REMOTE]}
    outputs = form.send("executeWorkflow", json={"inputs": inputs})["data"]["outputs"]
    assert {name: outputs[name] for name in ("text", "choice", "amount", "agreed")} == {
        "text": "abc",
        "choice": "b",
        "amount": 2.5,
        "agreed": True,
    }
    assert outputs["files"] == [outputs["file"]]
    assert form.send("executeWorkflow", json={"inputs": {"amount": " "}})["data"]["outputs"]["amount"] is None
    kinds = [kind for item in form.send("getChatAppParameters")["user_input_form"] for kind in item]
    assert kinds == [field.type for field in FORM]


@pytest.mark.parametrize(
    ("operation", "ids", "request_", "status", "code"),
    [
        ("executeWorkflow", (), {"json": {}}, 400, "invalid_param"),
        ("executeWorkflow", (), {"content": b"", "headers": {"content-type": "application/json"}}, 400, "bad_request"),
        ("runWorkflowById", ("no-uuid",), {"json": {"inputs": {}}}, 400, "bad_request"),
        ("uploadChatFile", (), {"files": {"file": ("", b"x", "text/plain")}, "data": {}}, 400, None),
        ("getWorkflowLogs", (), {"params": {"page": "0"}}, 400, "invalid_param"),
    ],
)
def test_a_request_that_is_wrong_is_refused(
    form: Talk, operation: str, ids: tuple[str, ...], request_: dict[str, Any], status: int, code: str | None
) -> None:
    refused = form.send(operation, *ids, status=status, **request_)
    assert code is None or refused["code"] == code


def test_a_body_that_is_not_called_json_is_refused(form: Talk) -> None:
    refused = form.client.post("/workflows/run", content=b"{}", headers={"content-type": "text/plain"})
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "indexing_technique is required."),
        (
            {"indexing_technique": "economy", "process_rule": {"mode": "custom"}},
            "Process rule pre_processing_rules is required",
        ),
        (
            {"indexing_technique": "economy", "process_rule": {"mode": "odd"}},
            (
                "1 validation error for KnowledgeConfig\nprocess_rule.mode\n  Input should be 'automatic', 'custom' or "
                "'hierarchical' [type=literal_error, input_value='odd', input_type=str]\n"
                "    For further information visit https://errors.pydantic.dev/2.12/v/literal_error"
            ),
        ),
    ],
)
def test_a_document_without_what_it_needs_is_refused(settings: dict[str, Any], message: str) -> None:
    with DifyServer() as server, Talk(server) as kb:
        dataset = kb.send("createDataset", json={"name": "kb"})["id"]
        body = {"name": "a", "text": "b", **settings}
        assert kb.send("createDocumentFromText", dataset, json=body, status=400)["message"] == message
        data = {"data": "{not json"}
        kb.send("createDocumentFromFile", dataset, files={"file": ("a.txt", b"b")}, data=data, status=400)


@pytest.mark.parametrize(
    ("check", "value", "kind"),
    [
        (string(), 1, "string_type"),
        (string(at_least=2), "a", "string_too_short"),
        (string(at_most=2), "abc", "string_too_long"),
        (integer(), "x", "int_parsing"),
        (integer(), [], "int_type"),
        (integer(at_least=1), "0", "greater_than_equal"),
        (integer(at_most=1), 2, "less_than_equal"),
        (number(), "1", "float_type"),
        (boolean(), "maybe", "bool_type"),
        (mapping(), [], "dict_type"),
        (items(string()), "a", "list_type"),
        (items(string(), at_least=1), [], "too_short"),
        (items(string()), ["a", 1], "string_type"),
        (Model("Inner", name=required(string())), {}, "missing"),
        (Model("Inner", name=required(string())), 5, "model_type"),
    ],
)
def test_a_value_is_refused_by_pydantic_s_name_for_what_is_wrong(check: Any, value: Any, kind: str) -> None:
    with pytest.raises(Invalid) as caught:
        check(value)
    assert f"[type={kind}, input_value={value!r}" in describe("Outer", caught.value) or kind in (
        "missing",
        "string_type",
    )
    assert caught.value.problems[0].kind == kind


def test_a_model_tells_all_problems_with_their_places_and_cuts_long_values() -> None:
    inner = Model("Inner", size=optional(integer(), 1))
    outer = Model("Outer", name=required(string(at_most=60)), parts=optional(items(inner)), note=optional(string()))
    with pytest.raises(Invalid) as caught:
        outer({"name": "x" * 61, "parts": [{}, {"size": "big"}]})
    assert (
        describe("Outer", caught.value)
        == """\
2 validation errors for Outer
name
  String should have at most 60 characters [type=string_too_long, \
input_value='xxxxxxxxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxxxxxxx', input_type=str]
    For further information visit https://errors.pydantic.dev/2.12/v/string_too_long
parts.1.size
  Input should be a valid integer, unable to parse string as an integer [type=int_parsing, \
input_value='big', input_type=str]
    For further information visit https://errors.pydantic.dev/2.12/v/int_parsing"""
    )
    assert outer({"name": "a", "parts": [{}], "more": 1}) == {"name": "a", "parts": [{"size": 1}], "note": None}


@pytest.mark.parametrize("text", ["You said: hello", " two  spaces\n", "绿茶要用 eighty 度", "", "a\u2028b"])
def test_pieces_put_together_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_words_are_words_and_pairs_of_chinese_characters() -> None:
    assert tokens("Green TEA, 80°: 绿茶好 (喝)") == ["green", "tea", "80", "绿茶", "茶好", "喝"]


@pytest.mark.parametrize("text", ["one two three four five six", "一二三四五六七八九十", "x" * 100, "a. b. c" * 30])
def test_a_cut_text_keeps_everything_but_spaces(text: str) -> None:
    parts = cut(text, (". ", " ", ""), 3)
    assert len(parts) > 1
    assert "".join("".join(parts).split()).replace(".", "") == "".join(text.split()).replace(".", "")
