"""`client.blocks`: the segments of documents, and the child chunks of segments."""

from __future__ import annotations

from typing import Any

import pytest
from contract.conftest import Connect
from contract.helpers import UNKNOWN

from pydify_plus.errors import DifyAuthError, DifyNotFoundError, DifyValidationError

pytestmark = pytest.mark.anyio


async def test_a_document_s_segments_are_listed_and_walked(knowledge: Any, dataset: Any, document: Any) -> None:
    page = await knowledge.blocks.list_segments(dataset_id=dataset.id, document_id=document.id, limit=2)
    assert (len(page.data), page.total, page.has_more) == (2, 3, True)
    every = [each async for each in knowledge.blocks.list_segments(dataset, document, limit=2)]
    assert [each.position for each in every] == [1, 2, 3]
    assert "绿茶" in every[2].content
    (only,) = [each async for each in knowledge.blocks.list_segments(dataset, document, keyword="Espresso")]
    assert only.id == every[1].id
    assert (await knowledge.blocks.get_segment(dataset.id, document.id, only.id)).content == only.content


async def test_an_added_segment_is_found_changed_and_deleted(knowledge: Any, dataset: Any, document: Any) -> None:
    async def found(query: str) -> list[str]:
        records = (await knowledge.dataset.search_dataset(dataset, query, top_k=1)).records
        return [record.segment.id for record in records]

    segment = await knowledge.blocks.add_segment(
        dataset.id, document.id, "A zeppelin is an airship.", keywords=["zeppelin"]
    )
    assert (segment.content, segment.document_id) == ("A zeppelin is an airship.", document.id)
    assert await found("zeppelin") == [segment.id]
    changed = await knowledge.blocks.update_segment(
        dataset.id, document.id, segment.id, "A dirigible is an airship.", keywords=["dirigible"]
    )
    assert (changed.id, changed.content) == (segment.id, "A dirigible is an airship.")
    assert await found("dirigible") == [segment.id]
    assert await knowledge.blocks.delete_segment(dataset.id, document.id, segment.id) is None
    assert segment.id not in await found("dirigible")
    with pytest.raises(DifyNotFoundError):
        await knowledge.blocks.get_segment(dataset, document, segment)


async def test_several_segments_are_added_at_once_in_their_order(knowledge: Any, dataset: Any, document: Any) -> None:
    added = await knowledge.blocks.add_segments(dataset, document, ["First.", {"content": "Second."}])
    assert [each.content for each in added] == ["First.", "Second."]
    assert added[0].position < added[1].position


async def test_a_disabled_segment_is_not_found(knowledge: Any, dataset: Any, document: Any) -> None:
    segment = await knowledge.blocks.add_segment(dataset, document, "A zeppelin is an airship.", keywords=["zeppelin"])
    assert not (await knowledge.blocks.update_segment(dataset, document, segment, enabled=False)).enabled
    records = (await knowledge.dataset.search_dataset(dataset, "zeppelin", top_k=10)).records
    assert segment.id not in {record.segment.id for record in records}


async def test_an_empty_segment_is_a_validation_error(knowledge: Any, dataset: Any, document: Any) -> None:
    with pytest.raises(DifyValidationError):
        await knowledge.blocks.add_segment(dataset, document, "")
    with pytest.raises(ValueError, match="nothing to change"):
        await knowledge.blocks.update_segment(dataset, document, UNKNOWN)


async def test_child_chunks_are_created_listed_changed_and_deleted(knowledge: Any, dataset: Any, document: Any) -> None:
    blocks = knowledge.blocks
    segment = (await blocks.list_segments(dataset, document)).data[0]
    children = [
        await blocks.create_segment_child(dataset.id, document.id, segment.id, f"Child {number}.")
        for number in range(3)
    ]
    assert [child.content for child in children] == ["Child 0.", "Child 1.", "Child 2."]
    page = await blocks.list_segment_children(dataset.id, document.id, segment.id, limit=2)
    assert (len(page.data), page.total, page.has_more) == (2, 3, True)
    walk = blocks.list_segment_children(dataset, document, segment, limit=2)
    assert [child.id async for child in walk] == [child.id for child in children]
    changed = await blocks.update_segment_child(dataset.id, document.id, segment.id, children[1].id, "Changed.")
    assert (changed.id, changed.content) == (children[1].id, "Changed.")
    assert await blocks.delete_segment_child(dataset.id, document.id, segment.id, children[0].id) is None
    left = blocks.list_segment_children(dataset, document, segment)
    assert [child.content async for child in left] == ["Changed.", "Child 2."]


async def test_unknown_segments_and_child_chunks_are_not_found(knowledge: Any, dataset: Any, document: Any) -> None:
    blocks = knowledge.blocks
    segment = (await blocks.list_segments(dataset, document)).data[0]
    for ask in (
        lambda: blocks.list_segments(dataset, UNKNOWN),
        lambda: blocks.add_segment(dataset, UNKNOWN, "text"),
        lambda: blocks.get_segment(dataset, document, UNKNOWN),
        lambda: blocks.update_segment(dataset, document, UNKNOWN, "text"),
        lambda: blocks.delete_segment(dataset, document, UNKNOWN),
        lambda: blocks.list_segment_children(dataset, document, UNKNOWN),
        lambda: blocks.create_segment_child(dataset, document, UNKNOWN, "text"),
        lambda: blocks.update_segment_child(dataset, document, segment, UNKNOWN, "text"),
        lambda: blocks.delete_segment_child(dataset, document, segment, UNKNOWN),
    ):
        with pytest.raises(DifyNotFoundError):
            await ask()


async def test_a_wrong_key_is_an_auth_error(connect: Connect) -> None:
    client = connect("dataset", dataset_api_key="dataset-wrong")
    with pytest.raises(DifyAuthError):
        await client.blocks.list_segments(UNKNOWN, UNKNOWN)
