"""Answers with the HTTP response beside them, and answers read piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator

import anyio
import pytest

from pydify_plus import AsyncClient, Client
from pydify_plus.errors import DifyAuthError, DifyNotFoundError
from pydify_plus.testing import DifyServer


@pytest.fixture(scope="module")
def server() -> Iterator[DifyServer]:
    with DifyServer() as server:
        yield server


@pytest.fixture
def client(server: DifyServer) -> Iterator[Client]:
    with Client(server.base_url, server.app_key("chat"), dataset_api_key=server.dataset_key, user="alice") as client:
        yield client


def test_a_raw_response_has_the_http_side_and_the_answer(client: Client) -> None:
    response = client.app_config.with_raw_response.get_app_basic_info()
    assert response.status_code == 200
    assert response.headers["x-version"] == "1.14.2"
    assert 0 < response.elapsed < 10
    assert response.parse().name in response.text
    assert response.parse().mode == "chat"
    assert repr(response) == f"<RawResponse 200, {len(response.body)} bytes>"


def test_a_raw_generation_waits_the_wires_way(client: Client, server: DifyServer) -> None:
    response = client.chat.with_raw_response.create_chat_message(query="Hello")
    assert response.headers["content-type"].startswith("application/json")
    assert response.parse().answer == "You said: Hello"
    assert server.requests[-1].json["response_mode"] == "blocking"


def test_raw_lists_and_answers_that_are_taken_apart(client: Client) -> None:
    page = client.dataset.with_raw_response.list_datasets(limit=5)
    assert page.parse().limit == 5
    created = client.chat.create_chat_message(query="Hello")
    questions = client.chat.with_raw_response.get_suggested_questions(created)
    assert questions.parse() == json.loads(questions.body)["data"]


def test_errors_raise_as_ever(client: Client) -> None:
    with pytest.raises(DifyNotFoundError):
        client.sessions.with_raw_response.rename_conversation("6bb7ca41-4601-45c9-af15-e380738fd45a", "x")
    wrong = client.with_options(api_key="app-wrong")
    with pytest.raises(DifyAuthError), wrong.app_config.with_streaming_response.get_app_basic_info():
        pass


def test_a_stream_has_no_single_answer(client: Client) -> None:
    with pytest.raises(TypeError, match="returns a stream"):
        client.chat.with_raw_response.stream_chat_message(query="Hello")


@pytest.mark.parametrize("world", ["with_raw_response", "with_streaming_response"])
def test_a_method_that_is_not_there_is_an_attribute_error(client: Client, world: str) -> None:
    with pytest.raises(AttributeError, match="Chat has no method 'create_chat_mesage'"):
        getattr(client.chat, world).create_chat_mesage(query="Hello")


def test_an_answer_in_pieces(client: Client, server: DifyServer) -> None:
    data = bytes(range(256)) * 4000
    file = client.files.upload_file(("noise.png", data, "image/png"))
    client.chat.create_chat_message(query="Look", files=[file.as_input()])
    with client.files.with_streaming_response.get_file_preview(file) as response:
        assert response.status_code == 200
        pieces = list(response.iter_bytes(65536))
    assert b"".join(pieces) == data
    assert {len(piece) for piece in pieces[:-1]} == {65536}
    with client.files.with_streaming_response.get_file_preview(file) as response:
        assert response.read() == data


def test_the_asynchronous_side(server: DifyServer) -> None:
    async def main() -> None:
        async with AsyncClient(server.base_url, server.app_key("chat"), user="alice") as client:
            response = await client.app_config.with_raw_response.get_app_basic_info()
            assert response.parse().mode == "chat"
            page = await client.sessions.with_raw_response.list_conversations(limit=1)
            assert page.parse().limit == 1
            async with client.app_config.with_streaming_response.get_app_meta() as streamed:
                assert json.loads(await streamed.read()) == {"tool_icons": {}}
            with pytest.raises(TypeError, match="no single answer"):
                async with client.chat.with_streaming_response.stream_chat_message(query="Hello"):
                    pass

    for backend in ("asyncio", "trio"):
        anyio.run(main, backend=backend)
