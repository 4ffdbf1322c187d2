"""Every recorded exchange of an operation, asked for through the method that stands for it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pytest
from core.expected_errors import RecordedError, expected_errors
from recorded import FOLDERS, Exchange, exchanges
from unit.replay import KEYS, Replay

from pydify_plus._core.page_data import PageData
from pydify_plus.errors import DifyAPIError

Method = Callable[[Any, dict[str, Any]], Any]
"""From a client and a recorded request to what the method returns that sends it."""

_EXPECTED = expected_errors()


def every_exchange(methods: dict[str, Method], *, except_for: Collection[str] = ()) -> list[Any]:
    """The parameters (method, exchange) for a test that calls `play`.

    Args:
        methods: The methods by their operations.
        except_for: The operations and cases, such as `renameConversation/err-neither`, that a method cannot be made to send.
    """
    found = [
        (methods[exchange.operation], exchange)
        for version in FOLDERS
        for exchange in exchanges(version)
        if exchange.operation in methods and f"{exchange.operation}/{exchange.case}" not in except_for
        if exchange.request["headers"].get("Authorization") == f"Bearer {_key(exchange)}"
    ]
    assert {exchange.operation for _, exchange in found} == set(methods)
    return [pytest.param(method, exchange, id=str(exchange)) for method, exchange in found]


def _key(exchange: Exchange) -> str:
    """The key that the client sends for it."""
    is_knowledge = exchange.request["path"].startswith(("/datasets", "/workspaces"))
    return str(KEYS["dataset_api_key" if is_knowledge else "api_key"])


def play(dify: Replay, method: Method, exchange: Exchange) -> None:
    """Let the method send the recorded request, and compare what it makes of the recorded answer."""
    dify.expect(exchange)
    if exchange.status >= 400:
        with pytest.raises(DifyAPIError) as caught:
            dify.wait(method(dify.client, exchange.request))
        assert type(caught.value).__name__ == _EXPECTED[RecordedError(exchange, None).key].error
        assert caught.value.operation == exchange.operation
        return
    answer = dify.wait(method(dify.client, exchange.request))
    if answer is None:
        assert not exchange.is_json or exchange.json in ({}, {"result": "success"})
    elif isinstance(answer, PageData):
        assert [item.to_dict() for item in answer.data] == exchange.json["data"]
    else:
        assert answer.to_dict() == exchange.json


def last_of(path: str) -> str:
    """The last segment of a recorded path."""
    return path.rpartition("/")[2]


def given(values: dict[str, Any] | None, *names: str) -> dict[str, Any]:
    """Those of the recorded values that have one of these names."""
    return {name: value for name, value in (values or {}).items() if name in names}
