"""The clients themselves: how they are made, and their own requests."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from contract.conftest import Connect, Dify
from contract.helpers import filled_form, unique

from pydify_plus import AsyncClient, Client
from pydify_plus.errors import DifyConnectionError, DifyNotFoundError

pytestmark = pytest.mark.anyio


async def test_a_client_is_made_with_all_documented_options(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger(unique())
    client = connect("chat", timeout=30.0, retries=3, retry_backoff_factor=1.0, logger=logger)
    with caplog.at_level(logging.DEBUG, logger.name):
        await client.app_config.get_app_basic_info()
    assert logger.name in {record.name for record in caplog.records}


@pytest.mark.parametrize("base_url", ["{}", "{}/", "{}/v1", "{}/v1/"])
async def test_the_server_is_named_with_or_without_v1(connect: Connect, dify: Dify, base_url: str) -> None:
    root = dify.base_url.rstrip("/").removesuffix("/v1")
    client = connect("chat", base_url=base_url.format(root))
    assert (await client.app_config.get_app_basic_info()).mode == "chat"


async def test_the_environment_names_the_server_and_the_keys(
    dify: Dify, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIFY_BASE_URL", dify.base_url)
    monkeypatch.setenv("DIFY_API_KEY", dify.key("chat"))
    if world == "sync":
        with Client() as client:
            assert client.app_config.get_app_basic_info().mode == "chat"
    else:
        async with AsyncClient() as async_client:
            assert (await async_client.app_config.get_app_basic_info()).mode == "chat"


async def test_where_no_server_is_nothing_was_sent(connect: Connect) -> None:
    client = connect("chat", base_url="http://127.0.0.1:9", api_key="app-any", retries=0)
    with pytest.raises(DifyConnectionError) as caught:
        await client.app_config.get_app_basic_info()
    assert not caught.value.may_have_run


async def test_any_request_can_be_sent(connect: Connect) -> None:
    client = connect("chat")
    assert (await client._arequest("GET", "/info"))["mode"] == "chat"
    with pytest.raises(DifyNotFoundError):
        await client._arequest("GET", "/no-such-path")


async def test_any_stream_can_be_read(connect: Connect) -> None:
    client: Any = connect("chat")
    body = {
        "query": "Say hello",
        "inputs": await filled_form(client),
        "user": client.user,
        "response_mode": "streaming",
    }
    stream = client.stream_request("POST", "/chat-messages", json=body)
    assert [event.event async for event in stream][-1] == "message_end"
    assert (await stream.final())["answer"] == stream.answer_so_far != ""


async def test_a_client_for_another_app_shares_the_connections(connect: Connect, dify: Dify) -> None:
    client = connect("chat")
    other = client.with_options(api_key=dify.key("workflow"))
    assert (await other.app_config.get_app_basic_info()).mode == "workflow"
    await other.aclose()
    assert (await client.app_config.get_app_basic_info()).mode == "chat"


async def test_a_misspelt_keyword_is_a_type_error_that_names_the_right_one(connect: Connect) -> None:
    client = connect("chat")
    with pytest.raises(TypeError, match="conversation_id"):
        await client.chat.create_chat_message(query="Hello", conversaton_id="x")
