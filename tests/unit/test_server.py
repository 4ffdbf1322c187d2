"""Which server answers."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from recorded import Exchange
from unit.replay import Replay, recorded

from pydify_plus.errors import DifyAPIError
from pydify_plus.models import ServerInfo

INDEX = {"welcome": "Dify OpenAPI", "api_version": "v1", "server_version": "1.15.0"}
GATEWAY_PAGE = "<title>404 Not Found</title>"


def changed(name: str, **response: Any) -> Exchange:
    """A recorded exchange with parts of its answer replaced, and without the header that tells the version."""
    exchange = recorded(name)
    data = copy.deepcopy(exchange.data)
    del data["response"]["headers"]["x-version"]
    data["response"] |= response
    return Exchange(exchange.name, exchange.version, data)


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_a_server_without_an_index_tells_its_version_in_a_header(dify: Replay, version: str) -> None:
    dify.expect("root/", version=version)
    assert dify.wait(dify.client.server.get_info()) == ServerInfo(version, source="header")


def test_a_server_with_an_index_tells_its_version_there(dify: Replay) -> None:
    dify.expect(changed("root/", status=200, json=INDEX))
    assert dify.wait(dify.client.server.get_info()) == ServerInfo("1.15.0", source="index", api_version="v1")


@pytest.mark.parametrize("info", ["getChatAppInfo/ok-chat", "getChatAppInfo/err-api-disabled"])
def test_where_a_gateway_answers_for_the_index_another_answer_tells_the_version(dify: Replay, info: str) -> None:
    dify.expect(changed("root/", text=GATEWAY_PAGE), info)
    assert dify.wait(dify.client.server.get_info()) == ServerInfo("1.14.2", source="header")


def test_a_version_that_a_proxy_hides_is_none(dify: Replay) -> None:
    dify.expect(changed("root/"), changed("getChatAppInfo/ok-chat"))
    assert dify.wait(dify.client.server.get_info()) == ServerInfo(None, source=None)


def test_what_is_not_dify_is_an_error_that_asks_for_the_address(dify: Replay) -> None:
    index = changed("root/", text=GATEWAY_PAGE)
    same_page = {name: index.data["response"][name] for name in ("status", "headers", "text")}
    other = changed("getChatAppInfo/ok-chat", **same_page)
    del other.data["response"]["json"]
    dify.expect(index, other)
    with pytest.raises(DifyAPIError) as caught:
        dify.wait(dify.client.server.get_info())
    assert "base_url" in str(caught.value)
