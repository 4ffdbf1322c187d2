"""Files among inputs: uploaded on the way, once, in the name of the user who makes the call."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy, deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from unit.replay import Replay, recorded
from unit.wire import Upload, form_of
from unit.worlds import BASE_URL, World

from pydify_plus.errors import DifyRateLimitError
from pydify_plus.models import InputFile, UploadedFile

USER = recorded("uploadChatFile/ok-png").request["form"]["user"]
ANSWER = recorded("sendChatMessage/ok-chat-file-local").json
RUN = recorded("executeWorkflow/ok-file").json
FILE = {"type": "image", "transfer_method": "local_file", "upload_file_id": "file-1"}

Ask = Callable[[Any, Any], Any]


class Dify:
    """A server that numbers uploads and answers any generation with JSON.

    Attributes:
        uploads: The file, user and key of each upload.
        bodies: The JSON of each generation.
    """

    def __init__(self) -> None:
        self.uploads: list[tuple[Upload, str, str]] = []
        self.bodies: list[dict[str, Any]] = []
        self.refused = 0
        self._numbers = count(1)

    def upload(self, request: httpx.Request) -> httpx.Response:
        form: Any = form_of(request.headers["Content-Type"], request.read())
        if self.refused:
            self.refused -= 1
            return httpx.Response(
                429, json={"code": "too_many_requests", "message": "Too many requests", "status": 429}
            )
        self.uploads.append((form["file"], form["user"], request.headers["Authorization"].removeprefix("Bearer ")))
        return httpx.Response(201, json={**recorded("uploadChatFile/ok-png").json, "id": f"file-{next(self._numbers)}"})

    async def slow_upload(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return self.upload(request)

    def generate(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.read()))
        return httpx.Response(200, json=RUN if "workflows" in str(request.url) else ANSWER)


@pytest.fixture
def server() -> Iterator[Dify]:
    dify = Dify()
    with respx.mock(base_url=BASE_URL, assert_all_called=False) as router:
        router.post("/files/upload").mock(side_effect=dify.upload)
        router.route().mock(side_effect=dify.generate)
        yield dify


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(b"PNG")
    return path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.png", "image"),
        ("a.MP3", "audio"),
        ("a.mov", "video"),
        ("a.pdf", "document"),
        ("a.txt", "document"),
        ("a.mdx", "document"),
        ("a.docx", "document"),
        ("a.zip", "custom"),
        ("a", "custom"),
    ],
)
def test_the_type_shows_in_the_name(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    files = [
        InputFile.from_path(tmp_path / name),
        InputFile.from_path(str(tmp_path / name)),
        InputFile.from_bytes(name, b"x"),
    ]
    if "." in name:
        files.append(InputFile.from_url(f"https://example.com/files/{name}?size=1#top"))
    assert {file.type for file in files} == {kind}
    uploaded = UploadedFile(id="f1", mime_type="text/plain", extension="txt")
    assert uploaded.as_input().type == "document"
    assert {InputFile.from_path(tmp_path / name, "custom").type, uploaded.as_input(type="custom").type} == {"custom"}


def test_a_url_is_sent_as_it_is() -> None:
    link = InputFile.from_url("https://example.com/photo", type="image")
    assert link.to_dict() == {"type": "image", "transfer_method": "remote_url", "url": "https://example.com/photo"}
    assert (link.url, link.upload_file_id) == ("https://example.com/photo", None)


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda path: InputFile.from_path(path / "nowhere.png"), FileNotFoundError, "nowhere.png"),
        (lambda path: InputFile.from_path(b"data"), TypeError, "see from_bytes"),
        (lambda path: InputFile.from_path(path), IsADirectoryError, "folder"),
        (lambda path: InputFile.from_bytes("a.txt", "text"), TypeError, "data must be bytes, not str: encode text"),
        (lambda path: InputFile.from_bytes("", b"x"), ValueError, "needs a name"),
        (lambda path: InputFile.from_bytes("a.txt", b"x", type="picture"), ValueError, "one of image, document, audio"),
        (lambda path: InputFile.from_url("file:///etc/passwd"), ValueError, "must begin with http:// or https://"),
        (lambda path: InputFile.from_url("https://example.com/download"), ValueError, "pass type='image'"),
        (lambda path: InputFile.from_url("https://example.com/a.png", "picture"), ValueError, "not 'picture'"),
        (lambda path: UploadedFile(id="f1").as_input("picture"), ValueError, "not 'picture'"),
    ],
)
def test_what_can_be_no_input_is_refused(tmp_path: Path, make: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make(tmp_path)


PNG, NOTE = InputFile.from_bytes("pixel.png", b"x" * 70), InputFile.from_bytes("note.txt", b"x" * 10)
RECORDED: dict[str, Any] = {
    "ok-png > sendChatMessage/ok-chat-file-local": lambda client, mode: client.chat.create_chat_message(
        query="Tell me about apples", files=[PNG], user=USER, response_mode=mode
    ),
    "ok-png > sendChatMessage/ok-chat-streaming-file": lambda client, mode: client.chat.create_chat_message(
        query="Tell me about apples", files=[PNG], user=USER
    ),
    "ok-txt-workflow > executeWorkflow/ok-file": lambda client, mode: client.workflows.execute_workflow(
        inputs={"text": "hi", "doc": NOTE}, user=USER, response_mode=mode
    ),
    "ok-txt-workflow > executeWorkflow/ok-file-streaming": lambda client, mode: client.workflows.execute_workflow(
        inputs={"text": "hi", "doc": NOTE}, user=USER
    ),
    "ok-txt-workflow > executeWorkflow/ok-sys-files": lambda client, mode: client.workflows.execute_workflow(
        inputs={"text": "hi"}, files=[NOTE], user=USER, response_mode=mode
    ),
}


@pytest.mark.parametrize("names", RECORDED)
def test_a_call_with_a_file_is_an_upload_and_the_call(dify: Replay, names: str) -> None:
    upload, call = names.split(" > ")
    dify.expect(f"uploadChatFile/{upload}", call)
    answer = dify.wait(RECORDED[names](dify.client, "blocking"))
    assert getattr(answer, "status", "succeeded") == "succeeded"


METHODS: dict[str, Ask] = {
    "chat": lambda client, value: client.chat.create_chat_message(query="?", inputs={"it": value}),
    "blocking": lambda client, value: client.chat.create_chat_message(
        query="?", inputs={"it": value}, response_mode="blocking"
    ),
    "completion": lambda client, value: client.textgen.create_completion_message(inputs={"it": value}),
    "workflow": lambda client, value: client.workflows.execute_workflow(None, {"it": value}),
    "version": lambda client, value: client.workflows.execute_workflow("w1", {"it": value}),
    "api": lambda client, value: client.api.workflows.execute_workflow(inputs={"it": value}, user="alice"),
    "raw": lambda client, value: client.workflows.with_raw_response.execute_workflow(None, {"it": value}),
}


@pytest.mark.parametrize("method", METHODS)
def test_a_file_may_be_anywhere_in_the_inputs(world: World, server: Dify, photo: Path, method: str) -> None:
    file, link = InputFile.from_path(photo), InputFile.from_url("https://example.com/a.pdf")
    value = [file, {"deep": [file, link]}, FILE, UploadedFile(id="file-9", extension="pdf").as_input()]
    world.wait(METHODS[method](world.client(user="alice"), value))
    assert server.uploads == [(Upload("photo.png", "image/png", b"PNG"), "alice", "app-KEY")]
    sent = {"type": "document", "transfer_method": "local_file", "upload_file_id": "file-9"}
    assert [body["inputs"] for body in server.bodies] == [{"it": [FILE, {"deep": [FILE, link.to_dict()]}, FILE, sent]}]


def test_a_file_is_uploaded_once_for_each_user_and_app(world: World, server: Dify, photo: Path) -> None:
    alice, file = world.client(user="alice"), InputFile.from_path(photo)
    other_app = alice.with_options(api_key="app-OTHER")
    through_gateway = alice.with_options(default_headers={"Authorization": "Bearer app-THIRD"})
    ask = METHODS["workflow"]
    for client in (alice, alice, alice.as_user("bob"), other_app, through_gateway, alice.with_options(timeout=1)):
        world.wait(ask(client, file))
    world.wait(ask(other_app, copy(file)))
    assert [(user, key) for _, user, key in server.uploads] == [
        ("alice", "app-KEY"),
        ("bob", "app-KEY"),
        ("alice", "app-OTHER"),
        ("alice", "app-THIRD"),
    ]
    assert [body["inputs"]["it"]["upload_file_id"] for body in server.bodies] == [
        *("file-1", "file-1", "file-2", "file-3", "file-4", "file-1", "file-3")
    ]


def test_the_user_of_the_call_uploads(world: World, server: Dify, photo: Path) -> None:
    client, file = world.client(user="alice"), InputFile.from_path(photo)
    run = client.workflows.execute_workflow
    world.wait(run(inputs={"it": file}, user="bob"))
    world.wait(run(inputs={"it": file}, extra_body={"user": "carol"}))
    for _ in range(2):  # another key may be that of another app
        world.wait(run(inputs={"it": file}, extra_headers={"authorization": "Bearer app-FOURTH"}))
    assert [(user, key) for _, user, key in server.uploads] == [
        ("bob", "app-KEY"),
        ("carol", "app-KEY"),
        ("alice", "app-FOURTH"),
        ("alice", "app-FOURTH"),
    ]


def test_calls_at_once_upload_once(world: World, photo: Path) -> None:
    server, file = Dify(), InputFile.from_path(photo)
    with respx.mock(base_url=BASE_URL) as router:
        router.post("/files/upload").mock(side_effect=server.slow_upload if world.name == "async" else server.upload)
        router.route().mock(side_effect=server.generate)
        client = world.client(user="alice")
        if world.name == "sync":
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda _: METHODS["workflow"](client, file), range(20)))
        else:

            async def all_at_once() -> None:
                await asyncio.gather(*(METHODS["workflow"](client, file) for _ in range(20)))

            world.wait(all_at_once())
    assert len(server.uploads) == 1
    assert [body["inputs"]["it"] for body in server.bodies] == [FILE] * 20


def test_a_stream_uploads_when_it_is_read(world: World, server: Dify, photo: Path) -> None:
    stream = world.client(user="alice").chat.stream_chat_message(query="?", files=[InputFile.from_path(photo)])
    assert server.uploads == []
    assert world.wait(stream.final()).answer == ANSWER["answer"]
    assert len(server.uploads) == 1
    assert server.bodies[0]["files"] == [FILE]


@pytest.mark.parametrize("method", ["chat", "blocking"])
def test_an_upload_that_fails_is_the_error_and_may_be_tried_again(
    world: World, server: Dify, photo: Path, method: str
) -> None:
    client, file = world.client(user="alice", retries=1, retry_backoff_factor=0), InputFile.from_path(photo)
    server.refused = 2
    with pytest.raises(DifyRateLimitError) as caught:
        world.wait(METHODS[method](client, file))
    assert caught.value.operation == "uploadChatFile"
    assert server.bodies == []
    server.refused = 1  # which repeating the upload gets over
    world.wait(METHODS[method](client, file))
    assert server.bodies[0]["inputs"]["it"] == FILE


def test_a_file_that_is_gone_says_so_and_nothing_is_sent(world: World, server: Dify, photo: Path) -> None:
    file = InputFile.from_path(photo)
    photo.unlink()
    with pytest.raises(FileNotFoundError):
        world.wait(METHODS["chat"](world.client(user="alice"), file))
    assert (server.uploads, server.bodies) == ([], [])


@pytest.mark.parametrize("twin", [copy, deepcopy, lambda file: pickle.loads(pickle.dumps(file))])  # noqa: S301
def test_a_copied_file_is_as_good(world: World, server: Dify, photo: Path, twin: Any) -> None:
    file = twin(InputFile.from_path(photo))
    world.wait(METHODS["workflow"](world.client(user="alice"), file))
    assert len(server.uploads) == 1
    assert server.bodies[0]["inputs"]["it"] == FILE


def test_a_local_file_shows_its_name_and_not_its_content() -> None:
    assert repr(InputFile.from_bytes("a.txt", b"secret")) == (
        "InputFile(type='document', transfer_method='local_file', upload_file_id=<a.txt, to be uploaded>)"
    )


def test_where_nothing_is_uploaded_a_local_file_is_refused(world: World, server: Dify, photo: Path) -> None:
    with pytest.raises(TypeError, match="LocalFile is not JSON serializable"):
        json.dumps(InputFile.from_path(photo).to_dict())
