"""Segments and child chunks."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import Exchange
from unit.outcome import outcome
from unit.played import Method, every_exchange
from unit.replay import Replay, recorded

from pydify_plus.models import ChildChunk, Document, DocumentAndBatch, Segment


def ids(request: dict[str, Any]) -> list[str]:
    """The ids in a recorded path: of the dataset, the document, the segment, the child chunk."""
    return request["path"].split("/")[2::2]  # type: ignore[no-any-return]


METHODS: dict[str, Method] = {
    "listSegments": lambda client, request: client.blocks.list_segments(*ids(request), **(request["query"] or {})),
    "createSegments": lambda client, request: client.blocks.add_segments(*ids(request), **request["json"]),
    "getSegmentDetail": lambda client, request: client.blocks.get_segment(*ids(request)),
    "updateSegment": lambda client, request: client.blocks.update_segment(*ids(request), **request["json"]["segment"]),
    "deleteSegment": lambda client, request: client.blocks.delete_segment(*ids(request)),
    "getChildChunks": lambda client, request: client.blocks.list_segment_children(
        *ids(request), **(request["query"] or {})
    ),
    "createChildChunk": lambda client, request: client.blocks.create_segment_child(*ids(request), **request["json"]),
    "updateChildChunk": lambda client, request: client.blocks.update_segment_child(*ids(request), **request["json"]),
    "deleteChildChunk": lambda client, request: client.blocks.delete_segment_child(*ids(request)),
}
NOT_SENT = (
    "createChildChunk/err-missing",
    "getChildChunks/limit-1000",
    "listSegments/limit-1000",
    "updateChildChunk/err-missing",
)


@pytest.mark.parametrize(("method", "exchange"), every_exchange(METHODS, except_for=NOT_SENT))
def test_a_method_sends_the_recorded_request_and_reads_its_answer(
    dify: Replay, method: Method, exchange: Exchange
) -> None:
    answer = outcome(dify, method, exchange)
    if exchange.operation.startswith("delete"):
        assert answer is None
    elif exchange.status == 200:
        assert answer == exchange.json["data"]


@pytest.mark.parametrize("operation", ["listSegments", "getChildChunks"])
def test_a_limit_above_what_dify_gives_is_asked_for_as_that(dify: Replay, operation: str) -> None:
    exchange = recorded(f"{operation}/limit-1000")
    dify.expect(exchange, query={"limit": 100})
    page = dify.wait(METHODS[operation](dify.client, exchange.request))
    assert [item.to_dict() for item in page.data] == exchange.json["data"]
    assert not page.has_more


def test_a_segment_is_added_by_its_text(dify: Replay) -> None:
    economy = recorded("createSegments/ok-economy")
    (sent,) = economy.request["json"]["segments"]
    dify.expect(economy)
    segment = dify.wait(dify.client.blocks.add_segment(*ids(economy.request), sent["content"], keywords=["kiwi"]))
    assert type(segment) is Segment
    assert segment.to_dict() == economy.json["data"][0]


def test_a_question_is_added_with_its_answer(dify: Replay) -> None:
    qa = recorded("createSegments/ok-qa")
    dify.expect(qa)
    assert dify.wait(dify.client.blocks.add_segment(*ids(qa.request), "What?", answer="That.", keywords=["q"])).answer


def test_segments_may_be_just_texts(dify: Replay) -> None:
    exchange = recorded("createSegments/ok")
    first, second = exchange.request["json"]["segments"]
    dify.expect(exchange)
    added = dify.wait(dify.client.blocks.add_segments(*ids(exchange.request), [first, second["content"]]))
    assert [segment.content for segment in added] == [first["content"], second["content"]]


def test_objects_stand_for_their_ids(dify: Replay) -> None:
    exchange = recorded("updateChildChunk/ok")
    dataset, document, segment, child = ids(exchange.request)
    dify.expect(exchange)
    chunk = dify.wait(
        dify.client.blocks.update_segment_child(
            Document(id=dataset),
            DocumentAndBatch(document={"id": document}, batch="b"),
            Segment(id=segment),
            ChildChunk(id=child),
            "Changed child chunk.",
        )
    )
    assert type(chunk) is ChildChunk


def test_attachments_are_named_by_their_ids(dify: Replay) -> None:
    exchange = recorded("createSegments/ok-economy")
    dify.expect(exchange, json={"segments": [{"content": "a", "attachment_ids": ["f1", "f2"]}]})
    dify.wait(dify.client.blocks.add_segment(*ids(exchange.request), "a", attachment_ids=[Document(id="f1"), "f2"]))


@pytest.mark.parametrize(
    ("method", "arguments", "error", "message"),
    [
        ("update_segment", ("a", "b", "c"), ValueError, "nothing to change"),
        ("add_segments", ("a", "b", "text"), TypeError, "add_segment adds a single one"),
        ("get_segment", ("a", "b", "c/d"), ValueError, "cannot be an id"),
        ("get_segment", ("a", "b", None), TypeError, "expected an id"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_sent(
    dify: Replay, method: str, arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        dify.wait(getattr(dify.client.blocks, method)(*arguments))
    assert dify.sent == []


def test_a_misspelt_keyword_is_named(dify: Replay) -> None:
    with pytest.raises(TypeError, match=r"add_segment\(\) has no keyword 'keyword': did you mean 'keywords'"):
        dify.wait(dify.client.blocks.add_segment("a", "b", "c", keyword=["d"]))
