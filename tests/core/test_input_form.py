"""The check of inputs, held against what real servers took and refused."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest
from recorded import Exchange, exchanges

from pydify_plus._core.input_form import problems_of
from pydify_plus.errors import DifyError, DifyInputError
from pydify_plus.models import AppParameters, InputField, InputFile

FILE = {"type": "document", "transfer_method": "local_file", "upload_file_id": "f1"}
LINK = {"type": "image", "transfer_method": "remote_url", "url": "https://example.com/a.png"}
PERSON = [{"hide": True, "json_schema": {}, "variable": "person", "required": False, "label": ""}]


def parameters(app: str, version: str = "1.14.2") -> AppParameters:
    """The recorded parameters of an app."""
    for exchange in exchanges(version):
        if (exchange.operation, exchange.case) == ("getChatAppParameters", f"ok-{app}"):
            return AppParameters.from_dict(exchange.json)
    raise LookupError(app)


def form_of(exchange: Exchange) -> str | None:
    """The app whose form a recorded generation has to fit, where the case shows it."""
    if exchange.operation == "createCompletionMessage":
        return "completion" if "-app" not in exchange.case else None
    if "chatflow" in exchange.case:
        return "chatflow_human" if "missing-input" in exchange.case or "paused" in exchange.case else "advanced-chat"
    if exchange.operation == "sendChatMessage":
        return "agent-chat" if "app" not in exchange.case else None
    return "workflow" if exchange.case.startswith(("ok-file", "ok-sys", "err-input", "err-missing-required")) else None


GENERATIONS = [
    pytest.param(parameters(form), exchange, id=str(exchange))
    for version in ("1.14.2", "1.9.2")
    for exchange in exchanges(version)
    if exchange.operation in ("sendChatMessage", "createCompletionMessage", "executeWorkflow")
    and isinstance(exchange.request.get("json"), dict)
    and isinstance(exchange.request["json"].get("inputs"), dict)
    and (form := form_of(exchange))
]


@pytest.mark.parametrize(("app", "exchange"), GENERATIONS)
def test_what_dify_refused_is_refused_and_nothing_else(app: AppParameters, exchange: Exchange) -> None:
    told = exchange.text + str(exchange.json if exchange.is_json else "")
    problems = problems_of(exchange.request["json"]["inputs"], app.fields)
    assert bool(problems) == ("in input form" in told)
    assert all(name in told for name, _ in problems)


def test_the_recorded_generations_have_both_kinds() -> None:
    refused = [
        value for value in GENERATIONS if problems_of(value.values[1].request["json"]["inputs"], value.values[0].fields)
    ]
    assert len(refused) >= 10
    assert len(GENERATIONS) - len(refused) >= 50


def field(type: str, **rest: Any) -> InputField:
    return InputField(name="it", label="It", type=type, **rest)


ANY = field("text-input")
FITS: list[tuple[InputField, Any]] = [
    (ANY, ""),
    (ANY, None),
    (field("paragraph", max_length=3), "abc"),
    (field("text-input", max_length=0), "no limit"),
    (field("select", options=("a", "b")), "b"),
    *((field("number"), value) for value in (0, -1.5, "12", "1.5", " ", "", "-3", "2.")),
    *((field("checkbox"), value) for value in (True, False, 0, 1, "true", "No ")),
    *((field("json_object"), value) for value in ({"a": 1}, {}, "")),
    (field("file"), FILE),
    (field("file"), ""),
    (field("file", allowed_file_types=("image",), allowed_file_upload_methods=("remote_url",)), LINK),
    (field("file", allowed_file_types=("image",)), {**FILE, "type": "custom"}),
    (field("file", allowed_file_types=("hologram",)), {**FILE, "type": "hologram"}),
    (field("file"), {"type": "image", "transfer_method": "remote_url", "remote_url": "https://example.com"}),
    (field("file-list", max_length=2), [FILE, LINK]),
    (field("file-list", required=True), []),
    (field("external_data_tool", required=True), None),
    (field("of-the-future"), object()),
]
WRONG: list[tuple[InputField, Any, str]] = [
    (field("text-input", required=True), None, "is required"),
    (ANY, 5, "must be a string, not 5"),
    (field("paragraph", max_length=3), "abcd", "must have at most 3 characters, not 4"),
    (field("select", options=("a", "b")), "c", "must be one of 'a', 'b', not 'c'"),
    (field("select", options=("a",)), "", "must be one of 'a', not ''"),
    (field("number"), "many", "must be a number, not 'many'"),
    (field("number"), [1], "must be a number, not [1]"),
    (field("checkbox"), "perhaps", "must be True or False, not 'perhaps'"),
    (field("json_object"), "[1]", "must be a JSON object, a dict, not '[1]'"),
    (field("file"), "f1", "must be a file, such as InputFile.from_path(...) or upload_file(...).as_input(), not 'f1'"),
    (field("file", required=True), "", "must be a file, such as"),
    (field("file"), {**FILE, "type": "Image"}, "must be a file with a type, one of audio, custom, document"),
    (field("file", allowed_file_types=("image", "audio")), FILE, "must be a file of type image or audio, not document"),
    (field("file"), {**FILE, "transfer_method": "local"}, "whose transfer_method is local_file or remote_url"),
    (field("file", allowed_file_upload_methods=("local_file",)), LINK, "is local_file, not 'remote_url'"),
    (field("file"), {**FILE, "upload_file_id": ""}, "with its upload_file_id, as its transfer_method is local_file"),
    (field("file"), {"type": "image", "transfer_method": "remote_url"}, "must be a file with its url"),
    (field("file-list"), FILE, "must be a list of files, not {"),
    (field("file-list", max_length=1), [FILE, FILE], "takes at most 1 files, not 2"),
    (field("file-list"), [FILE, "f1"], "(file 2 of 2)"),
]


@pytest.mark.parametrize(("known", "value"), FITS)
def test_a_value_that_dify_takes_is_right(known: InputField, value: Any) -> None:
    assert problems_of({"it": value}, [known]) == []


@pytest.mark.parametrize(("known", "value", "said"), WRONG)
def test_a_value_that_dify_refuses_is_named_with_what_is_allowed(known: InputField, value: Any, said: str) -> None:
    ((name, text),) = problems_of({"it": value}, [known])
    assert name == "it"
    assert said in text


def test_an_input_that_the_app_does_not_have_is_wrong() -> None:
    fields = [field("number"), InputField(name="tone", label="Tone", type="text-input")]
    assert problems_of({"tune": "x", "other": 1}, fields) == [
        ("tune", "is no input of this app: did you mean 'tone'?"),
        ("other", "is no input of this app, which has it, tone"),
    ]
    assert problems_of({"a": 1}, []) == [("a", "is no input of this app, which has none")]


def test_what_is_missing_in_a_conversation_that_goes_on_may_be_known_there() -> None:
    required = [field("text-input", required=True)]
    assert problems_of({}, required, continued=True) == []
    assert problems_of({"it": 5}, required, continued=True) == [("it", "must be a string, not 5")]


def test_a_long_value_is_not_repeated_whole() -> None:
    ((_, text),) = problems_of({"it": "x" * 5000}, [field("number")])
    assert len(text) < 80


def test_the_form_is_told_field_by_field() -> None:
    text, number, doc = parameters("workflow").fields
    assert (text.name, text.label, text.type, text.required, text.max_length) == (
        "text",
        "text",
        "text-input",
        True,
        256,
    )
    assert (number.name, number.type, number.required, number.max_length) == ("number", "number", False, None)
    assert doc.allowed_file_types == ("document", "image")
    assert doc.allowed_file_upload_methods == ("local_file", "remote_url")
    name, tone = parameters("agent-chat").fields
    assert (name.default, tone.options, tone.default, tone.hidden) == ("", ("formal", "casual"), "formal", False)


@pytest.mark.parametrize("form", [[], None, [{"json_object": PERSON[0]}]])
def test_a_form_may_be_empty_or_of_a_newer_server(form: Any) -> None:
    fields = AppParameters(user_input_form=form).fields
    assert [(field.name, field.hidden, field.label) for field in fields] == (
        [("person", True, "person")] if form else []
    )


def test_all_that_is_wrong_is_said_at_once() -> None:
    app = parameters("workflow")
    app.validate_inputs({"text": "hello", "doc": InputFile.from_bytes("a.txt", b"x")})
    with pytest.raises(DifyInputError) as caught:
        app.validate_inputs({"text": 5, "doc": InputFile.from_bytes("a.mp3", b"x"), "nummer": 1})
    error = caught.value
    assert [name for name, _ in error.fields] == ["text", "doc", "nummer"]
    assert str(error) == (
        "the app does not take these inputs: text must be a string, not 5; "
        "doc must be a file of type document or image, not audio; nummer is no input of this app: did you mean 'number'?"
    )
    assert isinstance(error, DifyError)
    assert isinstance(error, ValueError)
    assert copy(error).fields == error.fields


@pytest.mark.parametrize("inputs", ["text", None, [("text", "x")]])
def test_inputs_are_a_dict(inputs: Any) -> None:
    with pytest.raises(DifyInputError, match="inputs must be a dict of values by name"):
        parameters("workflow").validate_inputs(inputs)
