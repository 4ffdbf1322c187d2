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


def changed(name: str, version: str = "1.14.2", *, server_version: str | None = None, **response: Any) -> Exchange:
    """A recorded exchange with another answer, from a server of that version; None for one behind a proxy that hides it."""
    exchange = recorded(name, version)
    data = copy.deepcopy(exchange.data)
    data["response"] |= response
    data["response"]["headers"].pop("x-version")
    if server_version is not None:
        data["response"]["headers"]["x-version"] = server_version
    return Exchange(exchange.name, exchange.version, data)


def index_answers(**response: Any) -> Exchange:
    return changed("root/", **response)


@pytest.mark.parametrize("version", ["1.14.2", "1.9.2"])
def test_a_server_without_an_index_tells_its_version_in_a_header(dify: Replay, version: str) -> None:
    dify.expect("root/", version=version)
    assert dify.wait(dify.client.server.get_info()) == ServerInfo(version, source="header")


def test_a_server_with_an_index_tells_its_version_there(dify: Replay) -> None:
    headers = {"content-type": "application/json", "x-version": "hidden"}
    dify.expect(index_answers(status=200, json=INDEX, headers=headers))
    assert dify.wait(dify.client.server.get_info()) == ServerInfo("1.15.0", source="index", api_version="v1")


@pytest.mark.parametrize("info", ["getChatAppInfo/ok-chat", "getChatAppInfo/err-api-disabled"])
def test_where_a_gateway_answers_for_the_index_another_answer_tells_the_version(dify: Replay, info: str) -> None:
    dify.expect(index_answers(text=GATEWAY_PAGE), info)
    assert dify.wait(dify.client.server.get_info()) == ServerInfo("1.14.2", source="header")


def test_a_version_that_a_proxy_hides_is_none(dify: Replay) -> None:
    dify.expect(index_answers(), changed("getChatAppInfo/ok-chat"))
    assert dify.wait(dify.client.server.get_info()) == ServerInfo(None, source=None)


def test_what_is_not_dify_is_an_error_that_asks_for_the_address(dify: Replay) -> None:
    answers = {"status": 404, "text": GATEWAY_PAGE}
    other = changed("getChatAppInfo/ok-chat", **answers, headers={"content-type": "text/html", "x-version": ""})
    del other.data["response"]["json"]
    dify.expect(index_answers(**answers), other)
    with pytest.raises(DifyAPIError) as caught:
        dify.wait(dify.client.server.get_info())
    assert "base_url" in str(caught.value)
