"""The playback itself: it tells a right request from a wrong one."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from recorded import Exchange, exchanges
from unit.replay import BASE_URL, KEYS, Replay, answer_of, normal, recorded, sent_by

SENT = {"method": "POST", "path": "/datasets/a/retrieve", "query": None, "json": {"query": "x"}}


def request_of(exchange: Exchange) -> httpx.Request:
    """The recorded request, made by httpx, with files of the recorded size."""
    sent = exchange.request
    files = [(f["field"], (f["filename"], b"\r" * f["size"], f["content_type"])) for f in sent.get("files") or ()]
    headers = {name: text for name, text in sent["headers"].items() if name == "Authorization"}
    query = {name: value for name, value in (sent["query"] or {}).items() if value is not None}
    body: dict[str, Any] = {"json": sent["json"]} if "json" in sent else {"data": sent.get("form"), "files": files}
    return httpx.Request(sent["method"], BASE_URL + sent["path"], params=query, headers=headers, **body)


def from_httpx(exchange: Exchange) -> bool:
    """Whether httpx makes the recorded request: it has no body of its own, and no form without a file."""
    sent = exchange.request
    return "raw_body" not in sent and not (sent.get("form") and not sent.get("files"))


@pytest.mark.parametrize("exchange", [e for e in exchanges("1.14.2") if from_httpx(e)], ids=str)
def test_a_recorded_request_is_recognised_and_its_answer_given(exchange: Exchange) -> None:
    assert sent_by(request_of(exchange)) == normal(exchange.request)

    answer = answer_of(exchange)

    assert answer.status_code == exchange.status
    if exchange.is_json:
        assert answer.json() == exchange.json
    elif exchange.text:
        assert answer.text == exchange.text


@pytest.mark.parametrize(
    "other",
    [
        {"method": "PUT"},
        {"path": "/datasets/b/retrieve"},
        {"query": {"limit": 1}},
        {"json": {"query": "x", "top_k": 1}},
        {"json": None},
        {"json": None, "form": {"query": "x"}},
        {"json": None, "files": [{"field": "file", "filename": "x", "content_type": "text/plain", "size": 1}]},
        {"headers": {"Authorization": f"Bearer {KEYS['api_key']}"}},
    ],
    ids=json.dumps,
)
def test_a_different_request_fails(dify: Replay, other: dict[str, Any]) -> None:
    right = {**SENT, "headers": {"Authorization": f"Bearer {KEYS['dataset_api_key']}"}}
    answer = {"status": 200, "headers": {"content-type": "application/json"}, "json": {"records": []}}
    for sent in (right, {**right, **other}):
        dify.expect(Exchange("made up", "1.14.2", {"request": sent, "response": answer}))

    assert dify.wait(dify.client.dataset.search_dataset("a", "x")).records == []
    with pytest.raises(AssertionError, match="is not the request of"):
        dify.wait(dify.client.dataset.search_dataset("a", "x"))


def test_an_unexpected_request_fails(dify: Replay) -> None:
    with pytest.raises(AssertionError, match="unexpected request"):
        dify.wait(dify.client.dataset.get_dataset("a"))


@pytest.mark.parametrize("world", ["sync", "async"])
def test_an_exchange_that_does_not_take_place_fails(world: Any) -> None:
    with pytest.raises(AssertionError, match=r"never asked for.*deleteDataset"), Replay(world) as dify:
        dify.expect("deleteDataset/ok")


def test_an_unknown_name_fails() -> None:
    with pytest.raises(LookupError, match="deleteDataset/bogus"):
        recorded("deleteDataset/bogus")
