"""`validate_inputs=True`: the app's form is asked for once in a while, and what is wrong is never sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import respx
from unit.replay import Replay, recorded
from unit.worlds import BASE_URL, World

from pydify_plus import Client
from pydify_plus.errors import DifyAPIError, DifyAuthError, DifyInputError
from pydify_plus.models import InputFile
from pydify_plus.testing import App, DifyServer, End, InputField

RUN = recorded("executeWorkflow/ok-file")
ANSWER = recorded("sendChatMessage/ok-chat-file-local")


class Dify:
    """A server with a form, that counts who asks for it.

    Attributes:
        form: The fields of the form, by kind.
        asked: How often the form was asked for, by key.
        bodies: The JSON of each generation.
    """

    def __init__(self) -> None:
        self.form: list[dict[str, Any]] = recorded("getChatAppParameters/ok-workflow").json["user_input_form"]
        self.asked: list[str] = []
        self.bodies: list[dict[str, Any]] = []

    def parameters(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.headers["Authorization"].removeprefix("Bearer "))
        if self.asked[-1] == "app-WRONG":
            return httpx.Response(
                401, json={"code": "unauthorized", "message": "Access token is invalid", "status": 401}
            )
        return httpx.Response(200, json={"user_input_form": self.form})

    async def slow_parameters(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return self.parameters(request)

    def generate(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.read()))
        return httpx.Response(200, json=(RUN if "workflows" in str(request.url) else ANSWER).json)


@pytest.fixture
def server(world: World) -> Iterator[Dify]:
    dify = Dify()
    with respx.mock(base_url=BASE_URL, assert_all_called=False) as router:
        router.get("/parameters").mock(side_effect=dify.slow_parameters if world.name == "async" else dify.parameters)
        router.post("/files/upload").mock(side_effect=AssertionError("nothing is uploaded for inputs that are wrong"))
        router.route().mock(side_effect=dify.generate)
        yield dify


METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "chat": lambda client, inputs: client.chat.create_chat_message(query="?", inputs=inputs, validate_inputs=True),
    "blocking": lambda client, inputs: client.chat.create_chat_message(
        query="?", inputs=inputs, validate_inputs=True, response_mode="blocking"
    ),
    "stream": lambda client, inputs: client.chat.stream_chat_message(
        query="?", inputs=inputs, validate_inputs=True
    ).final(),
    "turn": lambda client, inputs: client.chat.conversation(inputs=inputs).send("?", validate_inputs=True),
    "completion": lambda client, inputs: client.textgen.create_completion_message(inputs=inputs, validate_inputs=True),
    "workflow": lambda client, inputs: client.workflows.execute_workflow(inputs=inputs, validate_inputs=True),
    "version": lambda client, inputs: client.workflows.execute_workflow("w1", inputs, validate_inputs=True),
}


@pytest.mark.parametrize("method", METHODS)
def test_wrong_inputs_are_named_and_nothing_is_sent(world: World, server: Dify, method: str) -> None:
    client = world.client(user="alice")
    with pytest.raises(DifyInputError) as caught:
        world.wait(METHODS[method](client, {"text": 5, "doc": InputFile.from_bytes("a.mp3", b"x")}))
    assert caught.value.fields == [
        ("text", "must be a string, not 5"),
        ("doc", "must be a file of type document or image, not audio"),
    ]
    assert server.bodies == []
    world.wait(METHODS[method](client, {"text": "right"}))
    assert [body["inputs"] for body in server.bodies] == [{"text": "right"}]


def test_the_form_is_asked_for_once_for_all_users_of_a_key(world: World, server: Dify) -> None:
    client = world.client(user="alice")
    other = client.with_options(api_key="app-OTHER")
    for each in (client, client.as_user("bob"), other, client.with_options(timeout=1), other):
        world.wait(METHODS["workflow"](each, {"text": "right"}))
    assert server.asked == ["app-KEY", "app-OTHER"]


def test_calls_at_once_ask_once(world: World, server: Dify) -> None:
    client = world.client(user="alice")
    if world.name == "sync":
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: METHODS["workflow"](client, {"text": "right"}), range(20)))
    else:

        async def all_at_once() -> None:
            await asyncio.gather(*(METHODS["workflow"](client, {"text": "right"}) for _ in range(20)))

        world.wait(all_at_once())
    assert (len(server.asked), len(server.bodies)) == (1, 20)


def test_the_form_is_asked_for_again_after_some_minutes(
    world: World, server: Dify, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(f"pydify_plus._{world.name}.preparing.monotonic", lambda: now)
    client = world.client(user="alice")
    for seconds in (0, 299, 2, 100):
        now += seconds
        world.wait(METHODS["workflow"](client, {"text": "right"}))
    assert len(server.asked) == 2


def test_inputs_are_only_refused_by_a_form_that_was_just_read(world: World, server: Dify) -> None:
    client = world.client(user="alice")
    world.wait(METHODS["workflow"](client, {"text": "right"}))
    server.form = [{"paragraph": {"variable": "story", "label": "Story", "required": True}}]
    world.wait(METHODS["workflow"](client, {"story": "Once"}))
    assert len(server.asked) == 2
    with pytest.raises(DifyInputError, match="story is required; text is no input of this app"):
        world.wait(METHODS["workflow"](client, {"text": "right"}))
    assert len(server.asked) == 3


def test_a_form_that_cannot_be_read_is_the_error_and_is_not_kept(world: World, server: Dify) -> None:
    client = world.client(user="alice").with_options(api_key="app-WRONG")
    for _ in range(2):
        with pytest.raises(DifyAuthError) as caught:
            world.wait(METHODS["workflow"](client, {"text": "right"}))
        assert caught.value.operation == "getChatAppParameters"
    assert len(server.asked) == 2
    assert server.bodies == []


def test_another_key_for_one_call_is_another_form(world: World, server: Dify) -> None:
    client = world.client(user="alice")
    for _ in range(2):
        call = client.workflows.execute_workflow(
            inputs={"text": "right"}, validate_inputs=True, extra_headers={"Authorization": "Bearer app-OTHER"}
        )
        world.wait(call)
    world.wait(METHODS["workflow"](client, {"text": "right"}))
    assert server.asked == ["app-OTHER", "app-OTHER", "app-KEY"]


def test_what_is_missing_in_a_conversation_that_goes_on_is_left_to_dify(world: World, server: Dify) -> None:
    chat = world.client(user="alice").chat
    conversation = ANSWER.json["conversation_id"]
    world.wait(chat.create_chat_message(query="?", conversation_id=conversation, validate_inputs=True))
    with pytest.raises(DifyInputError, match="text must be a string"):
        world.wait(
            chat.create_chat_message(query="?", conversation_id=conversation, inputs={"text": 5}, validate_inputs=True)
        )
    assert len(server.bodies) == 1


def test_without_being_asked_for_nothing_is_checked(world: World, server: Dify) -> None:
    world.wait(world.client(user="alice").workflows.execute_workflow(inputs={"text": 5}, validate_inputs=False))
    assert (server.asked, len(server.bodies)) == ([], 1)


@pytest.mark.parametrize("app", ["workflow", "advanced-chat", "completion", "agent-chat"])
def test_the_parameters_are_the_form_and_all_else_as_it_came(dify: Replay, app: str) -> None:
    exchange = recorded(f"getChatAppParameters/ok-{app}")
    dify.expect(exchange)
    parameters = dify.wait(dify.client.app_config.get_app_parameters())
    assert parameters.to_dict() == exchange.json
    form = [field for item in exchange.json["user_input_form"] for field in item.values()]
    assert [field.name for field in parameters.fields] == [field["variable"] for field in form]
    assert parameters.file_upload.enabled


FORM = (
    InputField("line", required=True, max_length=5),
    InputField("story", "paragraph"),
    InputField("tone", "select", options=("formal", "casual")),
    InputField("count", "number"),
    InputField("agreed", "checkbox"),
    InputField("doc", "file"),
    InputField("photos", "file-list", max_length=2),
)
VALUES: list[Any] = [None, "a", "formal", "12", "1.5", "too long", " ", 7, 0.5, [], {}, ["a"]]
VALUES += [InputFile.from_bytes("a.png", b"x"), [InputFile.from_bytes("b.png", b"x")] * 2]
VALUES += [[InputFile.from_url("https://example.com/c.png")] * 3, {"type": "image", "transfer_method": "local_file"}]
# Not what servers differ in: a checkbox that takes words and numbers.
CASES = [
    (field.variable, value) for field in FORM for value in VALUES if field.type != "checkbox" or value in (None, {})
]


@pytest.fixture(scope="module")
def embedded() -> Iterator[Client]:
    form = App("form", "workflow", inputs=FORM, nodes=(End(outputs={"line": ("start", "line")}),))
    with DifyServer([form]) as server, Client(server.base_url, server.app_key("form"), user="alice") as client:
        yield client


@pytest.mark.parametrize(("name", "value"), CASES)
def test_the_check_agrees_with_the_embedded_server(embedded: Client, name: str, value: Any) -> None:
    def refuses(error: type[Exception], **options: Any) -> bool:
        try:
            run = embedded.workflows.execute_workflow(inputs={"line": "x", name: value}, **options)
        except error:
            return True
        assert run.status == "succeeded"
        return False

    assert refuses(DifyInputError, validate_inputs=True) == refuses(DifyAPIError)
