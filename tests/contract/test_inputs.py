"""Inputs of apps: files that are uploaded on the way, and the check before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import PNG, filled_form

from pydify_plus.errors import DifyError, DifyInputError
from pydify_plus.models import InputFile

pytestmark = pytest.mark.anyio

WRONG: list[Any] = [5, [], True, "x" * 2000, {"a": 1}, [{"type": "image"}], "", "12", 0.5]


async def form_of(client: Any, type: str) -> tuple[dict[str, Any], str]:
    """Inputs that the client's app takes, and the name of one of that type."""
    parameters = await client.app_config.get_app_parameters()
    for field in parameters.fields:
        if field.type == type:
            return await filled_form(client), field.name
    pytest.skip(f"the app has no input of type {type}")


@pytest.mark.parametrize("app", ["workflow", "chatflow"])
@pytest.mark.parametrize("stream", [True, False])
async def test_a_local_file_is_uploaded_on_the_way(connect: Connect, tmp_path: Path, app: str, stream: bool) -> None:
    client = connect(app)
    inputs, name = await form_of(client, "file")
    (tmp_path / "pixel.png").write_bytes(PNG)
    inputs[name] = InputFile.from_path(tmp_path / "pixel.png")
    for _ in range(2):
        if app == "workflow":
            call = client.workflows.execute_workflow(inputs=inputs, stream=stream, validate_inputs=True)
        else:
            call = client.chat.create_chat_message(query="Hello", inputs=inputs, stream=stream, validate_inputs=True)
        result = await call
        if stream:
            result = await result.final()
        if app == "workflow":
            assert result.status == "succeeded"
        else:
            assert result.answer


async def test_a_file_goes_with_a_message(connect: Connect) -> None:
    client = connect("chat")
    if not (await client.app_config.get_app_parameters()).file_upload.enabled:
        pytest.skip("the app takes no files")
    chat = client.chat.conversation(inputs=await filled_form(client))
    photo = InputFile.from_bytes("pixel.png", PNG)
    for _ in range(2):
        answer = await chat.send("What is this?", files=[photo])
        message = await client.chat.get_chat_message(answer)
        assert [file.filename for file in message.message_files] == ["pixel.png"]


@pytest.mark.parametrize("app", ["chat", "agent", "chatflow", "completion", "workflow"])
async def test_the_check_agrees_with_the_server(connect: Connect, app: str) -> None:
    client = connect(app)
    right = await filled_form(client)
    fields = (await client.app_config.get_app_parameters()).fields
    cases = [right, *({**right, field.name: value} for field in fields for value in WRONG)]
    cases += [{**right, missing: None} for missing in right]
    for inputs in cases:
        if any((field.type, inputs.get(field.name)) in (("number", True), ("file", "")) for field in fields):
            continue  # some versions take these
        checked = await outcome(client, app, inputs, validate_inputs=True)
        served = await outcome(client, app, inputs)
        assert (checked is None) == (served is None), (inputs, checked, served)
        assert checked is None or isinstance(checked, DifyInputError), inputs


async def outcome(client: Any, app: str, inputs: dict[str, Any], **keywords: Any) -> DifyError | None:
    """The error that an app answers these inputs with."""
    try:
        if app == "workflow":
            await client.workflows.execute_workflow(inputs=inputs, **keywords)
        elif app == "completion":
            await client.textgen.create_completion_message(inputs=inputs, **keywords)
        else:
            await client.chat.create_chat_message(query="Hello", inputs=inputs, **keywords)
    except DifyError as error:
        return error
    return None
